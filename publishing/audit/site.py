"""Audits the built site: every figure on its pages must be a published one (R8, L13).

Reads the folder as a visitor could: HTML, SVG, Atom and JSON files, and the copies of the packages' files. Rules
for references: docs/formats.md, "Figures on public pages". What it cannot see: numbers written as words, figures
inside raster pictures, and whether a length in a drawing fits its figure (only that equal figures are drawn alike).
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from itertools import chain
from pathlib import Path, PurePosixPath

from . import mark, version
from .combined import TABLES, check_csv, check_workbook
from .constants import DIGEST, LICENCE, VERSION, Constants, Links
from .figures import NIP, parse_json
from .markup import DIGIT, SPOKEN, Element, read_markup
from .references import CELL, Library, listed, numbers_in, says, says_all
from .report import Finding, Log
from .sentences import Wrong

PAGES = {".html", ".svg", ".xml", ".atom", ".rss"}
FEEDS = {".xml", ".atom", ".rss"}
FEED_DATES = frozenset({"updated", "published", "id", "lastmod", "loc", "generator"})
DRAWN = frozenset({"width", "height", "r", "style", "stroke-dasharray"})
WATCHED = SPOKEN | {"data-cell", "data-from", "data-cells"}
MARKED = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|[%≤≥]")
WORDED = ("_id", "_en", ":owner", ":unit", ":label", ":source", ".md")
WORDING = re.compile(r":[0-9]+:([a-z]+_(id|en)|owner|unit|label|source)$")
DOCUMENT, SOME = b'{"kinerja":', 500
"""How a package as one JSON document begins, and the rows that are compared at once."""
BORN = (re.compile(r"19[3-9][0-9]{5}"), re.compile(r"20[0-2][0-9]{5}"))
"""What a NIP begins with: told apart at once from whatever else a page holds."""
FIGURE = re.compile(
    r"/(results|participation|predicates|goals|conversations|consultation|training|documents|citizens):\d+:"
    r"(assess|assigned|mean|share|low_|mid_|high_|value|people|responses|participants)"
)


def audit_site(site: Path, packages: Path, only: Iterable[Path] | None = None) -> list[Finding]:
    """Findings for the built site in `site` against the packages in `packages` (`<cycle>/` folders); [] is clean.

    `only`: look at these files of the site alone. `str(finding)` is one printable line.
    """
    auditor, log = Auditor(site, packages), Log()
    for path in sorted(p for p in site.rglob("*") if p.is_file()) if only is None else sorted(only):
        auditor.check(path.relative_to(site).as_posix(), path.read_bytes(), log)
    if only is None:
        auditor.check(".", b"", log)
    return list(log.report().findings)


class Auditor:
    """Looks at the files of one site, one by one and in any order, against one folder of packages.

    `site` holds what pages link to, `content.zip` among it. Whatever all files are checked against is read here, once, so that
    processes forked from this one share it; of a file nothing stays but texts in caches of bounded size.
    """

    def __init__(self, site: Path, packages: Path) -> None:
        self.site, self.library = site, Library(packages)
        self.constants = known = Constants(self.library, site)
        places = sorted(self.library.cycles | self.library.mirrors)
        self.copies = {(c, n): d for c in places for n, d in self.library.digests(c).items()}
        ground = places, sorted(self.library.constants), sorted(known.integers), known.in_order
        self.ground = hashlib.sha256(version() + repr(ground).encode()).digest()
        receipts = sorted(d for (_, name), d in self.copies.items() if name == "receipts.csv")
        prints = repr(sorted(known.prints))
        self.told = {"receipts": repr(receipts), "prints": prints, "all": mark(packages), "": "-"}
        known.strangers("0 x", Links(site, "", read_markup(""), self.library, set()))  # reads names and codes
        for place in (f"{cycle}/{table}" for cycle in places for table in self.library.tables(cycle)):
            with suppress(Wrong):
                self.library.prints(place)

    def look(self, name: str, data: bytes, seal: str = "") -> tuple[list[Finding], str]:
        """Findings for one file by its path in the site (`.`: the site as a whole) and its bytes, and a seal to keep with it.

        Told the seal it has, a file that need not be read again is not. Why that is right: what is found in a file depends on
        its path, its bytes, this auditor with its Python, and what it makes the auditor look up. A page looks up the
        names, years and constants of all packages (`ground`, as a whole), and single things, all of which are noted in `asked`:
        cells, by their rows; other references, by what they say; fingerprints or receipt codes, as a whole; the files whose
        sizes it told. Every other file may depend on all of the packages (`all`). The seal says what was asked and ends in a hash over
        all of this, so it comes out the same only where nothing has changed by which the file was found right, whoever kept
        file and seal and wherever they come from; no file with a finding has one. Not noted is what explained no number: a
        size or code that is nowhere on the page. A seal is no signature: who forges it can also exchange the built site.
        """
        asked, _, _ = seal.rpartition("|")
        if seal and seal == self._seal(name, data, asked):
            return [], seal
        log = Log()
        asked = self.check(name, data, log)
        found = list(log.report().findings)
        return found, "" if found or name == "." else self._seal(name, data, asked)

    def _seal(self, name: str, data: bytes, asked: str) -> str:
        """The seal of a file by what it asked for; none where there is no answer, as to a reference with a tab in it."""
        digest = hashlib.blake2b(self.ground, digest_size=16)
        digest.update(repr((name, asked)).encode() + hashlib.sha256(data).digest())
        for what in asked.split("\t"):
            if not (answer := self._answer(what)):
                return ""
            digest.update(answer + b"\t")
        return f"{asked}|{digest.hexdigest()}"

    def _answer(self, what: str) -> bytes:
        """What there is now to a thing a file asked for; empty if it is not there."""
        kind, _, rest = what.partition(" ")
        try:
            if kind == "rows":
                place, _, ranges = rest.partition(" ")
                prints, ends = self.library.prints(place), (r.partition("-") for r in ranges.split(","))
                return b"".join(prints[16 * int(a) - 16 : 16 * int(b or a)] for a, _, b in ends)
            if kind == "size":
                return str((self.site / rest).stat().st_size).encode()
            if kind == "says":
                return repr(self.library.value(rest)).encode()
            return self.told[kind].encode()
        except (OSError, ValueError, KeyError):
            return b""

    def check(self, name: str, data: bytes, log: Log) -> str:
        """Look at one file whatever its seal; what it asked for."""
        path = PurePosixPath(name)
        folder, suffix = path.parent.as_posix(), path.suffix
        if name == ".":
            if not any(map(_holds_results, sorted(self.site.rglob("*.html")))):
                log.add("site_not_results", ".")
        elif folder == "data" and path.stem in TABLES and suffix == ".csv":
            check_csv(data, name, self.library, log)
        elif suffix == ".xlsx":
            check_workbook(data, name, self.constants, log)
        elif folder != "data" and suffix != ".html" and any(path.name == file for _, file in self.copies):
            self._check_copy(path, data, log)
        elif suffix in PAGES:
            return _check_page(self, path, data, log)
        elif suffix in {".json", ".jsonld", ".webmanifest", ".csv", ".txt"}:
            _check_loose_file(path, data, self.constants, log)
        elif suffix == ".zip":
            self._check_archive(name, data, log)
        return "all"

    def _check_copy(self, path: PurePosixPath, data: bytes, log: Log) -> None:
        """A file named as one of a package is that one: of the cycle in whose folder it stands, if it does."""
        cycles = [c for c, file in self.copies if file == path.name and f"/{c}/" in f"/{path}"]
        wanted = {self.copies[c, path.name] for c in cycles} or {
            d for (_, f), d in self.copies.items() if f == path.name
        }
        if hashlib.sha256(data).hexdigest() not in wanted:
            log.add("site_copy", path.as_posix(), what=path.name)

    def _check_archive(self, name: str, data: bytes, log: Log) -> None:
        """A file of an archive that stands under a cycle's name must be that package's file."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {m: hashlib.sha256(archive.read(m)).hexdigest() for m in archive.namelist()}
        except (zipfile.BadZipFile, OSError):
            log.add("site_unreadable", name)
            return
        for member, digest in sorted(members.items()):
            cycle = next((c for c, _ in self.copies if member.startswith(f"{c}/")), "")
            if cycle and self.copies.get((cycle, member.removeprefix(f"{cycle}/"))) != digest:
                log.add("site_copy", name, what=member)


