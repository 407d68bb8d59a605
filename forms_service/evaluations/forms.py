"""What signing, handing over, receiving and returning a document ask for."""

from __future__ import annotations

from typing import ClassVar

from assessment.objection import TEXT_CHARS
from assessment.predicate import LEVELS
from forms_service.web.forms import Choice, Choices, Day, Form, Secret, Words
from forms_service.web.own_secret import LONGEST


class SignForm(Form):
    """Sign documents, one or many, with one's own secret; a superior who evaluates chooses the levels too."""

    places: ClassVar = {"": ""}
    enter = "tanda"
    orang = Choices("evaluation.sign.who")
    work_result = Choice("levels.result", values=LEVELS, look="scale plain")
    work_behaviour = Choice("levels.behaviour", values=LEVELS, look="scale plain")
    catatan = Words("evaluation.note", hint="evaluation.note.hint", most=TEXT_CHARS, rows=4)
    sandi = Secret(
        "own_secret", hint="own_secret.hint", attrs={"autocomplete": "current-password", "maxlength": LONGEST}
    )


class HandOverForm(Form):
    """Note that signed documents were handed over."""

    orang = Choices("evaluation.hand_over.who")


class ReceiptForm(Form):
    """Confirm the day on which one received one's document."""

    places: ClassVar = {"day": "tanggal"}
    tanggal = Day("evaluation.receive.day", hint="evaluation.receive.day.hint")


class ReturnForm(Form):
    """Sign one's own document and return it."""

    sandi = Secret(
        "own_secret", hint="own_secret.hint", attrs={"autocomplete": "current-password", "maxlength": LONGEST}
    )
