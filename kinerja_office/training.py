"""Training: programmes by criterion, needs read off published figures, what was planned and held, before and after.

`needs` and `effect` take rows of a package's `results.csv` and nothing else: whoever has the package gets the same answer.
Nothing here claims a cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from assessment.cycle import Cycle, parse_date
from assessment.method import LEADING, METHODS, OFFICIAL, Method
from assessment.result import clearest
from assessment.training import Programme, proposed
from kinerja_office import choices, records
from kinerja_office.follow_up import must_follow
from kinerja_office.office import Office
from kinerja_office.public_text import must_be_public
from kinerja_store import View
from kinerja_words.problems import Figure, Name, Phrase, Text, refuse
from publishing.values import FINE

ROOT = "*"
LEAST_CHANGE = Decimal("0.2")
"""Published means that differ by less are called unchanged (rule R6)."""
COARSE_STEP = Decimal("0.5")
MOST_PEOPLE = 100_000
Row = Mapping[str, str]
Direction = Literal["up", "down", "same", "unknown"]


@dataclass(frozen=True)
class Training:
    """A programme taken up after a cycle. `planned`, `held`: ISO days or empty; `participants`: a number, no list.

    `noted` is the day on which HR wrote down that it was held.
    """

    cycle: str
    programme: str
    criterion: str
    title: Text
    planned: str
    held: str = ""
    participants: int = 0
    noted: str = ""


@dataclass(frozen=True)
class Need:
    """One criterion in one group, lowest supervisor mean first; figures exactly as published (`≤1.5`, `x`)."""

    group_type: str
    group: str
    criterion: str
    means: Mapping[Method, str]
    assessments: Mapping[Method, str]
    programmes: tuple[Programme, ...]
    reason: Phrase


@dataclass(frozen=True)
class Change:
    """One method's published mean before and after; `difference` only where both are plain figures."""

    method: Method
    before: str
    after: str
    direction: Direction
    difference: Decimal | None = None


@dataclass(frozen=True)
class Effect:
    """One criterion of one group in two cycles, and how sure one can be."""

    group: str
    criterion: str
    changes: tuple[Change, ...]
    how_sure: Phrase


@dataclass(frozen=True)
class Suggestion:
    """For one person's own results: a criterion that is low there, and programmes for it."""

    criterion: str
    mean: str
    programmes: tuple[Programme, ...]


def bound(text: str) -> Decimal | None:
    """Return a published mean as a number, a coded end (`≤1.5`) as its bound; None for one that is withheld."""
    return None if text in ("x", "") else Decimal(text.lstrip("≤≥"))


