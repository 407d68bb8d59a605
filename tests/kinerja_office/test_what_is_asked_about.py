"""A word that may be a name and a day far away are asked about once; a yes holds for the very words in their place."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from assessment.roster_reading import parse_roster
from kinerja_office import cycles, doubts, follow_up, public_text, records
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from kinerja_words.problems import Doubt, Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, METHODS
from tests.wording import coded

HEADER = "nip,nama,jabatan,golongan,kode_unit,nama_unit,kode_unit_induk,kelompok_publikasi,nip_atasan"
ROW = "199001232014022003,{name},Arsiparis,III/a,U1,Seksi A,,Seksi,"


@pytest.fixture
def town(office: Office) -> Office:
    import_roster(office, parse_roster(f"{HEADER}\n{ROW.format(name='Melati')}\n".encode(), "roster.csv"), "hr")
    cycles.create(office, ID, small_town.instrument(), "Semester", "2026-01-05", "2026-06-30", METHODS, (), "hr")
    return office


def marks(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    """Run an act that is refused for doubts alone; return their marks."""
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    found = [p.mark for p in refused.value.problems if isinstance(p, Doubt)]
    assert len(found) == len(refused.value.problems), refused.value
    return found


def check(office: Office, words: str) -> None:
    with office.store.read() as view:
        public_text.must_be_public(view, {"text": {"id": words}})


def test_it_works(town: Office) -> None:
    asked = marks(check, town, "Taman bunga melati ditata ulang.")
    doubts.confirm(town, asked, "hr")
    check(town, "Taman bunga melati ditata ulang.")


def test_a_yes_holds_for_its_line_alone(town: Office) -> None:
    doubts.confirm(town, marks(check, town, "Bunga melati mekar."), "hr")
    check(town, "Bunga melati mekar.")
    assert marks(check, town, "Melati sering terlambat.")
    with town.store.read() as view:
        asked = public_text.naming(view, "text", "Bunga melati mekar.\nMelati sering terlambat.")
    assert len(asked) == 1, "the first line is answered"


def test_a_yes_for_a_word_is_none_for_a_name(town: Office) -> None:
    import_roster(
        town, parse_roster(f"{HEADER}\n{ROW.format(name='Melati Suryakencana')}\n".encode(), "roster.csv"), "hr"
    )
    with coded("names.person"):
        check(town, "Melati Suryakencana sering terlambat.")
    with pytest.raises(Refused) as refused:
        check(town, "Jalan Melati Suryakencana. 199001232014022003")
    assert not any(isinstance(p, Doubt) for p in refused.value.problems), "a number is never in doubt"


@pytest.mark.parametrize(
    "mark", ["", "Melati", "0" * 64, "0" * 64 + "/Melati", "x" * 64 + "/Melati", "0" * 64 + "/a\nb"]
)
def test_a_mark_of_nothing_opens_nothing(town: Office, mark: str) -> None:
    doubts.confirm(town, [mark], "hr")
    assert marks(check, town, "Bunga melati mekar.")


def test_it_is_asked_in_everything_that_can_become_public(town: Office) -> None:
    with town.store.read() as view:
        one = records.cycle(view, ID)
        assert [type(p) for p in public_text.naming(view, "notes.md", ["a", {"x": "Bunga melati"}])] == [Doubt]
    for text, owner in (("Bunga melati ditanam.", "Camat"), ("Bunga ditanam.", "Kepala Taman Melati")):
        assert marks(follow_up.add, town, ID, "a", "komunikasi", {"id": text}, owner, "2026-07-01", "hr")
    asked = marks(
        cycles.create,
        town,
        "lain",
        small_town.instrument(),
        "Semester Melati",
        "2026-01-05",
        "2026-06-30",
        METHODS,
        (),
        "hr",
    )
    doubts.confirm(town, asked, "hr")
    cycles.create(
        town, "lain", small_town.instrument(), "Semester Melati", "2026-01-05", "2026-06-30", METHODS, (), "hr"
    )
    assert one.title == "Semester"


def later(day: str, n: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=n)).isoformat()


def test_an_extension_into_another_year_is_asked_about(town: Office) -> None:
    now = max(town.today(), "2026-06-30")
    far, near = later(now, cycles.LONG_EXTENSION + 1), later(now, cycles.LONG_EXTENSION)
    asked = marks(cycles.extend, town, ID, far, "hr")
    assert cycles.extend(town, ID, near, "hr").end == near
    doubts.confirm(town, asked, "hr")
    assert cycles.extend(town, ID, far, "hr").end == far


def test_a_cycle_of_years_is_asked_about(town: Office) -> None:
    make = lambda start, end: cycles.create(town, "b", small_town.instrument(), "B", start, end, METHODS, (), "hr")  # noqa: E731
    assert marks(make, "2026-01-05", "2027-06-30")
    assert marks(make, "2062-01-05", "2062-06-30")
    make("2019-01-01", "2019-12-31")  # a year of long ago is imported


def test_an_action_answers_results_that_are_there(town: Office) -> None:
    def add(due: str) -> Any:
        return follow_up.add(town, ID, "a", "komunikasi", {"id": "Bunga ditanam."}, "Camat", due, "hr")

    with coded("date.before"):
        add("2016-07-01")
    for wrong in ("2026-02-30", "besok", ""):
        with coded("date.due"):
            add(wrong)
    asked = marks(add, "2062-07-01")
    assert add("2026-07-01").due == "2026-07-01"
    change = lambda due: follow_up.change_action(town, "a", "planned", "hr", due=due)  # noqa: E731
    with coded("date.before"):
        change("2016-07-01")
    assert marks(change, "2062-07-01") == asked
    doubts.confirm(town, asked, "hr")
    assert change("2062-07-01").due == "2062-07-01"


def test_who_said_yes_stands_in_the_trail_once(town: Office) -> None:
    asked = marks(check, town, "Bunga melati mekar.")
    for _ in range(2):
        doubts.confirm(town, asked, "ani")
    with town.store.read() as view:
        lines = [x for x in view.get("meta", "trail")["pending"] if x["act"] == "doubts.confirm"]
    assert [(x["actor"], x["details"]) for x in lines] == [("ani", {"words": ["Melati"]})]
