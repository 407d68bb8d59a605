"""The pages of a portal: offices by name, each office beside the median, each criterion over the offices, and what to find them by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kinerja_words.catalogue import figure
from public_site import charts, downloads, figures, findings, open_data
from public_site.assets import Asset, clothes
from public_site.combined import archive
from public_site.package import Cell, Criterion, ends_of
from public_site.page import Page, say, written
from public_site.portal import Family, Office, Portal
from public_site.view import PER_PAGE, View, numbered, parts_of
from public_site.view import catalogue as texts
from public_site.words import NOTHING, Text, fill, fixed, join, name, raw

if TYPE_CHECKING:
    from public_site.package import Package

ENTRIES = 200
"""Entries of one page of the index."""
SOURCES = ("results.csv", "participation.csv")
"""The tables of a package that pages link rows of."""


def path_of(office: Office) -> str:
    """Return the page of an office."""
    return f"{office.id}/index.html"


def criterion_path(family: Family, criterion: Criterion) -> str:
    """Return the page of a criterion over the offices."""
    return f"{family.id}/aspek-{family.files[criterion.code]}.html"


def middle(view: View, value: Cell) -> Markup:
    """Write a median: it stands in no cell, but whoever has the packages can make it."""
    return fill('<b data-from="{}">{}</b>', value.ref, figure(value.raw, view.lang))


def how_many(family: Family) -> Markup:
    """Write of how many offices the packages are that are compared."""
    places = " ".join(f"{o.latest.id}/participation" for o in family.offices)
    about = f"{places} group=* method={family.model.lead}"
    return fill('<span data-from="count({})">{}</span>', about, len(family.offices))


def strip(family: Family, center: Cell | None, cells: Sequence[Cell | None]) -> str:
    """Draw means on the whole scale, the median as a line; what does not differ from it is drawn on it, what is withheld hatched."""
    i, lead = family.model.instrument, family.model.lead
    at = partial(charts.at, low=i.low, high=i.high)
    lines = [f'<line class="g" x1="{at(Decimal(v))}" x2="{at(Decimal(v))}" y1="2" y2="20"/>' for v in range(i.low, i.high + 1)]  # fmt: skip
    if cells and not any(c and c.shown for c in cells):
        lines.append('<rect class="hx" width="100%" y="7" height="8"/>')
    if center is not None and center.number is not None:
        lines.append(f'<line class="ln" x1="{at(center.number)}" x2="{at(center.number)}" y1="0" y2="22"/>')
    places = {
        center.number if figures.trend(center, c) == "same" and center else c.number
        for c in cells
        if c is not None and c.number is not None
    }
    marks = (f'<svg x="{at(p)}" y="11" class="o">{charts.SHAPES[lead]}</svg>' for p in sorted(p for p in places if p is not None))  # fmt: skip
    return charts.svg("tr", 22, *lines, *marks)


def lines(view: View, family: Family, rows: Sequence[tuple[Markup, Cell | None, Cell | None]]) -> Markup:
    """Draw one line a row: its name, its mean and in words how that stands to the median, both on the scale."""
    lead, i = family.model.lead, family.model.instrument
    drawn = []
    for label, value, center in rows:
        text = (
            view.t("no_mean") if value is None else fill("<span>{}{}</span>", charts.mark(lead), view.cell(value, "b"))
        )
        if word := figures.trend(center, value):
            text += fill(' <span class="t">{}</span>', view.t(f"portal_{word}"))
        drawn.append(charts.line(label, text, strip(family, center, [value])))
    axis = charts.axis(view, family.model, (i.low, i.high))
    return raw(f'<ol class="dots">{"".join(drawn)}</ol><div class="dots">{axis}</div>')


def medians(view: View, family: Family) -> Markup:
    """Draw the criteria side by side: of each all offices as dots, the median as a line with its number."""
    drawn = []
    for c in family.model.instrument.criteria:
        center = family.medians[c.code]
        text = view.t("portal_no_median") if center is None else view.t("portal_median", n=middle(view, center))
        label = view.link(criterion_path(family, c), view.criterion(c))
        drawn.append(charts.line(label, f"<span>{text}</span>", strip(family, center, [o.mean(c.code) for o in family.offices])))  # fmt: skip
    i = family.model.instrument
    axis = charts.axis(view, family.model, (i.low, i.high))
    return raw(f'<figure><ol class="dots">{"".join(drawn)}</ol><div class="dots">{axis}</div></figure>')


def extremes(family: Family, view: View) -> Markup:
    """Say which criteria have the highest and the lowest median; nothing where they are all alike or there is none."""
    known = [(c, m) for c in family.model.instrument.criteria if (m := family.medians[c.code]) is not None]
    most, least = ends_of(known)
    if not most or not least:
        return NOTHING
    ends = {"most": most, "least": least}
    said = {end: join([view.criterion(c) for c, _ in found], view.lang) for end, found in ends.items()}
    values = {f"{end}_value": middle(view, found[0][1]) for end, found in ends.items()}
    return view.t("portal_ends", method=view.method(family.model.lead), **said, **values)


def apart(view: View, family: Family, offices: Sequence[Office]) -> list[tuple[Markup, Markup]]:
    """Return the offices that are not compared with a family, by name, with what they have otherwise."""
    others = (o for o in offices if o not in family.offices)
    return [(office_link(view, o), view.t(f"differs_{family.differs(o)}")) for o in others]


def office_link(view: View, office: Office) -> Markup:
    """Write an office's name as a link to its page."""
    return view.link(path_of(office), office.name.html(view.lang))


