"""HR changes texts and settings in the browser: by a form made of each file's shape, as text, with preview, drafts and earlier texts."""

from __future__ import annotations

import html
import io
import os
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms_service.desk.content_form import MORE, SHAPES, words
from kinerja.cli.building import draw_site
from kinerja_office import content_files, records
from kinerja_office.office import PublicSide
from kinerja_words.edits import is_table, parts, rows_of
from kinerja_words.shape import Shape
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk, make_desk
from tests.forms_service.pictures import JPG, PNG
from tests.forms_world import Person

TRIES = int(os.environ.get("KINERJA_FUZZ", "40"))
FILES = (
    "organisation.toml", "holidays.toml", "training.toml", "goal_examples.toml", "glossary.toml", "instruments/berakhlak.toml",
    "pages/tentang.id.md", "pages/keberatan.en.md",
)  # fmt: skip
AT, OLD = "/meja/isi/berkas/", "/meja/isi/riwayat/"
BROWSERS: dict[tuple[str, str], Person] = {}
NUMBER = ROSTER.splitlines()[4].split(",")[0]


class Fields(HTMLParser):
    """What a browser would send of the form of a page, as (name, value)."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.here, self.found, self.texts = form, False, list[tuple[str, str]](), list[str]()
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        self.here = a.get("id") == self.form if tag == "form" else self.here
        if self.here and tag == "input" and (a.get("type") != "checkbox" or "checked" in a) and "name" in a:
            self.found.append((a["name"], a.get("value", "")))
        if self.here and tag in ("textarea", "select"):
            self.found.append((a["name"], ""))
            self.select = tag
        if self.here and tag == "option" and ("selected" in a or self.select == "select"):
            self.found[-1], self.select = (self.found[-1][0], a["value"]), ""

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag in ("textarea", "select") else self.select
        self.here = self.here and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.select == "textarea":
            name, value = self.found[-1]
            self.found[-1] = (name, value + (data if value else data.removeprefix("\n")))


def fields(page: str, form: str = "isian") -> MultiDict[str, str]:
    reader = Fields(form)
    reader.feed(page)
    return MultiDict((k, v) for k, v in reader.found if k != "csrf_token")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk that can draw the public site."""
    made = drawing(make_desk(tmp_path_factory.mktemp("desk")))
    yield made
    made.office.store.close()


def drawing(desk: Desk) -> Desk:
    home, packages = desk.app.extensions["kinerja"], desk.folder / "published"
    home.office = replace(home.office, public=PublicSide(packages, lambda *_: None, partial(draw_site, packages)))
    return desk


def person(desk: Desk, who: str = "staff:hr") -> Person:
    """One browser for each of the staff: what waits for a yes waits for its sign-in."""
    key = (str(desk.folder), who)
    if key not in BROWSERS:
        BROWSERS[key] = desk.client(who)
    return BROWSERS[key]


def send(desk: Desk, path: str, button: str, who: str = "staff:hr", **changes: str) -> Any:
    """Open a file's form (`teks=`: as text), change fields, press a button."""
    browser = person(desk, who)
    sent = fields(browser.get(AT + path + ("?bentuk=teks" if "teks" in changes else "")).text)
    for name, value in changes.items():
        sent[name] = value
    return press(desk, path, button, sent, who)


def press(desk: Desk, path: str, button: str, sent: MultiDict[str, str], who: str = "staff:hr") -> Any:
    browser, data = person(desk, who), MultiDict(sent)
    data["aksi"], data["csrf_token"] = button, browser.token()
    return browser.http.post(AT + path, data=data, content_type="multipart/form-data")


