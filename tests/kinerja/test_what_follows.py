"""Objections, training and follow-up from the command line, with the mistakes people make."""

import json

from tests.kinerja.conftest import Office
from tests.kinerja.test_cycle_life import started


def closed(office: Office, *options: str) -> Office:
    started(office, *options)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    return office


def test_a_training_is_planned_and_held(office: Office) -> None:
    closed(office)
    assert "Teknik komunikasi" in office.run("training", "plan", "2026-1", "teknik-komunikasi", "--on", "2026-09-01")
    held = ("training", "held", "2026-1", "teknik-komunikasi", "--on", "2026-09-05", "--participants", "24")
    assert "24 peserta" in office.run(*held)
    assert "teknik-komunikasi\t2026-09-01\tdiadakan 5 September 2026" in office.run("training", "list", "2026-1")


def test_an_unknown_programme_or_cycle_is_refused_and_a_missing_option_is_usage(office: Office) -> None:
    closed(office)
    assert "Yang ada: teknik-komunikasi" in office.run(
        "training", "plan", "2026-1", "yoga", "--on", "2026-09-01", code=1
    )
    office.run("training", "plan", "2031-1", "teknik-komunikasi", "--on", "2026-09-01", code=1)
    office.run("training", "held", "2026-1", "teknik-komunikasi", "--on", "2026-01-05", "--participants", "24", code=1)
    office.run("training", "held", "2026-1", "teknik-komunikasi", code=2)


def test_an_action_goes_from_planned_to_done(office: Office) -> None:
    closed(office)
    add = ("follow-up", "add", "2026-1", "jadwal", "--criterion", "komunikasi", "--text", "Jadwal di setiap loket.",
           "--owner", "Lurah", "--due", "2026-09-30")  # fmt: skip
    office.run(*add)
    assert "sudah dipakai" in office.run(*add, code=1)
    office.run("follow-up", "set", "jadwal", "done", code=1)
    assert "selesai" in office.run("follow-up", "set", "jadwal", "done", "--result", "Terpasang.")
    (one,) = json.loads(office.run("follow-up", "list", "2026-1", "--json"))
    assert (one["state"], one["result"]["id"], one["owner"]) == ("done", "Terpasang.", "Lurah")
    assert "jadwal\t2026-09-30\tselesai\tLurah" in office.run("follow-up", "list")


def test_publishing_waits_for_the_documents(office: Office) -> None:
    started(office, "--with", "objections")
    office.shared("assignments", "generate", "2026-1")
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    assert "Belum ada keberatan" in office.run("objections", "list", "2026-1")
    assert json.loads(office.run("objections", "list", "2026-1", "--json"))["objections"] == []
    office.run("publish", "2026-1", "--preview")
    assert "belum tercatat diterima" in office.run("publish", "2026-1", "--yes", code=1)
    office.run("publish", "2026-1", "--yes", "--undelivered")  # the evaluation ended on 30 June: the last limit is over
    assert (office.data / "published/2026-1/documents.csv").read_text().splitlines()[1] == "2026-1,61,shown"


def test_the_draft_instrument_is_revised_with_what_changed(office: Office) -> None:
    started(office, "--with", "consultation")
    office.run("cycle", "next", "2026-1")
    path = office.content / "instruments" / "berakhlak.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "Suka menolong orang lain"', 'id = "Menolong rekan"'), encoding="utf-8")
    assert "Naikkan version" in office.run("instrument", "revise", "2026-1", "berakhlak", code=1)
    path.write_text(path.read_text(encoding="utf-8").replace('version = "3"', 'version = "4"'), encoding="utf-8")
    assert "“Suka menolong orang lain” menjadi “Menolong rekan”" in office.run(
        "instrument", "revise", "2026-1", "berakhlak"
    )
