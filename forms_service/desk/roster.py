"""The roster: see it, upload a file, read what it would change, say yes. Nothing is written before that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import get_args

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.roster import Employee, IdScheme, Roster, RosterChanges, parse_roster
from forms_service.desk import desk
from forms_service.desk.common import go
from forms_service.desk.forms import Waits
from forms_service.desk.memory import memory
from forms_service.desk.people_forms import RosterFile
from forms_service.web.guard import may, person
from forms_service.web.language import lang, t
from forms_service.web.service import service
from kinerja_office import records
from kinerja_office.assignments import hand_overs
from kinerja_office.roster import import_roster, preview
from kinerja_words import catalogue
from kinerja_words.problems import Refused

LISTED = 60
"""So many people are named in a preview; the rest is counted."""


@dataclass(frozen=True)
class Uploaded:
    """A parsed roster that waits for its confirmation, with the change it was shown with."""

    name: str
    roster: Roster
    changes: RosterChanges


@desk.get("/pegawai")
@may("roster.see", of="office")
def roster() -> str:
    """Show the roster by unit and the form to upload a new one."""
    return _page(RosterFile(nomor="nip"))


@desk.post("/pegawai")
@may("roster.import", of="office", upload=True)
def upload_roster() -> ResponseReturnValue:
    """Read a file and show what it would change."""
    form = RosterFile.posted()
    if not form.validate():
        return _page(form), 422
    name, data = form.sent
    try:
        parsed = parse_roster(data, name, form.scheme)
        changes = preview(service().office, parsed)
    except Refused as refused:
        form.refuse_file(refused)
        return _page(form), 422
    return _show(Uploaded(name, parsed, changes), again=False)


@desk.post("/pegawai/terapkan")
@may("roster.import", of="office")
def apply_roster() -> ResponseReturnValue:
    """Put the uploaded roster in place of the one before, if it still changes what was shown."""
    token = Waits.posted().unggahan.data
    waiting: Uploaded | None = memory().waiting.look_up("roster", token)
    if waiting is None:
        return go("roster", "roster.gone")
    office = service().office
    now = preview(office, waiting.roster)
    if now != waiting.changes:
        memory().waiting.drop(token)
        return _show(Uploaded(waiting.name, waiting.roster, now), again=True)
    changes = import_roster(office, waiting.roster, person().actor)
    memory().waiting.drop(token)
    counts = {"n": len(waiting.roster.employees), "added": len(changes.added), "changed": len(changes.changed),
              "removed": len(changes.removed)}  # fmt: skip
    return go("roster", "roster.done", counts)


def _page(form: RosterFile) -> str:
    form.nomor.options = [(s, t(f"roster.scheme.{s}")) for s in get_args(IdScheme)]
    with service().office.store.read() as view:
        known = records.roster(view)
        open_cycles = [c for c in records.cycles(view) if c.unsealed]
    people = Counter(e.unit for e in known.employees)
    external = sum(1 for e in known.employees if not e.rated)
    units = sorted(((u, people[u.code]) for u in known.units), key=lambda pair: pair[0].code)
    return render_template(
        "desk/roster.html", form=form, units=units, n=len(known.employees), external=external, open_cycles=open_cycles,
    )  # fmt: skip


def _show(uploaded: Uploaded, again: bool) -> str:
    with service().office.store.read() as view:
        before = records.roster(view)
        old, gone = before.by_number(), before.units
        open_cycles = [c for c in records.cycles(view) if c.unsealed]
        new = uploaded.roster.by_number()
        passed = hand_overs(view, new)
    changes = uploaded.changes
    token = memory().waiting.keep("roster", uploaded)
    units = {u.code: u.name for u in uploaded.roster.units}
    left = {u.code: u.name for u in gone}
    named = {
        "removed": [(e, _post(e, left)) for e in (old[n] for n in changes.removed[:LISTED])],
        "changed": [(new[n], "; ".join(_difference(old[n], new[n]))) for n in changes.changed[:LISTED]],
        "added": [(e, _post(e, units)) for e in (new[n] for n in changes.added[:LISTED])],
    }
    notices = catalogue.lines(Refused((*changes.notices, *uploaded.roster.notices)), lang())
    alone = sum(1 for e in uploaded.roster.employees if e.rated and not e.supervisor)
    groups = sorted(Counter(e.group for e in uploaded.roster.employees if e.rated).items())
    # a file of another office, or of one unit alone, would take nearly everybody away
    suspicious = bool(old) and len(changes.removed) * 2 > len(old)
    return render_template(
        "desk/roster_preview.html", uploaded=uploaded, named=named, form=Waits(unggahan=token), notices=notices, again=again,
        listed=LISTED, open_cycles=open_cycles, alone=alone, groups=groups, suspicious=suspicious,
        passed=[(move.cycle, new[move.assignment.ratee], move.to) for move in passed],
    )  # fmt: skip


def _post(e: Employee, units: dict[str, str]) -> str:
    return ", ".join(part for part in (e.position, units.get(e.unit, e.unit)) if part)


def _difference(old: Employee, new: Employee) -> list[str]:
    """Return what differs between two records of a person, in words without their number."""
    out = []
    for field in (f.name for f in fields(Employee) if f.name != "employee_number"):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            if field == "supervisor":
                out.append(t("roster.field.supervisor"))
            else:
                out.append(f"{t('roster.field.' + field)}: {before or '–'} → {after or '–'}")
    return out
