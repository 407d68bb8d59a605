"""Goals (rencana hasil kerja): what can be measured, and how far it is reached; pure rules, no store."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from assessment.numbers import parse_number, write_number
from kinerja_words.problems import Figure, Phrase, Problem, Refused, Text, say
from kinerja_words.shape import choice, load, many, maybe, table, text, words

Direction = Literal["higher", "lower", "exact"]
GoalState = Literal["draft", "proposed", "agreed", "sent_back"]
Band = Literal["reached", "near", "below", "unreported"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
BANDS: tuple[Band, ...] = get_args(Band)
NEAR = Fraction(80, 100)
DOUBLE = 2
"""A realisation above so many times the target is taken only where its writer says that it is right."""
FAR = datetime.timedelta(days=731)
"""A due date so long after the beginning of the cycle, or a day so long before it, is a slip of the year."""
TEXT_CHARS = 300
SOURCE = Phrase("goal_formula.source")
HOW = Phrase("goal.how")
"""What the form asks for an indicator."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


QUANTITIES = _words(
    "jumlah banyak banyaknya persen persentase proporsi rata-rata rerata rasio indeks skor nilai angka tingkat frekuensi"
    " waktu lama lamanya durasi selisih volume luas panjang berat biaya kecepatan capaian hari jam menit kali orang laporan"
    " dokumen berkas number share percent percentage proportion average mean ratio index score rate count frequency time"
    " duration length cost how many days hours minutes times people reports documents"
)
"""Words that say that something is counted or measured."""
VAGUE = _words(
    "baik terbaik membaik optimal maksimal prima efektif efisien berkualitas kualitas lancar tertib rapi bagus meningkat"
    " meningkatkan peningkatan ditingkatkan memperbaiki perbaikan mendukung better best good well improve improved"
    " improving optimal effective efficient quality smoothly support"
)
"""Words that promise something nobody can count."""
VERB = re.compile(
    r"(?:di|ter)[a-z]{4,}|selesai|lulus|hadir|masuk|kembali|rampung|[a-z]{3,}(?:ed|en)|done|held|kept|met"
)
NO_VERB = _words(
    "terhadap terlalu tersebut terutama terampil terpadu terus dinas disiplin digital dinamis direktorat need speed"
    " garden listen often even open"
)


@dataclass(frozen=True)
class Wish:
    """A goal in the words of the person who writes it: every field as typed; `parent` a goal id of the supervisor."""

    expected_result: str = ""
    indicator: str = ""
    unit: str = ""
    target: str = ""
    direction: str = ""
    due: str = ""
    evidence: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Realisation:
    """What was reached up to a day (ISO), counted from the start of the goal: the last one counts."""

    day: str
    value: str
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Goal:
    """One goal of one person in one cycle. `words` are the supervisor's; `revision` grows with each change of the wish."""

    id: str
    cycle: str
    employee: str
    wish: Wish
    state: GoalState = "draft"
    words: str = ""
    realisations: tuple[Realisation, ...] = ()
    revision: int = 1

    @property
    def target(self) -> Decimal:
        """The target of a goal that was proposed (so it passed `check_goal`)."""
        return parse_number(self.wish.target)

    @property
    def direction(self) -> Direction:
        """The direction of a goal that was proposed (so it passed `check_goal`); ValueError before that."""
        return DIRECTIONS[DIRECTIONS.index(self.wish.direction)]

    @property
    def latest(self) -> Realisation | None:
        """The realisation that counts: the last day's."""
        return self.realisations[-1] if self.realisations else None

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "realisations": [asdict(r) for r in self.realisations]}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Goal:
        """Rebuild from the JSON form."""
        known = {
            **doc,
            "wish": Wish(**doc["wish"]),
            "realisations": tuple(Realisation(**r) for r in doc["realisations"]),
        }
        return cls(**known)


@dataclass(frozen=True)
class GoalExample:
    """One example by kind of work: what people write at first (`vague`), and a goal that can be measured."""

    code: str
    work: Text
    words: tuple[str, ...]
    vague: Text
    expected_result: Text
    indicator: Text
    unit: Text
    target: str
    direction: Direction
    evidence: Text

    def sentence(self, lang: str = "id") -> str:
        """Return the example in one line."""
        return f"{say(self.indicator, lang)}: {self.target} {say(self.unit, lang)}"


