"""Nothing becomes final that cannot be built: the site is built aside first, at the opening and before a publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessment.cycle import RESERVED
from kinerja.config import Folders, open_office
from kinerja.demo.invented import roster_csv
from kinerja_office import cycles, publication, records
from kinerja_words.problems import Refused
from publishing.audit.site import audit_site
from tests.kinerja.conftest import Office

TITLE = "Semester I 2026 (revisi 1.1)"
DAYS = ("--start", "2026-06-01", "--end", "2026-06-30")


def draft(office: Office, group: str = "Kelurahan", title: str = TITLE) -> Office:
    """Make a draft cycle whose largest group has some name."""
    path = office.data.parent / "roster.csv"
    path.write_text(roster_csv().replace("Kelurahan / ", f"{group} / "))
    office.shared("roster", "import", path)
    office.shared("cycle", "create", "2026-1", "--instrument", "berakhlak", "--title", title, *DAYS)
    office.shared("assignments", "generate", "2026-1")
    return office


def closed(office: Office, **words: str) -> Office:
    draft(office, **words).shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    return office


def say(office: Office, words: str) -> None:
    (office.content / "notes").mkdir(exist_ok=True)
    (office.content / "notes" / "2026-1.id.md").write_text(words, "utf-8")


def left(office: Office) -> list[str]:
    published = office.data / "published"
    return sorted(p.name for p in published.iterdir()) if published.is_dir() else []


def test_texts_with_figures_are_published_and_built(office: Office) -> None:
    item = (office.content / "instruments" / "berakhlak.toml").read_text("utf-8")
    item = item.replace("Ramah, cekatan", "Memakai SPBE 2.0, cekatan", 1)
    (office.content / "instruments" / "berakhlak.toml").write_text(item, "utf-8")
    closed(office, group="UPT Layanan 4.0")
    say(office, "Rata-rata kami 3,7 dan 45 %.\n")
    words = (
        "--text",
        "1.000 warga, 3,7 %",
        "--text-en",
        "1,000 people",
        "--owner",
        "Sekretaris 2.0",
        "--due",
        "2026-12-31",
    )
    office.run("follow-up", "add", "2026-1", "satu", "--criterion", "komunikasi", *words)
    office.run("publish", "2026-1", "--yes")
    office.run("site", "build")
    assert audit_site(office.data / "public_html", office.data / "published") == []
    assert "UPT Layanan 4.0" in (office.data / "public_html" / "2026-1" / "kelompok.html").read_text("utf-8")
    assert "1.000 warga, 3,7 %" in (office.data / "public_html" / "2026-1" / "tindak-lanjut.html").read_text("utf-8")


def test_an_opening_that_could_never_be_built_is_refused_and_fixes_nothing(office: Office) -> None:
    draft(office, group="3.7")
    before = office.state()
    said = office.run("cycle", "open", "2026-1", code=1)
    assert "Situs publik tidak dapat dibangun dengan periode 2026-1" in said
    assert "3.7" in said
    assert office.state() == before
    assert left(office) == []
    assert not (office.data / "private" / "keys" / "2026-1.key").exists()


@pytest.mark.parametrize(
    "words",
    ["Lihat [halaman](page:tidak-ada).", "[[tidak-dikenal]]\n", "![Naik 0,4](gambar.png)", "Lihat [ini](nihil.html)."],
)
def test_a_publish_that_cannot_be_built_is_refused_and_can_be_mended(office: Office, words: str) -> None:
    closed(office)
    say(office, words)
    before = office.state()
    assert "tidak dapat dibangun" in office.run("publish", "2026-1", "--yes", code=1)
    assert office.state() == before
    assert left(office) == []
    say(office, "Sudah diperbaiki.")
    office.run("publish", "2026-1", "--yes")
    office.run("site", "build")
    assert left(office) == ["2026-1"]


def test_closing_questions_are_not_ended_by_a_publish_that_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(closed(office).data, office.content)
    say(office, "[[tidak-dikenal]]\n")
    ended: list[str] = []
    monkeypatch.setattr(publication.consultation, "end", lambda *_: ended.append("ended"))
    with open_office(folders) as one, pytest.raises(Refused) as refused:
        publication.publish(one, "2026-1", folders.published, {"id": "[[tidak-dikenal]]\n"}, "ana")
    assert refused.value.problems[0].code == "publish.not_buildable"
    assert ended == []


def test_what_changes_while_an_opening_is_checked_is_checked_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(draft(office).data, office.content)
    real = publication.rehearse

    def meanwhile(*words: object) -> object:
        built = real(*words)
        path = office.data.parent / "other.csv"
        path.write_text(roster_csv().replace("Kelurahan / ", "Wilayah / "))
        office.run("roster", "import", path)
        return built

    monkeypatch.setattr(publication, "rehearse", meanwhile)
    with open_office(folders) as one:
        with pytest.raises(Refused) as refused:
            cycles.open_cycle(one, "2026-1", "ana")
        assert refused.value.problems[0].code == "cycle.changed_meanwhile"
        with one.store.read() as view:
            assert records.cycle(view, "2026-1").state == "draft"


@pytest.mark.parametrize("id", sorted(RESERVED))
def test_reserved_ids_are_refused(office: Office, id: str) -> None:
    said = office.run("cycle", "create", id, "--instrument", "berakhlak", "--title", "T", *DAYS, code=1)
    assert "alamat lain" in said
    assert "tidak sah" in office.run(
        "cycle", "create", id.upper() + "_", "--instrument", "berakhlak", "--title", "T", *DAYS, code=1
    )


def test_every_reserved_id_of_the_cases_is_one(office: Office) -> None:
    assert {"en", "tentang", "panduan", "terbaru", "con", "aux", "nul"} <= RESERVED


@pytest.mark.parametrize("title", ["Satu\x00dua", "Satu\x1b[1m", "Satu\ud800"])
def test_a_title_with_control_or_half_characters_is_refused(office: Office, title: str) -> None:
    said = office.run("cycle", "create", "2026-1", "--instrument", "berakhlak", "--title", title, *DAYS, code=1)
    assert "tanda kendali atau huruf rusak" in said


@pytest.mark.parametrize(
    "title", ["Satu\x0bdua", "Satu\u2028dua", "Satu\n dua", "Satu\u0085dua", "\u202eSatu dua\u202c"]
)
def test_line_ends_and_turned_letters_in_a_title_become_plain(office: Office, title: str) -> None:
    draft(office, title=title)
    assert office.run("cycle", "list").split("\t")[-1] == "Satu dua\n"


@pytest.mark.parametrize("words", ["Satu\x0bdua", "Satu\u2028dua", "Satu\u202edua", "Satu\x85dua", "Satu\ufffddua"])
def test_a_commentary_and_a_page_with_control_characters_name_their_line(office: Office, words: str) -> None:
    closed(office)
    say(office, f"Baik.\n{words}\n")
    said = office.run("publish", "2026-1", "--yes", code=1)
    assert "2026-1.id.md" in said
    assert "baris 2" in said
    say(office, "Baik.")
    page: Path = office.content / "pages" / "mengapa.id.md"
    page.write_text(page.read_text("utf-8") + words, "utf-8")
    assert "mengapa.id.md" in office.run("publish", "2026-1", "--yes", code=1)


@pytest.mark.parametrize("escape", ["\\u000B", "\\u2028", "\\u202E", "\\u0085"])
def test_an_instrument_with_control_characters_names_its_line(office: Office, escape: str) -> None:
    path = office.content / "instruments" / "berakhlak.toml"
    text = path.read_text("utf-8")
    assert "Ramah, cekatan" in text
    path.write_text(text.replace("Ramah, cekatan", f"Ra{escape}mah", 1), "utf-8")
    said = office.run("cycle", "create", "2026-1", "--instrument", "berakhlak", "--title", "T", *DAYS, code=1)
    assert "berakhlak.toml" in said
    assert "baris" in said


def test_a_rehearsal_leaves_nothing_and_shows_nothing(office: Office) -> None:
    folders = Folders(draft(office).data, office.content)
    with open_office(folders) as one:
        texts = publication.rehearse(one, "2026-1")
    assert texts["title"] == TITLE
    assert json.dumps(texts["group"])
    assert left(office) == []
    assert not (office.data / "public_html").exists()
