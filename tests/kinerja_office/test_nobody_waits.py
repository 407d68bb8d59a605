"""While HR's acts in bulk work, people save and send; what was acknowledged at the close is counted, and what came after it is refused."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.instrument import parse_instrument
from kinerja_office import accounts, answering, assignments, consultation, cycles, keys, records, roster, sealing
from kinerja_office.office import Office
from kinerja_store import keyring, trail
from kinerja_store.errors import StoreDamaged
from kinerja_words.problems import Refused
from tests.anonymity import city
from tests.anonymity.city import CYCLE
from tests.forms_world import SMALL, build_office


@pytest.fixture
def town(tmp_path: Path):
    """An office that takes forms, and its script."""
    script = city.invent("nobody waits", people=16)
    office = city.make_office(tmp_path, script, os.urandom)
    yield office, script
    office.store.close()


def elsewhere(act: Callable[[], object]) -> object:
    """Do something as another request does; returns what came of it, a refusal too."""
    out: list[object] = []

    def run() -> None:
        try:
            out.append(act())
        except Refused as refused:
            out.append(refused)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert out, "the other one still waits"
    return out[0]


def at(monkeypatch: pytest.MonkeyPatch, module: object, name: str, act: Callable[[], object]) -> list[object]:
    """Have something done by another thread when a function is called first, before it works; returns what came of it."""
    real, begun, out = getattr(module, name), list[str](), list[object]()

    def call(*args: object, **more: object) -> object:
        if not begun:
            begun.append(name)
            out.append(elsewhere(act))
        return real(*args, **more)

    monkeypatch.setattr(module, name, call)
    return out


def a_peer(script: city.Script) -> Assignment:
    ratee, raters = next(iter(script.peers.items()))
    return Assignment("peer", raters[0], ratee)


@pytest.mark.parametrize("what", ["roster", "slips", "paper", "pair"])
def test_a_form_is_sent_in_the_middle_of_an_act_in_bulk(
    town: tuple[Office, city.Script], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    office, script = town
    one = a_peer(script)
    ratee = next(e for e in script.people if e.rated and e.supervisor)
    pair = Assignment("supervisor", ratee.supervisor, ratee.employee_number)
    spots: dict[str, tuple[object, str, Callable[[], object]]] = {
        "roster": (roster, "hand_overs", lambda: roster.import_roster(office, _roster(office), "hr")),
        "slips": (accounts, "_slip_hash", lambda: accounts.issue_slips(office, [e.employee_number for e in script.people], "hr")),
        "pair": (assignments, "check_assignment", lambda: assignments.adjust_assignment(office, CYCLE, pair, True, "hr")),
        "paper": (answering, "import_forms", lambda: answering.import_assessments(office, CYCLE, [], False, "hr")),
    }  # fmt: skip
    module, name, act = spots[what]
    sent = at(monkeypatch, module, name, lambda: city.do(office, script, ("send", one, "1" * 9)))
    act()
    assert isinstance(sent[0], str), "it was told as sent before the act had ended"
    with office.store.read() as view:
        assert answering.load(office, view, records.cycle(view, CYCLE), one).sent


def test_an_opening_is_undone_and_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = build_office(tmp_path)
    tool = parse_instrument(SMALL, "kecil.toml")
    cycles.create(office, CYCLE, tool, "Coba", "2026-06-01", "2026-06-30", None, (), "hr")
    assignments.generate_assignments(office, CYCLE, 0, "hr")
    cycles.open_cycle(office, CYCLE, "hr", grace=True)
    met = at(monkeypatch, answering, "drop_ballots", lambda: roster.note_export(office, "x", "", "hr"))
    assert cycles.undo_open(office, CYCLE, "hr").state == "draft"
    assert met == [None]
    with office.store.read() as view:
        assert [view.count(table, cycle=CYCLE) for table in ("participants", "ballots")] == [0, 0]


def _roster(office: Office):
    with office.store.read() as view:
        return records.roster(view)


def test_while_ballots_are_counted_a_form_is_refused_at_once_and_the_rest_goes_on(
    town: tuple[Office, city.Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, script = town
    one = a_peer(script)
    person = script.people[0].employee_number

    def others() -> object:
        accounts.sign_in(office, person, "wrong")
        roster.note_export(office, "x", "", "hr")  # a line of the trail
        with pytest.raises(Refused):
            cycles.undo_closing(office, CYCLE, "hr")
        return city.do(office, script, ("send", one, "1" * 9))

    met = at(monkeypatch, answering, "sealed_entries", others)
    assert cycles.close_cycle(office, CYCLE, "hr").state == "closed"
    assert isinstance(met[0], Refused)
    assert met[0].problems[0].code == "answer.closed"


def test_a_close_that_cannot_count_takes_forms_again(town: tuple[Office, city.Script]) -> None:
    """One box was altered: nothing is counted, nothing removed, and whoever answers may go on."""
    office, script = town
    one = a_peer(script)
    with office.store.write() as change:
        (first, _), (_, other) = list(change.find("ballots"))[:2]
        kept = change.get("ballots", first)
        assert kept
        change.put("ballots", first, other)
        before = records.cycle(change, CYCLE)
    with pytest.raises(StoreDamaged):
        cycles.close_cycle(office, CYCLE, "hr")
    with office.store.write() as change:
        assert records.cycle(change, CYCLE) == before
        change.put("ballots", first, kept)
    assert city.do(office, script, ("send", one, "1" * 9))
    assert cycles.close_cycle(office, CYCLE, "hr").state == "closed"


def test_a_close_that_another_one_overtook_is_done(
    town: tuple[Office, city.Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _ = town
    (other,) = [at(monkeypatch, sealing, "count_and_cut", lambda: cycles.close_cycle(office, CYCLE, "hr").state)]
    assert cycles.close_cycle(office, CYCLE, "hr").state == "closed"  # its key was gone while it read
    assert other == ["closed"]


def test_a_close_that_another_process_gave_up_destroys_no_key(
    town: tuple[Office, city.Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two count at once; one of them fails and takes forms again: the other neither counts nor wipes."""
    office, _ = town
    with office.store.read() as view:
        before = records.cycle(view, CYCLE)

    def give_up() -> None:
        with office.store.write() as change:
            records.put_cycle(change, before)

    at(monkeypatch, sealing, "count_and_cut", give_up)
    with pytest.raises(Refused):
        cycles.close_cycle(office, CYCLE, "hr")
    assert keyring.is_whole(office.folder, CYCLE)
    with office.store.read() as view:
        assert (records.cycle(view, CYCLE), view.count("ballots") > 0) == (before, True)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_as_sent_is_counted_and_the_rest_is_refused(tmp_path: Path, seed: int) -> None:
    """Another process sends while this one closes at a random moment: receipts told and receipts kept are the same."""
    script = city.invent(f"race {seed}", people=16)
    city.make_office(tmp_path, script, os.urandom).store.close()
    told = tmp_path / "told"
    child = os.fork()
    if child == 0:
        with suppress(BaseException), city.reopened(tmp_path, script, os.urandom) as office, told.open("w") as out:
            for ratee, raters in script.peers.items():
                for rater in raters:
                    try:
                        print(
                            city.do(office, script, ("send", Assignment("peer", rater, ratee), "2" * 9)),
                            file=out,
                            flush=True,
                        )
                    except Refused as refused:
                        print("-", refused.problems[0].code, file=out, flush=True)
        os._exit(0)
    with city.reopened(tmp_path, script, os.urandom) as office:
        time.sleep(random.Random(seed).random() * 0.3)  # a moment, no secret
        cycles.close_cycle(office, CYCLE, "hr")
        os.waitpid(child, 0)
        with office.store.read() as view:
            kept = records.receipts(view, CYCLE, "peer")
    lines = told.read_text().split("\n")[:-1]
    refused = [line for line in lines if line.startswith("-")]
    assert set(refused) <= {"- answer.closed"}
    assert kept
    assert sorted(kept["codes"]) == sorted(line for line in lines if not line.startswith("-"))
    assert len(lines) == sum(map(len, script.peers.values()))


