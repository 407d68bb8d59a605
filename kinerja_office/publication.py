"""Publishing one closed cycle: counts → package → independent audit → `published/<cycle>/`, once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.cycle import BEFORE_OPENING, RESERVED, Cycle, must_be, must_be_apart
from assessment.evaluation import has_documents
from assessment.method import RULES
from assessment.predicate import PREDICATES
from kinerja_office import (
    accounts,
    consultation,
    doubts,
    evaluations,
    objections,
    organisation_predicates,
    plans,
    recap,
    records,
    sealing,
    settings,
)
from kinerja_office.activity_tables import activity_tables
from kinerja_office.office import Office
from kinerja_office.public_text import fixed_texts, naming
from kinerja_store import Change, View, pins, trail
from kinerja_words.problems import Problem, Refused, refuse
from kinerja_words.shape import read_json
from publishing.count import MethodCounts, invented_counts
from publishing.package import (
    Release,
    build_cleared,
    build_package,
    is_whole,
    package_hash,
    release_json,
    settle,
    write_package,
)
from publishing.plan import Plan

if TYPE_CHECKING:
    from publishing.audit import Report

PATIENCE = 120.0
"""Seconds for which somebody who wants to preview or publish waits for another who does."""
CITIZENS = "citizens"
"""The folder among the packages with what citizens said, a package a day: `citizens/{cycle}-{day}`."""
SCRATCH = ".kinerja-audit"
"""The folder beside the packages in which a package is audited; whoever holds the lock makes and removes it."""


@dataclass(frozen=True)
class Proposal:
    """A package that HR wants published, with their note; the yes of one of the approvers there were at that time publishes it."""

    by: str
    package: str
    note: str
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A package as it would be published, and what the auditor says of it beside all earlier ones."""

    files: Mapping[str, bytes]
    report: Report
    reduced: Mapping[str, int]


def prepare(office: Office, id: str, packages: Path, notes: Mapping[str, str]) -> Prepared:
    """Build and audit the package of a closed cycle; nothing is published and nothing stored.

    `packages` holds the earlier releases (the auditor reads them together), `notes` HR's commentary by language. Raises
    `Refused` for a cycle that is not closed, for a commentary that names a person, and where an earlier release is lost:
    without it nobody can say what the new one would disclose.
    """
    with alone(packages):
        return _prepare(office, id, packages, notes)


def _prepare(office: Office, id: str, packages: Path, notes: Mapping[str, str]) -> Prepared:
    """Prepare with the lock held."""
    must_be_there(office, packages, but=id)
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, "closed", "published")
        if cycle.destroyed:
            raise refuse("retention.not_again", cycle=id)
        _must_be_apart(view, cycle)
        wrong = [p for lang, text in sorted(notes.items()) for p in naming(view, f"notes/{id}.{lang}.md", text)]
        if wrong:
            raise Refused(wrong)
        release = _release(office, view, cycle, notes)
        head = trail.head(view)
    earlier = released(packages, but=id)
    existing = packages / id / "release.json"

    def stamp(files: Mapping[str, bytes]) -> bytes:
        """Return release.json: the one that is there if it is for these very bytes, otherwise today's."""
        if existing.exists() and _released(existing.parent, "package") == package_hash(files):
            return existing.read_bytes()
        previous = digest_of(earlier[-1] / "release.json") if earlier else ""
        return release_json(id, office.today(), head, package_hash(files), previous, pins.public_key(office.folder))

    def audit(files: dict[str, bytes]) -> Report:
        from publishing.audit import audit_packages

        staged = packages / SCRATCH / id
        write_package({**files, "release.json": stamp(files)}, staged)
        return audit_packages([*earlier, staged])

    try:
        release, files, report = build_cleared(release, audit)
    finally:
        shutil.rmtree(packages / SCRATCH, ignore_errors=True)
    complete = {**files, "release.json": stamp(files), "audit.json": report.to_json().encode()}
    return Prepared(dict(sorted(complete.items())), report, release.reduced)


