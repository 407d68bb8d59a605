"""What each page of a cycle opens with: its finding in one or two sentences, from published figures alone; and the answers
to a citizen's five questions."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from public_site import activity_pages, charts, citizens, figures
from public_site.package import Criterion, Group, Named, Package
from public_site.view import View
from public_site.words import NOTHING, fill, join, name

UNITS, LISTED = 12, 120
"""Units named in one line of the home page, and on the page of the groups: where there are more, the list leads on."""


def near(most: Sequence[Named], least: Sequence[Named]) -> bool:
    """Tell whether the highest and the lowest mean count as equal (R6)."""
    return bool(most and least) and figures.trend(least[0][1], most[0][1]) == "same"


def headline(view: View, package: Package) -> Markup:
    """Say in one claim what is strong and what is weak in the leading method's view, or that nothing differs."""
    most, least = view.extremes(package)
    if most and not near(most, least):
        names = [join([view.criterion(c) for c, _ in found], view.lang) for found in (most, least)]
        return view.t("headline", most=names[0], least=names[1])
    if not least and not view.overall(package, "*", package.lead):
        return view.t("nothing_to_compare")
    return view.t("headline_near" if len(package.instrument.criteria) > 1 else "home_title")


def ends(view: View, package: Package, group: Group, method: str, key: str = "ends") -> Markup:
    """Say which criterion a method sees highest in a group and which lowest, with their words and how the lowest changed;
    `ends_after` a headline that names the two with the figures alone."""
    most, least = view.extremes(package, group.name, method)
    whose = view.method(method)
    if not least:
        shown = view.overall(package, group.name, method)
        if not shown:
            return NOTHING
        return view.t("ends_equal", method=whose, value=view.valued(package, shown[0], whole=True))
    change = view.trend(package, group, method, least[0][0].code) if len(least) == 1 else NOTHING
    said = {
        "most": join([view.criterion_link(package, c) for c, _ in most], view.lang),
        "most_value": view.valued(package, most[0][1], whole=True) if most else NOTHING,
        "least": join([view.criterion_link(package, c) for c, _ in least], view.lang),
        "least_value": view.valued(package, least[0][1], whole=not most)
        + (Markup(", ") + change if change else NOTHING),
    }
    return view.t(key if most else "ends_one", method=whose, **said)


def of_home(view: View) -> Markup:
    """Open the home page: what its headline leaves to say; nothing before the first release."""
    package = view.site.latest
    if package is None:
        return NOTHING
    key = "ends" if near(*view.extremes(package)) else "ends_after"
    return ends(view, package, package.groups["*"], package.lead, key)


def of_cycle(package: Package, view: View) -> Markup:
    """Open the pages of a whole cycle."""
    return ends(view, package, package.groups["*"], package.lead)


def of_group(package: Package, group: Group, view: View) -> Markup:
    """Open a group's page: by the leading method, else by the first of which something is shown; else that nothing is."""
    said = (ends(view, package, group, m) for m in (package.lead, *package.methods))
    return next(filter(None, said), view.t("group_hidden"))


def of_criterion(package: Package, criterion: Criterion, view: View) -> Markup:
    """Answer one question: by each method, with its word, and how it changed."""
    everybody = package.groups["*"]
    means = view.means(package, everybody, criterion.code)
    trend = view.trend(package, everybody, package.lead, criterion.code)
    said: list[Markup] = []
    for method, value in means.items():
        if value and value.shown:
            number = view.valued(package, value, whole=not said)
            said.append(view.t("answer_value", value=number, method=view.method(method)))
    if hidden := [view.method(m) for m, value in means.items() if value and not value.shown]:
        said.append(view.t("answer_value", value=view.t("withheld"), method=join(hidden, view.lang)))
    more = view.t("answer_trend", method=view.method(package.lead), trend=trend) if trend else NOTHING
    return fill("{}. {}", Markup(", ").join(said), more)


def of_groups(package: Package, view: View) -> Markup:
    """Say whether the groups share their lowest criterion."""
    lowest = [{c.code for c, _ in view.extremes(package, g.name)[1]} for g in package.children.get("*", ())]
    shared = set.intersection(*found) if (found := [codes for codes in lowest if codes]) else set()
    if len(found) < 2:
        return view.t("groups_purpose")
    names = [view.criterion(c) for c in package.instrument.criteria if c.code in shared]
    method = view.method(package.lead)
    if names:
        return view.t("groups_same", method=method, criterion=join(names, view.lang))
    return view.t("groups_differ", method=method)


