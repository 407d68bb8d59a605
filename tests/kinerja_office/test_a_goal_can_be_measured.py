"""A goal is checked before it goes to the supervisor: what can't be measured is sent back with help."""

from dataclasses import replace
from pathlib import Path

import pytest

from assessment.goal import DIRECTIONS, Wish, check_goal, measurable, nearest_examples, parse_goal_examples
from kinerja_words.catalogue import word
from kinerja_words.problems import Refused
from tests.wording import refusing

EXAMPLES = parse_goal_examples(
    (Path(__file__).parents[2] / "content" / "goal_examples.toml").read_text(encoding="utf-8")
)
GOOD = Wish(
    "Keluhan warga terjawab", "Persentase keluhan yang dijawab dalam 3 hari", "persen", "90", "higher", "2026-06-30",
    "Buku keluhan",
)  # fmt: skip


def refusal(**changes: str) -> dict[str | None, str]:
    with pytest.raises(Refused) as refused:
        check_goal(replace(GOOD, **changes), "2026-01-01", EXAMPLES)
    return {p.field: word(p) for p in refused.value.problems}


def test_a_measurable_goal_passes_and_its_target_is_one_number():
    assert check_goal(replace(GOOD, target=" 1.234,50 ", unit="  surat "), "2026-01-01") == replace(
        GOOD, target="1234,5", unit="surat"
    )


@pytest.mark.parametrize(
    "indicator", ["lebih baik", "Pelayanan terbaik", "Keluhan ditangani dengan lebih baik", "90", "", "Komunikasi"]
)
def test_an_indicator_without_anything_to_count_is_asked_how_it_will_be_measured(indicator):
    found = refusal(indicator=indicator)
    assert list(found) == ["indicator"]
    assert "Bagaimana Anda akan mengukurnya?" in found["indicator"]
    assert "Contoh: " in found["indicator"]


def test_text_instead_of_a_number_is_no_target():
    assert list(refusal(target="sebanyak mungkin")) == ["target"]
    assert list(refusal(target="")) == ["target"]


def test_a_target_that_cannot_be_missed_is_refused():
    assert list(refusal(target="0")) == ["target"]
    assert check_goal(replace(GOOD, target="0", direction="lower")).target == "0"


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", ""), ("unit", "90"), ("direction", "up"), ("due", "besok"), ("due", "2025-12-31"), ("evidence", ""),
     ("expected_result", ""), ("evidence", "x" * 301)],
)  # fmt: skip
def test_each_missing_answer_is_named_with_its_field(field, value):
    assert list(refusal(**{field: value})) == [field]


def test_everything_wrong_is_said_at_once():
    with pytest.raises(Refused) as refused:
        check_goal(Wish())
    assert len(refused.value.problems) == 7


def test_the_examples_of_the_office_are_measurable_and_their_vague_versions_are_not():
    assert {e.direction for e in EXAMPLES} == set(DIRECTIONS)
    for example in EXAMPLES:
        assert not measurable(example.vague["id"])
        assert not measurable(example.vague["en"])


def test_the_nearest_example_comes_first():
    assert nearest_examples(EXAMPLES, "Antrean surat di loket")[0].code == "loket"
    assert nearest_examples(EXAMPLES, "")[0] == EXAMPLES[0]


def test_an_example_that_is_not_measurable_is_refused_by_name():
    text = (Path(__file__).parents[2] / "content" / "goal_examples.toml").read_text(encoding="utf-8")
    with refusing("keluhan"):
        parse_goal_examples(text.replace('target = "90"', 'target = "tinggi"'))
    with refusing("TOML"):
        parse_goal_examples("[[")
