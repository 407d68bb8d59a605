"""A33: whoever reads the sealed folder, the trail, all backups without key files and the log guesses no better than chance."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.anonymity import city, observer, watching
from tests.anonymity.comparing import Invent
from tests.anonymity.observer import STRATEGIES, Seen, best_byte, match_boxes, score

Say = Callable[[str], None]
TOO_GOOD = 4.0
"""Standard deviations above chance that no honest guess reaches: 3 in 100,000."""


def ballots_about(n: int) -> Callable[[Seen, str, str], bool]:
    return lambda seen, _, ratee: len(seen.contents()[ratee]) == n


def first_sender(seen: Seen, rater: str, ratee: str) -> bool:
    one = next(act[1] for act in seen.acts if act[0] == "send")
    return (one.rater, one.ratee) == (rater, ratee)


def last_sender(seen: Seen, rater: str, ratee: str) -> bool:
    one = next(act[1] for act in reversed(seen.acts) if act[0] == "send")
    return (one.rater, one.ratee) == (rater, ratee)


def edited(seen: Seen, rater: str, ratee: str) -> bool:
    return sum(1 for act in seen.acts if act[0] == "send" and act[1][1:] == (rater, ratee)) > 1


PICKED = {
    "all ballots": None, "ratees with one ballot": ballots_about(1), "ratees with two ballots": ballots_about(2),
    "first sender": first_sender, "last sender": last_sender, "someone who edited": edited,
}  # fmt: skip


def check(worlds: Sequence[Seen], say: Say) -> None:
    """Every strategy, over all ballots and over the ones that systems give away first."""
    for picked, only in PICKED.items():
        scores = {name: score(worlds, strategy, only) for name, strategy in STRATEGIES.items()}
        best = max(scores, key=lambda name: scores[name].z)
        say(f"{picked}: best of {len(scores)} readers ({best}) {scores[best]}")
        assert scores[best].tries > 0, picked
        assert scores[best].z < TOO_GOOD, f"{picked}: {best} guesses {scores[best]}"


def check_boxes(worlds: Sequence[Seen], say: Say) -> None:
    """Told whose box is whose, the boxes still say nothing of their content."""
    half = len(worlds) // 2
    byte = best_byte(worlds[:half])
    readers: dict[str, tuple[Sequence[Seen], Callable[[str], object]]] = {
        "length": (worlds, len), "bytes": (worlds, str), "sum of bytes": (worlds, lambda box: sum(b64decode(box))),
        "learned": (worlds[half:], lambda box: b64decode(box)[byte]),
    }  # fmt: skip
    for name, (among, order) in readers.items():
        found = score(among, lambda seen, order=order: match_boxes(seen, order), told=True)  # type: ignore[misc]
        say(f"matching contents to boxes by {name}: {found}")
        assert found.tries > 0
        assert found.z < TOO_GOOD, f"boxes give their content away by {name}: {found}"


@pytest.mark.parametrize("invent", [city.invent, city.invent_reports])
def test_a33_no_reader_guesses_better_than_chance(quick: Path, say: Say, invent: Invent) -> None:
    """A1 A4 A33 A48: also for ratees with one and two ballots, for the first and last sender, and for someone who edited."""
    worlds = watching.worlds(quick, range(8), invent)
    say(f"{invent.__name__}: {sum(len(seen.script.ballots) for seen in worlds)} ballots in {len(worlds)} cycles")
    check(worlds, say)
    check_boxes(worlds, say)


@pytest.mark.quality
def test_a33_long_form(quick: Path, say: Say) -> None:
    """A33 over many cycles."""
    worlds = watching.worlds(quick, (f"long {n}" for n in range(100)))
    check(worlds, say)
    check_boxes(worlds, say)


def test_a33_the_readers_can_read(quick: Path) -> None:
    """Where a ballot is left in the open the readers find its author: their failing elsewhere means something."""
    seen = watching.watch(quick / "open", "open book")
    left = {
        f"2026-1/{rater}/{ratee}": {"rater": rater, "ratee": ratee, "answers": answers}
        for (rater, ratee), answers in seen.script.ballots.items()
    }
    seen.sealed = {**seen.sealed, "ballots": left}
    seen.blobs = {"store.journal": "".join(repr(doc).ljust(1000) for doc in left.values()).encode()}
    for name in ("kept ballots", "nearness in raw bytes"):
        assert score([seen], observer.STRATEGIES[name]).z > 2 * TOO_GOOD, name
