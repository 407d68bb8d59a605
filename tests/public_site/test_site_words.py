"""How the site speaks: both languages whole, numbers and dates as people write them, short sentences."""

import re
import string
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup
from public_site import view as view_module
from public_site.view import View, catalogue
from public_site.words import Text, date, fill, first_small, name, raw, slug

from kinerja_words.catalogue import figure
from kinerja_words.colours import CARD, DEFAULTS, PAPER, contrast, readable
from tests.public_site.conftest import BuiltSite

HERE = Path(view_module.__file__).parent
SOURCES = "\n".join(p.read_text("utf-8") for p in HERE.rglob("*") if p.suffix in {".py", ".html"})


def blanks(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "a\"b'c&d", "{0.__class__}", Markup("<b>5 &amp; 6</b>"), 7, None]
)
def test_a_blank_is_filled_as_markupsafe_fills_it(value: object) -> None:
    filled = fill('<a href="{0}">{0}</a>', value)
    assert filled == Markup('<a href="{0}">{0}</a>').format(value)
    assert type(filled) is type(raw("<p>")) is Markup


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same(key: str) -> None:
    entry = catalogue()[key]
    assert set(entry) == {"id", "en"}
    assert blanks(entry["id"]) == blanks(entry["en"])


def test_no_text_is_left_over() -> None:
    """A text is asked for by its whole key, or by a beginning to which a code is added: `f"method_{code}"`, `"nav_" ~ key`."""
    begun = tuple(re.findall(r"[\"']([a-z_]+_)(?:\{|[\"']\s*[~+])", SOURCES))
    ended = tuple(re.findall(r'\{[a-z_]+\}(_[a-z]+)"', SOURCES))
    asked = set(re.findall(r"[\"']([a-zA-Z_]+)[\"']", SOURCES))
    left = [k for k in catalogue() if k not in asked and not k.startswith(begun) and not k.endswith(ended)]
    assert left == []


@pytest.mark.parametrize(("lang", "text"), [("id", "16 Juli 2026"), ("en", "16 July 2026")])
def test_dates(lang: str, text: str) -> None:
    assert date("2026-07-16", lang) == f'<time datetime="2026-07-16">{text}</time>'


def test_numbers() -> None:
    assert (figure("≥4.5", "id"), figure("≥4.5", "en")) == ("≥4,5", "≥4.5")


def test_a_text_in_the_other_language_says_so() -> None:
    assert Text("", "Make friends").html("id") == '<span lang="en">Make friends</span>'
    assert Text("Ramah", "Kind").html("id") == "Ramah"


def test_names_are_escaped_and_digits_marked() -> None:
    assert name("A & B") == "A &amp; B"
    assert name("Seksi 1") == '<span data-fixed="text">Seksi 1</span>'


def test_addresses_are_stable_and_distinct() -> None:
    assert slug("Sekretariat + Seksi") == "sekretariat-seksi"
    assert slug("Dinas A / Unit 1") == "dinas-a-unit-1"
    assert slug("Kesehatan é") != slug("Kesehatan ë")
    long = "Dinas Kesehatan / Puskesmas " * 6
    assert len(slug(long)) < 70
    assert slug(long + "A") != slug(long + "B")


@pytest.mark.parametrize(
    "colour", [*DEFAULTS.values(), "#ffee00", "#0000ff", "#777777", "#ffffff", "#000000", "#ff0000"]
)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_any_colour_can_be_read(colour: str, mode: str) -> None:
    for ground in (PAPER[mode], CARD[mode]):
        assert contrast(readable(colour, mode), ground) >= 4.5


@pytest.mark.parametrize(
    "path", ["index.html", "en/index.html", "2026-1/index.html", "2026-1/disembunyikan.html", "tren.html"]
)
def test_sentences_are_short(site: BuiltSite, path: str) -> None:
    html = site.read(path)
    prose = [re.sub(r"<[^>]+>", " ", p) for p in re.findall(r'<p(?: (?!class="src)[^>]*)?>(.*?)</p>', html, re.DOTALL)]
    sentences = [s for p in prose for s in re.split(r"(?<=[.?!])\s+", p.strip()) if len(s.split()) > 3]
    average = sum(len(s.split()) for s in sentences) / len(sentences)
    assert average <= 18, average


def test_a_page_opens_with_its_finding_and_never_with_what_the_page_does(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        html = page.read_text("utf-8")
        for text in re.findall(r'<p class="lead">(.*?)</p>|<meta name="description" content="([^"]*)"', html):
            assert not re.match(r"(Halaman|Bagian) ini|This (page|part)", "".join(text)), page
            assert "".join(text).strip(), page


LEADS = {
    "index": "Nilai dari atasan", "2026-1/index": "paling kuat", "2026-1/aspek-komunikasi": "menurut atasan",
    "2026-1/kelompok": "Di setiap kelompok", "2026-1/kelompok/kelurahan": "Paling lemah", "2026-1/metode": "terutama soal",
    "2026-1/predikat": "Predikat terbanyak", "2026-1/partisipasi": "masuk", "2026-1/disembunyikan": "disembunyikan",
    "2026-1/pelatihan": "Sudah diadakan", "2026-1/pelibatan": "adil", "2026-1/rencana": "tercapai", "2026-1/ringkasan": "paling kuat",
}  # fmt: skip


@pytest.mark.parametrize(("path", "words"), LEADS.items())
def test_what_was_found_stands_first(site: BuiltSite, path: str, words: str) -> None:
    lead = re.search(r'<p class="lead">(.*?)</p>', site.read(f"{path}.html"))
    assert lead
    assert words in lead[1]


@pytest.mark.parametrize(
    ("mean", "word"),
    [
        ("3.8", "sering"), ("3.5", "sering"), ("3.4", "kadang-kadang"), ("4.4", "sering"), ("≥4.5", "hampir selalu"),
        ("≤1.5", "sangat jarang"), ("1.6", "jarang"), ("2.5", "kadang-kadang"), ("x", ""),
    ],
)  # fmt: skip
def test_a_mean_is_worded_by_the_nearest_point_of_the_scale(mean: str, word: str) -> None:
    """Half up; a coded end is the end. A scale without words, or with too few of them, gives none."""
    from decimal import Decimal

    labels = tuple(Text(t, t) for t in ("Sangat jarang", "Jarang", "Kadang-kadang", "Sering", "Hampir selalu"))
    number = Decimal(mean.lstrip("≤≥")) if mean != "x" else None
    cell = SimpleNamespace(number=number, bound=mean[0] if mean[0] in "≤≥" else "")
    for given, said in ((labels, word), (labels[1:], ""), ((), "")):
        package = SimpleNamespace(instrument=SimpleNamespace(low=1, high=5, labels=given))
        assert View.level(SimpleNamespace(lang="id"), package, cell) == said  # type: ignore[arg-type]


def test_a_label_that_begins_with_an_abbreviation_keeps_it() -> None:
    assert [first_small(t) for t in ("Sering", "ASN unggul", "X", "")] == ["sering", "ASN unggul", "x", ""]
    assert first_small("Tingkat 2.5") == "Tingkat 2.5", "word for word, for it has digits"


def test_no_page_has_one_number_for_all_criteria(any_site: BuiltSite) -> None:
    for page in [*any_site.pages(), *any_site.out.rglob("gambar.svg")]:
        assert "mean(" not in page.read_text("utf-8"), page
