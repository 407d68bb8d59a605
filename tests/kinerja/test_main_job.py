"""The main job on real answers of 2,800 people: roster → assessments → package, through the command alone."""

import csv
import json

from tests.kinerja.conftest import BFI, Office, answer_bfi, open_bfi


def test_it_works(bfi: Office) -> None:
    out = bfi.run("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments")
    assert "2800" in out
    bfi.run("cycle", "close", "bfi")
    assert "NONE_FOUND" in bfi.run("publish", "bfi", "--yes")
    package = bfi.data / "published" / "bfi"
    described = json.loads((package / "datapackage.json").read_text())["kinerja"]
    assert described["forms"] == 2800
    assert described["imported_whole"] is True
    assert len((package / "receipts.csv").read_text().splitlines()) == 2801
    rows = list(csv.DictReader((package / "results.csv").read_text().splitlines()))
    assert {r["status"] for r in rows} == {"shown"}
    assert len(rows) == 7 * 5
    assert "NONE_FOUND" in bfi.run("audit", package)


def test_imports_are_all_or_nothing_and_once(bfi: Office) -> None:
    answer_bfi(bfi)
    before = bfi.state()
    again = bfi.run("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", code=1)
    assert "sudah pernah masuk" in again
    assert "2788 masalah lain" in again
    assert "sudah tetap" in bfi.run(
        "assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments", code=1
    )
    assert bfi.state() == before


def test_publishing_twice_is_refused_and_changes_nothing(bfi: Office) -> None:
    answer_bfi(bfi)
    bfi.shared("cycle", "close", "bfi")
    bfi.run("publish", "bfi", "--preview")
    assert not (bfi.data / "published" / "bfi").exists()
    bfi.run("publish", "bfi", "--yes")
    package = {p.name: p.read_bytes() for p in (bfi.data / "published" / "bfi").iterdir()}
    assert "sudah terbit" in bfi.run("publish", "bfi", "--yes", code=1)
    assert {p.name: p.read_bytes() for p in (bfi.data / "published" / "bfi").iterdir()} == package


def test_the_same_records_give_the_same_package_in_another_order(bfi: Office, tmp_path_factory: object) -> None:
    lines = (BFI / "assessments.csv").read_text().splitlines()
    shuffled = bfi.data.parent / "shuffled.csv"
    shuffled.write_text("\n".join([lines[0], *sorted(lines[1:], key=lambda x: x[::-1])]) + "\n")
    bfi.run("assessments", "import", shuffled, "--cycle", "bfi", "--create-assignments")
    bfi.shared("cycle", "close", "bfi")
    bfi.run("publish", "bfi", "--yes")
    other = Office(bfi.data.parent / "data2", bfi.content)
    other.run("init")
    open_bfi(other)
    other.run("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments")
    other.shared("cycle", "close", "bfi")
    other.run("publish", "bfi", "--yes")
    chance = ("receipts.csv", "datapackage.json", "release.json")  # codes are drawn by chance, and the hashes follow
    for path in (bfi.data / "published" / "bfi").iterdir():
        if path.name not in chance:
            assert path.read_bytes() == (other.data / "published" / "bfi" / path.name).read_bytes(), path.name
