"""Audits the built site: every figure on its pages must be a published one (R8, L13).

Reads the folder as a visitor could: HTML, SVG, Atom and JSON files, and the copies of the packages' files. Rules
for references: docs/formats.md, "Figures on public pages". What it cannot see: numbers written as words, figures
inside raster pictures, and whether a length in a drawing fits its figure (only that equal figures are drawn alike).
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from .activities import NIP
from .combined import TABLES, check_csv, check_workbook
from .constants import CLOCK, DIGEST, LICENCE, SIZE, STEPS, VERSION, Constants, Links
from .figures import parse_json
from .markup import BadMarkup, Element, read_markup
from .references import BadReference, Library, listed, numbers_in, says, says_all
from .report import Finding, Log, Words

PAGES = {".html", ".svg", ".xml", ".atom", ".rss"}
FEED_DATES = frozenset({"updated", "published", "id", "lastmod", "loc", "generator"})
DRAWN = frozenset({"width", "height", "r", "style", "stroke-dasharray"})
SPOKEN = frozenset(
    {"aria-label", "aria-description", "aria-valuetext", "aria-valuenow", "alt", "title", "content", "value", "label"}
)
WATCHED = SPOKEN | {"data-cell", "data-from", "data-cells"}
MARKED = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|[%≤≥]")
WORDING = re.compile(r":[0-9]+:([a-z]+_(id|en)|owner|unit|label|source)$")
DIGIT = re.compile(r"\d")
PERCENT = re.compile(r"(?<!\d)(\d+)[\s\u00a0\u202f]?%")
FIGURE = re.compile(
    r"/(results|participation|predicates|goals|conversations|consultation|training|documents|citizens):\d+:"
    r"(assess|assigned|mean|share|low_|mid_|high_|value|people|responses|participants)"
)


def audit_site(site: Path, packages: Path, only: Iterable[Path] | None = None) -> list[Finding]:
    """Findings for the built site in `site` against the packages in `packages` (`<cycle>/` folders); [] is clean.

    `only`: look at these files of the site alone (an incremental build). `str(finding)` is one printable line.
    """
    log, library = Log(), Library(packages)
    constants = Constants(library, site)
    copies = _package_files(packages)
    files = sorted(only) if only is not None else sorted(p for p in site.rglob("*") if p.is_file())
    for path in files:
        name = path.relative_to(site).as_posix()
        if path.parent == site / "data" and path.stem in TABLES and path.suffix == ".csv":
            check_csv(path, name, library, log)
        elif path.suffix == ".xlsx":
            check_workbook(path, name, constants, log)
        elif path.parent != site / "data" and _is_copy(path, copies):
            _check_copy(path, name, copies, log)
        elif path.suffix in PAGES:
            _check_page(path, name, constants, log)
        elif path.suffix in {".json", ".jsonld", ".webmanifest", ".csv", ".txt"}:
            _check_loose_file(path, name, constants, packages, log)
        elif path.suffix == ".zip":
            _check_archive(path, name, copies, log)
    if only is None and not log.checked["results_pages"]:
        log.add("site_not_results", ".")
    return list(log.report().findings)


# ---------------------------------------------------------------- downloads


def _package_files(packages: Path) -> dict[tuple[str, str], str]:
    """(cycle, file name) → digest of every package file."""
    return {
        (folder.name, path.name): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in sorted(p.parent for g in ("*", "citizens/*") for p in packages.glob(f"{g}/datapackage.json"))
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def _is_copy(path: Path, copies: dict[tuple[str, str], str]) -> bool:
    return path.suffix != ".html" and any(name == path.name for _, name in copies)


def _check_copy(path: Path, name: str, copies: dict[tuple[str, str], str], log: Log) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    cycles = [c for c, file in copies if file == path.name and c in path.parts]
    wanted = {copies[c, path.name] for c in cycles} or {d for (_, f), d in copies.items() if f == path.name}
    if digest not in wanted:
        log.add("site_copy", name, what=path.name)


def _check_archive(path: Path, name: str, copies: dict[tuple[str, str], str], log: Log) -> None:
    """A file of an archive that stands under a cycle's name must be that package's file."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {m: hashlib.sha256(archive.read(m)).hexdigest() for m in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        log.add("site_unreadable", name)
        return
    for member, digest in sorted(members.items()):
        cycle, _, file = member.removeprefix("citizens/").partition("/")
        if any(cycle == c for c, _ in copies) and copies.get((cycle, file)) != digest:
            log.add("site_copy", name, what=member)


