"""The predicate is read off the matrix of PermenPANRB 6/2022; all nine cells."""

import pytest

from assessment.predicate import LEVELS, MATRIX, Level, predicate

OFFICIAL = {
    ("above", "below"): "kurang", ("above", "as"): "baik", ("above", "above"): "sangat_baik",
    ("as", "below"): "kurang", ("as", "as"): "baik", ("as", "above"): "baik",
    ("below", "below"): "sangat_kurang", ("below", "as"): "butuh_perbaikan", ("below", "above"): "butuh_perbaikan",
}  # fmt: skip


@pytest.mark.parametrize(("result", "behaviour"), [(r, b) for r in LEVELS for b in LEVELS])
def test_each_of_nine_cells(result: Level, behaviour: Level) -> None:
    assert predicate(result, behaviour) == OFFICIAL[result, behaviour]


def test_there_are_nine() -> None:
    assert len(MATRIX) == 9
