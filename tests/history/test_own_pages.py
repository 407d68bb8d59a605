"""A page about oneself reads oneself and those around, not the thousands of others of a large office."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinerja_office import records
from tests.forms_world import CYCLE, MELATI, SEKRETARIS, build_world


def test_own_pages_never_go_through_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build_world(tmp_path)

    def everybody(self: records.Participants) -> dict:
        raise AssertionError("a page about one person read everybody")

    whole = records.Participants._everybody
    for closed in (False, True):
        if closed:
            world.close()
        monkeypatch.setattr(records.Participants, "_everybody", everybody)
        for who in (MELATI, SEKRETARIS):
            me = world.client(who)
            pages = ["/tugas", "/hasil", "/tujuan", "/keberatan"]
            for page in pages:
                answer = me.get(page)
                assert answer.status_code == 200, page
                pages += [p for p in re.findall(rf'href="(/hasil/{CYCLE}/[0-9a-f]+)"', answer.text) if p not in pages]
            assert len(pages) == (4 if not closed else 5 if who == MELATI else 8), pages
        monkeypatch.setattr(records.Participants, "_everybody", whole)


def test_people_of_a_cycle_are_a_mapping_however_they_are_asked_for(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    with world.office.store.read() as view:
        one, whole = records.participants(view, CYCLE), records.participants(view, CYCLE)
        assert dict(whole) == {number: one[number] for number in whole}
        assert MELATI in one
        assert "nobody" not in one
        assert one.get("nobody") is None
        assert len(one) == len(records.roster(view).employees)
        cycle = records.cycle(view, CYCLE)
        mine = [e.employee_number for e in whole.values() if e.supervisor == SEKRETARIS and e.rated]
        assert [e.employee_number for e in records.reports(view, cycle, SEKRETARIS)] == mine
