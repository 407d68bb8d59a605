"""Invented organisations for the tests of publishing: trees of groups, supervisors, forms, all from one seed."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assessment.form import Form
from assessment.instrument import Instrument, build_instrument
from assessment.method import Method
from assessment.organisation import Disclosure, Organisation
from assessment.roster import Employee, normalise_groups
from publishing.count import MethodCounts, count_method
from publishing.package import Release
from publishing.plan import Plan, PlannedRow, make_plan

D = Disclosure()
LEVELS = ("above", "as", "below")


def instrument(criteria: int = 2, items: int = 2, low: int = 1, high: int = 5) -> Instrument:
    """An instrument of `criteria` × `items`; every second item of a criterion is reversed."""
    third = (high - low + 1) // 3
    return build_instrument({
        "code": "try", "version": "1", "title": {"id": "Coba", "en": "Trial"},
        "scale": {"min": low, "max": high, "cannot_judge": True},
        "bands": {
            "low": list(range(low, low + third)), "mid": list(range(low + third, high + 1 - third)),
            "high": list(range(high + 1 - third, high + 1)),
        },
        "methods": {"self": 0.0, "supervisor": 0.6, "peer": 0.4},
        "criteria": [
            {"code": f"c{c}", "items": [
                {"code": f"c{c}i{i}", "text": {"id": f"Pernyataan {c}.{i}"}, "reversed": i % 2 == 1} for i in range(items)
            ]} for c in range(criteria)
        ],
    })  # fmt: skip


@dataclass(frozen=True)
class World:
    """One organisation and what happened in one cycle."""

    instrument: Instrument
    employees: tuple[Employee, ...]
    assigned: tuple[tuple[Method, str, str], ...]
    forms: tuple[Form, ...]
    disclosure: Disclosure = D

    @property
    def groups(self) -> dict[str, str]:
        return {e.employee_number: e.group for e in self.employees if e.rated}

    def pairs(self, method: Method) -> list[tuple[str, str]]:
        return [(rater, ratee) for m, rater, ratee in self.assigned if m == method]

    def plan(self, methods: Sequence[Method] = ("self", "supervisor", "peer"), merges=(), previous=None) -> Plan:
        return make_plan(self.employees, self.assigned, methods, self.disclosure, merges, previous)

    def count(self, plan: Plan, method: Method) -> MethodCounts:
        return count_method(plan, self.instrument, self.groups, self.forms, method, self.pairs(method), self.disclosure)

    def release(self, plan: Plan, **changes: object) -> Release:
        return replace(Release(
            "2025-1", "Triwulan I", "2025-01-01", "2025-03-31", "2025-04-02", plan.methods, plan,
            {m: self.count(plan, m) for m in plan.methods}, self.instrument,
            Organisation({"id": "Kota Coba", "en": "Trial City"}, self.disclosure),
            receipts={m: [f"R{m}{n:05}" for n in range(sum(f.method == m for f in self.forms))] for m in plan.methods},
            notes={"id": "Catatan.\n", "en": "Notes.\n"},
        ), **changes)  # fmt: skip


def people(groups: dict[str, int], boss: dict[str, list[int]] | None = None) -> list[Employee]:
    """Employees by group: heads, and (optional) how many each of the group's supervisors rates."""
    out: list[Employee] = []
    for group, heads in groups.items():
        bosses = [f"{group}-boss{n}" for n, size in enumerate((boss or {}).get(group, [])) for _ in range(size)]
        for n in range(heads):
            out.append(_employee(f"{group}-{n}", group, bosses[n] if n < len(bosses) else ""))
    return out


def _employee(number: str, group: str, supervisor: str = "") -> Employee:
    return Employee(number, f"Orang {number}", "staf", "III/a", group, group, supervisor)


