"""The organisation's predicate: of whom, corrected with a trail, published with its source, naming nobody."""

import json

import pytest

from kinerja_office import organisation_predicates, publication, records
from kinerja_office.organisation_predicates import enter, for_officer, led, of
from kinerja_store import trail
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, by_position, on, people, to_state
from tests.wording import refusing

LKJIP = ("LKjIP Kecamatan Senapelan 2025", "2026-01-30")


def test_each_unit_with_a_leading_officer_may_have_its_own(office):
    one = small_town.create(office, ())
    with office.store.read() as view:
        units = led(view, one)
    assert set(units) == {"UMPEG", "KEUPRO", "PEM", "TTU", "PMD", "PLU", *(str(1001 + n) for n in range(6))}
    assert units["1001"].position == "Lurah"  # and not the secretary, who rates people of the same unit
    enter(office, ID, "", "baik", *LKJIP, "hr")
    enter(office, ID, "PLU", "istimewa", *LKJIP, "hr")
    officers = {
        "Camat": "baik", "Sekretaris Kecamatan": "baik", "Kepala Seksi Pelayanan Umum": "istimewa", "Lurah": "baik",
        "Kepala Seksi Pemerintahan": "baik",
    }  # fmt: skip
    with office.store.read() as view:
        for position, predicate in officers.items():
            given = for_officer(view, one, by_position(office, position).employee_number)
            assert given
            assert given.predicate == predicate, position
        assert of(view, ID, "1001") is None


def test_without_an_entry_there_is_none(office):
    one = small_town.create(office, ())
    with office.store.read() as view:
        assert for_officer(view, one, by_position(office, "Lurah").employee_number) is None


def test_a_correction_leaves_both_in_the_trail(office):
    small_town.create(office, ())
    enter(office, ID, "", "baik", *LKJIP, "hr")
    enter(office, ID, "", "kurang", "LKjIP, perbaikan", "2026-02-01", "ratna.hr")
    with office.store.read() as view:
        given = of(view, ID)
    assert given
    assert (given.predicate, given.by, given.noted) == ("kurang", "ratna.hr", "2026-02-01")
    trail.flush(office.store)
    written = [json.loads(line) for line in trail.read_trail(office.folder).splitlines()]
    lines = [e for e in written if e["act"] == "organisation-predicate"]
    assert [(e["actor"], e["details"]["predicate"], e["details"].get("was")) for e in lines] == [
        ("hr", "baik", None), ("ratna.hr", "kurang", "baik"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "KEC"}, "tidak dipimpin"),
        ({"unit": "XX"}, "tidak dipimpin"),
        ({"predicate": "sangat_baik"}, "Pilih predikat"),
        ({"predicate": ""}, "Pilih predikat"),
        ({"day": "2026-02-02"}, "belum tiba"),
        ({"day": "31 Januari"}, "tidak sah"),
        ({"source": " "}, ""),
        ({"source": "x" * 161}, ""),
    ],
)
def test_what_is_refused(office, change, words):
    small_town.create(office, ())
    usual = {"unit": "", "predicate": "baik", "source": LKJIP[0], "day": LKJIP[1]}
    with refusing(words, "id"):
        enter(office, ID, **(usual | change), actor="hr")
    with office.store.read() as view:
        assert of(view, ID) is None


def test_a_source_names_nobody(office):
    small_town.create(office, ())
    name = people(office)[3].name
    with refusing(name.split()[0], "id"):
        enter(office, ID, "", "baik", f"LKjIP susunan {name}", LKJIP[1], "hr")


def test_it_is_published_with_its_source_and_then_final(office, tmp_path):
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    to_state(office, "closed")
    later = on(office, "2026-09-01")
    enter(later, ID, "", "butuh_perbaikan", *LKJIP, "hr")
    enter(later, ID, "PLU", "kurang", *LKJIP, "hr")
    made = publication.publish(later, ID, tmp_path / "published", {}, "hr")
    assert made.report.verdict == "NONE_FOUND"
    stated = json.loads(made.files["datapackage.json"])["kinerja"]
    assert stated["organisation_predicate"] == {"predicate": "butuh_perbaikan", "source": LKJIP[0], "day": LKJIP[1]}
    assert b"PLU" not in b"".join(made.files.values())
    with refusing("sudah terbit", "id"):
        enter(later, ID, "", "baik", *LKJIP, "hr")
    with office.store.read() as view:
        assert organisation_predicates.of(view, ID).predicate == "butuh_perbaikan"
        assert records.cycle(view, ID).state == "published"
