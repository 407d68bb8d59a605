"""A1 to A6: what a ballot looks like while the cycle is open."""

from __future__ import annotations

import hashlib
import itertools
import random
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from kinerja_office import answering, ballots, declines, records
from kinerja_office.ballots import Ballot, BoxDamaged
from kinerja_store import keyring
from kinerja_words.problems import Refused
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Source

KEY = bytes(range(32))


def lengths(items: int, tries: int) -> set[int]:
    """Lengths of boxes over patterns of answers, drafts, receipts and revisions."""
    draw = random.Random(items)
    marks = "12345T-"
    patterns = [m * items for m in marks] + ["".join(draw.choices(marks, k=items)) for _ in range(tries)]
    if items <= 4:
        patterns = ["".join(p) for p in itertools.product(marks, repeat=items)]
    found = set()
    for n, answers in enumerate(patterns):
        for ballot in (
            Ballot(draft=answers, revision=1),
            Ballot(answers, answers, "ABCD-EFGH-JKMN", 1, 1),
            Ballot(answers, patterns[n - 1], "ABCD-EFGH-JKMN", 10**9, 10**9 - 1),
            Ballot(),
            Ballot(answers, answers, "ABCD-EFGH-JKMN", 1, 1, imported=True, epoch=999, kept=True),
        ):
            found.add(len(ballots.seal_ballot(KEY, "tag", ballot, items, Source(n))))
    return found


@pytest.mark.parametrize("items", [1, 3, 4, 27, 60])
def test_a3_all_boxes_of_an_instrument_have_one_length(items: int) -> None:
    """A3: over all answer patterns of small instruments, and random ones of large."""
    assert len(lengths(items, 400)) == 1


def test_a3_all_stored_ballots_have_one_length(quick: Path) -> None:
    """A3 A6: documents of begun, sent, edited and imported ballots are alike in every field but the box's bytes."""
    script = city.invent("lengths")
    office, _ = city.play_open(quick, script, fast=True)
    with office.store.read() as view:
        docs = list(view.find("ballots"))
    assert {len(doc["box"]) for _, doc in docs} == {len(docs[0][1]["box"])}
    assert {tuple(sorted(doc)) for _, doc in docs} == {("box", "cycle")}
    assert {len(key) for key, _ in docs} == {len(docs[0][0])}
    assert len({doc["box"] for _, doc in docs}) == len(docs)
    office.store.close()


def test_a25_declines_have_one_length(quick: Path) -> None:
    """A3 A25: a reason, however long and in whatever letters, does not show in the size of its box."""
    script = city.invent("declines", people=16)
    office = city.make_office(quick, script, Source())
    ratee = next(iter(script.peers))
    with office.store.write() as change:
        cycle = records.cycle(change, CYCLE)
        for rater, reason in zip(script.peers[ratee], ("x", "\x01" * 500, "🙂" * 500), strict=False):
            declines.put(office, change, cycle, Assignment("peer", rater, ratee), reason)
    with office.store.read() as view:
        docs = [doc for _, doc in view.find("declines")]
        assert len({len(doc["box"]) for doc in docs}) == 1
        assert {d.reason for d in declines.listed(office, view, cycle)} >= {"x", "🙂" * 500}
    office.store.close()


def test_a1_a_pseudonym_needs_the_key() -> None:
    """A1: another key gives another pseudonym, and no plain hash of the two numbers is one."""
    pair = Assignment("peer", "100", "200")
    one = ballots.tag(KEY, pair)
    assert one == ballots.tag(KEY, pair)
    assert one not in {ballots.tag(bytes(32), pair), ballots.tag(KEY, Assignment("peer", "200", "100"))}
    for words in ("100\x00200", "100/200", "peer/100/200", "200\x00100"):
        for name in hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}:
            assert hashlib.new(name, words.encode()).hexdigest()[:32] != one
    assert ballots.tag(KEY, pair, "decline") != one


def test_a1_nothing_stored_leads_to_a_rater(quick: Path) -> None:
    """A1 A4: a ballot's document is its cycle and its box; sorted by pseudonym, raters come in no order."""
    script = city.invent("pseudonyms", people=40)
    office, _ = city.play_open(quick, script, fast=True)
    key = keyring.read(office.folder, CYCLE)
    by_tag = sorted((ballots.tag(key, Assignment("peer", *pair)), pair[0]) for pair in script.ballots)
    raters = [rater for _, rater in by_tag]
    up = sum(a < b for a, b in itertools.pairwise(raters))
    assert 0.35 < up / len(raters) < 0.65
    office.store.close()


def test_a2_an_altered_box_is_refused() -> None:
    """A2: every single changed byte, another key, another pseudonym and another purpose."""
    box = ballots.seal_ballot(KEY, "a", Ballot("123", "123", "R", 1, 1), 3, Source())
    raw = b64decode(box)
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] ^= 1
        with pytest.raises(BoxDamaged):
            ballots.open_ballot(KEY, "a", b64encode(bytes(changed)).decode())
    for key, name in ((bytes(32), "a"), (KEY, "b")):
        with pytest.raises(BoxDamaged):
            ballots.open_ballot(key, name, box)
    with pytest.raises(BoxDamaged):
        ballots.open_box(KEY, "decline", "a", box)
    with pytest.raises(BoxDamaged):
        ballots.open_ballot(KEY, "a", "no base64 !")


