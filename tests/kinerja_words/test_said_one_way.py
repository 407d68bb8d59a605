"""One word for each thing, one way to write a share and a day: whatever a user reads, in catalogues, texts of the site and content."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from kinerja_words.catalogue import both, fill, percent, worded
from kinerja_words.problems import Phrase
from tests.kinerja_words.source import ROOT, catalogues

FILES = (
    "site/public_site/texts.toml", "publishing/audit/sentences.toml", "content/glossary.toml", "content/training.toml",
    "content/goal_examples.toml", "content/instruments/berakhlak.toml",
)  # fmt: skip
PROSE = (*sorted((ROOT / "content/pages").glob("*.md")), ROOT / "docs/handbook.id.md", ROOT / "docs/panduan-asn.id.md")
WRONG = (
    "skor indikatif menurut atasan", "pegawai ada di kelompok yang ditampilkan", "terlalu kecil untuk diyakini",
    "di samping angka", "seberapa merata nilainya", "nilai perorangan yang terbaca", r"\bcapai$", r"\bbita\b",
    "kepala tabel", "kabar terbitan", "membongkar hasil", "milik tiga orang", "tugas belum selesai",
    "selama tahap penetapan", "bagaimana anda akan mengukurnya", "lebih awal dari awal", r"1,5000", "target harus angka",
    "realisasi adalah bukti", r"\bia dihitung", "tidak disimpan bersama", "keadaan pada tanggal", r"\bke telepon\b",
    "halaman ini menjawab", r"\bpelibatan\b", r"\bsasaran\b(?! kinerja pegawai)", r"\btujuan kerja\b",
)  # fmt: skip
"""What was said once, and is said better now."""
MARKUP = re.compile(r"<[^>]*>|\]\([^)]*\)")
TYPED = re.compile(r"“[^”]*”|\"[^\"]*\"|`[^`]*`|^(?: {4}| *\w+ = |kinerja ).*|" + MARKUP.pattern)
"""What is shown to be typed or is no text: quotations, code, tags, addresses."""
ISO = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
SHARE = re.compile(r"[0-9}] ?%")


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the dotted key where it stands."""
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from leaves(inner, f"{key}.{name}")
    if isinstance(value, str):
        yield key, value


def said() -> Iterator[tuple[str, str]]:
    """(place, text) of everything a user reads that stands in a file."""
    for name, entries in catalogues().items():
        yield from leaves({k: {n: v for n, v in e.items() if n != "command"} for k, e in entries.items()}, name)
    for file in FILES:
        yield from leaves(tomllib.loads((ROOT / file).read_text("utf-8")), file)
    for path in PROSE:
        yield from ((f"{path.name}:{n}", line) for n, line in enumerate(path.read_text("utf-8").splitlines(), 1))


SAID = [(place, text) for place, text in said() if not place.endswith((".key", ".since", ".url"))]


@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_is_said_the_old_way(wrong: str) -> None:
    assert [(p, t) for p, t in SAID if re.search(wrong, MARKUP.sub(" ", t).lower())] == []


LONGEST = 18
"""Words of an Indonesian sentence on the public pages; blanks count as one. It ends at its full stop, and nowhere else."""


def test_a_sentence_of_the_public_pages_can_be_read_aloud() -> None:
    texts = tomllib.loads((ROOT / "site/public_site/texts.toml").read_text("utf-8"))
    sentences = ((key, s) for key, t in texts.items() for s in re.split(r"(?<=[.?!])\s+", MARKUP.sub(" ", t["id"])))
    assert [(key, s) for key, s in sentences if len(re.findall(r"\S*\w\S*", s)) > LONGEST] == []


def test_a_day_is_written_in_words() -> None:
    assert [(p, t) for p, t in SAID if ISO.search(TYPED.sub(" ", t))] == []


def test_a_share_has_its_sign_behind_a_space_that_does_not_break() -> None:
    assert [(p, t) for p, t in SAID if SHARE.search(TYPED.sub(" ", t))] == []
    source = [*(ROOT / "forms_service").rglob("*.html"), *(ROOT / "site").rglob("*.html")]
    assert [p.name for p in source if re.search(r"}} ?%(?!})", p.read_text("utf-8"))] == []
    assert percent(85) == "85\u00a0%"
    assert fill({"id": "sekitar {n:percent}"}, "id", {"n": "≤10"}) == "sekitar ≤10\u00a0%"


def test_every_day_that_fills_a_blank_is_said_in_the_readers_language() -> None:
    entry = {"id": "Sampai {day}.", "en": "Until {day}."}
    assert [fill(entry, lang, {"day": "2026-06-30"}) for lang in ("id", "en")] == [
        "Sampai 30 Juni 2026.",
        "Until 30 June 2026.",
    ]
    assert worded(["2026-06-30", "2026-07-01"], "id") == "30 Juni 2026, 1 Juli 2026"
    assert both(Phrase("objection.filed", day="2026-07-06"))["en"].endswith("(by 6 July 2026).")
    assert fill({"id": "“{day!s}”"}, "id", {"day": "2026-06-30"}) == "“2026-06-30”", (
        "what was typed is quoted as it was"
    )
    assert fill(entry, "id", {"day": "2026-02-31"}) == "Sampai 2026-02-31."
