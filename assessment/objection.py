"""An objection (keberatan) to a supervisor's assessment: who may object to what, to whom, and until when; pure rules.

PermenPANRB 6/2022, Lampiran V.B: to the superior of the appraising officer, with reasons, at most 14 working days after the
evaluation document is received; decided within 7 working days from filing (`assessment.limits`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from assessment.cycle import Cycle
from assessment.evaluation import EvaluationDocument, window
from assessment.form import Form
from assessment.instrument import Instrument
from assessment.limits import Due, Limits
from assessment.method import OFFICIAL
from assessment.predicate import LEVELS, Level
from assessment.roster import Employee
from kinerja_words.problems import Name, Phrase, Problem

Outcome = Literal["upheld", "partly", "rejected"]
State = Literal["filed", "heard", "decided", "withdrawn"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
LEVEL_PARTS = ("work_result", "work_behaviour")
TEXT_CHARS = 4000
SHORTEST = 20
"""Characters of a reason: “tidak adil” alone helps nobody."""


@dataclass(frozen=True)
class Claim:
    """What a person files. `against` is the appraising officer's number, `superior` who decides (empty: outside the roster).

    `parts` are criterion codes, `work_result`, `work_behaviour`.
    """

    against: str
    superior: str
    parts: tuple[str, ...]
    reasons: str
    evidence: str = ""


@dataclass(frozen=True)
class Decision:
    """What the superior decides. `answers` (item → `"1"`…, `"TD"`) and `levels` correct the supervisor's form."""

    outcome: str
    reasons: str
    answers: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    unheard: str = ""
    """Why it is decided without the appraising officer's statement, if it is."""
    recommendation: str = ""
    """The superior's new recommendation on the document, where the result changes (Lampiran V.B.7, format D.1.3)."""


@dataclass(frozen=True)
class Objection:
    """One objection of one person in one cycle. Days are ISO; `outside` is the post of a superior outside the roster.

    `changed`: part (item code or level) → [before, after], for the two sides only.
    """

    cycle: str
    employee: str
    claim: Claim
    filed: str
    state: State = "filed"
    outside: str = ""
    statement: str = ""
    stated: str = ""
    unheard: str = ""
    outcome: Outcome | None = None
    reasons: str = ""
    decided: str = ""
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    recommendation: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in ("filed", "heard")

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        doc = asdict(self)
        doc["claim"]["parts"] = list(self.claim.parts)
        return {**doc, "changed": {k: list(v) for k, v in self.changed.items()}}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Objection:
        """Rebuild from the JSON form."""
        claim = Claim(**{**doc["claim"], "parts": tuple(doc["claim"]["parts"])})
        return cls(**{**doc, "claim": claim, "changed": {k: (v[0], v[1]) for k, v in doc["changed"].items()}})


@dataclass(frozen=True)
class Deadlines:
    """The last day to file (None: no receipt yet, or a final result), and those for statement (a goal) and decision."""

    file: Due | None
    state: Due | None = None
    decide: Due | None = None

    def of(self, state: State) -> Due | None:
        """Return what an objection in this state waits for until when."""
        return {"filed": self.state, "heard": self.decide}.get(state)


def as_filed(objection: Objection, instrument: Instrument, form: Form) -> Form:
    """Return the supervisor's form as it was disputed: what the decision corrected is put back."""
    before = {code: first for code, (first, _) in objection.changed.items()}
    answers = "".join(before.get(code, now) for code, now in zip(instrument.position, form.answers, strict=True))

    def level(part: str, now: Level | None) -> Level | None:
        return next((known for known in LEVELS if known == before[part]), None) if part in before else now

    result, behaviour = level("work_result", form.work_result), level("work_behaviour", form.work_behaviour)
    return form._replace(answers=answers, work_result=result, work_behaviour=behaviour)


def deadlines(
    cycle: Cycle, limits: Limits, document: EvaluationDocument | None, objection: Objection | None = None
) -> Deadlines:
    """Return the days both sides see; those of an objection once it is filed."""
    last = window(limits, cycle, document)
    if objection is None:
        return Deadlines(last)
    return Deadlines(last, limits.halfway("decision", objection.filed), limits.due("decision", objection.filed))


def format_of(document: EvaluationDocument, objection: Objection | None) -> str:
    """Return by which format of Lampiran V a document is printed: D.1.3 once a decision changed the result."""
    if objection and any(part in objection.changed for part in LEVEL_PARTS):
        return "D.1.3"
    return "D.1.2" if document.signer == "superior" else "D.1.1"


def superior_of(people: Mapping[str, Employee], employee: str) -> str:
    """Return the superior of a person's appraising officer; empty where that one is outside the roster, or the person: nobody
    signs their own evaluation or decides on it."""
    boss = people.get(people[employee].supervisor)
    return boss.supervisor if boss and boss.supervisor in people and boss.supervisor != employee else ""


def check_claim(
    claim: Claim, employee: str, people: Mapping[str, Employee], instrument: Instrument
) -> list[Problem]:  # fmt: skip
    """Return what is wrong with an objection, each problem with its field in `field`; dates are not looked at."""
    problems: list[Problem] = []

    officer, superior = people[employee].supervisor, superior_of(people, employee)
    if claim.against == employee:
        problems.append(Problem("objection.against_self", field="against"))
    elif claim.against != officer or not officer:
        problems.append(Problem("objection.not_your_officer", field="against"))
    if claim.superior and claim.superior in (employee, officer):
        problems.append(Problem("objection.decides_superior", field="superior"))
    elif claim.superior != superior:
        if superior:
            problems.append(Problem("objection.wrong_superior", field="superior", post=people[superior].position))
        else:
            problems.append(Problem("objection.superior_outside", field="superior"))
    known = {c.code for c in instrument.asked(OFFICIAL)} | set(LEVEL_PARTS)
    if not claim.parts or set(claim.parts) - known:
        problems.append(Problem("objection.parts", field="parts"))
    if len(claim.reasons.strip()) < SHORTEST:
        problems.append(Problem("objection.why", field="reasons"))
    for column in ("reasons", "evidence"):
        if len(getattr(claim, column)) > TEXT_CHARS:
            problems.append(Problem("text.long", field=column, most=TEXT_CHARS))
    return problems


def status(objection: Objection, days: Deadlines) -> Phrase:
    """Return where an objection stands, with its day, in words both sides read."""
    due = days.of(objection.state)
    by = due.day if due else objection.decided
    outcome = Name(f"outcome.{objection.outcome}") if objection.outcome else ""
    return Phrase(f"objection.{objection.state}", day=by, outcome=outcome)
