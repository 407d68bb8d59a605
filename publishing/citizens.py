"""From what citizens said (`assessment/citizens.py`) to a dated package of its own: which figures are shown, and its files.

What is withheld follows from numbers of people alone, never from what they said (R10, decision 21). A survey's index needs five
respondents, its elements thirty; a number of complaints needs five of them, or none; what shown parts leave of a shown whole, and
what two releases differ by, needs as many or is nobody.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from assessment.citizens import COUNTS, ELEMENTS, SURVEY, Measure
from assessment.organisation import Organisation
from assessment.text import fold
from kinerja_words.problems import say
from publishing.package import SHOWN, WITHHELD, resource_of, schema_of, table_bytes, to_json
from publishing.values import X

FOLDER = "citizens"
HEADER = (
    "cycle", "unit", "measure", "label", "value", "respondents", "criterion", "start", "end", "source", "source_day", "status",
)  # fmt: skip
FEW, RESPONDENTS = 5, 30
Unit = tuple[str, ...]
People = dict[tuple[Unit, str], int]
"""How many people a figure is of, by the folded path of its unit and its measure."""


def build(
    cycle: str, title: str, rows: Sequence[Measure], organisation: Organisation, earlier: Iterable[Sequence[Measure]]
) -> dict[str, bytes]:
    """Return file name → bytes of the package, without `audit.json` and `release.json`. `earlier`: what the releases before it
    show (`told`)."""
    kept = shown(rows, list(earlier))
    lines = sorted(
        (cycle, r.unit, r.measure, r.label, r.value if (r.unit, r.measure) in kept else X, str(r.respondents or ""), r.criterion, r.start,
         r.end, r.source, r.source_day, SHOWN if (r.unit, r.measure) in kept else WITHHELD)
        for r in rows
    )  # fmt: skip
    data = table_bytes(HEADER, lines)
    described = {
        "profile": "data-package",
        "name": f"kinerja-warga-{cycle}",
        "title": f"{say(organisation.name)}: {title}",
        "resources": [resource_of("citizens.csv", data, schema_of(HEADER, 3, ("label", "respondents", "criterion")))],
        "kinerja": {
            "kind": FOLDER, "format": 1, "cycle": cycle, "organisation": {"name": dict(organisation.name)},
            "disclosure": {"min_people": FEW, "min_respondents": RESPONDENTS},
        },
    }  # fmt: skip
    return {"citizens.csv": data, "datapackage.json": to_json(described)}


def told(table: bytes) -> list[Measure]:
    """Return what a released `citizens.csv` shows."""
    texts = [f.name for f in fields(Measure) if f.name != "respondents"]
    lines = [r for r in csv.DictReader(io.StringIO(table.decode(), newline="")) if r["status"] == SHOWN]
    return [Measure(respondents=int(r["respondents"] or 0), **{name: r[name] for name in texts}) for r in lines]


def shown(rows: Sequence[Measure], earlier: Sequence[Sequence[Measure]]) -> set[tuple[str, str]]:
    """Return the (unit, measure) whose value is shown beside what each earlier release shows; decided by numbers of people and units."""
    people, kept = _people(rows), set[tuple[Unit, str]]()
    days = {(r.measure in SURVEY, r.start, r.end) for r in rows}
    before = [
        _people(
            [r for r in told if any((r.measure in SURVEY) == s and r.start <= b and a <= r.end for s, a, b in days)]
        )
        for told in earlier
    ]
    wanted = {k for k, n in people.items() if not n or n >= least(k[1])}
    for old in before:
        wanted = {k for k in wanted if not _apart(k, people[k], old)}
    while wanted != kept:  # what goes may leave less of something else
        kept = set(wanted)
        for old, measure in ((old, m) for old in ({}, *before) for m in sorted({m for _, m in people})):
            units = {unit: n for (unit, m), n in people.items() if m == measure}
            while gone := _too_telling(measure, units, {u for u, m in wanted if m == measure}, old):
                wanted.discard((gone, measure))
        wanted = {(u, m) for u, m in wanted if all((u, n) in wanted for n in _needs(m) if (u, n) in people)}
    return {(r.unit, r.measure) for r in rows if (_path(r.unit), r.measure) in kept}


def least(measure: str) -> int:
    """Return how many people a shown figure is made of at least."""
    return RESPONDENTS if measure in ELEMENTS else FEW


def _path(unit: str) -> Unit:
    return tuple(map(fold, unit.split(" / ")))


def _people(rows: Sequence[Measure]) -> People:
    """Return whose figures they are: respondents, those who complained, or of a median those who were answered."""
    counts = {(r.unit, r.measure): int(r.value) for r in rows if r.measure in COUNTS}
    of = {"median_days": "answered"}
    return {(_path(r.unit), r.measure): r.respondents or counts[r.unit, of.get(r.measure, "received")] for r in rows}


def _apart(key: tuple[Unit, str], people: int, old: People) -> bool:
    """Tell whether few people made the difference to what was shown before: of the same, or of an index and an element of its mean."""
    unit, measure = key
    alike = [m for m in SURVEY if "skm" in (m, measure)] if measure in SURVEY else []
    few = {**dict.fromkeys(alike, FEW), measure: least(measure)}
    return any(0 < abs(people - old.get((unit, m), people)) < n for m, n in few.items())


def _needs(measure: str) -> Sequence[str]:
    """Return what a unit must show, where it is told, for a measure to be shown: the ninth element follows from eight and the index."""
    return SURVEY if measure in ELEMENTS else () if measure in SURVEY else ("received",)


def _too_telling(measure: str, units: Mapping[Unit, int], there: set[Unit], old: People) -> Unit:
    """Return the smallest shown part of a whole whose other parts are too few people, or that whole where its parts were shown before.

    Parts are named by their path. Where none is, units that add up to one of them are its parts.
    """
    known = {u: n for (u, m), n in old.items() if m == measure} | {u: units[u] for u in there}
    parts = defaultdict[Unit, list[Unit]](list)
    for unit in known:
        parts[next((unit[:i] for i in range(len(unit) - 1, 0, -1) if unit[:i] in known), ())].append(unit)
    total = sum(units.values())
    for whole in sorted(known):
        below = parts[whole]
        if (
            len(units) > 2
            and total == 2 * units.get(whole, 0)
            and not any(u[:-1][: len(whole)] == whole for u in units)
        ):
            below = [u for u in known if u != whole]
        if 0 < known[whole] - sum(known[u] for u in below) < least(measure):
            gone = min((u for u in below if u in there and units[u]), key=lambda u: (units[u], u), default=whole)
            if gone in there and below:
                return gone
    return ()
