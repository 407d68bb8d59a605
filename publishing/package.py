"""From stored counts to the files of a data package (docs/formats.md), and the one way they reach the disk."""

from __future__ import annotations

import csv
import ctypes
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from assessment.instrument import Instrument
from assessment.method import OFFICIAL, Method
from assessment.organisation import Disclosure, Organisation
from assessment.predicate import PREDICATES, Predicate
from kinerja_words.problems import say
from kinerja_words.shape import read_json
from publishing.count import Cell, MethodCounts
from publishing.mask import ROOT
from publishing.plan import Plan
from publishing.values import X, code_share, shares_together

FORMAT = 5
"""1: version 0.1.0. 2: every counted form has a receipt (`imported` is gone), `imported_whole` for a cycle that came as a file.
3: `comparable_with`, means of few ratings in steps of 0.5, receipts of shown methods alone, both sides of a number of people masked.
4: results by the supervisor's level, `conversations.csv`, the organisation's predicate. 5: method `subordinate`, where many forms are about few people."""
SHOWN, WITHHELD = "shown", "withheld"
Row = tuple[str, ...]
Schema = Mapping[str, Any]

TABLES: dict[str, tuple[Row, int]] = {
    "results.csv": (
        ("cycle", "group_type", "group", "method", "criterion", "assessments",
         "mean", "low_share", "mid_share", "high_share", "status"), 5,
    ),
    "participation.csv": (("cycle", "group_type", "group", "method", "assigned", "assessments", "status"), 4),
    "predicates.csv": (("cycle", "group_type", "group", "predicate", "share", "status"), 4),
    "plan.csv": (("cycle", "method", "group_type", "group", "parent", "members", "heads", "comparable_with"), 4),
    "receipts.csv": (("cycle", "receipt"), 2),
}  # fmt: skip
"""File name → header and how many of its first columns are the key."""

TWO_CLASSES = ("baik + sangat_baik", "butuh_perbaikan + kurang + sangat_kurang")
"""*Baik* or better, and all below it."""
CHOICES = {
    "group_type": ("organisation", "publication_group"),
    "status": (SHOWN, WITHHELD),
    "predicate": (*PREDICATES, *TWO_CLASSES),
}


@dataclass(frozen=True)
class Release:
    """Everything a package is a function of. Dates are ISO days; `period` is what was evaluated (`Cycle.period`),
    `organisation_predicate` that of the whole office with its source: `predicate`, `source`, `day`. `levels_from`: where predicates
    were given instead; then `recap` has their coded shares in the whole office, or none.

    `comparable`: (method, group) → published cycles whose row is about the same people (R6). `reduced` is R5's answer to what
    the auditor discloses, by method or file, always of all its rows and criteria, so that it points at none. Of a method:
    1 the organisation only, 2 that without shares, 3 nothing. Of another table: 1 two classes or no shares, 2 nothing.
    """

    cycle: str
    title: str
    start: str
    end: str
    closed: str
    methods: tuple[Method, ...]
    plan: Plan
    counts: Mapping[Method, MethodCounts]
    instrument: Instrument
    organisation: Organisation
    receipts: Mapping[Method, Sequence[str]] = field(default_factory=dict)
    imported_whole: bool = False
    period: str = ""
    organisation_predicate: Mapping[str, str] | None = None
    levels_from: str = ""
    recap: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    reduced: Mapping[str, int] = field(default_factory=dict)
    comparable: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    extra_tables: Mapping[str, tuple[Row, Sequence[Row], Schema]] = field(default_factory=dict)

    @property
    def disclosure(self) -> Disclosure:
        """The thresholds in force."""
        return self.organisation.disclosure

    @property
    def fallback(self) -> tuple[tuple[str, str], ...]:
        """The (method, criterion) pairs of which no group is shown by R5: all of a method or none."""
        return tuple(sorted((m, c.code) for m in self.methods if m in self.reduced for c in self.instrument.asked(m)))

    @property
    def listed(self) -> list[str]:
        """The receipts of the methods whose number of forms is shown: of another their number would tell it."""
        shown = [m for m in self.methods if self.counts[m].participation[ROOT].shown]
        return sorted(code for m in shown for code in self.receipts.get(m, ()))


