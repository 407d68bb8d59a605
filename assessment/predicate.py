"""The predikat kinerja, read off the matrix of PermenPANRB 6/2022; never computed from an average."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["above", "as", "below"]
"""One side's rating: di atas, sesuai or di bawah ekspektasi."""

Predicate = Literal["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]

OrganisationPredicate = Literal["istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]

LEVELS: tuple[Level, ...] = get_args(Level)
PREDICATES: tuple[Predicate, ...] = get_args(Predicate)
"""In the order of official charts."""

ORGANISATION_PREDICATES: tuple[OrganisationPredicate, ...] = get_args(OrganisationPredicate)
"""Lampiran IV.B.1.a."""
MOSTLY: dict[OrganisationPredicate, Predicate] = {
    "istimewa": "sangat_baik", "baik": "baik", "butuh_perbaikan": "butuh_perbaikan", "kurang": "kurang",
    "sangat_kurang": "sangat_kurang",
}  # fmt: skip
"""The organisation's predicate → the one that ideally most of its people have: a guide, no quota (Lampiran IV.B.2)."""

MATRIX: dict[tuple[Level, Level], Predicate] = {
    ("above", "below"): "kurang", ("above", "as"): "baik", ("above", "above"): "sangat_baik",
    ("as", "below"): "kurang", ("as", "as"): "baik", ("as", "above"): "baik",
    ("below", "below"): "sangat_kurang", ("below", "as"): "butuh_perbaikan", ("below", "above"): "butuh_perbaikan",
}  # fmt: skip
"""(hasil kerja, perilaku kerja) → predicate."""

LEVEL_ALIASES: dict[str, Level] = {
    "above": "above", "as": "as", "below": "below",
    "di_atas": "above", "sesuai": "as", "di_bawah": "below",
    "di_atas_ekspektasi": "above", "sesuai_ekspektasi": "as", "di_bawah_ekspektasi": "below",
    "above_expectation": "above", "as_expected": "as", "below_expectation": "below",
}  # fmt: skip


def predicate(work_result: Level, work_behaviour: Level) -> Predicate:
    """Return the predicate for hasil kerja and perilaku kerja (PermenPANRB 6/2022, matriks predikat)."""
    return MATRIX[work_result, work_behaviour]
