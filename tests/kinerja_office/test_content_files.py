"""Files of the content folder, saved from the desk: what the store says and what the file holds never part, and no earlier text is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument import parse_instrument
from kinerja_office import content_files as files
from kinerja_office import cycles, records
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_store.disk import disk
from tests.forms_world import BUDI, CYCLE, NAMES, SMALL, build_office, build_world
from tests.wording import coded

HOLIDAYS = (
    b'# resmi\n[[holiday]]\nday = "2026-08-17"\nname = { id = "Kemerdekaan", en = "Independence" }\nkind = "national"\n'
)
MORE = HOLIDAYS.replace(b"Kemerdekaan", b"Hari Kemerdekaan")
PAGE = b'+++\ntitle = "Jam layanan"\ndescription = "Kapan kami buka."\n+++\n\nSetiap hari kerja.\n'


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = build_office(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "holidays.toml").write_bytes(HOLIDAYS)
    return folder


def save(office: Office, content: Path, body: bytes, path: str = "holidays.toml", seen: bytes | None = None) -> bool:
    before = files.read(content, path) if seen is None else seen
    return files.save(office, content, path, body, files.mark(before), "hr")


def versions(office: Office, path: str = "holidays.toml") -> list[tuple[str, str]]:
    with office.store.read() as view:
        last = files.last(view, path)
        found = [files.version(view, path, n) for n in range(1, (last.n if last else 0) + 1)]
    return [(v.text, v.by) for v in found if v]


def stored(office: Office, what: Callable[[View], Any]) -> Any:
    with office.store.read() as view:
        return what(view)


def test_the_first_save_keeps_what_stood_there(office: Office, content: Path) -> None:
    assert save(office, content, MORE)
    assert (content / "holidays.toml").read_bytes() == MORE
    assert versions(office) == [(HOLIDAYS.decode(), ""), (MORE.decode(), "hr")]
    assert not save(office, content, MORE), "the same again changes nothing"
    assert len(versions(office)) == 2
    assert [p.name for p in content.iterdir()] == ["holidays.toml"]


def test_an_earlier_text_comes_back_as_a_new_version(office: Office, content: Path) -> None:
    save(office, content, MORE)
    with office.store.read() as view:
        first = files.version(view, "holidays.toml", 1)
    assert first
    save(office, content, files.body_of(first))
    assert (content / "holidays.toml").read_bytes() == HOLIDAYS
    assert [text for text, _ in versions(office)] == [HOLIDAYS.decode(), MORE.decode(), HOLIDAYS.decode()]


def test_a_change_by_hand_is_kept_before_it_is_replaced(office: Office, content: Path) -> None:
    save(office, content, MORE)
    by_hand = MORE + b"# dengan tangan\n"
    (content / "holidays.toml").write_bytes(by_hand)
    save(office, content, HOLIDAYS)
    assert (by_hand.decode(), "") in versions(office)


def test_what_changed_since_is_not_written_over(office: Office, content: Path) -> None:
    save(office, content, MORE)
    with coded("content.changed_since"):
        save(office, content, HOLIDAYS + b"# lain\n", seen=HOLIDAYS)
    (content / "holidays.toml").write_bytes(HOLIDAYS)
    with coded("content.changed_by_hand"):
        save(office, content, HOLIDAYS + b"# lain\n", seen=MORE)
    assert (content / "holidays.toml").read_bytes() == HOLIDAYS


@pytest.mark.parametrize("step", ["pwrite", "fsync", "replace", "after the rename"])
def test_killed_at_any_point_store_and_file_say_the_same(
    office: Office, content: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    where = files.place(content, "holidays.toml")

    def killed(*_: object) -> None:
        raise Killed

    def write(*args: object) -> None:
        original(*args)  # type: ignore[arg-type]  # as it was called
        raise Killed

    original = files._write
    if step == "after the rename":
        monkeypatch.setattr(files, "_write", write)
    else:
        in_store = getattr(disk, step)

        def only_here(*args: Any, **more: Any) -> Any:
            mine = str(Path(f"/proc/self/fd/{args[0]}").readlink() if isinstance(args[0], int) else args[0])
            return killed() if mine.startswith(str(content.resolve())) else in_store(*args, **more)

        monkeypatch.setattr(disk, step, only_here)
    with pytest.raises(Killed):
        save(office, content, MORE)
    monkeypatch.undo()
    files.settle(office, content)
    assert where.read_bytes() == (MORE if step == "after the rename" else HOLIDAYS)
    assert versions(office)[-1] == ((MORE.decode(), "hr") if step == "after the rename" else (HOLIDAYS.decode(), ""))
    assert stored(office, lambda view: view.count("content_intents")) == 0
    files.settle(office, content)
    assert len(versions(office)) == (2 if step == "after the rename" else 1)
    assert save(office, content, MORE) is (step != "after the rename")


@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_full_disk_and_a_folder_of_somebody_else_are_told_and_change_nothing(
    office: Office, content: Path, monkeypatch: pytest.MonkeyPatch, failure: int
) -> None:
    in_store = disk.open

    def full(path: Any, flags: int, *more: Any) -> int:
        if str(path).startswith(str(content.resolve())) and flags & os.O_CREAT:
            raise OSError(failure, os.strerror(failure))
        return in_store(path, flags, *more)

    monkeypatch.setattr(disk, "open", full)
    with coded("content.unwritable"):
        save(office, content, MORE)
    monkeypatch.undo()
    assert (content / "holidays.toml").read_bytes() == HOLIDAYS
    assert (MORE.decode(), "hr") not in versions(office)
    assert stored(office, lambda view: view.count("content_intents")) == 0
    assert save(office, content, MORE)


ODD = [
    "../holidays.toml", "pages/../../x", "pages/../holidays.toml", "/etc/passwd", "instruments/../organisation.toml", "secret.toml",
    "pages/a.id.md/", "pages/A.id.md", "pages/a.fr.md", "notes/..id.md", "instruments/a/b.toml", "holidays.toml\n", "", "logo.svg",
    "pages//a.id.md", "./holidays.toml", "holidays.toml.new", "pages/a\x00.id.md",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_no_other_file_can_be_named(office: Office, content: Path, path: str) -> None:
    for act in (
        lambda: save(office, content, HOLIDAYS, path, b""),
        lambda: files.keep_draft(office, content, path, "x", "", "hr"),
    ):
        with coded("content.unknown_file"):
            act()
    assert [p.name for p in content.rglob("*")] == ["holidays.toml"]


def test_a_link_leads_nowhere(office: Office, content: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_bytes(HOLIDAYS)
    (content / "training.toml").symlink_to(outside)
    (content / "pages").symlink_to(tmp_path)
    for path, body in (("training.toml", b"\n# x\n"), ("pages/a.id.md", PAGE)):
        with coded("content.unknown_file"):
            save(office, content, body, path, b"")
    assert outside.read_bytes() == HOLIDAYS


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("holidays.toml", b"holiday = 3\n", "shape.wrong"),
        ("holidays.toml", b"[[holiday]\n", "content.syntax"),
        ("holidays.toml", b"# \xe2\x80\xae\n", "content.control"),
        ("holidays.toml", b"# \xff\n", "content.not_text"),
        ("holidays.toml", b"", "content.empty"),
        ("holidays.toml", b"# " + b"x" * files.MOST, "content.large"),
        ("pages/jam.id.md", b"tanpa kepala\n", "content.front_matter"),
        ("pages/jam.id.md", PAGE + f"Hubungi {NAMES[BUDI]}.\n".encode(), "names.person"),
        ("pages/jam.id.md", PAGE.replace(b"Kapan kami buka.", "".join(f"\\u{ord(c):04x}" for c in NAMES[BUDI]).encode()), "names.person"),
        ("pages/jam.id.md", PAGE + f"Hubungi {BUDI}.\n".encode(), "names.person"),
        (f"pages/jam-{'-'.join(NAMES[BUDI].lower().split())}.id.md", PAGE, "names.person"),
        (f"pages/{BUDI}.en.md", PAGE, "names.person"),
        ("errata.toml", b'[[erratum]]\ncycle = "x"\ndate = "2030-01-01"\ntext = "y"\n', "site.erratum_late"),
        ("logo.png", b"<svg/>", "evidence.kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_the_file_stays(
    office: Office, content: Path, path: str, body: bytes, code: str
) -> None:
    with coded(code):
        save(office, content, body, path)
    assert files.read(content, path) == (HOLIDAYS if path == "holidays.toml" else b"")


def test_line_ends_and_byte_order_marks_are_told_apart_from_changes() -> None:
    assert files.as_file("satu\r\ndua\rtiga\n\n") == b"satu\ndua\ntiga\n"
    assert files.as_file(" \r\n") == b""


def test_drafts_lie_in_the_store_and_two_people_do_not_overwrite_each_other(office: Office, content: Path) -> None:
    path = "pages/jam.id.md"
    files.keep_draft(office, content, path, "rancangan", "", "hr")
    assert not (content / "pages").exists()
    with coded("content.changed_since"):
        files.keep_draft(office, content, path, "lain", "", "kedua")
    files.keep_draft(office, content, path, "lain", files.mark(b"rancangan\n"), "kedua")
    draft = stored(office, lambda view: files.draft(view, path))
    assert (draft.text, draft.by) == ("lain\n", "kedua")
    assert save(office, content, PAGE, path)
    assert stored(office, lambda view: files.draft(view, path)) is None


def test_a_commentary_waits_in_the_store_for_its_cycle(tmp_path: Path, content: Path) -> None:
    world = build_world(tmp_path / "world")
    office, path = world.office, f"notes/{CYCLE}.id.md"
    with coded("cycle.unknown"):
        files.keep_draft(office, content, "notes/tidak-ada.id.md", "x", "", "hr")
    with coded("names.person"):
        files.keep_draft(office, content, path, f"Terima kasih, {NAMES[BUDI]}.", "", "hr")
    files.keep_draft(office, content, path, "Antrean memendek.", "", "hr")
    assert files.notes(office, content, CYCLE) == {"id": "Antrean memendek.\n"}
    files.settle(office, content)
    assert not (content / "notes").exists()
    with office.store.write() as change:  # as a publication leaves it
        cycle = records.cycle(change, CYCLE)
        records.put_cycle(change, replace(cycle, state="published", published="2026-08-01"))
        change.put("releases", CYCLE, {"package": "", "files": {}, "notes": {"id": "Antrean memendek.\n"}})
    for _ in range(2):
        files.settle(office, content)
        assert (content / path).read_text() == "Antrean memendek.\n"
        assert versions(office, path) == [("Antrean memendek.\n", "hr")]
    with coded("content.note_published"):
        files.keep_draft(office, content, path, "Lain.", "", "hr")


def test_an_opened_cycle_keeps_its_instrument_and_a_change_needs_another_version(tmp_path: Path, content: Path) -> None:
    office, path = build_world(tmp_path / "world").office, "instruments/kecil.toml"
    before = SMALL.strip().encode() + b"\n"
    assert save(office, content, before, path), "the version an opened cycle uses may be saved as it is"
    changed = before.replace(b"Ramah dan cekatan", b"Ramah")
    with coded("content.version_used"):
        save(office, content, changed, path)
    tool = parse_instrument(changed.decode(), path)
    assert stored(office, lambda view: files.next_version(view, tool)) == "2"
    kept = stored(office, lambda view: records.instrument(view, records.cycle(view, CYCLE)).source)
    assert save(office, content, changed.replace(b'version = "1"', b'version = "2"'), path)
    assert stored(office, lambda view: records.instrument(view, records.cycle(view, CYCLE)).source) == kept


def test_an_instrument_no_opened_cycle_uses_may_change_in_place(office: Office, content: Path) -> None:
    tool = parse_instrument(SMALL, "kecil.toml")
    cycles.create(office, "konsep", tool, "Uji", "2026-06-01", "2026-06-30", None, (), "hr")
    assert save(office, content, SMALL.strip().encode() + b"\n# lain\n", "instruments/kecil.toml")


def test_the_trail_says_who_changed_what_and_no_text(office: Office, content: Path) -> None:
    save(office, content, MORE)
    line = stored(office, lambda view: view.get("meta", "trail"))["pending"][-1]
    assert (line["actor"], line["act"]) == ("hr", "content.save")
    assert line["details"] == {
        "file": "holidays.toml",
        "version": 2,
        "before": files.mark(HOLIDAYS),
        "after": files.mark(MORE),
    }


def test_a_start_meanwhile_neither_loses_nor_doubles_a_version(
    office: Office, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process opens the office while a file is being written: before its rename, or just after it."""
    original = files._write

    def write(where: Path, body: bytes) -> None:
        files.settle(office, content)
        original(where, body)

    monkeypatch.setattr(files, "_write", write)
    save(office, content, MORE)
    monkeypatch.setattr(files, "_write", lambda where, body: (original(where, body), files.settle(office, content)))
    save(office, content, HOLIDAYS)
    assert versions(office) == [(HOLIDAYS.decode(), ""), (MORE.decode(), "hr"), (HOLIDAYS.decode(), "hr")]
    acts = [line["act"] for line in stored(office, lambda view: view.get("meta", "trail"))["pending"]]
    assert acts.count("content.save") == 2


def test_an_intent_that_cannot_be_looked_at_stops_no_start(
    office: Office, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_write", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        save(office, content, MORE)
    (content / "holidays.toml").unlink()
    (content / "holidays.toml").symlink_to("/etc/hostname")
    files.settle(office, content)
    assert stored(office, lambda view: view.count("content_intents")) == 0
