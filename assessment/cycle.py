"""A cycle and its states; each step is one pure function that says what is missing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from assessment.instrument import METHODS, Instrument, Method
from assessment.problems import Problem, Refused, refuse

State = Literal["draft", "consultation", "goals", "assessment", "closing", "sealing", "closed", "published"]
Stage = Literal["consultation", "goals", "objections"]
STATES: tuple[State, ...] = get_args(State)
STAGES: tuple[Stage, ...] = get_args(Stage)
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?")
UNDO = datetime.timedelta(hours=1)
"""How long a close in the browser can be undone."""

STATE_NAMES = {
    "draft": {"id": "rancangan", "en": "draft"},
    "consultation": {"id": "konsultasi", "en": "consultation"},
    "goals": {"id": "penetapan sasaran", "en": "goal setting"},
    "assessment": {"id": "penilaian berlangsung", "en": "assessment open"},
    "closing": {"id": "sedang ditutup", "en": "closing"},
    "sealing": {"id": "sedang disegel", "en": "sealing"},
    "closed": {"id": "ditutup", "en": "closed"},
    "published": {"id": "terbit", "en": "published"},
}


@dataclass(frozen=True)
class Cycle:
    """One assessment period. Dates are calendar days of the office; `closing_since` is an ISO instant in UTC."""

    id: str
    title: str
    instrument: str
    version: str
    start: str
    end: str
    methods: tuple[Method, ...]
    stages: tuple[Stage, ...] = ()
    state: State = "draft"
    closing_since: str = ""
    closed: str = ""
    published: str = ""

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "methods": list(self.methods), "stages": list(self.stages)}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Cycle:
        """Rebuild from the JSON form."""
        fields = {k: doc[k] for k in cls.__dataclass_fields__ if k in doc}
        return cls(**{**fields, "methods": tuple(doc["methods"]), "stages": tuple(doc["stages"])})

    @property
    def open(self) -> bool:
        """Whether forms are taken."""
        return self.state == "assessment"

    @property
    def unsealed(self) -> bool:
        """Whether ballots may still exist under the cycle key."""
        return self.state in ("assessment", "closing", "sealing")


def takes_web_forms(cycle: Cycle, today: str) -> bool:
    """Whether the web forms are open: the state says so and the day is within the dates (files are not bound by them)."""
    return cycle.open and cycle.start <= today <= cycle.end


def parse_date(text: str, what: str) -> str:
    """Return an ISO date as given; raises `Refused` for anything else."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise refuse(
            f"Tanggal {what} “{text}” tidak sah. Tulis seperti 2026-06-30.",
            f"The {what} date “{text}” is not valid. Write it like 2026-06-30.",
        ) from None


def new_cycle(
    id: str, instrument: Instrument, title: str, start: str, end: str,
    methods: Sequence[str] | None = None, stages: Sequence[str] = (),
) -> Cycle:  # fmt: skip
    """Build a draft cycle; raises `Refused` for a bad id, dates in the wrong order, or unknown methods or stages."""
    problems = []
    if not ID.fullmatch(id):
        problems.append(
            Problem(
                f"Kode periode “{id}” tidak sah: huruf kecil, angka, dan tanda hubung, paling panjang 24 (mis. 2026-1).",
                f"The cycle id “{id}” is not valid: lower-case letters, digits and hyphens, 24 at most (e.g. 2026-1).",
            )
        )
    start, end = parse_date(start, "mulai"), parse_date(end, "selesai")
    if end < start:
        problems.append(
            Problem(
                f"Tanggal selesai {end} lebih awal dari mulai {start}. Tukar keduanya.",
                f"The end {end} is before the start {start}. Swap them.",
            )
        )
    if not title.strip():
        problems.append(Problem("Judul periode kosong. Isi dulu.", "The title is empty. Fill it in."))
    chosen = tuple(m for m in METHODS if m in (methods if methods is not None else instrument.weights))
    wrong = [m for m in methods or () if m not in instrument.weights]
    if wrong or not chosen:
        listed = ", ".join(instrument.weights)
        problems.append(
            Problem(
                f"Metode {', '.join(wrong) or '(kosong)'} tidak ada dalam instrumen {instrument.code}. Pilih dari: {listed}.",
                f"The methods {', '.join(wrong) or '(none)'} are not in the instrument {instrument.code}. Choose from: {listed}.",
            )
        )
    unknown = [s for s in stages if s not in STAGES]
    if unknown:
        problems.append(
            Problem(
                f"Tahap {', '.join(unknown)} tidak dikenal. Pilih dari: {', '.join(STAGES)}.",
                f"The stages {', '.join(unknown)} are unknown. Choose from: {', '.join(STAGES)}.",
            )
        )
    if problems:
        raise Refused(problems)
    kept = tuple(s for s in STAGES if s in stages)
    return Cycle(id, title.strip(), instrument.code, instrument.version, start, end, chosen, kept)


def following(cycle: Cycle) -> State | None:
    """Return the state after this one; stages that the cycle does not have are skipped; None at the end."""
    path: list[State] = ["draft"]
    path += [s for s in ("consultation", "goals") if s in cycle.stages]
    path += ["assessment", "closed", "published"]
    here = "assessment" if cycle.state in ("closing", "sealing") else cycle.state
    place = path.index(here)
    return path[place + 1] if place + 1 < len(path) else None


def must_be(cycle: Cycle, *states: State) -> None:
    """Raise `Refused` unless the cycle is in one of the states; the message says what to do instead."""
    if cycle.state in states:
        return
    id, en, command = {
        "draft": ("Buka dulu", "Open it first", "cycle open"),
        "consultation": ("Lanjutkan dulu", "Go on first", "cycle next"),
        "goals": ("Lanjutkan dulu", "Go on first", "cycle next"),
        "assessment": ("Tutup dulu", "Close it first", "cycle close"),
        "closing": ("Tunggu sampai penutupan selesai", "Wait until the close is done", ""),
        "sealing": ("Ulangi penutupan agar selesai", "Repeat the close so that it ends", "cycle close"),
        "closed": ("Periode ini sudah ditutup dan jawabannya tetap", "It is closed and its answers are final", ""),
        "published": ("Hasilnya sudah terbit dan tetap", "Its results are published and final", ""),
    }[cycle.state]
    names = STATE_NAMES[cycle.state]
    raise refuse(
        f"Periode {cycle.id} sedang dalam keadaan “{names['id']}”. {id}.",
        f"The cycle {cycle.id} is in the state “{names['en']}”. {en}.",
        command=f"kinerja {command} {cycle.id}" if command else "",
    )
