"""What a number in `data-fixed` may be: a constant that can be looked up (docs/formats.md, "Figures on public pages").

Known are scale points, thresholds, steps and coded ends, years and names of the packages, fingerprints and receipt
codes, row numbers of a table the page links to, and sizes of files it links to. A number in `data-fixed="text"` is a
person's word or a law's; nobody can look it up, so it must stand among words and must not look like a result.
"""

import posixpath
import re
import tomllib
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from .markup import Document
from .references import DIGIT, Library, numbers_in
from .sentences import Wrong

CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\.[0-5]\d(?!\d)")
LICENCE = re.compile(r"\b((CC )?BY(-[A-Z]{2})*|CC0|ODbL|PDDL|OGL) \d\.\d|/licenses/[a-z-]+/\d\.\d/")
DIGEST = re.compile(r"\bsha-?256(sums?)?\b", re.IGNORECASE)
VERSION = re.compile(r"(?<![\d.])\d+\.\d+\.\d+(?![\d.])")
SIZE = re.compile(r"\d+([.,]\d+)?[\s\u00a0\u202f]*([kKMG]i?B|byte)")
CODE = re.compile(r"(?<![\w-])(?:[0-9a-f]{64}|[0-9A-Z]+(?:-[0-9A-Z]+)*…?)(?![\w-])")
ROWS = re.compile(r"([^/#]+)\.csv#row=([0-9;-]+)")
AFTER = re.compile(r"\w|[.,]\d|\s?%")
BARE = re.compile(r"\d[.,]\d|\d[\s\u00a0\u202f]?%")
LONG, REMEMBERED, SOME = 400, 4096, 16
"""Characters of a text, and texts, that are remembered; receipt codes that are kept as one text."""
PERCENT = re.compile(r"(?<!\d)(\d+)[\s\u00a0\u202f]?%")
STEPS = frozenset({"5", "10", "90", "100"})
WORDS = frozenset("unit label source group members owner programme action theme criterion question".split())  # noqa: SIM905
T = TypeVar("T")


