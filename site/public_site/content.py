"""What HR writes in `content/`, read into typed values: the office, its guidance pages, terms and training.

Only what public pages need is read: drafts of notes and instruments of cycles that are not out yet stay unseen here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kinerja_words.content import CALENDAR, ERRATA, GLOSSARY, ORGANISATION, TRAINING, split_page
from kinerja_words.problems import Problem, refuse
from kinerja_words.shape import decode, load
from public_site import errata, release_calendar
from public_site.errata import Erratum
from public_site.release_calendar import Announcement
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
    share_image: str
    share_size: tuple[int, int]
    complaints: str
    """The criterion that answers whether complaints are answered; nothing where the office names none."""
    felt: tuple[str, ...]
    """The criteria that citizens feel themselves."""
    request_url: str


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
    """Everything of `content/` the public site draws on; `files` are exactly the bytes it was read from.

    `notices` tell of what may be a slip in them.
    """

    organisation: Organisation
    guides: tuple[Guide, ...]
    terms: tuple[Term, ...]
    programmes: tuple[Programme, ...]
    errata: tuple[Erratum, ...]
    calendar: tuple[Announcement, ...]
    files: Mapping[str, bytes]
    notices: tuple[Problem, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Return a hash of all files read."""
        return self._digest(self.files)

    @cached_property
    def frame(self) -> str:
        """Return a hash of what every page may show: all but what guides and the glossary say, which is in the keys of the pages that show it."""
        told = [(g.slug, g.section, g.order, g.title, g.description) for g in self.guides]
        rest = {n: data for n, data in self.files.items() if n != "glossary.toml" and not n.startswith("pages/")}
        return self._digest(rest | {"": repr((told, [t.key for t in self.terms])).encode()})

    @cached_property
    def words(self) -> str:
        """Return a hash of the words that are linked to the glossary where a guide uses them."""
        return hashlib.sha256(repr([(t.key, t.term, t.by_hand) for t in self.terms]).encode()).hexdigest()

    def _digest(self, files: Mapping[str, bytes]) -> str:
        parts = (name.encode() + b"\0" + hashlib.sha256(data).digest() for name, data in sorted(files.items()))
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def section(self, name: str) -> tuple[Guide, ...]:
        """Return the pages of one section in reading order."""
        return tuple(g for g in self.guides if g.section == name)


def read_organisation(data: Mapping[str, Any]) -> Organisation:
    """Take the site's part of `organisation.toml`; what is missing is left out of the pages."""
    contact, url = data["contact"], data["url"]
    return Organisation(
        name=Text.of(data["name"]),
        parent=Text.of(data.get("parent")),
        title=Text.of(data.get("site_title", {"id": "Kinerja Terbuka", "en": "Open Performance"})),
        code=data["code"],
        url=url if not url or url.endswith("/") else url + "/",
        licence=data["licence"].get("name", "CC BY 4.0"),
        licence_url=data["licence"].get("url", "https://creativecommons.org/licenses/by/4.0/"),
        email=contact.get("email", ""),
        contact={k: Text.of(v) for k, v in contact.items() if k not in ("email", "request_url")},
        colours=data["colours"],
        logo=data["logo"],
        share_image=data["share_image"],
        share_size=(0, 0),
        complaints=data["home"].get("complaints", ""),
        felt=tuple(data["home"].get("felt", ())),
        request_url=contact.get("request_url", ""),
    )


def read_guides(files: Mapping[str, bytes], notices: list[Problem]) -> tuple[Guide, ...]:
    """Read every page; where one language is missing the other stands in."""
    pages: dict[str, dict[str, tuple[dict[str, Any], str]]] = {}
    for name, data in files.items():
        match = re.fullmatch(r"pages/([a-z0-9-]+)\.(id|en)\.md", name)
        if match:
            pages.setdefault(match[1], {})[match[2]] = split_page(name, data, notices)
    guides = []
    for slug, twins in pages.items():
        front = twins.get("id", twins.get("en", ({}, "")))[0]
        guides.append(
            Guide(
                slug=slug,
                section=front["section"],
                order=front["order"],
                title=Text(*(twins[lang][0]["title"] if lang in twins else "" for lang in LANGS)),
                description=Text(*(twins[lang][0]["description"] if lang in twins else "" for lang in LANGS)),
                body={lang: twins[lang][1] for lang in LANGS if lang in twins},
            )
        )
    return tuple(sorted(guides, key=lambda g: (g.section, g.order, g.slug)))


SHAPES = {
    "organisation.toml": ORGANISATION,
    "glossary.toml": GLOSSARY,
    "training.toml": TRAINING,
    errata.FILE: ERRATA,
    release_calendar.FILE: CALENDAR,
}


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SHARED, SHARED_MOST = (600, 315), 300 * 1024
"""Least width and height of the picture for shared pages, in pixels, and its most bytes."""


def read_content(folder: Path) -> Content:
    """Read `content/`; raises `Refused` with file, line and key where something is wrong."""
    paths = [p for p in (folder / n for n in SHAPES) if p.is_file()] + sorted((folder / "pages").glob("*.md"))
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    if "organisation.toml" not in files:
        raise refuse("file.missing", path=folder / "organisation.toml")
    notices: list[Problem] = []
    read = {n: load(decode(files.get(n, b""), n), n) for n in SHAPES if n in files or n != "organisation.toml"}
    data = {n: file.check(SHAPES[n], notices) for n, file in read.items()}
    organisation = read_organisation(data["organisation.toml"])
    if organisation.share_image:
        image = folder / Path(organisation.share_image).name[:200]
        body = image.read_bytes() if image.is_file() else b""
        size = (int.from_bytes(body[16:20]), int.from_bytes(body[20:24])) if body[:16] == PNG else (0, 0)
        if image.suffix != ".png" or size[0] < SHARED[0] or size[1] < SHARED[1] or len(body) > SHARED_MOST:
            read["organisation.toml"].wrong("content.share_image", "share_image", image=organisation.share_image[:200])
            read["organisation.toml"].settle()
        files[image.name], organisation = body, replace(organisation, share_image=image.name, share_size=size)
    if organisation.logo:
        logo = folder / Path(organisation.logo).name[:200]
        if not logo.is_file() or logo.suffix not in {".svg", ".png", ".jpg", ".webp"}:
            read["organisation.toml"].wrong("content.logo", "logo", logo=organisation.logo[:200])
            read["organisation.toml"].settle()
        files[logo.name] = logo.read_bytes()
    return Content(
        organisation=organisation,
        guides=read_guides(files, notices),
        terms=tuple(
            Term(
                key=t["key"],
                term=Text(t["id"]["term"], t["en"]["term"]),
                text=Text(t["id"]["text"], t["en"]["text"]),
                by_hand=tuple(t["by_hand"]),
            )
            for t in data["glossary.toml"]["term"]
        ),
        programmes=tuple(
            Programme(
                code=p["code"],
                criterion=p["criterion"],
                title=Text.of(p["title"]),
                description=Text.of(p["description"]),
                form=Text.of(p["form"]),
                hours=p["hours"],
            )
            for p in data["training.toml"]["programme"]
        ),
        errata=errata.numbered(data[errata.FILE]["erratum"]),
        calendar=release_calendar.announced(data[release_calendar.FILE]["release"]),
        files=files,
        notices=tuple(notices),
    )
