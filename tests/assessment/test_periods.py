"""Periods that are evaluated: years, quarters, months, free ones; the short form of a part of a year."""

from dataclasses import replace

import pytest

from assessment.cycle import Cycle, must_be_apart, new_cycle, period_after, periods_near, span_of, suggested_id
from assessment.instrument import Instrument, build_instrument, short_form
from kinerja_words.catalogue import phrase
from kinerja_words.periods import by_year, period_name
from kinerja_words.problems import Refused
from tests.kinerja_office.small_town import instrument
from tests.wording import refusing


def cycle(period: str, start: str = "2026-12-20", end: str = "2027-01-20", **more: object) -> Cycle:
    return new_cycle(more.pop("id", "a"), instrument(), "A", start, end, period=period, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "kind", "name", "id"),
    [
        ("", "free", "Bebas", ""),
        ("2026", "year", "Tahun 2026", "2026"),
        ("2026-Q1", "quarter", "Triwulan I 2026", "2026-tw1"),
        ("2026-Q4", "quarter", "Triwulan IV 2026", "2026-tw4"),
        ("2026-03", "month", "Maret 2026", "2026-03"),
        ("2026-12", "month", "Desember 2026", "2026-12"),
    ],
)
def test_kinds_and_names(period: str, kind: str, name: str, id: str) -> None:
    one = cycle(period)
    assert (one.kind, one.short) == (kind, kind in ("quarter", "month"))
    assert (phrase(period_name(period)), suggested_id(period)) == (name, id)
    assert Cycle.from_doc(one.to_doc()) == one


def test_a_cycle_of_before_is_free() -> None:
    doc = cycle("").to_doc()
    del doc["period"]
    assert Cycle.from_doc(doc).kind == "free"


@pytest.mark.parametrize(
    "period", ["2026-Q5", "2026-Q0", "2026-13", "2026-1", "1999", "26", "2026-S1", "2026-Q1 ", "٢٠٢٦"]
)
def test_what_is_no_period(period: str) -> None:
    with refusing("2026-Q1", "id"):
        cycle(period)


@pytest.mark.parametrize(
    ("period", "start", "right"),
    [("2026-Q2", "2026-03-31", False), ("2026-Q2", "2026-04-01", True), ("2026-11", "2026-10-31", False), ("2027", "2026-12-20", False)],
)  # fmt: skip
def test_forms_are_not_taken_before_the_period_begins(period: str, start: str, right: bool) -> None:
    if right:
        assert cycle(period, start, "2026-12-31").start == start
    else:
        with refusing("mendahului masa kinerja", "id"):
            cycle(period, start, "2026-12-31")


@pytest.mark.parametrize("period", ["2026-Q3", "2026-07"])
def test_a_part_of_a_year_has_no_yearly_method(period: str) -> None:
    assert cycle(period).methods == ("self", "supervisor")
    assert cycle("2026").methods == ("self", "supervisor", "peer", "subordinate")
    with refusing("hanya memakai penilaian diri dan penilaian atasan. Keluarkan penilaian rekan kerja", "id"):
        cycle(period, methods=("self", "supervisor", "peer"))


def test_the_short_form_is_an_instrument_of_its_own() -> None:
    full, short = instrument(), short_form(instrument())
    assert short.version == f"{full.version}+ringkas"
    assert [len(c.items) for c in short.criteria] == [1] * len(full.criteria)
    assert [c.code for c in short.criteria] == [c.code for c in full.criteria]
    assert set(short.weights) == {"self", "supervisor"}
    assert build_instrument(short.source) == short
    assert short_form(short) is short
    assert cycle("2026-Q1").version == short.version
    assert cycle("2026").version == full.version


def changed(**methods: list[str]) -> Instrument:
    """The usual instrument, some statements of which are for some methods alone."""
    source = dict(instrument().source)
    items = [[{**i, "methods": methods.get(i["code"], [])} for i in c["items"]] for c in source["criteria"]]
    return build_instrument(
        {**source, "criteria": [{**c, "items": i} for c, i in zip(source["criteria"], items, strict=True)]}
    )


def test_each_remaining_method_is_asked_of_each_criterion() -> None:
    """A short statement for peers alone is none; a criterion for peers alone is left out."""
    for only in (["peer"], ["self", "peer"]):
        with refusing(r"Berorientasi pelayanan.*short = true", "id"):
            short_form(changed(PEL1=only))
    peers_alone = short_form(changed(**{key: ["peer"] for key in ("PEL1", "PEL2", "PEL3")}))
    assert "pelayanan" not in {c.code for c in peers_alone.criteria}
    assert short_form(changed(PEL1=["self", "supervisor", "peer"])).items[0].methods == ("self", "supervisor")