def publish(
    office: Office,
    id: str,
    packages: Path,
    notes: Mapping[str, str],
    actor: str,
    consequence: str = "",
    expect: str = "",
    *,
    undelivered: bool = False,
) -> Prepared:
    """Publish a closed cycle; final. Where two people publish, a call of HR proposes (with the note of the uji
    konsekuensi) and an approver's call with the same bytes publishes. `expect` is the hash of the package that
    was looked at: another package is refused.

    Ends the closing questions, whose counts go into the package. Raises `Refused` unless the cycle is closed and not
    published, while objections are open or can still be filed, while documents are not delivered (`undelivered`: HR publishes
    without them, once the law's last resort is over), and where the public site cannot be built with it. Where the auditor does not say NONE_FOUND the returned report says why.
    """
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, "closed")
        _must_be_apart(view, cycle)
        objections.must_be_publishable(office, view, cycle, undelivered=undelivered)
        if unsure := doubts.open_ones(view, recap.missing(view, cycle)):
            raise Refused(unsure)
        ended = consultation.counts(view, id, "after")
        waiting = consultation.begun(view, id, "after")
        two = settings.in_force(office, view, cycle).organisation.two_person
        if two:
            may_take_part(view, id, actor)
    if expect and waiting:
        raise refuse("publish.questions_open")
    tried = ""
    if not ended:  # the end of the questions is final too
        with alone(packages):
            first = _prepare(office, id, packages, notes)
            if first.report.exit_code:
                return first
            must_build(office, id, packages, first.files)
            tried = package_hash(first.files)
    consultation.end(office, id, "after", actor)
    with alone(packages):
        prepared = _prepare(office, id, packages, notes)
        if prepared.report.exit_code:
            return prepared
        digest = package_hash(prepared.files)
        if expect and digest != expect:
            raise refuse("publish.stale_preview")
        if digest != tried:
            must_build(office, id, packages, prepared.files)
        if two and not second_person(office, id, prepared, actor, consequence):
            raise refuse("publish.second_person", cycle=id)
        write_package(prepared.files, packages / id)
        if not is_whole(packages / id):
            raise refuse("publish.not_whole", folder=packages / id)
        release = {name: prepared.files[name].decode() for name in ("release.json", "audit.json")}
        kept: dict[str, Any] = {
            "package": digest,
            "files": release,
            "notes": dict(notes),
            "reduced": dict(prepared.reduced),
        }
        with office.store.write() as change:
            stored = records.cycle(change, id)
            must_be(stored, "closed")
            if has_documents(stored):
                kept["undelivered"] = evaluations.undelivered(change, stored)
            published = json.loads(prepared.files["release.json"])["published"]
            records.put_cycle(change, replace(stored, state="published", published=published))
            change.put("releases", id, kept)
            office.log(change, actor, "cycle.publish", cycle=id, package=digest, note=consequence)
    trail.flush(office.store)
    office.pin()
    return prepared


def _must_be_apart(view: View, cycle: Cycle) -> None:
    """Refuse a cycle about days that a published one is about with the same method, before anything of it ends."""
    if not cycle.published:
        published = [c for c in records.cycles(view) if c.published]
        must_be_apart(cycle, published, "publish.overlaps", "publish.same_period")


def rehearse(office: Office, id: str) -> dict[str, Any]:
    """Build the public site with a cycle as an opening would fix it, its values invented; returns the texts it was built of.

    Raises `Refused` where it cannot be built. What an act before the opening refuses by itself is left to that act.
    """
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, *BEFORE_OPENING)
        if id in RESERVED:
            raise refuse("cycle.id_reserved", cycle=id)
        texts, plan = fixed_texts(view, cycle), plans.current_plan(office, view, cycle)
        instrument = records.instrument(view, cycle)
    if office.public is None or not all(plan.of(m) for m in cycle.methods):
        return texts
    release = Release(
        cycle=id, title=cycle.title, start=cycle.start, end=cycle.end, closed=cycle.end, methods=cycle.methods, plan=plan,
        counts={m: invented_counts(plan, instrument, m, office.organisation.disclosure) for m in cycle.methods}, instrument=instrument,
        organisation=office.organisation, period=cycle.period, levels_from=cycle.levels_from,
        recap=recap.coded((1,) * len(PREDICATES)),
    )  # fmt: skip
    files, packages = build_package(release), office.public.packages
    with alone(packages):
        earlier = released(packages, but=id)
        chained = release_json(
            id, office.today(), "", package_hash(files), digest_of(earlier[-1] / "release.json") if earlier else ""
        )
        must_build(office, id, packages, {**files, "release.json": chained, "audit.json": b"{}"})
    return texts


def must_build(office: Office, id: str, packages: Path, files: Mapping[str, bytes]) -> None:
    """Raise `Refused` where the site of the released packages and this one cannot be built; the lock is held."""
    if office.public is None:
        return
    shutil.rmtree(packages / SCRATCH, ignore_errors=True)
    try:
        lay_out(files, packages, packages / SCRATCH / "packages", id)
        office.public.build(packages / SCRATCH / "packages", packages / SCRATCH / "site")
    except Refused as refused:
        raise Refused([Problem("publish.not_buildable", cycle=id), *refused.problems]) from None
    finally:
        shutil.rmtree(packages / SCRATCH, ignore_errors=True)


def lay_out(files: Mapping[str, bytes], packages: Path, into: Path, id: str) -> None:
    """Put the published packages and the one to come side by side, as the site build reads them; for nobody else to read."""
    into.parent.mkdir(mode=0o700, exist_ok=True)
    into.mkdir(mode=0o700)
    for folder in released(packages, but=id):
        shutil.copytree(folder, into / folder.relative_to(packages))
    write_package(files, into / id)


