"""What the site calls up, down and the same (R6)."""

import re
from pathlib import Path

import pytest
from public_site.build import build
from public_site.figures import trend
from public_site.package import HALF, Cell, Group, Table
from public_site.package_reading import read_packages

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read
from tests.public_site.samples import CONTENT, SENAPELAN_GROUPS, Spec, instrument, senapelan_mean, write_all


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("3.1", "3.3", "up"), ("3.1", "3.2", "same"), ("3.3", "3.1", "down"), ("3.3", "3.2", "same"),
        ("4.4", "≥4.5", "same"), ("3.9", "≥4.5", "up"), ("≥4.5", "≥4.5", "same"), ("≤1.5", "1.6", "same"),
        ("x", "3.1", ""), ("3.1", "x", ""),
    ],
)  # fmt: skip
def test_words(first: str, second: str, word: str) -> None:
    assert trend(Cell("a", first), Cell("b", second)) == word


@pytest.mark.parametrize(
    ("second", "word"), [("3.0", "same"), ("3.3", "same"), ("3.5", "up"), ("2.5", "down"), ("≥4.5", "up")]
)
def test_a_mean_in_steps_of_a_half_is_judged_in_such_steps(second: str, word: str) -> None:
    for first, then in ((HALF, HALF), (HALF, Cell("c", "x").step), (Cell("c", "x").step, HALF)):
        assert trend(Cell("a", "3.0", first), Cell("b", second, then)) == word


def test_a_row_of_few_ratings_says_its_step() -> None:
    data = b"group,assessments,mean,low_share,status\n*,12,3.5,x,shown\n*,12,3.5,20,shown\n*,40,3.5,x,shown\n*,x,x,x,withheld\n"
    assert [r.cell("mean").step == HALF for r in Table("c", "results", data, 40)] == [True, False, False, False]
    assert not any(r.coarse for r in Table("c", "results", data)), "before format 3 every mean has tenths"


def test_a_row_is_compared_where_the_package_says_that_the_people_are_the_same(tmp_path: Path) -> None:
    """From format 3 on; the groups it covers stay the same, its people need not."""
    berakhlak = instrument("berakhlak")
    spec = Spec("2025-1", "A", "2025-01-01", "2025-06-30", "2025-07-01", berakhlak, SENAPELAN_GROUPS, senapelan_mean(0))
    (before,) = read_packages(write_all(tmp_path / "published", [spec]))
    header = b"cycle,method,group_type,group,parent,members,heads,comparable_with\n"
    for group in ("*", "Kelurahan"):
        for told, same in ((b"2025-1", True), (b"2024-1 + 2025-1", True), (b"2024-1", False), (b"", False)):
            line = f"2026-1,self,x,{group},,{before.groups[group].plan['self']['members']},30,".encode()
            (row,) = Table("2026-1", "plan", header + line + told + b"\n")
            assert Group(group, "", {"self": row}).same_people(before, "self") == same
            assert not Group(group, "", {"self": row}).same_people(before, "none")


def test_communication_rose(site: BuiltSite) -> None:
    text = " ".join(read(site.out / "2026-1/aspek-komunikasi.html").text.split())
    assert "naik +0,3" in text


HALVES = (("01-01", "06-30"), ("07-01", "12-31"))
YEARS = (("01-01", "12-31"),)


def line(folder: Path, values: list[float], parts=HALVES) -> Path:
    """Build a site of one cycle after another, whose every mean is the next of some values."""
    specs = []
    for n, value in enumerate(values):
        year, (start, end) = 2020 + n // len(parts), parts[n % len(parts)]
        day = f"{year + 1}-01-{n + 1:02}"
        specs.append(
            Spec(
                f"{year}-{n}", f"Periode {n}", f"{year}-{start}", f"{year}-{end}", day, instrument("berakhlak"),
                SENAPELAN_GROUPS, lambda group, method, criterion, value=value: value,
            )
        )  # fmt: skip
    build(write_all(folder / "published", specs), CONTENT, folder / "out")
    assert audit_site(folder / "out", folder / "published") == []
    return folder / "out"


