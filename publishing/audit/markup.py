"""Reads HTML, SVG and Atom into elements with the text they hold, as far as the site audit needs it.

One regular expression splits the document; whatever it does not take as markup is refused (`BadMarkup`) instead of
guessed at, because a page that is read differently here and in a browser cannot be vouched for. About six times as
fast as `html.parser`, which matters at a thousand pages.
"""

import re
from dataclasses import dataclass, field
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
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
PIECE = re.compile(
    r"(?P<text>[^<]+)"
    r"|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*)"
    r"(?P<attributes>(?:\s+[^\s=>/\"'<]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*(?P<self>/?)>"
    r"|<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<data>.*?)\]\]>|<![A-Za-z][^>]*>|<\?.*?\?>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"([^\s=>/\"'<]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")


class BadMarkup(ValueError):
    """Something in the document is not well-formed; the argument is its offset."""


@dataclass(slots=True)
class Element:
    """One element, its attributes, and what it inherits from the elements around it."""

    tag: str
    attributes: dict[str, str]
    at: int  # offset in the document
    english: bool = False
    referenced: bool = False  # inside data-cell, data-from or <time>
    fixed: bool = False  # inside data-fixed
    kind: str = ""  # value of the nearest data-fixed
    unseen: bool = False  # inside <head>, <style>, <script>
    text: list[str] = field(default_factory=list)  # all text inside, kept for referenced and data-fixed="text" only
    loose: list[tuple[int, str]] = field(default_factory=list)  # own text runs with their offset

    @property
    def words(self) -> str:
        """All text inside, in reading order."""
        return "".join(self.text)


def read_markup(text: str, around: Element | None = None) -> list[Element]:
    """Every element of the document in order; a comment is an element named `!--` with its text in `loose`.

    `around`: the element of another document that carries this one (HTML inside Atom).
    """
    elements: list[Element] = []
    stack: list[Element] = [around or Element("", {}, 0)]
    place = 0
    while place < len(text):
        piece = PIECE.match(text, place)
        if piece is None:
            raise BadMarkup(place)
        at, place = place, piece.end()
        run = piece["text"] if piece["text"] is not None else piece["data"]
        if run is not None:
            run = unescape(run) if piece["text"] else run
            stack[-1].loose.append((at, run))
            for outer in stack:
                if outer.referenced or outer.kind:
                    outer.text.append(run)
        elif piece["comment"] is not None:
            elements.append(Element("!--", {}, at, loose=[(at, piece["comment"])]))
        elif piece["tag"] is not None:
            tag = piece["tag"].lower()
            if piece["end"]:
                _close(stack, tag)
                continue
            _close_implied(stack, tag)
            element = _child(tag, piece["attributes"], at, stack[-1])
            elements.append(element)
            if tag in RAW and not piece["self"]:
                place = text.find(f"</{tag}", place)
                if place < 0:
                    raise BadMarkup(at)
            if tag not in VOID and not piece["self"]:
                stack.append(element)
    return elements


def _child(tag: str, written: str, at: int, parent: Element) -> Element:
    attributes: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(written):
        value = double or single or bare
        attributes.setdefault(name.lower(), unescape(value) if "&" in value else value)
    language = attributes.get("lang", attributes.get("xml:lang"))
    return Element(
        tag,
        attributes,
        at,
        parent.english if language is None else language.lower().startswith("en"),
        parent.referenced or tag == "time" or "data-cell" in attributes or "data-from" in attributes,
        parent.fixed or "data-fixed" in attributes,
        attributes.get("data-fixed", parent.kind),
        parent.unseen or tag == "head" or tag in RAW,
    )


def _close(stack: list[Element], tag: str) -> None:
    """Close the innermost open element of that name and what was left open inside it."""
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].tag == tag:
            del stack[place:]
            return


def _close_implied(stack: list[Element], tag: str) -> None:
    if tag in BLOCKS and stack[-1].tag == "p":
        stack.pop()
    if tag not in ENDS or len(stack) < 2:
        return
    closes, stops = ENDS[tag]
    outermost = 0
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].tag in stops:
            break
        if stack[place].tag in closes:
            outermost = place
    if outermost:
        del stack[outermost:]
