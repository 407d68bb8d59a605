"""Links of the finished pages: each must lead to a file of the site and an anchor on it, and each page must be linked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import pairwise
from urllib.parse import unquote

from kinerja_words.problems import Problem

OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:")


def links_of(html: str) -> list[str]:
    """Return the distinct internal links of a page as they are written."""
    found = dict.fromkeys(part[: part.index('"')] for name in ("href", "src") for part in html.split(f'{name}="')[1:])
    return [href for href in dict.fromkeys(map(unescape, found)) if href and not OUTSIDE.match(href)]


def anchors_of(html: str) -> list[str]:
    """Return the ids of a page."""
    found = pairwise(html.split('id="'))
    return [part[: part.index('"')] for before, part in found if before[-1:].isspace() and part[:1] != '"']


def resolve(path: str, href: str, base: str) -> tuple[str, str]:
    """Return the file a link of a page leads to and the anchor on it; `base` is the site's own path on its server."""
    target, _, anchor = href.partition("#")
    target = unquote(target)
    if target.startswith("/"):
        return target.removeprefix(base), anchor
    return (posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path), anchor


def problems(
    links: Mapping[str, Iterable[str]],
    anchors: Mapping[str, Iterable[str]],
    files: set[str],
    unlinked: Iterable[str],
    base: str,
) -> list[Problem]:
    """Return what is wrong."""
    found: list[Problem] = []
    reached = {"index.html", "en/index.html"}
    known = {path: set(ids) for path, ids in anchors.items()}
    led: dict[tuple[str, str], tuple[str, str]] = {}  # pages of one folder share most of their links
    for path, hrefs in links.items():
        folder = posixpath.dirname(path)
        for href in hrefs:
            place = (path if href.startswith("#") else folder, href)
            if place not in led:
                led[place] = resolve(path, href, base)
            target, anchor = led[place]
            if target not in files:
                found.append(Problem("site.no_target", page=path, link=href))
            elif anchor and target in known and anchor not in known[target]:
                found.append(Problem("site.no_anchor", page=path, link=href, anchor=anchor))
            elif target != path:
                reached.add(target)
    loose = set(unlinked)
    for path in sorted(files - reached):
        if path not in loose and path.removeprefix("en/") not in loose:
            found.append(Problem("site.unlinked", page=path))
    return found
