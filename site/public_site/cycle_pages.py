"""The pages of one cycle: an overview, one page per question, groups, methods, and what stands beside the figures.

`cycle_pages` is the list to extend; what comes with a table of its own stands in `activity_pages`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import methodcaller
from typing import Any

from markupsafe import Markup

from public_site import activity_pages, charts, citizens, downloads, figures, findings, fragments, markdown, tables
from public_site.package import Criterion, Group, Package, Row
from public_site.page import Page, no_words, say
from public_site.view import PER_PAGE, Site, View, numbered, parts_of
from public_site.words import NOTHING, fill, join
from public_site.words import name as named

Context = Callable[[Package, View], Mapping[str, Any]]
Finding = Callable[[Package, View], Markup]
MOSTLY, HALF = {"istimewa": "sangat_baik"}, 50
"""The organisation's predicate → the one that ideally most people have, where the two are called otherwise; half in percent."""
FEW = 8
"""Groups that are drawn one by one; of more there is the table alone."""


def overview_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return what the overview and the home page show."""
    everybody = package.groups["*"]
    return {
        "package": package,
        "answers": findings.answers(view, package),
        "shares": fragments.shares(view, package),
        "claim": claim(view, package),
        "organisation": organisation(view, package) if len(package.tables["predicates"]) else "",
        "dots": charts.dots(view, package, fragments.dot_rows(view, package)),
        "criteria": tables.criteria(view, package, everybody),
        "top": package.children.get("*", ()),
        "newer": latest if (latest := view.site.latest) and latest.order > package.order else None,
    }


def claim(view: View, package: Package) -> Markup:
    """Say in one sentence how people see themselves beside how the leading method sees them: on most criteria, and on which most."""
    who = view.t(f"who_{package.lead}")
    gaps = []
    for c in package.instrument.criteria:
        a, b = (view.mean(package, "*", m, c.code) for m in ("self", package.lead))
        gap = figures.difference(a, b) if a and b else None
        if gap is not None:
            gaps.append((gap, c))
    if "self" not in package.methods or package.lead == "self" or not gaps:
        return view.t("claim_all", method=who)
    lower, higher = (sum(gap * way >= figures.NOISE for gap, _ in gaps) for way in (-1, 1))
    if 2 * max(lower, higher) <= len(gaps):
        return view.t("claim_mixed" if lower + higher else "claim_same", method=who)
    word, way = ("claim_lower", -1) if lower > higher else ("claim_higher", 1)
    widest = max(gap * way for gap, _ in gaps)
    named = [view.criterion(c) for gap, c in gaps if gap * way == widest]
    all_alike = len(named) == len(gaps) > 1
    return view.t(f"{word}_all" if all_alike else word, method=who, criterion=join(named, view.lang))


def criterion_context(package: Package, criterion: Criterion, part: int, view: View) -> Mapping[str, Any]:
    """Return one question's answer: by method, by group, its spread, its way over time, its statements."""
    groups = package.children.get("*", ())
    shown = groups[part * PER_PAGE : (part + 1) * PER_PAGE]
    everybody = package.groups["*"]
    cycles = view.site.until(package)
    rows = [
        charts.DotRow(
            view.group(g.name),
            view.means(package, g, criterion.code),
            strong=g.name == "*",
            open={
                m: package.unanswered(r)
                for m in package.seen
                if (r := package.results.get((g.name, m, criterion.code)))
            },
        )
        for g in ((everybody, *shown) if len(groups) <= FEW else (everybody,))
    ]
    lead = package.lead
    points = view.points(cycles, "*", lead, criterion.code)
    by_group = [
        (view.group_link(package, g.name), view.verdicts(package, g, lead, criterion.code), [
            (label, view.mean(p, g.name, lead, criterion.code) if p is package or g.same_people(p, lead) else None)
            for p, (label, _) in zip(cycles, points, strict=True)
        ])
        for g in groups if len(groups) <= FEW and view.site.compared(package.id, g.name, lead)
    ]  # fmt: skip
    found = [r for m in package.seen if (r := package.results.get(("*", m, criterion.code)))]
    forms = {r["method"]: view.t("n_forms", n=view.cell(r.cell("assessments"))) for r in found}
    names = {m: fill("{} <small>({})</small>", view.method(m), n) for m, n in forms.items()}
    spread = charts.shares(view, package, [(names[r["method"]], r, NOTHING) for r in found])
    return {
        "package": package,
        "criterion": criterion,
        "dots": charts.dots(view, package, rows, named=True),
        "by_group": tables.by_group(view, package, criterion, (everybody, *shown) if part == 0 else shown),
        "spread": spread,
        "spread_source": tables.with_reason(view, found, [spread]),
        "slope": charts.slope(view, package, lead, points) if len(cycles) > 1 else "",
        "verdicts": view.verdicts(package, everybody, lead, criterion.code),
        "slopes": charts.small_multiples(view, package, lead, by_group, "h3") if by_group else "",
        "programmes": [p for p in view.site.content.programmes if p.criterion == criterion.code],
        "parts_": view.pages(view.criterion_path(package, criterion), part, parts_of(groups)),
        "part": part,
        "siblings": package.instrument.criteria,
        "citizens": citizens.section(view, package, criterion) if part == 0 else "",
    }