def said(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def file(desk: Desk, path: str) -> bytes:
    return (desk.folder / "content" / path).read_bytes()


def toml(desk: Desk, path: str) -> dict[str, Any]:
    return tomllib.loads(file(desk, path).decode())


# -- forms of the shapes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES)
def test_a_form_sent_back_as_it_came_changes_no_byte(public: Desk, path: str) -> None:
    before = file(public, path)
    for button in ("periksa", "simpan"):
        answer = send(public, path, button)
        assert answer.status_code == (200 if button == "periksa" else 303), said(answer)
    assert file(public, path) == before


def test_every_key_of_every_file_has_a_label_in_words() -> None:
    def keys(shape: Shape, what: str, path: str = "") -> Iterator[tuple[str, str]]:
        for key, inner in parts(shape, path, None, MORE):
            place = f"{path}.{key}" if path else key
            yield what, place
            if is_table(row := rows_of(inner) or inner):
                yield from keys(row, what, place)

    every = [one for what, shape in SHAPES.items() for one in keys(shape, what)]
    assert len(every) > 150
    assert [one for one in every if not words("key", *one)] == []


def test_one_field_changes_one_line(desk: Desk) -> None:
    before = file(desk, "organisation.toml").decode()
    assert send(desk, "organisation.toml", "simpan", **{"n-peers": "6"}).status_code == 303
    assert file(desk, "organisation.toml").decode() == before.replace("peers = 5", "peers = 6")


def test_entries_are_added_moved_and_removed_without_a_script_and_keep_what_was_typed(desk: Desk) -> None:
    path = "training.toml"
    codes = [p["code"] for p in toml(desk, path)["programme"]]
    sent = fields(person(desk).get(AT + path).text)
    sent["n-programme.0.hours"] = "99"
    page = press(desk, path, "tambah:n-programme", sent)
    assert page.status_code == 200
    sent = fields(page.text)
    n = len(codes)
    assert sent["n-programme.0.hours"] == "99"
    assert f"n-programme.{n}.code" in sent
    sent = fields(press(desk, path, f"hapus:n-programme.{n}", sent).text)
    sent = fields(press(desk, path, "naik:n-programme.1", sent).text)
    sent = fields(press(desk, path, "hapus:n-programme.2", sent).text)
    assert toml(desk, path)["programme"][0]["hours"] != 99, "nothing is saved before one saves"
    assert press(desk, path, "simpan", sent).status_code == 303
    made = toml(desk, path)["programme"]
    assert [p["code"] for p in made] == [codes[1], codes[0], *codes[3:]]
    assert made[1]["hours"] == 99


@pytest.mark.parametrize(
    ("path", "changes", "place", "words"),
    [
        ("organisation.toml", {"n-peers": "-1"}, "n-peers", "bilangan bulat 0 sampai 15"),
        ("organisation.toml", {"n-name.id": "", "n-name.en": ""}, "n-name.id", "name belum ada"),
        ("organisation.toml", {"n-colours.accent": "#FFF"}, "n-colours.accent", "#FFF"),
        ("organisation.toml", {"n-disclosure.min_forms": "4"}, "n-disclosure.min_forms", "4"),
        ("organisation.toml", {"n-disclosure.merge.0.groups": "Seksi"}, "n-disclosure.merge.0.groups", "groups"),
        ("organisation.toml", {"n-url": "kantor"}, "n-url", "https://"),
        ("organisation.toml", {"n-timezone": "XYZ"}, "n-timezone", "WIB"),
        ("instruments/berakhlak.toml", {"n-criteria.1.code": "pelayanan"}, "n-criteria.1.code", "pelayanan"),
        ("holidays.toml", {"n-holiday.0.day": "2026-02-30"}, "n-holiday.0.day", "2026-02-30"),
        ("pages/tentang.id.md", {"n-title": ""}, "n-title", "title belum ada"),
        ("pages/tentang.id.md", {"naskah": "Hubungi [kami](page:tidak-ada)."}, "", "page:tidak-ada"),
        ("pages/tentang.id.md", {"naskah": f"NIP {NUMBER}."}, "", NUMBER),
    ],
)
def test_what_is_wrong_stands_at_its_field_with_everything_typed(
    public: Desk, path: str, changes: dict[str, str], place: str, words: str
) -> None:
    if NUMBER in changes.get("naskah", ""):
        public.roster()
    before = file(public, path)
    for button in ("periksa", "simpan"):
        answer = send(public, path, button, **changes)
        assert answer.status_code in (200, 422)
        assert words in said(answer)
        assert not place or f'href="#{place}"' in answer.text
        again = fields(answer.text)
        assert all(again[name] == value for name, value in changes.items() if name != "n-timezone")
    assert file(public, path) == before


def test_the_last_of_two_groups_to_merge_cannot_go(public: Desk) -> None:
    answer = send(public, "organisation.toml", "simpan", **{"n-disclosure.merge.0.groups": ""})
    assert answer.status_code == 422
    assert "n-disclosure.merge.0.groups" in answer.text


# -- as text ------------------------------------------------------------------------------------------------------------


def test_text_with_other_line_ends_is_the_same_text(desk: Desk) -> None:
    text = file(desk, "training.toml").decode()
    assert send(desk, "training.toml", "simpan", teks="\ufeff" + text.replace("\n", "\r\n")).status_code == 303
    assert file(desk, "training.toml").decode() == text.strip() + "\n"


def test_a_mistake_in_the_text_is_told_with_its_line(desk: Desk) -> None:
    answer = send(desk, "training.toml", "simpan", teks='# satu\n[[programme]\ncode = "x"\n')
    assert answer.status_code == 422
    assert "training.toml, baris 2" in said(answer)
    assert "[[programme]\n" in fields(answer.text)["teks"]


def test_a_large_text_with_signs_of_every_kind_is_kept(desk: Desk) -> None:
    body = "Satu 🙂 dua\u200b tiga é ﷽ 漢字.\n\n" * 4000
    assert 150_000 < len(body.encode()) < content_files.MOST
    assert (
        send(
            desk, "pages/uji.id.md", "simpan", **{"n-title": "Uji", "n-description": "Uji 🙂.", "naskah": body}
        ).status_code
        == 303
    )
    assert file(desk, "pages/uji.id.md").decode().endswith(body.strip() + "\n")
    assert send(desk, "pages/uji.id.md", "simpan", naskah=body * 2).status_code == 422
    assert send(desk, "pages/uji.id.md", "simpan", naskah="rusak \u202e").status_code == 303
    assert "\u202e" not in file(desk, "pages/uji.id.md").decode()


def test_a_file_that_is_no_toml_comes_as_text_and_can_be_mended(desk: Desk) -> None:
    good = file(desk, "training.toml").decode()
    for bad in (b"[[x\n", b"# \xff\n"):
        (desk.folder / "content" / "training.toml").write_bytes(bad)
        page = person(desk).get(AT + "training.toml")
        assert page.status_code == 200
        assert "training.toml, baris" in said(person(desk).get("/meja/isi"))
        assert send(desk, "training.toml", "simpan", teks=good).status_code == 303
    with desk.office.store.read() as view:
        kept = [content_files.version(view, "training.toml", n) for n in (1, 3)]
    assert [content_files.body_of(v) for v in kept if v] == [b"[[x\n", b"# \xff\n"]


# -- two tabs, names, paths ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a." * 5000 + "b = 1", 'x = "\\u0041"\n' + "a." * 5000 + "b = 1"]
)
def test_a_text_nested_too_deep_is_told_and_its_draft_can_be_mended(desk: Desk, text: str) -> None:
    for button, status in (("periksa", 422), ("konsep", 303), ("simpan", 422)):
        assert send(desk, "organisation.toml", button, teks=text).status_code == status
        page = person(desk).get(AT + "organisation.toml")
        assert page.status_code == 200
    assert 'name="teks"' in page.text
    assert "organisation.toml, baris 1:" in said(page)


