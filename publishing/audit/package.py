"""Reads one published data package, strictly, and nothing outside its folder.

Format: docs/formats.md. What does not have the agreed form is logged as INCONSISTENT; what could still be read
is kept, so that one wrong row does not hide the next.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .figures import parse_json
from .report import Log
from .sentences import METHODS, Words, Wrong, words

FLOOR = 5
FORMAT = 5  # the newest format of packages that is known here
COLUMNS = {
    "results": "cycle,group_type,group,method,criterion,assessments,mean,low_share,mid_share,high_share,status",
    "participation": "cycle,group_type,group,method,assigned,assessments,status",
    "predicates": "cycle,group_type,group,predicate,share,status",
    "plan": "cycle,method,group_type,group,parent,members,heads",
    "receipts": "cycle,receipt",
}
OPTIONAL = {  # only where the cycle has them
    "goals": "cycle,group_type,group,band,people,share,status",
    "consultation": "cycle,stage,question,aspect,responses,mean,low_share,mid_share,high_share,status",
    "training": "cycle,programme,criterion,title_id,title_en,planned,held,participants,status",
    "follow_up": "cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en",
    "responses": "cycle,stage,theme,said_id,said_en,did_id,did_en",
    "conversations": "cycle,kind,share,status",
    "documents": "cycle,undelivered,status",
}
MIRROR = {"citizens": "cycle,unit,measure,label,value,respondents,criterion,start,end,source,source_day,status"}
"""The one table of a package of what citizens said (`citizens.py`)."""
KEYS = {
    "results": 5,
    "participation": 4,
    "predicates": 4,
    "plan": 4,
    "receipts": 2,
    "goals": 4,
    "consultation": 4,
    "training": 2,
    "follow_up": 2,
    "responses": 3,
    "conversations": 2,
    "documents": 1,
    "citizens": 3,
}
PERIOD = re.compile(r"20\d\d(-(Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
ORGANISATION = {"istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"}
NOT_DRAWN = {"self", "supervisor"}  # the methods that a part of a year may have
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
UNLISTED = {"datapackage.json", "audit.json", "release.json"}
THRESHOLDS = {
    "min_forms": 10,
    "min_raters": 5,
    "min_ratees": 5,
    "min_rest": 5,
    "min_heads": 15,
    "min_supervisors": 7,
    "min_ratings_for_shares": 40,
}
PEOPLE_FOR_SHARES = "min_people_for_shares"
BOTH_SIDES = 3  # format from which on both sides of a number are masked, and few ratings have a mean in steps of 0.5
RATED = 4  # format from which on results are shown by the supervisor's level
REPORTS = 5  # format from which on reports rate their leader: many forms about few people
TENTHS = "ratings for tenths"  # ratings from which a mean has tenths, from format 3 on
BANDS_OF_PEOPLE = "bands of people"  # ratings from which bands of one rating a person are shown, from format 2 on


@dataclass(frozen=True, slots=True)
class Instrument:
    """Scale, bands and items of the cycle, as far as arithmetic needs them."""

    low: int
    high: int
    bands: tuple[tuple[int, int], ...]
    names: dict[str, Words]
    items: dict[tuple[str, str], int]  # (method, criterion) → items a form may answer


@dataclass(frozen=True, slots=True)
class Row:
    """One CSV row: its RFC 7111 number and its cells."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass
