"""Objections in the store: filed in time, both sides heard, decided one step above, final, corrected with a trail.

The trail tells that something was decided and corrected, never whose it was or what; who filed is an ASN's own act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.cycle import Cycle, must_be
from assessment.form import UNANSWERED, encode
from assessment.objection import (
    LEVEL_PARTS,
    OUTCOMES,
    SHORTEST,
    TEXT_CHARS,
    Claim,
    Decision,
    Objection,
    check_claim,
    last_day,
    window_open,
)
from assessment.organisation import Organisation
from assessment.predicate import LEVELS
from assessment.problems import Refused, refuse
from assessment.roster import Employee
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import Change, View


def file(office: Office, cycle_id: str, employee: str, claim: Claim) -> Objection:
    """File an objection; on return it is on disk. One a person and cycle, a withdrawn one may be filed again in time.

    Raises `Refused` outside the window, for a cycle without objections, against oneself, to the wrong superior, without
    reasons, and where there is no supervisor's assessment to object to.
    """
    with office.store.write() as change:
        one = records.cycle(change, cycle_id)
        _must_be_in_time(office, one)
        people = records.participants(change, cycle_id)
        if employee not in people or not people[employee].rated:
            raise refuse(
                "Hanya pegawai yang dinilai dalam periode ini yang dapat mengajukan keberatan.",
                "Only people who were assessed in this cycle can object.",
            )
        problems = check_claim(claim, employee, people, records.instrument(change, one))
        if problems:
            raise Refused(problems)
        if not _form(change, cycle_id, employee, people):
            raise refuse(
                "Tidak ada penilaian atasan untuk Anda dalam periode ini. Hubungi bagian kepegawaian.",
                "There is no supervisor's assessment of you in this cycle. Contact the personnel office.",
            )
        earlier = _get(change, cycle_id, employee)
        if earlier and earlier.state != "withdrawn":
            raise refuse(
                "Keberatan Anda untuk periode ini sudah ada. Tarik dulu bila ingin mengubahnya.",
                "Your objection for this cycle is filed already. Withdraw it first if you want to change it.",
            )
        tidy = replace(claim, reasons=claim.reasons.strip(), evidence=claim.evidence.strip())
        return _put(change, Objection(cycle_id, employee, tidy, office.today()))


def withdraw(office: Office, cycle_id: str, employee: str) -> Objection:
    """Withdraw one's own objection before it is decided."""
    with office.store.write() as change:
        return _put(change, replace(_must_be_open(change, cycle_id, employee), state="withdrawn"))


def state_side(office: Office, cycle_id: str, employee: str, officer: str, statement: str) -> Objection:
    """The appraising officer's side; may be changed until the decision."""
    text = statement.strip()
    if not text or len(text) > TEXT_CHARS:
        raise refuse(
            f"Tulis tanggapan Anda, paling panjang {TEXT_CHARS} huruf.",
            f"Write your statement, {TEXT_CHARS} characters at most.",
            column="statement",
        )
    with office.store.write() as change:
        one = _must_be_open(change, cycle_id, employee)
        if one.claim.against != officer:
            raise refuse("Keberatan ini bukan terhadap penilaian Anda.", "This objection is not about your assessment.")
        return _put(change, replace(one, statement=text, stated=office.today(), state="heard"))


def name_outside(office: Office, cycle_id: str, employee: str, post: str, actor: str) -> Objection:
    """HR names the post of a superior who is not in the roster (e.g. the Camat's appraising officer's superior)."""
    if not post.strip():
        raise refuse("Tulis jabatan yang memutus.", "Write the post that decides.", column="outside")
    with office.store.write() as change:
        one = _must_be_open(change, cycle_id, employee)
        if one.claim.superior:
            raise refuse(
                "Atasan yang memutus ada di daftar pegawai, jadi tidak perlu disebut lagi.",
                "The superior who decides is in the roster already.",
            )
        office.log(change, actor, "objection.outside", cycle=cycle_id)
        return _put(change, replace(one, outside=post.strip()))


def decide(office: Office, cycle_id: str, employee: str, superior: str, decision: Decision) -> Objection:
    """The superior's decision, final; an upheld one corrects the supervisor's form in the same change.

    Raises `Refused` for anybody else, before the appraising officer was heard (or it is written why not), without
    reasons, for a correction outside the parts objected to, and where outcome and correction contradict each other.
    """
    with office.store.write() as change:
        one = _must_be_open(change, cycle_id, employee)
        if not superior or one.claim.superior != superior:
            raise refuse("Keberatan ini tidak ditujukan kepada Anda.", "This objection is not addressed to you.")
        return _decide(office, change, one, decision, "superior")


