"""Keeping an office running: backup and restore, doctor, the trail, slips."""

import csv
import errno
import json
import os
import re
import shutil
import stat
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main
from kinerja.cli.operations import _quoted
from kinerja.config import Folders, open_office
from kinerja_office.backups import last_backup, last_drill
from kinerja_store import StoreFull, pins
from kinerja_store import backup as engine
from kinerja_store.findings import error
from kinerja_store.frames import HEADER_SIZE, pack_header, read_header
from kinerja_store.keyed import open_store
from kinerja_words import catalogue
from tests.kinerja.conftest import Office
from tests.kinerja.test_cycle_life import started

CODE = re.compile(r",([0-9A-Z]{5}-[0-9A-Z]{5}),")
PASSPHRASE = "lima kata acak yang panjang"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PASSPHRASE", PASSPHRASE)


def test_a_healthy_office_has_nothing_to_mend(office: Office) -> None:
    started(office)
    findings = json.loads(office.run("doctor", "--json"))
    assert {f["level"] for f in findings} == {"ok"}


def test_doctor_says_that_the_running_service_cannot_compact(office: Office) -> None:
    started(office)
    (office.data / "private" / "store.compaction").write_text("StoreFull: penuh")
    (office.data / "private" / "store.compaction").chmod(0o600)
    assert "(StoreFull: penuh)" in office.run("doctor")


