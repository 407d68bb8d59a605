"""HR's own texts that become public: there, short enough, and naming nobody of the roster, past cycles included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.cycle import Cycle
from assessment.names import check_text, strings
from assessment.text import broken, clean
from kinerja_office import records
from kinerja_office.doubts import open_ones
from kinerja_store import View
from kinerja_words.problems import Doubt, Name, Problem, Refused, Text, refuse
from kinerja_words.shape import CODE

LONGEST = 400


def must_be_public(view: View, texts: Mapping[str, Text], longest: int = LONGEST) -> None:
    """Raise `Refused` for texts without Indonesian words, too long, broken, or naming a person; keys name the field.

    English may be empty: pages then show the Indonesian.
    """
    people = records.everybody(view)
    problems = []
    for field, text in texts.items():
        if not text.get("id", "").strip():
            problems.append(Problem("text.empty", field=field))
        for words in text.values():
            if broken(words):
                problems.append(Problem("text.broken", field=field))
            if len(words) > longest:
                problems.append(
                    Problem("text.long", field=field, most=longest)
                )  # fmt: skip
            problems += [p.at(field=field) for p in open_ones(view, check_text(words, field, people))]
    if problems:
        raise Refused(problems)


def naming(view: View, what: object, value: object) -> list[Problem]:
    """Return a problem for everybody who is named in a string of a value (tables and lists of strings); `what` names it.

    Once for each person, and for each place of a doubt.
    """
    people = records.everybody(view)
    found = open_ones(view, (p for text in strings(value) for p in check_text(text, what, people)))
    return list({(p.mark if isinstance(p, Doubt) else p.values["words"]): p for p in found}.values())


def fixed_texts(view: View, cycle: Cycle) -> dict[str, Any]:
    """Return what an opening fixes and a release publishes: title, instrument, groups."""
    groups = sorted({e.group for e in records.roster(view).employees})
    source = {"levels_from": cycle.levels_from} if cycle.levels_from else {}
    return {"title": cycle.title, **source, "instrument": dict(records.instrument(view, cycle).source), "group": groups}


def must_name_nobody(view: View, cycle: Cycle) -> None:
    """Raise `Refused` where what an opening fixes names a person."""
    problems = []
    for what, value in fixed_texts(view, cycle).items():
        found = naming(view, Name(f"public_text.{what}"), value)
        problems += [p.at(field="title") for p in found] if what == "title" else found
    if problems:
        raise Refused(problems)


def must_be_code(code: str, field: str) -> None:
    """Raise `Refused` unless a code has letters, digits, - and _ only, 32 at most."""
    if not CODE.fullmatch(code):
        raise refuse("text.code", field=field, value=code[:40])


def tidy(text: Text) -> dict[str, str]:
    """Return both languages on one line with single spaces and no invisible marks; a missing one is empty."""
    return {lang: clean(" ".join(text.get(lang, "").split())) for lang in ("id", "en")}