@dataclass(frozen=True)
class Constants:
    """Everything in the packages that is no result, as far as pages print it with digits."""

    library: Library
    site: Path

    @cached_property
    def integers(self) -> frozenset[str]:
        """Scale points, thresholds, steps and coded ends, years of the cycles."""
        found = {*STEPS, *(("25", "30") if self.library.mirrors else ())}
        for cycle in self.library.cycles:
            scale, stated = self.library.load(cycle, "instrument.json")["scale"], self._stated(cycle)
            found |= {str(point) for point in range(int(scale["min"]), int(scale["max"]) + 1)}
            found |= {str(value) for value in stated.get("disclosure", {}).values()}
            said = " ".join(str(stated.get(k, "")) for k in ("title", "start", "end", "closed")) + self._released(cycle)
            found |= set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", said))
        return frozenset(found)

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every name and text with a digit in the packages and in the site's copy of the office's own texts.

        What looks like a bare result (a decimal or a percentage without a letter) is never one of them.
        """
        found = {*self.library.cycles, *self._content()}
        for cycle in self.library.cycles:
            found |= set(_strings(self.library.load(cycle, "instrument.json")))
        for cycle in self.library.cycles | self.library.mirrors:
            found |= set(_strings(self._stated(cycle)))
            for table in self.library.tables(cycle):
                rows: list[list[str]] = []
                with suppress(Wrong):  # a table nobody can read says nothing
                    rows, _ = self.library.table(f"{cycle}/{table}")
                wanted = [i for i, c in enumerate(rows[0] if rows else ()) if c in WORDS or c.endswith(("_id", "_en"))]
                cells = {row[i] for row in rows[1:] for i in wanted}
                found |= cells | {
                    part for cell in cells for path in cell.split(" + ") for part in (path, *path.split(" / "))
                }
        folded = {" ".join(f.split()) for f in found if re.search(r"\d", f) and re.search(r"\D", f)}
        return frozenset(f for f in folded if re.search(r"[^\W\d_]", f) or not BARE.search(f))

    @cached_property
    def in_order(self) -> list[str]:
        """All texts, sorted."""
        return sorted(self.texts)

    @cached_property
    def _begins(self) -> tuple[re.Pattern[str], dict[str, list[int]]]:
        """Where a text can begin, and how long the texts are that begin with a character, longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for text in self.texts:
            lengths[text[0]].add(len(text))
        first = "".join(map(re.escape, sorted(lengths)))
        where = re.compile(rf"(?<![\w≤≥])(?<!\d[.,])[{first}]" if first else "(?!)")
        return where, {c: sorted(found, reverse=True) for c, found in lengths.items()}

    def without(self, text: str) -> str:
        """Return a text less the names and texts that stand in it word for word; one cut at its end by `…` counts whole.

        The longest text first, where it stands alone: never within a word or as a part of a longer number.
        """
        folded = " ".join(text.split())
        if folded[-1:] == "…" and _begun(folded[:-1], self.in_order):
            return ""
        if not DIGIT.search(folded):
            return folded
        where, lengths = self._begins
        kept, place = [], 0
        for found in where.finditer(folded):
            start = found.start()
            for length in lengths[found[0]] if start >= place else ():
                if folded[start : start + length] in self.texts and not AFTER.match(folded, start + length):
                    kept.append(folded[place:start])
                    place = start + length
                    break
        return " ".join([*kept, folded[place:]])

    def _content(self) -> list[str]:
        """Every string of the TOML files in `content.zip`: the office, its training. An erratum must not bring a new figure."""
        found: list[str] = []
        with suppress(OSError, ValueError, zipfile.BadZipFile), zipfile.ZipFile(self.site / "content.zip") as archive:
            for name in archive.namelist():
                if name.endswith(".toml") and not name.endswith("errata.toml"):
                    found += _strings(tomllib.loads(archive.read(name).decode()))
        return found

    @cached_property
    def receipts(self) -> list[str]:
        """Receipt codes that a page can show, sorted, some to a text, a line each: a city has a hundred thousand."""
        rows = (row for c in self.library.cycles for row in islice(self.library.rows(c, "receipts.csv"), 1, None))
        found = sorted({row[1] for row in rows if CODE.fullmatch(row[1])})
        return ["\n".join(found[i : i + SOME]) for i in range(0, len(found), SOME)]

    @cached_property
    def prints(self) -> frozenset[str]:
        """Fingerprints of package files."""
        return frozenset(
            d for c in self.library.cycles | self.library.mirrors for d in self.library.digests(c).values()
        )

    def _code(self, code: str) -> str:
        """What a text is: a fingerprint, a receipt code or the beginning of one before `…`, or nothing."""
        place = bisect_left(self.receipts, code.rstrip("…"))
        near = "\n".join(self.receipts[max(place - 1, 0) : place + 1]).split("\n")
        if code in near or (len(code) > 2 and code[-1] == "…" and _begun(code[:-1], near, 1)):
            return "receipts"
        return "prints" if code in self.prints else ""

    def _stated(self, cycle: str) -> dict[str, Any]:
        return dict(self.library.load(cycle, "datapackage.json").get("kinerja", {}))

    def _released(self, cycle: str) -> str:
        try:
            return " " + str(self.library.load(cycle, "release.json").get("published", ""))
        except Wrong:
            return ""

    def strangers(self, text: str, around: "Links") -> list[str]:
        """The whole numbers of a text that none of these constants explains."""
        bare, left, coded = self.remembered(self._unexplained, " ".join(text.split()))
        around.asked.update(coded)
        if not left or around.are_rows(bare):
            return []
        return [n for n in left if not around.is_size(n)]

    def _unexplained(self, text: str) -> tuple[str, tuple[str, ...], set[str]]:
        """A text without names, codes and sizes, its whole numbers that are no constant of the packages, what codes it has.

        Codes go before names, which are many: a page of receipts is thousands of codes and no name.
        """
        coded: set[str] = set()

        def less(found: re.Match[str]) -> str:
            if what := self._code(found[0]):
                coded.add(what)
                return " "
            return found[0]

        bare = CODE.sub(less, text)
        if not DIGIT.search(bare):
            return bare, (), coded
        bare = self.without(bare)
        for pattern in (DIGEST, LICENCE, VERSION, SIZE, CLOCK):
            bare = pattern.sub(" ", bare)
        return bare, tuple(n for n in numbers_in(bare) if n.isdigit() and n not in self.integers), coded

    def results_in(self, text: str) -> list[str]:
        """The numbers of a `data-fixed` text that look like results: decimals that are no constants, and percentages."""
        if not {*",.%"}.intersection(text):
            return []
        bare = self.without(text)
        for pattern in (LICENCE, VERSION, SIZE, CLOCK):
            bare = pattern.sub("", bare)
        percents, known = set(PERCENT.findall(bare)) - STEPS, self.library.constants
        return [n for n in numbers_in(bare) if (n not in known if "," in n or "." in n else n in percents)]

    def remembered(self, what: Callable[[str], T], text: str) -> T:
        """What a function of this object says of a text, kept for the next page: the same names stand on every page of a city."""
        key = what.__name__, text
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            if len(text) > LONG:
                return what(text)
            self._seen[key] = what(text)
        return self._seen[key]  # type: ignore[return-value]

    @cached_property
    def _seen(self) -> dict[tuple[str, str], object]:
        return {}


