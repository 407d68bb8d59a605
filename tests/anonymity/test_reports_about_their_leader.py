"""A48: what is promised to peers is promised to reports about their leader, from five of them on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from kinerja_office import accounts, answering, ballots, cycles, declines, records
from kinerja_office.office import Office
from kinerja_store import keyring
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Doing, Script, Source

PEER, REPORT = "peer", "subordinate"


def office_of(sent: Callable[[int], int], seed: object = "reports") -> Script:
    """Leaders of whose reports so many send (by the leader's place), all with other answers; the others are silent."""
    script = city.invent_reports(seed)
    doings = {}
    for n, (ratee, raters) in enumerate(sorted(script.peers.items())):
        texts = [
            "".join("12345"[(n + k + i) % 5] for i in range(len(script.instrument.items))) for k in range(len(raters))
        ]
        doings[ratee] = tuple(Doing((text,)) if k < sent(n) else Doing() for k, text in enumerate(texts))
    return replace(script, doings=doings)


def means_of(office: Office, ratee: str) -> dict[str, object]:
    with office.store.read() as view:
        return dict(records.sealed_means(view, records.cycle(view, CYCLE), ratee))


def test_a48_means_from_five_ballots_on_and_below_not_a_trace(quick: Path) -> None:
    """A48 A22 A34: five ballots leave a mean in steps of 0.5, four nothing; the ballots of peers are counted apart from both."""
    script = office_of(lambda n: (5, 4, 0, 9)[n % 4])
    city.play(quick, script, fast=True)
    with city.reopened(quick, script) as office, office.store.read() as view:
        kept = {k.split("/")[1] for k, _ in view.find("peer_results") if k.endswith(f"/{REPORT}")}
        means = [text for k, doc in view.find("peer_results") if k.endswith(REPORT) for text in doc["means"].values()]
        loose = {m: records.receipts(view, CYCLE, m) for m in (PEER, REPORT)}
        counted = {m: view.get("counts", f"{CYCLE}/{m}") for m in (PEER, REPORT)}
    wanted = {r for r, doings in script.doings.items() if sum(bool(d.versions) for d in doings) >= 5}
    assert kept == wanted
    assert len(wanted) < len(script.peers)
    assert all(text[0] in "≤≥" or text[-1] in "05" for text in means), (
        "three items of at most nine forms: below 40 ratings"
    )
    sent = {PEER: sum(one.method == PEER for one, _ in script.named), REPORT: len(script.ballots)}
    assert {m: doc and (doc["forms"], len(doc["codes"])) for m, doc in loose.items()} == {
        m: (n, n) for m, n in sent.items()
    }
    assert not set(loose[PEER]["codes"]) & set(loose[REPORT]["codes"])  # type: ignore[index]  # both are there
    assert all(counted.values())


@pytest.mark.parametrize("way", ["paper", "slip"])
def test_a48_a_leader_at_the_desk_reads_no_fifth_ballot(quick: Path, way: str) -> None:
    """A48 A22: whoever types a form in, or issues the slips of reports again and writes for them, opens no result with it."""
    script = office_of(lambda n: 4)
    leader, raters = next((e, r) for e, r in sorted(script.peers.items()) if len(r) > 5)
    office, _ = city.play_open(quick, script, fast=True)
    words = "3" * len(script.instrument.items)
    if way == "slip":
        with office.store.write() as change:
            for number in raters[4:]:
                change.put("accounts", number, {"staff": None, "slip": "", "secret": "x", "epoch": 0})
        accounts.issue_slips(office, list(raters[4:]), "hr", again=True)
    for rater in raters[4:]:
        city.do(office, script, ("paper" if way == "paper" else "send", Assignment(REPORT, rater, leader), words))
    cycles.close_cycle(office, CYCLE, "hr")
    assert means_of(office, leader).keys() <= {PEER}
    office.store.close()


def test_a48_no_pseudonym_is_of_two_methods_and_no_order_tells_of_which(quick: Path) -> None:
    """A48 A1 A2 A11: one pair by both methods has two pseudonyms, and a box of the one is not read as the other's; all boxes of
    an opening lie in one order."""
    script = office_of(lambda n: 0)
    office = city.make_office(quick, script, Source())
    key = keyring.read(office.folder, CYCLE)
    ratee, raters = next(iter(script.peers.items()))
    pair = Assignment(REPORT, raters[0], ratee)
    names = {
        ballots.tag(key, pair._replace(method=m), purpose) for m in (PEER, REPORT) for purpose in ("tag", "decline")
    }
    assert len(names) == 4
    with office.store.read() as view:
        docs = {k.rpartition("/")[2]: d["box"] for k, d in view.find("ballots", cycle=CYCLE)}
        methods = {
            ballots.tag(key, a): a.method for m in (PEER, REPORT) for a in records.assignments(view, CYCLE, method=m)
        }
    assert docs.keys() == methods.keys()
    assert len({len(box) for box in docs.values()}) == 1
    mine = ballots.tag(key, pair)
    with pytest.raises(ballots.BoxDamaged):
        ballots.open_ballot(key, ballots.tag(key, pair._replace(method=PEER)), docs[mine])
    raw = b"".join(path.read_bytes() for path in sorted(quick.rglob("store.journal*")))
    assert sorted(docs, key=lambda name: raw.index(name.encode())) == sorted(docs)
    answering.decline(office, CYCLE, pair, "Bukan atasan saya lagi.")
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        assert declines.is_there(office, view, cycle, pair)
        assert not declines.is_there(office, view, cycle, pair._replace(method=PEER))
    office.store.close()


def test_a48_a_year_later_with_one_report_more_the_mean_moves_by_halves(quick: Path) -> None:
    """A48 A34: all who rated last year rate alike, one joins: whatever the joiner gives from 2 to 5, the leader reads one of two texts."""
    seen = set()
    for extra in "2345":
        script = city.invent_reports("a year later")
        leader = next(e for e, r in sorted(script.peers.items()) if len(r) == 6)
        texts = ["3" * 9] * 5 + [extra * 9]
        turned = {i.code: i.reversed for i in script.instrument.items}
        plain = [
            "".join(str(6 - int(m)) if turned[i.code] else m for m, i in zip(t, script.instrument.items, strict=True))
            for t in texts
        ]
        doings = {r: tuple(Doing() for _ in ds) for r, ds in script.doings.items()} | {
            leader: tuple(Doing((t,)) for t in plain)
        }
        city.play(city.fresh(quick / extra), replace(script, doings=doings), fast=True)
        with city.reopened(quick / extra, script) as office:
            found = means_of(office, leader)[REPORT]
        assert isinstance(found, dict)
        seen |= set(found.values())
    assert seen <= {"3.0", "3.5"}
