"""The activity tables of a package: goals, conversations, consultation, training, follow-up, responses,
documents (docs/formats.md).

Goals go through the same mask as results, on the tree of the supervisors who rate them; conversations and consultation are for
the whole organisation only. Heads are public, so a number of people also tells how many others there are: it is masked from both sides. A
table is there where the cycle has a stage for it or HR has written something, never because somebody has or has not answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assessment.cycle import Cycle
from assessment.evaluation import has_documents
from assessment.goal import BANDS, Goal
from assessment.organisation import Disclosure
from kinerja_office import consultation, dialogues, evaluations, feedback, follow_up, goals, records, training
from kinerja_office.consultation import StageCounts, few_left, masked
from kinerja_office.office import Office
from kinerja_store import View
from publishing.count import enough_for_shares
from publishing.mask import ROOT, People, make_mask, passes
from publishing.package import SHOWN, WITHHELD, Row, Schema
from publishing.plan import Plan, PlannedRow
from publishing.values import X, code_share

Table = tuple[Row, Sequence[Row], Schema]
LEAST_PARTICIPANTS = 5
"""A number of participants is shown from so many on."""

HEADERS: Mapping[str, tuple[Row, int]] = {
    "goals.csv": (("cycle", "group_type", "group", "band", "people", "share", "status"), 4),
    "consultation.csv": (
        ("cycle", "stage", "question", "aspect", "responses", "mean", "low_share", "mid_share", "high_share", "status"), 4,
    ),
    "training.csv": (
        ("cycle", "programme", "criterion", "title_id", "title_en", "planned", "held", "participants", "status"), 2,
    ),
    "follow_up.csv": (
        ("cycle", "action", "criterion", "text_id", "text_en", "owner", "due", "state", "result_id", "result_en"), 2,
    ),
    "responses.csv": (("cycle", "stage", "theme", "said_id", "said_en", "did_id", "did_en"), 3),
    "documents.csv": (("cycle", "undelivered", "status"), 1),
    "conversations.csv": (("cycle", "kind", "share", "status"), 2),
}  # fmt: skip
"""File name → header and how many of its first columns are the key."""

CONVERSATIONS = ("dialogue", "feedback")
CONVERSATIONS_FROM = 4
"""`Cycle.rules` from which on feedback and dialogues can be written down."""
OPTIONAL = frozenset({"held", "planned", "title_en", "text_en", "result_id", "result_en", "said_en", "did_en"})
CHOICES: Mapping[tuple[str, str], Sequence[str]] = {
    ("goals.csv", "group_type"): ("organisation", "publication_group"),
    ("goals.csv", "band"): BANDS,
    ("goals.csv", "status"): (SHOWN, WITHHELD),
    ("consultation.csv", "stage"): consultation.STAGES,
    ("consultation.csv", "aspect"): (*consultation.ASPECTS, "process"),
    ("consultation.csv", "status"): (SHOWN, WITHHELD),
    ("training.csv", "status"): (SHOWN, WITHHELD),
    ("documents.csv", "status"): (SHOWN, WITHHELD),
    ("follow_up.csv", "state"): follow_up.STATES,
    ("responses.csv", "stage"): consultation.STAGES,
    ("conversations.csv", "kind"): CONVERSATIONS,
    ("conversations.csv", "status"): (SHOWN, WITHHELD),
}


def activity_tables(office: Office, view: View, cycle: Cycle, plan: Plan) -> dict[str, Table]:
    """Return The activity tables of a cycle by file name, as `Release.extra_tables` takes them; empty ones are left out."""
    disclosure = office.organisation.disclosure
    people = {n: e for n, e in records.participants(view, cycle.id).items() if e.rated}
    groups, bosses = {n: e.group for n, e in people.items()}, {n: e.supervisor for n, e in people.items()}
    has_goals, planned = "goals" in cycle.stages, plan.of("supervisor") or plan.of("self")
    talks = has_goals and not cycle.imported and cycle.rules >= CONVERSATIONS_FROM
    asked = []
    for stage in consultation.STAGES:
        counted = consultation.counts(view, cycle.id, stage)
        if (
            counted or stage == "after"
        ):  # the closing questions end with the publish at the latest; of few nothing is kept
            counted = counted or StageCounts("after", "", 0, {})
            nobody: dict[str, tuple[str, ...]] = {q.code: () for q in consultation.questions(view, cycle, stage)}
            asked.append(replace(counted, figures={**nobody, **counted.figures}))
    rows: dict[str, list[Row]] = {
        "goals.csv": goal_rows(
            cycle.id, planned, groups, goals.agreed(view, cycle.id), disclosure, bosses, stage=has_goals
        ),
        "conversations.csv": conversation_rows(
            cycle.id,
            bosses,
            {"dialogue": dialogues.held(view, cycle.id), "feedback": feedback.by_leaders(view, cycle.id)},
            disclosure,
        )
        if talks
        else [],
        "consultation.csv": [r for c in asked for r in consultation_rows(cycle.id, c, disclosure, plan.heads)],
        "training.csv": [
            training_row(cycle.id, t, plan.heads, disclosure.min_ratees) for t in training.in_force(view, cycle)
        ],
        "follow_up.csv": [_action_row(cycle.id, a) for a in follow_up.in_force(view, cycle)],
        "responses.csv": [
            (cycle.id, r.stage, r.theme, r.said["id"], r.said["en"], r.did["id"], r.did["en"])
            for r in consultation.responses(view, cycle.id)
        ],
        "documents.csv": [
            documents_row(cycle.id, evaluations.undelivered(view, cycle), plan.heads, disclosure.min_ratees)
        ]
        if has_documents(cycle)
        else [],
    }
    return {name: (HEADERS[name][0], found, schema(name)) for name, found in rows.items() if found}


def goal_rows(
    cycle: str, planned: Sequence[PlannedRow], groups: Mapping[str, str], agreed: Iterable[Goal], disclosure: Disclosure,
    bosses: Mapping[str, str], *, stage: bool = False,
) -> list[Row]:  # fmt: skip
    """Return `goals.csv`: five bands a planned row; no rows without a stage for goals and any agreed goal.

    `groups` is employee → leaf group at opening, `bosses` employee → supervisor. A row needs R1 with goals as forms, people as
    ratees and their supervisors, who rate the results, as raters (L7), as many people as R1 wants forms, and as many goals as
    shares need; likewise everything outside shown rows (R3). All of it is closed under union. The mask sees how many goals each
    person has, never a rating. The number of people
    is shown where those without a goal are none or pass too, in the row and in everything outside shown numbers.
    """
    own = [g for g in agreed if g.employee in groups]
    if not planned or not (own or stage):
        return []
    leaves = {r.group: set(groups.values()) if r.group == ROOT else set(r.members) for r in planned}
    inside = {r: [g for g in own if groups[g.employee] in found] for r, found in leaves.items()}
    people = {r: _people(found, bosses) for r, found in inside.items()}
    shown = make_mask(planned, people, disclosure, _enough_people)
    everybody = {r: _both([e for e, leaf in groups.items() if leaf in found], people[r]) for r, found in leaves.items()}
    told = shown & make_mask(planned, everybody, disclosure, _both_sides)
    rows: list[Row] = []
    for row in planned:
        counts = Counter(g.band for g in inside[row.group])
        for band in BANDS:
            key = (cycle, row.group_type, row.group, band)
            if row.group in shown:
                n = str(len(people[row.group].ratees)) if row.group in told else X
                rows.append((*key, n, code_share(counts[band], len(inside[row.group])), SHOWN))
            else:
                rows.append((*key, X, X, WITHHELD))
    return rows


def conversation_rows(
    cycle: str, bosses: Mapping[str, str], had: Mapping[str, frozenset[str]], disclosure: Disclosure
) -> list[Row]:
    """Return `conversations.csv`: of everybody rated the coded share who `had` each kind; one row a kind, whoever had it.

    What is shown depends on who is there and who supervises whom alone: R1 with people as ratees, supervisors as raters (L7),
    and as many people as bands of one mark a person need (`shares_together`'s floor, R5).
    """
    raters = Counter(boss or employee for employee, boss in bosses.items())
    people, least = People(len(bosses), raters, dict.fromkeys(bosses, 1)), disclosure.min_people_for_shares
    if not enough_for_shares(passes, least)(people, disclosure):
        return [(cycle, kind, X, WITHHELD) for kind in CONVERSATIONS]
    return [(cycle, k, code_share(len(had[k] & bosses.keys()), len(bosses)), SHOWN) for k in CONVERSATIONS]


def consultation_rows(cycle: str, stage: StageCounts, disclosure: Disclosure, heads: int = 0) -> list[Row]:
    """Return the rows of one stage, masked once more: heads and limits may have changed since it ended."""
    rows: list[Row] = []
    for code, kept in stage.figures.items():
        figures = masked(kept, heads, disclosure)
        rows.append((cycle, stage.stage, *code.split("/"), *(figures or [X] * 5), SHOWN if figures else WITHHELD))
    return rows


def training_row(cycle: str, course: training.Training, heads: int = 0, least: int = LEAST_PARTICIPANTS) -> Row:
    """Return the row of a training as the package of a cycle with so many heads tells it."""
    enough = bool(course.held) and course.participants >= least and not few_left(course.participants, heads, least)
    figures = (str(course.participants), SHOWN) if enough else (X, WITHHELD)
    title = (course.title.get("id", ""), course.title.get("en", ""))
    return (cycle, course.programme, course.criterion, *title, course.planned, course.held, *figures)


def documents_row(cycle: str, undelivered: int, heads: int, least: int) -> Row:
    """Return the row that tells how many evaluation documents had no recorded receipt: none, or enough people on both sides."""
    shown = not undelivered or (undelivered >= least and not few_left(undelivered, heads, least))
    return (cycle, str(undelivered), SHOWN) if shown else (cycle, X, WITHHELD)


def schema(name: str) -> Schema:
    """Return the Frictionless table schema of an activity table."""
    header, keys = HEADERS[name]
    fields = []
    for column in header:
        constraints: dict[str, object] = {} if column in OPTIONAL else {"required": True}
        if choices := CHOICES.get((name, column)):
            constraints["enum"] = list(choices)
        fields.append({"name": column, "type": "string"} | ({"constraints": constraints} if constraints else {}))
    return {"fields": fields, "primaryKey": list(header[:keys])}


def _enough_people(people: People, disclosure: Disclosure) -> bool:
    return len(people.ratees) >= disclosure.min_forms and enough_for_shares(passes, disclosure.min_ratings_for_shares)(
        people, disclosure
    )


def _both(everybody: Iterable[str], owners: People) -> People:
    """Return the people of a row with and without goals as one set: they are told apart by the first letter."""
    each = {"+" + e: n for e, n in owners.ratees.items()} | {"-" + e: 1 for e in everybody if e not in owners.ratees}
    return People(sum(each.values()), each, each)


def _both_sides(people: People, disclosure: Disclosure) -> bool:
    """R1 for those with goals, and for those without where there are any."""
    owners, others = ({e: n for e, n in people.ratees.items() if e[0] == side} for side in "+-")
    return _enough_people(People(sum(owners.values()), owners, owners), disclosure) and (
        not others or passes(People(len(others), others, others), disclosure)
    )


def _people(found: Sequence[Goal], bosses: Mapping[str, str]) -> People:
    raters = Counter(bosses.get(g.employee) or g.employee for g in found)
    return People(len(found), raters, Counter(g.employee for g in found))


def _action_row(cycle: str, action: follow_up.Action) -> Row:
    result = (action.result.get("id", ""), action.result.get("en", ""))
    text = (action.text["id"], action.text.get("en", ""))
    return (cycle, action.id, action.criterion, *text, action.owner, action.due, action.state, *result)
