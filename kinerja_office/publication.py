"""Publishing one closed cycle: counts → package → independent audit → `published/<cycle>/`, once."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.cycle import Cycle, must_be
from assessment.method import RULES
from assessment.names import check_text
from kinerja_office import consultation, objections, records, sealing
from kinerja_office.activity_tables import activity_tables
from kinerja_office.office import Office
from kinerja_store import View, trail
from kinerja_words.problems import Refused, refuse
from publishing.audit import Report, audit_packages
from publishing.count import MethodCounts
from publishing.package import Release, build_cleared, package_hash, release_json, write_package
from publishing.plan import Plan


@dataclass(frozen=True)
class Proposal:
    """A package that one person wants published, with their note; another person's yes publishes it."""

    by: str
    package: str
    note: str


@dataclass(frozen=True)
class Prepared:
    """A package as it would be published, and what the auditor says of it beside all earlier ones."""

    files: Mapping[str, bytes]
    report: Report
    fallback: tuple[tuple[str, str], ...]


def prepare(office: Office, id: str, packages: Path, notes: Mapping[str, str]) -> Prepared:
    """Build and audit the package of a closed cycle; nothing is published and nothing stored.

    `packages` holds the earlier releases (the auditor reads them together), `notes` HR's commentary by language. Raises
    `Refused` for a cycle that is not closed, and for a commentary that names a person.
    """
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, "closed", "published")
        people = list(records.participants(view, id).values())
        wrong = [p for lang, text in sorted(notes.items()) for p in check_text(text, f"notes/{id}.{lang}.md", people)]
        if wrong:
            raise Refused(wrong)
        release = _release(office, view, cycle, notes)
        head = trail.head(view)
    packages.mkdir(parents=True, exist_ok=True)
    earlier = released(packages, but=id)
    existing = packages / id / "release.json"

    def stamp(files: Mapping[str, bytes]) -> bytes:
        """Return release.json: the one that is there if it is for these very bytes, otherwise today's."""
        if existing.exists() and json.loads(existing.read_bytes())["package"] == package_hash(files):
            return existing.read_bytes()
        previous = _digest(earlier[-1] / "release.json") if earlier else ""
        return release_json(id, office.today(), head, package_hash(files), previous)

    with tempfile.TemporaryDirectory(dir=packages, prefix=".audit-") as scratch:

        def audit(files: dict[str, bytes]) -> Report:
            staged = Path(scratch) / id
            write_package({**files, "release.json": stamp(files)}, staged)
            return audit_packages([*earlier, staged])

        release, files, report = build_cleared(release, audit)
    complete = {**files, "release.json": stamp(files), "audit.json": report.to_json().encode()}
    return Prepared(dict(sorted(complete.items())), report, release.fallback)


def publish(
    office: Office,
    id: str,
    packages: Path,
    notes: Mapping[str, str],
    actor: str,
    consequence: str = "",
    expect: str = "",
    *,
    early: bool = False,
) -> Prepared:
    """Publish a closed cycle; final. Where the office has the two-person rule, the first call proposes (with the note of
    the uji konsekuensi) and another person's call with the same bytes publishes. `expect` is the hash of the package that
    was looked at: another package is refused.

    Ends the closing questions, whose counts go into the package. Raises `Refused` unless the cycle is closed and not
    published, while objections are open, and, unless `early`, while they can still be filed. Where the auditor does not
    say NONE_FOUND the returned report says why and nothing is published.
    """
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, "closed")
        objections.must_be_publishable(view, cycle, office.organisation, office.today(), early=early)
        waiting = consultation.answered(view, id, "after") and not consultation.said(view, id, "after")
    if expect and waiting:
        raise refuse("publish.questions_open")
    consultation.end(office, id, "after", actor)
    prepared = prepare(office, id, packages, notes)
    if prepared.report.exit_code:
        return prepared
    if expect and package_hash(prepared.files) != expect:
        raise refuse("publish.stale_preview")
    if office.organisation.two_person and not _second_person(office, id, prepared, actor, consequence):
        raise refuse("publish.second_person", cycle=id)
    write_package(prepared.files, packages / id)
    with office.store.write() as change:
        stored = records.cycle(change, id)
        must_be(stored, "closed")
        published = json.loads(prepared.files["release.json"])["published"]
        records.put_cycle(change, Cycle.from_doc({**stored.to_doc(), "state": "published", "published": published}))
        office.log(change, actor, "cycle.publish", cycle=id, package=package_hash(prepared.files), note=consequence)
    trail.flush(office.store)
    return prepared


def proposal(view: View, id: str) -> Proposal | None:
    """Return what one of two people has proposed to publish, or None."""
    doc = view.get("proposals", id)
    return Proposal(**doc) if doc else None


def released(packages: Path, but: str = "") -> list[Path]:
    """Return the folders of published packages in the order of their chain."""
    folders = [f for f in packages.iterdir() if (f / "release.json").is_file() and f.name != but and f.name[0] != "."]
    by_previous = {json.loads((f / "release.json").read_bytes())["previous"]: f for f in folders}
    chain, link = [], ""
    while (folder := by_previous.pop(link, None)) is not None:
        chain.append(folder)
        link = _digest(folder / "release.json")
    return chain + sorted(by_previous.values())


def discard_leftovers(packages: Path) -> None:
    """Remove what a killed publish left beside the packages."""
    for leftover in packages.glob(".*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)


def _second_person(office: Office, id: str, prepared: Prepared, actor: str, consequence: str) -> bool:
    with office.store.write() as change:
        earlier = proposal(change, id)
        digest = package_hash(prepared.files)
        if earlier and earlier.package == digest and earlier.by != actor:
            change.delete("proposals", id)
            return True
        if not consequence.strip():
            raise refuse("publish.note", field="note")
        change.put("proposals", id, asdict(Proposal(actor, digest, consequence.strip())))
        office.log(change, actor, "cycle.propose", cycle=id, package=digest)
    trail.flush(office.store)
    return False


def _release(office: Office, view: View, cycle: Cycle, notes: Mapping[str, str]) -> Release:
    counts: dict[Any, MethodCounts] = {}
    receipts: list[str] = []
    instrument = records.instrument(view, cycle)
    for method in cycle.methods:
        if RULES[method].sealed:
            counts[method] = MethodCounts.from_doc(records.must(view, "counts", records.key(cycle.id, method)))
        else:
            sent = list(records.sent_forms(view, cycle.id, method))
            typed = [bool(d["imported"]) for _, d in sent]
            listed = sealing.known_to_one(cycle, [f for f, _ in sent], typed)
            counts[method] = sealing.count(office, view, cycle, instrument, method, listed)
            receipts += [d["receipt"] for _, d in sent]
    if cycle.sealed_methods:
        receipts += records.must(view, "receipts", cycle.id)["codes"]
    plan = Plan.from_doc(records.must(view, "plans", cycle.id))
    return Release(
        cycle=cycle.id, title=cycle.title, start=cycle.start, end=cycle.end, closed=cycle.closed,
        methods=cycle.methods, plan=plan, counts=counts,
        instrument=instrument, organisation=office.organisation, receipts=tuple(sorted(receipts)),
        imported_whole=cycle.imported, forms=len(receipts), notes=notes,
        extra_tables=activity_tables(office, view, cycle, plan),
    )  # fmt: skip


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
