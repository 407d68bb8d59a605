"""What HR writes in `content/`, read into typed values: the office, its guidance pages, terms and training.

Only what public pages need is read: drafts of notes and instruments of cycles that are not out yet stay unseen here.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kinerja_words.problems import refuse
from public_site import errata
from public_site.errata import Erratum
from public_site.words import LANGS, Text


@dataclass(frozen=True)
class Organisation:
    """The office whose site this is."""

    name: Text
    parent: Text
    title: Text
    code: str
    url: str
    licence: str
    licence_url: str
    email: str
    contact: Mapping[str, Text]
    colours: Mapping[str, str]
    logo: str


@dataclass(frozen=True)
class Guide:
    """One guidance page in both languages."""

    slug: str
    section: str
    order: int
    title: Text
    description: Text
    body: Mapping[str, str]


@dataclass(frozen=True)
class Term:
    """One entry of the glossary."""

    key: str
    term: Text
    text: Text
    by_hand: tuple[str, ...] = ()  # languages in which the word has other senses: linked only where a page says so


@dataclass(frozen=True)
class Programme:
    """One training programme that answers a weak criterion."""

    code: str
    criterion: str
    title: Text
    description: Text
    form: Text
    hours: int


@dataclass(frozen=True)
class Content:
    """Everything of `content/` the public site draws on; `files` are exactly the bytes it was read from."""

    organisation: Organisation
    guides: tuple[Guide, ...]
    terms: tuple[Term, ...]
    programmes: tuple[Programme, ...]
    errata: tuple[Erratum, ...]
    files: Mapping[str, bytes]

    @cached_property
    def digest(self) -> str:
        """Return a hash of all files read."""
        parts = (name.encode() + b"\0" + hashlib.sha256(data).digest() for name, data in sorted(self.files.items()))
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def section(self, name: str) -> tuple[Guide, ...]:
        """Return the pages of one section in reading order."""
        return tuple(g for g in self.guides if g.section == name)


def toml(name: str, text: str) -> dict[str, Any]:
    """Parse TOML or say in which file and line it is wrong."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse("site.toml", name=name, error=error) from None


def text_of(name: str, data: bytes) -> str:
    """Decode a content file, which must be UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise refuse("site.not_utf8", name=name, byte=error.start) from None


def read_organisation(data: Mapping[str, Any]) -> Organisation:
    """Read `organisation.toml`; what is missing is left out of the pages."""
    licence, contact = data.get("licence", {}), data.get("contact", {})
    url = str(data.get("url", ""))
    return Organisation(
        name=Text.of(data.get("name", "Kinerja Terbuka")),
        parent=Text.of(data.get("parent")),
        title=Text.of(data.get("site_title", {"id": "Kinerja Terbuka", "en": "Open Performance"})),
        code=str(data.get("code", "")),
        url=url if not url or url.endswith("/") else url + "/",
        licence=str(licence.get("name", "CC BY 4.0")),
        licence_url=str(licence.get("url", "https://creativecommons.org/licenses/by/4.0/")),
        email=str(contact.get("email", "")),
        contact={k: Text.of(v) for k, v in contact.items() if k != "email"},
        colours={k: str(v) for k, v in data.get("colours", {}).items()},
        logo=str(data.get("logo", "")),
    )


def split_page(name: str, text: str) -> tuple[dict[str, Any], str]:
    """Split a page into its front matter and its Markdown."""
    match = re.match(r"\+\+\+\n(.*?)^\+\+\+\n", text, re.DOTALL | re.MULTILINE)
    if match is None:
        raise refuse("site.no_front", name=name)
    front = toml(name, match[1])
    for key in ("title", "description"):
        if not front.get(key):
            raise refuse("site.front_lacks", name=name, key=key)
    return front, text[match.end() :]


def read_guides(files: Mapping[str, bytes]) -> tuple[Guide, ...]:
    """Read every page; where one language is missing the other stands in."""
    pages: dict[str, dict[str, tuple[dict[str, Any], str]]] = {}
    for name, data in files.items():
        match = re.fullmatch(r"pages/([a-z0-9-]+)\.(id|en)\.md", name)
        if match:
            pages.setdefault(match[1], {})[match[2]] = split_page(name, text_of(name, data))
    guides = []
    for slug, twins in pages.items():
        front = twins.get("id", twins.get("en", ({}, "")))[0]
        guides.append(
            Guide(
                slug=slug,
                section="tentang" if front.get("section") == "tentang" else "panduan",
                order=int(front.get("order", 100)),
                title=Text(*(str(twins[lang][0]["title"]) if lang in twins else "" for lang in LANGS)),
                description=Text(*(str(twins[lang][0]["description"]) if lang in twins else "" for lang in LANGS)),
                body={lang: twins[lang][1] for lang in LANGS if lang in twins},
            )
        )
    return tuple(sorted(guides, key=lambda g: (g.section, g.order, g.slug)))


def read_content(folder: Path) -> Content:
    """Read `content/`; raises `Refused` with file and line where something is wrong."""
    wanted = [folder / n for n in ("organisation.toml", "glossary.toml", "training.toml", errata.FILE)]
    paths = [p for p in wanted if p.is_file()] + sorted((folder / "pages").glob("*.md"))
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    if "organisation.toml" not in files:
        raise refuse("site.no_organisation", folder=folder)
    data = {n: toml(n, text_of(n, files[n])) if n in files else {} for n in (p.name for p in wanted)}
    organisation = read_organisation(data["organisation.toml"])
    if organisation.logo:
        logo = folder / Path(organisation.logo).name
        if not logo.is_file() or logo.suffix not in {".svg", ".png", ".jpg", ".webp"}:
            raise refuse("site.no_logo", logo=organisation.logo)
        files[logo.name] = logo.read_bytes()
    return Content(
        organisation=organisation,
        guides=read_guides(files),
        terms=tuple(
            Term(
                key=str(t["key"]),
                term=Text(t.get("id", {}).get("term", ""), t.get("en", {}).get("term", "")),
                text=Text(t.get("id", {}).get("text", ""), t.get("en", {}).get("text", "")),
                by_hand=tuple(t.get("by_hand", ())),
            )
            for t in data["glossary.toml"].get("term", ())
        ),
        programmes=tuple(
            Programme(
                code=str(p["code"]),
                criterion=str(p["criterion"]),
                title=Text.of(p["title"]),
                description=Text.of(p.get("description")),
                form=Text.of(p.get("form")),
                hours=int(p.get("hours", 0)),
            )
            for p in data["training.toml"].get("programme", ())
        ),
        errata=errata.read(data[errata.FILE]),
        files=files,
    )
