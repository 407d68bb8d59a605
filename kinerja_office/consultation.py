"""Consultation (konsultasi): what people think of the draft instrument and, after the close, of the process.

One opinion a person, sealed like a ballot: a box of one length under an HMAC of their number, both with a key of the stage
alone; it can be changed until the stage ends. Then opinions are counted and coded as they will be published, comments are cut
loose from ratings and sorted, the boxes are removed and the key is destroyed. From fewer than `LEAST_OPINIONS` nothing is kept but that they were too few.
Nobody sees anything before. Comments are for HR alone: only HR's own summary becomes public.
"""

from __future__ import annotations

import datetime
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypeVar, get_args

from assessment.calendar import add_days
from assessment.cycle import Cycle, must_be
from assessment.instrument import Instrument, build_instrument
from assessment.organisation import Disclosure
from assessment.text import lines
from kinerja_office import accounts, ballots, keys, plans, records, settings
from kinerja_office.office import Office
from kinerja_office.public_text import must_be_code, must_be_public, tidy
from kinerja_store import Change, Doc, View, keyring, openkeys
from kinerja_words.problems import Name, Phrase, Problem, Refused, Text, refuse
from publishing.mask import People, passes
from publishing.values import FINE, X, coarser, code_bands, mean_text, shares_together

T = TypeVar("T")
Stage = Literal["before", "after"]
STAGES: tuple[Stage, ...] = get_args(Stage)
MINIMUM, MAXIMUM = 1, 5
COMMENT_CHARS = 1000
COMMENT_ROOM = 2 * COMMENT_CHARS
"""Bytes a comment may take in its box: twice the letters, for those that are not ASCII."""
LEAST_OPINIONS = 5
"""From so many opinions on a stage leaves counts and comments; how many there are is told in steps of so many while it runs."""
VERBATIM = 25
"""So many characters of a comment, taken over word for word, are no summary."""

ASPECTS = ("clear", "fair")
CLOSING = ("adil", "jelas", "bermanfaat")
SCALE = build_instrument(
    {
        "code": "pelibatan", "version": "1", "scale": {"min": MINIMUM, "max": MAXIMUM}, "methods": {"self": 0},
        "criteria": [{"code": "pelibatan", "items": [{"code": "p1", "text": {"id": "-", "en": "-"}}]}],
    }
)  # fmt: skip
"""The 1–5 scale and bands of the questions, for the functions that code results."""


@dataclass(frozen=True)
class Question:
    """One thing to rate 1–5. `code` names it in forms and counts; `text` is the question, `about` the criterion's name."""

    question: str
    aspect: str
    text: Name
    about: Text

    @property
    def code(self) -> str:
        """`<question>/<aspect>`."""
        return f"{self.question}/{self.aspect}"


@dataclass(frozen=True)
class Opinion:
    """One person's opinion so far: ratings 1–5 by question code, and a comment for HR."""

    ratings: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True)
class StageCounts:
    """What is kept of a stage that has ended: how many answered, in steps of `LEAST_OPINIONS`, and `coded` by question code.

    `few`: there were fewer than `LEAST_OPINIONS`, and nothing else is known: `people` is 0 and `figures` is empty.
    """

    stage: Stage
    ended: str
    people: int
    figures: Mapping[str, tuple[str, ...]]
    few: bool = False


@dataclass(frozen=True)
class Response:
    """“Anda menyampaikan – kami menindaklanjuti”: one theme in HR's own words."""

    cycle: str
    stage: Stage
    theme: str
    said: Text
    did: Text


def questions(view: View, cycle: Cycle, stage: Stage) -> tuple[Question, ...]:
    """Return what is asked: clear and fair of every criterion of the draft, or the three closing questions."""
    if stage == "after":
        return tuple(Question(q, "process", Name(f"consultation_closing.{q}"), {}) for q in CLOSING)
    draft = consulted_instrument(view, cycle)
    return tuple(Question(c.code, a, Name(f"consultation_aspect.{a}"), c.name) for c in draft.criteria for a in ASPECTS)


