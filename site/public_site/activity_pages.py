"""Pages of what a cycle may have besides its results: goals, consultation, training, follow-up. No table, no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from public_site import charts, tables
from public_site.package import Package, Row
from public_site.page import Page
from public_site.view import View
from public_site.words import NOTHING, Text, date, fill, join

BANDS = {
    "goal": ("reached", "near", "below", "unreported"),
    "result": ("above", "as", "below", "reported", "unreported"),
}
"""Bands of goals by what their words begin with: by achievement before format 4, by the supervisor's level since."""
ENDED = ("done", "dropped")


def activity_pages(package: Package, page: Callable[..., Page], wide: tuple[str, ...]) -> Iterator[Page]:
    """Return a page for each activity table the package has; `wide` is what the one depends on that tells of all promises."""
    kinds: Sequence[tuple[str, str, str, Any, Any]] = (
        ("follow_up", "tindak-lanjut", "follow_up", follow_up_context, finding),
        ("training", "pelatihan", "training_page", training_context, training_finding),
        ("consultation responses", "pelibatan", "consultation", consultation_context, consultation_finding),
        ("goals", "rencana", "goals", goals_context, goals_finding),
    )
    for names, file, key, context, found in kinds:
        if not package.tables.keys().isdisjoint(names.split()):
            more = {"inputs": wide} if names == "follow_up" else {}
            yield page(file, f"{names.split()[0]}.html", key, context, found, **more)


def linked(view: View, package: Package, code: str) -> Markup:
    """Return a criterion's name as a link to its page."""
    found = package.instrument.criterion(code)
    return view.criterion_link(package, found) if found else NOTHING


def both(row: Row, stem: str) -> Text:
    """Read `<stem>_id` and `<stem>_en`."""
    return Text(row[f"{stem}_id"], row[f"{stem}_en"])


def releases(view: View, package: Package) -> list[Package]:
    """Return the releases up to this one that tell of promises, in the order in which they came out."""
    told = [
        p
        for p in view.site.packages
        if "follow_up" in p.tables and p.release["published"] <= package.release["published"]
    ]
    return sorted(told, key=lambda p: (p.release["published"], p.order))


def promises(view: View, package: Package) -> list[Row]:
    """Return everything promised up to a release, each as the last release told it, by its day."""
    last = {row["action"]: row for p in releases(view, package) for row in p.tables["follow_up"]}
    return sorted(last.values(), key=lambda row: (row["due"], row["action"]))


def state_of(row: Row, package: Package) -> str:
    """Return an action's state, `late` where it had not ended by its day when a package was released."""
    return "late" if row["state"] not in ENDED and row["due"] < package.release["published"] else row["state"]


def finding(package: Package, view: View) -> Markup:
    """Say how many of all promises up to a release are kept, and how many are late; nothing where it tells of none."""
    rows = promises(view, package) if package.tables.get("follow_up") else []
    states = [state_of(row, package) for row in rows]
    n = {"done": states.count("done"), "all": len(rows), "late": states.count("late")}
    written = {
        what: fill('<span data-from="promises({}/follow_up {})">{}</span>', package.id, what, found)
        for what, found in n.items()
    }
    done = view.t("of", part=written["done"], whole=written["all"])
    return (
        NOTHING
        if not rows
        else view.t("follow_up_late" if n["late"] else "follow_up_done", done=done, late=written["late"])
    )


def promise(view: View, package: Package) -> tuple[str, Markup] | None:
    """Return how the promises stand by the newest release from a package on: its page and one line; None without any."""
    told = _newest(view, package)
    return (f"{told.id}/tindak-lanjut.html", finding(told, view)) if told else None


def _newest(view: View, package: Package) -> Package | None:
    found = releases(view, max(view.site.packages, key=lambda p: p.release["published"]))[-1:]
    return next((p for p in found if p.release["published"] >= package.release["published"]), None)


def follow_up_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return everything promised as it stood on the day of a release, by its day, what has not ended first."""
    rows, out = promises(view, package), view.site.by_id
    actions = [
        {
            "open": row["state"] not in ENDED,
            "state": state_of(row, package),
            "text": both(row, "text").html(view.lang),
            "result": both(row, "result").html(view.lang),
            "owner": row["owner"],
            "due": date(row["due"], view.lang),
            "criterion": linked(view, out[row["cycle"]], row["criterion"]),
        }
        for row in rows
    ]
    return {
        "package": package,
        "groups": [(state, found) for state in (True, False) if (found := [a for a in actions if a["open"] is state])],
        "newest": _newest(view, package),
        "source": view.sources(releases(view, package), rows),
    }


def training_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return each programme with the figures of its criterion before and after, and no claim of cause."""
    everybody, cycles, programmes = package.groups["*"], view.site.until(package), []
    for row in package.tables["training"]:
        known = package.instrument.criterion(row["criterion"]) if row["held"] else None
        points = view.points(cycles, "*", package.lead, known.code) if known else ()
        programmes.append(
            {
                "title": both(row, "title").html(view.lang),
                "criterion": linked(view, package, row["criterion"]),
                "planned": date(row["planned"], view.lang) if row["planned"] else "",
                "held": date(row["held"], view.lang) if row["held"] else "",
                "participants": row.cell("participants") if row["held"] else None,
                "trend": view.trend(package, everybody, package.lead, known.code) if known else "",
                "slope": charts.slope(view, package, package.lead, points) if len(points) > 1 else "",
            }
        )
    programmes.sort(key=lambda p: not p["held"])
    return {"package": package, "programmes": programmes, "source": view.source(package.tables["training"].rows)}


