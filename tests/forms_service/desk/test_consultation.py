"""A say: only a number while it runs, an end that is meant, then counts, comments without names, and HR's answers."""

from __future__ import annotations

from kinerja_office import consultation, cycles, records
from kinerja_store import keyring
from tests.forms_service.desk.office import CYCLE
from tests.forms_service.desk.town import PAGE, Town

SAY = f"{PAGE}/pendapat/pelibatan"
COMMENT = "Pertanyaan tentang rahasia jabatan sulit dijawab oleh rekan kerja."
ANSWER = {
    "disampaikan": "Sebagian hal tidak terlihat oleh rekan.",
    "dilakukan": "Kini ada pilihan “Tidak dapat menilai”.",
}


def responses(town: Town) -> list[consultation.Response]:
    with town.office.store.read() as view:
        return consultation.responses(view, CYCLE)


def test_while_it_runs_there_is_a_number_and_nothing_else(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    page = hr.get(SAY).text
    assert "sedikitnya 10 orang sudah menjawab" in page
    assert COMMENT not in page
    assert "Angka yang akan terbit" not in page
    assert "rata" not in page
    assert "Konsultasi berjalan: sedikitnya 10 orang sudah menjawab" in hr.get(PAGE).text


def test_ending_is_meant_and_a_second_click_is_harmless(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    before = town.dump()
    answer = hr.post(f"{SAY}/akhiri")
    assert answer.status_code == 422
    assert "<title>Kesalahan: " in answer.text
    assert answer.text.index('class="errors"') < answer.text.index("<h1")
    assert 'href="#yakin"' in answer.text
    assert town.dump() == before
    assert hr.post(f"{SAY}/akhiri", {"yakin": "ya"}).status_code == 303
    once = town.dump()
    assert hr.post(f"{SAY}/akhiri", {"yakin": "ya"}).status_code == 303
    assert town.dump() == once
    assert "Sudah diakhiri. Tidak ada yang diulang." in hr.get(SAY).text
    assert not keyring.path(town.office.folder, consultation.key_name(CYCLE, "before")).exists()


def test_after_the_end_counts_as_they_will_be_published_and_comments_without_names(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    consultation.end(town.office, CYCLE, "before", "hr")
    page = hr.get(SAY).text
    assert "dari 12 jawaban" in page
    assert COMMENT in page
    assert "Respons terhadap keluhan masyarakat" in page
    assert not any(e.name in page for e in town.people().values())


def test_few_answers_are_hidden_from_hr_too(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 9)
    consultation.end(town.office, CYCLE, "before", "hr")
    page = hr.get(SAY).text
    assert "Kurang dari 10 orang menjawab" in page
    assert "dari 9 jawaban" not in page


def test_too_few_answers_are_destroyed_and_only_that_is_told(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 4, COMMENT)
    assert "kurang dari 5 orang menjawab" in hr.get(SAY).text
    assert "semua jawaban dan pendapat dimusnahkan tanpa dihitung" in hr.get(f"{SAY}/akhiri").text
    assert hr.post(f"{SAY}/akhiri", {"yakin": "ya"}).status_code == 303
    page = hr.get(SAY).text
    assert "dimusnahkan bersama kuncinya; hanya ini yang diketahui" in page
    assert COMMENT not in page
    for untrue in ("Pendapat tanpa nama", "dan dihitung", "sudah dihitung", "Jawab satu pokok"):
        assert untrue not in page


def test_a_theme_is_answered_once_changed_and_removed(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    consultation.end(town.office, CYCLE, "before", "hr")
    for _ in range(2):
        assert hr.post(f"{SAY}/jawaban", ANSWER).status_code == 303
    (one,) = responses(town)
    assert one.theme == "sebagian-hal-tidak-terlihat"
    page = hr.get(f"{SAY}?ubah={one.theme}").text
    mark = page.split('name="versi" value="', 1)[1].split('"', 1)[0]
    new = {
        **ANSWER,
        "dilakukan": "Setiap pernyataan diberi contoh.",
        "pokok": one.theme,
        "versi": mark,
        "dilakukan-en": "Each has an example.",
    }
    assert hr.post(f"{SAY}/jawaban", new).status_code == 303
    assert responses(town)[0].did["en"] == "Each has an example."
    stale = hr.post(f"{SAY}/jawaban", {**new, "dilakukan": "Kata lain."})
    assert stale.status_code == 422
    assert "diubah atau dihapus di tempat lain" in stale.text
    assert "Kata lain." in stale.text
    for _ in range(2):
        assert hr.post(f"{SAY}/hapus-jawaban", {"pokok": one.theme}).status_code == 303
    assert responses(town) == []


def test_an_answer_that_copies_names_or_is_empty_is_refused_at_its_field(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    consultation.end(town.office, CYCLE, "before", "hr")
    name = next(e.name for e in town.people().values() if " " in e.name)
    before = town.dump()
    for fields, words, field in (
        ({**ANSWER, "disampaikan": COMMENT}, "menyalin pendapat seorang pegawai", "disampaikan"),
        (
            {**ANSWER, "dilakukan": f"Kami meminta {name} menjelaskan."},
            f"Kami menindaklanjuti menyebut “{name}”",
            "dilakukan",
        ),
        ({**ANSWER, "dilakukan": " "}, "Isi Kami menindaklanjuti.", "dilakukan"),
        ({**ANSWER, "disampaikan": "a" * 401}, "Paling panjang 400 huruf", "disampaikan"),
    ):
        answer = hr.post(f"{SAY}/jawaban", fields)
        assert answer.status_code == 422, words
        assert words in answer.text
        assert f'href="#{field}"' in answer.text
        assert f'aria-describedby="{field}-hint {field}-error"' in answer.text
        assert town.dump() == before


def test_comments_go_only_when_that_is_meant(town: Town) -> None:
    hr = town.consulting()
    town.say("before", 12, COMMENT)
    consultation.end(town.office, CYCLE, "before", "hr")
    assert hr.post(f"{SAY}/hapus-pendapat").status_code == 422
    assert COMMENT in hr.get(SAY).text
    for _ in range(2):
        assert hr.post(f"{SAY}/hapus-pendapat", {"yakin": "ya"}).status_code == 303
    assert COMMENT not in hr.get(SAY).text
    assert "dari 12 jawaban" in hr.get(SAY).text


def test_going_on_says_that_it_ends_the_consultation(town: Town) -> None:
    hr = town.consulting()
    assert "mengakhiri konsultasi" in hr.get(f"{PAGE}/lanjut").text
    assert hr.post(f"{PAGE}/lanjut", {"dilihat": "consultation"}).status_code == 422, "it wants a tick"
    assert town.cycle().state == "consultation"
    hr.post(f"{PAGE}/lanjut", {"dilihat": "consultation", "yakin": "ya"})
    assert "Diakhiri pada" in hr.get(SAY).text


def test_a_new_version_of_the_instrument_shows_what_changes_before_and_after(town: Town) -> None:
    hr = town.consulting()
    path = town.folder / "content" / "instruments" / "berakhlak.toml"
    old = path.read_text()
    edited = old.replace("Memberi kabar bila pekerjaan terlambat", "Memberi kabar sebelum pekerjaan terlambat")
    assert edited != old
    path.write_text(edited)
    assert "nomor versinya masih 3" in hr.get(f"{PAGE}/instrumen").text
    path.write_text(edited.replace('version = "3"', 'version = "4"'))
    page = hr.get(f"{PAGE}/instrumen").text
    assert "1 hal berubah bila dipasang" in page
    mark = page.split('name="versi" value="', 1)[1].split('"', 1)[0]
    path.write_text(
        edited.replace('version = "3"', 'version = "4"').replace("Memberi kabar sebelum", "Mengabari sebelum")
    )
    stale = hr.post(f"{PAGE}/instrumen", {"instrumen": "berakhlak@4", "versi": mark})
    assert stale.status_code == 422
    assert "berubah setelah halaman ini dibuka" in stale.text
    mark = stale.text.split('name="versi" value="', 1)[1].split('"', 1)[0]
    for _ in range(2):
        assert hr.post(f"{PAGE}/instrumen", {"instrumen": "berakhlak@4", "versi": mark}).status_code == 303
    page = hr.get(f"{PAGE}/instrumen").text
    assert "Berubah sejak konsultasi" in page
    assert "Mengabari sebelum" in page
    assert town.cycle().version == "4"
    consultation.end(town.office, CYCLE, "before", "hr")
    assert "Mengabari sebelum" in hr.get(SAY).text


def test_an_open_cycle_keeps_its_instrument(town: Town) -> None:
    hr = town.closed()
    assert "instrumennya tetap" in hr.get(f"{PAGE}/instrumen").text
    assert hr.post(f"{PAGE}/instrumen", {"instrumen": "berakhlak@4"}).status_code == 303
    assert town.cycle().version == "3"


def test_the_closing_questions_go_the_same_way(town: Town) -> None:
    hr = town.closed()
    town.say("after", 60, "Waktu mengisi terlalu pendek untuk petugas di loket.")
    closing = f"{PAGE}/pendapat/penutup"
    page = hr.get(closing).text
    assert "sedikitnya 60 orang sudah menjawab" in page
    assert "Dapat dijawab sampai 24 Juni 2026" in page
    assert "terlalu pendek" not in page
    assert hr.post(f"{closing}/akhiri", {"yakin": "ya"}).status_code == 303
    page = hr.get(closing).text
    assert "Apakah penilaian periode ini adil?" in page
    assert "rendah ≤10 %" not in page, "three shares of sixty people can name a few (R5)"
    assert "terlalu pendek" in page
    assert "1 pendapat dari pertanyaan penutup menunggu jawaban" in hr.get(PAGE).text
    assert hr.post(f"{closing}/jawaban", ANSWER).status_code == 303
    assert "Pertanyaan penutup: 1 pokok dijawab" in hr.get(PAGE).text


def test_stages_that_are_not_there_lead_back(town: Town) -> None:
    hr = town.consulting()
    assert hr.get(f"{PAGE}/pendapat/penutup").status_code == 303
    assert hr.get(f"{PAGE}/pendapat/lain").status_code == 404
    before = town.dump()
    assert hr.post(f"{PAGE}/pendapat/penutup/akhiri", {"yakin": "ya"}).status_code == 303
    assert hr.post(f"{SAY}/jawaban", ANSWER).status_code == 303
    assert town.dump() == before


def test_after_publishing_answers_are_fixed(town: Town) -> None:
    hr = town.closed()
    consultation.end(town.office, CYCLE, "after", "hr")
    hr.post(f"{PAGE}/pendapat/penutup/jawaban", ANSWER)
    with town.office.store.write() as change:
        one = records.cycle(change, CYCLE)
        records.put_cycle(change, cycles.replace(one, state="published", published="2026-06-25"))
    assert "sudah terbit dan tetap" in hr.get(f"{PAGE}/pendapat/penutup").text
    assert hr.post(f"{PAGE}/pendapat/penutup/hapus-jawaban", {"pokok": responses(town)[0].theme}).status_code == 303
    assert len(responses(town)) == 1


def test_only_hr_reads_what_people_said(town: Town) -> None:
    town.consulting()
    for who in ("staff:penyetuju", "staff:pengawas", next(iter(town.people()))):
        assert town.client(who).get(SAY).status_code == 403
