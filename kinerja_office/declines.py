"""Raters who say "bukan rekan kerja saya", or "bukan atasan saya": kept under the cycle key like a ballot, so that no backup tells it after the close."""

from __future__ import annotations

from typing import NamedTuple

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.method import RULES, Method
from kinerja_office import ballots, keys, records
from kinerja_office.office import Office
from kinerja_store import Change, View

REASON_CHARS = 500
ROOM = 6 * REASON_CHARS + 400
"""Bytes of every box: the longest reason in the longest letters, and two long employee numbers."""


class Decline(NamedTuple):
    """Who declined to assess whom, and why. HR sees it while the cycle is open; sealing removes it."""

    rater: str
    ratee: str
    reason: str
    method: Method = "peer"
    """Not in what was stored before a second method could be declined."""

    @property
    def task(self) -> Assignment:
        """The task that was declined."""
        return Assignment(self.method, self.rater, self.ratee)


def listed(office: Office, view: View, cycle: Cycle) -> list[Decline]:
    """Return the declines of an open cycle, by rater and ratee; none once it is being sealed."""
    if not ballots.readable(cycle):
        return []
    docs = list(view.find("declines", cycle=cycle.id))
    if not docs:
        return []
    key = keys.read(office, view, cycle.id)
    names = [(k.removeprefix(records.key(cycle.id, "")), d["box"]) for k, d in docs]
    return sorted(Decline(**ballots.open_box(key, "decline", name, box)) for name, box in names)


def count(view: View, cycle_id: str) -> int:
    """Return how many tasks of a cycle are declined now."""
    return view.count("declines", cycle=cycle_id)


def is_there(office: Office, view: View, cycle: Cycle, assignment: Assignment) -> bool:
    """Whether the rater has declined this task."""
    if not ballots.readable(cycle) or not RULES[assignment.method].declinable:
        return False
    return view.get("declines", records.key(cycle.id, _name(office, view, cycle, assignment))) is not None


def put(office: Office, change: Change, cycle: Cycle, assignment: Assignment, reason: str) -> None:
    """Keep a decline with its reason."""
    key, name = keys.read(office, change, cycle.id), _name(office, change, cycle, assignment)
    words = Decline(assignment.rater, assignment.ratee, reason, assignment.method)._asdict()
    box = ballots.seal_box(key, "decline", name, words, ROOM, office.random)
    change.put("declines", records.key(cycle.id, name), {"cycle": cycle.id, "box": box})


def drop(office: Office, change: Change, cycle: Cycle, assignment: Assignment) -> None:
    """Remove the decline of a task if there is one."""
    if is_there(office, change, cycle, assignment):
        change.delete("declines", records.key(cycle.id, _name(office, change, cycle, assignment)))


def _name(office: Office, view: View, cycle: Cycle, assignment: Assignment) -> str:
    return ballots.tag(keys.read(office, view, cycle.id), assignment, "decline")


def drop_all(change: Change, cycle: Cycle) -> None:
    """Remove every decline of a cycle."""
    for key, _ in list(change.find("declines", cycle=cycle.id)):
        change.delete("declines", key)
