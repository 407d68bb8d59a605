"""An evaluation document from its signature to its report: who may do what, on which day, and what is final."""

from dataclasses import replace

import pytest

from assessment.assignment import Assignment
from assessment.objection import Claim
from kinerja_office import assignments, cycles, evaluations, objections, publication, records
from kinerja_office.activity_tables import documents_row
from tests.delivered import deliver
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on, pair
from tests.wording import refusing

CLOSED = "2026-07-02"
LATE, SILENT = "Penilai sakit sejak Mei.", ("2026-07-03", "2026-07-06")


@pytest.fixture
def town(office):
    """Closed on 2 July 2026; the evaluation ended on 30 June."""
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    cycles.close_cycle(on(office, CLOSED), ID, "hr")
    return office


def document(office, employee):
    with office.store.read() as view:
        return evaluations.get(view, ID, employee)


def forget(office, officer, employee):
    """The officer's form was never sent."""
    with office.store.write() as change:
        change.delete("forms", f"{ID}/supervisor/{officer}/{employee}")


def test_it_works(town):
    person, officer, _ = pair(town)
    evaluations.sign(on(town, "2026-07-03"), ID, officer, [person], "  Pertahankan.  ")
    evaluations.hand_over_documents(on(town, "2026-07-06"), ID, officer, [person])
    evaluations.receive(on(town, "2026-07-08"), ID, person, "2026-07-07")
    evaluations.return_signed(on(town, "2026-07-09"), ID, person)
    evaluations.record(on(town, "2026-07-20"), ID, person, "reported", "2026-07-17", "hr")
    one = document(town, person)
    assert (one.signed, one.handed, one.received, one.returned, one.reported, one.next) == (
        "2026-07-03", "2026-07-06", "2026-07-07", "2026-07-09", "2026-07-17", None,
    )  # fmt: skip
    assert (one.note, one.signer, one.final, one.paper) == ("Pertahankan.", "officer", False, ("reported",))