def record_decision(office: Office, cycle_id: str, employee: str, decision: Decision, actor: str) -> Objection:
    """HR writes down the signed decision of a superior outside the office; as `decide`."""
    with office.store.write() as change:
        one = _must_be_open(change, cycle_id, employee)
        superior = records.participants(change, cycle_id).get(one.claim.superior)
        if superior is not None and superior.rated:
            raise refuse(
                "Yang memutus ada di kantor ini dan memutus lewat halamannya sendiri.",
                "The superior is in this office and decides on a page of their own.",
            )
        if superior is None and not one.outside:
            raise refuse("Sebutkan dulu jabatan yang memutus.", "Name the post that decides first.")
        return _decide(office, change, one, decision, actor)


def get(view: View, cycle_id: str, employee: str) -> Objection | None:
    """Return a person's objection in a cycle, or None."""
    return _get(view, cycle_id, employee)


def of_cycle(view: View, cycle_id: str) -> list[Objection]:
    """Return all objections of a cycle, by day of filing."""
    found = (Objection.from_doc(d) for _, d in view.find("objections", cycle=cycle_id))
    return sorted(found, key=lambda o: (o.filed, o.employee))


def open_objections(view: View, cycle_id: str) -> list[Objection]:
    """Return the objections of a cycle that nobody has decided or withdrawn."""
    return [o for o in of_cycle(view, cycle_id) if o.open]


def to_state(view: View, cycle_id: str, officer: str) -> list[Objection]:
    """Return the objections to assessments of an appraising officer, decided ones included."""
    return [o for o in of_cycle(view, cycle_id) if o.claim.against == officer]


def to_decide(view: View, cycle_id: str, superior: str) -> list[Objection]:
    """Return the objections addressed to a superior, decided ones included."""
    return [o for o in of_cycle(view, cycle_id) if superior and o.claim.superior == superior]


def must_be_publishable(view: View, one: Cycle, organisation: Organisation, today: str, *, early: bool) -> None:
    """Raise `Refused` while objections are open, or, unless `early`, while the window still runs."""
    if "objections" not in one.stages:
        return
    waiting = len(open_objections(view, one.id))
    if waiting:
        raise refuse(
            f"{waiting} keberatan belum diputus. Terbitkan setelah semuanya diputus atau ditarik: kinerja objections list"
            f" {one.id}.",
            f"{waiting} objections are not decided. Publish when all are decided or withdrawn: kinerja objections list"
            f" {one.id}.",
        )
    until = last_day(one.closed, organisation.objection_days)
    if today <= until and not early:
        raise refuse(
            f"Keberatan masih dapat diajukan sampai {until}. Tunggu sampai lewat, atau terbitkan lebih awal dengan sadar"
            " (--early): keberatan yang diterima sesudahnya tidak mengubah angka yang sudah terbit.",
            f"Objections can still be filed until {until}. Wait until then, or publish early on purpose (--early): an"
            " objection upheld afterwards does not change the published figures.",
        )


def _decide(office: Office, change: Change, one: Objection, decision: Decision, actor: str) -> Objection:
    outcome = next((o for o in OUTCOMES if o == decision.outcome), None)
    if outcome is None:
        raise refuse("Pilih putusannya.", "Choose the outcome.", column="outcome")
    if not SHORTEST <= len(decision.reasons.strip()) <= TEXT_CHARS:
        raise refuse("Tulis alasan putusan.", "Write the reasons of the decision.", column="reasons")
    if one.state != "heard" and not decision.unheard.strip():
        raise refuse(
            "Penilai belum memberi tanggapan. Tunggu tanggapannya, atau tulis mengapa diputus tanpa tanggapan.",
            "The appraising officer has not made a statement. Wait for it, or write why it is decided without.",
            column="unheard",
        )
    changed = _correct(change, one, decision)
    if (outcome == "rejected") == bool(changed):
        raise refuse(
            "Putusan dan perbaikannya tidak cocok: yang ditolak tidak mengubah apa pun, yang diterima harus mengubah"
            " sesuatu.",
            "Outcome and correction do not fit: a rejected objection changes nothing, an upheld one changes something.",
            column="outcome",
        )
    office.log(change, actor, "objection.decide", cycle=one.cycle)
    if changed:
        office.log(change, actor, "objection.correct", cycle=one.cycle)
    return _put(
        change,
        replace(
            one, state="decided", outcome=outcome, reasons=decision.reasons.strip(), decided=office.today(),
            unheard="" if one.state == "heard" else decision.unheard.strip(), changed=changed,
        ),
    )  # fmt: skip


