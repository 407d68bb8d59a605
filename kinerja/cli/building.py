"""Building the public site with the auditor's check of every figure: the one place where the two meet."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from html import unescape
from http import HTTPStatus
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from public_site.build import BuildReport

from kinerja.config import Folders, note, say
from kinerja_office.office import Draw
from kinerja_words.problems import Phrase, Said

REFERENCE = re.compile(r"((?:citizens/)?[^/\s\"'(]+)/([a-z_]+:[0-9]+(?=:)|[a-z_]+\.json(?=#))")
COUNTED = re.compile(r"(?:count|promises)\(([^)]+)")
Progress = Callable[[int, int], None]
"""Told (done, total) as pages are drawn."""


def build_site(
    packages: Path, content: Path, out: Path, *, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Build the site; fails unless the auditor finds every figure of its pages in the packages."""
    from public_site.build import build

    from publishing import audit
    from publishing.audit.site import audit_site

    def check(staged: Path, published: Path, kept: frozenset[str]) -> list[Said]:
        again = touched(staged, out, kept) if kept else None
        found = audit_site(staged, published, only=again)
        return [{lang: f"{f.where}: {said}" for lang, said in f.sentence._asdict().items()} for f in found]

    sources = sorted(p for p in Path(audit.__file__).parent.iterdir() if p.suffix in {".py", ".toml"})
    version = hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()
    return build(packages, content, out, full=full, progress=progress, check=check, checker=version)


def copy_out(folders: Folders, site: Path, progress: Progress | None = None) -> Phrase | None:
    """Copy the built site to the folder the command was given, and say what was copied; None without one."""
    if folders.publish_to is None:
        return None
    from public_site.copying import copy_site

    done = copy_site(site, folders.publish_to, (folders.data, folders.content), progress)
    return Phrase("site.copied", folder=str(folders.publish_to), n=done.files, hash=done.hash)


def draw_site(packages: Path, content: Path, changed: str) -> Draw:
    """Return what draws the site over a content folder; raises `Refused` where a page that shows the changed file cannot be drawn.

    A page shows itself; terms, and a page that goes, are shown by all of them; the other files are read whole, which is their check.
    """
    from public_site.app import create_app
    from public_site.assets import assets
    from public_site.content import read_content
    from public_site.errata import check
    from public_site.package import read_packages
    from public_site.site_pages import all_pages
    from public_site.view import Site

    site = Site(read_packages(packages) if packages.is_dir() else (), read_content(content))
    check(site)
    pages = all_pages(site)
    app = create_app(site, pages, tuple(assets(site, pages)))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    browser = app.test_client()

    def draw(path: str) -> tuple[bytes, str] | None:
        answer = browser.get("/" + path)
        return (answer.data, str(answer.mimetype)) if answer.status_code == HTTPStatus.OK else None

    gone = not (content / changed).exists()
    name = changed.rpartition("/")[2].partition(".")[0]
    for page in pages:
        shows = page.path == "index.html" or page.path.endswith(f"/{name}.html") or changed == "glossary.toml" or gone
        if shows and page.path.partition("/")[0] not in (*site.by_id, "terbaru"):
            draw(page.path)
            draw("en/" + page.path)
    return draw


def touched(staged: Path, standing: Path, kept: frozenset[str]) -> list[Path]:
    """Return the staged files the auditor has to look at: the new ones, and kept ones that show something changed.

    What a kept page shows is read from the page itself: a row, a file or a count of a table that the standing site's
    copy of the package has otherwise. So a page that should have been drawn anew and was not is still found.
    """
    changed = changes(staged, standing)
    files = sorted(p for p in staged.rglob("*") if p.is_file())
    names = ((p, p.relative_to(staged).as_posix()) for p in files)
    return [
        p
        for p, name in names
        if name not in kept or (changed and (name[:5] == "data/" or not changed.isdisjoint(shown(p))))
    ]


def changes(staged: Path, standing: Path) -> set[str]:
    """Return what differs between the packages of two sites: `2026-1/results:7`, `2026-1/results`, `2026-1/audit.json`."""
    found: set[str] = set()
    copies = {
        p.relative_to(site)
        for site in (staged, standing)
        for g in ("*", "citizens/*")
        for p in site.glob(f"{g}/data/*")
    }
    for name in (n for n in copies if n.suffix in {".csv", ".json"}):
        after, before = ((site / name).read_bytes() if (site / name).is_file() else b"" for site in (staged, standing))
        if after == before:
            continue
        cycle = name.parent.parent.as_posix()
        if name.suffix == ".json":
            found.add(f"{cycle}/{name.name}")
            continue
        found.add(f"{cycle}/{name.stem}")
        lines = zip_longest(after.splitlines(), before.splitlines())
        found |= {f"{cycle}/{name.stem}:{n}" for n, (a, b) in enumerate(lines, start=1) if a != b}
    return found


def shown(page: Path) -> set[str]:
    """Return what a page refers to, in the words of `changes`."""
    if page.suffix not in {".html", ".svg"}:
        return set()
    text = unescape(page.read_text("utf-8"))
    return {f"{c}/{t}" for c, t in REFERENCE.findall(text)} | set(" ".join(COUNTED.findall(text)).split())


def build_with_bar(packages: Path, content: Path, out: Path, *, full: bool = False) -> BuildReport:
    """As `build_site`, with a progress bar on a terminal; silent in a pipe."""
    with click.progressbar(
        length=100, label=say("site.building"), hidden=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        report = build_site(packages, content, out, full=full, progress=progress)
    note(report.notices)
    return report


def describe(report: BuildReport) -> str:
    """Return a build report as one phrase."""
    values = {"files": report.files, "drawn": report.drawn, "kept": report.kept, "removed": report.removed}
    return say("site.report", **values, cycles=", ".join(report.cycles) or "-")