def _check_loose_file(path: PurePosixPath, data: bytes, constants: Constants, log: Log) -> None:
    """A data file that is no copy of a package file must not hold decimal figures, unless it is a package as JSON."""
    if data.startswith(DOCUMENT) and _is_package(data, constants.library):
        return
    name, text = path.as_posix(), data.decode(errors="replace")
    if path.suffix != ".txt" and path.suffix != ".csv":
        try:
            value = parse_json(text)
        except ValueError:
            log.add("site_unreadable", name)
            return
        text = " ".join(_leaves(value))
    for number in numbers_in(VERSION.sub("", LICENCE.sub("", constants.without(text)))):
        if ("," in number or "." in number) and number not in constants.library.constants:
            log.add("site_loose", name, value=number)


def _is_package(data: bytes, library: Library) -> bool:
    """Whether a file is, to the byte, the JSON document (docs/formats.md) of the package it names."""
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

    def parts() -> Iterator[str]:
        cycle = data.partition(b'"cycle":"')[2].partition(b'"')[0].decode()
        said, released = library.load(cycle, "datapackage.json")["kinerja"], library.load(cycle, "release.json")
        yield f'{DOCUMENT.decode()}{write(said)},"release":{write(released)},"tables":{{'
        for n, table in enumerate(library.tables(cycle)):
            rows, _ = library.table(f"{cycle}/{table}")
            yield "," * (n > 0) + f"{write(table)}:["
            for start in range(1, len(rows), SOME):
                some = [dict(zip(rows[0], row, strict=False)) for row in rows[start : start + SOME]]
                yield "," * (start > 1) + write(some)[1:-1]
            yield "]"
        yield "}}\n"

    place = 0
    try:
        for part in parts():
            if not data.startswith(said := part.encode(), place):
                return False
            place += len(said)
    except (ValueError, LookupError, TypeError):
        return False
    return place == len(data)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)


