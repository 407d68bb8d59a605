"""Forms of a cycle's own acts, from its creation to its publication."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from assessment.calendar import add_days
from assessment.cycle import (
    SOURCE_CHARS,
    STAGES,
    Cycle,
    days_between,
    period_after,
    periods_near,
    span_of,
    suggested_id,
)
from assessment.instrument import Instrument
from assessment.method import METHODS
from forms_service.desk.forms import PeersLine, SeenCycle
from forms_service.web.forms import Choice, Choices, Day, Form, Hidden, Line, Tick, Words
from forms_service.web.language import name_of, t, tt
from kinerja_words.catalogue import phrase
from kinerja_words.periods import KINDS, PERIOD, kind_of, period_name

NOTE_CHARS = 2000


class CycleForm(Form):
    """What a draft is called and made of; `dilihat` names the draft as the page showed it, empty for a new one."""

    places: ClassVar = {
        "period": "masa", "id": "kode", "title": "judul", "start": "mulai", "end": "selesai", "methods": "metode", "stages": "tahap",
        "levels_from": "asal", "work_start": "kerja_mulai", "work_end": "kerja_selesai",
    }  # fmt: skip
    dilihat = Hidden()
    masa = Choice("new.masa", hint="new.masa.hint", look="select")
    judul = Line("new.judul", hint="new.judul.hint", needed="new.empty")
    kode = Line("new.kode", hint="new.kode.hint", needed="new.empty", most=24, attrs={"autocapitalize": "none"})
    kerja_mulai = Day("new.kerja_mulai")
    kerja_selesai = Day("new.kerja_selesai")
    mulai = Day("new.mulai", hint="new.mulai.hint", needed="new.empty")
    selesai = Day("new.selesai", hint="new.selesai.hint", needed="new.empty")
    instrumen = Choice("new.instrumen", needed="new.instrument.missing", wrong="new.instrument.missing", look="ticks")
    metode = Choices("new.metode")
    rekan = PeersLine("assign.peers", hint="new.rekan.hint")
    tahap = Choices("new.tahap", hint="new.tahap.hint")
    asal = Line("new.asal", hint="new.asal.hint", most=SOURCE_CHARS)

    @classmethod
    def of(cls, cycle: Cycle) -> Self:
        """Return the form as it would make a draft again."""
        return cls(
            dilihat=mark(cycle), masa=cycle.period, judul=cycle.title, kode=cycle.id, kerja_mulai=cycle.work_start,
            kerja_selesai=cycle.work_end, mulai=cycle.start, selesai=cycle.end, instrumen=cycle.instrument,
            metode=cycle.methods, rekan=str(cycle.peers or ""), tahap=cycle.stages, asal=cycle.levels_from,
        )  # fmt: skip

    @classmethod
    def after(cls, cycle: Cycle) -> Self:
        """Return the form of a cycle like another one: about the next period where it has one, its days as much later; a free one's are left open."""
        form = cls.of(cycle)
        for field in (form.dilihat, form.judul, form.kode):
            field.data = ""
        form.masa.data = period_after(cycle.period) if cycle.period else ""
        later = days_between(span_of(cycle.period)[1], span_of(form.masa.data)[1]) if cycle.period else 0
        for field, day in ((form.mulai, cycle.start), (form.selesai, cycle.end)):
            field.data = add_days(day, later) if later else ""
        form.kerja_mulai.data = form.kerja_selesai.data = ""
        return form

    def suggest(self) -> None:
        """Name the cycle after its period where nothing was typed."""
        if PERIOD.fullmatch(self.masa.data):
            self.judul.data = self.judul.data or phrase(period_name(self.masa.data))
            self.kode.data = self.kode.data or suggested_id(self.masa.data)

    def offer(self, instruments: Sequence[Instrument], today: str) -> None:
        """Take the instruments of the content folder alone; offer the periods near a day."""
        kinds = {k: t(f"new.masa.{k}") for k in KINDS}
        near = periods_near(today)
        near += [self.masa.data] if PERIOD.fullmatch(self.masa.data or "") and self.masa.data not in near else []
        self.masa.options = [("", kinds["free"])] + [(p, f"{kinds[kind_of(p)]}: {tt(period_name(p))}") for p in near]
        self.instrumen.values = [i.code for i in instruments]
        self.instrumen.options = [
            (i.code, tt(i.title), "", "", t("new.instrument.what", code=i.code, version=i.version, items=len(i.items),
                                            criteria=len(i.criteria)))
            for i in instruments
        ]  # fmt: skip
        self.metode.options = [(m, name_of("method", m)) for m in METHODS]
        self.tahap.options = [(s, t(f"stage.{s}"), "", "", t(f"stage.{s}.what")) for s in STAGES]


def mark(cycle: Cycle) -> str:
    """Name a cycle as it is stored now."""
    return hashlib.sha256(repr(cycle).encode()).hexdigest()[:16]


class Archive(Form):
    """Out of sight, or back (`kembali`)."""

    kembali = Hidden()


class Extend(Form):
    """Another last day."""

    places: ClassVar = {"end": "selesai", "": "selesai"}
    selesai = Day("extend.day", hint="extend.hint")


class Typed(SeenCycle):
    """A yes that is typed: the cycle's own id."""

    ketik = Line(attrs={"autocapitalize": "none", "spellcheck": "false"})

    def check(self, id: str) -> bool:
        """Whether everything is right, the typed id too."""
        right = bool(self.validate())
        if self.ketik.data != id:
            self.blame("ketik", t("desk.type.wrong", id=id))
        return right and self.ketik.data == id


class KeyCopies(Form):
    """Copies of the key that HR has deleted."""

    hilang = Choices("remains.copies", needed="remains.tick")


class Publish(Typed):
    """Publish the package that was looked at; with two people, propose it with a note."""

    paket = Hidden()
    catatan = Words("publish.note", hint="publish.note.hint", attrs={"maxlength": NOTE_CHARS})
    tanpa = Tick("publish.undelivered")
    ketik = Line(attrs={"autocapitalize": "none", "spellcheck": "false"})

    def __init__(self, sent: Any = None, **values: Any) -> None:
        super().__init__(sent, **values)
        self.catatan.data = self.catatan.data[:NOTE_CHARS]
