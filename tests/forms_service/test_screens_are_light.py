"""What a cheap phone loads: every page that leads on from My tasks and My results, with the shipped instrument, in a small office."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from bench.phone import BOSS, CYCLE, REPORTS, build, send_all
from forms_service import create_app
from kinerja_office import cycles
from tests.delivered import deliver
from tests.forms_world import ROOT, Person, World

SCREEN, WHOLE = 12_000, 24_000
"""Bytes of a page; of all statements of a form on one, where 27 × 6 choices are 11,600 and the statements 5,200."""


@pytest.fixture
def office(tmp_path: Path) -> World:
    office, clock = build(tmp_path / "private")
    clock.at = datetime.datetime(2026, 6, 10, 3, tzinfo=datetime.UTC)
    cycles.open_cycle(office, CYCLE, "hr")
    return World(office, create_app(office, packages=tmp_path / "published", content=ROOT / "content"), clock)


def weights(person: Person, *start: str) -> dict[str, int]:
    """Return the bytes of each page that links lead to, by address; texts of the guides and files to take along apart."""
    left, found = list(start), {}
    while left:
        path = left.pop()
        answer = person.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            found[path] = len(answer.data)
            links = re.findall(r'href="(/(?:tugas|hasil|keberatan|dokumen|berdampingan|tujuan)[^"#?]*)', answer.text)
            left += [link for link in {*links} if link not in found and link not in left and ".xlsx" not in link]
    return found


def heavy(found: dict[str, int]) -> dict[str, int]:
    return {path: bytes for path, bytes in found.items() if bytes > (WHOLE if path.endswith("/semua") else SCREEN)}


@pytest.mark.parametrize("who", [REPORTS[0], BOSS])
def test_no_page_is_heavy_while_forms_are_filled_in_and_after_the_close(office: World, who: str) -> None:
    person = office.client(who)
    forms = weights(person, "/tugas", *(f"/tugas/{office.ref('self', who, who, CYCLE)}/{s}" for s in (1, "semua", "periksa")))  # fmt: skip
    assert len(forms) > 10
    assert heavy(forms) == {}
    send_all(office.office)
    office.clock.at = datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC)
    cycles.close_cycle(office.office, CYCLE, "hr")
    deliver(office.office, CYCLE)
    person = office.client(who)
    results = weights(person, "/tugas", "/hasil")
    assert any(path.endswith("/langkah") for path in results)
    assert heavy(results) == {}
