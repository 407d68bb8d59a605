"""What is left to do in a cycle, read off the store; counts only, never who has answered."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from assessment.calendar import add_days
from assessment.cycle import UNDO, Cycle, State, following
from assessment.evaluation import has_documents
from assessment.method import OFFICIAL, RULES
from forms_service.web.language import t
from forms_service.web.person import called
from kinerja_office import (
    accounts,
    assignments,
    consultation,
    content_files,
    evaluations,
    follow_up,
    goals,
    publication,
    recap,
    records,
    release_calendar,
    training,
)
from kinerja_office import declines as decline_acts
from kinerja_office.objections import open_objections
from kinerja_office.office import Office
from kinerja_office.retention import key_copies
from kinerja_store import View
from kinerja_words.problems import Refused

Weight = Literal["must", "should", "done"]
Place = State | Literal["objections"]
LINE: tuple[Place, ...] = (
    "draft", "consultation", "goals", "opening", "assessment", "closing", "closed", "objections", "published",
)  # fmt: skip
"""Objections are a step of their own: a closed cycle that has them stands there until it is published."""


@dataclass(frozen=True)
class Step:
    """One step of the line, `place` relative to where the cycle is."""

    state: Place
    place: Literal["done", "now", "later"]


@dataclass(frozen=True)
class Todo:
    """One thing to do or done: its words (`todo.<key>`), how much it matters, and where to do it."""

    key: str
    weight: Weight
    page: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)


def line(cycle: Cycle) -> list[Step]:
    """Return the steps of this cycle; stages it does not have are left out."""
    waits = cycle.unpublished and "objections" in cycle.stages
    here: Place = "objections" if waits else "closing" if cycle.sealing else cycle.state
    passing = {"consultation", "goals", "opening", "objections"} - {*cycle.stages, cycle.state}
    path = [s for s in LINE if s not in passing]
    place = path.index(here)
    return [Step(s, "done" if i < place else "now" if i == place else "later") for i, s in enumerate(path)]


def undo_until(cycle: Cycle) -> datetime.datetime:
    """Return until when an opening or a close can be undone."""
    return datetime.datetime.fromisoformat(cycle.opening_since or cycle.closing_since) + UNDO


def objections_until(office: Office, cycle: Cycle) -> str:
    """Return the last day on which somebody may still object as far as receipts are recorded, empty where the cycle has none."""
    if "objections" not in cycle.stages or not cycle.closed:
        return ""
    with office.store.read() as view:
        return evaluations.standing(office, view, cycle).until


def todos(office: Office, cycle: Cycle, content: Path | None, shown: bool) -> list[Todo]:
    """Return what is to do now. `shown`: the public site has the results of this cycle."""
    found = list(_todos(office, cycle, content, shown))
    return sorted(found, key=lambda x: ("must", "should", "done").index(x.weight))


def _todos(office: Office, cycle: Cycle, content: Path | None, shown: bool) -> list[Todo]:
    with office.store.read() as view:
        if cycle.before_opening:
            return [
                *_consultation(office, view, cycle, "before"), *_goals(view, cycle), *_people(view, cycle),
                *_dates(office, cycle), *_slips(view, cycle, "should"),
            ]  # fmt: skip
        if cycle.open:
            return [
                *_dates(office, cycle),
                *_declines(view, cycle),
                *_slips(view, cycle, "must"),
                *_answers(view, cycle),
                *_calendar(office, view, cycle, content),
            ]
        if cycle.unpublished:
            return [
                *_before_publishing(office, view, cycle, content), *_calendar(office, view, cycle, content),
                *_consultation(office, view, cycle, "before"),
                *_consultation(office, view, cycle, "after"), *_taken_up(office, view, cycle),
            ]  # fmt: skip
        if cycle.published:
            site = Todo("site.done" if shown else "site", "done" if shown else "must", "site")
            return [site, *(x for x in _taken_up(office, view, cycle) if x.key.endswith(".late"))]
    return []


def _people(view: View, cycle: Cycle) -> Iterator[Todo]:
    people = records.roster(view).by_number()
    rated = [e for e in people.values() if e.rated]
    yield Todo("roster", "done" if people else "must", "roster", {"n": len(people)})
    if not people:
        return
    alone = sum(1 for e in rated if not e.supervisor)
    if alone and OFFICIAL in cycle.methods:
        yield Todo("alone", "should", "roster", {"n": alone})
    assigned = records.assignments(view, cycle.id)
    if not assigned:
        yield Todo("assignments", "must", "assignments", where={"id": cycle.id})
        return
    wrong = len(assignments.faults(view, cycle))
    if wrong:
        yield Todo("assignments.wrong", "must", "assignments", {"n": wrong}, {"id": cycle.id, "_anchor": "salah"})
    missing = len({e.employee_number for e in rated} - {a.ratee for a in assigned})
    if missing:
        yield Todo("assignments.missing", "should", "assignments", {"n": missing}, {"id": cycle.id})
    if not wrong:
        yield Todo("assignments.made", "done", "assignments", {"n": len(assigned)}, {"id": cycle.id})
        yield Todo("plan", "should", "plan", where={"id": cycle.id})


def _dates(office: Office, cycle: Cycle) -> Iterator[Todo]:
    today = office.today()
    if cycle.end < today:
        yield Todo("ended", "must", "extend", {"day": cycle.end}, {"id": cycle.id})
    elif cycle.start > today:
        yield Todo("starts", "should", values={"day": cycle.start})
    elif cycle.open:
        left = (datetime.date.fromisoformat(cycle.end) - datetime.date.fromisoformat(today)).days
        yield Todo("days", "done", "extend", {"n": left, "day": cycle.end}, {"id": cycle.id})


def _calendar(office: Office, view: View, cycle: Cycle, content: Path | None) -> Iterator[Todo]:
    """Say that the day of the release is to be announced, or announced anew."""
    with suppress(Refused):  # a file that is wrong is told where it is changed
        body = content_files.read(content, release_calendar.FILE) if content else b""
        if content and any(one["cycle"] == cycle.id for one in release_calendar.due(office, view, body)):
            yield Todo("calendar", "should", "content_file", where={"berkas": release_calendar.FILE})


def _slips(view: View, cycle: Cycle, weight: Weight) -> Iterator[Todo]:
    people = records.people(view, cycle)
    if not people:
        return
    known = accounts.accesses(view)
    counts = Counter(known.get(number, "none") for number in people)
    if n := counts["none"]:
        yield Todo("slips", weight, "slips", {"n": n}, {"id": cycle.id})
    elif n := counts["slip"]:
        yield Todo("slips.waiting", "should" if cycle.open else "done", "slips", {"n": n}, {"id": cycle.id})
    else:
        yield Todo("slips.done", "done", "slips", where={"id": cycle.id})


def _declines(view: View, cycle: Cycle) -> Iterator[Todo]:
    n = decline_acts.count(view, cycle.id)
    if n:
        yield Todo("declines", "must", "declines", {"n": n}, {"id": cycle.id})


def _answers(view: View, cycle: Cycle) -> Iterator[Todo]:
    """Say how many named forms are in; ballots are not opened for this."""
    if not records.count_assignments(view, cycle.id):
        yield Todo("assignments.late", "must", "assignments", where={"id": cycle.id})
        return
    named = [m for m in cycle.methods if not RULES[m].sealed]
    assigned = sum(records.count_assignments(view, cycle.id, method=m) for m in named)
    sent = len(records.sent(view, cycle.id))
    if assigned:
        weight: Weight = "done" if sent >= assigned else "should"
        yield Todo("answers", weight, "participation", {"sent": sent, "n": assigned}, {"id": cycle.id})


def _before_publishing(office: Office, view: View, cycle: Cycle, content: Path | None) -> Iterator[Todo]:
    copies = key_copies(office, cycle.id)
    if copies:
        left = sum(1 for c in copies if not c.deleted)
        yield Todo(
            "copies" if left else "copies.done", "must" if left else "done", "remains", {"n": left}, {"id": cycle.id}
        )
    until = objections_until(office, cycle)
    waiting = open_objections(view, cycle.id)
    unnamed = sum(1 for o in waiting if not o.claim.superior and not o.outside)
    if unnamed:
        yield Todo("unnamed", "must", "objections", {"n": unnamed}, {"id": cycle.id})
    if waiting:
        yield Todo("waiting", "must", "objections", {"n": len(waiting)}, {"id": cycle.id})
    if has_documents(cycle):
        missing = evaluations.undelivered(view, cycle)
        weight: Weight = "must" if missing else "done"
        yield Todo("documents" if missing else "documents.done", weight, "documents", {"n": missing}, {"id": cycle.id})
    if until:
        over, where = until < office.today(), {"id": cycle.id}
        key: Weight = "done" if over else "must"
        yield Todo("objections.over" if over else "objections", key, "objections", {"day": until}, where)
    note = f"notes/{cycle.id}.id.md"
    written = content_files.draft(view, note) is not None or bool(content and (content / note).exists())
    yield Todo("notes.done" if written else "notes", "done" if written else "should", "content_file",
               where={"berkas": note})  # fmt: skip
    if cycle.levels_from:
        known = bool(recap.of(view, cycle.id))
        yield Todo(
            "recap.done" if known else "recap",
            "done" if known else "must",
            "recap",
            {"source": cycle.levels_from},
            {"id": cycle.id},
        )
    proposal = publication.proposal(view, cycle.id)
    if proposal:
        yield Todo("proposal", "must", "release_page", {"by": called(view, proposal.by)}, {"id": cycle.id})
    else:
        yield Todo("preview", "must", "release_page", where={"id": cycle.id})


def _consultation(office: Office, view: View, cycle: Cycle, stage: consultation.Stage) -> Iterator[Todo]:
    """What is to do about a stage of asking: end it, then answer its themes; counts only."""
    if stage == "before" and not cycle.consulted:
        return
    where = {"id": cycle.id, "tahap": "pelibatan" if stage == "before" else "penutup"}
    n, done = consultation.answered(view, cycle.id, stage), consultation.counts(view, cycle.id, stage)
    if done is None:
        days = office.organisation.closing_days
        values: dict[str, Any] = {"some": some(n)} | ({"day": add_days(cycle.closed, days)} if stage == "after" else {})
        yield Todo(f"consultation.{stage}", "should", "consultation", values, where)
        return
    answers = sum(1 for r in consultation.responses(view, cycle.id) if r.stage == stage)
    comments = len(consultation.comments(view, cycle.id, stage))
    if answers:
        yield Todo(f"consultation.{stage}.answered", "done", "consultation", {"n": answers}, where)
    elif comments:
        yield Todo(
            f"consultation.{stage}.answer",
            "must" if stage == "before" else "should",
            "consultation",
            {"n": comments},
            where,
        )


def _goals(view: View, cycle: Cycle) -> Iterator[Todo]:
    if not cycle.setting_goals:
        return
    counts = Counter(g.state for g in goals.of_cycle(view, cycle.id))
    waiting, settled = counts["proposed"], counts["agreed"]
    if waiting:
        yield Todo("goals.waiting", "should", "goals", {"n": waiting}, {"id": cycle.id})
    yield Todo("goals.agreed", "done" if settled else "should", "goals", {"n": settled}, {"id": cycle.id})


def _taken_up(office: Office, view: View, cycle: Cycle) -> Iterator[Todo]:
    """What is to do about results: training and actions."""
    today, where = office.today(), {"id": cycle.id}
    planned, actions = training.of_cycle(view, cycle.id), follow_up.of_cycle(view, cycle.id)
    past = sum(1 for x in planned if not x.held and x.planned < today)
    if past:
        yield Todo("training.late", "should", "training", {"n": past}, where)
    yield Todo("training.planned" if planned else "training", "done" if planned else "should", "training",
               {"n": len(planned)}, where)  # fmt: skip
    late = sum(1 for x in actions if x.state not in follow_up.ENDED and x.due < today)
    if late:
        yield Todo("follow-up.late", "should", "follow_up", {"n": late}, where)
    yield Todo("follow-up.made" if actions else "follow-up", "done" if actions else "should", "follow_up",
               {"n": len(actions)}, where)  # fmt: skip


def some(n: int) -> str:
    """Return how many have answered a stage that runs, in words."""
    return t("desk.consultation.some", n=n) if n else t("desk.consultation.some.few", n=consultation.LEAST_OPINIONS)


def next_state(cycle: Cycle) -> State | None:
    """Return the state the next step leads to."""
    return following(cycle)
