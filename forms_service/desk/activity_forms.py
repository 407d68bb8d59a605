"""Forms about what is done with people's words and results: consultation, follow-up, training, objections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import ValidationError

from assessment.instrument import CANNOT_JUDGE, Criterion, Instrument
from assessment.objection import TEXT_CHARS
from assessment.objection import Decision as Decided
from assessment.predicate import LEVELS
from forms_service.desk.forms import LONG, OneLine
from forms_service.web.forms import PREFIX, Choice, Choices, Day, Field, Form, Hidden, Line, Tick, Words
from forms_service.web.language import name_of, t, tt
from kinerja_office.follow_up import ENDED, OWNER_CHARS, STATES
from kinerja_words.catalogue import names

POST_CHARS = 120
PART = "t-"
"""Stands before the part of a rating in the name of its field."""


def both(id: OneLine, en: OneLine) -> dict[str, str]:
    """Return a text in two languages; the English one may be empty."""
    return {"id": id.data, "en": en.data}


class Answer(Form):
    """HR's answer to a theme: what was said, what is done. `pokok`, `versi`: which one is changed, as it was shown."""

    places: ClassVar = {"said": "disampaikan", "did": "dilakukan", "": "disampaikan"}
    pokok, versi = Hidden(), Hidden()
    disampaikan = OneLine("desk.consultation.disampaikan", "desk.consultation.disampaikan.hint", needed="new.empty")
    dilakukan = OneLine("desk.consultation.dilakukan", "desk.consultation.dilakukan.hint", needed="new.empty")
    disampaikan_en = OneLine("desk.consultation.disampaikan.en", language="en", name="disampaikan-en")
    dilakukan_en = OneLine("desk.consultation.dilakukan.en", language="en", name="dilakukan-en")


class Theme(Form):
    """An answer to remove."""

    pokok = Hidden()


class Revise(Form):
    """A version of the instrument, as it was shown."""

    instrumen, versi = Hidden(), Hidden()


class NewAction(Form):
    """Something the office will do about its results."""

    places: ClassVar = {"criterion": "aspek", "text": "teks", "owner": "jabatan", "due": "tenggat", "": "tenggat"}
    aspek = Choice("desk.follow.aspek", needed="new.empty", look="select")
    teks = OneLine("desk.follow.teks", "desk.follow.teks.hint", needed="new.empty")
    teks_en = OneLine("desk.follow.teks.en", language="en", name="teks-en")
    jabatan = Line("desk.follow.jabatan", hint="desk.follow.jabatan.hint", needed="new.empty", most=OWNER_CHARS)
    tenggat = Day("desk.follow.tenggat", needed="new.empty")


class ChangeAction(Form):
    """What became of an action."""

    places: ClassVar = {"state": "status", "result": "hasil", "due": "tenggat", "": "tenggat"}
    versi = Hidden()
    status = Choice(
        "desk.follow.status", values=STATES, needed="desk.follow.status.missing", wrong="desk.follow.status.missing",
        look="ticks",
    )  # fmt: skip
    hasil = OneLine("desk.follow.hasil", "desk.follow.hasil.hint")
    hasil_en = OneLine("desk.follow.hasil.en", language="en", name="hasil-en")
    tenggat = Day("desk.follow.tenggat", hint="desk.follow.tenggat.hint")

    def validate_hasil(self, field: Field) -> None:
        """Ask for a result in words where an action has ended."""
        if self.status.data in ENDED and not field.data:
            raise ValidationError(t("desk.follow.hasil.missing"))


class Export(Form):
    """A workbook to take along: which, and of which cycle."""

    jenis, periode = Hidden(), Hidden()


class PlanTraining(Form):
    """For which day a programme is planned."""

    places: ClassVar = {"": "rencana"}
    rencana = Day("desk.training.day", hint="desk.training.day.hint", needed="new.empty")


class PlanSeveral(PlanTraining):
    """Programmes that are planned for one day."""

    places: ClassVar = {"": "rencana"}
    program = Choices("desk.training.several.which", needed="desk.training.several.none")


class HoldTraining(Form):
    """When a programme was held, and for how many people."""

    places: ClassVar = {"held": "hari", "day": "hari", "participants": "peserta", "": "hari"}
    hari = Day("desk.training.held-on", needed="new.empty")
    peserta = Line("desk.training.participants", attrs={"inputmode": "numeric", "size": 6})

    def validate_peserta(self, field: Field) -> None:
        """Refuse what is no number."""
        if not (field.data.isascii() and field.data.isdigit() and len(field.data) <= 6):
            raise ValidationError(t("desk.training.number"))


