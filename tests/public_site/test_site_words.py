"""How the site speaks: both languages whole, numbers and dates as people write them, short sentences."""

import re
import string
from pathlib import Path

import pytest
from public_site import view as view_module
from public_site.view import catalogue
from public_site.words import Text, date, name, slug

from kinerja_words.catalogue import figure
from kinerja_words.colours import CARD, DEFAULTS, PAPER, contrast, readable
from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read

HERE = Path(view_module.__file__).parent
SOURCES = "\n".join(p.read_text("utf-8") for p in HERE.rglob("*") if p.suffix in {".py", ".html"})


def blanks(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


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


@pytest.mark.parametrize("path", ["index.html", "en/index.html", "panduan/metode.html", "en/panduan/metode.html"])
def test_every_page_opens_with_what_it_is_for(site: BuiltSite, path: str) -> None:
    text = " ".join(read(site.out / path).text.split())
    assert re.search(r"(Halaman|Bagian) ini |This (page|part) ", text)
