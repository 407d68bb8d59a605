"""A file with its seal is read again exactly where something it was found right by has changed."""

import random
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing import audit
from publishing.audit import site
from publishing.audit.report import Log
from publishing.audit.site import Auditor
from tests.publishing.audit.small_office import office, rows_of, write

PAGE = (
    '<!doctype html><html lang="id"><head><title>Hasil</title></head><body><main data-results>{}</main></body></html>'
)
MORE = {
    "follow_up.csv": "cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en\n2026-1,a1,layanan,Loket,,Camat,2026-05-01,done,,\n2026-1,a2,layanan,Loket,,Camat,2026-05-01,doing,,\n",
    "release.json": '{"published": "2026-06-01"}',
    "receipts.csv": "cycle,receipt\n2026-1,8F2A41C0\n",
    "notes.md": "Catatan dengan 7 butir.\n",
}


class World:
    """Packages of a small office and one site: files put there, sealed, changed and asked for again."""

    def __init__(self, folder: Path) -> None:
        self.packages, self.site = folder / "published", folder / "site"
        data = office({"Kelurahan": 24, "Sekretariat": 20, "Unit 17": 18})
        for data.cycle in ("2026-1", "2026-2"):
            write(self.packages / data.cycle, data)
        for name, text in MORE.items():
            (self.packages / "2026-1" / name).write_text(text, "utf-8")
        (self.site / "2026-1" / "data").mkdir(parents=True)
        shutil.copy(self.packages / "2026-1" / "results.csv", self.site / "2026-1" / "data" / "results.csv")
        (self.site / "2026-1" / "data" / "paket.bin").write_bytes(b"x" * 4321)
        self.content('[office]\naddress = "Jalan Melati 45"\n')

    def content(self, text: str) -> None:
        with zipfile.ZipFile(self.site / "content.zip", "w") as archive:
            archive.writestr("organisation.toml", text)

    def row(self, group: str = "Kelurahan", criterion: str = "layanan") -> tuple[int, dict[str, str]]:
        """Line and cells of a row of results."""
        for number, row in enumerate(rows_of(self.packages / "2026-1", "results"), start=2):
            if (row["group"], row["method"], row["criterion"]) == (group, "self", criterion):
                return number, row
        raise AssertionError(group)

    def text(self, name: str, change: Callable[[str], str], cycle: str = "2026-1") -> None:
        path = self.packages / cycle / name
        before = path.read_bytes().decode()
        assert change(before) != before
        path.write_bytes(change(before).encode())

    def figure(self, group: str = "Kelurahan", column: str = "mean") -> None:
        """Print another figure in a row."""
        number, row = self.row(group)
        lines = (self.packages / "2026-1" / "results.csv").read_text("utf-8").splitlines(keepends=True)
        cells = lines[number - 1].rstrip("\n").split(",")
        cells[list(row).index(column)] = "2.2"
        lines[number - 1] = ",".join(cells) + "\n"
        (self.packages / "2026-1" / "results.csv").write_text("".join(lines), "utf-8")

    def read(self, name: str, data: bytes, seal: str) -> bool:
        """Whether a new auditor reads a file that comes with a seal."""
        auditor, seen = Auditor(self.site, self.packages), []
        real = auditor.check
        auditor.check = lambda *told: seen.append(told) or real(*told)  # type: ignore[method-assign,func-returns-value,assignment]
        auditor.look(name, data, seal)
        return bool(seen)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def sealed(world: World, body: str, name: str = "2026-1/index.html") -> tuple[bytes, str]:
    """A sound page and its seal."""
    data = (body if name[-4:] == ".svg" else PAGE.format(body)).encode()
    found, seal = Auditor(world.site, world.packages).look(name, data)
    assert [str(f) for f in found] == []
    assert seal
    return data, seal


def said(row: dict[str, str]) -> str:
    return row["mean"].replace(".", ",")


def cell(world: World) -> str:
    number, row = world.row()
    return f'<p data-cell="2026-1/results:{number}:mean">{said(row)}</p>'


def label(world: World) -> str:
    number, row = world.row()
    return f'<svg aria-label="Nilai {said(row)}" data-cells="2026-1/results:{number}:mean"></svg>'


def change_of_two(world: World) -> str:
    (one, first), (two, second) = world.row(), world.row("*", "komunikasi")
    apart = round(float(second["mean"]) - float(first["mean"]), 1)
    sign = "" if apart == 0 else "+" if apart > 0 else "−"
    figure = f"{sign}{abs(apart):.1f}".replace(".", ",")
    return f'<p data-from="diff(2026-1/results:{one}:mean 2026-1/results:{two}:mean)">{figure}</p>'


