"""Names of records in addresses and hidden fields: nobody can turn one back into people, or make one without our key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from forms_service.web.service import service

Kind = Literal[
    "task", "goal", "skp", "person", "feedback", "evidence", "objection", "objection-person", "objection-seen", "result", "assignment", "mark", "who",
    "evaluation", "paper", "session",
]  # fmt: skip
T = TypeVar("T")


def ref(kind: Kind, *key: str) -> str:
    """Return the name of a record by the parts of its key; the same record has another name in each kind."""
    return service().tag(kind, "/".join(key))[:16]


def find(kind: Kind, wanted: str, among: Iterable[T], key: Callable[[T], str]) -> T | None:
    """Return the one of some records that has this name, or None."""
    return next((one for one in among if ref(kind, key(one)) == wanted), None)
