"""Building the public site with the auditor's check of every figure: the one place where the two meet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from public_site.build import BuildReport

from kinerja.config import say

Progress = Callable[[int, int], None]
"""Told (done, total) as pages are drawn."""


def build_site(
    packages: Path, content: Path, out: Path, *, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Build the site; fails unless the auditor finds every figure of its pages in the packages."""
    from public_site.build import build

    from publishing.audit.site import audit_site

    return build(
        packages, content, out, full=full, progress=progress,
        check=lambda staged, published: [str(f) for f in audit_site(staged, published)],
    )  # fmt: skip


def build_with_bar(packages: Path, content: Path, out: Path, *, full: bool = False) -> BuildReport:
    """As `build_site`, with a progress bar on a terminal; silent in a pipe."""
    with click.progressbar(
        length=100, label=say("Membangun", "Building"), hidden=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return build_site(packages, content, out, full=full, progress=progress)


def describe(report: BuildReport) -> str:
    """Return a build report as one phrase."""
    cycles = ", ".join(report.cycles) or "-"
    return say(
        f"{report.files} berkas ({report.drawn} digambar, {report.kept} tetap, {report.removed} dihapus); periode {cycles}",
        f"{report.files} files ({report.drawn} drawn, {report.kept} kept, {report.removed} removed); cycles {cycles}",
    )
