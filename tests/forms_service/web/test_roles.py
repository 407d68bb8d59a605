"""The table of roles, cell by cell, and that no page stands outside it."""

from __future__ import annotations

import itertools

import pytest

from forms_service.web.roles import ROLES, TABLE, WHOSE, Role, allowed, may_ever
from tests.forms_world import ASISTEN, CYCLE, MELATI, World

STAFF = ("hr", "approver", "auditor")
LETTER = {"o": "own", "r": "report", "a": "addressed", "x": "other", "f": "office"}
GRID = """
action              anyone  asn  supervisor  hr  approver  auditor
public.see          f       f    f           f   f         f
session.end         o       o    o           o   o         o
secret.set          -       o    -           o   o         o
account.keep        -       o    -           o   o         o
code.give           -       -    -           o   o         o
code.keep           -       -    -           o   o         o
task.see            -       o    -           -   -         -
form.fill           -       o    -           -   -         -
form.send           -       o    -           -   -         -
form.decline        -       o    -           -   -         -
receipt.see         -       o    -           -   -         -
levels.compare      -       -    r           -   -         -
result.see          -       o    r           -   -         -
result.use          -       o    -           -   -         -
goal.write          -       o    -           -   -         -
goal.agree          -       -    r           -   -         -
evidence.keep       -       o    -           -   -         -
evidence.see        -       o    r           -   -         -
feedback.give       -       o    -           -   -         -
dialogue.hold       -       o    r           -   -         -
objection.file      -       o    -           -   -         -
objection.state     -       -    r           -   -         -
objection.decide    -       -    a           -   -         -
evaluation.see      -       o    ra          -   -         -
evaluation.sign     -       -    ra          -   -         -
evaluation.receive  -       o    -           -   -         -
consultation.give   -       o    -           -   -         -
desk.see            -       -    -           f   f         f
roster.see          -       -    -           f   -         -
roster.import       -       -    -           f   -         -
cycle.create        -       -    -           f   -         -
cycle.drop          -       -    -           f   -         -
cycle.next          -       -    -           f   -         -
cycle.open          -       -    -           f   -         -
cycle.undo          -       -    -           f   -         -
cycle.extend        -       -    -           f   -         -
cycle.close         -       -    -           f   -         -
records.destroy       -       -    -           f   -         -
assignments.see     -       -    -           f   -         -
assignments.change  -       -    -           f   -         -
declines.see        -       -    -           f   -         -
slips.issue         -       -    -           f   -         -
sessions.end        -       -    -           f   -         -
participation.see   -       -    -           f   f         -
reminders.send      -       -    -           f   -         -
paper.enter         -       -    -           f   -         -
recap.import        -       -    -           f   -         -
print.see           -       o    ra          -   -         -
consultation.see    -       -    -           f   -         -
consultation.end    -       -    -           f   -         -
consultation.answer -       -    -           f   -         -
instrument.revise   -       -    -           f   -         -
goals.progress      -       -    -           f   -         -
evaluations.see     -       -    -           f   -         -
evaluations.record  -       -    -           f   -         -
objections.see      -       -    -           f   -         -
objections.settle   -       -    -           f   -         -
organisation.rate     -       -    -           f   -         -
training.see        -       -    -           f   -         -
training.manage     -       -    -           f   -         -
follow-up.see       -       -    -           f   -         -
follow-up.manage    -       -    -           f   -         -
plan.see            -       -    -           f   f         f
publish.preview     -       -    -           f   f         -
publish.do          -       -    -           f   f         -
site.rebuild        -       -    -           f   -         -
backup.manage       -       -    -           f   -         -
accounts.manage     -       -    -           f   f         -
settings.confirm    -       -    -           -   f         -
content.see         -       -    -           f   f         -
content.edit        -       -    -           f   -         -
trail.see           -       -    -           f   -         f
"""
"""The table written down a second time, by hand: a change has to be meant twice."""
ROWS = [line.split() for line in GRID.split("\n") if line]
EXPECTED = {
    (role, row[0]): {LETTER[c] for c in cell if c in LETTER}
    for row in ROWS[1:]
    for role, cell in zip(ROWS[0][1:], row[1:], strict=True)
}
CELLS = [(r, a, w) for a in TABLE for r in ROLES for w in WHOSE]


