"""`make demo`: one command from a roster to a public site, the same every time, and nobody of the roster in it."""

from __future__ import annotations

import csv
import datetime
import filecmp
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from assessment.names import find_people
from assessment.roster import Employee
from assessment.roster_reading import parse_roster
from kinerja_office import records
from kinerja_office.office import INDEXES
from kinerja_store import open_store
from tests.whole.conftest import ROOT, kinerja

YEARS, QUARTERS = ("2023", "2024", "2025"), ("2026-tw1", "2026-tw2")
CYCLES = YEARS + QUARTERS


def rows(demo: Path, cycle: str, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((demo / "published" / cycle / f"{table}.csv").read_text().splitlines()))


def test_it_leaves_exactly_one_site_and_a_package_for_each_cycle(demo: Path) -> None:
    assert sorted(p.name for p in demo.iterdir() if p.name[0] != ".") == [
        "example",
        "private",
        "public_html",
        "published",
    ]
    assert sorted(p.name for p in (demo / "published").iterdir()) == [*CYCLES, "citizens"]
    assert (demo / "public_html" / "index.html").is_file()


@pytest.mark.parametrize("cycle", CYCLES)
def test_the_organisation_two_groups_and_two_rows_of_three_kelurahan_are_shown_with_all_methods(
    demo: Path, cycle: str
) -> None:
    shown = {(r["group"], r["method"]) for r in rows(demo, cycle, "results") if r["status"] == "shown"}
    kampung, others = ("Kampung Bandar", "Kampung Baru", "Kampung Dalam"), ("Padang Bulan", "Padang Terubuk", "Sago")
    halves = {" + ".join(f"Kelurahan / {name}" for name in half) for half in (kampung, others)}
    assert shown == {
        (g, m) for g in {"*", "Kelurahan", *halves, "Sekretariat + Seksi"} for m in ("self", "supervisor", "peer")
        if m != "peer" or cycle in YEARS
    }  # fmt: skip


def test_the_predicates_follow_from_the_story_and_the_organisations_predicate(demo: Path) -> None:
    """No year is a copy of another, and most are in the class of their organisation's predicate."""
    shares, given = [], []
    for cycle in CYCLES:
        whole = {r["predicate"]: r["share"] for r in rows(demo, cycle, "predicates") if r["group"] == "*"}
        shares.append(int(whole["baik + sangat_baik"].lstrip("≥≤")))
        said = json.loads((demo / "published" / cycle / "datapackage.json").read_text())["kinerja"]
        given.append(said["organisation_predicate"]["predicate"])
        assert said["organisation_predicate"]["source"]
    assert len(set(shares[:3])) == 3
    assert [share > 50 for share in shares] == [predicate == "baik" for predicate in given]


def test_between_a_close_and_its_release_lie_sixty_working_days(demo: Path) -> None:
    for cycle in CYCLES:
        closed = json.loads((demo / "published" / cycle / "datapackage.json").read_text())["kinerja"]["closed"]
        published = json.loads((demo / "published" / cycle / "release.json").read_text())["published"]
        first, last = (datetime.date.fromisoformat(day) for day in (closed, published))
        days = (first + datetime.timedelta(n) for n in range(1, (last - first).days))
        assert sum(d.weekday() < 5 for d in days) >= 60 + 12, cycle  # and a dozen holidays


def test_there_is_a_story_in_it(demo: Path) -> None:
    means = [
        {
            r["criterion"]: float(r["mean"])
            for r in rows(demo, c, "results")
            if r["group"] == "*" and r["method"] == "supervisor"
        }
        for c in YEARS
    ]
    assert min(means[0], key=means[0].__getitem__) == "komunikasi"
    assert means[2]["komunikasi"] - means[0]["komunikasi"] >= 0.2


def test_the_first_two_years_were_asked_before_reports_rate(demo: Path) -> None:
    """What was published keeps the second version of the instrument; only the number of the format is new."""
    for cycle in CYCLES:
        said = json.loads((demo / "published" / cycle / "datapackage.json").read_text())["kinerja"]
        asked = json.loads((demo / "published" / cycle / "instrument.json").read_text())
        before = cycle in YEARS[:2]
        assert said["format"] == 5
        assert said["instrument"]["version"] == ("2" if before else "3" if cycle in YEARS else "3+ringkas")
        assert ("subordinate" in said["methods"]) == ("subordinate" in asked["methods"]) == (cycle == "2025")
        assert any("methods" in item for c in asked["criteria"] for item in c["items"]) == (cycle == "2025")


def test_in_the_running_year_and_the_trial_reports_rate_the_one_leader_of_five(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "private", tmp_path / "private")
    with closing(open_store(tmp_path / "private", indexes=INDEXES)) as store, store.read() as view:
        for id in ("2026", "coba"):
            assert "subordinate" in records.cycle(view, id).methods
        wanted = [a for a in records.assignments(view, "coba") if a.method == "subordinate"]
    leaders = {a.ratee for a in wanted}
    assert [e.position for e in people(demo) if e.employee_number in leaders] == ["Camat"]
    said = (demo.parents[1] / "said").read_text(encoding="utf-8").partition("serve --local")[2]
    assert any(f" {a.rater} " in said for a in wanted), "one of those whom the example signs in rates their superior"


def test_every_form_has_one_receipt(demo: Path) -> None:
    for cycle in CYCLES:
        said = json.loads((demo / "published" / cycle / "datapackage.json").read_text())["kinerja"]
        codes = [r["receipt"] for r in rows(demo, cycle, "receipts")]
        assert len(set(codes)) == len(codes)
        assert len(codes) == said["forms"]
        assert "imported" not in said
    assert len(rows(demo, "2025", "receipts")) > 300