# ---------------------------------------------------------------- pages


class _Page:
    """One page being checked: where it is, what it may refer to, and where its findings go."""

    def __init__(self, auditor: Auditor, path: PurePosixPath, text: str, log: Log) -> None:
        self.name, self.feed, self.log = path.as_posix(), path.suffix in FEEDS, log
        self.document = read_markup(text, every=self.feed)
        self.constants, self.library = auditor.constants, auditor.library
        self.references: set[str] = set()
        self.asked: set[str] = set()
        self.links = Links(auditor.site, self.name, self.document, self.library, self.asked)
        self.drawn: dict[tuple[str, ...], str] = {}

    def elements(self) -> Iterator[Element]:
        """What is looked at; in a feed also the elements of the HTML it carries as text."""
        return (
            chain.from_iterable(map(_unfolded, self.document.elements)) if self.feed else iter(self.document.elements)
        )

    def add(self, rule: str, at: tuple[int, int], **fields: object) -> None:
        """A finding at a place of the page."""
        self.log.add(rule, f"{self.name}:{self.document.line(at)}", None, **fields)

    def values(self, references: list[str], at: tuple[int, int]) -> list[str] | None:
        """The printed values of references, or None with a finding."""
        self.references.update(references)
        try:
            return [self.library.value(r) for r in references]
        except Wrong as error:
            self.add("site_reference", at, reference=" ".join(references), why=error.words)
            return None

    def needs(self) -> str:
        """All that this page made the auditor look up: `rows <cycle>/<table> 2,7-9`, `says <reference>`, `size <file>`, `prints`, `receipts`."""
        rows: dict[str, list[int]] = {}
        for reference in self.references:
            if cell := CELL.fullmatch(reference):
                rows.setdefault(cell[1], []).append(int(cell[2]))
            else:
                self.asked.add(f"says {reference}")
        for place, numbers in rows.items():
            self.asked.add(f"rows {place} {_ranges(sorted(set(numbers)))}")
        return "\t".join(sorted(self.asked))


def _ranges(numbers: list[int]) -> str:
    """Numbers in their order as `2,7-9`."""
    found, first = [], 0
    for n, number in enumerate(numbers):
        if n + 1 == len(numbers) or numbers[n + 1] != number + 1:
            found.append(str(number) if first == n else f"{numbers[first]}-{number}")
            first = n + 1
    return ",".join(found)


