"""What was promised: kept through the releases until it is done, by its day, late ones said in words."""

import re
from dataclasses import replace

import pytest
from public_site.activity_pages import promise
from public_site.build import build
from public_site.content import read_content
from public_site.package_reading import read_packages
from public_site.view import Site, View

from publishing.audit.site import audit_site
from tests.public_site.samples import CONTENT, SENAPELAN_GROUPS, Spec, instrument, senapelan_mean, write_all

HEAD = "cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en\n"
TOLD = {
    "2024": {"buku": ("2025-03-31", "doing"), "jadwal": ("2025-02-01", "planned"), "papan": ("2025-01-30", "dropped")},
    "2025": {"buku": ("2025-03-31", "doing"), "jadwal": ("2025-02-01", "done"), "kelas": ("2026-09-01", "planned")},
    "2026": {"buku": ("2025-03-31", "doing"), "kelas": ("2026-12-01", "planned")},
}
OUT = {"2024": "2025-02-01", "2025": "2026-02-03", "2026": "2026-11-20"}


def specs(told=TOLD):
    """A year a release; the action's text is its code."""
    one = Spec("", "", "", "", "", instrument("berakhlak"), SENAPELAN_GROUPS, senapelan_mean(0))
    for year, rows in told.items():
        lines = [f"{year},{a},komunikasi,Janji {a}.,,Sekretaris,{d},{s},," for a, (d, s) in sorted(rows.items())]
        yield replace(
            one, cycle=year, title=f"Tahun {year}", start=f"{year}-01-01", end=f"{year}-12-31", published=OUT[year],
            notes={"follow_up.csv": HEAD + "\n".join(lines) + "\n"} if lines else {},
        )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("promises")
    write_all(folder / "published", tuple(specs()))
    build(folder / "published", CONTENT, folder / "public_html")
    return folder


def lead(page):
    return re.sub("<[^>]+>", "", re.search('<p class="lead">(.*?)</p>', page)[1])


def listed(page):
    """Heading or state and action, in the order of the page."""
    main = page[page.index("<main") : page.index('<p class="src">')]
    found = re.findall(r'<h2>(.*?)</h2>|state s-(\w+)">[^<]*</b> (?:<span[^>]*>)?Janji (\w+)', main)
    return [heading or (state, action) for heading, state, action in found]


def test_each_promise_once_as_it_stands_by_its_day_what_is_open_first(told):
    page = (told / "public_html/2026/tindak-lanjut.html").read_text()
    assert lead(page) == "1 dari 4 janji perbaikan selesai, 1 lewat tenggat."
    assert listed(page) == [
        "Belum selesai", ("late", "buku"), ("planned", "kelas"), "Selesai atau batal", ("dropped", "papan"), ("done", "jadwal"),
    ]  # fmt: skip
    assert '<b class="state s-late">Lewat tenggat</b>' in page
    assert audit_site(told / "public_html", told / "published") == []


def test_an_earlier_page_stays_as_of_its_day_and_leads_to_the_newest(told):
    page = (told / "public_html/2024/tindak-lanjut.html").read_text()
    assert lead(page) == "0 dari 3 janji perbaikan selesai. Tidak ada yang lewat tenggat."  # due on the very day
    assert listed(page)[1] == ("planned", "jadwal")
    assert 'href="../2026/tindak-lanjut.html"' in page
    english = (told / "public_html/en/2025/tindak-lanjut.html").read_text()
    assert lead(english) == "1 of 4 promised improvements are done, 1 overdue."


def test_the_one_line_is_that_of_the_newest_release_from_a_package_on(told):
    site = Site(read_packages(told / "published"), read_content(CONTENT))
    for package in site.packages:
        assert promise(View(site, "id", "index.html"), package)[0] == "2026/tindak-lanjut.html"


def test_without_a_promise_there_is_no_line(tmp_path):
    site = Site(read_packages(write_all(tmp_path, tuple(specs({"2024": {}})))), read_content(CONTENT))
    assert promise(View(site, "id", "index.html"), site.packages[0]) is None


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ('2026/follow_up late)">1', '2026/follow_up late)">2', "site_text"),
        ('2026/follow_up done)">1', '2026/follow_up done)">0', "site_text"),
        ('2026/follow_up all)">4', '2026/follow_up all)">5', "site_text"),
        ('2026/follow_up all)">4', '2026/follow_up every)">4', "site_reference"),
        ('2026/follow_up all)">4', '2026/results all)">4', "site_reference"),
        ('2026/follow_up all)">4', 'all)">4', "site_reference"),
        ('2026/follow_up all)">4', '2027/follow_up all)">4', "site_reference"),
    ],
)
def test_the_auditor_counts_them_itself(told, tmp_path, right, wrong, rule):
    page = (told / "public_html/2026/tindak-lanjut.html").read_text()
    assert right in page
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026/tindak-lanjut.html").write_text(page.replace(f"promises({right}", f"promises({wrong}"))
    found = [f.rule for f in audit_site(tmp_path, told / "published")]
    assert set(found) - {"site_constant"} == {rule}  # the downloads that constants are read from are not there


def test_a_release_without_promises_has_no_page_of_them_and_links_none(tmp_path):
    write_all(tmp_path / "published", tuple(specs({"2024": {"buku": ("2025-03-31", "done")}, "2025": {}})))
    build(tmp_path / "published", CONTENT, tmp_path / "public_html")
    assert not (tmp_path / "public_html/2025/tindak-lanjut.html").exists()
    assert "tindak-lanjut" not in (tmp_path / "public_html/2025/ringkasan.html").read_text()
