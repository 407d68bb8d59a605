"""Two worlds that differ in one peer's ballot alone: everything HR may do and see in them has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assessment.assignment import Assignment
from assessment.form import Form, decode
from kinerja.cli.commands import main
from kinerja_office import accounts, answering, ballots, cycles, records, sealing
from kinerja_office.office import Office
from kinerja_store import keyring
from tests.anonymity import city, oracle
from tests.anonymity.city import CYCLE, Script, Source
from tests.anonymity.oracle import HR, NEXT, NOT_WHILE_OPEN, WAYS, Played, build, play, roster
from tests.forms_world import ROOT

SECRET = "tiga kata acak sekali"
LONGEST = "forms on paper"


@contextmanager
def world(folder: Path, script: Script, one: Assignment, answered: bool) -> Iterator[Office]:
    """An open cycle in which everybody else has done the same, and this one peer has answered or not."""
    office = city.make_office(city.fresh(folder), script, Source())
    code = accounts.issue_slips(office, [one.rater], "hr")[one.rater]
    session = accounts.sign_in(office, one.rater, code)
    assert session is not None
    accounts.set_secret(office, session, SECRET)
    if answered:
        city.do(office, script, ("send", one, "3" * len(script.instrument.items)))
    try:
        yield office
    finally:
        office.store.close()


def differing(one: Played, two: Played) -> list[str]:
    """Return who asked what where two worlds answer otherwise, with the first lines that differ."""
    assert [asked for asked, _ in one.seen] == [asked for asked, _ in two.seen], (
        "one world leads where the other does not"
    )
    out = []
    for (asked, first), (_, second) in zip(one.seen, two.seen, strict=True):
        if first != second:
            lines = zip_longest(first.split("\n"), second.split("\n"), fillvalue="")
            out.append(f"{asked}: {next((a, b) for a, b in lines if a != b)}")
    return out


def about_reports(patch: pytest.MonkeyPatch) -> None:
    """Play from here on that the secret is what one of six reports has answered about their leader."""
    for name, value in oracle.REPORTS.items():
        patch.setattr(oracle, name, value)


@pytest.mark.parametrize(
    ("way", "method"),
    [
        # what HR does besides ballots is the same for both methods: the long form plays it again about reports
        pytest.param(way, method, marks=pytest.mark.quality if (way, method) == (LONGEST, "subordinate") else ())
        for way in WAYS
        for method in ("peer", "subordinate")
    ],
)
def test_a11_nothing_hr_does_tells_whether_a_peer_has_answered(
    quick: Path, way: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A11 A12 A48: every page and act of HR, and what the ratee, their supervisor, a colleague and the public read meanwhile."""
    if method == "subordinate":
        about_reports(monkeypatch)
    first, *others = (play(quick / str(n), way, answers) for n, answers in enumerate(WAYS[way][0]))
    for other in others:
        assert differing(first, other) == []
    if way == LONGEST and method == "peer":
        assert never_asked(first) == [], (
            "a route of HR that nobody plays: add its act to oracle.py, or say why it has none"
        )


def never_asked(p: Played) -> list[str]:
    """Return the routes of HR that were not asked, or never gave a page or did an act, but for those said to have none."""
    routes = {endpoint for method in ("GET", "POST") for endpoint, _ in p.routes(HR, method)}
    asked = {what.split(" ")[1] for what, _ in p.seen if what.startswith(HR)}
    done = {endpoint for who, endpoint in p.answered if who == HR} | NOT_WHILE_OPEN.keys()
    return sorted((routes - asked) | (routes - done) | (NOT_WHILE_OPEN.keys() - routes))


