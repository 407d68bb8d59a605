"""Pages that belong to no single cycle: home, trends, releases, guidance, glossary, data, the index, and what was not found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from markupsafe import Markup

from public_site import (
    charts,
    citizens,
    cycle_pages,
    downloads,
    errata,
    figures,
    findings,
    markdown,
    open_data,
    release_calendar,
    tables,
)
from public_site.content import Guide
from public_site.package import Package
from public_site.page import Page, say, written
from public_site.view import Site, View
from public_site.words import NOTHING, fill, fixed, name


def home_context(view: View) -> Mapping[str, Any]:
    """Return the newest answers under one claim, or that there are none yet."""
    latest = view.site.latest
    if latest is None:
        return {"package": None}
    mirror = citizens.answer(latest, view) + (Markup(" ") + citizens.link(view, latest) if latest.mirrors else NOTHING)
    return {**cycle_pages.overview_context(latest, view), "heading": findings.headline(view, latest), "mirror": mirror}


def trends_context(view: View) -> Mapping[str, Any]:
    """Return each criterion over the comparable cycles, by method: a line of years, of quarters, of months, of free cycles."""
    lines = view.site.lines
    return {
        "package": view.site.latest,
        "lines": [line_of(view, cycles, "h3" if len(lines) > 1 else "h2") for cycles in lines],
        "left_out": [p for p in view.site.packages if not any(line[-1].comparable(p) for line in lines)],
    }


def line_of(view: View, cycles: tuple[Package, ...], tag: str) -> tuple[str, Markup, Sequence[Markup]]:
    """Return one line of cycles that can be compared: its kind, each criterion over them, a table for each method."""
    latest, drawn = cycles[-1], []
    for c in latest.instrument.criteria:
        points = view.points(cycles, "*", latest.lead, c.code)
        word = view.verdicts(latest, latest.groups["*"], latest.lead, c.code)
        drawn.append((view.criterion_link(latest, c), word, points))
    chart = charts.small_multiples(view, latest, latest.lead, drawn, tag) if len(cycles) > 1 else NOTHING
    return latest.kind, chart, [over_time(view, cycles, m) for m in latest.seen]


def over_time(view: View, cycles: tuple[Package, ...], method: str) -> Markup:
    """Return criteria by cycle for one method."""
    lines = []
    for c in cycles[-1].instrument.criteria:
        cells = "".join(tables.td(view, view.mean(p, "*", method, c.code)) for p in cycles)
        word = view.verdicts(cycles[-1], cycles[-1].groups["*"], method, c.code)
        lines.append(f'<tr><th scope="row">{view.criterion(c)}</th>{cells}<td>{word}</td></tr>')
    head = [view.t("criterion"), *(view.link(f"{p.id}/index.html", name(p.id)) for p in cycles), view.t("last_change")]
    rows = [r for p in cycles for r in p.tables["results"] if r["group"] == "*" and r["method"] == method]
    note = fill('<p class="src">{}</p>', view.sources(cycles, rows))
    return tables.table(view.t("caption_over_time", method=view.method(method)), head, lines, note)


def releases_context(view: View) -> Mapping[str, Any]:
    """Return the chain of releases, newest first, and whether each link holds."""
    found = []
    for package in view.site.packages:
        digest = hashlib.sha256(package.files["release.json"]).hexdigest()
        previous = package.release.get("previous", "")
        found.append((package, digest, previous))
    mirrors = [
        (m, p, hashlib.sha256(m.files["release.json"]).hexdigest()) for p in view.site.packages for m in p.mirrors
    ]
    digests = {digest for _, digest, _ in found} | {digest for *_, digest in mirrors}
    return {
        "mirrors": [(*m, m[0].release.get("previous", "") in {"", *digests}) for m in reversed(mirrors)],
        "releases": [
            (p, d, prev, not prev or prev in digests, errata.on_releases(view, p.id)) for p, d, prev in reversed(found)
        ],
    }


def guide_context(guide: Guide, view: View) -> Mapping[str, Any]:
    """Return one guidance page with its neighbours."""
    lang = view.lang if view.lang in guide.body else next(iter(guide.body))
    same = view.site.content.section(guide.section)
    place = same.index(guide)
    return {
        "body": markdown.html(view, guide.body[lang], f"pages/{guide.slug}.{lang}.md"),
        "foreign": lang if lang != view.lang else "",
        "before": same[place - 1] if place else None,
        "after": same[place + 1] if place + 1 < len(same) else None,
    }


def glossary_context(view: View) -> Mapping[str, Any]:
    """Return all terms in the order of the page's language."""
    terms = sorted(view.site.content.terms, key=lambda t: t.term.plain(view.lang).casefold())
    return {"terms": terms}


def data_context(view: View) -> Mapping[str, Any]:
    """Return the tables over all cycles for people, with the first rows of the longest."""
    packages, size = view.site.packages[::-1], view.site.size
    return {
        "packages": packages,
        "organisation": view.site.content.organisation,
        "kilobytes": {name: fixed(f"{-(-size(name) // 1000)}\u00a0kB") for name in open_data.names(view.site)},
        "tables": [(t, figures.rows(packages, t.source)) for t in view.site.tables.values()],
        "first": list(islice(((p, row) for p in packages for row in p.tables["results"]), 5)),
        "media": downloads.MEDIA,
    }


