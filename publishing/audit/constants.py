"""What a number in `data-fixed` may be: a constant that can be looked up (docs/formats.md, "Figures on public pages").

Known are scale points, thresholds, steps and coded ends, years and names of the packages, fingerprints and receipt
codes, row numbers of a table the page links to, and sizes of files it links to. A number in `data-fixed="text"` is a
person's word or a law's; nobody can look it up, so it must stand among words and must not look like a result.
"""

import hashlib
import re
import tomllib
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .markup import Element
from .references import BadReference, Library, numbers_in

CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\.[0-5]\d(?!\d)")
LICENCE = re.compile(r"\b((CC )?BY(-[A-Z]{2})*|CC0|ODbL|PDDL|OGL) \d\.\d|/licenses/[a-z-]+/\d\.\d/")
DIGEST = re.compile(r"\bsha-?256(sums?)?\b", re.IGNORECASE)
VERSION = re.compile(r"(?<![\d.])\d+\.\d+\.\d+(?![\d.])")
SIZE = re.compile(r"\d+([.,]\d+)?[\s\u00a0\u202f]*([kKMG]i?B|byte)")
CODE = re.compile(r"(?<![\w-])(?:[0-9a-f]{64}|[0-9A-Z]+(?:-[0-9A-Z]+)*…?)(?![\w-])")
ROWS = re.compile(r"([^/#]+)\.csv#row=([0-9;-]+)")
BARE = re.compile(r"\d[.,]\d|\d[\s\u00a0\u202f]?%")
STEPS = frozenset({"5", "10", "90", "100"})
WORDS = (
    "unit",
    "label",
    "source",
    "group",
    "members",
    "owner",
    "programme",
    "action",
    "theme",
    "criterion",
    "question",
)


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
            for table in sorted(p.name for p in (self.library.root / cycle).glob("*.csv")):
                rows = self.library.load(cycle, table)
                wanted = [i for i, c in enumerate(rows[0]) if c in WORDS or c.endswith(("_id", "_en"))]
                cells = {row[i] for row in rows[1:] for i in wanted}
                found |= cells | {
                    part for cell in cells for path in cell.split(" + ") for part in (path, *path.split(" / "))
                }
        folded = {" ".join(f.split()) for f in found if re.search(r"\d", f) and re.search(r"\D", f)}
        return frozenset(f for f in folded if re.search(r"[^\W\d_]", f) or not BARE.search(f))

    @cached_property
    def names(self) -> re.Pattern[str]:
        """All texts, longest first, where they stand alone: never within a word or as a part of a longer number."""
        some = sorted(self.texts, key=lambda f: (-len(f), f))
        inner = "|".join(map(re.escape, some)) or r"(?!)"
        return re.compile(rf"(?<![\w≤≥])(?<!\d[.,])(?:{inner})(?!\w|[.,]\d|\s?%)")

    def without(self, text: str) -> str:
        """Return a text less the names and texts that stand in it word for word; one cut at its end by `…` counts whole."""
        folded = " ".join(text.split())
        if folded[-1:] == "…" and any(t.startswith(folded[:-1]) for t in self.texts):
            return ""
        return self.names.sub(" ", folded) if re.search(r"\d", folded) else folded

    def _content(self) -> list[str]:
        """Every string of the TOML files in `content.zip`: the office, its training. An erratum must not bring a new figure."""
        found: list[str] = []
        with suppress(OSError, ValueError, zipfile.BadZipFile), zipfile.ZipFile(self.site / "content.zip") as archive:
            for name in archive.namelist():
                if name.endswith(".toml") and not name.endswith("errata.toml"):
                    found += _strings(tomllib.loads(archive.read(name).decode()))
        return found

    @cached_property
    def codes(self) -> frozenset[str]:
        """Fingerprints of package files and receipt codes, whole and as the beginning of a range."""
        found: set[str] = set()
        for cycle in self.library.cycles | self.library.mirrors:
            folder = self.library.root / cycle
            found |= {hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()}
            for row in self.library.load(cycle, "receipts.csv")[1:] if cycle in self.library.cycles else ():
                found |= {row[1], *(row[1][:n] + "…" for n in range(2, len(row[1])))}
        return frozenset(found)

    def _stated(self, cycle: str) -> dict[str, Any]:
        return dict(self.library.load(cycle, "datapackage.json").get("kinerja", {}))

    def _released(self, cycle: str) -> str:
        try:
            return " " + str(self.library.load(cycle, "release.json").get("published", ""))
        except BadReference:
            return ""

    def strangers(self, text: str, around: "Links") -> list[str]:
        """The whole numbers of a text that none of these constants explains."""
        bare, left = self._unexplained(" ".join(text.split()))
        if not left or around.are_rows(bare):
            return []
        return [n for n in left if int(n) not in around.sizes]

    def _unexplained(self, text: str) -> tuple[str, tuple[str, ...]]:
        """A text without names, codes and sizes, and its whole numbers that are no constant of the packages.

        Remembered by text: the same names stand on every page of a city. Codes go before names, which are many: a page
        of receipts is thousands of codes and no name.
        """
        if text not in self._seen:
            bare = CODE.sub(lambda m: " " if m[0] in self.codes else m[0], text)
            if re.search(r"\d", bare):
                bare = self.without(bare)
            for pattern in (DIGEST, LICENCE, VERSION, SIZE, CLOCK):
                bare = pattern.sub(" ", bare)
            left = tuple(n for n in numbers_in(bare) if n.isdigit() and n not in self.integers)
            self._seen[text] = bare, left
        return self._seen[text]

    @cached_property
    def _seen(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        return {}


@dataclass(frozen=True)
class Links:
    """What a page links to: row numbers and file sizes printed beside a link are those of the link."""

    path: Path
    elements: list[Element]
    library: Library

    @cached_property
    def _targets(self) -> list[str]:
        return [
            unquote(h) for e in self.elements if (h := e.attributes.get("href", e.attributes.get("xlink:href", "")))
        ]

    @cached_property
    def sizes(self) -> frozenset[int]:
        """Sizes in bytes of the files of the site that the page links to."""
        found = set()
        for target in self._targets:
            file = self.path.parent / target.partition("#")[0]
            if ":" not in target and target[:1] not in ("/", "#", "") and file.is_file():
                found.add(file.stat().st_size)
        return frozenset(found)

    @cached_property
    def _rows(self) -> list[str]:
        """The row lists of links to a table of a package, all of whose rows there are."""
        found = []
        for target in self._targets:
            where = ROWS.search(target)
            places = self.library.cycles | self.library.mirrors
            cycles = [a for p in (self.path.parent / target).parts for a in (p, f"citizens/{p}") if a in places]
            if not where or not cycles:
                continue
            try:
                rows = len(self.library.load(cycles[-1], f"{where[1]}.csv"))
            except BadReference:
                continue
            if all(2 <= int(n) <= rows for n in re.findall(r"\d+", where[2])):
                found.append(where[2])
        return found

    def are_rows(self, text: str) -> bool:
        """Whether a text is the beginning of the row numbers of such a link: `2, 11–20 …`."""
        said = re.sub(r"\s*[,;]\s*", ";", text.strip(" .…,").replace("–", "-"))
        return any(row == said or row.startswith(said + ";") for row in self._rows)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [s for inner in value.values() for s in _strings(inner)]
    if isinstance(value, list):
        return [s for inner in value for s in _strings(inner)]
    return [value] if isinstance(value, str) else []
