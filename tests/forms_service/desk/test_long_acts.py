"""An act that takes long says so on a page of its own, answers there as it would have, and keeps nobody else waiting."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from forms_service import desk as desk_module
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


LONG = {
    "publication.publish", "publication.prepare", "publication.publish_again", "citizens.prepare", "citizens.publish",
    "content_files.save", "content_files.check", "content_files.drawn", "cycles.open_cycle", "cycles.undo_open", "cycles.next_stage",
    "cycles.close_cycle", "consultation.end", "destruction.destroy", "assignments.generate_assignments",
    "assignments.import_assignments", "answering.import_assessments", "roster.import_roster", "accounts.issue_slips",
}  # fmt: skip
"""Acts that build a site, audit, draw pages, or go through all people or forms."""
OF_ONE = {"take_paper", "reissue"}
"""Views that do such an act for one person alone."""


def long_acts(tree: ast.Module, view: ast.FunctionDef) -> set[str]:
    """Return the long acts that a view calls itself; what it gives to a job runs beside it."""
    called = {
        a.asname or a.name: f"{(n.module or '').removeprefix('kinerja_office').lstrip('.')}.{a.name}".lstrip(".")
        for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("kinerja_office") for a in n.names
    }  # fmt: skip
    jobs = [n for n in ast.walk(view) if isinstance(n, ast.FunctionDef | ast.Lambda) and n is not view]
    beside = {id(x) for job in jobs for x in ast.walk(job)}
    found = set()
    for n in (n.func for n in ast.walk(view) if isinstance(n, ast.Call) and id(n) not in beside):
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id in called:
            found.add(f"{called[n.value.id]}.{n.attr}")
        elif isinstance(n, ast.Name) and n.id in called:
            found.add(called[n.id])
    return found & LONG


def test_no_browser_waits_for_what_builds_audits_or_goes_through_everything() -> None:
    hurried, seen = [], set[str]()
    for path in sorted(Path(desk_module.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text())
        for view in tree.body:
            if isinstance(view, ast.FunctionDef) and (acts := long_acts(tree, view)):
                seen |= acts
                how = [ast.unparse(d) for d in view.decorator_list]
                if any(d.startswith("desk.post") for d in how) and "unhurried" not in how and view.name not in OF_ONE:
                    hurried.append((path.name, view.name, acts))
    assert hurried == []
    assert {"citizens.publish", "publication.publish", "content_files.save", "consultation.end"} <= seen
