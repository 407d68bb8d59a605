"""Whatever HR's content files hold, every page answers, and the desk says what is wrong, with file, line and key."""

from __future__ import annotations

import html
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_service.web import lists
from tests.forms_service.desk.office import ROOT, Desk, make_desk
from tests.toml_values import damaged, written

TRIES = int(os.environ.get("KINERJA_FUZZ", "40"))
BERAKHLAK = (ROOT / "content/instruments/berakhlak.toml").read_text()
GOOD = BERAKHLAK.replace('code = "berakhlak"', 'code = "lain"')
NEW = {"judul": "Uji", "mulai": "2026-06-01", "selesai": "2026-06-30", "instrumen": "lain"}
NEW_PAGE, HOME = "/meja/periode/baru", "/meja/"
LISTS = ("goal_examples.toml", "training.toml")
CASES = [
    ("instruments/lain.toml", "scale = 3", "lain.toml, baris 1: scale berisi 3. Yang diharapkan: tabel"),
    ("instruments/lain.toml", 'criteria = ["x"]', "lain.toml, baris 1: criteria[1] berisi “x”. Yang diharapkan: tabel"),
    ("instruments/lain.toml", '[[criteria]]\nitems = ["x"]', "lain.toml, baris 2: criteria[1].items[1] berisi “x”."),
    ("instruments/lain.toml", "code = {}", "lain.toml, baris 1: code berisi tabel { … }. Yang diharapkan: kode"),
    ("instruments/lain.toml", "code = 1\ncode = 2", "lain.toml, baris 2: TOML tidak sah"),
    ("training.toml", "programme = 3", "training.toml, baris 1: programme berisi 3. Yang diharapkan: satu bagian [[programme]]"),
    ("training.toml", "\n[[programme]]\nhours = 'x'", "training.toml, baris 3: programme[1].hours berisi “x”."),
    ("training.toml", "[[programe]]\n", "training.toml, baris 1: kunci programe tidak dikenal dan diabaikan. Maksud Anda programme?"),
    ("goal_examples.toml", "[example]\nx = 1", "goal_examples.toml, baris 1: example berisi tabel { … }."),
    ("goal_examples.toml", "[[example]]\nwords = 'x'", "goal_examples.toml, baris 2: example[1].words berisi “x”. Yang diharapkan: daftar"),
]  # fmt: skip


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.office.store.close()


def put(desk: Desk, name: str, text: str | bytes) -> Path:
    path = desk.folder / "content" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def notes(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "\n", page))


@pytest.mark.parametrize(("name", "text", "said"), CASES)
def test_a_wrong_file_is_said_at_the_desk_and_logged_by_name(
    desk: Desk, caplog: pytest.LogCaptureFixture, name: str, text: str, said: str
) -> None:
    put(desk, name, text)
    home = desk.hr.get(HOME)
    assert home.status_code == 200
    assert said in notes(home.text)
    new = desk.hr.get(NEW_PAGE)
    assert new.status_code == 200
    assert (said in notes(new.text)) is name.startswith("instruments/")
    if "diabaikan" not in said:
        assert caplog.text.count(f"{desk.office.organisation.source['name']['id']}: {name} cannot be used") == 1, "once"
        assert str(desk.folder) not in caplog.text, "a data folder may lie in somebody's home"
    english = desk.client("staff:hr", "en").get(HOME).text
    assert f"{Path(name).name}, line " in notes(english)


def test_one_offices_wrong_file_hides_no_other_offices(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same text, wrong in two offices of one service, is read once and told of each; mended and wrong again, told again."""
    satu, dua = (tmp_path / name / "training.toml" for name in ("satu", "dua"))
    for path in (satu, dua):
        path.parent.mkdir()
        path.write_text("programme = 3")
        assert lists.programmes(path.parent) == lists.programmes(path.parent) == ()
    assert len(caplog.records) == 2
    dua.write_bytes((ROOT / "content/training.toml").read_bytes())
    assert lists.programmes(dua.parent)
    dua.write_text("programme = 3")
    assert lists.programmes(dua.parent) == ()
    assert len(caplog.records) == 3


def test_a_file_that_is_no_text_is_said_with_its_line(desk: Desk) -> None:
    put(desk, "training.toml", b"# satu\n# \xff\xfe\n")
    put(desk, "instruments/lain.toml", GOOD.encode("utf-16"))
    page = notes(desk.hr.get(HOME).text)
    assert "training.toml, baris 2: bukan teks UTF-8." in page
    assert "lain.toml, baris 1: bukan teks UTF-8." in page


def test_a_site_that_cannot_be_built_says_file_line_and_key(desk: Desk) -> None:
    put(desk, "glossary.toml", "term = [\n  3,\n]")
    assert desk.hr.post("/meja/situs").status_code == 303
    assert desk.wait("site").state == "failed"
    assert "glossary.toml, baris 2: term[1] berisi 3. Yang diharapkan: tabel" in notes(desk.hr.get("/meja/situs").text)
    english = desk.client("staff:hr", "en").get("/meja/situs").text
    assert "glossary.toml, line 2: term[1] is 3. Expected: a table" in notes(english)


def test_a_byte_order_mark_changes_nothing(desk: Desk) -> None:
    for path in [*(desk.folder / "content").glob("*.toml"), *(desk.folder / "content" / "instruments").glob("*.toml")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "note warn" not in desk.hr.get(NEW_PAGE).text
    assert 'name="instrumen" value="berakhlak"' in desk.hr.get(NEW_PAGE).text
    assert "toml" not in desk.hr.get(HOME).text


@settings(max_examples=TRIES)
@given(data=st.data())
def test_with_any_instrument_a_cycle_can_be_made_or_is_refused(one_desk: Desk, data: st.DataObject) -> None:
    put(one_desk, "instruments/lain.toml", written(data.draw(damaged(tomllib.loads(GOOD)))))
    hr, id = one_desk.hr, f"uji-{os.urandom(6).hex()}"
    assert hr.get(HOME).status_code == 200
    page = hr.get(NEW_PAGE)
    assert page.status_code == 200
    usable = re.search(r'name="instrumen" value="lain"', page.text)
    answer = hr.post(NEW_PAGE, {**NEW, "kode": id, "metode": ["supervisor"]})
    if not usable:
        assert answer.status_code == 422
    elif answer.status_code == 303:
        for part in ("", "/rencana"):
            assert hr.get(f"/meja/periode/{id}{part}").status_code in (200, 303)
    else:
        assert answer.status_code in (409, 422)
        assert "wrong" in answer.text or "err" in answer.text


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=TRIES // 2)
@given(data=st.data())
def test_with_any_list_the_desk_answers(one_desk: Desk, name: str, data: st.DataObject) -> None:
    text = (ROOT / "content" / name).read_text()
    path = put(one_desk, name, written(data.draw(damaged(tomllib.loads(text)))))
    try:
        for lang in ("id", "en"):
            assert one_desk.client("staff:hr", lang).get(HOME).status_code == 200
    finally:
        path.write_text(text)
