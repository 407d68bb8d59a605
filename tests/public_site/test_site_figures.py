"""Whoever doubts a figure on a page finds it in the published data."""

import pytest

from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import Packages, read, spoken

HIDDEN = {"id": "disembunyikan", "en": "withheld"}


def check_figures(site: BuiltSite) -> int:
    packages = Packages(site.packages)
    count = 0
    for page in [*site.pages(), *site.out.rglob("gambar.svg")]:
        lang = "en" if page.relative_to(site.out).parts[0] == "en" else "id"
        for figure in read(page).figures:
            count += 1
            if figure.ref.endswith(".md"):
                source = (site.packages / figure.ref).read_text("utf-8").replace("*", "")
                assert " ".join(figure.text.split()) == " ".join(source.split())
                continue
            if figure.kind == "data-cell":
                value = packages.cell(figure.ref)
                expected = HIDDEN[lang] if value == "x" else value
            else:
                expected = packages.computed(figure.ref)
            assert spoken(figure, lang) == expected, (page, figure)
    return count


def test_it_works(site: BuiltSite) -> None:
    assert check_figures(site) > 3000


def test_for_every_kind_of_site(any_site: BuiltSite) -> None:
    check_figures(any_site)


def test_for_a_city(city_site: BuiltSite) -> None:
    assert check_figures(city_site) > 10000


def test_no_digit_on_a_results_page_without_a_source(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        reading = read(page)
        if reading.results:
            assert not reading.loose, page


def test_a_withheld_value_is_never_a_number_or_a_blank(site: BuiltSite) -> None:
    packages = Packages(site.packages)
    found = [
        f for page in site.pages() for f in read(page).figures if f.kind == "data-cell" and packages.cell(f.ref) == "x"
    ]
    assert found
    assert {f.text.strip() for f in found} == set(HIDDEN.values())


def test_each_blank_has_its_sentence(site: BuiltSite) -> None:
    page = site.read("2026-1/aspek-loyal.html")
    assert "agar tidak ada orang yang dikenali" in page
    assert 'href="../2026-1/disembunyikan.html"' in page


@pytest.mark.parametrize(("path", "rule"), [("", "6/2022 Lampiran IV.B.2"), ("en/", "6/2022 annex IV.B.2")])
def test_predicates_carry_the_note_on_the_rule(site: BuiltSite, path: str, rule: str) -> None:
    assert rule in " ".join(read(site.out / f"{path}2026-1/predikat.html").text.split())


def test_a_mean_is_never_called_a_predicate(site: BuiltSite) -> None:
    text = " ".join(read(site.out / "2026-1/index.html").text.split())
    assert "Rata-rata bukan predikat" in text


def test_an_action_past_its_day_at_the_release_is_not_said_to_be_under_way(site: BuiltSite) -> None:
    for lang, late, doing in (("", "Lewat tenggat", "Berjalan"), ("en/", "Overdue", "Under way")):
        page = site.read(f"{lang}2026-1/tindak-lanjut.html")
        assert f'<b class="state s-late">{late}</b>' in page  # due 31 March, released 16 July
        assert doing not in page
