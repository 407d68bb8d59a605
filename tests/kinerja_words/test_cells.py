"""No cell that is written begins a formula, whichever separator its reader takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as s

from kinerja_words.cells import FORMULA, harmless

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "  ", "\u00a0", "\u2003", "'", '"', " ' ", "\ufeff", "\x0b"])
def test_a_sign_behind_blanks_and_quotes_begins_a_formula(before: str, sign: str) -> None:
    assert harmless(before + sign + "1") == f"'{before}{sign}1"
    assert FORMULA.match(before + sign)


@pytest.mark.parametrize("start", "\t\r\n")
def test_a_tab_or_line_break_at_the_start_is_quoted(start: str) -> None:
    assert harmless(start + "a") == f"'{start}a"
    assert harmless(start + "=a") == f"'{start}'=a"


@pytest.mark.parametrize("between", [",", ";", "\t", "\r", "\n", "; ", ',"'])
def test_a_cell_that_another_separator_would_begin_begins_no_formula(between: str) -> None:
    text = f"Budi{between}=HYPERLINK(1)"
    assert harmless(text) == f"Budi{between[0]}'{between[1:]}=HYPERLINK(1)"


@pytest.mark.parametrize(
    "text", ["", "Budi", "a=1", "S1-S2", "a - b, c", "'kata'", "19900123 201402 2 003", "a@b.example", " "]
)
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text


@given(s.text(alphabet=SIGNS + " \t\r\n,;'\"\u00a0ab", max_size=12))
def test_no_part_of_any_text_begins_a_formula(text: str) -> None:
    parts = re.split("[,;\t\r\n]", harmless(text))
    assert not [p for p in parts if p.startswith(tuple(SIGNS))]
    assert not harmless(text).startswith(("\t", "\r", "\n"))
    assert re.sub("'", "", harmless(text)) == text.replace("'", "")
