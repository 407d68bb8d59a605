"""Reminders as links that HR opens in WhatsApp or its mail program; nothing is sent from here, and nothing kept of to whom.

What goes to everybody is the same whoever has answered. By name: officers whose assessment is missing, and whoever has to sign,
hand over, confirm or return an evaluation document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.ics import MEDIA_TYPE, Day, calendar
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.answers import download, find_cycle, go
from forms_service.desk.evaluations import waiting, who_acts
from forms_service.web.guard import may, person
from forms_service.web.language import show_date, t, tt
from forms_service.web.service import service
from kinerja_office import records
from kinerja_office import reminders as acts
from kinerja_words.catalogue import pages

STAGES = {"consultation": "begin", "goals": "begin", "assessment": "end", "closed": "closing"}
"""The states whose reminder goes to everybody, each with the day it names."""
MAILTO_CHARS = 1_900
"""As long as a link to a mail program may be: Windows takes some 2,000."""
A_PAGE = 50


@dataclass(frozen=True)
class Group:
    """People to remind of one thing: each with the names it is about; `text` is the same for all of them."""

    key: str
    text: str
    people: Sequence[tuple[Employee, Sequence[str]]]

    @property
    def mail(self) -> list[str]:
        """Links to a mail program, everybody with an address in one of them as a blind copy."""
        return self.mail_to(*(e for e, _ in self.people if e.email))

    def mail_to(self, *people: Employee) -> list[str]:
        """Links for some of them."""
        return mail_links([e.email for e in people], t("reminder.subject"), self.text)


def whatsapp(text: str, phone: str = "") -> str:
    """Return a link that opens WhatsApp with a text, at somebody's number (`+62…`) or to choose a group."""
    return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}"


def mail_links(addresses: Iterable[str], subject: str, text: str) -> list[str]:
    """Return `mailto:` links with the addresses as blind copies, as few as their length allows."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    links: list[list[str]] = []
    tail = f"&subject={quote(subject, safe='')}&body={body}"
    for address in (quote(a, safe="@") for a in addresses):
        if links and len(",".join([*links[-1], address])) + len("mailto:?bcc=" + tail) <= MAILTO_CHARS:
            links[-1].append(address)
        else:
            links.append([address])
    return [f"mailto:?bcc={','.join(part)}{tail}" for part in links]


@desk.get("/periode/<id>/pengingat")
@may("reminders.send", of="office")
def reminders(id: str) -> str:
    """Show the text of this stage with its links, and who has to be reminded by name."""
    cycle, office = find_cycle(id), service().office
    with office.store.read() as view:
        people, days = acts.everybody(view), acts.deadlines(office, view, cycle)
    values = _values(cycle, days)
    everybody = (
        Group(cycle.state, _text(cycle.state, values), [(e, ()) for e in people]) if cycle.state in STAGES else None
    )
    wanted = request.args.get("hal", "")
    page = max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    return render_template(
        "desk/reminders.html", cycle=cycle, everybody=everybody, named=_named(cycle, people, values), days=days, whatsapp=whatsapp,
        page=page, a_page=A_PAGE,
    )  # fmt: skip


@desk.post("/periode/<id>/pengingat")
@may("reminders.send", of="office")
def note_reminder(id: str) -> ResponseReturnValue:
    """Write down that the reminder of this stage was sent."""
    acts.note(service().office, find_cycle(id).id, person().actor)
    return go("reminders", "reminder.noted", id=id)


@desk.get("/periode/<id>/tenggat.ics")
@may("reminders.send", of="office")
def deadlines(id: str) -> ResponseReturnValue:
    """Give out the days of a cycle as a calendar file."""
    cycle, office = find_cycle(id), service().office
    with office.store.read() as view:
        days = acts.deadlines(office, view, cycle)
    where, about = url_for("signin.page", _external=True), {"title": cycle.title}
    code = office.organisation.source.get("code", "kantor")
    made = [
        Day(f"{what}-{id}@{code}.kinerja-terbuka", day, t(f"reminder.day.{what}", **about), where)
        for what, day in days.items()
    ]
    return download(calendar(made, cycle.start), MEDIA_TYPE, f"tenggat-{id}.ics")


def _values(cycle: Cycle, days: Mapping[str, str]) -> dict[str, str]:
    source = service().office.organisation.source
    contact = [tt(c) for k in ("office", "phone", "email") if (c := source.get("contact", {}).get(k))]
    day = show_date(days.get(STAGES.get(cycle.state, "end"), cycle.end))
    return {
        "title": cycle.title, "day": day, "address": url_for("signin.page", _external=True), "office": tt(source.get("name")),
        "contact": ", ".join(contact),
    }  # fmt: skip


def _text(key: str, values: Mapping[str, str]) -> str:
    """Return a text as `[reminders]` of `organisation.toml` has it, else the catalogue's, with its blanks filled."""
    said = tt(service().office.organisation.source.get("reminders", {}).get(key) or pages()[f"reminder.{key}"])
    for name, value in values.items():
        said = said.replace(f"{{{name}}}", value)
    return said


def _named(cycle: Cycle, people: Iterable[Employee], values: Mapping[str, str]) -> list[Group]:
    """Return who has to do what, by name: nobody is in it for anything that is sealed."""
    now = {e.employee_number: e for e in people}
    found: dict[str, dict[str, list[str]]] = {}
    with service().office.store.read() as view:
        if cycle.open:
            found["levels"] = acts.late_officers(view, cycle)
        elif cycle.unpublished:
            for what, docs in waiting(view, cycle).items():
                for _, name, one in docs if what not in ("reported", "done") else ():
                    found.setdefault(what, {}).setdefault(who_acts(one, what), []).append(name)
        known = {n: now.get(n) or records.employee(view, n) for who in found.values() for n in who}
    named = {what: [(e, sorted(names)) for n, names in who.items() if (e := known[n])] for what, who in found.items()}
    return [
        Group(what, _text(what, values), sorted(listed, key=lambda x: (x[0].name, x[0].employee_number)))
        for what, listed in named.items() if listed
    ]  # fmt: skip
