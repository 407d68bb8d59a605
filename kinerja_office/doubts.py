"""What may be right and is asked about once: a word that may be a name, a day far away. A yes is kept, with a line in the trail."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from assessment.cycle import days_between
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Doubt, Phrase, Problem, Refused

MARK = re.compile(r"[0-9a-f]{64}/[^\n]{1,120}")
MOST = 50


def open_ones(view: View, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without the doubts that somebody has said yes to."""
    return [p for p in problems if not (isinstance(p, Doubt) and view.get("confirmed", _key(p.mark)))]


def must_be_sure(view: View, doubt: Doubt) -> None:
    """Raise `Refused` with a doubt that nobody has said yes to."""
    if open_ones(view, [doubt]):
        raise Refused(doubt)


def must_be_near(view: View, day: str, since: str, most: int, field: str, about: str) -> None:
    """Raise `Refused` with a doubt for an ISO day of `about` that comes more than `most` days after another: a wrong year?"""
    if (n := days_between(since, day)) > most:
        yes = Phrase("doubt.day", words=day)
        must_be_sure(view, Doubt("date.far", yes=yes, about=about, words=day, field=field, since=since, n=n))


def confirm(office: Office, marks: Iterable[str], actor: str) -> None:
    """Keep a yes to doubts, by their marks: each holds for the very words in their very place, and for nothing else."""
    given = [m for m in marks if MARK.fullmatch(m)][:MOST]
    with office.store.write() as change:
        fresh = [m for m in given if not change.get("confirmed", _key(m))]
        for mark in fresh:
            change.put("confirmed", _key(mark), {"by": actor, "day": office.today()})
        if fresh:
            office.log(change, actor, "doubts.confirm", words=sorted({m.partition("/")[2] for m in fresh}))


def _key(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
