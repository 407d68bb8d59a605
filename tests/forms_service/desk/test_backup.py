"""Backups from the desk: made, checked and given out encrypted; keys and the passphrase stay with the server."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forms_service import create_app
from kinerja_office import backups, retention
from kinerja_office.backups import Place
from kinerja_office.keys import needed
from kinerja_store import backup as engine
from kinerja_store.backup import restore
from tests.forms_service.desk.office import CYCLE, Desk

URL = "/meja/cadangan"
PASSPHRASE = "lima kata acak yang panjang"


@pytest.fixture
def place(desk: Desk, tmp_path: Path) -> Place:
    """Run the service as it is started with a backup folder and a passphrase."""
    (tmp_path / "cadangan").mkdir()
    return serve(desk, Place(tmp_path / "cadangan", PASSPHRASE))


def serve(desk: Desk, place: Place) -> Place:
    desk.app = create_app(
        desk.office, packages=desk.folder / "published", content=desk.folder / "content", backups=place
    )
    desk.app.testing = False
    return place


def made(desk: Desk) -> Any:
    assert desk.hr.post(URL).status_code == 303
    return desk.wait("backup")


def names(place: Place) -> list[str]:
    return sorted(p.name for p in place.folder.iterdir())


def test_it_works(desk: Desk, place: Place, tmp_path: Path) -> None:
    desk.opened()
    assert "Belum pernah ada cadangan" in desk.hr.get(URL).text
    assert backups.last_backup(desk.office) is None
    job = made(desk)
    assert job.state == "done", job
    (file,) = place.files()
    assert names(place) == [file.name, f"{file.name}.key", f"{file.name}.server.key"]
    last = backups.last_backup(desk.office)
    assert last == backups.Backup(str(file), desk.clock.at.isoformat(timespec="seconds"), backups.megabytes(file), "hr")
    page = desk.hr.get(URL).text
    for words in ("Cadangan terakhir: 10 Juni 2026", "≤ 1 MB", str(file), "Selesai: cadangan utuh", "saling cocok"):
        assert words in page, words
    restore(file, tmp_path / "lagi", PASSPHRASE, Path(f"{file}.key"), Path(f"{file}.server.key"), needed=needed)


def test_what_is_given_out_is_the_file_alone_and_the_trail_has_it(desk: Desk, place: Place) -> None:
    desk.opened()
    made(desk)
    (file,) = place.files()
    answer = desk.hr.post(f"{URL}/unduh", {"nama": file.name})
    assert answer.data == file.read_bytes()
    answer.close()
    assert f"filename={file.name}" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "mengunduh cadangan" in desk.hr.get("/meja/jejak").text
    for name in (
        f"{file.name}.key",
        f"{file.name}.server.key",
        "../private/keys/server.key",
        str(file),
        "",
        "kinerja-2020-01-01-000000",
    ):
        answer = desk.hr.post(f"{URL}/unduh", {"nama": name})
        assert (answer.status_code, answer.headers.get("Location")) == (303, URL), name


def test_keys_and_the_passphrase_are_in_no_page(desk: Desk, place: Place) -> None:
    desk.opened()
    made(desk)
    for who in ("hr", "penyetuju", "pengawas"):
        pages = [desk.client(f"staff:{who}").get(p).text for p in (URL, "/meja/jejak", "/meja/situs", "/meja/")]
        assert not any(PASSPHRASE in page for page in pages)
    assert PASSPHRASE not in repr(desk.app.extensions["kinerja"].backups)
    assert [c.file for c in retention.key_copies(desk.office, CYCLE)] == [f"{place.files()[0].name}.key"]


def test_others_make_none_and_see_none(desk: Desk, place: Place) -> None:
    for who in ("penyetuju", "pengawas"):
        person = desk.client(f"staff:{who}")
        assert person.get(URL).status_code == 403
        for path in ("", "/periksa", "/unduh"):
            assert person.post(f"{URL}{path}").status_code == 403
    assert not place.files()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "KINERJA_PASSPHRASE"), ("pendek", "sedikitnya 12"), (" " * 20, "sedikitnya 12"), ("pendek" + " " * 9, "sedikitnya 12"),
        ("\udcff" * 12, "tidak dapat dibaca"), ("dua belas huruf\n", "tidak dapat dibaca"),
    ],
)  # fmt: skip
def test_an_unfit_passphrase_makes_none_and_is_told(desk: Desk, place: Place, given: str, said: str) -> None:
    serve(desk, replace(place, passphrase=given))
    assert said in desk.hr.get(URL).text
    assert made(desk).state == "failed"
    assert said in desk.hr.get(URL).text
    assert names(place) == []


@pytest.mark.parametrize("given", ["kata sandi dengan spasi", "kata sandi berékor ñandú 漢字 panjang"])
def test_spaces_and_letters_of_all_kinds_are_fine(desk: Desk, place: Place, given: str) -> None:
    serve(desk, replace(place, passphrase=given))
    assert (job := made(desk)).state == "done", job
    engine.verify(place.files()[0], given, needed=needed)


def test_a_folder_that_is_gone_is_told_and_our_own_is_made(desk: Desk, tmp_path: Path) -> None:
    serve(desk, Place(tmp_path / "hilang", PASSPHRASE))
    assert "Apakah disknya terpasang?" in desk.hr.get(URL).text
    assert made(desk).state == "failed"
    assert not (tmp_path / "hilang").exists()
    place = serve(desk, Place(tmp_path / "sendiri", PASSPHRASE, own=True))
    assert (job := made(desk)).state == "done", job
    assert place.folder.stat().st_mode & 0o777 == 0o700


def test_a_full_disk_leaves_no_half_file_and_is_told(desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kinerja_store.sealedbox.SealingWriter.finish", full)
        assert made(desk).state == "failed"
    assert "Ruang disk hampir habis" in desk.hr.get(URL).text
    assert names(place) == []
    assert backups.last_backup(desk.office) is None
    assert (job := made(desk)).state == "done", job


def test_what_a_killed_one_left_goes_with_the_next_and_counts_as_none(desk: Desk, place: Place) -> None:
    (place.folder / "kinerja-2026-06-09-013000.new").write_bytes(b"KTBACKUP half")
    (place.folder / "kinerja-2026-06-09-013000.key.new").write_bytes(b"KTBACKUP half")
    for other in ("lain.new", "kinerja-laporan.new"):
        (place.folder / other).write_bytes(b"of somebody else")
    assert not place.files()
    made(desk)
    assert [n for n in names(place) if n.endswith(".new")] == ["kinerja-laporan.new", "lain.new"]


def test_a_second_click_and_a_second_member_of_hr_find_the_first_at_work(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, began, whole = threading.Event(), threading.Event(), engine.backup

    def slow(*args: Any) -> Any:
        began.set()
        go_on.wait(20)
        return whole(*args)

    monkeypatch.setattr(engine, "backup", slow)
    hr, other = desk.hr, desk.hr
    hr.post(URL)
    began.wait(20)
    hr.post("/keluar")  # the session ends while the job runs
    page = other.get(URL).text
    assert "Cadangan sedang dikerjakan" in page
    assert "Cadangkan sekarang" not in page
    other.post(URL)
    assert "Pekerjaan lain masih berjalan" in other.get(URL).text
    go_on.set()
    assert desk.wait("backup").state == "done"
    assert len(place.files()) == 1


def test_a_check_says_what_doctor_would(desk: Desk, place: Place) -> None:
    desk.opened()
    made(desk)
    (file,) = place.files()
    assert desk.hr.post(f"{URL}/periksa", {"nama": file.name}).status_code == 303
    assert desk.wait("backup").state == "done"
    assert "diperiksa" in desk.hr.get(URL).text
    Path(f"{file}.key").unlink()
    desk.hr.post(f"{URL}/periksa", {"nama": file.name})
    assert desk.wait("backup").state == "failed"
    assert f"Kunci periode {CYCLE}" in desk.hr.get(URL).text
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    desk.hr.post(f"{URL}/periksa", {"nama": file.name})
    assert desk.wait("backup").state == "failed"
    assert "berkas cadangan rusak" in desk.hr.get(URL).text
    assert desk.hr.post(f"{URL}/periksa", {"nama": "../x"}).headers["Location"] == URL


def test_two_within_one_second_have_two_names(desk: Desk, place: Place) -> None:
    made(desk)
    made(desk)
    assert len(place.files()) == 2
    assert len(names(place)) == 4


def test_what_looks_like_a_backup_and_is_none_is_no_fault(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.folder / "kinerja-2026-01-01-000000").mkdir()
    (place.folder / "kinerja-2026-01-01-000001").symlink_to(place.folder / "hilang")
    assert desk.hr.get(URL).status_code == 200
    assert place.files() == []
    for content, said in ((b"", "berkas cadangan rusak"), (b"root:x:0:0\n" * 99, "bukan cadangan")):
        (file := place.folder / "kinerja-2026-01-01-000002").write_bytes(content)
        desk.hr.post(f"{URL}/periksa", {"nama": file.name})
        assert desk.wait("backup").state == "failed"
        assert said in desk.hr.get(URL).text
    with monkeypatch.context() as patch:
        patch.setattr(Place, "files", lambda _: [place.folder / "kinerja-2026-01-01-000000"])
        answer = desk.hr.post(f"{URL}/unduh", {"nama": "kinerja-2026-01-01-000000"})
        assert (answer.status_code, answer.headers.get("Location")) == (303, URL)
        desk.hr.post(f"{URL}/periksa", {"nama": "kinerja-2026-01-01-000000"})
        assert "tidak dapat dibaca" in desk.wait("backup").id
    assert "mengunduh cadangan" not in desk.hr.get("/meja/jejak").text


@pytest.mark.parametrize("name", ["berkas", "tidak-ada/sendiri"])
def test_our_own_folder_that_cannot_be_made_is_told(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "berkas").write_text("sebuah berkas")
    serve(desk, Place(tmp_path / name, PASSPHRASE, own=True))
    assert "Apakah disknya terpasang?" in desk.hr.get(URL).text
    assert "Apakah disknya terpasang?" in made(desk).id
