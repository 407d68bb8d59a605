"""One quarter as the law has it, from the SKP to the publication on its first lawful day, and the year that shows it.

The days are counted by hand, with the holidays of 2026: 1 May, 14 May (Kenaikan Yesus Kristus) with joint leave on 15 May,
27 May (Iduladha) with joint leave on 28 May, 1 June (Hari Lahir Pancasila).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assessment.calendar import WIB
from assessment.goal import Wish
from assessment.objection import Claim, Decision
from forms_service import create_app
from kinerja_office import (
    answering,
    assignments,
    cycles,
    dialogues,
    evaluations,
    feedback,
    goals,
    objections,
    organisation_predicates,
    publication,
    records,
)
from kinerja_office.office import Office
from tests.delivered import deliver
from tests.forms_service.prints.reading import sheet, text
from tests.forms_world import ROOT, Clock, World
from tests.kinerja_office.small_town import instrument, pair, town
from tests.wording import refusing

QUARTER, YEAR = "2026-tw1", "2026"
WISH = {"expected_result": "Keluhan warga terjawab", "success": "Sembilan dari sepuluh dalam 3 hari kerja", "kind": "main", "parent": ""}  # fmt: skip
SAID = {
    "leader": "Tepat waktu, pertahankan.", "realised": "Terjawab 38 dari 40", "talk": "Sepakat: buku register tiap Jumat.",
    "note": "Perkuat penyampaian tertulis.", "why": "Tiga puluh delapan dari empat puluh terjawab tepat waktu.",
    "statement": "Dua keluhan terlambat satu hari.", "reasons": "Bukti register menunjukkan hasil sesuai ekspektasi.",
    "recommendation": "Ikut bimbingan teknis pelayanan.",
}  # fmt: skip


@dataclass
class Played(World):
    """The office with its app; the clock stands on the day of the last act. `person`, their officer, that one's superior."""

    packages: Path = Path()
    person: str = ""
    officer: str = ""
    superior: str = ""

    def on(self, day: str) -> Office:
        self.clock.at = datetime.datetime.fromisoformat(day).replace(hour=10, tzinfo=WIB)
        return self.office

    def publish(self, day: str) -> publication.Prepared:
        return publication.publish(self.on(day), QUARTER, self.packages, {}, "hr")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Played]:
    with town(tmp_path) as office:
        clock = Clock()
        now = replace(office, now=clock)
        app = create_app(now, packages=tmp_path / "published", content=ROOT / "content")
        played = Played(now, app, clock, {}, tmp_path / "published", *pair(office))
        yield played


def answer(world: Played, id: str, low: str) -> None:
    """Everybody sends their forms; one person's work result is below what was expected."""
    with world.office.store.read() as view:
        tool, wanted = records.instrument(view, records.cycle(view, id)), records.assignments(view, id)
    for one in wanted:
        levels = {"work_result": "below" if one.ratee == low else "as", "work_behaviour": "as", "reason": "Contoh."}
        entry = answering.save(
            world.office,
            id,
            one,
            {i.code: "4" for i in tool.items},
            levels=levels if one.method == "supervisor" else None,
        )
        answering.send(world.office, id, one, entry.revision)


def plan_and_talk(world: Played) -> None:
    """SKP in March, feedback and a dialogue while the quarter's forms are taken."""
    office = world.on("2026-03-16")
    cycles.create(
        office, QUARTER, instrument(), "Triwulan I 2026", "2026-04-01", "2026-04-10", ("self", "supervisor"), ("goals", "objections"),
        "hr", period="2026-Q1",
    )  # fmt: skip
    assignments.generate_assignments(office, QUARTER, None, "hr")
    cycles.next_stage(office, QUARTER, "hr")
    goal = goals.save(office, QUARTER, world.person, Wish.of(WISH))
    goals.propose(office, QUARTER, world.person, goal.id)
    goals.agree(office, QUARTER, world.officer, world.person, goal.id)
    cycles.open_cycle(world.on("2026-04-01"), QUARTER, "hr")
    feedback.give(office, QUARTER, world.officer, world.person, f"goal:{goal.id}", SAID["leader"])
    goals.report(office, QUARTER, world.person, goal.id, SAID["realised"], "Buku register")
    for who in (world.officer, world.person):
        dialogues.note(office, QUARTER, world.person, who, SAID["talk"], "2026-04-01")
    organisation_predicates.enter(office, QUARTER, "", "baik", "LKjIP 2025", "2026-02-27", "hr")