def group_context(package: Package, group: Group, part: int, view: View) -> Mapping[str, Any]:
    """Return everything shown about one group."""
    children = package.children.get(group.name, ())
    shown = children[part * PER_PAGE : (part + 1) * PER_PAGE]
    methods = [m for m in package.seen if m in group.plan]
    sent = (package.participation.get((group.name, m)) for m in methods)
    predicates = predicate_rows(package, group.name)
    plan = group.plan.get(package.lead) or next(iter(group.plan.values()))
    members = plan["members"].split(" + ")
    return {
        "package": package,
        "group": group,
        "plan": plan,
        "members": [view.group(m) for m in members] if len(members) > 1 else (),
        "ends": [said for m in methods if m != package.lead and (said := findings.ends(view, package, group, m))],
        "dots": charts.dots(view, package, fragments.dot_rows(view, package, group.name)),
        "criteria": tables.criteria(view, package, group),
        "participation": charts.ratio(view, filter(None, sent)),
        "predicates": predicate_bars(view, predicates) if any(r.shown for r in predicates) else "",
        "predicates_hidden": bool(predicates),
        "children": tables.group_list(view, package, shown) if shown else "",
        "parts_": view.pages(view.group_path(package, group.name), part, parts_of(children)),
        "parent": group.parent,
    }


def predicate_rows(package: Package, group: str) -> Sequence[Row]:
    """Return the rows of a group's predicates, the best first."""
    return [r for p in package.predicate_classes if (r := package.predicates.get((group, p)))]


def predicate_bars(view: View, rows: Sequence[Row]) -> Markup:
    """Draw the share of each predicate."""
    return charts.bars(view, [(view.predicate(r["predicate"]), r.cell("share")) for r in rows])


def withheld_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return what is not shown and why."""
    hidden: dict[tuple[str, str], list[Criterion]] = {}
    names = {c.code: c for c in package.instrument.criteria}
    for row in package.tables["results"]:
        if not row.shown:
            hidden.setdefault((row["group"], row["method"]), []).append(names[row["criterion"]])
    # from format 3 on R5 takes all criteria of a method at once
    wholly = {m for m, _ in package.meta["fallback"]} if int(package.meta.get("format", 1)) > 2 else ()
    return {
        "package": package,
        "places": [
            (view.group(g), view.method(m), [view.criterion(c) for c in cs]) for (g, m), cs in sorted(hidden.items())
        ][:PER_PAGE],
        "places_more": len(hidden) > PER_PAGE,
        "others": _other_blanks(package, view),
        "people": [
            (m, package.pointer(f"people_in_shown_rows/{m}"))
            for m in package.seen
            if m in package.meta["people_in_shown_rows"]
        ],
        "fallback": [view.method(m) for m in package.methods if m in wholly]
        or [
            fill("{} ({})", view.criterion(names[c]), view.method(m))
            for m, c in package.meta.get("fallback", ())
            if c in names
        ],
        "merged": [g for g in package.groups.values() if " + " in g.name and g.name != "*"][:PER_PAGE],
        "thresholds": fragments.thresholds(view, package),
        "worked_case": fragments.worked_case(view),
        "verdict": package.audit.get("verdict", ""),
    }


def _other_blanks(package: Package, view: View) -> Sequence[tuple[str, Sequence[str]]]:
    """Return, for each table beside the results, what of it is withheld and for which groups."""
    found = []
    for name in ("participation", "predicates", "goals", "conversations", "consultation", "training", "documents"):
        blank = [r for r in package.tables.get(name, ()) if not r.shown]
        groups = sorted({r["group"] for r in blank}) if blank and "group" in package.tables[name].columns else []
        if blank:
            found.append((view.t(f"withheld_of_{name}"), [view.group(g) for g in groups][:PER_PAGE]))
    return found


def methods_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return the methods beside each other."""
    everybody = package.groups["*"]
    ends = {m: findings.ends(view, package, everybody, m) for m in package.methods}
    return {**overview_context(package, view), "ends": ends}


