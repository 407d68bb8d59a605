"""The files under `data/`: the tables over all cycles, and what describes them to programs and to the data offices.

`datapackage.json` is a Frictionless Data Package, `katalog.jsonld` a DCAT catalogue; `metadata-statistik.json` has the
fields of the forms of Badan Pusat Statistik. What does not depend on the packages is in `open_data.toml`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from public_site import combined, downloads
from public_site.view import HERE
from public_site.words import Text, slug

if TYPE_CHECKING:
    from public_site.package import Package
    from public_site.view import Site

WORKBOOK = "kinerja.xlsx"
Say = Callable[[str], Text]


def names(site: Site) -> list[str]:
    """Return the names of the files under `data/`."""
    tables = [f"{t}.csv" for t in combined.names(site.packages)]
    return [*tables, WORKBOOK, "datapackage.json", "katalog.jsonld", "metadata-statistik.json"] if tables else []


def files(site: Site, say: Say) -> Mapping[str, bytes]:
    """Return every file under `data/` by name; `say` gives a text of the catalogue by its key."""
    known = facts(site, say)
    tables, left = list(site.tables.values()), say("data_too_long")
    kept = [t for t in tables if t.sheet]
    about = [row for t in kept for row in downloads.dictionary() if row[0] == t.name]
    about += [(t.name, "", left.id, left.en) for t in tables if not t.sheet]
    made = {f"{t.name}.csv": combined.as_csv(t) for t in tables}
    made[WORKBOOK] = combined.as_workbook(kept, known["title"], about)
    described = (_package(site, known, made, say), _catalogue(site, known, say), _statistics(site, known))
    texts = (f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode() for value in described)
    return made | dict(zip(names(site)[len(made) :], texts, strict=True))


def drawn(name: str, known: Mapping[str, str], whole: bool = False) -> dict[str, Any]:
    """Return a template of `open_data.toml` with its blanks filled in; what stays empty is left out, with `whole` it is None."""
    found: dict[str, Any] = filled(templates()[name], known, whole)
    return found


@cache
def templates() -> Mapping[str, Any]:
    """Return what `open_data.toml` says."""
    return tomllib.loads((HERE / "open_data.toml").read_text("utf-8"))


def filled(value: Any, known: Mapping[str, str], whole: bool) -> Any:
    """Return a part of a template likewise."""
    if isinstance(value, str):
        return value.format_map(known)
    if isinstance(value, list):
        return [filled(v, known, whole) for v in value]
    found = {k: filled(v, known, whole) or None for k, v in value.items()}
    return {k: v for k, v in found.items() if whole or v is not None}


def facts(site: Site, say: Say) -> dict[str, str]:
    """Return what fills the blanks, from the office's content and the newest package."""
    office, p = site.content.organisation, site.latest or site.packages[-1]
    scale, name, about = p.instrument, office.name.plain("id"), say("data_description")
    title = f"{office.title.plain('id')}, {name}"
    contact = {k: v.plain("id") for k, v in office.contact.items()}
    labels = (f"{n} = {label.plain('id')}" for n, label in enumerate(scale.labels, start=scale.low))
    return dict.fromkeys(("office", "address", "phone"), "") | contact | {
        "title": title, "slug": slug(title), "name_id": name, "code": office.code, "email": office.email, "mail": office.email and f"mailto:{office.email}",
        "url": office.url, "base": office.url or "../", "licence": office.licence, "licence_url": office.licence_url,
        "about_id": about.id, "about_en": about.en, "periodic": say("data_periodic").id, "unit": contact.get("office", ""),
        "newest": site.packages[-1].id, "issued": max(p.release["published"] for p in site.packages), "year": p.release["published"][:4],
        "heads": p.groups["*"].plan[p.lead]["heads"], "instrument": scale.title.plain("id"), "low": str(scale.low), "high": str(scale.high),
        "labels": "; ".join(labels),
    }  # fmt: skip


def _package(site: Site, known: dict[str, str], made: Mapping[str, bytes], say: Say) -> Mapping[str, Any]:
    """Return the Data Package: typed fields, empty cells as missing values."""
    meaning = {(table, column): text for table, column, text, _ in downloads.dictionary()}
    resources = []
    for path, data in made.items():
        name, kind = path.split(".")
        of_file = {"path": path, "format": kind, "mediatype": downloads.MEDIA[kind], "bytes": len(data)}
        resources.append({"name": name, **of_file, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"})
        if t := site.tables.get(name):
            fields = [
                {"name": n, "type": of, "description": meaning[name, n], **({"decimalChar": ","} if of == "number" else {})}
                for n, of in t.columns
            ]  # fmt: skip
            resources[-1] |= {
                "title": say(f"file_{t.source}").id, "profile": "tabular-data-resource", "encoding": "utf-8",
                "dialect": {"delimiter": ";"}, "schema": {"fields": fields, "missingValues": [""]},
            }  # fmt: skip
    sources = [filled({"title": p.title, "path": known["url"] and f"{known['url']}{p.id}/data/datapackage.json"}, {}, False) for p in site.packages]  # fmt: skip
    return drawn("package", known) | {"sources": sources, "resources": resources}


def _catalogue(site: Site, known: dict[str, str], say: Say) -> Mapping[str, Any]:
    """Return the DCAT catalogue as JSON-LD: the tables over all cycles, each cycle's package, what citizens said of it."""

    def data_set(page: str, said: str, released: str, about: Iterable[Package], paths: Iterable[str]) -> dict[str, Any]:
        days = {"start": min(p.meta["start"] for p in about), "end": max(p.meta["end"] for p in about)}
        made = drawn("dataset", known | days | {"page": page, "said": said, "released": released})
        files = ({"path": f, "file": f.split("/")[-1], "kind": downloads.MEDIA[f.split(".")[-1]]} for f in paths)
        return made | {"dcat:distribution": [drawn("distribution", known | file) for file in files]}

    tables = [f"data/{name}" for name in (*(f"{t}.csv" for t in site.tables), WORKBOOK)]
    found = [data_set("data.html", known["title"], known["issued"], site.packages, tables)]
    for p in reversed(site.packages):
        whole, title = (
            [f"{p.id}/data/kinerja-{p.id}.{kind}" for kind in ("zip", "json")],
            f"{known['name_id']}: {p.title}",
        )
        found.append(data_set(f"{p.id}/data.html", title, p.release["published"], [p], whole))
        for m in reversed(p.mirrors):
            offered = [f"{m.id}/data/{n}" for n, _ in downloads.of_mirror(m) if n.endswith((".csv", ".zip"))]
            said, day = say("citizens_title").id.format(period=p.title), m.release["published"]
            found.append(data_set(f"{p.id}/warga.html#{day}", said, day, [p], offered))
    return drawn("catalogue", known) | {"dcat:dataset": found}


def _statistics(site: Site, known: dict[str, str]) -> Mapping[str, Any]:
    """Return what the forms of BPS ask, as far as packages and content know it; what they do not know is null."""
    scale = (site.latest or site.packages[-1]).instrument
    asked = [
        known
        | {"c_name": c.name.plain("id"), "c_question": c.question.plain("id"), "c_code": f"{scale.code}/{c.code}"}
        | {"c_items": " | ".join(i.text.plain("id") for i in c.items)}
        for c in scale.criteria
    ]
    variables = [drawn("variable", criterion, whole=True) for criterion in asked]
    return drawn("statistics", known, whole=True) | {"variabel": variables}
