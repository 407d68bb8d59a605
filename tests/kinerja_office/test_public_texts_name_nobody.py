"""What an opening fixes or a release publishes names nobody who is or ever was on the roster: title, instrument, groups, commentary."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assessment.instrument import Instrument, build_instrument
from assessment.roster_reading import parse_roster
from kinerja.demo import invented
from kinerja_office import cycles, public_text, records
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, METHODS

NAME = invented.roster_csv().splitlines()[4].split(",")[1]


def roster(office: Office, old: str, new: str) -> None:
    import_roster(office, parse_roster(invented.roster_csv().replace(old, new).encode(), "roster.csv"), "hr")


def naming(name: str) -> Instrument:
    """The usual instrument, one statement of which names a person."""
    source = json.loads(json.dumps(dict(small_town.instrument().source)))
    source["criteria"][0]["items"][0]["text"]["id"] = f"Bekerja seperti Ibu {name}, S.Sos."
    return build_instrument({**source, "version": "4"})


def named(act: object, *args: object) -> str:
    """Run an act that has to be refused for a name alone; return the fields the problems stand at."""
    with pytest.raises(Refused) as refused:
        act(*args)  # type: ignore[operator]  # any act
    assert {p.code for p in refused.value.problems} == {"names.person"}
    return " ".join(p.field for p in refused.value.problems)


def make(office: Office, title: str, instrument: Instrument | None = None) -> None:
    tool = instrument or small_town.instrument()
    cycles.create(office, ID, tool, title, "2026-01-05", "2026-06-30", METHODS, (), "hr")


def test_a_title_is_refused_at_its_field_and_nothing_is_kept(office: Office) -> None:
    assert named(make, office, f"Semester {NAME.upper()}") == "title"
    with office.store.read() as view:
        assert not records.cycles(view)
        assert not view.count("instruments")


def test_an_instrument_is_refused_when_it_comes_and_when_it_is_revised(office: Office) -> None:
    named(make, office, "Semester", naming(NAME))
    make(office, "Semester")
    named(cycles.revise_instrument, office, ID, naming(NAME), "hr")
    with office.store.read() as view:
        assert records.cycle(view, ID).version == small_town.instrument().version


@pytest.mark.parametrize("where", ["title", "instrument", "group"])
def test_what_an_opening_fixes_is_asked_again_with_the_people_of_that_day(office: Office, where: str) -> None:
    new = "Bulanita Cahyasari"
    make(office, f"Semester {new}" if where == "title" else "Semester", naming(new) if where == "instrument" else None)
    roster(office, NAME, new)
    if where == "group":
        group = invented.roster_csv().splitlines()[4].split(",")[7]
        text = invented.roster_csv().replace(NAME, new).replace(group, f"Seksi {new}")
        import_roster(office, parse_roster(text.encode(), "roster.csv"), "hr")
    named(cycles.open_cycle, office, ID, "hr")
    with office.store.read() as view:
        assert records.cycle(view, ID).state == "draft"
        assert not view.count("participants")
    roster(office, "", "")
    cycles.open_cycle(office, ID, "hr")


def test_a_name_that_was_changed_is_still_a_name(office: Office) -> None:
    small_town.create(office, (), "closed")
    roster(office, NAME, "Bulanita Cahyasari")
    with office.store.read() as view:
        for name in (NAME, "Bulanita Cahyasari"):
            assert public_text.naming(view, "x", {"id": [f"Terima kasih, {name}."]})
        assert not public_text.naming(view, "x", [NAME.split()[0], NAME.split()[-1]]), "two texts are not one name"


def test_every_text_of_the_example_is_free_of_names(office: Office) -> None:
    small_town.create(office, (), "closed")
    with office.store.read() as view:
        public_text.must_name_nobody(view, replace(records.cycle(view, ID), title="Semester I 2026"))
