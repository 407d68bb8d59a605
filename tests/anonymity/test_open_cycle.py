"""A7 to A16: what can be learned while a cycle is open, and in the hour before sealing."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.form import Form
from kinerja_office import accounts, answering, assignments, ballots, cycles, declines, publication, records
from kinerja_office.keys import needed
from kinerja_office.participation import progress
from kinerja_store import StoreError, keyring, trail
from kinerja_store.backup import KeyNeeded, _open, backup, restore
from kinerja_words.problems import Refused
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Source
from tests.anonymity.searching import files, key_needles, search
from tests.wording import said

PASSPHRASE = "kata sandi"


def pairs_of(script: city.Script) -> tuple[Assignment, Assignment]:
    """One peer who answered, and one assigned peer who stayed silent, about the same ratee."""
    for ratee, raters in script.peers.items():
        doings = dict(zip(raters, script.doings[ratee], strict=True))
        sent = [r for r in raters if doings[r].versions and not doings[r].paper]
        silent = [r for r in raters if doings[r] == city.Doing()]
        if sent and silent:
            return Assignment("peer", sent[0], ratee), Assignment("peer", silent[0], ratee)
    raise AssertionError("nobody is silent")


def test_a7_no_message_and_no_line_holds_the_key(quick: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A7: errors about the key name the cycle and nothing of the key."""
    caplog.set_level(logging.DEBUG)
    script = city.invent("words")
    office, _ = city.play_open(quick, script, fast=True)
    key = keyring.read(office.folder, CYCLE)
    path = keyring.path(office.folder, CYCLE)
    said = []
    for damaged in (key[:20], bytes(32), None):
        if damaged is None:
            path.unlink()
        else:
            path.write_bytes(damaged)
        with pytest.raises(StoreError) as caught:
            cycles.close_cycle(office, CYCLE, "hr")
        said.append(str(caught.value) + repr(caught.value) + str(vars(caught.value)))
    path.write_bytes(key)
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    blobs = {"said": " ".join(said).encode(), "log": caplog.text.encode(), **files(quick)}
    assert search(blobs, key_needles(key)) == []


def test_a18_a_wrong_key_closes_nothing(quick: Path) -> None:
    """A2 A18: with a key that does not fit, nothing is counted and nothing removed."""
    script = city.invent("wrong key")
    office, _ = city.play_open(quick, script, fast=True)
    path = keyring.path(office.folder, CYCLE)
    key = path.read_bytes()
    path.write_bytes(bytes(32))
    with office.store.read() as view:
        before = view.count("ballots")
    # Another key finds no ballot at all: every pseudonym is another.
    with pytest.raises(StoreError):
        cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert records.cycle(view, CYCLE).state == "assessment"
        assert view.count("ballots") == before
    path.write_bytes(key)
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()


def test_a8_a_backup_holds_no_key_and_needs_it_to_be_restored(quick: Path) -> None:
    """A8: opened with its passphrase, FILE holds no key; without FILE.key an open cycle is not restored."""
    script = city.invent("backup", people=16)
    office, _ = city.play_open(quick / "data", script, fast=True)
    key = keyring.read(office.folder, CYCLE)
    written = backup(office.store, quick / "b.kt", PASSPHRASE)
    office.store.close()
    assert [p.name for p in written] == ["b.kt", "b.kt.key", "b.kt.server.key"]
    kept = {p.name: b"".join(_open(p, PASSPHRASE).values()) for p in written if p.name != "b.kt.key"}
    assert search(kept, key_needles(key)) == [], "nothing that may be kept after sealing opens a ballot"
    with pytest.raises(KeyNeeded):
        restore(quick / "b.kt", quick / "again", PASSPHRASE, needed=needed)
    assert not (quick / "again").exists()
    restore(quick / "b.kt", quick / "whole" / "private", PASSPHRASE, quick / "b.kt.key", needed=needed)
    assert keyring.read(quick / "whole" / "private", CYCLE) == key
    opened = {n: b for n, b in files(quick / "whole").items() if not n.startswith("private/keys/")}
    assert search(opened, key_needles(key)) == []
    assert search({"b.kt": (quick / "b.kt").read_bytes()}, key_needles(key)) == []
    with city.reopened(quick / "whole", script) as again:
        cycles.close_cycle(again, CYCLE, "hr")


