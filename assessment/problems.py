"""What is wrong with an input, in words that say what to do next; raised once at the edge, never deeper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Text = Mapping[str, str]
"""A text in two languages: `{"id": …, "en": …}`; either may be missing, the other then stands in."""

LISTED = 12
"""So many problems are listed one by one; the rest is summed up by kind."""


def say(text: Text, lang: str = "id") -> str:
    """Return the text in `lang`, or in the other language where it is missing."""
    return text.get(lang) or text.get("id") or text.get("en") or ""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: what is wrong (both languages), and where (row and column of a file, or a line).

    `command` is what to type in a terminal; a page leaves it out, for there the next step is a button.
    """

    id: str
    en: str
    row: int | None = None
    column: str | None = None
    kind: str = ""
    command: str = ""

    def text(self, lang: str = "id", commands: bool = True) -> str:
        """Return the sentence with its place in front and, where wanted, the command to type behind."""
        words = {"id": ("baris", "kolom"), "en": ("row", "column")}[lang]
        place = [f"{w} {v}" for w, v in zip(words, (self.row, self.column), strict=True) if v is not None]
        said = self.id if lang == "id" else self.en
        if commands and self.command:
            said = f"{said.removesuffix('.')}: {self.command}."
        return (", ".join(place) + ": " if place else "") + said


class Refused(Exception):
    """A request that was refused and changed nothing; carries every problem found."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.text("en"))

    def text(self, lang: str = "id", commands: bool = True) -> str:
        """Return all problems as lines; past the first dozen a summary by kind."""
        lines = [p.text(lang, commands) for p in self.problems[:LISTED]]
        rest = self.problems[LISTED:]
        if rest:
            more = {"id": "masalah lain", "en": "more problems"}[lang]
            kinds = Counter(p.kind for p in rest if p.kind)
            detail = ", ".join(f"{kind} {n}×" for kind, n in sorted(kinds.items()))
            lines.append(f"… {len(rest)} {more}" + (f" ({detail})" if detail else ""))
        return "\n".join(lines)


def refuse(id: str, en: str, **place: object) -> Refused:
    """Build a refusal of one problem, to be raised."""
    return Refused(Problem(id, en, **place))  # type: ignore[arg-type]  # place: row, column, kind, command
