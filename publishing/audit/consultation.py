"""What people said of the draft and of the process: whole organisation only, one rating a person and question."""

from collections.abc import Callable
from typing import Any

from .figures import MARK, mean_span, share_span, whole_number
from .package import Instrument, Package, Row, figure
from .report import Log, Words
from .rows import check_row
from .tables import TOP, Cell, Plan, Tree, cell_words, put_row

SCALE = Instrument(1, 5, ((1, 2), (3, 3), (4, 5)), {}, {})
SHARES = ("low_share", "mid_share", "high_share")
ASPECTS = {"before": ("clear", "fair"), "after": ("process",)}
CLOSING = ("adil", "bermanfaat", "jelas")


def check_consultation(package: Package, plan: Plan, log: Log) -> Tree:
    """The rows of each stage, and every row by itself; gives back what two releases can be compared by."""
    rows = package.tables.get("consultation", [])
    _complete(package, rows, log)
    tree = Tree(Words("pelibatan", "consultation"), "consultation", {}, "", unit=Words("jawaban", "answers"))
    people = max((nodes[TOP].heads for nodes in plan.values() if TOP in nodes), default=0)
    limit = package.limits["min_forms"]
    for row in rows:
        name, where = _name(row), package.where("consultation", row.line)
        if not put_row(package, log, tree, row, name, ("responses", "mean"), SHARES, key="question"):
            continue
        cell = _cell(package, row, name, log)
        if cell is None:
            continue
        if cell.forms < limit:
            log.add("few_people", where, None, cell=name, value=cell.forms, limit=limit)
        if people and cell.forms > people:
            log.add("many_answers", where, None, cell=name, value=cell.forms, people=people)
        check_row(package, SCALE, 1, tree, cell, log)
        tree.shown[" ".join([row["stage"], row["question"], row["aspect"]])] = cell
    return tree


def _name(row: Row) -> Words:
    what = f"{row['question']}, {row['aspect']}"
    return cell_words(TOP, Words(f"pelibatan, {what}", f"consultation, {what}"))


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
                    what = Words(*[f"{stage}, {question}, {aspect}"] * 2)
                    log.add("missing_row", f"{package.cycle}/consultation.csv", cell=what, table="consultation.csv")


def _cell(package: Package, row: Row, name: Words, log: Log) -> Cell | None:
    def get(column: str, read: Callable[[str], Any]) -> Any:
        return figure(package, log, ("consultation", row, column), read, name)

    count = get("responses", whole_number)
    mean = get("mean", lambda text: mean_span(text, SCALE.low, SCALE.high))
    shares = None if row["low_share"] == MARK else tuple(get(c, share_span) for c in SHARES)
    if count is None or mean is None or None in (shares or ()):
        return None
    return Cell(TOP, row.line, name, count, count, mean, shares)
