"""A cycle and its states; each step is one pure function that says what is missing."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from assessment.instrument import Instrument, short_form
from assessment.method import METHODS, OFFICIAL, RULES, YEARLY, Method
from assessment.text import broken, clean
from kinerja_words.periods import PERIOD, Kind, is_short, kind_of, period_name
from kinerja_words.problems import Name, Problem, Refused, refuse

State = Literal["draft", "consultation", "goals", "opening", "assessment", "closing", "sealing", "closed", "published"]
Stage = Literal["consultation", "goals", "objections"]
STATES: tuple[State, ...] = get_args(State)
STAGES: tuple[Stage, ...] = get_args(Stage)
BEFORE_OPENING: tuple[State, ...] = ("draft", "consultation", "goals")
SEALED_STATES: tuple[State, ...] = ("closed", "published")
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?")
RESERVED = frozenset(
    [
        "404",
        "cari",
        "citizens",
        "content",
        "daftar-isi",
        "data",
        "en",
        "gaya",
        "glosarium",
        "ikon",
        "index",
        "jadwal",
        "kamus-data",
        "nginx",
        "panduan",
        "periksa",
        "robots",
    ]
    + ["sitemap", "tentang", "terbaru", "terbitan", "tren", "baru", "aux", "con", "nul", "prn"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)
"""What no cycle is called: the names that the public site has at its top, HR's page for a new cycle, devices of Windows."""
SOURCE_CHARS = 60
UNDO = datetime.timedelta(hours=1)
"""How long an opening or a close in the browser can be undone: before forms are taken, and before anything is counted."""


@dataclass(frozen=True)
class Cycle:
    """One assessment period. Dates are calendar days of the office; `opening_since`, `closing_since` ISO instants in UTC.

    `start` to `end` are the days on which forms are taken; `period` is what is evaluated: `2026`, `2026-Q1`, `2026-03`, "" for a free one.
    `imported`: the whole cycle comes from an earlier system as a file; declared at creation and said in public. `levels_from`: the
    system in which the two levels are given instead, as declared at creation; only its recap comes here. `rules`: 3
    a box for every sealed pair at the opening, a receipt for every form, coded counts; 4 an evaluation document for everybody. `destroyed`: kinds of named
    records that are gone for good (`retention.KINDS`). `work_start` to `work_end`: the days that a free cycle evaluates, empty for the
    days of its forms (all of 0.1.0); read them by `work`. `peers`: how many are drawn for each person, 0 for what the office has set. `kept_end`: see
    `earliest_end`. `archived`: published and put out of sight on HR's first page.
    """

    id: str
    title: str
    instrument: str
    version: str
    start: str
    end: str
    methods: tuple[Method, ...]
    stages: tuple[Stage, ...] = ()
    state: State = "draft"
    closing_since: str = ""
    closed: str = ""
    published: str = ""
    opening_since: str = ""
    imported: bool = False
    rules: int = 1
    period: str = ""
    levels_from: str = ""
    destroyed: tuple[str, ...] = ()
    work_start: str = ""
    work_end: str = ""
    peers: int = 0
    kept_end: str = ""
    archived: bool = False

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), **{k: list(getattr(self, k)) for k in ("methods", "stages", "destroyed")}}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Cycle:
        """Rebuild from the JSON form."""
        fields = {k: doc[k] for k in cls.__dataclass_fields__ if k in doc}
        return cls(**{**fields, **{k: tuple(doc.get(k, ())) for k in ("methods", "stages", "destroyed")}})

    @property
    def draft(self) -> bool:
        """Whether nothing but the roster's side of it is begun."""
        return self.state == "draft"

    @property
    def consulting(self) -> bool:
        """Whether people are asked about the draft."""
        return self.state == "consultation"

    @property
    def setting_goals(self) -> bool:
        """Whether goals are written and agreed to, before forms."""
        return self.state == "goals"

    @property
    def opening(self) -> bool:
        """Whether its opening can still be undone."""
        return self.state == "opening"

    @property
    def closing(self) -> bool:
        """Whether its close is begun, and can be undone until it is `counting`."""
        return self.state == "closing"

    @property
    def sealing(self) -> bool:
        """Whether its ballots are counted and the key not yet destroyed."""
        return self.state == "sealing"

    @property
    def unpublished(self) -> bool:
        """Whether it is sealed and waits for its publication."""
        return self.state == "closed"

    @property
    def before_opening(self) -> bool:
        """Whether roster, assignments and plan may still change."""
        return self.state in BEFORE_OPENING

    @property
    def coming(self) -> bool:
        """Whether forms are not taken yet."""
        return self.before_opening or self.state == "opening"

    @property
    def opened(self) -> bool:
        """Whether people and plan are final and nobody has begun to close it."""
        return self.state in ("opening", "assessment")

    @property
    def counting(self) -> bool:
        """Whether its close is final and its ballots are being counted: nothing is taken and nothing undone any more."""
        return self.closing and not self.closing_since

    @property
    def goals_begun(self) -> bool:
        """Whether goals are part of it and their time has come, or gone."""
        return "goals" in self.stages and self.state not in ("draft", "consultation")

    @property
    def goals_open(self) -> bool:
        """Whether goals under way may still be finished and reported on."""
        return self.state in ("goals", "assessment")

    @property
    def consulted(self) -> bool:
        """Whether consultation is part of it and its questions have been put, or are now."""
        return "consultation" in self.stages and self.state != "draft"

    @property
    def kind(self) -> Kind:
        """What kind of period is evaluated."""
        return kind_of(self.period)

    @property
    def work(self) -> tuple[str, str]:
        """The first and last day that are evaluated (masa kinerja): the period's, or those of a free cycle."""
        return span_of(self.period) if self.period else (self.work_start or self.start, self.work_end or self.end)

    @property
    def short(self) -> bool:
        """Whether the short form is asked, of methods that are not yearly."""
        return is_short(self.period)

    @property
    def open(self) -> bool:
        """Whether forms are taken."""
        return self.state == "assessment"

    @property
    def unsealed(self) -> bool:
        """Whether ballots may still exist under the cycle key."""
        return self.state in ("opening", "assessment", "closing", "sealing")

    @property
    def ending(self) -> bool:
        """Whether forms are refused and the sealing is not done yet."""
        return self.state in ("closing", "sealing")

    @property
    def sealed(self) -> bool:
        """Whether everything nameless is counted and its key destroyed; each person sees their results."""
        return self.state in SEALED_STATES

    def takes_levels(self, method: Method) -> bool:
        """Whether a form of the method carries the two levels: not where they come from elsewhere."""
        return RULES[method].sets_levels and not self.levels_from

    @property
    def sealed_methods(self) -> tuple[Method, ...]:
        """The methods whose forms are ballots under the cycle's key."""
        return tuple(m for m in self.methods if RULES[m].sealed)


