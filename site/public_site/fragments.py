"""Live fragments: the closed list of pictures, tables and sentences a guidance page can ask for with `[[name]]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from public_site import charts, figures, tables
from public_site.package import METHODS, Criterion, Package
from public_site.view import View
from public_site.words import NOTHING, Text, fill, fixed, join, raw

MATRIX = (
    ("above", ("kurang", "baik", "sangat_baik")),
    ("meets", ("kurang", "baik", "baik")),
    ("below", ("sangat_kurang", "butuh_perbaikan", "butuh_perbaikan")),
)
THRESHOLDS = (
    "min_heads", "min_supervisors", "min_forms", "min_raters", "min_ratees", "min_rest", "min_ratings_for_shares",
    "min_people_for_shares",
)  # fmt: skip
STEPS = ("write", "lock", "count", "cut", "check", "page")


def dot_rows(view: View, package: Package, group: str = "*") -> list[charts.DotRow]:
    """Return one line of dots per criterion of a group, the weakest set strong."""
    weakest = {criterion.code for criterion, _ in view.extremes(package, group)[1]}
    return [
        charts.DotRow(
            view.criterion_link(package, c), view.means(package, package.groups[group], c.code), c.code in weakest
        )
        for c in package.instrument.criteria
    ]


def shares(view: View, package: Package) -> Markup:
    """Return the leading method's ratings of each criterion as shares, with the mean and its word; what citizens notice first,
    where the office says what that is."""
    felt = view.site.content.organisation.felt
    parts = [[c for c in package.instrument.criteria if (c.code in felt) is first] for first in (True, False)]
    rows: list[charts.ShareRow] = []
    for key, criteria in zip(("shares_felt", "shares_inside"), parts, strict=True):
        if all(parts):
            rows.append((view.t(key), None, NOTHING))
        for c in criteria:
            row = package.results[("*", package.lead, c.code)]
            link = view.criterion_link(package, c)
            note = fill("<span>{}</span>", view.valued(package, row.cell("mean")))
            rows.append((link, row, note if row.shown else NOTHING))
    return charts.shares(view, package, rows)


def methods_comparison(view: View, package: Package) -> Markup:
    """Return this cycle's means by criterion and method."""
    chart = charts.dots(view, package, dot_rows(view, package))
    caption = view.t(
        "dots_caption",
        period=view.title(package),
        low=fixed(package.instrument.low),
        high=fixed(package.instrument.high),
    )
    more = view.link(f"{package.id}/index.html", view.t("table_and_source"))
    gone = [view.method(m) for m in METHODS if m not in package.methods]
    said = view.t("not_asked", period=view.title(package), methods=join(gone, view.lang)) if gone else NOTHING
    return fill("<figure>{}<figcaption>{} {}. {}</figcaption></figure>", chart, caption, more, said)


def programmes(view: View, criterion: Criterion) -> Markup:
    """Return the titles of the programmes for a criterion, joined."""
    found = [p for p in view.site.content.programmes if p.criterion == criterion.code]
    return join([fill("<em>{}</em>", p.title.html(view.lang)) for p in found], view.lang)


def weakest_sentence(view: View, package: Package) -> Markup:
    """Say which criterion is weakest, by whose view, and what is proposed."""
    found = view.weakest(package)
    if not found:
        return _none_lowest(view, package)
    links = [view.criterion_link(package, c) for c, _ in found]
    say = view.t(
        "weakest_sentence",
        criterion=join(links, view.lang),
        value=view.cell(found[0][1], "b"),
        high=fixed(package.instrument.high),
        method=view.method(package.lead),
        period=view.title(package),
    )
    proposed = [titles for c, _ in found if (titles := programmes(view, c))]
    more = view.t("proposed", programmes=join(proposed, view.lang)) if proposed else Markup("")
    return fill("<p>{} {}</p>", say, more)


def lowest_since(view: View, package: Package) -> Markup:
    """Follow the weakest criterion of the first comparable cycle, or those that tie, up to now, with the training proposed."""
    cycles = view.site.until(package)
    codes = {criterion.code for criterion, _ in view.weakest(cycles[0])}
    found = [c for c in package.instrument.criteria if c.code in codes]
    if not found:
        return _none_lowest(view, cycles[0])
    return Markup("").join(_way(view, package, cycles, c) for c in found)


def _none_lowest(view: View, package: Package) -> Markup:
    """Say why no criterion is the lowest: all published means are equal, or there is none."""
    some = view.overall(package, "*", package.lead)
    return fill("<p>{}</p>", view.t("no_difference" if some else "nothing_to_compare"))


def _way(view: View, package: Package, cycles: tuple[Package, ...], criterion: Criterion) -> Markup:
    points = view.points(cycles, "*", package.lead, criterion.code)
    first, last = points[0][1], points[-1][1]
    link = view.criterion_link(package, criterion)
    same = package.groups["*"].same_people(cycles[0], package.lead)
    word = figures.trend(first, last) if same else ""
    if len(cycles) < 2 or first is None or last is None or not word:
        return fill("<p>{}</p>", view.t("lowest_one", criterion=link))
    say = view.t(
        f"lowest_{word}",
        criterion=link,
        first=view.cell(first, "b"),
        last=view.cell(last, "b"),
        since=view.title(cycles[0]),
        now=view.title(package),
        method=view.method(package.lead),
    )
    more = training_held(view, cycles, criterion) or training_proposed(view, criterion)
    chart = charts.slope(view, package, package.lead, points)
    whose, noise = view.method(package.lead), figures.noise(view.lang)
    caption = view.t("slope_caption", criterion=view.criterion(criterion), method=whose, noise=noise)
    return fill("<p>{} {}</p><figure>{}<figcaption>{}</figcaption></figure>", say, more, chart, caption)


