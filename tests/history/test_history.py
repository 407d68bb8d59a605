"""Many people fill in and send forms over HTTP while the service is killed, stopped, halted and left without disk space.

In the end exactly what people were told is there: no form lost, none twice, none that was refused, and the close and
the publication count them.
"""

from __future__ import annotations

import csv
import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.form import decode
from kinerja.config import Folders, open_office
from kinerja_office import answering, cycles, publication, records
from kinerja_office.keys import needed
from kinerja_office.participation import progress as progress_of
from kinerja_store import trail
from kinerja_store.check import check
from tests.history.clients import Paper, Person
from tests.history.cluster import Cluster
from tests.history.service import CYCLE, SECRET, Service, everything_asked, prepare

ACTS = ("kill", "stop", "interrupt", "halt", "full", "rewrite")
END_WITHIN = 240.0


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    folders = prepare(tmp_path, people=24, peers=3)
    with (tmp_path / "service.log").open("wb") as log:
        running = Service(folders, log)
        yield running
        running.close()
    said = (tmp_path / "service.log").read_text()
    assert "fault" not in said, said
    assert "Traceback" not in said, said


def disturb(service: Service, act: str, chance: random.Random) -> None:
    """Hurt the running service in one way and see that it runs again."""
    time.sleep(0.2 + chance.random())
    match act:
        case "kill" | "stop" | "interrupt":
            how = {"kill": signal.SIGKILL, "stop": signal.SIGTERM, "interrupt": signal.SIGINT}[act]
            service.end(how)
            time.sleep(chance.random() * 0.5)
            service.start()
        case "halt":
            with service.halted():
                time.sleep(4.5)
        case "full":
            with service.full(chance.randrange(4000)):
                time.sleep(1.5)
                if chance.random() < 0.3:
                    service.end(signal.SIGKILL)  # with no room left, in the middle of it
            if service.process is None or service.process.poll() is not None:
                service.start()
        case "rewrite":
            with open_office(service.folders) as office:
                office.store.compact()


def history(
    service: Service | Cluster, acts: list[str], seed: int, people: int, hurt: Callable[..., None] = disturb
) -> list[Paper]:
    """Let people work while the acts happen; return what each believes of each form."""
    tool, asked = everything_asked(service.folders)
    stop = threading.Event()
    chance = random.Random(seed)
    service.start()
    crowd = [
        Person(number, SECRET, service.port, tool, asked[number], seed * 1000 + n, stop, service.told)
        for n, number in enumerate(sorted(asked)[:people])
    ]
    begun = time.monotonic()
    for person in crowd:
        person.start()
    try:
        for act in acts:
            if any(p.error for p in crowd):
                break
            hurt(service, act, chance)
            going_on(service, crowd)
    finally:
        stop.set()
        for person in crowd:
            person.join(END_WITHIN)
    for person in crowd:
        if person.error:
            raise person.error
        assert not person.is_alive(), f"{person.number} is still at it"
    figures: Counter[str] = sum((p.figures for p in crowd), Counter())
    print(f"\n{len(crowd)} people, {len(acts)} disturbances ({dict(Counter(acts))}), {time.monotonic() - begun:.0f} s;")
    print(f"{service.starts} starts, the slowest {service.slowest_start:.1f} s;")
    print(", ".join(f"{name} {n}" for name, n in sorted(figures.items())))
    return [paper for person in crowd for paper in person.papers]


def going_on(service: Service | Cluster, crowd: list[Person]) -> None:
    """Wait until somebody is told of a change asked for from now on: each disturbance meets people at work, however slow the machine is."""
    begun = time.monotonic()
    while not any(asked > begun for asked, _ in service.told[-100:]) and not any(p.error for p in crowd):
        assert time.monotonic() - begun < END_WITHIN, "nothing is stored any more"
        time.sleep(0.02)


def verify(folders: Folders, papers: list[Paper]) -> None:
    """Compare the store with what people were told; then close, publish, and compare the counts."""
    if not folders.store:
        assert [f.said for f in check(folders.private, needed=needed) if f.level == "error"] == []
    begun = [p for p in papers if p.draft]
    sent = [p for p in papers if p.sent is not None]
    with open_office(folders) as office:
        with office.store.read() as view:
            cycle = records.cycle(view, CYCLE)
            tool = records.instrument(view, cycle)
            for paper in papers:
                entry = answering.load(office, view, cycle, paper.assignment)
                levels = {"work_result": entry.work_result, "work_behaviour": entry.work_behaviour}
                told = (paper.draft, paper.sent or {}, paper.receipt, paper.levels)
                found = (
                    decode(tool, entry.draft) if entry.draft else {},
                    decode(tool, entry.answers) if entry.answers else {},
                    entry.receipt,
                    {**levels, "reason": entry.reason} if entry.reason else {},
                )
                assert found == told, f"{paper.assignment}: {found}, but told {told}"
                assert entry.sent == (paper.sent is not None), paper.assignment
            peers = sum(p.assignment.method == "peer" for p in begun)
            pairs = len(records.assignments(view, CYCLE, method="peer"))
            assert view.count("ballots", cycle=CYCLE) == pairs, "a box for each pair, and nothing else"
            assert view.count("forms", cycle=CYCLE) == len(begun) - peers
            entries = answering.sealed_entries(
                office, view, cycle, records.assignments(view, CYCLE, method="peer")
            )  # fmt: skip
            assert len(entries) == sum(p.assignment.method == "peer" for p in sent)
        receipts = sorted(p.receipt for p in sent)
        assert len(set(receipts)) == len(receipts), "no receipt twice"
        cycles.close_cycle(office, CYCLE, "hr")
        prepared = publication.publish(office, CYCLE, folders.published, {}, "hr")
        assert prepared.report.exit_code == 0, prepared.report.findings
        with office.store.read() as view:
            assert [f.said for f in trail.verify(trail.copy(folders.private, view), "") if f.level == "error"] == []
        progress = progress_of(office, CYCLE)
    package = folders.published / CYCLE
    with (package / "participation.csv").open(newline="") as file:
        counted = {r["method"]: r["assessments"] for r in csv.DictReader(file) if r["group"] == "*"}
    shown = sorted(p.receipt for p in sent if counted[p.assignment.method] != "x")
    with (package / "receipts.csv").open(newline="") as file:
        assert [row["receipt"] for row in csv.DictReader(file)] == shown, "of methods whose number is shown"
    for method, n in Counter(p.assignment.method for p in sent).items():
        assert counted[method] in (str(n), "x"), f"{method}: {counted}, but {n} were sent"
        assert progress.whole[method][1] == n
    assert counted["peer"] != "x", "so few that nothing was compared"
    stated = json.loads((package / "datapackage.json").read_bytes())["kinerja"]
    assert (stated["forms"], stated["imported_whole"]) == (len(shown), False)
    print(
        f"{len(papers)} forms asked, {len(begun)} begun, {len(sent)} sent and there, {len(receipts)} receipts; {counted}"
    )


def test_what_people_were_told_is_what_is_there(service: Service) -> None:
    papers = history(service, ["kill", "full", "kill", "halt", "rewrite", "kill", "stop"], seed=5, people=24)
    service.end(signal.SIGINT)
    verify(service.folders, papers)


@pytest.mark.quality
def test_fifty_kills(service: Service) -> None:
    chance = random.Random(50)
    acts = ["kill"] * 50 + [act for act in ACTS for _ in range(6)]
    chance.shuffle(acts)
    papers = history(service, acts, seed=50, people=24)
    service.end(signal.SIGINT)
    verify(service.folders, papers)
