"""Invented offices for the tests of anonymity: who is assigned to whom, what each peer does, and a cycle played from it.

A `Script` says what happens; `permuted` gives a ratee's assigned peers each other's doings; `play` runs a whole cycle
through the product's own acts, with the random source and the clock fixed.
"""

from __future__ import annotations

import datetime
import hashlib
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from assessment.assignment import Assignment, draw_peers, from_roster
from assessment.form import Form, decode
from assessment.instrument import Instrument, build_instrument
from assessment.method import RULES, Method
from assessment.organisation import Disclosure, Organisation
from assessment.roster import Employee, Roster, Unit
from kinerja_office import answering, assignments, ballots, cycles, declines, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests import on_postgres

CYCLE = "2026-1"
START = datetime.datetime(2026, 6, 10, 3, 0, tzinfo=datetime.UTC)
EASY = {"min_forms": 5, "min_ratees": 5, "min_rest": 5, "min_heads": 6, "min_supervisors": 5}
"""The floor of every threshold but one, so that small offices have both passing and failing cells."""


def instrument(criteria: int = 3, items: int = 3, *more: Method) -> Instrument:
    """Build an instrument of `criteria` x `items` on a scale of 1 to 5; every second item is reversed. `more`: methods beside the three."""
    return build_instrument({
        "code": "coba", "version": "1", "title": {"id": "Coba", "en": "Trial"},
        "scale": {"min": 1, "max": 5, "cannot_judge": True},
        "bands": {"low": [1, 2], "mid": [3], "high": [4, 5]},
        "methods": {"self": 0.0, "supervisor": 0.6, "peer": 0.4, **dict.fromkeys(more, 0.0)},
        "criteria": [
            {"code": f"c{c}", "name": {"id": f"Aspek {c}"}, "items": [
                {"code": f"c{c}i{i}", "text": {"id": f"Pernyataan {c}.{i}"}, "reversed": i % 2 == 1} for i in range(items)
            ]} for c in range(criteria)
        ],
    })  # fmt: skip


@dataclass(frozen=True)
class Doing:
    """What one assigned peer does: `versions` are sent one after the other, `draft` is saved and not sent, or declined."""

    versions: tuple[str, ...] = ()
    draft: str = ""
    declined: str = ""
    paper: bool = False


@dataclass(frozen=True)
class Script:
    """One office and one cycle. `doings` has one doing for each of a ratee's assigned raters (`peers`, same order), by `method`.

    `named`: what is sent whatever these do, each with its answers: named forms, and ballots of the other sealed method.
    """

    instrument: Instrument
    people: tuple[Employee, ...]
    units: tuple[Unit, ...]
    peers: dict[str, tuple[str, ...]]
    doings: dict[str, tuple[Doing, ...]]
    named: tuple[tuple[Assignment, str], ...]
    disclosure: Disclosure = field(default_factory=lambda: Disclosure(min_raters=5, **EASY))
    method: Method = "peer"

    @property
    def ballots(self) -> dict[tuple[str, str], str]:
        """(rater, ratee) → the answers that count."""
        return {
            (rater, ratee): doing.versions[-1]
            for ratee, raters in self.peers.items()
            for rater, doing in zip(raters, self.doings[ratee], strict=True)
            if doing.versions
        }

    def permuted(self, seed: object) -> Script:
        """Give each ratee's assigned peers each other's doings, silence included."""
        draw = random.Random(f"permute/{seed}")
        return replace(self, doings={r: tuple(draw.sample(d, len(d))) for r, d in sorted(self.doings.items())})


