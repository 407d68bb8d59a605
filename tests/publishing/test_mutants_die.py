"""Every shortcut known from other systems, put in place of one function: the property that forbids it must fail."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from assessment.method import METHODS, Method
from publishing import count, mask, package, values
from publishing.mask import People, outside, passes, people_of, together
from publishing.package import build_package
from publishing.plan import Plan
from tests.publishing.attack import brute_force
from tests.publishing.worlds import D, World, answer, bare_plan, cell_forms, instrument, pattern, people, random_world

Case = tuple[World, Plan, Method]


def by_hand(groups: dict[str, int], bosses: dict[str, list[str]], also: Sequence[tuple[str, str]] = ()) -> Case:
    """A world of the supervisor method: who rates each of a group's people, and forms about people of no group."""
    employees = people(groups)
    supervisor = {f"{g}-{n}": boss for g, listed in bosses.items() for n, boss in enumerate(listed)}
    pairs = [(supervisor[n], n) for e in employees if (n := e.employee_number) in supervisor] + list(also)
    ins, rng = instrument(), random.Random(1)
    forms = tuple(answer(rng, ins, "supervisor", rater, ratee) for rater, ratee in pairs)
    world = World(ins, tuple(employees), tuple(("supervisor", *p) for p in pairs), forms)
    return world, bare_plan(world, ["supervisor"]), "supervisor"


def by_leaders(sizes: dict[str, list[int]]) -> Case:
    """A world of leaders rated by their reports: how many rate each leader of a group."""
    employees = people({g: len(listed) for g, listed in sizes.items()})
    pairs = [
        (f"{g}-{n}/{k}", f"{g}-{n}")
        for g, listed in sizes.items()
        for n, size in enumerate(listed)
        for k in range(size)
    ]
    ins, rng = instrument(), random.Random(2)
    forms = tuple(answer(rng, ins, "subordinate", rater, ratee) for rater, ratee in pairs)
    world = World(ins, tuple(employees), tuple(("subordinate", *p) for p in pairs), forms)
    return world, bare_plan(world, ["subordinate"]), "subordinate"


def spread(count: int, raters: int, name: str = "S") -> list[str]:
    return [f"{name}{n % raters}" for n in range(count)]


@cache
def cases() -> tuple[Case, ...]:
    """Small organisations: made by hand for one fault each, and at random."""
    six = {f"K{n}": 2 for n in range(6)}
    made = [
        # one supervisor behind six groups is one rater, not six
        by_hand({"A": 30, **six}, {"A": spread(30, 6), **{k: [f"Z{n % 2}"] * 2 for n, k in enumerate(six)}}),
        # an empty group beside a small one protects nobody
        by_hand({"A": 30, "B": 3, "C": 5}, {"A": spread(30, 6), "B": spread(3, 3, "T"), "C": []}),
        # the parent is withheld for its small sister; its child would give the sister away
        by_hand(
            {"A": 60, "P / 1": 20, "P / 2": 4, "B": 5},
            {"A": spread(60, 9), "P / 1": spread(20, 9, "T"), "P / 2": [], "B": spread(5, 5, "V")},
        ),
        # people of no group stand in the total only
        by_hand({"A": 30, "B": 30}, {"A": spread(30, 6), "B": spread(30, 7, "T")}, [("S0", "late1"), ("S1", "late2")]),
        # two raters hold nearly all of a cell; one rater holds more than half of another
        by_hand({"A": 30, "B": 19}, {"A": spread(30, 6), "B": ["Z0"] * 8 + ["Z1"] * 8 + ["Z2", "Z3", "Z4"]}),
        by_hand({"A": 40, "B": 20}, {"A": spread(40, 8), "B": ["Z0"] * 12 + spread(8, 8)}),
    ]
    made += [
        # a leader rated by most of a group's raters; a pair of leaders with nearly all; a few leaders beside many
        by_leaders({"A": [40, 5, 5, 5, 5, 5], "B": [6] * 8}),
        by_leaders({"A": [20, 20, 2, 1, 1], "B": [6] * 8}),
        by_leaders({"A": [6] * 9, "B": [9] * 4}),
        by_leaders({"A": [6] * 9, "B": [12] * 2, "C": [12] * 2}),
    ]
    for seed in range(24, 32):
        world = random_world(seed, 2 + seed % 4, 1 + seed % 3, 0.9, 0.15, mean_size=80)
        made.append((world, bare_plan(world, METHODS), "subordinate"))
    for seed in range(24):
        world = random_world(seed, 2 + seed % 4, 1 + seed % 3, (0.4, 0.7, 1.0)[seed % 3], 0.15, mean_size=80)
        made.append((world, bare_plan(world, METHODS), METHODS[seed % 3]))
    return tuple(made)


