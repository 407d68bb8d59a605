"""Typed reading of the store: which table holds what, under which key; no rules here. Outside this room nobody names a table."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, cast

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.form import Form
from assessment.instrument import Instrument, build_instrument
from assessment.method import METHODS, OFFICIAL, RULES, Method
from assessment.roster import Employee, Roster, Unit
from kinerja_store import Change, Doc, View
from kinerja_words.problems import refuse

TABLES: Mapping[str, str] = {
    "accounts": "an employee number, or staff:{name}", "sessions": "the token's hash",
    "roster": "employee number", "units": "code", "meta": "job/{kind}; headings; backup; drill; trail, server_key (the store's own)", "key_checks": "a key's name (the store's own)",
    "releases": "cycle; citizens/{cycle}-{day}", "settings": "now; cycle/{cycle}", "confirmed": "hash of a doubt's mark",
    "cycles": "id", "instruments": "{code}@{version}", "consulted": "cycle", "plans": "cycle", "proposals": "cycle; citizens/{cycle}",
    "participants": "{cycle}/{employee}", "assignments": "{cycle}/{method}/{rater}/{ratee}", "hand_edits": "{cycle}/{method}/{rater}/{ratee}",
    "forms": "{cycle}/{method}/{rater}/{ratee}", "ballots": "{cycle}/{tag}", "declines": "{cycle}/{tag}",
    "receipts": "{cycle}[/{mark}]", "recaps": "cycle", "counts": "{cycle}/{method}", "peer_results": "{cycle}/{ratee}[/{mark}]", "key_copies": "{cycle}/{file}",
    "goals": "{cycle}/{employee}/{goal}", "skp": "{cycle}/{employee}", "feedback": "{cycle}/{employee}/{feedback}",
    "dialogues": "{cycle}/{employee}/{number}", "evidence": "{cycle}/{employee}/{file}", "objections": "{cycle}/{employee}",
    "evaluations": "{cycle}/{employee}", "choices": "{cycle}/{employee}", "interests": "{cycle}/{employee}/{programme}",
    "opinions": "{cycle}/{stage}/{tag}", "opinion_counts": "{cycle}/{stage}", "opinion_comments": "{cycle}/{stage}",
    "organisation_predicates": "{cycle}/{unit}",
    "responses": "{cycle}/{stage}/{theme}", "trainings": "{cycle}/{programme}", "actions": "code",
    "certificates": "{cycle}/{hash}", "content_versions": "{path}/{number}", "content_drafts": "path", "content_intents": "path",
}  # fmt: skip
"""Every table of the office, with what its keys are made of; `mark`: a sealed method's (`sealed_key`)."""


STAFF = "staff:"
"""Stands before the name in the key of a staff account; other accounts go by employee number."""


def key(*parts: str) -> str:
    """Return the key of a document from its parts, in the order `TABLES` gives."""
    return "/".join(parts)


def sealed_key(method: Method, *parts: str) -> str:
    """Return the key of what sealing keeps of a method: its mark last, where it has one."""
    return key(*parts, *filter(None, [RULES[method].mark]))


def instrument_key(code: str, version: str) -> str:
    """Return the key of one version of an instrument."""
    return f"{code}@{version}"


def staff_key(name: str) -> str:
    """Return the key of a staff account, which also names it in its sessions."""
    return STAFF + name


def roster(view: View) -> Roster:
    """Return the current roster (empty before the first import)."""
    return view.once(
        ("roster", "units"),
        "roster",
        lambda: Roster(tuple(sorted(view.each("roster", _employee), key=lambda e: e.employee_number)), units(view)),
    )


def _employee(_: str, doc: Doc) -> Employee:
    return Employee.from_doc(doc)


def units(view: View) -> tuple[Unit, ...]:
    """Return the units of the current roster, without its people."""
    return tuple(Unit(d["code"], d["name"], d["parent"]) for _, d in view.find("units"))


def roster_size(view: View) -> int:
    """Return how many people the current roster has."""
    return view.count("roster")


def cycle(view: View, id: str) -> Cycle:
    """Return a cycle; raises `Refused` naming the known ones where there is none of that id."""
    found = find_cycle(view, id)
    if found is None:
        known = ", ".join(k for k, _ in view.find("cycles")) or "-"
        raise refuse("cycle.unknown", cycle=id, known=known)
    return found


def find_cycle(view: View, id: str) -> Cycle | None:
    """Return a cycle, or None."""
    doc = view.get("cycles", id)
    return Cycle.from_doc(doc) if doc else None


