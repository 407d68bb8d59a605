"""Evaluation documents on pages: a supervisor signs all at once, people receive and return, a superior steps in, HR follows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.roster import Employee
from kinerja_office import accounts, evaluations, records
from tests.forms_town import advance, at, build_town, rate
from tests.forms_world import ASISTEN, BUDI, CAMAT, CYCLE, JOKO, KASI, MELATI, SARI, SEKRETARIS, TIGOR, WATI, World

LIST = "/dokumen-evaluasi"
DESK = f"/meja/periode/{CYCLE}/dokumen"
SECRET = "pelan tapi pasti sekali"
REPORTS = (JOKO, SARI, TIGOR, WATI)


def _closed(world: World) -> None:
    """Four reports of one officer and one of another are evaluated; nothing is signed. Budi's officer has sent nothing."""
    for who in REPORTS:
        rate(world, KASI, who)
    rate(world, SEKRETARIS, MELATI)
    at(world, "2026-07-01")
    world.close()
    at(world, "2026-07-02")


@pytest.fixture
def town(tmp_path: Path) -> World:
    return build_town(tmp_path, "assessment", and_then=_closed)


def with_secret(world: World, *people: str) -> None:
    for number, code in accounts.issue_slips(world.office, people, "hr").items():
        session = accounts.sign_in(world.office, number, code)
        assert session
        accounts.set_secret(world.office, session, SECRET)


def ref(world: World, who: str) -> str:
    return str(world.app.extensions["kinerja"].tag("evaluation", f"{CYCLE}/{who}")[:16])


def document(world: World, who: str) -> evaluations.EvaluationDocument | None:
    with world.office.store.read() as view:
        return evaluations.get(view, CYCLE, who)


def test_a_supervisor_signs_and_hands_over_all_reports_with_one_secret(town: World) -> None:
    with_secret(town, KASI)
    boss = town.client(KASI)
    assert f'href="{LIST}"' in boss.get("/tugas").text
    page = boss.get(LIST).text
    assert page.count('name="orang"') == page.count("checked") == 4
    assert page.count('type="password"') == 1
    assert "Paling lambat 20 Juli 2026, tinggal 12 hari kerja (Lampiran V.A.8 PermenPANRB 6/2022)" in page
    sent = {"orang": [ref(town, w) for w in REPORTS], "sandi": SECRET, "aksi": "keduanya"}
    assert boss.post(f"{LIST}/{CYCLE}/tanda-tangan", sent).status_code == 303
    assert all((d := document(town, w)) and d.signed == d.handed == "2026-07-02" for w in REPORTS)
    assert "Tanda tangani dan serahkan" not in boss.get("/tugas").text
    assert boss.post(f"{LIST}/{CYCLE}/tanda-tangan", sent).status_code == 303, "a second click finds it done"


def test_a_wrong_secret_signs_nothing_and_wrong_tries_slow_down(town: World) -> None:
    with_secret(town, KASI)
    boss = town.client(KASI)
    sent = {"orang": [ref(town, TIGOR)], "sandi": "bukan sandi saya", "aksi": "tanda"}
    answer = boss.post(f"{LIST}/{CYCLE}/tanda-tangan", sent)
    assert answer.status_code == 422
    assert "bukan kata sandi Anda" in answer.text
    assert 'href="#sandi"' in answer.text
    assert "bukan sandi saya" not in answer.text
    for _ in range(12):
        answer = boss.post(f"{LIST}/{CYCLE}/tanda-tangan", sent)
    assert "detik" in answer.text
    assert document(town, TIGOR) is None


def test_nothing_ticked_is_said(town: World) -> None:
    with_secret(town, KASI)
    answer = town.client(KASI).post(f"{LIST}/{CYCLE}/tanda-tangan", {"sandi": SECRET, "aksi": "tanda"})
    assert answer.status_code == 422
    assert "Pilih sedikitnya satu orang." in answer.text


