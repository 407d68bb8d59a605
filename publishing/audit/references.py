"""What a figure on a public page must say, by its reference: looked up in the packages or recomputed from them.

References and operations are the closed list of docs/formats.md, "Figures on public pages". Own arithmetic, exact.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .figures import MARK, parse_json
from .sentences import Wrong

CELL = re.compile(r"((?:[^/\s]+/){1,2}[a-z_]+):([0-9]{1,9}):([a-z_]+)")
NOTES = re.compile(r"([^/\s]+)/(notes(?:\.en)?\.md)")
POINTER = re.compile(r"((?:[^/\s]+/)?[^/\s]+)/([a-z_]+\.json)#(\S*)")
CALL = re.compile(r"(diff|count|promises|median)\(([^()]*)\)")
LIST = re.compile(r"[a-z]+\([^()]*\)|\S+")
BANDS = ("25.00", "64.99", "65.00", "76.60", "76.61", "88.30", "88.31", "100.00")
"""Where the bands of a satisfaction index (25 to 100) begin and end."""
DIGIT = re.compile(r"\d")
REMEMBERED = 4096
"""Values that are remembered by their references."""
NUMBER = re.compile(r"([≤≥]?)([0-9]+(?:\.[0-9]+)?)")


class Library:
    """The packages under one folder, read on demand: `<root>/<cycle>/<file>`, of several offices `<root>/<office>/<cycle>/<file>`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files: dict[tuple[str, str], Any] = {}
        self._tables: dict[str, tuple[list[list[str]], dict[str, int]]] = {}
        self._prints: dict[str, bytes] = {}
        self._digests: dict[str, dict[str, str]] = {}
        self._printed: dict[str, str] = {}

    @cached_property
    def cycles(self) -> frozenset[str]:
        """Cycle folders that hold a package, each by its way from the root: of several offices one level further down."""
        found = (
            p.parent.relative_to(self.root) for way in ("*", "*/*") for p in self.root.glob(f"{way}/datapackage.json")
        )
        return frozenset(p.as_posix() for p in found if p.parts[0] != "citizens")

    @cached_property
    def mirrors(self) -> frozenset[str]:
        """Packages of what citizens said: `citizens/<cycle>-<day>`."""
        return frozenset(f"citizens/{p.parent.name}" for p in self.root.glob("citizens/*/datapackage.json"))

    def table(self, place: str) -> tuple[list[list[str]], dict[str, int]]:
        """The rows (header first) of `<cycle>/<table>`, and where each column stands."""
        if place not in self._tables:
            cycle, _, table = place.rpartition("/")
            rows = self.load(cycle, f"{table}.csv")
            self._tables[place] = rows, {c: n for n, c in reversed([*enumerate(rows[0])])}
        return self._tables[place]

    def prints(self, place: str) -> bytes:
        """16 bytes for each row of a table: two rows with the same are the same under the same header."""
        if place not in self._prints:
            rows, _ = self.table(place)
            head = repr(rows[0]).encode()
            found = (hashlib.blake2b(head + repr(row).encode(), digest_size=16).digest() for row in rows)
            self._prints[place] = b"".join(found)
        return self._prints[place]

    def digests(self, cycle: str) -> dict[str, str]:
        """Name → SHA-256 of every file of a package."""
        if cycle not in self._digests:
            files = sorted(p for p in (self.root / cycle).iterdir() if p.is_file())
            self._digests[cycle] = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
        return self._digests[cycle]

    def tables(self, cycle: str) -> list[str]:
        """The tables of a package but the receipts, which are many and say nothing else."""
        return [n[:-4] for n in self.digests(cycle) if n[-4:] == ".csv" and n != "receipts.csv"]

    @cached_property
    def constants(self) -> frozenset[str]:
        """Decimals that are no results: coded ends of the scales in use, the step of a mean, the step of a trend."""
        found = {"0.1", "0.2", *(BANDS if self.mirrors else ())}
        for cycle in self.cycles:
            scale = self.load(cycle, "instrument.json")["scale"]
            found |= {f"{scale['min']}.5", f"{scale['max'] - 1}.5"}
        return frozenset(found | {f.replace(".", ",") for f in found})

    def load(self, cycle: str, name: str) -> Any:
        """A parsed file: rows (header first) of a CSV, the value of a JSON file, or the text of a commentary."""
        key = (cycle, name)
        if key not in self._files:
            share: dict[str, str] = {}
            if name.endswith((".json", ".md")):
                text = "".join(self._lines(cycle, name))
                try:
                    self._files[key] = parse_json(text) if name.endswith(".json") else text
                except ValueError as error:
                    raise Wrong("unreadable", what=f"{cycle}/{name}") from error
            else:
                self._files[key] = [list(map(share.setdefault, row, row)) for row in self.rows(cycle, name)] or [[]]
        return self._files[key]

    def _lines(self, cycle: str, name: str, newline: str | None = None) -> Iterator[str]:
        if cycle not in self.cycles | self.mirrors:
            raise Wrong("no_package", what=cycle)
        try:
            with (self.root / cycle / name).open(encoding="utf-8", newline=newline) as file:
                yield from file
        except (OSError, ValueError) as error:
            raise Wrong("unreadable", what=f"{cycle}/{name}") from error

    def rows(self, cycle: str, name: str) -> Iterator[list[str]]:
        """The rows of a CSV, header first, of which nothing is kept: a city has a hundred thousand receipts."""
        try:
            yield from csv.reader(self._lines(cycle, name, ""), strict=True)
        except csv.Error as error:
            raise Wrong("unreadable", what=f"{cycle}/{name}") from error

    def value(self, reference: str) -> str:
        """The printed value a reference asks for; `x` for what is withheld."""
        value = self._printed.get(reference)
        if value is None:
            value = self._value(reference)
            if len(self._printed) >= REMEMBERED:
                self._printed.clear()
            self._printed[reference] = value
        return value

    def _value(self, reference: str) -> str:
        if found := CELL.fullmatch(reference):
            rows, columns = self.table(found[1])
            number, column = int(found[2]), columns.get(found[3])
            if column is None or not 2 <= number <= len(rows) or column >= len(rows[number - 1]):
                raise Wrong("no_cell")
            return rows[number - 1][column]
        if found := POINTER.fullmatch(reference):
            return self._point(found[1], found[2], found[3])
        if found := NOTES.fullmatch(reference):
            return str(self.load(found[1], found[2]))
        if found := CALL.fullmatch(reference.strip()):
            known = {"diff": self._diff, "count": self._count, "promises": self._promises, "median": self._median}
            return known[found[1]](found[2].split())
        raise Wrong("unknown_reference")

    def _point(self, cycle: str, name: str, pointer: str) -> str:
        value = self.load(cycle, name)
        try:
            for step in unquote(pointer).split("/")[1:]:
                step = step.replace("~1", "/").replace("~0", "~")
                value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise Wrong("no_value") from error
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _numbers(self, references: list[str]) -> list[tuple[str, Fraction]]:
        found = [NUMBER.fullmatch(self.value(r)) for r in references]
        if not found or not all(found):
            raise Wrong("of_hidden")
        return [(m[1], Fraction(m[2])) for m in found if m]

    def _diff(self, references: list[str]) -> str:
        numbers = self._numbers(references)
        if len(numbers) != 2 or any(m for m, _ in numbers):
            raise Wrong("two_plain")
        apart = numbers[1][1] - numbers[0][1]
        printed = tenths(abs(apart))
        return printed if printed == "0.0" else ("+" if apart > 0 else "−") + printed

    def _median(self, words: list[str]) -> str:
        """The middle of the shown means of whole offices, `<method>/<criterion> <office>/<cycle> …`, three at least; of two in the
        middle half their sum. An end of the scale stands for its bound, beyond a plain value, and marks what is made of it."""
        method, _, criterion = unquote(words[0] if words else "").partition("/")
        found = []
        for cycle in words[1:]:
            rows = self.load(cycle, "results.csv")
            said = (dict(zip(rows[0], row, strict=False)) for row in rows[1:])
            found += [r["mean"] for r in said if (r["group"], r["method"], r["criterion"]) == ("*", method, criterion)]
        numbers = [(Fraction(m[2]), m[1]) for m in map(NUMBER.fullmatch, found) if m]
        shown = sorted(numbers, key=lambda one: (one[0], ("≤", "", "≥").index(one[1])))
        middle = shown[(len(shown) - 1) // 2 : len(shown) // 2 + 1]
        marks = {mark for _, mark in middle} - {""}
        if len(shown) < 3 or len(marks) > 1:
            raise Wrong("three_shown")
        return "".join(marks) + tenths(sum((value for value, _ in middle), Fraction(0)) / len(middle))

    def _count(self, words: list[str]) -> str:
        tables = [word for word in words if "=" not in word]
        if len(tables) > 1:
            return str(sum(int(self._count([t, *(w for w in words if "=" in w)])) for t in tables))
        cycle, _, table = words[0].rpartition("/") if words else ("", "", "")
        read = self.rows if table == "receipts" else self.load
        rows, wanted = iter(read(cycle, f"{table}.csv")), []
        head: list[str] = next(rows, [])
        for word in words[1:]:
            column, sign, value = word.partition("=")
            if not sign or column not in head:
                raise Wrong("no_column_there")
            wanted.append((head.index(column), unquote(value)))
        return str(sum(all(row[i] == v for i, v in wanted) for row in rows))

    def _promises(self, words: list[str]) -> str:
        """Of everything promised up to a release, as told last: all, what is done, or what is past its day and has not ended."""
        cycle, _, table = words[0].partition("/") if len(words) == 2 else ("", "", "")
        if table != "follow_up" or words[1] not in ("all", "done", "late"):
            raise Wrong("unknown_reference")
        last, until = {}, str(self.load(cycle, "release.json")["published"])
        for folder in sorted((c for c in self.cycles if (self.root / c / "follow_up.csv").is_file()), key=self._age):
            rows = self.load(folder, "follow_up.csv")
            if self._age(folder)[0] <= until:
                last.update({a["action"]: a for a in (dict(zip(rows[0], row, strict=False)) for row in rows[1:])})
        done = sum(a["state"] == "done" for a in last.values())
        late = sum(a["state"] not in ("done", "dropped") and a["due"] < until for a in last.values())
        return str({"all": len(last), "done": done, "late": late}[words[1]])

    def _age(self, cycle: str) -> tuple[str, ...]:
        about = self.load(cycle, "datapackage.json")["kinerja"]
        return str(self.load(cycle, "release.json")["published"]), str(about["end"]), str(about["start"]), cycle


def tenths(value: Fraction) -> str:
    """One decimal, half away from zero (value ≥ 0), with a point."""
    whole = int(value * 10 + Fraction(1, 2))
    return f"{whole // 10}.{whole % 10}"


def listed(references: str) -> list[str]:
    """The references of a `data-cells` attribute, in order."""
    return LIST.findall(references)


# ---------------------------------------------------------------- text against value

TOKEN = re.compile(r"([≤≥][\s\u00a0\u202f]?)?([+−-](?=\d))?(\d+(?:[.,]\d+)?)")
SAID = {
    "≤": re.compile(r"≤|paling (tinggi|banyak|besar)|atau kurang|at most|or less", re.IGNORECASE),
    "≥": re.compile(r"≥|paling (rendah|sedikit|kecil)|atau lebih|at least|or more", re.IGNORECASE),
}
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def numbers_in(text: str) -> list[str]:
    """Numbers as printed, without marks and signs."""
    return [m[3] for m in TOKEN.finditer(text)]


@lru_cache(maxsize=4096)
def says(text: str, value: str, english: bool) -> bool:
    """Whether the text of one element is the value: sign of decimals by language, words around it allowed."""
    text = " ".join(text.split())
    if value == MARK:
        return bool(text) and not numbers_in(text) and text != MARK
    if found := re.fullmatch(r"([≤≥]?)([+−]?)([0-9]+(?:\.[0-9]+)?)", value):
        tokens = list(TOKEN.finditer(text))
        printed = found[3] if english else found[3].replace(".", ",")
        if len(tokens) != 1 or tokens[0][3] != printed or (tokens[0][2] or "") != found[2]:
            return False
        return all(bool(SAID[m].search(text)) == (m == found[1]) for m in SAID)
    if date := ISO_DATE.fullmatch(value):
        return value in text or numbers_in(text) == [str(int(date[3])), date[1]]
    if re.fullmatch(r"[a-z_]+|\*|true|false|null|", value):
        return not numbers_in(text)  # a code: pages say it in words
    return " ".join(value.split()) in text


def says_all(text: str, values: list[str], english: bool) -> list[str] | None:
    """Numbers of an attribute text beyond the values it lists in order; None when a value is missing."""
    tokens = list(TOKEN.finditer(" ".join(text.split())))
    left: list[str] = []
    place = 0
    for value in values:
        found = re.fullmatch(r"([≤≥]?)([+−]?)([0-9]+(?:\.[0-9]+)?)", value)
        mark, wanted = (found[1], [found[3]]) if found else ("", numbers_in(value))
        for number in wanted if value != MARK else []:
            printed = number if english else number.replace(".", ",")
            while place < len(tokens) and tokens[place][3] != printed:
                left.append(tokens[place][3])
                place += 1
            if place == len(tokens):
                return None
            said = (tokens[place][1] or "").strip()
            if said != mark and not (mark and not said and SAID[mark].search(text)):
                return None
            place += 1
    return left + [t[3] for t in tokens[place:]]
