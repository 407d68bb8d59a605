"""What HR edits in `content/`: complete in two languages, linked to what exists, and plain to read."""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"
FRAGMENTS = {
    "methods-comparison",
    "weakest-criterion",
    "training-story",
    "predicate-matrix",
    "way-of-an-answer",
    "worked-case",
    "thresholds",
    "instrument",
}
SECTIONS = {"panduan", "tentang"}
LANGUAGES = ("id", "en")
LINK = re.compile(r"\]\(([^)\s]+)\)")
LONGEST_AVERAGE = 18
LONGEST_SENTENCE = {"id": 18, "en": 40}
"""Words; people read the Indonesian ones aloud. A sentence ends where it has its full stop, and nowhere else."""
MOST_WORDS = 900

PAGES = sorted((CONTENT / "pages").glob("*.md"))
NOTES = sorted((CONTENT / "notes").glob("*.md"))
INSTRUMENTS = sorted((CONTENT / "instruments").glob("*.toml"))


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def page(path: Path) -> tuple[dict[str, Any], str]:
    head, body = re.fullmatch(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", path.read_text(encoding="utf-8"), re.S).groups()
    return tomllib.loads(head), body


def slug(path: Path) -> str:
    return path.name.rsplit(".", 2)[0]


def prose(body: str) -> list[str]:
    """Sentences as a reader meets them: a list item, a heading or a table cell ends a sentence too."""
    body = re.sub(r"```.*?```", "", body, flags=re.S)
    body = re.sub(r"^\[\[.*\]\]$", "", body, flags=re.M)
    body = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
    body = re.sub(r"^\|[-|: ]+\|$", "", body, flags=re.M)
    body = re.sub(r"^#+ .*$", "", body, flags=re.M)
    body = re.sub(r"^(?:[-*]|\d+\.) ", "", body, flags=re.M)
    body = body.replace("|", "\n").replace("*", "").replace("`", "")
    pieces = re.split(r"(?<=[.!?])[”\")]*\s+(?=[“\"(A-ZÀ-Ý0-9])|\n+", body)
    return [p for p in (p.strip() for p in pieces) if re.search(r"\w", p)]


def texts(node: Any) -> list[dict[str, Any]]:
    """Every `{id, en}` pair of a parsed TOML file."""
    if isinstance(node, dict):
        own = [node] if "id" in node or "en" in node else []
        return own + [t for v in node.values() for t in texts(v)]
    return [t for v in node for t in texts(v)] if isinstance(node, list) else []


def test_there_is_content_to_check():
    assert len(PAGES) >= 26
    assert len(NOTES) >= 6
    assert INSTRUMENTS


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.toml")), ids=lambda p: p.name)
def test_every_toml_parses_and_every_text_has_both_languages(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for text in texts(data):
        assert set(text) >= {"id", "en"}, text
        assert all(text[language] for language in LANGUAGES), text


@pytest.mark.parametrize("path", INSTRUMENTS, ids=lambda p: p.name)
def test_an_instrument_is_complete(path):
    instrument = tomllib.loads(path.read_text(encoding="utf-8"))
    assert instrument["code"] == path.stem
    scale = instrument["scale"]
    points = list(range(scale["min"], scale["max"] + 1))
    assert len(scale["labels"]) == len(points)
    assert sorted(p for band in instrument["bands"].values() for p in band) == points
    codes = [i["code"] for c in instrument["criteria"] for i in c["items"]]
    assert len(set(codes)) == len(codes)
    for criterion in instrument["criteria"]:
        assert re.fullmatch(r"[a-z]+", criterion["code"])
        assert criterion["question"]["id"].endswith("?")
        assert criterion["question"]["en"].endswith("?")
        assert all(item["anchors"]["id"].endswith(".") for item in criterion["items"])


def test_the_default_instrument_has_the_official_wording():
    instrument = toml("instruments/berakhlak.toml")
    assert [c["code"] for c in instrument["criteria"]] == [
        "pelayanan", "akuntabel", "kompeten", "harmonis", "loyal", "adaptif", "kolaboratif", "keluhan", "komunikasi",
    ]  # fmt: skip
    assert all(len(c["items"]) == 3 for c in instrument["criteria"])
    official = {
        "PEL2": "Ramah, cekatan, solutif, dan dapat diandalkan",
        "AKU3": "Tidak menyalahgunakan kewenangan jabatan",
        "HAR1": "Menghargai setiap orang apa pun latar belakangnya",
        "LOY3": "Menjaga rahasia jabatan dan negara",
        "KOL3": "Menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama",
    }
    found = {i["code"]: i["text"]["id"] for c in instrument["criteria"] for i in c["items"]}
    assert official.items() <= found.items()


def test_every_criterion_of_the_default_instrument_has_training():
    criteria = {c["code"] for c in toml("instruments/berakhlak.toml")["criteria"]}
    programmes = toml("training.toml")["programme"]
    assert {p["criterion"] for p in programmes} == criteria
    assert len({p["code"] for p in programmes}) == len(programmes)
    assert all(isinstance(p["hours"], int) and p["hours"] > 0 for p in programmes)


def test_a_glossary_entry_is_one_plain_sentence():
    terms = toml("glossary.toml")["term"]
    keys = [t["key"] for t in terms]
    assert len(set(keys)) == len(keys)
    for term in terms:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", term["key"])
        for language in LANGUAGES:
            text = term[language]["text"]
            assert text.endswith("."), term["key"]
            assert len(prose(text)) == 1, term["key"]
            assert len(text.split()) <= LONGEST_AVERAGE + 4, term["key"]


@pytest.mark.parametrize("folder", ["pages", "notes"])
def test_every_text_has_its_twin(folder):
    names = {p.name for p in (CONTENT / folder).glob("*.md")}
    assert names == {f"{name.rsplit('.', 2)[0]}.{language}.md" for name in names for language in LANGUAGES}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_the_front_matter_is_complete(path):
    head, body = page(path)
    assert set(head) == {"title", "description", "order", "section"}
    assert head["section"] in SECTIONS
    assert isinstance(head["order"], int)
    assert len(prose(head["description"])) == 1
    assert not re.search(r"^# ", body, re.M), "the title is the page's only first heading"


def test_twins_agree_and_the_order_is_unique_in_its_section():
    heads = {(slug(p), p.name.rsplit(".", 2)[1]): page(p)[0] for p in PAGES}
    for name, language in heads:
        here, there = heads[name, "id"], heads[name, language]
        assert (here["order"], here["section"]) == (there["order"], there["section"]), name
    places = [(h["section"], h["order"]) for (_, language), h in heads.items() if language == "id"]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    _, body = page(path)
    slugs = {slug(p) for p in PAGES}
    keys = {t["key"] for t in toml("glossary.toml")["term"]}
    terms = []
    for target in LINK.findall(body):
        scheme, _, rest = target.partition(":")
        if scheme == "page":
            assert rest in slugs - {slug(path)}, target
        elif scheme == "term":
            assert rest in keys, target
            terms.append(rest)
        else:
            assert target in ("cycle:latest", "../periksa.html") or scheme == "https", target
    assert terms, "a page links its terms to the glossary"
    assert len(set(terms)) == len(terms), "a term is linked at its first use only"
    assert "(page:" in body


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_fragments_are_known_and_stand_on_a_line_of_their_own(path):
    _, body = page(path)
    for line in body.splitlines():
        for name in re.findall(r"\[\[(.*?)\]\]", line):
            assert name in FRAGMENTS, name
            assert line == f"[[{name}]]"


@pytest.mark.parametrize("name", sorted({slug(p) for p in PAGES}))
def test_twins_have_the_same_shape(name):
    shapes = []
    for language in LANGUAGES:
        _, body = page(CONTENT / "pages" / f"{name}.{language}.md")
        shapes.append(
            (
                re.findall(r"^\[\[.*\]\]$", body, re.M),
                len(re.findall(r"^## ", body, re.M)),
                len(re.findall(r"^\|", body, re.M)),
                sorted(t for t in LINK.findall(body) if not t.startswith("https:")),
            )
        )
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("path", [*PAGES, *NOTES], ids=lambda p: p.name)
def test_sentences_are_short_and_pages_compact(path):
    body = page(path)[1] if path in PAGES else path.read_text(encoding="utf-8")
    lengths = [len(s.split()) for s in prose(body)]
    assert sum(lengths) / len(lengths) <= LONGEST_AVERAGE
    lang = path.name.rsplit(".", 2)[1]
    assert [s for s in prose(body) if len(s.split()) > LONGEST_SENTENCE[lang]] == []
    assert sum(lengths) <= MOST_WORDS


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_description_says_something_of_its_own(path):
    """It is the page's first line: the finding, not what the page does."""
    said = page(path)[0]["description"]
    assert not re.match(r"(Halaman|Bagian) ini|This (page|part)", said)
    assert len(said.split()) <= LONGEST_AVERAGE


@pytest.mark.parametrize("path", [p for p in PAGES if page(p)[0]["section"] == "panduan"], ids=lambda p: p.name)
def test_guidance_ends_with_what_to_do_tomorrow(path):
    head = {"id": "Yang Anda lakukan besok", "en": "What you do tomorrow"}[path.name.rsplit(".", 2)[1]]
    acts = page(path)[1].rpartition(f"## {head}\n")[2].strip().splitlines()
    assert 2 <= len(acts) <= 4
    assert all(re.match(r"\d\. [A-Z]", act) for act in acts)


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.name)
def test_notes_carry_no_figure_that_could_contradict_the_package(path):
    assert not re.search(r"\d", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*PAGES, *NOTES, *sorted(CONTENT.rglob("*.toml"))], ids=lambda p: p.name)
def test_characters_are_ordinary(path):
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    text = text.replace("\u00a0%", "%")  # a share keeps its sign on its line
    odd = {c for c in text if unicodedata.east_asian_width(c) in "FW" or unicodedata.category(c) in {"Cf", "Co", "Zs"}}
    assert odd <= {" "}, odd
    assert not re.search(r"[ \t]+$", text, re.M)
