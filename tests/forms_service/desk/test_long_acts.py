"""An act that takes long says so on a page of its own, answers there as it would have, and keeps nobody else waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from forms_service.desk import unhurried
from kinerja_office import assignments, cycles, leases
from kinerja_words.problems import refuse
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], threading.Event]:
    """Make an act wait for the event that is returned, and every browser impatient."""
    monkeypatch.setattr(unhurried, "PATIENCE", 0.0)

    def make(module: object, name: str) -> threading.Event:
        real, may_end = getattr(module, name), threading.Event()

        def act(*args: object, **more: object) -> object:
            may_end.wait()
            return real(*args, **more)

        monkeypatch.setattr(module, name, act)
        return may_end

    return make


def ended() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith(("act", "work act")):
            thread.join()


def test_it_says_that_it_is_at_work_and_then_what_came_of_it(desk: Desk, slow: Callable[..., threading.Event]) -> None:
    desk.roster()
    desk.draft()
    may_end, hr = slow(assignments, "generate_assignments"), desk.hr
    wait = hr.post(f"{PAGE}/penugasan/buat", {}).headers["Location"]
    page = hr.get(wait).text
    assert "Sedang dikerjakan" in page
    assert 'http-equiv="refresh"' in page
    assert 'http-equiv="refresh"' not in hr.get(f"{wait}?diam=1").text
    assert hr.get("/meja/").status_code == 200, "the rest of the desk goes on"
    assert "Tidak ada pekerjaan panjang Anda" in desk.client("staff:hr").get(wait).text, "another sign-in's is its own"
    may_end.set()
    ended()
    answer = hr.get(wait)
    assert answer.headers["Location"] == f"{PAGE}/penugasan"
    with desk.office.store.read() as view:
        n = view.count("assignments", cycle=CYCLE)
    assert n
    assert str(n) in hr.get(f"{PAGE}/penugasan").text.split('class="note told"')[1].split("</div>")[0]
    assert hr.get(wait).headers["Location"] == f"{PAGE}/penugasan", "an answer lost on its way is there again"


def test_the_page_says_how_far_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.roster()
    desk.draft()
    monkeypatch.setattr(unhurried, "PATIENCE", 0.0)
    monkeypatch.setattr(leases, "RENEWED", 0.01)
    may_end = threading.Event()

    def act(*_: object, **__: object) -> list[object]:
        for n in leases.measured(range(4)):
            if n == 3:
                may_end.wait()
        return []

    monkeypatch.setattr(assignments, "generate_assignments", act)
    hr = desk.hr
    wait = hr.post(f"{PAGE}/penugasan/buat", {}).headers["Location"]
    while 'value="3" max="4"' not in (page := hr.get(wait).text):
        assert "<progress" in page
    assert "<progress" not in desk.hr.get(wait).text, "who did not begin it is told nothing"
    may_end.set()
    ended()
    assert hr.get(wait).status_code == 303


def test_two_tabs_are_each_answered_by_their_own_act(desk: Desk, slow: Callable[..., threading.Event]) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    hr, ends = desk.hr, [slow(assignments, "generate_assignments"), slow(cycles, "open_cycle")]
    one = hr.post(f"{PAGE}/penugasan/buat", {}).headers["Location"]
    other = hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"}).headers["Location"]
    ends[1].set()
    while hr.get(other).status_code == 200:
        """The other one is at work."""
    assert "Sedang dikerjakan" in hr.get(one).text, "whatever another tab began and ended meanwhile"
    ends[0].set()
    ended()
    assert hr.get(other).headers["Location"] == PAGE
    refused = hr.get(one)
    assert refused.status_code == 409, refused.text


def test_what_is_refused_is_told_there_too(
    desk: Desk, slow: Callable[..., threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")

    def refusing(*_: object, **__: object) -> object:
        raise refuse("cycle.changed_meanwhile")

    monkeypatch.setattr(cycles, "open_cycle", refusing)
    may_end, hr = slow(cycles, "open_cycle"), desk.hr
    posted = hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    may_end.set()
    ended()
    answer = hr.get(posted.headers["Location"])
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
