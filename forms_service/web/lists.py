"""What HR writes in `content/` for these pages, read anew when a file changes; a wrong file breaks no page.

Who assesses or is assessed sees a page without the list; HR reads at the desk what is wrong, and the log names the file and its office.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import current_app

from assessment.goal import GoalExample
from assessment.instrument import parse_instrument
from assessment.training import Programme
from forms_service.web.log import note
from kinerja_office.content_files import PARSERS, Parse
from kinerja_words.problems import Problem, Refused
from kinerja_words.shape import decode, read_text

Found = tuple[Any, Sequence[Problem]]
_logged: dict[Path, str] = {}
"""What the log was last told of a file, "" once it was well: told again only where it changes."""
LISTS = {f"{kind}.toml": PARSERS[kind] for kind in ("organisation", "holidays", "goal_examples", "training")}


def goal_examples(content: Path | None) -> tuple[GoalExample, ...]:
    """Return the examples of `goal_examples.toml`; none where the file is missing or wrong (a form needs no example)."""
    found: tuple[GoalExample, ...] = _list(content, "goal_examples.toml")
    return found


def programmes(content: Path | None) -> tuple[Programme, ...]:
    """Return the programmes of `training.toml`; none where the file is missing or wrong."""
    found: tuple[Programme, ...] = _list(content, "training.toml")
    return found


def current(content: Path, name: str) -> Any:
    """Return what one of these files holds; None where it is missing or wrong."""
    path = content / name
    return read(path, LISTS[name])[0] if path.exists() else None


def instrument_files(content: Path | None) -> list[Path]:
    """Return the files of the instruments."""
    return sorted((content / "instruments").glob("*.toml")) if content else []


def problems(content: Path | None) -> list[Problem]:
    """Return everything HR should know of the files these pages read."""
    files = [(content / name, parse) for name, parse in LISTS.items()] if content else []
    files += [(path, parse_instrument) for path in instrument_files(content)]
    return [p for path, parse in files if path.exists() for p in read(path, parse)[1]]


def read(path: Path, parse: Parse) -> Found:
    """Return what a file holds, None where it cannot be used, and what is to say of it: why, or what may be a slip."""
    return _read(lambda: read_text(path), path, parse)


def read_body(body: bytes, path: Path, parse: Parse) -> Found:
    """Return as `read` what the bytes of a file hold."""
    return _read(lambda: decode(body, path.name), path, parse)


def _read(text: Callable[[], str], path: Path, parse: Parse) -> Found:
    try:
        found, said, why = _parse(text(), path.name, parse)
    except Refused as refused:
        found, said, why = None, refused.problems, ", ".join(p.code for p in refused.problems)
    if _logged.get(path, "") != why:
        _logged[path] = why
        if why:
            shown = f"instruments/{path.name}" if path.parent.name == "instruments" else path.name
            note(current_app.extensions["kinerja"].office if current_app else None, f"{shown} cannot be used: {why}")
    return found, said


def _list(content: Path | None, name: str) -> Any:
    return (current(content, name) if content else None) or ()


@functools.lru_cache(maxsize=128)
def _parse(text: str, name: str, parse: Parse) -> tuple[Any, Sequence[Problem], str]:
    """Return what a text holds, whosever it is, what is to say of it, and why it cannot be used, for the log."""
    notices: list[Problem] = []
    try:
        return parse(text, name, notices), notices, ""
    except Refused as refused:
        return (
            None,
            refused.problems,
            ", ".join(f"{p.code} in line {p.values.get('line')}" for p in refused.problems[:12]),
        )
