"""The further tables of a package: goals, consultation, training, HR's own words; and numbers of persons in any text.

Columns: docs/formats.md, "Further tables". Goals are masked over the tree of self-assessment and count people;
how many goals stand behind a share is not printed, so nothing can be forced by subtracting shares.
"""

import re
from typing import Any

from .figures import MARK, BadFigure, mean_span, share_span, whole_number
from .package import Instrument, Package, Row, figure
from .report import Log, Words
from .rows import check_row
from .tables import TOP, Cell, Plan, Tree, cell_words, match_rows, possible_shares, put_row
from .unions import check_counts

BANDS = ("below", "near", "reached", "unreported")
SCALE = Instrument(1, 5, ((1, 2), (3, 3), (4, 5)), {}, {})
STATES = ("planned", "doing", "done", "dropped")
NIP = re.compile(
    r"(?<![0-9A-Za-z])(19[3-9][0-9]|20[0-2][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[ .]?"
    r"(19[5-9][0-9]|20[0-4][0-9])[0-9]{2}[ .]?[12][ .]?[0-9]{3}(?![0-9A-Za-z])"
)
SHARES = ("low_share", "mid_share", "high_share")


def check_further(package: Package, plan: Plan, log: Log) -> list[Tree]:
    """Check the tables that are there; gives back the trees that two releases can be compared by."""
    _numbers_of_persons(package, log)
    _consultation(package, log)
    _training(package, log)
    _follow_up(package, log)
    return _goals(package, plan, log)


def _goals(package: Package, plan: Plan, log: Log) -> list[Tree]:
    if "goals" not in package.tables:
        return []
    nodes, said = plan.get("self", {}), Words("rencana hasil kerja", "goals")
    trees = {b: Tree(Words(f"{said.id}, {b}", f"{said.en}, {b}"), "goals", nodes, "self", b) for b in BANDS}
    wanted: dict[tuple[str, ...], Words] = {(g, b): cell_words(g, said) for g in nodes for b in BANDS}
    spans: dict[str, list[Any]] = {}
    seen: dict[str, set[tuple[str, ...]]] = {}
    for row, (group, band), name in match_rows(package, log, "goals", wanted, ("group", "band")):
        seen.setdefault(group, set()).add((row["people"], row["status"], str(row["share"] == MARK)))
        if not put_row(package, log, trees[band], row, name, ("people",), ("share",)):
            continue
        people = figure(package, log, ("goals", row, "people"), whole_number, name)
        if row["share"] != MARK:
            spans.setdefault(group, []).append(figure(package, log, ("goals", row, "share"), share_span, name))
        if people is not None:
            trees[band].shown[group] = Cell(group, row.line, name, nodes[group].heads, people)
    for group, kinds in sorted(seen.items()):
        parts = spans.get(group, [])
        if len(kinds) > 1:
            log.add("uneven_rows", f"{package.cycle}/goals.csv", cell=cell_words(group, said))
        elif len(parts) == len(BANDS) and None not in parts and not possible_shares(parts):
            log.add("shares_sum", f"{package.cycle}/goals.csv", cell=cell_words(group, said))
    for tree in trees.values():
        check_counts(package, tree, log)
    return list(trees.values())


def _consultation(package: Package, log: Log) -> None:
    """Whole organisation only; one rating a person, so the number of ratings is the number of responses."""
    tree = Tree(Words("pelibatan", "consultation"), "consultation", {}, "")
    for row in package.tables.get("consultation", []):
        what = f"{row['question']}, {row['aspect']}"
        name = cell_words(TOP, Words(f"pelibatan, {what}", f"consultation, {what}"))
        if not put_row(package, log, tree, row, name, ("responses", "mean"), SHARES, key="question"):
            continue

        def get(column: str, read: Any, row: Row = row, name: Words = name) -> Any:
            return figure(package, log, ("consultation", row, column), read, name)

        count = get("responses", whole_number)
        mean = get("mean", lambda text: mean_span(text, 1, 5))
        shares = None if row["low_share"] == MARK else tuple(get(c, share_span) for c in SHARES)
        if count is None or mean is None or None in (shares or ()):
            continue
        cell = Cell(TOP, row.line, name, count, count, mean, shares)
        limit = package.limits["min_forms"]
        if count < limit:
            where = package.where("consultation", row.line)
            log.add("few_people", where, None, cell=name, value=count, limit=limit)
        check_row(package, SCALE, 1, tree, cell, log)


def _training(package: Package, log: Log) -> None:
    tree = Tree(Words("pelatihan", "training"), "training", {}, "")
    for row in package.tables.get("training", []):
        name = Words(f"Pelatihan “{row['title_id']}”", f"Training “{row['title_en']}”")
        _days(package, log, "training", row, name, ("planned", "held"))
        if put_row(package, log, tree, row, name, ("participants",), key="programme"):
            people = figure(package, log, ("training", row, "participants"), whole_number, name)
            limit = package.limits["min_ratees"]
            if people is not None and people < limit:
                where = package.where("training", row.line)
                log.add("few_people", where, None, cell=name, value=people, limit=limit)


def _follow_up(package: Package, log: Log) -> None:
    for row in package.tables.get("follow_up", []):
        name = Words(f"Tindak lanjut {row['action']}", f"Action {row['action']}")
        _days(package, log, "follow_up", row, name, ("due",))
        figure(package, log, ("follow_up", row, "state"), _state, name)


def _days(package: Package, log: Log, table: str, row: Row, name: Words, columns: tuple[str, ...]) -> None:
    for column in columns:
        figure(package, log, (table, row, column), _day, name)


def _day(text: str) -> str:
    if text and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
        raise BadFigure("tanggal TTTT-BB-HH|a date YYYY-MM-DD")
    return text


def _state(text: str) -> str:
    if text not in STATES:
        raise BadFigure("planned, doing, done, dropped|planned, doing, done, dropped")
    return text


def _numbers_of_persons(package: Package, log: Log) -> None:
    """Numbers of the form of a NIP in any file but the receipts, whose codes are random."""
    for name in sorted(package.digests):
        text = (package.folder / name).read_text(encoding="utf-8", errors="replace")
        if name != "receipts.csv" and NIP.search(text):
            log.add("personal_number", f"{package.cycle}/{name}", what=name)
