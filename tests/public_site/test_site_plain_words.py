"""Guidance anybody can follow: short sentences everywhere, and every term explained where a page first uses it."""

import re
from html.parser import HTMLParser

import pytest
from public_site.content import read_content

from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT

TERMS = read_content(CONTENT).terms
QUIET = {"a", "h1", "h2", "h3", "h4", "th", "code", "pre", "svg", "caption"}


class Mentions(HTMLParser):
    """Collects the text of a page's guidance in order, links to the glossary marked, other quiet places left out."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []
        self.quiet: list[str] = []
        self.term, self.inside = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.inside |= tag == "div" and values.get("class") == "text"
        if tag == "a" and values.get("class") == "term":
            self.term = (values["href"] or "").partition("#")[2]
            self.seen.append(("link", self.term))
        if tag in QUIET or tag == "figure" or values.get("class") == "way":
            self.quiet.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag not in ("main", "nav")
        if self.quiet and self.quiet[-1] == tag:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if self.inside and not self.quiet:
            self.seen.append(("text", " ".join(data.split())))


def guides(site: BuiltSite, lang: str) -> list[str]:
    """Return the guidance pages of a language."""
    root = site.out / "en" if lang == "en" else site.out
    found = [p for part in ("panduan", "tentang") for p in (root / part).glob("*.html") if p.name != "index.html"]
    return sorted(p.relative_to(site.out).as_posix() for p in found)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_terms_are_linked_at_first_use(site: BuiltSite, lang: str) -> None:
    words = {t.key: t.term.plain(lang).split(" (")[0].split(" atau ")[0] for t in TERMS if lang not in t.by_hand}
    linked = 0
    for path in guides(site, lang):
        reader = Mentions()
        reader.feed(site.read(path))
        done: set[str] = set()
        for kind, text in reader.seen:
            if kind == "link":
                done.add(text)
                linked += 1
                continue
            hidden = text
            for key, word in sorted(words.items(), key=lambda item: -len(item[1])):  # the longer term wins
                pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
                if re.search(pattern, hidden, re.IGNORECASE):
                    assert key in done, (path, key, text)
                    hidden = re.sub(pattern, "", hidden, flags=re.IGNORECASE)
    assert linked > 80


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_term_is_not_linked_twice_by_itself(site: BuiltSite, lang: str) -> None:
    for path in guides(site, lang):
        keys = re.findall(r'class="term" href="[^"#]*#([a-z-]+)"', site.read(path))
        assert len(keys) < 40, path
        assert set(keys) <= {t.key for t in TERMS}


def test_sentences_are_short_on_every_page(site: BuiltSite) -> None:
    """Prose of paragraphs and lists, eighteen words a sentence on average at most; tables and sources are no prose."""
    long = {}
    for page in site.pages():
        html = page.read_text("utf-8")
        main = html[html.index("<main") : html.index("</main>")]
        found = re.findall(
            r'<(p|li|dd|figcaption)(?: (?!class="(?:src|links|codes))[^>]*)?>(.*?)</\1>', main, re.DOTALL
        )
        sentences = [s for _, text in found for s in re.split(r"(?<=[.?!:])\s+", re.sub(r"<[^>]+>", " ", text).strip())]
        counts = [len(s.split()) for s in sentences if len(s.split()) > 3 and not re.search(r"\b[0-9A-F]{12}\b", s)]
        if counts and sum(counts) / len(counts) > 18:
            long[page.relative_to(site.out).as_posix()] = sum(counts) / len(counts)
    assert long == {}
