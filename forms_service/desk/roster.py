"""The roster: a table of everybody, one person's page, a file to take and to give. Nothing is written before a yes to its preview.

A change of one person is an import of the roster with one record changed: the same rules, preview and act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from assessment.roster import FILE, NIP_DIGITS, Employee, IdScheme, Kind, Roster, clean_number, rows_of, show_number
from assessment.roster_layout import Heading, UnknownColumns, column_of, marked, named_columns
from assessment.roster_reading import build_roster, parse_roster
from assessment.spreadsheet import Row
from assessment.text import fold
from assessment.workbook_writer import MEDIA_TYPE, Sheet, write_sheets
from forms_service.desk import desk
from forms_service.desk.answers import download, go
from forms_service.desk.forms import Waits
from forms_service.desk.memory import memory
from forms_service.desk.people_forms import EmployeeForm, FindForm, Headings, RosterFile, headings_form
from forms_service.desk.unhurried import unhurried
from forms_service.web import refs
from forms_service.web.forms import pressed
from forms_service.web.guard import may, person
from forms_service.web.language import lang, name_of, t
from forms_service.web.service import service
from kinerja_office import accounts, records
from kinerja_office.assignments import hand_overs
from kinerja_office.roster import Moved, completed, import_roster, name_columns, preview, taken_numbers
from kinerja_words import catalogue
from kinerja_words.problems import Problem, Refused

LISTED, PAGE = 60, 50
"""So many people are named in a preview, the rest is counted; so many stand on one page of the table."""
SORTS = ("nama", "nip", "unit", "kelompok", "atasan")
WIDTHS = (24, 34, 30, 12, 12, 30, 12, 30, 24, 10, 18, 28)


@dataclass(frozen=True)
class Asked:
    """A file whose headings have to be named before it is read."""

    name: str
    data: bytes
    scheme: IdScheme
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Uploaded:
    """A roster that waits for its confirmation; without a `name` one person was changed.

    `before`: the roster whose change was shown; over another one the yes to it does not hold.
    """

    name: str
    roster: Roster
    before: Roster


@desk.get("/pegawai")
@may("roster.see", of="office")
def roster() -> str:
    """Show everybody, 50 a page, and the form to upload a roster."""
    return _page(RosterFile(nomor="nip"))


@desk.post("/pegawai")
@may("roster.import", of="office", upload=True)
def upload_roster() -> ResponseReturnValue:
    """Read a file and show what it would change, or ask which columns its headings are."""
    form = RosterFile.posted()
    if not form.validate():
        return _page(form), 422
    return _read(Asked(*form.sent, form.scheme))


@desk.post("/pegawai/kolom")
@may("roster.import", of="office")
def name_headings() -> ResponseReturnValue:
    """Take what the headings of a file are, keep it for the next file, and read on."""
    waiting: Asked | None = memory().waiting.look_up("headings", Waits.posted().unggahan.data)
    if waiting is None:
        return go("roster", "roster.gone")
    form = headings_form(len(waiting.headings)).posted()
    if not form.validate():
        return _ask(waiting, form), 422
    said = {h.written: form[f"kolom-{i}"].data for i, h in enumerate(waiting.headings)}
    try:
        named_columns(said)
        named = named_columns({h: c for h, c in said.items() if c != column_of(h, {})})
        _parse(waiting, named)
    except Refused as refused:
        if {p.code for p in refused.problems} & {"roster.column_twice", "file.lacks_columns", "roster.headings"}:
            form.refuse(refused)
            return _ask(waiting, form), 422
    name_columns(service().office, named, person().actor)
    return _read(replace(waiting, headings=()))


@desk.post("/pegawai/kolom/lupakan")
@may("roster.import", of="office")
def forget_headings() -> ResponseReturnValue:
    """Forget what this office's headings are, so that the next file is asked about anew."""
    name_columns(service().office, {}, person().actor)
    return go("roster", "roster.heading.forgotten")