def invent(seed: object, *, people: int = 0, tool: Instrument | None = None) -> Script:
    """Invent an office: 16 to 40 people in two to four groups, three to six peers each, many of them silent."""
    draw = random.Random(f"invent/{seed}")
    tool = tool or instrument()
    count = people or draw.randint(16, 40)
    groups = [f"Bagian {letter}" for letter in "ABCD"[: draw.randint(2, 4)]]
    units = (Unit("U", "Kantor", ""), *(Unit(f"U{g}", name, "U") for g, name in enumerate(groups)))
    numbers = [f"1980{n:04d}2010011{draw.randrange(1000):03d}" for n in range(count)]
    employees = []
    for n, number in enumerate(numbers):
        g = draw.randrange(len(groups)) if n >= 2 * len(groups) else n % len(groups)
        boss = "" if n == 0 else numbers[0] if n < 2 * len(groups) else numbers[g + len(groups) * draw.randrange(2)]
        boss = boss if boss != number else numbers[0]
        employees.append(Employee(number, f"Orang {n} Kota", "Staf", "III/a", f"U{g}", groups[g], boss, "pns"))
    below = {(e.supervisor, e.employee_number) for e in employees}
    peers, doings = {}, {}
    often = draw.choice((1, 1, 4))  # in some offices a few people rate most of the others
    for employee in employees:
        ratee = employee.employee_number
        near = [n for n in numbers if n != ratee and (n, ratee) not in below and (ratee, n) not in below]
        near = sorted(near, key=lambda n: draw.random() ** (often if n in numbers[-6:] else 1))
        peers[ratee] = tuple(sorted(near[: draw.randint(3, 6)]))
        silent = draw.choice((0.0, 0.2, 0.2, 0.5, 0.8))
        doings[ratee] = tuple(_doing(draw, tool, draw.random() < silent) for _ in peers[ratee])
    named = tuple(
        (one, _answers(draw, tool))
        for one in sorted(from_roster(employees, ("self", "supervisor")))
        if draw.random() < 0.8
    )
    script = Script(tool, tuple(employees), units, peers, doings, named)
    if draw.random() < 0.5:  # a threshold that this very office just meets or misses
        group = draw.choice(groups)
        inside = {e.employee_number for e in employees if e.group == group}
        raters = len({rater for rater, ratee in script.ballots if ratee in inside})
        script = replace(script, disclosure=Disclosure(min_raters=max(5, raters + draw.choice((0, 0, 1))), **EASY))
    return script


def invent_reports(seed: object, tool: Instrument | None = None) -> Script:
    """Invent an office whose leaders are rated by their reports: five to eight of them, with five to eight reports each.

    All of them are also rated by a peer, whose ballots nobody permutes.
    """
    draw = random.Random(f"reports/{seed}")
    tool = tool or instrument(3, 3, "subordinate")
    leaders = draw.randint(5, 8)
    bosses = [0, *[0] * leaders, *(n for n in range(1, leaders + 1) for _ in range(draw.randint(5, 8)))]
    numbers = [f"1980{n:04d}2010011{draw.randrange(1000):03d}" for n in range(len(bosses))]
    groups = [f"Bagian {letter}" for letter in "ABC"[: draw.randint(2, 3)]]
    units = (Unit("U", "Kantor", ""), *(Unit(f"U{g}", name, "U") for g, name in enumerate(groups)))
    employees = []
    for n, (number, boss) in enumerate(zip(numbers, bosses, strict=True)):
        g = (n if n <= leaders else boss) % len(groups)
        employees.append(
            Employee(number, f"Orang {n} Kota", "Staf", "III/a", f"U{g}", groups[g], numbers[boss] if n else "", "pns")
        )
    pairs = from_roster(employees, ("subordinate",))
    peers = {
        ratee: tuple(sorted(a.rater for a in pairs if a.ratee == ratee)) for ratee in sorted({a.ratee for a in pairs})
    }
    doings = {}
    for ratee in peers:
        silent = draw.choice((0.0, 0.0, 0.2, 0.5, 0.8))
        doings[ratee] = tuple(_doing(draw, tool, draw.random() < silent) for _ in peers[ratee])
    beside = draw_peers(employees, units, 1, str(seed), "peer")
    named = tuple(
        (one, _answers(draw, tool))
        for one in sorted([*from_roster(employees, ("self", "supervisor")), *beside])
        if draw.random() < 0.4
    )
    script = Script(tool, tuple(employees), units, peers, doings, named, method="subordinate")
    rated = len({ratee for _, ratee in script.ballots}) + draw.choice((0, 0, 1))  # just met or missed
    return replace(script, disclosure=Disclosure(min_raters=5, **{**EASY, "min_ratees": max(5, rated)}))


