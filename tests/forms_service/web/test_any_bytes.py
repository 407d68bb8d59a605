"""Thousands of odd requests of each role to every route, and bytes that are no request: never a fault. Slowest: `bench/fuzz.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forms_service.web.fuzzing import WHO, Report, raw, requests
from tests.forms_town import build_town
from tests.forms_world import World, build_world, served


@pytest.mark.parametrize("count", [350, pytest.param(4000, marks=pytest.mark.quality)])
@pytest.mark.parametrize("who", WHO)
def test_no_odd_request_is_a_fault(tmp_path: Path, who: str, count: int) -> None:
    """In an open cycle and in one that is closed: every route, mostly with the page's own token."""
    report = Report()
    for seed, world in enumerate((build_world(tmp_path / "open"), build_town(tmp_path / "closed", "closed"))):
        requests(world, who, count // 2, seed, report)
    assert report.faults == []
    assert report.statuses[200] > 5


@pytest.mark.parametrize("count", [100, pytest.param(2000, marks=pytest.mark.quality)])
def test_bytes_that_are_no_request_stop_nobody(world: World, count: int) -> None:
    report = Report()
    with served(world.app) as url:
        raw(url, count, count, report)
        assert world.client().get("/ping").status_code == 200
    assert report.faults == []
    assert report.statuses[400] > 10