def cycles(view: View) -> list[Cycle]:
    """Return all cycles, by start date and id."""
    return sorted((Cycle.from_doc(d) for _, d in view.find("cycles")), key=lambda c: (c.start, c.id))


def published_before(view: View, cycle: Cycle) -> Mapping[str, str]:
    """Return the cycles that were out when this one was published, or are now where it is not, each with its day.

    By days of publication, whatever they are about: one that comes late tells what has become of all that is public.
    """
    own = (cycle.published or "9", cycle.start, cycle.id)
    return {c.id: c.published for c in cycles(view) if c.published and (c.published, c.start, c.id) < own}


def put_cycle(change: Change, cycle: Cycle) -> None:
    """Store a cycle."""
    change.put("cycles", cycle.id, cycle.to_doc())


def instrument(view: View, cycle: Cycle) -> Instrument:
    """Return the frozen instrument of a cycle."""
    doc = view.get("instruments", instrument_key(cycle.instrument, cycle.version))
    if doc is None:
        raise refuse("instrument.missing", instrument=cycle.instrument, version=cycle.version)
    return _built(json.dumps(doc["source"]))


@functools.lru_cache(maxsize=16)
def _built(source: str) -> Instrument:
    """Build an instrument once: it is read at every screen of every form and changes only with its source."""
    return build_instrument(json.loads(source))


FEW = 30
"""So many people are read one by one before all are."""


class Participants(Mapping[str, Employee]):
    """The roster as it was when a cycle opened, by number.

    Asking for a few reads their documents; only asking for many or going through all of them reads all. An employee's own
    pages ask for two or three people of thousands.
    """

    def __init__(self, view: View, id: str) -> None:
        self._view, self._id = view, id
        self._asked = 0
        self._all: Mapping[str, Employee] | None = None

    def __getitem__(self, number: str) -> Employee:
        """Return one person."""
        if self._all is None and self._asked < FEW:
            self._asked += 1
            employee = participant(self._view, self._id, number)
        else:
            employee = (self._all or self._everybody()).get(number)
        if employee is None:
            raise KeyError(number)
        return employee

    def __iter__(self) -> Iterator[str]:
        """Yield the numbers, sorted."""
        return iter(self._everybody())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._everybody())

    def _everybody(self) -> Mapping[str, Employee]:
        if self._all is None:
            self._all = self._view.once(("participants",), ("participants", self._id), self._read)
        return self._all

    def _read(self) -> Mapping[str, Employee]:
        found = {e.employee_number: e for e in self._view.each("participants", _employee, cycle=self._id)}
        return dict(sorted(found.items()))


def participants(view: View, id: str) -> Mapping[str, Employee]:
    """Return the roster as it was when the cycle opened, by number; to be used while the view is."""
    return Participants(view, id)


def reports(view: View, cycle: Cycle, supervisor: str) -> list[Employee]:
    """Return the direct reports of a supervisor in a cycle who are rated, by number."""
    if cycle.before_opening:
        found = list(roster(view).employees)
    else:
        found = [Employee.from_doc(d) for _, d in view.find("participants", cycle=cycle.id, supervisor=supervisor)]
    return [e for e in found if e.supervisor == supervisor and e.rated]


def participant(view: View, id: str, number: str) -> Employee | None:
    """Return one person as they were when the cycle opened."""
    doc = view.get("participants", key(id, number))
    return Employee.from_doc(doc) if doc else None


def put_participant(change: Change, id: str, employee: Employee, epoch: int | None = None) -> None:
    """Store somebody as they are for a cycle, without phone and e-mail. `epoch`: of their secret at the opening; as it was where it is not given."""
    doc = {k: v for k, v in employee.to_doc().items() if k not in ("phone", "email")}
    known = change.get("participants", key(id, employee.employee_number)) or {}
    more = {} if epoch is None else {"epoch": epoch}
    change.put("participants", key(id, employee.employee_number), {**known, "cycle": id, **doc, **more})


def people(view: View, cycle: Cycle) -> Mapping[str, Employee]:
    """Return the people of a cycle by number: as fixed at opening, before that the current roster."""
    return roster(view).by_number() if cycle.before_opening else participants(view, cycle.id)


def anybody_now(view: View) -> dict[str, Employee]:
    """Return everybody who can sign in: the roster, and people who left it while a cycle of theirs is not sealed."""
    left = {n: e for c in cycles(view) if c.unsealed for n, e in participants(view, c.id).items()}
    return left | roster(view).by_number()


