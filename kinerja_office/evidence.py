"""Evidence files beside the store: kept under a random name, their record in the store, read by the person and their officer.

A file is on the disk before its record is in the store, and gone from the store before it is removed: what a crash leaves is a
file without a record, which `doctor` finds and `sweep` removes. Nothing of it is ever public.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from assessment.evidence import MOST_OF_PERSON, Kind, kind_of
from kinerja_office import goals, records
from kinerja_office.office import Office
from kinerja_store import View, attachments
from kinerja_words.problems import refuse


@dataclass(frozen=True)
class Evidence:
    """The record of one file: whose, of which goal, under which name it lies, what it is, how large, SHA-256, ISO day."""

    cycle: str
    employee: str
    goal: str
    file: str
    kind: Kind
    size: int
    sha256: str
    day: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Evidence:
        """Rebuild from the JSON form."""
        return cls(**doc)


def add(office: Office, cycle_id: str, employee: str, goal_id: str, body: bytes) -> Evidence:
    """Keep a file for an agreed goal, while realisations are taken; the same content again is the same file.

    Raises `Refused` for what is no PDF, JPG or PNG by its content, above 5 MB, and above 50 MB of one person in a cycle.
    """
    kind, digest, file = kind_of(body), hashlib.sha256(body).hexdigest(), office.random(16).hex()
    fresh = Evidence(cycle_id, employee, goal_id, file, kind, len(body), digest, office.today())
    try:
        with office.store.write() as change:  # the file too is written under the lock: `sweep` may run at any time
            goals.reportable(change, cycle_id, employee, goal_id)
            there = of_person(change, cycle_id, employee)
            if same := next((e for e in there if (e.goal, e.sha256) == (goal_id, digest)), None):
                return same
            if sum(e.size for e in there) + fresh.size > MOST_OF_PERSON:
                raise refuse("evidence.quota", field="file", most=MOST_OF_PERSON >> 20)
            attachments.put(office.folder, file, body)
            change.put("evidence", records.key(cycle_id, employee, file), asdict(fresh))
    except BaseException:
        attachments.remove(office.folder, file)
        raise
    return fresh


def remove(office: Office, cycle_id: str, employee: str, goal_id: str, file: str) -> None:
    """Remove a file of one's own while realisations are taken; one that is gone already is no fault."""
    with office.store.write() as change:
        goals.reportable(change, cycle_id, employee, goal_id)
        there = any(e.file == file for e in of_goal(change, cycle_id, employee, goal_id))
        if there:
            change.delete("evidence", records.key(cycle_id, employee, file))
    if there:
        attachments.remove(office.folder, file)


def read(office: Office, one: Evidence) -> bytes:
    """Return the bytes of a file; raises `Refused` where it is missing or not what was kept."""
    if (body := _whole(office, one)) is None:
        raise refuse("evidence.damaged")
    return body


def of_person(view: View, cycle_id: str, employee: str) -> list[Evidence]:
    """Return the files of a person in a cycle, by day."""
    found = (Evidence.from_doc(d) for _, d in view.find("evidence", cycle=cycle_id, employee=employee))
    return sorted(found, key=lambda e: (e.day, e.file))


def of_goal(view: View, cycle_id: str, employee: str, goal_id: str) -> list[Evidence]:
    """Return the files of a goal, by day."""
    return [e for e in of_person(view, cycle_id, employee) if e.goal == goal_id]


def faults(office: Office) -> tuple[list[str], list[str]]:
    """Return (files without a record, records whose file is missing or changed), by name.

    Names are compared at a moment when nobody writes; files are read while everybody does, and looked at once more where one is wrong
    and its record still stands.
    """
    with office.store.still() as view:
        known, there = _known(view), attachments.names(office.folder)
    wrong = [name for name, one in sorted(known.items()) if _whole(office, one) is None]
    if wrong:
        with office.store.still() as view:
            now = _known(view)
            wrong = [name for name in wrong if name in now and _whole(office, now[name]) is None]
    return sorted(there - known.keys()), wrong


def _known(view: View) -> dict[str, Evidence]:
    """Return every record by the name of its file."""
    return {d["file"]: Evidence.from_doc(d) for _, d in view.find("evidence")}


def _whole(office: Office, one: Evidence) -> bytes | None:
    """Return the bytes of a file if they are there, can be read and are what was kept."""
    with suppress(OSError):
        body = attachments.read(office.folder, one.file)
        if body is not None and hashlib.sha256(body).hexdigest() == one.sha256:
            return body
    return None


def sweep(office: Office) -> list[str]:
    """Remove the files without a record, at a moment when nobody writes; returns their names. What no program put there stays."""
    removed = []
    with office.store.still() as view:
        for name in sorted(attachments.names(office.folder) - _known(view).keys()):
            with suppress(OSError, ValueError):
                attachments.remove(office.folder, name)
                removed.append(name)
    return removed
