"""Words for keys, values and problems: every sentence stands in a TOML file here, in both languages.

An entry is a table: `id` and `en`, `en_one` where English needs a singular (chosen when the value `n` is 1), `kind` for
refusals that a long list sums up ("wrong NIP 14×"), `command` for what to type in a terminal (a page leaves it out).
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinerja_words.problems import Explained, Figure, Name, Phrase, Problem, say

LANGUAGES = ("id", "en")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LISTED = 12
"""So many problems are listed one by one; the rest is summed up by kind."""

Entry = Mapping[str, Any]


@functools.cache
def entries(name: str) -> Mapping[str, Entry]:
    """Return the entries of one catalogue (`refusals`, `phrases`, `names`, `command`, `pages/…`), by dotted key; what a method
    is called stands in `methods.toml` and is among the `names`."""
    text = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    found: dict[str, Entry] = {}
    _collect(tomllib.loads(text), "", found)
    return _joined(found, of_methods(names=True), "methods.toml") if name == "names" else found


def of_methods(*, names: bool = False) -> dict[str, Entry]:
    """Return the words of pages in `methods.toml` (`names`: what methods are called) under the keys by which they are asked for:
    the code of its table stands where a key has `*`, so `tasks.see.*` of `[peer]` is `tasks.see.peer`."""
    found: dict[str, Entry] = {}
    for key, entry in entries("methods").items():
        method, _, asked = key.partition(".")
        if names == (asked == "called"):
            found[f"method.{method}" if names else asked.replace("*", method)] = entry
    return found


def _joined(found: dict[str, Entry], more: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    if doubled := found.keys() & more.keys():
        raise KeyError(f"{name}: {', '.join(sorted(doubled))} stand in another file already")
    return {**found, **more}


def _collect(table: Mapping[str, Any], before: str, found: dict[str, Entry]) -> None:
    for key, value in table.items():
        if isinstance(value.get("id"), str):
            found[before + key] = value
        else:
            _collect(value, f"{before}{key}.", found)


def fill(entry: Entry, lang: str, values: Mapping[str, Any]) -> str:
    """Return the sentence of an entry with its blanks filled: `{name:cap}` begins with a capital letter, `{share:percent}` has
    its sign, `{day!s}` quotes an ISO date as it was typed; any other is said as people write it (`worded`)."""
    single = entry.get("en_one") if lang == "en" and values.get("n") == 1 else None
    said: str = single or entry[lang]
    return said.format(**{k: _Value(v, lang) for k, v in values.items()})


@dataclass(frozen=True)
class _Value:
    said: object
    lang: str

    def __format__(self, spec: str) -> str:
        words = worded(self.said, self.lang)
        if spec == "cap":
            return visible(str(words)[:1].upper() + str(words)[1:])
        return percent(words) if spec == "percent" else visible(format(words, spec))

    def __str__(self) -> str:
        return visible(self.said if type(self.said) is str else str(worded(self.said, self.lang)))


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal or turns the direction of a line, and halves of characters that no file takes."""


def visible(text: str) -> str:
    """Return a value from outside (a file's name, an argument, a cell) with what nobody sees spelled out: `\\x1b`."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def worded(value: object, lang: str) -> object:
    """Return a value as words of a language: a phrase, problem, name, figure, ISO date, text in two languages, or a list of them."""
    if isinstance(value, Name):
        return name(value, lang)
    if isinstance(value, Figure):
        return figure(value, lang)
    if isinstance(value, Problem):
        return word(value, lang, place=False)
    if isinstance(value, Phrase):
        return phrase(value, lang)
    if isinstance(value, Mapping):
        return say(value, lang)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(worded(v, lang)) for v in value)
    return date(value, lang) if isinstance(value, str) and DATE.fullmatch(value) else value


def phrase(said: Phrase, lang: str = "id") -> str:
    """Return what a phrase says."""
    return fill(entries("phrases")[said.code], lang, said.values)


def both(value: object) -> dict[str, str]:
    """Return a value in both languages, for JSON that programs read."""
    return {lang: str(worded(value, lang)) for lang in LANGUAGES}


@functools.cache
def pages() -> Mapping[str, Entry]:
    """Return every word of the form service's pages by key, those of methods with them; raises `KeyError` for a key in two files."""
    found = of_methods()
    for path in sorted((Path(__file__).parent / "pages").glob("*.toml")):
        found = _joined(found, entries(f"pages/{path.stem}"), path.name)
    return found


def name(key: str, lang: str = "id") -> str:
    """Return what a thing of the field is called (`method.self`, `cycle_state.draft`)."""
    return str(entries("names")[key][lang])


def names(kind: str) -> dict[str, dict[str, str]]:
    """Return all names of a kind by value, both languages: `names("method")["self"]["id"]`."""
    start = f"{kind}."
    return {
        k.removeprefix(start): {lang: e[lang] for lang in LANGUAGES}
        for k, e in entries("names").items()
        if k.startswith(start)
    }


def day(date: datetime.date, lang: str) -> str:
    """Write a day as `2 Juli 2026` / `2 July 2026`."""
    return f"{date.day} {name(f'month.{date.month}', lang)} {date.year}"


def date(text: str, lang: str) -> str:
    """Write an ISO date as a day; what is none comes back as it is."""
    try:
        return day(datetime.date.fromisoformat(text), lang)
    except ValueError:
        return text


def percent(share: object) -> str:
    """Write a share with its sign, as every page and message does: `85 %` with a space that does not break."""
    return f"{share}\u00a0%"


def figure(text: str, lang: str) -> str:
    """Write a stored figure with the decimal sign of the language: `3.7` is `3,7` in Indonesian."""
    return text.replace(".", ",") if lang == "id" else text


def word(problem: Problem, lang: str = "id", *, commands: bool = False, place: bool = True) -> str:
    """Return a problem as a sentence, with row and column in front and, where wanted, the command to type behind."""
    entry = entries("refusals")[problem.code]
    said = fill(entry, lang, problem.values)
    if commands and "command" in entry:
        command = entry["command"]
        shown = command if isinstance(command, str) else command[lang]
        said = f"{said.removesuffix('.')}: {visible(shown.format(**problem.values))}."
    places = [Phrase(f"problems.{w}", at=v) for w in ("row", "column") if (v := getattr(problem, w)) is not None]
    return f"{worded(places, lang)}: {said}" if place and places else said


def kinds(problems: tuple[Problem, ...], lang: str) -> str:
    """Return how many problems there are of each kind, as `atasan tidak dikenal 3×, NIP salah 14×`."""
    found = Counter(
        say(entries("refusals")[p.code]["kind"], lang) for p in problems if "kind" in entries("refusals")[p.code]
    )
    return ", ".join(f"{kind} {n}×" for kind, n in sorted(found.items()))


def lines(error: Explained, lang: str = "id", *, commands: bool = False) -> list[str]:
    """Return all problems as lines; past the first dozen a summary by kind."""
    said = [word(p, lang, commands=commands) for p in error.problems[:LISTED]]
    rest = error.problems[LISTED:]
    if rest:
        detail = kinds(rest, lang)
        said.append(phrase(Phrase("problems.more", n=len(rest)), lang) + (f" ({detail})" if detail else ""))
    return said


def text(error: Explained, lang: str = "id", *, commands: bool = False) -> str:
    """Return `lines` as one text."""
    return "\n".join(lines(error, lang, commands=commands))


def explain(error: Exception, lang: str = "id") -> str:
    """Return what to tell of any error; of one not meant for people only its type, for its words may quote anything."""
    return (
        text(error, lang) if isinstance(error, Explained) else word(Problem("fault", name=type(error).__name__), lang)
    )
