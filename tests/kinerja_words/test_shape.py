"""The shape checker itself: where a key stands, how a path is written, what a shape expects of a value."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinerja_words import shape
from kinerja_words.problems import Problem, Refused
from tests.toml_values import VALUES, places, written
from tests.wording import refusing, said

TOML = """# baris pertama
a.b = 1
"c d" = { e = 2, f = [3, { g = 4 }] }
long = \"\"\"
x = 1
[no]
\"\"\"
when = 1979-05-27 07:32:00
at = 07:32:00   # [no.table]
[one]
two = [
  1,
  { three = '''
]''', four = 4 },
]
[[many]]
name = "a"
[many.under]
x = 1
[[many]]
name = "b # [[many]]"
[[many.items]]
x = 1
[[many.items]]

x = 2
"""
LINES = {
    ("a",): 2, ("a", "b"): 2, ("c d", "e"): 3, ("c d", "f", 0): 3, ("c d", "f", 1, "g"): 3, ("long",): 4, ("when",): 8,
    ("at",): 9, ("one",): 10, ("one", "two"): 11, ("one", "two", 0): 12, ("one", "two", 1): 13, ("one", "two", 1, "three"): 13,
    ("one", "two", 1, "four"): 14, ("many",): 16, ("many", 0, "name"): 17, ("many", 0, "under", "x"): 19,
    ("many", 1): 20, ("many", 1, "name"): 21, ("many", 1, "items", 0, "x"): 23, ("many", 1, "items", 1): 24,
    ("many", 1, "items", 1, "x"): 26,
}  # fmt: skip


@pytest.mark.parametrize(("path", "line"), LINES.items())
def test_a_key_is_found_in_its_line(path: tuple[Any, ...], line: int) -> None:
    assert shape.load(TOML, "x.toml").line(path) == line


@pytest.mark.parametrize(("path", "line"), [(("a", "z"), 2), (("zz",), 1), (("many", 1, "items", 7, "x"), 22)])
def test_a_key_that_is_not_there_is_looked_for_where_it_belongs(path: tuple[Any, ...], line: int) -> None:
    assert shape.load(TOML, "x.toml").line(path) == line


def test_lines_of_very_many_faults_are_looked_for_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"kunci-{n} = {n}\n" for n in range(6000))
    parsed: list[int] = []
    in_full = shape._parse
    monkeypatch.setattr(shape, "LOCATING", 300_000)
    monkeypatch.setattr(shape, "_parse", lambda t, name: (parsed.append(len(t)), in_full(t, name))[1])
    file = shape.load(text, "x.toml")
    assert file.line(("kunci-0",)) == 1
    for n in range(0, 6000, 7):
        assert file.line((f"kunci-{n}",)) >= n + 1
    assert sum(parsed) < 300_000 + 3 * len(text)


def test_very_many_unknown_keys_are_all_told_and_the_first_with_what_they_are_like() -> None:
    notices = list[Problem]()
    text = "".join(f"order-{n} = 1\n" for n in range(3 * shape.LIKENED))
    shape.load(text, "x.toml").check(shape.table(order=shape.maybe(shape.flag)), notices)
    assert [p.values["line"] for p in notices] == list(range(1, len(notices) + 1))
    assert [p.values["near"] for p in notices] == ["order"] * shape.LIKENED + [""] * 2 * shape.LIKENED


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "a." * 5000 + "b = 1", "[" + "a." * 5000 + "b]\nx = 1"])
def test_what_is_nested_too_deep_to_be_walked_is_refused(text: str) -> None:
    with refusing(r"x\.toml"):
        shape.load(text, "x.toml")
    shape.load("a." * (shape.NESTED - 2) + "b = 1", "x.toml")


def test_lines_of_json() -> None:
    text = json.dumps({"a": {"b": [1, {"c": "x: {"}]}, "d": None}, indent=1)
    file = shape.load(text, "x.json")
    lines = text.split("\n")
    for path, key in ((("a",), '"a"'), (("a", "b"), '"b"'), (("a", "b", 1, "c"), '"c"'), (("d",), '"d"')):
        assert key in lines[file.line(path) - 1]


@settings(max_examples=100)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), VALUES, max_size=5))
def test_every_key_of_any_file_has_the_line_of_its_top_key(data: dict[str, Any]) -> None:
    text = written(data)
    tomllib.loads(text)
    file = shape.load(text, "x.toml")
    for path in places(data):
        assert file.line(path) == list(data).index(str(path[0])) + 1


def test_a_path_is_written_as_people_count() -> None:
    assert shape.spell(("criteria", 1, "items", 0, "text")) == "criteria[2].items[1].text"


@pytest.mark.parametrize("data", [b"a = 1\n", b"\xef\xbb\xbfa = 1\n", b"\xef\xbb\xbfa = 1\r\n"])
def test_a_byte_order_mark_and_windows_lines_are_read(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(data)
    assert shape.load(shape.read_text(tmp_path / "x.toml"), "x.toml").raw == {"a": 1}
    assert shape.load("\ufeffa = 1", "x.toml").raw == {"a": 1}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with refusing(r"There is no file .*x\.toml"):
        shape.read_text(tmp_path / "x.toml")
    with refusing(r"cannot be read: it is a folder, no file"):
        shape.read_text(tmp_path)


@pytest.mark.parametrize(
    ("one", "good", "bad"),
    [
        (shape.text, ["a", "a\nb"], ["", "  ", "a\0", "a\u000b", 3, True, [], {}]),
        (shape.label, ["a", 2, 1.5], [True, float("nan"), 10**30, datetime.date(2026, 1, 1)]),
        (shape.code, ["a", "A-1_b", "x" * 32], ["", "a b", "-a", "x" * 33, "é", "a/b", "a\n", 3]),
        (shape.whole(1, 9), [1, 9], [0, 10, True, 1.0, "3", 10**30]),
        (shape.weight, [0, 0.5, 3], [-1, True, float("inf"), float("nan"), "1", 10**400]),
        (shape.flag, [True, False, 0, 1], [2, "true", None, []]),
        (shape.choice("id", "en"), ["id"], ["xx", 1, ["id"], {}]),
        (shape.colour, ["#0b5d4e", "#FFFFFF"], ["hijau", "#fff", "#0b5d4", "#0b5d4e\n", 3]),
        (shape.day, ["2026-08-03", datetime.date(2026, 8, 3)], ["2026-02-30", "20260803", "3/8/2026", datetime.datetime(2026, 8, 3), 3]),
        (shape.url("https", "http"), ["https://a.id/", "http://a.id/b"], ["a.id", "javascript:alert(1)", "https://", "http://[", "https://a b", "https://a/?q", 3]),
        (shape.words, ["a", {"id": "a"}, {"en": "a", "id": ""}], ["", {}, {"id": 3}, {"id": ""}, {"jv": "a"}, 3, ["a"]]),
        (shape.many(shape.text, least=1), [["a"]], [[], "a", ["a", 3], {"a": 1}]),
        (shape.maybe(shape.flag), [shape.MISSING, "", {}, True], ["x", 3]),
        (shape.table(a=shape.flag), [{"a": True}, {"a": True, "b": 3}], [{}, {"b": True}, [], "a"]),
        (shape.table("refuse", a=shape.flag), [{"a": True}], [{"a": True, "b": 3}]),
    ],
)  # fmt: skip
def test_what_a_shape_takes(one: shape.Shape, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        shape.File(value, "", "x.toml").check(one)
    for value in bad:
        with pytest.raises(Refused) as caught:
            shape.File(value, "", "x.toml").check(one)
        for lang in ("id", "en"):
            assert said(caught.value, lang).startswith("x.toml, ")


def test_entries_of_one_code_are_refused() -> None:
    file = shape.load('[[a]]\nc = "x"\n[[a]]\nc = "x"\n', "x.toml")
    with refusing(r"x\.toml, line 4: a\[2\]\.c = x is used twice"):
        file.check(shape.table(a=shape.many(shape.table(c=shape.code), once="c")))


def test_a_slip_is_a_notice_and_among_problems_a_reason() -> None:
    one, notices = shape.table(title=shape.words, order=shape.maybe(shape.flag)), list[Problem]()
    assert shape.load('title = "a"\nordr = true\nzz = 1', "x.toml").check(one, notices) == {
        "title": {"id": "a", "en": "a"}
    }
    assert [(p.code, p.values["line"], p.values["near"]) for p in notices] == [
        ("shape.unknown_key_like", 2, "order"),
        ("shape.unknown_key", 3, ""),
    ]
    with refusing(r"title is missing(.|\n)*tittle is unknown and ignored\. Did you mean title\?"):
        shape.load('tittle = "a"', "x.toml").check(one)


@settings(max_examples=100)
@given(VALUES)
def test_what_is_storable_can_be_stored(value: Any) -> None:
    file = shape.File(value, "", "x.toml")
    shape.storable(shape.Place(file), value)
    if not file.problems:
        assert json.loads(json.dumps(value, allow_nan=False)) == value


@pytest.mark.parametrize("depth", [30, 400, 5000])
def test_no_nesting_is_too_deep_for_an_answer(depth: int) -> None:
    def read() -> None:
        file = shape.load("a = " + depth * "[" + depth * "]", "x.toml")
        shape.storable(shape.Place(file), file.raw)
        file.settle()

    with pytest.raises(Refused) as caught:
        read()
    assert "x.toml, line 1: " in said(caught.value, "en")
