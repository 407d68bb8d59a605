"""What one package hides and two give away: a broken chain, a cycle published twice, another grouping (R7, L5, L10)."""

import hashlib
import json
from pathlib import Path

import pytest

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import Group, Office, change, naive_mask, office, right_mask, right_mean, write


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "release.json").read_bytes()).hexdigest()


def chain(root: Path) -> list[Path]:
    """Three cycles, each release naming the one before."""
    folders: list[Path] = []
    for i, cycle in enumerate(("2025-1", "2025-2", "2026-1")):
        data = office({"Kelurahan": 24, "Seksi": 20}, cycle=cycle, seed=i)
        previous = digest(folders[-1]) if folders else ""
        day = f"2026-0{i + 1}-01"
        folders.append(write(root / cycle, data, release={"previous": previous, "published": day}))
    return folders


def rules(report: Report) -> set[str]:
    return {f.rule for f in report.findings if f.kind != "NOTE"}


def test_a_sound_chain(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    report = audit_packages(folders)
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert report.checked["releases"] == 3
    assert audit_packages(folders[::-1]).to_json() == report.to_json()
    assert audit_packages(folders[1:]).verdict == "NONE_FOUND"  # the oldest given may point outside


def test_a_release_in_the_middle_is_missing(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    assert rules(audit_packages([folders[0], folders[2]])) == {"chain_broken"}


def test_a_package_changed_after_its_release(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    change(folders[0], "plan", lambda r: r["group"] == "Seksi", heads="19")
    assert "chain_broken" in rules(audit_packages(folders))


def test_a_release_rewritten(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    path = folders[1] / "release.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"published": "2026-02-02"}), encoding="utf-8")
    assert "chain_broken" in rules(audit_packages(folders))


def test_a_release_may_name_the_key_of_the_trail_and_nothing_else_more(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    path = folders[2] / "release.json"
    plain = json.loads(path.read_text())
    for more, sound in (
        ({"trail_key": "0a" * 32}, True),
        ({"trail_key": "x"}, False),
        ({"trail_key": 1}, False),
        ({"b": ""}, False),
    ):
        path.write_text(json.dumps(plain | more), encoding="utf-8")
        assert ("chain_broken" not in rules(audit_packages(folders))) == sound, more


def test_two_releases_after_the_same_one(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    path = folders[2] / "release.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"previous": digest(folders[0])}), encoding="utf-8")
    assert "chain_broken" in rules(audit_packages(folders))


def base() -> Office:
    return office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 18}, methods=("self",), response=1.0)


def test_the_same_figures_twice_are_harmless(tmp_path: Path) -> None:
    folders = [write(tmp_path / name, base()) for name in ("a", "b")]
    assert audit_packages(folders).verdict == "NONE_FOUND"


def test_one_form_more_in_the_second_version(tmp_path: Path) -> None:
    """n grows by one and the mean moves: the difference is that person's form (L10)."""
    first, second = base(), base()
    first.forms = first.forms[1:]
    folders = [write(tmp_path / "a", first), write(tmp_path / "b", second)]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "ralat_difference" in rules(report)


def test_equal_counts_with_other_figures_stay_open(tmp_path: Path) -> None:
    first, second = base(), base()
    for form in second.forms[:12]:
        form.answers.update(dict.fromkeys(form.answers, 1))
    folders = [write(tmp_path / "a", first), write(tmp_path / "b", second)]
    report = audit_packages(folders)
    assert report.verdict == "UNDECIDED"
    assert rules(report) == {"ralat_unclear"}


def test_two_masks_of_the_same_forms(tmp_path: Path) -> None:
    """Each mask is sound; together they show the small group by subtraction."""
    data = office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 4}, methods=("self",), response=1.0)

    def other(groups: list[Group], counts: dict[str, list[object]]) -> set[str]:
        return {"*", "Kelurahan"} if "Kelurahan" not in right_mask(groups, counts) else {"*", "Sekretariat"}

    folders = [write(tmp_path / "a", data), write(tmp_path / "b", data, mask=other)]
    assert [audit_packages([f]).verdict for f in folders] == ["NONE_FOUND", "NONE_FOUND"]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "remainder" in rules(report)


def test_another_grouping_of_the_same_forms(tmp_path: Path) -> None:
    sizes = {"A": 20, "B": 4, "C": 20}
    one = office(sizes, plan=[Group("A + B", "*", ("A", "B")), Group("C", "*", ("C",))], methods=("self",))
    two = office(sizes, plan=[Group("A", "*", ("A",)), Group("B + C", "*", ("B", "C"))], methods=("self",))
    folders = [write(tmp_path / "a", one, mask=naive_mask), write(tmp_path / "b", two, mask=naive_mask)]
    assert [audit_packages([f]).verdict for f in folders] == ["NONE_FOUND", "NONE_FOUND"]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "two_plans" in rules(report)


def test_a_plan_that_changed_between_cycles_is_noted(tmp_path: Path) -> None:
    one = office({"A": 20, "B": 20}, cycle="2025-1")
    two = office({"A": 20, "C": 20}, cycle="2026-1")
    report = audit_packages([write(tmp_path / "a", one), write(tmp_path / "b", two)])
    assert report.verdict == "NONE_FOUND"
    notes = [f.sentence.en for f in report.findings if f.rule == "plan_changed"]
    assert len(notes) == 3
    assert "“B”, “C”" in notes[0]


@pytest.mark.parametrize("methods", [("self",), ("peer",)])
@pytest.mark.parametrize("few", range(1, 10))
def test_nine_forms_more_are_as_few_as_one(tmp_path: Path, few: int, methods: tuple[str, ...]) -> None:
    """Nine forms of peers may be about three people: what a row needs, the difference needs as well."""
    first, second = (office({"A": 34, "B": 30}, methods=methods, response=1.0) for _ in range(2))
    first.forms = first.forms[few:]
    report = audit_packages([write(tmp_path / "a", first), write(tmp_path / "b", second)])
    assert report.verdict == "DISCLOSURE"
    assert "ralat_difference" in rules(report)


def test_ten_forms_more_of_ten_people(tmp_path: Path) -> None:
    first, second = (office({"A": 34, "B": 30}, methods=("self",), response=1.0) for _ in range(2))
    first.forms = first.forms[10:]
    assert audit_packages([write(tmp_path / "a", first), write(tmp_path / "b", second)]).verdict == "NONE_FOUND"


# ---------------------------------------------------------------- the same days under another cycle

JANUARY, FIRST_HALF, FEBRUARY = ("2026-01-01", "2026-01-31"), ("2026-01-31", "2026-06-30"), ("2026-02-01", "2026-02-28")


def twice(root: Path, second: Office, dates: tuple[str, str] = JANUARY, formats: tuple[int, int] = (2, 2)) -> Report:
    """`base()` of January, and another cycle."""
    second.cycle = "2026-x"
    one = write(root / "2026-1", base(), format=formats[0])
    return audit_packages([one, write(root / "2026-x", second, dates=dates, format=formats[1])])


def test_the_same_forms_under_a_second_id(tmp_path: Path) -> None:
    assert twice(tmp_path / "same", base()).verdict == "NONE_FOUND"
    other = base()
    other.forms = other.forms[1:]
    report = twice(tmp_path / "one", other)
    assert report.verdict == "DISCLOSURE"
    assert rules(report) == {"period_difference", "same_period"}
    assert "The cycles 2026-1 and 2026-x are about the same days" in " ".join(report.lines("en"))
    for form in (changed := base()).forms[:12]:
        form.answers.update(dict.fromkeys(form.answers, 1))
    report = twice(tmp_path / "changed", changed)
    assert report.verdict == "UNDECIDED"
    assert rules(report) == {"same_period"}


@pytest.mark.parametrize("sizes", [{"A": 44, "Seksi": 18}, {"Kelurahan": 24, "Sekretariat": 20, "Seksi": 40}])
def test_other_groups_or_other_people_of_the_same_days_stay_open(tmp_path: Path, sizes: dict[str, int]) -> None:
    assert twice(tmp_path, office(sizes, methods=("self",), response=1.0)).verdict in ("DISCLOSURE", "UNDECIDED")


def test_days_that_touch_overlap_and_days_that_follow_do_not(tmp_path: Path) -> None:
    other = base()
    other.forms = other.forms[1:]
    assert twice(tmp_path / "touch", other, FIRST_HALF).verdict == "DISCLOSURE"
    assert twice(tmp_path / "follow", other, FEBRUARY).verdict == "NONE_FOUND"


def test_other_methods_of_the_same_days_are_other_forms(tmp_path: Path) -> None:
    other = office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 18}, methods=("peer",), response=1.0)
    assert twice(tmp_path, other).verdict == "NONE_FOUND"