def test_a2_a_box_moved_to_another_pseudonym_is_refused(quick: Path) -> None:
    """A2: who can write the store cannot give one rater's ballot to another; the error names nobody."""
    script = city.invent("moved")
    office, _ = city.play_open(quick, script, fast=True)
    with office.store.write() as change:
        (first, _), (_, other) = list(change.find("ballots"))[:2]
        change.put("ballots", first, other)
    with office.store.read() as view:
        cycle, everybody = records.cycle(view, CYCLE), records.assignments(view, CYCLE, method="peer")
        with pytest.raises(BoxDamaged) as caught:
            answering.sealed_entries(office, view, cycle, everybody)
    said = str(caught.value) + repr(caught.value)
    assert not any(e.employee_number in said for e in script.people)
    assert first.partition("/")[2] not in said
    office.store.close()


def test_a5_a_peer_returns_edits_and_answers_once(quick: Path) -> None:
    """A5 A38: one ballot per assignment; the receipt stays, the last sent answers count."""
    script = city.invent("return")
    office = city.make_office(quick, script, Source())
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    with office.store.read() as view:
        boxes = view.count("ballots")
    codes = [city.do(office, script, ("send", one, answers)) for answers in ("1" * 9, "2" * 9, "3" * 9)]
    city.do(office, script, ("save", one, "4" * 9))
    with office.store.read() as view:
        entry = answering.load(office, view, records.cycle(view, CYCLE), one)
        assert view.count("ballots") == boxes == sum(map(len, script.peers.values())), "a box a pair, and no other"
    assert (entry.answers, entry.draft) == ("3" * 9, "4" * 9)
    assert len(set(codes)) == 1
    assert entry.receipt == codes[0]
    office.store.close()


def test_a12_a_ballot_has_no_room_for_words(quick: Path) -> None:
    """A12: a peer's form takes marks of the scale; anything else is refused, and a level or a reason is not kept."""
    script = city.invent("words", people=16)
    office = city.make_office(quick, script, Source())
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    for words in ("Selalu terlambat", "12", "x", "5 "):
        with pytest.raises(Refused):
            answering.save(office, CYCLE, one, {"c0i0": words})
    entry = answering.save(
        office, CYCLE, one, {"c0i0": "5"}, levels={"reason": "Selalu terlambat", "work_result": "as"}
    )
    assert (entry.reason, entry.work_result) == ("", None)
    assert set(Ballot.__dataclass_fields__) == {
        "draft",
        "answers",
        "receipt",
        "revision",
        "sent_revision",
        "imported",
        "epoch",
        "kept",
    }
    office.store.close()


def test_a6_an_edited_ballot_looks_like_one_never_edited(quick: Path) -> None:
    """A6: the same answers sent once, and sent after edits: documents differ in random bytes alone."""
    script = city.invent("edited")
    tables = []
    for versions in (("123451234",), ("111111111", "222222222", "123451234")):
        office = city.make_office(city.fresh(quick), script, Source())
        ratee, raters = next(iter(script.peers.items()))
        for answers in versions:
            city.do(office, script, ("send", Assignment("peer", raters[0], ratee), answers))
        with office.store.read() as view:
            tables.append({t: dict(view.find(t)) for t in view.tables()})
        office.store.close()
    one, two = tables
    assert one.keys() == two.keys()
    differ = [t for t in one if one[t] != two[t]]
    assert differ == ["ballots"]
    assert one["ballots"].keys() == two["ballots"].keys()
    changed = [key for key in one["ballots"] if one["ballots"][key] != two["ballots"][key]]
    assert len(changed) == 1
    first, second = one["ballots"][changed[0]], two["ballots"][changed[0]]
    assert {**first, "box": len(first["box"])} == {**second, "box": len(second["box"])}


def test_a6_no_nonce_comes_twice(quick: Path) -> None:
    """A2 A6: saving the same answers again gives an unrelated box."""
    boxes = {
        ballots.seal_ballot(KEY, "a", Ballot("1"), 1, random_bytes) for random_bytes in [Source(n) for n in range(50)]
    }
    assert len({b64decode(box)[:24] for box in boxes}) == 50
    script = city.invent("nonce")
    office = city.make_office(quick, script, Source())
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    seen = set()
    for _ in range(3):
        with office.store.write() as change:
            cycle = records.cycle(change, CYCLE)
            entry = replace(answering.load(office, change, cycle, one), draft="1" * 9)
            answering._put(office, change, cycle, script.instrument, entry)
            seen.update(doc["box"] for _, doc in change.find("ballots"))
    assert len(seen) == sum(map(len, script.peers.values())) + 2
    office.store.close()
