"""Invented data packages in exactly the format of docs/formats.md, for the pages to be drawn from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
RESULTS = [
    "cycle",
    "group_type",
    "group",
    "method",
    "criterion",
    "assessments",
    "mean",
    "low_share",
    "mid_share",
    "high_share",
    "status",
]
PARTICIPATION = ["cycle", "group_type", "group", "method", "assigned", "assessments", "status"]
PREDICATES = ["cycle", "group_type", "group", "predicate", "share", "status"]
PLAN = ["cycle", "method", "group_type", "group", "parent", "members", "heads"]
PREDICATE_CODES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
FURTHER = {
    "goals.csv": """cycle,group_type,group,band,people,share,status
C,organisation,*,below,55,≤10,shown
C,organisation,*,near,55,30,shown
C,organisation,*,reached,55,60,shown
C,organisation,*,unreported,55,≤10,shown
C,publication_group,Kelurahan,below,x,x,withheld
C,publication_group,Kelurahan,near,x,x,withheld
C,publication_group,Kelurahan,reached,x,x,withheld
C,publication_group,Kelurahan,unreported,x,x,withheld
""",
    "consultation.csv": """cycle,stage,question,aspect,responses,mean,low_share,mid_share,high_share,status
C,after,adil,process,57,3.7,≤10,40,60,shown
C,after,bermanfaat,process,57,3.7,≤10,35,60,shown
C,after,jelas,process,57,3.8,≤10,35,60,shown
C,before,komunikasi,clear,54,3.7,≤10,30,65,shown
C,before,komunikasi,fair,x,x,x,x,x,withheld
""",
    "training.csv": """cycle,programme,criterion,title_id,title_en,planned,held,participants,status
C,keluhan,keluhan,Menangani keluhan,Handling complaints,2026-10-06,,x,withheld
C,kecil,adaptif,Kelas kecil,Small class,2026-03-01,2026-03-02,x,withheld
C,komunikasi,komunikasi,Teknik komunikasi,Communication techniques,2026-03-10,2026-03-11,24,shown
""",
    "follow_up.csv": """cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en
C,buku,keluhan,Satu buku keluhan dipakai.,One complaints book is used.,Kepala Seksi Pemerintahan,2026-03-31,doing,,
C,latihan,komunikasi,Pelatihan diadakan.,Training is held.,Sekretaris Kecamatan,2026-05-29,done,Diadakan 2 hari.,Held for 2 days.
""",
    "responses.csv": """cycle,stage,theme,said_id,said_en,did_id,did_en
C,after,giliran,Kami ingin mendapat giliran.,We want a turn.,Giliran kedua dijadwalkan.,A second round is set.
""",
}
DISCLOSURE = {
    "min_forms": 10, "min_raters": 5, "min_ratees": 5, "min_rest": 5,
    "min_heads": 15, "min_supervisors": 7, "min_ratings_for_shares": 40,
}  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """One invented cycle."""

    cycle: str
    title: str
    start: str
    end: str
    published: str
    instrument: Mapping[str, Any]
    groups: Sequence[tuple[str, str, str, int]]  # name, parent, members, heads (the organisation first)
    mean: Callable[[str, str, str], float]  # group, method, criterion
    withheld: Callable[[str, str, str], bool] = lambda group, method, criterion: False
    methods: Sequence[str] = ("self", "supervisor", "peer")
    leaders: Mapping[str, int] = field(
        default_factory=dict
    )  # group → leaders with five reports or more, where it is planned
    closed: str = ""
    period: str = ""
    organisation: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    name: Mapping[str, str] = field(default_factory=lambda: {"id": "Kecamatan Senapelan", "en": "Senapelan District"})


def noise(*parts: str) -> float:
    """Return a fixed number in [-1, 1) for a name."""
    return hashlib.sha256("|".join(parts).encode()).digest()[0] / 128 - 1


def coded(mean: float, low: int, high: int) -> str:
    """Write a mean as R5 says."""
    if mean <= low + 0.5:
        return f"≤{low + 0.5}"
    return f"≥{high - 0.5}" if mean >= high - 0.5 else f"{mean:.1f}"


def shares(mean: float, low: int, high: int) -> tuple[str, str, str]:
    """Invent three band shares that go with a mean."""
    place = (mean - low) / (high - low)
    top = min(max(round((place * 130 - 30) / 5) * 5, 0), 95)
    bottom = min(max(round((60 - place * 80) / 5) * 5, 0), 100 - top)

    def code(v: int) -> str:
        return "≤10" if v <= 10 else "≥90" if v >= 90 else str(v)

    return code(bottom), code(100 - top - bottom), code(top)


OFFICE = """
name = { id = "Puskesmas Contoh", en = "Example Health Centre" }
parent = { id = "Kota Lain", en = "Another City" }
url = "https://contoh.example/kinerja/"
logo = "lambang.svg"
[colours]
accent = "#ffee00"
data = "#0000ff"
mark = "#777777"
[contact]
email = "kantor@contoh.example"
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'


