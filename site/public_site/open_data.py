"""The files under `data/`: the tables over all cycles, and what describes them to programs and to the data offices.

`datapackage.json` is a Frictionless Data Package, `katalog.jsonld` a DCAT catalogue; `metadata-statistik.json` has the
fields of the forms MS-Keg, MS-Var and MS-Ind of Badan Pusat Statistik, their words in `statistics.toml`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from public_site import downloads
from public_site.combined import SPECS, as_csv, as_workbook
from public_site.view import HERE
from public_site.words import LANGS, Text, slug

if TYPE_CHECKING:
    from public_site.package import Mirror, Package
    from public_site.view import Site

WORKBOOK, DESCRIPTION, CATALOGUE, STATISTICS = (
    "kinerja.xlsx",
    "datapackage.json",
    "katalog.jsonld",
    "metadata-statistik.json",
)
MEDIA = {
    ".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json", ".jsonld": "application/ld+json", ".zip": "application/zip",
}  # fmt: skip
Say = Callable[[str], Text]


def files(site: Site, say: Say) -> Mapping[str, bytes]:
    """Return every file under `data/` by name; `say` gives a text of the catalogue by its key."""
    tables = list(site.tables.values())
    title = f"{site.content.organisation.title.plain('id')}, {site.content.organisation.name.plain('id')}"
    about = [("tabel", "kolom", "arti", "meaning"), *(row for row in downloads.dictionary() if row[0] in SPECS)]
    made = {f"{t.name}.csv": as_csv(t) for t in tables} | {WORKBOOK: as_workbook(tables, title, about)}
    made[DESCRIPTION] = _json(_package(site, title, made, say))
    made[CATALOGUE] = _json(_catalogue(site, title, say))
    made[STATISTICS] = _json(_statistics(site))
    return made


def names(site: Site) -> list[str]:
    """Return the names of the files under `data/`."""
    tables = [f"{t}.csv" for t in site.tables]
    return [*tables, WORKBOOK, DESCRIPTION, CATALOGUE, STATISTICS] if tables else []


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _package(site: Site, title: str, made: Mapping[str, bytes], say: Say) -> Mapping[str, Any]:
    """Return the Data Package: typed fields, empty cells as missing values."""
    office = site.content.organisation
    meaning = {(table, column): text for table, column, text, _ in downloads.dictionary()}

    def resource(name: str) -> dict[str, Any]:
        data, extension = made[name], name[name.index(".") :]
        return {
            "name": name.split(".")[0], "path": name, "format": extension[1:], "mediatype": MEDIA[extension],
            "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        }  # fmt: skip

    tables = [
        resource(f"{t.name}.csv")
        | {"title": say(f"file_{t.source}").plain("id"), "profile": "tabular-data-resource", "encoding": "utf-8"}
        | {"dialect": {"delimiter": ";"}}
        | {
            "schema": {
                "fields": [
                    {"name": n, "type": kind, "description": meaning[t.name, n]}
                    | ({"decimalChar": ","} if kind == "number" else {})
                    for n, kind in t.columns
                ],
                "missingValues": [""],
            }
        }
        for t in site.tables.values()
    ]
    return {
        "profile": "data-package", "name": slug(title), "title": title, "description": say("data_description").plain("id"),
        "version": site.packages[-1].id, "created": f"{_newest(site)}T00:00:00Z",
        **({"homepage": office.url} if office.url else {}),
        "licenses": [{"path": office.licence_url, "title": office.licence}],
        "contributors": [{"title": office.name.plain("id"), "role": "publisher"} | ({"email": office.email} if office.email else {})],
        "sources": [
            {"title": p.title} | ({"path": f"{office.url}{p.id}/data/datapackage.json"} if office.url else {})
            for p in site.packages
        ],
        "resources": [*tables, resource(WORKBOOK)],
    }  # fmt: skip


def _newest(site: Site) -> str:
    return max(p.release["published"] for p in site.packages)


def _catalogue(site: Site, title: str, say: Say) -> Mapping[str, Any]:
    """Return the DCAT catalogue as JSON-LD: the tables over all cycles, then each cycle's package."""
    office = site.content.organisation
    described, base = _both(say("data_description")), office.url or "../"
    agent = {"@type": "foaf:Organization", "foaf:name": _both(office.name)} | (
        {"dct:identifier": office.code} if office.code else {}
    )
    place = {"@type": "dct:Location", "skos:prefLabel": _both(office.name)} | (
        {"dct:identifier": office.code} if office.code else {}
    )

    def data_set(
        page: str, name: object, days: tuple[str, str], issued: str, offered: Mapping[str, str]
    ) -> dict[str, Any]:
        return {
            "@type": "dcat:Dataset", "@id": base + page, "dct:title": name, "dct:description": described, "dct:publisher": agent,
            "dct:issued": {"@type": "xsd:date", "@value": issued}, "dct:language": "id", "dct:spatial": place,
            "dct:accessRights": say("data_periodic").plain("id"), "dcat:landingPage": {"@id": base + page},
            "dct:temporal": {"@type": "dct:PeriodOfTime"}
            | {f"dcat:{k}Date": {"@type": "xsd:date", "@value": d} for k, d in zip(("start", "end"), days, strict=True)},
            **({"dcat:contactPoint": {"@type": "vcard:Organization", "vcard:fn": office.name.plain("id"), "vcard:hasEmail": {"@id": f"mailto:{office.email}"}}} if office.email else {}),
            "dcat:distribution": [
                {"@type": "dcat:Distribution", "dct:title": path.split("/")[-1], "dcat:downloadURL": {"@id": base + path},
                 "dcat:mediaType": kind, "dct:license": {"@id": office.licence_url}}
                for path, kind in offered.items()
            ],
        }  # fmt: skip

    def of_cycle(p: Package) -> dict[str, Any]:
        paths = {f"{p.id}/data/kinerja-{p.id}{e}": MEDIA[e] for e in (".zip", ".json")}
        name = {"@language": "id", "@value": f"{office.name.plain('id')}: {p.title}"}
        return data_set(f"{p.id}/data.html", name, (p.meta["start"], p.meta["end"]), p.release["published"], paths)

    def of_citizens(m: Mirror, p: Package) -> dict[str, Any]:
        names = [n for n, _ in downloads.of_mirror(m) if n.endswith((".csv", ".zip"))]
        paths = {f"{m.id}/data/{n}": MEDIA[n[n.rindex(".") :]] for n in names}
        name = say("citizens_title")
        told = Text(*(t.format(period=p.title) for t in (name.id, name.en)))
        return data_set(
            f"{p.id}/warga.html#{m.release['published']}",
            _both(told),
            (p.meta["start"], p.meta["end"]),
            m.release["published"],
            paths,
        )

    days = (min(p.meta["start"] for p in site.packages), max(p.meta["end"] for p in site.packages))
    tables = {f"data/{n}": MEDIA[n[n.index(".") :]] for n in (*(f"{t}.csv" for t in site.tables), WORKBOOK)}
    together = data_set("data.html", {"@language": "id", "@value": title}, days, _newest(site), tables)
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
        },
        "@type": "dcat:Catalog", "@id": base + "data/" + CATALOGUE, "dct:title": {"@language": "id", "@value": title},
        "dct:description": described, "dct:publisher": agent, "dct:language": list(LANGS),
        "dct:license": {"@id": office.licence_url}, "foaf:homepage": {"@id": base + "index.html"},
        "dcat:dataset": [
            together, *(d for p in reversed(site.packages) for d in (of_cycle(p), *(of_citizens(m, p) for m in reversed(p.mirrors))))
        ],
    }  # fmt: skip


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": said} for lang, said in (("id", text.id), ("en", text.en)) if said]