def scale(view: View, family: Family) -> Markup:
    """Write what a family asked, on which scale, about which kind of period."""
    p = family.model
    return view.t("portal_family", instrument=p.instrument.title.html(view.lang), low=fixed(p.instrument.low), high=fixed(p.instrument.high), kind=view.t(f"portal_kind_{p.kind}"), method=view.method(p.lead))  # fmt: skip


def home_context(portal: Portal, part: int, view: View) -> Mapping[str, Any]:
    """Return a part of the list of offices; the first has the medians, what is compared, and who is not shown."""
    shown = portal.offices[part * PER_PAGE : (part + 1) * PER_PAGE]
    families = [*portal.families.values()] if part == 0 else []
    return {
        "rows": [(office_link(view, o), o.latest, o.latest.participation["*", o.latest.lead]) for o in shown],
        "parts_": view.pages("index.html", part, parts_of(portal.offices)),
        "families": [(view.link(f"{f.id}/index.html", scale(view, f)), how_many(f)) for f in families],
        "medians": medians(view, families[0]) if families else NOTHING,
        "ends": extremes(families[0], view) if families else NOTHING,
        "alone": [office_link(view, o) for o in portal.offices if not portal.family(o)] if part == 0 else [],
        "refused": [(why, name(source), name(claimed)) for why, source, claimed in portal.refused] if part == 0 else [],
    }


def newest_release(portal: Portal, view: View) -> Markup:
    """Say which office published last."""
    if not portal.offices:
        return NOTHING
    office = max(portal.offices, key=lambda o: (o.latest.release["published"], o.id))
    last = office.latest
    return view.t("portal_newest", office=office.name.html(view.lang), period=view.title(last), date=view.date(last.release["published"]))  # fmt: skip


def office_context(portal: Portal, office: Office, view: View) -> Mapping[str, Any]:
    """Return an office: what came in, each criterion beside the median, and all it has published."""
    package = office.latest
    family = portal.family(office) or Family((office,))
    compared = len(family.offices) > 1
    rows = []
    for c in package.instrument.criteria:
        center = family.medians[c.code] if compared else None
        label = view.link(criterion_path(family, c), view.criterion(c)) if compared else view.criterion(c)
        said = fill("{} <small>{}</small>", label, view.t("portal_median", n=middle(view, center))) if center else label
        rows.append((said, office.mean(c.code), center))
    sent = [r for m in package.methods if (r := package.participation.get(("*", m)))]
    means = [r for c in package.instrument.criteria if (r := package.results.get(("*", package.lead, c.code)))]
    return {
        "package": package,
        "own_site": office.address,
        "sent": charts.ratio(view, sent),
        "sources": [view.source(sent), view.source(means)],
        "criteria": lines(view, family, rows),
        "compared": how_many(family) if compared else "",
        "family": view.link(f"{family.id}/index.html", scale(view, family)) if compared else scale(view, family),
        "releases": [(p, archive_path(p)) for p in reversed(office.packages)],
    }


def family_context(portal: Portal, family: Family, view: View) -> Mapping[str, Any]:
    """Return the criteria side by side, and who is not compared here."""
    return {
        "about": scale(view, family),
        "medians": medians(view, family),
        "many": how_many(family),
        "apart": apart(view, family, portal.offices[:PER_PAGE]),
    }


def criterion_context(family: Family, criterion: Criterion, part: int, view: View) -> Mapping[str, Any]:
    """Return the offices by name with their means of a criterion."""
    offices, center = family.offices[part * PER_PAGE : (part + 1) * PER_PAGE], family.medians[criterion.code]
    return {
        "rows": lines(view, family, [(office_link(view, o), o.mean(criterion.code), center) for o in offices]),
        "parts_": view.pages(criterion_path(family, criterion), part, parts_of(family.offices)),
        "many": how_many(family),
    }


def of_criterion(family: Family, criterion: Criterion, view: View) -> Markup:
    """Say the median of a criterion."""
    center = family.medians[criterion.code]
    if center is None:
        return NOTHING
    return view.t(
        "portal_median_of", criterion=view.criterion(criterion), n=middle(view, center), many=how_many(family)
    )


def entries(portal: Portal, lang: str) -> list[tuple[str, str]]:
    """Return what the index lists, in its order: each office under each word of its name, each criterion; a text and a page."""
    found = [(o.name.plain(lang), path_of(o)) for o in portal.offices]
    turned = []
    for text, path in found:
        words = text.split()
        turned += [(f"{' '.join(words[n:])}, {' '.join(words[:n])}", path) for n in range(1, len(words)) if len(words[n]) > 2]  # fmt: skip
    for f in portal.families.values():
        found += [(c.name.plain(lang), criterion_path(f, c)) for c in f.model.instrument.criteria]
    return sorted(found + turned, key=lambda e: (e[0].casefold(), e[1]))


