"""A closed cycle from its sealing to the destruction of its named records, seen by everybody who may not see what two worlds differ in.

Two secrets: which of two peers gave which ballot (or any), where what sealing keeps is alike; and everything that Melati, her
officer and that officer's superior say of her under their names. Who may see the second are these three alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.assignment import Assignment
from assessment.objection import Claim, Decision
from kinerja_office import (
    answering,
    choices,
    consultation,
    cycles,
    dialogues,
    evaluations,
    evidence,
    feedback,
    goals,
    objections,
    records,
    training,
)
from tests.anonymity import oracle
from tests.anonymity.oracle import CYCLE, HR, PEER, STAFF, ByPlace, Played
from tests.forms_service.pictures import PNG
from tests.forms_town import at, build_town, set_goal
from tests.forms_world import (  # fmt: skip
    ASISTEN,
    BUDI,
    CAMAT,
    JOKO,
    KASI,
    LURAH,
    MELATI,
    PEER_PAIRS,
    RATNA,
    ROOT,
    SARI,
    SEKRETARIS,
    TIGOR,
    WATI,
)

OFFICERS = {
    RATNA: SEKRETARIS, BUDI: SEKRETARIS, MELATI: SEKRETARIS, JOKO: KASI, SARI: KASI, TIGOR: KASI, WATI: KASI,
    SEKRETARIS: CAMAT, KASI: CAMAT, LURAH: CAMAT, CAMAT: ASISTEN,
}  # fmt: skip
LATE = WATI
"""Whose officer sends nothing; the superior's two levels come on paper."""
SIDES = (MELATI, SEKRETARIS, CAMAT)
"""Who may see what is said of Melati: herself, her officer, that officer's superior."""
OUTSIDERS = (*STAFF, KASI, RATNA, "")
NOT_THE_TWO = (*STAFF, MELATI, SEKRETARIS, JOKO, "")
"""Who looks at what the two peers may have left: HR, who approves, who audits, the person, the officer, a third peer, the public."""
TWO = (Assignment("peer", RATNA, MELATI), Assignment("peer", BUDI, MELATI))
"""Whose ballots are the first secret."""
REPORTS: dict[str, Any] = {
    "TWO": (oracle.REPORTS["HIDDEN"], Assignment("subordinate", BUDI, KASI)), "OFFICERS": {**OFFICERS, **oracle.REPORTS["LED"]},
    "NOT_THE_TWO": (*STAFF, KASI, CAMAT, SARI, MELATI, ""),
}  # fmt: skip
"""The same names where the two are reports of one leader."""
oracle.ROLES = {**oracle.ROLES, CAMAT: ("asn", "supervisor"), KASI: ("asn", "supervisor"), LURAH: ("asn",), JOKO: ("asn",), PEER: ("asn",)}  # fmt: skip


NOT_HERE = {
    "signin.enter": "as in an open cycle",
    **dict.fromkeys(
        ("signin.change_secret", "signin.offer_code", "signin.keep_code", "signin.drop_code"), "as in an open cycle"
    ),
    "desk.content_preview": "as in an open cycle",
    "desk.confirm_copies": "no backup was made whose key could be confirmed gone",
}


@dataclass(frozen=True)
class Secret:
    """What a world has for a secret: the two peers' ballots ("" for none), the words, the level that is objected to, Melati's
    marks and Budi's (of the same unit and officer), what her evidence is, how the objection ends."""

    first: str = "3344"
    second: str = "1515"
    words: str = "Biru dan pendek."
    part: str = "work_result"
    marks: tuple[str, str] = ("4422", "3333")
    body: bytes = PNG
    step: str = ""
    """The next step she chooses for herself; empty for her words."""