def is_open(office: Office, view: View, cycle: Cycle, stage: Stage) -> bool:
    """Whether answers are taken: in the consultation state, or for `closing_days` days after the close, until publishing."""
    if counts(view, cycle.id, stage) or lost(office, view, cycle.id, stage):
        return False
    if stage == "before":
        return cycle.consulting
    return cycle.unpublished and office.today() <= add_days(cycle.closed, office.organisation.closing_days)


def save(
    office: Office, cycle_id: str, stage: Stage, employee: str, ratings: Mapping[str, str], comment: str = ""
) -> Opinion:
    """Keep a person's opinion in place of their earlier one; durable on return.

    `ratings`: question code → `"1"`…`"5"` or `""`. Raises `Refused` outside the stage, for somebody who is not in the
    cycle, for other values, and for an opinion that is empty.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        _must_be_open(office, change, cycle, stage)
        if employee not in records.people(change, cycle):
            raise refuse("consultation.not_on_record")
        opinion = _read(questions(change, cycle, stage), ratings, comment)
        name = key_name(cycle_id, stage)
        # a key whose check is noted has an opinion, whose change noted it: the others need not be looked through
        if not (keyring.is_whole(office.folder, name) and openkeys.check(change, name)) and not begun(
            change, cycle_id, stage
        ):
            keyring.create(office.folder, name, office.random)
            keys.make(office, change, name)
        key = keys.read(office, change, name)
        _put(office, change, cycle, stage, _tag(key, employee), opinion, accounts.epoch(change, employee))
        return opinion


def mine(office: Office, view: View, cycle: Cycle, stage: Stage, employee: str) -> Opinion | None:
    """Return a person's own opinion while the stage is open, or None; None too once their slip was issued again since:
    whoever issued it could sign in with it."""
    if not is_open(office, view, cycle, stage) or not keyring.is_whole(office.folder, key_name(cycle.id, stage)):
        return None
    key = keys.read(office, view, key_name(cycle.id, stage))
    doc = view.get("opinions", records.key(cycle.id, stage, _tag(key, employee)))
    if doc is None:
        return None
    opinion, epoch = _opened(key, questions(view, cycle, stage), _tag(key, employee), doc)
    return opinion if epoch == accounts.epoch(view, employee) else None


def begun(view: View, cycle_id: str, stage: Stage) -> bool:
    """Whether anybody has answered in a stage that has not ended."""
    return view.count("opinions", cycle=cycle_id, stage=stage) > 0


def lost(office: Office, view: View, cycle_id: str, stage: Stage) -> bool:
    """Whether the key of a stage is gone while its boxes are there: nobody can read them, so the stage can only be ended."""
    return not keyring.is_whole(office.folder, key_name(cycle_id, stage)) and begun(view, cycle_id, stage)


def answered(view: View, cycle_id: str, stage: Stage) -> int:
    """Return how many people have answered, of the whole organisation, in steps of `LEAST_OPINIONS`: nobody is seen to arrive."""
    done = counts(view, cycle_id, stage)
    return done.people if done else _in_steps(view.count("opinions", cycle=cycle_id, stage=stage))


def end(office: Office, cycle_id: str, stage: Stage, actor: str) -> None:
    """End a stage that is open: count, cut comments loose, remove the answers, destroy the key. Safe to repeat."""

    def then(change: Change, ended: bool) -> None:
        if ended:
            office.log(change, actor, "consultation.end", cycle=cycle_id, stage=stage)

    planned(office, cycle_id, stage, lambda change: cut(office, change, records.cycle(change, cycle_id), stage), then)
    forget_key(office, cycle_id, stage)


def planned(
    office: Office, cycle_id: str, stage: Stage, act: Callable[[Change], T], then: Callable[[Change, T], object]
) -> T:
    """Do an act that cuts a stage by `Store.plan`: answers are opened without the lock.

    Once more where another process ended the stage meanwhile and destroyed the key that this one was still reading with.
    """
    try:
        return office.store.plan(act, then)
    except keyring.KeyMissing:
        with office.store.read() as view:
            if not counts(view, cycle_id, stage):
                raise
    return office.store.plan(act, then)


def cut(office: Office, change: Change, cycle: Cycle, stage: Stage) -> bool:
    """Do the stored part of `end` in a change that also takes the cycle further; False where there is nothing to end.

    The caller calls `forget_key` once the change is on disk; a process killed in between leaves that to `finish`.
    """
    if counts(change, cycle.id, stage):
        return False
    asked, found = questions(change, cycle, stage), list(change.find("opinions", cycle=cycle.id, stage=stage))
    doc: Doc = {"cycle": cycle.id, "stage": stage, "ended": office.today(), "people": 0, "figures": {}, "few": True}
    if len(found) >= LEAST_OPINIONS and not lost(office, change, cycle.id, stage):
        key = keys.read(office, change, key_name(cycle.id, stage))
        opinions = [_opened(key, asked, where.rsplit("/", 1)[1], stored)[0] for where, stored in found]
        given = {q.code: [o.ratings.get(q.code) for o in opinions] for q in asked}
        values = range(MINIMUM, MAXIMUM + 1)
        of_question = {code: [ratings.count(v) for v in values] for code, ratings in given.items()}
        doc |= {"people": _in_steps(len(found)), "figures": _figures(office, change, cycle, of_question), "few": False}
        if comments := sorted(o.comment for o in opinions if o.comment):
            change.put("opinion_comments", records.key(cycle.id, stage), {"comments": comments})
    change.put("opinion_counts", records.key(cycle.id, stage), doc)
    for where, _ in found:
        change.delete("opinions", where)
    openkeys.drop_check(change, key_name(cycle.id, stage))
    return True


def forget_key(office: Office, cycle_id: str, stage: Stage) -> None:
    """Wipe the history of a stage that has ended and destroy its key; nothing happens where that is done."""
    name = key_name(cycle_id, stage)
    if keyring.path(office.folder, name).exists():
        office.store.wipe_history()
        keyring.destroy(office.folder, name)


def finish(office: Office) -> None:
    """Finish what an earlier process left: keys of ended stages, and closing questions that were found to be over 24 hours ago and still
    are: a clock that was a year ahead for an hour ends nothing."""
    due: dict[str, str] = {}
    wrong: list[str] = []
    now = office.now()
    with office.store.read() as view:
        ended = [(d["cycle"], s) for _, d in view.find("opinion_counts") for s in STAGES if d["stage"] == s]
        names = {name.rpartition("_say_")[::2] for name in keyring.all_of(office.folder)}
        ended += [(id, s) for id, stage in names for s in STAGES if s == stage and not records.find_cycle(view, id)]
        for cycle in records.cycles(view):
            over = cycle.unpublished and office.today() > add_days(cycle.closed, office.organisation.closing_days)
            noted = str((view.get("meta", _over(cycle.id)) or {}).get("at", ""))
            if over and not counts(view, cycle.id, "after"):
                due[cycle.id] = noted
            elif noted:
                wrong.append(cycle.id)
    for id in wrong:
        with office.store.write() as change:
            change.delete("meta", _over(id))
    for id, noted in due.items():
        since = now - datetime.datetime.fromisoformat(noted) if noted else None
        if since is None or since < datetime.timedelta():
            with office.store.write() as change:
                change.put("meta", _over(id), {"at": now.isoformat()})
        elif since >= datetime.timedelta(days=1):
            end(office, id, "after", "system")
    for cycle_id, stage in ended:
        forget_key(office, cycle_id, stage)


def _over(cycle_id: str) -> str:
    """Return the name of the note when the closing questions were first found to be over."""
    return f"over/{cycle_id}"


def counts(view: View, cycle_id: str, stage: Stage) -> StageCounts | None:
    """Return what is kept of a stage that has ended, or None; publishing masks it once more (`masked`)."""
    doc = view.get("opinion_counts", records.key(cycle_id, stage))
    if doc is None:
        return None
    figures = {k: tuple(v) for k, v in doc["figures"].items()}
    return StageCounts(stage, doc["ended"], doc["people"], figures, doc["few"])


def coded(given: Sequence[int], heads: int, disclosure: Disclosure) -> tuple[str, ...]:
    """Return the figures of a question as they are published (number of answers, mean, shares of low, middle and high), empty
    where they are withheld. `given`: how often 1…5 was answered; each answer is one person's, so R1 on answers is R1 on people."""
    if not passes(_anybody(sum(given)), disclosure):
        return ()
    shares = code_bands(given, SCALE, disclosure, one_a_person=True)
    return masked((str(sum(given)), mean_text(given, MINIMUM, MAXIMUM), *shares), heads, disclosure)


