"""The auditor on the command line: our packages, or any table whose columns are named."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kinerja.config import language
from kinerja_words.problems import refuse
from kinerja_words.system import trouble

if TYPE_CHECKING:
    from publishing.audit import Report


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True)
@click.option("--dims", metavar="COL,COL", help="Tabel lain: kolom kelompok. / Another table: its grouping columns.")
@click.option("--count", metavar="COL", help="Kolom jumlah. / Count column.")
@click.option("--mean", metavar="COL", help="Kolom rata-rata. / Mean column.")
@click.option("--shares", metavar="COL,COL", default="", help="Kolom persentase. / Share columns.")
@click.option(
    "--total",
    multiple=True,
    default=["Total"],
    show_default=True,
    help="Tanda jumlah; boleh beberapa kali. / Mark of a total; may be repeated.",
)
@click.option("--withheld", default="x", show_default=True, help="Tanda tersembunyi. / Mark of a withheld value.")
@click.option(
    "--threshold", default=10, show_default=True, help="Jumlah terkecil yang boleh diketahui. / Smallest count."
)
@click.option("--scale", type=(int, int), default=(1, 5), show_default=True, help="Ujung skala. / Ends of the scale.")
@click.option("--zeros-shown", is_flag=True, help="Nol selalu dicetak. / Zeros are always printed.")
@click.option("--mean-step", metavar="0.5", help="Pembulatan rata-rata. / What means are rounded to.")
@click.option("--share-step", metavar="5", help="Pembulatan persentase. / What shares are rounded to, in per cent.")
@click.pass_context
def audit(
    ctx: click.Context, paths: tuple[Path, ...], as_json: bool, dims: str | None, count: str | None, mean: str | None,
    shares: str, total: tuple[str, ...], withheld: str, threshold: int, scale: tuple[int, int], zeros_shown: bool,
    mean_step: str | None, share_step: str | None,
) -> None:  # fmt: skip
    """Memeriksa paket data yang terbit dari luar, atau tabel CSV lain. / Check packages, or another CSV, from outside.

    Keluar 0 bila NONE_FOUND, selain itu 3. / Exits with 0 for NONE_FOUND, otherwise with 3.
    """
    given = {p for p in ctx.params if ctx.get_parameter_source(p) is ParameterSource.COMMANDLINE}
    if given <= {"paths", "as_json"}:
        report = _packages(paths)
    elif dims and count and len(paths) == 1:
        report = _table(
            paths[0], _columns(dims), count.strip(), mean and mean.strip(), _columns(shares) if shares else [], total,
            withheld, scale, threshold, 1 if zeros_shown else 0, mean_step, share_step,
        )  # fmt: skip
    else:
        raise click.UsageError(
            "--dims dan --count berlaku bersama, untuk satu berkas CSV / go together, for one CSV file"
        )
    show(report, as_json)
    sys.exit(report.exit_code)


def _columns(text: str) -> list[str]:
    return [c.strip() for c in text.split(",")]


def show(report: Report, as_json: bool = False) -> None:
    """Print a verdict and its findings."""
    if as_json:
        click.echo(report.to_json(), nl=False)
        return
    click.echo(report.verdict)
    for line in report.lines(language()):
        click.echo("  " + line)


def _packages(paths: tuple[Path, ...]) -> Report:
    from publishing.audit import audit_packages, quoted

    for path in paths:
        if not path.is_dir():
            raise refuse("audit.no_package", path=quoted(str(path)))
    return audit_packages(paths)


def _table(path: Path, *mapping: Any) -> Report:
    from publishing.audit import Wrong, quoted
    from publishing.audit.other_table import audit_table

    try:
        return audit_table(path, *mapping)
    except Wrong as error:
        raise refuse(
            "audit.table", name=quoted(path.name), error={k: quoted(v) for k, v in error.words._asdict().items()}
        ) from None
    except OSError as error:
        raise refuse("audit.table", name=quoted(path.name), error=trouble(error)) from None