def _statistics(site: Site) -> Mapping[str, Any]:
    """Return what the forms of BPS ask, as far as packages and content know it; what they do not know is null."""
    office, p = site.content.organisation, site.latest
    if p is None:
        return {}
    contact = {k: office.contact[k].plain("id") if k in office.contact else "" for k in ("office", "address", "phone")}
    known = {
        "office": office.name.plain("id"), "code": office.code, "email": office.email, "unit": contact["office"],
        "address": contact["address"], "phone": contact["phone"], "year": p.release["published"][:4], "heads": p.groups["*"].plan[p.lead]["heads"],
        "instrument": p.instrument.title.plain("id"), "low": p.instrument.low, "high": p.instrument.high, "url": office.url,
        "labels": "; ".join(f"{n} = {label.plain('id')}" for n, label in enumerate(p.instrument.labels, start=p.instrument.low)),
    }  # fmt: skip
    with (HERE / "statistics.toml").open("rb") as file:
        forms = tomllib.load(file)

    def fill(fields: Mapping[str, str], **more: str) -> dict[str, str | None]:
        return {k: v.format(**known, **more) or None for k, v in fields.items()}

    asked = [
        {
            "name": c.name.plain("id"), "question": c.question.plain("id"), "code": f"{p.instrument.code}/{c.code}",
            "items": " | ".join(i.text.plain("id") for i in c.items),
        }
        for c in p.instrument.criteria
    ]  # fmt: skip
    return {
        "catatan": forms["catatan"],
        "kegiatan": fill(forms["kegiatan"]),
        "variabel": [fill(forms["variabel"], **{f"c_{k}": v for k, v in c.items()}) for c in asked],
        "indikator": [fill(fields) for fields in forms["indikator"]],
    }
