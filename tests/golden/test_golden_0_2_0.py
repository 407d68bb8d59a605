"""What version 0.2.0 left behind still works: its folders open, go on, and publish the same figures.

The fixtures and how they were made are described in `make_0_2_0.py`. As in `test_golden_0_1_0.py` the command is all that
is used. Whoever changes on purpose what comes out says here which file it is, and why.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.golden.kept import Browser, Kept, files, served, unpack
from tests.offices import once

GOLDEN = Path(__file__).parent / "0.2.0"
YEAR, TRIAL = "2025", "coba"
DATED = {"release.json", "audit.json", "datapackage.json"}
"""They say when and after which releases."""
OF_WHAT_FOLLOWED = {
    "goals.csv",
    "conversations.csv",
    "training.csv",
    "follow_up.csv",
    "consultation.csv",
    "responses.csv",
    "documents.csv",
    "participation.csv",
    "predicates.csv",
}
"""What the office did between the close and the publication; officers' superiors gave late predicates then."""
DRAWN_ANEW: set[str] = set()
"""Files of the site, pages apart, that are not what they were."""


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = once(
        tmp_path_factory.getbasetemp(), "content-0.2.0", lambda to: unpack(GOLDEN / "content.tar.xz", to / "was")
    )
    return made / "was" / "content"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packages that the example published."""
    made = once(tmp_path_factory.getbasetemp(), "end-0.2.0", lambda to: unpack(GOLDEN / "example.tar.xz", to / "was"))
    return made / "was" / "published"


def opened(name: str, tmp_path: Path, content: Path) -> Kept:
    return Kept(unpack(GOLDEN / f"{name}.tar.xz", tmp_path / "data"), content)


def state(kept: Kept, id: str) -> str:
    return str(json.loads(kept.run("cycle", "status", id, "--json"))["state"])


@pytest.mark.parametrize(("name", "steps"), [("open", ("close",)), ("closed", ())])
def test_a_year_goes_on_until_published_and_tells_the_same(
    name: str, steps: tuple[str, ...], tmp_path: Path, content: Path, published: Path
) -> None:
    kept = opened(name, tmp_path, content)
    kept.must_be_sound()
    assert state(kept, YEAR) == {"open": "assessment", "closed": "closed"}[name]
    for step in steps:
        kept.run("cycle", step, YEAR)
    kept.run("publish", YEAR, "--yes", "--undelivered")
    kept.must_be_sound()
    made, then = files(kept.data / "published" / YEAR), files(published / YEAR)
    other = {f for f in made.keys() | then.keys() if made.get(f) != then.get(f)}
    assert other <= DATED | (OF_WHAT_FOLLOWED | {"receipts.csv", "notes.md"} if name == "open" else set()), other
    codes, before = (set(x["receipts.csv"].decode().split()) for x in (made, then))
    assert codes <= before
    assert len(codes) > 400


def test_the_end_is_sound_and_its_open_cycle_goes_on(tmp_path: Path, content: Path) -> None:
    kept = opened("example", tmp_path, content)
    kept.must_be_sound()
    kept.run("upgrade")
    listed = dict(line.split("\t")[:2] for line in kept.run("cycle", "list").splitlines())
    assert {id: state for id, state in listed.items() if state == "published"} == dict.fromkeys(
        ("2023", "2024", "2025", "2026-tw1", "2026-tw2"), "published"
    )
    assert listed[TRIAL] == "assessment"
    kept.run("cycle", "close", TRIAL)
    assert state(kept, TRIAL) == "closed"
    kept.must_be_sound()


def test_whoever_had_a_secret_signs_in_and_finds_their_receipts(tmp_path: Path, content: Path) -> None:
    kept = opened("example", tmp_path, content)
    (row,) = csv.reader((GOLDEN / "sign-in.csv").read_text("utf-8").splitlines())
    number, secret, *receipts = row
    with served(kept, tmp_path) as port:
        browser = Browser(port)
        tasks = browser.sign_in(number, secret)
        proofs = sorted(set(re.findall(r"/tugas/[^/\"]+/bukti", tasks)))
        shown = {c.strip() for p in proofs for c in re.findall(r'class="code"[^>]*>([^<]+)<', browser.ask(p))}
    assert shown == set(receipts)
    assert len(shown) == 2


def test_a_backup_with_its_keys_is_restored_and_goes_on(tmp_path: Path, content: Path) -> None:
    kept = Kept(tmp_path / "data", content)
    kept.run("restore", GOLDEN / "first.backup")
    kept.must_be_sound()
    assert state(kept, "2023") == "assessment"
    kept.run("cycle", "close", "2023")
    kept.must_be_sound()


def test_a_backup_without_its_key_is_refused(tmp_path: Path, content: Path) -> None:
    alone = shutil.copy(GOLDEN / "first.backup", tmp_path / "first.backup")
    assert ".key" in Kept(tmp_path / "data", content).run("restore", alone, code=1)
    assert not (tmp_path / "data" / "private").exists()


def test_the_site_has_the_same_addresses_and_the_same_data(tmp_path: Path, content: Path, published: Path) -> None:
    kept = Kept(tmp_path / "none", content)
    kept.run("rebuild", "--from", published, "--content", content, "--out", tmp_path / "site")
    now = {n: hashlib.sha256(b).hexdigest() for n, b in files(tmp_path / "site").items()}
    then = dict(line.split("  ")[::-1] for line in (GOLDEN / "site.sha256").read_text("utf-8").splitlines())
    assert then.keys() <= now.keys()
    assert {n for n in then if now[n] != then[n] and not n.endswith(".html")} == DRAWN_ANEW


def test_its_packages_pass_the_audit_by_their_own_rules(published: Path, tmp_path: Path, content: Path) -> None:
    packages = [p.parent for p in published.rglob("release.json")]
    assert len(packages) == 6
    Kept(tmp_path / "none", content).run("audit", *sorted(packages))
