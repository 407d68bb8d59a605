"""Only what was sent counts: changes a supervisor began and did not send are gone at the close."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.instrument import parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster_reading import parse_roster
from kinerja.demo.invented import roster_csv
from kinerja_office import answering, assignments, cycles, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from kinerja_words.problems import Refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "private"
    init_store(folder)
    keyring.create(folder, keyring.SERVER)
    store = open_store(folder, indexes=INDEXES)
    settings = parse_organisation((ROOT / "content/organisation.toml").read_text())
    made = Office(folder, store, settings)
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    import_roster(made, parse_roster(roster_csv().encode(), "roster.csv"), "test")
    cycles.create(made, "c", tool, "C", "2026-01-01", "2026-12-31", None, (), "test")
    assignments.generate_assignments(made, "c", None, "test")
    cycles.open_cycle(made, "c", "test")
    yield made
    store.close()


def supervisors_task(office: Office) -> Assignment:
    with office.store.read() as view:
        return records.assignments(view, "c", method="supervisor")[0]


def test_levels_changed_after_sending_do_not_count_until_sent(office: Office) -> None:
    one = supervisors_task(office)
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Sesuai."}
    sent = answering.save(office, "c", one, {"PEL1": "4"}, levels=levels)
    answering.send(office, "c", one, sent.revision)
    answering.save(office, "c", one, {"PEL1": "1"}, levels={**levels, "work_result": "below", "reason": "Berubah."})
    cycles.close_cycle(office, "c", "test")
    with office.store.read() as view:
        ((form, doc),) = records.sent_forms(view, "c", "supervisor")
    assert (form.work_result, doc["reason"], form.answers[0]) == ("as", "Sesuai.", "4")


def test_levels_sent_again_count(office: Office) -> None:
    one = supervisors_task(office)
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Sesuai."}
    sent = answering.save(office, "c", one, {"PEL1": "4"}, levels=levels)
    first = answering.send(office, "c", one, sent.revision)
    again = answering.save(office, "c", one, {}, levels={**levels, "work_result": "above"})
    second = answering.send(office, "c", one, again.revision)
    assert second.receipt == first.receipt
    cycles.close_cycle(office, "c", "test")
    with office.store.read() as view:
        assert next(f for f, _ in records.sent_forms(view, "c", "supervisor")).work_result == "above"


def test_a_form_never_sent_is_gone(office: Office) -> None:
    answering.save(office, "c", supervisors_task(office), {"PEL1": "4"})
    cycles.close_cycle(office, "c", "test")
    with office.store.read() as view:
        assert not list(view.find("forms"))


def test_the_same_send_gives_the_same_receipt_and_a_stale_one_is_refused(office: Office) -> None:
    one = supervisors_task(office)
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Sesuai."}
    first = answering.save(office, "c", one, {"PEL1": "4"}, levels=levels)
    sent = answering.send(office, "c", one, first.revision)
    assert answering.send(office, "c", one, first.revision) == sent
    answering.save(office, "c", one, {"PEL1": "5"})
    with pytest.raises(answering.Stale):
        answering.send(office, "c", one, first.revision + 7)
    with pytest.raises(Refused):
        answering.send(office, "c", Assignment("peer", one.rater, one.rater), 1)
