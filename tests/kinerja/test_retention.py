"""Records past their time by the command: listed, destroyed, and destroyed again when a backup or another list brings them up."""

import datetime
import shutil
from functools import partial
from pathlib import Path

import pytest

from kinerja_office.office import Office as PrivateSide
from tests.kinerja.conftest import BFI, Office, answer_bfi

PASSPHRASE = "lima kata acak yang panjang"


@pytest.fixture
def old(bfi: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A published cycle, years later."""
    monkeypatch.setenv("KINERJA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("KINERJA_LANG", "en")
    answer_bfi(bfi)
    bfi.shared("cycle", "close", "bfi")
    bfi.shared("publish", "bfi", "--yes")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=6 * 366)
    monkeypatch.setattr("kinerja_office.office.Office", partial(PrivateSide, now=lambda: later))
    return bfi


def certificates(office: Office) -> Path:
    return office.data / "private.certificates.jsonl"


def test_destroyed_listed_and_nothing_breaks(old: Office) -> None:
    assert "Self and supervisor forms" in old.run("retention", "list", "bfi")
    assert "destroyed" in old.run("retention", "destroy", "bfi", input="y\n")
    said = old.run("retention", "list", "bfi")
    assert "results by person: 0" in said
    assert "by cli" in said
    assert "No named records" in old.run("retention", "destroy", "bfi", "--yes", code=1)
    old.run("doctor")
    old.run("verify-trail")
    shutil.rmtree(old.data / "published" / "bfi")
    assert "--again" in old.run("doctor", code=1)
    old.run("publish", "bfi", "--again")
    old.run("audit", old.data / "published" / "bfi")
    old.run("site", "build")
    assert "cannot be computed again" in old.run("publish", "bfi", "--preview", code=1)


def test_a_no_changes_nothing(old: Office) -> None:
    before = old.run("retention", "list", "bfi")
    old.run("retention", "destroy", "bfi", input="n\n", code=1)
    assert old.run("retention", "list", "bfi") == before
    assert not certificates(old).exists()


def test_a_restore_says_what_was_destroyed_again(old: Office, tmp_path: Path) -> None:
    old.run("backup", tmp_path / "b")
    old.run("retention", "destroy", "bfi", "--yes")
    shutil.move(old.data / "private", tmp_path / "aside")
    said = old.run("restore", tmp_path / "b")
    assert "were destroyed again" in said
    assert "results by person: 0" in old.run("retention", "list", "bfi")
    assert "destroyed again" not in old.run("retention", "list", "bfi")
    old.run("doctor")
    # another machine: with the list it is known, without it that is said
    other = Office(tmp_path / "other", old.content)
    assert "no list of certificates" in other.run("restore", tmp_path / "b")
    third = Office(tmp_path / "third", old.content)
    said = third.run("restore", tmp_path / "b", "--certificates", certificates(old))
    assert "were destroyed again" in said
    assert "no list" not in said
    shutil.copy(certificates(old), certificates(other))
    assert "were destroyed again" in other.run("cycle", "list")


def test_a_damaged_list_is_told_and_stops_nothing(old: Office, tmp_path: Path) -> None:
    old.run("retention", "destroy", "bfi", "--yes")
    with certificates(old).open("a") as file:
        file.write("{}\n")
    assert "1 line of the list" in old.run("doctor", code=1)
    other = Office(tmp_path / "other", old.content)
    old.run("backup", tmp_path / "b")
    assert "not a whole list" in other.run("restore", tmp_path / "b", "--certificates", certificates(old), code=1)
    assert not (tmp_path / "other" / "private").exists()


def test_the_years_are_read_from_the_settings(old: Office) -> None:
    settings = old.content / "organisation.toml"
    settings.write_text(settings.read_text() + "\n[retention]\nforms = 30\n")
    assert "still within their time" in old.run("retention", "destroy", "bfi", "--yes", code=1)
    assert BFI.exists()