def test_the_employee_reads_it_once_handed_over_confirms_and_returns(town: World) -> None:
    with_secret(town, KASI, TIGOR)
    page = f"{LIST}/{CYCLE}/{ref(town, TIGOR)}"
    boss, me = town.client(KASI), town.client(TIGOR)
    assert boss.post(page, {"catatan": "Pertahankan ketepatan.", "sandi": SECRET, "aksi": "tanda"}).status_code == 303
    before = me.get(page).text
    assert "Isinya dapat Anda baca setelah" in before
    assert "Pertahankan ketepatan." not in before
    assert me.post(f"{LIST}/{CYCLE}/terima", {"tanggal": "2026-07-02"}).status_code == 422
    boss.post(f"{LIST}/{CYCLE}/serahkan", {"orang": ref(town, TIGOR)})
    at(town, "2026-07-06")
    me = town.client(TIGOR)
    assert "Konfirmasi penerimaan dokumen evaluasi" in me.get("/tugas").text
    assert "Pertahankan ketepatan." in me.get(page).text
    assert "Konfirmasikan penerimaannya" in me.get(f"/keberatan/{CYCLE}").text
    for day in ("2026-07-01", "2026-07-07", "", "2026-07-03x"):
        answer = me.post(f"{LIST}/{CYCLE}/terima", {"tanggal": day})
        assert answer.status_code == 422
        assert 'href="#tanggal"' in answer.text
    assert me.post(f"{LIST}/{CYCLE}/terima", {"tanggal": "2026-07-03"}).status_code == 303
    shown = me.get(page).text
    assert "Keberatan dapat diajukan paling lambat 23 Juli 2026, tinggal 13 hari kerja (Lampiran V.B.2" in shown
    assert me.post(f"{LIST}/{CYCLE}/kembalikan", {"sandi": "salah sekali"}).status_code == 422
    assert me.post(f"{LIST}/{CYCLE}/kembalikan", {"sandi": SECRET}).status_code == 303
    one = document(town, TIGOR)
    assert one
    assert (one.received, one.returned) == ("2026-07-03", "2026-07-06")
    assert "berkeberatan" not in me.get(page).text.lower()


def test_nobody_else_sees_or_signs_a_document(town: World) -> None:
    with_secret(town, BUDI, SEKRETARIS)
    page = f"{LIST}/{CYCLE}/{ref(town, TIGOR)}"
    for who in (BUDI, SEKRETARIS, JOKO, "staff:hr", "staff:pengawas"):
        assert town.client(who).get(page).status_code == 403, who
        for path in (page, f"{LIST}/{CYCLE}/tanda-tangan", f"{LIST}/{CYCLE}/serahkan"):
            sent = {"orang": ref(town, TIGOR), "sandi": SECRET, "aksi": "keduanya"}
            assert town.client(who).post(path, sent).status_code == 403, (who, path)
    assert document(town, TIGOR) is None
    assert town.client(TIGOR).post(page, {"sandi": SECRET}).status_code == 403, "one's own is not one's to sign"
    assert town.client(KASI).get(f"{LIST}/{CYCLE}/{'0' * 16}").status_code == 404


def test_the_superior_signs_in_the_officers_place_and_evaluates_what_was_passed_on(town: World) -> None:
    with_secret(town, CAMAT)
    camat, hr = town.client(CAMAT), town.client("staff:hr")
    assert "Dokumen evaluasi yang menunggu Anda sebagai atasan" in camat.get("/tugas").text
    path = f"{LIST}/{CYCLE}/{ref(town, TIGOR)}"
    assert "Lampiran V.A.8" in camat.get(path).text
    assert camat.post(path, {"sandi": SECRET, "aksi": "tanda"}).status_code == 303
    one = document(town, TIGOR)
    assert one
    assert (one.signer, one.final) == ("superior", False)
    assert "Format D.1.2" in camat.get(path).text
    # Budi's officer never evaluated
    passing = f"{DESK}/{ref(town, BUDI)}"
    assert "Tidak dapat dibatalkan" in hr.get(passing).text
    assert hr.post(f"{passing}/alih", {"alasan": ""}).status_code == 422
    assert hr.post(f"{passing}/alih", {"alasan": "Sakit sejak Mei."}).status_code == 303
    assert hr.post(f"{passing}/alih", {"alasan": "Sakit sejak Mei."}).status_code == 303, "a second click finds it done"
    budi = f"{LIST}/{CYCLE}/{ref(town, BUDI)}"
    assert "IV.A.11" in camat.get(budi).text
    assert camat.post(budi, {"sandi": SECRET, "aksi": "keduanya"}).status_code == 422
    levels = {"work_result": "as", "work_behaviour": "as"}
    assert camat.post(budi, {**levels, "sandi": SECRET, "aksi": "keduanya"}).status_code == 303
    one = document(town, BUDI)
    assert one
    assert (one.final, one.handed) == (True, "2026-07-02")
    me = town.client(BUDI)
    me.post(f"{LIST}/{CYCLE}/terima", {"tanggal": "2026-07-02"})
    assert "Hasilnya final" in me.get(f"/keberatan/{CYCLE}").text
    assert "Sakit sejak Mei." not in me.get(budi).text


