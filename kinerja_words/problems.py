"""What there is to tell and what is wrong, as data: a code and its values. It is worded once, at the edge (`catalogue`)."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Text = Mapping[str, str]
"""A text in two languages: `{"id": …, "en": …}`; either may be missing, the other then stands in."""


def say(text: Text, lang: str = "id") -> str:
    """Return the text in `lang`, or in the other language where it is missing."""
    return text.get(lang) or text.get("id") or text.get("en") or ""


class Name(str):
    """A value that is itself a key of the catalogue: `Name("cycle_state.draft")` is worded in the reader's language."""

    __slots__ = ()


class Figure(str):
    """A published figure as it is stored (`3.4`, `≤1.5`), written with the reader's decimal sign."""

    __slots__ = ()


@dataclass(frozen=True, init=False)
class Phrase:
    """Something to tell: `code` names the sentence, `values` fill its blanks.

    Values may be text, numbers, lists (joined with commas), texts in two languages, a `Name`, a `Figure`, or another
    phrase or problem.
    """

    code: str
    values: Mapping[str, Any]

    def __init__(self, code: str, /, **values: Any) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", MappingProxyType(values))

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process is handed: a view of a dict cannot be."""
        return vars(self) | {"values": dict(self.values)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state, values=MappingProxyType(state["values"]))

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"code": self.code} | {k: v.to_doc() if isinstance(v, Phrase) else v for k, v in self.values.items()}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Phrase:
        """Rebuild from the JSON form."""
        values = {k: cls.from_doc(v) if isinstance(v, Mapping) else v for k, v in doc.items() if k != "code"}
        return cls(doc["code"], **values)


@dataclass(frozen=True, init=False)
class Problem(Phrase):
    """One thing to mend. `field` is the field of a form, `row` and `column` the place in a file (the header is row 1)."""

    field: str
    row: int | None
    column: str | None

    def __init__(
        self, code: str, /, *, field: str = "", row: int | None = None, column: str | None = None, **values: Any
    ) -> None:
        super().__init__(code, **values)
        for name, value in (("field", field), ("row", row), ("column", column)):
            object.__setattr__(self, name, value)

    def at(self, *, field: str = "", row: int | None = None, column: str | None = None) -> Problem:
        """Return the same problem at another place: of a field or cell that the rule did not know."""
        other = copy.copy(self)
        places = {"field": field or self.field, "row": self.row if row is None else row}
        for name, value in (*places.items(), ("column", self.column if column is None else column)):
            object.__setattr__(other, name, value)
        return other


class Doubt(Problem):
    """Something that may be right. It is asked about, and done after a yes: `yes` is what is said yes to, `words` what it is about.

    `mark` tells it from every other: a hash of where it stands (`about`), and the words.
    """

    yes: Phrase
    mark: str

    def __init__(self, code: str, /, *, yes: Phrase, about: str, words: str, **values: Any) -> None:
        super().__init__(code, words=words, **values)
        where = hashlib.sha256(f"{code}/{about}".encode()).hexdigest()
        object.__setattr__(self, "yes", yes)
        object.__setattr__(self, "mark", f"{where}/{' '.join(words.split())[:120]}")


class Explained(Exception):
    """An error that a person can be told of, in any room: `catalogue.text` words its problems."""

    problems: tuple[Problem, ...]


class Refused(Explained):
    """A request that was refused and changed nothing; carries every problem found. Its own text is codes alone.

    `called` says what a file's own header calls our columns.
    """

    def __init__(self, problems: Iterable[Problem] | Problem, called: Mapping[str, str] | None = None) -> None:
        self.called = called or {}
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(", ".join(p.code for p in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return Refused, (self.problems, self.called)


Said = Phrase | Name | Text
"""Something to tell that is not worded yet, or a text in two languages; `catalogue.worded` words both."""


def refuse(
    code: str, /, *, field: str = "", row: int | None = None, column: str | None = None, **values: Any
) -> Refused:
    """Build a refusal of one problem, to be raised."""
    return Refused(Problem(code, field=field, row=row, column=column, **values))
