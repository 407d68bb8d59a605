"""An empty office with its staff accounts and content, and HR's browser without scripts; roster and cycle are made by the tests."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.form import decode
from assessment.instrument import parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster_reading import parse_roster
from forms_service import create_app
from kinerja.cli.building import prepared
from kinerja.demo import invented
from kinerja_office import accounts, answering, assignments, cycles, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests.forms_world import HOLIDAYS, ROOT, Clock, Person, World
from tests.offices import content, shared

CYCLE = "2026-2"
ROSTER = invented.roster_csv()


@dataclass
class Desk(World):
    """The service with everything the desk uses: content, packages, preview and rebuild."""

    folder: Path = Path()

    @property
    def hr(self) -> Person:
        return self.client("staff:hr")

    @cached_property
    def hr_once(self) -> Person:
        """HR's browser, signed in once."""
        return self.hr

    def cycle(self, id: str = CYCLE) -> Cycle:
        with self.office.store.read() as view:
            return records.cycle(view, id)

    def played(self, name: str, play: Callable[[], object], *how: object) -> None:
        """Take the office to where `play` takes it, or write down where it took it in an earlier test."""
        given = (self.clock.at, repr(self.office.organisation), content(self.folder / "content"))
        shared(self.office.folder, ("senapelan", name, *map(repr, how), *given), lambda: play() and None)

    def roster(self) -> None:
        self.played("roster", lambda: import_roster(self.office, parse_roster(ROSTER.encode(), "roster.csv"), "hr"))

    def draft(self, methods: tuple[str, ...] | None = None, stages: tuple[str, ...] = (), id: str = CYCLE) -> None:
        path = self.folder / "content" / "instruments" / "berakhlak.toml"
        tool = parse_instrument(path.read_text(), path.name)
        cycles.create(self.office, id, tool, "Semester II 2026", "2026-06-01", "2026-06-30", methods, stages, "hr")

    def opened(self, **kwargs: Any) -> None:
        """A roster of 61, a cycle with assignments, open."""

        def play() -> None:
            self.roster()
            self.draft(**kwargs)
            assignments.generate_assignments(self.office, CYCLE, None, "hr")
            cycles.open_cycle(self.office, CYCLE, "hr")

        self.played("opened", play, *sorted(kwargs.items()))

    def answer(self, only: Callable[[Assignment], bool] = lambda _: True) -> int:
        """Let people fill in and send their forms, as their browsers would; returns how many forms were sent."""
        with self.office.store.read() as view:
            one = records.cycle(view, CYCLE)
            tool, people = records.instrument(view, one), records.participants(view, CYCLE)
            wanted = [a for a in records.assignments(view, CYCLE) if only(a)]
        story = invented.Cycle(CYCLE, "", "", "", "", "", invented.BASE)
        forms = invented.answers(story, tool, people.values(), wanted)
        for form in forms:
            task = Assignment(form.method, form.rater, form.ratee)
            levels = {
                "work_result": form.work_result or "",
                "work_behaviour": form.work_behaviour or "",
                "reason": "Catatan.",
            }
            given = levels if form.method == "supervisor" else None
            entry = answering.save(self.office, CYCLE, task, decode(tool, form.answers), levels=given)
            answering.send(self.office, CYCLE, task, entry.revision)
        return len(forms)

    def sealed(self) -> None:
        def play() -> None:
            self.opened()
            self.answer()
            cycles.close_cycle(self.office, CYCLE, "hr")

        self.played("sealed", play)

    def wait(self, kind: str) -> Any:
        """Wait until a job is done, and return how it ended."""
        jobs = self.app.extensions["kinerja.desk"].jobs
        for _ in range(600):
            job = jobs.find(kind)
            if job is not None and job.state != "running":
                return job
            time.sleep(0.05)
        raise AssertionError(f"{kind} does not end")

    def preview(self, who: Person) -> str:
        """Make the preview as a member of staff; returns the page that shows it."""
        assert who.post(f"/meja/periode/{CYCLE}/pratinjau").status_code == 303
        job = self.wait(f"preview/{CYCLE}")
        assert job.state == "done", job
        return str(who.get(f"/meja/periode/{CYCLE}/terbit").text)


def make_desk(folder: Path, two_person: bool = False, url: str = "") -> Desk:
    from public_site.build import build

    shutil.copytree(ROOT / "content", folder / "content")
    private = folder / "private"
    text = (folder / "content" / "organisation.toml").read_text()
    if two_person:
        text = text.replace("two_person = false", "two_person = true")
    clock = Clock()

    def opened() -> Office:
        return Office(
            private, open_store(private, indexes=INDEXES), parse_organisation(text), now=clock, holidays=HOLIDAYS
        )

    def staff() -> None:
        init_store(private)
        keyring.create(private, keyring.SERVER)
        office = opened()
        for name, kind in (("hr", "hr"), ("penyetuju", "approver"), ("pengawas", "auditor")):
            accounts.add_staff(office, name, kind, "system")  # type: ignore[arg-type]  # the three kinds
        office.store.close()

    shared(private, "senapelan's staff", staff)
    office = opened()

    def built(packages: Path, out: Path, progress: Any) -> None:
        build(
            packages, folder / "content", out, progress=lambda done, total: progress("site", done, total),
            check=prepared,
        )  # fmt: skip

    app = create_app(
        office,
        packages=folder / "published",
        site=folder / "public_html",
        rebuild=lambda progress: built(folder / "published", folder / "public_html", progress),
        content=folder / "content",
        preview=built,
        url=url,
    )
    app.testing = False
    return Desk(office, app, clock, folder=folder)
