"""What version 0.1.0 left behind still works: its folders open, go on, and publish the same figures.

The fixtures and how they were made are described in `make_0_1_0.py`. The command is all that is used here, so that the
test outlives every move of a module.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from kinerja.cli import main
from kinerja_office import office
from kinerja_office.keys import needed
from kinerja_store.backup import _open, beside, restore
from kinerja_store.frames import read_header
from tests.golden.kept import CONTENT, FIRST, GOLDEN, PASSPHRASE, SECOND, Browser, Kept, files, served, unpack

FORMS = GOLDEN / "inputs" / "forms.csv"
PUBLISHED = GOLDEN / "published"

FIGURES = ("plan.csv",)
MASKED = ("results.csv", "participation.csv")
"""Forms typed in by one clerk pass R1 no more since 0.2.0: what is shown then and now is the same, and less is shown."""
FILL_IN = ("assessments", "import", FORMS, "--cycle", SECOND)
OPEN, NEXT, CLOSE = (("cycle", word, SECOND) for word in ("open", "next", "close"))
PUBLISH = ("publish", SECOND, "--yes")
EARLY = (*PUBLISH, "--undelivered")
"""Closed today, long after its evaluation ended: no document is signed, and the law's last limit is over."""


@dataclass(frozen=True)
class Moment:
    """One state of the cycle: what the first command finds, the steps from there on, and which tables come out the same."""

    finds: str
    steps: tuple[tuple[object, ...], ...]
    same: tuple[str, ...]
    stages: tuple[str, ...] = ("before",)
    """Stages of the opinions in it that are counted the same in the end."""


MOMENTS = {
    # Forms that are all typed in by one clerk stay withheld since 0.2.0 (R1), so of the first three only the plan is the same.
    "draft": Moment("draft", (NEXT, NEXT, NEXT, FILL_IN, CLOSE, EARLY), ("plan.csv",), ()),
    "consultation": Moment("consultation", (NEXT, OPEN, FILL_IN, CLOSE, EARLY), ("plan.csv",)),
    "goals": Moment("goals", (OPEN, FILL_IN, CLOSE, EARLY), ("plan.csv", "instrument.json")),
    "open": Moment("assessment", (CLOSE, EARLY), (*FIGURES, "instrument.json")),
    # The hour in which a close can be undone is long over: the first command seals.
    "closing": Moment("closed", (EARLY,), (*FIGURES, "instrument.json")),
    "closed": Moment(
        "closed",
        (PUBLISH,),
        (
            *(*FIGURES, "instrument.json", "training.csv"),
            *("follow_up.csv", "responses.csv", "notes.md", "notes.en.md"),
        ),
        ("before", "after"),
    ),
    "published": Moment("published", (), (), ("before", "after")),
}


def rows(path: Path, *stages: str) -> list[dict[str, str]]:
    """Return the rows of these stages of a table."""
    listed = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return [row for row in listed if row["stage"] in stages]


def agree(now: Path, then: Path) -> None:
    """Both tables have the same rows, and no figure that both show differs, but that means of few are in steps of 0.5."""
    a, b = (list(csv.reader(io.StringIO(path.read_text("utf-8")))) for path in (now, then))
    assert len(a) == len(b)
    for one, two in zip(a, b, strict=True):
        assert all(map(fit, one, two)), (one, two)


def fit(x: str, y: str) -> bool:
    """Whether a cell of today says what that of 0.1.0 says, or less."""
    half = (
        re.fullmatch(r"\d\.[05]", x) and re.fullmatch(r"\d\.\d", y) and abs(Decimal(x) - Decimal(y)) <= Decimal("0.25")
    )
    return x == y or bool({x, y} & {"x", "withheld"}) or bool(half)


def as_then(data: bytes) -> bytes:
    """A `plan.csv` without the column of format 3; any other file as it is."""
    lines = data.decode().splitlines(keepends=True)
    if not lines or not lines[0].endswith(",comparable_with\n"):
        return data
    return "".join(line.rpartition(",")[0] + "\n" for line in lines).encode()


def go_on(kept: Kept, moment: Moment) -> None:
    """Take the cycle to its publication and compare what comes out with what 0.1.0 published."""
    for step in moment.steps:
        kept.run(*step)
    assert kept.state() == "published"
    kept.must_be_sound()
    kept.run("audit", *kept.packages)
    made = kept.data / "published"
    for name in MASKED if moment.same else ():
        agree(made / SECOND / name, PUBLISHED / SECOND / name)
    for name in moment.same:
        assert as_then((made / SECOND / name).read_bytes()) == (PUBLISHED / SECOND / name).read_bytes(), name
    if moment.finds in ("assessment", "closed"):
        codes, earlier = (
            set((folder / SECOND / "receipts.csv").read_text().splitlines()) for folder in (made, PUBLISHED)
        )
        assert codes > earlier, "every receipt of 0.1.0, and one for each paper form"
    if moment.stages:
        told, tells = (folder / SECOND / "consultation.csv" for folder in (PUBLISHED, made))
        counted = ("stage", "question", "aspect", "responses", "mean", "status")
        seen, wanted = ([[r[c] for c in counted] for r in rows(t, *moment.stages)] for t in (tells, told))
        assert len(seen) == len(wanted)
        assert all(all(map(fit, one, two)) for one, two in zip(seen, wanted, strict=True)), (seen, wanted)
    assert files(made / FIRST) == files(PUBLISHED / FIRST)