@dataclass(frozen=True)
class Achievement:
    """How far a goal is reached: exact `value` (1 = the target; None without a realisation), band, formula in words."""

    value: Fraction | None
    band: Band
    formula: Phrase
    source: Phrase = SOURCE

    @property
    def percent(self) -> int | None:
        """Whole percent rounded down, so that 100 means reached."""
        return None if self.value is None else math.floor(self.value * 100)


@dataclass(frozen=True)
class Point:
    """One point of the small chart: a day, what was reached by then, and the achievement it means."""

    day: str
    value: Decimal
    achievement: Fraction


EXAMPLES = table(
    example=maybe(
        many(
            table(
                code=text, work=words, words=many(text), vague=words, expected_result=words, indicator=words, unit=words,
                target=text, direction=choice(*DIRECTIONS), evidence=words,
            ),
            once="code",
            section=True,
        ),
        [],
    )
)  # fmt: skip


def parse_goal_examples(
    text: str, name: str = "goal_examples.toml", notices: list[Problem] | None = None
) -> tuple[GoalExample, ...]:
    """Read `[[example]]` entries; raises `Refused` naming the place that is wrong or is no measurable goal itself."""
    file = load(text, name)
    found = [
        GoalExample(**{**entry, "words": tuple(entry["words"])}) for entry in file.check(EXAMPLES, notices)["example"]
    ]
    for n, example in enumerate(found):
        for lang in ("id", "en"):
            said = {k: say(getattr(example, k), lang) for k in ("expected_result", "indicator", "unit", "evidence")}
            wish = Wish(**said, target=example.target, direction=example.direction, due="2026-01-01")
            for problem in problems_of(wish) if lang == "id" or not file.problems else ():
                file.wrong("goal_example.wrong", "example", n, problem.field, example=example.code, problem=problem)
    file.settle()
    return tuple(found)


def nearest_examples(examples: Sequence[GoalExample], text: str, most: int = 2) -> tuple[GoalExample, ...]:
    """Return the examples whose words stand in the text, most of them first; without any, the first ones."""
    plain = text.casefold()
    scored = sorted(examples, key=lambda e: -sum(w.casefold() in plain for w in e.words))
    return tuple(scored[:most])


def check_goal(wish: Wish, start: str = "", examples: Sequence[GoalExample] = ()) -> Wish:
    """Return the wish tidied, its target as one number; raises `Refused` if it can't be measured.

    Each problem carries the field in `field`. `start` is the cycle's first day, `examples` are for the messages. The
    four questions behind it: what is counted, how much by when, in which direction, from which record.
    """
    tidy = replace(wish, **{f.name: " ".join(getattr(wish, f.name).split()) for f in fields(Wish)})
    problems = problems_of(tidy, start, examples)
    if problems:
        raise Refused(problems)
    return replace(tidy, target=write_number(parse_number(tidy.target)))


def problems_of(wish: Wish, start: str = "", examples: Sequence[GoalExample] = ()) -> list[Problem]:
    """Return everything that keeps a wish from being a measurable goal, each with its field in `field`."""
    problems: list[Problem] = []

    if len(wish.expected_result) < 5:
        problems.append(Problem("goal.expected_result", field="expected_result"))
    if not measurable(wish.indicator):
        best = nearest_examples(examples, f"{wish.expected_result} {wish.indicator}", 1)
        code = "goal.indicator" if wish.indicator else "goal.no_indicator"
        like = {lang: best[0].sentence(lang) for lang in ("id", "en")} if best else {}
        problems.append(
            Problem(f"{code}_like" if best else code, field="indicator", said=wish.indicator[:60], example=like)
        )
    if not re.search(r"[A-Za-z%]", wish.unit):
        problems.append(Problem("goal.unit", field="unit"))
    if wish.direction not in DIRECTIONS:
        problems.append(Problem("goal.direction", field="direction"))
    problems += _target_problems(wish)
    problems += _due_problems(wish.due, start)
    if len(wish.evidence) < 3:
        problems.append(Problem("goal.evidence", field="evidence"))
    for field in fields(Wish):
        if len(getattr(wish, field.name)) > TEXT_CHARS:
            problems.append(Problem("text.long", field=field.name, most=TEXT_CHARS))
    return problems


