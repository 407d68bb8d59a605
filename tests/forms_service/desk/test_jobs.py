"""A job whose lease was taken over: what stood still meanwhile stops, and notes nothing of what it did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forms_service.desk import jobs as module
from forms_service.desk.jobs import Jobs, Progress
from forms_service.web.shelf import Shelf
from kinerja_office.leases import LASTS, Lease
from tests.forms_world import Clock, build_office


@pytest.mark.parametrize("first", [0, 1])
def test_what_stood_still_too_long_stops_and_notes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    clock, begun, done = Clock(), list[tuple[Lease, Callable[[], object]]](), list[str]()
    office = build_office(tmp_path, clock)
    jobs = Jobs(office, Shelf(office.folder, lambda *_: "ab" * 16))
    monkeypatch.setattr(module, "beside", lambda lease, work: begun.append((lease, work)))

    def work(name: str) -> Callable[[Progress], str]:
        def build(progress: Progress) -> str:
            progress("site.rebuild", 1, 2)
            done.append(name)
            return name

        return build

    assert jobs.start("site", "hr", "site.rebuild", work("slow"))
    clock.turn(seconds=LASTS + 1)
    assert jobs.start("site", "hr", "site.rebuild", work("other"))
    begun[0][0].renew()
    for _, run in (begun[first], begun[1 - first]):
        run()
    found = jobs.find("site")
    assert done == ["other"]
    assert found
    assert found.state == "done"
    assert jobs.result("site") == "other"


@pytest.mark.parametrize("late", [0, 1])
def test_work_that_tells_nothing_of_how_far_it_is_overwrites_no_others_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    clock, begun = Clock(), list[Callable[[], object]]()
    office = build_office(tmp_path, clock)
    jobs = Jobs(office, Shelf(office.folder, lambda *_: "ab" * 16))
    monkeypatch.setattr(module, "beside", lambda _, work: begun.append(work))
    assert jobs.start("site", "hr", "site.rebuild", lambda _: "slow")
    clock.turn(seconds=LASTS + 1)
    assert jobs.start("site", "hr", "site.rebuild", lambda _: "other")
    begun[late]()
    assert jobs.result("site") == (None, "other")[late]
    begun[1 - late]()
    assert jobs.result("site") == "other"
    found = jobs.find("site")
    assert found
    assert found.state == "done"
