"""Predicates that are given in another system (`Cycle.levels_from`): of its recap only what is published of it is kept.

Its raters are not known, so R1 cannot be tested by group: of the whole office alone the shares are kept, coded (R5), and that
from so many people on that shares which add up point at nobody (80). Of fewer nothing is kept but that they were too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assessment.cycle import Cycle
from assessment.recap import parse_recap
from kinerja_office import records, settings
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Doubt, Phrase, refuse
from publishing.values import code_share, shares_together

TAKEN = ("assessment", "closing", "sealing", "closed")


@dataclass(frozen=True)
class Recap:
    """What is kept: the coded `shares` in the official order of predicates, none of too few people; `by` an account, `day` ISO."""

    cycle: str
    shares: tuple[str, ...]
    day: str
    by: str


def import_recap(office: Office, cycle_id: str, data: bytes, name: str, actor: str) -> Recap:
    """Count a recap, keep its coded shares and forget the rest; again, until the release, takes the first one's place.

    Raises `Refused` for a cycle whose levels are given here, before the opening, after the release, for what is wrong with the file, for
    nobody in it and for more people than are rated.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if not cycle.levels_from:
            raise refuse("recap.not_elsewhere", cycle=cycle_id)
        if cycle.state not in TAKEN:
            raise refuse("recap.published" if cycle.published else "recap.not_yet", cycle=cycle_id)
        people = {n for n, e in records.participants(change, cycle_id).items() if e.rated}
        counts = parse_recap(data, name, people)
        if not 0 < sum(counts) <= len(people):
            raise refuse("recap.too_many" if sum(counts) else "recap.nobody", there=sum(counts), people=len(people))
        least = people_needed(office, change, cycle)
        shares = coded(counts) if sum(counts) >= least else ()
        kept = Recap(cycle_id, shares, office.today(), actor)
        change.put("recaps", cycle_id, asdict(kept))
        office.log(change, actor, "recap.import", cycle=cycle_id)
        return kept


def coded(counts: Sequence[int]) -> tuple[str, ...]:
    """Return the share of each count in their sum, coded."""
    return tuple(code_share(n, sum(counts)) for n in counts)


def people_needed(office: Office, view: View, cycle: Cycle) -> int:
    """Return from how many people on the shares are kept."""
    return shares_together(settings.in_force(office, view, cycle).organisation.disclosure)


def of(view: View, cycle_id: str) -> Recap | None:
    """Return what is kept of a cycle's recap, or None where none was imported."""
    doc = view.get("recaps", cycle_id)
    return Recap(**{**doc, "shares": tuple(doc["shares"])}) if doc else None


def missing(view: View, cycle: Cycle) -> list[Doubt]:
    """Return a doubt where predicates come from elsewhere and none came: they would never be published."""
    if not cycle.levels_from or of(view, cycle.id):
        return []
    yes = Phrase("doubt.no_recap", source=cycle.levels_from)
    return [Doubt("recap.missing", yes=yes, about=f"recap/{cycle.id}", words=cycle.id, source=cycle.levels_from)]
