"""The form of a content file, made of its shape: a field for each value, a part for each table, buttons for each entry of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from assessment.goal import EXAMPLES
from assessment.instrument import INSTRUMENT
from assessment.organisation import Disclosure
from assessment.text import typed
from forms_service.web.forms import PREFIX, Choice, Choices, Day, Form, Hidden, Line, Tick, Words
from forms_service.web.language import t
from kinerja_words import catalogue
from kinerja_words.colours import CARD, DEFAULTS, ENOUGH, PAPER, contrast, readable
from kinerja_words.content import CALENDAR, ERRATA, GLOSSARY, HOLIDAYS, ORGANISATION, PAGE, TRAINING
from kinerja_words.edits import Tree, is_table, parts, rows_of, shown
from kinerja_words.problems import Problem
from kinerja_words.shape import MISSING, Made, Shape, bare, kind_of

SHAPES: Mapping[str, Shape] = {
    "organisation": ORGANISATION, "holidays": HOLIDAYS, "training": TRAINING, "goal_examples": EXAMPLES, "glossary": GLOSSARY,
    "errata": ERRATA, "calendar": CALENDAR, "instrument": INSTRUMENT, "page": PAGE,
}  # fmt: skip
MORE = {
    "disclosure": tuple(Disclosure.__dataclass_fields__),
    "contact": ("office", "address", "phone", "ppid", "hours"),
}
"""Names of values that a shape leaves free."""
REPLACED = ("objection_days", "answer_days", "say_days")
"""Keys of version 0.1.0 that others have replaced: shown where they are set."""
LONG = ("text", "description", "anchors", "question", "vague", "expected_result", "success", "evidence", "indicator")
TITLES = ("title", "name", "term", "text", "work", "id", "key", "code", "day", "cycle", "parent")
MOST_ROWS = 500


@dataclass
class Node:
    """A part of the form. `kind`: `table`, `words`, `list`, `row` or `field`; `name` is its field's, or the id of its place."""

    kind: str
    name: str
    label: str
    hint: str = ""
    within: list[Node] = field(default_factory=list)
    title: str = ""
    open: bool = False


class ContentForm(Form):
    """A content file as it is edited. `dilihat`: marks of the file and the draft that the page showed."""

    enter = "periksa"
    dilihat = Hidden()
    teks = Words("content.raw", hint="content.raw.hint", rows=28)
    naskah = Words("content.body", hint="content.body.hint", rows=20)

    def place(self, problem: Problem) -> str:
        """Put a problem at the field of its key, or at the part it is about."""
        key = problem.values.get("key")
        if not isinstance(key, str) or "teks" in self:
            return "teks" if "teks" in self and key else super().place(problem)
        name = PREFIX + re.sub(r"\[(\d+)\]", lambda m: f".{int(m[1]) - 1}", key)
        below = (f.name for f in self if f.name.startswith(name + "."))
        return name if name in self else next(below, name)

    known: Mapping[str, Sequence[tuple[str, str]]] = {}
    """What there is to choose from, by path, where the shape does not say it: (value, words)."""

    def draw_from(self, what: str, tree: Tree, fresh: str = "") -> list[Node]:
        """Add the fields of a file of a kind with the values of a tree; returns its parts. `fresh`: the entry just added."""
        return self._table(SHAPES[what], tree, PREFIX, what, "", fresh)

    def _table(self, shape: Shape, tree: Tree, name: str, what: str, path: str, fresh: str) -> list[Node]:
        made = []
        for key, inner in parts(shape, path, tree, MORE):
            at, place = f"{name}{key}", f"{path}.{key}" if path else key
            value, hint = tree.get(key, ""), words("hint", what, place)
            if key in REPLACED and not value:
                continue
            label = words("key", what, place) or key
            if row := rows_of(inner):
                rows = [
                    Node("row", f"{at}.{n}", label, within=self._table(row, one, f"{at}.{n}.", what, place, fresh),
                         title=title_of(one), open=len(value) <= 2 or f"{at}.{n}" == fresh)
                    for n, one in enumerate(value)
                ]  # fmt: skip
                made.append(Node("list", at, label, hint, rows))
            elif is_table(inner):
                kind = "table" if kind_of(bare(inner)) == "table" else "words"
                below = self._table(inner, value or {}, f"{at}.", what, place, fresh)
                made.append(Node(kind, at, label, hint, below, open=any(leaves(value))))
            else:
                unbound = _field(inner, key if key not in ("id", "en") else path.rpartition(".")[2])
                if place in self.known:
                    stands = {"": "–"} | ({value: value} if value else {}) | dict(self.known[place])
                    unbound = Choice(look="select", options=list(stands.items()))
                self._fields[at] = one = unbound.bind(form=self, name=at)
                one.process(None, tuple(value.split("\n")) if one.kind == "choices" else value)
                made.append(Node("field", at, label, hint))
        return made


