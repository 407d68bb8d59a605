"""Destroying the named records of a published cycle once their time is over, with a certificate; a restored copy is destroyed again.

One change removes the records and stores the certificate; then evidence files go and the store's history is wiped, under the
same mark as sealing, so that whoever finds the mark finishes it. Certificates also stand in a list beside the private folder, outside
every backup: at the next start the records of an older backup that was restored are destroyed again. Both lists are joined then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessment.cycle import Cycle
from assessment.retention import KINDS, Certificate, Kind, kept_until
from kinerja_office import evidence, objections, publication, records, settings
from kinerja_office.consultation import STAGES
from kinerja_office.office import Office
from kinerja_store import Change, View, disk, keyring, trail
from kinerja_words.problems import refuse
from kinerja_words.shape import read_json

TABLES: dict[Kind, tuple[str, ...]] = {
    "forms": ("forms", "peer_results"), "evaluations": ("evaluations",), "objections": ("objections",), "goals": ("goals", "skp"),
    "evidence": ("evidence",), "feedback": ("feedback",), "dialogues": ("dialogues",), "choices": ("choices", "interests"), "comments": ("opinion_comments",),
}  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """How one kind of a cycle's records stands: documents there (told of a sealed cycle alone), years kept, first day of destruction ("" before publication)."""

    kind: Kind
    there: int
    years: int
    until: str
    due: bool


def keeping(office: Office, view: View, cycle: Cycle) -> list[Keeping]:
    """Return how each kind of record stands, in order."""
    found, force = [], settings.in_force(office, view).organisation.retention
    for kind in KINDS:
        years = force[kind]
        until = kept_until(cycle.published, years) if cycle.published else ""
        there = len(_keys(view, cycle.id, kind)) if cycle.sealed else 0
        found.append(Keeping(kind, there, years, until, bool(there and until and until <= office.today())))
    return found


def destroy(office: Office, cycle_id: str, actor: str) -> Certificate:
    """Destroy every kind of a published cycle's named records whose time is over, for good; returns the certificate.

    What stays: aggregates, plan, receipts, roster and assignments, and the whole package in its release record, so that it can be put
    back without them. Raises `Refused` before time (with the day), where nothing is left, while an objection is undecided, and
    where the package is lost already.
    """

    def act(change: Change) -> Certificate:
        cycle = records.cycle(change, cycle_id)
        if not cycle.published:
            raise refuse("retention.unpublished", cycle=cycle_id)
        if waiting := len(objections.open_objections(change, cycle_id)):
            raise refuse("objection.undecided", n=waiting, cycle=cycle_id)
        kept = keeping(office, change, cycle)
        due = {k.kind: k.there for k in kept if k.due}
        if not due:
            if days := [k.until for k in kept if k.there]:
                raise refuse("retention.early", cycle=cycle_id, day=min(days))
            raise refuse("retention.nothing", cycle=cycle_id)
        if not publication.keep_whole(office, change, cycle):
            raise refuse("retention.package_lost", cycle=cycle_id)
        one = Certificate(cycle_id, cycle.start, due, office.today(), actor)
        _cut(change, cycle, one)
        return one

    def then(change: Change, one: Certificate) -> None:
        known = [c for c in certificates(change) if c != one]
        _add(list_file(office.folder), known)  # a disk that takes no list refuses before anything is final
        _sign(office, change, one, "retention.destroy", actor)

    one = office.store.plan(act, then)
    _add(list_file(office.folder), [one])
    _finish(office, cycle_id)
    return one


def certificates(view: View, cycle_id: str = "") -> list[Certificate]:
    """Return the certificates the store knows (of one cycle), by day."""
    found = (Certificate.from_doc(d) for _, d in view.find("certificates"))
    return sorted((c for c in found if cycle_id in ("", c.cycle)), key=lambda c: (c.day, c.hash))


def list_file(folder: Path) -> Path:
    """Return where the list of certificates of a private folder lies: beside it, so that a restore does not replace it."""
    return folder.with_name(folder.name + ".certificates.jsonl")


