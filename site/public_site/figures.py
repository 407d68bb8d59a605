"""Figures with the way back to their cell: every number taken from a package is written here and nowhere else.

`data-cell` names the cell whose value stands in the element, `data-from` the operation that made it (docs/formats.md).
What combines cells uses published values only, and never makes one number of several criteria.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote

from markupsafe import Markup

from kinerja_words.catalogue import figure
from public_site.package import Cell, Package, Row
from public_site.words import fill, fixed, raw

NOISE = Decimal("0.2")
"""Differences below this, or below the step of a coarser mean, are worded as equal; this one is drawn as a band (R6)."""

HIDDEN = {"id": "disembunyikan", "en": "withheld"}


def cell(value: Cell, lang: str, tag: str = "span", suffix: str = "", cls: str = "", place: str = "") -> Markup:
    """Write one cell; a withheld one in words, with its hatch. `place` are the attributes of a shown one in a picture."""
    if value.raw != "x":
        classes = f' class="{cls}"' if cls else ""
        return raw(f'<{tag}{classes}{place} data-cell="{value.ref}">{figure(value.raw, lang)}{suffix}</{tag}>')
    classes = f"{cls} x".strip()
    return raw(f'<{tag} class="{classes}" data-cell="{value.ref}"><i>{HIDDEN[lang]}</i></{tag}>')


def part(value: Cell, lang: str, size: str, drawn: str, place: str) -> Markup:
    """Draw a shown value as a part of a bar with its number at it: the auditor wants equal values drawn in equal size."""
    number = f"<text {place}>{figure(value.raw, lang)}</text>"
    return raw(f'<svg class="o" {size} data-cell="{value.ref}">{drawn}{number}</svg>')


def difference(first: Cell, second: Cell) -> Decimal | None:
    """Return second minus first, coded ends as their bounds; None where one is withheld."""
    a, b = first.number, second.number
    return None if a is None or b is None else b - a


def diff(first: Cell, second: Cell, lang: str) -> Markup:
    """Write a signed difference; nothing where a value is coded or withheld."""
    change = difference(first, second)
    if change is None or first.bound or second.bound:
        return Markup("")
    sign = "+" if change > 0 else "\u2212" if change < 0 else ""
    text = figure(f"{sign}{abs(change)}", lang)
    return raw(f'<span data-from="diff({first.ref} {second.ref})">{text}</span>')


def trend(first: Cell | None, second: Cell | None) -> str:
    """Return `up`, `down` or `same` (R6), or nothing where there is nothing to compare."""
    if first is None or second is None:
        return ""
    change = difference(first, second)
    if change is None:
        return ""
    least = max(NOISE, *(c.step for c in (first, second)))
    return "up" if change >= least else "down" if change <= -least else "same"


def noise(lang: str) -> Markup:
    """Write the noise."""
    return fixed(figure(str(NOISE), lang))


def count(package: Package, table: str, column: str, value: str) -> Markup:
    """Write how many rows of a table have this value."""
    of = f"{package.id}/{table} {column}={quote(value, safe='*/+')}"
    return fill('<span data-from="count({})">{}</span>', of, package.count(table, column, value))


def rows(packages: Sequence[Package], table: str) -> Markup:
    """Write how many rows a table has in all packages together."""
    found = [p for p in packages if table in p.tables]
    named = " ".join(f"{p.id}/{table}" for p in found)
    return fill('<span data-from="count({})">{}</span>', named, sum(len(p.tables[table]) for p in found))


def row_range(rows: Sequence[Row]) -> str:
    """Write which rows of a CSV a table was made of, as RFC 7111 counts them: `2-10;14`."""
    numbers = sorted({r.n for r in rows})
    spans: list[list[int]] = []
    for n in numbers:
        if spans and n == spans[-1][1] + 1:
            spans[-1][1] = n
        else:
            spans.append([n, n])
    return ";".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
