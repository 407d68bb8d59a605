"""Two cycles about the same days with the same method may hold the same forms: one of them is refused, as early as it is known."""

import pytest

from assessment.cycle import must_be_apart, new_cycle
from kinerja_office import assignments, consultation, cycles, publication, records
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, instrument, on, to_state
from tests.wording import refusing

DAYS = ("2026-01-05", "2026-06-30")  # those of `small_town.create`


def make(office, id, start, end, methods=("self",), stages=()):
    cycles.create(office, id, instrument(), f"Ulang {id}", start, end, methods, stages, "hr")
    assignments.generate_assignments(office, id, None, "hr")


@pytest.mark.parametrize(
    ("start", "end", "methods", "refused"),
    [
        (*DAYS, ("self",), True),
        ("2026-06-30", "2026-12-31", ("supervisor", "peer"), True),  # the last day is shared
        ("2025-07-01", "2026-01-05", ("self",), True),  # the first day is
        ("2026-03-01", "2026-03-01", ("self",), True),
        ("2026-07-01", "2026-12-31", ("self",), False),
        ("2025-07-01", "2026-01-04", ("self",), False),
        (*DAYS, ("peer",), False),  # other forms
    ],
)
def test_days_and_methods_in_common(start, end, methods, refused):
    first = new_cycle("a", instrument(), "A", *DAYS, ("self", "supervisor"))
    second = new_cycle("b", instrument(), "B", start, end, methods)
    for one, other in ((first, second), (second, first)):
        if refused:
            with pytest.raises(Refused) as error:
                must_be_apart(one, [one, other])
            (problem,) = error.value.problems
            assert problem.values["other"] == other.id
        else:
            must_be_apart(one, [one, other])


def test_a_cycle_that_could_never_be_published_is_not_made(office):
    small_town.create(office, (), "assessment")
    with refusing(r"sama dengan “Semester” \(2026-1, 5 Januari 2026 s\.d\. 30 Juni 2026\).*penilaian diri", "id"):
        make(office, "2026-x", *DAYS)
    make(office, "2026-y", "2026-07-01", "2026-12-31")
    cycles.extend(office, ID, "2026-07-30", "hr")
    with refusing("must not be published twice"):
        cycles.open_cycle(office, "2026-y", "hr")


def test_a_draft_beside_a_draft_goes_no_further_once_the_other_is_opened(office):
    make(office, "2026-x", *DAYS, stages=("goals",))
    small_town.create(office, (), "assessment")
    for act in (cycles.next_stage, cycles.open_cycle):
        with refusing("about the same days"):
            act(office, "2026-x", "hr")
    with office.store.read() as view:
        assert records.cycle(view, "2026-x").state == "draft"


def test_an_extension_into_the_days_of_an_opened_cycle_is_refused(office):
    small_town.create(office, (), "assessment")
    make(office, "2026-y", "2026-07-01", "2026-12-31")
    cycles.open_cycle(office, "2026-y", "hr")
    with refusing("about the same days"):
        cycles.extend(office, ID, "2026-07-01", "hr")


@pytest.fixture
def two_closed(office, monkeypatch, tmp_path):
    """What version 0.1.0 let pass: two closed cycles about the same days, one of them published."""
    with monkeypatch.context() as old:
        old.setattr(cycles, "must_be_apart", lambda *_: None)
        small_town.create(office, (), "assessment")
        make(office, "2026-x", "2026-06-30", "2026-07-31")
        cycles.open_cycle(office, "2026-x", "hr")
    for id in (ID, "2026-x"):
        small_town.answered(office, 3 if id == ID else 4, id)
        to_state(office, "closed", id)
    later = on(office, "2026-09-01")
    assert publication.publish(later, ID, tmp_path / "published", {}, "hr").report.verdict == "NONE_FOUND"
    return later, tmp_path / "published"


def test_the_second_is_refused_at_the_preview_and_at_publish_and_nothing_of_it_ends(two_closed):
    office, packages = two_closed
    with refusing(r"“Semester” \(2026-1, .*\) sudah terbit.*ralat dengan kata-kata", "id"):
        publication.prepare(office, "2026-x", packages, {})
    with refusing("is out already"):
        publication.publish(office, "2026-x", packages, {}, "hr")
    with office.store.read() as view:
        assert records.cycle(view, "2026-x").state == "closed"
        assert consultation.counts(view, "2026-x", "after") is None
    assert [p.name for p in publication.released(packages)] == [ID]
    assert (
        publication.prepare(office, ID, packages, {}).report.verdict == "NONE_FOUND"
    )  # the first may be looked at again


def test_without_the_refusal_the_auditor_still_stops_it(two_closed, monkeypatch):
    office, packages = two_closed
    monkeypatch.setattr(publication, "must_be_apart", lambda *_: None)
    report = publication.publish(office, "2026-x", packages, {}, "hr").report
    assert report.verdict != "NONE_FOUND"
    assert "same_period" in {f.rule for f in report.findings}
