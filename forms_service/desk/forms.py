"""Forms that several pages of the desk share: a yes to something final, a file to read, who assesses whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, cast

from wtforms.validators import StopValidation

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.method import Method
from assessment.roster import Employee
from forms_service.desk.names import find_person
from forms_service.web.forms import Choice, Form, Hidden, Line, Seen, Sent, Tick, Upload, Who, Words
from forms_service.web.language import lang, name_of, t
from kinerja_words import catalogue
from kinerja_words.catalogue import LISTED
from kinerja_words.problems import Refused

LONG = "desk.long"
PUBLIC_CHARS = 400


class Sure(Form):
    """A yes to something that cannot be taken back."""

    yakin = Tick(needed="desk.tick")


class SeenCycle(Seen):
    """An act on a cycle as the page showed it."""

    def outdated(self, cycle: Cycle) -> bool:
        """Whether the cycle has moved on since the page was shown (another tab, another person)."""
        return self.dilihat.data not in ("", cycle.state)


class SeenAndSure(SeenCycle, Sure):
    """A yes to something final about a cycle as the page showed it."""


class Waits(Form):
    """A yes to what was uploaded and waits under a token."""

    unggahan = Hidden()


class One(Form):
    """A button beside one account, text or theme: which one."""

    nama = Hidden()


class OneSure(One, Sure):
    """A button beside one of several, with a tick: what it does cannot be taken back."""


class OneLine(Words):
    """A short text in a tall field: line breaks become spaces."""

    def __init__(self, label: str, hint: str = "", language: str = "id", **kwargs: Any) -> None:
        attrs = {"maxlength": PUBLIC_CHARS} | ({"lang": language} if language != "id" else {})
        super().__init__(label, hint=hint, rows=3, most=PUBLIC_CHARS, long=LONG, attrs=attrs, **kwargs)

    def tidy(self, text: str) -> str:
        """Put single spaces in place of breaks and gaps."""
        return " ".join(text.split())


class Listed(NamedTuple):
    """One problem of a file as the page lists it."""

    row: int | None
    column: str
    words: str


class RefusedFile(NamedTuple):
    """A file that was refused: the first problems one by one, the rest summed up by kind."""

    file: str
    problems: Sequence[Listed]
    more: Mapping[str, Any]
    marked: str = ""
    """Token of the file with its cells marked, where that can be had."""


class FileForm(Form):
    """A file whose problems are listed in a table, by row and column."""

    berkas = Upload("roster.file", accept=".csv,.xlsx,text/csv")
    refused: RefusedFile | None = None

    @property
    def sent(self) -> Sent:
        """The file, once the form is valid."""
        return cast(Sent, self.berkas.data)

    def refuse_file(self, refused: Refused, name: str = "", marked: str = "") -> None:
        """List what is wrong with the file; columns are called as the file itself calls them. `marked`: token of its marked copy."""
        listed = [
            Listed(p.row, refused.called.get(p.column or "", p.column or ""), catalogue.word(p, lang(), place=False))
            for p in refused.problems
        ]
        kinds = catalogue.kinds(refused.problems[LISTED:], lang())
        more = {"n": len(listed), "left": max(0, len(listed) - LISTED), "kinds": f"({kinds})" if kinds else ""}
        self.refused = RefusedFile(name or self.sent.name, listed[:LISTED], more, marked)


MOST_PEERS = 15


class PeersLine(Line):
    """How many peers assess each person; empty for what the office has set."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, attrs={"inputmode": "numeric", "size": 3}, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number, or too many."""
        super().pre_validate(form)
        if self.data and not (self.data.isdecimal() and len(self.data) < 10 and int(self.data) <= MOST_PEERS):
            raise StopValidation(t("assign.peers.wrong", most=MOST_PEERS))


class Pair(Form):
    """One assignment in words: by which method who assesses whom."""

    places: ClassVar = {"rater": "penilai", "ratee": "dinilai"}
    metode = Choice("assign.method", needed="assign.method.missing", wrong="assign.method.missing", look="ticks")
    dinilai = Who("assign.ratee", hint="assign.who.hint")
    penilai = Who("assign.rater", hint="assign.rater.hint")

    def offer(self, methods: Iterable[Method]) -> None:
        """Take the methods of a cycle alone."""
        self.metode.values = tuple(methods)
        self.metode.options = [(m, name_of("method", m).capitalize()) for m in self.metode.values]

    def find(self, people: Iterable[Employee]) -> tuple[Assignment, Employee, Employee]:
        """Return the assignment with its rater and ratee; raises `Refused` at the field that means nobody or several."""
        listed = list(people)
        ratee = find_person(self.dinilai.data, listed, "dinilai")
        alone = self.metode.data == "self" and not self.penilai.data
        rater = ratee if alone else find_person(self.penilai.data, listed, "penilai")
        return Assignment(cast(Method, self.metode.data), rater.employee_number, ratee.employee_number), rater, ratee