COMMANDS: dict[str, tuple[str, ...]] = {
    "init": ("",), "roster import": ("{folder}/roster.csv --dry-run", "{folder}/roster.csv"), "cycle list": ("",), "cycle next": (NEXT,),
    "cycle create": ("2027-1 --instrument berakhlak --title Triwulan --start 2027-01-04 --end 2027-01-29",),
    **dict.fromkeys(
        ("cycle open", "cycle take-forms", "cycle undo", "cycle copies", "assignments generate", "objections list",
         "training list"), (CYCLE,),
    ),
    **dict.fromkeys(("cycle status", "plan"), (CYCLE, f"{CYCLE} --json")), "publish": (f"{CYCLE} --preview", f"{CYCLE} --yes"),
    "assignments import": (f"{{folder}}/pairs.csv --cycle {CYCLE}",),
    "assessments import": tuple(f"{{folder}}/paper.csv --cycle {CYCLE}{more}" for more in (" --create-assignments", "", "")),
    "cycle organisation": (f"{CYCLE} baik --source LKjIP --day 2026-06-01",),
    "recap import": tuple(f"{{folder}}/recap.csv --cycle {id}" for id in (CYCLE, NEXT)),
    "retention list": (CYCLE,), "retention destroy": (f"{CYCLE} --yes",),
    "slips": (f"{CYCLE} --url https://penilaian.kantor.example --out {{folder}}/slips.csv",), "backup": ("{folder}/backup", "", "--verify", "{folder}/backup --verify"), "schedule": ("",),
    "doctor": ("", "--json", "--repair"), "verify-trail": ("", "--json"), "upgrade": ("",), "key renew-server": ("--yes",),
    "training plan": (f"{CYCLE} teknik-komunikasi --on 2026-09-01",),
    "training held": (f"{CYCLE} teknik-komunikasi --on 2026-09-01 --participants 12",), "follow-up list": ("",),
    "follow-up add": (f"{CYCLE} rapat --criterion komunikasi --text Rapat --owner Camat --due 2026-09-01",),
    "account add": ("siti.r --role hr --name Siti",), "account list": ("",), "account reset": ("siti.r",), "account code-off": ("siti.r",), "settings": ("", "--by siti.r"),
    "citizens check": (f"{CYCLE} {{folder}}/citizens.csv",), "citizens publish": (f"{CYCLE} {{folder}}/citizens.csv --yes",),
    "follow-up set": ("rapat done --result Selesai",), "instrument revise": (f"{CYCLE} berakhlak",),
}  # fmt: skip
NOT_HRS = {
    "cycle close": "seals: what is left then is A32's", "restore": "makes another folder of a backup",
    "cycle announce": "writes days alone into the content folder: test_release_calendar plays two worlds",
    "store copy": "copies everything to a server of the operator's; its digest is of boxes and sessions alike, and says of none whether it changed",
    **dict.fromkeys(("office add", "office list", "office remove"), "reads and writes the file of offices alone"), "office upgrade": "is upgrade, for each", "office each": "is another command, for each",
    "serve": "the pages are played by their routes", "demo": "an office of its own", "new-office": "copies what every installation has",
    **dict.fromkeys(("site build", "rebuild", "audit", "portal"), "reads published packages alone"),
}  # fmt: skip
"""Commands that are not played here, and why."""


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name


def commanded(folder: Path, answers: str | None) -> list[tuple[str, str]]:
    """Run every command in one world; returns what each printed, and how long the files are that it wrote."""
    world = build(folder, answers)
    world.office.store.close()
    row = ",".join(oracle.HIDDEN)
    (folder / "roster.csv").write_text(roster(moved=oracle.PEER))
    (folder / "pairs.csv").write_text(f"method,rater,ratee\n{row}\n")
    (folder / "recap.csv").write_text(f"nip,predikat\n{oracle.RATEE},Baik\n")
    (folder / "citizens.csv").write_bytes((ROOT / "content/citizens/2025.csv").read_bytes())
    (folder / "paper.csv").write_text(f"method,rater,ratee,PEL1\n{row},1\n")
    out = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kinerja_office.office.Office", partial(Office, now=world.clock, random=world.office.random))
        for name, ways in COMMANDS.items():
            for words in ways:
                args = ["--data", str(folder), "--content", str(ROOT / "content"), *name.split()]
                given = {"KINERJA_PASSPHRASE": "kata sandi cadangan"}
                done = CliRunner().invoke(main, [*args, *words.format(folder=folder).split()], env=given)
                assert done.exit_code in (0, 1), (name, words, done.output, done.exception)
                out.append((f"{name} {words}", f"{done.exit_code}\n{done.output.replace(str(folder), '')}"))
    written = [p for p in folder.iterdir() if p.is_file()]
    return [*out, ("files", repr(sorted((p.name, p.stat().st_size) for p in written)))]


