"""The site goes out: copied to the folder the server named, with what came of it, or taken along as one file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from public_site.build import walk
from public_site.copying import copy_site

from forms_service import create_app
from forms_service.desk.site import _zipped
from kinerja_words.problems import Phrase, refuse
from tests.forms_service.desk.office import Desk
from tests.forms_world import World


def with_target(desk: Desk, target: Path) -> None:
    """Run the service as it is started with a publish folder."""
    before = desk.app.extensions["kinerja"]

    def rebuild(progress: Any) -> Phrase:
        before.rebuild(progress)
        done = copy_site(
            desk.folder / "public_html", target, (desk.folder / "private",), lambda n, of: progress("copy", n, of)
        )
        return Phrase("site.copied", folder=str(target), n=done.files, hash=done.hash)

    desk.app = create_app(
        desk.office, packages=desk.folder / "published", site=desk.folder / "public_html", rebuild=rebuild,
        content=desk.folder / "content", publish_to=target,
    )  # fmt: skip
    desk.app.testing = False


def test_publishing_copies_and_says_what(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "web"
    target.mkdir()
    with_target(desk, target)
    hr = desk.hr
    assert str(target) in hr.get("/meja/situs").text
    hr.post("/meja/situs")
    assert desk.wait("site").state == "done"
    page = hr.get("/meja/situs").text
    n = len(walk(desk.folder / "public_html"))
    assert f"Disalin ke {target}: {n} berkas" in page
    assert (target / "index.html").read_bytes() == (desk.folder / "public_html" / "index.html").read_bytes()


def test_trouble_is_told_and_the_built_site_stays(desk: Desk, tmp_path: Path) -> None:
    with_target(desk, tmp_path / "hilang")
    desk.hr.post("/meja/situs")
    assert desk.wait("site").state == "failed"
    assert "Apakah disknya terpasang?" in desk.hr.get("/meja/situs").text
    assert (desk.folder / "public_html" / "index.html").is_file()


def test_no_page_can_name_a_folder(desk: Desk, tmp_path: Path) -> None:
    for name in ("folder", "target", "publish_to", "tujuan"):
        desk.hr.post("/meja/situs", {name: str(tmp_path / "web")})
        desk.wait("site")
    assert not (tmp_path / "web").exists()


def test_the_zip_is_the_site_and_equal_sites_are_equal_bytes(desk: Desk) -> None:
    assert desk.hr.get("/meja/situs/zip").status_code == 404
    desk.hr.post("/meja/situs")
    desk.wait("site")
    first, second = (desk.client(f"staff:{who}").get("/meja/situs/zip") for who in ("hr", "penyetuju"))
    assert first.data == second.data
    assert first.headers["Content-Disposition"] == 'attachment; filename="situs.zip"'
    folder = desk.folder / "public_html"
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == {p: (folder / p).read_bytes() for p in walk(folder)}
    assert desk.client("staff:pengawas").get("/meja/situs/zip").status_code == 403


def test_a_site_put_in_its_place_meanwhile_is_not_mixed_in(tmp_path: Path) -> None:
    site, new = tmp_path / "site", tmp_path / "new"
    for folder, word in ((site, "lama"), (new, "baru")):
        folder.mkdir()
        for n in range(3):
            (folder / f"{n}.html").write_text(word)
    parts = _zipped(site)
    first = next(parts)
    site.rename(tmp_path / "old")
    new.rename(site)
    with zipfile.ZipFile(io.BytesIO(first + b"".join(parts))) as archive:
        assert {archive.read(name) for name in archive.namelist()} == {b"lama"}


def test_the_zip_is_streamed_page_by_page(desk: Desk) -> None:
    desk.hr.post("/meja/situs")
    desk.wait("site")
    answer = desk.hr.http.get("/meja/situs/zip")
    parts = list(answer.iter_encoded())
    assert len(parts) > 10
    assert max(map(len, parts)) < sum(map(len, parts)) / 2


def test_the_page_leads_to_the_public_site(desk: Desk) -> None:
    folder = desk.folder / "published" / "2025-2"
    folder.mkdir(parents=True)
    (folder / "release.json").write_text('{"published": "2026-01-10", "previous": ""}')
    page = desk.hr.get("/meja/situs").text
    assert 'href="https://kinerja.senapelan.example/2025-2/index.html"' in page


def test_what_a_failed_rebuild_said_is_kept_for_another_member_of_hr(desk: Desk) -> None:
    def rebuild(progress: Any) -> None:
        raise refuse("site.target_full", out="/web", error="No space left on device")

    desk.app = create_app(
        desk.office, packages=desk.folder / "published", rebuild=rebuild, content=desk.folder / "content"
    )
    desk.hr.post("/meja/situs")
    desk.wait("site")
    again = create_app(desk.office, packages=desk.folder / "published", content=desk.folder / "content")
    other = World(desk.office, again, desk.clock)
    assert "penuh" in other.client("staff:hr").get("/meja/situs").text