def masked(figures: tuple[str, ...], heads: int, disclosure: Disclosure) -> tuple[str, ...]:
    """Return figures of `coded` as they are shown beside so many heads: what was coarse or withheld before stays so.

    Where too few of the heads have not answered, the number is withheld, and the figures are as coarse as for the least that
    it can be.
    """
    if not figures:
        return ()
    n, mean, *shares = figures
    few = n == X or few_left(int(n), heads, disclosure.min_forms)
    known = max(disclosure.min_forms, heads - disclosure.min_forms + 1) if few else int(n)
    if not passes(_anybody(known), disclosure):
        return ()
    mean = coarser(mean, known < max(FINE, disclosure.min_ratings_for_shares))
    return (X if few else n, mean, *(shares if known >= shares_together(disclosure) else [X] * len(shares)))


def few_left(people: int, heads: int, least: int) -> bool:
    """Whether a number of people tells that somebody, and fewer than a shown number needs, are not among them."""
    return 0 < heads - people < least


def comments(view: View, cycle_id: str, stage: Stage) -> list[str]:
    """Return the comments of a stage that has ended, sorted, without names and ratings; HR only."""
    if counts(view, cycle_id, stage) is None:
        raise refuse("consultation.still_runs")
    doc = view.get("opinion_comments", records.key(cycle_id, stage))
    return list(doc["comments"]) if doc else []


