"""HR's desk around the forms: an office of 61 whose people have their say, object, and are trained."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment.objection import Claim, superior_of
from assessment.training import parse_programmes
from kinerja_office import consultation, cycles, follow_up, objections, records, training
from kinerja_office.consultation import Stage
from tests.delivered import deliver
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_world import Person

PAGE = f"/meja/periode/{CYCLE}"
STAGES = ("consultation", "goals", "objections")
BEFORE = "2025-2"
REASONS = "Nilai komunikasi tidak sesuai dengan catatan dialog bulan Mei."


class Town(Desk):
    """The desk, with what people do around the forms."""

    def dump(self, but: tuple[str, ...] = ("sessions", "accounts", "meta")) -> dict[str, dict[str, Any]]:
        """Return everything stored but the trail's bookkeeping."""
        return super().dump(but)

    def consulting(self) -> Person:
        """A cycle in the consultation stage."""
        self.roster()
        self.draft(stages=STAGES)
        cycles.next_stage(self.office, CYCLE, "hr")
        return self.hr

    def people(self) -> dict[str, Any]:
        with self.office.store.read() as view:
            return records.people(view, records.cycle(view, CYCLE))

    def say(self, stage: Stage, n: int, comment: str = "") -> None:
        """Let n people answer; the first writes a comment."""
        with self.office.store.read() as view:
            asked = consultation.questions(view, records.cycle(view, CYCLE), stage)
        for i, number in enumerate(list(self.people())[:n]):
            ratings = {q.code: str(3 + i % 3) for q in asked}
            consultation.save(self.office, CYCLE, stage, number, ratings, "" if i else comment)

    def closed(self, full: bool = False) -> Person:
        """A sealed cycle with everything but consultation and goals; `full`: all have answered, not supervisors alone."""

        def play() -> None:
            self.opened(stages=("objections",))
            self.answer(lambda a: full or a.method == "supervisor")
            cycles.close_cycle(self.office, CYCLE, "hr")
            deliver(self.office, CYCLE)

        self.played("closed", play, full)
        return self.hr

    def of_post(self, position: str) -> str:
        return next(n for n, e in self.people().items() if e.position == position)

    def object(self, position: str, parts: tuple[str, ...] = ("komunikasi", "work_result")) -> str:
        """Let the holder of a post object; returns their number."""
        who, people = self.of_post(position), self.people()
        claim = Claim(people[who].supervisor, superior_of(people, who), parts, REASONS)
        objections.file(self.office, CYCLE, who, claim)
        return who

    def links(self, who: Person) -> list[str]:
        """Return where the list of objections lets HR act."""
        found = who.get(f"{PAGE}/keberatan").text.split('href="')[1:]
        return [x.split('"', 1)[0] for x in found if "/keberatan/" in x.split('"', 1)[0]]

    def form(self, who: str) -> dict[str, Any]:
        """Return the supervisor's form of a person."""
        with self.office.store.read() as view:
            boss = records.participants(view, CYCLE)[who].supervisor
            return dict(view.get("forms", f"{CYCLE}/supervisor/{boss}/{who}") or {})

    def last_cycle(self, lower: str = "0.4") -> None:
        """Publish an earlier cycle with the same rows, its communication lower, a training held and an action left open."""
        files = self.app.extensions["kinerja.desk"].jobs.result(f"preview/{CYCLE}").prepared.files
        self.same_people(lambda _: True)
        folder = self.folder / "published" / BEFORE
        folder.mkdir(parents=True)
        rows = list(csv.DictReader(io.StringIO(files["results.csv"].decode())))
        for row in rows:
            if row["criterion"] == "komunikasi" and row["mean"][0].isdigit():
                row["mean"] = f"{float(row['mean']) - float(lower):.1f}"
        with (folder / "results.csv").open("w", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        (folder / "plan.csv").write_bytes(files["plan.csv"])
        with self.office.store.write() as change:
            one = replace(self.cycle(), id=BEFORE, title="Semester II 2025", start="2025-07-01", end="2025-12-20")
            records.put_cycle(change, replace(one, state="published", closed="2025-12-21", published="2026-01-10"))
        path = self.folder / "content" / "training.toml"
        programmes = {p.code: p for p in parse_programmes(path.read_text())}
        training.plan(self.office, BEFORE, programmes["teknik-komunikasi"], "2026-02-01", "hr")
        training.hold(self.office, BEFORE, "teknik-komunikasi", "2026-02-03", 24, "hr")
        text = {"id": "Jadwal memberi kabar ditulis di setiap loket.", "en": ""}
        follow_up.add(self.office, BEFORE, "jadwal-kabar", "komunikasi", text, "Camat", "2026-05-01", "hr")

    def same_people(self, of: Callable[[str], bool]) -> None:
        """Have the preview say of which groups the earlier cycle's row is about the same people."""
        made = self.app.extensions["kinerja.desk"].jobs.result(f"preview/{CYCLE}")
        files = made.prepared.files
        rows = list(csv.DictReader(io.StringIO(files["plan.csv"].decode())))
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "comparable_with": BEFORE if of(row["group"]) else ""} for row in rows)
        files["plan.csv"] = text.getvalue().encode()
        self.app.extensions["kinerja"].shelf.put(f"job/preview/{CYCLE}", made)

    def withdraw_last_cycle(self) -> None:
        """Make the earlier cycle one that is not published: its package is no whole one, and a preview refuses a lost one."""
        shutil.rmtree(self.folder / "published" / BEFORE)
        with self.office.store.write() as change:
            records.put_cycle(change, replace(self.cycle(BEFORE), state="closed", published=""))