def claim_of(package: Package, view: View) -> Markup:
    """Write the claim as a sentence."""
    return claim(view, package) + "."


def summary_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return the one printable page."""
    return {
        **overview_context(package, view),
        "groups": tables.group_list(view, package, package.children.get("*", ())[:8]),
        "took_part": findings.of_participation(package, view),
        "promised": activity_pages.finding(package, view),
    }


def instrument_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return what was asked."""
    return {"body": fragments.instrument(view, package, "h2")}


def line_of(site: Site, package: Package) -> tuple[str, ...]:
    """Return what a page about a whole cycle depends on: the cycle, and those before it that it is compared with."""
    return tuple(p.digest for p in site.until(package))


def around(site: Site, package: Package) -> tuple[str, ...]:
    """Return what a page depends on that tells of other cycles too: their names, what was promised, what citizens said of its own."""
    told = (hashlib.sha256(p.files.get("follow_up.csv", b"")).hexdigest() for p in site.packages)
    return (*line_of(site, package), *(p.frame_digest for p in site.packages), *told, package.mirrors_digest)


def files_of(package: Package, *names: str) -> tuple[str, ...]:
    """Return what a page depends on that shows some files of a cycle, and nothing of another one."""
    return (package.frame_digest, *(hashlib.sha256(package.files.get(name, b"")).hexdigest() for name in names))


def rows_of(line: Sequence[Package], *groups: str) -> tuple[str, ...]:
    """Return what a page about some groups depends on: their rows in a cycle and in those it is compared with."""
    return tuple(d for p in line for d in (p.frame_digest, *(p.group_digests.get(g, "") for g in groups)))


