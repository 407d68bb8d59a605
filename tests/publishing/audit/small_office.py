"""A small protector of its own, for the auditor's tests: invented forms → plan, mask, values → package files.

Written from docs/formats.md and docs/privacy.md, sharing no code with `publishing`. Each step can be replaced by a
wrong one (`mask=`, `value=`, `share=`), which is how the mutants of docs/disclosure.md are made.
"""

import csv
import hashlib
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

LIMITS = {
    "min_forms": 10,
    "min_raters": 5,
    "min_ratees": 5,
    "min_rest": 5,
    "min_heads": 15,
    "min_supervisors": 7,
    "min_ratings_for_shares": 40,
}
CRITERIA = {"layanan": ("L1", "L2", "L3"), "komunikasi": ("K1",)}
PEOPLE_FOR_SHARES = 50  # format 2 states it
TENTHS_FROM = 40  # ratings from which on a mean has tenths in format 3
PEOPLE_IN_BANDS = 80  # forms of one rating each from which on format 2 shows their bands
PREDICATES = ("baik", "butuh_perbaikan", "kurang", "sangat_baik", "sangat_kurang")


class Form(NamedTuple):
    method: str
    rater: str
    ratee: str
    answers: dict[str, int]


class Group(NamedTuple):
    group: str
    parent: str
    members: tuple[str, ...]


@dataclass
class Office:
    """`people`: person → full path of the group, "" for staff without one."""

    people: dict[str, str]
    plan: list[Group]
    forms: list[Form]
    predicates: dict[str, str] = field(default_factory=dict)
    cycle: str = "2026-1"
    methods: tuple[str, ...] = ("self", "supervisor", "peer")
    fallback: list[tuple[str, str]] = field(default_factory=list)
    same: dict[str, tuple[str, ...]] = field(default_factory=dict)  # group → cycles whose row is about the same people

    def covers(self, group: Group, person: str) -> bool:
        home = self.people[person]
        return group.group == "*" or any(home == m or home.startswith(m + " / ") for m in group.members)


