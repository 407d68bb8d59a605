"""Numbers as people type them: what can only mean one number is taken, with Indonesian or English marks; the rest is refused."""

from __future__ import annotations

import re
from decimal import Decimal

from kinerja_words.problems import Name, Refused, refuse

PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
MOST_DIGITS, MOST_DECIMALS = 12, 6
GROUP = 3
"""Digits between two thousands separators."""


def parse_number(text: str, what: str = "number", field: str = "") -> Decimal:
    """Return the number a person typed: `1234`, `1.234,5`, `12,5`, `1.234.567`.

    The last separator is the decimal sign if both kinds stand there, or if one stands alone and does not look like a
    thousands separator. Raises `Refused` (with `column`) for words, a percent sign, a negative number, and for what
    could mean two numbers: `1.234` and `1,234`.
    """
    typed = text.strip()
    if not PLAIN.fullmatch(typed):
        raise _no_number(text, what, field)
    dots, commas = typed.count("."), typed.count(",")
    if dots and commas:
        decimal = max(".", ",", key=typed.rfind)
        if typed.count(decimal) > 1:
            raise _no_number(text, what, field)
        whole, _, part = typed.rpartition(decimal)
    elif dots + commas == 1:
        whole, part = re.split("[.,]", typed)
        if len(part) == GROUP and len(whole) <= GROUP and not whole.startswith("0"):
            raise refuse("number.ambiguous", field=field, what=Name(f"quantity.{what}"), text=text.strip(), whole=whole, part=part)  # fmt: skip
    else:
        whole, part = typed, ""
    first, *groups = re.split("[.,]", whole)
    separators = set(re.findall("[.,]", whole))
    if groups and (any(len(g) != GROUP for g in groups) or len(first) > GROUP or len(separators) > 1):
        raise _no_number(text, what, field)
    digits = first + "".join(groups)
    if len(digits) > MOST_DIGITS or len(part) > MOST_DECIMALS:
        raise refuse("number.long", field=field, what=Name(f"quantity.{what}"), digits=MOST_DIGITS, decimals=MOST_DECIMALS)  # fmt: skip
    return Decimal(f"{digits}.{part or 0}")


def write_number(value: Decimal, lang: str = "id") -> str:
    """Write a number so that `parse_number` reads the same again: no thousands separator, `,` (id) or `.` (en)."""
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    if len(part) == GROUP and len(whole) <= GROUP and not whole.startswith("0"):
        part += "0"
    return whole + (("," if lang == "id" else ".") + part if part else "")


def _no_number(text: str, what: str, field: str) -> Refused:
    return refuse("number.none", field=field, what=Name(f"quantity.{what}"), text=text.strip()[:40])  # fmt: skip
