"""The command: a file is checked and shown as it would be released, then released; a lost package comes back."""

from __future__ import annotations

import shutil

from tests.kinerja.conftest import Office, answer_bfi, open_bfi

FILE = "unit,measure,value,respondents,criterion,start,end,source,source_day\n{}\n"
ROWS = "Kantor,skm,81.24,214,{code},2026-01-01,2026-01-31,Laporan,2026-02-01\nKantor / A,u8,70.00,12,,2026-01-01,2026-01-31,Laporan,2026-02-01"


def test_it_is_checked_released_shown_and_put_back(office: Office, write) -> None:
    answer_bfi(open_bfi(office))
    office.run("citizens", "check", "bfi", code=1)  # no file
    office.run("cycle", "close", "bfi")
    folder = office.content / "citizens"
    folder.mkdir(exist_ok=True)
    (folder / "bfi.csv").write_text(FILE.format(ROWS.format(code="")))
    early = office.run("citizens", "check", "bfi", code=1)
    assert "bfi" in early
    office.run("publish", "bfi", "--yes")
    assert "tidak ada di instrumen" in office.run(
        "citizens", "check", "bfi", write("lain.csv", FILE.format(ROWS.format(code="?"))), code=1
    )
    shown = office.run("citizens", "check", "bfi")
    assert "Kantor  skm  81.24  214" in shown
    assert "Kantor / A  u8  x  12" in shown
    assert "NONE_FOUND" in shown
    assert not (office.data / "published" / "citizens").exists()
    office.run("citizens", "publish", "bfi", "--yes")
    assert "sudah terbit" in office.run("citizens", "publish", "bfi", "--yes", code=1)
    office.run("site", "build")
    page = (office.data / "public_html" / "bfi" / "warga.html").read_text()
    assert "81,24" in page
    assert "70" not in "".join(p.read_text() for p in (office.data / "public_html").rglob("citizens.csv"))
    (released,) = (office.data / "published" / "citizens").iterdir()
    kept = {p.name: p.read_bytes() for p in released.iterdir()}
    shutil.rmtree(released)
    assert "--again" in office.run("site", "build", code=1)
    office.run("publish", f"citizens/{released.name}", "--again")
    assert {p.name: p.read_bytes() for p in released.iterdir()} == kept
    assert "NONE_FOUND" in office.run(
        "audit", office.data / "published" / "bfi", office.data / "published" / "citizens"
    )
