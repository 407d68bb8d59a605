"""Packages of many offices for a portal: the golden release again under another name, with another mean here and there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parents[1] / "golden" / "0.1.0" / "published"
NAMES = ("Kecamatan Senapelan", "Dinas Perhubungan", "Kecamatan Lima Puluh", "Badan Kepegawaian")
STATEMENT = "Melayani warga dengan kata-kata lain."


def office(
    folder: Path, name: str, lifted: Mapping[str, str] | None = None, instrument: Mapping[str, Any] | None = None
) -> Path:
    """Write an office's releases; `lifted`: by how much the supervisors' means of a criterion are higher, in every row of it;
    `instrument`: what else its instrument says."""
    previous = ""
    for source in sorted(GOLDEN.iterdir()):
        files = {p.name: p.read_bytes() for p in source.iterdir()}
        files["results.csv"] = lift(files["results.csv"], lifted or {})
        if instrument:
            files["instrument.json"] = dump(json.loads(files["instrument.json"]) | dict(instrument))
        previous = write(folder / source.name, files, name, previous)
    return folder


def write(folder: Path, files: dict[str, bytes], name: str, previous: str, **stated: object) -> str:
    """Write one release with everything it says of itself put right; returns the hash the next one names."""
    about = json.loads(files["datapackage.json"])
    about["kinerja"] |= {"organisation": {"name": {"id": name, "en": name}}, **stated}
    for resource in about["resources"]:
        data = files[resource["path"]]
        resource |= {"bytes": len(data), "hash": "sha256:" + hashlib.sha256(data).hexdigest()}
    files["datapackage.json"] = dump(about)
    told = {"package": hashlib.sha256(files["datapackage.json"]).hexdigest(), "previous": previous}
    files["release.json"] = dump(json.loads(files["release.json"]) | told)
    folder.mkdir(parents=True)
    for file, data in files.items():
        (folder / file).write_bytes(data)
    return hashlib.sha256(files["release.json"]).hexdigest()


def lift(table: bytes, by: Mapping[str, str]) -> bytes:
    """Return a table of results with some means higher; coded ends stay."""
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    for row in rows:
        if row["method"] == "supervisor" and row["criterion"] in by and row["mean"][0].isdigit():
            row["mean"] = str(Decimal(row["mean"]) + Decimal(by[row["criterion"]]))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def dump(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