def test_an_instrument_without_a_short_form_says_where_to_add_it() -> None:
    source = instrument().source
    bare = build_instrument(
        {
            **source,
            "criteria": [{**c, "items": [{**i, "short": False} for i in c["items"]]} for c in source["criteria"]],
        }
    )
    with refusing("Komunikasi.*short = true", "id"):
        new_cycle("a", bare, "A", "2026-04-01", "2026-04-10", period="2026-Q1")
    assert new_cycle("a", bare, "A", "2026-12-20", "2027-01-20", period="2026").version == bare.version


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("2026", "2026-Q4", True),
        ("2026-Q3", "2026-Q4", True),
        ("2026-12", "2026-Q4", True),
        ("2026-Q4", "2026-Q4", False),
        ("2026", "2026", False),
        ("", "2026", False),
        ("2026-Q4", "", False),
    ],
)
def test_periods_that_differ_are_apart_on_the_same_days(one: str, other: str, apart: bool) -> None:
    first, second = cycle(one), cycle(other, id="b")
    if apart:
        must_be_apart(first, [second])
    else:
        with pytest.raises(Refused) as refused:
            must_be_apart(first, [second])
        assert {p.code for p in refused.value.problems} == {"cycle.same_period" if one and other else "cycle.overlaps"}


def test_the_same_period_is_not_assessed_twice_on_other_days() -> None:
    with refusing("Triwulan IV 2026 sudah dinilai", "id"):
        must_be_apart(cycle("2026-Q4"), [cycle("2026-Q4", "2027-02-01", "2027-02-10", id="b")])


def test_a_year_lists_its_parts() -> None:
    ids = ["2027-Q1", "free", "2026", "2026-Q4", "2026-Q3", "2025-12", "2026"]
    listed = [cycle("" if p == "free" else p, "2027-04-01", "2027-04-09", id=f"c{n}") for n, p in enumerate(ids)]
    found = [(year, whole and whole.id, [p.id for p in parts]) for year, whole, parts in by_year(listed)]
    assert found == [
        ("2027", None, ["c0"]), ("", "c1", []), ("2026", "c2", ["c3", "c4"]), ("2025", None, ["c5"]), ("2026", "c6", []),
    ]  # fmt: skip


def test_the_periods_on_offer_are_well_formed_and_near() -> None:
    offered = periods_near("2026-11-26")
    assert len(set(offered)) == len(offered)
    assert {"2025", "2026", "2026-Q4", "2025-Q4", "2026-11", "2025-12"} <= set(offered)
    for period in offered:
        assert cycle(period, "2027-12-01", "2027-12-31").period == period


@pytest.mark.parametrize(
    ("period", "first", "last", "after"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2027"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "2026-Q2"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "2027-Q1"),
        ("2028-02", "2028-02-01", "2028-02-29", "2028-03"),
        ("2026-12", "2026-12-01", "2026-12-31", "2027-01"),
    ],
)
def test_a_period_has_its_days_and_one_after_it(period: str, first: str, last: str, after: str) -> None:
    assert span_of(period) == (first, last)
    assert period_after(period) == after


def test_a_free_cycle_has_two_pairs_of_days_and_an_older_document_one() -> None:
    free = replace(cycle(""), start="2026-07-01", end="2026-07-15", work_start="2026-01-01", work_end="2026-06-30")
    assert free.work == ("2026-01-01", "2026-06-30")
    old = {
        k: v for k, v in free.to_doc().items() if k not in ("work_start", "work_end", "peers", "kept_end", "archived")
    }
    assert Cycle.from_doc(old).work == ("2026-07-01", "2026-07-15")
    assert replace(free, period="2026").work == ("2026-01-01", "2026-12-31")


def test_two_free_cycles_do_not_evaluate_the_same_days_of_work() -> None:
    one = replace(cycle(""), start="2026-07-01", end="2026-07-15", work_start="2026-01-01", work_end="2026-06-30")
    two = replace(one, id="b", start="2026-09-01", end="2026-09-15", work_start="2026-06-30", work_end="2026-08-31")
    with refusing("1 Januari 2026 s.d. 30 Juni 2026", "id"):
        must_be_apart(two, [one])
    must_be_apart(replace(two, work_start="2026-07-01"), [one])
