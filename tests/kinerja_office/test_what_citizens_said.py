"""What citizens said is released after its cycle, once a day, by as many people as the cycle; the next release names it."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace

import pytest

from kinerja_office import accounts, citizens, cycles, publication
from kinerja_office.publication import digest_of, released
from kinerja_words.problems import Refused
from publishing.audit import audit_packages
from publishing.package import write_package
from tests.delivered import deliver
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on
from tests.wording import coded, refusing

HEAD = "unit,measure,value,respondents,criterion,start,end,source,source_day\n"
FILE = f"{HEAD}Kecamatan,skm,81.24,214,pelayanan,2026-01-01,2026-06-30,Laporan SKM,2026-07-01\n"
AGAIN = FILE.replace("81.24,214", "82.00,260")


@pytest.fixture
def out(office, tmp_path):
    """A published cycle of the town, and its packages."""
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    cycles.close_cycle(on(office, "2026-07-02"), ID, "hr")
    deliver(on(office, "2026-07-02"), ID)
    publication.publish(on(office, "2026-07-23"), ID, tmp_path / "published", {}, "hr")
    return tmp_path / "published"


def publish(office, out, day="2026-08-03", text=FILE, actor="hr", **more):
    return citizens.publish(on(office, day), ID, text.encode(), "warga.csv", out, actor, **more)


def chain(out):
    return [json.loads((f / "release.json").read_bytes()) for f in released(out)]


def test_it_comes_after_its_cycle_and_is_named_by_the_next(office, out):
    with coded("cycle.unknown"):
        citizens.prepare(on(office, "2026-08-03"), "2030", FILE.encode(), "warga.csv", out)
    assert (
        citizens.prepare(on(office, "2026-08-03"), ID, FILE.encode(), "warga.csv", out).report.verdict == "NONE_FOUND"
    )
    assert [f.name for f in released(out)] == [ID], "looked at, nothing is released"
    publish(office, out)
    publish(office, out, "2026-09-01", AGAIN)
    assert [r["cycle"] for r in chain(out)] == [ID, f"citizens/{ID}-2026-08-03", f"citizens/{ID}-2026-09-01"]
    assert [r["previous"] for r in chain(out)] == ["", *(digest_of(f / "release.json") for f in released(out)[:-1])]
    assert audit_packages(released(out)).verdict == "NONE_FOUND"
    assert publication.prepare(on(office, "2026-09-02"), ID, out, {}).report.verdict == "NONE_FOUND"


def test_one_a_day_and_no_one_twice(office, out):
    publish(office, out)
    for day, text in (("2026-08-03", AGAIN), ("2026-08-04", FILE)):
        with coded("citizens.again"):
            publish(office, out, day, text)
    with coded("publish.stale_preview"):
        publish(office, out, "2026-08-04", AGAIN, expect=hashlib.sha256(b"").hexdigest())
    assert len(chain(out)) == 2


def test_before_the_cycle_is_out_there_is_nothing_to_stand_beside(office, tmp_path):
    small_town.create(office, (), "assessment")
    with pytest.raises(Refused):
        publish(office, tmp_path / "published")


def test_texts_name_nobody_and_units_are_no_few_officers(office, out):
    somebody = small_town.people(office)[3]
    for text in (
        FILE.replace("Laporan SKM", f"Laporan {somebody.name}"),
        FILE.replace("Kecamatan,", f"{somebody.employee_number},"),
    ):
        with coded("names.person"):
            publish(office, out, text=text)
    with refusing("served by fewer than 5 officers"):
        publish(office, out, text=FILE.replace("Kecamatan,", "Kecamatan / SEKSI PELAYANAN UMUM,"))
    with refusing("served by fewer than 5 officers"):
        publish(office, out, text=FILE.replace("Kecamatan,", "Seksi Pelayanan Umum / Loket 1,"))
    publish(office, out, text=FILE.replace("Kecamatan,", "Kecamatan / Kelurahan Sago,"))
    assert len(chain(out)) == 2


def test_a_lost_one_stops_all_and_comes_back_byte_for_byte(office, out):
    files = publish(office, out).files
    address = f"citizens/{ID}-2026-08-03"
    shutil.rmtree(out / address)
    assert publication.lost(office, out) == [address]
    with coded("publish.lost"):
        publish(office, out, "2026-09-01", AGAIN)
    publication.publish_again(office, address, out, "hr")
    assert {p.name: p.read_bytes() for p in (out / address).iterdir()} == files
    (out / address / "citizens.csv").write_bytes(b"")
    assert publication.lost(office, out) == [address]


def test_what_a_kill_or_a_full_disk_leaves_missing_is_put_back(office, out, monkeypatch):
    def full(files, folder):
        if folder.parent.parent == out:
            raise OSError(28, "No space left on device")
        write_package(files, folder)

    with monkeypatch.context() as broken:
        broken.setattr(citizens, "write_package", full)
        with pytest.raises(OSError, match="No space"):
            publish(office, out)
    assert len(chain(out)) == 1
    with coded("publish.lost"):
        publish(office, out, "2026-09-01", AGAIN)
    publication.publish_again(office, f"citizens/{ID}-2026-08-03", out, "hr")
    publish(office, out, "2026-09-01", AGAIN)
    assert audit_packages(released(out)).verdict == "NONE_FOUND"


def test_a_package_that_no_record_knows_is_never_written_over(office, out, tmp_path):
    place = out / "citizens" / f"{ID}-2026-08-03"
    files = citizens.prepare(on(office, "2026-08-03"), ID, FILE.encode(), "warga.csv", out).files
    write_package(files, place)
    for day, text in (("2026-08-03", AGAIN), ("2026-08-04", FILE)):
        with coded("citizens.again"):
            publish(office, out, day, text)
    assert {p.name: p.read_bytes() for p in place.iterdir()} == files


def test_where_two_publish_one_proposes_and_the_other_says_yes(office, tmp_path):
    office = replace(office, organisation=replace(office.organisation, two_person=True))
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    cycles.close_cycle(on(office, "2026-07-02"), ID, "hr")
    deliver(on(office, "2026-07-02"), ID)
    for name, kind in (("sri", "hr"), ("tono", "approver")):
        accounts.add_staff(office, name, kind, "cli")
    out = tmp_path / "published"
    with coded("publish.second_person"):
        publication.publish(on(office, "2026-07-23"), ID, out, {}, "sri", "Diuji.")
    publication.publish(on(office, "2026-07-23"), ID, out, {}, "tono")
    with coded("publish.no_proposal"):
        publish(office, out, actor="tono")
    with coded("publish.note"):
        publish(office, out, actor="sri")
    with coded("citizens.second_person"):
        publish(office, out, actor="sri", note="Diuji.")
    with coded("publish.other_proposal"):
        publish(office, out, text=AGAIN, actor="tono")
    with coded("publish.not_alone"):
        publish(office, out, actor="cli")
    assert len(chain(out)) == 1
    publish(office, out, "2026-08-05", actor="tono")
    assert chain(out)[-1]["cycle"] == f"citizens/{ID}-2026-08-05"