def _doing(draw: random.Random, tool: Instrument, silent: bool) -> Doing:
    if silent:
        return draw.choice(
            (Doing(), Doing(), Doing(draft=_answers(draw, tool)), Doing(declined=f"Alasan {draw.random()}"))
        )
    versions = tuple(_answers(draw, tool) for _ in range(draw.choice((1, 1, 1, 2, 3))))
    return Doing(versions, draft=draw.choice(("", "", _answers(draw, tool))), paper=draw.random() < 0.1)


def _answers(draw: random.Random, tool: Instrument) -> str:
    """Draw answers, with a centre of the person's own, some TD and some left out."""
    centre = draw.randint(1, 5)
    weights = [5 - abs(v - centre) for v in range(1, 6)]
    marks = draw.choices("12345", weights, k=len(tool.items))
    return "".join("T" if draw.random() < 0.05 else "-" if draw.random() < 0.05 else m for m in marks)


@dataclass
class Source:
    """A random source fixed from Python: one stream a length asked for, so that a nonce more moves no receipt."""

    seed: object = 0
    drawn: dict[int, int] = field(default_factory=dict)

    def __call__(self, n: int) -> bytes:
        self.drawn[n] = place = self.drawn.get(n, 0) + 1
        return hashlib.shake_256(f"{self.seed}/{n}/{place}".encode()).digest(n)


@dataclass
class Clock:
    """A clock that moves a minute with each act of the office and can be set."""

    instant: datetime.datetime = START

    def __call__(self) -> datetime.datetime:
        return self.instant


def make_office(folder: Path, script: Script, source: Callable[[int], bytes]) -> Office:
    """Make `folder/private` with the roster and a draft cycle whose assignments are the script's."""
    private = folder / "private"
    init_store(private)
    keyring.create(private, keyring.SERVER, source)
    office = Office(
        private, open_store(private, indexes=INDEXES), Organisation({"id": "Kota Coba"}, script.disclosure), now=Clock(),
        random=source,
    )  # fmt: skip
    import_roster(office, Roster(script.people, script.units), "hr")
    cycles.create(office, CYCLE, script.instrument, "Semester I", "2026-06-01", "2026-06-30", None, (), "hr")
    wanted = from_roster(script.people, ("self", "supervisor"))
    wanted += [Assignment(script.method, rater, ratee) for ratee, raters in script.peers.items() for rater in raters]
    wanted += [one for one, _ in script.named if RULES[one.method].sealed]
    assignments.import_assignments(office, CYCLE, wanted, "hr")
    cycles.open_cycle(office, CYCLE, "hr")
    return office


@contextmanager
def reopened(folder: Path, script: Script, source: Callable[[int], bytes] | None = None) -> Iterator[Office]:
    """Open an office that is there already."""
    store = open_store(folder / "private", indexes=INDEXES)
    try:
        yield Office(
            folder / "private", store, Organisation({"id": "Kota Coba"}, script.disclosure), now=Clock(),
            random=source or Source(),
        )  # fmt: skip
    finally:
        store.close()


Act = tuple[str, Assignment, str]
"""What somebody does next: "send", "save", "decline" or "paper", the assignment, the answers or the reason."""


def acts(script: Script, seed: object) -> list[Act]:
    """Return everything that happens while the cycle is open, in an order drawn from the seed.

    Named forms come at fixed places among the first sends of peers, so that all draws of receipts keep their places.
    """
    draw = random.Random(f"order/{seed}")
    queues: list[list[Act]] = []
    for ratee, raters in sorted(script.peers.items()):
        for rater, doing in zip(raters, script.doings[ratee], strict=True):
            one = Assignment(script.method, rater, ratee)
            queue: list[Act] = [("paper" if doing.paper else "send", one, v) for v in doing.versions[:1]]
            queue += [("send", one, v) for v in doing.versions[1:]]
            queue += [("save", one, doing.draft)] if doing.draft else []
            queue += [("decline", one, doing.declined)] if doing.declined else []
            if queue:
                queues.append(queue)
    places = [n for n, queue in enumerate(queues) for _ in queue]
    draw.shuffle(places)
    mixed = [queues[n].pop(0) for n in places]
    drawing = ("send", "paper")
    firsts = len({act[1] for act in mixed if act[0] in drawing})
    out: list[Act] = []
    named = list(script.named)
    seen: set[Assignment] = set()
    for act in mixed:
        if act[0] in drawing and act[1] not in seen:
            seen.add(act[1])
            while named and (len(script.named) - len(named)) * firsts < len(seen) * len(script.named):
                one, answers = named.pop(0)
                out.append(("send", one, answers))
        out.append(act)
    return out + [("send", one, answers) for one, answers in named]


