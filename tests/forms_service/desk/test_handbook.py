"""The handbook inside the desk: one text, its pictures, and each page's way to its chapter."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from forms_service.desk.help import CHAPTERS
from forms_service.web import handbook
from tests.forms_service.desk.office import Desk
from tests.forms_world import ROOT

DOCS = ROOT / "docs"


def test_the_handbook_is_read_inside_with_its_pictures(desk: Desk) -> None:
    page = desk.hr.get("/meja/bantuan")
    assert "Panduan HR: dari pemasangan sampai hasil terbit" in page.text
    shown = re.findall(r'<img src="([^"]+)" alt="[^"]+"', page.text)
    assert len(shown) == len(re.findall(r"!\[", (DOCS / "handbook.id.md").read_text()))
    for address in shown:
        answer = desk.client().get(address)
        assert answer.status_code == 200, address
        assert answer.data == (DOCS / "gambar" / address.rpartition("/")[2]).read_bytes()
    for wrong in ("nihil.png", "../handbook.id.md", "..%2fhandbook.id.md", "handbook.id.md"):
        assert desk.client().get(f"/bantuan/gambar/{wrong}").status_code == 404, wrong


def test_who_may_read_it(desk: Desk) -> None:
    for who in ("hr", "penyetuju", "pengawas"):
        assert desk.client(f"staff:{who}").get("/meja/bantuan").status_code == 200
    assert desk.client().get("/meja/bantuan").status_code == 303
    assert "Panduan" in desk.client().get("/bantuan/panduan").text


def test_every_page_of_the_desk_leads_to_a_chapter_that_is_there(desk: Desk) -> None:
    page = desk.hr.get("/meja/bantuan").text
    there = set(re.findall(r'<h\d id="([^"]+)"', page))
    assert {c for c in CHAPTERS.values() if c} <= there
    views = {f.__module__.rpartition(".")[2] for name, f in desk.app.view_functions.items() if name.startswith("desk.")}
    assert views <= CHAPTERS.keys(), "say in CHAPTERS where the handbook speaks of it"
    for path, chapter in (("pegawai", "roster"), ("akun", "accounts"), ("cadangan", "backup"), ("situs", "site")):
        assert f'href="/meja/bantuan#{CHAPTERS[chapter]}"' in desk.hr.get(f"/meja/{path}").text
    assert set(re.findall(r'href="#([^"]+)"', page)) <= there | {"isi"}


def test_markup_in_the_text_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    (tmp_path / "x.md").write_text('# A & <b>B</b>\n\n|a|\n|-|\n|<script>|\n\n!["x"](http://lain/y.png)\n')
    monkeypatch.setattr(handbook, "DOCS", tmp_path)
    with desk.app.test_request_context():
        drawn = handbook.read("x.md")
    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert "http://lain" not in drawn


def test_the_wheel_ships_text_pictures_and_units(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        for name in ("handbook.id.md", "panduan-asn.id.md", *(f"gambar/{p.name}" for p in (DOCS / "gambar").iterdir())):
            assert wheel.read(f"forms_service/docs/{name}") == (DOCS / name).read_bytes()
    assert {p.relative_to(ROOT).as_posix() for p in (ROOT / "kinerja" / "units").iterdir()} <= names