def counted(world: World) -> str:
    rows = rows_of(world.packages / "2026-1", "results")
    return f'<p data-from="count(2026-1/results 2026-2/results)">{2 * len(rows)}</p>'


def add_row(world: World, cycle: str = "2026-2") -> None:
    world.text("results.csv", lambda t: t + t.splitlines(keepends=True)[-1], cycle)


def fewer_rows(world: World) -> None:
    world.text("results.csv", lambda t: "".join(t.splitlines(keepends=True)[:10]))


PROMISES = '<p data-from="promises(2026-1/follow_up done)">1</p>'
POINTER = '<p data-cell="2026-1/datapackage.json#/kinerja/disclosure/min_forms">10</p>'
ROWS = '<a href="data/results.csv#row=2-20">results.csv</a> <b data-fixed>2–20</b>'
SIZE = '<a href="data/paket.bin">paket</a> <b data-fixed>4321</b>'
CHANGES: dict[str, tuple[Callable[[World], str], Callable[[World], None]]] = {
    "a cell": (cell, World.figure),
    "another cell of its row": (cell, lambda w: w.figure(column="low_share")),
    "the columns": (cell, lambda w: w.text("results.csv", lambda t: t.replace(",mean,", ",average,", 1))),
    "a figure of a label": (label, World.figure),
    "one of two cells": (change_of_two, World.figure),
    "a count": (counted, add_row),
    "a package that was counted": (counted, lambda w: shutil.rmtree(w.packages / "2026-2")),
    "promises": (lambda w: PROMISES, lambda w: w.text("follow_up.csv", lambda t: t.replace("doing", "done"))),
    "a pointer": (
        lambda w: POINTER,
        lambda w: w.text("datapackage.json", lambda t: t.replace('"min_forms": 10', '"min_forms": 12')),
    ),
    "a commentary": (
        lambda w: '<p data-from="2026-1/notes.md">Catatan dengan 7 butir.</p>',
        lambda w: w.text("notes.md", lambda t: t.replace("7", "8")),
    ),
    "a range of rows": (lambda w: ROWS, fewer_rows),
    "a size": (lambda w: SIZE, lambda w: (w.site / "2026-1" / "data" / "paket.bin").write_bytes(b"x" * 4322) and None),
    "a file that is gone": (lambda w: SIZE, lambda w: (w.site / "2026-1" / "data" / "paket.bin").unlink()),
    "a name": (
        lambda w: "<p data-fixed>Unit 17</p>",
        lambda w: (
            [
                w.text(f"{t}.csv", lambda s: s.replace("Unit 17", "Unit 18"), c)
                for c in ("2026-1", "2026-2")
                for t in ("results", "plan", "participation")
            ]
            and None
        ),
    ),
    "a text of the office": (lambda w: "<p data-fixed>Jalan Melati 45</p>", lambda w: w.content("")),
    "a point of the scale": (
        lambda w: "<p data-fixed>5</p>",
        lambda w: (
            [w.text("instrument.json", lambda t: t.replace('"max": 5', '"max": 4'), c) for c in ("2026-1", "2026-2")]
            and None
        ),
    ),
    "a threshold": (
        lambda w: "<p data-fixed>40</p>",
        lambda w: (
            [w.text("datapackage.json", lambda t: t.replace(": 40", ": 41"), c) for c in ("2026-1", "2026-2")] and None
        ),
    ),
    "a receipt": (
        lambda w: "<p data-fixed>8F2A41C0</p>",
        lambda w: w.text("receipts.csv", lambda t: t.replace("8F2A41C0", "8F2A41C1")),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_page_is_read_again_when_what_it_shows_has_changed(world: World, what: str) -> None:
    show, change = CHANGES[what]
    data, seal = sealed(world, show(world))
    assert not world.read("2026-1/index.html", data, seal), "nothing has changed yet"
    change(world)
    assert world.read("2026-1/index.html", data, seal)


@pytest.mark.parametrize("show", [cell, label, change_of_two, lambda w: POINTER, lambda w: ROWS, lambda w: SIZE])
def test_a_page_is_not_read_again_for_figures_of_others(world: World, show: Callable[[World], str]) -> None:
    data, seal = sealed(world, show(world))
    world.figure("Sekretariat")
    world.text("participation.csv", lambda t: t.replace("self", "peer"))
    assert not world.read("2026-1/index.html", data, seal)


def test_a_seal_is_of_one_file(world: World) -> None:
    """Other bytes, another place, another page's seal, one that asks for less."""
    data, seal = sealed(world, cell(world))
    other, another = sealed(world, POINTER, "2026-2/index.html")
    assert world.read("2026-1/index.html", data + b" ", seal)
    assert world.read("2026-2/index.html", data, seal)
    assert world.read("2026-1/index.html", data, another)
    assert world.read("2026-2/index.html", other, seal)
    assert world.read("2026-1/index.html", data, "|" + seal.rpartition("|")[2])
    for wrong in (
        "",
        "|",
        "x",
        seal[:-1],
        seal.rpartition("|")[0],
        "rows 2026-1/results 2-x|",
        "says count(|",
        "size \0|",
    ):
        assert world.read("2026-1/index.html", data, wrong)


def test_another_auditor_reads_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    data, seal = sealed(world, POINTER)
    monkeypatch.setattr(site, "version", lambda: b"another")
    assert world.read("2026-1/index.html", data, seal)


def test_the_mark_is_of_the_auditor_and_all_packages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = audit.mark(world.packages)
    assert audit.mark(world.packages) == before
    world.text("audit.json", lambda t: t + " ") if (
        world.packages / "2026-1" / "audit.json"
    ).exists() else world.figure()
    assert audit.mark(world.packages) != before
    before = audit.mark(world.packages)
    monkeypatch.setattr(audit, "version", lambda: b"another")
    assert audit.mark(world.packages) != before


def test_a_file_that_is_no_page_is_read_again_when_anything_has_changed(world: World) -> None:
    auditor, name = Auditor(world.site, world.packages), "2026-1/data/results.csv"
    data = (world.site / name).read_bytes()
    found, seal = auditor.look(name, data)
    assert found == []
    assert not world.read(name, data, seal)
    world.text("participation.csv", lambda t: t.replace("self", "peer"), "2026-2")
    assert world.read(name, data, seal)
    seal = Auditor(world.site, world.packages).look(name, data)[1]
    world.content("x = 5")
    assert world.read(name, data, seal)


def test_a_page_with_a_finding_has_no_seal(world: World) -> None:
    number, _ = world.row()
    for body in (f'<p data-cell="2026-1/results:{number}:mean">9,9</p>', "<p>4321</p>", "<p>3 < 4</p>"):
        found, seal = Auditor(world.site, world.packages).look("2026-1/index.html", PAGE.format(body).encode())
        assert found
        assert seal == ""


def test_a_reference_that_could_be_read_in_two_ways_is_no_seal(world: World) -> None:
    """What was asked is a list: a tab within a reference must not make two of one."""
    text = '<p data-from="count(2026-1/results\tstatus=none)">0</p>'
    found, seal = Auditor(world.site, world.packages).look("2026-1/index.html", PAGE.format(text).encode())
    assert found == []
    assert seal == ""


def test_the_site_as_a_whole_has_results(world: World) -> None:
    auditor = Auditor(world.site, world.packages)
    assert [f.rule for f in auditor.look(".", b"")[0]] == ["site_not_results"]
    (world.site / "index.html").write_text(PAGE.format(""), "utf-8")
    assert auditor.look(".", b"") == ([], "")


def test_whatever_changes_no_lie_is_passed_over(world: World, rng: random.Random) -> None:
    """Cells, whole files and rows changed at random: what a full reading finds is found with the seals too."""
    rows = enumerate(rows_of(world.packages / "2026-1", "results"), start=2)
    cells = "".join(f'<p data-cell="2026-1/results:{n}:mean">{said(row)}</p>' for n, row in rows if row["mean"] != "x")
    pages = {f"2026-1/{n}.html": show(world) for n, (show, _) in enumerate(CHANGES.values())} | {
        "2026-1/all.html": cells
    }
    told = {name: sealed(world, body, name) for name, body in pages.items()}
    files = [p for p in sorted(world.packages.rglob("*")) if p.suffix in {".csv", ".json", ".md"}]
    files += len(files) * [world.packages / "2026-1" / "results.csv"]
    before = {p: p.read_bytes() for p in files}
    read = skipped = 0
    for _ in range(50):
        path = rng.choice(files)
        text = before[path].decode()
        numbers = list(re.finditer(r"\d+", text))
        some = rng.choice(numbers) if numbers else re.search("", text)
        assert some
        path.write_text(text[: some.start()] + str(rng.randrange(9)) + text[some.end() :], "utf-8")
        auditor = Auditor(world.site, world.packages)
        for name, (data, seal) in told.items():
            log = Log()
            auditor.check(name, data, log)
            assert auditor.look(name, data, seal)[0] == list(log.report().findings), (path.name, name, some)
            read += bool(log.findings)
            skipped += not log.findings and auditor.look(name, data, seal)[1] == seal
        path.write_bytes(before[path])
    assert read > 5
    assert skipped > read
