"""A19 to A26, A31, A34, A35: what there is after the close, and what there is not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.assignment import Assignment
from assessment.form import tallies
from assessment.organisation import Disclosure
from kinerja_office import accounts, answering, assignments, cycles, publication, records
from kinerja_office.office import Office
from kinerja_office.retention import aftermath
from kinerja_store import keyring, trail
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from publishing.values import code_bands, mean_text
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Doing, Script

KEPT = {
    "cycles", "instruments", "roster", "units", "participants", "assignments", "plans", "forms", "counts", "peer_results",
    "receipts", "meta", "key_copies", "accounts", "settings", "confirmed",
}  # fmt: skip
"""Every table that may hold a document after sealing; a new one has to be thought about here and in docs/anonymity.md."""


def sealed(folder: Path, script: Script) -> dict[str, dict[str, Any]]:
    """Play a cycle to its end and return every document."""
    city.play(folder, script, fast=True)
    with city.reopened(folder, script) as office, office.store.read() as view:
        return {table: dict(view.find(table)) for table in view.tables()}


def test_a19_a_closed_list_of_tables(quick: Path) -> None:
    """A19 A21 A25: no ballot, draft, decline or session; nothing in a table that is not in the list."""
    script = city.invent("kept")
    tables = sealed(quick, script)
    assert set(tables) <= KEPT | {trail.TABLE}
    assert not {"ballots", "declines", "sessions"} & set(tables)
    assert all(doc["sent_revision"] and doc["draft"] == doc["answers"] for doc in tables["forms"].values())
    assert {doc["method"] for doc in tables["forms"].values()} == {"self", "supervisor"}


def test_a19_counts_hold_shown_cells_only(quick: Path) -> None:
    """A19 A24: of a withheld cell there is the one bit; of a shown one forms and histogram, as the ballots say."""
    for seed in range(8):
        script = city.invent(seed)
        tables = sealed(city.fresh(quick), script)
        counts = tables["counts"][f"{CYCLE}/peer"]
        withheld = [c for cells in counts["criteria"].values() for c in cells.values() if c is None]
        if withheld:
            break
    assert withheld, "every cell of eight offices is shown"
    assert set(counts) == {"cycle", "method", "criteria", "participation", "predicates"}
    assert counts["predicates"] == {}
    assert tables["counts"].keys() == {f"{CYCLE}/peer"}
    forms = list(script.ballots.values())
    for criterion, cells in counts["criteria"].items():
        if cells["*"] is None:
            continue
        places = [
            script.instrument.position[i.code]
            for c in script.instrument.criteria
            if c.code == criterion
            for i in c.items
        ]
        rated = [a for a in forms if any(a[p].isdigit() for p in places)]
        given = tallies(script.instrument, forms)[criterion].counts
        shares = code_bands(given, script.instrument, Disclosure(), one_a_person=len(places) == 1)
        assert cells["*"] == [len(rated), mean_text(given, 1, 5), *shares], "finer than what is published"
    if counts["participation"]["*"] is not None:
        assert counts["participation"]["*"] == [sum(len(p) for p in script.peers.values()), len(forms)]


def test_a20_scores_change_no_bit(quick: Path) -> None:
    """A20: the same people, other scores (and the same items answered): the same cells are shown."""
    for seed in range(6):
        script = city.invent(seed)
        turned = str.maketrans("12345", "51234")
        doings = {
            ratee: tuple(replace(d, versions=tuple(v.translate(turned) for v in d.versions)) for d in ds)
            for ratee, ds in script.doings.items()
        }
        city.play(city.fresh(quick / "a"), script, fast=True)
        other = replace(script, doings=doings)
        city.play(city.fresh(quick / "b"), other, fast=True)
        assert city.bits(quick / "a", script) == city.bits(quick / "b", other)


def few_and_many(criteria: int = 3) -> Script:
    """One ratee each with none to five ballots; one of the fourth's leaves the first criterion out."""
    script = city.invent("few and many", people=40, tool=city.instrument(criteria))
    doings = {}
    for n, (ratee, raters) in enumerate(sorted(script.peers.items())):
        wanted = n % (len(raters) + 1)
        texts = ["".join("12345"[(n + k + i) % 5] for i in range(len(script.instrument.items))) for k in range(wanted)]
        if wanted == 3:
            texts[0] = "---" + texts[0][3:]
        doings[ratee] = tuple(Doing((text,)) for text in texts) + tuple(Doing() for _ in range(len(raters) - wanted))
    return replace(script, doings=doings)


