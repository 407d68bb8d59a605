"""What people said of the draft and of the process: whole organisation only, one rating a person and question."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .agreement import uneven
from .figures import MARK, mean_span, share_span, whole_number
from .package import BOTH_SIDES, TENTHS, Instrument, Package, Row, figure
from .report import Log
from .rows import check_row
from .sentences import Words, same, words
from .trees import TOP, Cell, Plan, Tree, cell_words, put_row
from .unions import few_left

SCALE = Instrument(1, 5, ((1, 2), (3, 3), (4, 5)), {}, {})
SHARES = ("low_share", "mid_share", "high_share")
ASPECTS = {"before": ("clear", "fair"), "after": ("process",)}
CLOSING = ("adil", "bermanfaat", "jelas")


def check_consultation(package: Package, plan: Plan, log: Log) -> Tree:
    """The rows of each stage, and every row by itself; gives back what two releases can be compared by."""
    rows = package.tables.get("consultation", [])
    _complete(package, rows, log)
    tree = Tree(words("consultation"), "consultation", {}, "", unit=words("answers"))
    people = max((nodes[TOP].heads for nodes in plan.values() if TOP in nodes), default=0)
    limit = package.limits["min_forms"]
    for row in rows:
        name, where = _name(row), package.where("consultation", row.line)
        hidden = package.format >= BOTH_SIDES and row["responses"] == MARK and people > 1
        must = ("mean",) if hidden else ("responses", "mean")
        if not put_row(package, log, tree, row, name, must, SHARES, key="question"):
            continue
        few = max(limit, people - limit + 1) if hidden else None  # the fewest that can have answered
        cell = _cell(package, row, name, few, log)
        if cell is None:
            continue
        if cell.forms < limit:
            log.add("few_people", where, None, cell=name, value=cell.forms, limit=limit)
        if people and cell.forms > people:
            log.add("many_answers", where, None, cell=name, value=cell.forms, people=people)
        if not hidden:
            few_left(package, where, name, cell.forms, people, limit, log)
        _for_all(package, tree, cell, range(cell.forms, max(people, cell.forms + 1) if hidden else cell.forms + 1), log)
        tree.shown[" ".join([row["stage"], row["question"], row["aspect"]])] = cell
    uneven(package, [(tree, cell, 1) for cell in tree.shown.values()], log)
    return tree


def _for_all(package: Package, tree: Tree, cell: Cell, numbers: range, log: Log) -> None:
    """Check a row by itself; where its number of answers is withheld, only what holds for all that it may be is found."""
    tried = [Log(checked=log.checked) for _ in numbers]
    for number, one in zip(numbers, tried, strict=True):
        check_row(package, SCALE, 1, tree, replace(cell, forms=number), one)
    always = set.intersection(*({f.rule for f in one.findings.values()} for one in tried))
    log.findings |= {key: f for key, f in tried[0].findings.items() if f.rule in always}


def _name(row: Row) -> Words:
    what = f"{row['question']}, {row['aspect']}"
    return cell_words(TOP, words("consultation_row", what=what))


def _complete(package: Package, rows: list[Row], log: Log) -> None:
    """A stage that is there has all its rows and no others."""
    questions: dict[str, set[str]] = {"before": set(), "after": set(CLOSING)}
    there = set()
    for row in rows:
        stage, question, aspect = row["stage"], row["question"], row["aspect"]
        if aspect not in ASPECTS.get(stage, ()) or (stage == "after" and question not in CLOSING):
            log.add("unknown_row", package.where("consultation", row.line), cell=_name(row))
            continue
        questions[stage].add(question)
        there.add((stage, question, aspect))
    for stage in sorted({s for s, _, _ in there}):
        for question in sorted(questions[stage]):
            for aspect in ASPECTS[stage]:
                if (stage, question, aspect) not in there:
                    what = same(f"{stage}, {question}, {aspect}")
                    log.add("missing_row", f"{package.cycle}/consultation.csv", cell=what, table="consultation.csv")


def _cell(package: Package, row: Row, name: Words, few: int | None, log: Log) -> Cell | None:
    def get(column: str, read: Callable[[str], Any]) -> Any:
        return figure(package, log, ("consultation", row, column), read, name)

    count = get("responses", whole_number) if few is None else few
    coarse = row["low_share"] == MARK and count is not None and count < package.limits.get(TENTHS, 0)
    mean = get("mean", lambda text: mean_span(text, SCALE.low, SCALE.high, coarse))
    shares = None if row["low_share"] == MARK else tuple(get(c, share_span) for c in SHARES)
    if count is None or mean is None or None in (shares or ()):
        return None
    return Cell(TOP, row.line, name, count, count, mean, shares)
