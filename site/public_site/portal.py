"""What a portal of many offices is made of: each office as its own packages tell it, and which of them asked the same.

It stands on published packages alone. Offices are never put in an order of their figures, and a median is of three offices or more.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from kinerja_words.problems import refuse
from public_site.content import read_content
from public_site.package import TENTH, Cell, Package
from public_site.package_reading import folders_in, read_packages
from public_site.view import Site, newest, parts_of
from public_site.words import LANGS, Text, file_names, raw

if TYPE_CHECKING:
    from public_site.build import Sources

FOLDER, TOLD = "kantor-", "sumber.json"
"""What the folder of an office begins with, so that no name is taken for a file of the portal; and where it stands who was taken in."""
LEAST = 3
"""Offices behind a median: of two it would only be another way to write both."""
LONGEST, MOST = 100, 40
"""Characters of a name, criteria of an instrument: what is longer would be a page that no phone opens."""
CODE = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
RESULT = re.compile(r"\d[.,]\d|%")
"""What looks like a result: no part of the name of an office."""
DIFFERS = ("instrument", "scale", "kind", "lead", "statements")
"""In what two offices may differ so that they are not compared, the plainest first (`asked`)."""


def asked(package: Package) -> tuple[object, ...]:
    """Return what has to be the same for two offices to be compared, in the order of `DIFFERS`: the statements to the letter, and
    whatever is written of one office for all of them."""
    i = package.instrument
    words = [
        [c.code, c.name.id, c.name.en, [[x.code, x.text.id, x.reversed, *x.methods] for x in c.items]]
        for c in i.criteria
    ]
    said = hashlib.sha256(json.dumps(words).encode()).hexdigest()
    return (i.code, i.title), (i.low, i.high, i.labels), package.kind, package.lead, said


@dataclass(frozen=True)
class Office:
    """One office: the folder of its packages, oldest first, and the address of its own public site, where it is known."""

    id: str
    packages: tuple[Package, ...]
    address: str

    @cached_property
    def latest(self) -> Package:
        """Return the cycle that is shown of it."""
        return newest(self.packages)

    @cached_property
    def name(self) -> Text:
        """Return its name, as its newest package has it."""
        return Text.of(self.packages[-1].meta["organisation"]["name"])

    @property
    def page(self) -> str:
        """Return the address of its page."""
        return f"{self.id}/index.html"

    @cached_property
    def digest(self) -> str:
        """Return a hash of all there is of it."""
        parts = (self.id, self.address, *(p.id + p.digest + p.mirrors_digest for p in self.packages))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def mean(self, code: str) -> Cell | None:
        """Return the mean of a criterion, of the whole office, by the leading method."""
        row = self.latest.results.get(("*", self.latest.lead, code))
        return row.mean if row else None


@dataclass(frozen=True)
class Family:
    """Offices that asked the same, by name."""

    offices: tuple[Office, ...]

    @property
    def model(self) -> Package:
        """Return a cycle that stands for all of theirs: what was asked, by whom, on which scale."""
        return self.offices[0].latest

    @cached_property
    def id(self) -> str:
        """Return the folder of its pages."""
        return f"banding-{hashlib.sha256(repr(asked(self.model)).encode()).hexdigest()[:16]}"

    @property
    def scale(self) -> tuple[int, int]:
        """Return the ends of the scale."""
        return self.model.instrument.low, self.model.instrument.high

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """Return the addresses of the criteria's pages, by code."""
        files, _ = file_names({c.code: parts_of(self.offices) for c in self.model.instrument.criteria})
        return {code: f"{self.id}/aspek-{file}.html" for code, file in files.items()}

    @cached_property
    def medians(self) -> Mapping[str, Cell | None]:
        """Return the median of the shown means of each criterion, by code."""
        places = " ".join(o.latest.id for o in self.offices)
        about = {c.code: raw(f"median({self.model.lead}/{c.code} {places})") for c in self.model.instrument.criteria}
        return {code: median(ref, [o.mean(code) for o in self.offices]) for code, ref in about.items()}

    def differs(self, office: Office) -> str:
        """Say in what an office differs that is not one of these (`DIFFERS`)."""
        pairs = zip(DIFFERS, asked(self.model), asked(office.latest), strict=True)
        return next(what for what, ours, theirs in pairs if ours != theirs)


