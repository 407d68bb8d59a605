"""Who assesses whom: from the roster, from a file, or peers drawn near, balanced and repeatable."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from assessment.method import METHODS, RULES, Method, method_of
from assessment.roster import Employee, Unit, clean_number
from kinerja_words.problems import Problem

MOST_NEAR = 100
"""So many people of one ring of the unit tree are looked at for one ratee."""
ALIASES = {
    "metode": "method", "formulir": "method", "form": "method", "penilai": "rater", "nip_penilai": "rater", "rater's_number": "rater",
    "dinilai": "ratee", "nip_yang_dinilai": "ratee", "ratee's_number": "ratee",
}  # fmt: skip
"""Titles by which a file calls method, rater and ratee."""


class Assignment(NamedTuple):
    """One form that is expected: by which method, from whom, about whom."""

    method: Method
    rater: str
    ratee: str


def from_roster(employees: Iterable[Employee], methods: Sequence[Method]) -> list[Assignment]:
    """Return the assignments that follow from the roster; external people are never rated."""
    people = list(employees)
    return [Assignment(m, *pair) for m in METHODS if m in methods for pair in roster_pairs(people, m)]


def roster_pairs(employees: Iterable[Employee], method: Method) -> list[tuple[str, str]]:
    """Return the (rater, ratee) pairs of a method that follow from the roster; none for one whose raters are drawn."""
    rated = [e for e in employees if e.rated]
    if RULES[method].rated_by == "themselves":
        return [(e.employee_number, e.employee_number) for e in rated]
    if RULES[method].rated_by == "supervisor":
        return [(e.supervisor, e.employee_number) for e in rated if e.supervisor]
    if RULES[method].rated_by == "reports":
        below = Counter(e.supervisor for e in rated)
        leaders = {e.employee_number for e in rated if below[e.employee_number] >= RULES[method].own_from}
        return [(e.employee_number, e.supervisor) for e in rated if e.supervisor in leaders]
    return []


def draw_peers(
    employees: Sequence[Employee], units: Iterable[Unit], peers: int, seed: str, method: Method
) -> list[Assignment]:
    """Draw up to `peers` raters for each ratee.

    Same unit first, then the nearest units of the tree, at a similar level of the chain of supervisors; loads
    balanced (nobody rates more than `peers` while others near rate fewer); never a supervisor and a report; the
    same seed gives the same draw. Cost grows with people x near candidates, not with people squared.
    """
    rated = [e for e in employees if e.rated]
    levels = _levels(employees)
    near = _Near(rated, units, seed)
    load: Counter[str] = Counter()
    chosen: dict[str, list[str]] = defaultdict(list)
    order = sorted(rated, key=lambda e: _lot(seed, e.employee_number))
    candidates = {
        e.employee_number: [
            (
                distance,
                abs(levels[c.employee_number] - levels[e.employee_number]),
                _lot(seed, e.employee_number + c.employee_number),
                c.employee_number,
            )
            for distance, c in near.candidates(e, 4 * peers)
        ]
        for e in rated
    }
    for _ in range(peers):
        for ratee in order:
            number = ratee.employee_number
            best = min(
                (
                    (load[other] >= peers, distance, level, load[other], lot, other)
                    for distance, level, lot, other in candidates[number]
                    if other not in chosen[number]
                ),
                default=None,
            )
            if best is not None and load[best[-1]] < 2 * peers:
                chosen[number].append(best[-1])
                load[best[-1]] += 1
    return [Assignment(method, rater, ratee) for ratee in sorted(chosen) for rater in sorted(chosen[ratee])]


def check_assignment(assignment: Assignment, people: Mapping[str, Employee]) -> Problem | None:
    """Return what is wrong with an assignment against the roster, or None."""
    method, rater, ratee = assignment
    for column, number in (("rater", rater), ("ratee", ratee)):
        if number not in people:
            return Problem("assignment.unknown_person", column=column)
    if not people[ratee].rated:
        return Problem("assignment.external_ratee", column="ratee")
    if (RULES[method].rated_by == "themselves") != (rater == ratee):
        return Problem("assignment.self_is_one_person", column="rater")
    if RULES[method].rated_by == "drawn" and (people[ratee].supervisor == rater or people[rater].supervisor == ratee):
        return Problem("assignment.supervisor_as_peer", column="rater")
    if RULES[method].rated_by == "reports" and not (people[rater].rated and people[rater].supervisor == ratee):
        return Problem("assignment.not_a_report", column="rater")
    return None


def too_few(assignments: Iterable[Assignment]) -> dict[tuple[Method, str], int]:
    """Return (method, ratee) → raters of leaders whom some reports would rate, and fewer than the method needs."""
    raters = Counter((a.method, a.ratee) for a in assignments if RULES[a.method].rated_by == "reports")
    return {pair: n for pair, n in raters.items() if n < RULES[pair[0]].own_from}


def few_problem(method: Method, ratee: str, n: int, **where: Any) -> Problem:
    """Return what is wrong with a leader whom so few reports would rate."""
    return Problem("assignment.few_reports", ratee=ratee, n=n, least=RULES[method].own_from, **where)


def parse_assignments(
    data: bytes, name: str, people: Mapping[str, Employee], methods: Sequence[Method]
) -> list[Assignment]:
    """Read `method,rater,ratee` rows; raises `Refused` with every problem by row and column."""
    from assessment.spreadsheet import read_table

    table = read_table(data, name, ("method", "rater", "ratee"), aliases=ALIASES)
    problems, out, seen = table.problems, [], dict[Assignment, tuple[int, str]]()
    for row in table:
        method = method_of(row["method"])
        if method not in METHODS or method not in methods:
            problems.append(
                Problem("assignment.method", row=row.number, column='method', method=row['method'], methods=methods)
            )  # fmt: skip
            continue
        assignment = Assignment(method, clean_number(row["rater"]), clean_number(row["ratee"]))
        wrong, officer = check_assignment(assignment, people), RULES[assignment.method].rated_by == "supervisor"
        same = assignment._replace(rater="") if officer else assignment
        earlier, by = seen.get(same, (0, ""))
        if wrong:
            problems.append(wrong.at(row=row.number))
        elif earlier and by != assignment.rater:
            problems.append(Problem("assignment.two_officers", row=row.number, column="rater", earlier=earlier))
        elif earlier:
            problems.append(Problem("assignment.twice", row=row.number, earlier=earlier))
        else:
            seen[same] = row.number, assignment.rater
            out.append(assignment)
    for (method, ratee), n in too_few(out).items():
        row_of_first = next(seen[a][0] for a in out if (a.method, a.ratee) == (method, ratee))
        problems.append(few_problem(method, ratee, n, row=row_of_first, column="ratee"))
    table.done()
    return out


def _lot(seed: str, what: str) -> str:
    return hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()


def _levels(employees: Sequence[Employee]) -> dict[str, int]:
    """Return each person's depth in the chain of supervisors (0 at the top)."""
    boss = {e.employee_number: e.supervisor for e in employees}
    levels: dict[str, int] = {}
    for start in boss:
        chain = []
        node = start
        while node and node not in levels:
            chain.append(node)
            node = boss.get(node, "")
        base = levels[node] + 1 if node else 0
        for depth, person in enumerate(reversed(chain)):
            levels[person] = base + depth
    return levels