def _correct(change: Change, one: Objection, decision: Decision) -> dict[str, tuple[str, str]]:
    """Correct the supervisor's form within the parts objected to; returns what changed."""
    cycle = records.cycle(change, one.cycle)
    must_be(cycle, "closed", "published")
    people = records.participants(change, one.cycle)
    found = _form(change, one.cycle, one.employee, people)
    if found is None:
        raise refuse("Formulir penilaian atasan tidak ada lagi.", "The supervisor's form is not there any more.")
    key, doc = found
    instrument = records.instrument(change, cycle)
    allowed = {i.code for c in instrument.asked("supervisor") if c.code in one.claim.parts for i in c.items}
    outside: Sequence[str] = [c for c in decision.answers if c not in allowed]
    outside = [*outside, *(k for k in decision.levels if k not in one.claim.parts or k not in LEVEL_PARTS)]
    if outside:
        raise refuse(
            f"Perbaikan di luar bagian yang diajukan: {', '.join(outside)}.",
            f"The correction goes beyond the parts objected to: {', '.join(outside)}.",
            column="parts",
        )
    if set(decision.levels.values()) - set(LEVELS):
        raise refuse("Pilih salah satu dari tiga tingkat.", "Choose one of the three levels.", column="parts")
    fresh = encode(instrument, decision.answers, "supervisor")
    answers = list(doc["answers"])
    changed: dict[str, tuple[str, str]] = {}
    for code in decision.answers:
        place = instrument.position[code]
        if fresh[place] not in (UNANSWERED, answers[place]):
            changed[code] = (answers[place], fresh[place])
            answers[place] = fresh[place]
    levels = {k: v for k, v in decision.levels.items() if v != doc[k]}
    changed |= {k: (doc[k] or "", v) for k, v in levels.items()}
    if changed:
        text, revision = "".join(answers), doc["revision"] + 1
        new = {"answers": text, "draft": text, "revision": revision, "sent_revision": revision, **levels}
        change.put("forms", key, {**doc, **new})
    return changed


def _form(
    view: View, cycle_id: str, employee: str, people: Mapping[str, Employee]
) -> tuple[str, dict[str, Any]] | None:  # fmt: skip
    key = f"{cycle_id}/supervisor/{people[employee].supervisor}/{employee}"
    doc = view.get("forms", key)
    return (key, doc) if doc and doc["sent_revision"] else None


def _must_be_in_time(office: Office, one: Cycle) -> None:
    if "objections" not in one.stages:
        raise refuse(
            f"Periode {one.id} tidak memakai tahap keberatan. Hubungi bagian kepegawaian.",
            f"The cycle {one.id} has no objections. Contact the personnel office.",
        )
    must_be(one, "closed", "published")
    days = office.organisation.objection_days
    if not window_open(one.closed, days, office.now()):
        until = last_day(one.closed, days)
        raise refuse(
            f"Batas mengajukan keberatan sudah lewat pada {until} ({days} hari sejak hasil tersedia).",
            f"The time to object ended on {until} ({days} days after the results were available).",
        )


def _must_be_open(view: View, cycle_id: str, employee: str) -> Objection:
    one = _get(view, cycle_id, employee)
    if one is None:
        raise refuse("Keberatan ini tidak ada.", "There is no such objection.")
    if not one.open:
        raise refuse(
            "Keberatan ini sudah diputus atau ditarik, jadi tidak dapat diubah.",
            "This objection is decided or withdrawn and cannot be changed.",
        )
    return one


def _get(view: View, cycle_id: str, employee: str) -> Objection | None:
    doc = view.get("objections", f"{cycle_id}/{employee}")
    return Objection.from_doc(doc) if doc else None


def _put(change: Change, one: Objection) -> Objection:
    change.put("objections", f"{one.cycle}/{one.employee}", one.to_doc())
    return one
