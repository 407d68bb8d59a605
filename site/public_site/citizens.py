"""What citizens said beside what staff say: the section of a criterion's page, the line of the home page, a page of its own.

Both stand side by side on their own scales; nothing is computed from the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup

from kinerja_words.catalogue import figure
from public_site import charts, downloads
from public_site.package import Cell, Criterion, Mirror, Package, Row
from public_site.view import View
from public_site.words import NOTHING, fill, fixed, raw

LOW, HIGH = 25, 100
FEW, UNITS = 6, 20
"""Units on the page of a criterion, and on one page of all."""
BANDS = (("A", "88.31", "100.00"), ("B", "76.61", "88.30"), ("C", "65.00", "76.60"), ("D", "25.00", "64.99"))
"""Bands of a satisfaction index with where they begin and end, of an index rounded to two decimals first (PermenPANRB 14/2017)."""
COMPLAINTS = ("received", "answered", "in_time", "median_days")
ORDER = ("skm", *(f"u{n}" for n in range(1, 10)), *COMPLAINTS)
MARK = '<path class="u" d="M-7 6H7L0-8z"/>'


def band(view: View, value: Cell) -> Markup:
    """Word an index by its band; nothing where it is withheld."""
    if value.number is None:
        return NOTHING
    return view.t(f"citizens_band_{next(code for code, low, _ in BANDS if value.number >= Decimal(low))}")


def newest(package: Package) -> Mirror | None:
    """Return what citizens said of a cycle last."""
    return package.mirrors[-1] if package.mirrors else None


def quoted(row: Row, column: str, tag: str = "span") -> Markup:
    """Write the office's own words of a cell."""
    return fill('<{0} data-cell="{1}">{2}</{0}>', raw(tag), row.cell(column).ref, row[column])


def named(view: View, row: Row) -> Markup:
    """Name a measure as its source does, else by what it is."""
    if row["label"]:
        return quoted(row, "label")
    if row["measure"] in (*COMPLAINTS, "skm"):
        return view.t(f"citizens_{row['measure']}")
    return view.t("citizens_element", code=quoted(row, "measure"))


def section(view: View, package: Package, criterion: Criterion) -> Markup:
    """Return the section of a criterion: citizens' figures under the same criterion's means, or that there are none."""
    mirror = newest(package)
    every = [r for r in mirror.table if r["criterion"] == criterion.code] if mirror else []
    widest = list(dict.fromkeys(r["unit"] for r in sorted(every, key=width)))[:FEW]
    rows = [r for r in every if r["unit"] in widest]
    title = view.t("link_citizens")
    if not rows:
        return fill("<section><h2>{}</h2><p>{}</p></section>", title, view.t("citizens_none_here"))
    surveys = [r for r in rows if r["measure"] not in COMPLAINTS]
    parts = []
    if surveys:
        means = view.means(package, package.groups["*"], criterion.code)
        staff = charts.dots(view, package, [charts.DotRow(view.t("citizens_staff"), means)], named=True, noted=True)
        read = view.t("citizens_scales")
        parts.append(fill("<figure>{}{}<figcaption>{}</figcaption></figure>", staff, drawn(view, surveys), read))
    units = list(dict.fromkeys(r["unit"] for r in rows if r["measure"] in COMPLAINTS))
    parts += [fill("<p>{}</p>", complaints_of(view, mirror, unit)) for unit in units if mirror]
    more = view.t("citizens_more") if len(rows) < len(every) else NOTHING
    sources = documents(view, rows), view.source(rows)
    said = '<section><h2>{}</h2>{}<p class="src">{} {}</p><p>{} {}</p></section>'
    return fill(said, title, Markup("").join(parts), *sources, more, link(view, package))


def drawn(view: View, rows: Sequence[Row]) -> Markup:
    """Draw indices on their scale from 25 to 100, with the bands, each with its value, word and respondents."""
    places = [charts.at(Decimal(low), LOW, HIGH) for _, low, _ in BANDS] + ["100.0%"]
    grid = "".join(f'<line class="g" x1="{x}" x2="{x}" y1="2" y2="20"/>' for x in places)
    lines = []
    for row in rows:
        value = row.cell("value")
        spot = '<rect class="hx" width="100%" y="7" height="8"/>'
        if value.number is not None:
            spot = f'<svg x="{charts.at(value.number, LOW, HIGH)}" y="11" class="o">{MARK}</svg>'
        shown = view.cell(value, "b") + (fill(" ({})", word) if (word := band(view, value)) else NOTHING)
        said = view.t("citizens_value", value=shown, n=view.cell(row.cell("respondents")))
        label = f"{named(view, row)} <small>{quoted(row, 'unit')}</small>"
        text = f'<span><svg class="m" viewBox="-8 -8 16 16" aria-hidden="true">{MARK}</svg>{said}</span>'
        lines.append(charts.line(label, text, charts.svg("tr", 22, grid, spot)))
    middles = [(code, (Decimal(low) + Decimal(high)) / 2) for code, low, high in BANDS]
    ticks = "".join(f'<text x="{charts.at(m, LOW, HIGH)}" y="14">{code}</text>' for code, m in middles)
    axis = f'{charts.svg("ax", 18, ticks)}<p class="ends"><span>{fixed(LOW)}</span><span>{fixed(HIGH)}</span></p>'
    return raw(f'<ol class="dots say">{"".join(lines)}</ol><div class="dots say">{axis}</div>')


