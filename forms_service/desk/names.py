"""What the desk calls things, and whom a name or number typed there means."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.cycle import Cycle, State
from assessment.roster import Employee, clean_number, show_number
from forms_service.web.language import name_of
from forms_service.web.person import called
from forms_service.web.service import service
from kinerja_office import records
from kinerja_store import View
from kinerja_words.problems import Phrase, Text, refuse

OFFERED = 8
"""So many people of a like name are offered."""


def name_of_staff(account: str) -> str:
    """Return what a page calls the staff account or program that did something."""
    with service().office.store.read() as view:
        return called(view, account)


def state_name(state: State) -> str:
    """Return what a state is called on this page."""
    return name_of("cycle_state", state)


def units_of(view: View) -> dict[str, str]:
    """Return unit names by code."""
    return {u.code: u.name for u in records.units(view)}


def criteria_names(view: View, cycle: Cycle) -> dict[str, Text]:
    """Return the names of a cycle's criteria by code."""
    return {c.code: c.name for c in records.instrument(view, cycle).criteria}


def find_person(text: str, people: Iterable[Employee], field: str) -> Employee:
    """Return the one person a number or a part of a name means; raises `Refused` (field: where it was typed) where it is none or many."""
    wanted = " ".join(text.split())
    if not wanted:
        raise refuse("person.empty", field=field)
    listed = list(people)
    number = clean_number(wanted)
    exact = [e for e in listed if number in (e.employee_number, e.employee_number.lstrip("0"))]
    found = exact or [e for e in listed if wanted.casefold() in e.name.casefold()]
    whole = [e for e in found if e.name.casefold() == wanted.casefold()]
    if len(whole) == 1 or len(found) == 1:
        return (whole or found)[0]
    if not found:
        raise refuse("person.nobody", field=field)
    with service().office.store.read() as view:
        units = units_of(view)
    told = [(e.name, e.position, units.get(e.unit, e.unit), show_number(e.employee_number)) for e in found[:OFFERED]]
    among = [(e.employee_number, " · ".join(filter(None, words))) for e, words in zip(found, told, strict=False)]
    more = Phrase("person.more", n=len(found) - OFFERED) if len(found) > OFFERED else ""
    raise refuse("person.several", field=field, n=len(found), among=among, more=more)