def proposal(view: View, id: str) -> Proposal | None:
    """Return what one of two people has proposed to publish, or None."""
    doc = view.get("proposals", id)
    return Proposal(**{**doc, "approvers": tuple(doc.get("approvers", ()))}) if doc else None


def two_people(office: Office, cycle: Cycle) -> bool:
    """Whether a cycle is published by two people: as it was when it opened."""
    with office.store.read() as view:
        return settings.in_force(office, view, cycle).organisation.two_person


def publish_again(office: Office, id: str, packages: Path, actor: str) -> None:
    """Put the lost package of a published cycle back, byte for byte; raises `Refused` where it is not lost or would be
    another one: then only a copy of it helps."""
    with alone(packages):
        with office.store.read() as view:
            kept = view.get("releases", id)
            cycle = records.cycle(view, id.removeprefix(f"{CITIZENS}/")[:-11] if kept and "/" in id else id)
            must_be(cycle, "published")
            if kept is None:
                raise refuse("publish.no_record", cycle=id)
            if _is_there(view, packages, id):
                raise refuse("publish.not_lost", cycle=id)
            files = _rebuilt(office, view, cycle, kept)
        if files is None:
            raise refuse("retention.not_again" if cycle.destroyed else "publish.another", cycle=id)
        write_package(files, packages / id)
    trail.append(office.store, actor, "cycle.publish-again", {"cycle": id, "package": kept["package"]}, office.now)
    office.pin()


def _rebuilt(office: Office, view: View, cycle: Cycle, kept: Mapping[str, Any]) -> dict[str, bytes] | None:
    """Return the package of a release record byte for byte: as it is kept, else built of the records; None where it would be another."""
    files = {name: text.encode() for name, text in kept["files"].items()}
    if "datapackage.json" not in files and not cycle.destroyed:
        release = replace(_release(office, view, cycle, kept["notes"]), reduced=kept.get("reduced", {}))
        files = {**build_package(release), **files}
    return files if "datapackage.json" in files and package_hash(files) == kept["package"] else None


