"""What becomes of a changed file: drafts, the preview, earlier texts, commentary, and settings that hold or wait."""

from __future__ import annotations

import io
import os
import re
import zipfile
from dataclasses import replace

from kinerja.cli.building import draw_site
from kinerja_office import content_files, records
from tests.forms_service.desk.content_pages import AT, OLD, fields, file, person, press, said, send, toml
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_service.pictures import JPG, PNG

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
    public.app.extensions["kinerja.desk"].drawn.clear()  # as it is in another process
    assert "<em>percobaan</em>" in person(public).get(frame[1]).text
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
    assert "menjadi versi 4" in said(person(desk).get(AT + path))
    answer = send(desk, path, "simpan", **change)
    assert answer.status_code == 422
    assert 'href="#n-version"' in answer.text
    checked = send(desk, path, "periksa", **change, **{"n-version": "4"})
    assert "Bertanya dulu kepada warga" in said(checked)
    assert send(desk, path, "simpan", **change, **{"n-version": "4"}).status_code == 303
    assert toml(desk, path)["version"] == "4"
    assert desk.cycle().version == "3"


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


def test_the_calendar_of_releases_is_proposed_and_holds_once_it_is_saved(desk: Desk) -> None:
    page = "/meja/periode/" + CYCLE
    desk.opened()
    assert "Umumkan jadwal rilis" in said(person(desk).get(page))
    sent = fields(person(desk).get(AT + "calendar.toml").text)
    place = next(k.removesuffix("cycle") for k, v in sent.items() if v == CYCLE and k.endswith(".cycle"))
    assert CYCLE not in [r["cycle"] for r in toml(desk, "calendar.toml")["release"]]
    assert sent[place + "closes"] == desk.cycle().end
    assert send(desk, "calendar.toml", "simpan", **{place + "planned": "2030-12-02"}).status_code == 303
    last = toml(desk, "calendar.toml")["release"][-1]
    assert (last["cycle"], last["title"], last["planned"]) == (CYCLE, desk.cycle().title, "2030-12-02")
    assert "Umumkan jadwal rilis" not in said(person(desk).get(page))
    (desk.folder / "content" / "calendar.toml").write_text("release = 3\n")
    assert person(desk).get(page).status_code == 200, "what is wrong in the file is told where it is changed"
    assert person(desk).get(AT + "calendar.toml").status_code == 200