BALLOTS = (Secret(), Secret(first="1515", second="3344"))
CITIZENS = (
    "unit_layanan;ukuran;nilai;responden;aspek;dari;sampai;sumber;tanggal_sumber\n"
    "Kecamatan Senapelan;skm;81,24;214;pelayanan;01/01/2026;30/04/2026;Laporan SKM;02/05/2026\n"
)
STEPS_OF_HER_OWN = (Secret(), Secret(step="Lain sama sekali, jauh lebih panjang."))
"""She chooses another next step, of another criterion, and other strengths; nothing else differs."""
SILENT = (Secret(first=""), Secret(first="1515", second=""))
"""Either peer stays silent; the other one's ballot is the same."""
WORDS = (
    Secret(),
    Secret(
        words="Merah tua, dan jauh lebih panjang daripada yang lain: <i>rahasia</i>\nbaris kedua.", part="work_behaviour",
        marks=("3333", "4422"), body=b"%PDF-1.4\nlain sama sekali\nstartxref\n9\n%%EOF\n",
    ),
)  # fmt: skip


def build(folder: Path, it: Secret) -> Played:
    """Play a world to the hour after its sealing, with what differs; random bytes are drawn from one start after it."""
    source = ByPlace("town")
    source.one_value = ()  # as many forms are sent in both worlds, in one order; equal receipts could not be published
    world = build_town(
        folder, "goals", source, rebuild=lambda progress: None, preview=_site, tool=oracle.TOOL, led=oracle.LED
    )
    office, words = world.office, it.words
    one = set_goal(world, MELATI, SEKRETARIS, expected_result=f"Arsip: {words}", success=words)
    goals.put_terms(office, CYCLE, MELATI, "qualitative", {"resources": words})
    goals.expect(office, CYCLE, SEKRETARIS, MELATI, {"loyal": words})
    at(world, "2026-06-10")
    cycles.open_cycle(office, CYCLE, "hr")
    for giver in (SEKRETARIS, JOKO if words == WORDS[0].words else SARI):
        feedback.give(office, CYCLE, giver, MELATI, "value:loyal" if it.part == "work_result" else "", words)
    goals.report(office, CYCLE, MELATI, one.id, words, words)
    goals.rate(office, CYCLE, SEKRETARIS, MELATI, one.id, "as" if it.part == "work_result" else "below", words)
    evidence.add(office, CYCLE, MELATI, one.id, it.body)
    for who in (SEKRETARIS, MELATI):
        dialogues.note(office, CYCLE, MELATI, who, words, "2026-06-10")
    for who, officer in OFFICERS.items():
        marks = {MELATI: it.marks[0], BUDI: it.marks[1]}.get(who, "3344")
        if who != LATE:
            send(world, Assignment("supervisor", officer, who), marks, it if who == MELATI else None)
        send(world, Assignment("self", who, who), "4444")
    method, _, ratee = TWO[0]
    rest = [Assignment("peer", *pair) for pair in PEER_PAIRS]
    rest += [Assignment(method, rater, ratee) for rater in oracle.LISTED if method != "peer"]
    for pair in rest:
        if pair not in TWO:
            send(world, pair, "3344")
    for pair, marks in zip(TWO, (it.first, it.second), strict=True):
        if marks:
            send(world, pair, marks)
    source.seed, source.drawn = "after", {}
    at(world, "2026-07-01")
    world.close()
    first, second = ("komunikasi", "pelayanan")[:: -1 if it.step or words != WORDS[0].words else 1]
    choices.choose(office, CYCLE, MELATI, (second,), first, it.step or words)
    for who in (MELATI, BUDI):
        training.be_interested(office, CYCLE, who, "teknik-komunikasi", {"id": "Teknik komunikasi"})
    return Played(world)


def _site(packages: Path, out: Path, progress: object) -> None:
    from public_site.build import build as build_site

    build_site(packages, ROOT / "content", out)


def send(world: oracle.World, one: Assignment, marks: str, it: Secret | None = None) -> None:
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Contoh."}
    if it:
        levels |= {it.part: "below", "reason": it.words}
    answers = dict(zip(oracle.ITEMS, marks, strict=True))
    entry = answering.save(world.office, CYCLE, one, answers, levels=levels if one.method == "supervisor" else None)
    answering.send(world.office, CYCLE, one, entry.revision)


