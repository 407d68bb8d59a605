"""Two worlds after the close, to the publication and on: the same bytes for everybody who may not see what differs.

Of a ballot nothing is left: both worlds are in the same state, so what follows is played in one of them. What people say under
their names stays, for those whom it is for: such worlds are played both, and what everybody else sees of them is compared.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.anonymity import closed
from tests.anonymity.alike import apart
from tests.anonymity.closed import BALLOTS, NOT_THE_TWO, OUTSIDERS, SILENT, STEPS, STEPS_OF_HER_OWN, WORDS, Secret
from tests.anonymity.oracle import HR, NOT_WHILE_OPEN, STAFF, Played
from tests.anonymity.test_two_worlds import about_reports, differing
from tests.forms_world import CAMAT, MELATI, SEKRETARIS


def few(who: tuple[str, ...]) -> tuple[str, ...]:
    """Return who looks each time: of the staff HR alone. Who approves and who audits look in the long form."""
    return tuple(w for w in who if w == HR or w not in STAFF)


def sealed_alike(folder: Path, worlds: tuple[Secret, Secret], who: tuple[str, ...]) -> Played:
    """Seal two worlds, which are then in the same state, to the byte; HR reads all there is; return one of them."""
    one, other = (closed.build(folder / f"world-{n}", it) for n, it in enumerate(worlds))
    assert apart(one.world, other.world) == []
    for p, it in zip((one, other), worlds, strict=True):
        closed.step(p, it, who, STEPS[0])
    assert differing(one, other) == []
    assert apart(one.world, other.world) == []
    other.world.office.store.close()
    return one


@pytest.mark.parametrize(
    ("worlds", "who"),
    [
        pytest.param(BALLOTS, few(NOT_THE_TWO), id="whose"),
        pytest.param(SILENT, (HR, MELATI, ""), id="silence"),
        pytest.param(BALLOTS, NOT_THE_TWO, id="whose, all of the staff", marks=pytest.mark.quality),
    ],
)
def test_a32_no_page_of_a_closed_cycle_tells_which_peer_gave_which_ballot(
    quick: Path, worlds: tuple[Secret, Secret], who: tuple[str, ...]
) -> None:
    """A11 A32: documents, objections, prints, workbooks and the publication, for all but the two peers themselves."""
    one = sealed_alike(quick, worlds, who)
    closed.go_on(one, worlds[0], who, STEPS[1:])
    done = {endpoint for who, endpoint in one.answered if who == HR}
    left = sorted(NOT_WHILE_OPEN.keys() - done - closed.NOT_HERE.keys())
    assert left == [], "a route of HR that only closed cycles have is not played here"


@pytest.mark.parametrize("worlds", [BALLOTS, SILENT], ids=["whose", "silence"])
@pytest.mark.parametrize("long", [False, pytest.param(True, marks=pytest.mark.quality)], ids=["", "all of the staff"])
def test_a48_no_page_of_a_closed_cycle_tells_which_report_gave_which_ballot(
    quick: Path, worlds: tuple[Secret, Secret], long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A48 A32: six reports of one leader; what the leader, their officer, a third report, a colleague elsewhere, staff and the public read."""
    about_reports(monkeypatch)
    for name, value in closed.REPORTS.items():
        monkeypatch.setattr(closed, name, value)
    who = closed.NOT_THE_TWO if long else tuple(w for w in few(closed.NOT_THE_TWO) if w != MELATI)
    one = sealed_alike(quick, worlds, who)
    if long:  # nothing is compared any more, but that each page comes
        closed.go_on(one, worlds[0], who, STEPS[1:])
    else:
        one.world.office.store.close()


def test_a_next_step_is_seen_by_nobody_but_whoever_chose_it(quick: Path) -> None:
    """Her officer and that officer's superior, who see her result, see as little of it as HR.

    Who sees neither is looked at below: in those worlds her step is another one too.
    """
    one, other = (closed.play(quick / str(n), it, (HR, SEKRETARIS, CAMAT)) for n, it in enumerate(STEPS_OF_HER_OWN))
    assert differing(one, other) == []
    assert any("Teknik komunikasi: 2 orang" in text for _, text in one.seen), "HR reads who would like to take part"


def test_what_is_said_of_somebody_by_name_is_seen_by_the_three_it_is_between_alone(quick: Path) -> None:
    """HR sees where a document stands, never what is in it; a colleague nothing; another superior their own line alone.

    Her next step, and the criteria she keeps and chooses, are among what is said.
    """
    one, other = (closed.play(quick / str(n), it, OUTSIDERS) for n, it in enumerate(WORDS))
    assert differing(one, other) == []
