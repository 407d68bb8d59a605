"""The trail: what HR and the programs did, newest first, and whether its chain of hashes is whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from flask import render_template, request

from forms_service.desk import desk
from forms_service.web.guard import may
from forms_service.web.service import service
from kinerja_office.publication import published_keys
from kinerja_store import pins
from kinerja_store import trail as chain
from kinerja_words.shape import read_json

PAGE = 100
SHOWN = {"n": int, "time": str, "actor": str, "act": str, "details": dict, "hash": str}
"""What a line needs to have to be shown; others are told by the check alone."""
SHORT = 12
"""So many digits of a hash are shown; the whole is in the file."""


def read_lines(trail: bytes, pending: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of the trail that can be read, oldest first, and those the store has still to write out."""
    lines: list[dict[str, Any]] = []
    for raw in trail.splitlines():
        with suppress(ValueError):
            line = read_json(raw)
            fits = isinstance(line, dict) and all(isinstance(line.get(k), kind) for k, kind in SHOWN.items())
            if fits and MINYEAR < datetime.fromisoformat(line["time"]).year < MAXYEAR:  # else no zone could be told
                lines.append(line)
    known = {line["hash"] for line in lines}
    return lines + [line for line in pending if line["hash"] not in known]


@desk.get("/jejak")
@may("trail.see", of="office")
def trail() -> str:
    """Show the trail and the result of its check."""
    office = service().office
    with office.store.still() as view:
        kept = chain.copy(office.store.folder, view)
        pinned = pins.copy(office.store, view, office.pins) if office.pins else None
    findings = chain.verify(kept)
    if pinned:
        findings += pins.verify(pinned, kept, office.today(), published_keys(service().packages))
    lines = read_lines(kept.raw, kept.pending)
    text = request.args.get("halaman", "1")
    pages = max(1, -(-len(lines) // PAGE))
    page = min(int(text), pages) if text.isdecimal() and len(text) < 7 and int(text) else 1
    newest = lines[::-1][(page - 1) * PAGE : page * PAGE]
    rows = [(x["n"], x["time"], x["actor"], x["act"], _details(x["details"]), x["hash"][:SHORT]) for x in newest]
    head = lines[-1]["hash"] if lines else ""
    return render_template("desk/trail.html", findings=findings, rows=rows, page=page, pages=pages, head=head)


def _details(details: dict[str, Any]) -> str:
    """Return what a line says besides, without empty values; long hashes are cut."""
    said = {k: str(v) for k, v in sorted(details.items()) if str(v)}
    return ", ".join(f"{k} {v[:SHORT] + '…' if len(v) == 64 and v.isalnum() else v}" for k, v in said.items())