@pytest.mark.parametrize("method", ["peer", "subordinate"])
def test_a11_no_command_tells_whether_a_peer_has_answered(
    quick: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A11 A12 A48: every command, its files and how long they are."""
    if method == "subordinate":
        about_reports(monkeypatch)
    assert sorted(leaves(main)) == sorted(COMMANDS.keys() | NOT_HRS.keys()), "play a new command here, or say why not"
    first, *others = (commanded(quick / str(n), answers) for n, answers in enumerate(("3333", None, "1515")))
    for other in others:
        assert [pair for pair in zip(first, other, strict=True) if pair[0] != pair[1]] == []


def test_a11_what_was_sent_before_a_slip_was_issued_again_counts_and_is_read_by_nobody(quick: Path) -> None:
    """A11: the form opens empty and without receipt; the earlier answers count until they are replaced."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    with world(quick, script, one, True) as office:
        with office.store.read() as view:
            mine = answering.load(office, view, records.cycle(view, CYCLE), one)
        assert mine.receipt
        accounts.issue_slips(office, [one.rater], "hr", again=True)
        with office.store.read() as view:
            cycle = records.cycle(view, CYCLE)
            blank = answering.load(office, view, cycle, one)
            counted = answering.sealed_entries(office, view, cycle, records.assignments(view, CYCLE, method="peer"))
            assert [s["again"] for s in accounts.issued_slips(view, one.rater)] == [False, True]
            trail = json.dumps(view.get("meta", "trail"))
        assert (blank.draft, blank.answers, blank.receipt, blank.sent, blank.revision) == ("", "", "", False, 0)
        assert [e.answers for e in counted] == ["3" * 9]
        assert one.rater in trail, "the trail names whose slip it was"
        answering.save(office, CYCLE, one, {script.instrument.items[0].code: "5"})
        with office.store.read() as view:
            counted = answering.sealed_entries(office, view, cycle, records.assignments(view, CYCLE, method="peer"))
        assert [e.answers for e in counted] == ["3" * 9], "a draft replaces nothing yet"


def test_a11_who_signs_in_as_the_peer_sees_no_paper_form_and_no_earlier_receipt(quick: Path) -> None:
    """A11 A38: what is typed in while somebody holds the peer's new slip looks alike, and what they send has its own receipt."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    one = Assignment("peer", raters[0], ratee)
    seen, before, after = [], [], []
    for answered in (True, False):
        with world(quick, script, one, answered) as office:
            with office.store.read() as view:
                before.append(answering._stored(office, view, records.cycle(view, CYCLE), one).receipt)
            accounts.issue_slips(office, [one.rater], "hr", again=True)
            steps = []
            for draft in ("5" * 9, "4" * 9):
                answering.import_assessments(office, CYCLE, [(2, Form(*one, "1" * 9))], False, "hr")
                with office.store.read() as view:
                    steps.append(answering.load(office, view, records.cycle(view, CYCLE), one))
                saved = answering.save(office, CYCLE, one, decode(script.instrument, draft))
            sent = answering.send(office, CYCLE, one, saved.revision)
            seen.append(steps)
            after.append(sent.receipt)
            with office.store.read() as view:
                cycle = records.cycle(view, CYCLE)
                counted = answering.sealed_entries(office, view, cycle, records.assignments(view, CYCLE, method="peer"))
            assert [(e.answers, e.receipt) for e in counted] == [("4" * 9, sent.receipt)]
    assert seen[0] == seen[1]
    assert before[0]
    assert before[0] not in after, "the receipt of what was sent before is its owner's"


def test_a1_every_pair_has_its_box_from_the_opening_on_and_no_order_names_it(
    quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1 A4 A11: the journal of an opening, and of a file of forms, has the boxes by pseudonym; each rater's tasks stand in another order."""
    script = city.invent("two worlds", people=16)
    office = city.make_office(quick / "open", script, Source())
    with office.store.read() as view:
        pairs = records.assignments(view, CYCLE, method="peer")
        key = keyring.read(office.folder, CYCLE)
        names = {one: ballots.tag(key, one) for one in pairs}
        boxes = {name.rpartition("/")[2] for name, _ in view.find("ballots", cycle=CYCLE)}
        cycle = records.cycle(view, CYCLE)
        mine = [[one for one in pairs if one.rater == e.employee_number] for e in script.people]
        orders = [[a.ratee for a in sorted(m, key=lambda a: answering.task_order(office, cycle, a))] for m in mine]
    assert boxes == set(names.values())
    raw = b"".join(path.read_bytes() for path in sorted((quick / "open").rglob("store.journal*")))
    assert sorted(boxes, key=lambda name: raw.index(name.encode())) == sorted(boxes)
    assert any(order != sorted(order) for order in orders)
    written: list[str] = []
    seal = ballots.seal_ballot
    monkeypatch.setattr(
        ballots, "seal_ballot", lambda key, name, *rest: (written.append(name), seal(key, name, *rest))[1]
    )
    some = pairs[:12]
    answering.import_assessments(office, CYCLE, [(n, Form(*one, "1" * 9)) for n, one in enumerate(some)], False, "hr")
    assert written == sorted(names[one] for one in some) != [names[one] for one in some]
    office.store.close()


def test_a22_paper_counts_as_known_to_one_and_opens_no_own_result(quick: Path) -> None:
    """A22: HR types forms for all peers of a ratee but one: the mean of that one ballot is shown to nobody."""
    script = city.invent("two worlds", people=16)
    ratee, raters = next(iter(script.peers.items()))
    office = city.make_office(city.fresh(quick), script, Source())
    city.do(office, script, ("send", Assignment("peer", raters[0], ratee), "2" * 9))
    paper = [(n, Form("peer", rater, ratee, "4" * 9)) for n, rater in enumerate(raters[1:], 2)]
    answering.import_assessments(office, CYCLE, paper, False, "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert records.sealed_means(view, records.cycle(view, CYCLE), ratee) == {}
        loose = records.must(view, "receipts", CYCLE)
    assert len(loose["codes"]) == loose["forms"] == len(raters)
    assert all(loose["codes"]), "paper has receipts too: nothing tells who used it"
    forms = [Form("peer", f"r{n}", f"e{n}", "3" * 9) for n in range(12)]
    cycle = records.cycle
    with office.store.read() as view:
        one = cycle(view, CYCLE)
    known = sealing.known_to_one(one, forms, [n >= 4 for n in range(12)])
    assert len({f.rater for f in known}) == 5
    office.store.close()
