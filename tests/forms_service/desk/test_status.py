"""HR's first page says where each running cycle and the office stand; of peers nothing before the close."""

from __future__ import annotations

import datetime

import pytest

from forms_service.web import serving
from kinerja_office import assignments, follow_up, records
from kinerja_office.participation import read_ahead
from tests.forms_service.desk.office import CYCLE, Desk

HOME = "/meja/"


def test_an_open_cycle_has_days_left_and_participation_by_unit(desk: Desk) -> None:
    desk.opened()
    page = desk.hr.get(HOME).text
    assert "20 hari lagi" in page
    assert "(13 hari kerja)" in page, "a holiday and four weekends are between"
    assert "0 dari 61" in page
    sent = desk.answer(lambda a: a.method == "self")
    page = desk.hr.get(HOME).text
    assert f"{sent} dari 61" in page
    assert page.count('class="share"') > 10
    assert "Per unit" in page


def test_a_look_after_a_save_reads_what_was_saved_and_no_other_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.opened()
    sent = desk.answer(lambda a: a.method == "self" and a.ratee[-1] < "8")
    desk.hr.get(HOME)
    read: list[str] = []
    really = records.counts
    monkeypatch.setattr(records, "counts", lambda doc: [read.append(doc["ratee"])].clear() or really(doc))
    more = desk.answer(lambda a: a.method == "self" and a.ratee[-1] == "8")
    assert more
    read.clear()
    assert f"{sent + more} dari 61" in desk.hr.get(HOME).text
    assert len(read) == more
    assert {number[-1] for number in read} == {"8"}


def test_of_many_people_all_are_read_together_and_are_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.opened()
    single: list[str] = []
    really = records.participant
    monkeypatch.setattr(records, "participant", lambda v, id, n: [single.append(n)].clear() or really(v, id, n))
    with desk.office.store.read() as view:
        people = records.participants(view, CYCLE)
        numbers = [*records.participants(view, CYCLE)]
        assert len(numbers) > records.FEW
        assert [people[n] for n in numbers] == [really(view, CYCLE, n) for n in numbers]
        assert people.get("nobody") is None
    assert len(single) == records.FEW


def test_of_peers_nothing_is_told_before_the_close_and_steps_of_five_per_cent_after_it(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method != "peer")
    before = desk.hr.get(HOME).text
    assert "tidak dihitung sebelum penutupan" in before
    desk.answer(lambda a: a.method == "peer" and int(a.ratee[-1]) < 5)
    assert desk.hr.get(HOME).text.split("<main")[1] == before.split("<main")[1]
    from kinerja_office import cycles

    cycles.close_cycle(desk.office, CYCLE, "hr")
    page = desk.hr.get(HOME).text
    assert "sekitar " in page
    (percent,) = [int(p.split("\u00a0%")[0]) for p in page.split("sekitar ")[1:]]
    assert percent % 5 == 0
    assert page.count("tidak ditampilkan karena terlalu sedikit orang") == 1, "of one leader's reports nothing is told"


def test_a_draft_says_when_forms_begin(desk: Desk) -> None:
    desk.roster()
    desk.draft(stages=("objections",))
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    desk.clock.at = datetime.datetime(2026, 5, 30, 3, tzinfo=datetime.UTC)
    page = desk.hr.get(HOME).text
    assert "2 hari lagi" in page
    assert "sampai formulir mulai diterima" in page
    assert "Keberatan" in page, "a step of its own"


def test_on_the_first_day_the_next_date_is_the_last_one(desk: Desk) -> None:
    desk.opened()
    desk.clock.at = datetime.datetime(2026, 6, 1, 3, tzinfo=datetime.UTC)
    page = desk.hr.get(HOME).text
    assert "sampai formulir mulai diterima" not in page
    assert "29 hari lagi" in page


def test_the_office_tells_overdue_actions_the_backup_and_the_site(desk: Desk) -> None:
    desk.sealed()
    assert "Belum pernah dicadangkan" in desk.hr.get(HOME).text
    with desk.office.store.read() as view:
        criterion = records.instrument(view, desk.cycle()).criteria[0].code
    words = {"id": "Loket dibuka lebih pagi.", "en": "The counter opens earlier."}
    follow_up.add(desk.office, CYCLE, "loket", criterion, words, "Sekretaris", "2026-08-01", "hr")
    with desk.office.store.write() as change:
        change.put("meta", "backup", {"file": "a.age", "at": desk.office.now().isoformat(), "size": 1, "by": "hr"})
    desk.clock.at += datetime.timedelta(days=90)
    page = desk.hr.get(HOME).text
    assert "1 tindak lanjut lewat tenggat" in page
    assert "Cadangan terakhir 90 hari lalu" in page
    with desk.office.store.write() as change:
        from dataclasses import replace

        records.put_cycle(change, replace(desk.cycle(), state="published", published="2026-07-20"))
    assert "belum memuat 1 dari 1 periode" in desk.hr.get(HOME).text


def test_the_menu_leads_to_every_page_of_the_cycle_one_is_in(desk: Desk) -> None:
    desk.opened(stages=("objections",))
    page = desk.hr.get(f"/meja/periode/{CYCLE}/penugasan").text
    for path in ("slip", "keikutsertaan", "kertas", "perpanjang", "rencana", "dokumen"):
        assert f'href="/meja/periode/{CYCLE}/{path}"' in page
    assert f'href="/meja/periode/{CYCLE}/penugasan" aria-current="page"' in page


def test_the_first_look_finds_what_was_read_ahead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.opened()
    read: list[str] = []
    really = records._assignment
    monkeypatch.setattr(records, "_assignment", lambda k, doc: [read.append(k)].clear() or really(k, doc))
    tables = desk.office.store.engine._tables  # type: ignore[attr-defined]  # as after a start: nothing is in memory
    tables.kept.clear()
    tables.parts.clear()
    read_ahead(desk.office)
    ahead = len(read)
    assert ahead >= 61
    assert "0 dari 61" in desk.hr.get(HOME).text
    assert len(read) == ahead


def test_a_store_that_cannot_be_read_ahead_does_not_stop_the_service(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.opened()

    def broken(*_: object, **__: object) -> object:
        raise OSError(f"/private/{CYCLE}/somebody")

    monkeypatch.setattr(records, "cycles", broken)
    serving._read_ahead(desk.app)
    assert [r.getMessage() for r in caplog.records] == [
        f"{desk.office.organisation.source['name']['id']}: read ahead: OSError"
    ], "its place and text could name somebody"
