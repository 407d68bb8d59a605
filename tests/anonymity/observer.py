"""The reader: holds the sealed folder, the trail, the backups (opened, without key files), the log, and guesses.

The game: the reader is also told, for every ratee, what the ballots said (which nothing here tells it), and has to say
which of the assigned peers gave which. Each strategy uses one side door that such systems have had. A strategy that
knows nothing draws one of the assigned peers.
"""

from __future__ import annotations

import random
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from assessment.assignment import Assignment
from kinerja_office import records
from tests.anonymity.city import CYCLE, Act, Script

Table = Mapping[str, Mapping[str, Any]]
Tables = Mapping[str, Table]


@dataclass
class Seen:
    """What the reader holds of one cycle. `images`: opened backups in order; `blobs`: every file's raw bytes."""

    script: Script
    images: list[Tables] = field(default_factory=list)
    sealed: Tables = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)
    """(table, key) in the order of the open journal: only the reader of a disk image has it."""
    receipts: dict[Assignment, str] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    """What really happened, for picking out first and last senders; no strategy looks at it."""
    boxes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(rater, ratee) → the encrypted ballot: told only to the reader who has to match contents to boxes."""

    def __post_init__(self) -> None:
        self.draw = random.Random(f"reader/{len(self.script.people)}/{len(self.script.ballots)}")

    def contents(self) -> dict[str, list[str]]:
        """Ratee → what its ballots say, sorted: the reader does not know by whom."""
        found: dict[str, list[str]] = defaultdict(list)
        for (_, ratee), answers in self.script.ballots.items():
            found[ratee].append(answers)
        return {ratee: sorted(texts) for ratee, texts in found.items()}


Guess = Mapping[tuple[str, int], str]
"""(ratee, place of a content in the sorted list) → the rater it is laid to."""


def by_rank(seen: Seen) -> dict[tuple[str, int], str]:
    """The n-th content belongs to the n-th assigned peer."""
    return {
        (ratee, n): seen.script.peers[ratee][n % len(seen.script.peers[ratee])]
        for ratee, texts in seen.contents().items()
        for n in range(len(texts))
    }


def by_nearness(seen: Seen) -> dict[tuple[str, int], str]:
    """Where the content stands anywhere in raw bytes, the assigned peer whose number stands nearest."""
    out = {}
    for ratee, texts in seen.contents().items():
        for n, text in enumerate(texts):
            found = [
                (abs(place - at), rater)
                for body in seen.blobs.values()
                if (at := body.find(text.encode())) >= 0
                for rater in seen.script.peers[ratee]
                for place in (body.find(rater.encode(), at), body.rfind(rater.encode(), 0, at))
                if place >= 0
            ]
            out[ratee, n] = min(found)[1] if found else _any(seen, ratee)
    return out


def by_tag_order(seen: Seen) -> dict[tuple[str, int], str]:
    """Pseudonyms, boxes and contents sorted alike: the n-th box holds the n-th content, the n-th pseudonym is the n-th pair."""
    boxes = seen.images[-1].get("ballots", {}) if seen.images else {}
    pairs = sorted((rater, ratee) for ratee, raters in seen.script.peers.items() for rater in raters)
    of_tag = dict(zip(sorted(boxes), pairs, strict=False))
    tags = sorted(boxes, key=lambda tag: str(boxes[tag]["box"]))
    return _lay(seen, [of_tag.get(t, ("", "")) for t in tags])


def by_journal_order(seen: Seen) -> dict[tuple[str, int], str]:
    """Who left a session or a form last before a box was written, is taken for its rater; contents go by length of box."""
    writer: dict[str, str] = {}
    last = ""
    for table, key in seen.order:
        if table == "sessions":
            last = key
        elif table == "forms":
            last = key.split("/")[2]
        elif table == "ballots" and last:
            writer[key] = last
    boxes = seen.images[-1].get("ballots", {}) if seen.images else {}
    tags = sorted(boxes, key=lambda tag: (len(str(boxes[tag]["box"])), str(boxes[tag]["box"])))
    return _lay(seen, [(writer.get(t, ""), "") for t in tags])


def by_declines(seen: Seen) -> dict[tuple[str, int], str]:
    """Whoever can be read to have declined did not answer; of the others any."""
    silent = {
        (str(doc.get("rater")), str(doc.get("ratee")))
        for image in seen.images
        for doc in image.get("declines", {}).values()
        if "rater" in doc
    }
    return _of_the_rest(seen, lambda rater, ratee: (rater, ratee) not in silent)


def by_sessions(seen: Seen) -> dict[tuple[str, int], str]:
    """Whoever never had a session in any backup, or is not known to have signed in, did not answer."""
    there = {str(doc["account"]) for image in (*seen.images, seen.sealed) for doc in image.get("sessions", {}).values()}
    return _of_the_rest(seen, lambda rater, _: not there or rater in there)


def by_assignments(seen: Seen) -> dict[tuple[str, int], str]:
    """Whose assignment is in the last state was not taken out, so may have answered; flags on it tell more."""
    docs = seen.sealed.get("assignments", {})
    flagged = {
        (str(d["rater"]), str(d["ratee"]))
        for d in docs.values()
        if any(v for k, v in d.items() if k not in ("cycle", "method", "rater", "ratee"))
    }
    return _of_the_rest(seen, lambda rater, ratee: not flagged or (rater, ratee) in flagged)


def by_receipts(seen: Seen) -> dict[tuple[str, int], str]:
    """Receipts in the order they lie in: the n-th is the n-th assigned pair's, whose content is the n-th."""
    codes = seen.sealed.get("receipts", {}).get(records.sealed_key(seen.script.method, CYCLE), {}).get("codes", [])
    pairs = sorted((rater, ratee) for ratee, raters in seen.script.peers.items() for rater in raters)
    places = sorted(range(len(codes)), key=lambda n: codes[n])
    return _lay(seen, [pairs[p * len(pairs) // max(1, len(codes))] for p in places])


def by_kept_ballots(seen: Seen) -> dict[tuple[str, int], str]:
    """Documents of the sealed store that hold a content and, in any field or key, an assigned peer."""
    out = {}
    for ratee, texts in seen.contents().items():
        for n, text in enumerate(texts):
            names = [
                rater
                for table, docs in seen.sealed.items()
                for key, doc in docs.items()
                if table not in ("assignments", "participants", "roster") and text in repr(doc)
                for rater in seen.script.peers[ratee]
                if rater in key + repr(doc)
            ]
            out[ratee, n] = names[0] if names else _any(seen, ratee)
    return out


def by_file_order(seen: Seen) -> dict[tuple[str, int], str]:
    """The order of whatever the sealed store keeps of one ratee against the order of assigned peers."""
    out = {}
    for ratee, texts in seen.contents().items():
        whole = b"".join(seen.blobs.values())
        order = sorted(range(len(texts)), key=lambda n: (whole.find(texts[n].encode()), n))
        raters = sorted(seen.script.peers[ratee], key=lambda r: whole.find(r.encode()))
        for place, n in enumerate(order):
            out[ratee, n] = raters[place % len(raters)]
    return out


STRATEGIES: dict[str, Callable[[Seen], dict[tuple[str, int], str]]] = {
    "rank": by_rank, "nearness in raw bytes": by_nearness, "order of pseudonyms": by_tag_order,
    "order of the journal": by_journal_order, "declines": by_declines, "sessions": by_sessions,
    "assignments": by_assignments, "receipts": by_receipts, "kept ballots": by_kept_ballots, "order in files": by_file_order,
}  # fmt: skip


def _any(seen: Seen, ratee: str) -> str:
    return seen.draw.choice(seen.script.peers[ratee])


def _of_the_rest(seen: Seen, may: Callable[[str, str], bool]) -> dict[tuple[str, int], str]:
    out = {}
    for ratee, texts in seen.contents().items():
        left = [r for r in seen.script.peers[ratee] if may(r, ratee)] or list(seen.script.peers[ratee])
        mixed = seen.draw.sample(left, len(left))
        for n in range(len(texts)):
            out[ratee, n] = mixed[n % len(mixed)]
    return out


def _lay(seen: Seen, writers: Sequence[tuple[str, str]]) -> dict[tuple[str, int], str]:
    """Lay writers, in their order, beside all contents in theirs; a writer who is not assigned is no guess."""
    contents = sorted((text, ratee, n) for ratee, texts in seen.contents().items() for n, text in enumerate(texts))
    out = {}
    for place, (_, ratee, n) in enumerate(contents):
        rater = writers[place * len(writers) // len(contents)][0] if writers else ""
        out[ratee, n] = rater if rater in seen.script.peers[ratee] else _any(seen, ratee)
    return out


def match_boxes(seen: Seen, order: Callable[[str], object]) -> dict[tuple[str, int], str]:
    """Told which box is whose, lay the contents of each ratee to them in an order read off the boxes' bytes."""
    out = {}
    for ratee, texts in seen.contents().items():
        raters = sorted(r for r, about in seen.script.ballots if about == ratee)
        if all((r, ratee) in seen.boxes for r in raters) and len(raters) > 1:
            raters.sort(key=lambda r: order(seen.boxes[r, ratee]))  # type: ignore[arg-type,return-value]  # comparable
            for n in range(len(texts)):
                out[ratee, n] = raters[n]
    return out


def best_byte(training: Sequence[Seen]) -> int:
    """Learn which byte of a box goes best with the order of contents, from cycles whose answers are known."""
    length = min(len(b64decode(box)) for seen in training for box in seen.boxes.values())
    pairs = [(b64decode(box), seen.script.ballots[pair]) for seen in training for pair, box in seen.boxes.items()]
    order = sorted(pairs, key=lambda p: p[1])
    middle = (len(order) - 1) / 2
    return max(range(length), key=lambda at: sum((n - middle) * box[at] for n, (box, _) in enumerate(order)))


@dataclass
class Score:
    """Right guesses among tries, and what chance would give."""

    right: int = 0
    tries: int = 0
    expected: float = 0.0
    variance: float = 0.0

    def add(self, right: bool, chance: float) -> None:
        """Count one guess."""
        self.right += right
        self.tries += 1
        self.expected += chance
        self.variance += chance * (1 - chance)

    @property
    def z(self) -> float:
        """How many standard deviations above chance."""
        return (self.right - self.expected) / sqrt(self.variance) if self.variance else 0.0

    def __str__(self) -> str:
        low, high = wilson(self.right, self.tries)
        chance = self.expected / self.tries if self.tries else 0.0
        return f"{self.right}/{self.tries} = {self.right / max(1, self.tries):.3f} [{low:.3f}, {high:.3f}], chance {chance:.3f}"


def wilson(right: int, tries: int, z: float = 2.81) -> tuple[float, float]:
    """The interval of a rate (Wilson) that holds with 95 % for the best of ten readers (Bonferroni)."""
    if not tries:
        return 0.0, 1.0
    p, z2 = right / tries, z * z
    middle = (p + z2 / (2 * tries)) / (1 + z2 / tries)
    half = z * sqrt(p * (1 - p) / tries + z2 / (4 * tries * tries)) / (1 + z2 / tries)
    return middle - half, middle + half


def score(
    worlds: Iterable[Seen], strategy: Callable[[Seen], Guess], only: Callable[[Seen, str, str], bool] | None = None,
    *, told: bool = False,
) -> Score:  # fmt: skip
    """Play the game in many worlds. `only(seen, rater, ratee)` picks the ballots that count.

    Chance is one of the ratee's assigned peers, or of those who answered where the reader was `told` who did.
    """
    total = Score()
    for seen in worlds:
        guess = strategy(seen)
        authors: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (rater, ratee), answers in seen.script.ballots.items():
            authors[ratee, answers].append(rater)
        contents = seen.contents()
        for (ratee, n), laid in guess.items():
            text = contents[ratee][n]
            among = len(contents[ratee]) if told else len(seen.script.peers[ratee])
            for author in authors[ratee, text]:
                if only is None or only(seen, author, ratee):
                    total.add(laid == author, 1 / among)
    return total