# --- properties: each returns what is wrong, or nothing ---------------------------------------------------------------


def nobody_is_singled_out() -> str:
    return next((s for w, p, m in cases() if (s := brute_force(w, p, w.count(p, m)))), "")


def the_mask_knows_no_score() -> str:
    rng = random.Random(3)
    for world, plan, method in cases():
        anew = [f._replace(answers=re.sub(r"\d", lambda _: str(rng.randint(1, 5)), f.answers)) for f in world.forms]
        alike = [f._replace(answers=re.sub(r"\d", "3", f.answers)) for f in world.forms]
        masks = {pattern(replace(world, forms=tuple(fs)).count(plan, method)) for fs in (world.forms, anew, alike)}
        if len(masks) > 1:
            return f"scores moved the mask of {method}"
    return ""


def ends_tell_nobody_apart() -> str:
    """All five and nearly all five are written alike, for every size; so are all one and nearly all one."""
    for n in range(10, 120):
        for counts, near in (((0, 0, 0, 0, n), (0, 0, 0, 1, n - 1)), ((n, 0, 0, 0, 0), (n - 1, 1, 0, 0, 0))):
            if values.mean_text(counts, 1, 5) != values.mean_text(near, 1, 5):
                return f"a mean of {n} tells that all agree"
        for part in (0, n):
            if values.code_share(part, n) != values.code_share(abs(part - 1), n):
                return f"a share of {n} tells that all or none"
    return ""


def codes_follow_the_true_value() -> str:
    for whole in range(10, 150):
        for part in range(whole + 1):
            true, text = Fraction(100 * part, whole), values.code_share(part, whole)
            if (text == "≤10") != (true <= 10) or (text == "≥90") != (true >= 90):
                return f"{part} of {whole} is written {text}"
        for total in range(whole, 5 * whole + 1):
            true = Fraction(total, whole)
            text = values.code_mean(true, 1, 5)
            if (text == "≤1.5") != (true <= Fraction(3, 2)) or (text == "≥4.5") != (true >= Fraction(9, 2)):
                return f"the mean {total}/{whole} is written {text}"
    return ""


def tables() -> list[tuple[World, Plan, dict[str, list[dict[str, str]]]]]:
    out = []
    for world, plan, _ in cases():
        files = build_package(world.release(plan))
        out.append((world, plan, {
            name: list(csv.DictReader(io.StringIO(data.decode()))) for name, data in files.items() if name.endswith(".csv")
        }))  # fmt: skip
    return out


FIGURES = {
    "assessments": r"\d+", "assigned": r"\d+", "mean": r"≤1\.5|≥4\.5|[1-4]\.\d",
    **dict.fromkeys(("low_share", "mid_share", "high_share", "share"), r"≤10|≥90|[1-9][05]"),
}  # fmt: skip


def one_mark_for_every_blank() -> str:
    for _, _, found in tables():
        for row in found["results.csv"] + found["participation.csv"] + found["predicates.csv"]:
            marks = {f: row[f] for f in FIGURES if f in row}
            for name, text in marks.items():
                shown = row["status"] == "shown" and re.fullmatch(FIGURES[name], text)
                if not shown and not (text == "x" and (row["status"] == "withheld" or name.endswith("_share"))):
                    return f"{name} is {text!r} in a row {row['status']}"
            if row["status"] == "withheld" and set(marks.values()) != {"x"}:
                return "a withheld row has a figure"
    return ""


