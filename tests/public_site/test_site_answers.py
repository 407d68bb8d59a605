"""Home answers a citizen's questions before it shows anything else, and every unit finds itself by name."""

import re

import pytest

from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read

ASKED = re.compile(r'<dt><a href="([^"]+)">([^<]+)</a></dt><dd>(.*?)</dd>', re.DOTALL)


def asked(site: BuiltSite, path: str = "index.html") -> dict[str, tuple[str, str]]:
    """Each question of a page with its link and its answer in words."""
    return {q: (href, re.sub(r"<[^>]+>", "", said)) for href, q, said in ASKED.findall(site.read(path))}


def test_five_questions_are_answered_in_a_line_each_and_lead_on(site: BuiltSite) -> None:
    found = asked(site)
    assert len(found) == 5
    for href, said in found.values():
        assert (site.out / href.partition("#")[0]).is_file()
        assert 3 <= len(said.split()) <= 40


def test_the_answer_on_complaints_is_that_of_the_criterion_the_office_names(
    site: BuiltSite, survey_site: BuiltSite
) -> None:
    href, said = asked(site)["Apakah keluhan saya ditanggapi?"]
    assert href == "2026-1/aspek-keluhan.html"
    assert "Penilaian atasan" in said
    assert "Apakah keluhan saya ditanggapi?" not in asked(survey_site), "an office that names none is not asked"


@pytest.mark.parametrize("unit", ["Kelurahan", "Sekretariat", "Seksi"])
def test_a_unit_finds_itself_on_the_home_page_and_on_that_of_the_groups(site: BuiltSite, unit: str) -> None:
    for path in ("index.html", "2026-1/kelompok.html"):
        assert re.search(rf'<a href="[^"]*kelompok/[^"]+">{unit}</a>', site.read(path)), path


def test_a_merged_group_names_its_members(site: BuiltSite) -> None:
    text = " ".join(read(site.out / "2026-1/kelompok/sekretariat-seksi.html").text.split())
    assert "memuat Sekretariat dan Seksi" in text
    assert "Sekretariat dan Seksi tampil bersama: 23 orang" in " ".join(
        read(site.out / "2026-1/kelompok.html").text.split()
    )


def test_a_city_has_no_wall_of_units_on_its_home_page(city_site: BuiltSite) -> None:
    assert "Unit 0" not in city_site.read("index.html")
    main = city_site.read("index.html").partition("<main")[2].partition("</main>")[0]
    assert main.count("<a ") <= 40


def test_whose_opinion_it_is_stands_under_the_claim(site: BuiltSite) -> None:
    assert "bukan pendapat warga" in read(site.out / "index.html").text


def test_the_lead_adds_figures_to_the_headline_and_does_not_repeat_it(site: BuiltSite) -> None:
    page = site.read("index.html")
    head, lead = (words(re.search(p, page, re.DOTALL)) for p in ("<h1>(.*?)</h1>", '<p class="lead">(.*?)</p>'))
    assert "Paling kuat: Loyal." in head
    assert re.match(r"Nilai dari atasan: Loyal [\d,]+ dari 5 \(.*?\); .*Komunikasi [\d,]+ \(", lead)
    assert "Paling" not in lead


def words(found: re.Match[str] | None) -> str:
    assert found
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split())


def test_a_withheld_number_is_no_word_of_a_sentence(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        text = " ".join(read(page).text.split())
        assert not re.search(r"(?i)(disembunyikan|withheld)[\s.]+(jawaban|orang|peserta|answers|people)", text), page