def span_of(period: str) -> tuple[str, str]:
    """Return the first and last ISO day of a period that is well formed."""
    year, _, part = period.partition("-")
    month = 3 * int(part[1]) - 2 if "Q" in part else int(part or 1)
    last = month + (2 if "Q" in part else 0 if part else 11)
    return f"{year}-{month:02}-01", f"{year}-{last:02}-{calendar.monthrange(int(year), last)[1]}"


def period_after(period: str) -> str:
    """Return the next period of the same kind: `2027` after `2026`, `2027-Q1` after `2026-Q4`."""
    year, _, part = period.partition("-")
    if not part:
        return str(int(year) + 1)
    number, most = (int(part[1]), 4) if "Q" in part else (int(part), 12)
    year, number = (str(int(year) + 1), 1) if number == most else (year, number + 1)
    return f"{year}-Q{number}" if "Q" in part else f"{year}-{number:02}"


def periods_near(day: str) -> list[str]:
    """Return the periods that HR may want on an ISO day: the years around it, the quarters and months since the last ones of the year before."""
    year = int(day[:4])
    quarters = [f"{year - 1}-Q4", *(f"{year}-Q{n}" for n in range(1, 5))]
    months = [f"{year - 1}-12", *(f"{year}-{n:02}" for n in range(1, 13))]
    return [*(str(y) for y in (year - 1, year, year + 1)), *quarters, *months]


def suggested_id(period: str) -> str:
    """Return the id a cycle about a period usually has: `2026`, `2026-tw1`, `2026-03`."""
    return period.replace("Q", "tw")


def instrument_of(period: str, instrument: Instrument) -> Instrument:
    """Return the instrument as a period asks it: its short form in a part of a year; raises `Refused` where it has none."""
    return short_form(instrument) if is_short(period) else instrument


def takes_web_forms(cycle: Cycle, today: str) -> bool:
    """Whether the web forms are open: the state says so and the day is within the dates (files are not bound by them)."""
    return cycle.open and cycle.start <= today <= cycle.end


