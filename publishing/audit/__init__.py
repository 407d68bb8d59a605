"""The independent auditor: reads published output only and shares no code with the protector.

What it can know from output: which rows are shown, their counts of forms, the head counts of the plan, and every
figure that adding and subtracting gives. What it cannot: how many distinct raters there are, how the forms are
spread over raters and ratees, who changed between two releases. So it tests necessary conditions: DISCLOSURE means
"surely visible from outside", NONE_FOUND means "nothing follows from what is published", not that the hidden counts
pass R1. `Report.checked` says the same beside its counts. Where a bound of work is reached it says UNDECIDED.
"""

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import Finding, Report, quoted
    from .sentences import Wrong

__all__ = ["Finding", "Report", "Wrong", "audit_packages", "mark", "quoted"]


def __getattr__(name: str) -> Any:
    """What is imported when it is asked for: a build that finds nothing changed needs no more than `mark`."""
    if name not in __all__:
        raise AttributeError(name)
    from . import report, sentences

    return getattr(sentences if name == "Wrong" else report, name)


def audit_packages(dirs: Sequence[Path]) -> "Report":
    """Audit published packages.

    `dirs`: one folder a package (`data/published/<cycle>`, `…/citizens/<cycle>-<day>` or `…/citizens`); nothing outside them is read, nothing is written.
    Never raises for what is in the files: that is a finding. Rules: docs/privacy.md R1–R8, format: docs/formats.md.
    """
    from .every_package import audit

    return audit(dirs)


def mark(packages: Path) -> str:
    """A hash of this auditor and of every file in the folder of packages."""
    digest = hashlib.sha256(version())
    for path in sorted(p for p in packages.rglob("*") if p.is_file()):
        name = path.relative_to(packages).as_posix()
        digest.update(repr(name).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def version() -> bytes:
    """What this auditor is: its code, its words, and the Python it runs on."""
    sources = sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in {".py", ".toml"})
    return hashlib.sha256(sys.version.encode() + b"".join(p.read_bytes() for p in sources)).digest()