def everybody(view: View) -> list[Employee]:
    """Return everybody of the roster and of all cycles, once a number and name: who must not be named in public texts."""

    def read() -> list[Employee]:
        past = sorted(view.each("participants", _employee), key=lambda e: e.employee_number)
        return list({(e.employee_number, e.name): e for e in (*past, *roster(view).employees)}.values())

    return view.once(("participants", "roster", "units"), "everybody", read)


def employee(view: View, number: str) -> Employee | None:
    """Return one person as they are now, or in the last cycle they were in; None for somebody in neither."""
    doc = view.get("roster", number)
    if doc is not None:
        return Employee.from_doc(doc)
    past = (participant(view, c.id, number) for c in reversed(cycles(view)))
    return next((e for e in past if e), None)


def names_around(view: View, number: str) -> list[str]:
    """Return what is known of a person by name: their own, their post's, their unit's and publication group's."""
    person = employee(view, number)
    unit = view.get("units", person.unit) if person else None
    return [person.name, person.position, person.group, *([unit["name"]] if unit else [])] if person else []


def has_left(view: View, number: str) -> bool:
    """Whether somebody is not on the roster any more."""
    return view.get("roster", number) is None


def assignment_key(id: str, assignment: Assignment) -> str:
    """Return the key of an assignment, and of the form that answers it."""
    return key(id, *assignment)


def assignments(view: View, id: str, **where: str) -> list[Assignment]:
    """Return the assignments of a cycle (`method=`, `rater=`, `ratee=` narrow it), sorted."""
    if where.keys() - {"method"}:
        return sorted(_assignment(k, d) for k, d in view.find("assignments", cycle=id, **where))
    return [a for m in where.values() or sorted(METHODS) for a in _by_method(view, id, m)]


def _by_method(view: View, id: str, method: str) -> list[Assignment]:
    return view.once(
        ("assignments",), ("assignments", id, method),
        lambda: sorted(view.each("assignments", _assignment, cycle=id, method=method)),
    )  # fmt: skip


def _assignment(_: str, doc: Doc) -> Assignment:
    return Assignment(cast(Method, sys.intern(doc["method"])), sys.intern(doc["rater"]), sys.intern(doc["ratee"]))


def count_assignments(view: View, id: str, **where: str) -> int:
    """Return how many assignments of a cycle there are (`method=`, `rater=`, `ratee=` narrow it)."""
    if where.keys() - {"method"}:
        return view.count("assignments", cycle=id, **where)
    return sum(_count(view, id, m) for m in where.values() or METHODS)


def _count(view: View, id: str, method: str) -> int:
    return view.once(
        ("assignments",), ("assigned", id, method), lambda: view.count("assignments", cycle=id, method=method)
    )


def is_assigned(view: View, id: str, assignment: Assignment) -> bool:
    """Whether somebody is to assess somebody by this method."""
    return view.get("assignments", assignment_key(id, assignment)) is not None


def put_assignment(change: Change, id: str, assignment: Assignment, since: str | None = None) -> None:
    """Store an assignment. `since`: the day on which the rater came in the place of the one the ratee expects, "" once they have read so."""
    key = assignment_key(id, assignment)
    since = (change.get("assignments", key) or {}).get("since", "") if since is None else since
    doc = {"cycle": id, **assignment._asdict()}
    change.put("assignments", key, {**doc, "since": since} if since else doc)


def new_officers(view: View, number: str) -> list[tuple[Cycle, Assignment, str]]:
    """Return who became somebody's appraising officer by an act of HR, since when, and they have not read it yet.

    Of cycles that are not published. Nothing here depends on any other method: whoever rates otherwise is nobody's to know.
    """
    return [
        (cycle, _assignment(key, doc), doc["since"])
        for cycle in cycles(view)
        if not cycle.before_opening and not cycle.published
        for key, doc in view.find("assignments", cycle=cycle.id, method=OFFICIAL, ratee=number)
        if doc.get("since")
    ]


def hand_edits(view: View, id: str) -> dict[Assignment, bool]:
    """Return the assignments of a cycle that were made one by one before its opening (True), and those taken away (False)."""
    return {Assignment(d["method"], d["rater"], d["ratee"]): d["add"] for _, d in view.find("hand_edits", cycle=id)}


def put_hand_edit(change: Change, id: str, assignment: Assignment, *, add: bool) -> None:
    """Keep that an assignment was made or taken away by hand."""
    change.put("hand_edits", assignment_key(id, assignment), {"cycle": id, **assignment._asdict(), "add": add})


def drop_hand_edits(change: Change, id: str, but: Container[str] = ()) -> None:
    """Forget what was done by hand, except with some methods."""
    for key, doc in list(change.find("hand_edits", cycle=id)):
        if doc["method"] not in but:
            change.delete("hand_edits", key)


