"""Reminders as links: the same for everybody, by name for duties alone, and nothing kept of who was reminded."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from forms_service.desk.reminders import MAILTO_CHARS, mail_links, whatsapp
from kinerja_office import cycles, records
from tests.delivered import deliver
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_service.desk.town import Town

PAGE = f"/meja/periode/{CYCLE}/pengingat"


def reach(desk: Desk, every: int = 1) -> dict[str, tuple[str, str]]:
    """Give people a number and an address, all or each so-many-th; returns them by number."""
    with desk.office.store.write() as change:
        found = {}
        for n, (number, doc) in enumerate(list(change.find("roster"))):
            if n % every == 0:
                found[number] = (f"+62812{n:07}", f"orang.{n}@senapelan.example")
                change.put("roster", number, {**doc, "phone": found[number][0], "email": found[number][1]})
        return found


def links(page: str, start: str) -> list[str]:
    return [unescape(x) for x in re.findall(rf'href="({re.escape(start)}[^"]*)"', page)]


def addressed(found: list[str]) -> list[str]:
    """Return the blind copies of links to a mail program."""
    return [unquote(a) for x in found for a in urlsplit(x).query.split("&")[0].removeprefix("bcc=").split(",")]


def test_everybody_is_written_to_alike(desk: Desk) -> None:
    desk.opened()
    people = reach(desk)
    page = desk.hr.get(PAGE).text
    assert "Kirim kepada semua 62 orang" in page
    mail = links(page.split("<h2>")[1], "mailto:")
    assert sorted(addressed(mail)) == sorted(email for _, email in people.values())
    assert max(map(len, mail)) <= MAILTO_CHARS
    (group,) = links(page, "https://wa.me/?text=")
    said = parse_qs(urlsplit(group).query)["text"][0]
    assert "Semester II 2026 berlangsung sampai 30 Juni 2026" in said
    assert "http://localhost/masuk" in said
    assert "kepegawaian@senapelan.example" in said
    assert "{" not in said
    assert all(parse_qs(urlsplit(x).query)["body"] == [said.replace("\n", "\r\n")] for x in mail)


def test_officers_whose_forms_are_missing_are_named_with_a_way_to_reach_them(desk: Desk) -> None:
    desk.opened()
    people = reach(desk, every=2)
    with desk.office.store.read() as view:
        tasks = records.assignments(view, CYCLE, method="supervisor")
        names = {e.employee_number: e.name for e in records.roster(view).employees}
    done = tasks[0].rater
    desk.answer(lambda a: a.method == "supervisor" and a.rater == done)
    part = desk.hr.get(PAGE).text.split("Formulir atasan belum dikirim (")[1]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', part, re.DOTALL)
    late = {a.rater for a in tasks} - {done}
    assert sorted(unescape(n) for n, _ in rows) == sorted(names[n] for n in late)
    for number in late:
        (cells,) = (c for n, c in rows if unescape(n) == names[number])
        if number in people:
            assert links(cells, f"https://wa.me/{people[number][0][1:]}?text=")
            assert addressed(links(cells, "mailto:")) == [people[number][1]]
        else:
            assert "Hubungi langsung" in cells
    everyone = addressed(links(part.split("<table")[0], "mailto:"))
    assert sorted(everyone) == sorted(people[n][1] for n in late if n in people), "all of them at once"


def test_two_officers_of_one_name_are_two(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.write() as change:
        first, second, *_ = sorted({a.rater for a in records.assignments(change, CYCLE, method="supervisor")})
        for number in (first, second):
            records.put_participant(
                change, CYCLE, replace(records.participant(change, CYCLE, number), name="Nama Sama")
            )  # type: ignore[type-var]
            change.put("roster", number, {**change.get("roster", number), "name": "Nama Sama"})  # type: ignore[dict-item]
    for path in (PAGE, f"/meja/periode/{CYCLE}/keikutsertaan"):
        assert desk.hr.get(path).text.count("Nama Sama") >= 2, path
    part = desk.hr.get(PAGE).text.split("Formulir atasan belum dikirim (")[1]
    assert part.count('<th scope="row">Nama Sama</th>') == 2


def test_nothing_of_a_peer_is_on_the_page(desk: Desk) -> None:
    desk.opened()
    reach(desk)
    before = desk.hr.get(PAGE).text
    desk.answer(lambda a: a.method == "peer")
    after = desk.hr.get(PAGE).text
    assert re.sub(r'value="[^"]{40,}"', "", before) == re.sub(r'value="[^"]{40,}"', "", after)
    desk.answer(lambda a: a.method == "self")
    assert "orang.3@" in desk.hr.get(PAGE).text, "who has answered for themselves is reminded like all"


def test_only_that_it_was_sent_is_noted(desk: Desk) -> None:
    desk.opened()
    people = reach(desk)
    hr, before = desk.hr, desk.dump(("sessions", "accounts", "meta"))
    assert hr.post(PAGE).status_code == 303
    assert "Tercatat di jejak." in hr.get(PAGE).text
    after = desk.dump(("sessions", "accounts", "meta"))
    assert after == before
    line = (desk.office.folder / "trail.jsonl").read_text().splitlines()[-1]
    assert '"act": "reminder.sent"' in line
    assert '"stage": "assessment"' in line
    assert not [n for n, (phone, email) in people.items() if n in line or phone in line or email in line]
    assert "mencatat pengingat" in hr.get("/meja/jejak").text


@pytest.mark.parametrize("who", ["staff:penyetuju", "staff:pengawas"])
def test_numbers_and_addresses_are_for_hr_alone(desk: Desk, who: str) -> None:
    desk.opened()
    reach(desk)
    person = desk.client(who)
    for path in (PAGE, f"/meja/periode/{CYCLE}/tenggat.ics"):
        assert person.get(path).status_code == 403
    assert person.post(PAGE).status_code == 403


def test_each_stage_has_its_text_and_others_have_none(town: Town) -> None:
    hr = town.consulting()
    first = unquote(links(hr.get(PAGE).text, "https://wa.me/?text=")[0])
    cycles.next_stage(town.office, CYCLE, "hr")
    second = unquote(links(hr.get(PAGE).text, "https://wa.me/?text=")[0])
    assert "menunggu pendapat Anda" in first
    assert "rencana hasil kerja" in second
    town.draft(id="2027-1")
    page = hr.get("/meja/periode/2027-1/pengingat").text
    assert "tidak ada yang perlu diingatkan" in page
    assert "wa.me" not in page


def test_documents_are_reminded_of_by_who_has_to_act(town: Town) -> None:
    town.opened(stages=("objections",))
    town.answer(lambda a: a.method == "supervisor")
    cycles.close_cycle(town.office, CYCLE, "hr")
    page, officers = town.hr.get(PAGE).text, {e.supervisor for e in town.people().values() if e.rated and e.supervisor}
    assert "Dokumen evaluasi belum ditandatangani (" in page
    named = set(map(unescape, re.findall(r'<th scope="row">([^<]+)<', page)))
    assert named == {town.people()[n].name for n in officers}, "and nobody but officers"
    assert "tiga pertanyaan singkat" in page
    deliver(town.office, CYCLE)
    assert "belum ditandatangani (" not in town.hr.get(PAGE).text


def test_the_office_has_words_of_its_own(desk: Desk) -> None:
    desk.opened()
    source = {
        **desk.office.organisation.source,
        "reminders": {"assessment": {"id": "Sampai {day} {x} {0} {title}", "en": ""}},
    }
    here = desk.app.extensions["kinerja"]
    object.__setattr__(here.office, "organisation", replace(here.office.organisation, source=source))
    assert "Sampai 30 Juni 2026 {x} {0} Semester II 2026</textarea>" in desk.hr.get(PAGE).text


def test_links_hold_any_text_and_any_address() -> None:
    text = "A & B=c #1?\n“baris” 100 %"
    assert parse_qs(urlsplit(whatsapp(text, "+628123")).query, strict_parsing=True) == {"text": [text]}
    assert whatsapp(text, "+628123").startswith("https://wa.me/628123?text=")
    assert whatsapp(text).startswith("https://wa.me/?text=")
    many = [f"o'rang+{n}&bcc=x@senapelan.example" for n in range(300)]
    made = mail_links(many, "S & T", text)
    assert addressed(made) == many
    assert max(map(len, made)) <= MAILTO_CHARS
    assert {k for x in made for k in parse_qs(urlsplit(x).query)} == {"bcc", "subject", "body"}
    assert mail_links([], "S", text) == []
    assert len(mail_links(many[:2], "S", "x" * 3000)) == 2, "a text that is too long alone has one address a link"


def test_deadlines_as_a_calendar(desk: Desk) -> None:
    desk.opened()
    answer = desk.hr.get(f"/meja/periode/{CYCLE}/tenggat.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tenggat-{CYCLE}.ics"'
    text = answer.data.replace(b"\r\n ", b"").decode()
    assert "DTEND;VALUE=DATE:20260701" in text
    uids = re.findall(r"UID:(.*)\r", text)
    assert uids == [f"begin-{CYCLE}@14.71.05.kinerja-terbuka", f"end-{CYCLE}@14.71.05.kinerja-terbuka"]
    desk.answer()
    assert desk.hr.get(f"/meja/periode/{CYCLE}/tenggat.ics").data == answer.data
