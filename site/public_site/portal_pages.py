"""The pages of a portal: offices by name, each office beside the median, each criterion over the offices, and what finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby, product
from typing import Any

from markupsafe import Markup

from kinerja_words.catalogue import figure
from public_site import charts, downloads, figures, findings, open_data
from public_site.assets import Asset, clothes
from public_site.combined import archive
from public_site.package import METHODS, Cell, Criterion, Mirror, Package
from public_site.page import Page, say, written
from public_site.portal import Family, Office, Portal
from public_site.view import PER_PAGE, View, numbered, parts_of
from public_site.view import catalogue as texts
from public_site.words import NOTHING, Text, fill, fixed, name, raw

ENTRIES, CHARTS = 200, 3
"""Entries of one page of the index, and the largest families whose criteria the home page draws; all are in the index."""
SOURCES = ("results.csv", "participation.csv")
"""The tables of a package whose rows pages link."""
Line = tuple[Markup, Markup, Cell | None, Sequence[Cell | None]]
"""Of a chart: a name, what is said of it, the median, and the means that are drawn."""


def criterion_link(view: View, family: Family, criterion: Criterion) -> Markup:
    """Write a criterion's name as a link to its page over the offices."""
    return view.link(family.pages[criterion.code], view.criterion(criterion))


def office_link(view: View, office: Office) -> Markup:
    """Write an office's name as a link to its page."""
    return view.link(office.page, office.name.html(view.lang))


def center_of(view: View, value: Cell | None) -> Markup:
    """Write a median: it stands in no cell, but whoever has the packages can make it."""
    if value is None:
        return view.t("portal_no_median")
    return view.t("portal_median", n=fill('<b data-from="{}">{}</b>', value.ref, figure(value.raw, view.lang)))


def how_many(view: View, family: Family) -> Markup:
    """Write how many offices are compared: as many as have a row of what came in for the whole office."""
    about = f"{' '.join(f'{o.latest.id}/participation' for o in family.offices)} group=* method={family.model.lead}"
    return view.t("portal_many", n=fill('<span data-from="count({})">{}</span>', about, len(family.offices)))


def asked(view: View, family: Family) -> Markup:
    """Write what a family asked, on which scale, about which kind of period, and whom."""
    p, i = family.model, family.model.instrument
    ends = {"low": fixed(i.low), "high": fixed(i.high), "kind": view.t(f"portal_kind_{p.kind}")}
    return view.t("portal_family", instrument=i.title.html(view.lang), method=view.method(p.lead), **ends)


def strip(family: Family, center: Cell | None, cells: Sequence[Cell | None]) -> str:
    """Draw means on the whole scale, the median as a line; what does not differ from it is drawn on it, what is withheld hatched."""
    low, high = family.scale
    ticks = [charts.at(Decimal(v), low, high) for v in range(low, high + 1)]
    drawn = [f'<line class="g" x1="{x}" x2="{x}" y1="2" y2="20"/>' for x in ticks]
    shown = [c for c in cells if c is not None and c.number is not None]
    drawn += ['<rect class="hx" width="100%" y="7" height="8"/>'] * (not shown)
    if center is not None and center.number is not None:
        x = charts.at(center.number, low, high)
        drawn.append(f'<line class="ln" x1="{x}" x2="{x}" y1="0" y2="22"/>')
    places = {center if center is not None and figures.trend(center, c) == "same" else c for c in shown}
    marks = sorted({charts.at(c.number or Decimal(0), low, high) for c in places})
    drawn += [f'<svg x="{x}" y="11" class="o">{METHODS[family.model.lead].chart}</svg>' for x in marks]
    return charts.svg("tr", 22, *drawn)


def chart(view: View, family: Family, lines: Sequence[Line]) -> Markup:
    """Draw lines over one scale."""
    drawn = "".join(charts.line(label, text, strip(family, c, cells)) for label, text, c, cells in lines)
    axis = charts.axis(view, family.model, family.scale)
    return raw(f'<figure><ol class="dots">{drawn}</ol><div class="dots">{axis}</div></figure>')


def line_of(view: View, family: Family, label: Markup, office: Office, code: str) -> Line:
    """Return the line of one office and criterion: its mean, and in words how that stands to the median."""
    value, center = office.mean(code), family.medians[code]
    if value is None:
        return label, view.t("portal_not_asked"), center, []
    word = figures.trend(center, value)
    text = fill("<span>{} {}</span> ", charts.mark(family.model.lead), view.cell(value, "b"))
    return label, text + (view.t(f"portal_{word}") if word else NOTHING), center, [value]


