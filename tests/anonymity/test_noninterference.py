"""A32: who gave which ballot, and who stayed silent, leaves no trace in a single byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kinerja_office import cycles
from tests.anonymity import city
from tests.anonymity.comparing import Invent, assert_same, compare, outputs
from tests.on_postgres import few

Say = Callable[[str], None]


def test_a32_a48_permuted_reports_and_silence_leave_the_same_bytes(quick: Path, say: Say) -> None:
    """A19 A32 A48: the same of reports about their leader, who are also peers of others, whose ballots stay as they are."""
    done = compare(quick, range(few(8)), 6, invent=city.invent_reports)
    say(f"reports: {done}")
    assert done.tested >= few(40)
    assert done.excluded == 0, "each rates one leader: who it was moves no threshold"
    assert done.withheld > 0 or few(10) < 10
    done = compare(quick, ["acts"], 3, fast=False, invent=city.invent_reports)
    say(f"reports, act by act: {done}")
    assert done.tested > 0


def test_a32_permuted_peers_and_silence_leave_the_same_bytes(quick: Path, say: Say) -> None:
    """A19 A20 A23 A24 A32: sealed folder, trail, package and what HR is told are equal wherever the bits are."""
    done = compare(quick, range(few(10)), 8)
    say(str(done))
    assert done.tested >= few(40)
    assert done.excluded > 0 or few(10) < 10, "no permutation met a threshold: the organisations are too easy"
    assert done.withheld > 0 or few(10) < 10


def test_a32_the_same_through_every_act_of_the_product(quick: Path, say: Say) -> None:
    """A4 A32: also where each answer is saved, edited and sent by itself, in another order."""
    done = compare(quick, ["acts 1", "acts 2"], 3, fast=False)
    say(str(done))
    assert done.tested > 0


def test_a15_the_undone_hour_leaves_no_difference(quick: Path) -> None:
    """A15 A32: closing, undoing and closing again seals as if it had been closed once, but for the lines of the trail."""
    script = city.invent("undo")
    seen = []
    for name, other in (("a", script), ("b", script.permuted(3))):
        office, _ = city.play_open(quick / name, other, fast=True)
        cycles.begin_closing(office, city.CYCLE, "hr")
        cycles.undo_closing(office, city.CYCLE, "hr")
        cycles.begin_closing(office, city.CYCLE, "hr")
        cycles.close_cycle(office, city.CYCLE, "hr")
        office.store.close()
        seen.append((city.bits(quick / name, other), outputs(quick / name, other)))
    assert seen[0][0] == seen[1][0]
    assert_same(seen[0][1], seen[1][1], "after an undone hour")


@pytest.mark.quality
@pytest.mark.parametrize(("invent", "least"), [(city.invent, 600), (city.invent_reports, 500)])
def test_a32_long_form(quick: Path, say: Say, invent: Invent, least: int) -> None:
    """A32 A48 on many random organisations."""
    done = compare(quick, (f"long {n}" for n in range(50)), 25, invent=invent)
    say(f"{invent.__name__}: {done}")
    assert done.tested >= least


@pytest.mark.quality
def test_a32_long_form_through_every_act(quick: Path, say: Say) -> None:
    """A32 through saves, edits and sends one by one."""
    done = compare(quick, (f"long acts {n}" for n in range(20)), 8, fast=False)
    say(str(done))
    assert done.tested >= 80