@pytest.mark.parametrize("state", MOMENTS)
def test_each_state_of_a_cycle_opens_and_goes_on_until_published(state: str, tmp_path: Path) -> None:
    kept, moment = Kept(unpack(GOLDEN / f"{state}.tar.gz", tmp_path / "data")), MOMENTS[state]
    kept.must_be_sound()
    listed = dict(line.split("\t")[:2] for line in kept.run("cycle", "list").splitlines())
    assert listed == {FIRST: "published", SECOND: moment.finds}
    assert kept.state() == moment.finds
    kept.run("backup", tmp_path / "before.backup")
    go_on(kept, moment)


def test_what_lies_in_the_states_is_all_there(tmp_path: Path) -> None:
    kept = Kept(unpack(GOLDEN / "open.tar.gz", tmp_path / "data"))
    status = json.loads(kept.run("cycle", "status", SECOND, "--json"))
    sent = {method: n["sent"] for method, n in status["participation"].items()}
    assert sent == {"self": 19, "supervisor": 16, "peer": None}
    assert status["declines"] == 1
    closed = Kept(unpack(GOLDEN / "closed.tar.gz", tmp_path / "closed"))
    objections = json.loads(closed.run("objections", "list", SECOND, "--json"))["objections"]
    assert sorted((o["state"], o["outcome"]) for o in objections) == [("decided", "partly"), ("withdrawn", None)]
    actions = json.loads(closed.run("follow-up", "list", "--json"))
    assert {a["id"]: a["state"] for a in actions} == {"papan-syarat": "done", "jam-loket": "planned"}
    assert closed.run("cycle", "copies", SECOND).split("\t")[0] == "open.backup.key"


def test_a_closed_cycle_gives_the_very_package(tmp_path: Path) -> None:
    kept = Kept(unpack(GOLDEN / "closed.tar.gz", tmp_path / "data"))
    kept.run(*PUBLISH)
    made, then = (files(folder / SECOND) for folder in (kept.data / "published", PUBLISHED))
    day = [(one.pop("release.json"), one.pop("audit.json")) for one in (made, then)]
    drawn = (
        "receipts.csv",
        "datapackage.json",
        "predicates.csv",
        "consultation.csv",
        "goals.csv",
        "conversations.csv",
        *MASKED,
    )  # receipts of paper, R1, R5
    assert {k: as_then(v) for k, v in made.items() if k not in drawn} == {
        k: v for k, v in then.items() if k not in drawn
    }
    text = (kept.data / "published" / SECOND / "goals.csv").read_text(encoding="utf-8")
    assert {r["band"] for r in csv.DictReader(io.StringIO(text))} == {"above", "as", "below", "reported", "unreported"}
    # The day and the trail's head are of today; the package and the release before it are the same.
    new, old = (json.loads(release) for release, _ in day)
    assert new["previous"] == old["previous"]


def test_the_packages_pass_todays_audit() -> None:
    result = CliRunner().invoke(main, ["audit", *(str(PUBLISHED / id) for id in (FIRST, SECOND))])
    assert result.exit_code == 0, result.output
    assert "NONE_FOUND" in result.output


def test_a_site_is_built_from_the_packages(tmp_path: Path) -> None:
    kept = Kept(unpack(GOLDEN / "published.tar.gz", tmp_path / "data"))
    assert files(kept.data / "published") == files(PUBLISHED)
    kept.run("site", "build")
    out = tmp_path / "rebuilt"
    words = ("rebuild", "--from", PUBLISHED, "--content", CONTENT, "--out", out)
    kept.run(*words, "--compare", kept.data / "public_html")