def other_office(content: Path) -> Path:
    """Write the smallest content folder of another office: no pages, no terms, its own address, logo and colours."""
    content.mkdir(parents=True)
    (content / "organisation.toml").write_text(OFFICE, "utf-8")
    (content / "lambang.svg").write_text(LOGO, "utf-8")
    return content


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write one CSV, sorted by its key columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted(rows))
    return out.getvalue().encode()


def write_package(packages: Path, spec: Spec, previous: str = "") -> None:
    """Write one package."""
    low, high = spec.instrument["scale"]["min"], spec.instrument["scale"]["max"]
    results, participation, predicates, plan = [], [], [], []
    for group, parent, members, heads in spec.groups:
        kind = "organisation" if group == "*" else "publication_group"
        for method in spec.methods:
            if method == "subordinate" and group not in spec.leaders:
                continue
            people, each = (
                (spec.leaders[group], 7) if method == "subordinate" else (heads, 5 if method == "peer" else 1)
            )
            sent = max(round(people * each * (0.93 + 0.03 * noise(spec.cycle, group, method))), 1)
            hidden = spec.withheld(group, method, "")
            counts = ("x", "x", "withheld") if hidden else (str(people * each), str(sent), "shown")
            participation.append((spec.cycle, kind, group, method, *counts))
            plan.append((spec.cycle, method, kind, group, parent, members, str(people)))
            for criterion in spec.instrument["criteria"]:
                code = criterion["code"]
                if spec.withheld(group, method, code):
                    results.append((spec.cycle, kind, group, method, code, "x", "x", "x", "x", "x", "withheld"))
                    continue
                mean = spec.mean(group, method, code)
                bands = shares(mean, low, high) if sent * len(criterion["items"]) >= 40 else ("x", "x", "x")
                results.append(
                    (spec.cycle, kind, group, method, code, str(sent), coded(mean, low, high), *bands, "shown")
                )
        if "supervisor" in spec.methods:
            hidden = spec.withheld(group, "supervisor", "") or heads < 40
            for predicate, share in zip(PREDICATE_CODES, ("15", "65", "≤10", "≤10", "≤10"), strict=True):
                value = ("x", "withheld") if hidden else (share, "shown")
                predicates.append((spec.cycle, kind, group, predicate, *value))
    organisation = spec.groups[0][3]
    forms = sum(int(r[5]) for r in participation if r[2] == "*" and r[5] != "x")
    codes = sorted(hashlib.sha256(f"{spec.cycle}{i}".encode()).hexdigest()[:12].upper() for i in range(forms - 4))
    files = {
        "results.csv": table(RESULTS, results),
        "participation.csv": table(PARTICIPATION, participation),
        "predicates.csv": table(PREDICATES, predicates),
        "plan.csv": table(PLAN, plan),
        "receipts.csv": table(("cycle", "receipt"), [(spec.cycle, c) for c in codes]),
        "instrument.json": dump(spec.instrument),
        **{name: text.encode() for name, text in spec.notes.items()},
    }
    shown = {
        m: round(100 * sum(g[3] for g in spec.groups if g[1] == "*" and not spec.withheld(g[0], m, "")) / organisation)
        for m in spec.methods
    }
    descriptor = {
        "name": f"kinerja-{spec.cycle}",
        "profile": "tabular-data-package",
        "resources": [
            {"name": n.split(".")[0], "path": n, "bytes": len(b), "hash": "sha256:" + hashlib.sha256(b).hexdigest()}
            for n, b in sorted(files.items())
        ],
        "kinerja": {
            "format": 1,
            "cycle": spec.cycle,
            "title": spec.title,
            "start": spec.start,
            "end": spec.end,
            **({"period": spec.period} if spec.period else {}),
            **(
                {
                    "organisation_predicate": {
                        "predicate": spec.organisation,
                        "source": "LKjIP Kecamatan 2025",
                        "day": "2026-01-08",
                    }
                }
                if spec.organisation
                else {}
            ),
            "closed": spec.closed or spec.end,
            "methods": list(spec.methods),
            "instrument": {"code": spec.instrument["code"], "version": spec.instrument["version"]},
            "organisation": {"name": spec.name},
            "disclosure": DISCLOSURE,
            "imported": 4,
            "forms": forms,
            "people_in_shown_rows": shown,
            "fallback": [],
        },
    }
    files["datapackage.json"] = dump(descriptor)
    files["audit.json"] = dump({"verdict": "NONE_FOUND", "findings": [], "checked": {"cells": len(results)}})
    files["release.json"] = dump(
        {
            "cycle": spec.cycle,
            "published": spec.published,
            "trail_head": "",
            "package": hashlib.sha256(files["datapackage.json"]).hexdigest(),
            "previous": previous,
        }
    )
    folder = packages / spec.cycle
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def dump(value: object) -> bytes:
    """Write JSON the same way each time."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def instrument(name: str) -> dict[str, Any]:
    """Read an instrument of the content folder."""
    return tomllib.loads((CONTENT / "instruments" / f"{name}.toml").read_text("utf-8"))


def write_all(packages: Path, specs: Sequence[Spec]) -> Path:
    """Write a chain of releases."""
    previous = ""
    for spec in specs:
        write_package(packages, spec, previous)
        previous = hashlib.sha256((packages / spec.cycle / "release.json").read_bytes()).hexdigest()
    return packages


SENAPELAN_GROUPS = (
    ("*", "", "Kelurahan + Sekretariat + Seksi", 61),
    ("Sekretariat + Seksi", "*", "Sekretariat + Seksi", 23),
    ("Kelurahan", "*", "Kelurahan", 38),
)
LEVEL = {
    "pelayanan": 3.9, "akuntabel": 4.0, "kompeten": 3.7, "harmonis": 4.1, "loyal": 4.4, "adaptif": 3.5,
    "kolaboratif": 3.8, "keluhan": 3.4, "komunikasi": 2.8,
}  # fmt: skip
STEP = {"komunikasi": (0.0, 0.1, 0.4), "keluhan": (0.0, 0.0, 0.3), "adaptif": (0.0, -0.1, -0.3)}
NOTES = """Komunikasi masih paling lemah. Karena itu kami mengadakan pelatihan **Teknik komunikasi** pada Mei 2026.

