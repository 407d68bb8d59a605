"""The activity tables of a package: which there are, what HR writes in its own words, and numbers of persons in any text.

Columns: docs/formats.md, "Further tables". Goals and consultation have modules of their own; here are the tables
that hold texts, days and the number of people in a training.
"""

import re
from collections.abc import Callable
from datetime import date

from .consultation import check_consultation
from .figures import MARK, NIP, share_span, whole_number
from .goals import check_goals
from .package import DAY, OPTIONAL, PEOPLE_FOR_SHARES, Package, Row, figure
from .report import Log
from .sentences import Words, Wrong, same, words
from .trees import TOP, Cell, Plan, Tree, cell_words, put_row
from .unions import few_left

STATES = ("planned", "doing", "done", "dropped")
STAGES = ("before", "after")
CONVERSATIONS = ("dialogue", "feedback")
CODES = ("programme", "criterion", "action", "theme", "question")
BLANK = frozenset({"planned", "held", "result_id"})
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
NIK = re.compile(  # province, regency, district; day of birth (+40 for women), month, year; serial number
    r"(?<![0-9A-Za-z.])[1-9][0-9]{5}(0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(0[1-9]|1[0-2])[0-9]{6}(?![0-9A-Za-z])"
)


def check_activities(package: Package, plan: Plan, log: Log) -> list[Tree]:
    """Check the tables that are there; gives back the trees that two releases can be compared by."""
    numbers_of_persons(package, log)
    for table in OPTIONAL:
        for row in package.tables.get(table, []):
            _cells(package, table, row, log)
    said = check_consultation(package, plan, log)
    heads = max((nodes[TOP].heads for nodes in plan.values() if TOP in nodes), default=0)
    _training(package, heads, log)
    _documents(package, heads, log)
    for row in package.tables.get("follow_up", []):
        figure(package, log, ("follow_up", row, "state"), _one_of(STATES), _name(row))
        figure(package, log, ("follow_up", row, "due"), _day, _name(row))
    for row in package.tables.get("responses", []):
        figure(package, log, ("responses", row, "stage"), _one_of(STAGES), _name(row))
    return [*check_goals(package, plan, log), said, _conversations(package, heads, log)]


def _conversations(package: Package, heads: int, log: Log) -> Tree:
    """One coded share a kind of everybody rated, which needs as many people as such shares do; both kinds or no table."""
    tree = Tree(words("conversations"), "conversations", {}, "")
    rows, limit = package.tables.get("conversations", []), package.limits[PEOPLE_FOR_SHARES]
    for row in rows:
        name = cell_words(TOP, same(row["kind"]))
        figure(package, log, ("conversations", row, "kind"), _one_of(CONVERSATIONS), name)
        if not put_row(package, log, tree, row, name, ("share",), key="kind"):
            continue
        share = figure(package, log, ("conversations", row, "share"), share_span, name)
        if heads < limit:
            log.add("few_people", package.where("conversations", row.line), None, cell=name, value=heads, limit=limit)
        if share is not None:
            tree.shown[row["kind"]] = Cell(TOP, row.line, name, heads, heads, share)
    for kind in sorted(set(CONVERSATIONS) - {row["kind"] for row in rows}) if rows else ():
        name = cell_words(TOP, same(kind))
        log.add("missing_row", f"{package.cycle}/conversations.csv", cell=name, table="conversations.csv")
    return tree


def _name(row: Row) -> Words:
    """What a row of a text table is called in a sentence."""
    if "action" in row.cells:
        return words("action", what=row["action"])
    if "theme" in row.cells:
        return words("theme", what=row["theme"])
    if "programme" in row.cells:
        return programme_words(row)
    return words("this_row")


def programme_words(row: Row) -> Words:
    """What a training is called in a sentence."""
    return words("programme", title=Words(row["title_id"], row["title_en"] or row["title_id"]))


def _cells(package: Package, table: str, row: Row, log: Log) -> None:
    """Codes are codes, and only the cells that may be empty are."""
    for column in row.cells:
        if column in CODES:
            figure(package, log, (table, row, column), _code, _name(row))
        elif not column.endswith("_en") and column not in BLANK:
            figure(package, log, (table, row, column), _filled, _name(row))


def _training(package: Package, heads: int, log: Log) -> None:
    tree = Tree(words("training"), "training", {}, "")
    limit = package.limits["min_ratees"]
    for row in package.tables.get("training", []):
        name, where = _name(row), package.where("training", row.line)
        for column in ("planned", "held"):
            if row[column]:
                figure(package, log, ("training", row, column), _day, name)
        if not put_row(package, log, tree, row, name, ("participants",), key="programme"):
            continue
        people = figure(package, log, ("training", row, "participants"), whole_number, name)
        if people is not None and people < limit:
            log.add("few_people", where, None, cell=name, value=people, limit=limit)
        if people:
            few_left(package, where, name, people, heads, limit, log)
        if not row["held"]:
            log.add("not_held", where, cell=name)


def _documents(package: Package, heads: int, log: Log) -> None:
    """None is told as it is; any other number has enough people on both sides."""
    tree, name = Tree(words("documents"), "documents", {}, ""), words("evaluation_documents")
    limit = package.limits["min_ratees"]
    for row in package.tables.get("documents", []):
        where = package.where("documents", row.line)
        if put_row(package, log, tree, row, name, ("undelivered",), key="cycle"):
            people = figure(package, log, ("documents", row, "undelivered"), whole_number, name)
            if people and people < limit:
                log.add("few_people", where, None, cell=name, value=people, limit=limit)
            if people:
                few_left(package, where, name, people, heads, limit, log)


def _filled(text: str) -> str:
    if not text.strip():
        raise Wrong("empty")
    return text


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise Wrong("code")
    return text


def _day(text: str) -> str:
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError as error:
        raise Wrong("day") from error
    return text


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise Wrong("keys", what=", ".join(allowed))
        return text

    return read


def held(package: Package) -> dict[tuple[str, str], tuple[Row, int]]:
    """(programme, day) → the row and its number of participants, of the trainings that print one."""
    found = {}
    for row in package.tables.get("training", []):
        try:
            if row["held"] and row["participants"] != MARK:
                found[row["programme"], row["held"]] = row, whole_number(row["participants"])
        except Wrong:
            continue
    return found


def numbers_of_persons(package: Package, log: Log) -> None:
    """Numbers of the form of a NIP or NIK in any file but the receipts, whose codes are random."""
    for name in sorted(package.digests):
        text = (package.folder / name).read_text(encoding="utf-8", errors="replace")
        if name != "receipts.csv" and (NIP.search(text) or NIK.search(text)):
            log.add("personal_number", f"{package.cycle}/{name}", what=name)
