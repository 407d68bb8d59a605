"""Building the public site with the auditor's check of every figure: the one place where the two meet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from public_site.build import BuildReport

from kinerja.config import say


def build_site(packages: Path, content: Path, out: Path, *, full: bool = False) -> BuildReport:
    """Build the site with the auditor's check of every figure; a progress bar on a terminal, silent in a pipe."""
    from public_site.build import build

    from publishing.audit.site import audit_site

    with click.progressbar(
        length=100, label=say("Membangun", "Building"), hidden=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return build(
            packages, content, out, full=full, progress=progress,
            check=lambda staged, published: [str(f) for f in audit_site(staged, published)],
        )  # fmt: skip


def describe(report: BuildReport) -> str:
    """Return a build report as one phrase."""
    cycles = ", ".join(report.cycles) or "-"
    return say(
        f"{report.files} berkas ({report.drawn} digambar, {report.kept} tetap, {report.removed} dihapus); periode {cycles}",
        f"{report.files} files ({report.drawn} drawn, {report.kept} kept, {report.removed} removed); cycles {cycles}",
    )
