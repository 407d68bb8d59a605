"""A reader of pages that shares nothing with the program that draws them: figures with their references, text, links."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Figure:
    """One element with a reference, and its text."""

    kind: str
    ref: str
    text: str = ""


@dataclass
class Reading:
    """What a page holds."""

    figures: list[Figure] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    results: bool = False
    text: str = ""


class Reader(HTMLParser):
    """Reads one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.stack: list[tuple[str, Figure | None, bool]] = []
        self.body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        self.reading.tags.append((tag, values))
        self.body |= tag in {"body", "svg"}
        self.reading.results |= tag == "main" and "data-results" in values
        self.reading.links += [values[k] for k in ("href", "src") if k in values]
        if "id" in values:
            self.reading.ids.add(values["id"])
        figure = None
        for kind in ("data-cell", "data-from"):
            if kind in values:
                figure = Figure(kind, values[kind])
                self.reading.figures.append(figure)
        if tag not in VOID:
            self.stack.append((tag, figure, tag == "time" or "data-fixed" in values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.body:
            return
        self.reading.text += data
        figures = [f for _, f, _ in self.stack if f is not None]
        if figures:
            figures[-1].text += data
        elif re.search(r"\d", data) and not any(fixed for _, _, fixed in self.stack):
            self.reading.loose.append(data.strip())


def read(path: Path) -> Reading:
    """Read one page or picture."""
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader.reading


class Packages:
    """The published cells, looked up by reference."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: dict[str, list[dict[str, str]]] = {}
        self.documents: dict[str, object] = {}

    def rows(self, table: str) -> list[dict[str, str]]:
        if table not in self.tables:
            text = (self.folder / f"{table}.csv").read_text("utf-8")
            self.tables[table] = list(csv.DictReader(io.StringIO(text, newline="")))
        return self.tables[table]

    def cell(self, ref: str) -> str:
        if "#" in ref:
            path, _, pointer = ref.partition("#")
            if path not in self.documents:
                self.documents[path] = json.loads((self.folder / path).read_text("utf-8"))
            value: object = self.documents[path]
            for part in pointer.strip("/").split("/"):
                assert isinstance(value, dict)
                value = value[part]
            return str(value)
        table, row, column = ref.rsplit(":", 2)
        return self.rows(table)[int(row) - 2][column]

    def computed(self, expression: str) -> str:
        operation, arguments = expression.rstrip(")").split("(", 1)
        parts = arguments.split(" ")
        if operation == "count":
            where = [unquote(p).split("=", 1) for p in parts if "=" in p]
            rows = [row for p in parts if "=" not in p for row in self.rows(p)]
            return str(sum(all(row[k] == v for k, v in where) for row in rows))
        if operation == "promises":
            until = self.cell(f"{parts[0].split('/')[0]}/release.json#/published")
            out = {
                p.parent.name: self.cell(f"{p.parent.name}/release.json#/published")
                for p in self.folder.glob("*/follow_up.csv")
            }
            cycles = sorted((day, id) for id, day in out.items() if day <= until)
            last = {row["action"]: row for _, id in cycles for row in self.rows(f"{id}/follow_up")}.values()
            late = [a for a in last if a["state"] in ("planned", "doing") and a["due"] < until]
            return str(
                len({"all": list(last), "done": [a for a in last if a["state"] == "done"], "late": late}[parts[1]])
            )
        cells = [self.cell(p) for p in parts]
        numbers = [Decimal(c.lstrip("≤≥")) for c in cells]
        assert operation == "diff"
        assert not any(c[0] in "≤≥" for c in cells)
        change = numbers[1] - numbers[0]
        return ("+" if change > 0 else "\u2212" if change < 0 else "") + str(abs(change))


def spoken(figure: Figure, lang: str) -> str:
    """Return the value as it must be written on a page of a language, from the text around it."""
    text = figure.text.strip().removesuffix("\u00a0%")
    return text.replace(",", ".") if lang == "id" else text


def internal(reading: Reading) -> Iterator[str]:
    """Return the links that stay on the site."""
    return (link for link in dict.fromkeys(reading.links) if not re.match(r"[a-z]+:", link))