def words(page: Path) -> str:
    return " ".join(read(page).text.split())


@pytest.mark.parametrize(
    ("parts", "values", "says", "never"),
    [
        (HALVES, [3.7, 3.6, 3.5], "turun −0,2 dari setahun sebelumnya", "tetap."),
        (HALVES, [3.7, 3.6, 3.5, 3.4], "turun −0,2 dari setahun sebelumnya", "tetap."),
        (HALVES, [3.7, 3.4, 3.5], "turun −0,2 dari setahun sebelumnya", "tetap."),
        (HALVES, [3.5, 3.6, 3.6], "tetap.", "naik"),
        (HALVES, [3.5, 3.4], "beda kecil dari periode lalu.", "tetap."),
        (HALVES, [3.5, 3.7], "naik +0,2 dari periode lalu", "tetap."),
        (YEARS, [3.7, 3.6, 3.5], "turun −0,2 sejak Periode 0", "tetap."),
        (YEARS, [3.7, 3.6], "tetap.", "turun"),
    ],
)
def test_a_slow_decline_is_not_called_the_same(tmp_path: Path, parts, values, says: str, never: str) -> None:
    page = words(
        line(tmp_path, values, parts)
        / f"{2020 + (len(values) - 1) // len(parts)}-{len(values) - 1}"
        / "aspek-komunikasi.html"
    )
    answer = page[page.index("Menurut atasan:") :][:90]
    assert says in answer
    assert never not in answer


KEY = re.compile(r'<ul class="key">((?:(?!</ul>).)*)</ul><(?:svg class="sl"|div class="multi")', re.DOTALL)
SLOPE = re.compile(r'<svg class="sl"(.*?)(?=<svg class="sl"|</figure>)', re.DOTALL)
BAND = re.compile(r'class="bd" y="([^"]+)" width="100%" height="([^"]+)"')
PLACE = re.compile(r'<svg x="[^"]+" y="([^"]+)" class="o"><path class="p"')


@pytest.mark.parametrize("file", ["tren.html", "2021-3/aspek-komunikasi.html", "en/tren.html"])
def test_every_value_is_drawn_where_it_is_with_whose_mark_and_a_band(tmp_path: Path, file: str) -> None:
    page = (line(tmp_path, [3.7, 3.6, 3.5, 3.4]) / file).read_text("utf-8")
    assert KEY.findall(page)
    assert all(re.search(r"atasan|supervisor", whose) for whose in KEY.findall(page))
    assert SLOPE.findall(page)
    for chart in SLOPE.findall(page):
        places = [float(y) for y in PLACE.findall(chart)]
        assert len(places) == 4
        assert places == sorted(set(places)), "each lower than the one before"
        assert 'class="d"' not in chart, "the mark of one's own view"
        top, height = map(float, BAND.findall(chart)[0])
        assert top < places[-1] < top + height
        assert height == pytest.approx(0.4 / 2 * 120, abs=0.1), "of an axis from three to five"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([3.4, 3.9, 3.6], "turun −0,3 dari periode lalu · naik +0,2 dari setahun sebelumnya"),
        ([3.7, 3.4, 3.5], "beda kecil dari periode lalu · turun −0,2 dari setahun sebelumnya"),
        ([3.2, 3.4, 3.5], "beda kecil dari periode lalu · naik +0,3 dari setahun sebelumnya"),
        ([3.5, 3.6, 3.6], "→ tetap"),
        ([3.9, 3.7, 3.6, 3.6], "→ turun −0,3 sejak Periode 0"),
        ([4.0, 4.9, 4.9], "beda kecil dari periode lalu · naik dari setahun sebelumnya"),
    ],
)
def test_the_change_since_the_last_cycle_stands_beside_that_since_a_year(tmp_path: Path, values, says: str) -> None:
    out = line(tmp_path, values)
    last = f"{2020 + (len(values) - 1) // 2}-{len(values) - 1}"
    for page in ("tren.html", f"{last}/aspek-komunikasi.html"):
        assert says.removeprefix("→ ") in words(out / page).replace("\u00a0", " "), page


