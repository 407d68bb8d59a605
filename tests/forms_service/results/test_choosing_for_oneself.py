"""Strengths to keep and a next step: chosen and read by oneself alone, shown again where the next period is planned and talked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinerja_office import accounts, choices, dialogues, records
from kinerja_words.problems import Refused
from tests.forms_service.results.periods import lived, result_of
from tests.forms_town import build_town, hidden, result_path
from tests.forms_world import BUDI, CAMAT, CYCLE, KASI, MELATI, SEKRETARIS, World

STEP = {"keep": ["pelayanan"], "step": "komunikasi", "words": "Menulis ringkasan rapat.\r\nSetiap Senin."}


@pytest.fixture
def years(tmp_path: Path) -> World:
    return lived(tmp_path)


def chosen(world: World, cycle: str = "2024") -> choices.Choice:
    with world.office.store.read() as view:
        return choices.get(view, cycle, MELATI)


def test_it_is_kept_shown_again_and_taken_back(years: World) -> None:
    me, address = years.client(MELATI), result_of(years, "2024")
    answer = me.post(address + "/langkah", STEP)
    assert answer.headers["Location"] == f"{address}?selesai=langkah"
    page = me.get(answer.headers["Location"]).text
    assert "Hanya Anda yang melihatnya" in page
    assert "Menulis ringkasan rapat.\nSetiap Senin." in page
    assert "sesudah Penilaian 2024:" in me.get("/tujuan").text
    assert "Menulis ringkasan" not in me.get(result_of(years, "2023")).text
    me.post(result_of(years, "2025") + "/langkah", {"step": "pelayanan", "words": "Yang lebih baru."})
    listed = me.get("/tujuan").text
    assert "Yang lebih baru." in listed
    assert "Menulis ringkasan" not in listed
    me.post(result_of(years, "2025") + "/langkah", {})
    assert "Menulis ringkasan" in me.get("/tujuan").text
    assert chosen(years).words == "Menulis ringkasan rapat.\nSetiap Senin."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"step": "komunikasi"}, "Isi keduanya"),
        ({"words": "Tanpa aspek"}, "Isi keduanya"),
        ({"step": "nihil", "words": "x"}, "Pilih aspek dari daftar"),
        ({"keep": ["nihil"]}, "Pilih aspek dari daftar"),
        ({"step": "komunikasi", "words": "a" * 301}, "Paling panjang 300 huruf."),
        (
            {"step": "\x00/../" + "p" * 9000, "keep": ["²"] * 500, "words": "x", "seen": "\x00"},
            "Pilih aspek dari daftar",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(years: World, data: dict, words: str) -> None:
    page = years.client(MELATI).post(result_of(years, "2024") + "/langkah", data)
    assert page.status_code == 422
    assert words in page.text
    assert data.get("words", "") in page.text
    assert chosen(years) == choices.Choice("2024", MELATI)


def test_two_strengths_at_most(years: World) -> None:
    all_of = ["pelayanan", "komunikasi", "ketelitian"]
    page = years.client(MELATI).post(result_of(years, "2024") + "/langkah", {"keep": all_of})
    assert "Pilih paling banyak 2 kekuatan." in page.text
    assert choices.choose(years.office, "2024", MELATI, all_of[1:], "", "").keep == ("komunikasi", "ketelitian")


def test_three_hundred_characters_as_their_writer_counts_them(years: World) -> None:
    text = ("a\r\n" * 149) + "ab"
    assert len(choices.choose(years.office, "2024", MELATI, (), "komunikasi", text).words) == 300
    with pytest.raises(Refused):
        choices.choose(years.office, "2024", MELATI, (), "komunikasi", text + "c")


def test_a_page_that_is_older_than_the_choice_takes_nothing_away(years: World) -> None:
    me, address = years.client(MELATI), result_of(years, "2024")
    seen = hidden(me.get(address + "/langkah").text, "seen")
    me.post(address + "/langkah", STEP)
    stale = me.post(address + "/langkah", {"step": "pelayanan", "words": "Dari tab lain", "seen": seen})
    assert stale.status_code == 422
    assert "Dari tab lain" in stale.text
    assert chosen(years).step == "komunikasi"
    again = {"step": "pelayanan", "words": "Dari tab lain", "seen": hidden(stale.text, "seen")}
    assert me.post(address + "/langkah", again).status_code == 303
    assert chosen(years).step == "pelayanan"


def test_nobody_else_chooses_or_reads_it(years: World) -> None:
    address = result_of(years, "2024")
    years.client(MELATI).post(address + "/langkah", STEP)
    for who in (SEKRETARIS, KASI, CAMAT, BUDI, "staff:hr", "staff:penyetuju", "staff:pengawas", ""):
        other = years.client(who)
        assert other.post(address + "/langkah", {"step": "pelayanan", "words": "Dari orang lain"}).status_code in (
            401,
            403,
        )
        for page in (address, address + "/cetak", address + "/langkah", "/hasil", "/tujuan"):
            assert "Menulis ringkasan" not in other.get(page, follow_redirects=True).text, (who, page)
    assert "Menulis ringkasan" not in years.client(MELATI).get(address + "/cetak").text, "it is not on paper either"
    assert chosen(years).words.startswith("Menulis")
    with years.office.store.read() as view:
        assert [d for _, d in view.find("trail") if "choice" in str(d)] == []


def test_only_of_a_result_that_is_there(tmp_path: Path) -> None:
    world = build_town(tmp_path, "assessment")
    with pytest.raises(Refused):
        choices.choose(world.office, CYCLE, MELATI, ("pelayanan",), "", "")
    assert world.client(MELATI).post(result_path(world, MELATI) + "/langkah", STEP).status_code == 404


def test_the_dialogue_of_a_later_period_shows_it_to_its_own_side_alone(tmp_path: Path) -> None:
    world = build_town(tmp_path, "assessment")
    with world.office.store.write() as change:
        change.put("choices", records.key("2020", MELATI), {"cycle": "2020", "employee": MELATI, "keep": [], "step": "komunikasi", "words": "Langkah dari 2020."})  # fmt: skip
        now = records.cycle(change, CYCLE)
        doc = {
            **now.to_doc(),
            "id": "2020",
            "state": "closed",
            "start": "2020-12-01",
            "end": "2020-12-20",
            "period": "2020",
            "title": "Tahun 2020",
        }
        change.put("cycles", "2020", doc)
    dialogues.note(world.office, CYCLE, MELATI, MELATI, "Catatan saya", "2026-06-10")
    address = f"/dialog/{CYCLE}/{world.app.extensions['kinerja'].tag('skp', f'{CYCLE}/{MELATI}')[:16]}"
    assert "Langkah dari 2020." in world.client(MELATI).get(address).text
    assert "Langkah dari 2020." not in world.client(SEKRETARIS).get(address).text


def test_what_is_destroyed_is_not_chosen_again(tmp_path: Path) -> None:
    world = lived(tmp_path)
    with world.office.store.write() as change:
        change.put("cycles", "2024", {**records.cycle(change, "2024").to_doc(), "destroyed": ["choices"]})
    me, address = world.client(MELATI), result_of(world, "2024")
    for page in ("", "/langkah"):
        assert 'action="' + address not in me.get(address + page).text
    for page, data in (("/langkah", STEP), ("/minat", {"minat": "teknik-komunikasi"})):
        assert me.post(address + page, data).status_code == 422


def test_whoever_signs_in_with_a_slip_issued_again_reads_no_earlier_choice(years: World) -> None:
    """HR, who issued it, could; what is chosen then is read again, and a page of before takes nothing away."""
    before = choices.choose(years.office, "2024", MELATI, (), "komunikasi", "Menulis ringkasan rapat.")
    with years.office.store.write() as change:
        change.put("accounts", MELATI, {"staff": None, "slip": "", "secret": "x", "epoch": 0})
    accounts.issue_slips(years.office, [MELATI], "hr", again=True)
    assert chosen(years) == choices.Choice("2024", MELATI)
    with years.office.store.read() as view:
        assert choices.latest(view, MELATI) is None
    with pytest.raises(Refused):
        choices.choose(years.office, "2024", MELATI, (), "pelayanan", "Lain.", before.seen)
    assert choices.choose(years.office, "2024", MELATI, (), "pelayanan", "Lain.") == chosen(years)


@pytest.mark.parametrize(
    "first", [{"words": "a" * 301}, {"bahasa": "en"}], ids=["refused for something else", "language"]
)
def test_an_older_tab_is_told_first_whatever_else_was_answered_to_it(years: World, first: dict[str, str]) -> None:
    """A page that was answered for another reason still stands for what it showed, and overwrites nothing newer unseen."""
    me, path = years.client(MELATI), result_of(years, "2024") + "/langkah"
    old = {**STEP, "seen": hidden(me.get(path).text, "seen")}
    me.post(path, {**STEP, "words": "Dari tab lain.", "seen": old["seen"]})
    again = me.post(path, {**old, **first}).text
    page = me.post(path, {**old, "seen": hidden(again, "seen")})
    assert page.status_code == 422
    assert chosen(years).words == "Dari tab lain."
    assert me.post(path, {**old, "seen": hidden(page.text, "seen")}).status_code == 303
    assert chosen(years).words == "Menulis ringkasan rapat.\nSetiap Senin."
