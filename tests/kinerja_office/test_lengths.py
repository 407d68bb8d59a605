"""A text is as long as its writer counted it: a line break is one character, however a browser or Windows sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.goal import TEXT_CHARS, Wish
from assessment.objection import TEXT_CHARS as OBJECTION_CHARS
from assessment.objection import Claim, Decision
from kinerja_office import answering, assignments, consultation, cycles, goals, objections, records
from kinerja_office.office import Office
from kinerja_words.problems import Refused
from tests.kinerja_office.small_town import ID, METHODS, answered, create, instrument, on, pair, to_state, town

CYCLE = "lengths"


def broken(most: int, end: str = "\r\n") -> str:
    """Exactly so many characters, half of them line breaks."""
    return ("a" + end) * (most // 2 - 1) + "ab"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with town(tmp_path) as office:
        yield office


def check(most: int, write: Callable[[str], object]) -> None:
    with pytest.raises(Refused):
        write(broken(most) + "c")
    for end in ("\r\n", "\r", "\n"):
        write(broken(most, end))


def test_goals(office: Office) -> None:
    one = create(office, ("goals",), "goals")
    with office.store.read() as view:
        me = next(e for e in records.people(view, one).values() if e.rated and e.supervisor)
    wish = Wish("Arsip surat tertata", success="Seratus surat diarsipkan")
    for field in wish.texts:
        check(TEXT_CHARS, lambda text, field=field: goals.save(office, ID, me.employee_number, Wish.of({field: text})))
    goal = goals.save(office, ID, me.employee_number, wish)
    goals.propose(office, ID, me.employee_number, goal.id)
    with pytest.raises(Refused):
        goals.send_back(office, ID, me.supervisor, me.employee_number, goal.id, broken(TEXT_CHARS) + "c")
    kept = goals.send_back(office, ID, me.supervisor, me.employee_number, goal.id, broken(TEXT_CHARS))
    assert kept.words == broken(TEXT_CHARS, "\n")
    goals.propose(office, ID, me.employee_number, goal.id)
    goals.agree(office, ID, me.supervisor, me.employee_number, goal.id)
    check(TEXT_CHARS, lambda text: goals.report(office, ID, me.employee_number, goal.id, text))
    check(TEXT_CHARS, lambda text: goals.report(office, ID, me.employee_number, goal.id, "5", evidence=text))


def test_consultation(office: Office) -> None:
    one = create(office, ("consultation",), "consultation")
    with office.store.read() as view:
        me = next(iter(records.people(view, one)))
    most = consultation.COMMENT_CHARS
    check(most, lambda text: consultation.save(office, ID, "before", me, {}, text))
    with office.store.read() as view:
        mine = consultation.mine(office, view, one, "before", me)
    assert mine is not None
    assert mine.comment == broken(most, "\n")


def test_reasons_for_levels(office: Office) -> None:
    create(office, (), "assessment")
    with office.store.read() as view:
        one = records.assignments(view, ID, method="supervisor")[0]
    levels = {"work_result": "as", "work_behaviour": "as"}
    check(answering.REASON_CHARS, lambda text: answering.save(office, ID, one, {}, levels={**levels, "reason": text}))


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_decline_of_500_characters(office: Office, end: str) -> None:
    cycles.create(office, CYCLE, instrument(), "Semester", "2026-01-05", "2026-06-30", (*METHODS, "peer"), (), "hr")
    assignments.generate_assignments(office, CYCLE, 3, "hr")
    cycles.open_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        one: Assignment = records.assignments(view, CYCLE, method="peer")[0]
    with pytest.raises(Refused):
        answering.decline(office, CYCLE, one, broken(500, end) + "c")
    answering.decline(office, CYCLE, one, broken(500, end))


def test_objections(tmp_path: Path) -> None:
    with town(tmp_path) as made:
        create(made, ("objections",), "assessment")
        answered(made, 3)
        to_state(on(made, "2026-07-02"), "closed")
        closed = on(made, "2026-07-05")
        person, boss, superior = pair(closed)
        most = OBJECTION_CHARS
        claim = Claim(boss, superior, ("keluhan",), broken(most), broken(most))
        for wrong in (replace(claim, reasons=claim.reasons + "c"), replace(claim, evidence=claim.evidence + "c")):
            with pytest.raises(Refused):
                objections.file(closed, ID, person, wrong)
        assert objections.file(closed, ID, person, claim).claim.reasons == broken(most, "\n")
        check(most, lambda text: objections.state_side(closed, ID, person, boss, text))
        right = {"KEL1": "5", "KEL2": "5", "KEL3": "5"}
        for reasons in (broken(most) + "c", "a\r\n" * 10):
            with pytest.raises(Refused):
                objections.decide(closed, ID, person, superior, Decision("upheld", reasons, right, {}))
        decided = objections.decide(closed, ID, person, superior, Decision("upheld", broken(most), right, {}))
        assert decided.reasons == broken(most, "\n")