def cycle_pages(site: Site, package: Package) -> Iterator[Page]:
    """Return every page of a cycle."""
    line, wide, cycles = line_of(site, package), around(site, package), site.until(package)
    period, methods = methodcaller("title", package), methodcaller("methods", package)
    here = package.id
    home = Page(
        f"{here}/index.html", "cycle.html", say("cycle_title", period=period), say("cycle_purpose", methods=methods),
        wide, partial(overview_context, package), "hasil", None, True, finding=partial(findings.of_cycle, package),
    )  # fmt: skip
    yield home

    def page(file: str, template: str, key: str, context: Context, finding: Finding | None = None, **more: Any) -> Page:
        title, purpose = say(f"{key}_title", period=period), say(f"{key}_purpose", period=period, methods=methods)
        return Page(
            f"{here}/{file}.html", template, title, purpose, context=partial(context, package), section="hasil", parent=home,
            results=True, finding=partial(finding, package) if finding else no_words, **{"inputs": line, **more},
        )  # fmt: skip

    top = package.children.get("*", ())
    for c in package.instrument.criteria:
        path = View(site, "id", "").criterion_path(package, c)
        for part in range(parts_of(top)):
            shown = ("*", *(g.name for g in top[part * PER_PAGE : (part + 1) * PER_PAGE]))
            inputs = (*rows_of(cycles, *shown), "" if part else package.mirrors_digest)
            yield Page(
                numbered(path, part), "criterion.html", methodcaller("question", c),
                say("criterion_purpose", name=methodcaller("criterion", c), period=period), inputs,
                partial(criterion_context, package, c, part), "hasil", home, True, listed=part == 0,
                finding=partial(findings.of_criterion, package, c),
            )  # fmt: skip
    if top:
        inputs = (*rows_of(cycles, "*", *(g.name for g in top)), *files_of(package, "plan.csv"))
        groups = page("kelompok", "groups.html", "groups", groups_context, findings.of_groups, inputs=inputs)
        yield groups
        for part in range(1, parts_of(top)):
            yield Page(
                f"{here}/kelompok-{part + 1}.html", "groups.html", groups.title, groups.purpose, inputs,
                partial(groups_context, package, part=part), "hasil", home, True, listed=False, finding=groups.finding,
            )  # fmt: skip
        for group in package.groups.values():
            if group.name != "*":
                yield from group_pages(site, cycles, group, groups)
    if len(package.methods) > 1:
        yield page("metode", "methods.html", "methods", methods_context, claim_of, inputs=wide)
    if len(package.tables["predicates"]):
        yield page(
            "predikat",
            "predicates.html",
            "predicates",
            predicates_context,
            findings.of_predicates,
            inputs=files_of(package, "predicates.csv"),
        )
    yield from activity_pages.activity_pages(package, page, wide)
    for part in range(len(citizens.parts(package))):
        file, said = numbered("warga.html", part).removesuffix(".html"), partial(citizens.context, part=part)
        inputs = (package.frame_digest, package.mirrors_digest)
        yield page(file, "citizens.html", "citizens", said, citizens.answer, listed=part == 0, inputs=inputs)
    came_in, taken = findings.of_participation, files_of(package, "participation.csv")
    yield page("partisipasi", "participation.html", "participation", participation_context, came_in, inputs=taken)
    yield page("disembunyikan", "withheld.html", "withheld", withheld_context, findings.of_blanks)
    if "notes.md" in package.files:
        yield page("catatan", "text.html", "notes", notes_context, inputs=files_of(package, "notes.md", "notes.en.md"))
    yield page("instrumen", "text.html", "instrument", instrument_context, inputs=files_of(package))
    yield page("ringkasan", "summary.html", "summary", summary_context, findings.of_cycle, inputs=wide)
    yield page("data", "data.html", "data", downloads.context)
    inputs = (*taken, *files_of(package, "receipts.csv"))
    for part in range(len(downloads.receipt_parts(package))):
        receipts = partial(downloads.receipts_context, part=part)
        yield page(
            downloads.receipts_file(part), "receipts.html", "receipts", receipts, listed=part == 0, inputs=inputs
        )
    yield from pages_that_lead_on(site, package, home)


def pages_that_lead_on(site: Site, package: Package, home: Page) -> Iterator[Page]:
    """Return a page at each address that several groups or criteria had, with links to them: it may have been published."""
    of_groups, of_criteria, i = site.groups[package.id][1], site.criteria[package.id][1], package.instrument
    former: list[tuple[str, Callable[..., Markup], Sequence[Any]]] = [
        (f"kelompok/{file}", View.group_link, names) for file, names in of_groups.items()
    ]
    former += [(f"aspek-{file}", View.criterion_link, [i.criterion(c) for c in of]) for file, of in of_criteria.items()]
    for path, link, found in former:
        yield Page(
            f"{package.id}/{path}.html", "moved.html", say("moved_title"), say("moved_purpose"), (package.frame_digest,),
            partial(moved_context, package, link, found), "hasil", home, True, listed=False, linked=False,
        )  # fmt: skip


def moved_context(package: Package, link: Callable[..., Markup], found: Sequence[Any], view: View) -> Mapping[str, Any]:
    """Return the links to the groups or criteria that an address was the page of."""
    return {"links": [link(view, package, one) for one in found]}


