"""What people choose for themselves from their own result: strengths to keep and one next step. Nobody else reads it, nothing is in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assessment.cycle import Cycle
from assessment.text import lines, mark
from kinerja_office import accounts, records
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Problem, Refused, refuse

MOST_KEPT = 2
STEP_CHARS = 300


@dataclass(frozen=True)
class Choice:
    """`keep`: criteria to keep up; `step`: the criterion of the next step, `words` what it is; all empty where nothing is chosen."""

    cycle: str
    employee: str
    keep: tuple[str, ...] = ()
    step: str = ""
    words: str = ""

    @property
    def seen(self) -> str:
        """What a page brings back of the choice it showed."""
        return mark((self.keep, self.step, self.words))


def choose(
    office: Office, cycle_id: str, employee: str, keep: Sequence[str], step: str, words: str, seen: str | None = None
) -> Choice:  # fmt: skip
    """Keep somebody's choice from their own result of a sealed cycle, in place of an earlier one; nothing chosen removes it.

    `seen`: of the choice on the page; another one is refused. Raises `Refused` for more than two strengths, a criterion the cycle
    does not have, half a step, too many words, and where the cycle's choices are destroyed.
    """
    words = lines(words)
    with office.store.write() as change:
        codes = [c.code for c in records.instrument(change, must_be_theirs(change, cycle_id, employee)).criteria]
        fresh = Choice(cycle_id, employee, tuple(c for c in codes if c in keep), step, words)
        problems = [
            *([Problem("choice.many", field="keep", most=MOST_KEPT)] if len(fresh.keep) > MOST_KEPT else []),
            *([Problem("choice.unknown", field="step")] if not {*keep, *filter(None, [step])} <= set(codes) else []),
            *([Problem("choice.half", field="words" if step else "step")] if bool(step) != bool(words) else []),
            *([Problem("text.long", field="words", most=STEP_CHARS)] if len(words) > STEP_CHARS else []),
        ]
        if problems:
            raise Refused(problems)
        there = get(change, cycle_id, employee)
        if fresh != there and seen not in (None, there.seen):
            raise refuse("choice.changed")
        if fresh.keep or step:
            doc = {**asdict(fresh), "epoch": accounts.epoch(change, employee)}
            change.put("choices", records.key(cycle_id, employee), doc)
        elif there != fresh:
            change.delete("choices", records.key(cycle_id, employee))
        return fresh


def get(view: View, cycle_id: str, employee: str) -> Choice:
    """Return what somebody chose from a result; an empty choice for nothing, and for what was chosen before their slip was issued again."""
    doc = view.get("choices", records.key(cycle_id, employee))
    if doc is None or doc.get("epoch", 0) != accounts.epoch(view, employee):
        return Choice(cycle_id, employee)
    return Choice(cycle_id, employee, tuple(doc["keep"]), doc["step"], doc["words"])


def latest(view: View, employee: str, before: Cycle | None = None) -> tuple[Cycle, Choice] | None:
    """Return the newest next step of somebody, of the cycles before one; for their own pages alone."""
    for cycle in reversed(records.cycles(view)):
        if before is None or (cycle.start, cycle.id) < (before.start, before.id):
            chosen = get(view, cycle.id, employee)
            if chosen.step:
                return cycle, chosen
    return None


def must_be_theirs(view: View, cycle_id: str, employee: str) -> Cycle:
    """Return a sealed cycle in which somebody was rated; raises `Refused` for any other, and where what people chose in it is destroyed."""
    cycle = records.cycle(view, cycle_id)
    me = records.participant(view, cycle_id, employee)
    if not cycle.sealed or me is None or not me.rated:
        raise refuse("choice.no_result")
    if "choices" in cycle.destroyed:
        raise refuse("retention.gone", title=cycle.title)
    return cycle