def test_nobody_signs_before_the_close(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    person, officer, _ = pair(office)
    with refusing("close"):
        evaluations.sign(office, ID, officer, [person])


def test_each_act_is_its_persons_own_and_in_its_order(town):
    person, officer, superior = pair(town)
    now = on(town, "2026-07-03")
    for stranger in (person, "1", ""):
        with refusing("not yours"):
            evaluations.sign(now, ID, stranger, [person])
    for act in (
        lambda: evaluations.hand_over_documents(now, ID, officer, [person]),
        lambda: evaluations.receive(now, ID, person, "2026-07-03"),
        lambda: evaluations.return_signed(now, ID, person),
    ):
        with refusing("not"):
            act()
    evaluations.sign(now, ID, officer, [person])
    with refusing("already signed"):
        evaluations.sign(now, ID, officer, [person])
    with refusing("not yours"):
        evaluations.hand_over_documents(now, ID, superior, [person])


def test_all_or_none_are_signed(town):
    person, officer, _ = pair(town)
    with town.store.read() as view:
        both = list(evaluations.expected(view, records.cycle(view, ID), rater=officer))
    forget(town, officer, person)
    assert len(both) > 1
    with refusing("two levels"):
        evaluations.sign(on(town, "2026-07-03"), ID, officer, sorted(both, key=lambda e: e == person))
    assert all(document(town, e) is None for e in both)


@pytest.mark.parametrize(
    ("act", "day"),
    [
        ("signed", "2026-07-01"), ("signed", "2026-07-11"), ("handed", "2026-07-02"), ("received", "2026-07-05"),
        ("received", "2026-07-11"), ("returned", "2026-07-06"), ("reported", "2026-07-03"),
    ],
)  # fmt: skip
def test_a_date_on_paper_has_bounds_on_both_sides(town, act, day):
    """Today is 10 July; signed on 3, handed over on 6, received on 7 July."""
    person, today = pair(town)[0], on(town, "2026-07-10")
    for step, then in (("signed", "2026-07-03"), ("handed", "2026-07-06"), ("received", "2026-07-07")):
        if step == act:
            break
        evaluations.record(today, ID, person, step, then, "hr")
    if act == "reported":
        evaluations.return_signed(today, ID, person)
    before = document(town, person)
    with refusing("choose a day"):
        evaluations.record(today, ID, person, act, day, "hr")
    assert document(town, person) == before


@pytest.mark.parametrize("day", ["besok", "", "2026-07-06x", "2026-07-06T00:00", "2026-07-1", "2026-07-06 OR 1"])
def test_what_only_begins_like_a_day_is_refused_and_breaks_no_page(town, day):
    """Compared as text, `2026-07-06x` lies between two days; stored, it would stop every page that counts from it."""
    person = pair(town)[0]
    now = on(town, "2026-07-10")
    for act in ("signed", "handed"):
        with refusing("not valid"):
            evaluations.record(now, ID, person, act, day, "hr")
        evaluations.record(now, ID, person, act, "2026-07-06", "hr")
    with refusing("not valid"):
        evaluations.receive(now, ID, person, day)
    evaluations.receive(now, ID, person, "20260706")
    assert document(town, person).received == "2026-07-06"


def test_nobody_is_the_superior_of_their_own_officer(office):
    """An officer who is rated by their own report: that one neither signs as superior nor decides, but somebody outside does."""
    small_town.create(office, ("objections",), "assessment")
    person, officer, above = pair(office)
    assignments.adjust_assignment(office, ID, Assignment("supervisor", person, officer), True, "hr")
    small_town.answered(office)
    cycles.close_cycle(on(office, CLOSED), ID, "hr")
    now = on(office, "2026-07-10")
    for who in (person, above):
        with refusing("not yours"):
            evaluations.sign(now, ID, who, [person])
    evaluations.sign(now, ID, officer, [person])
    evaluations.hand_over_documents(now, ID, officer, [person])
    evaluations.receive(now, ID, person, "2026-07-10")
    claim = Claim(officer, "", ("work_result",), "38 dari 40 keluhan saya jawab tepat waktu.")
    objections.file(now, ID, person, claim)
    assert document(office, person).superior == ""
    objections.name_outside(now, ID, person, "Bupati", "hr")


def test_another_officer_after_it_passed_to_the_superior_evaluates_as_any_other(office):
    """Nobody is left with two evaluations, or with one that nobody can sign."""
    small_town.create(office, ("objections",), "assessment")
    person, _, superior = pair(office)
    other = next(e.supervisor for e in small_town.people(office) if e.supervisor not in ("", *pair(office)))
    late = on(office, "2026-07-01")
    evaluations.reassign(late, ID, person, LATE, "hr")
    assignments.adjust_assignment(late, ID, Assignment("supervisor", other, person), True, "hr")
    small_town.answered(late)
    cycles.close_cycle(late, ID, "hr")
    with refusing("not yours"):
        evaluations.evaluate(late, ID, superior, person, {"work_result": "as", "work_behaviour": "as"})
    evaluations.sign(late, ID, other, [person])
    one = document(office, person)
    assert (one.officer, one.signer, one.final, one.reason) == (other, "officer", False, "")


def test_who_was_assigned_another_officer_before_the_opening_objects_to_that_one(office):
    """The officer assigned is the superior in the cycle: signs, answers an objection; one person has one officer."""
    small_town.create(office, ("objections",))
    person = pair(office)[0]
    other = next(e for e in small_town.people(office) if e.employee_number not in pair(office) and e.supervisor)
    assignments.adjust_assignment(office, ID, Assignment("supervisor", other.employee_number, person), True, "hr")
    with office.store.read() as view:
        assert [a.rater for a in records.assignments(view, ID, method="supervisor", ratee=person)] == [
            other.employee_number
        ]
    small_town.to_state(office, "assessment")
    small_town.answered(office)
    small_town.to_state(on(office, CLOSED), "closed")
    one = document(office, person)
    assert (one.officer, one.superior) == (other.employee_number, other.supervisor)
    claim = Claim(one.officer, one.superior, ("work_result",), "38 dari 40 keluhan saya jawab tepat waktu.")
    assert objections.file(on(office, "2026-07-03"), ID, person, claim).claim.against == other.employee_number


def test_hr_puts_its_own_date_right_and_not_what_a_person_did_here(town):
    person, officer, _ = pair(town)
    today = on(town, "2026-07-10")
    evaluations.record(today, ID, person, "signed", "2026-07-03", "hr")
    evaluations.record(today, ID, person, "signed", "2026-07-06", "hr")
    assert document(town, person).signed == "2026-07-06"
    evaluations.hand_over_documents(today, ID, officer, [person])
    with refusing("already handed over"):
        evaluations.record(today, ID, person, "handed", "2026-07-08", "hr")
    with refusing("cannot be changed"):
        evaluations.record(today, ID, person, "signed", "2026-07-03", "hr")


def test_a_receipt_on_paper_stays_once_somebody_objected(town):
    person, officer, superior = pair(town)
    today = on(town, "2026-07-10")
    for act in ("signed", "handed", "received"):
        evaluations.record(today, ID, person, act, "2026-07-06", "hr")
    claim = Claim(officer, superior, ("keluhan",), "38 dari 40 keluhan saya jawab tepat waktu.")
    objections.file(today, ID, person, claim)
    with refusing("cannot be changed"):
        evaluations.record(today, ID, person, "received", "2026-07-07", "hr")


def test_the_superior_signs_what_the_officer_has_not_and_the_result_can_be_objected_to(town):
    """Lampiran V.A.8: the officer evaluated; a signature alone makes nothing final."""
    person, officer, superior = pair(town)
    now = on(town, "2026-07-03")
    evaluations.sign(now, ID, superior, [person])
    one = document(town, person)
    assert (one.signer, one.by, one.final) == ("superior", superior, False)
    with refusing("not yours"):
        evaluations.hand_over_documents(now, ID, officer, [person])
    evaluations.hand_over_documents(now, ID, superior, [person])
    evaluations.receive(now, ID, person, "2026-07-03")
    claim = Claim(officer, superior, ("keluhan",), "38 dari 40 keluhan saya jawab tepat waktu.")
    assert objections.file(now, ID, person, claim).state == "filed"


def test_the_superior_does_not_sign_while_the_evaluation_runs(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    cycles.close_cycle(on(office, "2026-06-30"), ID, "hr")
    person, officer, superior = pair(office)
    with refusing("30 June 2026"):
        evaluations.sign(on(office, "2026-06-30"), ID, superior, [person])
    evaluations.sign(on(office, "2026-06-30"), ID, officer, [person])


def test_a_late_officers_evaluation_passes_to_the_superior_and_is_final(town):
    """Lampiran IV.A.11."""
    person, officer, superior = pair(town)
    forget(town, officer, person)
    first, second = (on(town, day) for day in SILENT)
    with refusing("two levels"):
        evaluations.sign(first, ID, officer, [person])
    for reason in ("", "  "):
        with refusing("why"):
            evaluations.reassign(first, ID, person, reason, "hr")
    evaluations.reassign(first, ID, person, LATE, "hr")
    with refusing("already passed"):
        evaluations.reassign(first, ID, person, LATE, "hr")
    levels = {"work_result": "as", "work_behaviour": "above"}
    with refusing("not yours"):
        evaluations.evaluate(second, ID, officer, person, levels)
    with refusing("Choose the levels"):
        evaluations.evaluate(second, ID, superior, person, {"work_result": "as"})
    evaluations.evaluate(second, ID, superior, person, levels, "Baik.")
    one = document(town, person)
    assert (one.officer, one.by, one.final, one.reason, one.signed) == (officer, superior, True, LATE, SILENT[1])
    evaluations.hand_over_documents(second, ID, superior, [person])
    evaluations.receive(second, ID, person, SILENT[1])
    with town.store.read() as view:
        sent = records.sent_about(view, ID, person)
        people = records.participants(view, ID)
        lines = [x for x in view.get("meta", "trail")["pending"] if x["act"] == "evaluation.reassign"]
    assert [(f.rater, f.predicate) for f, _ in sent if f.method == "supervisor"] == [(superior, "baik")]
    assert people[person].supervisor == officer, "only this evaluation passes on, not the line"
    assert len(lines) == 1
    assert LATE not in str(lines), "the reason stands in the document, which can be destroyed"
    claim = Claim(officer, superior, ("keluhan",), "38 dari 40 keluhan saya jawab tepat waktu.")
    with refusing("IV.A.11"):
        objections.file(second, ID, person, claim)


def test_nothing_passes_on_before_the_end_or_once_the_officer_has_evaluated(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    person, officer, _ = pair(office)
    with refusing("30 June 2026"):
        evaluations.reassign(on(office, "2026-06-30"), ID, person, LATE, "hr")
    with refusing("nothing to pass on"):
        evaluations.reassign(on(office, "2026-07-01"), ID, person, LATE, "hr")
    forget(office, officer, person)
    evaluations.reassign(on(office, "2026-07-01"), ID, person, LATE, "hr")


# ---------------------------------------------------------------- publishing, day by day


def publish(office, tmp_path, day, **how):
    return publication.publish(on(office, day), ID, tmp_path / "published", {}, "hr", **how)


def row(prepared):
    return prepared.files["documents.csv"].decode().splitlines()[1]


def test_publication_waits_for_every_receipt_and_for_its_fourteen_working_days(town, tmp_path):
    last = pair(town)[0]
    deliver(on(town, "2026-07-03"), ID, but=[last])
    for how in ({}, {"undelivered": True}):
        with refusing("23 July 2026"):  # 14 working days from the receipts of 3 July
            publish(town, tmp_path, "2026-07-23", **how)
        for day in ("2026-07-24", "2026-08-09"):
            with refusing("1 evaluation document has no recorded receipt"):
                publish(town, tmp_path, day, **how)
    deliver(on(town, "2026-08-10"), ID)
    for day in ("2026-08-10", "2026-08-31", "2026-09-01"):  # over the last resort too: 17 and 25 August are holidays
        with refusing("1 September 2026"):
            publish(town, tmp_path, day, undelivered=True)
    assert row(publish(town, tmp_path, "2026-09-02")) == f"{ID},0,shown"


def test_after_the_laws_last_limit_hr_says_that_documents_are_missing_and_their_number_is_coded(town, tmp_path):
    last = pair(town)[0]
    deliver(on(town, "2026-07-03"), ID, but=[last])
    with refusing("31 August 2026"):
        publish(town, tmp_path, "2026-08-31", undelivered=True)
    with refusing("--undelivered"):
        publish(town, tmp_path, "2026-09-01")
    made = publish(town, tmp_path, "2026-09-01", undelivered=True)
    assert (row(made), made.report.verdict) == (f"{ID},x,withheld", "NONE_FOUND")
    # what comes afterwards changes no figure: the lost package is made again, byte for byte
    deliver(on(town, "2026-09-02"), ID)
    package = tmp_path / "published" / ID
    before = {p.name: p.read_bytes() for p in package.iterdir()}
    for path in package.iterdir():
        path.unlink()
    publication.publish_again(on(town, "2026-09-03"), ID, tmp_path / "published", "hr")
    assert {p.name: p.read_bytes() for p in package.iterdir()} == before
    assert document(town, last).received == "2026-09-02"


def test_a_document_in_final_waits_for_no_objection(town, tmp_path):
    person, officer, superior = pair(town)
    forget(town, officer, person)
    deliver(on(town, "2026-07-03"), ID)
    evaluations.reassign(on(town, "2026-07-03"), ID, person, LATE, "hr")
    levels = {"work_result": "as", "work_behaviour": "as"}
    late = on(town, "2026-07-23")
    evaluations.evaluate(late, ID, superior, person, levels)
    evaluations.hand_over_documents(late, ID, superior, [person])
    with refusing("no recorded receipt"):
        publish(town, tmp_path, "2026-07-24")
    evaluations.receive(late, ID, person, "2026-07-23")
    made = publish(town, tmp_path, "2026-07-24")
    assert (row(made), made.report.verdict) == (f"{ID},0,shown", "NONE_FOUND")


@pytest.mark.parametrize(("n", "cells"), [(0, ("0", "shown")), (1, ("x", "withheld")), (4, ("x", "withheld")), (5, ("5", "shown")),
                                          (56, ("56", "shown")), (57, ("x", "withheld")), (61, ("61", "shown"))])  # fmt: skip
def test_the_number_has_enough_people_on_both_sides(n, cells):
    assert documents_row(ID, n, 61, 5)[1:] == cells


def test_an_imported_cycle_and_one_closed_before_have_no_documents(town):
    with town.store.read() as view:
        cycle = records.cycle(view, ID)
        assert evaluations.expected(view, cycle)
        for other in (replace(cycle, imported=True), replace(cycle, rules=3), replace(cycle, stages=())):
            assert evaluations.expected(view, other) == {}
            stand = evaluations.standing(town, view, other)
            assert (stand.missing, stand.until) == (0, "2026-07-22"), "counted from the close"