def do(office: Office, script: Script, act: Act) -> str:
    """Do one act as the product does it; returns the receipt of a send."""
    kind, one, words = act
    if kind == "decline":
        answering.decline(office, CYCLE, one, words)
        return ""
    if kind == "paper":
        answering.import_assessments(office, CYCLE, [(2, Form(one.method, one.rater, one.ratee, words))], False, "hr")
        return ""
    tool = script.instrument
    marks = {i.code: "" for i in tool.items} | decode(tool, words)
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Sesuai."} if one.method == "supervisor" else None
    entry = answering.save(office, CYCLE, one, marks, levels=levels)
    return answering.send(office, CYCLE, one, entry.revision).receipt if kind == "send" else ""


@dataclass
class Played:
    """A cycle that was played: where it lies, and what each rater got as a receipt."""

    folder: Path
    script: Script
    receipts: dict[Assignment, str] = field(default_factory=dict)


def play_open(
    folder: Path, script: Script, *, seed: object = 0, order: object = 0, fast: bool = False,
    before: Callable[[Office], None] | None = None, after: Callable[[Office, int, Act], None] | None = None,
) -> tuple[Office, Played]:  # fmt: skip
    """Play the open phase. `fast` writes all records in one change; `before` is called once, `after` after each act."""
    office = make_office(folder, script, Source(seed))
    if before:
        before(office)
    played = Played(folder, script)
    todo = acts(script, order)
    if fast:
        _write_at_once(office, script, todo, played)
        return office, played
    for n, act in enumerate(todo):
        with office.store.write() as change:  # signing in leaves a session
            token = hashlib.sha256(f"{act[1].rater}".encode()).hexdigest()
            change.put("sessions", token, {"account": act[1].rater, "since": START.isoformat()})
        receipt = do(office, script, act)
        if receipt:
            played.receipts[act[1]] = receipt
        if after:
            after(office, n, act)
    return office, played


def _write_at_once(office: Office, script: Script, todo: Sequence[Act], played: Played) -> None:
    with office.store.write() as change:
        cycle = records.cycle(change, CYCLE)
        for kind, one, words in todo:
            change.put("sessions", one.rater, {"account": one.rater, "since": START.isoformat()})
            if kind == "decline":
                declines.put(office, change, cycle, one, words)
                continue
            entry = answering._stored(office, change, cycle, one)
            entry = replace(entry, draft=words, revision=entry.revision + 1)
            if kind != "save":
                entry = replace(entry, answers=words, sent_revision=entry.revision, imported=kind == "paper")
            if kind != "save":
                entry = replace(entry, receipt=entry.receipt or ballots.new_receipt(office.random))
            if kind == "send":
                played.receipts[one] = entry.receipt
            answering._put(office, change, cycle, script.instrument, entry)
        for n in range(sum(1 for a in todo if a[0] == "paper")):
            office.log(change, "hr", "assessments.import", cycle=CYCLE, forms=1, batch=n)


def play(folder: Path, script: Script, **how: object) -> Played:
    """Play a cycle to its sealed end."""
    office, played = play_open(folder, script, **how)  # type: ignore[arg-type]
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    return played


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder by its path, and every row where its documents are in PostgreSQL."""
    found = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return found | on_postgres.dump(folder / "private")


def bits(folder: Path, script: Script) -> object:
    """Return the pass/fail bits of the plan that a sealed folder holds: which planned cells of its method are shown."""
    with reopened(folder, script) as office, office.store.read() as view:
        doc = records.must(view, "counts", f"{CYCLE}/{script.method}")
    shown = {c: {g: cell is not None for g, cell in cells.items()} for c, cells in doc["criteria"].items()}
    return shown, {g: taken is not None for g, taken in doc["participation"].items()}


def fresh(folder: Path) -> Path:
    """Return the folder, emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