def test_a22_a34_means_from_three_ballots_on(quick: Path) -> None:
    """A19 A22 A34: a coded mean for each criterion that three peers rated; below that not a trace of the ratee."""
    script = few_and_many()
    tables = sealed(quick, script)
    by_ratee = defaultdict(list)
    for (_, ratee), answers in script.ballots.items():
        by_ratee[ratee].append(answers)
    found = {doc["ratee"]: doc["means"] for doc in tables["peer_results"].values()}
    tool = script.instrument
    sizes = set()
    for ratee in script.peers:
        texts = by_ratee[ratee]
        sizes.add(len(texts))
        wanted = {}
        for criterion in tool.criteria:
            places = [tool.position[i.code] for i in criterion.items]
            rated = [t for t in texts if any(t[p].isdigit() for p in places)]
            if len(rated) < 3:
                continue
            values = [
                6 - int(t[p]) if i.reversed else int(t[p])
                for t in rated
                for p, i in zip(places, criterion.items, strict=True)
                if t[p].isdigit()
            ]
            wanted[criterion.code] = mean_text([values.count(n) for n in range(1, 6)], 1, 5)
        assert found.get(ratee, {}) == wanted
    assert {0, 1, 2, 3, 4} <= sizes
    left = {t: docs for t, docs in tables.items() if t in ("counts", "peer_results", "receipts")}
    few = [ratee for ratee in script.peers if len(by_ratee[ratee]) < 3]
    assert len(few) > 5
    assert not any(ratee in json.dumps(left) for ratee in few)
    assert all(set(doc) == {"cycle", "ratee", "means"} for doc in tables["peer_results"].values())


@pytest.mark.parametrize("replaced", [True, False])
def test_a22_ballots_sent_under_slips_issued_again_are_not_among_the_three(quick: Path, replaced: bool) -> None:
    """A22: whoever issues the slips of a ratee's other peers again and writes for them does not read the one real ballot.

    A slip issued again before the opening, and one under which nothing was sent, change nothing.
    """
    script = few_and_many()
    ratee, raters = next(
        (e, r) for e, r in sorted(script.peers.items()) if sum(bool(d.versions) for d in script.doings[e]) >= 3
    )
    real = [r for r, d in zip(raters, script.doings[ratee], strict=True) if d.versions]

    def had_a_secret(office: Office, people: list[str]) -> None:
        with office.store.write() as change:
            for number in people:
                change.put("accounts", number, {"staff": None, "slip": "", "secret": "x", "epoch": 2})

    office, _ = city.play_open(quick, script, fast=True, before=lambda office: had_a_secret(office, list(raters)))
    accounts.issue_slips(office, real[2:] if replaced else [], "hr", again=True)
    accounts.issue_slips(office, [r for r in raters if r not in real], "hr", again=True)
    for rater in real[2:] if replaced else []:
        one = Assignment("peer", rater, ratee)
        marks = {i.code: "5" for i in script.instrument.items}
        answering.send(office, CYCLE, one, answering.save(office, CYCLE, one, marks).revision)
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert (view.get("peer_results", f"{CYCLE}/{ratee}") is None) == replaced
    office.store.close()


@pytest.mark.parametrize("own", [True, False])
def test_a22_who_sends_after_their_paper_form_was_typed_in_answers_with_their_own_hand(quick: Path, own: bool) -> None:
    """A22 A38: two ballots and a paper form open no result; once its rater has sent, with the paper's receipt, three do."""
    script = few_and_many()
    ratee, raters = next(
        (e, r) for e, r in sorted(script.peers.items()) if sum(bool(d.versions) for d in script.doings[e]) == 2
    )
    third = next(r for r, d in zip(raters, script.doings[ratee], strict=True) if not d.versions)
    one, words = Assignment("peer", third, ratee), "3" * len(script.instrument.items)
    office, _ = city.play_open(quick, script, fast=True)
    city.do(office, script, ("paper", one, words))
    if own:
        city.do(office, script, ("send", one, words))
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert (view.get("peer_results", f"{CYCLE}/{ratee}") is not None) == own
        loose = view.get("receipts", CYCLE)
        assert loose is not None
        assert len(set(loose["codes"])) == loose["forms"]
    office.store.close()


def test_a23_the_list_of_assignments_is_kept_and_says_nothing_more(quick: Path) -> None:
    """A23: every assigned pair, who answered or declined and who did not, with the same three fields."""
    script = city.invent("kept")
    tables = sealed(quick, script)
    docs = [doc for doc in tables["assignments"].values() if doc["method"] == "peer"]
    assert {(d["rater"], d["ratee"]) for d in docs} == {
        (r, ratee) for ratee, raters in script.peers.items() for r in raters
    }
    assert all(set(d) == {"cycle", "method", "rater", "ratee"} for d in docs)


def test_a26_receipts_are_one_sorted_list(quick: Path) -> None:
    """A26: peers' codes and how many forms there were; named forms keep theirs."""
    script = city.invent("kept")
    office, played = city.play_open(quick, script, fast=True)
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        doc = view.get("receipts", CYCLE)
        named = {d["receipt"] for _, d in view.find("forms")}
    office.store.close()
    assert doc is not None
    assert set(doc) == {"codes", "forms"}
    assert doc["codes"] == sorted(doc["codes"])
    assert set(doc["codes"]) >= {code for one, code in played.receipts.items() if one.method == "peer"}
    assert len(doc["codes"]) == doc["forms"] == len(script.ballots)
    assert named == {code for one, code in played.receipts.items() if one.method != "peer"}