def drop_comments(office: Office, cycle_id: str, stage: Stage, actor: str) -> None:
    """Remove the comments of a stage once their themes are answered (HR's act)."""
    with office.store.write() as change:
        change.delete("opinion_comments", records.key(cycle_id, stage))
        office.log(change, actor, "consultation.drop-comments", cycle=cycle_id, stage=stage)


def put_response(office: Office, response: Response, actor: str) -> Response:
    """Keep HR's answer to a theme, in place of an earlier one of the same code; until the cycle is published.

    Raises `Refused` for a text that names a person or takes over a comment word for word.
    """
    must_be_code(response.theme, "theme")
    with office.store.write() as change:
        cycle = records.cycle(change, response.cycle)
        _must_be_unpublished(cycle)
        new = replace(response, said=tidy(response.said), did=tidy(response.did))
        must_be_public(change, {"said": new.said, "did": new.did})
        stored = change.get("opinion_comments", records.key(response.cycle, response.stage)) or {"comments": []}
        if any(_copied(words, stored["comments"]) for words in new.said.values()):
            raise refuse("consultation.copied_comment", field="said")
        change.put("responses", records.key(new.cycle, new.stage, new.theme), asdict(new))
        office.log(change, actor, "response.put", cycle=response.cycle, theme=response.theme)
        return new


def remove_response(office: Office, cycle_id: str, stage: Stage, theme: str, actor: str) -> None:
    """Remove HR's answer to a theme; until the cycle is published."""
    with office.store.write() as change:
        _must_be_unpublished(records.cycle(change, cycle_id))
        change.delete("responses", records.key(cycle_id, stage, theme))
        office.log(change, actor, "response.remove", cycle=cycle_id, theme=theme)