def test_a8_a_backup_tells_no_order(quick: Path) -> None:
    """A4 A8: what is restored from a backup is a snapshot: two orders of arrival leave the same pseudonyms in one order."""
    seen = []
    for order in (1, 2):
        script = city.invent("snapshot", people=16)
        office, _ = city.play_open(quick / f"d{order}", script, order=order)
        backup(office.store, quick / f"{order}.kt", PASSPHRASE)
        office.store.close()
        restore(quick / f"{order}.kt", quick / f"r{order}", PASSPHRASE, quick / f"{order}.kt.key", needed=needed)
        raw = (quick / f"r{order}" / "store.journal").read_bytes()
        key = keyring.read(quick / f"r{order}", CYCLE)
        tags = [ballots.tag(key, Assignment("peer", *pair)).encode() for pair in script.ballots]
        seen.append(sorted(tags, key=raw.find))
        assert all(raw.count(tag) == 1 for tag in tags)
    assert seen[0] == seen[1]


def test_a10_no_results_while_open(quick: Path) -> None:
    """A10 A15: nothing counted is stored, and a package is refused, in every state before "closed"."""
    script = city.invent("no results")
    office, _ = city.play_open(quick, script, fast=True)
    for _ in range(2):
        with office.store.read() as view:
            assert not {"counts", "peer_results", "receipts"} & set(view.tables())
        with pytest.raises(Refused):
            publication.prepare(office, CYCLE, quick / "published", {})
        with office.store.read() as view:
            state = records.cycle(view, CYCLE).state
        if state == "assessment":
            cycles.begin_closing(office, CYCLE, "hr")
    office.store.close()


def test_a11_hr_sees_peers_for_the_whole_organisation_only(quick: Path) -> None:
    """A11: no unit, no ratee and no rater has a figure of peers."""
    script = city.invent("progress")
    office, _ = city.play_open(quick, script, fast=True)
    doc = progress(office, CYCLE).to_doc()
    assert doc["participation"]["peer"]["sent"] is None, "no count before the close"
    assert {row["method"] for row in doc["units"]} <= {"self", "supervisor"}
    words = json.dumps(doc)
    assert not any(e.employee_number in words or e.name in words for e in script.people)
    office.store.close()


def outcome(office: object, act: object) -> str:
    """What whoever does this is told: nothing, or the words of the refusal."""
    try:
        act()  # type: ignore[operator]
    except Refused as refused:
        return said(refused, "id")
    return ""


def test_a11_no_act_of_hr_tells_whether_a_peer_has_answered(quick: Path) -> None:
    """A11: importing a paper form and removing a task answer alike for who has answered and who has not."""
    script = city.invent("oracle")
    office, _ = city.play_open(quick, script, fast=True)
    told = []
    for one in pairs_of(script):
        wrong = Form("self", one.rater, one.ratee, "1" * 9)  # makes the whole file be refused: a look without a trace
        right = Form(*one, "1" * 9)
        told.append((
            outcome(office, lambda f=right, w=wrong: answering.import_assessments(office, CYCLE, [(2, f), (3, w)], False, "hr")),
            outcome(office, lambda o=one: assignments.adjust_assignment(office, CYCLE, o, False, "hr")),
            outcome(office, lambda o=one: assignments.adjust_assignment(office, CYCLE, o, True, "hr")),
            outcome(office, lambda f=right: answering.import_assessments(office, CYCLE, [(2, f)], False, "hr")),
            outcome(office, lambda f=right: answering.import_assessments(office, CYCLE, [(2, f)], False, "hr")),
        ))  # fmt: skip
    assert told[0] == told[1]
    office.store.close()


def test_a11_an_import_writes_as_much_for_a_peer_who_has_answered(quick: Path) -> None:
    """A6 A11: the journal grows alike whether the peer's own ballot is kept or the paper form taken."""
    script = city.invent("oracle")
    office, _ = city.play_open(quick, script, fast=True)
    key = keyring.read(office.folder, CYCLE)
    for one in pairs_of(script):
        name = f"{CYCLE}/{ballots.tag(key, one)}"
        with office.store.read() as view:
            before = view.get("ballots", name)
            kept = answering._stored(office, view, records.cycle(view, CYCLE), one)
        answering.import_assessments(office, CYCLE, [(2, Form(*one, "1" * 9))], False, "hr")
        with office.store.read() as view:
            assert view.get("ballots", name) != before
            after = answering._stored(office, view, records.cycle(view, CYCLE), one)
        assert after == kept if kept.sent else after.imported
    office.store.close()


