"""The file that names the offices of one service (`offices.toml`): under which address each is, and where its folders are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import Any

from forms_service.web import offices
from forms_service.web.gate import NAME, origin
from kinerja.config import Folders
from kinerja_words.problems import Problem, Refused, refuse
from kinerja_words.shape import File, Place, code, load, many, maybe, read_text, ruled, table, text
from kinerja_words.system import trouble

PATH = re.compile(r"/[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class Entry(offices.Entry):
    """One office, and where its folders are."""

    folders: Folders


def _host(at: Place, value: Any) -> Any:
    return value if isinstance(value, str) and NAME.fullmatch(value) else at.expected("expected.host", value)


def _path(at: Place, value: Any) -> Any:
    return value if isinstance(value, str) and PATH.fullmatch(value) else at.expected("expected.path", value)


def _origin(at: Place, value: Any) -> Any:
    try:
        return origin(value)
    except (Refused, AttributeError):
        return at.expected("expected.url", value, schemes=["https://"])


def _rules(at: Place, data: Any) -> None:
    """An office has a host or a path, and a store, of its own; a host that paths are under is theirs."""
    at_path = next((one["name"] for one in data["office"] if one["path"]), "")
    seen = {("host", data["url"].removeprefix("https://")): at_path} if at_path and data["url"] else {}
    for n, one in enumerate(data["office"]):
        if bool(one["host"]) == bool(one["path"]):
            at.wrong("offices.one_of", "office", n)
        for key in ("host", "path", "store"):
            value = one[key]
            if value and (other := seen.setdefault((key, value), one["name"])) != one["name"]:
                shown = "postgresql://…" if key == "store" else value  # an address may hold a password
                at.wrong("offices.shared", "office", n, key, what=shown, other=other)


OFFICE = table(
    "refuse", name=code, host=maybe(_host, ""), path=maybe(_path, ""), content=text, data=text,
    store=maybe(text, ""), backups=maybe(text, ""), publish_to=maybe(text, ""),
)  # fmt: skip
OFFICES = ruled(table("refuse", url=maybe(_origin, ""), office=many(OFFICE, once="name", section=True)), _rules)


def address(url: str) -> str:
    """Return where one office is opened, its path with it where it has one, of that address or of its sign-in page's; raises `Refused` for no such address."""
    from forms_service.app import parts_in_use

    found = re.fullmatch(rf"([a-z]+://[^/]+)({PATH.pattern})?", url.strip().rstrip("/").removesuffix("/masuk"))
    try:
        if found and (found[2] or "").removeprefix("/") not in parts_in_use():
            return origin(found[1]) + (found[2] or "")
    except Refused:
        """Told as what the whole of it should be."""
    raise refuse("slips.url_wrong", url=url)


def read(file: Path, *, local: bool = False) -> list[Entry]:
    """Read the offices; raises `Refused` with file, line, key and what is expected, and where one file of pins is named for all.

    `local`: at paths of this machine, without TLS.
    """
    if os.environ.get("KINERJA_PINS"):
        raise refuse("offices.pins")
    if not file.exists():
        raise refuse("offices.missing", path=file)
    return parse(read_text(file), file, local=local)


def parse(body: str, file: Path, *, local: bool = False) -> list[Entry]:
    """As `read`, of a text; folders are found from the file's own."""
    from forms_service.app import parts_in_use

    found = load(body, file.name)
    data = found.check(OFFICES)
    for n, one in enumerate(data["office"]):
        if one["path"] and not (data["url"] or local):
            found.wrong("offices.url_missing", "office", n, "path")
        if one["path"].removeprefix("/") in parts_in_use():
            found.wrong("offices.path_in_use", "office", n, "path", what=one["path"])
        if one["host"] and local:
            found.wrong("offices.not_local", "office", n, "host")
    _apart(found, data["office"], file.resolve().parent)
    found.settle()
    return [_entry(one, "" if local else data["url"], file.resolve().parent) for one in data["office"]]


def _apart(found: File, every: list[dict[str, str]], beside: Path) -> None:
    """Note each folder that is, holds or lies in one of another office's, whatever they are spelled."""
    seen: list[tuple[Path, str]] = []
    for n, one in enumerate(every):
        for key in ("data", "backups", "publish_to"):
            if one[key]:
                place = (beside / one[key]).resolve()
                for there, other in seen:
                    if other != one["name"] and (place.is_relative_to(there) or there.is_relative_to(place)):
                        found.wrong("offices.shared", "office", n, key, what=normpath(one[key]), other=other)
                seen.append((place, one["name"]))


def _entry(one: dict[str, str], url: str, beside: Path) -> Entry:
    backups, publish_to = (beside / one[key] if one[key] else None for key in ("backups", "publish_to"))
    folders = Folders(beside / one["data"], beside / one["content"], publish_to, backups, one["store"])
    return Entry(one["name"], f"https://{one['host']}" if one["host"] else url, one["path"], folders)


def add(file: Path, url: str = "", **fields: str) -> Entry:
    """Put an office into the file (made if there is none), which is read as a whole first; comments and order stay.

    `url`: the address that offices at a path share, where the file says none yet.
    """
    import tomlkit

    section = tomlkit.dumps({"office": [{key: value for key, value in fields.items() if value}]})
    before = read_text(file).rstrip() if file.exists() else ""
    said = load(before, file.name).raw.get("url")
    if url and said not in (None, url):
        raise refuse("offices.url_there", path=file)
    top = tomlkit.dumps({"url": url}) if url and said is None else ""
    body = "\n\n".join(part.strip("\n") for part in (top, before, section) if part) + "\n"
    entry = parse(body, file)[-1]
    _write(file, body)
    return entry


def remove(file: Path, name: str) -> Entry:
    """Take an office out of the file, and touch nothing of it; raises `Refused` where there is none of that name."""
    import tomlkit

    entry = one_of(read(file), name)
    document = tomlkit.parse(read_text(file))
    sections: Any = document["office"]
    del sections[next(n for n, one in enumerate(sections) if one["name"] == name)]
    if not sections:  # would be written as `office = []`, beside which no [[office]] may stand
        del document["office"]
    _write(file, tomlkit.dumps(document))
    return entry


def one_of(entries: Iterable[Entry], name: str) -> Entry:
    """Return the office of a name."""
    known = {entry.name: entry for entry in entries}
    if name not in known:
        raise Refused(Problem("offices.unknown", office=name, known=list(known) or "–"))
    return known[name]


def _write(file: Path, body: str) -> None:
    new = file.with_name(file.name + ".new")
    try:
        new.write_text(body.rstrip() + "\n", encoding="utf-8")
        new.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o640)
        new.replace(file)
    except OSError as error:
        raise refuse("offices.unwritable", path=file, error=trouble(error)) from None
