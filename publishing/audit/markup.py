"""Reads HTML, SVG and Atom into the elements the site audit looks at, with the text they hold.

The document is cut at every `<`; whatever a regular expression does not take as markup there is refused (`BadMarkup`) instead
of guessed at, because a page that is read differently here and in a browser cannot be vouched for. Pages of a site repeat each
other word for word, so what a cut means is remembered by its text, and most elements (no attribute the audit reads, no digit)
are nothing but a name on the stack: 0.3 ms a page of 20 kB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
RAW = frozenset({"script", "style"})
# an opening tag that ends an open one without its end tag (HTML allows leaving it out)
ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "tbody": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
    "option": ({"option"}, {"select", "datalist"}),
}
BLOCKS = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul".split()  # noqa: SIM905
)
SPOKEN = frozenset(
    {"aria-label", "aria-description", "aria-valuetext", "aria-valuenow", "alt", "title", "content", "value", "label"}
)
REFERS = frozenset({"data-cell", "data-from", "data-cells"})
SEEN = frozenset({"time", "head"}) | RAW
READ = REFERS | {"data-fixed", "data-results", "lang", "xml:lang"}
"""Attributes that say how an element is read, whatever they hold; of SPOKEN those with a digit."""
MARKUP = re.compile(
    r"(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*)"
    r"(?P<attributes>(?:\s+[^\s=>/\"'<]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*(?P<self>/?)>"
    r"|!--(?P<comment>.*?)-->|!\[CDATA\[(?P<data>.*?)\]\]>|![A-Za-z][^>]*>|\?.*?\?>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"([^\s=>/\"'<]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
CELL = re.compile(r"([a-z]+) data-cell=\"([^\"&]*)\">([^&<]*)")
DIGIT = re.compile(r"\d")
REMEMBERED = 4096
"""Pieces whose meaning is remembered before all are forgotten: about 1.5 MB."""
END, OPEN, ALONE, BEGUN, OTHER, SHOWN = range(6)
"""What a piece does: ends an element; opens one, or has one without content, that changes nothing around it; or more than that."""


class BadMarkup(ValueError):
    """Something in the document is not well-formed; the argument is its offset."""


Place = tuple[int, int]
"""Where something stands: the number of its piece, and the offset in it."""


@dataclass(slots=True)
class Element:
    """One element, its attributes, and what it inherits from the elements around it."""

    tag: str
    attributes: dict[str, str]
    at: Place
    english: bool = False
    referenced: bool = False  # inside data-cell, data-from or <time>
    fixed: bool = False  # inside data-fixed
    kind: str = ""  # value of the nearest data-fixed
    holder: "Element | None" = None  # the element outwards that has this data-fixed; None is this one
    unseen: bool = False  # inside <head>, <style>, <script>
    kept: tuple[list[str], ...] = ()  # `text` of the elements from here outwards that keep all text inside
    text: list[str] = field(default_factory=list)  # all text inside, kept for referenced and data-fixed="text" only
    loose: list[tuple[Place, str]] = field(
        default_factory=list
    )  # text runs with digits, not in an element listed further in

    @property
    def words(self) -> str:
        """All text inside, in reading order."""
        return "".join(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the pieces (joined by `<` they are the document) and the elements that are looked at."""

    pieces: list[str]
    elements: list[Element]
    cells: list[tuple[str, str, bool, int]]
    """What shows one value and no more, `<b data-cell="…">4,0</b>`: reference, text, whether in English, number of its piece."""

    def line(self, at: Place) -> int:
        """The line of a place, from 1."""
        number, offset = at
        return 1 + sum(p.count("\n") for p in self.pieces[:number]) + self.pieces[number].count("\n", 0, offset)

    def links(self, part: str = "href") -> Iterator[str]:
        """The addresses of the links in whose tags this stands."""
        for piece in self.pieces[1:]:
            if part in piece and (found := MARKUP.match(piece)) and not found["end"] and found["attributes"]:
                said = _attributes(found["attributes"])
                yield said.get("href", said.get("xlink:href", ""))


Meaning = tuple[int, str, dict[str, str] | None, str, bool, int]
"""Kind, tag, attributes if the audit looks at the element, the text behind, whether that is looked at too, where it begins."""
_known: dict[str, Meaning] = {}


def read_markup(text: str, around: Element | None = None, every: bool = False) -> Document:
    """What the audit looks at of a document, in order; a comment is an element named `!--` with its text in `loose`.

    `around`: the element of another document that carries this one (HTML inside Atom). `every`: all elements and all
    text, not only what has digits or is read by its attributes.
    """
    pieces = text.split("<")
    document = _read(pieces, around, every, False)
    return document or _read(_cut(text), around, every, True)  # type: ignore[return-value]  # whole pieces are all read


def _cut(text: str) -> list[str]:
    """A document cut where its markup begins: a `<` in an attribute, a comment or a script is none."""
    pieces, place = [text.partition("<")[0]], text.find("<")
    while place >= 0:
        found = MARKUP.match(text, place + 1)
        if found is None:
            raise BadMarkup(place)
        end, tag = found.end(), (found["tag"] or "").lower()
        if tag in RAW and not found["end"] and not found["self"]:
            end = text.find(f"</{tag}", end)
            if end < 0:
                raise BadMarkup(place)
        after = text.find("<", end)
        pieces.append(text[place + 1 : after if after >= 0 else len(text)])
        place = after
    return pieces


