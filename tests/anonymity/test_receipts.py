"""A38 to A43: a receipt for everybody who sent, that says nothing but that they did."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assessment.assignment import Assignment
from kinerja_office import ballots, cycles, publication, records
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Played


def published(folder: Path, seed: object) -> tuple[Played, list[str], dict[str, Any]]:
    """Play a cycle act by act and return its receipts, the list of the package, and its figures."""
    script = city.invent(seed)
    office, played = city.play_open(folder, script)
    cycles.close_cycle(office, CYCLE, "hr")
    files = publication.prepare(office, CYCLE, folder / "published", {}).files
    office.store.close()
    rows = list(csv.DictReader(io.StringIO(files["receipts.csv"].decode())))
    assert {tuple(row) for row in rows} <= {("cycle", "receipt")}
    taken = csv.DictReader(io.StringIO(files["participation.csv"].decode()))
    shown = {r["method"] for r in taken if r["group"] == "*" and r["status"] == "shown"}
    stated = json.loads(files["datapackage.json"])["kinerja"]
    return played, [row["receipt"] for row in rows], {**stated, "shown": shown}


def test_a41_a42_a43_each_receipt_once_and_the_totals_agree(quick: Path) -> None:
    """A38 A41 A42 A43: through edits, an import and sealing; one sorted list without units."""
    for seed in ("receipts", "receipts 2"):
        played, rows, figures = published(city.fresh(quick), seed)
        shown = figures["shown"]
        mine = {code for one, code in played.receipts.items() if one.method in shown}
        assert set(rows) >= mine
        assert not set(rows) & (set(played.receipts.values()) - mine), "their number would tell how many there are"
        assert rows == sorted(rows)
        assert len(set(rows)) == len(rows)
        sent = {one for one, _ in played.script.named} | {Assignment("peer", *p) for p in played.script.ballots}
        assert figures["forms"] == sum(one.method in shown for one in sent)
        assert len(rows) == figures["forms"]
        assert "imported" not in figures, "nothing tells how many came on paper"
        assert len(rows) > len(mine) > 0, "no paper form in this cycle: the sum tests nothing"
        assert any(len(d.versions) > 1 for ds in played.script.doings.values() for d in ds)


def test_a38_a_receipt_stays_through_edits(quick: Path) -> None:
    """A38: every send of one form shows the same code."""
    script = city.invent("receipts")
    shown: dict[Assignment, set[str]] = {}
    office = city.make_office(quick, script, city.Source())
    for act in city.acts(script, 1):
        code = city.do(office, script, act)
        if code:
            shown.setdefault(act[1], set()).add(code)
    office.store.close()
    assert {len(codes) for codes in shown.values()} == {1}


def test_a40_other_answers_leave_the_same_codes(quick: Path) -> None:
    """A40: the same random source and other answers: the same codes for the same people."""
    script = city.invent("receipts")
    draw = random.Random(3)
    other = replace(
        script,
        doings={
            r: tuple(replace(d, versions=tuple("".join(draw.sample(v, len(v))) for v in d.versions)) for d in ds)
            for r, ds in script.doings.items()
        },
    )
    assert script.ballots != other.ballots
    one = city.play(city.fresh(quick / "a"), script, fast=True)
    two = city.play(city.fresh(quick / "b"), other, fast=True)
    assert one.receipts == two.receipts


def test_a40_letters_do_not_follow_answers() -> None:
    """A40: 40,000 codes beside answers: no letter at any place goes with any value (chi-square, fixed seed)."""
    draw = random.Random(1)
    source = city.Source("letters")
    pairs = [(ballots.new_receipt(source).replace("-", ""), draw.choice("12345")) for _ in range(40_000)]
    letters = len(ballots.RECEIPT_ALPHABET)
    freedom = (letters - 1) * 4
    for place in range(ballots.RECEIPT_LENGTH):
        seen = Counter((code[place], value) for code, value in pairs)
        by_letter, by_value = Counter(code[place] for code, _ in pairs), Counter(value for _, value in pairs)
        expected = {(a, v): by_letter[a] * by_value[v] / len(pairs) for a in by_letter for v in by_value}
        chi = sum((seen[cell] - e) ** 2 / e for cell, e in expected.items())
        assert abs(chi - freedom) < 5 * (2 * freedom) ** 0.5
        even = len(pairs) / letters
        flat = sum((by_letter[a] - even) ** 2 / even for a in ballots.RECEIPT_ALPHABET)
        assert abs(flat - (letters - 1)) < 5 * (2 * (letters - 1)) ** 0.5, "a letter comes too often"


def test_a40_codes_tell_no_order() -> None:
    """A4 A40: of two codes drawn one after the other, the later is the smaller half of the time."""
    source = city.Source("order")
    codes = [ballots.new_receipt(source) for _ in range(10_000)]
    up = sum(a < b for a, b in pairwise(codes))
    assert abs(up - len(codes) / 2) < 5 * (len(codes) / 12) ** 0.5
    assert len(set(codes)) == len(codes)


@pytest.mark.journal
def test_a39_a_receipt_is_shown_after_the_disk_has_it(quick: Path) -> None:
    """A39: the very bytes on the disk, read by another process after the send, count the form."""
    script = city.invent("receipts")
    office = city.make_office(quick, script, city.Source())
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    code = city.do(office, script, ("send", one, "1" * 9))
    copy = city.fresh(quick.with_name(quick.name + "-copy"))
    for name, body in city.contents(quick).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(body)
    with city.reopened(copy, script) as other:
        cycles.close_cycle(other, CYCLE, "hr")
        with other.store.read() as view:
            assert records.must(view, "receipts", CYCLE)["codes"] == [code]
    office.store.close()
    city.fresh(copy)