def test_a14_sends_and_sign_ins_of_asn_leave_no_line_in_the_trail(quick: Path) -> None:
    """A14: the trail tells acts of HR alone; it grows by nothing while people answer, and names no assignment."""
    script = city.invent("trail")
    script = replace(script, doings={r: tuple(replace(d, paper=False) for d in ds) for r, ds in script.doings.items()})
    office = city.make_office(quick, script, Source())
    trail.flush(office.store)
    before = (office.folder / trail.FILE).read_bytes()
    for act in city.acts(script, 0):
        city.do(office, script, act)
    number = script.people[0].employee_number
    accounts.issue_slips(office, [number], "hr")
    trail.flush(office.store)
    after = (office.folder / trail.FILE).read_bytes()
    fresh = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert after.startswith(before)
    assert [line["act"] for line in fresh] == ["slips.issue"]
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    words = (quick / "private" / trail.FILE).read_text()
    assert not any(e.employee_number in words or e.name in words for e in script.people)


def test_a14_no_file_carries_the_time_of_a_ballot(quick: Path) -> None:
    """A14: no document has a time in it but sessions, cycles and the trail's head; files are few and change together."""
    script = city.invent("times")
    office, _ = city.play_open(quick, script)
    with office.store.read() as view:
        for table in set(view.tables()) - {"sessions", "cycles", "meta"}:
            for _, doc in view.find(table):
                assert "2026-06-10" not in json.dumps(doc), table
    office.store.close()
    names = {name for name in files(quick) if not name.startswith("private/keys/")}
    assert names == {"private/store.journal", "private/store.lock", "private/store.turn", "private/trail.jsonl"}


def test_a15_closing_takes_no_form_and_can_be_undone(quick: Path) -> None:
    """A15: forms are refused, ballots stay as they are, and after the undo people go on where they were."""
    script = city.invent("closing")
    office, _ = city.play_open(quick, script, fast=True)
    with office.store.read() as view:
        before = {t: dict(view.find(t)) for t in view.tables() if t != "meta"}
    key = keyring.read(office.folder, CYCLE)
    cycles.begin_closing(office, CYCLE, "hr")
    one, _ = pairs_of(script)
    with pytest.raises(Refused):
        answering.save(office, CYCLE, one, {"c0i0": "1"})
    with office.store.read() as view:
        assert dict(view.find("ballots")) == before["ballots"]
    assert cycles.resume(office) == []
    assert keyring.read(office.folder, CYCLE) == key
    cycles.undo_closing(office, CYCLE, "hr")
    with office.store.read() as view:
        assert {t: dict(view.find(t)) for t in view.tables() if t != "meta"} == before
    assert city.do(office, script, ("send", one, "1" * 9))
    office.store.close()


def test_a16_a_slip_is_kept_as_a_hash_and_a_second_one_is_told(quick: Path) -> None:
    """A16: no code lies in the folder; a slip issued again shows to the person, and in the trail."""
    script = city.invent("slips", people=16)
    office = city.make_office(quick, script, Source())
    number = script.people[0].employee_number
    code = accounts.issue_slips(office, [number], "hr")[number]
    session = accounts.sign_in(office, number, code)
    assert session
    accounts.set_secret(office, session, "payung kopi sepeda")
    assert accounts.sign_in(office, number, code) is None
    again = accounts.issue_slips(office, [number], "hr", again=True)[number]
    found = accounts.sign_in(office, number, again)
    assert found
    assert found.notices == ("reissued",)
    trail.flush(office.store)
    office.store.close()
    blobs = files(quick)
    assert search(blobs, {c: c.encode() for c in (code, again, "payung kopi sepeda")}) == []
    assert b"slips.again" in blobs["private/trail.jsonl"]


def test_a25_hr_reads_declines_while_open_and_never_after(quick: Path) -> None:
    """A23 A25: who declined, and why, is for HR while the cycle is open; from sealing on there is nothing to read."""
    script = city.invent("oracle")
    office, _ = city.play_open(quick, script, fast=True)
    wanted = {
        (rater, ratee, doing.declined, "peer")
        for ratee, raters in script.peers.items()
        for rater, doing in zip(raters, script.doings[ratee], strict=True)
        if doing.declined
    }
    with office.store.read() as view:
        assert set(declines.listed(office, view, records.cycle(view, CYCLE))) == wanted
        assert wanted
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert declines.listed(office, view, records.cycle(view, CYCLE)) == []
        assert view.count("declines") == 0
        for rater, ratee, *_ in wanted:
            assert view.get("assignments", f"{CYCLE}/peer/{rater}/{ratee}"), "the task stays in the list"
    office.store.close()


def test_a21_after_sealing_a_peer_sees_a_blank_form_and_no_error_about_keys(quick: Path) -> None:
    """A21: there is nothing to return to, and the key is not missed."""
    script = city.invent("closing")
    office, _ = city.play_open(quick, script, fast=True)
    cycles.close_cycle(office, CYCLE, "hr")
    one, _ = pairs_of(script)
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        assert answering.load(office, view, cycle, one) == answering.Entry(one)
    office.store.close()