def of_participation(package: Package, view: View) -> Markup:
    """Say how many forms came in of those assigned, by the leading method."""
    row = package.participation[("*", package.lead)]
    if not row.shown:
        return NOTHING
    return view.t("came_in", of=view.came_in(row, "b"), method=view.method(package.lead))


def of_predicates(package: Package, view: View) -> Markup:
    """Say which class most people are in, where no other has as much."""
    rows = [r for p in package.predicate_classes if (r := package.predicates.get(("*", p))) and r.shown]
    shares = sorted((number for r in rows if (number := r.cell("share").number) is not None), reverse=True)
    first = [r for r in rows if r.cell("share").number == shares[0]]
    if len(first) != 1 or first[0].cell("share").bound == "≤":
        return NOTHING
    share = view.cell(first[0].cell("share"), "b", "\u00a0%")
    return view.t("predicates_most", share=share, predicate=view.predicate(first[0]["predicate"]))


def of_blanks(package: Package, view: View) -> Markup:
    """Say how many means are shown and how many are not."""
    shown, hidden = (figures.count(package, "results", "status", status) for status in ("shown", "withheld"))
    key = "withheld_counts" if package.count("results", "status", "withheld") else "withheld_nothing"
    return view.t(key, shown=shown, hidden=hidden)


def units(package: Package) -> Sequence[tuple[str, Group]]:
    """Return every unit by name with the smallest group it is shown in, where that is not the whole organisation."""
    plans = [(row["members"].split(" + "), g) for g in package.groups.values() if (row := g.plan.get(package.lead))]
    found: dict[str, Group] = {}
    for members, group in sorted(plans, key=lambda plan: -len(plan[0])):
        if group.name != "*":
            found |= dict.fromkeys(filter(None, members), group)
    return sorted(found.items())


def unit_link(view: View, package: Package, unit: str, group: Group) -> Markup:
    """Return a unit as a link to the group it is shown in."""
    return view.link(view.group_path(package, group.name), name(unit.split(" / ")[-1]))


def units_by_group(view: View, package: Package) -> Sequence[Markup]:
    """Return the units by the group they are shown in, with its people, in the order of the first; none where there are too
    many."""
    found: dict[str, list[Markup]] = {}
    for unit, group in units(package) if len(units(package)) <= LISTED else ():
        found.setdefault(group.name, []).append(unit_link(view, package, unit, group))
    return [
        view.t(
            "unit_together" if len(links) > 1 else "unit_alone",
            units=join(links, view.lang),
            n=view.cell(package.groups[group].plan[package.lead].cell("heads")),
        )
        for group, links in found.items()
    ]


def answers(view: View, package: Package) -> Sequence[tuple[str, Markup, Markup]]:
    """Return a citizen's questions that this cycle can answer: link, question, answer in one line."""
    office, found = view.site.content.organisation, []
    if asked := package.instrument.criterion(office.complaints):
        found.append(
            (view.url(view.criterion_path(package, asked)), view.t("ask_complaints"), _complaints(view, package, asked))
        )
    if promised := activity_pages.promise(view, package):
        found.append((view.url(promised[0]), view.t("ask_promises"), promised[1]))
    if package.children.get("*"):
        named = units(package) if len(units(package)) <= UNITS else ()
        links = [unit_link(view, package, *one) for one in named]
        key = "answer_units" if any(unit != group.name for unit, group in named) else "answer_own_units"
        said = view.t(key if links else "answer_many_units", units=join(links, view.lang))
        found.append((view.url(f"{package.id}/kelompok.html"), view.t("ask_unit"), said))
    trust = of_participation(package, view) + " " + view.t("answer_trust")
    found.append((view.url("periksa.html"), view.t("ask_trust"), trust))
    if where := office.contact.get("complaints") or office.contact.get("office"):
        found.append((view.url("tentang/index.html#kontak"), view.t("ask_where"), where.html(view.lang)))
    return found


def _complaints(view: View, package: Package, criterion: Criterion) -> Markup:
    """Answer by what became of citizens' complaints, where that is told, and by the leading method: the shares of high and
    low ratings where they are shown, else the means."""
    row, said = package.results[("*", package.lead, criterion.code)], of_criterion(package, criterion, view)
    shares = {band: row.cell(f"{band}_share") for band in ("high", "low")}
    if all(share.shown for share in shares.values()):
        blanks = {band: view.cell(share, "b", "\u00a0%") for band, share in shares.items()}
        blanks |= {f"{band}_words": charts.band(view, package, band) for band in shares}
        said = view.t("answer_shares", method=view.method(package.lead), **blanks)
    return Markup(" ").join(filter(None, (citizens.complaints(view, package), said)))
