"""A cycle goes one way: each step checks its conditions and says what is missing."""

import json

from kinerja.demo.invented import roster_csv
from tests.kinerja.conftest import Office


def started(office: Office, *options: str) -> Office:
    path = office.data.parent / "roster.csv"
    path.write_text(roster_csv())
    office.shared("roster", "import", path)
    office.shared(
        "cycle", "create", "2026-1", "--instrument", "berakhlak", "--title", "Semester I", "--start", "2026-06-01",
        "--end", "2026-06-30", *options,
    )  # fmt: skip
    return office


def test_it_works(office: Office) -> None:
    started(office)
    assert "438" in office.run("assignments", "generate", "2026-1")
    plan = office.run("plan", "2026-1")
    assert "Sekretariat + Seksi (23)" in plan
    assert "Kelurahan (38)" in plan
    office.run("cycle", "open", "2026-1")
    status = json.loads(office.run("cycle", "status", "2026-1", "--json"))
    assert status["participation"]["peer"] == {"assigned": 305, "sent": None}
    assert {u["method"] for u in status["units"]} == {"self", "supervisor"}
    office.run("cycle", "close", "2026-1")
    assert not (office.data / "private" / "keys" / "2026-1.key").exists()
    assert "2026-1\tclosed" in office.run("cycle", "list")