def random_world(
    seed: int, groups: int, depth: int = 2, response: float = 0.9, blank: float = 0.05, mean_size: float = 12.0
) -> World:
    """A random organisation: skewed group sizes, shared supervisors, non-response, forms without answers."""
    rng = random.Random(seed)
    paths = _paths(rng, groups, depth)
    employees: list[Employee] = []
    bosses = [f"E{n}" for n in range(max(rng.choice((3, 8, 12)), groups // 2))]
    for path in paths:
        local = rng.sample(bosses, min(len(bosses), rng.choice((1, 2, 4, 8))))
        for _ in range(min(250, max(1, int(rng.lognormvariate(math.log(mean_size / 2), 0.9))))):
            number = f"E{len(employees)}"
            chosen = rng.choice(local)
            employees.append(_employee(number, path, chosen if chosen != number else bosses[0]))
    placed = normalise_groups({e.employee_number: e.group for e in employees})
    employees = [replace(e, group=placed[e.employee_number]) for e in employees]
    assigned: list[tuple[Method, str, str]] = []
    for n, e in enumerate(employees):
        assigned.append(("self", e.employee_number, e.employee_number))
        if e.supervisor != e.employee_number:
            assigned.append(("supervisor", e.supervisor, e.employee_number))
        near = [employees[(n + step) % len(employees)].employee_number for step in range(1, 6)]
        assigned += [("peer", rater, e.employee_number) for rater in near if rater != e.employee_number]
    there = {e.employee_number for e in employees}
    assigned += [
        ("subordinate", e.employee_number, e.supervisor)
        for e in employees
        if e.supervisor in there - {e.employee_number}
    ]
    assigned = list(dict.fromkeys(assigned))
    ins = instrument()
    forms = [
        answer(rng, ins, method, rater, ratee, blank) for method, rater, ratee in assigned if rng.random() < response
    ]
    return World(ins, tuple(employees), tuple(assigned), tuple(forms))


def answer(rng: random.Random, ins: Instrument, method: Method, rater: str, ratee: str, blank: float = 0.0) -> Form:
    """One form with random ratings; each criterion is left out with probability `blank`."""
    marks = []
    for criterion in ins.criteria:
        silent = rng.random() < blank
        marks += [rng.choice("-T") if silent else str(rng.randint(ins.minimum, ins.maximum)) for _ in criterion.items]
    levels = (rng.choice(LEVELS), rng.choice(LEVELS)) if method == "supervisor" else (None, None)
    return Form(method, rater, ratee, "".join(marks), *levels)  # type: ignore[arg-type]


def _paths(rng: random.Random, groups: int, depth: int) -> list[str]:
    paths: list[str] = []
    for n in range(groups):
        parents = [p for p in paths if p.count(" / ") < depth - 1]
        nest = bool(parents) and depth > 1 and rng.random() < 0.75
        paths.append(f"{rng.choice(parents[: max(1, groups // 8)])} / G{n}" if nest else f"G{n}")
    return paths


def bare_plan(world: World, methods: Sequence[Method], drop: Sequence[str] = ()) -> Plan:
    """A plan without merging or slack: every path is a row, but for those in `drop` and what is below them."""
    leaves = sorted(set(world.groups.values()))
    paths = sorted(
        {" / ".join(parts[:n]) for leaf in leaves if (parts := leaf.split(" / ")) for n in range(1, len(parts) + 1)}
    )
    kept = [p for p in paths if not any(p == d or p.startswith(d + " / ") for d in drop)]
    rows = []
    for method in methods:
        heads = {p: sum(g == p or g.startswith(p + " / ") for g in world.groups.values()) for p in kept}
        rows.append(PlannedRow(method, "organisation", "*", "", tuple(leaves), len(world.groups)))
        rows += [
            PlannedRow(
                method, "publication_group", p, p.rpartition(" / ")[0] or "*",
                tuple(leaf for leaf in leaves if leaf == p or leaf.startswith(p + " / ")), heads[p],
            ) for p in kept
        ]  # fmt: skip
    return Plan(tuple(rows))


def pattern(counts: MethodCounts) -> str:
    """What a mask is: shown or not, and forms, of every cell; no score."""
    return json.dumps({
        "criteria": {c: {g: [x.shown, x.forms] for g, x in cells.items()} for c, cells in counts.criteria.items()},
        "participation": {g: [t.shown, t.assigned, t.forms] for g, t in counts.participation.items()},
        "predicates": {g: [x.shown, x.forms] for g, x in counts.predicates.items()},
    })  # fmt: skip


def cell_forms(world: World, plan: Plan, method: Method, criterion: str) -> dict[str, list[Form]]:
    """The forms of every planned row with a rating for the criterion, found the slow way."""
    places = [
        world.instrument.position[i.code] for c in world.instrument.criteria if c.code == criterion for i in c.items
    ]
    groups = world.groups
    given = [f for f in world.forms if f.method == method and any(f.answers[p].isdigit() for p in places)]
    return {r.group: [f for f in given if r.group == "*" or groups.get(f.ratee) in r.members] for r in plan.of(method)}


def safe(forms: Iterable[tuple[str, str]], d: Disclosure = D) -> bool:
    """R1 written a second time, over (rater, ratee) pairs and sets of people."""
    listed = list(forms)
    for who in (0, 1):
        tally = sorted(Counter(f[who] for f in listed).values(), reverse=True)
        if len(tally) < (d.min_raters, d.min_ratees)[who] or tally[0] > len(listed) / 2:
            return False
        if len(listed) - tally[0] - tally[1] < d.min_rest:
            return False
    return len(listed) >= d.min_forms


def city(seed: int = 7, units: int = 300, heads: int = 5000) -> World:
    """A city: 30 offices with units below them, every unit with its own head, the heads' superior one of 60."""
    rng = random.Random(seed)
    weights = [rng.paretovariate(1.5) for _ in range(units)]
    total = sum(weights)
    employees: list[Employee] = []
    for unit, weight in enumerate(weights):
        group = f"Dinas {unit % 30:02} / Unit {unit:03}"
        size = max(3, round(weight / total * heads))
        leads = [f"U{unit:03}-{n}" for n in range(max(1, size // 7))]
        for n in range(size):
            number = f"U{unit:03}-{n}"
            boss = f"U{unit % 30:03}-0" if n == 0 and unit >= 30 else leads[n % len(leads)]
            if number in leads:
                boss = f"U{unit:03}-0" if n else f"U{unit % 30:03}-0"
            employees.append(_employee(number, group, "" if boss == number else boss))
    numbers = [e.employee_number for e in employees]
    assigned: list[tuple[Method, str, str]] = [("self", n, n) for n in numbers]
    assigned += [("supervisor", e.supervisor, e.employee_number) for e in employees if e.supervisor]
    for n, ratee in enumerate(numbers):
        assigned += [("peer", numbers[(n + step) % len(numbers)], ratee) for step in (1, 2, 3, 4)]
    return World(instrument(9, 3), tuple(employees), tuple(assigned), ())


def answered(world: World, seed: int = 1, response: float = 0.93, blank: float = 0.01) -> World:
    """The same organisation after its cycle."""
    rng = random.Random(seed)
    forms = [answer(rng, world.instrument, m, a, b, blank) for m, a, b in world.assigned if rng.random() < response]
    return replace(world, forms=tuple(forms))