def _field(shape: Shape, key: str) -> Any:
    maybe, shape = kind_of(shape) == "maybe", bare(shape)
    kind, inner = kind_of(shape), shape.parts.get("") if isinstance(shape, Made) else None
    if kind == "flag":
        return Tick()
    if isinstance(shape, Made) and kind == "choice":
        options = [(one, words("choice", one) or one) for one in shape.known]
        return Choice(look="select", options=[("", "–"), *options] if maybe else options)
    if isinstance(inner, Made) and kind_of(inner) == "choice":
        return Choices(values=inner.known, names="language" if "en" in inner.known else "method")
    if kind == "day":
        return Day()
    if (kind == "many" and inner is not None and kind_of(inner) != "whole") or key in LONG:
        return Words(rows=3)
    return Line(attrs={"inputmode": "numeric"} if kind in ("whole", "weight") else None)


def words(what: str, *path: str) -> str:
    """Return the words of a key of a file: those of its whole path, else of its last part; empty where there are none."""
    keys = (f"content.{what}.{'.'.join(path)}", f"content.{what}.{path[-1].rpartition('.')[2]}")
    return next((t(key) for key in keys if key in catalogue.pages()), "")


def title_of(tree: Tree) -> str:
    """Return what an entry is called in the list of them: the first of its words."""
    found = next((tree[k] for k in TITLES if isinstance(tree, dict) and any(leaves(tree.get(k, "")))), "")
    return (next((w for w in leaves(found) if w), "") if not isinstance(found, str) else found)[:80]


def leaves(tree: Tree) -> list[str]:
    """Return the texts of a tree."""
    if isinstance(tree, str):
        return [tree]
    return [w for one in (tree.values() if isinstance(tree, dict) else tree) for w in leaves(one)]


def posted(shape: Shape, sent: MultiDict[str, str], base: Tree, name: str = PREFIX, path: str = "") -> Tree:
    """Return the tree that was sent; `base` is the one of the file, for names a shape leaves free."""
    tree: dict[str, Tree] = {}
    for key, inner in parts(shape, path, base, MORE):
        at, place = f"{name}{key}", f"{path}.{key}" if path else key
        if row := rows_of(inner):
            count = next(n for n in range(MOST_ROWS + 1) if f"{at}.{n}.#" not in sent or n == MOST_ROWS)
            tree[key] = [posted(row, sent, {}, f"{at}.{n}.", place) for n in range(count)]
        elif is_table(inner):
            tree[key] = posted(inner, sent, base.get(key) or {}, f"{at}.", place)
        else:
            tree[key] = "\n".join(typed(one).strip() for one in sent.getlist(at))
    return tree


def rearranged(what: str, tree: Tree, button: str) -> str:
    """Do what a button beside a list asks (`tambah:…`, `hapus:…`, `naik:…`); returns the name of an entry just added."""
    act, _, name = button.partition(":")
    shape, there = SHAPES[what], tree
    keys = name.removeprefix(PREFIX).split(".")
    for n, key in enumerate(keys):
        inner = rows_of(shape) if isinstance(there, list) else dict(parts(shape, ".".join(keys[:n]))).get(key)
        last = n == len(keys) - 1
        if isinstance(there, list):
            at = int(key) if key.isascii() and key.isdigit() and len(key) < 5 else len(there)
            if at >= len(there) or inner is None:
                return ""
            if last and act == "hapus":
                del there[at]
            elif last and act == "naik" and at:
                there[at - 1 : at + 1] = there[at], there[at - 1]
            if last:
                return ""
            there = there[at]
        else:
            if inner is None or not isinstance(there, dict) or key not in there:
                return ""
            there = there[key]
            if last and act == "tambah" and (row := rows_of(inner)) and len(there) < MOST_ROWS:
                there.append(shown(row, MISSING))
                return f"{name}.{len(there) - 1}"
        shape = inner
    return ""


@dataclass(frozen=True)
class Swatch:
    """A colour as the site shows it: what HR chose, its contrast on the lighter of both papers, and what the site makes of it."""

    name: str
    chosen: str
    ratio: str
    enough: bool
    shown: Mapping[str, str]


def swatches(tree: Tree) -> list[Swatch]:
    """Return the office's colours with their contrast; those that are none are left out."""
    found = []
    for name, default in DEFAULTS.items():
        chosen = tree.get("colours", {}).get(name, "") or default
        if re.fullmatch(r"#[0-9a-fA-F]{6}", chosen):
            ratio = min(contrast(chosen, paper["light"]) for paper in (PAPER, CARD))
            made = {mode: readable(chosen, mode) for mode in PAPER}
            found.append(
                Swatch(words("key", "organisation", f"colours.{name}"), chosen, f"{ratio:.1f}", ratio >= ENOUGH, made)
            )
    return found
