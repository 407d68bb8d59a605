"""The form layer: one `Form` class an act. Fields know their words by catalogue key; `forms.html` draws any of them.

A rule's refusal goes back into the form (`refuse`): each problem at the field it names, the rest in the summary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple, Self
from urllib.parse import urlencode

import flask
import wtforms
from flask import Flask, g, redirect, request, session
from werkzeug.datastructures import CombinedMultiDict, FileStorage
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response
from wtforms.fields.core import UnboundField
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from assessment.text import typed
from forms_service.web.language import lang, name_of, t
from kinerja_words import catalogue
from kinerja_words.catalogue import LANGUAGES, LISTED
from kinerja_words.problems import Doubt, Problem, Refused

PREFIX = "n-"
"""Codes of statements and questions may be any words; in a form they stand behind this, away from other fields' names."""
UPLOAD_MOST = 8 * 1024 * 1024
"""A roster of 5,000 people has 1 MB; a file of 30,000 forms has 3 MB."""


class Form(wtforms.Form):  # type: ignore[misc]  # wtforms has no types
    """What one act asks for. `places`: a rule's field → the field of this form (or the id of a place on its page); `""`: all others."""

    places: ClassVar[Mapping[str, str]] = {}
    enter: ClassVar[str] = "simpan"
    """Which button (`aksi`) the Enter key presses on a page whose language button sends the form too."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """What is wrong with no field: (id of a place on the page or "", words)."""
    doubts: tuple[tuple[str, str], ...] = ()
    """What may be right after all, to be ticked: (mark, what is said yes to)."""
    codes: frozenset[str] = frozenset()
    """Of what was refused: only a page that says that something changed since may bring back a new mark of it."""

    def __init__(self, sent: Any = None, **values: Any) -> None:
        super().__init__(sent, data=values)

    @classmethod
    def posted(cls) -> Self:
        """Return the form as it was sent with this request."""
        return cls(CombinedMultiDict([request.form, request.files]) if request.files else request.form)

    def place(self, problem: Problem) -> str:
        """Return where a problem stands: a field, another place of the page, or "" for the summary alone."""
        name = problem.field or problem.column or ""
        return self.places.get(name) or (name if name in self else self.places.get("", ""))

    def refuse(self, refused: Refused) -> None:
        """Put every problem of a refusal at its place, worded in the language of the page."""
        self.codes |= {problem.code for problem in refused.problems}
        for problem in refused.problems[:LISTED]:
            if isinstance(problem, Doubt):
                self.doubts = (*self.doubts, (problem.mark, catalogue.phrase(problem.yes, lang())))
            place = self.place(problem)
            if place in self and "among" in problem.values:
                self[place].options = problem.values["among"]
            if place in self and problem.values.get("what") == problem.field:  # a rule knows a text by its field alone
                problem = Problem(problem.code, **{**problem.values, "what": self[place].words})
            self.blame(place, catalogue.word(problem, lang(), place=not place))
        if len(refused.problems) > LISTED:
            self.blame("", catalogue.lines(refused, lang())[-1])

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Do an act; its refusal, if there is one, goes back into the form."""
        try:
            yield
        except Refused as refused:
            self.refuse(refused)

    def blame(self, place: str, words: str) -> None:
        """Say what is wrong at a field, at another place of the page (its id), or in general ("")."""
        if place in self:
            self[place].errors = list(dict.fromkeys([*self[place].errors, words]))
        else:
            self.elsewhere = (*self.elsewhere, (place, words))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All that is wrong as (id to go to or "", words): in general first, then in the order of the page."""
        general = [(id, words) for id, words in self.elsewhere if not id]
        fields = [(field.anchor, words) for field in self for words in field.errors]
        return [*general, *fields, *(line for line in self.elsewhere if line[0])]

    @property
    def takes_files(self) -> bool:
        """Whether it has to be sent as multipart."""
        return any(field.kind == "upload" for field in self)


class Field(wtforms.Field):  # type: ignore[misc]  # wtforms has no types
    """What every field has: its words by catalogue key, and what is said where it is left empty (`needed`).

    It builds none of the objects (label, flags, widget) that WTForms makes for each field of each request: drawing is the
    macros' work, and building was what a post of a form cost.
    """

    kind = "line"
    hint_values: Mapping[str, object] = {}
    shown = True
    """Whether the page draws it; what is wrong with a field that it does not draw stands in the summary alone."""

    def __init__(
        self,
        label: str = "",
        *,
        name: str = "",
        hint: str = "",
        needed: str = "",
        validators: Sequence[Any] = (),
        **_: Any,
    ) -> None:
        self.name = self.short_name = self.id = name
        self.label, self.hint, self.needed, self.validators = label, hint, needed, validators

    def process(self, formdata: Any, data: Any = None, extra_filters: object = None) -> None:  # noqa: ARG002  # the hook
        """Take what was sent, or without a post what is stored."""
        self.process_errors: list[str] = []
        if formdata is None:
            self.process_data(None if data is unset_value else data)
        else:
            self.process_formdata(formdata.getlist(self.name))

    def post_process(self, formdata: Any = None) -> None:
        """Do nothing: no field is made of others."""

    @property
    def words(self) -> str:
        """What it is called on the page; empty where only the page knows."""
        return t(self.label) if self.label else ""

    @property
    def anchor(self) -> str:
        """The id that a line of the summary leads to."""
        return str(self.id) if self.shown else ""

    def pre_validate(self, form: wtforms.Form) -> None:  # noqa: ARG002  # the hook's signature
        """Ask for what has to be there."""
        if self.needed and not self.data:
            raise StopValidation(t(self.needed, what=self.words))


class Line(Field):
    """One line of text, without spaces around it. Longer than `most`: refused with `long`, or cut where that is empty."""

    data: Any
    input_type = "text"

    def __init__(
        self, label: str = "", *, most: int = 0, long: str = "", attrs: Mapping[str, object] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(label, **kwargs)
        self.most, self.long = most, long
        self.attrs = {**self._usual(), **(attrs or {})}
        self.hint_values = {"n": most}

    def process_data(self, value: object) -> None:
        """Take what is stored; nothing is an empty text."""
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was typed with one kind of line end, so that a break counts as one character everywhere."""
        self.data = self.tidy(valuelist[0]) if valuelist else ""
        if self.most and not self.long and self.kind == "line":
            self.data = self.data[: self.most]

    def _usual(self) -> dict[str, object]:
        if self.kind != "line":
            return {}
        return {"autocomplete": "off", "maxlength": self.most} if self.most else {"autocomplete": "off"}

    def tidy(self, text: str) -> str:
        """Take away what nobody meant to type."""
        return typed(text).strip()

    def pre_validate(self, form: wtforms.Form) -> None:
        """Refuse what is missing or too long."""
        super().pre_validate(form)
        if self.long and len(self.data) > self.most:
            raise StopValidation(t(self.long, n=self.most, what=self.words))