def needs(rows: Iterable[Row], programmes: Sequence[Programme] = (), group: str = ROOT) -> list[Need]:
    """Rank the criteria of a group by their published supervisor mean, lowest first (ties by code).

    `rows`: of one cycle's `results.csv`. Criteria whose supervisor mean is withheld are left out: nothing is known of them.
    """
    by_criterion: dict[str, dict[Method, Row]] = {}
    for row in rows:
        if row["group"] == group and row["method"] in METHODS:
            by_criterion.setdefault(row["criterion"], {})[row["method"]] = row
    found = []
    for criterion, methods in by_criterion.items():
        supervisor = methods.get(OFFICIAL)
        if supervisor is None or bound(supervisor["mean"]) is None:
            continue
        means: dict[Method, str] = {m: r["mean"] for m, r in methods.items()}
        found.append(
            Need(
                supervisor["group_type"], group, criterion, means, {m: r["assessments"] for m, r in methods.items()},
                proposed(programmes, criterion), _reason(means, supervisor["assessments"]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda n: (bound(n.means[OFFICIAL]) or Decimal(0), n.criterion))


def effect(before: Iterable[Row], after: Iterable[Row], criterion: str, group: str = ROOT) -> Effect:
    """Compare a criterion's published means in two cycles' `results.csv`, method by method.

    Up or down from a difference of 0.2 on, or of 0.5 where a mean is in such steps; a coded or withheld mean cannot be compared.
    The caller sees to it that the rows are about the same people (`comparable_with`, R6).
    """
    first, second = _of(before, criterion, group), _of(after, criterion, group)
    changes = [_change(m, first.get(m), second.get(m)) for m in METHODS if m in first or m in second]
    return Effect(group, criterion, tuple(changes), _how_sure(changes))


def suggest(means: Mapping[str, str], programmes: Sequence[Programme], most: int = 2) -> list[Suggestion]:
    """Return the lowest criteria of a person's own results that have a programme, about `most`: equal ones are never parted.

    `means`: criterion → mean as the person sees it (`3.4`, `≤1.5`; empty or `x` is left out).
    """
    known = [(value, code) for code, text in sorted(means.items()) if (value := bound(text)) is not None]
    return clearest([(v, Suggestion(c, means[c], p)) for v, c in known if (p := proposed(programmes, c))], most)


def plan(office: Office, cycle_id: str, programme: Programme, day: str, actor: str) -> Training:
    """Plan a programme for a day as an answer to a cycle's results, or move it; raises `Refused` once it was held."""
    planned = parse_date(day, "day")
    with office.store.write() as change:
        must_follow(change, records.cycle(change, cycle_id), planned, "", f"training/{programme.code}")
        earlier = get(change, cycle_id, programme.code)
        if earlier and earlier.held:
            raise refuse("training.held_already", title=earlier.title, held=earlier.held)
        must_be_public(change, {"title": programme.title})
        new = Training(cycle_id, programme.code, programme.criterion, dict(programme.title), planned)
        change.put("trainings", records.key(cycle_id, programme.code), asdict(new))
        office.log(change, actor, "training.plan", cycle=cycle_id, programme=programme.code, day=planned)
        return new


def hold(office: Office, cycle_id: str, programme: str, day: str, participants: int, actor: str) -> Training:
    """Write down that a planned programme was held, with the number of participants (no names); may be corrected.

    Raises `Refused` for a programme that was not planned, a day in the future or before the cycle it answers, and a number
    below 1.
    """
    held = parse_date(day, "day")
    if held > office.today():
        raise refuse("training.future_day", field="held")
    if not 1 <= participants <= MOST_PEOPLE:
        raise refuse("training.participants", field='participants')  # fmt: skip
    with office.store.write() as change:
        earlier = _must_get(change, cycle_id, programme)
        must_follow(change, records.cycle(change, cycle_id), held, "held", f"training/{programme}")
        fresh = {**asdict(earlier), "held": held, "participants": participants, "noted": office.today()}
        change.put("trainings", records.key(cycle_id, programme), fresh)
        office.log(change, actor, "training.held", cycle=cycle_id, programme=programme, day=held)
        return Training(**fresh)


def cancel(office: Office, cycle_id: str, programme: str, actor: str) -> None:
    """Take a plan back that was not held."""
    with office.store.write() as change:
        if _must_get(change, cycle_id, programme).held:
            raise refuse("training.was_held")
        change.delete("trainings", records.key(cycle_id, programme))
        office.log(change, actor, "training.cancel", cycle=cycle_id, programme=programme)


def be_interested(office: Office, cycle_id: str, employee: str, programme: str, title: Text | None) -> None:
    """Keep that somebody would like to take part in a programme, whichever it is; without a title that is taken back.

    An act of ASN, not in the trail. HR reads it by name; nothing of their results is in it, and nothing of it is published.
    """
    with office.store.write() as change:
        choices.must_be_theirs(change, cycle_id, employee)
        key = records.key(cycle_id, employee, programme)
        if title:
            doc = {"cycle": cycle_id, "employee": employee, "programme": programme, "title": dict(title)}
            change.put("interests", key, doc)
        elif change.get("interests", key) is not None:
            change.delete("interests", key)


def interests(view: View, cycle_id: str, **where: str) -> dict[str, tuple[Text, list[str]]]:
    """Return who would like to take part, by programme: its title and the people's numbers (`employee=` narrows it)."""
    found: dict[str, tuple[Text, list[str]]] = {}
    for _, doc in sorted(view.find("interests", cycle=cycle_id, **where)):
        found.setdefault(doc["programme"], (doc["title"], []))[1].append(doc["employee"])
    return dict(sorted(found.items()))


def get(view: View, cycle_id: str, programme: str) -> Training | None:
    """Return one training, or None."""
    doc: dict[str, Any] | None = view.get("trainings", records.key(cycle_id, programme))
    return Training(**doc) if doc else None


def of_cycle(view: View, cycle_id: str) -> list[Training]:
    """Return what was taken up after one cycle's results, by planned day."""
    found = (Training(**d) for _, d in view.find("trainings", cycle=cycle_id))
    return sorted(found, key=lambda t: (t.planned, t.programme))


def in_force(view: View, cycle: Cycle) -> list[Training]:
    """Return the trainings the package of a cycle tells of: its own, and of those that are out what was not yet told as held."""
    out = records.published_before(view, cycle)
    since = max(out.values(), default="")
    found = [t for c in (*out, cycle.id) for t in of_cycle(view, c) if c == cycle.id or not t.held or t.noted >= since]
    # A programme that was held and is planned again is told as held now, and as planned the next time.
    return sorted(
        {t.programme: t for t in sorted(found, key=lambda t: bool(t.held))}.values(), key=lambda t: t.programme
    )


def _of(rows: Iterable[Row], criterion: str, group: str) -> dict[str, Row]:
    return {r["method"]: r for r in rows if r["group"] == group and r["criterion"] == criterion}


def _change(method: Method, first: Row | None, second: Row | None) -> Change:
    before, after = (row["mean"] if row else "x" for row in (first, second))
    if before[0] in "≤≥x" or after[0] in "≤≥x":
        return Change(method, before, after, "unknown")
    difference, least = Decimal(after) - Decimal(before), max(_step(r) for r in (first, second) if r)
    direction: Direction = "same" if abs(difference) < least else "up" if difference > 0 else "down"
    return Change(method, before, after, direction, difference)


def _step(row: Row) -> Decimal:
    """Return what counts as a change of a shown mean: its step, where so few ratings have it in steps of 0.5 (R5)."""
    return COARSE_STEP if row["low_share"] == "x" and int(row["assessments"]) < FINE else LEAST_CHANGE


def _how_sure(changes: Sequence[Change]) -> Phrase:
    """Say in plain words how much weight the difference bears; others' views count, self-assessment does not."""
    seen = {c.method: c.direction for c in changes if c.method != "self" and c.direction != "unknown"}
    moved = {d for d in seen.values() if d != "same"}
    if not seen:
        return Phrase("training.sure_unknown")
    if not moved:
        return Phrase("training.sure_same")
    if len(seen) > 1 and len(set(seen.values())) == 1:
        return Phrase("training.sure_moved")
    if len(moved) > 1:
        return Phrase("training.sure_opposite")
    method = next(m for m, direction in seen.items() if direction in moved)
    return Phrase("training.sure_one", method=Name(f"method.{method}"))


def _reason(means: Mapping[Method, str], assessments: str) -> Phrase:
    known = [m for m in LEADING if bound(means.get(m, "x")) is not None]
    listed = [Phrase("training.mean", method=Name(f"method.{m}"), mean=Figure(means[m])) for m in known]
    return Phrase("training.means", listed=listed, forms=assessments)


def _must_get(view: View, cycle_id: str, programme: str) -> Training:
    found = get(view, cycle_id, programme)
    if found is None:
        raise refuse("training.not_planned", programme=programme, cycle=cycle_id)
    return found
