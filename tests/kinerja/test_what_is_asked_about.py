"""The command asks about what may be right: a script names it, and is not asked again."""

from __future__ import annotations

import pytest

from kinerja.demo.invented import roster_csv
from tests.kinerja.conftest import Office
from tests.kinerja.test_cycle_life import started

NAME = roster_csv().splitlines()[10].split(",")[1]
ASKED = "kinerja --confirm “Melati”"


@pytest.fixture
def closed(office: Office) -> Office:
    """A closed cycle; then somebody on the roster has a name of one word."""
    started(office)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    path = office.data.parent / "again.csv"
    path.write_text(roster_csv().replace(NAME, "Melati"), "utf-8")
    office.run("roster", "import", path)
    return office


def test_a_commentary(closed: Office) -> None:
    note = closed.content / "notes" / "2026-1.id.md"
    note.write_text("Taman melati selesai ditata.\n", "utf-8")
    assert ASKED in closed.run("publish", "2026-1", "--preview", code=1)
    assert ASKED in closed.run("--confirm", "Mawar", "publish", "2026-1", "--preview", code=1)
    assert "NONE_FOUND" in closed.run("--confirm", "Melati", "publish", "2026-1", "--preview")
    assert "NONE_FOUND" in closed.run("publish", "2026-1", "--preview")
    note.write_text("Taman melati selesai ditata.\nMelati terlambat.\n", "utf-8")
    assert ASKED in closed.run("publish", "2026-1", "--yes", code=1)


def test_a_name_that_is_sure_is_not_confirmed_away(closed: Office) -> None:
    name = roster_csv().splitlines()[11].split(",")[1]
    (closed.content / "notes" / "2026-1.id.md").write_text(f"Terima kasih, {name}. Melati!\n", "utf-8")
    message = closed.run("--confirm", name, "--confirm", "Melati", "publish", "2026-1", "--preview", code=1)
    assert name in message


def test_an_erratum(closed: Office) -> None:
    text = '[[erratum]]\ncycle = "2026-1"\ndate = "{}"\ntext = {{ id = "Loket melati keliru." }}\n'
    closed.run("publish", "2026-1", "--yes")
    path = closed.content / "errata.toml"
    path.write_text(text.format("2999-08-03"), "utf-8")
    assert "3 Agustus 2999" in closed.run("site", "build", code=1)
    path.write_text(text.format("2026-02-30"), "utf-8")
    assert "2026-02-30" in closed.run("site", "build", code=1)


def test_a_follow_up_on_a_day_far_off(closed: Office) -> None:
    words = (
        "follow-up",
        "add",
        "2026-1",
        "kabar",
        "--criterion",
        "komunikasi",
        "--text",
        "Jadwal.",
        "--owner",
        "Camat",
        "--due",
    )
    assert "kinerja --confirm 2999-01-01" in closed.run(*words, "2999-01-01", code=1)
    assert "mendahului" in closed.run(*words, "2001-01-01", code=1)
    closed.run("--confirm", "2999-01-01", *words, "2999-01-01")