def test_a35_publishing_reads_no_ballot_and_no_key(quick: Path) -> None:
    """A35: the package comes from what sealing kept; an unsealed cycle is refused."""
    script = city.invent("kept")
    city.play(quick, script, fast=True)
    with city.reopened(quick, script) as office:
        assert not keyring.exists(office.folder, CYCLE)
        assert publication.prepare(office, CYCLE, quick / "published", {}).files["results.csv"]


def test_a18_nobody_closes_twice(quick: Path) -> None:
    """A18: a closed cycle cannot be opened, closed or answered again."""
    script = city.invent("kept")
    city.play(quick, script, fast=True)
    with city.reopened(quick, script) as office:
        before = city.contents(quick)
        acts: tuple[Callable[[], object], ...] = (
            lambda: cycles.close_cycle(office, CYCLE, "hr"),
            lambda: cycles.open_cycle(office, CYCLE, "hr"),
            lambda: cycles.undo_open(office, CYCLE, "hr"),
            lambda: cycles.undo_closing(office, CYCLE, "hr"),
        )
        for act in acts:
            with pytest.raises(Refused):
                act()
        assert cycles.resume(office) == []
    assert city.contents(quick) == before


def test_a7_an_undone_opening_leaves_no_key_and_the_next_gets_a_new_one(quick: Path) -> None:
    """A7: a key is never used for two openings, also where the first was cut short before it was stored."""
    script = city.invent("kept", people=16)
    office = city.make_office(quick, script, city.Source())
    first = keyring.read(office.folder, CYCLE)
    with pytest.raises(Refused):
        cycles.undo_open(office, CYCLE, "hr")  # forms are taken: too late, whoever has answered or not
    with office.store.write() as change:
        records.put_cycle(change, replace(records.cycle(change, CYCLE), state="opening"))
    cycles.undo_open(office, CYCLE, "hr")
    with office.store.read() as view:
        assert not view.count("ballots")
    assert not keyring.exists(office.folder, CYCLE)
    keyring.create(office.folder, CYCLE, lambda n: b"x" * n)  # as an opening killed half-way leaves it
    cycles.open_cycle(office, CYCLE, "hr")
    assert keyring.read(office.folder, CYCLE) not in (first, b"x" * 32)
    office.store.close()


def test_a31_doctor_says_what_exists_and_what_does_not(quick: Path) -> None:
    """A31: in both languages, before, in between and after; figures are those of the store."""
    script = city.invent("kept")
    office, _ = city.play_open(quick, script, fast=True)
    before = aftermath(office, CYCLE)
    assert before.key
    assert before.ballots > 0
    assert not before.sealed
    cycles.close_cycle(office, CYCLE, "hr")
    after = aftermath(office, CYCLE)
    assert after.sealed
    assert not after.wrong
    assert (after.ballots, after.declines, after.key, after.unfinished) == (0, 0, False, False)
    assert after.receipts == len(script.ballots)
    with office.store.read() as view:
        assert after.results == view.count("peer_results")
        assert records.cycle(view, CYCLE).state == "closed"
    for lang, gone, kept in (
        ("id", "Lembar jawaban rekan dan bawahan: tidak ada lagi.", "tanpa nama"),
        ("en", "Ballots of peers and reports: none any more.", "without names"),
    ):
        words = "\n".join(str(worded(line, lang)) for line in after.lines())
        assert gone in words
        assert kept in words
        assert str(after.receipts) in words
        assert str(after.results) in words
    # What must not be there is said, and called wrong.
    keyring.create(office.folder, CYCLE)
    with office.store.write() as change:
        change.put("ballots", f"{CYCLE}/x", {"cycle": CYCLE, "box": ""})
    worse = aftermath(office, CYCLE)
    assert worse.wrong
    words = "\n".join(str(worded(line, "id")) for line in worse.lines())
    assert words.count("MASIH ADA") == 2
    office.store.close()


def test_a23_nothing_tells_afterwards_that_a_task_was_declined(quick: Path) -> None:
    """A23: the pairs are fixed at the opening, so HR can take no declined task out, and the list keeps every one."""
    script = city.invent("oracle")
    office, _ = city.play_open(quick, script, fast=True)
    declined = [
        Assignment("peer", rater, ratee)
        for ratee, raters in script.peers.items()
        for rater, doing in zip(raters, script.doings[ratee], strict=True)
        if doing.declined
    ]
    with pytest.raises(Refused):
        assignments.adjust_assignment(office, CYCLE, declined[0], False, "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        left = set(records.assignments(view, CYCLE, method="peer"))
    assert set(declined) <= left
    office.store.close()
