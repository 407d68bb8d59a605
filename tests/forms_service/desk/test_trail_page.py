"""The trail's page: examined while others write, and shown whatever lies in its file."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from kinerja_store import pins, trail
from tests.forms_service.desk.office import Desk

URL = "/meja/jejak"


@pytest.mark.parametrize("module", [trail, pins])
def test_people_save_while_the_trail_is_examined(desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    running, real, done = desk.app.extensions["kinerja"], module.verify, list[str]()
    monkeypatch.setattr(running, "office", replace(desk.office, pins=desk.office.folder.parent / "pins"))

    def save() -> None:
        trail.append(desk.office.store, "admin", "cycle.open", {})
        done.append("saved")

    def verify(*args: Any) -> Any:
        other = threading.Thread(target=save)
        other.start()
        other.join(20)
        assert done, "who saves waits for the examination"
        return real(*args)

    monkeypatch.setattr(module, "verify", verify)
    assert desk.hr.get(URL).status_code == 200
    assert done


def test_the_chain_is_looked_at_once_for_all_that_is_said_of_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    running, real, looked = desk.app.extensions["kinerja"], trail._chain, list[bytes]()
    monkeypatch.setattr(running, "office", replace(desk.office, pins=desk.office.folder.parent / "pins"))
    monkeypatch.setattr(trail, "_chain", lambda raw: looked.append(raw) or real(raw))
    assert desk.hr.get(URL).status_code == 200
    assert len(looked) == 1


SHOWN = '"actor":"x","act":"x","hash":"x"'
ODD = (
    "[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, "[]", "null", "1" * 5000, "\ud800", "{}",
    f'{{"n":1,"time":"kemarin","details":{{}},{SHOWN}}}', f'{{"n":1,"time":"9999-12-31T23:59:59+00:00","details":{{}},{SHOWN}}}',
    f'{{"n":1,"time":"0001-01-01T00:00:00+14:00","details":{{}},{SHOWN}}}', f'{{"n":1,"time":1,"details":{{}},{SHOWN}}}',
    f'{{"n":1,"time":"2026-03-01T08:00:00+00:00","details":[],{SHOWN}}}',
)  # fmt: skip
"""What anybody who reaches the disk may write there as a line."""


def test_any_line_there_is_told_and_the_others_are_shown(desk: Desk) -> None:
    trail.append(desk.office.store, "admin", "cycle.open", {"cycle": "2031"})
    path = desk.office.folder / trail.FILE
    before = path.read_bytes()
    for line in ODD:
        path.write_bytes(before + line.encode("utf-8", "surrogatepass") + b"\n")
        page = desk.hr.get(URL)
        assert page.status_code == 200, line[:40]
        assert "diubah" in page.text
        assert "cycle 2031" in page.text
