"""An instrument is data: read with file and line in every error, and answers follow its scale."""

from pathlib import Path

import pytest

from assessment.form import TD, decode, encode, parse_assessments, tallies
from assessment.instrument import Instrument, parse_instrument
from kinerja_words.problems import Refused
from tests.wording import refusing, said

ROOT = Path(__file__).parents[2]
GOOD = """code = "x"
version = "1"
[title]
id = "Uji"
[scale]
min = 1
max = 5
cannot_judge = true
[methods]
self = 0
peer = 1.0
[[criteria]]
code = "A"
name = { id = "Aspek" }
items = [
  { code = "A1", text = { id = "satu" } },
  { code = "A2", reversed = true, text = { id = "dua" } },
  { code = "A3", methods = ["self"], text = { id = "tiga" } },
]
"""


@pytest.fixture
def tool() -> Instrument:
    return parse_instrument(GOOD, "x.toml")


def test_it_works(tool: Instrument) -> None:
    assert [i.code for i in tool.items] == ["A1", "A2", "A3"]
    assert [i.code for c in tool.asked("peer") for i in c.items] == ["A1", "A2"]
    assert tool.bands == ({1, 2}, {3}, {4, 5})


def test_the_default_instrument_is_berakhlak_and_two_service_criteria() -> None:
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    assert [len(c.items) for c in tool.criteria] == [3] * 9
    assert len(tool.labels) == 5
    assert tool.cannot_judge
    assert all(t.get("id") and t.get("en") for i in tool.items for t in (i.text,))


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("[scale]", "[scale", 5, "TOML"),
        ("max = 5", "max = 12", 7, "9"),
        ("max = 5", 'max = "5"', 7, "max"),
        ('code = "A2"', 'code = "A1"', 17, "dua kali"),
        ("peer = 1.0", "peer = -1", 11, "bobot"),
        ("peer = 1.0", "friend = 1.0", 11, "friend"),
        ('["self"]', '["supervisor"]', 18, "A3"),
        ('text = { id = "satu" }', "text = {}", 16, "items[1].text"),
        ('code = "A"\n', 'code = "A B"\n', 13, "A B"),
        ("[methods]", "[bands]\nlow=[1]\nmid=[2]\nhigh=[5]\n[methods]", 9, "bands"),
    ],
)
def test_an_error_names_file_and_line(old: str, new: str, line: int, word: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_instrument(GOOD.replace(old, new, 1), "x.toml")
    assert f"x.toml, baris {line}" in said(caught.value, "id")
    assert word in said(caught.value, "id")


def test_answers_go_in_and_out(tool: Instrument) -> None:
    stored = encode(tool, {"A1": "4", "A2": "TD", "A3": ""}, "self")
    assert stored == "4T-"
    assert decode(tool, stored) == {"A1": "4", "A2": "TD"}


@pytest.mark.parametrize(
    ("code", "value"), [("A1", "6"), ("A1", "0"), ("A1", "4.5"), ("A1", "x"), ("A1", "٤"), ("B9", "1")]
)
def test_an_answer_out_of_scale_is_refused(tool: Instrument, code: str, value: str) -> None:
    with refusing(code):
        encode(tool, {code: value}, "self")


def test_an_item_that_is_not_asked_is_refused(tool: Instrument) -> None:
    with refusing("A3"):
        encode(tool, {"A3": "1"}, "peer")


def test_reversed_items_turn_and_td_counts_apart(tool: Instrument) -> None:
    tally = tallies(tool, ["1" + "1" + "-", "5" + TD + "3"])["A"]
    assert tally.counts == (1, 0, 1, 0, 2)  # 1, 3, 5 and the reversed 1 = 5
    assert tally.cannot_judge == 1
    assert tally.ratings == 4


def test_no_forms_are_no_ratings(tool: Instrument) -> None:
    assert tallies(tool, [])["A"].ratings == 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("method,rater,ratee,A1\npeer,a,b,9\n", ("baris 2, kolom A1", "1–5")),
        ("method,rater,ratee,Z9\npeer,a,b,1\n", ("baris 1, kolom Z9", "tidak ada")),
        ("method,rater,ratee,A1\npeer,a,b,1\npeer,a,b,2\n", ("baris 3", "baris 2")),
        ("method,rater,ratee,A1\nboss,a,b,1\n", ("baris 2, kolom method", "boss")),
        ("method,rater,ratee,A1,work_result\npeer,a,b,1,sesuai\n", ("baris 2, kolom work_result",)),
        ("rater,ratee,A1\na,b,1\n", ("method",)),
    ],
)
def test_a_wrong_file_of_forms_says_where(tool: Instrument, rows: str, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as caught:
        parse_assessments(rows.encode(), "forms.csv", tool)
    for word in words:
        assert word in said(caught.value, "id")


def test_a_row_without_answers_is_a_form(tool: Instrument) -> None:
    ((row, form),) = parse_assessments(b"method,rater,ratee,A1\npeer,a,b,\n", "forms.csv", tool)
    assert row == 2
    assert form.answers == "---"