class Package:
    """One package as read. Tables are lists of rows; `release` is the parsed release.json or None."""

    folder: Path
    cycle: str = ""
    stated: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=lambda: {PEOPLE_FOR_SHARES: 40, **THRESHOLDS})
    instrument: Instrument = Instrument(0, 0, (), {}, {})
    tables: dict[str, list[Row]] = field(default_factory=dict)
    release: dict[str, Any] | None = None
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def format(self) -> int:
        """The format it was made in, whose rules it is held to; 0.1.0 wrote 1."""
        return int(self.stated.get("format", 1))

    @property
    def period(self) -> str:
        """What it evaluates (`2026`, `2026-Q1`, `2026-03`), or nothing where any days are."""
        return str(self.stated.get("period", ""))

    @property
    def mirror(self) -> bool:
        """Whether it is of what citizens said, not of a cycle."""
        return self.stated.get("kind") == "citizens"

    @property
    def elsewhere(self) -> bool:
        """Whether predicates were given in another system, so that nobody here knows who rated whom."""
        return bool(self.stated.get("levels_from"))

    @property
    def people_for_predicates(self) -> int:
        """The least people behind shares of predicates: from elsewhere as many as shares that add up need at any rate."""
        least = self.limits[PEOPLE_FOR_SHARES]
        return max(least, 16 * self.limits["min_ratees"]) if self.elsewhere else least

    @property
    def kind(self) -> str:
        """Which packages ask alike: years, quarters, months, others."""
        return re.sub(r"\d", "", self.period) + str(len(self.period))

    def where(self, table: str, line: int) -> str:
        """The reference of a row as public pages write it."""
        return f"{self.cycle}/{table}:{line}"


def read_package(folder: Path, log: Log) -> Package | None:
    """Everything in `folder`, checked against datapackage.json; None when its description cannot be read."""
    package = Package(folder, cycle=folder.name)
    try:
        description = _json(package, "datapackage.json", log)
        stated = _get(description, "kinerja", dict)
        package.cycle = _get(stated, "cycle", str)
        if stated.get("kind") == "citizens":
            return _read_mirror(package, description, stated, log)
        _check_stated(stated)
        package.stated = stated
        _check_files(package, description, log)
        _read_limits(package, log)
        package.instrument = _instrument(_json(package, "instrument.json", log), stated["methods"])
    except Wrong as error:
        said = "datapackage.json / instrument.json"
        _malformed(log, f"{package.cycle}/datapackage.json", said, error)
        return None
    there = [t for t in OPTIONAL if f"{t}.csv" in package.digests]
    for table in [*COLUMNS, *there]:
        try:
            package.tables[table] = _table(package, table, log)
        except Wrong as error:
            _malformed(log, f"{package.cycle}/{table}.csv", f"{table}.csv", error)
    _read_optional(package, log)
    return package


def _read_mirror(package: Package, description: dict[str, Any], stated: dict[str, Any], log: Log) -> Package:
    """A package of what citizens said: its place, its files and its table; chained like a cycle's."""
    if _get(stated, "format", int) != 1:
        raise Wrong("format")
    package.cycle, package.stated = f"citizens/{package.folder.name}", stated
    _check_files(package, description, log, MIRROR)
    package.tables["citizens"] = _table(package, "citizens", log)
    _read_optional(package, log)
    if (
        package.release
        and package.release.get("cycle") != f"citizens/{stated['cycle']}-{package.release.get('published')}"
    ):
        log.add("chain_broken", f"{package.cycle}/release.json", why=words("place"))
    return package


def _malformed(log: Log, where: str, what: str, error: Wrong) -> None:
    if error.code:  # a missing file has its finding
        log.add("malformed", where, what=what, why=error.words)


def _bytes(package: Package, name: str, log: Log) -> bytes:
    path, data = package.folder / name, None
    with suppress(OSError, ValueError):  # a file nobody may read, a name no file can have
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    if data is None:
        log.add("missing_file", f"{package.cycle}/{name}", what=name)
        raise Wrong
    package.digests[name] = hashlib.sha256(data).hexdigest()
    return data


def _json(package: Package, name: str, log: Log) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({k for k, _ in pairs}) < len(pairs):
            raise Wrong("key_twice", what=name)
        return dict(pairs)

    try:
        value = parse_json(_bytes(package, name, log).decode(), once)
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong("not_json", what=name) from error
    if not isinstance(value, dict):
        raise Wrong("not_object", what=name)
    return value


def _get(value: dict[str, Any], key: str, kind: type) -> Any:
    found = value.get(key)
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        raise Wrong("key_missing", what=key)
    return found


def _list(value: dict[str, Any], key: str, kind: type) -> list[Any]:
    found = _get(value, key, list)
    if not all(isinstance(v, kind) and not (kind is int and isinstance(v, bool)) for v in found):
        raise Wrong("key_wrong", what=key)
    return list(found)


