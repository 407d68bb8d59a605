"""An employee's number and a staff account's name share one field of the sign-in page: never the same words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.roster_reading import parse_roster
from kinerja_office import accounts, records
from kinerja_office.office import Office
from kinerja_office.roster import Moved, import_roster, preview
from tests.kinerja_office.small_town import town
from tests.wording import refusing

HEAD = "nip,nama,jabatan,golongan,kode_unit,nama_unit,kode_unit_induk,kelompok_publikasi,nip_atasan\n"


def roster(*numbers: str) -> bytes:
    return (HEAD + "".join(f"{n},Orang Rekaan,Staf,III/a,U,Unit,,Seksi,\n" for n in numbers)).encode()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with town(tmp_path) as office:
        accounts.add_staff(office, "hr", "hr", "cli")
        yield office


@pytest.mark.parametrize("number", ["hr", "HR", "h r"])
def test_an_employee_is_not_numbered_like_a_staff_account(office: Office, number: str) -> None:
    new = parse_roster(roster("a1", number), "r.csv", "any")
    with office.store.read() as view, refusing("is the name of a staff account"):
        preview(view, new)
    with refusing("is the name of a staff account"):
        import_roster(office, new, "hr")


def test_a_yes_to_a_change_of_another_roster_writes_nothing(office: Office) -> None:
    with office.store.read() as view:
        shown = records.roster(view)
    other, mine = (parse_roster(roster(n), "r.csv", "any") for n in ("budi", "siti"))
    import_roster(office, other, "hr", over=shown)
    with pytest.raises(Moved):
        import_roster(office, mine, "hr", over=shown)
    with office.store.read() as view:
        assert [e.employee_number for e in records.roster(view).employees] == ["budi"]
        now = records.roster(view)
    assert import_roster(office, mine, "hr", over=now).removed == ("budi",)


def test_a_staff_account_is_not_named_like_an_employee(office: Office) -> None:
    import_roster(office, parse_roster(roster("budi"), "r.csv", "any"), "hr")
    with refusing("is the number of an employee"):
        accounts.add_staff(office, "budi", "auditor", "hr")
    assert accounts.rekey_staff(office, "hr", "hr"), "an account that is there can be given a new password"


def test_who_has_left_locks_no_staff_account_out(office: Office) -> None:
    import_roster(office, parse_roster(roster("budi"), "r.csv", "any"), "hr")
    accounts.issue_slips(office, ["budi"], "hr")
    import_roster(office, parse_roster(roster("siti"), "r.csv", "any"), "hr")
    password = accounts.add_staff(office, "budi", "auditor", "hr")
    session = accounts.sign_in(office, "budi", password)
    assert session is not None
    assert session.staff == "auditor"
