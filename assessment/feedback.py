"""Feedback (umpan balik berkelanjutan): who gives it to whom, on what; pure rules, no store.

PermenPANRB 6/2022, Pasal 17–19 and Lampiran III.C: leaders must give it periodically, colleagues of the same level and reports
may; on the giver's initiative or because the employee asked. It is named and has nothing to do with a sealed ballot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment.goal import VALUES
from assessment.roster import Employee

Relation = Literal["leader", "colleague", "report"]
GOAL, VALUE = "goal:", "value:"
ABOUT_VALUES = tuple(VALUE + value for value in VALUES)


@dataclass(frozen=True)
class Feedback:
    """One feedback, or one that was asked for and has not come (`said` empty).

    `about`: empty for the work as a whole, `goal:{id}` or `value:{code}`; `question`: what the employee asked; `day`: of what was
    said, ISO; `reply`: the employee's answer.
    """

    id: str
    cycle: str
    employee: str
    giver: str
    relation: Relation
    about: str = ""
    question: str = ""
    said: str = ""
    day: str = ""
    reply: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Feedback:
        """Rebuild from the JSON form."""
        return cls(**doc)


def relation(giver: Employee, employee: Employee) -> Relation:
    """Return what the giver is to the employee: the appraising officer, a report, anybody else."""
    if employee.supervisor == giver.employee_number:
        return "leader"
    return "report" if giver.supervisor == employee.employee_number else "colleague"
