"""The command refuses an erratum that names somebody of the office; a citizen, who has no roster, can still rebuild."""

import pytest

from kinerja.demo.invented import roster_csv
from tests.kinerja.conftest import Office

ERRATUM = '[[erratum]]\ncycle = "2025-1"\ndate = "2025-08-04"\ntext = {{ id = "{id}", en = "{en}" }}\n{more}'
NUMBER, NAME = roster_csv().splitlines()[4].split(",")[:2]


def write(office: Office, id: str = "Satu unit keliru.", en: str = "One unit was wrong.", more: str = "") -> None:
    (office.content / "errata.toml").write_text(ERRATUM.format(id=id, en=en, more=more), "utf-8")


@pytest.fixture
def peopled(office: Office) -> Office:
    path = office.data.parent / "roster.csv"
    path.write_text(roster_csv(), "utf-8")
    office.run("roster", "import", path)
    return office


@pytest.mark.parametrize("where", ["id", "en", "more", "escaped", "number"])
def test_a_name_is_refused_wherever_it_stands(peopled: Office, where: str) -> None:
    if where == "escaped":
        write(peopled, id="Nilai " + "".join(f"\\u{ord(c):04x}" for c in NAME) + " keliru.")
    elif where == "number":
        write(peopled, id=f"Nilai {NUMBER[:8]} {NUMBER[8:]} keliru.")
    elif where == "more":
        write(peopled, more=f"# diminta {NAME}\n")
    else:
        write(peopled, **{where: f"Nilai {NAME} keliru."})
    message = peopled.run("site", "build", code=1)
    assert "errata.toml" in message
    assert (NUMBER if where == "number" else NAME) in message
    assert not (peopled.data / "public_html").exists()


def test_the_release_calendar_is_looked_through_alike_and_written_by_the_command(peopled: Office) -> None:
    path = peopled.content / "calendar.toml"
    path.write_text(f"# menunggu {NAME}\n", "utf-8")
    message = peopled.run("site", "build", code=1)
    assert "calendar.toml" in message
    assert NAME in message
    path.unlink()
    peopled.run("cycle", "announce")
    assert not path.exists()  # nothing takes forms
    peopled.run(
        "cycle",
        "create",
        "2026",
        "--instrument",
        "berakhlak",
        "--title",
        "Tahun 2026",
        "--start",
        "2026-12-15",
        "--end",
        "2027-01-15",
    )
    peopled.run("assignments", "generate", "2026")
    peopled.run("cycle", "open", "2026")
    assert "2026" in peopled.run("cycle", "announce")
    assert 'closes = "2027-01-15"' in path.read_text("utf-8")


def test_words_without_a_name_reach_the_next_check(peopled: Office) -> None:
    write(peopled)
    assert "2025-1" in peopled.run("site", "build", code=1)  # a cycle that is not out


def test_without_an_office_there_is_no_roster_to_ask(peopled: Office) -> None:
    write(peopled, id=f"Nilai {NAME} keliru.")
    out = peopled.data.parent / "again"
    empty = peopled.data.parent / "published"
    empty.mkdir()
    message = peopled.run("rebuild", "--from", empty, "--content", peopled.content, "--out", out, code=1)
    assert NAME not in message
