"""Printed formats: every label of the regulation is on them, whose they are is kept, and nothing a peer answered is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.objection import Claim, Decision
from kinerja_office import evaluations, evidence, feedback, goals, objections, organisation_predicates
from tests.forms_service.prints.reading import sheet, text
from tests.forms_town import advance, at, build_town, rate, set_goal
from tests.forms_world import BUDI, CAMAT, CYCLE, JOKO, KASI, LURAH, MELATI, RATNA, SARI, SEKRETARIS, WATI, World

BOLD = "<b>Tebal</b> & miring"
REPORTS = (JOKO, SARI, WATI)
BERAKHLAK = ("Berorientasi pelayanan", "Akuntabel", "Kompeten", "Harmonis", "Loyal", "Adaptif", "Kolaboratif")
PARTY = ("NAMA", "NIP", "PANGKAT/ GOL. RUANG", "JABATAN", "UNIT KERJA")
BOTH = ("PEGAWAI YANG DINILAI", "PEJABAT PENILAI KINERJA", *PARTY)
COMMON = {
    "A.1.6": ("SASARAN KINERJA PEGAWAI", "PENDEKATAN HASIL KERJA KUALITATIF", "BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL",
              "PERIODE PENILAIAN", "A. UTAMA", "B. TAMBAHAN", "Ukuran keberhasilan/ indikator kinerja individu dan Target:",
              "PERILAKU KERJA*", "Ekspektasi Khusus Pimpinan:", *BERAKHLAK, *BOTH),
    "A.1.7": ("PENDEKATAN HASIL KERJA KUANTITATIF", "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI", "RENCANA HASIL KERJA", "ASPEK",
              "INDIKATOR KINERJA INDIVIDU", "TARGET", "(1)", "(6)", "PERILAKU KERJA**", *BERAKHLAK, *BOTH),
    "A.1.1": ("BAGI PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI", "Ukuran keberhasilan/ Indikator Kinerja Individu, Target, dan Perspektif"),
    "A.1.2": ("BAGI PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI", "PERSPEKTIF", "(5)"),
    "A.1.8": ("LAMPIRAN SASARAN KINERJA PEGAWAI", "DUKUNGAN SUMBER DAYA", "SKEMA PERTANGGUNGJAWABAN", "KONSEKUENSI"),
    "B.1.3": ("REKAMAN INFORMASI UMPAN BALIK BERKELANJUTAN", "REALISASI BERDASARKAN BUKTI DUKUNG",
              "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG", *BERAKHLAK, *BOTH),
    "B.1.5": ("REKAMAN INFORMASI UMPAN BALIK BERKELANJUTAN", "PENDEKATAN HASIL KERJA KUANTITATIF", "(8)"),
    "C.1.1": ("HASIL EVALUASI KINERJA PEGAWAI", "PERIODE***", "CAPAIAN KINERJA ORGANISASI*", "POLA DISTRIBUSI", "RATING HASIL KERJA*",
              "RATING PERILAKU KERJA*", "PREDIKAT KINERJA PEGAWAI*", "* pilih salah satu", *BERAKHLAK, *BOTH),
    "C.1.3": ("HASIL EVALUASI KINERJA PEGAWAI", "PENDEKATAN HASIL KERJA KUANTITATIF", "RATING HASIL KERJA*", "(8)"),
    "D.1.1": ("(LAMBANG GARUDA)", "DOKUMEN EVALUASI KINERJA PEGAWAI", "1. PEGAWAI YANG DINILAI", "2. PEJABAT PENILAI KINERJA",
              "3. ATASAN PEJABAT PENILAI KINERJA", "4. EVALUASI KINERJA", "5. CATATAN/REKOMENDASI", "7. Pegawai yang Dinilai",
              "6. Pejabat Penilai Kinerja", "PANGKAT/GOL RUANG", *(p for p in PARTY if "PANGKAT" not in p)),
    "D.1.2": ("(LAMBANG GARUDA)", "7. Pegawai yang Dinilai", "6. Atasan Pejabat Penilai Kinerja"),
    "D.1.3": ("6. KEBERATAN", "7. PENJELASAN PEJABAT PENILAI KINERJA ATAS KEBERATAN",
              "8. KEPUTUSAN DAN REKOMENDASI ATASAN PEJABAT PENILAI KINERJA", "10. Pegawai yang Dinilai", "9. Pejabat Penilai Kinerja",
              "11. Atasan Pejabat Penilai Kinerja"),
}  # fmt: skip
"""Labels that the regulation's formats have, typed from its text and not from the product's catalogue."""


def _planned(world: World) -> None:
    for who, boss in ((JOKO, KASI), (SARI, KASI), (MELATI, SEKRETARIS)):
        set_goal(world, who, boss)
    set_goal(
        world,
        WATI,
        KASI,
        success="",
        quantity_indicator="Jumlah berkas",
        quantity_target="90 berkas",
        time_indicator="Lama",
        time_target="3 hari",
    )
    goals.put_terms(world.office, CYCLE, WATI, "quantitative", {"resources": "Satu pemindai"})
    goals.put_terms(
        world.office,
        CYCLE,
        JOKO,
        "qualitative",
        {"resources": "Komputer", "accountability": "Tiap bulan", "consequences": "Penghargaan"},
    )
    goals.expect(world.office, CYCLE, KASI, JOKO, {"loyal": BOLD})
    set_goal(world, JOKO, KASI, expected_result="Arsip loket rapi", kind="additional")
    advance(world, "assessment")
    feedback.give(world.office, CYCLE, KASI, JOKO, "value:loyal", "Pertahankan ketepatan waktu.")
    feedback.give(world.office, CYCLE, SARI, JOKO, "", "Rekan: terima kasih bantuannya.")
    with world.office.store.read() as view:
        first = goals.of_person(view, CYCLE, JOKO)[0]
    goals.report(world.office, CYCLE, JOKO, first.id, "Terjawab 38 dari 40", "Buku register")
    evidence.add(world.office, CYCLE, JOKO, first.id, b"%PDF-1.4\nstartxref\n9\n%%EOF\n")
    organisation_predicates.enter(world.office, CYCLE, "", "baik", "LKjIP 2025", "2026-05-02", "hr")
    for who in REPORTS:
        rate(world, KASI, who)
    rate(world, SEKRETARIS, MELATI)
    at(world, "2026-07-01")
    world.close()
    at(world, "2026-07-02")
    evaluations.sign(world.office, CYCLE, KASI, [JOKO], BOLD)
    evaluations.hand_over_documents(world.office, CYCLE, KASI, [JOKO])


@pytest.fixture
def town(tmp_path: Path) -> World:
    return build_town(tmp_path, "goals", and_then=_planned)


def address(world: World, who: str, what: str) -> str:
    ref = world.app.extensions["kinerja"].tag("paper", f"{CYCLE}/{who}")[:16]
    return f"/cetak/{CYCLE}/{ref}/{what}"


def has(page: str, format: str) -> None:
    found = sheet(page, format)
    assert not [label for label in COMMON[format] if label not in found], found


@pytest.mark.parametrize(
    ("who", "what", "more", "formats"),
    [
        (JOKO, "skp", "", ("A.1.6", "A.1.8")), (WATI, "skp", "", ("A.1.7", "A.1.8")),
        (JOKO, "skp", "?jenis=pimpinan", ("A.1.1",)), (WATI, "skp", "?jenis=pimpinan", ("A.1.2",)),
        (JOKO, "umpan-balik", "", ("B.1.3",)), (WATI, "umpan-balik", "", ("B.1.5",)),
        (JOKO, "hasil", "", ("C.1.1",)), (WATI, "hasil", "", ("C.1.3",)),
        (JOKO, "dokumen", "", ("D.1.1",)), (JOKO, "berkas", "", ("A.1.6", "A.1.8", "C.1.1", "D.1.1")),
    ],
)  # fmt: skip
def test_a_format_has_every_label_of_the_regulation(
    town: World, who: str, what: str, more: str, formats: tuple[str, ...]
) -> None:
    page = town.client(KASI).get(address(town, who, what) + more)
    assert page.status_code == 200
    for format in formats:
        has(page.text, format)
    assert len(re.findall(r"FORMAT [A-D]\.1", text(page.text))) >= len(formats)


def test_what_was_agreed_said_and_rated_is_in_its_place_and_escaped(town: World) -> None:
    page = town.client(JOKO).get(address(town, JOKO, "berkas")).text
    for said in ("Keluhan warga terjawab tepat waktu", "Arsip loket rapi", "Terjawab 38 dari 40", "Buku register", "Bukti dukung: PDF, 10 Juni 2026", "Komputer",
                 "Pertahankan ketepatan waktu.", "Joko Prasetyo", "Darmawan Putra", "Syahril Effendi", "CAPAIAN KINERJA ORGANISASI"):  # fmt: skip
        assert said in text(page), said
    assert "<b>Tebal" not in page
    assert page.count("&lt;b&gt;Tebal&lt;/b&gt; &amp; miring") == 3  # in SKP and result, and the note of the document
    assert "RATING HASIL KERJA* DIBAWAH EKSPEKTASI**" in text(page)
    assert "RATING PERILAKU KERJA* SESUAI EKSPEKTASI**" in text(page)
    assert "<script" not in page
    assert "style=" not in page


def test_the_pattern_of_the_organisations_predicate_is_drawn_in_words_of_the_format(town: World) -> None:
    """Most at BAIK (Lampiran IV.B.2.d), in Indonesian for an English reader too; blank where HR entered no predicate."""
    page = town.client(JOKO, "en").get(address(town, JOKO, "hasil")).text
    assert "POLA DISTRIBUSI BAIK SANGAT KURANG SANGAT BAIK" in text(page)
    assert page.count('<path class="way"') == 1
    with town.office.store.write() as change:
        change.delete("organisation_predicates", f"{CYCLE}/")
    page = town.client(JOKO).get(address(town, JOKO, "hasil")).text
    assert "(diisi dengan gambar pola distribusi)" in text(page)
    assert '<path class="way"' not in page


def test_a_confirmation_stands_beside_the_line_for_the_wet_signature(town: World) -> None:
    before = sheet(town.client(KASI).get(address(town, JOKO, "dokumen")).text, "D.1.1")
    assert before.count("dikonfirmasi dalam Kinerja Terbuka pada 2 Juli 2026") == 1
    evaluations.receive(town.office, CYCLE, JOKO, "2026-07-02")
    evaluations.return_signed(town.office, CYCLE, JOKO)
    assert sheet(town.client(KASI).get(address(town, JOKO, "dokumen")).text, "D.1.1").count("dikonfirmasi") == 2


def test_a_document_that_was_not_handed_over_is_not_the_employees_yet(town: World) -> None:
    evaluations.sign(town.office, CYCLE, KASI, [SARI], "Rahasia sampai diserahkan")
    assert town.client(SARI).get(address(town, SARI, "dokumen")).status_code == 404
    assert "Rahasia" not in town.client(SARI).get("/cetak").text
    assert "Rahasia" in town.client(KASI).get(address(town, SARI, "dokumen")).text


def test_a_superior_who_signs_and_a_decision_have_their_formats(town: World) -> None:
    evaluations.sign(town.office, CYCLE, CAMAT, [WATI])
    has(town.client(CAMAT).get(address(town, WATI, "dokumen")).text, "D.1.2")
    evaluations.receive(town.office, CYCLE, JOKO, "2026-07-02")
    objections.file(
        town.office, CYCLE, JOKO, Claim(KASI, CAMAT, ("work_result",), "Tiga puluh delapan keluhan saya jawab.")
    )
    objections.state_side(town.office, CYCLE, JOKO, KASI, "Penjelasan pejabat penilai.")
    decision = Decision(
        "upheld",
        "Catatan dialog membenarkan keberatan ini.",
        levels={"work_result": "above"},
        recommendation="Rekomendasi baru.",
    )
    objections.decide(town.office, CYCLE, JOKO, CAMAT, decision)
    page = town.client(CAMAT).get(address(town, JOKO, "dokumen")).text
    has(page, "D.1.3")
    for said in (
        "Tiga puluh delapan keluhan saya jawab.",
        "Penjelasan pejabat penilai.",
        "Catatan dialog membenarkan keberatan ini.",
        "Rekomendasi baru.",
    ):
        assert said in text(page)


@pytest.mark.parametrize("who", [RATNA, SARI, BUDI, LURAH, SEKRETARIS, "staff:hr", "staff:pengawas", ""])
@pytest.mark.parametrize("what", ["skp", "umpan-balik", "hasil", "dokumen", "berkas"])
def test_nobody_else_prints_somebodys_documents(town: World, who: str, what: str) -> None:
    answer = town.client(who).get(address(town, JOKO, what))
    assert answer.status_code in (302, 303, 403, 404)
    assert "Joko" not in answer.text


def test_the_officers_superior_sees_the_leaders_feedback_alone(town: World) -> None:
    officer, superior = (town.client(w).get(address(town, JOKO, "hasil")).text for w in (KASI, CAMAT))
    assert "Rekan: terima kasih" in officer
    assert "Rekan: terima kasih" not in superior
    assert "Pertahankan ketepatan waktu." in superior


def test_a_bundle_has_each_report_once_and_nobody_else(town: World) -> None:
    page = text(town.client(KASI).get(f"/cetak/{CYCLE}/bawahan/skp").text)
    assert page.count("FORMAT A.1.8") == 4  # Joko, Sari, Tigor, Wati
    assert page.count("FORMAT A.1.6") == 3
    assert "Melati" not in page
    assert text(town.client(KASI).get(f"/cetak/{CYCLE}/bawahan/dokumen").text).count("FORMAT D.1.1") == 3
    assert town.client(JOKO).get(f"/cetak/{CYCLE}/bawahan/skp").status_code in (403, 404)
    assert town.client(CAMAT).get(f"/cetak/{CYCLE}/bawahan/tidak-ada").status_code == 404


def test_a_peers_answers_are_in_no_print(town: World) -> None:
    """Two worlds that differ in what the peers answered alone: the same bytes for everybody who may print."""
    with town.office.store.write() as change:
        before = list(change.find("peer_results"))
    looks = [(who, what) for who in (JOKO, KASI, CAMAT) for what in ("skp", "umpan-balik", "hasil", "berkas")]
    first = [town.client(who).get(address(town, JOKO, what)).text for who, what in looks]
    with town.office.store.write() as change:
        for key, _ in before:
            change.delete("peer_results", key)
        change.put(
            "peer_results",
            f"{CYCLE}/{JOKO}",
            {"cycle": CYCLE, "ratee": JOKO, "means": {"pelayanan": "1.5", "komunikasi": "≥4.5"}},
        )
    assert [town.client(who).get(address(town, JOKO, what)).text for who, what in looks] == first


def test_the_list_says_how_to_make_a_pdf(town: World) -> None:
    page = town.client(KASI).get("/cetak").text
    assert "Joko Prasetyo" in page
    assert "Dokumen saya" in page
    assert "Melati" not in page


def test_a_pdf_has_the_pages_of_the_print(town: World) -> None:
    answer = town.client(KASI).get(address(town, JOKO, "berkas") + "?bentuk=pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")


def test_without_the_extra_the_browser_prints(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from forms_service.prints import pdf

    monkeypatch.setattr(pdf, "available", lambda: False)
    page = town.client(KASI).get("/cetak").text
    assert "Simpan sebagai PDF" in page
    assert "bentuk=pdf" not in page
    assert "<html" in town.client(KASI).get(address(town, JOKO, "skp") + "?bentuk=pdf").text


def test_a_text_cannot_make_a_pdf_fetch_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    from forms_service.prints import pdf

    asked: list[object] = []
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", lambda *args, **_: asked.append(args) or 1 / 0)
    images = "".join(
        f'<img src="{u}">' for u in ("http://127.0.0.1:9/x.png", "file:///etc/hostname", "data:image/png,x")
    )
    assert pdf.draw(f"<html><body>{images}<p>Teks</p></body></html>").startswith(b"%PDF-")
    assert not asked


def test_the_service_never_has_the_extra_in_memory() -> None:
    import subprocess
    import sys

    code = "import sys, forms_service.app, forms_service.prints.pdf as p; p.available(); print(p.make('<p>x')[:5], 'weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split() == [
        "b'%PDF-'",
        "False",
    ]