def test_every_address_of_the_site_of_0_1_0_stays_and_so_does_every_file_that_is_no_page(tmp_path: Path) -> None:
    """Pages are drawn by today's code from the packages of then; what is downloaded is the bytes of then.

    Whoever changes another file on purpose says so here: format 3's columns and steps in the dictionary; servers are told to
    compress and to keep files that do not change; the picture has no number of all criteria; the map has the new addresses; the feed names its own.
    """
    frozen = unpack(GOLDEN / "site.tar.xz", tmp_path / "frozen") / "public_html"
    words = ("rebuild", "--from", PUBLISHED, "--content", CONTENT, "--out", tmp_path / "rebuilt")
    Kept(tmp_path / "none").run(*words, "--compare", frozen, code=1)  # names twenty files at most
    old, new = (
        {p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (frozen, tmp_path / "rebuilt")
    )
    assert old.keys() - new.keys() == set()
    assert {name for name in old if old[name] != new[name] and not name.endswith(".html")} == {
        ".htaccess", "gaya.css", "kamus-data.csv", "nginx.conf", "sitemap.xml", "terbitan.atom", "en/terbitan.atom",
        *(f"{lang}{id}/gambar.svg" for lang in ("", "en/") for id in (FIRST, SECOND)),
    }  # fmt: skip


def test_a_backup_with_its_key_is_restored_and_goes_on(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "data")
    shutil.copytree(PUBLISHED / FIRST, kept.data / "published" / FIRST)
    kept.run("restore", GOLDEN / "open.backup", "--key", GOLDEN / "open.backup.key")
    kept.must_be_sound()
    assert kept.state() == "assessment"
    go_on(kept, MOMENTS["open"])


def test_a_backup_of_an_open_cycle_without_its_key_is_refused(tmp_path: Path) -> None:
    alone = shutil.copy(GOLDEN / "open.backup", tmp_path / "open.backup")
    kept = Kept(tmp_path / "data")
    assert ".key" in kept.run("restore", alone, code=1)
    assert not (kept.data / "private").exists()


def test_named_records_of_0_1_0_are_destroyed_and_stay_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its releases left no record of themselves: their folders vouch for them and stay as they are."""
    kept = Kept(unpack(GOLDEN / "published.tar.gz", tmp_path / "data"))
    before = files(kept.data / "published")
    kept.run("backup", tmp_path / "before")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=40 * 366)
    monkeypatch.setattr(office, "Office", partial(office.Office, now=lambda: later))
    kept.run("retention", "destroy", SECOND, "--yes")
    assert files(kept.data / "published") == before
    kept.must_be_sound()
    shutil.rmtree(kept.data / "private")
    assert "destroyed again" in CliRunner().invoke(
        main, ["--data", str(kept.data), "--content", str(CONTENT), "restore", str(tmp_path / "before")],
        env={"KINERJA_PASSPHRASE": PASSPHRASE, "KINERJA_LANG": "en"},
    ).output  # fmt: skip
    assert re.search(r"results by person: 0,", kept.run("retention", "list", SECOND))
    kept.must_be_sound()


def test_people_of_an_open_cycle_sign_in_and_find_their_receipts(tmp_path: Path) -> None:
    kept = Kept(unpack(GOLDEN / "open.tar.gz", tmp_path / "data"))
    with (GOLDEN / "inputs" / "sign-ins.csv").open(encoding="utf-8", newline="") as listed:
        settled, *slips = list(csv.DictReader(listed))
    published = set((PUBLISHED / SECOND / "receipts.csv").read_text("utf-8").replace(",", "\n").split())
    with served(kept, tmp_path) as port:
        browser = Browser(port)
        tasks = browser.sign_in(settled["number"], settled["code"])
        proofs = sorted(set(re.findall(r"/tugas/[^/\"]+/bukti", tasks)))
        receipts = [re.findall(r'class="code"[^>]*>([^<]+)<', browser.ask(path)) for path in proofs]
        shown = {one.strip() for found in receipts for one in found}
        assert len(shown) >= 3
        assert shown <= published
        for slip in slips:
            browser = Browser(port)
            browser.sign_in(slip["number"], slip["code"])
            assert browser.status == 200
            assert browser.at != "/masuk"
        wrong = Browser(port)
        wrong.sign_in(slips[0]["number"], settled["code"])
        assert (wrong.status, wrong.at) == (422, "/masuk")


@pytest.mark.parametrize("name", MOMENTS)
def test_an_upgrade_keeps_what_was_there_as_0_1_0_can_open_it(tmp_path: Path, name: str) -> None:
    kept = Kept(unpack(GOLDEN / f"{name}.tar.gz", tmp_path / "data"))
    said = kept.run("upgrade")
    (backup,) = (p for p in (kept.data / "backups").iterdir() if "." not in p.name)
    assert str(backup) in said
    again = Kept(tmp_path / "again")
    restore(
        backup, again.data / "private", PASSPHRASE, *(p if p.exists() else None for p in beside(backup)), needed=needed
    )
    assert read_header(_open(backup, PASSPHRASE)["store.journal"]).schema == 1, "as 0.1.0 reads it"
    assert str(backup) not in kept.run("upgrade")
    assert [p for p in (kept.data / "backups").iterdir() if "." not in p.name] == [backup], (
        "there was nothing more to do"
    )
    kept.must_be_sound()
