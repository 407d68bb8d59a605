"""Whatever stands at any key of a content file: it is used, or refused with file, line and key. Never anything else."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from public_site.content import read_content

from assessment.calendar import parse_holidays
from assessment.goal import parse_goal_examples
from assessment.instrument import build_instrument, parse_instrument
from assessment.organisation import parse_organisation
from assessment.training import parse_programmes
from kinerja_words import catalogue
from kinerja_words.problems import Problem, Refused, say
from tests.toml_values import damaged, written

TRIES = int(os.environ.get("KINERJA_FUZZ", "40"))
"""Examples a test; set KINERJA_FUZZ for a long search."""
ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
ERRATA = '[[erratum]]\ncycle = "2025-1"\ndate = "2025-08-04"\ntext = { id = "Satu", en = "One" }\n'
FILES: dict[str, tuple[str, Callable[..., Any]]] = {
    "berakhlak.toml": ((CONTENT / "instruments/berakhlak.toml").read_text(), parse_instrument),
    "organisation.toml": ((CONTENT / "organisation.toml").read_text(), parse_organisation),
    "holidays.toml": ((CONTENT / "holidays.toml").read_text(), parse_holidays),
    "training.toml": ((CONTENT / "training.toml").read_text(), parse_programmes),
    "goal_examples.toml": ((CONTENT / "goal_examples.toml").read_text(), parse_goal_examples),
}


def worded(problems: list[Problem] | tuple[Problem, ...], name: str) -> None:
    """Each problem says file, line and key, in both languages."""
    for problem in problems:
        for lang, line in (("id", "baris"), ("en", "line")):
            sentence = catalogue.word(problem, lang)
            assert sentence.startswith(f"{name}, {line} {problem.values['line']}: "), sentence
            if problem.code not in ("content.syntax", "content.not_text", "content.control"):
                assert catalogue.fill({lang: "{key}"}, lang, {"key": problem.values["key"]}) in sentence


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=2 * TRIES)
@given(data=st.data())
def test_a_file_of_the_office_is_used_or_refused(name: str, data: st.DataObject) -> None:
    text, parse = FILES[name]
    broken = written(data.draw(damaged(tomllib.loads(text))))
    notices: list[Problem] = []
    try:
        found = parse(broken, name, notices)
    except Refused as refused:
        worded(refused.problems, name)
        return
    worded(notices, name)
    if name == "berakhlak.toml":  # it is stored, and comes back the same
        assert build_instrument(json.loads(json.dumps(found.source, allow_nan=False))) == found
        assert all(say(i.text) and say(i.anchors or {}) is not None for i in found.items)
    elif name == "organisation.toml":
        assert say(found.name)
        json.dumps(found.source, allow_nan=False)


@pytest.mark.parametrize(
    "name", ["organisation.toml", "training.toml", "glossary.toml", "errata.toml", "calendar.toml"]
)
@settings(max_examples=TRIES)
@given(data=st.data())
def test_a_file_of_the_site_is_used_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("content")
    (folder / "organisation.toml").write_text('name = "Kantor"\n')
    source = ERRATA if name == "errata.toml" else (CONTENT / name).read_text()
    (folder / name).write_text(written(data.draw(damaged(tomllib.loads(source)))), "utf-8")
    try:
        worded(read_content(folder).notices, name)
    except Refused as refused:
        worded(refused.problems, name)


@pytest.mark.parametrize("path", sorted((ROOT / "tests/golden/0.1.0/published").glob("*/instrument.json")))
def test_an_instrument_of_a_package_of_0_1_0_is_built_and_comes_back(path: Path) -> None:
    stored = json.loads(path.read_bytes())
    built = build_instrument(stored)
    assert built.source is stored
    assert [i.code for i in built.items] == [i["code"] for c in stored["criteria"] for i in c["items"]]
    assert [sorted(b) for b in built.bands] == list(stored["bands"].values())


@settings(max_examples=TRIES)
@given(data=st.data())
def test_a_page_is_used_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("content")
    (folder / "organisation.toml").write_text('name = "Kantor"\n')
    (folder / "pages").mkdir()
    front = {"title": "Judul", "description": "Keterangan.", "order": 1, "section": "tentang"}
    (folder / "pages" / "a.id.md").write_text(f"+++\n{written(data.draw(damaged(front)))}+++\nIsi.\n", "utf-8")
    try:
        worded(read_content(folder).notices, "pages/a.id.md")
    except Refused as refused:
        worded(refused.problems, "pages/a.id.md")


@settings(max_examples=2 * TRIES)
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=60), st.integers(0, 2000))
def test_bytes_anywhere_are_refused_with_their_line(name: str, more: bytes, at: int) -> None:
    from kinerja_words.shape import decode

    text, parse = FILES[name]
    whole = text.encode()
    try:
        parse(decode(whole[:at] + more + whole[at:], name), name, [])
    except Refused as refused:
        worded(refused.problems, name)
