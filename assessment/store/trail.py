"""The trail: an append-only, hash-chained file of what HR and the programs did; never an answer, a send or a sign-in of an ASN.

`record` puts a line into the same store change as the act it tells of, `flush` then appends it to `trail.jsonl`. A crash
between the two leaves the line in the store, and the next flush writes it: act and line are both there or neither is.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessment.store.protocol import Change, Store

FILE = "trail.jsonl"
START = "0" * 64


def record(change: Change, actor: str, act: str, details: Mapping[str, object], now: datetime.datetime) -> None:
    """Add one line to the change; it gets its place in the chain here, under the store's lock."""
    head = change.get("meta", "trail") or {"n": 0, "hash": START, "pending": []}
    line: dict[str, Any] = {
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
    """Append the lines that are in the store and not yet in the file; durable on return; safe to repeat."""
    with store.write() as change:
        head = change.get("meta", "trail")
        if not head or not head["pending"]:
            return
        _append(store.folder / FILE, head["pending"])
        change.put("meta", "trail", {**head, "pending": []})


def digest(line: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a line without its own hash, over its canonical JSON (which holds the hash before it)."""
    body = json.dumps(
        {k: v for k, v in line.items() if k != "hash"}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(body.encode()).hexdigest()


def _append(path: Path, lines: list[dict[str, Any]]) -> None:
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        there = os.pread(fd, os.fstat(fd).st_size, 0)
        whole = there[: there.rfind(b"\n") + 1]
        last = json.loads(whole.rsplit(b"\n", 2)[-2])["n"] if whole else 0
        new = [json.dumps(x, sort_keys=True, ensure_ascii=False) + "\n" for x in lines if x["n"] > last]
        os.ftruncate(fd, len(whole))
        os.pwrite(fd, "".join(new).encode(), len(whole))
        os.fsync(fd)
    finally:
        os.close(fd)
