"""Where every running cycle and the office stand now, for HR's first page: steps, days left, participation, what waits.

Of sealed methods nothing is told before the close, as on the page of participation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.calendar import add_days, working_days_between
from assessment.cycle import Cycle, days_between
from assessment.method import RULES, Method
from forms_service.desk.participation import by_unit
from forms_service.desk.todo import Step, Todo, line, objections_until, todos
from forms_service.web.service import service
from kinerja_office import follow_up, health
from kinerja_office.objections import open_objections
from kinerja_office.office import Office
from kinerja_office.participation import progress
from kinerja_store import View

UNITS = 10
"""So many units are shown, the ones furthest behind first; all are on the page of participation."""
COARSE = 5
"""Per cent in which the participation of a sealed method is told after the close."""


@dataclass(frozen=True)
class Deadline:
    """The next date of a cycle (`status.next.<key>`): its ISO day, days left on the calendar and working days; `unsure`: holidays are not all known."""

    key: str
    day: str
    days: int
    working: int
    unsure: bool


@dataclass(frozen=True)
class Status:
    """One running cycle. `whole`: (method, sent, assigned) of named methods; `sealed`: (method, per cent in steps, None before the close);
    `units`: (name, [(sent, assigned) by named method]), of `n_units`."""

    cycle: Cycle
    steps: Sequence[Step]
    todos: Sequence[Todo]
    next: Deadline | None
    named: Sequence[Method] = ()
    whole: Sequence[tuple[Method, int, int]] = ()
    sealed: Sequence[tuple[Method, int | None]] = ()
    units: Sequence[tuple[str, list[tuple[int, int]]]] = ()
    n_units: int = 0


def of_cycle(cycle: Cycle) -> Status:
    """Return where a cycle that is not published stands."""
    home = service()
    office = home.office
    start = Status(
        cycle, line(cycle), todos(office, cycle, home.content, home.shown(cycle.id)), _next(office, cycle)
    )  # fmt: skip
    if cycle.coming:
        return start
    state, named = progress(office, cycle.id), tuple(m for m in cycle.methods if not RULES[m].sealed)
    rows = [(unit, [(sent, n) for n, sent in counts]) for unit, counts in by_unit(state, named)]
    rows.sort(key=lambda row: (sum(s for s, _ in row[1]) / (sum(n for _, n in row[1]) or 1), row[0]))
    return Status(
        cycle, start.steps, start.todos, start.next, named, [(m, state.whole[m][1] or 0, state.whole[m][0]) for m in named],
        [(m, _coarse(*state.whole[m])) for m in cycle.sealed_methods], rows[:UNITS], len(rows),
    )  # fmt: skip


def _coarse(assigned: int, sent: int | None) -> int | None:
    return None if sent is None else COARSE * round(100 * sent / (assigned or 1) / COARSE)


def _next(office: Office, cycle: Cycle) -> Deadline | None:
    """Return the next date that binds somebody: when forms begin or end, objections end, the closing questions end."""
    today = office.today()
    ahead = [("start", cycle.start)] if cycle.start > today else []
    ahead = [*ahead, ("end", cycle.end)] if cycle.coming or cycle.open else []
    if cycle.unpublished:
        closing = add_days(cycle.closed, office.organisation.closing_days)
        ahead = [("objections", objections_until(office, cycle)), ("questions", closing)]
    key, day = min(((k, d) for k, d in ahead if d >= today), key=lambda one: one[1], default=("", ""))
    if not day:
        return None
    holidays = office.holidays
    working = working_days_between(today, day, holidays)
    return Deadline(key, day, days_between(today, day), working, bool(holidays.unsure(today, day)))


def of_office(view: View, cycles: Sequence[Cycle]) -> list[Todo]:
    """Return what does not belong to one cycle: overdue actions, objections, the machine's health, the public site."""
    home = service()
    office, today = home.office, home.office.today()
    late = [a for a in follow_up.everything(view) if a.state not in follow_up.ENDED and a.due < today]
    found = [Todo("late", "must", "follow_up", {"n": len(late)}, {"id": late[0].cycle})] if late else []
    for cycle in (c for c in cycles if c.unpublished and "objections" in c.stages):
        if n := len(open_objections(view, cycle.id)):
            found.append(Todo("objections", "must", "objections", {"n": n, "title": cycle.title}, {"id": cycle.id}))
    for sign in health.signs(office, home.certificate):
        found.append(Todo(sign.key, sign.weight, "backup" if sign.key.startswith("backup") else "", sign.values))
    published = [c for c in cycles if c.published]
    hidden = [c for c in published if not home.shown(c.id)]
    if published:
        values = {"n": len(hidden), "all": len(published), "title": published[0].title}
        found.append(Todo("site.behind" if hidden else "site.shown", "must" if hidden else "done", "site", values))
    return found
