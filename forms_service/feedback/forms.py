"""What giving, asking for and answering feedback ask for, and noting and signing a dialogue."""

from __future__ import annotations

from typing import ClassVar

from forms_service.web.forms import Choice, Day, Form, Secret, Whole, Words


class FeedbackForm(Form):
    """Feedback to a person, or a question to them (`minta`)."""

    about = Choice("feedback.about", hint="feedback.about.hint", look="select")
    said = Words("feedback.said", hint="feedback.said.hint", rows=5)


class ReplyForm(Form):
    """The employee's answer to a feedback."""

    reply = Words("feedback.reply", hint="feedback.reply.hint", rows=4)


class DialogueForm(Form):
    """One side's note, and the secret that signs what both noted. `revisi`: of the dialogue that the page showed."""

    enter: ClassVar[str] = "simpan"
    note = Words("dialogue.note", hint="dialogue.note.hint", rows=6)
    day = Day("dialogue.day")
    secret = Secret("dialogue.secret", attrs={"autocomplete": "current-password"})
    revisi = Whole()
