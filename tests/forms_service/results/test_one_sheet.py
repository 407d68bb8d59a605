"""One result on one sheet of A4 with name and period: in a browser and as PDF, with the longest reason and four methods."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.instrument import Instrument, parse_instrument
from forms_service import create_app
from forms_service.prints.pdf import STYLE
from kinerja_office import answering, assignments, cycles
from kinerja_office.office import Office
from tests.browser import chromium
from tests.forms_world import ASISTEN, CAMAT, CYCLE, KASI, MELATI, NAMES, ROOT, Clock, World, build_office

LONGEST = "Laporan datang tepat waktu. " * (answering.REASON_CHARS // 28)


def whole() -> Instrument:
    """The shipped instrument, the longest there is, with every method."""
    text = (ROOT / "content" / "instruments" / "berakhlak.toml").read_text(encoding="utf-8")
    return parse_instrument(text, "berakhlak.toml")


def _play(office: Office) -> None:
    tool = whole()
    cycles.create(office, CYCLE, tool, "Penilaian kinerja tahun 2025", "2026-06-01", "2026-06-30", None, (), "hr")
    assignments.generate_assignments(office, CYCLE, 5, "hr")
    cycles.open_cycle(office, CYCLE, "hr")
    levels = {"work_result": "above", "work_behaviour": "above", "reason": LONGEST}
    asked = {i.code: "4" for i in tool.items if not i.methods or "supervisor" in i.methods}
    one = Assignment("supervisor", CAMAT, KASI)
    entry = answering.save(office, CYCLE, one, asked, levels=levels)
    answering.send(office, CYCLE, one, entry.revision)
    cycles.close_cycle(office, CYCLE, "hr")


@pytest.fixture
def office(tmp_path: Path) -> World:
    clock = Clock()
    made = build_office(tmp_path, clock, play=_play, what="sheet")
    app = create_app(made, packages=tmp_path / "published", content=ROOT / "content")
    return World(made, app, clock)


def sheet(world: World) -> str:
    return f"/hasil/{CYCLE}/{world.app.extensions['kinerja'].tag('result', f'{CYCLE}/{KASI}')[:16]}/cetak"


def pages(pdf: bytes) -> int:
    """How many pages a PDF has, also where its objects are packed."""
    assert pdf.startswith(b"%PDF-")
    packed = re.findall(rb"(?<=ObjStm).*?stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return len(re.findall(rb"/Type\s*/Page\b", pdf + b"\n".join(zlib.decompressobj().decompress(p) for p in packed)))


def test_it_is_one_page_of_a4_in_a_browser_and_as_pdf(office: World) -> None:
    me = office.client(KASI)
    page = me.get(sheet(office)).text
    style = STYLE.read_text(encoding="utf-8")
    assert LONGEST.strip() in page
    assert pages(me.get(sheet(office) + "?bentuk=pdf").data) == 1
    with chromium() as browser:
        shown = browser.new_page()
        shown.set_content(re.sub("<link[^>]*cetak[^>]*>", f"<style>{style}</style>", page))
        printed = shown.pdf(prefer_css_page_size=True)
    assert pages(printed) == 1


def test_it_says_whose_it_is_and_of_when_and_its_officer_prints_the_same(office: World) -> None:
    page = office.client(KASI).get(sheet(office)).text
    for words in (NAMES[KASI], "Penilaian kinerja tahun 2025", "1 Juni 2026 – 30 Juni 2026", "Atasan menilai"):
        assert words.lower() in page.lower(), words
    assert office.client(CAMAT).get(sheet(office)).text == page
    for other in (MELATI, ASISTEN, "staff:hr"):
        assert office.client(other).get(sheet(office)).status_code == 403