def test_two_tabs_and_a_double_click(desk: Desk) -> None:
    path = "training.toml"
    one, other = fields(person(desk).get(AT + path).text), fields(person(desk).get(AT + path).text)
    one["n-programme.0.hours"], other["n-programme.0.hours"] = "7", "8"
    for _ in range(2):
        answer = press(desk, path, "simpan", one)
        assert answer.status_code == 303
    stale = press(desk, path, "simpan", other)
    assert stale.status_code == 409
    assert "sudah diubah oleh hr" in said(stale)
    assert "<ins>" in stale.text
    assert toml(desk, path)["programme"][0]["hours"] == 7
    assert press(desk, path, "simpan", fields(stale.text)).status_code == 303, "seen and meant"
    assert toml(desk, path)["programme"][0]["hours"] == 8


def test_a_word_that_may_be_a_name_is_asked_about_once(desk: Desk) -> None:
    desk.roster()
    with desk.office.store.read() as view:
        doc = next(d for _, d in view.find("roster"))
    with desk.office.store.write() as change:
        change.put("roster", doc["employee_number"], {**doc, "name": "Keluhan"})
    answer = send(
        desk, "pages/uji.id.md", "simpan", **{"n-title": "Uji", "n-description": "Uji.", "naskah": "Buku keluhan."}
    )
    assert answer.status_code == 422
    mark = re.search(r'name="benar" value="([^"]+)"', answer.text)
    assert mark
    sent = fields(answer.text)
    sent["benar"] = html.unescape(mark[1])
    assert press(desk, "pages/uji.id.md", "simpan", sent).status_code == 303


