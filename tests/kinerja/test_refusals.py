"""Bad input: a clear message with row and column, exit 1, nothing written."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kinerja.demo.invented import roster_csv
from tests.kinerja.conftest import BFI, Office, answer_bfi

Write = Callable[[str, str | bytes], Path]
LINES = roster_csv().splitlines()


def changed(row: int, column: int, value: str) -> str:
    lines = [line.split(",") for line in LINES]
    lines[row - 1][column] = value
    return "\n".join(",".join(line) for line in lines) + "\n"


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("wrong NIP", changed(5, 0, "12345"), ("baris 5, kolom employee_number",)),
        ("duplicate", "\n".join([*LINES, LINES[3]]), ("baris 64, kolom employee_number", "baris 4")),
        ("unknown supervisor", changed(9, 8, "198001012005011999"), ("baris 9, kolom supervisor_employee_number",)),
        (
            "loop of supervisors",
            changed(3, 8, LINES[3].split(",")[0]),
            ("kolom supervisor_employee_number", "melingkar"),
        ),
        ("loop of units", changed(3, 6, "UMPEG"), ("kolom parent_unit_code",)),
        ("empty", "", ("kosong",)),
        ("not text", b"\xff\xfe\x00\x01", ("UTF-8",)),
        ("windows-1252", changed(4, 1, "Ren\u00e9").encode("cp1252"), ("baris 4", "UTF-8")),
    ],
)
def test_a_wrong_roster_changes_nothing(
    office: Office, write: Write, name: str, body: str | bytes, words: tuple[str, ...]
) -> None:
    before = office.state()
    message = office.run("roster", "import", write("roster.csv", body), code=1)
    for word in words:
        assert word in message, name
    assert office.state() == before


def test_a_missing_file_is_named(office: Office) -> None:
    assert "tidak-ada.csv" in office.run("roster", "import", "tidak-ada.csv", code=1)


def test_a_dry_run_writes_nothing(office: Office, write: Write) -> None:
    before = office.state()
    assert "62 pegawai; 62 baru" in office.run("roster", "import", write("r.csv", roster_csv()), "--dry-run")
    assert office.state() == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("self,P1,P1,7", ("baris 2, kolom A1", "1–6")),
        ("self,P1,P1,TD", ("baris 2, kolom A1",)),
        ("self,P1,P1,1\nself,P1,P1,2", ("baris 3", "baris 2")),
        ("self,NOBODY,NOBODY,1", ("baris 2, kolom rater", "tidak ada di daftar")),
        ("peer,P1,P2,1", ("baris 2, kolom method",)),
        ("self,P1,P2,1", ("baris 2, kolom rater",)),
    ],
)
def test_wrong_forms_change_nothing(bfi: Office, write: Write, rows: str, words: tuple[str, ...]) -> None:
    before = bfi.state()
    path = write("forms.csv", f"method,rater,ratee,A1\n{rows}\n")
    message = bfi.run("assessments", "import", path, "--cycle", "bfi", "--create-assignments", code=1)
    for word in words:
        assert word in message
    assert bfi.state() == before


def test_an_unknown_item_is_named(bfi: Office, write: Write) -> None:
    path = write("forms.csv", "method,rater,ratee,A1,ZZ\nself,P1,P1,1,1\n")
    assert "kolom ZZ" in bfi.run("assessments", "import", path, "--cycle", "bfi", "--create-assignments", code=1)


def test_forms_without_assignment_are_refused(bfi: Office) -> None:
    assert "--create-assignments" in bfi.run("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", code=1)


def test_publish_before_the_close_says_what_to_do(bfi: Office) -> None:
    assert "kinerja cycle close bfi" in bfi.run("publish", "bfi", "--yes", code=1)


def test_an_unknown_cycle_lists_the_known(bfi: Office) -> None:
    assert "bfi" in bfi.run("cycle", "open", "2031-1", code=1)


def test_an_instrument_with_an_error_names_file_and_line(office: Office) -> None:
    (office.content / "instruments" / "salah.toml").write_text(
        'code = "salah"\nversion = "1"\n[scale]\nmin = 5\nmax = 1\n'
    )
    message = office.run(
        "cycle",
        "create",
        "x",
        "--instrument",
        "salah",
        "--title",
        "T",
        "--start",
        "2026-01-01",
        "--end",
        "2026-02-01",
        code=1,
    )
    assert "salah.toml, baris 4" in message


def test_an_unknown_instrument_lists_the_known(office: Office) -> None:
    message = office.run(
        "cycle",
        "create",
        "x",
        "--instrument",
        "../x",
        "--title",
        "T",
        "--start",
        "2026-01-01",
        "--end",
        "2026-02-01",
        code=1,
    )
    assert "berakhlak, bfi" in message


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("X", "T", "2026-01-01", "2026-02-01"), "huruf kecil"),
        (("x", " ", "2026-01-01", "2026-02-01"), "Judul"),
        (("x", "T", "2026-02-01", "2026-01-01"), "lebih awal"),
        (("x", "T", "1/1/2026", "2026-01-01"), "2026-06-30"),
    ],
)
def test_a_wrong_cycle_is_explained(office: Office, args: tuple[str, ...], word: str) -> None:
    id, title, start, end = args
    command = ("cycle", "create", id, "--instrument", "berakhlak", "--title", title, "--start", start, "--end", end)
    assert word in office.run(*command, code=1)


def test_a_threshold_below_the_floor_is_refused(office: Office) -> None:
    path = office.content / "organisation.toml"
    path.write_text(path.read_text().replace("min_forms = 10", "min_forms = 3"))
    message = office.run("cycle", "list", code=1)
    assert "min_forms" in message
    assert "5" in message


def test_init_never_touches_an_existing_folder(office: Office) -> None:
    before = office.state()
    office.run("init", code=1)
    assert office.state() == before


@pytest.mark.parametrize("killed_at", ["keyring.create", "accounts.add_staff"])
def test_an_init_that_was_killed_is_finished_by_the_next(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    other = Office(tmp_path / "elsewhere", office.content)
    place = "kinerja_store.keyring.create" if "key" in killed_at else "kinerja_office.accounts.add_staff"
    with monkeypatch.context() as patch:
        patch.setattr(place, lambda *_: sys.exit(137))
        other.run("init", code=137)
    assert "hr" in other.run("init")
    assert "hr\thr" in other.run("account", "list")
    before = other.state()
    other.run("init", code=1)
    assert other.state() == before


def test_a_folder_without_a_store_is_not_an_empty_one(office: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "elsewhere", office.content)
    assert "kinerja init" in other.run("cycle", "list", code=1)


def test_a_package_with_a_changed_figure_is_found(bfi: Office) -> None:
    answer_bfi(bfi)
    bfi.shared("cycle", "close", "bfi")
    bfi.run("publish", "bfi", "--yes")
    results = bfi.data / "published" / "bfi" / "results.csv"
    results.write_text(results.read_text().replace(",4.7,", ",4.8,", 1))
    message = bfi.run("audit", bfi.data / "published" / "bfi", code=3)
    assert "INCONSISTENT" in message
    assert "results.csv" in message


@pytest.mark.parametrize(
    ("lang", "roster", "site", "backup", "date"),
    [
        ("id", "… 106 masalah lain (NIP salah 51×, atasan tidak dikenal 55×)", "pages/mengapa.id.md, baris 2: description belum ada", "Kata sandi cadangan salah", "Tanggal mulai"),
        ("en", "… 106 more problems (unknown supervisor 55×, wrong NIP 51×)", "pages/mengapa.id.md, line 2: description is missing", "passphrase is wrong", "The start date"),
    ],
)  # fmt: skip
def test_a_refusal_of_any_room_is_in_the_terminals_language(
    office: Office, write: Write, monkeypatch: pytest.MonkeyPatch,
    lang: str, roster: str, site: str, backup: str, date: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("KINERJA_LANG", lang)
    wrong = [f"1{line}" if number and number <= 58 else line for number, line in enumerate(LINES)]
    assert roster in office.run("roster", "import", write("roster.csv", "\n".join(wrong)), code=1)
    created = (
        "cycle",
        "create",
        "x",
        "--instrument",
        "bfi",
        "--title",
        "X",
        "--start",
        "kemarin",
        "--end",
        "2026-01-31",
    )
    assert date in office.run(*created, code=1)
    monkeypatch.setenv("KINERJA_PASSPHRASE", "lima kata acak untuk cadangan")
    office.run("backup", office.data / "copy")
    monkeypatch.setenv("KINERJA_PASSPHRASE", "bukan itu")
    assert backup in Office(office.data / "other", office.content).run("restore", office.data / "copy", code=1)
    (office.content / "pages" / "mengapa.id.md").write_text('+++\ntitle = "A"\n+++\n', "utf-8")
    assert site in office.run("site", "build", code=1)


def test_usage_errors_exit_2(office: Office) -> None:
    office.run("cycle", "create", code=2)
    office.run("nonsense", code=2)


def test_every_command_has_help(office: Office) -> None:
    from kinerja.cli.commands import main

    def walk(group: object, words: tuple[str, ...]) -> None:
        for name, command in getattr(group, "commands", {}).items():
            assert "Usage" in office.run(*words, name, "--help")
            walk(command, (*words, name))

    walk(main, ())