def test_packages_that_both_are_older_than_the_rule_are_noted(tmp_path: Path) -> None:
    other = base()
    other.forms = other.forms[1:]
    report = twice(tmp_path / "old", other, formats=(1, 1))
    assert report.verdict == "NONE_FOUND"
    assert {f.rule for f in report.findings if f.kind == "NOTE"} >= {"period_difference", "same_period"}
    assert twice(tmp_path / "new", other, formats=(1, 2)).verdict == "DISCLOSURE"


@pytest.mark.parametrize(
    "dates", [("2026-02-01", "2026-01-01"), ("", ""), ("1 Januari", "2026-01-31"), ("2026-1-1", "2026-2-1")]
)
def test_a_cycle_has_days(tmp_path: Path, dates: tuple[str, str]) -> None:
    assert audit_packages([write(tmp_path / "p", base(), dates=dates)]).verdict == "INCONSISTENT"


# ---------------------------------------------------------------- periods: a year and its quarters


def periods(root: Path, *which: tuple[str, tuple[str, str]], methods: tuple[str, ...] = ("self",)) -> Report:
    """One package for each period and its days, of the same people; each lacks one form that the first has."""
    folders = []
    for n, (period, dates) in enumerate(which):
        one = office({"Kelurahan": 24, "Sekretariat": 20}, methods=methods, response=1.0, cycle=f"p{n}")
        one.forms = one.forms[n and n :]
        folders.append(write(root / one.cycle, one, format=3, dates=dates, period=period))
    return audit_packages(folders)