Nilai naik, tetapi belum tentu karena pelatihan.
"""


def senapelan_mean(number: int) -> Callable[[str, str, str], float]:
    """Return the story of one of the three cycles."""

    def mean(group: str, method: str, criterion: str) -> float:
        level = LEVEL[criterion] + STEP.get(criterion, (0.0, 0.05, 0.05))[number]
        level += {"self": 0.45, "supervisor": 0.0, "peer": 0.12, "subordinate": -0.2}[method]
        return round(level + (0 if group == "*" else 0.15 * noise(group, criterion)), 2)

    return mean


def senapelan(packages: Path, cycles: int = 3) -> Path:
    """Write one to three cycles of Senapelan: communication weak, then better; one group withheld for some."""
    dates = [
        ("2025-1", "Semester I 2025", "2025-01-01", "2025-06-30", "2025-07-16"),
        ("2025-2", "Semester II 2025", "2025-07-01", "2025-12-31", "2026-01-16"),
        ("2026-1", "Semester I 2026", "2026-01-01", "2026-06-30", "2026-07-16"),
    ]
    berakhlak = instrument("berakhlak")
    specs = [
        Spec(
            *dates[n],
            berakhlak,
            SENAPELAN_GROUPS,
            senapelan_mean(n),
            withheld=lambda g, m, c, n=n: n == 2 and m == "peer" and g != "*" and c in {"loyal", "akuntabel"},
            notes={
                "notes.md": NOTES,
                **({k: t.replace("C,", f"{dates[n][0]},") for k, t in FURTHER.items()} if n == 2 else {}),
            },
        )
        for n in range(cycles)
    ]
    return write_all(packages, specs)


def with_reports(packages: Path, leaders: Mapping[str, int], shown: bool) -> Path:
    """Write a year without and a year with the reports' view: of leaders by group, shown or withheld throughout."""
    years = [("2025", "Tahun 2025"), ("2026", "Tahun 2026")]
    specs = [
        Spec(
            year, title, f"{year}-12-15", f"{int(year) + 1}-01-05", f"{int(year) + 1}-05-13", instrument("berakhlak"),
            SENAPELAN_GROUPS, senapelan_mean(n + 1), lambda g, m, c: m == "subordinate" and not shown,
            methods=("self", "supervisor", "peer", "subordinate")[: 3 + n], leaders=leaders, period=year,
        )
        for n, (year, title) in enumerate(years)
    ]  # fmt: skip
    return write_all(packages, specs)


