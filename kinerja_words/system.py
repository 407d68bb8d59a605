"""What the system or a parser says in English of a file, a disk or a connection, as words of the catalogue; for whoever reads Indonesian alone."""

from __future__ import annotations

import errno
import re

from kinerja_words.problems import Name, Phrase

KNOWN = {
    errno.ENOENT: "missing", errno.EACCES: "denied", errno.EPERM: "denied", errno.EROFS: "read_only", errno.ENOSPC: "full",
    errno.EDQUOT: "full", errno.EFBIG: "large", errno.EISDIR: "folder", errno.ENOTDIR: "no_folder", errno.EEXIST: "exists",
    errno.EMFILE: "many_open", errno.ENFILE: "many_open", errno.EIO: "broken", errno.ESTALE: "broken", errno.ENODEV: "broken",
    errno.ENAMETOOLONG: "long_name", errno.ELOOP: "loop", errno.EBUSY: "busy", errno.ETXTBSY: "busy", errno.EXDEV: "other_disk",
    errno.ENOMEM: "memory", errno.EADDRINUSE: "port_taken", errno.EADDRNOTAVAIL: "no_address", errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "cut", errno.EPIPE: "cut", errno.ETIMEDOUT: "late", errno.ENETUNREACH: "no_network", errno.EHOSTUNREACH: "no_network",
    errno.ENOLCK: "no_locks", errno.EOPNOTSUPP: "unsupported", errno.ENOSYS: "unsupported",
}  # fmt: skip
KINDS = {
    "SSLCertVerificationError": "certificate",
    "SSLError": "cut",
    "gaierror": "no_host",
    "TimeoutError": "late",
    "HTTPException": "no_http",
}
"""What is told by the name of its kind, whatever its number: who meets none of them does not wait for their modules."""
MISTAKES = (
    (r"Expected '='|':' delimiter", "no_equals"),
    (r"Cannot|Duplicate", "twice"),
    (r"Unclosed|Expected '\]|',' delimiter", "open_bracket"),
    (r"Unterminated|Expected '\"|Expected \"'", "open_quote"),
    (r"Unescaped|[Ee]scape|hex value", "backslash"),
    (r"[Cc]haracter|[Cc]ontrol", "character"),
    (r"date or datetime", "date"),
    (r"Invalid value|Expecting value|property name", "value"),
)
"""What the parsers of TOML and JSON complain of, by what their messages hold."""


def trouble(error: BaseException) -> Phrase | Name:
    """Return what an error of the system means; its number where it is none of those that happen."""
    kinds = [of.__name__ for of in type(error).__mro__]
    if "HTTPError" in kinds:
        return Phrase("system.http", number=getattr(error, "code", 0))
    if "URLError" in kinds and isinstance(reason := getattr(error, "reason", None), Exception):
        return trouble(reason)
    number = getattr(error, "errno", None)
    known = next((KINDS[name] for name in kinds if name in KINDS), KNOWN.get(number or 0, ""))
    return Name(f"system.{known}") if known else Phrase("system.other", number=number or type(error).__name__)


def mistake(message: str) -> Name:
    """Return what a parser of TOML or JSON complains of."""
    return Name(f"syntax.{next((name for pattern, name in MISTAKES if re.search(pattern, message)), 'other')}")
