"""After the close: preview, what can be concluded, publishing by one or two people, and the site that follows."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from flask import Flask

from forms_service import create_app
from kinerja_office import (
    cycles,
    leases,
    objections,  # noqa: F401  # the act publishing waits for
    records,
)
from kinerja_words.problems import refuse
from tests.delivered import deliver
from tests.forms_service.desk.office import CYCLE, Desk, Person

PAGE = f"/meja/periode/{CYCLE}"


def package(page: str) -> str:
    return page.split('name="paket" value="', 1)[1].split('"', 1)[0]


def publish(who: Person, **fields: str) -> Any:
    page = who.get(f"{PAGE}/terbitkan").text
    return who.post(f"{PAGE}/terbitkan", {"ketik": CYCLE, "paket": package(page), **fields})


def another(desk: Desk) -> Flask:
    """What another process of the same office has."""
    home = desk.app.extensions["kinerja"]
    return create_app(
        desk.office, packages=home.packages, site=home.site, rebuild=home.rebuild, content=home.content, preview=home.preview
    )  # fmt: skip


def test_it_works(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    page = desk.preview(hr)
    assert "Pemeriksa tidak menemukan cara mengenali seseorang" in page
    assert "Sekretariat + Seksi" in page
    assert publish(hr).headers["Location"].endswith("/meja/situs")
    assert desk.cycle().state == "published"
    assert (desk.folder / "published" / CYCLE / "results.csv").exists()
    assert desk.wait("site").state == "done"
    assert (desk.folder / "public_html" / CYCLE / "index.html").exists()
    assert "Situs publik sudah memuat" in hr.get(PAGE).text
    assert not list((desk.office.folder / "preview").glob("*"))


def test_the_site_is_asked_whether_it_shows_a_cycle(desk: Desk) -> None:
    desk.sealed()
    desk.preview(desk.hr)
    publish(desk.hr)
    desk.wait("site")
    assert "Situs publik sudah memuat" in desk.hr.get(PAGE).text
    kept = desk.folder / "public_html" / CYCLE / "data" / "release.json"
    released = kept.read_bytes()
    for other in (released + b" ", None):  # another package, then none
        kept.unlink() if other is None else kept.write_bytes(other)
        page = desk.hr.get(PAGE).text
        assert "Bangun ulang situs publik agar" in page
        assert "sudah memuat" not in page


def test_what_is_published_is_what_was_previewed(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    desk.preview(hr)
    shown = hr.get(f"{PAGE}/pratinjau/{CYCLE}/index.html").data
    publish(hr)
    desk.wait("site")
    assert (desk.folder / "public_html" / CYCLE / "index.html").read_bytes() == shown


def test_the_preview_is_private(desk: Desk) -> None:
    desk.sealed()
    desk.preview(desk.hr)
    url = f"{PAGE}/pratinjau/index.html"
    answer = desk.hr.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Last-Modified" not in answer.headers
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert desk.client("staff:penyetuju").get(url).status_code == 200
    assert desk.client("staff:pengawas").get(url).status_code == 403
    assert desk.client().get(url).status_code == 303
    for path in (desk.office.folder / "preview").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.parent != desk.office.folder / "preview"
    assert not (desk.folder / "published").exists() or not list((desk.folder / "published").glob(f"{CYCLE}*"))
    assert not (desk.folder / "public_html").exists()


def test_no_path_leads_out_of_the_preview(desk: Desk) -> None:
    desk.sealed()
    desk.preview(desk.hr)
    for path in ("../packages/x", "..%2f..%2fstore", "%2e%2e/%2e%2e/trail.jsonl", "/etc/passwd", "nichts.html"):
        assert desk.hr.get(f"{PAGE}/pratinjau/{path}").status_code in (404, 308)


def test_nothing_is_published_without_a_preview(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    assert hr.get(f"{PAGE}/terbitkan").status_code == 303
    hr.post(f"{PAGE}/terbitkan", {"ketik": CYCLE, "paket": ""})
    assert desk.cycle().state == "closed"
    assert "Lihat pratinjau dulu" in hr.get(PAGE).text


def test_the_code_has_to_be_typed(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    desk.preview(hr)
    assert publish(hr, ketik="2026").status_code == 422
    assert desk.cycle().state == "closed"


def test_what_changed_since_the_preview_is_not_published(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    desk.preview(hr)
    (desk.folder / "content" / "notes" / f"{CYCLE}.id.md").write_text("Komentar baru.\n")
    answer = publish(hr)
    assert answer.status_code == 409
    assert "berubah sejak pratinjau" in answer.text
    assert desk.cycle().state == "closed"


def test_a_double_click_publishes_once(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    desk.preview(hr)
    form = {"ketik": CYCLE, "paket": package(hr.get(f"{PAGE}/terbitkan").text)}
    hr.post(f"{PAGE}/terbitkan", form)
    first = (desk.folder / "published" / CYCLE / "release.json").read_bytes()
    again = hr.post(f"{PAGE}/terbitkan", form)
    assert again.status_code == 303
    assert "sudah terbit. Tidak ada yang diulang" in hr.get(PAGE).text
    assert (desk.folder / "published" / CYCLE / "release.json").read_bytes() == first
    desk.wait("site")


def test_a_commentary_that_names_a_person_stops_the_preview(desk: Desk) -> None:
    desk.sealed()
    (desk.folder / "content" / "notes" / f"{CYCLE}.id.md").write_text("Terima kasih, Belistra Rokansari.\n")
    hr = desk.hr
    hr.post(f"{PAGE}/pratinjau")
    assert desk.wait(f"preview/{CYCLE}").state == "failed"
    page = hr.get(f"{PAGE}/terbit").text
    assert "Belistra Rokansari" in page
    assert "Hapus nama" in page


def test_an_open_cycle_shows_no_results_to_anybody(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "self")
    hr = desk.hr
    for path in ("terbit", "terbitkan"):
        assert hr.get(f"{PAGE}/{path}").status_code == 303
    assert hr.post(f"{PAGE}/pratinjau").status_code == 303
    assert desk.app.extensions["kinerja.desk"].jobs.find(f"preview/{CYCLE}") is None


def test_objections_are_waited_for(desk: Desk) -> None:
    desk.opened(stages=("objections",))
    desk.answer()
    cycles.close_cycle(desk.office, CYCLE, "hr")
    deliver(desk.office, CYCLE)
    hr = desk.hr
    desk.preview(hr)
    assert "Masa keberatan masih berjalan sampai 1 Juli 2026" in hr.get(f"{PAGE}/terbitkan").text
    assert publish(hr).status_code == 422
    assert publish(hr, tanpa="ya").status_code == 422, "there is no earlier publication"
    assert desk.cycle().state == "closed"
    desk.clock.turn(days=22)
    hr = desk.hr
    desk.preview(hr)
    assert publish(hr, tanpa="ya").status_code == 422, "a few have no document yet, and the law's last limit is to come"
    desk.clock.turn(days=61)
    hr = desk.hr
    desk.preview(hr)
    assert "Batas terakhir hukum (31 Agustus 2026) sudah lewat" in hr.get(f"{PAGE}/terbitkan").text
    assert publish(hr).status_code == 422
    assert publish(hr, tanpa="ya").status_code == 303
    assert desk.cycle().state == "published"
    desk.wait("site")


def test_two_people_publish_with_a_note(two: Desk) -> None:
    two.sealed()
    hr, other = two.hr, two.client("staff:penyetuju")
    two.preview(hr)
    assert publish(hr).status_code == 422
    assert publish(hr, catatan="PPID: diuji 9 Juni, gabungan dibuka.").status_code == 303
    assert two.cycle().state == "closed"
    page = hr.get(f"{PAGE}/terbit").text
    assert "menunggu persetujuan orang kedua" in page
    assert publish(hr, catatan="lagi").status_code == 303  # the same person again does not publish
    assert two.cycle().state == "closed"
    two.preview(other)
    assert "Catatan uji konsekuensi: lagi</p>" in other.get(f"{PAGE}/terbitkan").text  # the proposer's last note
    assert publish(other).status_code == 303
    assert two.cycle().state == "published"
    two.wait("site")


def test_the_site_is_built_in_the_background_and_a_second_click_waits(desk: Desk, monkeypatch: Any) -> None:
    go, home = threading.Event(), desk.app.extensions["kinerja"]

    def slow(progress: Any) -> None:
        progress("site", 3, 10)
        go.wait(10)

    monkeypatch.setattr(home, "rebuild", slow)
    hr = desk.hr
    hr.post("/meja/situs")
    page = hr.get("/meja/situs").text
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "sedang dibangun" in page
    still = hr.get("/meja/situs?diam=1").text
    assert "http-equiv" not in still
    hr.post("/meja/situs")
    assert "Pekerjaan lain masih berjalan" in hr.get("/meja/situs").text
    go.set()
    assert desk.wait("site").state == "done"
    assert "http-equiv" not in hr.get("/meja/situs").text


def test_a_build_that_fails_says_why_and_the_old_site_stays(desk: Desk, monkeypatch: Any) -> None:
    def broken(progress: Any) -> None:
        raise refuse("shape.missing", name="pages/tentang.id.md", line=2, key="title", expected="teks")

    monkeypatch.setattr(desk.app.extensions["kinerja"], "rebuild", broken)
    hr = desk.hr
    hr.post("/meja/situs")
    assert desk.wait("site").state == "failed"
    page = hr.get("/meja/situs").text
    assert "situs lama tetap tampil" in page
    assert "pages/tentang.id.md, baris 2: title belum ada. Yang diharapkan: teks." in page


def test_a_killed_process_is_noticed_by_the_next(desk: Desk) -> None:
    jobs, other = desk.app.extensions["kinerja.desk"].jobs, another(desk).extensions["kinerja.desk"].jobs
    with desk.office.store.write() as change:  # what a process has written that is killed then
        lease = leases.take(desk.office, change, "job", kind="site", step="site", done=3, total=10)
        assert lease
        records.put_job(
            change, "site", {"kind": "site", "state": "running", "by": "hr", "started": desk.clock().isoformat()}
        )
    assert [(one.busy(), one.find("site").state, one.find("site").percent) for one in (jobs, other)] == [
        (True, "running", 30)
    ] * 2
    assert not other.start("preview/x", "hr", "release.preview", lambda progress: None), "one at a time"
    desk.clock.turn(seconds=leases.LASTS + 1)
    assert "terputus karena layanan berhenti" in desk.hr.get("/meja/situs").text
    assert other.start("site", "hr", "site.rebuild", lambda progress: None), "another takes it over"
    lease.renew()
    assert desk.wait("site").state == "done"
    assert not jobs.busy(), "and what comes back to life takes nothing away"


def test_previews_of_a_killed_process_are_removed_at_the_start(desk: Desk) -> None:
    folder = desk.office.folder / "preview" / "alt"
    folder.mkdir(parents=True)
    another(desk)
    assert not folder.exists()


def test_every_process_shows_the_preview_that_one_made(desk: Desk) -> None:
    desk.sealed()
    desk.preview(desk.hr)
    desk.app = another(desk)
    assert desk.hr.get(f"{PAGE}/pratinjau/index.html").status_code == 200
    assert publish(desk.hr).status_code == 303
    desk.wait("site")
    assert not [p for p in (desk.office.folder / "waiting").glob("*") if p.suffix], "and none when it is published"


def test_no_name_or_number_in_the_preview(desk: Desk) -> None:
    desk.sealed()
    desk.preview(desk.hr)
    from tests.forms_service.desk.office import ROSTER

    words = b"\n".join(p.read_bytes() for p in Path(desk.office.folder / "preview").rglob("*") if p.is_file())
    for line in ROSTER.splitlines()[1:]:
        number, name = line.split(",")[:2]
        assert number.encode() not in words
        assert name.encode() not in words
