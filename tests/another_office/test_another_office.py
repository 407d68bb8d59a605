"""Another office is a content folder and nothing else: from its roster to its audited site, with no word of the first."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishing.audit.site import audit_site
from tests.browser import check_in_light_and_dark, chromium
from tests.offices import once
from tests.whole.conftest import ROOT, kinerja

CONTENT = Path(__file__).parent / "content"
CYCLE = "musim-1"
GROUPS = {"Klinik": 6, "Lapangan": 4, "Tata Usaha": 3}
ITEMS = ("R1", "R2", "Q1", "Q2", "B1", "B2")
FOREIGN = ("senapelan", "pekanbaru", "kecamatan", "lurah", "camat", "berakhlak", "loyal")


def roster() -> list[dict[str, str]]:
    """Return a head, heads of teams, and five people in each team; two levels of units, three groups."""
    rows: list[dict[str, str]] = []

    def person(position: str, unit: str, parent: str, group: str, boss: str) -> str:
        number = f"TT-{len(rows) + 1:03}"
        rows.append({
            "employee_number": number, "name": f"Rekaan Pertiwi {len(rows) + 1}", "position": position, "grade": "III/a",
            "unit_code": unit, "unit_name": f"Unit {unit}", "parent_unit_code": parent, "publication_group": group,
            "supervisor_employee_number": boss,
        })  # fmt: skip
        return number

    head = person("Kepala Puskesmas", "PKM", "", "Tata Usaha", "")
    for group, teams in GROUPS.items():
        for team in range(1, teams + 1):
            unit = f"{group[:2].upper()}{team}"
            boss = person("Penanggung jawab", unit, "PKM", group, head)
            for _ in range(5):
                person("Pelaksana", unit, "PKM", group, boss)
    return rows


def assessments(people: list[dict[str, str]]) -> str:
    """Return everybody's forms: self, supervisor and three peers; the queue is weakest."""
    draw, text = random.Random(7), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["method", "rater", "ratee", *ITEMS, "work_result", "work_behaviour"])

    def marks(lift: float) -> list[int]:
        return [min(max(round(draw.gauss(3.1 + lift - 0.8 * (item[0] == "Q"), 0.7)), 1), 4) for item in ITEMS]

    for one in people:
        number, boss = one["employee_number"], one["supervisor_employee_number"]
        writer.writerow(["self", number, number, *marks(0.4), "", ""])
        if boss:
            level = draw.choice(["di_atas", "sesuai", "sesuai", "sesuai"])
            writer.writerow(["supervisor", boss, number, *marks(-0.1), level, "sesuai"])
        own = [p["employee_number"] for p in people if p["publication_group"] == one["publication_group"]]
        own = [n for n in own if n != boss]
        place = own.index(number)
        for step in (1, 2, 3):
            peer = own[(place + step) % len(own)]
            if next(p for p in people if p["employee_number"] == peer)["supervisor_employee_number"] != number:
                writer.writerow(["peer", peer, number, *marks(0.1), "", ""])
    return text.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the other office, from roster to site, by the command alone."""
    return once(tmp_path_factory.getbasetemp(), "another-office", _play) / "data"


def _play(folder: Path) -> None:
    people = roster()
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    (folder / "forms.csv").write_text(assessments(people), "utf-8")
    for words in (
        ["init"],
        ["roster", "import", "roster.csv", "--id-scheme", "any"],
        ["cycle", "create", CYCLE, "--instrument", "pelayanan-sehat", "--title", "Musim hujan",
         "--start", "2026-01-05", "--end", "2026-02-06"],
        ["cycle", "open", CYCLE],
        ["assessments", "import", "forms.csv", "--cycle", CYCLE, "--create-assignments"],
        ["cycle", "close", CYCLE],
        ["publish", CYCLE, "--yes"],
        ["site", "build"],
    ):  # fmt: skip
        done = kinerja("--data", folder / "data", "--content", CONTENT, *words, cwd=folder)
        assert done.returncode == 0, (words, done.stdout, done.stderr)


def public(office: Path) -> Iterator[tuple[str, str]]:
    """Yield everything public with its name, the inside of archives included."""
    for path in sorted(p for part in ("published", "public_html") for p in (office / part).rglob("*") if p.is_file()):
        yield str(path.relative_to(office)), path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")


def test_it_works(office: Path) -> None:
    home = (office / "public_html" / "index.html").read_text("utf-8")
    for words in (
        "Puskesmas Tanah Tinggi",
        "Rapor Puskesmas",
        "Ketepatan antrean",
        "daun.svg",
        "Kabupaten Sungai Biru",
    ):
        assert words in home
    assert "Tanah Tinggi Health Centre" in (office / "public_html" / "en" / "index.html").read_text("utf-8")


def test_both_auditors_agree(office: Path) -> None:
    done = kinerja("audit", office / "published" / CYCLE, cwd=office)
    assert done.returncode == 0, done.stdout
    assert [str(f) for f in audit_site(office / "public_html", office / "published")] == []


def test_its_own_scale_colours_groups_and_licence(office: Path) -> None:
    site = office / "public_html"
    text = (site / CYCLE / "aspek-antre.html").read_text("utf-8")
    assert "Belum" in text
    assert "Selalu" in text
    assert "Hampir selalu" not in text
    assert "#7a1fa2" in (site / "gaya.css").read_text("utf-8")
    assert {p.stem for p in (site / CYCLE / "kelompok").glob("*.html")} >= {"klinik", "lapangan", "tata-usaha"}
    assert "CC0 1.0" in (site / "data.html").read_text("utf-8")
    assert "https://tanahtinggi.example/kerja/" in (site / "sitemap.xml").read_text("utf-8")


def test_no_word_of_the_first_office(office: Path) -> None:
    found = [(where, w) for where, text in public(office) for w in FOREIGN if re.search(rf"\b{w}", text, re.IGNORECASE)]
    assert found == []


def test_nobody_of_the_roster_is_public(office: Path) -> None:
    assert [where for where, text in public(office) if re.search(r"Rekaan Pertiwi|\bTT-\d{3}\b", text)] == []


def test_what_sets_it_apart_is_content_alone() -> None:
    code = [
        p
        for part in ("kinerja", "publishing", "assessment", "site", "forms_service")
        for p in (ROOT / part).rglob("*.py")
    ]
    assert [p for p in code if "Tanah Tinggi" in p.read_text("utf-8")] == []


@pytest.mark.browser
def test_axe_finds_nothing_on_its_main_pages_in_light_or_dark(office: Path) -> None:
    paths = [
        "index.html",
        f"{CYCLE}/index.html",
        f"{CYCLE}/aspek-antre.html",
        f"{CYCLE}/kelompok/klinik.html",
        "data.html",
    ]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        for path in [*paths, *(f"en/{p}" for p in paths), "tentang/siapa-kami.html"]:
            page.goto((office / "public_html" / path).as_uri())
            check_in_light_and_dark(page)
