"""The evaluation document of one person in one cycle (dokumen evaluasi kinerja, formats D.1.1-D.1.3): where it stands; pure rules.

PermenPANRB 6/2022, Lampiran V.A: signed by the officer (or by the officer's superior), handed over, received, signed and
returned, reported to the PyB. The two levels stay on the supervisor's form; this is the record of the paper's way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from assessment.calendar import add_days
from assessment.cycle import Cycle
from assessment.limits import Code, Due, Limits
from assessment.method import OFFICIAL

Signer = Literal["officer", "superior"]
Act = Literal["signed", "handed", "received", "returned", "reported"]
ACTS: tuple[Act, ...] = get_args(Act)
"""In the order in which they follow each other."""
FIRST_RULES = 4
"""Cycles that were closed under these rules (`Cycle.rules`) or later have documents."""


@dataclass(frozen=True)
class EvaluationDocument:
    """One document. People are employee numbers (`superior` empty: outside the roster), days ISO, empty for not yet.

    `final`: the superior evaluated in the officer's place, for this `reason` (Lampiran IV.A.11). `paper`: acts that HR wrote down
    from paper. `until`: the last day to object as it was told at the receipt, which no later change of limits, holidays or
    receipt brings forward.
    """

    cycle: str
    employee: str
    officer: str
    superior: str
    signer: Signer = "officer"
    signed: str = ""
    note: str = ""
    handed: str = ""
    received: str = ""
    returned: str = ""
    reported: str = ""
    final: bool = False
    reason: str = ""
    paper: tuple[str, ...] = ()
    until: str = ""

    @property
    def next(self) -> Act | None:
        """The first act that is not done; None once it is reported."""
        return next((a for a in ACTS if not getattr(self, a)), None)

    @property
    def by(self) -> str:
        """Who signs and hands over."""
        return self.superior if self.signer == "superior" else self.officer

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "paper": list(self.paper)}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> EvaluationDocument:
        """Rebuild from the JSON form."""
        return cls(**{**doc, "paper": tuple(doc["paper"])})


def has_documents(cycle: Cycle) -> bool:
    """Whether each evaluation of a cycle ends in a document, from whose receipt one may object; none once they are destroyed."""
    return (
        "objections" in cycle.stages
        and not {"evaluations", "forms"} & set(cycle.destroyed)
        and OFFICIAL in cycle.methods
        and not cycle.imported
        and not cycle.levels_from
        and (cycle.rules >= FIRST_RULES or not cycle.sealed)
    )


def due(limits: Limits, cycle: Cycle, one: EvaluationDocument) -> Due | None:
    """Return until when the next act on a document is due; None where the law gives no day for it (receipt) or nothing is left."""
    late = one.signer == "superior"
    since: Mapping[Act | None, tuple[Code, str]] = {
        "signed": ("take_over", cycle.end),
        "handed": ("superior_hand_over" if late else "hand_over", one.signed),
        "returned": ("superior_return" if late else "return", one.received),
        "reported": ("report", cycle.end),
    }
    found = since.get(one.next)
    return limits.due(*found) if found else None


def window(limits: Limits, cycle: Cycle, one: EvaluationDocument | None) -> Due | None:
    """Return until when a person may object; None while nothing runs: no receipt is recorded, or the result is final.

    Counted from receipt (Lampiran V.B.2); from the close in a cycle without documents.
    """
    since = cycle.closed
    if has_documents(cycle):
        since = one.received if one and not one.final else ""
    last = limits.due("objection", since) if since else None
    return replace(last, day=max(last.day, one.until)) if last and one else last


def release_days(limits: Limits, cycle: Cycle) -> tuple[str, str]:
    """Return the first day on which a cycle may lawfully be published, and the first one after all limits, each used whole.

    The first is that of documents received on the day of the close, with no objection. Neither depends on what anybody does.
    """
    closed = cycle.closed or cycle.end
    if "objections" not in cycle.stages:
        return closed, closed
    last = limits.due("objection", closed).day
    whole = limits.last_resort(max(closed, cycle.end)) if has_documents(cycle) else limits.due("decision", last).day
    return add_days(last, 1), add_days(whole, 1)