class _Near:
    """Finds people by distance of their units in the unit tree."""

    def __init__(self, rated: Sequence[Employee], units: Iterable[Unit], seed: str) -> None:
        self.seed = seed
        self.rings: dict[tuple[str, int], list[tuple[int, Employee]]] = {}
        self.parent = {u.code: u.parent for u in units}
        self.people: dict[str, list[Employee]] = defaultdict(list)
        for e in rated:
            self.people[e.unit].append(e)
        self.lots = {e.employee_number: _lot(seed, e.employee_number) for e in rated}
        self.above = {unit: self._path(unit) for unit in self.people}
        self.below: dict[str, list[str]] = defaultdict(list)
        for unit, path in self.above.items():
            for ancestor in path:
                self.below[ancestor].append(unit)

    def _path(self, unit: str) -> list[str]:
        path = [unit]
        while self.parent.get(path[-1]):
            path.append(self.parent[path[-1]])
        return [*path, ""]

    def candidates(self, ratee: Employee, enough: int) -> list[tuple[int, Employee]]:
        """Return (distance, person) near the ratee: rings of the tree until there are enough.

        Of a ring of more than `MOST_NEAR` people (a whole city) it takes a stretch drawn by lot, so that the cost does
        not grow with people squared.
        """
        found: list[tuple[int, Employee]] = []
        for up in range(len(self.above[ratee.unit])):
            ring = self._ring(ratee.unit, up)
            if len(ring) > MOST_NEAR:
                start = int(_lot(self.seed, ratee.employee_number)[:8], 16) % len(ring)
                ring = (ring[start:] + ring[:start])[:MOST_NEAR]
            found += [(distance, e) for distance, e in ring if self._peer(ratee, e)]
            if len(found) >= enough:
                break
        return found

    def _ring(self, start: str, up: int) -> list[tuple[int, Employee]]:
        """Return who is met first on the way up at this ancestor, in an order drawn by lot."""
        if (start, up) not in self.rings:
            ancestor = self.above[start][up]
            nearer = set(self.below[self.above[start][up - 1]]) if up else set[str]()
            ring = [
                (up + self.above[unit].index(ancestor), e)
                for unit in self.below[ancestor]
                if unit not in nearer
                for e in self.people[unit]
            ]
            self.rings[start, up] = sorted(ring, key=lambda pair: self.lots[pair[1].employee_number])
        return self.rings[start, up]

    @staticmethod
    def _peer(ratee: Employee, other: Employee) -> bool:
        one, two = ratee.employee_number, other.employee_number
        return one != two and ratee.supervisor != two and other.supervisor != one