def home_context(portal: Portal, part: int, view: View) -> Mapping[str, Any]:
    """Return a part of the list of offices with those of them that are not compared; the first also has the criteria over the
    offices, and who is not shown."""
    shown, families = portal.offices[part * PER_PAGE : (part + 1) * PER_PAGE], list(portal.families.values())
    compared, alone = [], []
    for n, f in enumerate(families if part == 0 else ()):
        criteria = f.model.instrument.criteria
        lines = [(criterion_link(view, f, c), center_of(view, f.medians[c.code]), f.medians[c.code], [o.mean(c.code) for o in f.offices]) for c in criteria]  # fmt: skip
        compared.append((asked(view, f), how_many(view, f), chart(view, f, lines) if n < CHARTS else NOTHING))
    for o in (o for o in shown if not portal.family(o)):
        why = view.t(f"differs_{families[0].differs(o)}") if families else NOTHING
        alone.append((office_link(view, o), asked(view, Family((o,))), why))
    return {
        "rows": [(office_link(view, o), o.latest, o.latest.participation["*", o.latest.lead]) for o in shown],
        "parts_": view.pages("index.html", part, parts_of(portal.offices)),
        "compared": compared,
        "alone": alone,
        "refused": portal.refused if part == 0 else (),
    }


def office_context(portal: Portal, office: Office, view: View) -> Mapping[str, Any]:
    """Return an office: what came in, each criterion beside the median, and all it has published."""
    package, family, lines = office.latest, portal.family(office) or Family((office,)), []
    compared = how_many(view, family) if portal.family(office) else NOTHING
    for c in package.instrument.criteria:
        said, center = view.criterion(c), center_of(view, family.medians[c.code])
        label = fill("{} <small>{}</small>", criterion_link(view, family, c), center) if compared else said
        lines.append(line_of(view, family, label, office, c.code))
    sent = [r for m in package.methods if (r := package.participation.get(("*", m)))]
    means = [r for c in package.instrument.criteria if (r := package.results.get(("*", package.lead, c.code)))]
    return {
        "package": package,
        "own_site": office.address,
        "sent": charts.ratio(view, sent),
        "sources": [view.source(sent), view.source(means)],
        "criteria": chart(view, family, lines),
        "compared": compared,
        "asked": asked(view, family),
        "releases": [(p, cycle_of(p), archives(office, p)) for p in reversed(office.packages)],
    }


def criterion_context(family: Family, criterion: Criterion, part: int, view: View) -> Mapping[str, Any]:
    """Return the offices by name with their means of a criterion."""
    offices = family.offices[part * PER_PAGE : (part + 1) * PER_PAGE]
    lines = [line_of(view, family, office_link(view, o), o, criterion.code) for o in offices]
    pages = view.pages(family.pages[criterion.code], part, parts_of(family.offices))
    return {"chart": chart(view, family, lines), "asked": asked(view, family), "parts_": pages}


def newest(portal: Portal, view: View) -> Markup:
    """Say which office published last."""
    if not portal.offices:
        return NOTHING
    office = max(portal.offices, key=lambda o: (o.latest.release["published"], o.id))
    day, period = view.date(office.latest.release["published"]), view.title(office.latest)
    return view.t("portal_newest", office=office.name.html(view.lang), period=period, date=day)


def of_criterion(family: Family, criterion: Criterion, view: View) -> Markup:
    """Say the median of a criterion, and of how many offices it is."""
    center = center_of(view, family.medians[criterion.code])
    return view.t("portal_criterion", criterion=view.criterion(criterion), median=center, many=how_many(view, family))


def entries(portal: Portal, lang: str) -> list[tuple[str, str]]:
    """Return what the index lists, in its order: each office under each word of its name, each criterion; a text and a page."""
    found = [
        (c.name.plain(lang), f.pages[c.code]) for f in portal.families.values() for c in f.model.instrument.criteria
    ]
    for o in portal.offices:
        words = o.name.plain(lang).split()
        turned = (n for n in range(1, len(words)) if len(words[n]) > 2)
        found += [(o.name.plain(lang), o.page), *((f"{' '.join(words[n:])}, {' '.join(words[:n])}", o.page) for n in turned)]  # fmt: skip
    return sorted(found, key=lambda e: (e[0].casefold(), e[1]))