def _read(pieces: list[str], around: Element | None, every: bool, whole: bool) -> Document | None:
    """Reads the pieces; None when one is not markup by itself and they are not known to be whole."""
    element = base = around or Element("", {}, (0, 0))
    elements = [] if around else [base]
    tags, inside = [""], [base]
    if not pieces[0].isspace() and (every or DIGIT.search(pieces[0])):
        base.loose.append(((0, 0), unescape(pieces[0])))
    known: dict[str, Meaning] = {} if every else _known
    cells: list[tuple[str, str, bool, int]] = []
    ended = 0  # the piece that only ends what the one before it shows
    end, opened, alone = END, OPEN, ALONE
    for number, piece in enumerate(pieces[1:], start=1):
        meaning = known.get(piece)
        if meaning is None:
            meaning = (None if every else _shown(piece, pieces, number)) or _meaning(piece, whole, every)
            if meaning is None:
                return None
        kind, tag, attributes, run, said, offset = meaning
        if kind == end:
            if number != ended:
                if tags[-1] == tag:
                    del tags[-1], inside[-1]
                else:
                    _close(tags, inside, tag)
                element = inside[-1]
        elif kind == opened:
            tags.append(tag)
            inside.append(element)
        elif kind != alone:
            if tag in ENDS:
                if tags[-1] not in ENDS[tag][1]:
                    _close_implied(tags, inside, tag)
            elif tags[-1] == "p" and tag in BLOCKS:
                del tags[-1], inside[-1]
            element = inside[-1]
            if kind == SHOWN and attributes:
                cells.append((attributes["data-cell"], run, element.english, number))
                ended = number + 1
            elif not tag:
                _aside(piece, number, element, elements, every)
            else:
                inner = element if attributes is None else _child(tag, attributes, (number, 0), element)
                if inner is not element:
                    elements.append(inner)
                if kind == BEGUN:
                    element = inner
                    tags.append(tag)
                    inside.append(element)
        if said:
            element.loose.append(((number, offset), run))
        if element.kept:
            for kept in element.kept:
                kept.append(run)
    return Document(pieces, elements, cells)


def _aside(piece: str, number: int, inside: Element, elements: list[Element], every: bool) -> None:
    """A comment, which is an element of its own, or text that is not read as markup; a declaration says nothing."""
    found = MARKUP.match(piece)
    comment, data = (found["comment"] or "", found["data"] or "") if found else ("", "")
    if comment and (every or DIGIT.search(comment)):
        elements.append(Element("!--", {}, (number, 0), loose=[((number, 0), comment)]))
    if data and not data.isspace() and (every or DIGIT.search(data)):
        inside.loose.append(((number, 0), data))
    for kept in inside.kept:
        kept.append(data)


def _shown(piece: str, pieces: list[str], number: int) -> Meaning | None:
    """What a piece says that opens an element with a reference and nothing else, and the next one ends: its text is all there is."""
    found = CELL.fullmatch(piece)
    if found is None or found[1] in VOID | SEEN or number + 1 == len(pieces):
        return None
    return (
        (SHOWN, found[1], {"data-cell": found[2]}, found[3], False, 0)
        if pieces[number + 1].startswith(f"/{found[1]}>")
        else None
    )


def _meaning(piece: str, whole: bool, every: bool) -> Meaning | None:
    """What a piece of a document says; None if that cannot be told from this piece alone."""
    found = MARKUP.match(piece)
    if found is None:
        return None
    tag, written = (found["tag"] or "").lower(), found["attributes"]
    raw = tag in RAW and not found["end"] and not found["self"]
    if raw and not whole:
        return None
    kind = END if found["end"] else OTHER if found["self"] or tag in VOID or not tag else BEGUN
    attributes = _attributes(written) if written else {}
    read = (
        every
        or tag in SEEN
        or not READ.isdisjoint(attributes)
        or any(DIGIT.search(attributes[a]) for a in SPOKEN & attributes.keys())
    )
    if kind != END and tag and not read and tag not in ENDS and tag not in BLOCKS:
        kind = OPEN if kind == BEGUN else ALONE
    run = "" if raw else piece[found.end() :]
    run = unescape(run) if "&" in run else run
    said = DIGIT.search(run) is not None or (every and run != "" and not run.isspace())
    meaning = kind, tag, attributes if read else None, run, said, found.end()
    if not raw and not every and REFERS.isdisjoint(attributes):
        if len(_known) >= REMEMBERED:
            _known.clear()
        _known[piece] = meaning
    return meaning


@lru_cache(maxsize=1024)
def _attributes(written: str) -> dict[str, str]:
    """Attributes as written. Nobody changes the dictionary."""
    attributes: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(written):
        value = double or single or bare
        attributes.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return attributes


def _child(tag: str, attributes: dict[str, str], at: Place, parent: Element) -> Element:
    said, language = attributes.get("data-fixed"), attributes.get("lang", attributes.get("xml:lang"))
    element = Element(
        tag,
        attributes,
        at,
        parent.english if language is None else language.lower().startswith("en"),
        parent.referenced or tag == "time" or "data-cell" in attributes or "data-from" in attributes,
        parent.fixed or said is not None,
        parent.kind if said is None else said,
        (parent.holder or parent) if said is None else None,
        parent.unseen or tag == "head" or tag in RAW,
        parent.kept,
    )
    if element.referenced or element.kind:
        element.kept = (*parent.kept, element.text)
    return element


def _close(tags: list[str], inside: list[Element], tag: str) -> None:
    """Close the innermost open element of that name and what was left open inside it."""
    for place in range(len(tags) - 1, 0, -1):
        if tags[place] == tag:
            del tags[place:], inside[place:]
            return


def _close_implied(tags: list[str], inside: list[Element], tag: str) -> None:
    closes, stops = ENDS[tag]
    outermost = 0
    for place in range(len(tags) - 1, 0, -1):
        if tags[place] in stops:
            break
        if tags[place] in closes:
            outermost = place
    if outermost:
        del tags[outermost:], inside[outermost:]