def _begun(start: str, among: list[str], more: int = 0) -> bool:
    """Whether one of the sorted texts, no two alike, begins so and has at least so many characters more."""
    place = bisect_left(among, start)
    return any(t.startswith(start) and len(t) >= len(start) + more for t in among[place : place + 2])


@dataclass(frozen=True)
class Links:
    """What a page links to: row numbers and file sizes printed beside a link are those of the link.

    `asked` takes what was looked up: see `Auditor.look`.
    """

    site: Path
    name: str
    document: Document
    library: Library
    asked: set[str]

    @cached_property
    def _sizes(self) -> dict[int, str]:
        """Size in bytes → name of a file of the site, no page, that the page links to."""
        found = {}
        for target in map(unquote, self.document.links()):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), target.partition("#")[0]))
            if ":" in target or target[:1] in ("/", "#", "") or name[-5:] == ".html":
                continue
            with suppress(OSError, ValueError):
                found[(self.site / name).stat().st_size] = name
        return found

    def is_size(self, number: str) -> bool:
        """Whether a number is the size of a linked file."""
        name = self._sizes.get(int(number)) if len(number) < 20 else None
        if name is not None:
            self.asked.add(f"size {name}")
        return name is not None

    @cached_property
    def _rows(self) -> list[tuple[str, str]]:
        """The row lists of links to a table of a package, all of whose rows there are, and that table."""
        found = []
        places = self.library.cycles | self.library.mirrors
        for target in map(unquote, self.document.links("row=")):
            if (where := ROWS.search(target)) is None:
                continue
            way = f"{posixpath.dirname(self.name)}/{target}".split("/")
            cycles = [a for before, p in pairwise(["", *way]) for a in (p, f"{before}/{p}") if a in places]
            table = f"count({cycles[-1] if cycles else ''}/{where[1]})"
            with suppress(ValueError):
                rows = int(self.library.value(table)) + 1
                if all(2 <= int(n) <= rows for n in re.findall(r"\d+", where[2])):
                    found.append((where[2], table))
        return found

    def are_rows(self, text: str) -> bool:
        """Whether a text is the beginning of the row numbers of such a link: `2, 11–20 …`."""
        said = re.sub(r"\s*[,;]\s*", ";", text.strip(" .…,").replace("–", "-"))
        for row, table in self._rows:
            if row == said or row.startswith(said + ";"):
                self.asked.add(f"says {table}")
                return True
        return False


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [s for inner in value.values() for s in _strings(inner)]
    if isinstance(value, list):
        return [s for inner in value for s in _strings(inner)]
    return [value] if isinstance(value, str) else []