def listed(path: Path) -> tuple[list[Certificate], int]:
    """Return the certificates in a list, and how many of its lines are damaged."""
    found, wrong = [], 0
    for line in _read(path).splitlines():
        try:
            found.append(Certificate.from_doc(read_json(line)))
        except (ValueError, AttributeError):
            wrong += 1
    return found, wrong


def take_list(folder: Path, path: Path) -> None:
    """Add the certificates of another copy of the list; raises `Refused` where a line of it is damaged or it has none."""
    found, wrong = listed(path)
    if wrong or not found:
        raise refuse("retention.bad_list", path=path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _add(list_file(folder), found)


def resume(office: Office) -> list[Certificate]:
    """Finish what an earlier process left, join both lists, and destroy again what a restore brought back; returns what of."""
    known, _ = listed(list_file(office.folder))
    with office.store.read() as view:
        stored = certificates(view)
        every = {c.hash: c for c in (*stored, *known)}.values()
        again = [c for c in every if _is_back(view, c)]
        begun = {c.id for c in records.cycles(view) if c.destroyed}.intersection(keyring.marked(office.folder))
    _add(list_file(office.folder), stored)
    for one in again:
        with office.store.write() as change:
            cycle = records.cycle(change, one.cycle)
            publication.keep_whole(office, change, cycle)
            _cut(change, cycle, one)
            _sign(office, change, one, "retention.again", "system")
    for id in sorted({*begun, *(c.cycle for c in again)}):
        _finish(office, id)
    if fresh := [c for c in known if c not in stored and c not in again]:
        with office.store.write() as change:
            for one in fresh:
                change.put("certificates", records.key(one.cycle, one.hash), one.to_doc())
    return again


def _is_back(view: View, one: Certificate) -> bool:
    """Whether records that a certificate says are gone are there: only with the same first day is it the same cycle."""
    cycle = records.find_cycle(view, one.cycle)
    if cycle is None or cycle.start != one.start:
        return False
    return not set(one.kinds) <= set(cycle.destroyed) or any(_keys(view, one.cycle, k) for k in one.kinds)


def _keys(view: View, id: str, kind: Kind) -> list[tuple[str, str]]:
    """Return (table, key) of every document of a kind."""
    if kind == "comments":
        keys = [records.key(id, s) for s in STAGES]
        return [("opinion_comments", k) for k in keys if view.get("opinion_comments", k) is not None]
    return [(table, key) for table in TABLES[kind] for key, _ in view.find(table, cycle=id)]


def _cut(change: Change, cycle: Cycle, one: Certificate) -> None:
    """Remove the records of a certificate and store it."""
    for kind in one.kinds:
        for table, key in _keys(change, cycle.id, kind):
            change.delete(table, key)
    records.put_cycle(change, replace(cycle, destroyed=tuple(k for k in KINDS if k in {*cycle.destroyed, *one.kinds})))
    change.put("certificates", records.key(one.cycle, one.hash), one.to_doc())


def _sign(office: Office, change: Change, one: Certificate, act: str, actor: str) -> None:
    """Write the trail's line; the mark is set before any of it is stored, so that the wiping is finished in any case."""
    office.log(change, actor, act, cycle=one.cycle, kinds=list(one.kinds), certificate=one.hash)
    keyring.mark(office.folder, one.cycle)


def _finish(office: Office, id: str) -> None:
    """Remove the files without a record and wipe the store's history; safe to repeat."""
    trail.flush(office.store)
    evidence.sweep(office)
    office.store.wipe_history()
    keyring.unmark(office.folder, id)


def _add(path: Path, more: Sequence[Certificate]) -> None:
    """Add certificates to a list that does not have them, durable on return; what is there stays, damaged lines too."""
    (there, _), old = listed(path), _read(path)
    if fresh := [c for c in more if c not in there]:
        lines = (json.dumps(c.to_doc(), sort_keys=True).encode() + b"\n" for c in fresh)
        disk.replace_file(path, old + (b"" if old.endswith(b"\n") or not old else b"\n") + b"".join(lines))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
