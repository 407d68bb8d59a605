"""What a form changes in a content file is changed there, and nothing else: comments, order and other keys stay as they are."""

from __future__ import annotations

import copy
import random
import tomllib
from pathlib import Path

import pytest

from assessment.goal import EXAMPLES
from assessment.instrument import INSTRUMENT
from kinerja_words.content import ERRATA, GLOSSARY, HOLIDAYS, ORGANISATION, TRAINING
from kinerja_words.edits import Tree, changed, shown
from kinerja_words.shape import Shape, many, table, text, words

CONTENT = Path(__file__).parents[2] / "content"
FILES = {
    "organisation.toml": ORGANISATION, "holidays.toml": HOLIDAYS, "training.toml": TRAINING, "glossary.toml": GLOSSARY,
    "goal_examples.toml": EXAMPLES, "instruments/berakhlak.toml": INSTRUMENT,
}  # fmt: skip
MORE = {"disclosure": ("min_forms",), "contact": ("office",)}


def tree_of(shape: Shape, file: str) -> Tree:
    return shown(shape, tomllib.loads(file), "", MORE)


def mutated(tree: Tree, r: random.Random) -> None:
    """Change some leaves and entries of a tree."""
    if isinstance(tree, list):
        if tree and r.random() < 0.3:
            del tree[r.randrange(len(tree))]
        if tree and r.random() < 0.3:
            tree.insert(r.randrange(len(tree) + 1), copy.deepcopy(r.choice(tree)))
        for one in tree:
            mutated(one, r)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if not isinstance(value, str):
                mutated(value, r)
            elif r.random() < 0.1:
                tree[key] = r.choice(["", "x", "5", "ya", "a\nb", "#ffffff", 'x"""y', "\\u0041", "−1", "🙂"])


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_changed_stays_byte_for_byte(name: str) -> None:
    file = (CONTENT / name).read_text("utf-8")
    tree = tree_of(FILES[name], file)
    assert changed(FILES[name], file, tree, copy.deepcopy(tree), MORE) == file


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_typed_the_file_says_it_and_keeps_its_comments(name: str) -> None:
    file = (CONTENT / name).read_text("utf-8")
    tree = tree_of(FILES[name], file)
    comments = [line for line in file.splitlines() if line.startswith("#")]
    for seed in range(40):
        wanted = copy.deepcopy(tree)
        mutated(wanted, random.Random(seed))
        made = changed(FILES[name], file, tree, wanted, MORE)
        again = tree_of(FILES[name], made)
        assert changed(FILES[name], made, again, again, MORE) == made
        kept = [line for line in made.splitlines() if line.startswith("#")]
        assert kept[:1] == comments[:1], "the head of the file"


def test_one_number_is_one_line() -> None:
    file = (CONTENT / "organisation.toml").read_text("utf-8")
    tree = tree_of(ORGANISATION, file)
    made = changed(ORGANISATION, file, tree, {**tree, "peers": "6"}, MORE)
    assert made == file.replace("peers = 5", "peers = 6")


def test_a_language_that_is_emptied_goes_and_a_text_that_stood_for_both_is_split() -> None:
    shape = table(title=words, rows=many(words))
    tree = shown(shape, {"title": "Satu", "rows": ["a", {"id": "b", "en": "c"}]})
    assert tree["title"] == {"id": "Satu", "en": "Satu"}
    wanted = copy.deepcopy(tree)
    wanted["title"]["en"] = "One"
    wanted["rows"][1]["en"] = ""
    made = tomllib.loads(changed(shape, 'title = "Satu"\nrows = ["a", {id = "b", en = "c"}]\n', tree, wanted))
    assert made == {"title": {"id": "Satu", "en": "One"}, "rows": ["a", {"id": "b"}]}


def test_an_entry_keeps_its_comment_when_one_above_it_goes() -> None:
    file = '[[erratum]]\ncycle = "a"\ndate = "2026-01-01"\ntext = "x"\n\n# karena salah hitung\n[[erratum]]\ncycle = "b"\ndate = "2026-01-02"\ntext = "y"\n'
    tree = tree_of(ERRATA, file)
    made = changed(ERRATA, file, tree, {"erratum": tree["erratum"][1:]}, MORE)
    assert tomllib.loads(made) == {"erratum": tomllib.loads(file)["erratum"][1:]}


def test_a_number_that_is_none_stays_as_it_was_typed_for_the_check_to_refuse() -> None:
    made = changed(HOLIDAYS, "complete = [2025]\n", {"complete": "2025"}, {"complete": "2025, dua"})
    assert tomllib.loads(made) == {"complete": [2025, "dua"]}


def test_a_file_where_the_comments_cannot_be_kept_is_still_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinerja_words.edits._same", lambda *_: False)
    made = changed(table(a=text), '# satu\na = "1"\n', {"a": "1"}, {"a": "2"})
    assert made == 'a = "2"\n'


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        (
            'name = "A"\n[limits.objection]\ndays = 5\n[contact]\nemail = "x"\n[limits.decision]\ndays = 4\n',
            {"limits.decision.days": "", "limits.objection.days": "", "limits.report.days": "7"},
        ),
        ('name.id = "A"\nname.en = "B"\n[limits]\nobjection.days = 5\n', {"name.id": "", "name.en": ""}),
    ],
)
def test_a_table_that_stands_in_parts_is_changed_too(file: str, typed: dict[str, str]) -> None:
    before = tree_of(ORGANISATION, file)
    wanted = copy.deepcopy(before)
    for path, words_of in typed.items():
        *above, key = path.split(".")
        there = wanted
        for name in above:
            there = there[name]
        there[key] = words_of
    assert tree_of(ORGANISATION, changed(ORGANISATION, file, before, wanted, MORE)) == wanted
