"""Objections: HR sees posts and days, names a superior outside, records what came on paper; publishing waits."""

from __future__ import annotations

import re

from assessment.objection import Decision
from kinerja_office import objections, records
from tests.forms_service.desk.office import CYCLE
from tests.forms_service.desk.town import PAGE, REASONS, Town

LIST = f"{PAGE}/keberatan"
PAPER = {
    "putusan": "upheld", "alasan": "Catatan dialog bulan Mei mendukung pegawai.", "tanpa": "Penilai sedang cuti sampai akhir bulan.",
    "t-work_result": "above", "rekomendasi": "Pertahankan.", "yakin": "ya",
}  # fmt: skip


def state(town: Town, who: str) -> objections.Objection:
    with town.office.store.read() as view:
        found = objections.get(view, CYCLE, who)
    assert found is not None
    return found


def level(town: Town, who: str, other: bool = True) -> str:
    """Return a level of hasil kerja that is (or is not) another than the form has."""
    now = town.form(who)["work_result"]
    return next(x for x in ("above", "as", "below") if (x != now) == other)


def test_the_list_has_posts_and_days_and_nothing_that_was_written(town: Town) -> None:
    hr = town.closed()
    who = town.object("Sekretaris Lurah")
    objections.state_side(town.office, CYCLE, who, town.people()[who].supervisor, "Catatan saya berbeda dari itu.")
    town.object("Lurah")
    page = hr.get(LIST).text
    assert "2 keberatan belum diputus" in page
    assert "Keberatan dapat diajukan sampai 1 Juli 2026" in page
    assert "menunggu tanggapan penilai, sebaiknya paling lambat 15 Juni 2026" in page
    assert "menunggu putusan, paling lambat 22 Juni 2026" in page
    for hidden in (REASONS, "Catatan saya", "Komunikasi", *(e.name for e in town.people().values()), *town.people()):
        assert hidden not in page
    assert "2 keberatan belum diputus" in hr.get(PAGE).text
    town.clock.turn(days=10)
    assert "lewat" in town.hr.get(LIST).text


def test_inside_the_office_hr_does_nothing(town: Town) -> None:
    hr = town.closed()
    town.object("Sekretaris Lurah")
    assert town.links(hr) == []


def test_addresses_tell_nobody(town: Town) -> None:
    hr = town.closed()
    for post in ("Camat", "Lurah"):
        town.object(post)
    for link in town.links(hr):
        assert re.fullmatch(rf"{LIST}/[0-9a-f]{{16}}/(pemutus|putusan)", link)
        assert hr.get(link).headers["Cache-Control"] == "no-store"
    assert hr.get(f"{LIST}/0123456789abcdef/putusan").status_code == 404
    for who in ("staff:penyetuju", "staff:pengawas", town.of_post("Camat")):
        assert town.client(who).get(LIST).status_code == 403


def test_the_superior_outside_is_named_once_a_post_is_there(town: Town) -> None:
    hr = town.closed()
    who = town.object("Camat")
    (link,) = town.links(hr)
    assert "1 keberatan menunggu Anda menyebut" in hr.get(PAGE).text
    assert "luar kantor, belum disebut" not in hr.get(LIST).text  # the officer has to speak first
    for post, words in (("", "Tulis jabatan yang memutus."), ("j" * 121, "Paling panjang 120 huruf.")):
        answer = hr.post(link, {"jabatan": post})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'href="#jabatan"' in answer.text
    for _ in range(2):
        assert hr.post(link, {"jabatan": "Wali Kota Pekanbaru"}).status_code == 303
    assert state(town, who).outside == "Wali Kota Pekanbaru"
    assert {x.rsplit("/", 1)[1] for x in town.links(hr)} == {"pemutus", "putusan"}


def test_a_decision_on_paper_waits_for_the_post(town: Town) -> None:
    hr = town.closed()
    town.object("Camat")
    (link,) = town.links(hr)
    answer = hr.get(link.replace("pemutus", "putusan"))
    assert answer.headers["Location"].endswith("/pemutus")