@pytest.mark.parametrize("path", ["pages/../../x", "../x.toml", "logo.png", "rahasia.toml", "notes/tidak-ada.id.md", "pages/x.fr.md", "%2e%2e/x"])  # fmt: skip
def test_another_file_is_not_there(desk: Desk, path: str) -> None:
    assert person(desk).get(AT + path).status_code == 404
    assert person(desk).post(AT + path, {"aksi": "simpan", "teks": "x"}).status_code == 404


def test_an_approver_reads_and_an_auditor_does_not(desk: Desk) -> None:
    approver, auditor = desk.client("staff:penyetuju"), desk.client("staff:pengawas")
    for where in ("/meja/isi", AT + "training.toml", OLD + "training.toml"):
        assert approver.get(where).status_code == 200
        assert auditor.get(where).status_code == 403
    assert 'value="simpan"' not in approver.get(AT + "training.toml").text
    for where in (AT + "training.toml", OLD + "training.toml", "/meja/isi/logo"):
        assert approver.post(where, {"aksi": "simpan"}).status_code == 403


# -- drafts, preview, history -------------------------------------------------------------------------------------------


def test_a_draft_is_seen_at_the_desk_alone(public: Desk) -> None:
    path, before = "pages/kesimpulan.id.md", file(public, "pages/kesimpulan.id.md")
    assert send(public, path, "konsep", naskah="Baru sama sekali.").status_code == 303
    assert file(public, path) == before
    page = person(public).get(AT + path)
    assert fields(page.text)["naskah"].strip() == "Baru sama sekali."
    assert "Konsep oleh hr" in said(person(public).get("/meja/isi"))
    assert press(public, path, "buang", fields(page.text)).status_code == 303
    assert "Baru sama sekali." not in person(public).get(AT + path).text


def test_the_preview_is_the_public_page_and_framed_by_the_desk_alone(public: Desk) -> None:
    answer = send(public, "pages/keberatan.id.md", "periksa", naskah="## Baru\n\nKalimat *percobaan*.")
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    frame = re.search(r'<iframe class="seen" src="([^"]+)"', answer.text)
    assert frame
    assert frame[1].endswith("/panduan/keberatan.html")
    page = person(public).get(frame[1])
    assert page.status_code == 200
    assert "<em>percobaan</em>" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert person(public).get(frame[1].replace("panduan/keberatan.html", "gaya.css")).mimetype == "text/css"
    assert person(public).get(frame[1].replace("keberatan", "tidak-ada")).status_code == 404
    assert public.client("staff:penyetuju").get(frame[1]).status_code == 404, "another sign-in's"
    assert b"percobaan" not in file(public, "pages/keberatan.id.md")


def test_the_archive_of_the_site_holds_no_commentary_draft_or_earlier_text(public: Desk) -> None:
    notes = public.folder / "content" / "notes"
    notes.mkdir(exist_ok=True)
    (notes / f"{CYCLE}.id.md").write_text("Belum terbit.")
    send(public, "pages/kesimpulan.id.md", "konsep", naskah="Baru sama sekali.")
    found = draw_site(public.folder / "published", public.folder / "content", "glossary.toml")("content.zip")
    assert found
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        names, texts = archive.namelist(), b"".join(archive.read(n) for n in archive.namelist())
    assert "content/pages/kesimpulan.id.md" in names
    assert not [n for n in names if "notes" in n]
    assert b"Belum terbit." not in texts
    assert b"Baru sama sekali." not in texts
    press(public, "pages/kesimpulan.id.md", "buang", fields(person(public).get(AT + "pages/kesimpulan.id.md").text))