class OutsidePost(Form):
    """The post outside the office that decides an objection."""

    places: ClassVar = {"outside": "jabatan", "": "jabatan"}
    jabatan = Line(
        "desk.objections.post", hint="desk.objections.post.hint", most=POST_CHARS, long="desk.objections.long"
    )


class RecordAct(Form):
    """What was done with an evaluation document on paper, and when."""

    places: ClassVar = {"": "tanggal"}
    langkah = Choice(
        "desk.documents.act", needed="desk.documents.act.missing", wrong="desk.documents.act.missing", look="ticks"
    )
    tanggal = Day("desk.documents.day", needed="new.empty")

    def offer(self, steps: Iterable[tuple[str, str]]) -> None:
        """Take these steps alone."""
        self.langkah.options = list(steps)
        self.langkah.values = [value for value, _ in self.langkah.options]


class Report(Form):
    """Which documents were reported to the PyB, and when."""

    places: ClassVar = {"": "tanggal"}
    orang = Choices("desk.documents.report", needed="evaluation.nobody")
    tanggal = Day("desk.documents.report.day", needed="new.empty")


class Reassign(Form):
    """To whom an evaluation passes, and why."""

    places: ClassVar = {"": "alasan"}
    kepada = Choice("evaluation.superior", hint="desk.documents.to.hint", look="select")
    alasan = Words("desk.documents.reason", hint="desk.documents.reason.hint", needed="new.empty", rows=3)


class LevelsOnPaper(Form):
    """The two levels that a superior gave on paper in an officer's place, and when."""

    places: ClassVar = {"": "work_result", "day": "tanggal"}
    work_result = Choice("levels.result", values=LEVELS, look="scale plain")
    work_behaviour = Choice("levels.behaviour", values=LEVELS, look="scale plain")
    tanggal = Day("desk.documents.day", needed="new.empty")


class Decision(Form):
    """A signed decision from outside the office; what it corrects is added for each objection by `decision_form`."""

    places: ClassVar = {
        "outcome": "putusan",
        "reasons": "alasan",
        "unheard": "tanpa",
        "recommendation": "rekomendasi",
        "": "bagian",
    }
    putusan = Choice(
        "desk.objections.outcome", values=tuple(names("outcome")), needed="desk.objections.outcome.missing",
        wrong="desk.objections.outcome.missing", look="ticks",
    )  # fmt: skip
    alasan = Words(
        "desk.objections.reasons", hint="desk.objections.reasons.hint", rows=3, needed="new.empty", most=TEXT_CHARS,
        long=LONG, attrs={"maxlength": TEXT_CHARS},
    )  # fmt: skip
    tanpa = Words(
        "desk.objections.unheard", hint="desk.objections.unheard.hint", rows=3,
        needed="desk.objections.unheard.missing", most=TEXT_CHARS, long=LONG, attrs={"maxlength": TEXT_CHARS},
    )  # fmt: skip
    rekomendasi = Words("objection.recommendation", hint="objection.recommendation.hint", rows=3)
    yakin = Tick(needed="desk.tick")

    @property
    def decision(self) -> Decided:
        """What was decided, with the answers and levels it changes."""
        unheard = self.tanpa.data if "tanpa" in self else ""
        changed = self._changed(PREFIX), self._changed(PART)
        return Decided(self.putusan.data, self.alasan.data, *changed, unheard, self.rekomendasi.data)

    def _changed(self, prefix: str) -> dict[str, str]:
        return {f.name.removeprefix(prefix): f.data for f in self if f.name.startswith(prefix) and f.data}


def decision_form(
    instrument: Instrument, parts: Sequence[Criterion], levels: Sequence[str], heard: bool
) -> type[Decision]:
    """Return the form class for one objection: the parts it may correct; `tanpa` only where a side was not heard."""
    keep = ("", t("desk.objections.keep"))
    low = instrument.minimum
    scale = [(str(low + n), f"{low + n} – {tt(label)}") for n, label in enumerate(instrument.labels)]
    if instrument.cannot_judge:
        scale.append((CANNOT_JUDGE, t("desk.objections.cannot")))
    named = [(level, name_of("level", level)) for level in names("level")]
    fields: Mapping[str, Any] = {
        **{PART + part: _select(f"desk.objections.level.{part}", [keep, *named]) for part in levels},
        **{PREFIX + i.code: _select("", [keep, *scale]) for c in parts for i in c.items},
    }
    return type("Decision", (Decision,), {**fields, **({"tanpa": None} if heard else {})})


def _select(label: str, options: Sequence[tuple[str, str]]) -> Any:
    return Choice(label, look="select", options=options)