def parse_date(text: str, field: Literal["start", "end", "due", "day", "work_start", "work_end"]) -> str:
    """Return an ISO date as given; raises `Refused` for anything else."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise refuse(f"date.{field}", field=field, day=text[:20]) from None


def days_between(first: str, last: str) -> int:
    """Return how many days lie between two ISO days; negative where the second comes first."""
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def new_cycle(
    id: str, instrument: Instrument, title: str, start: str, end: str,
    methods: Sequence[str] | None = None, stages: Sequence[str] = (), imported: bool = False, period: str = "",
    levels_from: str = "", work: tuple[str, str] = ("", ""), peers: int = 0,
) -> Cycle:  # fmt: skip
    """Build a draft cycle; raises `Refused` for a bad id, dates in the wrong order, unknown methods or stages, for a part of
    a year with yearly methods or an instrument without a short form, and for levels from elsewhere without the officer's method
    or with the product's own objections. `work`: the days a free cycle evaluates, both or neither; a period has its own.
    """
    problems = []
    if period and not PERIOD.fullmatch(period):
        raise refuse("cycle.period", field="period", period=period)
    yearly = [Name(f"method.{m}") for m in methods or () if m in YEARLY] if is_short(period) else []
    if yearly:
        raise refuse("cycle.period_methods", field="methods", methods=yearly)
    instrument = instrument_of(period, instrument)
    if not ID.fullmatch(id):
        problems.append(Problem("cycle.id", field="id", cycle=id))
    elif id in RESERVED:
        problems.append(Problem("cycle.id_reserved", field="id", cycle=id))
    start, end = parse_date(start, "start"), parse_date(end, "end")
    if end < start:
        problems.append(Problem("cycle.end_before_start", field="end", end=end, start=start))
    if period:
        work = ("", "")
        if start < span_of(period)[0]:
            problems.append(Problem("cycle.before_period", field="start", start=start, period=period_name(period)))
    elif any(work):
        first, last = work = parse_date(work[0], "work_start"), parse_date(work[1], "work_end")
        if last < first:
            problems.append(Problem("cycle.end_before_start", field="work_end", end=last, start=first))
        if start < first:
            problems.append(Problem("cycle.before_work", field="start", start=start, first=first))
    title = clean(" ".join(title.split()))
    if not title or broken(title):
        problems.append(Problem("text.broken" if title else "cycle.title", field="title"))
    chosen = tuple(m for m in METHODS if m in (methods if methods is not None else instrument.weights))
    wrong = [m for m in methods or () if m not in instrument.weights]
    if wrong or not chosen:
        listed = ", ".join(instrument.weights)
        problems.append(
            Problem(
                "cycle.methods" if wrong else "cycle.no_methods",
                field="methods",
                wrong=wrong,
                instrument=instrument.code,
                listed=listed,
            )
        )
    unknown = [s for s in stages if s not in STAGES]
    if unknown:
        problems.append(Problem("cycle.stages", field="stages", unknown=unknown, known=STAGES))
    levels_from = clean(" ".join(levels_from.split()))
    if len(levels_from) > SOURCE_CHARS or broken(levels_from):
        problems.append(Problem("cycle.levels_from", field="levels_from", most=SOURCE_CHARS))
    if levels_from and OFFICIAL not in chosen:
        problems.append(Problem("cycle.levels_need_officer", field="methods", method=Name(f"method.{OFFICIAL}")))
    if levels_from and "objections" in stages:
        problems.append(Problem("cycle.levels_no_objections", field="stages", source=levels_from))
    if problems:
        raise Refused(problems)
    kept = tuple(s for s in STAGES if s in stages)
    return Cycle(
        id, title, instrument.code, instrument.version, start, end, chosen, kept, imported=imported, period=period,
        levels_from=levels_from, work_start=work[0], work_end=work[1], peers=peers,
    )  # fmt: skip


def earliest_end(cycle: Cycle, today: str) -> str:
    """Return the earliest last day that an open cycle can still be given.

    An extension can be taken back, not beyond the last day that stood before it (`kept_end`), and only while that day is still
    to come: then everybody has at least the time they were first told, and whatever was sent by now was sent within it.
    """
    return cycle.kept_end if today < cycle.kept_end else cycle.end


def following(cycle: Cycle) -> State | None:
    """Return the state after this one; stages that the cycle does not have are skipped; None at the end."""
    path: list[State] = ["draft"]
    path += [s for s in ("consultation", "goals") if s in cycle.stages]
    path += ["assessment", "closed", "published"]
    here = "assessment" if cycle.state == "opening" or cycle.ending else cycle.state
    place = path.index(here)
    return path[place + 1] if place + 1 < len(path) else None


def must_be_apart(
    cycle: Cycle, others: Iterable[Cycle], code: str = "cycle.overlaps", same_period: str = "cycle.same_period"
) -> None:
    """Raise `Refused` naming every other cycle about the same with some of the same methods: the same period, or, where one of
    both is free, some of the same days of filling in, or of two free ones of work.

    Their forms may be the same, and two releases of the same forms tell what sets them apart (R7).
    """
    problems = [
        Problem(
            same_period if cycle.period and o.period else code,
            field="start",
            cycle=cycle.id,
            other=o.id,
            title=o.title,
            start=days[0],
            end=days[1],
            methods=same,
            period=period_name(o.period),
        )
        for o in others
        if o.id != cycle.id and (days := _about_the_same(cycle, o))
        if (same := [Name(f"method.{m}") for m in cycle.methods if m in o.methods])
    ]
    if problems:
        raise Refused(problems)


def _about_the_same(one: Cycle, other: Cycle) -> tuple[str, str] | None:
    """Return the days of the other cycle that both are about, or None."""
    if one.period and other.period:
        return other.work if one.period == other.period else None
    if other.start <= one.end and one.start <= other.end:
        return other.start, other.end
    free = not one.period and not other.period
    return other.work if free and other.work[0] <= one.work[1] and one.work[0] <= other.work[1] else None


def must_be(cycle: Cycle, *states: State) -> None:
    """Raise `Refused` unless the cycle is in one of the states; the message says what to do instead."""
    if cycle.state in states:
        return
    raise refuse(f"cycle.in_{cycle.state}", cycle=cycle.id, state=Name(f"cycle_state.{cycle.state}"))