def responses(view: View, cycle_id: str) -> list[Response]:
    """Return HR's answers of a cycle, by stage and theme."""
    return [Response(**d) for _, d in view.find("responses", cycle=cycle_id)]


def consulted_instrument(view: View, cycle: Cycle) -> Instrument:
    """Return the instrument people were asked about: the draft, also after a new version took its place."""
    doc = view.get("consulted", cycle.id)
    stored = view.get("instruments", doc["key"]) if doc else None
    return build_instrument(stored["source"]) if stored else records.instrument(view, cycle)


def instrument_changes(view: View, cycle: Cycle) -> list[Phrase]:
    """Return what changed between the draft people saw and the instrument in force; empty where nothing did."""
    return compare_instruments(consulted_instrument(view, cycle), records.instrument(view, cycle))


def compare_instruments(old: Instrument, new: Instrument) -> list[Phrase]:
    """Return what changed between two instruments, one sentence a change, in the order of the form."""
    out: list[Phrase] = []

    def add(code: str, **values: object) -> None:
        out.append(Phrase(f"instrument_change.{code}", **values))

    if (old.minimum, old.maximum) != (new.minimum, new.maximum):
        add("scale", old=f"{old.minimum}–{old.maximum}", new=f"{new.minimum}–{new.maximum}")
    elif [dict(t) for t in old.labels] != [dict(t) for t in new.labels]:
        add("labels")
    if dict(old.weights) != dict(new.weights):
        add("weights")
    before, after = {c.code: c for c in old.criteria}, {c.code: c for c in new.criteria}
    for code, criterion in before.items():
        if code not in after:
            add("criterion_gone", name=criterion.name)
    for code, criterion in after.items():
        name, earlier = criterion.name, before.get(code)
        if earlier is None:
            add("criterion_new", name=name)
            continue
        if dict(earlier.name) != dict(name):
            add("criterion_renamed", old=earlier.name, name=name)
        was, now = {i.code: i for i in earlier.items}, {i.code: i for i in criterion.items}
        for item in (i for c, i in was.items() if c not in now):
            add("item_gone", name=name, item=item.text)
        for item_code, item in now.items():
            if item_code not in was:
                add("item_new", name=name, item=item.text)
            elif dict(was[item_code].text) != dict(item.text):
                add("item_reworded", name=name, old=was[item_code].text, item=item.text)
            elif was[item_code] != item:
                add("item_revised", name=name, item=item.text)
    return out


def key_name(cycle_id: str, stage: Stage) -> str:
    """Return the name of a stage's key; cycle ids have no `_`, so it is never a cycle's. The name is that of 0.1.0."""
    return f"{cycle_id}_say_{stage}"


def _read(asked: Sequence[Question], ratings: Mapping[str, str], comment: str) -> Opinion:
    codes = {q.code for q in asked}
    problems = [
        Problem("consultation.rating", field=code)
        for code, value in ratings.items()
        if code not in codes or (value and value not in "12345")
    ]
    comment = lines(comment)
    if len(comment) > COMMENT_CHARS:
        problems.append(Problem("text.long", field="comment", most=COMMENT_CHARS))
    elif len(json.dumps(comment, ensure_ascii=False).encode()) > COMMENT_ROOM:
        problems.append(Problem("consultation.comment_room", field="comment"))
    chosen = {code: int(value) for code, value in ratings.items() if value} if not problems else {}
    if not problems and not chosen and not comment:
        problems.append(Problem("consultation.empty"))
    if problems:
        raise Refused(problems)
    return Opinion(chosen, comment)


def _put(office: Office, change: Change, cycle: Cycle, stage: Stage, tag: str, opinion: Opinion, epoch: int) -> None:
    """Seal an opinion; all boxes of a stage have one length."""
    asked, key = questions(change, cycle, stage), keys.read(office, change, key_name(cycle.id, stage))
    ratings = "".join(str(opinion.ratings.get(q.code, "-")) for q in asked)
    words = {"ratings": ratings, "comment": opinion.comment, "epoch": epoch}
    box = ballots.seal_box(key, "opinion", tag, words, len(asked) + COMMENT_ROOM + 64, office.random)
    change.put("opinions", records.key(cycle.id, stage, tag), {"cycle": cycle.id, "stage": stage, "box": box})


