"""HR, or an approver, brings a file of what citizens said, sees what of it would be released, and releases that."""

from __future__ import annotations

import io
import re
from contextlib import nullcontext
from typing import Any

import pytest

from kinerja_office import publication
from tests.forms_service.desk.office import CYCLE, Desk, Person
from tests.wording import coded

PAGE = f"/meja/periode/{CYCLE}/warga"
FILE = "unit_layanan;ukuran;nilai;responden;aspek;dari;sampai;sumber;tanggal_sumber\n" + "".join(
    f"Kecamatan{unit};{measure};{value};{n};{code};01/01/2026;30/04/2026;Laporan <b>SKM</b>;02/05/2026\n"
    for unit, measure, value, n, code in (
        ("", "skm", "81,24", "214", "pelayanan"), ("", "u8", "71,73", "214", "keluhan"), (" / Sago", "u8", "68,18", "22", ""),
    )
)  # fmt: skip


def send(who: Person, text: str = FILE) -> Any:
    return who.post(PAGE, {"berkas": (io.BytesIO(text.encode()), "warga.csv")}, content_type="multipart/form-data")


def release(who: Person, page: str, **fields: str) -> Any:
    token = re.search(r'name="unggahan" value="([^"]+)"', page)
    assert token, page
    return who.post(f"{PAGE}/terbit", {"unggahan": token[1], "dilihat": "published", "ketik": CYCLE, **fields})


@pytest.fixture
def out(desk: Desk) -> Desk:
    desk.app.extensions["kinerja"].preview = None
    desk.sealed()
    desk.preview(desk.hr)
    publication.publish(desk.office, CYCLE, desk.folder / "published", {}, "hr")
    return desk


def test_a_file_is_shown_as_it_would_be_released_and_released(out: Desk) -> None:
    hr = out.hr
    assert "Cermin warga</a>" in hr.get(f"/meja/periode/{CYCLE}").text
    assert "Belum ada." in hr.get(PAGE).text
    page = send(hr).text
    assert "81,24" in page
    assert not re.search("68[.,]18", page), "withheld, also here"
    assert "disembunyikan" in page
    assert release(hr, page, ketik="lain").status_code == 422
    assert not (out.folder / "published" / "citizens").exists()
    assert release(hr, page).headers["Location"].endswith("/meja/situs")
    assert out.wait("site").state == "done"
    assert "81,24" in (out.folder / "public_html" / CYCLE / "warga.html").read_text()
    assert "Belum ada." not in hr.get(PAGE).text
    assert release(hr, page).status_code == 303, "the upload is gone with its release"
    again = send(hr).text
    assert release(hr, again).status_code == 409


def test_what_is_wrong_with_a_file_is_told_by_row_and_column(out: Desk) -> None:
    answer = send(out.hr, FILE.replace("71,73", "7,3"))
    assert answer.status_code == 422
    assert "kalikan dengan 25" in answer.text
    assert "nilai" in answer.text
    named = send(out.hr, FILE.replace("Laporan <b>SKM</b>", "NIP 198703122010011004"))
    assert named.status_code in (200, 422)
    assert "Traceback" not in named.text


def test_before_the_cycle_is_out_the_page_leads_back(desk: Desk) -> None:
    desk.sealed()
    assert desk.hr.get(PAGE).status_code == 303
    assert send(desk.hr).status_code == 303
    assert "Cermin warga</a>" not in desk.hr.get(f"/meja/periode/{CYCLE}").text


def test_two_people_release_it_with_the_same_file(two: Desk) -> None:
    two.app.extensions["kinerja"].preview = None
    two.sealed()
    hr, second, packages = two.hr, two.client("staff:penyetuju"), two.folder / "published"
    for who in ("hr", "penyetuju"):
        with coded("publish.second_person") if who == "hr" else nullcontext():
            publication.publish(two.office, CYCLE, packages, {}, who, "Diuji.")
    assert release(hr, send(hr).text).status_code == 409, "a note is wanted"
    assert release(hr, send(hr).text, catatan="Diuji.").status_code == 303
    assert not (packages / "citizens").exists()
    assert "Diuji." in second.get(PAGE).text
    assert release(second, send(second, FILE.replace("81,24", "91,24")).text).status_code == 409
    assert release(second, send(second).text).status_code == 303
    assert len(list((packages / "citizens").iterdir())) == 1
    two.wait("site")
