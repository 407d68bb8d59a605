"""While a cycle is open: who leaves sends nothing more, who moves is assessed by the new officer, and peers' pairs stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.roster_reading import parse_roster
from kinerja_office import answering, assignments, records
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from tests.forms_world import (
    BUDI,
    CAMAT,
    CYCLE,
    HEADER,
    JOKO,
    KASI,
    LURAH,
    MELATI,
    PEOPLE,
    RATNA,
    SARI,
    TIGOR,
    WATI,
    build_office,
    open_cycle,
)  # fmt: skip
from tests.wording import coded

LEVELS = {"work_result": "as", "work_behaviour": "as", "reason": "Catatan."}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = build_office(tmp_path)
    open_cycle(made)
    yield made
    made.store.close()


def roster(office: Office, without: tuple[str, ...] = (), **moved: dict[str, str]) -> None:
    """Import the people again: some gone, some with other columns (by number, with an underscore in front)."""
    columns, rows = HEADER.split(","), []
    for person in PEOPLE:
        if person[0] not in without:
            row = dict(zip(columns, (*person, ""), strict=True)) | moved.get(f"_{person[0]}", {})
            rows.append(",".join(row[c] for c in columns))
    import_roster(office, parse_roster("\n".join([HEADER, *rows]).encode(), "roster.csv"), "hr")


def officers(office: Office, ratee: str) -> list[str]:
    with office.store.read() as view:
        return [a.rater for a in records.assignments(view, CYCLE, method="supervisor", ratee=ratee)]


def officer(office: Office, ratee: str) -> str:
    (one,) = officers(office, ratee)
    return one


def begin(office: Office, one: Assignment, send: bool = False) -> None:
    levels = LEVELS if one.method == "supervisor" else None
    entry = answering.save(office, CYCLE, one, {"PEL1": "4"}, levels=levels)
    if send:
        answering.send(office, CYCLE, one, entry.revision)


def by_number() -> dict[str, tuple[str, ...]]:
    return {p[0]: p for p in PEOPLE}


def test_who_left_sends_nothing_and_what_was_sent_counts(office: Office) -> None:
    sent, begun, peer = (
        Assignment("self", BUDI, BUDI),
        Assignment("peer", BUDI, MELATI),
        Assignment("peer", BUDI, RATNA),
    )
    begin(office, sent, send=True)
    begin(office, begun)
    with office.store.read() as view:
        boxes = dict(view.find("ballots"))
    roster(office, without=(BUDI,))
    for one in (sent, begun, peer):
        with coded("answer.left"):
            begin(office, one)
        with coded("answer.left"):
            answering.send(office, CYCLE, one, 1)
    with coded("answer.left"):
        answering.decline(office, CYCLE, peer, "Sudah pindah.")
    with office.store.read() as view:
        assert dict(view.find("ballots")) == boxes, "no box is touched"
        assert records.sent_form(view, CYCLE, sent)
        assert records.is_assigned(view, CYCLE, peer)
    roster(office)
    begin(office, peer)


def test_who_moved_is_assessed_by_the_new_officer(office: Office) -> None:
    old, new = officer(office, MELATI), JOKO
    begin(office, Assignment("supervisor", old, MELATI))
    roster(office, _MELATI={})  # nobody moves: nothing happens
    assert officer(office, MELATI) == old
    roster(
        office, **{f"_{MELATI}": {"unit_code": "LAIN", "unit_name": "Seksi Lain", "supervisor_employee_number": new}}
    )
    assert officer(office, MELATI) == new
    with office.store.read() as view:
        person = records.participants(view, CYCLE)[MELATI]
        assert (person.supervisor, person.unit, person.group) == (new, by_number()[MELATI][4], by_number()[MELATI][6])
        assert not view.get("forms", f"{CYCLE}/supervisor/{old}/{MELATI}"), "what was begun lapses"
    with coded("answer.no_assignment"):
        begin(office, Assignment("supervisor", old, MELATI))
    begin(office, Assignment("supervisor", new, MELATI), send=True)


def test_what_the_old_officer_has_sent_stays(office: Office) -> None:
    old = officer(office, MELATI)
    begin(office, Assignment("supervisor", old, MELATI), send=True)
    roster(
        office, **{f"_{MELATI}": {"unit_code": "LAIN", "unit_name": "Seksi Lain", "supervisor_employee_number": JOKO}}
    )
    assert officer(office, MELATI) == old
    with coded("assignment.form_sent"):
        assignments.adjust_assignment(office, CYCLE, Assignment("supervisor", JOKO, MELATI), True, "hr")


def test_an_officer_who_moves_while_it_runs_still_assesses(office: Office) -> None:
    old = officer(office, MELATI)
    roster(office, **{f"_{MELATI}": {"supervisor_employee_number": JOKO}})
    assert officer(office, MELATI) == old
    assignments.adjust_assignment(office, CYCLE, Assignment("supervisor", JOKO, MELATI), True, "hr")
    assert officer(office, MELATI) == JOKO, "HR may decide otherwise"


def test_for_an_officer_who_left_their_superior_assesses_unless_there_is_a_new_one(office: Office) -> None:
    assert {officer(office, n) for n in (JOKO, SARI, TIGOR, WATI)} == {KASI}
    changes = {f"_{n}": {"supervisor_employee_number": ""} for n in (JOKO, SARI, WATI)}
    roster(office, without=(KASI,), **changes, **{f"_{TIGOR}": {"supervisor_employee_number": LURAH}})
    assert officer(office, TIGOR) == LURAH
    assert {officer(office, n) for n in (JOKO, SARI, WATI)} == {CAMAT}


def test_an_officer_who_came_later_rates_and_is_not_rated(office: Office) -> None:
    late = "199001012015011099"
    rows = [",".join((*p, "")) for p in PEOPLE]
    rows.append(",".join((late, "Kepala Baru", "Kepala Seksi", "IV/a", "BARU", "Seksi Baru", "Seksi", "", "pns", "")))
    import_roster(office, parse_roster("\n".join([HEADER, *rows]).encode(), "roster.csv"), "hr")
    assignments.adjust_assignment(office, CYCLE, Assignment("supervisor", late, MELATI), True, "hr")
    begin(office, Assignment("supervisor", late, MELATI), send=True)
    with office.store.read() as view:
        assert not records.participants(view, CYCLE)[late].rated
    again = Assignment("supervisor", late, MELATI)
    assignments.adjust_assignment(office, CYCLE, again, True, "hr")
    with office.store.read() as view:
        assert records.sent_form(view, CYCLE, again), "adding what is there changes nothing"


def test_no_pair_of_peers_comes_or_goes_with_the_roster(office: Office) -> None:
    with office.store.read() as view:
        before = records.assignments(view, CYCLE, method="peer"), dict(view.find("ballots"))
    roster(
        office,
        without=(BUDI,),
        **{f"_{MELATI}": {"unit_code": "LAIN", "unit_name": "Seksi Lain", "supervisor_employee_number": JOKO}},
    )
    with office.store.read() as view:
        assert (records.assignments(view, CYCLE, method="peer"), dict(view.find("ballots"))) == before


def test_telephone_and_mail_stay_in_the_roster_and_in_no_cycle(tmp_path: Path) -> None:
    made = build_office(tmp_path)
    rows = [f"{HEADER},telepon,surel", *(",".join((*p, "", "08123456789", "rahasia@kota.go.id")) for p in PEOPLE)]
    import_roster(made, parse_roster("\n".join(rows).encode(), "roster.csv"), "hr")
    open_cycle(made)
    with made.store.read() as view:
        now, then = records.roster(view).by_number()[SARI], records.participants(view, CYCLE)[SARI]
        everything = {name: repr(list(view.find(name))) for name in view.tables()}
    assert (now.phone, now.email) == ("+628123456789", "rahasia@kota.go.id")
    assert (then.phone, then.email) == ("", "")
    assert [name for name, docs in everything.items() if "8123456789" in docs or "rahasia@" in docs] == ["roster"]
    made.store.close()
