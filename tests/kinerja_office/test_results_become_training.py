"""From published figures to a programme, and what can be said afterwards."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.training import parse_programmes
from kinerja_office import training
from kinerja_office.training import bound, effect, needs, suggest
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on
from tests.wording import refusing

TOML = (Path(__file__).parents[2] / "content" / "training.toml").read_text(encoding="utf-8")
PROGRAMMES = parse_programmes(TOML)
KOMUNIKASI = PROGRAMMES[0]


def row(method, criterion, mean, group="*", forms="60", low_share="20"):
    kind = "organisation" if group == "*" else "publication_group"
    return {
        "cycle": "2026-1", "group_type": kind, "group": group, "method": method, "criterion": criterion,
        "assessments": forms if mean != "x" else "x", "mean": mean, "low_share": low_share,
        "status": "withheld" if mean == "x" else "shown",
    }  # fmt: skip


ROWS = [
    row("supervisor", "komunikasi", "2.8"), row("peer", "komunikasi", "3.0"), row("self", "komunikasi", "3.4"),
    row("supervisor", "loyal", "≥4.5"), row("supervisor", "keluhan", "2.8"), row("supervisor", "adaptif", "≤1.5"),
    row("supervisor", "harmonis", "x"), row("peer", "harmonis", "2.0"), row("supervisor", "loyal", "3.1", "Kelurahan"),
]  # fmt: skip


def test_the_lowest_supervisor_mean_comes_first_with_the_numbers_behind_it():
    found = needs(ROWS, PROGRAMMES)
    assert [n.criterion for n in found] == ["adaptif", "keluhan", "komunikasi", "loyal"]
    third = found[2]
    assert third.means == {"supervisor": "2.8", "peer": "3.0", "self": "3.4"}
    assert [p.code for p in third.programmes] == ["teknik-komunikasi", "bahasa-sederhana"]
    assert worded(third.reason, "id") == (
        "Rata-rata penilaian atasan 2,8, penilaian rekan kerja 3,0, penilaian diri 3,4 (dari 60 formulir atasan)."
    )


def test_of_a_withheld_criterion_nothing_is_said():
    assert "harmonis" not in {n.criterion for n in needs(ROWS)}
    assert [n.criterion for n in needs(ROWS, group="Kelurahan")] == ["loyal"]


MEANS = st.one_of(
    st.just("x"), st.just("≤1.5"), st.just("≥4.5"), st.integers(16, 44).map(lambda t: f"{t // 10}.{t % 10}")
)


@given(st.dictionaries(st.sampled_from("abcdefgh"), MEANS))
def test_ranks_never_go_down(means):
    found = needs([row("supervisor", c, m) for c, m in means.items()])
    values = [bound(n.means["supervisor"]) for n in found]
    assert values == sorted(values)
    assert len(found) == sum(m != "x" for m in means.values())


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [("2.8", "3.0", "up"), ("2.8", "2.9", "same"), ("3.0", "2.8", "down"), ("2.8", "x", "unknown"),
     ("≤1.5", "≤1.5", "unknown"), ("4.4", "≥4.5", "unknown"), ("2.8", "2.8", "same")],
)  # fmt: skip
def test_from_two_tenths_on_it_is_a_change(before, after, direction):
    found = effect([row("supervisor", "komunikasi", before)], [row("supervisor", "komunikasi", after)], "komunikasi")
    assert found.changes[0].direction == direction


@pytest.mark.parametrize(("after", "direction"), [("3.0", "same"), ("3.5", "up"), ("2.5", "down"), ("3.3", "same")])
def test_a_mean_in_steps_of_a_half_is_compared_in_such_steps(after, direction):
    few = {"forms": "12", "low_share": "x"}
    for first, second in ((few, few), (few, {}), ({}, few)):
        found = effect([row("peer", "k", "3.0", **first)], [row("peer", "k", after, **second)], "k")
        assert found.changes[0].direction == direction


def sure(supervisor, peer, lang="id"):
    before = [row("supervisor", "k", "3.0"), row("peer", "k", "3.0"), row("self", "k", "3.0")]
    after = [row("supervisor", "k", supervisor), row("peer", "k", peer), row("self", "k", "4.0")]
    return worded(effect(before, after, "k").how_sure, lang)


def test_how_sure_one_can_be_is_said_in_plain_words():
    assert sure("3.4", "3.3").startswith("Cukup yakin")
    assert sure("3.4", "3.0").startswith("Belum yakin: hanya penilaian atasan")
    assert sure("3.4", "2.6").startswith("Tidak yakin")
    assert sure("3.1", "2.9").startswith("Selisihnya di bawah 0,2")
    assert sure("x", "x").startswith("Tidak dapat dikatakan")


@given(MEANS, MEANS)
def test_no_sentence_claims_a_cause(supervisor, peer):
    text = sure(supervisor, peer, "en")
    assert "because" not in text
    assert "thanks to" not in text
    assert "do not tell what the cause is" in text or text.startswith("Nothing can be said")


def test_a_difference_is_exact():
    one = effect([row("supervisor", "k", "2.8")], [row("supervisor", "k", "3.3")], "k").changes[0]
    assert one.difference == Decimal("0.5")


def test_a_person_gets_programmes_for_their_own_lowest_criteria():
    found = suggest(
        {"komunikasi": "3.1", "loyal": "2.9", "keluhan": "x", "adaptif": "≤1.5", "tanpa-program": "1.6"}, PROGRAMMES
    )
    assert [(s.criterion, s.mean) for s in found] == [("adaptif", "≤1.5"), ("loyal", "2.9")]
    assert found[0].programmes[0].code == "perubahan-kerja"


def test_of_equal_criteria_none_is_left_out():
    alike = [replace(PROGRAMMES[0], code=c, criterion=c) for c in "abcd"]
    assert [s.criterion for s in suggest(dict.fromkeys("abc", "2.0") | {"d": "2.5"}, alike)] == ["a", "b", "c"]
    assert [s.criterion for s in suggest({"a": "1.0", "b": "2.0", "c": "2.0"}, alike)] == ["a"]


def test_a_programme_that_lacks_something_is_named():
    with refusing(r"training\.toml, line \d+: programme\[1\]\.hours is missing"):
        parse_programmes(TOML.replace("hours = 12\n", "", 1))
    with refusing("twice"):
        parse_programmes(TOML + TOML)


# ---------------------------------------------------------------- planned, held


@pytest.fixture
def closed(office):
    small_town.create(office, (), "closed")
    return on(office, "2026-07-05")


def test_a_programme_is_planned_moved_and_held_with_a_number_only(closed):
    training.plan(closed, ID, KOMUNIKASI, "2026-09-01", "hr")
    training.plan(closed, ID, KOMUNIKASI, "2026-09-08", "hr")
    training.hold(on(closed, "2026-09-10"), ID, "teknik-komunikasi", "2026-09-09", 23, "hr")
    training.hold(on(closed, "2026-09-11"), ID, "teknik-komunikasi", "2026-09-09", 24, "hr")
    with closed.store.read() as view:
        (one,) = training.of_cycle(view, ID)
    assert (one.planned, one.held, one.participants) == ("2026-09-08", "2026-09-09", 24)
    with refusing("already"):
        training.plan(closed, ID, KOMUNIKASI, "2026-10-01", "hr")
    with refusing("already"):
        training.cancel(closed, ID, "teknik-komunikasi", "hr")


def test_mistakes_are_refused(closed):
    with refusing("Plan it first"):
        training.hold(closed, ID, "teknik-komunikasi", "2026-07-01", 24, "hr")
    training.plan(closed, ID, KOMUNIKASI, "2026-09-01", "hr")
    with refusing("before"):
        training.hold(closed, ID, "teknik-komunikasi", "1998-01-05", 24, "hr")
    for day, people in (("2026-12-01", 24), ("2026-07-01", 0), ("besok", 24)):
        with pytest.raises(Refused):
            training.hold(closed, ID, "teknik-komunikasi", day, people, "hr")
    with pytest.raises(Refused):
        training.plan(closed, ID, KOMUNIKASI, "September", "hr")
    training.cancel(closed, ID, "teknik-komunikasi", "hr")
    with closed.store.read() as view:
        assert training.of_cycle(view, ID) == []