class Finding(Protocol):
    """What the loop of R5 needs of an auditor's finding: its kind, and the (method, criterion) it belongs to."""

    @property
    def kind(self) -> str:
        """`DISCLOSURE` or another kind."""

    @property
    def where(self) -> str:
        """The row it speaks of, `<cycle>/<table>:<row>`, or a file."""

    @property
    def pair(self) -> tuple[str, str] | None:
        """The (method, criterion) the finding is about, if it is about one."""


class Report(Protocol):
    """What the loop of R5 needs of an auditor's report."""

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings."""


AnyReport = TypeVar("AnyReport", bound=Report)


def build_package(release: Release) -> dict[str, bytes]:
    """Return file name → bytes of the package, without `audit.json` and `release.json`. Same records, same bytes."""
    tables: dict[str, tuple[Row, Iterable[Row], Schema]] = {
        name: (header, rows, schema_of(header, keys))
        for (name, (header, keys)), rows in zip(
            TABLES.items(),
            (_results(release), _participation(release), _predicates(release), _plan(release), _receipts(release)),
            strict=True,
        )
    }
    tables.update(release.extra_tables)
    files = {name: table_bytes(h, _reduced(release, name, h, sorted(rows))) for name, (h, rows, _) in tables.items()}
    files["instrument.json"] = to_json({**release.instrument.source, "bands": _bands(release.instrument)})
    files["notes.md"] = release.notes.get("id", "").encode()
    if release.notes.get("en"):
        files["notes.en.md"] = release.notes["en"].encode()
    resources = [resource_of(name, files[name], tables[name][2] if name in tables else None) for name in sorted(files)]
    files["datapackage.json"] = to_json(_descriptor(release, resources))
    return dict(sorted(files.items()))


def _reduced(release: Release, name: str, header: Row, rows: list[Row]) -> list[Row]:
    """Return the rows of a table without what R5 takes from all of them: the shares, or every figure."""
    level = release.reduced.get(name, 0)
    gone = {n for n, column in enumerate(header) if column.endswith("_share") or (level > 1 and column in FIGURES)}
    if not level or "status" not in header:
        return rows
    return [
        tuple(WITHHELD if level > 1 and header[n] == "status" else X if n in gone else v for n, v in enumerate(r))
        for r in rows
    ]


FIGURES = {"people", "share", "responses", "mean", "participants"}
"""Columns of figures besides `…_share`."""


def build_cleared(
    release: Release, audit: Callable[[dict[str, bytes]], AnyReport]
) -> tuple[Release, dict[str, bytes], AnyReport]:
    """Build, audit, and reduce what the auditor discloses (R5), step by step, until it discloses nothing that a step would mend.

    At most three rounds a method and two a table. Returns the release as built, its files and the last report; the caller
    looks at its verdict.
    """
    most = dict.fromkeys(release.methods, 3) | {"predicates.csv": 2} | dict.fromkeys(release.extra_tables, 2)
    while True:
        files = build_package(release)
        report = audit(files)
        told = {f.pair[0] if f.pair else _table(f.where, release) for f in report.findings if f.kind == "DISCLOSURE"}
        next_ = {
            what: level for what in told & most.keys() if (level := release.reduced.get(what, 0) + 1) <= most[what]
        }
        if not next_:
            return release, files, report
        release = replace(release, reduced={**release.reduced, **next_})


def _table(where: str, release: Release) -> str:
    """Return the file of a finding's row (`<cycle>/<table>:<row>`), of this release; else nothing."""
    found = re.fullmatch(rf"{re.escape(release.cycle)}/([a-z_]+):\d+", where)
    return f"{found[1]}.csv" if found else ""


def release_json(
    cycle: str, published: str, trail_head: str, package: str, previous: str, trail_key: str = ""
) -> bytes:
    """Return `release.json`: `published` an ISO day, the others hex digests or empty; `package` is `package_hash`. Releases of
    offices that sign their trail name the public key, hex; earlier ones have no such field."""
    return to_json(
        {"cycle": cycle, "published": published, "trail_head": trail_head, "package": package, "previous": previous}
        | ({"trail_key": trail_key} if trail_key else {})
    )


