"""Audits the built site: every figure on its pages must be a published one (privacy.md R8, L13).

Reads the folder as a visitor could: HTML, SVG, Atom and JSON files, and the copies of the packages' files. Rules
for references: docs/formats.md, "Figures on public pages". What it cannot see: numbers written as words, figures
inside raster pictures, and whether a length in a drawing fits its figure (only that equal figures are drawn alike).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .markup import SPOKEN, Element, Page
from .references import BadReference, Library, listed, numbers_in, says, says_all
from .report import Finding, Log, Words

PAGES = {".html", ".svg", ".xml", ".atom", ".rss"}
CLOCK = re.compile(r"([01]?\d|2[0-3])\.[0-5]\d(?!\d)")
LICENCE = re.compile(r"\b(CC )?BY(-[A-Z]{2})* \d\.\d")
SIZE = re.compile(r"\d+([.,]\d+)?[\s\u00a0\u202f]*([kKMG]i?B|byte)")
FEED_DATES = frozenset({"updated", "published", "id", "lastmod", "loc", "generator"})
DRAWN = ("width", "height", "r", "style", "stroke-dasharray")
FIGURE = re.compile(r"/(results|participation|predicates):\d+:(assess|assigned|mean|share|low_|mid_|high_)")


def audit_site(site: Path, packages: Path, only: Iterable[Path] | None = None) -> list[Finding]:
    """Findings for the built site in `site` against the packages in `packages` (`<cycle>/` folders); [] is clean.

    `only`: look at these files of the site alone (an incremental build). `str(finding)` is one printable line.
    """
    log, library = Log(), Library(packages)
    copies = _package_files(packages)
    files = sorted(only) if only is not None else sorted(p for p in site.rglob("*") if p.is_file())
    for path in files:
        name = path.relative_to(site).as_posix()
        if _is_copy(path, copies):
            _check_copy(path, name, copies, log)
        elif path.suffix in PAGES:
            _check_page(path, name, library, log)
        elif path.suffix in {".json", ".webmanifest", ".csv", ".txt"}:
            _check_loose_file(path, name, log)
    if only is None and not log.checked["results_pages"]:
        log.add("site_not_results", ".")
    return list(log.report().findings)


# ---------------------------------------------------------------- downloads


def _package_files(packages: Path) -> dict[tuple[str, str], str]:
    """(cycle, file name) → digest of every package file."""
    return {
        (folder.name, path.name): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in sorted(p.parent for p in packages.glob("*/datapackage.json"))
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


def _check_loose_file(path: Path, name: str, log: Log) -> None:
    """A data file that is no copy of a package file must not hold decimal figures."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix != ".txt" and path.suffix != ".csv":
        try:
            text = " ".join(_leaves(json.loads(text)))
        except ValueError:
            log.add("site_unreadable", name)
            return
    for number in numbers_in(text):
        if "," in number or "." in number:
            log.add("site_loose", name, value=number)


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


def _check_page(path: Path, name: str, library: Library, log: Log) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        log.add("site_unreadable", name)
        return
    elements = Page.read(text)
    strict = path.suffix == ".svg" or any(e.tag == "main" and "data-results" in e.attributes for e in elements)
    if not strict and any(part in library.cycles() for part in Path(name).parts) and FIGURE.search(text):
        log.add("site_not_results", name)
    feed = any(e.tag in ("feed", "rss", "urlset") for e in elements[:2])
    if feed:
        elements = [inner for e in elements for inner in _unfolded(e)]
    drawn: dict[tuple[str, ...], str] = {}
    for element in elements:
        where = f"{name}:{element.line}"
        _check_text(element, where, library, log)
        _check_attributes(element, where, library, strict, log)
        _check_drawing(element, where, library, drawn, log)
        if feed:
            _check_feed_text(element, where, log)
        elif strict:
            _check_loose_text(element, name, library, log)
        if element.tag == "time":
            _check_time(element, where, log)
    log.checked["pages"] += 1
    log.checked["results_pages"] += strict and path.suffix == ".html"


def _unfolded(element: Element) -> Iterator[Element]:
    """An Atom element, and the elements of the HTML it carries as text."""
    text = "".join(run for _, run in element.loose)
    if element.tag in ("content", "summary", "description") and "<" in text:
        element.loose = []
        for inner in Page.read(text):
            inner.line += element.line - 1
            top = list(inner.lineage)[-1]
            top.parent = element if top is not element else None
            yield inner
    yield element


def _values(references: list[str], where: str, library: Library, log: Log) -> list[str] | None:
    try:
        return [library.value(r) for r in references]
    except BadReference as error:
        first, _, second = str(error).partition("|")
        log.add("site_reference", where, reference=" ".join(references), why=Words(first, second))
        return None