def _check_stated(stated: dict[str, Any]) -> None:
    """What later checks rely on has the agreed form."""
    if "format" in stated and not 1 <= _get(stated, "format", int) <= FORMAT:
        raise Wrong("format")
    methods = _list(stated, "methods", str)
    pairs = _list(stated, "fallback", list)
    if len(set(methods)) < len(methods) or not all(len(p) == 2 and all(isinstance(v, str) for v in p) for p in pairs):
        raise Wrong("keys", what="methods, fallback")
    if any(m not in METHODS or METHODS[m]["since"] > stated.get("format", 1) for m in methods):
        raise Wrong("method")
    if "period" in stated:  # a part of a year tells nothing of the peers, who rate once a year
        period = _get(stated, "period", str)
        if not PERIOD.fullmatch(period) or ("-" in period and not set(methods) <= NOT_DRAWN):
            raise Wrong("keys", what="period, methods")
    if "levels_from" in stated and not (_get(stated, "levels_from", str).strip() and "supervisor" in methods):
        raise Wrong("keys", what="levels_from")
    if "organisation_predicate" in stated:
        given = _get(stated, "organisation_predicate", dict)
        predicate, source, day = (_get(given, name, str) for name in ("predicate", "source", "day"))
        if predicate not in ORGANISATION or not source.strip() or not DAY.fullmatch(day) or len(given) > 3:
            raise Wrong("keys", what="organisation_predicate")
    counts = [_get(stated, "forms", int)]
    if stated.get("format", 1) < 2:  # from format 2 on every counted form has a receipt
        counts.append(_get(stated, "imported", int))
    elif "imported" in stated or not isinstance(stated.get("imported_whole"), bool):
        raise Wrong("keys", what="imported_whole")
    if min(counts) < 0:
        raise Wrong("keys", what="forms, imported")
    _get(stated, "people_in_shown_rows", dict)
    days = [_get(stated, name, str) for name in ("start", "end")]
    if days != sorted(days) or not all(DAY.fullmatch(day) for day in days):
        raise Wrong("keys", what="start, end")


def _check_files(
    package: Package, description: dict[str, Any], log: Log, tables: Mapping[str, str] = {**COLUMNS, "instrument": ""}
) -> None:
    listed = {"datapackage.json"}
    for resource in _list(description, "resources", dict):
        name = _get(resource, "path", str)
        if "/" in name or "\\" in name or name.startswith("."):
            raise Wrong("address", what=repr(name))
        listed.add(name)
        if name.endswith(".csv") and name[:-4] not in {**tables, **OPTIONAL}:
            log.add("unknown_table", f"{package.cycle}/{name}", what=name)
        try:
            data = _bytes(package, name, log)
        except Wrong:
            continue
        if resource.get("hash") != "sha256:" + package.digests[name] or resource.get("bytes") != len(data):
            log.add("changed_file", f"{package.cycle}/{name}", what=name)
    for table in tables:
        name = f"{table}.{'json' if table == 'instrument' else 'csv'}"
        if name not in listed:
            log.add("malformed", f"{package.cycle}/{name}", what=name, why=words("not_listed"))
    for path in sorted(package.folder.iterdir()):
        if path.name not in listed | UNLISTED:
            log.add("extra_file", f"{package.cycle}/{path.name}", what=path.name)
    log.checked["files"] += len(listed)


def _read_limits(package: Package, log: Log) -> None:
    disclosure = _get(package.stated, "disclosure", dict)
    for name in THRESHOLDS:
        value = _get(disclosure, name, int)
        if value < FLOOR:
            log.add("low_threshold", f"{package.cycle}/datapackage.json", what=name, value=value, floor=FLOOR)
        package.limits[name] = max(value, FLOOR)
    least = package.limits["min_ratings_for_shares"]
    package.limits[PEOPLE_FOR_SHARES] = least
    if PEOPLE_FOR_SHARES in disclosure:  # packages of before the rule do not state it
        package.limits[PEOPLE_FOR_SHARES] = max(_get(disclosure, PEOPLE_FOR_SHARES, int), least)
    if package.format > 1:  # three coded shares of few people leave surely one to four of them in a band
        package.limits[BANDS_OF_PEOPLE] = max(package.limits[PEOPLE_FOR_SHARES], 16 * package.limits["min_ratees"])
    if package.format >= BOTH_SIDES:
        package.limits[TENTHS] = max(40, least)


