"""Where two people publish, one cannot be both: not by another account, a new password, the settings, or a name typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.limits import with_settings
from assessment.organisation import Disclosure
from assessment.retention import YEARS
from kinerja_office import accounts, cycles, destruction, publication, records, settings
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_service.desk.test_publishing import publish
from tests.wording import coded

URL = "/meja/akun"
NOTE = "PPID: diuji."


def staff(desk: Desk) -> dict[str, str]:
    with desk.office.store.read() as view:
        return {a.name: a.staff for a in accounts.staff_accounts(view)}


@pytest.fixture
def proposed(two: Desk) -> Desk:
    """A package that HR proposes while `penyetuju` is the only approver."""
    two.app.extensions["kinerja"].preview = None
    two.sealed()
    two.preview(two.hr)
    assert publish(two.hr, catatan=NOTE).status_code == 303
    return two


def approve(desk: Desk, name: str) -> str:
    """Try to publish as a member of staff; returns the state of the cycle afterwards."""
    publish(desk.client(f"staff:{name}"), catatan=NOTE)
    return desk.cycle().state


def test_it_works(proposed: Desk) -> None:
    assert approve(proposed, "penyetuju") == "published"
    proposed.wait("site")


def test_hr_makes_re_keys_and_removes_no_approver(two: Desk) -> None:
    hr, before = two.hr, staff(two)
    assert hr.post(URL, {"nama": "saya.juga", "peran": "approver"}).status_code == 422
    for act in ("sandi", "hapus"):
        assert hr.post(f"{URL}/{act}", {"nama": "penyetuju", "yakin": "ya"}).status_code == 422
    assert staff(two) == before
    assert two.client("staff:penyetuju").get("/meja/").status_code == 200
    with coded("account.name_taken"):
        accounts.add_staff(two.office, "penyetuju", "hr", "hr")
    with coded("account.not_yours"):
        accounts.add_staff(two.office, "baru", "approver", "hr")


def test_an_approver_makes_approvers_and_nobody_else(two: Desk) -> None:
    who = two.client("staff:penyetuju")
    for role in ("hr", "auditor"):
        assert who.post(URL, {"nama": "kawan", "peran": role}).status_code == 422
    for name in ("hr", "pengawas"):
        assert who.post(f"{URL}/sandi", {"nama": name, "yakin": "ya"}).status_code == 422
    assert who.post(URL, {"nama": "kawan", "peran": "approver"}).status_code == 200
    assert staff(two)["kawan"] == "approver"
    assert who.post(f"{URL}/keluarkan", {"nama": "hr"}).status_code == 403


def test_nobody_is_called_like_a_program_of_the_trail(two: Desk) -> None:
    for name in ("cli", "system", "demo"):
        assert two.hr.post(URL, {"nama": name, "peran": "hr"}).status_code == 422


def test_another_account_of_hr_is_no_second_person(proposed: Desk) -> None:
    accounts.add_staff(proposed.office, "kedua", "hr", "hr")
    assert approve(proposed, "kedua") == "closed"


@pytest.mark.parametrize("how", ["made", "re-keyed", "removed and made again"])
def test_an_approver_of_after_the_proposal_does_not_count_for_it(proposed: Desk, how: str) -> None:
    office, name = proposed.office, "baru" if how == "made" else "penyetuju"
    if how == "re-keyed":
        accounts.rekey_staff(office, name, "system")
    else:
        accounts.add_staff(office, "penjaga", "approver", "system")  # the last one does not go
        accounts.remove_staff(office, name, "system")
        accounts.add_staff(office, name, "approver", "system")
    assert approve(proposed, name) == "closed"
    publish(proposed.hr, catatan=NOTE)
    assert approve(proposed, name) == "published", "it counts for the next proposal"
    proposed.wait("site")


def test_an_approver_proposes_nothing(two: Desk) -> None:
    two.app.extensions["kinerja"].preview = None
    two.sealed()
    two.preview(two.hr)
    assert approve(two, "penyetuju") == "closed"
    with two.office.store.read() as view:
        assert publication.proposal(view, CYCLE) is None


def test_a_program_without_an_account_is_neither(proposed: Desk) -> None:
    for actor in ("cli", "system", "pengawas", "siapa"):
        with coded("publish.not_alone"):
            publication.publish(proposed.office, CYCLE, proposed.folder / "published", {}, actor, NOTE)


def other_settings(desk: Desk, **changes: Any) -> Any:
    """The office as it starts again with another `organisation.toml`."""
    settings.notice(desk.office)
    office = replace(desk.office, organisation=replace(desk.office.organisation, **changes))
    settings.notice(office)
    return office


def test_a_cycle_keeps_the_settings_it_opened_with(two: Desk) -> None:
    two.sealed()
    packages = two.folder / "published"
    before = package(two.office, packages)
    office = other_settings(
        two, two_person=False, disclosure=Disclosure(min_forms=40, min_ratees=7, min_people_for_shares=70)
    )
    settings.confirm(office, "penyetuju")
    with coded("publish.not_alone"):
        publication.publish(office, CYCLE, packages, {}, "cli")
    assert package(office, packages) == before
    with office.store.write() as change:
        change.delete("settings", f"cycle/{CYCLE}")
    assert package(office, packages) != before, "the thresholds would have mattered"


def package(office: Any, packages: Any) -> dict[str, bytes]:
    """The package without the head of the trail, which grows with every act."""
    files = publication.prepare(office, CYCLE, packages, {}).files
    return {name: data for name, data in files.items() if name != "release.json"}


@pytest.mark.parametrize(
    "changes",
    [
        {"two_person": False},
        {"disclosure": Disclosure(min_forms=9)},
        {"disclosure": Disclosure(min_forms=11)},
        {"merges": (("*", ("Seksi", "Sekretariat")),)},
        {"limits": with_settings({"objection": {"days": 1}})},
        {"limits": with_settings({"decision": {"unit": "calendar"}})},
        {"retention": {**YEARS, "feedback": 1}},
    ],
    ids=["two_person", "lower", "higher", "merges", "days", "kind of day", "retention"],
)
def test_settings_change_together_with_an_approver(two: Desk, changes: dict[str, Any]) -> None:
    two.roster()
    two.draft()
    office = other_settings(two, **changes)
    with coded("settings.waiting"):
        cycles.open_cycle(office, CYCLE, "hr")
    for actor in ("hr", "cli", "pengawas"):
        with coded("settings.approver"):
            settings.confirm(office, actor)
    assert settings.confirm(office, "penyetuju")
    assert cycles.open_cycle(office, CYCLE, "hr").open


def test_an_office_of_before_limits_were_kept_asks_about_them_too(two: Desk) -> None:
    settings.notice(two.office)
    with two.office.store.write() as change:
        old = change.get("settings", settings.NOW)
        assert old is not None
        change.put("settings", settings.NOW, {k: old[k] for k in ("two_person", "merges", "disclosure")})
        assert settings.waiting(two.office, change) == {}
    office = other_settings(two, limits=with_settings({"objection": {"days": 1}}))
    with office.store.read() as view:
        assert settings.waiting(office, view) == {"limits-objection": "14 → 1"}


def test_a_running_cycle_keeps_its_days_and_one_person_destroys_nothing_earlier(two: Desk) -> None:
    two.sealed()
    office = other_settings(two, limits=with_settings({"objection": {"days": 1}}), retention=dict.fromkeys(YEARS, 1))
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        assert {k.kind: k.years for k in destruction.keeping(office, view, cycle)} == dict(YEARS)
    settings.confirm(office, "penyetuju")
    with office.store.read() as view:
        assert settings.limits(office, view, cycle).table["objection"].days == 14
        assert settings.limits(office, view, replace(cycle, id="baru")).table["objection"].days == 1
        assert {k.years for k in destruction.keeping(office, view, cycle)} == {1}


def test_one_person_needs_nobody_and_two_begin_at_once(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    desk.draft(id="lain")
    other_settings(desk, disclosure=Disclosure(min_forms=11))
    assert cycles.open_cycle(desk.office, CYCLE, "hr").open, "a service started before the change is not stopped by it"
    other_settings(desk, two_person=True)
    with coded("settings.waiting"):
        cycles.open_cycle(desk.office, "lain", "hr")  # the file as it was: one person again


def test_the_desk_says_what_waits_and_an_approver_agrees_there(two: Desk) -> None:
    home, office = two.app.extensions["kinerja"], other_settings(two, two_person=False)
    two.app.extensions["kinerja"] = replace(home, office=office)
    page = two.hr.get(URL).text
    assert "Orang yang diperlukan untuk menerbitkan: 2 → 1 <small>(<code>two_person</code>)" in page
    assert "jangan berbuat apa-apa" not in page
    assert "Setujui pengaturan ini" not in page
    assert two.hr.post("/meja/pengaturan", {"yakin": "ya"}).status_code == 403
    who = two.client("staff:penyetuju")
    assert "#pengaturan" in who.get("/meja/").text
    assert "Setujui pengaturan ini" in who.get(URL).text
    assert "jangan berbuat apa-apa" in who.get(URL).text
    assert who.post("/meja/pengaturan").status_code == 422
    assert who.post("/meja/pengaturan", {"yakin": "ya"}).status_code == 303
    assert "<code>two_person</code>" not in two.hr.get(URL).text
