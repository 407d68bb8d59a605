"""One's own result answers first: the predicate, then what one can do and until when; and what a decision put right, before and after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.objection import Decision
from kinerja_office import evaluations, objections
from tests.forms_town import at, build_town, object_to, rate, result_path
from tests.forms_world import CAMAT, CYCLE, MELATI, SEKRETARIS, World


def _closed(world: World) -> None:
    rate(world, SEKRETARIS, MELATI)
    at(world, "2026-07-01")
    world.close()


@pytest.fixture
def town(tmp_path: Path) -> World:
    return build_town(tmp_path, "assessment", and_then=_closed)


def box(page: str) -> str:
    found = re.search(r'<section class="note"><h2>Yang dapat Anda lakukan.*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_predicate_then_what_to_do_then_figures(town: World) -> None:
    page = town.client(MELATI).get(result_path(town, MELATI)).text
    places = [page.index(words) for words in ('class="big"', "Yang dapat Anda lakukan", "Nilai per aspek", "Yang menonjol", "Kekuatan dan langkah")]  # fmt: skip
    assert places == sorted(places)


def test_the_box_follows_the_document_and_the_objection(town: World) -> None:
    me, address, office = town.client(MELATI), result_path(town, MELATI), town.office
    first = box(me.get(address).text)
    assert "Buka dokumen evaluasi" in first
    assert "sejak Anda menerima dokumen evaluasi" in first
    evaluations.sign(office, CYCLE, SEKRETARIS, [MELATI])
    evaluations.hand_over_documents(office, CYCLE, SEKRETARIS, [MELATI])
    assert "Konfirmasi" in box(me.get(address).text)
    evaluations.receive(office, CYCLE, MELATI, "2026-07-01")
    page = me.get(address).text
    assert f'href="/keberatan/{CYCLE}"' in page
    assert re.search(r"Keberatan .* \d+ Juli 2026", box(page)), "until which date"
    object_to(town, MELATI, SEKRETARIS, CAMAT)
    assert "Lihat keberatan saya" in box(me.get(address).text)
    assert "Sampai" in box(me.get(address).text), "the closing questions, with their last day"


def test_the_officer_has_no_such_box_and_no_choices(town: World) -> None:
    page = town.client(SEKRETARIS).get(result_path(town, MELATI)).text
    assert "Jangan diteruskan." in page
    for words in ("Yang dapat Anda lakukan", "Kekuatan dan langkah", "Saya berminat", "/minat", "/langkah"):
        assert words not in page, words


def test_what_was_put_right_is_told_before_and_after(town: World) -> None:
    office = town.office
    evaluations.sign(office, CYCLE, SEKRETARIS, [MELATI])
    evaluations.hand_over_documents(office, CYCLE, SEKRETARIS, [MELATI])
    evaluations.receive(office, CYCLE, MELATI, "2026-07-01")
    object_to(town, MELATI, SEKRETARIS, CAMAT, ("work_result", "komunikasi"))
    objections.state_side(office, CYCLE, MELATI, SEKRETARIS, "Saya menilai dari dua laporan.")
    decision = Decision(
        "upheld",
        "Bukti menunjukkan laporan tepat waktu.",
        levels={"work_result": "as"},
        answers={"KOM1": "4"},
        recommendation="Pertahankan.",
    )
    objections.decide(office, CYCLE, MELATI, CAMAT, decision)
    for who in (MELATI, SEKRETARIS):
        page = " ".join(re.sub(r"<[^>]+>", " ", town.client(who).get(result_path(town, MELATI)).text).split())
        assert re.search(
            r"Hasil kerja: \S*\s?di bawah ekspektasi (?:→|menjadi) sesuai ekspektasi", page, re.IGNORECASE
        ), page
        assert re.search(r"Komunikasi: 3,0 (?:→|menjadi) 4,0", page), page
