"""The shape of the content files that both the office and the public site read, so that both refuse the same."""

import re
from collections.abc import Mapping
from typing import Any

from kinerja_words.colours import DEFAULTS
from kinerja_words.problems import Problem, refuse
from kinerja_words.shape import (
    MISSING,
    Place,
    choice,
    code,
    colour,
    day,
    decode,
    flag,
    label,
    load,
    many,
    maybe,
    ruled,
    table,
    text,
    url,
    whole,
    words,
)

THRESHOLD, PERCENT = whole(0, 1_000_000), whole(0, 100)
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
ORGANISATION_PREDICATES = ("istimewa", *PREDICATES[1:])
RECORD_KINDS = (
    "forms",
    "evaluations",
    "objections",
    "goals",
    "evidence",
    "feedback",
    "dialogues",
    "choices",
    "comments",
)
REMINDERS = ("consultation", "goals", "assessment", "closed", "levels", "signed", "handed", "received", "returned")
LIMIT = maybe(table(days=maybe(whole(1, 366)), unit=maybe(choice("working", "calendar"))))

ORGANISATION = table(
    name=words,
    parent=maybe(words),
    code=maybe(label, ""),
    url=maybe(url("https", "http"), ""),
    site_title=maybe(words),
    logo=maybe(text, ""),
    share_image=maybe(text, ""),
    licence=maybe(table(name=maybe(text), url=maybe(url("https", "http"))), {}),
    two_person=maybe(flag, False),
    staff_codes=maybe(flag, False),
    timezone=maybe(choice("WIB", "WITA", "WIT"), "WIB"),
    limits=maybe(
        table(
            "refuse",
            hand_over=LIMIT,
            **{"return": LIMIT},
            objection=LIMIT,
            decision=LIMIT,
            take_over=LIMIT,
            superior_hand_over=LIMIT,
            superior_return=LIMIT,
            report=LIMIT,
        ),
        {},
    ),
    retention=maybe(table("refuse", **dict.fromkeys(RECORD_KINDS, maybe(whole(1, 100)))), {}),
    objection_days=maybe(whole(1, 60)),
    answer_days=maybe(whole(1, 90)),
    closing_days=maybe(whole(1, 60)),
    say_days=maybe(whole(1, 60)),
    peers=maybe(whole(0, 15), 5),
    home=maybe(table(complaints=maybe(code, ""), felt=maybe(many(code), [])), {}),
    colours=maybe(table(**{name: maybe(colour) for name in DEFAULTS}), {}),
    distribution=maybe(
        table(
            source=text,
            **dict.fromkeys(ORGANISATION_PREDICATES, maybe(table(**dict.fromkeys(PREDICATES, maybe(PERCENT))))),
        )
    ),
    contact=maybe(table(maybe(words), email=maybe(text, ""), request_url=maybe(url("https", "http"), "")), {}),
    reminders=maybe(table(**dict.fromkeys(REMINDERS, maybe(words))), {}),
    disclosure=maybe(
        table(THRESHOLD, merge=maybe(many(table(parent=maybe(text, "*"), groups=many(text, 2)), section=True), [])), {}
    ),
)
"""`organisation.toml`; names and floors of the thresholds are rules of `assessment`."""

TRAINING = table(
    programme=maybe(
        many(
            table(code=code, criterion=code, title=words, description=words, form=words, hours=whole(0, 10_000)),
            once="code",
            section=True,
        ),
        [],
    )
)
"""`training.toml`."""

HOLIDAYS = table(
    complete=maybe(many(whole(1900, 2999)), []),
    holiday=maybe(
        many(table(day=day, name=words, kind=choice("national", "joint_leave")), once="day", section=True), []
    ),
)
"""`holidays.toml`."""

ERRATA = table("refuse", erratum=maybe(many(table(cycle=label, date=day, text=words), section=True), []))
"""`errata.toml`."""


def _in_order(at: Place, one: Mapping[str, Any]) -> None:
    if not one["closes"] <= one["earliest"] <= one["planned"] or one["told"] > one["planned"]:
        at.wrong("content.calendar_order", cycle=one["cycle"])


ANNOUNCED = table(cycle=code, title=label, told=day, closes=day, earliest=day, planned=day, text=maybe(words))
CALENDAR = table("refuse", release=maybe(many(ruled(ANNOUNCED, _in_order), section=True), []))
"""`calendar.toml`: what was announced of releases, on which day; the last entry of a cycle holds."""

MEANING = table(term=text, text=text)


def _has_meaning(at: Place, term: Mapping[str, Any]) -> None:
    if not (term["id"]["term"] or term["en"]["term"]):
        MEANING(at.under("id"), MISSING)


ENTRY = {lang: maybe(MEANING, {"term": "", "text": ""}) for lang in ("id", "en")}
TERM = ruled(table(key=text, by_hand=maybe(many(choice("id", "en")), []), **ENTRY), _has_meaning)
GLOSSARY = table(term=maybe(many(TERM, once="key", section=True), []))
"""`glossary.toml`."""

PAGE = table(
    title=label,
    description=label,
    order=maybe(whole(-1_000_000, 1_000_000), 100),
    section=maybe(choice("tentang", "panduan"), "panduan"),
)
"""The front matter of `pages/<slug>.<lang>.md`."""
FRONT = re.compile(r"\+\+\+\n(.*?)^\+\+\+\n", re.DOTALL | re.MULTILINE)


def split_page(name: str, data: bytes, notices: list[Problem]) -> tuple[dict[str, Any], str]:
    """Split a page into its front matter and its Markdown."""
    text = decode(data, name)
    match = FRONT.match(text)
    if match is None:
        raise refuse("content.front_matter", name=name)
    return load(match[1], name, above=1).check(PAGE, notices), text[match.end() :]
