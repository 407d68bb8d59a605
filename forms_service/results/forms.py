"""What is asked for beside one's own result."""

from __future__ import annotations

from forms_service.web.forms import Choice, Choices, Form, Hidden, Line, Words
from kinerja_office.choices import STEP_CHARS


class StepForm(Form):
    """Strengths to keep and one next step; `seen`: of the choice that the page showed. The page gives both choices the criteria."""

    keep = Choices("results.keep", hint="results.keep.hint")
    step = Choice("results.step", look="select")
    words = Words("results.step.words", hint="results.step.hint", most=STEP_CHARS, rows=3)
    seen = Hidden()


class InterestForm(Form):
    """The programme one would like to take part in, or no longer."""

    minat = Line()
    batal = Line()