class Who(Line):
    """Somebody, as typed. Where that fits several they are `options` (number, words), and the one that is chosen counts."""

    options: Sequence[tuple[str, str]] = ()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the choice, which the page draws after the text."""
        super().process_formdata(valuelist[-1:])


class Words(Line):
    """Several lines of text. `most` is said in the hint; a rule or `long` refuses more, nothing is cut."""

    kind = "words"

    def __init__(self, label: str = "", *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.rows = rows


class Day(Line):
    """A calendar day, as the browser sends it (ISO) or as typed."""

    input_type = "date"


class Search(Line):
    """Words that are looked for."""

    input_type = "search"


class Secret(Line):
    """A password: taken as it is and never shown again."""

    input_type = "password"

    def tidy(self, text: str) -> str:
        """Leave a secret alone."""
        return text


def secret_names() -> set[str]:
    """Return the names of the `Secret` fields of all forms; a post with one of them is never carried or offered again."""
    found, classes = set(), [Form]
    while classes:
        form = classes.pop()
        classes += form.__subclasses__()
        fields = ((n, f) for n, f in vars(form).items() if isinstance(f, UnboundField))
        found |= {name for name, field in fields if issubclass(field.field_class, Secret)}
    return found


class Hidden(Line):
    """What the page itself brings back. `at`: the id of the place on the page that its problems lead to."""

    kind = "hidden"

    def __init__(self, *, at: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at = at

    @property
    def anchor(self) -> str:
        """Where the page shows what this stands for."""
        return self.at


class Seen(Form):
    """An act on what the page showed: a mark of it comes back."""

    dilihat = Hidden()


class Whole(Hidden):
    """A small whole number that the page brings back (a revision); -1 for anything else."""

    def process_data(self, value: object) -> None:
        """Take the number that is stored."""
        self.data = value

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the number that was sent."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Choice(Field):
    """One of a few known values, or none; lighter than RadioField, which builds a widget and options for each field.

    `values`: what may be sent (None: whatever; a rule decides), said by `wrong`. Options to draw are `options`, or the
    `names` of a kind from the catalogue. `look`: `scale`, `scale plain`, `five` or `select`.
    """

    kind = "choice"
    options: Sequence[tuple[str, ...]] = ()

    def __init__(
        self, label: str = "", *, values: Collection[str] | None = None, names: str = "", wrong: str = "choice.wrong",
        look: str = "scale", options: Sequence[tuple[str, ...]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **kwargs)
        self.values, self.names, self.wrong, self.look, self.options = values, names, wrong, look, options

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the one value that was sent."""
        self.data = valuelist[0] if valuelist else ""
        self.sent = len(valuelist)

    def pre_validate(self, form: wtforms.Form) -> None:
        """Refuse what no page of ours offers."""
        if self.data and self.values is not None and (self.data not in self.values or self.sent > 1):
            raise StopValidation(t(self.wrong))
        super().pre_validate(form)