@desk.post("/pegawai/tandai")
@may("roster.import", of="office")
def marked_file() -> ResponseReturnValue:
    """Give a refused file back with its cells marked."""
    waiting: tuple[Asked, Refused] | None = memory().waiting.look_up("marked", Waits.posted().unggahan.data)
    if waiting is None:
        return go("roster", "roster.gone")
    it, refused = waiting
    with service().office.store.read() as view:
        named = records.headings(view)
    words = ((p, catalogue.word(p, lang(), place=False)) for p in refused.problems)
    return workbook("daftar-pegawai-ditandai", marked(it.data, it.name, named, words))


@desk.get("/pegawai/templat.xlsx")
@may("roster.see", of="office")
def roster_template() -> Response:
    """Give the empty table with lists to choose from, and a sheet that explains it."""
    with service().office.store.read() as view:
        known = records.roster(view)
    offered = {5: sorted({u.name for u in known.units}), 7: sorted({e.group for e in known.employees})}
    choices = {column: texts for column, texts in offered.items() if texts} | {
        9: [name_of("roster_kind", k) for k in ("pns", "pppk", "luar")]
    }
    table = Sheet(
        t("roster.template.sheet"), [_titles()], widths=WIDTHS, choices=choices, advised=frozenset(offered), text=frozenset({0, 8, 10}),
    )  # fmt: skip
    explained = [(t("roster.template.column"), t("roster.template.what"), t("roster.template.example"))]
    explained += [
        (name_of("roster_column", c), t(f"roster.template.{c}"), t(f"roster.template.{c}.example")) for c in FILE
    ]
    return workbook("templat-pegawai", table, Sheet(t("roster.template.help"), explained, widths=(24, 90, 34)))


@desk.get("/pegawai/orang/<ref>")
@may("roster.see", of="office")
def employee(ref: str) -> str:
    """Show one person's record (`baru`: an empty one) and the form to change it."""
    known, one = _find(ref)
    values = {} if one is None else {
        "nip": show_number(one.employee_number), "nama": one.name, "jabatan": one.position, "golongan": one.grade, "unit": one.unit,
        "kelompok": one.group, "jenis": one.kind, "telepon": one.phone, "surel": one.email,
        "atasan": _label(known.by_number()[one.supervisor]) if one.supervisor else "",
    }  # fmt: skip
    return _person(EmployeeForm(**{"jenis": "pns", **values}), known, one)


@desk.post("/pegawai/orang/<ref>")
@may("roster.import", of="office")
def change_employee(ref: str) -> ResponseReturnValue:
    """Show what a change of one person would do; all that is wrong stands at its field."""
    known, one = _find(ref)
    form = EmployeeForm.posted()
    leaving = pressed() == "keluar"
    if one is not None:
        form.nip.data = show_number(one.employee_number)
    if not leaving:
        form.validate()
    rows = [r for r in rows_of(known) if one is None or r["employee_number"] != one.employee_number]
    number, unit = clean_number(form.nip.data), form.unit_baru.data
    groups = {fold(e.group): e.group for e in known.employees}
    mine, typed = len(rows) + 1, form.atasan.data
    boss = next((e.employee_number for e in known.employees if typed == _label(e)), typed)
    if not leaving:
        of = next((u for u in known.units if u.code == form.unit.data), None)
        rows.append({
            "employee_number": number, "name": form.nama.data, "position": form.jabatan.data, "grade": form.golongan.data,
            **({"unit_name": unit} if unit or of is None else {"unit_code": of.code, "unit_name": of.name, "parent_unit_code": of.parent}),
            "publication_group": groups.get(fold(form.kelompok.data), form.kelompok.data), "supervisor_name": boss,
            "kind": form.jenis.data, "phone": form.telepon.data, "email": form.surel.data,
        })  # fmt: skip
    with service().office.store.read() as view:
        taken = taken_numbers(view)
    problems: list[Problem] = []
    usual = all(len(n) == NIP_DIGITS and n.isdigit() for n in (e.employee_number for e in known.employees if e.rated))
    made = build_roster(
        [Row(n, {c: text for c, text in r.items() if text}) for n, r in enumerate(rows, 1)], "nip" if usual else "any",
        known=known, reserved=taken, problems=problems,
    )  # fmt: skip
    if led := [rows[(p.row or 1) - 1]["name"] for p in problems if leaving and p.code == "roster.unknown_supervisor"]:
        form.blame("", t("roster.person.leads", n=len(led), listed=", ".join(led)))
    twice = [p for p in problems if p.code == "roster.number_twice"]
    for p in twice:
        form.blame("nip", t("roster.person.twice", name=rows[p.values["earlier"] - 1]["name"]))
    mending = [p for p in problems if (p.row == mine or p.code == "roster.supervisor_loop") and p not in twice]
    placed = [p.at(field=form.places.get(p.column or "", "")) for p in mending]
    form.refuse(Refused(p for p in placed if not p.field or not form[p.field].errors))
    if form.summary:
        return _person(form, known, one), 422
    units = {u.code: u for u in (*known.units, *made.units)}
    return _show("", replace(made, notices=(), units=tuple(units.values())))


