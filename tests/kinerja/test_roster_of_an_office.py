"""The command reads the same files as the desk: headings it does not know are named once, and kept."""

from __future__ import annotations

from tests.assessment.office_file import FILE, changed
from tests.kinerja.conftest import Office

HEAD = ["No", "NIP", "Nama Pegawai", "Pangkat/Gol.", "Jabatan", "Tempat Tugas", "Yang Menilai", "Status Kepegawaian"]


def test_an_offices_file_is_imported_and_unknown_headings_are_said_once(office: Office) -> None:
    path = office.data.parent / "pegawai.xlsx"
    path.write_bytes(FILE)
    assert "5 pegawai" in office.run("roster", "import", path)
    path.write_bytes(changed(lambda people: None, HEAD))
    before = office.state()
    told = office.run("roster", "import", path, code=1)
    assert "Tempat Tugas" in told
    assert "--column" in told
    assert "Tempat Tugas" in office.run("roster", "import", path, "--column", "Tempat Tugas=kantor", code=1)
    assert office.state() == before
    said = ("--column", "Tempat Tugas=unit_name", "--column", "Yang Menilai=supervisor_name")
    office.run("roster", "import", path, "--dry-run", *said)
    assert office.state() == before
    office.run("roster", "import", path, *said)
    assert "5 pegawai" in office.run("roster", "import", path)
