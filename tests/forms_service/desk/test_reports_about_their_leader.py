"""Reports rate their leader, on pages: the desk takes a leader off and brings them back; forms and lists say what holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.assignment import Assignment
from kinerja_office import answering, assignments, cycles, records
from kinerja_office.participation import progress
from kinerja_office.retention import aftermath
from tests.forms_town import CYCLE, at, build_town, result_path
from tests.forms_world import BUDI, CAMAT, JOKO, KASI, LURAH, MELATI, SEKRETARIS, SMALL, World

METHOD = "subordinate"
TOOL = SMALL.replace("peer = 0.4", "peer = 0.4\nsubordinate = 0.0")
PAGE = f"/meja/periode/{CYCLE}/penugasan"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kasi has five reports, Sekretaris and Camat two each, before the opening."""
    return build_town(tmp_path, "draft", tool=TOOL, led={LURAH: KASI})


def raters(world: World) -> int:
    with world.office.store.read() as view:
        return len(records.assignments(view, CYCLE, method=METHOD))


def tag(world: World, rater: str) -> str:
    return str(world.app.extensions["kinerja"].tag("assignment", f"{CYCLE}/{METHOD}/{rater}/{KASI}")[:16])


def test_the_desk_takes_a_leader_off_and_brings_them_back(world: World) -> None:
    hr = world.client("staff:hr")
    assert "2 atasan tidak dinilai bawahan" in hr.get(PAGE).text
    few = hr.get(f"{PAGE}?unit=SEK").text
    assert "bawahan langsungnya 3, sedikitnya 5" in few
    assert ">dinilai semua bawahan langsung<" not in few, "three cannot"
    assert few.count("<dt>bawahan</dt>") == 1, "of who leads nobody there is nothing to say"
    assert raters(world) == 5
    refused = hr.post(f"{PAGE}/hapus", {"tugas": tag(world, JOKO), "unit": "PEL"})
    assert refused.status_code == 409
    assert "Sedikitnya 5 diperlukan" in refused.text
    assert raters(world) == 5
    for _ in range(2):
        assert hr.post(f"{PAGE}/hapus", {"tugas": tag(world, ""), "unit": "PEL"}).status_code == 303
    assert raters(world) == 0
    assert "3 atasan tidak dinilai bawahan" in hr.get(PAGE).text
    assert ">dinilai semua bawahan langsung<" in hr.get(f"{PAGE}?unit=PEL").text
    assert hr.post(f"{PAGE}/tambah", {"tugas": tag(world, ""), "unit": "PEL"}).status_code == 303
    assert raters(world) == 5
    for other in ("0" * 16, tag(world, JOKO)):
        assert hr.post(f"{PAGE}/tambah", {"tugas": other}).status_code == 400


def test_who_sees_what_is_said_before_and_a_small_team_is_told_why_there_is_nothing(world: World) -> None:
    cycles.open_cycle(world.office, CYCLE, "hr")
    at(world, "2026-06-10")
    me = world.client(JOKO)
    form = me.get(f"/tugas/{world.ref(METHOD, JOKO, KASI)}").text
    assert "5 bawahan langsung diminta menilai Darmawan Putra" in form
    assert "sedikitnya 5 orang menjawab sendiri" in form
    assert "Bukan atasan saya" in form
    assert "tidak dinilai bawahannya" not in me.get("/tugas").text
    assert "Nurhayati Siregar tidak dinilai bawahannya" in world.client(MELATI).get("/tugas").text


def test_a_declined_leader_is_told_to_hr_by_method(world: World) -> None:
    cycles.open_cycle(world.office, CYCLE, "hr")
    at(world, "2026-06-10")
    me, address = world.client(JOKO), f"/tugas/{world.ref(METHOD, JOKO, KASI)}/tolak"
    assert "bukan atasan Anda?" in me.get(address).text
    assert me.post(address, {"reason": "Atasan saya sekarang orang lain.", "revisi": "0"}).status_code == 303
    said = world.client("staff:hr").get(f"/meja/periode/{CYCLE}/penolakan").text
    assert "(penilaian bawahan)" in said
    assert "dinilai 4 orang lain" in said
    assert "Di bawah 5 jawaban" in said


def test_a_leader_of_few_reads_why_nothing_is_there(world: World) -> None:
    with world.office.store.read() as view:
        five = [a.rater for a in records.assignments(view, CYCLE, method=METHOD)]
    cycles.open_cycle(world.office, CYCLE, "hr")
    at(world, "2026-06-10")
    for rater in five:
        one = Assignment(METHOD, rater, KASI)
        answers = dict(zip(("PEL1", "PEL2", "KOM1", "KOM2"), "4422", strict=True))
        answering.send(world.office, CYCLE, one, answering.save(world.office, CYCLE, one, answers).revision)
    world.close()
    shown = {who: world.client(who).get(result_path(world, who)).text for who in (KASI, SEKRETARIS, MELATI)}
    assert "bawahan tidak diminta menilai pada periode ini" in shown[SEKRETARIS]
    assert "tidak diminta menilai" not in shown[KASI]
    assert "tidak diminta menilai" not in shown[MELATI]
    assert world.client(CAMAT).get(result_path(world, KASI)).status_code == 200
    assert world.client(BUDI).get(result_path(world, KASI)).status_code in (403, 404)
    with world.office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        assert records.sealed_means(view, cycle, KASI)[METHOD] == {"pelayanan": "4.0", "komunikasi": "3.0"}
        assert assignments.unrated_leader(view, cycle, SEKRETARIS)


def test_how_many_of_one_leaders_reports_answered_is_told_to_nobody_at_the_desk(tmp_path: Path) -> None:
    """Two worlds: five reports of one leader answered, or three. Home, participation, its export and what is left are the same."""
    seen = []
    for sent in (5, 3):
        world = build_town(tmp_path / str(sent), "draft", tool=TOOL, led={LURAH: KASI})
        cycles.open_cycle(world.office, CYCLE, "hr")
        at(world, "2026-06-10")
        with world.office.store.read() as view:
            pairs = sorted(records.assignments(view, CYCLE, method=METHOD))
            codes = [
                i.code for c in records.instrument(view, records.cycle(view, CYCLE)).asked(METHOD) for i in c.items
            ]
        for one in pairs[:sent]:
            entry = answering.save(world.office, CYCLE, one, dict.fromkeys(codes, "4"))
            answering.send(world.office, CYCLE, one, entry.revision)
        cycles.close_cycle(world.office, CYCLE, "hr")
        hr = world.client("staff:hr")
        pages = [hr.get(p).text.split("<main")[1] for p in ("/meja/", f"/meja/periode/{CYCLE}/keikutsertaan")]
        assert all("tidak ditampilkan karena terlalu sedikit orang" in page.lower() for page in pages)
        left = aftermath(world.office, CYCLE)
        book = hr.post("/meja/ekspor", {"jenis": "participation", "periode": CYCLE}).data
        assert book.startswith(b"PK")
        seen.append((pages, book, progress(world.office, CYCLE).to_doc(), left.lines()))
    assert len(pairs) == 5
    assert seen[0] == seen[1]