def measurable(indicator: str) -> bool:
    """Whether an indicator says what is counted: a word of quantity, or something that is done and nothing vague.

    A rule of thumb for Indonesian and English, there to make people think; the supervisor decides.
    """
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", indicator.casefold())
    parts = {p for w in words for p in (w, *w.split("-"))}
    if len(words) < 2:
        return False
    if parts & QUANTITIES:
        return True
    if parts & VAGUE:
        return False
    return any(VERB.fullmatch(w) and w not in NO_VERB for w in words)


def achievement(goal: Goal) -> Achievement:
    """Return how far a goal is reached by its last realisation; see `achieved` for the formulas."""
    last = goal.latest
    if last is None:
        return Achievement(None, "unreported", Phrase("goal_formula.none"))
    direction, target, value = goal.direction, goal.target, parse_number(last.value)
    reached = achieved(direction, target, value)
    band: Band = "reached" if reached >= 1 else "near" if reached >= NEAR else "below"
    numbers = {"target": Figure(write_number(target, "en")), "reached": Figure(write_number(value, "en"))}
    return Achievement(
        reached, band, Phrase(f"goal_formula.{direction}", **numbers) if target else Phrase("goal_formula.zero")
    )


def achieved(direction: Direction, target: Decimal, realisation: Decimal) -> Fraction:
    """Return realisation against target, exact, never below 0; 1 is the target (usual SKP formulas, to be confirmed).

    higher: r/t; lower: (2t − r)/t; exact: 1 − |r − t|/t. A target of 0 is reached (1) by 0 alone, otherwise 0, except
    that more than 0 reaches it too where higher is better.
    """
    t, r = Fraction(target), Fraction(realisation)
    if not t:
        return Fraction(1 if r == 0 or (direction == "higher" and r > 0) else 0)
    if direction == "higher":
        value = r / t
    elif direction == "lower":
        value = (2 * t - r) / t
    else:
        value = 1 - abs(r - t) / t
    return max(value, Fraction(0))


def series(goal: Goal) -> list[Point]:
    """Return the realisations of an agreed goal for its small chart, by day."""
    values = [(r.day, parse_number(r.value)) for r in goal.realisations]
    return [Point(day, value, achieved(goal.direction, goal.target, value)) for day, value in values]


def twice_the_target(goal: Goal, value: Decimal) -> bool:
    """Whether a realisation is so far above the target that it may be a slip (90 for 9,0, 900 for 90)."""
    return value > DOUBLE * goal.target > 0


def with_realisation(goal: Goal, realisation: Realisation) -> Goal:
    """Return the goal with one more realisation; a second one of the same day takes the first one's place."""
    rest = [r for r in goal.realisations if r.day != realisation.day]
    return replace(goal, realisations=tuple(sorted([*rest, realisation], key=lambda r: r.day)))


def _target_problems(wish: Wish) -> list[Problem]:
    if not wish.target:
        return [
            Problem("goal.target", field='target')
        ]  # fmt: skip
    try:
        value = parse_number(wish.target, "target", "target")
    except Refused as refused:
        return list(refused.problems)
    if not value and wish.direction == "higher":
        return [
            Problem("goal.target_zero", field='target')
        ]  # fmt: skip
    return []


def _due_problems(due: str, start: str) -> list[Problem]:
    try:
        day = datetime.date.fromisoformat(due).isoformat()
    except ValueError:
        return [
            Problem("goal.due", field='due')
        ]  # fmt: skip
    if start and datetime.date.fromisoformat(day) > datetime.date.fromisoformat(start) + FAR:
        return [Problem("goal.due_far", field="due", day=day, start=start)]
    if start and day < start:
        return [
            Problem("goal.due_before_start", field='due', day=day, start=start)
        ]  # fmt: skip
    return []
