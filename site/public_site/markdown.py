"""Guidance pages and HR's commentary: Markdown to HTML, with links between pages and live fragments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import mistune
from markupsafe import Markup, escape

from kinerja_words.problems import refuse
from public_site import fragments
from public_site.content import Term
from public_site.view import View
from public_site.words import raw, slug

HEAD = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.DOTALL)
CELL = re.compile(r"<td")
TAG = re.compile(r"(</?[^>]+>)")
QUIET = frozenset({"a", "h2", "h3", "h4", "th", "code", "pre"})
"""Where a term is not linked: links, headings, code."""
FRAGMENT = re.compile(r"^\[\[([a-z-]+)\]\]\s*$", re.MULTILINE)


class Renderer(mistune.HTMLRenderer):
    """HTML without raw HTML, with anchors at headings and the site's own links."""

    def __init__(self, where: str) -> None:
        super().__init__(escape=True)
        self.where = where
        self.view: View | None = None

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        """Write a heading one can link to; the page's own title is the only h1."""
        level = max(level, 2)
        return f'<h{level} id="{slug(raw(text).striptags())}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002  # mistune's signature
        """Write a link, `page:`, `term:` and `cycle:` turned into addresses."""
        target = resolve(self.view, url, self.where) if self.view else url
        cls = ' class="term"' if url.startswith("term:") else ""
        return f'<a{cls} href="{escape(target)}">{text}</a>'

    def table(self, text: str) -> str:
        """Write a table whose cells know their column's name, for phones show one row as a block."""
        heads = [raw(head).striptags() for head in HEAD.findall(text)]
        rows = []
        for row in text.replace("<tr>", '<tr role="row">').split("</tr>"):
            names = iter(heads)
            rows.append(CELL.sub(partial(named_cell, names), row))
        body = (
            "</tr>".join(rows)
            .replace("<th", '<th role="columnheader" scope="col"')
            .replace('<th role="columnheader" scope="col"ead', "<thead")
        )
        return f'<div class="tw text"><table role="table">{body}</table></div>\n'


def named_cell(names: Iterator[str], _match: re.Match[str]) -> str:
    """Begin a cell with the name of its column."""
    return f'<td role="cell" data-l="{escape(next(names, ""))}"'


def resolve(view: View, url: str, where: str) -> str:
    """Turn a content link into an address; raises `Refused` for a page or term nobody wrote."""
    kind, _, rest = url.partition(":")
    target, _, anchor = rest.partition("#")
    if kind == "cycle":
        latest = view.site.latest
        return view.url(f"{latest.id}/index.html" if latest else "index.html")
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


def link_terms(view: View, text: str, done: set[str]) -> str:
    """Link each term of the glossary where a page first uses it; `done` are the terms linked so far."""
    finder, keys = term_finder(view.site.content.terms, view.lang)

    def link(match: re.Match[str]) -> str:
        key = keys[match[1].casefold()]
        if key in done:
            return match[0]
        done.add(key)
        return f'<a class="term" href="{view.url("glosarium.html")}#{key}">{match[0]}</a>'

    out, quiet = [], 0
    for i, part in enumerate(TAG.split(text)):
        name = re.match(r"</?([a-z0-9]*)", part)
        if i % 2 == 0:
            out.append(part if quiet else finder.sub(link, part))
            continue
        if name and name[1] in QUIET:
            quiet += -1 if part.startswith("</") else 1
        if part.startswith('<a class="term"'):
            done.add(part.rsplit("#", 1)[1].rstrip('">'))
        out.append(part)
    return "".join(out)


def html(view: View, text: str, where: str) -> Markup:
    """Render a page; raises `Refused` naming the file where a link or fragment is wrong."""
    parse, renderer = parser(where)
    renderer.view = view
    done: set[str] = set()
    out = []
    for i, part in enumerate(FRAGMENT.split(text)):
        if i % 2 == 0:
            found = str(parse(part))
            out.append(raw(link_terms(view, found, done) if where.startswith("pages/") else found))
            continue
        drawn = fragments.draw(view, part)
        if drawn is None:
            raise refuse("site.unknown_part", name=where, part=part)
        out.append(drawn)
    return Markup("").join(out)
