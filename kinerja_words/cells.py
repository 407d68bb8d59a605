"""What a spreadsheet would calculate, and how a text is written that it does not: the one rule for CSV and workbooks."""

from __future__ import annotations

import re

_BEFORE = r"(?:[^\S\t\r\n]|[\ufeff'\"])*"
FORMULA = re.compile(rf"^(?={_BEFORE}[\t\r\n])|(^|[,;\t\r\n])(?={_BEFORE}[=+\-@＝＋－＠﹦﹢﹣﹫])")
"""A sign that begins a formula, behind blanks and quotes too, where a cell begins: of the text, or behind what another reader
takes for a separator."""


def harmless(text: str) -> str:
    """Return a text for a cell of CSV, with a `'` wherever a formula could begin."""
    return FORMULA.sub(r"\1'", text)
