"""The release calendar: what comes when, judged by the day of the newest release, and each change in the feed."""

import hashlib
import json
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from public_site.build import build

from publishing.audit.site import audit_site
from tests.public_site.samples import (
    CONTENT,
    SENAPELAN_GROUPS,
    Spec,
    instrument,
    senapelan,
    senapelan_mean,
    write_all,
)

ATOM = "{http://www.w3.org/2005/Atom}"


def release(cycle, told, closes, earliest, planned, text=""):
    values = {
        "cycle": cycle,
        "title": f"Semester {cycle}",
        "told": told,
        "closes": closes,
        "earliest": earliest,
        "planned": planned,
    }
    return (
        "\n[[release]]\n"
        + "".join(f'{k} = "{v}"\n' for k, v in values.items())
        + (f'text = "{text}"\n' if text else "")
    )


CALENDAR = "".join(
    (
        release("2025-2", "2025-12-01", "2025-12-31", "2026-01-10", "2026-01-16"),
        release("2026-1", "2026-05-01", "2026-06-30", "2026-07-10", "2026-07-11"),
        release("2026-2", "2026-06-01", "2026-06-30", "2026-07-08", "2026-07-09"),
        release("2026-2", "2026-06-20", "2026-07-02", "2026-07-10", "2026-07-15", "Halaman <Inggris> belum selesai."),
        release("2026-3", "2026-07-01", "2026-12-31", "2027-01-21", "2027-03-02"),
    )
)


def made(folder, calendar, cycles=3):
    """A site; the newest release is of 16 July 2026."""
    shutil.copytree(CONTENT, folder / "content")
    (folder / "content/calendar.toml").write_text(calendar)
    senapelan(folder / "published", cycles) if cycles else (folder / "published").mkdir()
    build(folder / "published", folder / "content", folder / "public_html")
    return folder


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return made(tmp_path_factory.mktemp("calendar"), CALENDAR)


def words(html):
    return " ".join(re.sub("<[^>]+>", "", html).split())


def test_what_comes_next_stands_first_and_each_cycle_says_in_words_how_it_stands(told):
    page = (told / "public_html/jadwal.html").read_text()
    assert "Hasil Semester 2026-2 terlambat: direncanakan terbit 15 Juli 2026." in words(page)
    found = re.findall(r'<section id="jadwal-([^"]+)">.*?state s-(\w+)">(.*?)</b>(.*?)</p>', page, re.DOTALL)
    assert [(cycle, state, word) for cycle, state, word, _ in found] == [
        ("2026-2", "late", "Terlambat"), ("2026-3", "planned", "Dijadwalkan"),
        ("2026-1", "late", "Terlambat"), ("2025-2", "done", "Sudah terbit"),
    ]  # fmt: skip
    said = {cycle: words(rest) for cycle, _, _, rest in found}
    assert said["2026-2"] == "Belum terbit, rencananya 15 Juli 2026. Halaman &lt;Inggris&gt; belum selesai."
    assert said["2026-3"] == "Rencananya terbit 2 Maret 2027."
    assert said["2026-1"] == "Terbit 16 Juli 2026, sesudah rencana."
    assert said["2025-2"] == "Terbit 16 Januari 2026."
    assert "Pengumuman 1 Juni 2026: rencana terbit 9 Juli 2026." in words(page)
    assert 'href="2025-2/index.html"' in page
    assert audit_site(told / "public_html", told / "published") == []


def test_the_feed_tells_each_announcement_and_that_a_day_has_changed(told):
    feed = ET.fromstring((told / "public_html/terbitan.atom").read_text())  # noqa: S314
    found = {e.find(f"{ATOM}title").text: e for e in feed.iter(f"{ATOM}entry")}
    changed = found["Jadwal rilis berubah: Semester 2026-2"]
    assert changed.find(f"{ATOM}updated").text == "2026-06-20T00:00:00Z"
    assert changed.find(f"{ATOM}summary").text.startswith(
        "Formulir ditutup 2 Juli 2026, paling cepat terbit 10 Juli 2026"
    )
    assert "Jadwal rilis: Semester 2026-2" in found
    ids = [e.find(f"{ATOM}id").text for e in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


def test_what_was_told_keeps_its_id_when_more_is_told(told, tmp_path):
    before = made(tmp_path, CALENDAR.partition('cycle = "2026-3"')[0].removesuffix("\n[[release]]\n"))
    ids = [set(re.findall("<id>(.*?)</id>", (f / "public_html/terbitan.atom").read_text())) for f in (before, told)]
    assert ids[0] < ids[1]


def ids_of(folder):
    return re.findall("<id>(.*?)</id>", (folder / "public_html/terbitan.atom").read_text())


def test_an_entry_keeps_its_id_when_an_earlier_cycle_comes_out_later(tmp_path):
    """Ids are made of the first release of all, not of the first cycle; before there is one nothing can have a lasting id."""
    folder = made(tmp_path, CALENDAR, 0)
    assert len(ids_of(folder)) == 1
    found, older = [], 0
    for dates in (["b", "2025-07-01", "2026-01-16"], ["a", "2025-01-01", "2026-02-16"]):
        id, start, out = dates
        spec = Spec(id, id, start, start.replace("01-01", "06-30").replace("07-01", "12-31"), out, instrument("berakhlak"), SENAPELAN_GROUPS, senapelan_mean(0))  # fmt: skip
        write_all(tmp_path / "one", [spec])
        (tmp_path / "one" / id).rename(folder / "published" / id)
        for path in (folder / "published" / id).glob("*.json"):
            if path.name == "datapackage.json":
                path.write_text(path.read_text("utf-8").replace('"format": 1,', '"format": 3,'), "utf-8")
        told = json.loads((folder / "published" / id / "release.json").read_text("utf-8"))
        described = (folder / "published" / id / "datapackage.json").read_bytes()
        told |= {"package": hashlib.sha256(described).hexdigest(), "previous": older or ""}
        (folder / "published" / id / "release.json").write_text(json.dumps(told))
        older = hashlib.sha256((folder / "published" / id / "release.json").read_bytes()).hexdigest()
        build(folder / "published", folder / "content", folder / "public_html")
        found.append(set(ids_of(folder)))
    assert found[0] < found[1]
    assert len(found[1]) == len(found[0]) + 1


def test_without_a_release_or_an_announcement_the_page_says_so(tmp_path):
    page = (made(tmp_path / "a", CALENDAR, 0) / "public_html/jadwal.html").read_text()
    assert "Hasil Semester 2025-2 direncanakan terbit 16 Januari 2026." in words(
        page
    )  # nothing is late before a first release
    page = (made(tmp_path / "b", "") / "public_html/jadwal.html").read_text()
    assert "Tidak ada hasil yang sedang ditunggu." in words(page)