def test_a_year_and_its_quarters_are_apart_the_same_period_is_not(tmp_path: Path) -> None:
    assert rules(periods(tmp_path / "a", ("2026", JANUARY), ("2026-Q4", JANUARY), ("2026-Q3", JANUARY))) == set()
    for n, pair in enumerate((("2026-Q4", "2026-Q4"), ("", "2026-Q4"), ("2026", ""))):
        report = periods(tmp_path / f"{n}", (pair[0], JANUARY), (pair[1], JANUARY))
        assert rules(report) == {"same_period", "period_difference"}, pair
    twice_the_same = periods(tmp_path / "b", ("2026-Q4", JANUARY), ("2026-Q4", FEBRUARY))
    assert "same_period" in rules(twice_the_same), "the same period on other days"


@pytest.mark.parametrize(
    ("period", "methods"),
    [("2026-Q5", ("self",)), ("26", ("self",)), ("2026-Q1", ("self", "peer")), ("2026-03", ("peer",)), ("2026-Q1\n", ("self",))],
)  # fmt: skip
def test_a_period_is_well_formed_and_a_part_of_a_year_has_no_peers(
    tmp_path: Path, period: str, methods: tuple[str, ...]
) -> None:
    assert periods(tmp_path, (period, JANUARY), methods=methods).verdict == "INCONSISTENT"


@pytest.mark.parametrize("between", ["2025", "", "2026-01"])
def test_a_joiner_of_two_quarters_is_seen_past_what_was_published_between(tmp_path: Path, between: str) -> None:
    """Eleven people, and a twelfth who gave a five: two quarters, with another kind of cycle between them in time."""
    folders = []
    for i, (period, given) in enumerate((("2025-Q4", ELEVEN), (between, [3] * 30), ("2026-Q1", [*ELEVEN, 5]))):
        one = office({"Kantor": len(given)}, methods=("self",), response=1.0, cycle=f"p{i}")
        for form, mark in zip(one.forms, given, strict=True):
            form.answers.update(K1=mark, L1=3, L2=3, L3=3)
        dates = (f"2026-0{i + 1}-01", f"2026-0{i + 1}-20")
        folders.append(write(tmp_path / one.cycle, one, format=3, dates=dates, period=period))
    assert "joiner" in rules(audit_packages(folders))


# ---------------------------------------------------------------- the same row with one person more (format 3)


def grown(root: Path, marks: list[int], more: list[int], formats: tuple[int, int] = (3, 3), **second: object) -> Report:
    """A row of one statement with these marks in one cycle, and with `more` marks besides in the next."""
    folders = []
    for i, given in enumerate((marks, marks + more)):
        one = office({"Kantor": len(given)}, methods=("self",), response=1.0, cycle=f"202{i}-1")
        for form, mark in zip(one.forms, given, strict=True):
            form.answers.update(K1=mark, L1=3, L2=3, L3=3)
        dates = (f"202{i}-01-01", f"202{i}-01-31")
        folders.append(write(root / one.cycle, one, format=formats[i], dates=dates, **(second if i else {})))  # type: ignore[arg-type]
    return audit_packages(folders)