def test_a_decision_on_paper_is_final_and_corrects_the_form(town: Town) -> None:
    hr = town.closed()
    who = town.object("Lurah")
    new = level(town, who)
    (link,) = town.links(hr)
    page = hr.get(link).text
    assert town.people()[who].name in page
    assert REASONS not in page
    assert "selected>" not in page  # what the form has now is not shown
    paper = {**PAPER, "t-work_result": new}
    assert hr.post(link, paper).status_code == 303
    assert state(town, who).outcome == "upheld"
    assert town.form(who)["work_result"] == new
    once = town.dump()
    assert hr.post(link, {**paper, "putusan": "rejected"}).headers["Location"].endswith("/keberatan")
    assert town.dump() == once
    page = hr.get(LIST).text
    assert "sudah diputus atau ditarik" in page
    assert "diputus 10 Juni 2026" in page


def test_the_mistakes_of_a_decision_stand_at_their_fields(town: Town) -> None:
    hr = town.closed()
    who = town.object("Lurah")
    (link,) = town.links(hr)
    empty = hr.post(link, {})
    assert empty.status_code == 422
    assert "<title>Kesalahan: " in empty.text
    for field in ("putusan", "alasan", "tanpa", "yakin"):
        assert f'href="#{field}"' in empty.text
        assert f'id="{field}"' in empty.text
    before = town.dump()
    paper = {**PAPER, "t-work_result": level(town, who)}
    for change, words in (
        ({"alasan": "pendek"}, "Tulis alasan putusan."),
        ({"putusan": "rejected"}, "tidak cocok"),
        ({"t-work_result": ""}, "tidak cocok"),
        ({"t-work_result": "besar"}, "Pilih salah satu dari tiga tingkat."),
        ({"t-work_result": level(town, who, other=False)}, "tidak cocok"),
        ({"putusan": "mungkin"}, "Pilih putusannya."),
    ):
        answer = hr.post(link, {**paper, **change})
        assert answer.status_code == 422, change
        assert words in answer.text, change
        assert paper["tanpa"] in answer.text
        assert town.dump() == before


def test_parts_nobody_objected_to_cannot_be_changed(town: Town) -> None:
    hr = town.closed()
    who = town.object("Lurah", ("work_result",))
    (link,) = town.links(hr)
    assert "t-work_behaviour" not in hr.get(link).text
    hr.post(link, {**PAPER, "t-work_result": level(town, who), "t-work_behaviour": "below"})
    assert set(state(town, who).changed) == {"work_result"}


def test_publishing_waits_and_says_so(town: Town) -> None:
    hr = town.closed()
    who = town.object("Sekretaris Lurah")
    town.preview(hr)
    page = hr.get(f"{PAGE}/terbitkan").text
    assert "1 keberatan belum diputus" in page
    assert f'href="{LIST}"' in page
    people = town.people()
    boss = people[people[who].supervisor].supervisor
    objections.decide(
        town.office,
        CYCLE,
        who,
        boss,
        Decision("rejected", "Catatan mendukung penilai sepenuhnya.", unheard="Penilai sakit."),
    )
    page = hr.get(f"{PAGE}/terbitkan").text
    assert "Objections" not in page
    assert "Masa keberatan masih berjalan" in page
    package = page.split('name="paket" value="', 1)[1].split('"', 1)[0]
    early = hr.post(f"{PAGE}/terbitkan", {"ketik": CYCLE, "paket": package})
    assert early.status_code == 422
    assert town.cycle().state == "closed"
    town.clock.turn(days=22)
    assert "belum tercatat diterima; masa keberatannya belum mulai" in town.hr.get(LIST).text
    assert "Masa keberatan masih berjalan" not in town.hr.get(f"{PAGE}/terbitkan").text


def test_a_withdrawn_one_is_settled(town: Town) -> None:
    hr = town.closed()
    who = town.object("Lurah")
    (link,) = town.links(hr)
    objections.withdraw(town.office, CYCLE, who)
    assert hr.get(link).status_code == 303
    assert hr.post(link, PAPER).status_code == 303
    assert "ditarik" in hr.get(LIST).text


def test_a_cycle_without_objections_has_no_list(town: Town) -> None:
    hr = town.consulting()
    assert hr.get(LIST).status_code == 303
    with town.office.store.read() as view:
        assert not records.cycle(view, CYCLE).closed


def test_the_trail_says_that_and_not_whose(town: Town) -> None:
    hr = town.closed()
    who = town.object("Camat")
    hr.post(town.links(hr)[0], {"jabatan": "Wali Kota"})
    hr.get(LIST)  # shows the notice once
    page = hr.get("/meja/jejak").text
    assert "menyebut pejabat luar yang memutus" in page
    assert who not in page
    assert "Wali Kota" not in page
