"""What one person may not change alone where two publish: two people or one, thresholds, merges, limits of days, retention.

`content/organisation.toml` proposes; what is in force stands in the store. Where one person publishes, a change is taken up
when it is noticed. Where two do, it waits for an approver, and until then no cycle opens. Each cycle keeps what was in force
at its opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from assessment.cycle import Cycle
from assessment.limits import LAW, Code, Limit, Limits, with_settings
from assessment.organisation import Disclosure, Organisation
from assessment.retention import YEARS
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import refuse

NOW = "now"


def notice(office: Office) -> None:
    """Take up what the content folder says where nobody has to agree to it: the first time, and while one person publishes."""
    with office.store.read() as view:
        force = view.get("settings", NOW)
    if force == _doc(office.organisation) or (force and force["two_person"]):
        return
    with office.store.write() as change:
        settle(office, change)
        for cycle in records.cycles(change) if not force else ():  # opened by version 0.1.0, which kept nothing
            if not cycle.before_opening:
                keep(office, change, cycle)


def settle(office: Office, change: Change) -> None:
    """Put in force what the content folder says; raises `Refused` where it has to wait for an approver."""
    force, asked = change.get("settings", NOW), _doc(office.organisation)
    if changed := waiting(office, change):
        raise refuse("settings.waiting", changed=[f"{k} {v}" for k, v in changed.items()])
    if force != asked:
        change.put("settings", NOW, asked)
        if force:
            office.log(change, "system", "settings.change", **_differences(force, asked))


def waiting(office: Office, view: View) -> dict[str, str]:
    """Return what the content folder says otherwise than what is in force, by setting: `10 → 5`; empty where nothing waits."""
    force = view.get("settings", NOW)
    return _differences(force, _doc(office.organisation)) if force and force["two_person"] else {}


def confirm(office: Office, actor: str) -> dict[str, str]:
    """Put in force what the content folder says; only an approver may. Returns what changed."""
    with office.store.write() as change:
        account = change.get("accounts", records.staff_key(actor))
        if account is None or account["staff"] != "approver":
            raise refuse("settings.approver")
        changed = waiting(office, change)
        if changed:
            change.put("settings", NOW, _doc(office.organisation))
            office.log(change, actor, "settings.change", **changed)
    return changed


def keep(office: Office, change: Change, cycle: Cycle) -> None:
    """Fix for a cycle what is in force at its opening."""
    change.put("settings", records.key("cycle", cycle.id), _doc(in_force(office, change).organisation))


def drop(change: Change, cycle: Cycle) -> None:
    """Take what was fixed back (undoing an opening)."""
    change.delete("settings", records.key("cycle", cycle.id))


def in_force(office: Office, view: View, cycle: Cycle | None = None) -> Office:
    """Return the office under the settings a cycle opened with; of one not opened, or opened by version 0.1.0, those of now."""
    kept = view.get("settings", records.key("cycle", cycle.id)) if cycle else None
    kept = kept or view.get("settings", NOW)
    return replace(office, organisation=_under(office.organisation, kept)) if kept else office


def limits(office: Office, view: View, cycle: Cycle) -> Limits:
    """Return the limits of days a cycle opened with, counted by the holidays known now (those are decreed later)."""
    return Limits(in_force(office, view, cycle).organisation.limits, office.holidays)


def need_two(office: Office, view: View) -> bool:
    """Whether anything that is still to be published takes two people: by what is in force, or at some cycle's opening."""
    open_ones = [c for c in records.cycles(view) if not c.published]
    return any(in_force(office, view, c).organisation.two_person for c in (None, *open_ones))


def _doc(organisation: Organisation) -> dict[str, Any]:
    merges = [[parent, list(groups)] for parent, groups in organisation.merges]
    return {
        "two_person": organisation.two_person, "merges": merges, "disclosure": asdict(organisation.disclosure),
        "limits": _days(organisation.limits), "retention": dict(organisation.retention),
    }  # fmt: skip


def _days(limits: Mapping[Code, Limit]) -> dict[str, Any]:
    return {code: [limit.days, limit.unit] for code, limit in limits.items()}


def _under(organisation: Organisation, kept: Mapping[str, Any]) -> Organisation:
    merges = tuple((parent, tuple(groups)) for parent, groups in kept["merges"])
    days = {code: {"days": n, "unit": unit} for code, (n, unit) in kept.get("limits", {}).items()}
    return replace(
        organisation, two_person=kept["two_person"], merges=merges, disclosure=Disclosure(**kept["disclosure"]),
        limits=with_settings(days) if days else organisation.limits,
        retention={**YEARS, **(kept.get("retention") or organisation.retention)},
    )  # fmt: skip


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    flat = [_flat(doc) for doc in (before, after)]
    return {k: f"{_said(flat[0][k])} → {_said(flat[1][k])}" for k in flat[0] if flat[0][k] != flat[1][k]}


def _flat(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return each setting under a name of its own; what an older document lacks was the law's limit, the shipped years."""
    days, years = doc.get("limits") or _days(LAW), {**YEARS, **(doc.get("retention") or {})}
    return {
        **doc["disclosure"], "merge": doc["merges"], "two_person": doc["two_person"],
        **{f"limits-{code}": n for code, (n, _) in days.items()},
        **{f"limits-{code}-unit": unit for code, (_, unit) in days.items()},
        **{f"retention-{kind}": n for kind, n in years.items()},
    }  # fmt: skip


def _said(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"{parent}: {' + '.join(groups)}" for parent, groups in value) or "–"
    return str(1 + value if isinstance(value, bool) else value)  # of `two_person`: how many people
