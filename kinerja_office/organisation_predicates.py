"""The organisation's predicate of a cycle, which every evaluation begins with (PermenPANRB 6/2022 Lampiran IV.B.1): of the whole
office, and of each unit led by an officer who rates somebody. HR enters it with the document that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assessment.cycle import Cycle, parse_date
from assessment.predicate import ORGANISATION_PREDICATES, OrganisationPredicate
from assessment.roster import Employee
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_office.public_text import must_be_public, tidy
from kinerja_store import View
from kinerja_words.problems import refuse

SOURCE_CHARS = 160


@dataclass(frozen=True)
class Given:
    """What was entered: `unit` is a code, "" the whole office; `source` a document's title, `day` its ISO day; `by` an account, `noted` an ISO day."""

    cycle: str
    unit: str
    predicate: OrganisationPredicate
    source: str
    day: str
    by: str
    noted: str


def enter(office: Office, cycle_id: str, unit: str, predicate: str, source: str, day: str, actor: str) -> Given:
    """Enter a predicate, or correct it: the trail keeps both. Raises `Refused` once the cycle is published, for an unknown unit
    or predicate, a day to come, and a source that is empty, long or names a person (it becomes public)."""
    day, title = parse_date(day, "day"), tidy({"id": source})
    known = next((p for p in ORGANISATION_PREDICATES if p == predicate), None)
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if cycle.published:
            raise refuse("organisation_predicate.published", cycle=cycle_id)
        if known is None:
            raise refuse("organisation_predicate.unknown", field="predicate")
        if unit and unit not in led(change, cycle):
            raise refuse("organisation_predicate.unit", field="unit", unit=unit)
        if day > office.today():
            raise refuse("organisation_predicate.day", field="day", day=day)
        must_be_public(change, {"source": title}, SOURCE_CHARS)
        before = of(change, cycle_id, unit)
        given = Given(cycle_id, unit, known, title["id"], day, actor, office.today())
        change.put("organisation_predicates", records.key(cycle_id, unit), asdict(given))
        was = {"was": before.predicate, "was_source": before.source} if before else {}
        office.log(
            change,
            actor,
            "organisation-predicate",
            cycle=cycle_id,
            unit=unit,
            predicate=known,
            source=given.source,
            **was,
        )
        return given


def of(view: View, cycle_id: str, unit: str = "") -> Given | None:
    """Return what was entered for a unit, or for the whole office."""
    doc = view.get("organisation_predicates", records.key(cycle_id, unit))
    return Given(**doc) if doc else None


def for_officer(view: View, cycle: Cycle, officer: str) -> Given | None:
    """Return what an officer's ratings are to consider: that of the unit they lead (IV.B.1.g), else the whole office's."""
    people = records.people(view, cycle)
    me = people.get(officer)
    above = people.get(me.supervisor) if me else None
    leads = me is not None and (above is None or above.unit != me.unit)
    return (of(view, cycle.id, me.unit) if me and leads else None) or of(view, cycle.id)


def led(view: View, cycle: Cycle) -> Mapping[str, Employee]:
    """Return the units that an officer leads who rates somebody, with that officer: nobody above them is of the same unit.

    A unit of the office's head stands for the whole office and is not among them.
    """
    people = records.people(view, cycle)
    officers = {e.supervisor for e in people.values() if e.rated}
    heads = {
        e.unit: e
        for e in people.values()
        if e.employee_number in officers
        and e.rated
        and (e.supervisor not in people or people[e.supervisor].unit != e.unit)
    }
    top = [u for u, e in heads.items() if e.supervisor not in people or not people[e.supervisor].rated]
    return {u: heads[u] for u in sorted(heads) if [u] != top}
