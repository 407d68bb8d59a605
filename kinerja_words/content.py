"""The shape of the content files that both the office and the public site read, so that both refuse the same."""

from kinerja_words.shape import (
    choice,
    code,
    colour,
    day,
    flag,
    label,
    many,
    maybe,
    table,
    text,
    url,
    whole,
    words,
)

THRESHOLD, PERCENT = whole(0, 1_000_000), whole(0, 100)
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
ORGANISATION_PREDICATES = ("istimewa", *PREDICATES[1:])
RECORD_KINDS = ("forms", "evaluations", "objections", "goals", "evidence", "feedback", "dialogues", "comments")
REMINDERS = ("consultation", "goals", "assessment", "closed", "levels", "signed", "handed", "received", "returned")
LIMIT = maybe(table(days=maybe(whole(1, 366)), unit=maybe(choice("working", "calendar"))))

ORGANISATION = table(
    name=words,
    parent=maybe(words),
    code=maybe(label, ""),
    url=maybe(url("https", "http"), ""),
    site_title=maybe(words),
    logo=maybe(text, ""),
    licence=maybe(table(name=maybe(text), url=maybe(url("https", "http"))), {}),
    two_person=maybe(flag, False),
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
    colours=maybe(table(accent=maybe(colour), data=maybe(colour), mark=maybe(colour)), {}),
    distribution=maybe(
        table(
            source=text,
            **dict.fromkeys(ORGANISATION_PREDICATES, maybe(table(**dict.fromkeys(PREDICATES, maybe(PERCENT))))),
        )
    ),
    contact=maybe(table(maybe(words), email=maybe(text, "")), {}),
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