def complaints_of(view: View, mirror: Mirror, unit: str) -> Markup:
    """Say what became of a unit's complaints: how many came, were answered, in time, after how many days."""
    rows = {r["measure"]: r for r in mirror.rows(*COMPLAINTS) if r["unit"] == unit}
    found = {m: value for m in COMPLAINTS if m in rows and (value := rows[m].cell("value")).shown}
    said = [view.t(f"citizens_said_{m}", n=view.cell(value, "b")) for m, value in found.items()] or [view.t("withheld")]
    return view.t("citizens_complaints", unit=quoted(next(iter(rows.values())), "unit"), said=Markup(", ").join(said))


def whole(mirror: Mirror, measure: str) -> Row | None:
    """Return the shown row of a measure for the widest unit."""
    return min((r for r in mirror.rows(measure) if r.shown), key=width, default=None)


def width(row: Row) -> tuple[int, int, str]:
    """Order rows from the widest unit: the shortest path, of several that with most respondents or complaints."""
    people = row["respondents"] or row["value"]
    return row["unit"].count(" / "), -int(people if people.isdecimal() else 0), row["unit"]


def answer(package: Package, view: View) -> Markup:
    """Say in one line what citizens said last, or that nothing of them is here."""
    mirror = newest(package)
    row = whole(mirror, "skm") if mirror else None
    if row is None:
        return view.t("citizens_none")
    value = row.cell("value")
    return view.t(
        "citizens_answer", unit=quoted(row, "unit"), value=view.cell(value, "b"), high=fixed(HIGH), band=band(view, value), n=view.cell(row.cell("respondents")),
    )  # fmt: skip


def complaints(view: View, package: Package) -> Markup:
    """Say in one line what became of the complaints of the widest unit; nothing where there is no such figure."""
    mirror = newest(package)
    row = whole(mirror, "received") if mirror else None
    return complaints_of(view, mirror, row["unit"]) if mirror and row else NOTHING


def documents(view: View, rows: Sequence[Row]) -> Markup:
    """Say which documents figures are from, of which day, and about which days."""
    first = {(r["source"], r["source_day"], r["start"], r["end"]): r for r in reversed(rows)}
    days = ("source_day", "start", "end")
    return Markup(" ").join(
        view.t("citizens_source", source=quoted(r, "source"), **{day: view.date(r[day]) for day in days})
        for _, r in sorted(first.items())
    )


def link(view: View, package: Package) -> Markup:
    """Link the page with everything citizens said of a cycle."""
    return view.link(f"{package.id}/warga.html", view.t("citizens_all"))


def parts(package: Package) -> Sequence[Sequence[str]]:
    """Return the units of the page, as many as fit on one."""
    units = list(dict.fromkeys(r["unit"] for r in package.mirrors[-1].table)) if package.mirrors else []
    return [units[i : i + UNITS] for i in range(0, len(units), UNITS)]


def context(package: Package, view: View, part: int) -> Mapping[str, Any]:
    """Return everything that was said last of a part of the units, and all releases of it."""
    mirror = package.mirrors[-1]
    criteria = {c.code: view.criterion_link(package, c) for c in package.instrument.criteria}
    units = {unit: [r for r in mirror.table if r["unit"] == unit] for unit in parts(package)[part]}
    return {
        "package": package,
        "units": [
            (quoted(rows[0], "unit"), sorted(rows, key=lambda r: ORDER.index(r["measure"])), documents(view, rows), view.source(rows))
            for rows in units.values()
        ],
        "parts_": view.pages(f"{package.id}/warga.html", part, len(parts(package))),
        "named": partial(named, view),
        "band": partial(band, view),
        "criteria": criteria,
        "survey": ORDER[:10],
        "bands": [(view.t(f"citizens_band_{code}"), *(fixed(figure(end, view.lang)) for end in ends)) for code, *ends in BANDS],
        "few": [mirror.pointer(f"disclosure/{name}") for name in ("min_people", "min_respondents")],
        "releases": [(m, [n for n, _ in downloads.of_mirror(m)]) for m in reversed(package.mirrors)],
    }  # fmt: skip
