"""`kinerja audit`: exit 0 for NONE_FOUND, 3 for a verdict, 1 for a refusal, 2 for wrong usage; wrong input is never 0."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main

TABLE = "unit,sex,n,low\nA,Jumlah,37,35\nB,Jumlah,41,25\nTotal,Jumlah,78,30\n"
MAPPING = ("--dims", "unit, sex", "--count", "n")
TOTALS = ("--total", "Total", "--total", "Jumlah")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ((*MAPPING, *TOTALS), 0, "NONE_FOUND"),
        ((*MAPPING, *TOTALS, "--shares", "low", "--share-step", "5"), 0, "NONE_FOUND"),
        ((*MAPPING, *TOTALS, "--shares", "low"), 3, "--share-step"),
        (MAPPING, 1, "“Jumlah”"),
        ((*MAPPING, "--total", "Semua"), 1, "“Semua”"),
        ((*MAPPING, *TOTALS, "--mean", "rata"), 1, "rata"),
        ((*MAPPING, *TOTALS, "--shares", "low,"), 1, "kolom"),
        ((*MAPPING, *TOTALS, "--share-step", "5"), 1, "5"),
        ((*MAPPING, *TOTALS, "--threshold", "0"), 1, "ambang"),
        ((*MAPPING, *TOTALS, "--threshold", "sepuluh"), 2, "threshold"),
        ((*MAPPING, *TOTALS, "--scale", "5", "1"), 1, "skala"),
        ((*MAPPING, *TOTALS, "--minimum", "3"), 2, "--minimum"),
        (("--dims", "unit"), 2, "--dims"),
        (("--count", "n"), 2, "--dims"),
        ((*TOTALS,), 2, "--dims"),
    ],
)
def test_other_tables(tmp_path: Path, options: tuple[str, ...], code: int, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    result = CliRunner().invoke(main, ["audit", str(path), *options])
    assert (result.exit_code, message in result.output) == (code, True), result.output


@pytest.mark.parametrize("option", [("--threshold", "3"), ("--mean", "n"), ("--zeros-shown",), ("--total", "Total")])
def test_options_of_tables_do_not_go_with_packages(package: Path, option: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, ["audit", str(package)]).exit_code == 0
    assert CliRunner().invoke(main, ["audit", str(package), "--json"]).exit_code == 0
    assert CliRunner().invoke(main, ["audit", str(package), *option]).exit_code == 2


def test_names_on_the_command_line_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\u202e\x07.csv"
    path.write_text(TABLE, encoding="utf-8")
    folder = tmp_path / "b\u202e\x07"
    folder.mkdir()
    for arguments in (
        [path],
        [path, *MAPPING],
        [path, *MAPPING, *TOTALS, "--shares", "low"],
        [folder],
        [folder, *MAPPING],
    ):
        result = CliRunner().invoke(main, ["audit", *map(str, arguments)])
        assert result.exit_code in (1, 3)
        assert not {"\u202e", "\x07"} & set(result.output)