def _check_text(element: Element, where: str, library: Library, log: Log) -> None:
    """The text of an element with `data-cell` or `data-from` is that value."""
    for attribute in ("data-cell", "data-from"):
        reference = element.attributes.get(attribute)
        if reference is None:
            continue
        log.checked["references"] += 1
        values = _values([reference], where, library, log)
        if values and not says(element.words, values[0], element.english):
            log.add("site_text", where, text=_cut(element.words), value=values[0], reference=reference)


def _check_attributes(element: Element, where: str, library: Library, strict: bool, log: Log) -> None:
    """Numbers in spoken attributes are the cells of `data-cells`; on results pages there are no others."""
    listing = element.attributes.get("data-cells")
    spoken = {k: v for k, v in element.attributes.items() if k in SPOKEN and numbers_in(v)}
    if element.tag in ("meta", "link", "input", "option", "a") and "data-cells" not in element.attributes:
        names = element.attributes.get("name", "") + element.attributes.get("property", "")
        spoken = {k: v for k, v in spoken.items() if element.tag == "a" or "description" in names or "title" in names}
        if element.tag == "meta":
            spoken = {k: v for k, v in spoken.items() if re.search(r"\d[.,]\d|%|[≤≥]", v)}
    if listing is not None:
        log.checked["references"] += 1
        values = _values(listed(listing), where, library, log)
        if values is None:
            return
        if not spoken and any(numbers_in(v) for v in values):
            log.add("site_text", where, text="", value=" ".join(values), reference=listing)
        for text in spoken.values():
            left = says_all(text, values, element.english)
            if left is None:
                log.add("site_text", where, text=_cut(text), value=" ".join(values), reference=listing)
            elif strict and left and not element.within("data-fixed"):
                log.add("site_unreferenced", where, text=_cut(text), value=", ".join(left))
    elif strict:
        for text in spoken.values():
            if not element.within("data-fixed"):
                log.add("site_unreferenced", where, text=_cut(text), value=", ".join(numbers_in(text)))


def _check_loose_text(element: Element, name: str, library: Library, log: Log) -> None:
    """On a results page every digit stands in a referenced element, `<time>` or `data-fixed`."""
    if any(e.tag in ("head", "style", "script") for e in element.lineage):
        return
    if any({"data-cell", "data-from"} & e.attributes.keys() or e.tag == "time" for e in element.lineage):
        return
    fixed = element.within("data-fixed") is not None
    for line, run in element.loose:
        bare = LICENCE.sub("", CLOCK.sub("", SIZE.sub("", run))) if fixed else run
        numbers = [n for n in numbers_in(bare) if not fixed or _is_figure(n, bare, library)]
        if numbers:
            rule = "site_fixed" if fixed else "site_unreferenced"
            log.add(rule, f"{name}:{line}", text=_cut(run), value=", ".join(numbers))


def _is_figure(number: str, text: str, library: Library) -> bool:
    """Whether a number in `data-fixed` looks like a result: a decimal that is no constant, or a percentage."""
    if "," in number or "." in number:
        return number not in library.constants
    percent = re.search(rf"(?<!\d){re.escape(number)}[\s\u00a0\u202f]?%", text) is not None
    return percent and number not in ("5", "10", "90", "100")


def _check_feed_text(element: Element, where: str, log: Log) -> None:
    if element.tag in FEED_DATES or any({"data-cell", "data-from"} & e.attributes.keys() for e in element.lineage):
        return
    text = "".join(run for _, run in element.loose)
    if found := re.search(r"\d[.,]\d|\d[\s\u00a0\u202f]?%|[≤≥]", LICENCE.sub("", text)):
        log.add("site_unreferenced", where, text=_cut(text), value=found[0])


def _check_time(element: Element, where: str, log: Log) -> None:
    """`<time>` holds the numbers of its date and nothing else."""
    stamp = element.attributes.get("datetime", element.words)
    known = {int(n) for n in re.findall(r"\d+", stamp)}
    if any(int(n) not in known for n in re.findall(r"\d+", element.words)) or re.search(r"\d,\d", element.words):
        log.add("site_unreferenced", where, text=_cut(element.words), value=element.words.strip())


def _check_drawing(element: Element, where: str, library: Library, drawn: dict[tuple[str, ...], str], log: Log) -> None:
    """Equal figures are drawn alike: a length must not show more than the printed value does."""
    reference = element.attributes.get("data-cell") or element.attributes.get("data-cells", "")
    if " " in reference or ":" not in reference or not element.attributes.keys() & set(DRAWN):
        return
    try:
        value = library.value(reference)
    except BadReference:
        return
    for attribute in DRAWN:
        length = element.attributes.get(attribute)
        if length is None:
            continue
        column = reference.rsplit(":", 1)[1]
        key = (element.tag, element.attributes.get("class", ""), column, attribute, value)
        if drawn.setdefault(key, length) != length:
            log.add("site_drawing", where, value=value, text=f"{attribute}={_cut(length)}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