def keep_whole(office: Office, change: Change, cycle: Cycle) -> bool:
    """Keep the whole package of a published cycle in its release record, before what it was built of goes; whether that is possible.

    A release of 0.1.0 left no record: its folder vouches for itself, and nothing could ever put it back.
    """
    kept, folder = change.get("releases", cycle.id), office.public and office.public.packages / cycle.id
    if kept is None:
        return not folder or is_whole(folder)
    if folder and is_whole(folder) and package_hash(folder) == kept["package"]:
        files: dict[str, bytes] | None = {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
    else:
        files = _rebuilt(office, change, cycle, kept)
    if files:
        change.put("releases", cycle.id, {**kept, "files": {name: body.decode() for name, body in files.items()}})
    return files is not None


def must_be_there(office: Office, packages: Path, but: str = "") -> None:
    """Raise `Refused` with every published cycle whose package is missing, empty or not the one that was released."""
    if found := lost(office, packages, but):
        raise Refused([Problem("publish.lost", cycle=id, folder=packages / id) for id in found])


def lost(office: Office, packages: Path, but: str = "") -> list[str]:
    """Return the published cycles whose package is missing, empty or not the one that was released."""
    with office.store.read() as view:
        cycles = [c.id for c in records.cycles(view) if c.published and c.id != but]
        published = [*cycles, *(id for id, _ in view.find("releases") if id.startswith(f"{CITIZENS}/"))]
        return [id for id in published if not _is_there(view, packages, id)]


def _is_there(view: View, packages: Path, id: str) -> bool:
    kept = view.get("releases", id)  # releases of 0.1.0 left no record: they vouch for themselves
    return is_whole(packages / id) and (kept is None or package_hash(packages / id) == kept["package"])


@contextmanager
def alone(packages: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the only right to work in the folder of packages, in this process and all others."""
    packages.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience
    with (packages.parent / f".{packages.name}.lock").open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise refuse("publish.busy") from None
            time.sleep(0.05)
        yield


def released(packages: Path, but: str = "") -> list[Path]:
    """Return the folders of published packages, cycles and what citizens said, in the order of their chain."""
    every = (f for f in (*packages.iterdir(), *packages.glob(f"{CITIZENS}/*")) if f.name[0] != ".")
    folders = [f for f in every if (f / "release.json").is_file() and f != packages / but]
    by_previous = {_released(f, "previous", f.name): f for f in folders}
    chain, link = [], ""
    while (folder := by_previous.pop(link, None)) is not None:
        chain.append(folder)
        link = digest_of(folder / "release.json")
    return chain + sorted(by_previous.values())


def _released(folder: Path, key: str, otherwise: str = "") -> str:
    """Return what a package's `release.json` says; `otherwise` where it cannot be read: the auditor and `is_whole` tell that."""
    with suppress(ValueError, KeyError, TypeError):
        return str(read_json((folder / "release.json").read_bytes())[key])
    return otherwise


def trail_head(packages: Path) -> str:
    """Return the trail head written into the newest release, or nothing."""
    chain = released(packages) if packages.is_dir() else []
    return _released(chain[-1], "trail_head") if chain else ""


def published_keys(packages: Path) -> list[str]:
    """Return the keys that releases name for the trail's signatures, each once, in the order of the chain."""
    chain = released(packages) if packages.is_dir() else []
    return list(dict.fromkeys(key for f in chain if (key := _released(f, "trail_key"))))


def discard_leftovers(office: Office, packages: Path) -> None:
    """Settle what a killed preview or publish left: by its exact name, and only while nobody is at work there."""
    if not packages.is_dir():
        return
    with office.store.read() as view:
        ids = [c.id for c in records.cycles(view)]
    with suppress(Refused), alone(packages, patience=0):
        shutil.rmtree(packages / SCRATCH, ignore_errors=True)
        for id in ids:
            settle(packages / id)
        for left in packages.glob(f"{CITIZENS}/.*.staged*"):
            settle(left.with_name(left.name[1:].partition(".staged")[0]))


def second_person(office: Office, id: str, prepared: Prepared, actor: str, consequence: str) -> bool:
    """Propose as HR, or approve as an approver; True where it is approved."""
    with office.store.write() as change:
        digest, earlier = package_hash(prepared.files), may_take_part(change, id, actor)
        if earlier:
            if earlier.package != digest:
                raise refuse("publish.other_proposal", cycle=id)
            change.delete("proposals", id)
            return True
        if not consequence.strip():
            raise refuse("publish.note", field="note")
        approvers = tuple(a.name for a in accounts.staff_accounts(change) if a.staff == "approver")
        if not approvers:
            raise refuse("publish.no_approver")
        change.put("proposals", id, asdict(Proposal(actor, digest, consequence.strip(), approvers)))
        office.log(change, actor, "cycle.propose", cycle=id, package=digest)
    trail.flush(office.store)
    return False


def may_take_part(view: View, id: str, actor: str) -> Proposal | None:
    """Return the proposal an approver may approve, None for HR, who proposes; raises `Refused` for anybody else.

    Nobody holds both: HR makes no approvers, an approver makes no HR, and one made or given a new password after the proposal
    is struck from it (`accounts.add_staff`).
    """
    staff, earlier = accounts.staff_of(view, actor), proposal(view, id)
    if staff == "hr":
        return None
    if staff != "approver":
        raise refuse("publish.not_alone", cycle=id)
    if earlier is None:
        raise refuse("publish.no_proposal", cycle=id)
    if actor not in earlier.approvers:
        raise refuse("publish.late_approver", account=actor)
    return earlier


def _release(office: Office, view: View, cycle: Cycle, notes: Mapping[str, str]) -> Release:
    office = settings.in_force(office, view, cycle)
    counts: dict[Any, MethodCounts] = {}
    receipts: dict[Any, list[str]] = {}
    instrument = records.instrument(view, cycle)
    for method in cycle.methods:
        if RULES[method].sealed:
            counts[method] = MethodCounts.from_doc(records.must(view, "counts", records.key(cycle.id, method)))
        else:
            sent = list(records.sent_forms(view, cycle.id, method))
            typed = [bool(d["imported"]) for _, d in sent]
            listed = sealing.known_to_one(cycle, [f for f, _ in sent], typed)
            counts[method] = sealing.count(office, view, cycle, instrument, method, listed)
            receipts[method] = [d["receipt"] for _, d in sent]
    for method in cycle.sealed_methods:
        receipts[method] = records.must(view, "receipts", records.sealed_key(method, cycle.id))["codes"]
    plan = Plan.from_doc(records.must(view, "plans", cycle.id))
    given, known = organisation_predicates.of(view, cycle.id), recap.of(view, cycle.id)
    return Release(
        cycle=cycle.id, title=cycle.title, start=cycle.start, end=cycle.end, closed=cycle.closed,
        methods=cycle.methods, plan=plan, counts=counts,
        instrument=instrument, organisation=office.organisation, receipts=receipts,
        imported_whole=cycle.imported, period=cycle.period, levels_from=cycle.levels_from,
        recap=known.shares if known else (),
        organisation_predicate={k: getattr(given, k) for k in ("predicate", "source", "day")} if given else None, notes=notes, comparable=plans.comparable(view, cycle, plan),
        extra_tables=activity_tables(office, view, cycle, plan),
    )  # fmt: skip


def digest_of(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
