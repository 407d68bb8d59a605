"""Guidance pages and HR's commentary: Markdown to HTML, with links between pages and live fragments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import mistune
from markupsafe import Markup, escape

from public_site import fragments
from public_site.errors import SiteError
from public_site.view import View
from public_site.words import raw, slug

HEAD = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.DOTALL)
CELL = re.compile(r"<td")
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
        body = "</tr>".join(rows).replace("<th", '<th role="columnheader" scope="col"').replace("<th role=\"columnheader\" scope=\"col\"ead", "<thead")
        return f'<div class="tw text"><table role="table">{body}</table></div>\n'


def named_cell(names: Iterator[str], _match: re.Match[str]) -> str:
    """Begin a cell with the name of its column."""
    return f'<td role="cell" data-l="{escape(next(names, ""))}"'


def resolve(view: View, url: str, where: str) -> str:
    """Turn a content link into an address; raises `SiteError` for a page or term nobody wrote."""
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
    raise SiteError(
        f"content/{where}: tautan {url} tidak ada tujuannya. Perbaiki tautannya atau buat halaman/istilah itu.",
        f"content/{where}: the link {url} leads nowhere. Mend it, or write that page or term.",
    )


@cache
def parser(where: str) -> tuple[mistune.Markdown, Renderer]:
    """Return the one parser, with its renderer."""
    renderer = Renderer(where)
    return mistune.create_markdown(renderer=renderer, plugins=["table"]), renderer


def html(view: View, text: str, where: str) -> Markup:
    """Render a page; raises `SiteError` naming the file where a link or fragment is wrong."""
    parse, renderer = parser(where)
    renderer.view = view
    out = []
    for i, part in enumerate(FRAGMENT.split(text)):
        if i % 2 == 0:
            out.append(raw(str(parse(part))))
            continue
        drawn = fragments.draw(view, part)
        if drawn is None:
            raise SiteError(
                f"content/{where}: [[{part}]] tidak dikenal. Nama yang ada: lihat docs/formats.md.",
                f"content/{where}: [[{part}]] is unknown. The names are in docs/formats.md.",
            )
        out.append(drawn)
    return Markup("").join(out)
