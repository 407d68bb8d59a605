"""Methods of assessment as data: who rates, what is sealed, and which one sets the two levels. A further one is a row here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Method = Literal["self", "supervisor", "peer", "subordinate"]


@dataclass(frozen=True)
class Rules:
    """What holds for a method.

    `rated_by`: where its pairs come from (`drawn`: not from the roster; `reports`: all direct reports who are rated, where they
    are at least `own_from`; a leader with fewer is rated by none). `sealed`: forms are ballots under the cycle's key, counted at
    the close and then gone; who sent one is nobody's to learn. `sets_levels`: its form carries the two levels and their reason, so predicates and objections
    are about it. `few_raters`: one rater answers for several people, so a published row needs enough raters too. `own_from`: from so
    many ballots of their raters' own hand on the ratee reads coded means. `yearly`: not asked in a part of a year. `declinable`:
    a rater may say that the pair is wrong. `mark`: ends the keys of what is kept of its ballots; peers have none, for version
    0.1.0 sealed no other.
    """

    rated_by: Literal["themselves", "supervisor", "drawn", "reports"]
    sealed: bool = False
    sets_levels: bool = False
    few_raters: bool = False
    own_from: int = 0
    yearly: bool = False
    declinable: bool = False
    mark: str = ""


RULES: Mapping[Method, Rules] = {
    "self": Rules("themselves"),
    "supervisor": Rules("supervisor", sets_levels=True, few_raters=True),
    "peer": Rules("drawn", sealed=True, own_from=3, yearly=True, declinable=True),
    "subordinate": Rules("reports", sealed=True, own_from=5, yearly=True, declinable=True, mark="subordinate"),
}
ALIASES: Mapping[str, Method] = {
    "diri": "self", "penilaian diri": "self", "atasan": "supervisor", "penilaian atasan": "supervisor",
    "supervisor's assessment": "supervisor", "self-assessment": "self", "rekan": "peer", "rekan kerja": "peer",
    "penilaian rekan kerja": "peer", "peer assessment": "peer", "bawahan": "subordinate", "bawahan langsung": "subordinate",
    "penilaian bawahan": "subordinate", "menilai atasan": "subordinate", "reports' assessment": "subordinate",
}  # fmt: skip
"""Other ways in which a file writes a method, in small letters."""
METHODS: tuple[Method, ...] = tuple(RULES)
"""In the order in which a person fills them in."""
DRAWN: tuple[Method, ...] = tuple(m for m in METHODS if RULES[m].rated_by == "drawn")
YEARLY: tuple[Method, ...] = tuple(m for m in METHODS if RULES[m].yearly)
LEADING: tuple[Method, ...] = tuple(
    sorted(METHODS, key=lambda m: (not RULES[m].sets_levels, RULES[m].rated_by == "themselves"))
)
"""In the order in which their figures are read: the appraising officer's, other people's, one's own."""
OFFICIAL: Method = next(m for m in METHODS if RULES[m].sets_levels)
"""The assessment of the appraising officer: predicates are read off it and objections are filed against it."""


def method_of(text: str) -> str:
    """Return the method a cell of a file means; what it says where that is none."""
    return ALIASES.get(" ".join(text.casefold().split()), text)