def survey_instrument() -> dict[str, Any]:
    """Return an instrument of another kind: 1-6, self only, texts in English only, reversed items."""
    names = {
        "A": ("Keramahan", "Agreeableness"), "C": ("Kesungguhan", "Conscientiousness"), "N": ("Ketegangan", "Neuroticism"),
    }  # fmt: skip
    return {
        "code": "survey",
        "version": "1",
        "title": {"id": "Inventori", "en": "Inventory"},
        "scale": {"min": 1, "max": 6, "cannot_judge": False},
        "bands": {"low": [1, 2], "mid": [3, 4], "high": [5, 6]},
        "methods": {"self": 1.0},
        "criteria": [
            {
                "code": code,
                "name": {"id": name_id, "en": name_en},
                "items": [
                    {"code": f"{code}{i}", "reversed": i == 1, "text": {"en": f"Statement {i} about {name_en}"}}
                    for i in range(1, 6)
                ],
            }
            for code, (name_id, name_en) in names.items()
        ],
    }


def survey(packages: Path) -> Path:
    """Write one self-only cycle on a 1-6 scale with texts in English only and 2,800 people."""
    groups = [("*", "", "", 2800)]
    for name, heads in (
        ("Education not stated", 223), ("Less than high school", 224), ("Finished high school", 292),
        ("Some college", 1249), ("College graduate", 394), ("Graduate degree", 418),
    ):  # fmt: skip
        groups.append((name, "*", name, heads))
    groups[0] = ("*", "", " + ".join(sorted(g[0] for g in groups[1:])), 2800)
    spec = Spec(
        "survey-1", "SAPA", "2010-01-01", "2010-12-31", "2011-01-15", survey_instrument(), groups,
        lambda g, m, c: 4.1 + noise(g, c) * 0.5, methods=("self",), name={"id": "SAPA", "en": "SAPA"},
    )  # fmt: skip
    return write_all(packages, [spec])


def city(packages: Path, groups: int = 300, cycles: int = 2, changed: Collection[str] = ()) -> Path:
    """Write a city of departments with their units: `Dinas 01 / Unit 001`."""
    departments = max(groups // 20, 1)
    rows = []
    for d in range(1, departments + 1):
        parent = f"Dinas {d:02}"
        units = [
            (f"{parent} / Unit {u:03}", parent, f"{parent} / Unit {u:03}", 20) for u in range(d, groups, departments)
        ]
        rows += [(parent, "*", " + ".join(u[0] for u in units), 20 * len(units)), *units]
    rows = [("*", "", " + ".join(r[2] for r in rows if r[1] != "*"), sum(r[3] for r in rows if r[1] == "*")), *rows]
    berakhlak = instrument("berakhlak")
    specs = [
        Spec(
            f"{2024 + n}",
            f"Tahun {2024 + n}",
            f"{2024 + n}-01-01",
            f"{2024 + n}-12-31",
            f"{2025 + n}-01-20",
            berakhlak,
            rows,
            lambda g, m, c: round(LEVEL[c] + noise(g, m, c) * 0.3 + (g in changed) * 0.5, 2),
            withheld=lambda g, m, c: g != "*" and m == "peer" and noise(g, "hide") > 0.9,
        )
        for n in range(cycles)
    ]
    return write_all(packages, specs)
