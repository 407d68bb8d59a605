"""Guidance pages and HR's commentary: Markdown to HTML, with links between pages and live fragments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import Any

import mistune
from markupsafe import Markup, escape

from kinerja_words.problems import refuse
from public_site import fragments
from public_site.content import Term
from public_site.view import View
from public_site.words import fill, raw, slug

QUIET = frozenset({"link", "heading", "codespan", "block_code"})
"""Where a term is not linked; heads of tables are the other place."""
SCHEME, BLANK = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE), re.compile(r"[\x00-\x20\x7f]")
"""How an address begins that names what opens it (RFC 3986, 3.1), and what browsers leave out of one."""
LEADS = frozenset({"http", "https", "mailto", "tel", "page", "term", "cycle"})
"""What a link may open: a page, a mailbox, a telephone; never what runs or carries its own page."""
FRAGMENT = re.compile(r"^\[\[([a-z-]+)\]\]\s*$", re.MULTILINE)


class Renderer(mistune.HTMLRenderer):
    """HTML without raw HTML, with anchors at headings, the site's own links, and terms linked where a page first uses them.

    One for a file of the content folder; `begin` before each page. Tokens are drawn in the order of the text, so what is
    around a token (a link, a heading) and the heads of its table are known when it is drawn.
    """

    def __init__(self, where: str) -> None:
        super().__init__(escape=True)
        self.where = where
        self.terms = where.startswith("pages/")

    def begin(self, view: View, published: bool) -> None:
        """Forget the page before; what is published already is drawn whatever it links to."""
        self.view, self.published = view, published
        self.finder, self.keys = term_finder(view.site.content.terms, view.lang)
        self.done: set[str] = set()
        self.quiet = self.column = 0
        self.heads: list[str] = []

    def render_token(self, token: dict[str, Any], state: mistune.BlockState) -> str:
        """Draw a token, knowing whether terms may be linked in it."""
        quiet = token["type"] in QUIET or bool((token.get("attrs") or {}).get("head"))
        self.quiet += quiet
        drawn = super().render_token(token, state)
        self.quiet -= quiet
        return drawn

    def text(self, text: str) -> str:
        """Write text, each term of the glossary linked where the page first uses it."""
        written = super().text(text)
        if self.quiet or not self.terms:
            return written

        def link(match: re.Match[str]) -> str:
            key = self.keys[match[1].casefold()]
            if key in self.done:
                return match[0]
            self.done.add(key)
            return f'<a class="term" href="{self.view.url("glosarium.html")}#{key}">{match[0]}</a>'

        return self.finder.sub(link, written)

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        """Write a heading one can link to; the page's own title is the only h1."""
        level = max(level, 2)
        return f'<h{level} id="{slug(raw(text).striptags())}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002  # mistune's signature
        """Write a link, `page:`, `term:` and `cycle:` turned into addresses; raises `Refused` where it leads nowhere.

        In what is published already, and so no more to be mended, a link that may not be opened is only its words.
        """
        if not opens(url):
            if self.published:
                return text
            raise refuse("site.link_runs", name=self.where, url=url)
        target, cls = resolve(self.view, url, self.where), ""
        if url.startswith("term:"):
            self.done.add(url.removeprefix("term:"))
            cls = ' class="term"'
        return f'<a{cls} href="{escape(target)}">{text}</a>'

    def table(self, text: str) -> str:
        """Write a table whose cells know their column's name, for phones show one row as a block."""
        self.heads = []
        return f'<div class="tw text"><table role="table">{text}</table></div>\n'

    def table_head(self, text: str) -> str:
        """Write the row of names."""
        return f'<thead>\n<tr role="row">\n{text}</tr>\n</thead>\n'

    def table_row(self, text: str) -> str:
        """Write a row."""
        self.column = 0
        return f'<tr role="row">\n{text}</tr>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:  # noqa: ARG002  # no styles here
        """Write a name of a column, or a cell with that name."""
        if head:
            self.heads.append(raw(text).striptags())
            return f'  <th role="columnheader" scope="col">{text}</th>\n'
        name = self.heads[self.column] if self.column < len(self.heads) else ""
        self.column += 1
        return f'  <td role="cell" data-l="{escape(name)}">{text}</td>\n'


def opens(url: str) -> bool:
    """Tell whether a link may lead there, however a browser would read the address."""
    scheme = SCHEME.match(BLANK.sub("", unescape(url)))
    return scheme is None or scheme[1].lower() in LEADS


def resolve(view: View, url: str, where: str) -> str:
    """Turn a content link into an address; raises `Refused` for a page or term nobody wrote."""
    kind, _, rest = url.partition(":")
    target, _, anchor = rest.partition("#")
    if kind == "cycle":
        return view.url("terbaru/index.html" if view.site.latest else "index.html")
    if kind == "page":
        found = view.guide(target)
        if found:
            return found + (f"#{anchor}" if anchor else "")
    elif kind == "term":
        if any(t.key == target for t in view.site.content.terms):
            return view.url(f"glosarium.html#{target}")
    else:
        return url
    raise refuse("site.link_nowhere", name=where, url=url)


@cache
def parser(where: str) -> tuple[mistune.Markdown, Renderer]:
    """Return the one parser, with its renderer."""
    renderer = Renderer(where)
    return mistune.create_markdown(renderer=renderer, plugins=["table"]), renderer


@cache
def term_finder(terms: tuple[Term, ...], lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds any term of the glossary in a language, longest first, and the key of each."""
    keys: dict[str, str] = {}
    for term in terms:
        for word in re.split(r" \(|\)| atau ", term.term.plain(lang)) if lang not in term.by_hand else ():
            if word:
                keys.setdefault(word.casefold(), term.key)
    words = "|".join(re.escape(w) for w in sorted(keys, key=len, reverse=True))
    plural = "s?" if lang == "en" else ""
    return re.compile(rf"(?<![\w-])({words}){plural}(?![\w-])" if words else r"(?!)", re.IGNORECASE), keys


def asks(body: Mapping[str, str]) -> bool:
    """Tell whether a page asks for a fragment, which is drawn from the newest cycle."""
    return any(FRAGMENT.search(text) for text in body.values())


def html(view: View, text: str, where: str, source: str = "") -> Markup:
    """Render a page; raises `Refused` naming the file where a link or fragment is wrong.

    `source` is the file of a package whose words these are: marked, so that the audit of the site looks them up.
    """
    parse, renderer = parser(where)
    renderer.begin(view, published=bool(source))
    out = []
    for i, part in enumerate(FRAGMENT.split(text)):
        if i % 2 == 0:
            drawn = raw(str(parse(part)))
            out.append(fill('<div data-from="{}">{}</div>', source, drawn) if source and drawn else drawn)
            continue
        fragment = fragments.draw(view, part)
        if fragment is None:
            raise refuse("site.unknown_part", name=where, part=part)
        out.append(fragment)
    return Markup("").join(out)