def test_lines_of_a_cycle_share_the_axis_of_all_its_means_and_of_the_cycles_before(tmp_path: Path) -> None:
    berakhlak = instrument("berakhlak")
    means = [{"komunikasi": 2.2}, {"loyal": 4.2}]
    specs = [
        Spec(
            f"c{n}", f"C{n}", f"202{n}-01-01", f"202{n}-12-31", f"202{n + 1}-01-01", berakhlak, SENAPELAN_GROUPS,
            lambda group, method, criterion, own=own: own.get(criterion, 3.4),
        )
        for n, own in enumerate(means)
    ]  # fmt: skip
    build(write_all(tmp_path / "published", specs), CONTENT, tmp_path / "out")
    for page in ("tren.html", "c1/aspek-loyal.html", "c1/aspek-komunikasi.html"):
        charts = SLOPE.findall((tmp_path / "out" / page).read_text("utf-8"))
        assert {tuple(re.findall(r'class="k"[^>]*>(\d)<', chart)) for chart in charts} == {("5", "2")}
        ends = [
            [float(y) for y in re.findall(r'<line class="g[^"]*" x1="0"[^>]*y1="(\d+)"', chart)] for chart in charts
        ]
        assert {tuple(e) for e in ends} == {(26.0, 146.0)}


def test_a_group_is_drawn_over_the_cycles_that_are_about_the_same_people(tmp_path: Path) -> None:
    berakhlak = instrument("berakhlak")
    others = [(g, p, m.replace("Seksi", "Seksi + Unit Baru") if p else m, h) for g, p, m, h in SENAPELAN_GROUPS]
    specs = [
        Spec("a", "A", "2024-01-01", "2024-12-31", "2025-01-01", berakhlak, others, lambda *_: 3.0),
        Spec("b", "B", "2025-01-01", "2025-12-31", "2026-01-01", berakhlak, SENAPELAN_GROUPS, lambda *_: 3.3),
        Spec("c", "C", "2026-01-01", "2026-12-31", "2027-01-01", berakhlak, SENAPELAN_GROUPS, lambda *_: 3.6),
    ]
    build(write_all(tmp_path / "published", specs), CONTENT, tmp_path / "out")
    assert audit_site(tmp_path / "out", tmp_path / "published") == []
    page = (tmp_path / "out" / "c" / "aspek-komunikasi.html").read_text("utf-8")
    multi = page[page.index('<div class="multi">') : page.index("</figure>", page.index('<div class="multi">'))]
    drawn = {
        name: len(PLACE.findall(part))
        for name, part in re.findall(r"<h3><a[^>]*>(.*?)</a></h3>(.*?)</section>", multi, re.DOTALL)
    }
    assert drawn == {"Kelurahan": 3, "Sekretariat + Seksi": 2}
    assert 'class="hx"' not in multi, "what cannot be compared is not withheld"
    page = (tmp_path / "out" / "b" / "aspek-komunikasi.html").read_text("utf-8")
    assert "Sekretariat" not in page[page.index('<div class="multi">') : page.index("Pernyataan yang dinilai")]


def test_one_cycle_alone_has_no_trend(first_site: BuiltSite) -> None:
    text = " ".join(read(first_site.out / "tren.html").text.split())
    assert "Baru ada satu periode" in text
    assert "naik +" not in text


def test_a_group_with_other_members_has_no_trend(tmp_path: Path) -> None:
    berakhlak = instrument("berakhlak")
    others = [(g, p, m.replace("Seksi", "Seksi + Unit Baru") if p else m, h) for g, p, m, h in SENAPELAN_GROUPS]
    specs = [
        Spec("a", "A", "2025-01-01", "2025-06-30", "2025-07-01", berakhlak, SENAPELAN_GROUPS, senapelan_mean(0)),
        Spec("b", "B", "2025-07-01", "2025-12-31", "2026-01-01", berakhlak, others, senapelan_mean(2)),
    ]
    build(write_all(tmp_path / "published", specs), CONTENT, tmp_path / "out")
    changed = read(tmp_path / "out" / "b" / "kelompok" / "sekretariat-seksi.html")
    same = read(tmp_path / "out" / "b" / "kelompok" / "kelurahan.html")
    assert not [f for f in changed.figures if f.ref.startswith("diff")]
    assert [f for f in same.figures if f.ref.startswith("diff")]


