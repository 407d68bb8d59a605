"""Building the public site with the auditor's check of every figure: the one place where the two meet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from public_site.build import BuildReport

from kinerja.config import Folders, note, say
from kinerja_office.office import Draw
from kinerja_words.problems import Phrase, Said

Progress = Callable[[int, int], None]
"""Told (done, total) as pages are drawn."""


def build_site(
    packages: Path, content: Path, out: Path, *, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Build the site; fails unless the auditor finds every figure of its pages in the packages.

    In a process with several threads, as the form service is, it is built by a fresh interpreter, which may fork and gives its
    memory back.
    """
    from public_site.workers import alone, apart

    if alone():
        return build_here(packages, content, out, full, progress)
    report: BuildReport = apart(
        f"from {__name__} import build_apart; build_apart()", (packages, content, out, "full" * full), progress
    )
    return report


def build_here(
    packages: Path, content: Path, out: Path, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """As `build_site`, in this process."""
    from public_site.build import build

    from publishing.audit import mark

    return build(packages, content, out, full=full, progress=progress, check=prepared, checker=mark(packages))


def build_apart() -> None:
    """Be that interpreter: build what its arguments name, and tell the process that waits how it goes."""
    from public_site.workers import answer

    packages, content, out, full, fd = sys.argv[1:]
    answer(fd, lambda told: build_here(Path(packages), Path(content), Path(out), full != "", told))


def prepared(staged: Path, packages: Path) -> Callable[[str, bytes, str], tuple[list[Said], str]]:
    """Return what looks at one file of the staged site: name, bytes and its seal in, findings and its new seal out (`Auditor.look`)."""
    from publishing.audit.site import Auditor

    auditor = Auditor(staged, packages)

    def look(name: str, data: bytes, seal: str) -> tuple[list[Said], str]:
        found, kept = auditor.look(name, data, seal)
        return [{lang: f"{f.where}: {said}" for lang, said in f.sentence._asdict().items()} for f in found], kept

    return look


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
    from public_site.app import create_app, makers_of
    from public_site.assets import assets
    from public_site.content import read_content
    from public_site.errata import check
    from public_site.package_reading import read_packages
    from public_site.site_pages import all_pages
    from public_site.view import Site

    site = Site(read_packages(packages) if packages.is_dir() else (), read_content(content))
    check(site)
    pages = all_pages(site)
    app = create_app(makers_of(site, pages, tuple(assets(site, pages))))
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
