"""Tables as strings: one row per group, criterion or cycle, every figure with its cell and a line with its source rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from public_site import figures
from public_site.package import METHODS, Cell, Criterion, Group, Package, Row
from public_site.view import View
from public_site.words import NOTHING, fill, raw

Line = tuple[Markup, Sequence[Row | None], str]
"""The name of a table's line, the row of the package behind each cell, further cells."""
NONE = Markup('<td class="no">–</td>')


def table(
    caption: Markup, head: Sequence[Markup | str], body: Iterable[str], note: Markup = NOTHING, cls: str = ""
) -> Markup:
    """Assemble a table; the first column holds the row headers."""
    cells = "".join(f'<th scope="col">{h}</th>' for h in head)
    classes = f' class="{cls}"' if cls else ""
    html = f"<table{classes}><caption>{caption}</caption><thead><tr>{cells}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return raw(f'<div class="tw">{html}{note}</div>')


def with_reason(view: View, rows: Sequence[Row], lines: Sequence[str]) -> Markup:
    """Return the source line, and one sentence on what is withheld where a cell is (R9)."""
    reason = Markup("")
    if any('class="x"' in line for line in lines):
        cycle = rows[0].table.ref.split("/")[0]
        reason = view.t("why_hidden", url=view.url(f"{cycle}/disembunyikan.html"))
    if rows and "mean" in rows[0].table.columns and any(r.coarse and r.shown for r in rows):
        reason += " " + view.t("mean_halves")
    return fill('<p class="src">{} {}</p>', reason, view.source(rows))


def td(view: View, value: Cell | None, suffix: str = "") -> str:
    """Write one figure as a table cell; a dash where nothing was planned."""
    return figures.cell(value, view.lang, "td", suffix) if value is not None else NONE


def of_rows(
    view: View, caption: Markup, head: Sequence[Markup | str], body: Iterable[Line], column: str, cls: str = ""
) -> Markup:
    """Return a table with one column of the rows behind its cells, their source and why some of it is withheld."""
    rows: list[Row] = []
    lines = []
    for label, found, further in body:
        rows += filter(None, found)
        cells = "".join(td(view, r.cell(column) if r else None) for r in found)
        lines.append(f'<tr><th scope="row">{label}</th>{cells}{further}</tr>')
    return table(caption, head, lines, with_reason(view, rows, lines), cls)


def criteria(view: View, package: Package, group: Group) -> Markup:
    """Return criteria by method, with the trend of the leading method: in a column while the screen of a phone has room."""
    methods = [m for m in package.seen if m in group.plan]
    trends = {c.code: view.trend(package, group, package.lead, c.code) for c in package.instrument.criteria}
    lead, room = view.t(f"short_{package.lead}"), len(methods) < len(METHODS)
    column = room and any(trends.values())
    body: list[Line] = []
    for c in package.instrument.criteria:
        label, trend = view.criterion_link(package, c), trends[c.code]
        if trend and not room:
            label += fill("<br><small>{}: {}</small>", lead, trend)
        found = [package.results.get((group.name, m, c.code)) for m in methods]
        body.append((label, found, f"<td>{trend}</td>" * column))
    head = [view.t("criterion"), *(view.t(f"short_{m}") for m in methods)]
    head += [view.t("change_by", method=lead)] * column
    return of_rows(view, view.t("caption_criteria"), head, body, "mean")


def by_group(view: View, package: Package, criterion: Criterion, groups: Sequence[Group]) -> Markup:
    """Return groups by method for one criterion."""
    head = [view.t("group"), *(view.t(f"short_{m}") for m in package.seen)]
    body = (
        (view.group_link(package, g.name), [package.results.get((g.name, m, criterion.code)) for m in package.seen], "")
        for g in groups
    )
    return of_rows(view, view.t("caption_by_group"), head, body, "mean")


def participation(view: View, package: Package, groups: Sequence[Group]) -> Markup:
    """Return forms sent of forms assigned, by group and method."""
    rows: list[Row] = []
    lines = []
    for group in groups:
        cells: list[str] = []
        for row in (package.participation.get((group.name, m)) for m in package.methods):
            rows += [row] if row else []
            sent = td(view, row.cell("assessments") if row else None)
            cells.append(f"<td>{view.came_in(row)}</td>" if row and row.shown else sent)
        lines.append(f'<tr><th scope="row">{view.group_link(package, group.name)}</th>{"".join(cells)}</tr>')
    head = [view.t("group"), *(view.t(f"short_{m}") for m in package.methods)]
    return table(view.t("caption_participation"), head, lines, with_reason(view, rows, lines))


def predicates(view: View, package: Package, groups: Sequence[Group]) -> Markup:
    """Return the share of each predicate by group."""
    body = (
        (view.group(g.name), found, "")
        for g in groups
        if any(found := [package.predicates.get((g.name, p)) for p in package.predicate_classes])
    )
    head: list[Markup | str] = [view.t("group")]
    for p in package.predicate_classes:
        full = view.predicate(p)
        short = fill('<abbr title="{}">{}</abbr>', full, "".join(w[0].upper() for w in full.split()))
        head.append(full if " + " in p else short)
    return of_rows(view, view.t("caption_predicates"), head, body, "share", "wide")


def group_list(view: View, package: Package, groups: Sequence[Group]) -> Markup:
    """Return groups with their head count, and which criterion the leading method sees highest and lowest in each."""
    rows, lines = [], []
    for group in groups:
        plan = group.plan.get(package.lead) or next(iter(group.plan.values()))
        rows.append(plan)
        if view.overall(package, group.name, package.lead):
            found = (
                Markup("<br>").join(fill("{} {}", view.criterion(c), view.valued(package, value)) for c, value in end)
                for end in view.extremes(package, group.name)
            )
            cells = "".join(f"<td>{end or '–'}</td>" for end in found)
        else:
            cells = hidden(view, group, package.lead) * 2
        people = view.t("n_people", n=view.cell(plan.cell("heads")))
        lines.append(
            f'<tr><th scope="row">{view.group_link(package, group.name)} <small>{people}</small></th>{cells}</tr>'
        )
    lead = view.method(package.lead)
    head = [view.t("group"), view.t("highest"), view.t("lowest")]
    return table(view.t("caption_groups", method=lead), head, lines, with_reason(view, rows, lines), "text")


def hidden(view: View, group: Group, method: str) -> str:
    """Return the mark for a whole method withheld, or a dash where it was not planned."""
    return f'<td class="x"><i>{view.t("withheld")}</i></td>' if method in group.plan else str(NONE)