def test_a_term_that_a_page_links_cannot_go(public: Desk) -> None:
    terms = [t["key"] for t in toml(public, "glossary.toml")["term"]]
    sent = fields(person(public).get(AT + "glossary.toml").text)
    sent = fields(press(public, "glossary.toml", f"hapus:n-term.{terms.index('keberatan')}", sent).text)
    answer = press(public, "glossary.toml", "simpan", sent)
    assert answer.status_code == 422
    assert "term:keberatan" in said(answer)


def test_an_earlier_text_comes_back(desk: Desk) -> None:
    path = "training.toml"
    first = file(desk, path)
    send(desk, path, "simpan", **{"n-programme.0.hours": "7"})
    (desk.folder / "content" / path).write_bytes(first + b"# dengan tangan\n")
    page = person(desk).get(OLD + path)
    assert "ada yang mengubahnya langsung" in said(page)
    page = person(desk).get(OLD + path + "?versi=1")
    seen = fields(page.text)
    assert person(desk).post(OLD + path, dict(seen)).status_code == 303
    assert file(desk, path) == first
    assert person(desk).post(OLD + path, {**dict(seen), "versi": "2"}).status_code == 409, "the page is out of date"
    for number in ("0", "99", "x", "-1", ""):
        assert person(desk).post(OLD + path, {**dict(seen), "versi": number}).status_code == 404
    with desk.office.store.read() as view:
        assert [v.by for n in range(1, 5) if (v := content_files.version(view, path, n))] == ["", "hr", "", "hr"]


def test_a_page_goes_with_a_tick_unless_another_links_it_and_comes_back(public: Desk) -> None:
    browser, first = person(public), file(public, "pages/tantangan.en.md")
    seen = fields(browser.get(AT + "pages/tantangan.en.md").text)["dilihat"]
    assert browser.post(AT + "pages/tantangan.en.md", {"aksi": "hapus", "dilihat": seen}).status_code in (200, 422)
    assert file(public, "pages/tantangan.en.md") == first
    for path in ("pages/keberatan.en.md", "pages/keberatan.id.md"):
        body, seen = file(public, path), fields(browser.get(AT + path).text)["dilihat"]
        answer = browser.post(AT + path, {"aksi": "hapus", "dilihat": seen, "yakin": "ya"})
        if path.endswith("en.md"):
            assert answer.status_code == 303
            assert not (public.folder / "content" / path).exists()
        else:
            assert answer.status_code == 422, "the last of both languages is linked by others"
            assert file(public, path) == body
    assert send(public, "pages/tantangan.en.md", "simpan", teks=" \n").status_code == 422, "no text is no tick"
    assert file(public, "pages/tantangan.en.md") == first
    page = fields(browser.get(OLD + "pages/keberatan.en.md?versi=1").text)
    assert browser.post(OLD + "pages/keberatan.en.md", dict(page)).status_code == 303
    assert file(public, "pages/keberatan.en.md").startswith(b"+++")


def test_a_logo_is_a_picture_by_its_content(desk: Desk) -> None:
    for body, status in ((PNG, 303), (JPG, 303), (b"<svg/>", 422), (PNG + b"x" * 200_000, 422), (b"", 422)):
        answer = person(desk).post(
            "/meja/isi/logo", {"berkas": (io.BytesIO(body), "gambar.svg")}, content_type="multipart/form-data"
        )
        assert answer.status_code == status, said(answer)
    assert file(desk, "logo.jpg") == JPG
    assert toml(desk, "organisation.toml")["logo"] == "logo.jpg"


