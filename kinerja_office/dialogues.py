"""Dialogues in the store: both sides note what was agreed, and sign with their own secret; acts of ASN, not in the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from assessment.dialogue import SIDES, Dialogue, Side
from assessment.goal import must_fit
from assessment.text import lines
from kinerja_office import goals, records
from kinerja_office.feedback import must_be_under_way
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import refuse

MOST = 30


def side_of(view: View, cycle_id: str, employee: str, who: str) -> Side:
    """Return which side somebody is of; raises `Refused` for anybody but a rated employee and their direct supervisor."""
    cycle = records.cycle(view, cycle_id)
    person = records.people(view, cycle).get(employee)
    leader = goals.supervisor_of(view, cycle, employee)
    if person is None or not person.rated or not leader or who not in (employee, leader):
        raise refuse("dialogue.not_yours")
    return "employee" if who == employee else "leader"


def note(
    office: Office, cycle_id: str, employee: str, who: str, words: str, day: str = "", revision: int | None = None
) -> Dialogue:
    """Note one's side of the dialogue under way, which is the last not signed by both, or begin the next one.

    `revision`: the one on the page (0 for none under way); another one is refused. A change takes signatures away.
    """
    words, day = lines(words), goals.day_of(office, day)
    must_fit({"note": words})
    if not words:
        raise refuse("dialogue.empty", field="note")
    with office.store.write() as change:
        must_be_under_way(records.cycle(change, cycle_id))
        side, now = side_of(change, cycle_id, employee, who), under_way(change, cycle_id, employee)
        if now is None:
            number, leader = len(of_person(change, cycle_id, employee)) + 1, goals.supervisor_of(change, records.cycle(change, cycle_id), employee)  # fmt: skip
            if number > MOST:
                raise refuse("dialogue.too_many", most=MOST)
            now = Dialogue(cycle_id, employee, leader, number, day, {}, {}, 0)
        fresh = now.noted(side, words, day)
        if fresh != now and revision not in (None, now.revision):
            raise refuse("dialogue.changed")
        return _put(change, fresh)


def sign(office: Office, cycle_id: str, employee: str, who: str, revision: int) -> Dialogue:
    """Sign the dialogue under way as it stands; final once both have. Their own secret is asked for by the page.

    Raises `Refused` for a note that is missing, and one that changed since the page (`revision`).
    """
    with office.store.write() as change:
        must_be_under_way(records.cycle(change, cycle_id))
        side, now = side_of(change, cycle_id, employee, who), under_way(change, cycle_id, employee)
        if now is None or now.revision != revision:
            raise refuse("dialogue.changed")
        return _put(change, now.signed_by(side, office.today()))


def import_held(office: Office, cycle_id: str, listed: Sequence[tuple[str, Mapping[Side, str]]], actor: str) -> None:
    """Take in dialogues held and signed on paper today: (employee, both notes)."""
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        must_be_under_way(cycle)
        for employee, notes in listed:
            leader, number = (
                goals.supervisor_of(change, cycle, employee),
                len(of_person(change, cycle_id, employee)) + 1,
            )
            today = office.today()
            _put(change, Dialogue(cycle_id, employee, leader, number, today, notes, dict.fromkeys(SIDES, today)))
        office.log(change, actor, "dialogues.import", cycle=cycle_id, dialogues=len(listed))


def under_way(view: View, cycle_id: str, employee: str) -> Dialogue | None:
    """Return the dialogue that is not signed by both."""
    return next((d for d in of_person(view, cycle_id, employee) if not d.held), None)


def of_person(view: View, cycle_id: str, employee: str) -> list[Dialogue]:
    """Return the dialogues of a person in a cycle, in order."""
    found = (Dialogue.from_doc(d) for _, d in view.find("dialogues", cycle=cycle_id, employee=employee))
    return sorted(found, key=lambda d: d.number)


def known(view: View, cycle_id: str) -> int:
    """Return how many dialogues a cycle has."""
    return view.count("dialogues", cycle=cycle_id)


def held(view: View, cycle_id: str) -> frozenset[str]:
    """Return whose dialogue in a cycle both have signed; for counting only."""
    found = (Dialogue.from_doc(d) for _, d in view.find("dialogues", cycle=cycle_id))
    return frozenset(d.employee for d in found if d.held)


def _put(change: Change, one: Dialogue) -> Dialogue:
    change.put("dialogues", records.key(one.cycle, one.employee, str(one.number)), asdict(one))
    return one