def _check_page(auditor: Auditor, path: PurePosixPath, data: bytes, log: Log) -> str:
    try:
        text = data.decode()
        page = _Page(auditor, path, text, log)
        _check_elements(page, path, text)
    except (ValueError, RecursionError):
        log.add("site_unreadable", path.as_posix())
        return ""
    return page.needs()


def _check_elements(page: _Page, path: PurePosixPath, text: str) -> None:
    elements = [*page.elements()]
    if any(b.search(text) for b in BORN) and NIP.search(text):
        page.log.add("personal_number", page.name, what=page.name)
    strict = path.suffix == ".svg" or _are_results(elements)
    if not strict and not page.library.cycles.isdisjoint(path.parts) and FIGURE.search(text):
        page.log.add("site_not_results", page.name)
    for cell in page.document.cells:
        _check_shown(page, *cell)
    for element in elements:
        if not WATCHED.isdisjoint(element.attributes):
            _check_text(page, element)
            _check_attributes(page, element, strict)
            _check_drawing(page, element)
        if element.tag == "time":
            _check_time(page, element)
        if strict and element.attributes.get("data-fixed") == "text" and not _wordy(element):
            _check_bare(page, element)
        if element.loose and page.feed:
            _check_feed_text(page, element)
        elif element.loose and strict:
            _check_loose_text(page, element)


def _are_results(elements: Iterable[Element]) -> bool:
    return any(e.tag == "main" and "data-results" in e.attributes for e in elements)


def _holds_results(path: Path) -> bool:
    """Whether a file is a results page."""
    try:
        text = path.read_text("utf-8")
        return "data-results" in text.lower() and _are_results(read_markup(text).elements)
    except ValueError:
        return False


def _unfolded(element: Element) -> Iterator[Element]:
    """An Atom element, and the elements of the HTML it carries as text."""
    text = "".join(run for _, run in element.loose)
    yield element
    if element.tag in ("content", "summary", "description") and "<" in text:
        element.loose = []
        for inner in read_markup(text, element, every=True).elements:
            inner.at = element.at
            inner.loose = [(element.at, run) for _, run in inner.loose]
            yield inner


def _check_shown(page: _Page, reference: str, text: str, english: bool, number: int) -> None:
    """As `_check_text`, with nothing made where a figure is plainly the printed one."""
    if not reference.endswith(WORDED):
        page.references.add(reference)
        try:
            if says(text, page.library.value(reference), english):
                return
        except Wrong:
            pass
    _check_text(page, Element("", {"data-cell": reference}, (number, 0), english, text=[text]))


def _check_text(page: _Page, element: Element) -> None:
    """The text of an element with `data-cell` or `data-from` is that value."""
    for reference in (element.attributes.get("data-cell"), element.attributes.get("data-from")):
        if reference is None:
            continue
        values = page.values([reference], element.at)
        if not values:
            continue
        if reference.endswith(".md"):
            right = _in_order(element.words, values[0])
        elif WORDING.search(reference):  # HR's own words, word for word
            right = " ".join(values[0].split()) == " ".join(element.words.split())
        else:
            right = says(element.words, values[0], element.english)
        if not right:
            said = _cut(element.words)
            page.add("site_text", element.at, text=said, value=values[0], reference=reference)


def _in_order(words: str, source: str) -> bool:
    """Whether every word and number stands in a Markdown text, in its order: what is drawn of it adds nothing."""
    left = iter(_words(unescape(re.sub(r"\\(?=[!-/:-@[-`{-~])", "", source))))
    return all(word in left for word in _words(words))


def _words(text: str) -> list[str]:
    return MARKED.findall(re.sub(r"[*_`~\\]", "", text))


def _spoken(page: _Page, element: Element) -> list[str]:
    """Attribute texts with figures beside the texts of the packages. Of `<meta>` only descriptions and titles, and there only what looks like a result:
    a cycle's name has digits too."""
    if SPOKEN.isdisjoint(element.attributes):
        return []
    without = page.constants.without
    found = [v for k, v in element.attributes.items() if k in SPOKEN and numbers_in(v) and numbers_in(without(v))]
    if element.tag != "meta":
        return found
    name = element.attributes.get("name", "") + element.attributes.get("property", "")
    return [v for v in found if re.search("title|description", name) and re.search(r"\d[.,]\d|%|[≤≥]", without(v))]