def test_a_superior_whom_the_cycle_does_not_know_is_named_and_evaluates_on_paper(town: World) -> None:
    """The Camat's officer sits outside and sent nothing; nobody above that officer was on the roster when the cycle opened."""
    hr, path = town.client("staff:hr"), f"{DESK}/{ref(town, CAMAT)}"
    why = {"alasan": "Pensiun sejak Mei."}
    refused = hr.post(f"{path}/alih", why)
    assert refused.status_code == 422
    assert "Pilih atasan Pejabat Penilai Kinerja" in refused.text
    for wrong in (CAMAT, ASISTEN, "bukan-siapa-siapa"):
        assert hr.post(f"{path}/alih", {**why, "kepada": wrong}).status_code == 422
    sekda = Employee("SEKDA", "Sekretaris Daerah", "Sekretaris Daerah", "", "KEC", "Sekretariat", kind="external")
    with town.office.store.write() as change:
        change.put("roster", sekda.employee_number, sekda.to_doc())
    assert "Sekretaris Daerah" in hr.get(path).text
    assert hr.post(f"{path}/alih", {**why, "kepada": "SEKDA"}).status_code == 303
    levels = {"work_result": "above", "work_behaviour": "as", "tanggal": "2026-07-02"}
    assert "Catat evaluasi atasan di kertas" in hr.get(path).text
    for wrong_levels in ({**levels, "work_result": ""}, {**levels, "tanggal": "2026-07-03"}, {**levels, "tanggal": ""}):
        assert hr.post(f"{path}/tingkat", wrong_levels).status_code == 422
        doc = document(town, CAMAT)
        assert doc
        assert not doc.signed
    assert hr.post(f"{path}/tingkat", levels).status_code == 303
    assert hr.post(f"{path}/tingkat", {**levels, "work_result": "below"}).status_code == 303, "a second click"
    doc = document(town, CAMAT)
    assert doc
    assert (doc.superior, doc.signed, doc.paper, doc.final) == ("SEKDA", "2026-07-02", ("signed",), True)
    with town.office.store.read() as view:
        predicates = [f.predicate for f, _ in records.sent_about(view, CYCLE, CAMAT) if f.method == "supervisor"]
        assert records.participants(view, CYCLE)[CAMAT].supervisor == ASISTEN
    assert predicates == ["baik"]
    assert hr.post(path, {"langkah": "handed", "tanggal": "2026-07-02"}).status_code == 303


def test_levels_on_paper_are_taken_for_nobody_whose_evaluation_did_not_pass_on(town: World) -> None:
    hr = town.client("staff:hr")
    levels = {"work_result": "above", "work_behaviour": "as", "tanggal": "2026-07-02"}
    for who in (BUDI, TIGOR):
        assert "Catat evaluasi atasan di kertas" not in hr.get(f"{DESK}/{ref(town, who)}").text
        assert hr.post(f"{DESK}/{ref(town, who)}/tingkat", levels).status_code == 422
        assert document(town, who) is None


def test_hr_sees_by_name_who_has_to_act_and_never_what_is_in_it(town: World) -> None:
    with_secret(town, KASI)
    town.client(KASI).post(
        f"{LIST}/{CYCLE}/{ref(town, TIGOR)}", {"catatan": "Rahasia catatan.", "sandi": SECRET, "aksi": "tanda"}
    )
    hr = town.client("staff:hr")
    page = hr.get(DESK).text
    assert "Belum ditandatangani (4)" in page
    assert "Belum diserahkan (1)" in page
    assert re.search(r"Tigor Sihombing.*?Menunggu: <strong>Darmawan Putra", page, re.DOTALL)
    assert "Paling lambat 22 Juli 2026, tinggal 14 hari kerja (Lampiran V.A.5" in page
    one = hr.get(f"{DESK}/{ref(town, TIGOR)}").text
    for hidden in ("Rahasia catatan.", "Sesuai", "Butuh Perbaikan", "Di Bawah"):
        assert hidden not in page + one
    sent = {"langkah": "handed", "tanggal": "2026-07-02"}
    assert hr.post(f"{DESK}/{ref(town, TIGOR)}", {**sent, "tanggal": "2026-07-03"}).status_code == 422
    assert hr.post(f"{DESK}/{ref(town, TIGOR)}", sent).status_code == 303
    assert "di kertas, dicatat kepegawaian" in hr.get(f"{DESK}/{ref(town, TIGOR)}").text
    assert hr.post(DESK, {"orang": [ref(town, TIGOR)], "tanggal": "2026-07-02"}).status_code == 303
    doc = document(town, TIGOR)
    assert doc
    assert doc.reported == "2026-07-02"
    assert town.client("staff:penyetuju").get(DESK).status_code == 403


def test_while_the_cycle_is_open_hr_sees_which_officers_are_late_and_of_peers_nothing(tmp_path: Path) -> None:
    town = build_town(tmp_path, "assessment")
    rate(town, KASI, TIGOR)
    page = town.client("staff:hr").get(f"/meja/periode/{CYCLE}/keikutsertaan").text
    assert "Darmawan Putra: 3 belum (Joko Prasetyo, Sari Wulandari, Wati O&#39;Brien)" in page
    assert "Darmawan Putra" not in town.client("staff:penyetuju").get(f"/meja/periode/{CYCLE}/keikutsertaan").text
    advance(town, "closed")
    assert "3 belum" not in town.client("staff:hr").get(f"/meja/periode/{CYCLE}/keikutsertaan").text
