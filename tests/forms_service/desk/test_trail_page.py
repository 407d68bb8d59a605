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
