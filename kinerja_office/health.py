"""Whether the office's machine is well: room, backup, drill, certificate. HR's desk says what is not, a monitor only that something is."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from assessment.cycle import days_between
from kinerja_office.backups import last_backup, last_drill
from kinerja_office.office import Office
from kinerja_store import StoreError

OLD_BACKUP, OLD_DRILL, LITTLE_ROOM, SHORT_CERTIFICATE = 7, 40, 1 << 30, 14
"""Days, days, bytes, days from which on something is to be done."""
VALIDITY = re.compile(rb"\x30.(?:\x17\x0d\d{12}Z|\x18\x0f\d{14}Z)(?:\x17\x0d(\d{12})Z|\x18\x0f(\d{14})Z)", re.DOTALL)
"""Two instants in a row in a certificate (RFC 5280, 4.1.2.5): from when it holds, and until when."""


class Sign(NamedTuple):
    """One thing that was looked at (`fact.<key>`), how much it matters, and its numbers."""

    key: str
    weight: Literal["must", "should", "done"]
    values: dict[str, Any]


def signs(office: Office, certificate: Path | None = None) -> Iterator[Sign]:
    """Yield how the last backup, the last drill, the room and, where it is known, the proxy's certificate are."""
    with office.store.read() as view:
        drilled = last_drill(view)
    made = last_backup(office)
    if made:
        yield _aged("backup", (office.now() - datetime.datetime.fromisoformat(made.at)).days, OLD_BACKUP)
        yield (
            _aged("drill", days_between(drilled, office.today()), OLD_DRILL)
            if drilled
            else Sign("drill.never", "should", {})
        )
    else:
        yield Sign("backup.never", "must", {})
    free = shutil.disk_usage(office.folder).free
    yield Sign("disk", "must" if free < LITTLE_ROOM else "done", {"n": free >> 30})
    if certificate:
        until = valid_until(certificate)
        left = (until - office.now()).days if until else -1
        yield Sign(
            "certificate" if until else "certificate.unread",
            "must" if left < SHORT_CERTIFICATE else "done",
            {"n": max(left, 0)},
        )


def _aged(key: str, days: int, most: int) -> Sign:
    """Say how old something is; what is dated ahead, by a clock that was wrong, says nothing of how old it is."""
    if days < -1:
        return Sign(f"{key}.ahead", "should", {"n": -days})
    return Sign(key, "should" if days > most else "done", {"n": max(days, 0)})


def valid_until(certificate: Path) -> datetime.datetime | None:
    """Return until when the first certificate of a PEM file holds; None where it cannot be read."""
    try:
        first = re.search(
            r"(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", certificate.read_text("ascii")
        )
        found = VALIDITY.search(ssl.PEM_cert_to_DER_cert(first[0])) if first else None
        digits = (found[2] or b"20" + found[1]).decode() if found else ""
        return datetime.datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z")
    except (OSError, ValueError):
        return None


def ready(office: Office) -> bool:
    """Whether forms can be taken and what was taken is kept: the store can be written, there is room, and a backup that is not old."""
    try:
        well = office.store.failed is None and os.access(office.folder, os.W_OK)
        return well and all(s.weight == "done" for s in signs(office) if s.key.split(".")[0] in ("backup", "disk"))
    except (StoreError, OSError):
        return False