def _instrument(value: dict[str, Any], methods: list[str]) -> Instrument:
    scale = _get(value, "scale", dict)
    low, high = _get(scale, "min", int), _get(scale, "max", int)
    points = _get(value, "bands", dict)
    bands = [_list(points, band, int) for band in ("low", "mid", "high")]
    if not 0 <= low < high <= 100 or [p for b in bands for p in b] != [*range(low, high + 1)] or not all(bands):
        raise Wrong("bands")
    names: dict[str, Words] = {}
    items: dict[tuple[str, str], int] = {}
    for criterion in _list(value, "criteria", dict):
        code, name = _get(criterion, "code", str), criterion.get("name")
        said = {"id": code, "en": code} | (name if isinstance(name, dict) else {})
        names[code] = Words(str(said["id"]), str(said["en"]))
        for item in _list(criterion, "items", dict):
            for method in set(_list(item, "methods", str)) & set(methods) if item.get("methods") else methods:
                items[method, code] = items.get((method, code), 0) + 1
    return Instrument(low, high, tuple((b[0], b[-1]) for b in bands), names, items)


def _table(package: Package, table: str, log: Log) -> list[Row]:
    name = f"{table}.csv"
    data = _bytes(package, name, log)
    header = (COLUMNS | OPTIONAL | MIRROR)[table].split(",")
    header += ["comparable_with"] if table == "plan" and package.format >= BOTH_SIDES else []
    try:
        lines = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Wrong("not_csv") from error
    if not lines or lines[0] != header:
        raise Wrong("header")
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows(lines)
    if again.getvalue().encode() != data:
        raise Wrong("csv_form")
    rows: list[Row] = []
    before: tuple[str, ...] = ()
    for line, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(header):
            raise Wrong("columns", line=line)
        row = Row(line, dict(zip(header, cells, strict=True)))
        key = tuple(cells[: KEYS[table]])
        if key == before:
            log.add("repeated_row", package.where(table, line))
        elif key < before:
            log.add("wrong_order", package.where(table, line))
        if row["cycle"] != package.stated["cycle"]:
            log.add("malformed", package.where(table, line), what=words("line", file=name, line=line), why="cycle")
        before = key
        rows.append(row)
    log.checked["rows"] += len(rows)
    return rows


def _read_optional(package: Package, log: Log) -> None:
    """`audit.json` and `release.json` do not exist yet while a package is staged."""
    where = f"{package.cycle}/audit.json"
    try:
        if (package.folder / "audit.json").exists():
            verdict = _json(package, "audit.json", log).get("verdict")
            if verdict != "NONE_FOUND":
                log.add("stored_verdict", where, value=verdict)
        where = f"{package.cycle}/release.json"
        if (package.folder / "release.json").exists():
            package.release = _json(package, "release.json", log)
    except Wrong as error:
        _malformed(log, where, where, error)


def figure(package: Package, log: Log, place: tuple[str, Row, str], read: Callable[[str], Any], cell: Words) -> Any:
    """The figure in one cell, or None with a finding when it is written in a way the rules don't allow."""
    table, row, column = place
    try:
        return read(row[column])
    except Wrong as error:
        said = {"value": row[column], "column": column, "cell": cell, "why": error.words}
        log.add("bad_value", package.where(table, row.line), **said)
        return None


def packages_in(folders: Sequence[Path], log: Log) -> Iterator[Package]:
    """The readable packages of `folders`, in the order of cycle and folder name."""
    shelves = [
        sorted(f.glob("*")) if f.name == "citizens" and f.is_dir() and not (f / "datapackage.json").exists() else [f]
        for f in map(Path, folders)
    ]
    found = [p for shelf in shelves for f in shelf if (p := read_package(f, log))]
    yield from sorted(found, key=lambda p: (p.cycle, str(p.folder)))