def office(
    sizes: dict[str, int],
    loose: int = 0,
    plan: list[Group] | None = None,
    seed: int = 1,
    response: float = 0.95,
    score: Callable[[random.Random, str, str], int] | None = None,
    **more: object,
) -> Office:
    """`sizes`: leaf group → people in it; each person rated by self, one of ~1 in 6 supervisors, three peers."""
    rng = random.Random(seed)
    people = {f"{g}#{i}": g for g, n in sizes.items() for i in range(n)}
    people |= {f"#{i}": "" for i in range(loose)}
    tree = [Group("*", "", tuple(sorted(sizes)))] + (plan or [Group(g, "*", (g,)) for g in sorted(sizes)])
    score = score or (lambda r, person, item: min(5, max(1, round(r.gauss(3.4, 1)))))
    bosses = [f"boss{i}" for i in range(max(8, len(people) // 6))]
    everyone = list(people)
    forms = []
    for place, person in enumerate(everyone):
        raters = [("self", person), ("supervisor", bosses[place % len(bosses)])]
        raters += [("peer", p) for p in rng.sample([p for p in everyone if p != person], 3)]
        for method, rater in raters:
            if rng.random() < response:
                answers = {i: score(rng, person, i) for items in CRITERIA.values() for i in items}
                forms.append(Form(method, rater, person, answers))
    forms = [f for f in forms if f.method in more.get("methods", ("self", "supervisor", "peer"))]  # type: ignore[operator]
    kinds = rng.choices(PREDICATES, (60, 12, 6, 20, 2), k=len(everyone))
    return Office(people, tree, forms, dict(zip(everyone, kinds, strict=True)), **more)  # type: ignore[arg-type]


def led(
    teams: dict[str, list[int]], mark: Callable[[int, int, str], int] | None = None, cycle: str = "2026-1"
) -> Office:
    """Leaders by group, each with so many reports who all rate them: `mark(leader, report, item)`, without it 3, 4 and 5 in turn."""
    people = {f"{g}#{i}": g for g, sizes in teams.items() for i in range(len(sizes))}
    given = mark or (lambda leader, report, item: 3 + (leader + report) % 3)
    forms = [
        Form("subordinate", f"{leader}/{r}", leader, {i: given(n, r, i) for items in CRITERIA.values() for i in items})
        for n, (leader, size) in enumerate(zip(people, [s for sizes in teams.values() for s in sizes], strict=True))
        for r in range(size)
    ]
    tree = [Group("*", "", tuple(sorted(teams))), *(Group(g, "*", (g,)) for g in sorted(teams) if len(teams) > 1)]
    return Office(people, tree, forms, cycle=cycle, methods=("subordinate",))


# ---------------------------------------------------------------- counts and masks


def passes(forms: Iterable[Form]) -> bool:
    """R1, with the people known."""
    forms = list(forms)
    for who in (Counter(f.rater for f in forms), Counter(f.ratee for f in forms)):
        top = sorted(who.values(), reverse=True)
        if len(forms) < 10 or len(top) < 5 or 2 * top[0] > len(forms) or len(forms) - sum(top[:2]) < 5:
            return False
    return True


Counts = dict[str, list[Form]]


def right_mask(groups: list[Group], counts: Counts) -> set[str]:
    """R1–R3: direct test, then everything outside the shown children must be empty or pass."""
    shown: set[str] = set()

    def visit(group: Group) -> None:
        shown.add(group.group)
        children = [g for g in groups if g.parent == group.group]
        keep = [g for g in children if passes(counts[g.group])]
        while keep:
            inside = [f for g in keep for f in counts[g.group]]
            outside = [f for f in counts[group.group] if f not in inside]
            if not outside or passes(outside):
                break
            keep.remove(min(keep, key=lambda g: (len({f.ratee for f in counts[g.group]}), g.group)))
        for child in keep:
            visit(child)

    if passes(counts["*"]):
        visit(groups[0])
    return shown


def naive_mask(groups: list[Group], counts: Counts) -> set[str]:
    """Mutant: every cell tested by itself only."""
    return {g.group for g in groups if passes(counts[g.group])}


# ---------------------------------------------------------------- values


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def right_mean(value: Fraction) -> str:
    if value <= Fraction(3, 2):
        return "≤1.5"
    if value >= Fraction(9, 2):
        return "≥4.5"
    tenths = half_up(value * 10)
    return f"{tenths // 10}.{tenths % 10}"


def right_half(value: Fraction) -> str:
    """A mean of fewer than 40 ratings, from format 3 on."""
    if not Fraction(3, 2) < value < Fraction(9, 2):
        return right_mean(value)
    halves = half_up(value * 2)
    return f"{halves // 2}.{5 * (halves % 2)}"


def right_share(value: Fraction) -> str:
    if value <= Fraction(1, 10):
        return "≤10"
    if value >= Fraction(9, 10):
        return "≥90"
    return str(5 * half_up(value * 20))


# ---------------------------------------------------------------- the package


def write(
    folder: Path,
    data: Office,
    mask: Callable[[list[Group], Counts], set[str]] = right_mask,
    value: Callable[[Fraction], str] = right_mean,
    half: Callable[[Fraction], str] = right_half,
    share: Callable[[Fraction], str] = right_share,
    least_ratings: int = 40,
    least_people: int | None = None,
    limits: dict[str, int] | None = None,
    release: dict[str, str] | None = None,
    format: int = 1,
    classes: tuple[str, ...] = PREDICATES,
    dates: tuple[str, str] = ("2026-01-01", "2026-01-31"),
    period: str = "",
) -> Path:
    """Write the package of `data` into `folder` (made if missing) and return it.

    `least_people`: forms of one rating each from which on their bands are shown; without it what `format` asks for.
    """
    new = format > 1
    if least_people is None:
        least_people = max(least_ratings, PEOPLE_IN_BANDS) if new else least_ratings
    least_predicates = max(least_ratings, PEOPLE_FOR_SHARES) if new else least_ratings
    folder.mkdir(parents=True, exist_ok=True)
    cycle, tables = data.cycle, {}
    kind = {g.group: "organisation" if g.group == "*" else "publication_group" for g in data.plan}
    heads = {g.group: sum(data.covers(g, p) for p in data.people) for g in data.plan}
    results, participation, predicates = [], [], []
    any_shown: dict[str, set[str]] = {m: set() for m in data.methods}
    sent_counts: dict[str, Counts] = {}
    for method in data.methods:
        forms = [f for f in data.forms if f.method == method]
        sent = sent_counts[method] = {g.group: [f for f in forms if data.covers(g, f.ratee)] for g in data.plan}
        assigned = {g: n * {"peer": 3, "subordinate": 30}.get(method, 1) for g, n in heads.items()}
        shown = mask(data.plan, sent)
        for g in kind:
            cells = [str(assigned[g]), str(len(sent[g])), "shown"] if g in shown else ["x", "x", "withheld"]
            participation.append([cycle, kind[g], g, method, *cells])
        for criterion, items in CRITERIA.items():
            counts = {g: [f for f in fs if any(i in f.answers for i in items)] for g, fs in sent.items()}
            shown = mask(data.plan, counts)
            if (method, criterion) in data.fallback:
                shown &= {"*"}
            any_shown[method] |= shown - {"*"}
            for g in kind:
                row = ["x"] * 5 + ["withheld"]
                if g in shown:
                    scores = [f.answers[i] for f in counts[g] for i in items if i in f.answers]
                    bands = [sum(s in band for s in scores) for band in ((1, 2), (3,), (4, 5))]
                    shares = ["x"] * 3
                    if len(scores) >= (least_people if len(items) == 1 else least_ratings):
                        shares = [share(Fraction(b, len(scores))) for b in bands]
                    write_mean = half if format > 2 and len(scores) < TENTHS_FROM else value
                    row = [str(len(counts[g])), write_mean(Fraction(sum(scores), len(scores))), *shares, "shown"]
                results.append([cycle, kind[g], g, method, criterion, *row])
    if "supervisor" in data.methods:
        shown = mask(data.plan, sent_counts["supervisor"])
        for g in kind:
            got = [data.predicates[f.ratee] for f in sent_counts["supervisor"][g]]
            for p in classes:
                cells = ["x", "withheld"]
                if g in shown and len(got) >= least_predicates:
                    cells = [share(Fraction(sum(map(got.count, p.split(" + "))), len(got))), "shown"]
                predicates.append([cycle, kind[g], g, p, *cells])
    tables["results"] = results
    tables["participation"] = participation
    tables["predicates"] = predicates
    tables["plan"] = [
        [cycle, m, kind[g.group], g.group, g.parent, " + ".join(g.members), str(heads[g.group])]
        + [" + ".join(data.same.get(g.group, ()))] * (format > 2)
        for m in data.methods
        for g in data.plan
    ]
    rng = random.Random(7)
    told = {r[3] for r in participation if r[2] == "*" and r[-1] == "shown"}
    counted = [f for f in data.forms if format < 3 or f.method in told]
    tables["receipts"] = [[cycle, f"{rng.randrange(16**10):010x}"] for _ in counted[0 if new else 3 :]]
    covered = {}
    for m in data.methods:
        tops = [g for g in data.plan if g.group in any_shown[m] and g.parent not in any_shown[m]]
        covered[m] = half_up(Fraction(100 * sum(heads[g.group] for g in tops), heads["*"]))
    stated = {
        "format": format,
        "cycle": cycle,
        "title": "Uji",
        **({"period": period} if period else {}),
        "start": dates[0],
        "end": dates[1],
        "closed": "2026-02-01",
        "methods": list(data.methods),
        "instrument": {"code": "uji", "version": "1"},
        "organisation": {"name": {"id": "Kantor", "en": "Office"}},
        "disclosure": {**LIMITS, **({"min_people_for_shares": PEOPLE_FOR_SHARES} if new else {}), **(limits or {})},
        **({"imported_whole": False} if new else {"imported": min(3, len(data.forms))}),
        "forms": len(counted),
        "people_in_shown_rows": covered,
        "fallback": [list(p) for p in data.fallback],
    }
    header = {
        "results": "cycle,group_type,group,method,criterion,assessments,mean,low_share,mid_share,high_share,status",
        "participation": "cycle,group_type,group,method,assigned,assessments,status",
        "predicates": "cycle,group_type,group,predicate,share,status",
        "plan": "cycle,method,group_type,group,parent,members,heads" + ",comparable_with" * (format > 2),
        "receipts": "cycle,receipt",
    }
    for name, rows in tables.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([header[name].split(","), *sorted(rows)])
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode())
    instrument = {
        "code": "uji",
        "version": "1",
        "scale": {"min": 1, "max": 5},
        "bands": {"low": [1, 2], "mid": [3], "high": [4, 5]},
        "methods": dict.fromkeys(data.methods, 1.0),
        "criteria": [
            {"code": c, "name": {"id": c.title(), "en": c.title()}, "items": [{"code": i} for i in items]}
            for c, items in CRITERIA.items()
        ],
    }
    (folder / "instrument.json").write_text(json.dumps(instrument), encoding="utf-8")
    (folder / "notes.md").write_text("Catatan.\n", encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"name": "uji", "kinerja": stated}), encoding="utf-8")
    seal(folder)
    if release is not None:
        digest = hashlib.sha256((folder / "datapackage.json").read_bytes()).hexdigest()
        content = {"cycle": cycle, "published": "2026-03-01", "trail_head": "", "package": digest, "previous": ""}
        (folder / "release.json").write_text(json.dumps(content | release), encoding="utf-8")
    return folder


def seal(folder: Path) -> None:
    """Write sizes and hashes of all listed files into datapackage.json, as after an (un)wanted change."""
    path = folder / "datapackage.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    description["resources"] = [
        {
            "name": f.stem,
            "path": f.name,
            "bytes": f.stat().st_size,
            "hash": "sha256:" + hashlib.sha256(f.read_bytes()).hexdigest(),
        }
        for f in sorted(folder.iterdir())
        if f.name not in ("datapackage.json", "audit.json", "release.json")
    ]
    path.write_text(json.dumps(description), encoding="utf-8")


def change(folder: Path, table: str, pick: Callable[[dict[str, str]], bool], **cells: str) -> str:
    """Change cells of the first row that `pick` takes, seal again, return the row's reference."""
    path = folder / f"{table}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    header = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        if pick(dict(zip(header, row, strict=True))):
            for column, text in cells.items():
                row[header.index(column)] = text
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            path.write_bytes(text.getvalue().encode())
            seal(folder)
            return f"{row[0]}/{table}:{number}"
    raise AssertionError("no such row")


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    text = (folder / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
