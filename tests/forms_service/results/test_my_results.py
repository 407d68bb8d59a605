"""Results after the close: one's own, an officer's reports, nobody's before it."""

from __future__ import annotations

import re

import pytest

from assessment.assignment import Assignment
from kinerja_office import answering
from tests.forms_world import BUDI, CAMAT, CYCLE, JOKO, KASI, MELATI, NAMES, PEER_PAIRS, RATNA, SEKRETARIS, World


@pytest.fixture
def filled(world: World) -> World:
    """Everybody has answered; Melati is strong in service and weak in communication."""

    def enter(method, rater, ratee, answers, **levels):
        one = Assignment(method, rater, ratee)
        given = dict(zip(("PEL1", "PEL2", "KOM1", "KOM2"), answers, strict=True))
        entry = answering.save(world.office, CYCLE, one, given, levels=levels or None)
        answering.send(world.office, CYCLE, one, entry.revision)

    enter("self", MELATI, MELATI, "5544")
    enter("supervisor", SEKRETARIS, MELATI, "4524", work_result="above", work_behaviour="as", reason="Arsip tertib.")
    for rater, ratee in PEER_PAIRS:
        enter("peer", rater, ratee, ("4", "4", "2", "TD"))
    return world


def said(page: str, criterion: str) -> list[str]:
    """The figures that stand under one criterion, in the order of the methods."""
    row = re.search(rf"<h3>{criterion}</h3>\s*<svg.*?</ul>", page, re.DOTALL)
    assert row
    return re.findall(r"<b>([^<]+)</b>", row[0])


def address(world: World, who: str) -> str:
    return f"/hasil/{CYCLE}/{world.app.extensions['kinerja'].tag('result', f'{CYCLE}/{who}')[:16]}"


def test_nobody_sees_a_result_while_the_cycle_is_open(filled: World) -> None:
    for who in (MELATI, SEKRETARIS):
        assert filled.client(who).get(address(filled, MELATI)).status_code == 404
        assert "Belum ada periode yang ditutup" in filled.client(who).get("/hasil").text


def test_my_result_with_predicate_peers_and_words(filled: World) -> None:
    filled.close()
    me = filled.client(MELATI)
    assert address(filled, MELATI) in me.get("/hasil").text
    page = me.get(address(filled, MELATI)).text
    assert "predikat Anda" in page.split('class="here"')[1][:80]
    assert "Baik" in page.split('class="here"')[1][:60]
    assert "Arsip tertib." in page
    assert said(page, "Komunikasi") == ["3,0", "2,0", "2,0"], "KOM2 is turned; the peers' mean is of ratings"
    assert "Kekuatan:</strong> Pelayanan" in page
    assert "Paling perlu ditingkatkan:</strong> Komunikasi" in page
    assert "Anda menilai diri lebih tinggi" in page
    assert "Teknik komunikasi" in page, "the first programme for what is to improve"
    for rater, ratee in PEER_PAIRS:
        if ratee == MELATI:
            assert NAMES[rater] not in page


def test_two_peers_give_no_value(filled: World) -> None:
    filled.close()
    page = filled.client(RATNA).get(address(filled, RATNA)).text
    assert said(page, "Pelayanan") == ["tidak ada"] * 3
    assert "kurang dari tiga rekan menjawab" in page
    assert "belum menetapkan" in page


def test_the_appraising_officer_sees_reports_and_nobody_else_does(filled: World) -> None:
    filled.close()
    boss = filled.client(SEKRETARIS)
    assert "Melati" in boss.get("/hasil").text
    page = boss.get(address(filled, MELATI))
    assert page.status_code == 200
    assert "Pejabat Penilai Kinerja" in page.text
    for other in (BUDI, JOKO, KASI, CAMAT):
        assert filled.client(other).get(address(filled, MELATI)).status_code == 403
        assert "Melati" not in filled.client(other).get("/hasil").text
    for staff in ("staff:hr", "staff:penyetuju", "staff:pengawas"):
        assert filled.client(staff).get(address(filled, MELATI)).status_code == 403


def test_an_unknown_result_is_not_found(filled: World) -> None:
    filled.close()
    me = filled.client(MELATI)
    assert me.get(f"/hasil/{CYCLE}/{'0' * 16}").status_code == 404
    assert me.get("/hasil/nix/0").status_code == 404


def test_english(filled: World) -> None:
    filled.close()
    page = filled.client(MELATI, "en").get(address(filled, MELATI)).text
    assert "Strengths:" in page
    assert said(page, "Communication") == ["3.0", "2.0", "2.0"]