def people(demo: Path) -> tuple[Employee, ...]:
    return parse_roster((demo / "example" / "roster.csv").read_bytes(), "roster.csv").employees


def public_texts(demo: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of everything public, file names and the inside of archives included."""
    for folder in ("published", "public_html"):
        for path in sorted((demo / folder).rglob("*")):
            yield f"name of {path.name}", path.name
            if path.suffix == ".zip":
                with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
                    for inner in archive.namelist():
                        yield f"{path.name}/{inner}", inner + "\n" + archive.read(inner).decode("utf-8", "replace")
            elif path.is_file():
                yield str(path.relative_to(demo)), path.read_bytes().decode("utf-8", "replace")


def test_nobody_of_the_roster_is_in_anything_public(demo: Path) -> None:
    everybody = people(demo)
    assert len(everybody) == 62
    found = {(where, f.number) for where, text in public_texts(demo) for f in find_people(text, everybody) if f.sure}
    assert not found


def test_the_search_for_people_would_find_them(demo: Path) -> None:
    one = people(demo)[7]
    assert find_people(f"<td>{one.name.upper()}</td>", people(demo))
    assert find_people(
        f"nip={one.employee_number[:8]} {one.employee_number[8:14]} {one.employee_number[14:]}", people(demo)
    )
    tagged = "<b>" + one.name.replace(" ", "</b>&nbsp;<b>") + "</b>"
    assert find_people(re.sub(r"<[^>]+>|&nbsp;", " ", tagged), people(demo))


def test_no_private_word_is_public(demo: Path) -> None:
    """Unit codes, employee grades and file paths stay inside."""
    for where, text in public_texts(demo):
        assert "UMPEG" not in text, where
        assert str(demo) not in text, where


@pytest.mark.parametrize(("zone", "locale"), [("Pacific/Kiritimati", "C.UTF-8"), ("America/St_Johns", "C")])
def test_a_citizen_rebuilds_the_same_bytes_elsewhere(demo: Path, tmp_path: Path, zone: str, locale: str) -> None:
    out = tmp_path / "anywhere" / "out"
    done = kinerja(
        "rebuild", "--from", demo / "published", "--content", ROOT / "content", "--out", out, "--compare", demo / "public_html",
        cwd=tmp_path, TZ=zone, LC_ALL=locale, PYTHONHASHSEED="7", LANG=locale,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert_same(out, demo / "public_html")


def assert_same(one: Path, two: Path) -> None:
    compared = filecmp.dircmp(one, two)
    assert not compared.left_only
    assert not compared.right_only
    files_one = {p.relative_to(one): p.read_bytes() for p in one.rglob("*") if p.is_file()}
    files_two = {p.relative_to(two): p.read_bytes() for p in two.rglob("*") if p.is_file()}
    assert files_one == files_two


def test_a_difference_is_named(demo: Path, tmp_path: Path) -> None:
    done = kinerja(
        "rebuild", "--from", demo / "published", "--content", ROOT / "content", "--out", tmp_path / "out", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    page = tmp_path / "out" / "index.html"
    page.write_text(page.read_text().replace("Komunikasi", "Kebersihan"))
    again = kinerja(
        "rebuild", "--from", demo / "published", "--content", ROOT / "content", "--out", tmp_path / "other",
        "--compare", tmp_path / "out", cwd=tmp_path,
    )  # fmt: skip
    assert again.returncode == 1
    assert "index.html" in again.stdout


def test_a_changed_figure_stops_the_build(demo: Path, tmp_path: Path) -> None:
    """A package that was tampered with is refused by the auditor's check; the old site stays."""
    packages = tmp_path / "published"
    shutil.copytree(demo / "published", packages)
    results = packages / "2025" / "results.csv"
    text = results.read_text()
    line = next(x for x in text.splitlines() if ",*,supervisor,komunikasi," in x)
    results.write_text(text.replace(line, line.replace(",3.", ",4.", 1)))
    assert kinerja("audit", packages / "2025", cwd=tmp_path).returncode == 3


def test_the_demo_is_the_same_every_time(demo: Path, tmp_path: Path) -> None:
    done = kinerja(
        "--data", tmp_path / "data", "--content", ROOT / "content", "demo", "--no-serve", cwd=tmp_path, TZ="Asia/Tokyo"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    again = tmp_path / "data" / "demo"
    for path in sorted((demo / "published").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(demo)).read_bytes(), path.name
    assert_same(demo / "public_html", again / "public_html")


def test_the_page_of_blanks_names_every_table_that_has_one(demo: Path) -> None:
    words = {
        "predicates": "Persentase predikat",
        "participation": "Jumlah formulir",
        "goals": "Capaian rencana",
        "training": "peserta",
    }
    for cycle in CYCLES:
        page = (demo / "public_html" / cycle / "disembunyikan.html").read_text()
        section = page.split("Tempat yang kosong")[1].split("</section>")[0]
        blanks = 0
        for table, said in words.items():
            if (demo / "published" / cycle / f"{table}.csv").exists():
                blank = any(r["status"] == "withheld" for r in rows(demo, cycle, table))
                assert (said in section) == blank, (cycle, table)
                blanks += blank
        assert ("Tidak ada." in section) == (
            blanks == 0 and "withheld" not in {r["status"] for r in rows(demo, cycle, "results")}
        )


def test_the_example_says_whom_to_sign_in_as_whether_it_serves_or_not(demo: Path) -> None:
    said = (demo.parents[1] / "said").read_text(encoding="utf-8").partition("serve --local")[2].splitlines()[1:]
    assert [line.split()[0] for line in said] == ["ASN", "Atasan", "HR"]
    assert all(len(line.split()) == 3 for line in said)
