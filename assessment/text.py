"""Texts as people meant them: without invisible marks, with one kind of space and line end; and names made comparable."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Mapping

BROKEN = ("Cc", "Cn", "Co", "Cs", "Zl", "Zp")
"""Unicode's kinds of control, unassigned, private and half characters, and of line ends."""

BEFORE = frozenset(
    ["apt", "dr", "dra", "drg", "drh", "drs", "h", "hj", "hjh", "ir", "k", "kh", "k.h", "ners", "ns", "prof", "tgk"]
)
"""Titles in front of a name, without dots and case."""
AFTER = re.compile(
    r"(?:[A-Z]{1,2}|Ak|Amd|Ph|Psi|Sp)\.[\w.-]+\.?"
    r"|(?:S|M|A)(?:Sos|Si|Pd|Kom|Kes|Kep|Ag|Hum|Farm|Ak|Md)|A[Mm][Dd]|S(?:E|H|T|P|S|KM|IP|STP|AP|OS|PD|KOM|AG)|M(?:M|H|T|P|AP|PA|BA|SI|PD|KOM|AG)"
)
"""A degree behind a name without a comma: S.Sos, M.Si., A.Md, MSi, SE, MM, SKM; never a plain word."""
TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of the letters after them."""


def clean(text: str) -> str:
    """Return one line of text in NFC, without invisible marks (soft hyphen, byte order, direction), spaces single and plain.

    Control characters and line breaks inside stay, for `broken` to find.
    """
    if not (text.isascii() and text.isprintable()):
        kept = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
        text = "".join(" " if unicodedata.category(c) == "Zs" else c for c in kept)
    text = text.strip()
    return re.sub(" +", " ", text) if "  " in text else text


def broken(text: str) -> bool:
    """Whether a text holds a line break, a control character, or what is left of a letter that was lost."""
    if text.isascii():
        return not text.isprintable()
    return any(c == "\ufffd" or unicodedata.category(c) in BROKEN for c in text)


def typed(text: str) -> str:
    """Return what was typed into a page without what nobody types: control characters, half characters, turned directions.

    Every kind of line end is a newline.
    """
    return "".join(
        c
        for c in "\n".join(text.splitlines())
        if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in TURNED)
    )


def fold(text: str) -> str:
    """Return what two spellings of one name share: letters and digits, without case, accents, punctuation or width.

    Whatever shares a file name on the public site (`slug`) is equal here too.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean(text)).casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


@functools.lru_cache(maxsize=2**15)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a person's name in their folded spelling, without titles and degrees; at least one where there is any."""
    words = unicodedata.normalize("NFKC", name).split(",")[0].split()
    while len(words) > 1 and AFTER.fullmatch(words[-1]):
        words.pop()
    parts = fold(" ".join(words)).split()
    while len(parts) > 1 and parts[0] in BEFORE:
        parts.pop(0)
    return tuple(parts)


def mark(value: object) -> str:
    """Return a short mark of what a page showed, which the page brings back: whether it is still what is stored."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def merged(
    now: Mapping[str, str], wanted: Mapping[str, str], seen: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Merge what a page wants into what is stored now; `seen` has the marks of what that page showed, by field.

    Returns the new values, and the fields which were changed both on the page and elsewhere since it was shown: in those what
    is stored stays. A field without a mark is taken as wanted.
    """
    changed = {f: v for f, v in wanted.items() if v != now.get(f, "") and seen.get(f) != mark(v)}
    both = [f for f in changed if f in seen and seen[f] != mark(now.get(f, ""))]
    return {**now, **{f: v for f, v in changed.items() if f not in both}}, both


def lines(text: str) -> str:
    """Return a text of several lines with one kind of line end, none around it: what its length is counted in."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