def _check_attributes(page: _Page, element: Element, strict: bool) -> None:
    """Numbers in spoken attributes are the cells of `data-cells`; on results pages there are no others."""
    listing, spoken = element.attributes.get("data-cells"), _spoken(page, element)
    if listing is None:
        left = [(text, numbers_in(page.constants.without(text))) for text in spoken]
    else:
        values = page.values(listed(listing), element.at)
        if values is None:
            return
        left = []
        for text in spoken or [""]:
            extra = says_all(text, values, element.english)
            if extra is None:
                value = " ".join(values)
                page.add("site_text", element.at, text=_cut(text), value=value, reference=listing)
            else:
                left.append((text, extra))
    for text, extra in left:
        if extra and strict and not element.fixed:
            page.add("site_unreferenced", element.at, text=_cut(text), value=", ".join(extra))
        elif extra and strict:
            _check_fixed(page, element, element.at, text, text)


def _check_loose_text(page: _Page, element: Element) -> None:
    """On a results page every digit stands in a referenced element, `<time>` or `data-fixed`."""
    if element.unseen or element.referenced:
        return
    for at, run in element.loose:
        bare = DIGEST.sub("", run) if "sha" in run.lower() else run
        if DIGIT.search(bare) and element.fixed:
            _check_fixed(page, element, at, run, (element.holder or element).words if element.kind == "text" else run)
        elif numbers := numbers_in(bare):
            page.add("site_unreferenced", at, text=_cut(run), value=", ".join(numbers))


def _check_fixed(page: _Page, element: Element, at: tuple[int, int], text: str, whole: str) -> None:
    """A text in `data-fixed`: nothing beside texts of the packages that looks like a result, and outside
    `data-fixed="text"` known constants only. `whole` is all that the data-fixed holds: a name may stand on two lines."""
    known = page.constants
    if (numbers := known.remembered(known.results_in, text)) and known.results_in(whole):
        page.add("site_fixed", at, text=_cut(text), value=", ".join(numbers))
    elif element.kind not in ("", "text"):
        page.add("site_kind", at, text=_cut(text), value=element.kind)
    elif not element.kind and (strangers := page.constants.strangers(text, page.links)):
        page.add("site_constant", at, text=_cut(text), value=", ".join(strangers))


def _wordy(element: Element) -> bool:
    """Whether an element holds words, or no digits at all."""
    return not numbers_in(element.words) or re.search(r"[^\W\d_]{2}", element.words) is not None


def _check_bare(page: _Page, element: Element) -> None:
    """Digits without a word around them are no text: they are looked up like any constant."""
    if strangers := page.constants.strangers(element.words, page.links):
        page.add("site_constant", element.at, text=_cut(element.words), value=", ".join(strangers))


def _check_feed_text(page: _Page, element: Element) -> None:
    if element.tag in FEED_DATES or element.referenced:
        return
    text = "".join(run for _, run in element.loose)
    if found := re.search(r"\d[.,]\d|\d[\s\u00a0\u202f]?%|[≤≥]", LICENCE.sub("", page.constants.without(text))):
        page.add("site_unreferenced", element.at, text=_cut(text), value=found[0])


def _check_time(page: _Page, element: Element) -> None:
    """`<time>` holds the numbers of its date and nothing else."""
    stamp = element.attributes.get("datetime", element.words)
    known = {int(n) for n in re.findall(r"\d+", stamp)}
    if any(int(n) not in known for n in re.findall(r"\d+", element.words)) or re.search(r"\d,\d", element.words):
        page.add("site_unreferenced", element.at, text=_cut(element.words), value=element.words.strip())


def _check_drawing(page: _Page, element: Element) -> None:
    """Equal figures are drawn alike: a length must not show more than the printed value does."""
    if DRAWN.isdisjoint(element.attributes):
        return
    reference = element.attributes.get("data-cell") or element.attributes.get("data-cells", "")
    if " " in reference or ":" not in reference:
        return
    try:
        value = page.library.value(reference)  # noted by the checks of its text
    except Wrong:
        return
    for attribute in sorted(element.attributes.keys() & DRAWN):
        length, column = element.attributes[attribute], reference.rsplit(":", 1)[1]
        key = (element.tag, element.attributes.get("class", ""), column, attribute, value)
        if page.drawn.setdefault(key, length) != length:
            page.add("site_drawing", element.at, value=value, text=f"{attribute}={_cut(length)}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
