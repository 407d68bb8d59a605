"""Keeps the trail: an append-only, hash-chained file of what HR and the programs did; no answer, send or sign-in of an ASN.

`record` puts a line into the same store change as the act it tells of, `flush` then appends it to `trail.jsonl`. A crash
between the two leaves the line in the store, and the next flush writes it: act and line are both there or neither is.
Where several machines share the store, a file of one of them is no place for it: the lines are then a table of the store (`TABLE`).
`verify` finds any line that was altered, removed, added or moved: each line holds the hash of the one before, the store
holds the last line's hash, and so do what was published (`release.json`) and what was signed (`pins.py`).
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kinerja_store.codec import encode
from kinerja_store.disk import FILE_MODE, disk, read_all, refusal, sync_folder, write_all
from kinerja_store.findings import Finding, error, ok, warning
from kinerja_store.protocol import Change, Store, View
from kinerja_words.shape import read_json

FILE = "trail.jsonl"
TABLE = "trail"
START = "0" * 64
Line = dict[str, Any]


@dataclass(frozen=True)
class Copy:
    """The trail of one moment (`Store.still`), to be checked while others write: its lines' bytes, and what the store knows of them."""

    raw: bytes
    known: Mapping[str, Any] | None

    @cached_property
    def chain(self) -> tuple[list[Line], list[Finding]]:
        """The lines that can be read and what is wrong with their chain; looked at once, however many ask."""
        return _chain(self.raw)

    @property
    def pending(self) -> list[Line]:
        """The lines that are in the store and not yet at their place."""
        return list((self.known or {}).get("pending", []))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def record(change: Change, actor: str, act: str, details: Mapping[str, object], now: datetime.datetime) -> None:
    """Add one line to the change; it gets its place in the chain here, under the store's lock."""
    head = change.get("meta", "trail") or {"n": 0, "hash": START, "pending": []}
    line: Line = {
        "n": head["n"] + 1,
        "time": now.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "actor": actor,
        "act": act,
        "details": dict(details),
        "prev": head["hash"],
    }
    line["hash"] = digest(line)
    change.put("meta", "trail", {"n": line["n"], "hash": line["hash"], "pending": [*head["pending"], line]})


def flush(store: Store) -> None:
    """Append the lines that are in the store and not yet at their place; durable on return; safe to repeat."""
    with store.read() as view:
        if not pending(view):
            return
    with store.write() as change:
        head = change.get("meta", "trail")
        if not head or not head["pending"]:
            return
        if store.shared:
            keep(change, head["pending"])
        else:
            try:
                _append(store.folder / FILE, head["pending"])
            except OSError as failure:
                raise refusal(failure) from failure
        change.put("meta", "trail", {**head, "pending": []})


def keep(change: Change, lines: Iterable[Line]) -> None:
    """Put lines into the table of a store that is shared."""
    for line in lines:
        change.put(TABLE, f"{line['n']:012d}", line)


def append(
    store: Store,
    actor: str,
    act: str,
    details: Mapping[str, object],
    now: Callable[[], datetime.datetime] = _now,
) -> None:
    """Write one line that tells of no change in the store; durable on return."""
    with store.write() as change:
        record(change, actor, act, details, now())
    flush(store)


def head(view: View) -> str:
    """Return the hash of the last line, which vouches for all before it; "" while there is none."""
    found = view.get("meta", "trail")
    return str(found["hash"]) if found else ""


def hashes(copy: Copy) -> list[str]:
    """Return the hashes of the lines that can be read, those that wait to be written too, in order."""
    lines, _ = copy.chain
    last = lines[-1]["n"] if lines else 0
    return [line["hash"] for line in [*lines, *(p for p in copy.pending if p["n"] > last)]]


def pending(view: View) -> list[Line]:
    """Return the lines that are in the store and not yet at their place."""
    return Copy(b"", view.get("meta", "trail")).pending


def digest(line: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a line without its own hash, over its canonical JSON (which holds the hash before it)."""
    return hashlib.sha256(encode({k: v for k, v in line.items() if k != "hash"})).hexdigest()


def written(line: Line) -> bytes:
    """Return a line's bytes in the file."""
    return (json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _append(path: Path, lines: list[Line]) -> None:
    new = not path.exists()
    fd = disk.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        disk.flock(fd, fcntl.LOCK_EX)
        there = read_all(fd, 0, disk.fstat(fd).st_size)
        whole = there[: there.rfind(b"\n") + 1]
        body = b"".join(raw for raw in map(written, lines) if raw not in whole)
        if len(there) > len(whole):
            disk.ftruncate(fd, len(whole))
        write_all(fd, body, len(whole))
        disk.fsync(fd)
        if new:
            sync_folder(path.parent)
    finally:
        disk.close(fd)


# ---- verification


def read_trail(folder: Path, view: View | None = None) -> bytes:
    """Return the trail's bytes: of the lines in the store where it keeps them, else the file's; none where there is neither."""
    if view and view.count(TABLE):
        return b"".join(written(line) for _, line in view.find(TABLE))
    try:
        return (folder / FILE).read_bytes()
    except FileNotFoundError:
        return b""


def copy(folder: Path, view: View) -> Copy:
    """Return the trail as it is; inside `Store.still`."""
    return Copy(read_trail(folder, view), view.get("meta", "trail"))


def verify(copy: Copy, published: str = "") -> list[Finding]:
    """Check every line of the trail, the store's head, and a published head if there is one."""
    lines, chained = copy.chain
    hashes = [line["hash"] for line in lines]
    findings = [*chained, *_against_store(copy, hashes, whole=not chained)]
    if published and published not in hashes:
        findings.append(error("trail.lacks_published", line=published[:12]))
    if not findings:
        findings.append(ok("trail.whole", n=len(lines)))
    return findings


def _chain(raw: bytes) -> tuple[list[Line], list[Finding]]:
    """Return the lines that can be read and what is wrong with their chain."""
    lines: list[Line] = []
    findings: list[Finding] = []
    previous, number = START, 0
    *whole, rest = raw.split(b"\n")
    for place, text in enumerate(whole, start=1):
        line = _parse(text)
        if line is None:
            findings.append(error("trail.altered", line=place))
            previous, number = "", number + 1
            continue
        if previous and (line["prev"] != previous or line["n"] != number + 1):
            findings.append(error("trail.broken", line=place))
        previous, number = line["hash"], line["n"]
        lines.append(line)
    if rest:
        findings.append(warning("trail.cut_short"))
    return lines, findings


def _parse(text: bytes) -> Line | None:
    """Return a line if its bytes are exactly what was written and its hash is right."""
    try:
        line = read_json(text)
        good = isinstance(line, dict) and written(line) == text + b"\n" and line["hash"] == digest(line)
        return line if good and isinstance(line["prev"], str) and isinstance(line["n"], int) else None
    except (ValueError, KeyError):
        return None


def _against_store(copy: Copy, hashes: list[str], *, whole: bool) -> list[Finding]:
    found, pending = copy.known, copy.pending
    if found is None:
        return [error("trail.unknown")] if hashes else []
    if found["hash"] in hashes:
        if hashes[-1] == found["hash"] or not whole:
            return []
        return [error("trail.more_lines")]
    if pending and (hashes[-1] if hashes else START) == pending[0]["prev"]:
        return [warning("trail.pending", n=len(pending))]
    return [error("trail.cut_off")]