def test_the_grid_has_every_action_and_role() -> None:
    assert {a for _, a in EXPECTED} == set(TABLE)
    assert {r for r, _ in EXPECTED} == set(ROLES)


@pytest.mark.parametrize(("role", "action", "whose"), CELLS)
def test_every_cell(role, action, whose) -> None:
    assert allowed([role], action, whose) == (whose in EXPECTED[role, action])


def test_nobody_may_do_what_is_not_in_the_table() -> None:
    for role, whose in itertools.product(ROLES, WHOSE):
        assert not allowed([role], "no.such.action", whose)


def test_no_role_reaches_others_records_of_assessment() -> None:
    for role in ROLES:
        for action in ("task.see", "form.fill", "form.send", "form.decline", "receipt.see", "result.see"):
            assert not allowed([role], action, "other"), (role, action)


def test_every_route_declares_its_action(world: World) -> None:
    for rule in world.app.url_map.iter_rules():
        view = world.app.view_functions[rule.endpoint]
        assert getattr(view, "action", None) in TABLE, rule.rule
        assert getattr(view, "of", None) in (*WHOSE, "record"), rule.rule


def test_a_route_that_declares_nothing_is_closed(world: World) -> None:
    world.app.view_functions["public.help_page"] = lambda: "open"
    assert world.client(MELATI).get("/bantuan").status_code == 403


def test_signed_in_people_meet_403_and_others_the_sign_in_page(world: World) -> None:
    for rule in world.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.endpoint == "static":
            continue
        view = world.app.view_functions[rule.endpoint]
        if allowed([], view.action, view.of):
            continue
        assert "/masuk" in world.client().get(rule.rule).headers["Location"], rule.rule
        for account, roles in (
            (MELATI, ("asn", "supervisor")),
            ("staff:hr", ("hr",)),
            ("staff:pengawas", ("auditor",)),
        ):
            status = world.client(account).get(rule.rule).status_code
            assert (status != 403) == allowed(roles, view.action, view.of), (rule.rule, account)


EVERYBODY: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("", ()), (MELATI, ("asn", "supervisor")), ("staff:hr", ("hr",)), ("staff:penyetuju", ("approver",)), ("staff:pengawas", ("auditor",)),
)  # fmt: skip


def test_the_whole_matrix_of_routes_and_roles(world: World) -> None:
    """Each route by each method that it takes, by everybody: who may never do that is refused, with a token too, and nothing changes."""
    given = {
        "ref": world.ref("self", MELATI, MELATI),
        "id": CYCLE,
        "cycle": CYCLE,
        "filename": "kantor.css",
        "number": 1,
    }
    people = {account: world.client(account) for account, _ in EVERYBODY}
    tokens = {account: person.token() for account, person in people.items()}
    before, refused = world.dump(), 0
    for rule in world.app.url_map.iter_rules():
        action = world.app.view_functions[rule.endpoint].action
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            parts = {name: given.get(name, "x") for name in rule.arguments}
            path = world.app.url_map.bind("localhost").build(rule.endpoint, parts, method=method)
            for account, roles in EVERYBODY:
                if may_ever(roles, action):
                    continue
                sent = {"data": {"csrf_token": tokens[account]}} if method == "POST" else {}
                status = people[account].http.open(path, method=method, buffered=True, **sent).status_code
                assert status == (403 if account else 401 if method == "POST" else 303), (rule.rule, method, account)
                refused += 1
    assert refused > 700
    assert world.dump() == before


def test_an_outside_superior_rates_and_has_no_result(world: World) -> None:
    me = world.client(ASISTEN)
    assert "Syahril Effendi" in me.get("/tugas").text
    world.close()
    assert "Belum ada periode" in world.client(ASISTEN).get("/hasil").text