def _label(e: Employee) -> str:
    return f"{e.name}, {show_number(e.employee_number)}"


def _titles() -> list[str]:
    return [catalogue.name(f"roster_column.{c}") for c in FILE]


def roster_sheet(known: Roster) -> Sheet:
    """Return the roster as a sheet; numbers are texts."""
    rows = [_titles(), *([*r.values()] for r in rows_of(known))]
    return Sheet(t("roster.template.sheet"), rows, widths=WIDTHS, text=frozenset({0, 8, 10}))


def workbook(name: str, *sheets: Sheet) -> Response:
    """Return sheets as a workbook to download."""
    return download(write_sheets(*sheets), MEDIA_TYPE, f"{name}.xlsx")


def _find(ref: str) -> tuple[Roster, Employee | None]:
    """Return the roster and the person an address names, none for a new one; 404 for nobody."""
    with service().office.store.read() as view:
        known = records.roster(view)
    one = refs.find("person", ref, known.employees, lambda e: e.employee_number) if ref != "baru" else None
    return known, one or (None if ref == "baru" else abort(404))


def _person(form: EmployeeForm, known: Roster, one: Employee | None) -> str:
    form.jenis.options = [(k, t(f"roster.person.kind.{k}")) for k in get_args(Kind)]
    form.unit.options = [
        ("", t("roster.person.unit.none")),
        *sorted(((u.code, u.name) for u in known.units), key=lambda u: u[1]),
    ]
    ref = refs.ref("person", one.employee_number) if one else "baru"
    groups = sorted({e.group for e in known.employees})
    return render_template("desk/employee.html", form=form, one=one, ref=ref, groups=groups)


def _parse(it: Asked, more: Mapping[str, str] | None = None) -> Roster:
    with service().office.store.read() as view:
        named = {**records.headings(view), **(more or {})}
        known, taken = records.roster(view), taken_numbers(view)
        return completed(view, parse_roster(it.data, it.name, it.scheme, known=known, named=named, reserved=taken))


def _read(it: Asked) -> ResponseReturnValue:
    """Show what a file would change, ask about its headings, or say all that is wrong with it."""
    form = RosterFile(nomor=it.scheme)
    try:
        return _show(it.name, _parse(it))
    except UnknownColumns as unknown:
        waiting = replace(it, headings=unknown.headings)
        return _ask(
            waiting,
            headings_form(len(unknown.headings))(**{f"kolom-{i}": h.column for i, h in enumerate(unknown.headings)}),
        )
    except Refused as refused:
        token = memory().waiting.keep("marked", (it, refused)) if refused.called else ""
        form.refuse_file(refused, it.name, token)
        return _page(form), 422


def _ask(it: Asked, form: Headings) -> str:
    form.unggahan.data = memory().waiting.keep("headings", it)
    return render_template("desk/roster_headings.html", it=it, form=form)