def look(p: Played, who: tuple[str, ...], day: str) -> None:
    """Everybody of these reads every page they may ever ask for, every print and workbook with it, on a day."""
    turn(p, day)
    for person in who:
        p.look(person)
    for person in (w for w in who if w not in (*STAFF, "")):
        for endpoint, parts in p.routes(person, "GET"):
            if endpoint.startswith("prints.") and parts:
                for address in p.addresses(person, endpoint, parts, again="leader"):
                    p.ask(person, endpoint, query={"jenis": "pimpinan"}, **address)


def turn(p: Played, day: str) -> None:
    at(p.world, day)
    p._people.clear()


def step_sealed(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """Sealed: the results are there, no document is signed."""
    p.ask(HR, "desk.export", {"jenis": "interest", "periode": CYCLE})
    look(p, (HR,), "2026-07-01")


def step_signed(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """All documents are signed; Melati's is handed over; HR records others from paper, in order and out of it."""
    turn(p, "2026-07-02")
    office = p.world.office
    late = {"id": CYCLE, "tanda": p.world.app.extensions["kinerja"].tag("evaluation", f"{CYCLE}/{LATE}")[:16]}
    levels = {"work_result": "as", "work_behaviour": "as", "tanggal": "2026-07-02"}
    p.ask(HR, "desk.reassign_document", {"alasan": "Sakit sejak Mei.", "kepada": CAMAT}, **late)
    p.ask(HR, "desk.levels_on_paper", levels, **late)
    for number, officer in ((n, o) for n, o in OFFICERS.items() if n != LATE):
        evaluations.sign(office, CYCLE, officer, [number], it.words if number == MELATI else "Pertahankan.")
    evaluations.hand_over_documents(office, CYCLE, SEKRETARIS, [MELATI])
    for number in OFFICERS:
        sheet = p.world.app.extensions["kinerja"].tag("evaluation", f"{CYCLE}/{number}")[:16]
        for act in ("returned", "handed", "received") if number != MELATI else ("signed",):
            p.ask(HR, "desk.record_document", {"langkah": act, "tanggal": "2026-07-02"}, id=CYCLE, tanda=sheet)
    p.ask(HR, "desk.plan_trainings", {"program": "teknik-komunikasi", "rencana": "2026-09-01"}, id=CYCLE)
    p.ask(HR, "desk.note_reminder", id=CYCLE)
    look(p, (HR, *(w for w in who if w not in STAFF)), "2026-07-02")


def step_objected(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """Melati receives, returns and objects; her officer answers. Two others object whose superiors HR writes for."""
    turn(p, "2026-07-03")
    office = p.world.office
    evaluations.receive(office, CYCLE, MELATI, "2026-07-03")
    evaluations.return_signed(office, CYCLE, MELATI)
    why = f"Alasan keberatan saya: {it.words}"
    objections.file(office, CYCLE, MELATI, Claim(SEKRETARIS, CAMAT, (it.part,), why, it.words))
    objections.state_side(office, CYCLE, MELATI, SEKRETARIS, it.words)
    for number, officer, above in ((SEKRETARIS, CAMAT, ASISTEN), (CAMAT, ASISTEN, "")):
        objections.file(office, CYCLE, number, Claim(officer, above, ("work_result",), "Alasan yang sama di mana pun."))
    look(p, (HR, *(w for w in who if w not in STAFF)), "2026-07-03")


def step_decided(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """Upheld, with D.1.3; HR names a post, writes two decisions down, and reports."""
    turn(p, "2026-07-06")
    office, tag = p.world.office, p.world.app.extensions["kinerja"].tag
    why = f"Bukti yang ada: {it.words}"
    objections.decide(
        office, CYCLE, MELATI, CAMAT, Decision("upheld", why, levels={it.part: "as"}, recommendation=it.words)
    )
    given = {"putusan": "rejected", "alasan": "Tidak ada bukti yang cukup untuk itu.", "tanpa": "Sedang cuti.", "yakin": "ya"}  # fmt: skip
    for number in (CAMAT, SEKRETARIS):
        here = {"id": CYCLE, "tanda": tag("objection", f"{CYCLE}/{number}")[:16]}
        for post in ("", "Bupati"):
            p.ask(HR, "desk.outside_page", **here)
            p.ask(HR, "desk.name_outside", {"jabatan": post}, **here)
        for data in ({**given, "putusan": "upheld"}, given, given):
            p.ask(HR, "desk.decision_page", **here)
            p.ask(HR, "desk.record_decision", data, **here)
    listed = [tag("evaluation", f"{CYCLE}/{n}")[:16] for n in OFFICERS]
    p.ask(HR, "desk.report_documents", {"orang": listed, "tanggal": "2026-07-06"}, id=CYCLE)
    look(p, who, "2026-07-06")


def step_published(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """Looked at, published on the first lawful day after 14 working days from the last receipt, and followed up."""
    here = {"id": CYCLE}
    turn(p, "2026-07-24")
    consultation.end(p.world.office, CYCLE, "after", "hr")
    action = {"aspek": "komunikasi", "teks": "Rapat tiap Senin", "jabatan": "Camat", "tenggat": "2026-09-01"}
    p.act("desk.add_action", action, **here)
    for kode in re.findall(r"/tindak-lanjut/([a-z0-9-]+)", p.ask(HR, "desk.follow_up", **here))[:1]:
        p.act("desk.action", kode=kode, **here)
        p.act(
            "desk.change_action",
            {"versi": p.value("versi"), "status": "doing", "tenggat": "2026-09-02"},
            kode=kode,
            **here,
        )
    for _ in range(2):
        p.act("desk.make_preview", {}, **here)
        p.act("desk.preview_file", file="index.html", **here)
        p.act("desk.confirm_copies", {"yakin": "ya"}, **here)
        p.ask(HR, "desk.publish_page", **here)
        p.act("desk.publish", {"ketik": CYCLE, "paket": p.value("paket") if 'name="paket"' in p.last else ""}, **here)
    for _ in range(2):
        p.act("desk.read_citizens", {"berkas": oracle.file(CITIZENS, "warga.csv")}, **here)
        p.act(
            "desk.release_citizens",
            {"unggahan": p.value("unggahan"), "dilihat": p.value("dilihat"), "ketik": CYCLE},
            **here,
        )
    look(p, who, "2026-07-27")
    p.blank(HR, but=("signin.leave",))


def step_destroyed(p: Played, it: Secret, who: tuple[str, ...]) -> None:
    """Years later everything that was under a name is destroyed, with its certificate."""
    turn(p, "2032-01-05")
    for typed in ("", CYCLE, CYCLE):
        p.act("desk.destroy", {"ketik": typed}, id=CYCLE)
        p.act("desk.certificate", id=CYCLE)
    look(p, who, "2032-01-06")


Step = Callable[[Played, Secret, tuple[str, ...]], None]
STEPS: tuple[Step, ...] = (
    step_sealed, step_signed, step_objected, step_decided, step_published, step_destroyed,
)  # fmt: skip


def step(p: Played, it: Secret, who: tuple[str, ...], one: Step) -> None:
    """Play a step, and count how many records lie on the disk after it."""
    one(p, it, who)
    p.beside.work()
    with p.world.office.store.read() as view:
        p.seen.append((f"the disk after {one.__name__}", repr({name: view.count(name) for name in view.tables()})))


def go_on(p: Played, it: Secret, who: tuple[str, ...], steps: Sequence[Step]) -> Played:
    """Play the last steps of a closed cycle in one world, watched by some."""
    for one in steps:
        step(p, it, who, one)
    with p.world.office.store.read() as view:
        end = records.cycle(view, CYCLE)
    assert end.published, "or nothing after the preview was played"
    assert end.destroyed, "or nothing after the publication was played"
    p.world.office.store.close()
    return p


def play(folder: Path, it: Secret, who: tuple[str, ...]) -> Played:
    """Play a closed cycle in one world, watched by some."""
    return go_on(build(folder, it), it, who, STEPS)
