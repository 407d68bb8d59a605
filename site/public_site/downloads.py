"""What can be taken away: the package as it is, as one archive, as JSON; checksums, the dictionary, the receipts.

Archives are stored without compression and without times, so that they are the same bytes on every machine.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from public_site import figures
from public_site.combined import archive
from public_site.package import METHODS, Mirror, Package, Table
from public_site.view import HERE, View, catalogue
from public_site.words import date_words

MEDIA = {
    "csv": "text/csv", "json": "application/json", "md": "text/markdown", "zip": "application/zip", "jsonld": "application/ld+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
"""What a file is, by the end of its name."""


def as_json(package: Package) -> bytes:
    """Return all tables but the receipts as one JSON document, its keys sorted: row by row, for a city has many."""
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

    def rows(table: Table) -> Iterator[bytes]:
        said = cache(write)
        order = [(f"{write(column)}:", i) for column, i in sorted(table.columns.items())]
        for n, values in enumerate(table.values):
            yield f"{',' * (n > 0)}{{{','.join([key + said(values[i]) for key, i in order])}}}".encode()

    tables = sorted((name, table) for name, table in package.tables.items() if name != "receipts")
    joined = b",".join(b"%s:[%s]" % (write(name).encode(), b"".join(rows(table))) for name, table in tables)
    head = f'{{"kinerja":{write(package.meta)},"release":{write(package.release)},"tables":{{'
    return b"%s%s}}\n" % (head.encode(), joined)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Return checksums in the form `sha256sum -c` reads."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def of_package(package: Package) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the downloads of a cycle by file name."""
    yield from _whole(package, f"kinerja-{package.id}.zip")
    yield f"kinerja-{package.id}.json", lambda: as_json(package)
    yield "SHA256SUMS", lambda: manifest(package.files)


def of_mirror(mirror: Mirror) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the downloads of what citizens said, by file name."""
    return _whole(mirror, f"kinerja-warga-{mirror.id.rpartition('/')[2]}.zip")


def _whole(one: Package | Mirror, name: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the files of a release, and all of them as one archive."""
    yield from ((n, partial(bytes, data)) for n, data in one.files.items())
    yield name, lambda: archive({f"{one.id}/{n}": data for n, data in one.files.items()})


def stable_name(name: str, package: Package) -> str:
    """Return a download's name under `terbaru/data/`, where the cycle's id would change with each release."""
    return name.replace(f"kinerja-{package.id}", "kinerja")


@cache
def dictionary_file() -> str:
    """Return `dictionary.csv` with the codes of methods where it has `{methods}`, and with what each is where it has `{named}`."""
    named = ", ".join(f"{m} = {catalogue()[f'code_{m}']['id']}" for m in METHODS)
    text = (HERE / "dictionary.csv").read_text(encoding="utf-8")
    return text.replace("{methods}", ", ".join(METHODS)).replace("{named}", named)


@cache
def dictionary() -> tuple[tuple[str, ...], ...]:
    """Return what each column means: table, column, Indonesian, English."""
    return tuple(tuple(row) for row in csv.reader(dictionary_file().splitlines()))[1:]


def version() -> str:
    """Return the version of the program that draws the site."""
    from importlib import metadata  # 30 ms, for one page

    try:
        return metadata.version("kinerja-terbuka")
    except metadata.PackageNotFoundError:
        return ""


def citation(view: View, package: Package) -> str:
    """Return how to quote the cycle, as plain text."""
    o = view.site.content.organisation
    return view.plain(
        "citation",
        organisation=", ".join(t for t in (o.name.plain(view.lang), o.parent.plain(view.lang)) if t),
        year=package.release["published"][:4],
        title=package.title,
        date=date_words(package.release["published"], view.lang),
        sha=package.release.get("package", "")[:16],
        licence=o.licence,
    )


def context(package: Package, view: View) -> Mapping[str, Any]:
    """Return the data page of a cycle."""
    keys = {name: f"file_{name.split('.')[0]}" for name in sorted(package.files)}
    return {
        "package": package,
        "files": [(n, len(package.files[n]), view.t(k) if k in catalogue() else "") for n, k in keys.items()],
        "media": MEDIA,
        "dictionary": [row for row in dictionary() if row[0] in package.tables],
        "citation": citation(view, package),
        "organisation": view.site.content.organisation,
    }


def receipt_parts(package: Package) -> Sequence[str]:
    """Return the receipts in order, cut into lists, each a text of one line a code; where there are several the first is empty:
    the entrance."""
    parts = package.receipts
    return parts if len(parts) == 1 else ["", *parts]


def receipts_file(part: int) -> str:
    """Return the file of one list of receipts."""
    return f"tanda-terima-{part}" if part else "tanda-terima"


def listed(package: Package, method: str) -> bool:
    """Tell whether the receipts of a method are in the list: from format 3 on only where its number of forms is shown."""
    row = package.participation.get(("*", method))
    return int(package.meta.get("format", 1)) < 3 or (row is not None and row.shown)


def receipts_context(package: Package, view: View, part: int) -> Mapping[str, Any]:
    """Return one list of receipts, or the entrance to the lists."""
    parts = receipt_parts(package)
    return {
        "package": package,
        "part": part,
        "ranges": [
            (view.url(f"{package.id}/{receipts_file(n)}.html"), codes[:4], codes[codes.rfind("\n") + 1 :][:4])
            for n, codes in enumerate(parts)
            if part == 0 and codes and len(parts) > 1
        ],
        "codes": parts[part],
        "forms": package.pointer("forms"),
        "imported": package.pointer("imported") if "imported" in package.meta else None,
        "total": figures.count(package, "receipts", "cycle", package.id) if any(parts) else "",
        "left": [view.method(m) for m in package.methods if not listed(package, m)],
        "email": view.site.content.organisation.email,
    }
