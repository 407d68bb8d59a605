"""Reading data packages: what differs from what its own `datapackage.json` and `release.json` say is refused here, so that no page
is ever drawn from figures that changed after the release.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kinerja_words.problems import refuse
from kinerja_words.shape import read_json
from public_site.package import FINE, METHODS, Criterion, Instrument, Item, Mirror, Package, Table
from public_site.words import Text

CITIZENS = "citizens"
"""The folder among the packages with what citizens said."""
ALWAYS = ("datapackage.json", "release.json", "audit.json")
PLAIN = re.compile(r"[a-z_]+(?:\.en)?\.(?:csv|json|md)")
"""What a file of a package is called."""


def read_instrument(data: Mapping[str, Any]) -> Instrument:
    """Read `instrument.json`."""
    scale = data["scale"]
    low, high = int(scale["min"]), int(scale["max"])
    criteria = []
    for c in data["criteria"]:
        items = tuple(
            Item(
                str(i["code"]),
                Text.of(i.get("text")),
                bool(i.get("reversed", False)),
                tuple(i.get("methods") or METHODS),
                Text.of(i.get("anchors")),
            )
            for i in c["items"]
        )
        criteria.append(Criterion(str(c["code"]), Text.of(c["name"]), Text.of(c.get("question")), items))
    bands = data.get("bands") or {"low": [low, low + 1], "mid": [low + 2, high - 2], "high": [high - 1, high]}
    return Instrument(
        code=str(data["code"]),
        version=str(data["version"]),
        title=Text.of(data.get("title", data["code"])),
        low=low,
        high=high,
        labels=tuple(Text.of(label) for label in scale.get("labels", ())),
        prompt=Text.of(scale.get("prompt")),
        cannot_judge=bool(scale.get("cannot_judge", False)),
        bands={k: (int(v[0]), int(v[-1])) for k, v in bands.items()},
        criteria=tuple(criteria),
    )


def check_release(cycle: str, files: Mapping[str, bytes], meta: Mapping[str, Any]) -> None:
    """Refuse a package whose files are not the ones its descriptor and its release were made of."""
    for resource in meta.get("resources", ()):
        path, digest = resource["path"], resource.get("hash", "").removeprefix("sha256:")
        if path not in files:
            raise refuse("site.file_gone", cycle=cycle, path=path)
        if digest and hashlib.sha256(files[path]).hexdigest() != digest:
            raise refuse("site.file_changed", cycle=cycle, path=path)
    stated = read_json(files["release.json"]).get("package", "")
    if stated and stated != hashlib.sha256(files["datapackage.json"]).hexdigest():
        raise refuse("site.descriptor_changed", cycle=cycle)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a package by name: those its descriptor lists and those every package has, and what else lies there never.

    Raises `Refused` where the descriptor cannot be read; a link to a file elsewhere is no file of the package.
    """
    try:
        listed = [str(r["path"]) for r in read_json((folder / "datapackage.json").read_bytes())["resources"]]
    except FileNotFoundError:
        raise refuse("site.table_gone", cycle=folder.name, path="datapackage.json") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refuse("site.package_unreadable", cycle=folder.name) from error
    every = (folder / name for name in sorted({*listed, *ALWAYS}) if PLAIN.fullmatch(name))
    return {p.name: p.read_bytes() for p in every if p.is_file() and not p.is_symlink()}


def read_mirror(folder: Path) -> Mirror:
    """Read one package of what citizens said; raises `Refused` that names the file which is wrong."""
    id, files = f"{CITIZENS}/{folder.name}", files_of(folder)
    for path in ("datapackage.json", "release.json", "audit.json", "citizens.csv"):
        if path not in files:
            raise refuse("site.table_gone", cycle=id, path=path)
    try:
        meta, release = read_json(files["datapackage.json"]), read_json(files["release.json"])
        check_release(id, files, meta)
        if release["cycle"] != id:
            raise ValueError
        return Mirror(id, files, meta["kinerja"], release, Table(id, "citizens", files["citizens.csv"]))
    except (KeyError, ValueError, StopIteration, IndexError, TypeError, AttributeError) as error:
        raise refuse("site.package_unreadable", cycle=id) from error


def read_package(folder: Path, of: str = "") -> Package:
    """Read one package; raises `Refused` that names the file which is wrong. `of`: what stands before its id where there are several offices."""
    cycle, files = folder.name, files_of(folder)
    required = ("datapackage.json", "release.json", "instrument.json", "audit.json", "plan.csv", "results.csv")
    for path in (*required, "participation.csv", "predicates.csv"):
        if path not in files:
            raise refuse("site.table_gone", cycle=cycle, path=path)
    try:
        meta = read_json(files["datapackage.json"])
        check_release(cycle, files, meta)
        fine = (
            max(FINE, meta["kinerja"]["disclosure"]["min_ratings_for_shares"])
            if meta["kinerja"].get("format", 1) > 2
            else 0
        )
        package = Package(
            id=f"{of}{cycle}",
            files=files,
            meta=meta["kinerja"],
            instrument=read_instrument(read_json(files["instrument.json"])),
            release=read_json(files["release.json"]),
            audit=read_json(files["audit.json"]),
            tables={
                p[:-4]: Table(f"{of}{cycle}", p[:-4], data, fine) for p, data in files.items() if p.endswith(".csv")
            },
        )
        if (
            package.meta["cycle"] != cycle
            or ("*", package.lead, package.instrument.criteria[0].code) not in package.results
            or not package.receipts
        ):
            raise ValueError
    except (KeyError, ValueError, StopIteration, IndexError, TypeError, AttributeError) as error:
        raise refuse("site.package_unreadable", cycle=cycle) from error
    return package


def read_packages(folder: Path, of: str = "") -> tuple[Package, ...]:
    """Read every package of a folder, oldest cycle first; an empty or missing folder has none. `of` as in `read_package`.

    Raises `Refused` for a folder that holds no package, and where the release before another one, or the cycle that citizens speak
    of, is not there.
    """
    if not folder.is_dir():
        return ()
    found = [read_package(p, of) for p in folders_in(folder) if p.name != CITIZENS or (p / "release.json").exists()]
    mirrors = [read_mirror(p) for p in folders_in(folder / CITIZENS)]
    everything: list[Package | Mirror] = [*found, *mirrors]
    links = {hashlib.sha256(one.files["release.json"]).hexdigest() for one in everything}
    for one in everything:
        if (previous := one.release.get("previous")) and previous not in links:
            raise refuse("site.release_gone", cycle=one.id)
    if lonely := [m for m in mirrors if m.meta["cycle"] not in {p.meta["cycle"] for p in found}]:
        raise refuse("site.release_gone", cycle=lonely[0].id)
    mirrors.sort(key=lambda m: m.release["published"])
    with_them = (replace(p, mirrors=tuple(m for m in mirrors if m.meta["cycle"] == p.meta["cycle"])) for p in found)
    return tuple(sorted(with_them, key=lambda p: p.order))


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder by name, hidden ones left out; none where it is not there."""
    return [p for p in sorted(folder.iterdir()) if p.is_dir() and p.name[0] != "."] if folder.is_dir() else []
