"""Reads HTML, SVG and Atom into elements with the text they hold, as far as the site audit needs it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
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
SPOKEN = (
    "aria-label",
    "aria-description",
    "aria-valuetext",
    "aria-valuenow",
    "alt",
    "title",
    "content",
    "value",
    "label",
)
SILENT = frozenset({"style", "script"})


@dataclass
class Element:
    """One element: its tag, attributes, place, the language it is in, and all text inside it."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: "Element | None"
    text: list[str] = field(default_factory=list)  # own and inherited text, only kept where it is asked for
    loose: list[tuple[int, str]] = field(default_factory=list)  # own text runs with their line

    @property
    def lineage(self) -> Iterator["Element"]:
        """The element and everything around it, inside out."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def within(self, attribute: str) -> "Element | None":
        """The nearest element (itself included) that has the attribute."""
        return next((e for e in self.lineage if attribute in e.attributes), None)

    def inside(self, tag: str) -> "Element | None":
        """The nearest element (itself included) of that tag."""
        return next((e for e in self.lineage if e.tag == tag), None)

    @property
    def english(self) -> bool:
        """Whether the nearest `lang` says English; without any, Indonesian."""
        element = self.within("lang")
        return element is not None and element.attributes["lang"].lower().startswith("en")

    @property
    def words(self) -> str:
        """All text inside, in reading order."""
        return "".join(self.text)


class Page(HTMLParser):
    """`Page.read(text)` gives all elements of a document in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []

    @classmethod
    def read(cls, text: str) -> list[Element]:
        """Every element of the document."""
        page = cls()
        page.feed(text)
        page.close()
        return page.elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self._end_implied(tag)
        element = Element(tag, {k: v or "" for k, v in attrs}, self.getpos()[0], self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close an element at once (SVG, Atom)."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of that name and what was left open inside it."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Text belongs to every open element that is asked for its text."""
        if not self._open or self._open[-1].tag in SILENT:
            return
        self._open[-1].loose.append((self.getpos()[0], data))
        for element in self._open:
            if "data-cell" in element.attributes or "data-from" in element.attributes or element.tag == "time":
                element.text.append(data)

    def unknown_decl(self, data: str) -> None:
        """CDATA sections of Atom and SVG are text."""
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def _end_implied(self, tag: str) -> None:
        if tag in BLOCKS and self._open and self._open[-1].tag == "p":
            self._open.pop()
        closes, stops = ENDS.get(tag, (set(), set()))
        while closes and self._open:
            tops = [i for i, e in enumerate(self._open) if e.tag in closes]
            walls = [i for i, e in enumerate(self._open) if e.tag in stops]
            if not tops or (walls and walls[-1] > tops[-1]):
                return
            del self._open[tops[-1] :]
