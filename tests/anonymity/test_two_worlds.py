"""Two worlds that differ in one peer's ballot alone: everything HR may do and see in them has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.form import Form, decode
from kinerja_office import accounts, answering, assignments, cycles, declines, records, sealing
from kinerja_office.office import Office
from kinerja_office.participation import progress
from kinerja_office.retention import aftermath
from kinerja_store import keyring
from kinerja_words import catalogue
from kinerja_words.problems import Refused
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Script, Source

SECRET = "tiga kata acak sekali"
Act = Callable[[Office, Script, Assignment], object]


def told(act: Callable[[], object]) -> str:
    """What whoever does this is told: what comes back, or the words of the refusal."""
    try:
        return repr(act())
    except Refused as refused:
        return catalogue.text(refused, "id") + catalogue.text(refused, "en")


def seen_by_rater(office: Office, one: Assignment) -> object:
    """Everything a rater's own pages are made of: the list of tasks and the form."""
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        return (
            answering.tasks(office, view, cycle, one.rater), answering.load(office, view, cycle, one),
            declines.listed(office, view, cycle), accounts.issued_slips(view, one.rater),
        )  # fmt: skip


def taken_over(office: Office, script: Script, one: Assignment) -> object:
    """HR issues the slip again, signs in with it, and looks, answers, sends and declines in the rater's name."""
    code = accounts.issue_slips(office, [one.rater], "hr", again=True)[one.rater]
    session = accounts.sign_in(office, one.rater, code)
    assert session is not None
    first = seen_by_rater(office, one)
    marks = {i.code: "" for i in script.instrument.items} | decode(
        script.instrument, "2" * len(script.instrument.items)
    )
    saved = answering.save(office, CYCLE, one, marks)
    second = seen_by_rater(office, one)
    stale = told(lambda: answering.send(office, CYCLE, one, saved.revision + 5))
    return first, saved.of_epoch(saved.epoch).draft, saved.revision, second, stale


ACTS: dict[str, Act] = {
    "participation": lambda office, script, one: progress(office, CYCLE).to_doc(),
    "what exists": lambda office, script, one: aftermath(office, CYCLE).lines(),
    "paper": lambda office, script, one: (
        answering.import_assessments(office, CYCLE, [(2, Form(*one, "1" * 9))], False, "hr"),
        progress(office, CYCLE).to_doc(),
    ),
    "paper with a fault": lambda office, script, one: told(
        lambda: answering.import_assessments(
            office, CYCLE, [(2, Form(*one, "1" * 9)), (3, Form("self", one.rater, one.ratee, "1" * 9))], False, "hr"
        )
    ),
    "create assignments": lambda office, script, one: told(
        lambda: answering.import_assessments(office, CYCLE, [(2, Form(*one, "1" * 9))], True, "hr")
    ),
    "take the task out": lambda office, script, one: told(
        lambda: assignments.adjust_assignment(office, CYCLE, one, False, "hr")
    ),
    "put the task in": lambda office, script, one: told(
        lambda: assignments.adjust_assignment(office, CYCLE, one, True, "hr")
    ),
    "undo the opening": lambda office, script, one: told(lambda: cycles.undo_open(office, CYCLE, "hr")),
    "open again": lambda office, script, one: told(lambda: cycles.open_cycle(office, CYCLE, "hr")),
    "issue the slip again": taken_over,
    "hand a decline back": lambda office, script, one: told(
        lambda: assignments.return_decline(office, CYCLE, one, "hr")
    ),
}


@contextmanager
def world(folder: Path, script: Script, one: Assignment, answered: bool) -> Iterator[Office]:
    """An open cycle in which everybody else has done the same, and this one peer has answered or not."""
    office = city.make_office(city.fresh(folder), script, Source())
    code = accounts.issue_slips(office, [one.rater], "hr")[one.rater]
    session = accounts.sign_in(office, one.rater, code)
    assert session is not None
    accounts.set_secret(office, session, SECRET)
    if answered:
        city.do(office, script, ("send", one, "3" * len(script.instrument.items)))
    try:
        yield office
    finally:
        office.store.close()


@pytest.mark.parametrize("name", ACTS)
def test_a11_nothing_hr_does_tells_whether_a_peer_has_answered(quick: Path, name: str) -> None:
    """A11 A12: each act of HR, and what HR reads after it, in a world where the peer has answered and one where not."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    seen = []
    for answered in (True, False):
        with world(quick, script, one, answered) as office:
            first = ACTS[name](office, script, one)
            seen.append(repr((first, progress(office, CYCLE).to_doc(), shape(office))))
    assert seen[0] == seen[1]


def shape(office: Office) -> object:
    """What a look at the disk or an export would count: documents a table, keys and lengths of boxes."""
    with office.store.read() as view:
        tables = {t: view.count(t) for t in view.tables() if t not in ("sessions", "meta")}
        boxes = [(key, len(doc["box"])) for key, doc in view.find("ballots")]
    key = keyring.read(office.folder, CYCLE)
    assert key
    return tables, len(boxes), {length for _, length in boxes}


def test_a11_what_was_sent_before_a_slip_was_issued_again_counts_and_is_read_by_nobody(quick: Path) -> None:
    """A11: the form opens empty and without receipt; the earlier answers count until they are replaced."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    with world(quick, script, one, True) as office:
        with office.store.read() as view:
            mine = answering.load(office, view, records.cycle(view, CYCLE), one)
        assert mine.receipt
        accounts.issue_slips(office, [one.rater], "hr", again=True)
        with office.store.read() as view:
            cycle = records.cycle(view, CYCLE)
            blank = answering.load(office, view, cycle, one)
            counted = answering.peer_entries(office, view, cycle, records.assignments(view, CYCLE, method="peer"))
            assert [s["again"] for s in accounts.issued_slips(view, one.rater)] == [False, True]
            trail = json.dumps(view.get("meta", "trail"))
        assert (blank.draft, blank.answers, blank.receipt, blank.sent, blank.revision) == ("", "", "", False, 0)
        assert [e.answers for e in counted] == ["3" * 9]
        assert one.rater in trail, "the trail names whose slip it was"
        answering.save(office, CYCLE, one, {script.instrument.items[0].code: "5"})
        with office.store.read() as view:
            counted = answering.peer_entries(office, view, cycle, records.assignments(view, CYCLE, method="peer"))
        assert [e.answers for e in counted] == ["3" * 9], "a draft replaces nothing yet"


def test_a22_paper_counts_as_known_to_one_and_opens_no_own_result(quick: Path) -> None:
    """A22: HR types forms for all peers of a ratee but one: the mean of that one ballot is shown to nobody."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    office = city.make_office(city.fresh(quick), script, Source())
    city.do(office, script, ("send", Assignment("peer", raters[0], ratee), "2" * 9))
    paper = [(n, Form("peer", rater, ratee, "4" * 9)) for n, rater in enumerate(raters[1:], 2)]
    answering.import_assessments(office, CYCLE, paper, False, "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert records.peer_means(view, CYCLE, ratee) == {}
        loose = records.must(view, "receipts", CYCLE)
    assert len(loose["codes"]) == loose["forms"] == len(raters), "paper has receipts too: nothing tells who used it"
    forms = [Form("peer", f"r{n}", f"e{n}", "3" * 9) for n in range(12)]
    cycle = records.cycle
    with office.store.read() as view:
        one = cycle(view, CYCLE)
    known = sealing.known_to_one(one, forms, [n >= 4 for n in range(12)])
    assert len({f.rater for f in known}) == 5
    office.store.close()
