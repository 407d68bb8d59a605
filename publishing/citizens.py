"""From what citizens said (`assessment/citizens.py`) to a dated package of its own: which figures are shown, and its files.

What is withheld follows from numbers of people alone, never from what they said (R10, decision 21). A survey's index needs five
respondents, its elements thirty; a number of complaints needs five of them, or none; what shown parts leave of a shown whole, and
what two releases differ by, needs as many or is nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assessment.citizens import ELEMENTS, SURVEY, Measure
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
Key = tuple[str, str]


def build(
    cycle: str, title: str, rows: Sequence[Measure], organisation: Organisation, earlier: Iterable[Mapping[str, str]]
) -> dict[str, bytes]:
    """Return file name → bytes of the package, without `audit.json` and `release.json`. `earlier`: rows of the releases before it."""
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


def shown(rows: Sequence[Measure], earlier: Sequence[Mapping[str, str]]) -> set[Key]:
    """Return the (unit, measure) whose value is shown; decided by numbers of people and units alone."""
    people = {(r.unit, r.measure): _people(r, rows) for r in rows}
    kept = {k for k, n in people.items() if n == 0 or n >= least(k[1])}
    for row in earlier:
        for r in rows if row["status"] == SHOWN else ():
            same = r.measure == row["measure"] and fold(r.unit) == fold(row["unit"])
            if same and r.start <= row["end"] and row["start"] <= r.end:
                apart = abs(people[r.unit, r.measure] - _were(row, earlier))
                kept -= {(r.unit, r.measure)} if 0 < apart < least(r.measure) else set()
    for measure in {r.measure for r in rows}:
        units = {unit: n for (unit, m), n in people.items() if m == measure}
        there = {unit for unit, m in kept if m == measure}
        while smallest := next(
            filter(None, (_too_telling(w, units, there, least(measure)) for w in sorted(there))), ""
        ):
            there.discard(smallest)
            kept.discard((smallest, measure))
    return {k for k in kept if k[1] in SURVEY or k[1] == "received" or (k[0], "received") in kept}


def least(measure: str) -> int:
    """Return how many people a shown figure is made of at least."""
    return RESPONDENTS if measure in ELEMENTS else FEW


def _people(row: Measure, rows: Sequence[Measure]) -> int:
    """Return whose figure it is: respondents, those who complained, or those who were answered."""
    if row.measure in SURVEY:
        return row.respondents
    of = "answered" if row.measure == "median_days" else "received"
    return int(next(r.value for r in rows if (r.unit, r.measure) == (row.unit, of)))


def _were(row: Mapping[str, str], earlier: Sequence[Mapping[str, str]]) -> int:
    """Return the people of an earlier release's shown row."""
    if row["respondents"]:
        return int(row["respondents"])
    of = "answered" if row["measure"] == "median_days" else "received"
    same = ("cycle", "unit", "start", "end", "release")
    return int(next(r["value"] for r in earlier if r["measure"] == of and all(r[c] == row[c] for c in same)))


def _too_telling(whole: str, units: Mapping[str, int], there: set[str], few: int) -> str:
    """Return the smallest shown part of a whole whose other parts are too few people; nothing where none is.

    Parts are named by their path. Where none is, units that add up to one of them are its parts.
    """
    below = [u for u in there if u.startswith(f"{whole} / ")]
    parts = [u for u in below if not any(u.startswith(f"{b} / ") for b in below)]
    others = units.keys() - {whole}
    if (
        not any(u.startswith(f"{whole} / ") for u in units)
        and len(others) > 1
        and sum(units[u] for u in others) == units[whole]
    ):
        parts = sorted(there - {whole})
    left = units[whole] - sum(units[u] for u in parts)
    return min((u for u in parts if units[u]), key=lambda u: (units[u], u), default="") if 0 < left < few else ""
