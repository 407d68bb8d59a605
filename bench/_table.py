"""One line of the table of budgets, and the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = f"{'what':58} {'product':>10} {'peer':>26} {'figure':>10} {'budget':>10}"


@dataclass(frozen=True)
class Row:
    """A figure with its budget. `product` and `peer` are what was measured, where the figure is their ratio."""

    what: str
    figure: float
    budget: float
    unit: str = "×"
    product: str = ""
    peer: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure keeps its budget, to the digits that are printed."""
        figure = float(self.number(self.figure))
        return figure >= self.budget if self.at_least else figure <= self.budget

    def number(self, value: float) -> str:
        """Write a figure as precisely as its budget asks for: three digits of the smaller ones."""
        return f"{value:.3f}" if self.budget < 0.3 else f"{value:.2f}" if self.budget < 10 else f"{value:.1f}"

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        figure, budget = f"{self.number(self.figure)} {self.unit}", f"{sign} {self.budget:g} {self.unit}"
        verdict = "kept" if self.kept else "MISSED"
        return f"{self.what:58} {self.product:>10} {self.peer:>26} {figure:>10} {budget:>10}  {verdict}"


def ratio(
    what: str, product: float, peer: float, budget: float, unit: str, name: str = "", at_least: bool = False
) -> Row:
    """The row of a figure beside the peer's."""
    digits = 0 if unit == "MB" or product >= 100 else 2 if product < 10 else 1
    ours, theirs = f"{product:.{digits}f} {unit}", f"{name} {peer:.{digits}f} {unit}".strip()
    return Row(what, product / peer, budget, "×", ours, theirs, at_least)


def show(rows: Iterable[Row]) -> list[Row]:
    """Print rows as they come and return them."""
    print(HEAD)
    found = []
    for row in rows:
        print(row, flush=True)
        found.append(row)
    return found