def training_finding(package: Package, view: View) -> Markup:
    """Name the trainings that were held and those that are planned."""
    found: dict[str, list[Markup]] = {"held": [], "planned": []}
    for row in package.tables["training"]:
        found["held" if row["held"] else "planned"].append(both(row, "title").html(view.lang))
    return Markup(" ").join(view.t(f"trainings_{w}", titles=join(t, view.lang)) for w, t in found.items() if t)


def consultation_finding(package: Package, view: View) -> Markup:
    """Say how people rated the process, where the closing questions are shown."""
    rows = [r for r in package.tables.get("consultation", ()) if r["stage"] == "after" and r.shown]
    means = [fill("{} {}", view.t(f"asked_{r['question']}"), view.cell(r.cell("mean"), "b")) for r in rows]
    return view.t("consultation_found", means=join(means, view.lang)) if means else NOTHING


def goals_finding(package: Package, view: View) -> Markup:
    """Say how many goals are in the best two bands."""
    found = {r["band"]: r.cell("share") for r in package.tables["goals"] if r["group"] == "*" and r.shown}
    bands = [(b, found[b]) for kind in BANDS for b in BANDS[kind][:2] if b in found]
    kind = "goal" if "reached" in found else "result"
    shares = [fill("{} {}", view.cell(c, "b", "\u00a0%"), view.t(f"goals_{kind}_{b}_long").lower()) for b, c in bands]
    return view.t("goals_found", shares=join(shares, view.lang)) if shares else NOTHING


def consultation_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return what people rated before and after the cycle, and what the office answers to it."""
    stages = []
    for stage in ("after", "before"):
        rows = [r for r in package.tables.get("consultation", ()) if r["stage"] == stage]
        answers = [
            (both(r, "said").html(view.lang), both(r, "did").html(view.lang))
            for r in package.tables.get("responses", ())
            if r["stage"] == stage
        ]
        if rows or answers:
            stages.append((view.t(f"consultation_{stage}"), rated(view, package, rows) if rows else NOTHING, answers))
    return {"package": package, "stages": stages}


def rated(view: View, package: Package, rows: list[Row]) -> Markup:
    """Return the ratings of one stage: criteria by what was asked about them, or the closing questions with their spread."""
    n = rows[0].cell("responses")
    caption = view.t("caption_consultation_" + rows[0]["stage"])
    caption += view.t("n_answers", n=view.cell(n)) if n.shown else NOTHING
    if rows[0]["stage"] == "after":
        asked = [(view.t("closing_" + r["question"]), r, view.cell(r.cell("mean"), "b")) for r in rows]
        names = {b: view.t(f"consultation_{b}") for b in charts.BANDS}
        chart = charts.shares(view, package, asked, names)
        return fill("<p>{}</p><figure>{}</figure>{}", caption, chart, tables.with_reason(view, rows, [chart]))
    found = {(r["question"], r["aspect"]): r for r in rows}
    body = (
        (view.criterion(c), [found.get((c.code, a)) for a in ("clear", "fair")], "")
        for c in package.instrument.criteria
    )
    head = [view.t("criterion"), view.t("closing_jelas"), view.t("closing_adil")]
    return tables.of_rows(view, caption, head, body, "mean")


def goals_context(package: Package, view: View) -> Mapping[str, Any]:
    """Return how agreed goals were rated, and how many people had feedback and a dialogue."""
    found = {(r["group"], r["band"]): r for r in package.tables["goals"]}
    kind = "goal" if ("*", "reached") in found and ("*", "reported") not in found else "result"
    bands = BANDS[kind]
    groups = [g for g in package.children.get("*", ()) if (g.name, bands[0]) in found]
    body: list[tables.Line] = []
    for group in (package.groups["*"], *groups):
        own = [found.get((group.name, b)) for b in bands]
        n = own[0].cell("people") if own[0] else None
        people = view.t("n_people", n=view.cell(n)) if n and n.shown else NOTHING
        body.append((fill("{} <small>{}</small>", view.group(group.name), people), own, ""))
    whole = [r for r in body[0][1] if r]
    head = [view.t("group"), *(view.t(f"goals_{kind}_{b}") for b in bands)]
    talks = [(view.t(f"talk_{r['kind']}"), r.cell("share")) for r in package.tables.get("conversations", ())]
    return {
        "package": package,
        "bars": charts.bars(view, [(view.t(f"goals_{kind}_{r['band']}_long"), r.cell("share")) for r in whole]),
        "read": view.t(f"goals_{kind}_read"),
        "talks": charts.bars(view, talks) if talks else NOTHING,
        "people": n if whole and (n := whole[0].cell("people")).shown else None,
        "table": tables.of_rows(view, view.t(f"caption_goals_{kind}"), head, body, "share"),
    }