def _check_loose_file(path: Path, name: str, constants: Constants, packages: Path, log: Log) -> None:
    """A data file that is no copy of a package file must not hold decimal figures, unless it is a package as JSON."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix != ".txt" and path.suffix != ".csv":
        try:
            value = parse_json(text)
        except ValueError:
            log.add("site_unreadable", name)
            return
        if isinstance(value, dict) and _is_package(value, packages):
            return
        text = " ".join(_leaves(value))
    for number in numbers_in(VERSION.sub("", LICENCE.sub("", constants.without(text)))):
        if ("," in number or "." in number) and number not in constants.library.constants:
            log.add("site_loose", name, value=number)


def _is_package(value: dict[str, Any], packages: Path) -> bool:
    """Whether a JSON document (docs/formats.md) says exactly what the package it names says."""
    if value.keys() != {"kinerja", "release", "tables"} or not isinstance(value["kinerja"], dict):
        return False
    folder = packages / str(value["kinerja"].get("cycle"))
    try:
        described = parse_json((folder / "datapackage.json").read_text(encoding="utf-8"))["kinerja"]
        released = parse_json((folder / "release.json").read_text(encoding="utf-8"))
        tables = {
            name: list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_bytes().decode(), newline="")))
            for name in value["tables"]
        }
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return False
    return bool(value == {"kinerja": described, "release": released, "tables": tables})


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

    def __init__(self, name: str, text: str, constants: Constants, links: Links, log: Log) -> None:
        self.name, self.source, self.constants, self.links, self.log = name, text, constants, links, log
        self.library = constants.library
        self.drawn: dict[tuple[str, ...], str] = {}

    def add(self, rule: str, at: int, **fields: object) -> None:
        """A finding at an offset of the page."""
        line = self.source.count("\n", 0, at) + 1
        self.log.add(rule, f"{self.name}:{line}", None, **fields)

    def values(self, references: list[str], at: int) -> list[str] | None:
        """The printed values of references, or None with a finding."""
        self.log.checked["references"] += len(references)
        try:
            return [self.library.value(r) for r in references]
        except BadReference as error:
            first, _, second = str(error).partition("|")
            self.add("site_reference", at, reference=" ".join(references), why=Words(first, second))
            return None


def _check_page(path: Path, name: str, constants: Constants, log: Log) -> None:
    library = constants.library
    try:
        text = path.read_text(encoding="utf-8")
        elements = read_markup(text)
        feed = any(e.tag in ("feed", "rss", "urlset") for e in elements[:2])
        if feed:
            elements = [inner for e in elements for inner in _unfolded(e)]
    except (UnicodeDecodeError, BadMarkup):
        log.add("site_unreadable", name)
        return
    if NIP.search(text):
        log.add("personal_number", name, what=name)
    page = _Page(name, text, constants, Links(path, elements, library), log)
    strict = path.suffix == ".svg" or any(e.tag == "main" and "data-results" in e.attributes for e in elements)
    if not strict and any(part in library.cycles for part in Path(name).parts) and FIGURE.search(text):
        log.add("site_not_results", name)
    for element in elements:
        if not WATCHED.isdisjoint(element.attributes):
            _check_text(page, element)
            _check_attributes(page, element, strict)
            _check_drawing(page, element)
        if element.tag == "time":
            _check_time(page, element)
        if strict and element.attributes.get("data-fixed") == "text" and not _wordy(element):
            _check_bare(page, element)
        if element.loose and feed:
            _check_feed_text(page, element)
        elif element.loose and strict:
            _check_loose_text(page, element)
    log.checked["pages"] += 1
    log.checked["results_pages"] += strict and path.suffix == ".html"


def _unfolded(element: Element) -> Iterator[Element]:
    """An Atom element, and the elements of the HTML it carries as text."""
    text = "".join(run for _, run in element.loose)
    yield element
    if element.tag in ("content", "summary", "description") and "<" in text:
        element.loose = []
        for inner in read_markup(text, element):
            inner.at = element.at
            yield inner


def _check_text(page: _Page, element: Element) -> None:
    """The text of an element with `data-cell` or `data-from` is that value."""
    for attribute in ("data-cell", "data-from"):
        reference = element.attributes.get(attribute)
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
        numbers = numbers_in(DIGEST.sub("", run)) if DIGIT.search(run) else []
        if numbers and element.fixed:
            _check_fixed(page, element, at, run, (element.holder or element).words if element.kind == "text" else run)
        elif numbers:
            page.add("site_unreferenced", at, text=_cut(run), value=", ".join(numbers))


def _check_fixed(page: _Page, element: Element, at: int, text: str, whole: str) -> None:
    """A text in `data-fixed`: nothing beside texts of the packages that looks like a result, and outside
    `data-fixed="text"` known constants only. `whole` is all that the data-fixed holds: a name may stand on two lines."""
    if (numbers := _results_in(text, page.constants)) and _results_in(whole, page.constants):
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


def _results_in(text: str, constants: Constants) -> list[str]:
    """The numbers of a `data-fixed` text that look like results: decimals that are no constants, and percentages."""
    bare = constants.without(text)
    for pattern in (LICENCE, VERSION, SIZE, CLOCK):
        bare = pattern.sub("", bare)
    percents, known = set(PERCENT.findall(bare)) - STEPS, constants.library.constants
    return [n for n in numbers_in(bare) if (n not in known if "," in n or "." in n else n in percents)]


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
        value = page.library.value(reference)
    except BadReference:
        return
    for attribute in sorted(element.attributes.keys() & DRAWN):
        length, column = element.attributes[attribute], reference.rsplit(":", 1)[1]
        key = (element.tag, element.attributes.get("class", ""), column, attribute, value)
        if page.drawn.setdefault(key, length) != length:
            page.add("site_drawing", element.at, value=value, text=f"{attribute}={_cut(length)}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