def training_held(view: View, cycles: tuple[Package, ...], criterion: Criterion) -> Markup:
    """Say which training for a criterion was held in these cycles, and for how many."""
    held = [r for p in cycles for r in p.tables.get("training", ()) if r["criterion"] == criterion.code and r["held"]]
    say = (
        view.t(
            "lowest_held",
            programme=fill("<em>{}</em>", Text(r["title_id"], r["title_en"]).html(view.lang)),
            date=view.date(r["held"]),
            n=view.t("lowest_with", n=view.cell(n)) if (n := r.cell("participants")).shown else "",
        )
        for r in held
    )
    return Markup(" ").join([*say, view.t("not_cause")]) if held else NOTHING


def training_proposed(view: View, criterion: Criterion) -> Markup:
    """Say which training the office proposes for a criterion."""
    proposed = programmes(view, criterion)
    return view.t("lowest_training", programmes=proposed) if proposed else NOTHING


def predicate_matrix(view: View) -> Markup:
    """Return the nine cells from which a predicate is read."""
    head = [view.t("matrix_corner"), *(view.t(f"behaviour_{b}") for b in ("below", "meets", "above"))]
    body = []
    for level, cells in MATRIX:
        tds = "".join(f'<td class="q-{p}">{view.t(f"predicate_{p}")}</td>' for p in cells)
        body.append(f'<tr><th scope="row">{view.t(f"results_{level}")}</th>{tds}</tr>')
    return tables.table(view.t("caption_matrix"), head, body, cls="matrix")


def way_of_an_answer(view: View) -> Markup:
    """Draw the way of one answer from the form to this page, and who sees what at each step."""
    steps = "".join(f"<li><b>{view.t(f'way_{s}')}</b> {view.t(f'way_{s}_text')}</li>" for s in STEPS)
    return raw(f'<ol class="way">{steps}</ol>')


def worked_case(view: View) -> Markup:
    """Show on an example why a second group may have to be hidden with the first."""
    rows = (("case_field", 38, False), ("case_secretariat", 10, True), ("case_sections", 13, True))
    chart = charts.worked_case(view, [(view.t(k), n, hidden) for k, n, hidden in rows])
    lines = []
    raters = {"case_field": 7, "case_secretariat": 1, "case_sections": 4}
    for k, n, _ in rows:
        lines.append(
            f'<tr data-fixed="text"><th scope="row">{view.t(k)}</th><td>{n}</td><td>{raters[k]}</td><td class="txt">{view.t(f"{k}_why")}</td></tr>'
        )
    head = [view.t("group"), view.t("forms"), view.t("supervisors"), view.t("what_happens")]
    return fill("{}<p>{}</p>{}", chart, view.t("case_sentence"), tables.table(view.t("caption_case"), head, lines))


def thresholds(view: View, package: Package) -> Markup:
    """Return the disclosure thresholds of a package, in words."""
    lines = [
        f'<tr><th scope="row">{view.t(f"threshold_{key}")}</th><td>{view.cell(package.pointer(f"disclosure/{key}"))}</td></tr>'
        for key in THRESHOLDS
        if key in package.meta["disclosure"]
    ]
    return tables.table(
        view.t("caption_thresholds", period=view.title(package)), [view.t("threshold"), view.t("at_least")], lines
    )


def instrument(view: View, package: Package, heading: str = "h3") -> Markup:
    """Return the criteria with their statements, and what is special about a statement."""
    i = package.instrument
    parts = [view.t("instrument_scale", low=fixed(i.low), high=fixed(i.high))]
    if i.labels:
        labels = "".join(f"<li>{label.html(view.lang)}</li>" for label in i.labels)
        parts.append(raw(f'<ol class="scale" start="{i.low}">{labels}</ol>'))
    if i.cannot_judge:
        parts.append(fill("<p>{}</p>", view.t("instrument_td")))
    for c in i.criteria:
        items = Markup("")
        for item in c.items:
            notes = [view.t("item_reversed")] if item.reversed else []
            left_out = [m for m in package.methods if m not in item.methods]
            notes += [view.t("item_not_for", method=view.method(m)) for m in left_out]
            small = fill(" <small>({})</small>", Markup("; ").join(notes)) if notes else ""
            anchor = (
                fill("<br><small>{} {}</small>", view.t("example"), item.anchor.html(view.lang))
                if item.anchor.plain("id")
                else ""
            )
            items += fill("<li>{}{}{}</li>", item.text.html(view.lang), small, anchor)
        link = view.criterion_link(package, c)
        parts.append(fill("<{0}>{1}</{0}><ul>{2}</ul>", heading, link, items))
    return Markup("").join(parts)


ALWAYS: Mapping[str, Callable[[View], Markup]] = {
    "predicate-matrix": predicate_matrix,
    "way-of-an-answer": way_of_an_answer,
    "worked-case": worked_case,
}
WITH_PACKAGE: Mapping[str, Callable[[View, Package], Markup]] = {
    "methods-comparison": methods_comparison,
    "weakest-criterion": weakest_sentence,
    "training-story": lowest_since,
    "thresholds": thresholds,
    "instrument": instrument,
}


def draw(view: View, fragment: str) -> Markup | None:
    """Draw a fragment from the latest cycle; a sentence stands in before there is one. None for an unknown name."""
    if fragment in ALWAYS:
        return ALWAYS[fragment](view)
    if fragment in WITH_PACKAGE:
        latest = view.site.latest
        return WITH_PACKAGE[fragment](view, latest) if latest else fill("<p>{}</p>", view.t("nothing_yet"))
    return None
