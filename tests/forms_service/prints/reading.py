"""What a printed page and its sheet say."""

from __future__ import annotations

import re
from html import unescape


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.split("<body>")[1])).split())


def sheet(page: str, format: str) -> str:
    """One format of a page, as text."""
    found = re.search(rf"FORMAT {re.escape(format)} .*?(?=FORMAT [A-D]\.1|$)", text(page))
    assert found, (format, text(page)[:300])
    before = text(page)[: found.start()]
    return ("(LAMBANG GARUDA) " if before.endswith("(LAMBANG GARUDA) ") else "") + found[0]