@desk.post("/pegawai/terapkan")
@may("roster.import", of="office")
@unhurried
def apply_roster() -> ResponseReturnValue:
    """Put the uploaded roster in place of the one before, if that is still the one its change was shown over."""
    token = Waits.posted().unggahan.data
    waiting: Uploaded | None = memory().waiting.look_up("roster", token)
    if waiting is None:
        return go("roster", "roster.gone")
    try:
        changes = import_roster(service().office, waiting.roster, person().actor, over=waiting.before)
    except Moved:
        memory().waiting.drop(token)
        if not waiting.name:  # everybody else in it is as they were
            return go("roster", "roster.person.stale")
        return _show(waiting.name, waiting.roster, again=True)
    memory().waiting.drop(token)
    counts = {"n": len(waiting.roster.employees), "added": len(changes.added), "changed": len(changes.changed),
              "removed": len(changes.removed)}  # fmt: skip
    return go("roster", "roster.done", counts)


def _page(form: RosterFile) -> str:
    form.nomor.options = [(s, t(f"roster.scheme.{s}")) for s in get_args(IdScheme)]
    find = FindForm(request.args)
    wanted = {field.name: field.data or "" for field in find}
    with service().office.store.read() as view:
        known, named = records.roster(view), records.headings(view)
        open_cycles = [c for c in records.cycles(view) if c.unsealed]
        units, people = {u.code: u.name for u in known.units}, known.by_number()
        boss = {e.employee_number: people[e.supervisor].name if e.supervisor in people else "" for e in known.employees}
        words, digits = fold(wanted["cari"]), clean_number(wanted["cari"])
        found = [
            e for e in known.employees
            if wanted["unit"] in ("", e.unit)
            and (not words or words in fold(f"{e.name} {units.get(e.unit, '')}") or (digits.isdigit() and digits in e.employee_number))
        ]  # fmt: skip
        by = {
            "nip": lambda e: (e.employee_number,), "unit": lambda e: (units.get(e.unit, ""), e.name), "kelompok": lambda e: (e.group, e.name),
            "atasan": lambda e: (boss[e.employee_number], e.name),
        }.get(wanted["urut"], lambda e: (e.name.casefold(),))  # fmt: skip
        pages = max(1, -(-len(found) // PAGE))
        number = min(pages, max(1, request.args.get("hal", 1, type=int)))
        shown = sorted(found, key=by)[(number - 1) * PAGE : number * PAGE]
        rows = [
            (e, refs.ref("person", e.employee_number), units.get(e.unit, e.unit), boss[e.employee_number], accounts.access(view, e.employee_number))
            for e in shown
        ]  # fmt: skip
    find.unit.options = [("", t("roster.unit.all")), *sorted(units.items(), key=lambda u: u[1])]
    return render_template(
        "desk/roster.html", form=form, find=find, n=len(people), rows=rows, found=len(found), pages=pages,
        number=number, wanted={k: v for k, v in wanted.items() if v}, sorts=SORTS, named=bool(named), open_cycles=open_cycles, show=show_number,
        external=sum(1 for e in known.employees if not e.rated),
    )  # fmt: skip


def _show(name: str, wanted: Roster, again: bool = False) -> str:
    new = wanted.by_number()
    with service().office.store.read() as view:
        before, changes = records.roster(view), preview(view, wanted)
        open_cycles = [c for c in records.cycles(view) if c.unsealed]
        passed = hand_overs(view, new)
    old = before.by_number()
    token = memory().waiting.keep("roster", Uploaded(name, wanted, before))
    units, left = ({u.code: u.name for u in r.units} for r in (wanted, before))
    named = {
        "removed": [(e, _post(e, left)) for e in (old[n] for n in changes.removed[:LISTED])],
        "changed": [(new[n], "; ".join(_difference(old[n], new[n]))) for n in changes.changed[:LISTED]],
        "added": [(e, _post(e, units)) for e in (new[n] for n in changes.added[:LISTED])],
    }
    notices = catalogue.lines(Refused((*changes.notices, *wanted.notices)), lang())
    alone = sum(1 for e in wanted.employees if e.rated and not e.supervisor)
    groups = sorted(Counter(e.group for e in wanted.employees if e.rated).items())
    # a file of another office, or of one unit alone, would take nearly everybody away
    suspicious = bool(old) and len(changes.removed) * 2 > len(old)
    return render_template(
        "desk/roster_preview.html", file=name, n=len(new), changes=changes, named=named, form=Waits(unggahan=token), notices=notices, again=again,
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