class Choices(Field):
    """Any of some values, as boxes to tick; `data` is a tuple. Options as for `Choice`."""

    kind = "choices"
    options: Sequence[tuple[str, ...]] = ()

    def __init__(self, label: str = "", *, names: str = "", values: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.names, self.values = names, values

    def process_data(self, value: Sequence[str] | None) -> None:
        """Take what is stored."""
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take everything that was ticked."""
        self.data = tuple(valuelist)


class Tick(Field):
    """One box to tick; `data` is whether it was."""

    kind = "tick"
    value = "ya"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take whether it was ticked."""
        self.data = self.value in valuelist


class Sent(NamedTuple):
    """A file as it was sent: its name (for messages only) and its bytes."""

    name: str
    data: bytes


class Upload(Field):
    """A file; `data` is a `Sent` or None. Without one `needed` is said, and nothing above `UPLOAD_MOST` is read."""

    kind = "upload"

    def __init__(self, label: str = "", *, needed: str = "file.none", accept: str = "", **kwargs: Any) -> None:
        super().__init__(label, needed=needed, **kwargs)
        self.accept = accept

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        """Read the file, where one was chosen."""
        file = next((v for v in valuelist if isinstance(v, FileStorage) and v.filename), None)
        data = file.stream.read(UPLOAD_MOST + 1) if file else b""
        self.large = len(data) > UPLOAD_MOST
        name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:80] if file else ""
        self.data = Sent(name, data) if file and not self.large else None

    def pre_validate(self, form: wtforms.Form) -> None:
        """Refuse a file that is too large or missing."""
        if self.large:
            raise StopValidation(t("file.large"))
        super().pre_validate(form)


def offered(field: Choice | Choices, options: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Return the options to draw: the page's own, the field's, or its values by their names."""
    return options or field.options or [(v, name_of(field.names, v)) for v in field.values or ()]


def sends_to(action: str) -> str:
    """Return where a form is sent (`action`, or the page's own address) as an address that no page is opened by.

    A browser puts what answers a post to the page's own address in the page's place; where that is its “no connection”,
    the way back to what was chosen would be gone.
    """
    kept = [] if action else [(k, v) for k, v in request.args.items(multi=True) if k != "kirim"]
    return f"{action or request.path}{'&' if '?' in action else '?'}{urlencode([*kept, ('kirim', '1')])}"


class Body(FormDataParser):
    """Reads what a form sent; a part without a name is no field of any form of ours."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """Return stream, fields and files; raises `BadRequest` where one of them has no name."""
        stream, fields, files = super().parse(*args, **kwargs)
        if None in fields or None in files:
            for _, file in files.items(multi=True):
                file.close()
            raise BadRequest
        return stream, fields, files


class Request(flask.Request):
    """A request whose form has names only."""

    form_data_parser_class = Body


def init_app(app: Flask) -> None:
    """Give `forms.html` what it draws options from, and where its forms go."""
    app.request_class = Request
    app.jinja_env.globals.update(offered=offered, sends_to=sends_to)


def pressed() -> str:
    """Return which button of a form was pressed."""
    return request.form.get("aksi", "")


def language_asked() -> bool:
    """Whether the button for the language was pressed; the page then comes back in it with everything typed."""
    wanted = request.form.get("bahasa")
    if wanted in LANGUAGES:
        session["lang"] = g.lang = wanted
        return True
    return False


def finished(address: str, what: str) -> Response:
    """Lead on after an act, to the top of the page that says what was done (`done`): a place further down would hide the words."""
    return redirect(f"{address}?selesai={what}", 303)


def done(start: str) -> str:
    """Return the words for what has just been done, as the address says (`?selesai=…`); empty for anything else."""
    key = f"{start}.done.{request.args.get('selesai', '')}"
    return t(key) if key in catalogue.pages() else ""