def test_the_plan_says_what_changed_since_the_last_cycle_and_why(office: Office) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    assert "Berubah sejak" not in office.run("plan", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    path = office.data.parent / "roster.csv"
    path.write_text(roster_csv().replace(",Kelurahan / ", ",Wilayah / "))
    office.run("roster", "import", path)
    office.run(
        "cycle", "create", "2026-2", "--instrument", "berakhlak", "--title", "Semester II", "--start", "2026-11-01",
        "--end", "2026-11-30",
    )  # fmt: skip
    office.shared("assignments", "generate", "2026-2")
    before, after = office.run("plan", "2026-2").split("Berubah sejak periode lalu:\n")
    assert "Wilayah (38)" in before
    assert len(after.splitlines()) == 22, (
        "seven changes for each of three methods, one where the whole office is the only row"
    )
    assert "Penilaian atasan: baris Kelurahan hilang: kelompoknya tidak ada lagi dalam daftar pegawai." in after
    assert "Penilaian atasan: baris Wilayah (38 pegawai) baru: kelompoknya baru dalam daftar pegawai." in after


def test_stages_come_in_order(office: Office) -> None:
    started(office, "--with", "goals,consultation")
    for state in ("konsultasi", "rencana", "berlangsung", "ditutup"):
        assert state in office.run("cycle", "next", "2026-1")
    assert "kinerja publish" in office.run("cycle", "next", "2026-1", code=1)


def test_opening_needs_a_roster(office: Office) -> None:
    office.run(
        "cycle",
        "create",
        "x",
        "--instrument",
        "berakhlak",
        "--title",
        "T",
        "--start",
        "2026-01-01",
        "--end",
        "2026-02-01",
    )
    assert "kinerja roster import" in office.run("cycle", "open", "x", code=1)


def test_opening_twice_and_closing_twice_are_refused(office: Office) -> None:
    started(office)
    office.run("cycle", "close", "2026-1", code=1)
    office.shared("cycle", "open", "2026-1")
    assert "kinerja cycle close" in office.run("cycle", "open", "2026-1", code=1)
    office.shared("cycle", "close", "2026-1")
    assert "sudah ditutup" in office.run("cycle", "close", "2026-1", code=1)


def test_an_opening_can_be_undone_until_forms_are_taken(office: Office) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1", "--grace")
    office.run("cycle", "undo", "2026-1")
    assert not (office.data / "private" / "keys" / "2026-1.key").exists()
    office.shared("cycle", "open", "2026-1", "--grace")
    employee = roster_csv().splitlines()[2].split(",")[0]
    form = office.data.parent / "f.csv"
    form.write_text(f"method,rater,ratee\nself,{employee},{employee}\n")
    assert "belum menerima formulir" in office.run("assessments", "import", form, "--cycle", "2026-1", code=1)
    office.run("cycle", "take-forms", "2026-1")
    before = office.run("cycle", "undo", "2026-1", code=1)
    office.run("assessments", "import", form, "--cycle", "2026-1")
    assert office.run("cycle", "undo", "2026-1", code=1) == before, "no act tells whether anybody has answered"
    assert "tidak dapat dibatalkan" in office.run("cycle", "undo", "2026-1", code=1)


def test_an_instrument_in_use_never_changes(office: Office) -> None:
    started(office)
    office.shared("cycle", "open", "2026-1")
    path = office.content / "instruments" / "berakhlak.toml"
    path.write_text(path.read_text().replace("Ramah, cekatan", "Ramah, cepat"))
    command = (
        "cycle",
        "create",
        "2026-2",
        "--instrument",
        "berakhlak",
        "--title",
        "T",
        "--start",
        "2026-07-01",
        "--end",
        "2026-08-01",
    )
    assert "Naikkan version" in office.run(*command, code=1)
    path.write_text(path.read_text().replace('version = "3"', 'version = "4"'))
    office.run(*command)


def test_an_empty_cycle_closes_and_withholds_everything(office: Office) -> None:
    started(office)
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    assert "NONE_FOUND" in office.run("publish", "2026-1", "--yes")
    rows = (office.data / "published" / "2026-1" / "results.csv").read_text().splitlines()[1:]
    assert all(line.endswith(",x,x,x,x,x,withheld") for line in rows)


def test_a_commentary_that_names_a_person_is_refused(office: Office) -> None:
    started(office)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    name = roster_csv().splitlines()[4].split(",")[1]
    (office.content / "notes" / "2026-1.id.md").write_text(f"Terima kasih kepada {name.upper()} atas kerjanya.")
    message = office.run("publish", "2026-1", "--yes", code=1)
    assert name in message


def test_two_people_publish_where_the_office_wants_it(office: Office) -> None:
    path = office.content / "organisation.toml"
    path.write_text(path.read_text().replace("two_person = false", "two_person = true"))
    started(office)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    told = {n: office.run("account", "add", n, "--role", r) for n, r in (("ana", "hr"), ("budi", "approver"))}
    first = {name: f"{said.split()[-1]}\npayung hijau tenggelam {name}\n" for name, said in told.items()}
    secret = {name: f"payung hijau tenggelam {name}\n" for name in told}

    def publish(who: str, typed: str, *more: str, code: int = 1) -> str:
        return office.run("publish", "2026-1", "--by", who, *more, code=code, input=typed)

    for alone in ((), ("--yes",), ("--note", "PPID setuju")):
        assert "dua orang" in office.run("publish", "2026-1", *alone, code=1)
    assert "tidak cocok" in publish("ana", "tebakan\n", "--note", "PPID setuju")
    assert "uji konsekuensi" in publish("ana", first["ana"])
    assert "penyetuju harus" in publish("ana", secret["ana"], "--note", "PPID setuju")
    assert "uji konsekuensi" in publish("ana", secret["ana"])
    assert "tidak cocok" in publish("budi", secret["ana"]), "a name alone is nobody"
    assert "tidak cocok" in publish("siapa", secret["ana"])
    assert not (office.data / "published" / "2026-1").exists()
    publish("budi", first["budi"], code=0)
    assert (office.data / "published" / "2026-1" / "release.json").exists()


def test_hr_who_forgot_gets_a_new_password_on_the_server(office: Office) -> None:
    assert "hr" in office.run("account", "reset", "siapa", code=1)
    password = office.run("account", "reset", "hr").split()[-1]
    started(office)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    office.run("publish", "2026-1", "--yes", "--by", "hr", input=f"{password}\ntiga kata baru\n")
    assert office.run("account", "list").split() == ["hr", "hr"]


def test_settings_wait_for_an_approver_who_types_their_secret(office: Office) -> None:
    path = office.content / "organisation.toml"
    assert "berlaku" in office.run("settings")
    path.write_text(path.read_text().replace("two_person = false", "two_person = true"))
    password = office.run("account", "add", "budi", "--role", "approver").split()[-1]
    path.write_text(path.read_text().replace("two_person = true", "two_person = false"))
    started(office)
    assert "two_person 2 → 1" in office.run("cycle", "open", "2026-1", code=1)
    assert "two_person\t2 → 1" in office.run("settings")
    assert "tidak cocok" in office.run("settings", "--by", "budi", code=1, input="hr\n")
    office.run("settings", "--by", "budi", input=f"{password}\ntiga kata baru\n")
    office.shared("cycle", "open", "2026-1")