def _opened(key: bytes, asked: Sequence[Question], tag: str, doc: Doc) -> tuple[Opinion, int]:
    """Return the opinion in a box, and the epoch of its writer's secret."""
    if "box" not in doc:  # version 0.1.0 kept opinions readable; `seal_readable` ends that
        return Opinion(doc["ratings"], doc["comment"]), 0
    words = ballots.open_box(key, "opinion", tag, doc["box"])
    given = zip(asked, words["ratings"], strict=True)
    return Opinion({q.code: int(v) for q, v in given if v != "-"}, words["comment"]), words["epoch"]


def seal_readable(office: Office) -> None:
    """Seal the opinions and code the counts that version 0.1.0 stored, and wipe the history that shows them; once, when an office
    is opened."""
    with office.store.read() as view:
        exact = [where for where, doc in view.find("opinion_counts") if "counts" in doc]
        readable = [(where, doc) for where, doc in view.find("opinions") if "box" not in doc]
        found = [(w, d) for w, d in readable if not lost(office, view, d["cycle"], d["stage"])]
    if not (found or exact) or office.store.failed:
        return
    with office.store.write() as change:
        for where in exact:
            if "counts" in (kept := records.must(change, "opinion_counts", where)):
                _code(office, change, where, kept)
        for where, doc in found:
            if change.get("opinions", where) == doc:
                cycle, stage, opinion = (
                    records.cycle(change, doc["cycle"]),
                    doc["stage"],
                    Opinion(doc["ratings"], doc["comment"]),
                )
                _put(office, change, cycle, stage, where.rsplit("/", 1)[1], opinion, 0)
    office.store.wipe_history()


def _code(office: Office, change: Change, where: str, doc: Doc) -> None:
    """Keep the coded figures in the place of exact counts."""
    figures = _figures(office, change, records.cycle(change, doc["cycle"]), doc["counts"])
    kept = {k: doc[k] for k in ("cycle", "stage", "ended")} | {"people": _in_steps(doc["people"]), "figures": figures}
    change.put("opinion_counts", where, {**kept, "few": doc.get("few", False)})


def _figures(office: Office, view: View, cycle: Cycle, given: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    disclosure, heads = settings.in_force(office, view, cycle).organisation.disclosure, plans.heads(view, cycle)
    return {code: list(coded(counts, heads, disclosure)) for code, counts in given.items()}


def _in_steps(people: int) -> int:
    return people - people % LEAST_OPINIONS


def _anybody(n: int) -> People:
    """Return n people who answered once each; who they are is not kept."""
    each = {str(i): 1 for i in range(n)}
    return People(n, each, each)


def _must_be_open(office: Office, view: View, cycle: Cycle, stage: Stage) -> None:
    if is_open(office, view, cycle, stage):
        return
    if stage == "before" and cycle.draft and "consultation" in cycle.stages:
        raise refuse("consultation.not_begun")
    raise refuse("consultation.over")


def _must_be_unpublished(cycle: Cycle) -> None:
    if cycle.published:
        must_be(cycle, "closed")


def _tag(key: bytes, employee: str) -> str:
    return hmac.digest(key, b"kinerja/say/" + employee.encode(), "sha256")[:16].hex()


def _copied(words: str, originals: Sequence[str]) -> bool:
    plain = " ".join(words.casefold().split())
    parts = (" ".join(o.casefold().split()) for o in originals)
    return any(len(p) >= VERBATIM and p in plain for p in parts)


def put_consulted(change: Change, cycle: Cycle) -> None:
    """Remember which instrument people were asked about, before a new version takes its place."""
    key = f"{cycle.instrument}@{cycle.version}"
    if change.get("consulted", cycle.id) is None:
        doc: Doc = {"key": key}
        change.put("consulted", cycle.id, doc)