def no_shares_below_forty_ratings() -> str:
    for world, _, found in tables():
        items = len(world.instrument.items) // len(world.instrument.criteria)
        for row in found["results.csv"]:
            if row["status"] == "shown" and int(row["assessments"]) * items < 40 and row["low_share"] != "x":
                return f"shares of {row['assessments']} forms"
    return ""


def only_planned_cells_stand_in_the_tables() -> str:
    for world, plan, found in tables():
        planned = {(r.group, r.method, c.code) for r in plan.rows for c in world.instrument.asked(r.method)}
        if {(r["group"], r["method"], r["criterion"]) for r in found["results.csv"]} != planned:
            return "a row that nobody planned"
    return ""


def few_ratings_tell_no_tenth() -> str:
    for _, _, found in tables():
        for row in found["results.csv"]:
            if (
                row["status"] == "shown"
                and row["low_share"] == "x"
                and row["mean"][0] not in "≤≥"
                and row["mean"][-1] not in "05"
            ):
                return f"{row['assessments']} forms have the mean {row['mean']}"
    return ""


def what_is_kept_is_coded() -> str:
    for world, plan, method in cases():
        for cells in world.count(plan, method).to_doc()["criteria"].values():
            if any(cell and any(isinstance(v, int) for v in cell[1:]) for cell in cells.values()):
                return "an exact number of ratings is kept"
    return ""


def forms_are_those_of_shown_methods() -> str:
    for world, plan, _ in cases():
        files = build_package(world.release(plan))
        taken = list(csv.DictReader(io.StringIO(files["participation.csv"].decode())))
        shown = sum(int(r["assessments"]) for r in taken if r["group"] == "*" and r["status"] == "shown")
        if shown != len(files["receipts.csv"].splitlines()) - 1:
            return "receipts less the shown forms are the forms of a withheld method"
    return ""


PROPERTIES: tuple[Callable[[], str], ...] = (
    nobody_is_singled_out, the_mask_knows_no_score, ends_tell_nobody_apart, codes_follow_the_true_value,
    one_mark_for_every_blank, no_shares_below_forty_ratings, only_planned_cells_stand_in_the_tables,
    few_ratings_tell_no_tenth, what_is_kept_is_coded, forms_are_those_of_shown_methods,
)  # fmt: skip


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda p: p.__name__)
def test_the_property_holds(holds):
    assert holds() == ""


# --- mutants ----------------------------------------------------------------------------------------------------------


def other_mask(hidden_parents: bool = False, planned_rest_only: bool = False) -> Callable[..., frozenset[str]]:
    """The mask, with a fault."""

    def make(rows, people, d, test=passes):
        shown: set[str] = {"*"} if test(people["*"], d) else set()
        for row in rows:  # parents come first
            if row.group not in shown and not hidden_parents:
                continue
            siblings = [r for r in rows if r.parent == row.group]
            kept = sorted((r for r in siblings if test(people[r.group], d)), key=lambda r: (r.heads, r.group))
            while kept:
                rest = outside(people[row.group], [people[r.group] for r in kept])
                if planned_rest_only:
                    rest = together(people[r.group] for r in siblings if r not in kept)
                if not rest.forms or test(rest, d):
                    break
                kept = kept[1:]
            shown |= {r.group for r in kept}
        return frozenset(shown)

    return make


def sums(pairs) -> People:
    """A person is counted anew in each group: everybody gets another name in every leaf."""
    sums.calls += 1
    return people_of((f"{sums.calls}:{rater}", ratee) for rater, ratee in pairs)


sums.calls = 0


def ratings(people: People, d=D) -> bool:
    each = {str(n): 1 for n in range(2 * people.forms)}
    return passes(People(2 * people.forms, each, each), d)


def empty_is_a_partner(parent, candidates, people, d, test):
    if any(p.forms == 0 for p in people.values()):
        return [c.group for c in candidates]
    return NARROW(parent, candidates, people, d, test)


NARROW, CELL, RESULTS = mask._narrow, count._cell, package._results


def withhold_unanimous(*arguments):
    cell = CELL(*arguments)
    return count.Cell(False) if cell.shown and max(cell.counts) == sum(cell.counts) else cell


