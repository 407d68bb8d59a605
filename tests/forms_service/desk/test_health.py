"""`/sehat`: a monitor, and any stranger, learns that something is wrong and never what; HR's desk says it."""

from __future__ import annotations

import datetime
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forms_service import create_app
from kinerja_office import backups, health
from kinerja_store import StoreFull
from tests import certificates
from tests.forms_service.desk.office import Desk

WELL, ILL = (200, "ok\n"), (503, "tidak siap\n")
PASSPHRASE = "lima kata acak yang panjang"
Break = Callable[[Desk, pytest.MonkeyPatch], None]


@pytest.fixture
def kept(desk: Desk, tmp_path: Path) -> Desk:
    """An office whose backup was made and restored today."""
    desk.opened()
    backups.make(desk.office, tmp_path / "b", PASSPHRASE, "cli")
    backups.drill(desk.office, tmp_path / "b", PASSPHRASE, "cli")
    return desk


def asked(desk: Desk) -> tuple[int, str]:
    answer = desk.app.test_client().get("/sehat")
    return answer.status_code, answer.text


def full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 1 << 40, 1000))


def old(desk: Desk, _: pytest.MonkeyPatch) -> None:
    desk.clock.at += datetime.timedelta(days=health.OLD_BACKUP + 1)


def broken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.office.store.engine, "failed", StoreFull("penuh"))


def unwritable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.os, "access", lambda *_: False)


def unreadable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(shutil, "disk_usage", gone)


def test_all_is_well(kept: Desk) -> None:
    assert asked(kept) == WELL
    page = kept.hr.get("/meja/").text
    assert "Cadangan terakhir 0 hari lalu" in page
    assert "dicoba pulih 0 hari lalu" in page


@pytest.mark.parametrize("fault", [full, old, broken, unwritable, unreadable])
def test_whatever_is_wrong_strangers_read_the_same(kept: Desk, monkeypatch: pytest.MonkeyPatch, fault: Break) -> None:
    fault(kept, monkeypatch)
    answer = kept.app.test_client().get("/sehat")
    assert (answer.status_code, answer.text) == ILL
    assert sorted(k for k, _ in answer.headers) == sorted(k for k, _ in kept.app.test_client().get("/ping").headers)
    assert kept.app.test_client().get("/ping").status_code == 200, "it lives, all the same"


def test_an_office_without_a_backup_is_not_ready(desk: Desk) -> None:
    desk.opened()
    assert asked(desk) == ILL


def test_a_drill_long_ago_is_told_at_the_desk_alone(kept: Desk, tmp_path: Path) -> None:
    kept.clock.at += datetime.timedelta(days=health.OLD_DRILL + 1)
    backups.make(kept.office, tmp_path / "c", PASSPHRASE, "cli")
    assert asked(kept) == WELL
    (drill,) = (s for s in health.signs(kept.office) if s.key == "drill")
    assert (drill.weight, drill.values) == ("should", {"n": health.OLD_DRILL + 1})


def test_what_a_wrong_clock_dated_ahead_says_nothing_of_how_old_it_is(kept: Desk, tmp_path: Path) -> None:
    kept.clock.at += datetime.timedelta(days=365)
    backups.make(kept.office, tmp_path / "c", PASSPHRASE, "cli")
    assert backups.drill(kept.office, tmp_path / "c", PASSPHRASE, "cli")
    assert asked(kept) == WELL
    kept.clock.at -= datetime.timedelta(days=365)
    assert asked(kept) == ILL, "nobody knows any more whether there is one of this week"
    signs = {s.key: s for s in health.signs(kept.office)}
    for key in ("backup.ahead", "drill.ahead"):
        assert (signs[key].weight, signs[key].values) == ("should", {"n": 365})
    assert "bertanggal 365 hari di depan" in kept.hr.get("/meja/").text
    backups.make(kept.office, tmp_path / "d", PASSPHRASE, "cli")
    assert asked(kept) == WELL


def test_a_drill_takes_the_newest_backup_that_is_not_dated_ahead(tmp_path: Path) -> None:
    today = datetime.date.today()
    names = [f"kinerja-{today + datetime.timedelta(days=n)}-013000" for n in (-1, 0, 365)]
    for name in names:
        (tmp_path / name).touch()
    assert [p.name for p in backups.Place(tmp_path).files()] == [names[1], names[0], names[2]]


@pytest.mark.parametrize("lasts", [30, 12_000])
@pytest.mark.parametrize(("days", "weight"), [(15, "done"), (13, "must"), (-3, "must")])
def test_a_certificate_that_ends_is_told(kept: Desk, tmp_path: Path, lasts: int, days: int, weight: str) -> None:
    path, _ = certificates.make(tmp_path, days=lasts)
    until = health.valid_until(path)
    assert until is not None
    told = subprocess.run(
        ["openssl", "x509", "-in", path, "-noout", "-enddate"], check=True, capture_output=True, text=True
    )
    assert until.timestamp() == ssl.cert_time_to_seconds(told.stdout.strip().removeprefix("notAfter="))
    kept.clock.at = until - datetime.timedelta(days=days, seconds=1 if days > 0 else 0)
    sign = [*health.signs(kept.office, path)][-1]
    assert (sign.key, sign.weight, sign.values) == ("certificate", weight, {"n": max(days, 0)})


def test_the_desk_tells_of_the_certificate_that_the_command_names(kept: Desk, tmp_path: Path) -> None:
    kept.app.extensions["kinerja"].certificate = tmp_path / "nihil.pem"
    assert "tidak dapat dibaca layanan" in kept.hr.get("/meja/").text
    app = create_app(kept.office, packages=kept.folder / "published", certificate=tmp_path / "nihil.pem")
    assert app.extensions["kinerja"].certificate == tmp_path / "nihil.pem"


@pytest.mark.parametrize("body", [None, "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\u00e9"])
def test_a_certificate_that_cannot_be_read_is_told(kept: Desk, tmp_path: Path, body: str | None) -> None:
    if body is not None:
        (tmp_path / "c.pem").write_text(body)
    sign = [*health.signs(kept.office, tmp_path / "c.pem")][-1]
    assert (sign.key, sign.weight) == ("certificate.unread", "must")