def group_pages(site: Site, cycles: Sequence[Package], group: Group, parent: Page) -> Iterator[Page]:
    """Return the page of a group in the last of some cycles that are compared, in parts where it has many subgroups."""
    package = cycles[-1]
    children = package.children.get(group.name, ())
    path = View(site, "id", "").group_path(package, group.name)
    for part in range(parts_of(children)):
        shown = (g.name for g in children[part * PER_PAGE : (part + 1) * PER_PAGE])
        yield Page(
            numbered(path, part), "group.html", methodcaller("group", group.name),
            say("group_purpose", name=methodcaller("group", group.name), period=methodcaller("title", package)), rows_of(cycles, group.name, *shown),
            partial(group_context, package, group, part), "hasil", parent, True, listed=part == 0,
            finding=partial(findings.of_group, package, group),
        )  # fmt: skip


def groups_context(package: Package, view: View, part: int = 0) -> Mapping[str, Any]:
    """Return the list of the top groups."""
    top = package.children.get("*", ())
    shown = top[part * PER_PAGE : (part + 1) * PER_PAGE]
    return {
        "package": package,
        "table": tables.group_list(view, package, (package.groups["*"], *shown) if part == 0 else shown),
        "parts_": view.pages(f"{package.id}/kelompok.html", part, parts_of(top)),
        "units": findings.units_by_group(view, package) if part == 0 else (),
    }


def organisation(view: View, package: Package) -> Markup:
    """Say what predicate the organisation has, by which document, and how the published predicates of its people relate to it.

    "Most" is more than half in the published share of the class that the guide pattern names (Lampiran IV.B.2); where the row is
    not shown, or the class is published only together with another, the sentence says so.
    """
    given = package.meta.get("organisation_predicate")
    if not given:
        return Markup("")
    target = MOSTLY.get(given["predicate"], given["predicate"])
    row = next((r for (group, c), r in package.predicates.items() if group == "*" and target in c.split(" + ")), None)
    share = row.cell("share") if row else None
    if share is None or share.number is None:
        said = view.t("organisation_hidden")
    else:
        word = "most" if share.number > HALF else "half" if share.number == HALF else "few"
        together = "_together" if row and " + " in row["predicate"] else ""
        said = view.t(
            f"organisation_{word}{together}", mostly=view.predicate(target), share=view.cell(share, "b", "\u00a0%"),
            these=view.predicate(row["predicate"] if row else target),
        )  # fmt: skip
    whose = view.t(
        "organisation_given", predicate=view.t(f"organisation_is_{given['predicate']}"), source=named(given["source"]), day=view.date(given["day"])
    )  # fmt: skip
    return fill('<p>{} {}</p><p class="src">{}</p>', whose, said, view.t("organisation_rule"))


def predicates_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return the spread of predicates; `least`: from how many people on those given elsewhere are shown."""
    limits = package.meta["disclosure"]
    groups = (package.groups["*"], *package.children.get("*", ())[:PER_PAGE])
    return {
        "package": package,
        "bars": predicate_bars(view, predicate_rows(package, "*")),
        "organisation": organisation(view, package),
        "few": any(" + " in p for p in package.predicate_classes),
        "source": package.meta.get("levels_from", ""),
        "least": max(limits.get("min_people_for_shares", 0), 16 * limits["min_ratees"]),
        "table": tables.predicates(view, package, groups),
        "matrix": fragments.predicate_matrix(view),
    }


def participation_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return who took part, by method and top group."""
    groups = (package.groups["*"], *package.children.get("*", ())[:PER_PAGE])
    return {
        "package": package,
        "bars": charts.ratio(view, [package.participation[("*", m)] for m in package.methods]),
        "table": tables.participation(view, package, groups),
        "forms": package.pointer("forms"),
        "imported": package.pointer("imported") if "imported" in package.meta else None,
        "whole": bool(package.meta.get("imported_whole")),
    }


def notes_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return HR's commentary, in Indonesian where it has no English twin."""
    twin = view.lang == "en" and "notes.en.md" in package.files
    file = "notes.en.md" if twin else "notes.md"
    where = f"notes/{package.id}.{'en' if twin else 'id'}.md"
    body = markdown.html(view, package.files[file].decode(), where, f"{package.id}/{file}")
    return {"body": body, "foreign": "id" if view.lang == "en" and not twin else ""}