def test_two_that_open_a_cycle_at_once_leave_the_key_that_opens_its_boxes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is drawn without the lock: who comes second must not put another one in place."""
    script = city.invent("opened twice", people=16)
    real = cycles.open_cycle

    def first(office: Office, id: str, actor: str) -> None:
        monkeypatch.setattr(cycles, "open_cycle", real)
        met = at(monkeypatch, answering, "fill_boxes", lambda: real(office, id, actor))
        with pytest.raises(Refused):
            real(office, id, actor)
        assert isinstance(met[0], Cycle), "the other one opened it meanwhile"

    monkeypatch.setattr(cycles, "open_cycle", first)
    office = city.make_office(tmp_path, script, os.urandom)
    keys.must_fit(office)
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        assert cycle.open
        for method in cycle.sealed_methods:
            pairs = records.assignments(view, CYCLE, method=method)
            assert answering.sealed_entries(office, view, cycle, pairs) == []
        assert view.count("ballots") == sum(map(len, script.peers.values()))
    office.store.close()


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Office, Callable[[int], object]]:
    """An office that asks what people think of the draft, nine of whom have said so; and what lets another of them say it."""
    office = build_office(tmp_path)
    tool = parse_instrument(SMALL, "kecil.toml")
    cycles.create(office, CYCLE, tool, "Coba", "2026-06-01", "2026-06-30", None, ("consultation", "goals"), "hr")
    cycles.next_stage(office, CYCLE, "hr")
    with office.store.read() as view:
        people = sorted(records.people(view, records.cycle(view, CYCLE)))
        code = consultation.questions(view, records.cycle(view, CYCLE), "before")[0].code

    def say(n: int) -> object:
        return consultation.save(office, CYCLE, "before", people[n], {code: "4"})

    for n in range(9):
        say(n)
    return office, say


ENDS: dict[str, Callable[[Office], object]] = {
    "end": lambda office: consultation.end(office, CYCLE, "before", "hr"),
    "next": lambda office: cycles.next_stage(office, CYCLE, "hr"),
}


@pytest.mark.parametrize("by", ENDS)
def test_opinions_are_opened_while_others_save_and_one_that_comes_then_is_counted(
    asked: tuple[Office, Callable[[int], object]], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    office, say = asked
    met = at(monkeypatch, consultation, "_opened", lambda: say(9))
    ENDS[by](office)
    assert isinstance(met[0], consultation.Opinion), "it was told as saved"
    with office.store.read() as view:
        assert view.count("opinions") == 0
        done = consultation.counts(view, CYCLE, "before")
    assert done
    assert done.people == 10, "what was told as saved counts"
    assert not keyring.path(office.folder, consultation.key_name(CYCLE, "before")).exists()


@pytest.mark.parametrize("by", ENDS)
def test_a_stage_that_another_one_ended_meanwhile_is_ended(
    asked: tuple[Office, Callable[[int], object]], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    office, _ = asked
    met = at(monkeypatch, keys, "read", lambda: consultation.end(office, CYCLE, "before", "other"))
    ENDS[by](office)
    assert met == [None]
    trail.flush(office.store)
    lines = [json.loads(line) for line in trail.read_trail(office.folder).splitlines()]
    assert [x["actor"] for x in lines if x["act"] == "consultation.end"] == ["other"], "with the key that it read with"