def package_hash(package: Mapping[str, bytes] | Path) -> str:
    """Return the sha256 of `datapackage.json`, which holds the hashes of all other files."""
    data = (package / "datapackage.json").read_bytes() if isinstance(package, Path) else package["datapackage.json"]
    return hashlib.sha256(data).hexdigest()


def write_package(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a package so that a kill at any point leaves the old folder or the new one, never a mixture.

    The files are staged in a sibling folder whose name begins with a dot, synced, and swapped in by one rename. What a
    kill leaves beside is settled by the next call. One caller at a time: the office holds a lock.
    """
    settle(folder)
    staged, _ = _beside(folder)
    staged.mkdir(parents=True)
    for name, data in files.items():
        with (staged / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync(staged)
    if folder.exists():
        _swap(staged, folder)
        _sync(folder.parent)
        shutil.rmtree(staged)
    else:
        staged.rename(folder)
        _sync(folder.parent)


def settle(folder: Path) -> None:
    """Undo what a killed `write_package` of this very folder left: a folder that was moved away comes back first."""
    staged, aside = _beside(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
        _sync(folder.parent)
    for left in (staged, aside):
        shutil.rmtree(left, ignore_errors=True)


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds every file of its package, with the bytes that its release was made of."""
    try:
        stated = read_json((folder / "datapackage.json").read_bytes())["resources"]
        files = {str(r["path"]): str(r["hash"]).removeprefix("sha256:") for r in stated}
        released = str(read_json((folder / "release.json").read_bytes())["package"])
        return released == package_hash(folder) and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _beside(folder: Path) -> tuple[Path, Path]:
    """Return the names that only `write_package` uses: of what is to come, and of what goes."""
    staged = folder.with_name(f".{folder.name}.staged")
    return staged, staged.with_name(staged.name + ".old")


def to_json(value: object) -> bytes:
    """Return JSON as the package writes it: UTF-8, keys in their order, two spaces, a final newline."""
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def people_in_shown_rows(release: Release, method: Method) -> int:
    """Return the whole percent (half up) of heads in at least one group row that is shown for some criterion."""
    rows = release.plan.of(method)
    whole = sum(r.heads for r in rows if r.group == ROOT)
    shown = {
        group
        for criterion, cells in release.counts[method].criteria.items()
        if method not in release.reduced
        for group, cell in cells.items()
        if cell.shown
    }
    inside = sum(r.heads for r in rows if r.parent == ROOT and r.group in shown)
    return (200 * inside + whole) // (2 * whole) if whole else 0


def _results(release: Release) -> Iterable[Row]:
    for method in release.methods:
        level = release.reduced.get(method, 0)
        for row in release.plan.of(method):
            for criterion, cells in release.counts[method].criteria.items():
                key = (release.cycle, row.group_type, row.group, method, criterion)
                cell = cells[row.group]
                if not cell.shown or level > 2 or (row.group != ROOT and level):
                    yield (*key, X, X, X, X, X, WITHHELD)
                else:
                    mean, *shares = cell.figures
                    yield (*key, str(cell.forms), mean, *([X] * 3 if level > 1 else shares), SHOWN)


def _participation(release: Release) -> Iterable[Row]:
    for method in release.methods:
        for row in release.plan.of(method):
            taken = release.counts[method].participation[row.group]
            figures = (str(taken.assigned), str(taken.forms), SHOWN) if taken.shown else (X, X, WITHHELD)
            yield (release.cycle, row.group_type, row.group, method, *figures)


def _predicates(release: Release) -> Iterable[Row]:
    if OFFICIAL not in release.methods:
        return
    if release.levels_from:  # raters are not known: the whole office alone, all of it or nothing
        shown = bool(release.recap) and "predicates.csv" not in release.reduced
        for code, share in zip(PREDICATES, release.recap, strict=True) if shown else ((c, X) for c in TWO_CLASSES):
            yield (release.cycle, "organisation", ROOT, code, share, SHOWN if shown else WITHHELD)
        return
    for row in release.plan.of(OFFICIAL):
        cell = release.counts[OFFICIAL].predicates.get(row.group, Cell(False))
        level = release.reduced.get("predicates.csv", 0)
        for code in TWO_CLASSES if level else predicate_classes(cell, release.disclosure):
            key = (release.cycle, row.group_type, row.group, code)
            count = sum(cell.counts[PREDICATES.index(p)] for p in members(code)) if cell.shown else 0
            yield (*key, code_share(count, cell.forms), SHOWN) if cell.shown else (*key, X, WITHHELD)


def members(code: str) -> list[Predicate]:
    """Return the predicates of a class: one, or several joined by ` + `."""
    return [p for p in PREDICATES if p in code.split(" + ")]


def predicate_classes(cell: Cell, disclosure: Disclosure) -> tuple[str, ...]:
    """Return the classes whose shares a row has: *Baik* or better and below it, until `shares_together` forms (80); then all.

    Coded shares that add up to a known number of people leave, in a fifth of draws of fifty, surely one to four of them in a
    class, three classes as five; two never do from fifty on (`bench/shares_together.py`). A withheld row has the classes of a
    small one.
    """
    if cell.shown and cell.forms >= shares_together(disclosure):
        return PREDICATES
    return TWO_CLASSES


def _plan(release: Release) -> Iterable[Row]:
    for r in release.plan.rows:
        if r.method in release.methods:
            same = " + ".join(sorted(release.comparable.get((r.method, r.group), ())))
            yield (release.cycle, r.method, r.group_type, r.group, r.parent, " + ".join(r.members), str(r.heads), same)


def _bands(instrument: Instrument) -> dict[str, list[int]]:
    """Return the bands in full: an instrument may leave them to the default, a package leaves nothing to its reader."""
    return {name: sorted(points) for name, points in zip(("low", "mid", "high"), instrument.bands, strict=True)}


def _receipts(release: Release) -> Iterable[Row]:
    return ((release.cycle, code) for code in release.listed)


def table_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """Return a table as a package writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def schema_of(header: Row, keys: int, blank: Sequence[str] = ("parent", "comparable_with")) -> Schema:
    """Return the schema of a table: its columns, of which some may be `blank`, and how many of them are the key."""
    fields = []
    for name in header:
        constraints: dict[str, Any] = {"required": True} if name not in blank else {}
        if name in CHOICES:
            constraints["enum"] = list(CHOICES[name])
        fields.append({"name": name, "type": "string"} | ({"constraints": constraints} if constraints else {}))
    return {"fields": fields, "primaryKey": list(header[:keys])}


def resource_of(name: str, data: bytes, schema: Schema | None) -> dict[str, Any]:
    """Describe a file of a package; a table by its schema."""
    stem, _, kind = name.rpartition(".")
    resource: dict[str, Any] = {
        "name": re.sub(r"[^-a-z0-9._]", "-", (stem if schema is not None else name).lower()),
        "path": name,
        "format": kind,
        "mediatype": {"csv": "text/csv", "json": "application/json", "md": "text/markdown"}[kind],
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
    }
    return resource | ({"profile": "tabular-data-resource", "schema": schema} if schema is not None else {})


def _descriptor(release: Release, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "kinerja-" + re.sub(r"[^-a-z0-9._]", "-", release.cycle.lower()),
        "title": f"{say(release.organisation.name)}: {release.title}",
        "resources": list(resources),
        "kinerja": {
            "format": FORMAT,
            "cycle": release.cycle,
            "title": release.title,
            "start": release.start,
            "end": release.end,
            **({"period": release.period} if release.period else {}),
            **(
                {"organisation_predicate": dict(release.organisation_predicate)}
                if release.organisation_predicate
                else {}
            ),
            **({"levels_from": release.levels_from} if release.levels_from else {}),
            "closed": release.closed,
            "methods": list(release.methods),
            "instrument": {"code": release.instrument.code, "version": release.instrument.version},
            "organisation": {"name": dict(release.organisation.name)},
            "disclosure": release.disclosure.to_doc(),
            "imported_whole": release.imported_whole,
            "forms": len(release.listed),
            "people_in_shown_rows": {m: people_in_shown_rows(release, m) for m in release.methods},
            "fallback": [list(pair) for pair in release.fallback],
        },
    }


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(one: Path, other: Path) -> None:
    """Exchange two folders at once (Linux renameat2); where that is missing by three renames, `other` last."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
        if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
            return
    except (AttributeError, OSError):
        pass
    _, aside = _beside(other)
    other.rename(aside)
    one.rename(other)
    aside.rename(one)


AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Of linux/fcntl.h and linux/fs.h."""