def median(ref: Markup, cells: Sequence[Cell | None]) -> Cell | None:
    """Return the middle of the shown means, of two in the middle half their sum, to 0.1, half up; None of fewer than `LEAST`.

    A coded end stands for its bound and marks what is made of it; where the two in the middle are both ends of the scale there is none.
    """
    known = [(c.number, c.bound, c.step) for c in cells if c is not None and c.number is not None]
    shown = sorted(known, key=lambda one: (one[0], "≤ ≥".index(one[1] or " ")))
    middle = shown[(len(shown) - 1) // 2 : len(shown) // 2 + 1]
    marks = {bound for _, bound, _ in middle} - {""}
    if len(shown) < LEAST or len(marks) > 1:
        return None
    value = sum((number for number, _, _ in middle), Decimal(0)) / len(middle)
    text = f"{''.join(marks)}{value.quantize(TENTH, ROUND_HALF_UP)}"
    return Cell(ref, text, max(step for _, _, step in middle))


@dataclass(frozen=True)
class Portal(Site):
    """The offices by name, and the sources that are not shown: why (`failed`, `gone`, `twice`), what they are called, whose name they claim."""

    offices: tuple[Office, ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    feed: ClassVar[bool] = False
    licence: ClassVar[str] = "portal_licence"

    @property
    def latest(self) -> None:
        """Return no cycle: none is the portal's own."""

    @cached_property
    def families(self) -> Mapping[tuple[object, ...], Family]:
        """Return the offices that can be compared, by what they asked; the largest family first."""

        def key(office: Office) -> str:
            return repr(asked(office.latest))

        found = [Family(tuple(offices)) for _, offices in groupby(sorted(self.offices, key=key), key)]
        found.sort(key=lambda f: (-len(f.offices), f.id))
        return {asked(f.model): f for f in found if len(f.offices) >= LEAST}

    def family(self, office: Office) -> Family | None:
        """Return the offices that an office is compared with, itself among them."""
        return self.families.get(asked(office.latest))


SIGNS = frozenset("–—“”‘’·№\u00a0")
"""What an office's name may hold beside ASCII and its letters with marks."""


def legible(text: str) -> bool:
    """Tell whether a name is what it looks like: letters of ASCII, bare or with marks that Unicode composes with them, and `SIGNS`.

    Composed or not, the same name is drawn alike: it is judged composed (NFC), and stays as its office wrote it.
    """

    def plain(c: str) -> bool:
        base, *marks = list(unicodedata.normalize("NFD", c))
        marked = base.isalpha() and all(map(unicodedata.combining, marks))
        return c in SIGNS or (base.isascii() and base.isprintable() and (not marks or marked))

    return all(map(plain, unicodedata.normalize("NFC", text)))


def read_office(folder: Path, address: str = "") -> Office:
    """Read the packages of one office; raises `Refused` where they cannot be read, or could not be drawn for a phone."""
    packages = read_packages(folder, f"{folder.name}/")
    if not packages:
        raise refuse("site.table_gone", cycle=folder.name, path="datapackage.json")
    office = Office(folder.name, packages, address)
    for p in packages:
        i, called = p.instrument, Text.of(p.meta["organisation"]["name"])
        codes = [c.code for c in i.criteria]
        shown = [p.title, *(t.plain(lang) for t in (called, i.title, *i.labels, *(c.name for c in i.criteria)) for lang in LANGS)]  # fmt: skip
        fit = all(s.strip() and s.replace("\u00a0", " ").isprintable() and len(s) <= LONGEST for s in shown)
        fit = fit and all(legible(called.plain(lang)) and not RESULT.search(called.plain(lang)) for lang in LANGS)
        fit = fit and len({*codes}) == len(codes) <= MOST and all(map(CODE.fullmatch, [i.code, *codes]))
        if not fit:
            raise refuse("portal.unfit", cycle=p.id, most=LONGEST, criteria=MOST)
    return office


def sources_of(folder: Path, content: Path) -> Sources:
    """Read a folder of offices (`kantor-…/<cycle>/`, and in `sumber.json` where each is from and who is not shown): as `build.sources_of`."""
    from public_site.portal_pages import all_pages, files

    told = json.loads((folder / TOLD).read_text("utf-8"))
    offices = [read_office(p, told["addresses"].get(p.name, "")) for p in folders_in(folder)]
    offices.sort(key=lambda o: (o.name.plain("id").casefold(), o.id))
    every = tuple(p for o in offices for p in o.packages)
    city = replace(read_content(content), guides=(), errata=())  # of its own it has a name, colours and addresses
    portal = Portal(every, city, tuple(offices), tuple(map(tuple, told["refused"])))
    pages = tuple(all_pages(portal))
    return portal, pages, tuple(files(portal, pages))