def test_another_instrument_is_not_compared(tmp_path: Path) -> None:
    berakhlak = instrument("berakhlak")
    specs = [
        Spec(
            "a",
            "A",
            "2025-01-01",
            "2025-06-30",
            "2025-07-01",
            {**berakhlak, "code": "lain"},
            SENAPELAN_GROUPS,
            senapelan_mean(0),
        ),
        Spec("b", "B", "2025-07-01", "2025-12-31", "2026-01-01", berakhlak, SENAPELAN_GROUPS, senapelan_mean(2)),
    ]
    build(write_all(tmp_path / "published", specs), CONTENT, tmp_path / "out")
    assert not [f for f in read(tmp_path / "out" / "b" / "index.html").figures if f.ref.startswith("diff")]
    assert "instrumen atau skala lain" in (tmp_path / "out" / "tren.html").read_text("utf-8")


MIXED = (
    ("2024", "2024", "2024-12-15", "2025-01-15", 3.0), ("2025-tw1", "2025-Q1", "2025-04-01", "2025-04-10", 4.0),
    ("2025-tw2", "2025-Q2", "2025-07-01", "2025-07-10", 4.1), ("2025", "2025", "2025-12-15", "2026-01-15", 3.4),
    ("2026-tw1", "2026-Q1", "2026-04-01", "2026-04-10", 4.4),
)  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> Path:
    """A site of two years and three quarters."""
    folder = tmp_path_factory.mktemp("mixed")
    specs = [
        Spec(
            id, {"2025-tw1": "Triwulan I 2025"}.get(id, f"Penilaian {id}"), start, end, f"{end[:8]}28", instrument("berakhlak"),
            SENAPELAN_GROUPS, lambda group, method, criterion, value=value: value, period=period,
            methods=("self", "supervisor") if "Q" in period else ("self", "supervisor", "peer"),
        )
        for id, period, start, end, value in MIXED
    ]  # fmt: skip
    build(write_all(folder / "published", specs), CONTENT, folder / "out")
    assert audit_site(folder / "out", folder / "published") == []
    return folder / "out"


@pytest.mark.parametrize(
    ("id", "says", "never"),
    [
        ("2025", "naik +0,4 dari periode lalu", "2025-tw2"),
        ("2025-tw2", "beda kecil dari periode lalu", "naik"),
        ("2026-tw1", "naik +0,3 dari periode lalu", "Penilaian 2025."),
    ],
)
def test_a_year_is_compared_with_years_and_a_quarter_with_quarters(mixed: Path, id: str, says: str, never: str) -> None:
    page = words(mixed / id / "aspek-komunikasi.html").replace("\u00a0", " ")
    answer = page[page.index("Menurut atasan:") :][:90]
    assert says in answer
    assert never not in answer


def test_trends_keep_the_lines_apart(mixed: Path) -> None:
    page = words(mixed / "tren.html")
    years, quarters = page.index("Tahunan, dengan formulir lengkap"), page.index("Triwulanan, dengan formulir pendek")
    assert years < quarters
    assert "Tidak ikut dibandingkan" not in page
    assert "rekan" not in page[quarters : page.index("Angkanya")]


def test_the_newest_with_the_full_form_leads_and_the_quarters_since_are_named(mixed: Path) -> None:
    home = words(mixed / "index.html")
    assert "Sesudah itu terbit: Penilaian 2026-tw1" in home.replace("\u00a0", " ")
    quarter = words(mixed / "2026-tw1/index.html").replace("\u00a0", " ")
    assert "Masa kinerja: Triwulan I 2026. Formulir pendek" in quarter
    assert "Ada periode yang lebih baru" not in quarter
    assert "Penilaian 2025: Triwulan I 2025 · Penilaian 2025-tw2" in quarter
    assert "Tahun 2026: Penilaian 2026-tw1" in quarter