def index_parts(portal: Portal) -> int:
    """Return how many pages the index has."""
    return max(-(-len(entries(portal, "id")) // ENTRIES), 1)


def index_context(portal: Portal, part: int, view: View) -> Mapping[str, Any]:
    """Return a part of the index by first letter; the last one has whatever one language has more than the other."""
    count = index_parts(portal)
    shown = entries(portal, view.lang)[part * ENTRIES : (part + 1) * ENTRIES if part + 1 < count else None]
    letters = groupby(shown, lambda e: e[0][0].upper() if e[0][0].isalpha() else "#")
    sections = [(letter, [view.link(path, name(text)) for text, path in some]) for letter, some in letters]
    return {"sections": sections, "parts_": view.pages("daftar-isi.html", part, count)}


def all_pages(portal: Portal) -> Iterator[Page]:
    """Return every page."""
    every = (*(o.digest for o in portal.offices), repr(portal.refused))

    def page(path: str, template: str, context: Any, **more: Any) -> Page:
        key = template.removesuffix(".html")
        told: dict[str, Any] = {"title": say(f"{key}_title"), "purpose": say(f"{key}_purpose"), "inputs": every}
        return Page(path, template, **told | {"context": context, "results": True} | more)

    def home_part(n: int) -> Page:
        about = {"section": "beranda", "finding": partial(newest, portal)}
        return page(numbered("index.html", n), "portal_home.html", partial(home_context, portal, n), **about)

    home, *further = map(home_part, range(parts_of(portal.offices)))
    yield from (home, *further)
    for n in range(index_parts(portal)):
        context = partial(index_context, portal, n)
        yield page(numbered("daftar-isi.html", n), "portal_index.html", context, section="isi")
    yield page("data.html", "portal_data.html", lambda _: {"offices": portal.offices}, section="data")
    yield Page("404.html", "404.html", say("missing_title"), say("missing_purpose"), (), listed=False)
    for o in portal.offices:
        family = portal.family(o)
        inputs = (o.digest, *((family.id, repr([*family.medians.items()])) if family else ()))
        about = {"title": written(o.name), "finding": partial(findings.of_participation, o.latest), "parent": home}
        yield page(o.page, "portal_office.html", partial(office_context, portal, o), inputs=inputs, **about)
    for f in portal.families.values():
        inputs = tuple(o.digest for o in f.offices)
        for c, n in product(f.model.instrument.criteria, range(parts_of(f.offices))):
            about = {"title": written(c.name), "finding": partial(of_criterion, f, c), "parent": home}
            context = partial(criterion_context, f, c, n)
            yield page(numbered(f.pages[c.code], n), "portal_criterion.html", context, inputs=inputs, **about)


def cycle_of(package: Package) -> str:
    """Return a cycle's id as its office has it."""
    return package.id.rpartition("/")[2]


def archives(office: Office, package: Package) -> list[tuple[str, str, Mapping[str, bytes]]]:
    """Return the archives of a cycle and of what citizens said of it: where each is, the day of its release, and what is in it."""
    released: list[tuple[str, Package | Mirror]] = [
        (package.id, package),
        *((f"{office.id}/{m.id}", m) for m in package.mirrors),
    ]
    return [
        (f"{id}/data/kinerja-{id.rpartition('/')[2]}.zip", one.release["published"], {f"{id}/{n}": d for n, d in one.files.items()})
        for id, one in released
    ]  # fmt: skip


def files(portal: Portal, pages: tuple[Page, ...]) -> Iterator[Asset]:
    """Return every file that is no page: packages as they are, and the catalogue that describes them."""
    yield from clothes(portal, pages)
    for o in portal.offices:
        for p in o.packages:
            for path, _, members in archives(o, p):
                yield Asset(path, (p.digest, p.mirrors_digest), partial(archive, members))
        for n in SOURCES:
            yield Asset(f"{o.latest.id}/data/{n}", (o.latest.digest,), partial(bytes, o.latest.files[n]))
    if portal.offices:
        yield Asset("data/katalog.jsonld", tuple(o.digest for o in portal.offices), partial(catalogue, portal))


def catalogue(portal: Portal) -> bytes:
    """Return the DCAT catalogue: of each office every release, with its archive here. Whose licence it has the office says."""
    city, about, found = portal.content.organisation, Text.of(texts()["data_description"]), []
    city_name, base = city.name.plain("id"), city.url or "../"
    known = {
        "title": f"{city.title.plain('id')}, {city_name}", "name_id": city_name, "base": base, "code": city.code, "mail": "", "licence_url": "",
        "about_id": about.id, "about_en": about.en, "periodic": texts()["data_periodic"]["id"], "kind": downloads.MEDIA["zip"],
    }  # fmt: skip
    for o, p in ((office, p) for office in portal.offices for p in reversed(office.packages)):
        of = o.name.plain("id")
        days = {"released": p.release["published"], "start": p.meta["start"], "end": p.meta["end"]}
        said = {"name_id": of, "code": "", "page": f"{o.page}#{cycle_of(p)}", "said": f"{of}: {p.title}"}
        paths = ({"file": path.rpartition("/")[2], "path": path} for path, *_ in archives(o, p))
        offered = [open_data.drawn("distribution", known | path) for path in paths]
        found.append(open_data.drawn("dataset", known | said | days) | {"dcat:distribution": offered})
    whole = open_data.drawn("catalogue", known | {"licence_url": city.licence_url}) | {"dcat:dataset": found}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()
