"""The wheel alone, in an empty environment: the worked example, and a cycle of a new office from roster to rebuilt site.

Long form: an environment is made, and what the wheel needs comes from the package index that pip knows. Nothing of the
source folder is used but the helpers of the tests.
"""

from __future__ import annotations

import csv
import datetime
import os
import re
import subprocess
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.instrument import parse_instrument
from kinerja.demo.invented import roster_csv
from tests.deploy.test_release import built  # noqa: F401  # a fixture
from tests.golden.kept import Browser
from tests.serving import served

pytestmark = pytest.mark.quality
SECRET = "hujan sore di teras"
YEAR = str(datetime.datetime.now(datetime.UTC).year - 1)
"""A year that is over: the law's last limit for its evaluation documents is past, so that it may be published."""


@pytest.fixture(scope="module")
def program(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """Return the command of an environment that holds the wheel and what it needs."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=True)
    (wheel,) = built.glob("*.whl")
    done = subprocess.run(
        [place / "bin" / "pip", "install", "--quiet", wheel], capture_output=True, text=True, cwd=place
    )
    assert done.returncode == 0, done.stderr
    return place / "bin" / "kinerja"


@pytest.fixture
def run(program: Path, tmp_path: Path) -> Callable[..., str]:
    """Return what runs the command in an empty folder, or in one below it."""

    def command(*words: object, within: str = ".") -> str:
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "KINERJA_LANG": "en",
            "KINERJA_PASSPHRASE": "lima kata acak yang panjang",
        }
        done = subprocess.run(
            [program, *map(str, words)], cwd=tmp_path / within, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return done.stdout

    return command


def test_it_holds_the_version_it_says(run: Callable[..., str]) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert run("--version").split()[-1] == project["version"]


def test_the_worked_example_runs_in_an_empty_folder_and_people_use_it(
    run: Callable[..., str], program: Path, tmp_path: Path
) -> None:
    said = run("demo", "--no-serve")
    _, number, code = next(line.split() for line in said.splitlines() if line.strip().startswith("ASN"))
    demo = tmp_path / "data" / "demo"
    assert (demo / "public_html" / "index.html").is_file()
    run("--data", demo, "--content", demo / "content", "doctor")
    with served((program, "--data", demo, "--content", demo / "content"), tmp_path, {"PATH": os.defpath}) as port:
        me = Browser(port)
        me.sign_in(number, code)
        tasks = fill(me, "/sandi", {"sandi": SECRET, "ulang": SECRET})
        ref = re.findall(r'href="(/tugas/[0-9a-f]{16})', tasks)[-1]
        page = me.ask(f"{ref}/semua")
        checked = fill(me, f"{ref}/semua", dict.fromkeys(re.findall(r'name="(n-[^"]+)"', page), "4"))
        revision = re.search(r'name="revisi" value="(\d+)"', checked)
        assert revision
        assert 'class="code"' in fill(me, f"{ref}/kirim", {"revisi": revision[1]}, page=checked)
        assert "pegawai" in me.ask("/bantuan").lower()


def fill(me: Browser, path: str, fields: dict[str, str], page: str = "") -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page or me.ask(path))
    assert token
    return me.ask(path, {"csrf_token": token[1], **fields})


def test_a_new_office_goes_from_its_roster_to_a_site_that_anybody_rebuilds(
    run: Callable[..., str], tmp_path: Path
) -> None:
    run("new-office", "kantor")
    office = tmp_path / "kantor"

    def hr(*words: object) -> str:
        return run(*words, within="kantor")

    hr("init")
    (office / "pegawai.csv").write_text(roster_csv(), "utf-8")
    hr("roster", "import", "pegawai.csv", "--dry-run")
    hr("roster", "import", "pegawai.csv")
    dates = ("--start", f"{YEAR}-12-15", "--end", f"{int(YEAR) + 1}-01-15")
    hr("cycle", "create", YEAR, "--period", YEAR, "--instrument", "berakhlak", "--title", f"Tahun {YEAR}", *dates)
    pairs = everybody(office / "pegawai.csv")
    table(office / "pairs.csv", ("method", "rater", "ratee"), pairs)
    hr("assignments", "import", "pairs.csv", "--cycle", YEAR)
    hr("plan", YEAR)
    hr("cycle", "open", YEAR)
    hr("slips", YEAR, "--out", "slips.html", "--url", "https://penilaian.kantor.example")
    forms(office, pairs)
    hr("assessments", "import", "forms.csv", "--cycle", YEAR)
    hr("backup", "before")
    hr("cycle", "organisation", YEAR, "baik", "--source", f"LKjIP {YEAR}", "--day", f"{YEAR}-12-31")
    hr("cycle", "close", YEAR)
    hr("publish", YEAR, "--yes", "--undelivered")
    hr("site", "build")
    hr("audit", f"data/published/{YEAR}")
    same = hr(
        "rebuild", "--from", "data/published", "--content", "content", "--out", "again", "--compare", "data/public_html"
    )
    assert "byte for byte" in same
    hr("doctor")
    hr("verify-trail")
    counted = (office / "data" / "published" / YEAR / "participation.csv").read_text("utf-8")
    assert f"{YEAR},organisation,*,self,x,x,withheld" in counted, (
        "what one clerk has typed in is one person's knowledge (R1)"
    )
    assert f"Tahun {YEAR}" in (office / "data" / "public_html" / YEAR / "index.html").read_text("utf-8")


def table(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def everybody(roster: Path) -> list[tuple[str, str, str]]:
    """Everybody by themselves and their officer, and by three who have the same one."""
    with roster.open(encoding="utf-8", newline="") as file:
        people = [row for row in csv.DictReader(file) if row["jenis"] != "external"]
    boss = {p["nip"]: p["nip_atasan"] for p in people}
    pairs = [("self", n, n) for n in boss] + [("supervisor", b, n) for n, b in boss.items() if b]
    for n, b in boss.items():
        beside = sorted(o for o in boss if o != n and boss[o] == b)
        pairs += [("peer", o, n) for o in beside[:3]]
    return pairs


def forms(office: Path, pairs: list[tuple[str, str, str]]) -> None:
    tool = parse_instrument(
        (office / "content" / "instruments" / "berakhlak.toml").read_text("utf-8"), "berakhlak.toml"
    )
    rows: list[tuple[str, ...]] = []
    for place, (method, rater, ratee) in enumerate(pairs):
        asked = {i.code for c in tool.asked(method) for i in c.items}  # type: ignore[arg-type]
        marks = (str(3 + (place + n) % 3) if i.code in asked else "" for n, i in enumerate(tool.items))
        rows.append((method, rater, ratee, *marks, *(("as", "as") if method == "supervisor" else ("", ""))))
    table(
        office / "forms.csv",
        ("method", "rater", "ratee", *(i.code for i in tool.items), "work_result", "work_behaviour"),
        rows,
    )
