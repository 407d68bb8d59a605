"""SKP: results that are planned, agreed and reported on in words, and what is agreed once a person; pure rules, no store.

PermenPANRB 6/2022, Pasal 7–13 and Lampiran II. A result has measures of success in words (qualitative) or one to four aspects
with indicator and target (quantitative, Pasal 9). Nothing here judges wording: a supervisor reads it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from assessment.predicate import LEVELS, Level
from assessment.text import lines
from kinerja_words.problems import Problem, Refused, Text, refuse, say
from kinerja_words.shape import choice, load, many, maybe, table, text, words

GoalState = Literal["draft", "proposed", "agreed", "sent_back"]
Approach = Literal["qualitative", "quantitative"]
Kind = Literal["main", "additional"]
Aspect = Literal["quantity", "quality", "time", "cost"]
Band = Literal["above", "as", "below", "reported", "unreported"]
APPROACHES: tuple[Approach, ...] = get_args(Approach)
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Hasil kerja utama, tambahan."""
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
"""Kuantitas, kualitas, waktu, biaya (Pasal 9 ayat (2))."""
BANDS: tuple[Band, ...] = get_args(Band)
"""The supervisor's rating of a result; of one without a rating, whether anything was reported."""
VALUES = ("berorientasi_pelayanan", "akuntabel", "kompeten", "harmonis", "loyal", "adaptif", "kolaboratif")
"""The basic values of ASN, in the order of Pasal 10 ayat (3)."""
TERMS = ("resources", "accountability", "consequences")
"""Dukungan sumber daya, skema pertanggungjawaban, konsekuensi (Pasal 11–13): once a person."""
FAR = datetime.timedelta(days=731)
"""A day so long before the beginning of the cycle is a slip of the year."""
TEXT_CHARS = 1000
SIGNS = {"higher": "≥ ", "lower": "≤ "}
"""How a direction of version 0.1.0 stands before its target."""


@dataclass(frozen=True)
class Wish:
    """A result in the words of the person who plans it. `measures`: aspect → (indicator, target); `parent`: the leader's goal
    id that it serves; `success`: measures of success in words.
    """  # fmt: skip

    expected_result: str = ""
    kind: str = "main"
    success: str = ""
    measures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parent: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """Every text by the field of a form: an aspect has two, `quantity_indicator` and `quantity_target`."""
        measures = {
            f"{a}_{part}": said
            for a in ASPECTS
            for part, said in zip(("indicator", "target"), self.measures.get(a, ("", "")), strict=True)
        }
        return {"expected_result": self.expected_result, "success": self.success, **measures}

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Wish:
        """Return the wish of texts by field, tidied; an aspect without a word is none."""
        tidy = {name: lines(said) for name, said in texts.items()}
        pairs = {a: (tidy.get(f"{a}_indicator", ""), tidy.get(f"{a}_target", "")) for a in ASPECTS}
        return cls(
            " ".join(tidy.get("expected_result", "").split()), tidy.get("kind") or "main", tidy.get("success", ""),
            {a: pair for a, pair in pairs.items() if any(pair)}, tidy.get("parent", ""),
        )  # fmt: skip

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Wish:
        """Rebuild from the JSON form; a goal of numbers (0.1.0) is quantitative with one aspect."""
        if "indicator" not in doc:
            return cls(**{**doc, "measures": {a: tuple(doc["measures"][a]) for a in ASPECTS if a in doc["measures"]}})
        target = f"{SIGNS.get(doc['direction'], '')}{doc['target']} {doc['unit']}".strip() if doc["target"] else ""
        more = ", ".join(part for part in (doc["evidence"], doc["due"]) if part)
        indicator = f"{doc['indicator']} ({more})" if doc["indicator"] and more else doc["indicator"]
        measures = {"quantity": (indicator, target)} if indicator or target else {}
        return cls(doc["expected_result"], measures=measures, parent=doc["parent"])


@dataclass(frozen=True)
class Realisation:
    """What was reached up to a day (ISO), in words, with what shows it (a link, or where it lies)."""

    day: str
    said: str
    evidence: str = ""


