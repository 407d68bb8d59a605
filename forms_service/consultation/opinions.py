"""What pages show of consultations: open questions, one's own answer, what changed, and HR's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from assessment.calendar import add_days
from assessment.cycle import Cycle
from assessment.instrument import Criterion
from kinerja_office import consultation, records
from kinerja_office.consultation import Opinion, Question, Response, Stage
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Phrase

STAGE_OF: Mapping[str, Stage] = {"sebelum": "before", "sesudah": "after"}
NAME_OF: Mapping[Stage, str] = {stage: name for name, stage in STAGE_OF.items()}


@dataclass(frozen=True)
class Asking:
    """One stage of one cycle as a person meets it. `until`: the last day, empty where the stage ends by HR's act."""

    cycle: Cycle
    stage: Stage
    name: str
    open: bool
    until: str
    questions: tuple[Question, ...]
    mine: Opinion | None
    criteria: Mapping[str, Criterion]


@dataclass(frozen=True)
class Outcome:
    """What became of a cycle's opinions: HR's answers, and what changed in the instrument."""

    cycle: Cycle
    responses: Sequence[Response]
    changes: Sequence[Phrase]


def asked(office: Office, number: str) -> list[Asking]:
    """Return the stages that take this person's opinion now, newest cycle first."""
    found = []
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            for stage in consultation.STAGES:
                if consultation.is_open(office, view, cycle, stage) and number in records.people(view, cycle):
                    found.append(_asking(office, view, cycle, stage, number))
    return found


def find(office: Office, cycle_id: str, name: str, number: str) -> Asking:
    """Return one stage for a person of the cycle; 404 for anything else."""
    stage = STAGE_OF.get(name)
    with office.store.read() as view:
        cycle = next((c for c in records.cycles(view) if c.id == cycle_id), None)
        if cycle is None or stage is None or number not in records.people(view, cycle):
            raise NotFound
        if stage == "before" and "consultation" not in cycle.stages:
            raise NotFound
        return _asking(office, view, cycle, stage, number)


def outcomes(office: Office) -> list[Outcome]:
    """Return, newest first, the cycles in which HR has answered or the instrument was changed after people were asked."""
    found = []
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            outcome = Outcome(
                cycle, consultation.responses(view, cycle.id), consultation.instrument_changes(view, cycle)
            )
            if outcome.responses or outcome.changes:
                found.append(outcome)
    return found


def _asking(office: Office, view: View, cycle: Cycle, stage: Stage, number: str) -> Asking:
    days = office.organisation.closing_days
    draft = consultation.consulted_instrument(view, cycle)
    return Asking(
        cycle, stage, NAME_OF[stage], consultation.is_open(office, view, cycle, stage),
        add_days(cycle.closed, days) if stage == "after" and cycle.closed else "",
        consultation.questions(view, cycle, stage), consultation.mine(office, view, cycle, stage, number),
        {c.code: c for c in draft.criteria},
    )  # fmt: skip
