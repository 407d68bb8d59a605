"""An attacker with every public byte tries each way out: text, pictures, files, names, sizes, order, times. All fail."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from assessment.form import Form
from assessment.instrument import Instrument, parse_instrument
from assessment.roster_reading import parse_roster
from kinerja.cli.commands import main as command
from kinerja.demo import invented
from tests.whole.conftest import ROOT

CYCLE = "2026-1"
PLAYED = "2025"
"""A cycle of the worked example."""


def run(*words: object) -> None:
    from click.testing import CliRunner

    done = CliRunner().invoke(command, [str(w) for w in words])
    assert done.exit_code == 0, done.output + repr(done.exception)


def office(folder: Path, forms: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run one cycle from files to the site and return the folder of everything public."""
    import datetime

    from kinerja_office.office import Office

    moment = datetime.datetime(2026, 7, 2, 3, tzinfo=datetime.UTC)
    monkeypatch.setattr(
        Office.__init__, "__defaults__", (lambda: moment, random.Random(1).randbytes, *Office.__init__.__defaults__[2:])
    )
    folder.mkdir()
    (folder / "roster.csv").write_text(invented.roster_csv())
    (folder / "forms.csv").write_text(forms)
    at = ("--data", folder / "data", "--content", ROOT / "content")
    run(*at, "init")
    run(*at, "roster", "import", folder / "roster.csv")
    run(
        *at,
        "cycle",
        "create",
        CYCLE,
        "--instrument",
        "berakhlak",
        "--title",
        "T",
        "--start",
        "2026-06-01",
        "--end",
        "2026-06-30",
    )
    run(*at, "cycle", "open", CYCLE)
    run(*at, "assessments", "import", folder / "forms.csv", "--cycle", CYCLE, "--create-assignments")
    run(*at, "cycle", "close", CYCLE)
    run(*at, "publish", CYCLE, "--yes")
    run(*at, "site", "build")
    return folder / "data"


def public(data: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(data)): p.read_bytes()
        for part in ("published", "public_html")
        for p in sorted((data / part).rglob("*"))
        if p.is_file()
    }


def assessments_csv(tool: Instrument, forms: Iterable[Form]) -> str:
    """Return forms as the file `assessments import` reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["method", "rater", "ratee", *(i.code for i in tool.items), "work_result", "work_behaviour"])
    for form in forms:
        cells = ("TD" if m == "T" else "" if m == "-" else m for m in form.answers)
        writer.writerow(
            [form.method, form.rater, form.ratee, *cells, form.work_result or "", form.work_behaviour or ""]
        )
    return text.getvalue()


@pytest.fixture(scope="module")
def forms() -> list[dict[str, str]]:
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    people = parse_roster(invented.roster_csv().encode(), "roster.csv").employees
    from assessment.assignment import from_roster

    wanted = from_roster(people, ("self", "supervisor"))
    text = assessments_csv(tool, invented.answers(invented.CYCLES[-1], tool, people, wanted))
    return list(csv.DictReader(text.splitlines()))


def as_file(rows: list[dict[str, str]]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(r.values()) for r in rows)]) + "\n"


def swap_answers(rows: list[dict[str, str]], group: Callable[[dict[str, str]], str]) -> list[dict[str, str]]:
    """Give every answer of a form to somebody else of the same group and method."""
    keys = ("method", "rater", "ratee")
    by_group: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        by_group.setdefault(group(row), []).append(n)
    out = [dict(r) for r in rows]
    for places in by_group.values():
        for here, there in zip(places, places[1:] + places[:1], strict=True):
            out[here] = {k: rows[here][k] if k in keys else rows[there][k] for k in rows[here]}
    return out


def test_who_gave_which_answers_changes_no_public_byte(
    tmp_path: Path, forms: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a shown row the public side is the same whoever it was: not a byte, a name, a size or an order tells."""
    groups = {e.employee_number: e.group for e in parse_roster(invented.roster_csv().encode(), "r.csv").employees}
    merged = {g: g[: len("Kelurahan / Kampung")] if "Kampung" in g else g[: len("Kelurahan")] for g in groups.values()}
    merged |= {"Sekretariat": "Sekretariat + Seksi", "Seksi": "Sekretariat + Seksi"}
    swapped = swap_answers(forms, lambda r: r["method"] + merged[groups[r["ratee"]]])
    assert as_file(swapped) != as_file(forms)
    one = public(office(tmp_path / "one", as_file(forms), monkeypatch))
    two = public(office(tmp_path / "two", as_file(swapped), monkeypatch))
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_the_order_of_arrival_changes_no_public_byte(
    tmp_path: Path, forms: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = public(office(tmp_path / "one", as_file(forms), monkeypatch))
    two = public(office(tmp_path / "two", as_file(forms[::-1]), monkeypatch))
    assert [name for name in one if one[name] != two[name]] == []


def test_a_changed_score_is_seen_only_in_the_rows_that_count_it(
    tmp_path: Path, forms: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the two tests above could fail: other answers do give other bytes."""
    other = [{**r, **({"KOM1": "1", "KOM2": "1", "KOM3": "1"} if r["method"] == "supervisor" else {})} for r in forms]
    one = public(office(tmp_path / "one", as_file(forms), monkeypatch))
    two = public(office(tmp_path / "two", as_file(other), monkeypatch))
    assert any(one[name] != two[name] for name in one)


def test_archives_and_feeds_carry_no_time_of_their_own(demo: Path) -> None:
    published = {json.loads(path.read_text())["published"] for path in (demo / "published").rglob("release.json")}
    calendar = tomllib.loads((ROOT / "content" / "calendar.toml").read_text("utf-8"))["release"]
    published |= {one["told"] for one in calendar}
    for path in sorted((demo / "public_html").rglob("*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        if path.suffix == ".atom":
            for stamp in re.findall(r"\d{4}-\d\d-\d\dT[\d:.]+\S*?(?=<)", path.read_text()):
                assert stamp[:10] in published
        if path.name.startswith("sitemap"):
            assert "lastmod" not in path.read_text()


def test_rows_and_receipts_are_in_an_order_that_says_nothing(demo: Path) -> None:
    for path in sorted((demo / "published").rglob("*.csv")):
        lines = list(csv.reader(path.read_text().splitlines()))
        keys = {"results.csv": 5, "participation.csv": 4, "predicates.csv": 4, "plan.csv": 4, "receipts.csv": 2}.get(
            path.name, 3
        )
        order = [tuple(line[:keys]) for line in lines[1:]]
        assert order == sorted(order), path.name


def test_no_file_name_tells_what_is_withheld(demo: Path) -> None:
    """The same pages exist for every planned group, whether its rows are shown or not."""
    groups = demo / "public_html" / PLAYED / "kelompok"
    plan = csv.DictReader((demo / "published" / PLAYED / "plan.csv").read_text().splitlines())
    planned = {r["group"] for r in plan if r["group"] != "*"}
    assert len([p for p in groups.iterdir() if p.suffix == ".html"]) == len(planned)


def test_nothing_hidden_stands_in_the_source_of_a_page(demo: Path) -> None:
    for path in sorted((demo / "public_html").rglob("*.html")):
        text = path.read_text()
        assert "<!--" not in text, path
        assert not re.search(r'type="hidden"|display:\s*none|\bhidden\b(?!=)(?=[^<]*>)', text), path
        assert "<script" not in text, path