ELEVEN = [5] * 5 + [4] * 6  # 4.45: printed 4.5, and with a five more 4.50: printed ≥4.5


def test_tenths_of_few_ratings_are_refused(tmp_path: Path) -> None:
    """Ten people to one decimal give their sum; with one more the difference is the mark, whatever it is."""
    assert rules(grown(tmp_path / "tenths", [3] * 8 + [4] * 2, [2], half=right_mean)) == {"bad_value"}
    assert rules(grown(tmp_path / "halves", [3] * 8 + [4] * 2, [2])) == set()


def test_steps_of_a_half_leave_the_mark_open_or_the_auditor_says_so(tmp_path: Path) -> None:
    report = grown(tmp_path / "certain", ELEVEN, [5])
    assert report.verdict == "DISCLOSURE"
    assert {(f.rule, f.pair) for f in report.findings if f.kind != "NOTE"} == {("joiner", ("self", "komunikasi"))}
    assert rules(grown(tmp_path / "open", ELEVEN, [4])) == set()


def test_what_an_older_package_has_in_tenths_is_read_beside_the_new_one(tmp_path: Path) -> None:
    marks = [3] * 9 + [2]
    assert rules(grown(tmp_path / "old", marks, [5], (1, 1))) == set()  # the rule is younger: noted
    notes = {f.rule for f in grown(tmp_path / "notes", marks, [5], (1, 1)).findings if f.kind == "NOTE"}
    assert "joiner" in notes
    assert any("joiner" in rules(grown(tmp_path / f"{m}", marks, [m], (1, 3))) for m in (1, 2, 3, 4, 5))


def test_a_note_of_an_older_package_says_nothing_that_follows(tmp_path: Path) -> None:
    (note,) = [f for f in grown(tmp_path, [3] * 9 + [2], [5], (1, 1)).findings if f.rule == "joiner"]
    assert note.where == "2021-1/results.csv"
    assert "Kantor" not in note.sentence.en
    assert "older rules" in note.sentence.en


def test_many_more_people_or_many_ratings_are_not_looked_at(tmp_path: Path) -> None:
    for marks, more in (([3] * 12, [5] * 5), ([3] * 40, [5])):
        assert "joiner" not in rules(grown(tmp_path / f"{len(marks)}", marks, more))


# ---------------------------------------------------------------- comparable_with


@pytest.mark.parametrize(
    ("same", "right"),
    [
        (("2025-1",), True),
        ((), True),
        (("2024-1",), True),
        (("2026-1",), False),
        (("2026-2",), False),
        (("2025-1", "2024-1"), False),
    ],
)
def test_a_row_is_comparable_with_earlier_rows_alone(tmp_path: Path, same: tuple[str, ...], right: bool) -> None:
    """2024-1 is not among the packages; the row itself and a later one cannot be what it is compared with."""
    made = {
        c: office({"Kelurahan": 24, "Seksi": 20}, methods=("self",), cycle=c) for c in ("2025-1", "2026-1", "2026-2")
    }
    made["2026-1"].same = {"Seksi": same}
    folders = [
        write(tmp_path / c, one, format=3, dates=(f"{c[:4]}-0{c[-1]}-01", f"{c[:4]}-0{c[-1]}-28"))
        for c, one in made.items()
    ]
    found = rules(audit_packages(folders))
    assert ("plan_row" in found) == (not right), found


def test_a_row_that_was_not_planned_then_is_not_comparable(tmp_path: Path) -> None:
    one = office({"Kelurahan": 24, "Camat": 20}, methods=("self",), cycle="2025-1")
    two = office({"Kelurahan": 24, "Seksi": 20}, methods=("self",), cycle="2026-1")
    two.same = {"Seksi": ("2025-1",), "Kelurahan": ("2025-1",)}
    folders = [
        write(tmp_path / o.cycle, o, format=3, dates=(f"{o.cycle[:4]}-01-01", f"{o.cycle[:4]}-01-31"))
        for o in (one, two)
    ]
    assert rules(audit_packages(folders)) == {"plan_row"}