def check_context(view: View) -> Mapping[str, Any]:
    """Return what there is to check, cycle by cycle, and how to draw the site again from it."""
    latest = view.site.latest
    return {
        "packages": view.site.packages[::-1],
        "version": downloads.version(),
        "latest": [downloads.stable_name(n, latest) for n, _ in downloads.of_package(latest)] if latest else [],
    }


QUESTIONS = ("result", "criteria", "unit", "promises", "trust", "staff", "about", "earlier")
ASKED = {
    **dict.fromkeys(("group.html", "groups.html"), "unit"), "criterion.html": "criteria", "predicates.html": "result",
    **dict.fromkeys(("follow_up.html", "training.html", "consultation.html", "goals.html"), "promises"),
    **dict.fromkeys(("participation.html", "withheld.html", "receipts.html", "methods.html", "data.html"), "trust"),
    **{"beranda": "result", "hasil": "result", "tren": "result", "data": "trust", "panduan": "staff", "tentang": "about"},
}  # fmt: skip
"""Which question of the table of contents a page answers: by its template, else by its part of the site."""
PER_LIST = 120
"""Beyond this many pages of one cycle, groups are found through their own list."""


def search_context(pages: tuple[Page, ...], view: View) -> Mapping[str, Any]:
    """Return the pages under the questions they answer: all of the newest cycle, of earlier ones the first, which links its own."""
    latest = view.site.latest
    sections: dict[str, list[Page]] = {key: [] for key in QUESTIONS}
    for page in pages:
        cycle, _, file = page.path.partition("/")
        earlier = cycle in view.site.by_id and not (latest and cycle == latest.id)
        many = "/" in file and latest is not None and len(latest.groups) > PER_LIST
        if page.listed and not many and (not earlier or file == "index.html"):
            sections["earlier" if earlier else ASKED.get(page.template) or ASKED[page.section]].append(page)
    return {"sections": [(view.t(f"contents_{key}"), found) for key, found in sections.items() if found]}


def of_all(site: Site) -> tuple[str, ...]:
    """Return what a page depends on that shows every cycle."""
    return tuple(d for p in site.packages for d in (p.digest, p.mirrors_digest))


def site_pages(site: Site) -> Iterator[Page]:
    """Return every page of the site but the index of them."""
    every = of_all(site)
    yield Page(
        "index.html", "home.html", say("home_title"), say("home_purpose"), every, home_context, "beranda", None, True,
        finding=findings.of_home,
    )  # fmt: skip
    for package in reversed(site.packages):
        yield from cycle_pages.cycle_pages(site, package)
    line: tuple[str, ...] = ()
    if site.latest:
        latest = next(iter(cycle_pages.cycle_pages(site, site.latest)))
        yield replace(latest, path="terbaru/index.html", purpose=say("latest_purpose"), listed=False)
        line = cycle_pages.line_of(site, site.latest)

    def page(path: str, template: str, key: str, context: Callable[[View], Mapping[str, Any]], **more: Any) -> Page:
        more = {"section": "data", "inputs": every, **more}
        return Page(path, template, say(f"{key}_title"), say(f"{key}_purpose"), context=context, **more)

    yield page("tren.html", "trends.html", "trends", trends_context, section="tren", results=True)
    yield page("terbitan.html", "releases.html", "releases", releases_context, results=True)
    names = tuple(p.frame_digest for p in site.packages)
    yield page(
        "jadwal.html", "calendar.html", "calendar", release_calendar.context, finding=release_calendar.finding, inputs=names
    )  # fmt: skip
    for section in ("panduan", "tentang"):
        context = partial(section_context, section)
        parent = page(f"{section}/index.html", "guides.html", section, context, section=section, inputs=())
        yield parent
        for guide in site.content.section(section):
            own = (repr(guide.body), site.content.words, *(line if markdown.asks(guide.body) else ()))
            yield Page(
                f"{section}/{guide.slug}.html", "text.html", written(guide.title), written(guide.description), own,
                partial(guide_context, guide), section, parent,
            )  # fmt: skip
    if site.content.terms:
        said = (repr(site.content.terms),)
        yield page("glosarium.html", "glossary.html", "glossary", glossary_context, section="tentang", inputs=said)
    data = page("data.html", "downloads.html", "downloads", data_context, results=True)
    yield data
    yield page("periksa.html", "check.html", "check", check_context, parent=data, results=True)


def section_context(section: str, view: View) -> Mapping[str, Any]:
    """Return the pages of one part of the guidance."""
    return {
        "guides": view.site.content.section(section),
        "part": section,
        "organisation": view.site.content.organisation,
    }


def all_pages(site: Site) -> tuple[Page, ...]:
    """Return every page of a site; raises `Refused` where an erratum names what there is not."""
    errata.check(site)
    pages = tuple(site_pages(site))
    paths = hashlib.sha256("\n".join(p.path for p in pages).encode()).hexdigest()
    names = tuple(p.frame_digest for p in site.packages)
    search = Page(
        "daftar-isi.html", "search.html", say("search_title"), say("search_purpose"), (*names, paths),
        partial(search_context, pages), "isi",
    )  # fmt: skip
    former = Page(
        "cari.html", "moved.html", search.title, say("search_moved"), names,
        lambda view: {"links": [view.link(search.path, search.title(view))]}, "isi", listed=False, linked=False,
    )  # fmt: skip
    missing = Page("404.html", "404.html", say("missing_title"), say("missing_purpose"), names, listed=False)
    return (*pages, search, former, missing)