def test_backup_and_restore_into_an_empty_folder(office: Office, tmp_path: Path) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("backup", tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    other = Office(tmp_path / "restored", office.content)
    other.run("restore", tmp_path / "b")
    assert other.run("cycle", "list") == office.run("cycle", "list")
    other.shared("cycle", "close", "2026-1")
    other.run("doctor")


def test_an_open_cycle_is_not_restored_without_its_key(office: Office, tmp_path: Path) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("backup", tmp_path / "b")
    (tmp_path / "b.key").unlink()
    other = Office(tmp_path / "restored", office.content)
    assert ".key" in other.run("restore", tmp_path / "b", code=1)
    assert not (tmp_path / "restored" / "private").exists()


def test_a_wrong_or_short_passphrase(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started(office)
    office.run("backup", tmp_path / "b")
    monkeypatch.setenv("KINERJA_PASSPHRASE", "sesuatu yang lain sama sekali")
    Office(tmp_path / "r", office.content).run("restore", tmp_path / "b", code=1)
    assert not (tmp_path / "r" / "private").exists()
    monkeypatch.setenv("KINERJA_PASSPHRASE", "pendek")
    assert "12" in office.run("backup", tmp_path / "c", code=1)


def test_restore_never_overwrites(office: Office, tmp_path: Path) -> None:
    started(office)
    office.run("backup", tmp_path / "b")
    before = office.state()
    office.run("restore", tmp_path / "b", code=1)
    assert office.state() == before


def test_sealing_remembers_the_copies_of_its_key(office: Office, tmp_path: Path) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("backup", tmp_path / "malam")
    assert "malam.key" in office.run("cycle", "close", "2026-1")
    assert "malam.key" in office.run("doctor")
    assert "masih ada" in office.run("cycle", "copies", "2026-1")
    office.run("cycle", "copies", "2026-1", "--deleted", "lain.key", code=1)
    assert "dihapus" in office.run("cycle", "copies", "2026-1", "--deleted", "malam.key")


def test_an_altered_trail_is_found(office: Office) -> None:
    started(office)
    office.run("verify-trail")
    path = office.data / "private" / "trail.jsonl"
    path.write_text(path.read_text().replace('"people": 62', '"people": 63'))
    assert "X " in office.run("verify-trail", code=1)
    office.run("doctor", code=1)


@pytest.mark.parametrize("words", ["verify-trail", "doctor"])
def test_the_head_of_a_trail_found_wrong_is_not_signed(office: Office, words: str) -> None:
    """By the trail's own check, or by its pins."""
    started(office)
    pinned, path = office.data / "trail-pins.jsonl", office.data / "private" / "trail.jsonl"
    kept, whole = pinned.read_bytes(), path.read_text()
    office.run("cycle", "open", "2026-1")
    path.write_text(path.read_text().replace('"people": 62', '"people": 63'))
    office.run(words, code=1)
    assert pinned.read_bytes() == kept
    path.write_text(path.read_text().replace('"people": 63', '"people": 62'))
    assert path.read_text().startswith(whole)
    pinned.write_bytes(b"{}\n" + kept)
    office.run(words, code=1)
    assert pinned.read_bytes() == b"{}\n" + kept
    pinned.write_bytes(kept)
    office.run(words)
    assert len(pinned.read_bytes().splitlines()) == len(kept.splitlines()) + 1


def test_a_store_that_refuses_is_not_told_as_a_pin_that_cannot_be_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(office)
    office.run("cycle", "open", "2026-1")

    def full(*_: object) -> None:
        raise StoreFull

    monkeypatch.setattr("kinerja_store.custody.Custody.require_space", full)
    said = office.run("verify-trail")
    assert "Segel jejak tidak dapat ditulis" not in said
    assert "ruang" in said


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"kinds":1}', b"\xff"])
def test_any_line_that_lies_on_the_disk_is_told(office: Office, raw: bytes) -> None:
    """In the trail, its pins and the list of certificates; an open cycle's work goes on."""
    started(office)
    for name, says in (
        ("private/trail.jsonl", "diubah"),
        ("trail-pins.jsonl", "diubah"),
        ("private.certificates.jsonl", "rusak"),
    ):
        path = office.data / name
        before = path.read_bytes() if path.exists() else b""
        path.write_bytes(before + raw + b"\n")
        assert says in office.run("doctor", code=1), name
        office.run("cycle", "list")
        office.run("verify-trail", code=1)
        path.write_bytes(before)


@pytest.mark.parametrize("words", ["verify-trail", "doctor"])
def test_people_save_while_the_trail_is_examined(office: Office, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    started(office)
    real, done = pins.verify, list[str]()

    def verify(*args: Any) -> Any:
        with closing(open_store(office.data / "private", patience=5)) as store, store.write() as change:
            change.put("other", "k", {})
        done.append("saved")
        return real(*args)

    monkeypatch.setattr(pins, "verify", verify)
    office.run(words)
    assert done == ["saved"]


def test_the_key_is_told_at_the_start_and_a_trail_that_is_another_one_is_found(tmp_path: Path, office: Office) -> None:
    other = Office(tmp_path / "other" / "data", office.content)
    (key,) = re.findall(r"\b[0-9a-f]{64}\b", other.run("init"))
    pinned = other.data / "trail-pins.jsonl"
    assert json.loads(pinned.read_text().splitlines()[0])["key"] == key
    assert key in other.run("verify-trail")
    made = pinned.read_bytes()
    pinned.unlink()
    assert "Segel jejak hilang sebanyak 1" in other.run("verify-trail", code=1)
    pinned.write_bytes((office.data / "trail-pins.jsonl").read_bytes())
    assert "ditandatangani dengan kunci lain" in other.run("verify-trail", code=1)
    other.run("doctor", code=1)
    pinned.write_bytes(made)
    other.run("doctor")


def as_before_there_were_pins(office: Office) -> None:
    with open_office(Folders(office.data, office.content)) as opened, opened.store.write() as change:
        change.delete("meta", "trail_pins")
    (office.data / "private" / "keys" / "trail.signing").unlink()
    (office.data / "trail-pins.jsonl").unlink()


def test_pins_lie_where_the_server_says_and_never_beside_what_they_check(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(office)
    as_before_there_were_pins(office)
    monkeypatch.setenv("KINERJA_PINS", str(tmp_path / "pins"))
    for _ in range(2):  # one a day
        office.run("cycle", "list")
        assert len((tmp_path / "pins").read_bytes().splitlines()) == 1
    assert not (office.data / "trail-pins.jsonl").exists()
    office.run("verify-trail")
    monkeypatch.setenv("KINERJA_PINS", str(office.data / "private" / "pins"))
    assert "KINERJA_PINS" in office.run("cycle", "list", code=1)


def test_a_pin_that_cannot_be_written_is_told_at_once(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(office)
    as_before_there_were_pins(office)
    monkeypatch.setenv("KINERJA_PINS", str(tmp_path / "none" / "pins"))
    assert f"tidak dapat ditulis ke {tmp_path}/none/pins" in office.run("doctor")
    (tmp_path / "none").mkdir()
    assert "tidak dapat ditulis" not in office.run("doctor")


def test_an_older_folder_gets_a_key_at_its_next_start(office: Office) -> None:
    started(office)
    as_before_there_were_pins(office)
    findings = json.loads(office.run("verify-trail", "--json"))
    assert {f["level"] for f in findings} == {"ok"}
    assert len((office.data / "trail-pins.jsonl").read_bytes().splitlines()) == 1


@pytest.mark.parametrize("name", ["a\x1b[2J.csv", "a\x07.xlsx", "a\x9b1m.csv", "a\u202egnp.csv", "a\rb.csv"])
def test_a_name_from_outside_steers_no_terminal(office: Office, tmp_path: Path, name: str) -> None:
    unknown = (("audit", tmp_path / name), 2), (("cycle", "list", name), 2), ((name,), 2)
    for words, code in ((("roster", "import", tmp_path / name), 1), (("cycle", "open", name), 1), *unknown):
        said = office.run(*words, code=code)
        assert set(said) & set("\x1b\x07\x9b\u202e\r") == set(), words
        assert "a\\" in said or "\x1b" in name
    (tmp_path / name).write_bytes(b"x;y\n")
    assert set(office.run("roster", "import", tmp_path / name, code=1)) & set("\x1b\x07\x9b\u202e\r") == set()


@pytest.mark.parametrize("file", ["release.json", "datapackage.json", "audit.json", "instrument.json"])
def test_json_nested_without_end_in_a_package_is_told(office: Office, tmp_path: Path, file: str) -> None:
    published = Path(__file__).parents[1] / "golden" / "0.1.0" / "published"
    shutil.copytree(published, office.data / "published")
    first = sorted(office.data.joinpath("published").iterdir())[0]
    (first / file).write_text("[" * 100_000)
    words = ("--content", office.content, "--out", tmp_path / "out")
    office.run("rebuild", "--from", office.data / "published", *words, code=1)
    assert office.run("audit", *sorted((office.data / "published").iterdir()), code=3)
    office.run("verify-trail", code=1)  # another office's: their head is not in this trail
    office.run("doctor", code=1)


def test_a_trail_names_no_asn(office: Office) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("slips", "2026-1", "--out", office.data.parent / "s.csv")
    lines = (office.data.parent / "s.csv").read_text().splitlines()[1:]
    numbers = [line.split(",")[0].replace(" ", "") for line in lines]
    assert len(numbers) == 62
    trail = (office.data / "private" / "trail.jsonl").read_text()
    assert not [n for n in numbers if n in trail]


def test_what_no_program_put_among_the_evidence_is_told_as_that_and_left(office: Office) -> None:
    started(office)
    folder = office.data / "private" / "files"
    folder.mkdir(mode=0o700)
    for name in ("catatan.txt", "0" * 32):
        (folder / name).write_bytes(b"x")
        (folder / name).chmod(0o600)
    codes = lambda: [f["id"] for f in json.loads(office.run("doctor", "--json")) if f["level"] == "warning"]  # noqa: E731
    orphan, foreign = sorted(codes())
    assert "catatan.txt" in foreign
    assert "1 berkas bukti tidak punya catatan" in orphan
    office.run("doctor", "--repair")
    assert [p.name for p in folder.iterdir()] == ["catatan.txt"]
    assert codes() == [foreign], "no repair is promised that does not come"


def test_slips_are_new_at_each_run_and_only_hashes_are_kept(office: Office) -> None:
    started(office)
    office.shared("cycle", "open", "2026-1")
    first, second = office.data.parent / "1.csv", office.data.parent / "2.csv"
    office.run("slips", "2026-1", "--out", first)
    office.run("slips", "2026-1", "--out", second)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    codes = {found for path in (first, second) for found in CODE.findall(path.read_text())}
    assert len(codes) == 122
    raw = b"".join(p.read_bytes() for p in (office.data / "private").rglob("*") if p.is_file())
    assert not [c for c in codes if c.encode() in raw or c.replace("-", "").encode() in raw]


def test_slips_to_print_carry_a_qr_and_no_code_in_a_url(office: Office) -> None:
    started(office)
    office.shared("cycle", "open", "2026-1")
    page = office.data.parent / "slips.html"
    office.run("slips", "2026-1", "--out", page, "--url", "https://penilaian.senapelan.example/masuk")
    html = page.read_text()
    assert html.count("<svg ") == 61
    assert "?code" not in html
    office.run("slips", "2026-1", "--out", page.with_suffix(".pdf"), code=1)


@pytest.mark.parametrize(
    ("given", "carried"),
    [
        ("https://asn.kota.example/senapelan", "https://asn.kota.example/senapelan/masuk"),
        ("https://ASN.kota.example:8443/senapelan/masuk/", "https://asn.kota.example:8443/senapelan/masuk"),
        ("https://asn.kota.example/", "https://asn.kota.example/masuk"),
        ("https://asn.kota.example/tugas", ""), ("https://asn.kota.example/a/b", ""), ("https://asn.kota.example/..", ""),
        ("https://asn.kota.example?a=/b", ""), ("http://asn.kota.example/senapelan", ""), ("asn.kota.example", ""),
    ],
)  # fmt: skip
def test_slips_lead_to_the_office_that_they_are_of(office: Office, given: str, carried: str) -> None:
    started(office)
    office.run("cycle", "open", "2026-1")
    sheet = office.data.parent / "s.csv"
    said = office.run("slips", "2026-1", "--out", sheet, "--url", given, code=0 if carried else 1)
    assert sheet.exists() == bool(carried)
    if carried:
        _, *rows = csv.reader(sheet.read_text().splitlines())
        assert [row for row in rows if carried not in row] == []
    else:
        assert "asn.kota.go.id/senapelan" in said


def test_no_slip_is_replaced_where_the_sheet_cannot_be_written(office: Office) -> None:
    started(office)
    office.run("cycle", "open", "2026-1")
    sheet = office.data.parent / "s.csv"
    office.run("slips", "2026-1", "--out", sheet)
    before = office.state()
    office.run("slips", "2026-1", "--out", sheet, code=1)
    office.run("slips", "2026-1", "--out", sheet.parent / "none" / "s.csv", code=1)
    assert office.state() == before
    office.run("slips", "2030-1", "--out", sheet.parent / "other.csv", code=1)
    assert not (sheet.parent / "other.csv").exists()


def test_no_slip_is_replaced_where_the_disk_has_no_room_for_the_sheet(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(office)
    office.run("cycle", "open", "2026-1")
    before, reserved, real = office.state(), {}, os.posix_fallocate
    sheets = [office.data.parent / f"s{suffix}" for suffix in (".csv", ".html", ".xlsx")]

    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def unable(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(os, "posix_fallocate", full)
    for sheet in sheets:
        assert str(sheet) in office.run("slips", "2026-1", "--out", sheet, code=1)
        assert not sheet.exists()
    assert office.state() == before
    for sheet in sheets:
        monkeypatch.setattr(
            os, "posix_fallocate", lambda fd, at, n, to=sheet: (reserved.update({to: n}), real(fd, at, n))
        )
        office.run("slips", "2026-1", "--out", sheet)
        assert sheet.stat().st_size <= reserved[sheet] < 10 * sheet.stat().st_size
        assert sheet.read_bytes().rstrip(b"\0") == sheet.read_bytes() or sheet.suffix == ".xlsx"
        sheet.unlink()
    monkeypatch.setattr(os, "posix_fallocate", unable)
    office.run("slips", "2026-1", "--out", sheets[0])
    with monkeypatch.context() as ill:
        ill.setattr("kinerja.cli.operations.os.fsync", full)
        office.run("slips", "2026-1", "--out", sheets[1], code=1)
    assert not sheets[1].exists(), "no sheet that holds a part, and is in the way of the next"


@pytest.mark.parametrize(
    ("words", "code"),
    [(("serve",), "url_missing"), (("serve", "--url", "http://a.example"), "url_wrong"), (("serve", "--local", "--proxy", "proksi"), "proxy")],
)  # fmt: skip
def test_a_service_that_does_not_know_its_address_is_not_started(
    office: Office, words: tuple[str, ...], code: str
) -> None:
    started(office)
    said = CliRunner().invoke(
        main, ["--data", str(office.data), "--content", str(office.content), *words], env={"KINERJA_URL": ""}
    )
    assert said.exit_code == 1
    assert catalogue.entries("refusals")[f"serve.{code}"]["id"].partition("{")[0].strip() in said.output


def test_a_damaged_store_stops_and_doctor_repairs_with_a_copy(office: Office) -> None:
    started(office)
    path = office.data / "private" / "store.journal"
    raw = bytearray(path.read_bytes())
    raw[len(bytes(raw).rstrip(b"\0")) // 2] ^= 0xFF
    path.write_bytes(raw)
    assert "doctor --repair" in office.run("cycle", "list", code=1)
    office.run("doctor", code=1)
    office.run("doctor", "--repair", code=1)  # what is lost is said aloud: the command does not end as if all were well
    assert [p for p in (office.data / "private").glob("store.journal*") if p.name != "store.journal"]
    office.run("cycle", "list")


def test_the_auditor_reads_other_peoples_tables(office: Office, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("unit,n\nTotal,40\nA,36\nB,x\n")
    message = office.run("audit", table, "--dims", "unit", "--count", "n", code=3)
    assert "DISCLOSURE" in message
    table.write_text("unit,n\nTotal,40\nA,20\nB,20\n")
    assert "NONE_FOUND" in office.run("audit", table, "--dims", "unit", "--count", "n")
    assert "people" in office.run("audit", table, "--dims", "unit", "--count", "people", code=1)
    assert "--dims" in office.run("audit", table, code=1)
    office.run("audit", table, "--dims", "unit", code=2)


def test_a_backup_without_the_servers_key_says_what_is_missing_and_how_to_go_on(office: Office, tmp_path: Path) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("backup", tmp_path / "b")
    (tmp_path / "b.server.key").unlink()
    again = Office(tmp_path / "again", office.content)
    assert "kinerja key renew-server" in again.run("restore", tmp_path / "b")
    for command in (("serve", "--local"), ("slips", "2026-1", "--out", tmp_path / "s.csv")):
        assert "kinerja key renew-server" in again.run(*command, code=1)
    assert "tidak berlaku" in again.run("key", "renew-server", input="y\n")
    again.run("slips", "2026-1", "--out", tmp_path / "s.csv")
    again.run("doctor")


def test_the_key_of_another_opening_is_refused_at_restore(office: Office, tmp_path: Path) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1", "--grace")
    office.run("backup", tmp_path / "old")
    office.run("cycle", "undo", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.run("backup", tmp_path / "new")
    again = Office(tmp_path / "again", office.content)
    said = again.run("restore", tmp_path / "new", "--key", tmp_path / "old.key", code=1)
    assert "bukan kunci" in said
    assert not again.data.exists() or not (again.data / "private").exists()
    again.run("restore", tmp_path / "new")


def test_the_nightly_command_needs_no_name_and_is_noted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    started(office)
    office.run("backup")
    (first,) = (p for p in (office.data / "backups").iterdir() if "." not in p.name)
    assert (office.data / "backups").stat().st_mode & 0o777 == 0o700
    with open_office(Folders(office.data, office.content)) as opened:
        last = last_backup(opened)
    assert last is not None
    assert (last.file, last.by, last.size) == (str(first), "cli", 1)
    assert "1 MB" not in office.run("backup", "--verify")
    assert "utuh" in office.run("backup", first, "--verify")
    office.run("--backups", office.data / "nihil", "backup", code=1)
    assert not (office.data / "nihil").exists()
    monkeypatch.setenv("KINERJA_BACKUPS", str(office.data / "lain"))
    (office.data / "lain").mkdir()
    office.run("backup")
    assert any((office.data / "lain").iterdir())


def test_backups_rotate_and_only_a_whole_one_pushes_others_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    started(office)
    folder = office.data / "backups"
    office.run("backup")
    (first,) = (p for p in folder.iterdir() if "." not in p.name)
    later, other = folder / "kinerja-2999-01-01-000000", folder / "kinerja-lama"
    for copy in (*(folder / f"kinerja-2020-0{m}-0{d}-010000" for m in (1, 2) for d in (1, 2)), later, other):
        for end in ("", ".key", ".server.key"):
            (folder / (copy.name + end)).write_bytes(b"x")
    before = {p.name for p in folder.iterdir()}
    monkeypatch.setattr(engine, "verify", lambda *_: [error("store.damaged")])
    office.run("backup", "--keep", 1, 2, code=1)
    assert before < {p.name for p in folder.iterdir()}, "nothing went for one that is not whole"
    monkeypatch.undo()
    monkeypatch.setenv("KINERJA_PASSPHRASE", PASSPHRASE)
    office.run("backup", "--keep", 1, 2)
    left = {p.name for p in folder.iterdir()}
    assert {p for p in left if p.startswith("kinerja-20") and p.endswith("0.key")} == {"kinerja-2020-02-02-010000.key"}
    assert {later.name, other.name, f"{other.name}.key"} <= left, (
        "a wrong clock and other files push nothing out and stay"
    )
    assert first.name not in left
    for words in ((office.data / "b",), ("--verify",), ("--drill",)):
        assert "--keep" in office.run("backup", *words, "--keep", 1, 1, code=1)


def test_a_drill_restores_a_backup_and_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    started(office)
    office.run("assignments", "generate", "2026-1")
    office.run("cycle", "open", "2026-1")
    office.run("backup", "--drill", code=1)
    office.run("backup")
    there = {p.name for p in office.data.iterdir()}
    assert "utuh" in office.run("backup", "--drill")
    assert {p.name for p in office.data.iterdir()} == there
    with open_office(Folders(office.data, office.content)) as opened, opened.store.read() as view:
        assert last_drill(view) == opened.today()
    (key,) = (p for p in (office.data / "backups").glob("*.key") if "server" not in p.name)
    key.unlink()
    assert ".key" in office.run("backup", "--drill", code=1)
    assert {p.name for p in office.data.iterdir()} == there


def test_a_folder_of_a_later_release_is_refused_in_words_by_every_command(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    started(office)
    path = office.data / "private" / "store.journal"
    raw = path.read_bytes()
    header = read_header(raw)
    path.write_bytes(pack_header(header.schema + 1, header.end - HEADER_SIZE, header.digest) + raw[HEADER_SIZE:])
    before = office.state()
    for words in (("upgrade",), ("serve", "--local"), ("backup",), ("cycle", "list"), ("doctor",)):
        assert "versi aplikasi yang lebih baru" in office.run(*words, code=1), words
    assert office.state() == before


def test_a_check_of_what_is_no_whole_backup(office: Office, tmp_path: Path) -> None:
    started(office)
    assert str(office.data / "backups") in office.run("backup", "--verify", code=1)
    office.run("backup", tmp_path / "nihil", "--verify", code=1)
    office.run("backup", tmp_path / "b")
    (tmp_path / "b").write_bytes((tmp_path / "b").read_bytes()[:-1])
    office.run("backup", tmp_path / "b", "--verify", code=1)


def test_a_passphrase_that_is_no_text(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started(office)
    office.run("backup", tmp_path / "b")
    monkeypatch.setenv("KINERJA_PASSPHRASE", "\udcff" * 14)
    for words in (("backup", tmp_path / "c"), ("backup", tmp_path / "b", "--verify"), ("restore", tmp_path / "b")):
        assert "UTF-8" in office.run(*words, code=1)


def test_units_are_shown_and_written_with_the_right_paths(office: Office, tmp_path: Path) -> None:
    started(office)
    shown = office.run("schedule", "--env", "/etc/kinerja/a%b.env")
    assert f'--data "{office.data}" --content "{office.content}" backup --keep ' in shown
    assert "EnvironmentFile=/etc/kinerja/a%%b.env" in shown
    assert "KINERJA_PASSPHRASE" in shown
    assert PASSPHRASE not in shown
    elsewhere = office.run("--backups", "/cadangan besar", "--publish-to", "/srv/100%", "schedule")
    assert f'--content "{office.content}" --backups "/cadangan besar" --publish-to "/srv/100%%" serve' in elsewhere
    assert f'ReadWritePaths="{office.data}" "{office.content}" "/cadangan besar" "/srv/100%%"' in elsewhere


def test_the_hint_says_the_words_that_were_given(office: Office, tmp_path: Path) -> None:
    """Who follows it as root, where nothing of this environment is, gets the same units."""
    started(office)
    last = office.run("--backups", "/cadangan besar", "schedule").splitlines()[-1]
    given = f"--data {office.data} --content {office.content} --backups '/cadangan besar'"
    assert f"sudo kinerja {given} schedule --out /etc/systemd/system" in last
    file, env = many(office, tmp_path), tmp_path / "k.env"
    last = office.run("schedule", "--offices", file, "--env", env).splitlines()[-1]
    assert f"sudo kinerja schedule --offices {file} --env {env} --out /etc/systemd/system" in last


def test_what_the_environment_file_names_can_be_written_in_the_sandbox(office: Office, tmp_path: Path) -> None:
    (tmp_path / "k.env").write_text(
        'KINERJA_PASSPHRASE="rahasia sekali"\n KINERJA_BACKUPS="/cadangan"\nKINERJA_PUBLISH_TO=/srv/www\n'
        "KINERJA_PINS=/segel/jejak.jsonl\n"
    )
    shown = office.run("schedule", "--env", tmp_path / "k.env")
    assert f'ReadWritePaths="{office.data}" "{office.content}" "/cadangan" "/srv/www" "/segel"\n' in shown
    assert "jejak.jsonl" not in shown, "no option of the command names it"
    assert "rahasia" not in shown


def written(office: Office, folder: Path, *words: object) -> list[Path]:
    folder.mkdir()
    office.run("schedule", "--out", folder, *words)
    return sorted(folder.iterdir())


def many(office: Office, folder: Path) -> Path:
    """A file of two offices, of which one is not made yet."""
    file = folder / "offices.toml"
    one = f'name = "satu"\nhost = "a.example"\ncontent = "{office.content}"\ndata = "{office.data}"\nbackups = "/mnt/100% a"'
    other = 'name = "dua"\nhost = "b.example"\ncontent = "dua/content"\ndata = "dua/data"'
    file.write_text(f"[[office]]\n{one}\n\n[[office]]\n{other}\n")
    return file


def test_units_of_one_service_for_many_offices_look_after_each(office: Office, tmp_path: Path) -> None:
    file = many(office, tmp_path)
    (tmp_path / "k.env").write_text(f"KINERJA_OFFICES={file}\n")
    shown = office.run("schedule", "--offices", file)
    named = office.run("schedule", "--env", tmp_path / "k.env")
    hinted = named.replace(f" --env {tmp_path / 'k.env'} --out", " --out")
    assert shown.replace("/etc/kinerja/kinerja.env", str(tmp_path / "k.env")) == hinted
    for words in ("backup --keep 14 12", "backup --drill", "doctor"):
        assert f'kinerja" office each --offices "{file}" {words}\n' in shown
    assert f'kinerja" serve --offices "{file}"\n' in shown
    assert re.search(r'\nExecStartPre=-"[^"]+" office upgrade --offices', shown), "one that fails keeps no other"
    places = f'"-{office.data}" "-{office.content}" "-/mnt/100%% a" "-{tmp_path}/dua/data" "-{tmp_path}/dua/content"'
    assert f"\nReadWritePaths={places}\n" in shown
    assert "--data" not in shown


def test_every_unit_stands_in_the_same_narrow_sandbox(office: Office, tmp_path: Path) -> None:
    units = written(office, tmp_path / "unit")
    services = {p.stem: p.read_text() for p in units if p.suffix == ".service"}
    assert {*services} == {"kinerja", "kinerja-backup", "kinerja-drill", "kinerja-doctor"}
    assert {p.stem for p in units if p.suffix == ".timer"} == {*services} - {"kinerja"}
    for name, text in services.items():
        assert "$" not in text
        for line in (
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=",
            "SystemCallFilter=~@privileged",
        ):
            assert f"\n{line}\n" in text, (name, line)
        assert ("PrivateNetwork=yes" in text) == (name != "kinerja"), "only the service is on the network"


def test_every_unit_reaches_the_database_where_there_is_one(office: Office, tmp_path: Path) -> None:
    (tmp_path / "k.env").write_text("KINERJA_STORE=postgresql://kinerja@mesin/kinerja#kantor\n")
    shown = office.run("schedule", "--env", tmp_path / "k.env")
    assert shown.count("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n") == 4
    for line in ("PrivateNetwork", "IPAddressDeny", "kantor"):
        assert line not in shown


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: nobody has judged the units"
)
@pytest.mark.parametrize("served", ["one", "many"])
def test_systemd_itself_reads_every_unit_without_a_word_and_calls_it_safe(
    office: Office, tmp_path: Path, served: str
) -> None:
    """`verify` of all of them together, as they stand in one folder; `security` at most 2.0 of 10 ("OK")."""
    offices = ("--offices", many(office, tmp_path)) if served == "many" else ()
    units = written(office, tmp_path / "unit", *offices)
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (said.returncode, [line for line in said.stderr.splitlines() if "kinerja" in line]) == (0, [])
    for unit in units:
        if unit.suffix == ".service":
            security = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
            judged = subprocess.run(security, capture_output=True, text=True)
            assert judged.returncode == 0, judged.stdout[-3000:]


def test_odd_paths_are_one_word_of_a_unit() -> None:
    assert _quoted(Path('/a b/100%/$x/"q"/c\\d')) == '"/a b/100%%/$$x/\\"q\\"/c\\\\d"'


def test_the_site_is_copied_to_the_folder_the_command_was_given(office: Office, tmp_path: Path) -> None:
    started(office)
    assert "Disalin" not in office.run("site", "build")
    (tmp_path / "web").mkdir()
    assert f"Disalin ke {tmp_path / 'web'}" in office.run("--publish-to", tmp_path / "web", "site", "build")
    assert (tmp_path / "web" / "index.html").read_bytes() == (office.data / "public_html" / "index.html").read_bytes()
    assert "private" not in office.run("--publish-to", tmp_path / "nihil", "site", "build", code=1)
    office.run("--publish-to", office.data / "private", "site", "build", code=1)
