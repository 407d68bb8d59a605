"""HR changes texts and settings in the browser: by a form made of each file's shape, or as text."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_service.desk.content_form import MORE, SHAPES, words
from kinerja_office import content_files
from kinerja_words.edits import is_table, parts, rows_of
from kinerja_words.shape import Shape
from tests.forms_service.desk.content_pages import AT, FILES, NUMBER, OLD, fields, file, person, press, said, send, toml
from tests.forms_service.desk.office import Desk

TRIES = int(os.environ.get("KINERJA_FUZZ", "40"))

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
