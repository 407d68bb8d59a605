"""The auditor finds a wrong package of what citizens said from the output alone, and its place in the chain of releases."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from assessment.citizens import Measure
from publishing.audit import audit_packages
from publishing.citizens import HEADER, build
from publishing.package import package_hash, release_json, write_package
from tests.publishing.audit.small_office import office, write
from tests.publishing.citizens import OFFICE, row

DAY = "2026-06-15"


def released(root: Path, rows, previous: str = "", day: str = DAY, change=lambda text: text) -> Path:
    """Write a package whose own descriptor and release fit whatever `change` makes of its table."""
    files = build("2025", "Tahun 2025", rows, OFFICE, [])
    before = files["citizens.csv"]
    after = change(before.decode()).encode()
    described = json.loads(files["datapackage.json"])
    described["resources"][0] |= {"bytes": len(after), "hash": f"sha256:{hashlib.sha256(after).hexdigest()}"}
    files |= {"citizens.csv": after, "datapackage.json": json.dumps(described, ensure_ascii=False).encode()}
    files["release.json"] = release_json(f"citizens/2025-{day}", day, "", package_hash(files), previous)
    write_package(files, root / "citizens" / f"2025-{day}")
    return root / "citizens" / f"2025-{day}"


ROWS = [
    row("K", "skm", "81.24", 100), row("K", "u8", "71.73", 100), row("K / A", "u8", "72.00", 60), row("K / B", "u8", "66.00", 40),
    row("K / B", "skm", "79.00", 9), row("K", "received", "43"), row("K", "answered", "39"), row("K", "in_time", "31"), row("K", "median_days", "4.5"),
]  # fmt: skip


def rules(*folders: Path) -> set[str]:
    return {f.rule for f in audit_packages(folders).findings}


def test_a_sound_package_passes(tmp_path):
    folder = released(tmp_path, ROWS)
    report = audit_packages([folder])
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert rules(tmp_path / "citizens") == set(), "the folder of all of them is read too"


MUTANTS = [
    ("an index out of range", "81.24", "100.01", "bad_value"),
    ("below its range", "81.24", "24.99", "bad_value"),
    ("one decimal", "81.24", "81.2", "bad_value"),
    ("elements of 29 respondents", "u8,,71.73,100", "u8,,71.73,29", "citizens_few"),
    ("an index of four", "79.00,9", "79.00,4", "citizens_few"),
    ("more answered than came", ",39,", ",44,", "citizens_counts"),
    ("more in time than answered", ",31,", ",40,", "citizens_counts"),
    ("four complaints", ",43,", ",4,", "citizens_few"),
    ("what is left of the whole", "66.00,40", "66.00,30", "citizens_left"),
    ("a mark that is not the status", "79.00,9,,2025-07-01,2025-12-31,Laporan,2026-01-20,shown", "79.00,9,,2025-07-01,2025-12-31,Laporan,2026-01-20,withheld", "bad_value"),
    ("a measure nobody knows", "K,skm", "K,skp", "bad_value"),
    ("no respondents", "81.24,100", "81.24,", "bad_value"),
    ("a day that is none", "2026-01-20", "2026-02-30", "bad_value"),
    ("a last day before the first", "2025-12-31", "2025-06-30", "bad_value"),
    ("another cycle", "2025,K,skm", "2024,K,skm", "malformed"),
    ("a number of a person", "Laporan", "Laporan 198703122010011004", "personal_number"),
    ("hidden whole, shown part", "received,,43", "received,,x", "citizens_counts"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_a_wrong_figure_is_found(tmp_path, old, new, rule):
    folder = released(tmp_path, ROWS, change=lambda text: text.replace(old, new))
    assert old in build("2025", "Tahun 2025", ROWS, OFFICE, [])["citizens.csv"].decode()
    assert rule in rules(folder)


def test_a_criterion_is_one_of_its_cycles_instrument(tmp_path):
    cycle = write(tmp_path / "2025", office({"Kelurahan": 24, "Seksi": 20}, cycle="2025"))
    known = json.loads((cycle / "instrument.json").read_text())["criteria"][0]["code"]
    for code, found in ((known, False), ("lain", True)):
        mirrored = [Measure("K", "skm", "81.24", 100, code, "2025-07-01", "2025-12-31", "Laporan", "2026-01-20", "")]
        assert ("bad_value" in rules(cycle, released(tmp_path / code, mirrored))) == found


def test_a_later_release_that_differs_by_few_is_found(tmp_path):
    first = released(tmp_path, ROWS)
    link = hashlib.sha256((first / "release.json").read_bytes()).hexdigest()
    assert rules(first, released(tmp_path, ROWS, link, "2026-07-01")) == set()
    more = [row("K", "u8", "71.90", 104)]
    assert rules(first, released(tmp_path, more, link, "2026-07-01")) == {"citizens_difference", "citizens_left"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([row("K", "received", "43")], [row("K / Sago", "received", "40")]),
        ([row("K / Sago", "received", "40")], [row("k.", "received", "43")]),
        ([row("K", "u8", "70.00", 60)], [row("K / A", "u8", "72.00", 45)]),
        ([row("K. A", "u8", "70.00", 60)], [row("k a", "u8", "72.00", 75)]),
    ],
)
def test_what_two_releases_leave_together_is_found(tmp_path, before, after):
    first = released(tmp_path, before)
    link = hashlib.sha256((first / "release.json").read_bytes()).hexdigest()
    second = released(tmp_path, after, link, "2026-07-01")
    assert rules(first) == rules(second) == set(), "each is sound by itself"
    assert rules(first, second) & {"citizens_left", "citizens_difference"}


def test_an_element_beside_a_withheld_one_is_found(tmp_path):
    rows = [row("K", "skm", "81.24", 40), *(row("K", f"u{n}", "80.00", 30 + 10 * (n < 9)) for n in range(1, 10))]
    assert rules(released(tmp_path, rows)) == set()
    folder = released(
        tmp_path, rows, day="2026-07-01", change=lambda t: re.sub("80.00,30(.*)shown", r"x,30\1withheld", t)
    )
    assert rules(folder) == {"citizens_element"}


def test_complaints_of_other_days_are_no_part(tmp_path):
    folder = released(tmp_path, ROWS, change=lambda t: re.sub("(answered,.*)2025-07-01", r"\g<1>2025-01-01", t))
    assert "citizens_counts" in rules(folder)


def test_a_changed_file_is_found(tmp_path):
    folder = released(tmp_path, ROWS)
    path = folder / "citizens.csv"
    path.write_text(path.read_text().replace("81.24", "91.24"))
    assert rules(folder) == {"changed_file"}
    (folder / "lagi.csv").write_text("")
    assert rules(folder) == {"changed_file", "extra_file"}


def test_dropped_moved_or_put_in_another_order_the_chain_tells(tmp_path):
    before = write(
        tmp_path / "2025-1",
        office({"Kelurahan": 24, "Seksi": 20}, cycle="2025-1"),
        release={"previous": "", "published": "2026-01-01"},
    )
    link = hashlib.sha256((before / "release.json").read_bytes()).hexdigest()
    mirror = released(tmp_path, ROWS, link)
    link = hashlib.sha256((mirror / "release.json").read_bytes()).hexdigest()
    after = write(
        tmp_path / "2026-1",
        office({"Kelurahan": 24, "Seksi": 20}, cycle="2026-1", seed=1),
        release={"previous": link, "published": "2026-07-01"},
    )
    chain = "chain_broken"
    assert chain not in rules(before, mirror, after)
    assert chain in rules(before, after), "dropped"
    moved = mirror.rename(mirror.with_name("2025-2026-06-14"))
    assert chain in rules(before, moved, after)
    mirror = moved.rename(mirror)
    release = json.loads((mirror / "release.json").read_text())
    (mirror / "release.json").write_text(
        json.dumps({**release, "published": "2026-07-02", "cycle": "citizens/2025-2026-07-02"})
    )
    assert chain in rules(before, mirror, after), "released after what names it"


def test_the_columns_are_those_of_the_format(tmp_path):
    folder = released(tmp_path, ROWS, change=lambda text: text.replace("respondents", "people", 1))
    assert HEADER[5] == "respondents"
    assert "malformed" in rules(folder)