def only_unanimous_share(part: int, whole: int) -> str:
    percent = Fraction(100 * part, whole)
    if percent in (0, 100):
        return "≤10" if percent == 0 else "≥90"
    return str(5 * int(percent / 5 + Fraction(1, 2)))


def only_unanimous_mean(value: Fraction, low: int, high: int) -> str:
    return "≤1.5" if value == low else "≥4.5" if value == high else f"{float(value):.1f}"


def share_after_rounding(part: int, whole: int) -> str:
    rounded = 5 * int(Fraction(20 * part, whole) + Fraction(1, 2))
    return "≤10" if rounded <= 10 else "≥90" if rounded >= 90 else str(rounded)


def mean_after_rounding(value: Fraction, low: int, high: int) -> str:
    tenths = int(value * 10 + Fraction(1, 2))
    return "≤1.5" if tenths <= 15 else "≥4.5" if tenths >= 45 else f"{tenths / 10:.1f}"


def with_a_total(release):
    yield from RESULTS(release)
    for method in release.methods:
        yield (release.cycle, "organisation", "*", method, "*", "99", "3.0", "x", "x", "x", "shown")


MUTANTS = [
    ("naive threshold", mask, "passes", lambda p, d: p.forms >= d.min_forms, nobody_is_singled_out),
    ("ratings instead of people", mask, "passes", ratings, nobody_is_singled_out),
    ("sums instead of unions", count, "people_of", sums, nobody_is_singled_out),
    ("zeros as partners", mask, "_narrow", empty_is_a_partner, nobody_is_singled_out),
    ("no union test", mask, "_narrow", lambda _, cs, *__: [c.group for c in cs], nobody_is_singled_out),
    ("child under a hidden parent", count, "make_mask", other_mask(hidden_parents=True), nobody_is_singled_out),
    ("direct staff forgotten", count, "make_mask", other_mask(planned_rest_only=True), nobody_is_singled_out),
    ("held by two raters", mask, "_spread", lambda n, c, _: 2 * max(c.values()) <= n, nobody_is_singled_out),
    ("held by one rater", mask, "_spread", lambda n, c, rest: n - max(c.values()) >= rest, nobody_is_singled_out),
    ("predicates of few", count, "enough_for_shares", lambda test, _: test, nobody_is_singled_out),
    ("mask from scores", count, "_cell", withhold_unanimous, the_mask_knows_no_score),
    ("unanimous shares only", values, "code_share", only_unanimous_share, ends_tell_nobody_apart),
    ("unanimous means only", values, "code_mean", only_unanimous_mean, ends_tell_nobody_apart),
    ("share coded after rounding", values, "code_share", share_after_rounding, codes_follow_the_true_value),
    ("mean coded after rounding", values, "code_mean", mean_after_rounding, codes_follow_the_true_value),
    ("a second mark", values, "X", "-", one_mark_for_every_blank),
    ("another mark for nobody", package, "X", "0", one_mark_for_every_blank),
    ("shares of few ratings", count, "code_bands", lambda c, i, d, **_: values.code_bands(c, i, replace(d, min_ratings_for_shares=1)),
     no_shares_below_forty_ratings),
    ("tenths of few ratings", values, "coarser", lambda text, _: text, few_ratings_tell_no_tenth),
    ("exact counts are kept", count.MethodCounts, "coded", lambda self, *_: self, what_is_kept_is_coded),
    ("receipts of all methods", package.Release, "listed", property(lambda r: sorted(c for cs in r.receipts.values() for c in cs)),
     forms_are_those_of_shown_methods),
    ("a composite of what is not published", package, "_results", with_a_total, only_planned_cells_stand_in_the_tables),
]  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name", "fault", "property_"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS]
)
def test_the_mutant_dies(monkeypatch, module, name, fault, property_):
    monkeypatch.setattr(module, name, fault)
    assert property_() != ""


def test_the_faulty_mask_without_its_faults_is_the_mask():
    for world, plan, method in cases():
        rows = plan.of(method)
        forms = cell_forms(world, plan, method, "c0")
        behind = {g: people_of((f.rater, f.ratee) for f in fs) for g, fs in forms.items()}
        assert other_mask()(rows, behind, D) == mask.make_mask(rows, behind, D)
