"""Tindak lanjut: what the office does about its results, by whom (a post), until when, and what became of it; public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from assessment.cycle import Cycle, parse_date
from kinerja_office import doubts, records
from kinerja_office.office import Office
from kinerja_office.public_text import must_be_code, must_be_public, tidy
from kinerja_store import View
from kinerja_words.problems import Text, refuse

State = Literal["planned", "doing", "done", "dropped"]
STATES: tuple[State, ...] = get_args(State)
ENDED = ("done", "dropped")
OWNER_CHARS = 120
LONG = 731
"""Days after the close from which on a day is asked about."""


@dataclass(frozen=True)
class Action:
    """One action. `owner` is a post, `due` an ISO day, `ended` the day on which it was set to done or dropped."""

    id: str
    cycle: str
    criterion: str
    text: Text
    owner: str
    due: str
    state: State = "planned"
    result: Text = field(default_factory=lambda: {"id": "", "en": ""})
    ended: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Action:
        """Rebuild from the JSON form."""
        return cls(**doc)


def add(
    office: Office, cycle_id: str, id: str, criterion: str, text: Text, owner: str, due: str, actor: str
) -> Action:  # fmt: skip
    """Add an action tied to a criterion of a cycle; raises `Refused` for a taken id, or a text or owner naming a person."""
    must_be_code(id, "id")
    due = parse_date(due, "due")
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        known = [c.code for c in records.instrument(change, cycle).criteria]
        if criterion not in known:
            raise refuse("follow_up.criterion", field="criterion", criterion=criterion, known=known)
        if change.get("actions", id):
            raise refuse("follow_up.id_taken", field='id', action=id)  # fmt: skip
        must_follow(change, cycle, due, "due", f"action/{id}")
        new = Action(id, cycle_id, criterion, tidy(text), tidy({"id": owner})["id"], due)
        must_be_public(change, {"text": new.text})
        must_be_public(change, {"owner": {"id": new.owner}}, OWNER_CHARS)
        change.put("actions", id, asdict(new))
        office.log(change, actor, "action.add", cycle=cycle_id, action=id)
        return new


def change_action(
    office: Office, id: str, state: str, actor: str, *, result: Text | None = None, due: str = "",
) -> Action:  # fmt: skip
    """Set the state of an action, its result (in words, needed when done or dropped) and a later due date."""
    known = next((s for s in STATES if s == state), None)
    if known is None:
        raise refuse("follow_up.state", field="state", state=state, known=STATES)
    with office.store.write() as change:
        action = get(change, id)
        if due := due and parse_date(due, "due"):
            must_follow(change, records.cycle(change, action.cycle), due, "due", f"action/{id}")
        words = tidy(result) if result is not None else action.result
        if known in ENDED:
            must_be_public(change, {"result": words})
        elif any(words.values()):
            must_be_public(change, {"result": {"id": words["id"] or words["en"], "en": words["en"]}})
        new = replace(
            action, state=known, result=words, due=due or action.due,
            ended=(action.ended or office.today()) if known in ENDED else "",
        )  # fmt: skip
        change.put("actions", id, asdict(new))
        office.log(change, actor, "action.set", cycle=action.cycle, action=id, state=known)
        return new


def must_follow(view: View, cycle: Cycle, day: str, field: str, about: str) -> None:
    """Raise `Refused` for a day before the cycle it answers, and with a doubt for one long after its close."""
    if day < cycle.start:
        raise refuse("date.before", field=field, day=day, start=cycle.start)
    doubts.must_be_near(view, day, cycle.closed or cycle.start, LONG, field, about)


def remove(office: Office, id: str, actor: str) -> None:
    """Remove an action that is not public yet; later ones are dropped, with a reason."""
    with office.store.write() as change:
        action = get(change, id)
        if records.cycle(change, action.cycle).published:
            raise refuse("follow_up.public")
        change.delete("actions", id)
        office.log(change, actor, "action.remove", cycle=action.cycle, action=id)


def get(view: View, id: str) -> Action:
    """Return one action; raises `Refused` where there is none."""
    doc = view.get("actions", id)
    if doc is None:
        known = ", ".join(k for k, _ in view.find("actions")) or "-"
        raise refuse("follow_up.unknown", action=id, known=known)
    return Action.from_doc(doc)


def of_cycle(view: View, cycle_id: str) -> list[Action]:
    """Return the actions decided after one cycle, by due date."""
    found = (Action.from_doc(d) for _, d in view.find("actions", cycle=cycle_id))
    return sorted(found, key=lambda a: (a.due, a.id))


def everything(view: View) -> list[Action]:
    """Return all actions of all cycles, by due date."""
    return sorted((Action.from_doc(d) for _, d in view.find("actions")), key=lambda a: (a.due, a.id))


def in_force(view: View, cycle: Cycle) -> list[Action]:
    """Return the actions the package of a cycle tells of: its own, and of those that are out what was not yet told as ended."""
    out = records.published_before(view, cycle)
    since = max(out.values(), default="")
    found = [
        a for a in everything(view) if a.cycle == cycle.id or (a.cycle in out and (not a.ended or a.ended >= since))
    ]
    return sorted(found, key=lambda a: a.id)
