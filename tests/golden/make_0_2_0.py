"""How `tests/golden/0.2.0/` was made, with the code of version 0.2.0: `.venv/bin/python tests/golden/make_0_2_0.py OUT`.

It is the worked example (`kinerja demo`), stopped at three moments:

    open.tar.xz           its year 2025 with all forms in, just before the close
    closed.tar.xz         the same year with dialogues, evaluation documents and objections, just before the publication
    example.tar.xz        the end: three years and two quarters out, a year with goals, a cycle open in which somebody has
                          set their own secret and sent two forms; and the pins of the trail
    first.backup, .key, .server.key   a backup of its first year, opened and not filled in; PASSPHRASE below opens it
    content.tar.xz        the content folder of then
    site.sha256           what every file of its public site was
    sign-in.csv           who can sign in to the end, with an own secret, and the receipts they were shown

Packages and site are the same from run to run; the end is not (keys, slips, hashes and days of the cycle that is open).
The keys, the secret and the passphrase are of nobody: they open nothing but these files.
"""

from __future__ import annotations

import csv
import hashlib
import lzma
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from packing import tar

from assessment.form import decode
from kinerja.cli.building import build_with_bar
from kinerja.config import Folders, open_office
from kinerja.demo import run
from kinerja.demo.run import TRIAL, Done, run_demo
from kinerja_office import accounts, answering, cycles, publication, records
from kinerja_office.office import Office
from kinerja_store import trail
from kinerja_store.backup import backup

CONTENT = Path(__file__).parents[2] / "content"
YEAR = "2025"
PASSPHRASE = "lima kata acak dari rekaan"
SECRET = "payung kopi sepeda"


def stopped_before(act: Callable[..., Any], cycle: str, keep: Callable[[Office], object]) -> Callable[..., Any]:
    """Return an act that keeps the folder as it is before it is done to a cycle."""

    def before(office: Office, id: str, *args: Any, **more: Any) -> Any:
        if id == cycle:
            trail.flush(office.store)
            keep(office)
        return act(office, id, *args, **more)

    return before


def two_forms(office: Office, done: Done) -> list[str]:
    """Let the person of the demo set a secret of their own and send two forms; returns what `sign-in.csv` says."""
    _, who, code = done.sign_ins[0]
    session = accounts.sign_in(office, who, code)
    if session is None:
        raise SystemExit("a slip does not sign in")
    accounts.set_secret(office, session, SECRET)
    with office.store.read() as view:
        tool = records.instrument(view, records.cycle(view, TRIAL))
        mine = [a for a in records.assignments(view, TRIAL) if a.rater == who and a.method in ("self", "peer")][:2]
    receipts = []
    for one in mine:
        asked = {i.code for c in tool.asked(one.method) for i in c.items}
        marks = "".join("4" if i.code in asked else "-" for i in tool.items)
        entry = answering.save(office, TRIAL, one, decode(tool, marks))
        receipts.append(answering.send(office, TRIAL, one, entry.revision).receipt)
    return [who, SECRET, *receipts]


def packed(base: Path, folders: list[Path]) -> bytes:
    """Return a packed tar that depends on names, modes and contents alone."""
    return lzma.compress(tar(base, folders), preset=9)


def main(out: Path) -> None:
    """Make everything in a folder that does not exist yet."""
    out.mkdir(parents=True)
    data = out / "work"

    def keep(name: str) -> None:
        (out / f"{name}.tar.xz").write_bytes(
            packed(data, [data / "private", data / "published", *data.glob("trail-pins.jsonl")])
        )

    cycles.close_cycle = stopped_before(cycles.close_cycle, YEAR, lambda _: keep("open"))
    publication.publish = stopped_before(publication.publish, YEAR, lambda _: keep("closed"))
    first = out / "first.backup"
    run._fill_in = stopped_before(run._fill_in, "2023", lambda office: backup(office.store, first, PASSPHRASE))
    folders = Folders(data, CONTENT)
    done = run_demo(folders, click.echo, build_with_bar)
    with open_office(folders) as office:
        row = two_forms(office, done)
    keep("example")
    with (out / "sign-in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row)
    (out / "content.tar.xz").write_bytes(packed(CONTENT.parent, [CONTENT]))
    site = sorted(p for p in folders.public_html.rglob("*") if p.is_file())
    sums = (
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folders.public_html).as_posix()}\n" for p in site
    )
    (out / "site.sha256").write_text("".join(sums), encoding="utf-8")
    shutil.rmtree(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