def index_context(portal: Portal, part: int, view: View) -> Mapping[str, Any]:
    """Return a part of the index by first letter; the last one has whatever one language has more than the other."""
    count, every = index_parts(portal), entries(portal, view.lang)
    shown = every[part * ENTRIES : (part + 1) * ENTRIES if part + 1 < count else None]
    letters = groupby(shown, lambda e: e[0][:1].upper())
    sections = [(name(letter), [view.link(path, name(text)) for text, path in some]) for letter, some in letters]
    return {"sections": sections, "parts_": view.pages("daftar-isi.html", part, count)}


def index_parts(portal: Portal) -> int:
    """Return how many pages the index has."""
    return max(-(-len(entries(portal, "id")) // ENTRIES), 1)


def all_pages(portal: Portal) -> Iterator[Page]:
    """Return every page."""
    every = (*(o.digest for o in portal.offices), repr(portal.refused))

    def page(path: str, template: str, context: Any, **more: Any) -> Page:
        told: dict[str, Any] = {
            "title": say(f"portal_{template}_title"),
            "inputs": every,
            "finding": partial(newest_release, portal),
        }
        about: dict[str, Any] = {"purpose": say(f"portal_{template}_purpose"), "context": context, "results": True}
        return Page(path, f"portal_{template}.html", **told | about | more)

    home, *further = (
        page(numbered("index.html", n), "home", partial(home_context, portal, n), section="beranda")
        for n in range(parts_of(portal.offices))
    )
    yield from (home, *further)
    for n in range(index_parts(portal)):
        yield page(numbered("daftar-isi.html", n), "index", partial(index_context, portal, n), section="isi")
    yield page("data.html", "data", lambda _: {"offices": portal.offices}, section="data")
    yield Page("404.html", "404.html", say("missing_title"), say("missing_purpose"), (), listed=False)
    for o in portal.offices:
        family = portal.family(o)
        inputs = (o.digest, *((family.id, repr([*family.medians.items()])) if family else ()))
        about = {"title": written(o.name), "finding": partial(findings.of_participation, o.latest), "parent": home}
        yield page(path_of(o), "office", partial(office_context, portal, o), inputs=inputs, **about)
    for f in portal.families.values():
        context, finding = partial(family_context, portal, f), partial(extremes, f)
        yield (whole := page(f"{f.id}/index.html", "family", context, finding=finding, parent=home))
        inputs = tuple(o.digest for o in f.offices)
        for c, n in product(f.model.instrument.criteria, range(parts_of(f.offices))):
            about = {"title": written(c.name), "finding": partial(of_criterion, f, c), "parent": whole}
            context = partial(criterion_context, f, c, n)
            yield page(numbered(criterion_path(f, c), n), "criterion", context, inputs=inputs, **about)


def archive_path(package: Package) -> str:
    """Return where the archive of a package is."""
    return f"{package.id}/data/kinerja-{package.id.rpartition('/')[2]}.zip"


def files(portal: Portal, pages: tuple[Page, ...]) -> Iterator[Asset]:
    """Return every file that is no page: packages as they are, and the catalogue that describes them."""
    yield from clothes(portal, pages)
    for o in portal.offices:
        for p in o.packages:
            members = {f"{p.id}/{n}": data for n, data in p.files.items()}
            yield Asset(archive_path(p), (p.digest,), partial(archive, members))
        for n in SOURCES:
            yield Asset(f"{o.latest.id}/data/{n}", (o.latest.digest,), partial(bytes, o.latest.files[n]))
    if portal.offices:
        yield Asset("data/katalog.jsonld", tuple(o.digest for o in portal.offices), partial(catalogue, portal))


def catalogue(portal: Portal) -> bytes:
    """Return the DCAT catalogue: of each office every release, with its archive here."""
    city, about = portal.content.organisation, Text.of(texts()["data_description"])
    name_id, base = city.name.plain("id"), city.url or "../"
    known = {"title": f"{city.title.plain('id')}, {name_id}", "base": base, "about_id": about.id, "about_en": about.en, "code": city.code, "mail": ""}  # fmt: skip
    known |= {"name_id": name_id, "licence_url": "", "periodic": texts()["data_periodic"]["id"]}
    found = []
    for o, p in ((office, p) for office in portal.offices for p in reversed(office.packages)):
        said = {
            "name_id": o.name.plain("id"),
            "code": "",
            "page": path_of(o),
            "said": f"{o.name.plain('id')}: {p.title}",
        }
        days = {"released": p.release["published"], "start": p.meta["start"], "end": p.meta["end"]}
        file = {"file": archive_path(p).rpartition("/")[2], "path": archive_path(p), "kind": downloads.MEDIA["zip"]}
        offered = open_data.drawn("distribution", known | file)
        found.append(open_data.drawn("dataset", known | said | days) | {"dcat:distribution": [offered]})
    whole = open_data.drawn("catalogue", known) | {"dcat:dataset": found}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()