@dataclass(frozen=True)
class Goal:
    """One planned result of one person in one cycle. `words` are the supervisor's; `revision` grows with each change of the
    wish; `rating` with `reason` is the supervisor's, empty before it is given.
    """  # fmt: skip

    id: str
    cycle: str
    employee: str
    wish: Wish
    state: GoalState = "draft"
    words: str = ""
    realisations: tuple[Realisation, ...] = ()
    revision: int = 1
    rating: Level | Literal[""] = ""
    reason: str = ""

    @property
    def agreed(self) -> bool:
        """Whether the supervisor has agreed to it."""
        return self.state == "agreed"

    @property
    def latest(self) -> Realisation | None:
        """The realisation of the last day."""
        return self.realisations[-1] if self.realisations else None

    @property
    def band(self) -> Band:
        """The rating; without one, whether anything was reported."""
        return self.rating or ("reported" if self.realisations else "unreported")

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Goal:
        """Rebuild from the JSON form; a value of 0.1.0 is a text with its unit."""
        unit = doc["wish"].get("unit", "")
        told = tuple(
            Realisation(r["day"], f"{r['value']} {unit}".strip() + (f". {r['note']}" if r["note"] else ""), r["evidence"])
            if "value" in r else Realisation(**r)
            for r in doc["realisations"]
        )  # fmt: skip
        return cls(**{**doc, "wish": Wish.from_doc(doc["wish"]), "realisations": told})


@dataclass(frozen=True)
class Skp:
    """What an SKP says once: the approach, `TERMS`, and the supervisor's special expectations by value (Pasal 10 ayat (4))."""

    cycle: str
    employee: str
    approach: Approach = "qualitative"
    resources: str = ""
    accountability: str = ""
    consequences: str = ""
    expectations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GoalExample:
    """One example by kind of work: what people write at first (`vague`), and what says more, in words and as a number."""

    code: str
    work: Text
    words: tuple[str, ...]
    vague: Text
    expected_result: Text
    indicator: Text
    unit: Text
    target: str
    success: Text = field(default_factory=dict)
    direction: str = ""
    evidence: Text = field(default_factory=dict)

    def sentence(self, approach: Approach, lang: str = "id") -> str:
        """Return the example in one line, as its approach writes it."""
        numbers = f"{say(self.indicator, lang)}: {SIGNS.get(self.direction, '')}{self.target} {say(self.unit, lang)}"
        return say(self.success, lang) if approach == "qualitative" and self.success else numbers


EXAMPLES = table(
    example=maybe(
        many(
            table(
                code=text, work=words, words=many(text), vague=words, expected_result=words, indicator=words, unit=words,
                target=text, success=maybe(words, {}), direction=maybe(choice("higher", "lower", "exact"), ""),
                evidence=maybe(words, {}),
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
    """Read `[[example]]` entries; raises `Refused` naming the place that is wrong."""
    found = load(text, name).check(EXAMPLES, notices)["example"]
    return tuple(GoalExample(**{**entry, "words": tuple(entry["words"])}) for entry in found)


def nearest_examples(examples: Sequence[GoalExample], text: str, most: int = 2) -> tuple[GoalExample, ...]:
    """Return the examples whose words stand in the text, most of them first; without any, the first ones."""
    plain = text.casefold()
    scored = sorted(examples, key=lambda e: -sum(w.casefold() in plain for w in e.words))
    return tuple(scored[:most])


def must_be_whole(wish: Wish, approach: Approach = "qualitative") -> None:
    """Raise `Refused` for what is missing of a result, each with its field in `field`; wording is nobody's business here."""
    problems = []
    if not wish.expected_result:
        problems.append(Problem("goal.expected_result", field="expected_result"))
    if wish.kind not in KINDS:
        problems.append(Problem("goal.kind", field="kind"))
    if not (wish.success or wish.measures):
        qualitative = approach == "qualitative"
        missing = ("goal.success", "success") if qualitative else ("goal.measures", f"{ASPECTS[0]}_indicator")
        problems.append(Problem(missing[0], field=missing[1]))
    for aspect, (indicator, target) in wish.measures.items():
        if not (indicator and target):
            problems.append(Problem("goal.half", field=f"{aspect}_{'target' if indicator else 'indicator'}"))
    if problems:
        raise Refused(problems)


def must_fit(texts: Mapping[str, str]) -> None:
    """Raise `Refused` naming each text by field that is longer than `TEXT_CHARS`."""
    if problems := [
        Problem("text.long", field=f, most=TEXT_CHARS) for f, said in texts.items() if len(said) > TEXT_CHARS
    ]:
        raise Refused(problems)


def with_realisation(goal: Goal, realisation: Realisation) -> Goal:
    """Return the goal with one more realisation; a second one of the same day takes the first one's place."""
    rest = [r for r in goal.realisations if r.day != realisation.day]
    return replace(goal, realisations=tuple(sorted([*rest, realisation], key=lambda r: r.day)))


def rated(goal: Goal, level: str, reason: str) -> Goal:
    """Return an agreed goal with the supervisor's rating; raises `Refused` for no level."""
    if level not in LEVELS:
        raise refuse("goal.level", field="level")
    return replace(goal, rating=LEVELS[LEVELS.index(level)], reason=reason)