def sign_and_object(world: Played) -> None:
    """Closed on Monday 13 April, received on Monday 27 April, objected to on the last day, 20 May; decided on the seventh, 3 June."""
    answer(world, QUARTER, world.person)
    cycles.close_cycle(world.on("2026-04-13"), QUARTER, "hr")
    office, one = world.office, world.person
    evaluations.sign(office, QUARTER, world.officer, [one], SAID["note"])
    evaluations.hand_over_documents(world.on("2026-04-14"), QUARTER, world.officer, [one])
    deliver(world.on("2026-04-27"), QUARTER, but={one})
    evaluations.receive(office, QUARTER, one, "2026-04-27")
    evaluations.return_signed(office, QUARTER, one)
    with refusing("20 May 2026"):  # 28-30 April, 4-8, 11-13, 18-20 May
        world.publish("2026-05-20")
    claim = Claim(world.officer, world.superior, ("work_result",), SAID["why"], "Buku register")
    with refusing("20 May 2026"):
        objections.file(world.on("2026-05-21"), QUARTER, one, claim)
    objections.file(world.on("2026-05-20"), QUARTER, one, claim)
    objections.state_side(world.on("2026-05-22"), QUARTER, one, world.officer, SAID["statement"])


def test_from_the_skp_to_the_first_lawful_day_and_on_to_the_year(world: Played) -> None:
    plan_and_talk(world)
    sign_and_object(world)
    case = f"/keberatan/{QUARTER}"
    assert (
        "Menunggu putusan, paling lambat 3 Juni 2026, tinggal 5 hari kerja" in world.client(world.person).get(case).text
    )
    with refusing("decided"):  # 21, 22, 25, 26, 29 May, 2, 3 June
        world.publish("2026-06-02")
    decision = Decision("upheld", SAID["reasons"], levels={"work_result": "as"}, recommendation=SAID["recommendation"])
    objections.decide(world.on("2026-06-03"), QUARTER, world.person, world.superior, decision)
    made = world.publish("2026-06-03")
    assert made.report.verdict == "NONE_FOUND"
    assert not [w for w in SAID.values() if any(w.encode() in body for body in made.files.values())]
    printed(world)
    year_beside_its_quarter(world)


def printed(world: Played) -> None:
    """The formats hold what was entered: SKP and result, feedback, the document as decided."""
    me = world.client(world.person)
    ref = world.app.extensions["kinerja"].tag("paper", f"{QUARTER}/{world.person}")[:16]
    page = {what: me.get(f"/cetak/{QUARTER}/{ref}/{what}").text for what in ("skp", "umpan-balik", "hasil", "dokumen")}
    for format, what, said in (
        ("A.1.6", "skp", (WISH["expected_result"], WISH["success"])),
        ("B.1.3", "umpan-balik", (SAID["realised"], SAID["leader"])),
        ("C.1.1", "hasil", (WISH["expected_result"], SAID["realised"], "BAIK")),
        ("D.1.3", "dokumen", ("TRIWULAN I", SAID["note"], SAID["why"], SAID["statement"], SAID["reasons"], SAID["recommendation"])),
    ):  # fmt: skip
        found = sheet(page[what], format)
        assert not [words for words in said if words.casefold() not in found.casefold()], found
    assert SAID["talk"] not in " ".join(text(p) for p in page.values()), "a dialogue is no part of these formats"


def year_beside_its_quarter(world: Played) -> None:
    """The officer who gives the year's levels sees the quarter's, as the decision left them."""
    office = world.on("2026-12-15")
    cycles.create(
        office, YEAR, instrument(), "Tahun 2026", "2026-12-15", "2027-01-15", ("self", "supervisor"), ("objections",), "hr",
        period="2026",
    )  # fmt: skip
    assignments.generate_assignments(office, YEAR, None, "hr")
    cycles.open_cycle(office, YEAR, "hr")
    boss = world.client(world.officer)
    ref = world.ref("supervisor", world.officer, world.person, YEAR)
    shown = text(boss.get(f"/tugas/{ref}/{levels_page(world)}").text)
    assert "Triwulan I 2026" in shown
    assert "Sesuai ekspektasi" in shown.split("Triwulan I 2026", 1)[1][:200]


def levels_page(world: Played) -> int:
    """The screen of the two levels comes after those of the criteria."""
    with world.office.store.read() as view:
        tool = records.instrument(view, records.cycle(view, YEAR))
    return len(tool.asked("supervisor")) + 1