def test_a_logo_beside_broken_settings_is_refused_with_the_reason(desk: Desk) -> None:
    (desk.folder / "content" / "organisation.toml").write_bytes(b"name = [\n")
    browser = person(desk)
    sent = {"csrf_token": browser.token(), "berkas": (io.BytesIO(PNG), "a.png")}
    answer = browser.http.post("/meja/isi/logo", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert not (desk.folder / "content" / "logo.png").exists()


def test_one_odd_file_hides_no_other(desk: Desk) -> None:
    pages = desk.folder / "content" / "pages"
    (desk.folder / "lain.md").write_text("RAHASIA")
    (pages / "tautan.id.md").symlink_to(desk.folder / "lain.md")
    (pages / "map.id.md").mkdir()
    answer = person(desk).get("/meja/isi")
    assert answer.status_code == 200
    assert "RAHASIA" not in answer.text
    assert "pages/tautan.id.md" in answer.text
    for path in ("tautan", "map"):
        assert person(desk).get(f"{AT}pages/{path}.id.md").status_code == 409


def test_contrast_is_told_beside_the_colour(desk: Desk) -> None:
    answer = send(desk, "organisation.toml", "periksa", **{"n-colours.accent": "#ffee00", "n-colours.data": "#000000"})
    assert "#ffee00: kontras 1,0:1, kurang" in said(answer) or "#ffee00: kontras 1,1:1, kurang" in said(answer)
    assert re.search(r"#000000: kontras \d\d,\d:1, cukup", said(answer))
    assert "style=" not in answer.text


# -- commentary ---------------------------------------------------------------------------------------------------------


def test_commentary_is_a_draft_until_its_cycle_is_published_and_the_preview_has_it(desk: Desk) -> None:
    desk.app.extensions["kinerja"].preview = None
    desk.sealed()
    path = f"notes/{CYCLE}.id.md"
    assert send(desk, path, "simpan", naskah="Antrean memendek.").status_code == 303
    assert not (desk.folder / "content" / path).exists()
    assert "Antrean memendek." in desk.preview(person(desk))
    (desk.folder / "content" / path).write_text("Dengan tangan.")
    assert "boleh dibaca siapa saja" in said(person(desk).get(AT + path))


# -- settings -----------------------------------------------------------------------------------------------------------


def test_a_file_changed_by_hand_holds_without_a_restart_and_a_bad_one_changes_nothing(desk: Desk) -> None:
    path = desk.folder / "content" / "organisation.toml"
    home, good = desk.app.extensions["kinerja"], path.read_text()
    stood = path.stat()
    path.write_text(good.replace("peers = 5", "peers = 7"))
    os.utime(path, ns=(stood.st_atime_ns, stood.st_mtime_ns))  # of the same size and time as before
    person(desk).get("/meja/")
    assert home.office.organisation.peers == 7
    path.write_text(good.replace("peers = 5", "peers = 'x'"))
    page = person(desk).get("/meja/")
    assert page.status_code == 200
    assert "organisation.toml, baris" in said(page)
    assert home.office.organisation.peers == 7
    path.unlink()
    assert person(desk).get("/meja/").status_code == 200
    path.write_text(good.replace("Kecamatan Senapelan", "Kecamatan Lain"))
    assert "Kecamatan Lain" in person(desk).get("/meja/").text
    assert home.office.organisation.peers == 5
    (desk.folder / "content" / "holidays.toml").write_text("complete = [2031]\n")
    person(desk).get("/meja/")
    assert 2031 in home.office.holidays.complete


def test_what_is_saved_holds_at_once(desk: Desk) -> None:
    send(desk, "organisation.toml", "simpan", **{"n-name.id": "Kecamatan Baru"})
    assert "Kecamatan Baru" in person(desk).get("/meja/").text


def test_thresholds_wait_for_the_approver_where_two_people_publish(desk: Desk) -> None:
    send(desk, "organisation.toml", "simpan", **{"n-two_person": "ya"})
    answer = send(desk, "organisation.toml", "periksa", **{"n-disclosure.min_forms": "12"})
    assert "10 → 12" in said(answer)
    send(desk, "organisation.toml", "simpan", **{"n-disclosure.min_forms": "12"})
    assert "sebagian belum berlaku: menunggu persetujuan" in said(person(desk).get(AT + "organisation.toml"))
    for number, told in ((2, "Tersimpan. Situs"), (3, "sebagian belum berlaku: menunggu persetujuan")):
        page = person(desk).get(f"{OLD}organisation.toml?versi={number}")
        person(desk).post(OLD + "organisation.toml", dict(fields(page.text)))
        assert told in said(person(desk).get(OLD + "organisation.toml"))
    assert desk.client("staff:penyetuju").post("/meja/pengaturan", {"yakin": "ya"}).status_code == 303
    assert "berbeda dari yang berlaku" not in said(person(desk).get("/meja/isi"))


def test_a_merge_is_shown_with_the_plan_it_makes(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    plans = set()
    for groups in ("Sekretariat\nSeksi", "Seksi\nKelurahan"):
        answer = send(desk, "organisation.toml", "periksa", **{"n-disclosure.merge.0.groups": groups})
        found = re.search(r"Rencana publikasi .*?</ul>\s*</section>", answer.text, re.DOTALL)
        assert found, said(answer)
        plans.add(found[0])
    assert len(plans) == 2


def test_a_used_instrument_needs_a_new_version_and_says_what_changes(desk: Desk) -> None:
    desk.opened()
    path, change = "instruments/berakhlak.toml", {"n-criteria.0.items.0.text.id": "Bertanya dulu kepada warga"}
    assert "menjadi versi 3" in said(person(desk).get(AT + path))
    answer = send(desk, path, "simpan", **change)
    assert answer.status_code == 422
    assert 'href="#n-version"' in answer.text
    checked = send(desk, path, "periksa", **change, **{"n-version": "3"})
    assert "Bertanya dulu kepada warga" in said(checked)
    assert send(desk, path, "simpan", **change, **{"n-version": "3"}).status_code == 303
    assert toml(desk, path)["version"] == "3"
    assert desk.cycle().version == "2"


def test_an_erratum_is_of_a_published_cycle_that_is_chosen(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    (desk.folder / "content" / "errata.toml").write_text(
        '[[erratum]]\ncycle = "lama"\ndate = "2026-01-02"\ntext = "x"\n'
    )
    option = f'<option value="{CYCLE}"'
    assert option not in person(desk).get(AT + "errata.toml").text
    with desk.office.store.write() as change:
        records.put_cycle(change, replace(desk.cycle(), state="published", published="2026-07-20"))
    page = person(desk).get(AT + "errata.toml").text
    assert option in page
    assert fields(page)["n-erratum.0.cycle"] == "lama", "what stands in the file stays"
    assert send(desk, "errata.toml", "simpan", **{"n-erratum.0.cycle": CYCLE}).status_code == 303
    assert toml(desk, "errata.toml")["erratum"][0]["cycle"] == CYCLE


# -- whatever is sent ---------------------------------------------------------------------------------------------------

ODD = st.one_of(
    st.sampled_from(["", "ya", "-1", "99999999999999999999", "1e400", "nan", "#FFF", "2026-02-30", "\x00", '"""', "'''", "\\", "{0}",
                     "[[x]]", "+++\n", "\u2028", "a\r\nb", "<b>", "true", "0x10", "1_000", "²", "٣"]),
    st.text(max_size=30), st.integers(1, 3000).map(lambda n: "p" * n),
)  # fmt: skip


@settings(max_examples=TRIES, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_whatever_is_sent_a_page_answers_and_a_wrong_file_is_not_saved(public: Desk, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    before = file(public, path)
    sent = fields(person(public).get(AT + path + data.draw(st.sampled_from(["", "?bentuk=teks"]))).text)
    names = [n for n in sent if n != "dilihat"]
    for name in data.draw(st.lists(st.sampled_from(names), max_size=4)):
        sent[name] = data.draw(ODD)
    for name in data.draw(st.lists(st.sampled_from(names), max_size=2)):
        sent.poplist(name)
    lists = [n.rpartition(".")[0] for n in names if n.endswith(".#")] or ["n-x"]
    acts = [
        f"{act}:{place}"
        for act in ("tambah", "hapus", "naik", "x")
        for place in (data.draw(st.sampled_from(lists)), "n-", "n-a.b.0", "n-name")
    ]
    button = data.draw(st.sampled_from(["simpan", "periksa", "konsep", "buang", "", ":", *acts]))
    answer = press(public, path, button, sent)
    assert answer.status_code in (200, 303, 409, 422), (path, button, said(answer)[:300])
    assert person(public).get(AT + path).status_code == 200
    if file(public, path) != before:
        assert button == "simpan"
        content_files.check(public.office, path, file(public, path))
        (public.folder / "content" / path).write_bytes(before)
    press(public, path, "buang", fields(person(public).get(AT + path).text))
