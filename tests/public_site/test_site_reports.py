"""Reports' view of their leaders: a mark of its own where it is shown; where it is not, one sentence and no empty columns."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinerja_words.colours import DEFAULTS
from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite, built
from tests.public_site.samples import ROOT, with_reports

MARK = 'class="u"'
WITHHELD = {
    "": ("Menurut bawahan tidak ada angka yang tampil", "No figure by reports is shown"),
    "en/": ("No figure by reports is shown", "Menurut bawahan tidak ada angka yang tampil"),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Twenty-two leaders, sixteen of them in the field offices, where a row is planned too."""
    folder = tmp_path_factory.mktemp("reports-shown")
    return built(folder, with_reports(folder / "published", {"*": 22, "Kelurahan": 16}, shown=True))


@pytest.fixture(scope="module")
def withheld(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """One leader with five reports or more, as in the worked example."""
    folder = tmp_path_factory.mktemp("reports-withheld")
    return built(folder, with_reports(folder / "published", {"*": 1}, shown=False))


def drawn_pages(site: BuiltSite, year: str) -> Iterator[tuple[str, str]]:
    """The pages with dots of one year, in both languages."""
    for prefix in WITHHELD:
        for name in ("index", "aspek-komunikasi", "metode", "ringkasan", "kelompok/kelurahan"):
            yield prefix, site.read(f"{prefix}{year}/{name}.html")


def test_it_works(shown: BuiltSite, withheld: BuiltSite) -> None:
    for site in (shown, withheld):
        assert [str(finding) for finding in audit_site(site.out, site.packages)] == []


def test_where_it_is_shown_it_has_a_mark_a_name_and_a_column_everywhere(shown: BuiltSite) -> None:
    for prefix, page in drawn_pages(shown, "2026"):
        assert MARK in page
        assert ("reports" if prefix else "bawahan") in page
        assert not any(said in page for said in WITHHELD[prefix])
    assert '<th scope="col">Bawahan</th>' in shown.read("2026/index.html")
    assert "Pandangan diri sendiri, atasan, rekan kerja, dan bawahan" in shown.read("2026/metode.html")
    assert "Pandangan diri sendiri, atasan, dan rekan kerja" in shown.read("2025/metode.html")
    assert shown.read("2026/metode.html").count("<h2>Bawahan</h2>") == 1
    assert "tidak untuk bawahan" in shown.read("2026/instrumen.html")
    assert "subordinate = bawahan" in shown.read("2026/data.html")
    assert "bawahan" in shown.read("2026/gambar.svg")


def test_a_group_that_has_no_planned_row_shows_neither_mark_nor_name_of_it(shown: BuiltSite) -> None:
    page = shown.read("2026/kelompok/sekretariat-seksi.html")
    assert MARK not in page
    assert "bawahan" not in page.split("<main")[1].split("</main>")[0]


def test_a_year_without_it_has_no_trace_of_it(shown: BuiltSite, withheld: BuiltSite) -> None:
    for site in (shown, withheld):
        for _, page in drawn_pages(site, "2025"):
            main = re.sub(
                r"<p>(Baca juga|Read also):.*?</p>", "", page.split("<main")[1].split("</main>")[0]
            )  # a guide's title
            assert MARK not in main
            assert not re.search(r"\bbawahan\b|\breports\b", re.sub(r"<[^>]+>", " ", main), re.IGNORECASE)


def test_where_nothing_of_it_is_shown_one_sentence_says_why_and_no_column_stands_empty(withheld: BuiltSite) -> None:
    for prefix, page in drawn_pages(withheld, "2026"):
        here, other = WITHHELD[prefix]
        assert here in page
        assert other not in page
        assert 'data-cell="2026/plan:' in page.split(here)[1].split("</p>")[0], "how many, from the plan"
        assert MARK not in page
        assert "Bawahan</th>" not in page
        assert "Reports</th>" not in page
    assert "Bawahan</th>" in withheld.read("2026/partisipasi.html"), "the form's numbers are withheld, and say so"
    assert "bawahan" in withheld.read("2026/disembunyikan.html")
    assert withheld.read("2026/index.html").count('class="hx"') == 0, "no line of the chart is hatched for it"


def test_the_sentence_follows_from_the_plan_and_from_no_answer(tmp_path: Path) -> None:
    """With leaders enough it is withheld for another reason, which it keeps to itself."""
    site = built(tmp_path, with_reports(tmp_path / "published", {"*": 9}, shown=False))
    page = site.read("2026/index.html")
    said = page.split(WITHHELD[""][0])[1].split("</p>")[0]
    assert said.startswith(", agar tidak ada orang yang dikenali.")
    assert "data-cell" not in said


def test_marks_differ_in_shape_and_their_colours_are_the_offices_or_the_defaults(shown: BuiltSite) -> None:
    from public_site.package import METHODS

    marks = METHODS.values()
    assert len({re.sub(r'class="."', "", mark.chart) for mark in marks}) == len(METHODS)
    assert len({mark.picture for mark in marks}) == len(METHODS)
    assert {mark.colour for mark in marks} == DEFAULTS.keys(), "a further method shares a colour, never a shape"
    css = (ROOT / "site" / "public_site" / "style.css").read_text(encoding="utf-8")
    for mark in marks:
        (letter,) = re.findall(r'class="(.)"', mark.chart)
        assert f".{letter}{{fill:var(--{mark.colour})}}" in css
    assert "--reports:#" in shown.read("gaya.css")


def test_every_method_has_every_word(shown: BuiltSite) -> None:
    from public_site.package import METHODS

    words = tomllib.loads((ROOT / "site" / "public_site" / "texts.toml").read_text(encoding="utf-8"))
    for kind in ("method", "code", "who", "short", "good", "bad"):
        assert {key for key in words if re.fullmatch(rf"{kind}_({'|'.join(METHODS)})", key)} == {
            f"{kind}_{m}" for m in METHODS
        }