def drop_cycle(change: Change, id: str) -> None:
    """Remove a cycle with everything that is stored of it, in whatever table."""
    for table, pattern in TABLES.items():
        if pattern.startswith(("cycle", "{cycle}")):
            for found in [k for k, _ in change.find(table) if k.split("/")[0] == id]:
                change.delete(table, found)
    for found in [k for k, _ in change.find("content_drafts") if k.startswith(f"notes/{id}.")]:
        change.delete("content_drafts", found)
    change.delete("settings", key("cycle", id))
    change.delete("cycles", id)


def sent_forms(view: View, id: str, method: Method) -> Iterator[tuple[Form, dict[str, Any]]]:
    """Yield the sent self or supervisor forms of a cycle with their documents."""
    for _, doc in view.find("forms", cycle=id, method=method):
        if counts(doc):
            yield to_form(doc), doc


def sent(view: View, id: str) -> frozenset[Assignment]:
    """Return the self and supervisor forms of a cycle that are in, by what they answer."""
    return view.once(("forms",), ("sent", id), lambda: frozenset(filter(None, view.each("forms", _sent, cycle=id))))


def _sent(key: str, doc: Doc) -> Assignment | None:
    return _assignment(key, doc) if counts(doc) else None


def counts(doc: Mapping[str, Any]) -> bool:
    """Whether a version of a named form counts: sent, or sent before the rater's slip was issued again."""
    return bool(doc["sent_revision"] or doc.get("kept"))


def sent_about(view: View, id: str, ratee: str) -> list[tuple[Form, str]]:
    """Return the sent self and supervisor forms about one person, each with its reason."""
    return [(to_form(d), d["reason"]) for _, d in view.find("forms", cycle=id, ratee=ratee) if counts(d)]


def sent_form(view: View, id: str, assignment: Assignment) -> tuple[Form, str] | None:
    """Return one self or supervisor form as it was sent, with its reason; None where it was not."""
    doc = view.get("forms", assignment_key(id, assignment))
    return (to_form(doc), doc["reason"]) if doc and counts(doc) else None


def sealed_means(view: View, cycle: Cycle, ratee: str) -> dict[Method, Mapping[str, str]]:
    """Return the coded means by criterion that sealing has left about one person, of each method with enough ballots."""
    found = {m: view.get("peer_results", sealed_key(m, cycle.id, ratee)) for m in cycle.sealed_methods}
    return {m: doc["means"] for m, doc in found.items() if doc}


def put_sealed_means(change: Change, id: str, method: Method, ratee: str, means: Mapping[str, str]) -> None:
    """Store the coded means of a sealed method about one person."""
    change.put("peer_results", sealed_key(method, id, ratee), {"cycle": id, "ratee": ratee, "means": dict(means)})


def receipts(view: View, id: str, method: Method) -> Doc | None:
    """Return what sealing has left of a method's receipts: sorted `codes`, and how many `forms` there were."""
    return view.get("receipts", sealed_key(method, id))


def put_receipts(change: Change, id: str, method: Method, codes: Iterable[str], forms: int) -> None:
    """Store a sealed method's receipts as one sorted list."""
    change.put("receipts", sealed_key(method, id), {"codes": sorted(codes), "forms": forms})


def to_form(doc: dict[str, Any]) -> Form:
    """Return the sent part of a form document."""
    return Form(doc["method"], doc["rater"], doc["ratee"], doc["answers"], doc["work_result"], doc["work_behaviour"])


def has_forms(view: View, id: str) -> bool:
    """Whether anybody has begun to answer (a draft counts)."""
    return bool(view.count("forms", cycle=id) or view.count("ballots", cycle=id))


def must(view: View, table: str, key: str) -> Doc:
    """Return a document that the state of the cycle promises; raises `Refused` where it is missing."""
    doc = view.get(table, key)
    if doc is None:
        raise refuse("store.record_missing", table=table, key=key)
    return doc


def job(view: View, kind: str) -> Doc | None:
    """Return what is noted of the last background job of a kind."""
    return view.get("meta", key("job", kind))


def put_job(change: Change, kind: str, doc: Doc) -> None:
    """Note how a background job stands."""
    change.put("meta", key("job", kind), doc)


def headings(view: View) -> Mapping[str, str]:
    """Return which columns of ours this office's headings are, by folded heading."""
    found: Mapping[str, str] = (view.get("meta", "headings") or {"columns": {}})["columns"]
    return found


def put_headings(change: Change, columns: Mapping[str, str]) -> None:
    """Keep which columns of ours this office's headings are."""
    change.put("meta", "headings", {"columns": dict(columns)})
