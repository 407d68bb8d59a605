"""What citizens said about a published cycle's days: a file is read, masked, audited and released as a dated package of its own."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from assessment.citizens import Measure, parse_citizens
from assessment.cycle import Cycle, must_be
from assessment.text import fold
from kinerja_office import publication, records, settings
from kinerja_office.office import Office
from kinerja_office.public_text import naming
from kinerja_office.publication import Prepared
from kinerja_store import View, pins, trail
from kinerja_words.problems import Problem, Refused, refuse
from publishing.citizens import build, told
from publishing.package import is_whole, package_hash, release_json, write_package


def read(office: Office, view: View, cycle: Cycle, data: bytes, name: str) -> tuple[Measure, ...]:
    """Return what a file says; raises `Refused` for what is wrong with it, for a text that names a person, and for a unit whose
    few officers would be judged one by one."""
    codes = {c.code for c in records.instrument(view, cycle).criteria}
    rows = parse_citizens(data, name, codes, office.today())
    texts = sorted({text for r in rows for text in (r.unit, r.label, r.source)})
    offices, staff = {u.code: u for u in records.units(view)}, Counter[str]()
    for unit in (e.unit for e in records.roster(view).employees if e.rated):
        while unit in offices:  # of a unit and of all above it
            staff[fold(offices[unit].name)] += 1
            unit = offices[unit].parent
    least = settings.in_force(office, view, cycle).organisation.disclosure.min_ratees
    units = sorted({r.unit for r in rows if any(0 < staff[fold(part)] < least for part in r.unit.split(" / "))})
    few = [Problem("citizens.few_officers", unit=unit, least=least) for unit in units]
    if wrong := [*naming(view, name, texts), *few]:
        raise Refused(wrong)
    return rows


def prepare(office: Office, id: str, data: bytes, name: str, packages: Path) -> Prepared:
    """Build and audit the package of a file beside all releases before it; nothing is published and nothing stored.

    Raises `Refused` as `read` does, for a cycle that is not published, and where an earlier release is lost.
    """
    with publication.alone(packages):
        return _prepare(office, id, data, name, packages)


def _prepare(office: Office, id: str, data: bytes, name: str, packages: Path) -> Prepared:
    from publishing.audit import audit_packages

    publication.must_be_there(office, packages)
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        must_be(cycle, "published")
        rows, head = read(office, view, cycle, data, name), trail.head(view)
    place = f"{address(id)}-{office.today()}"
    earlier = publication.released(packages, but=place)
    before = [told((f / "citizens.csv").read_bytes()) for f in earlier if f.parent.name == publication.CITIZENS]
    files = build(id, cycle.title, rows, office.organisation, before)
    previous = publication.digest_of(earlier[-1] / "release.json") if earlier else ""
    files["release.json"] = release_json(
        place, office.today(), head, package_hash(files), previous, pins.public_key(office.folder)
    )
    try:
        write_package(files, packages / publication.SCRATCH / place)
        report = audit_packages([*earlier, packages / publication.SCRATCH / place])
    finally:
        shutil.rmtree(packages / publication.SCRATCH, ignore_errors=True)
    return Prepared(dict(sorted({**files, "audit.json": report.to_json().encode()}.items())), report, {})


def publish(
    office: Office, id: str, data: bytes, name: str, packages: Path, actor: str, note: str = "", expect: str = ""
) -> Prepared:
    """Publish what a file says of a published cycle; final, a later file is a further package. Two people publish it where two
    published the cycle: a call of HR proposes, an approver's with the same file publishes. `expect`: the hash of the package that was seen.

    Raises `Refused` as `prepare` does, for a second one on a day, for the same once more, and where the site cannot be built with it.
    """
    with publication.alone(packages):
        prepared = _prepare(office, id, data, name, packages)
        if prepared.report.exit_code:
            return prepared
        digest, place = package_hash(prepared.files), json.loads(prepared.files["release.json"])["cycle"]
        if expect and digest != expect:
            raise refuse("publish.stale_preview")
        if any(f == packages / place or package_hash(f) == digest for f in publication.released(packages)):
            raise refuse("citizens.again", cycle=id)
        with office.store.read() as view:
            two = settings.in_force(office, view, records.cycle(view, id)).organisation.two_person
            if two:
                publication.may_take_part(view, address(id), actor)
        publication.must_build(office, place, packages, prepared.files)
        if two and not publication.second_person(office, address(id), prepared, actor, note):
            raise refuse("citizens.second_person", cycle=id)
        with office.store.write() as change:  # kept whole first: what a kill leaves missing is put back from here
            kept = {file: body.decode() for file, body in prepared.files.items()}
            change.put("releases", place, {"package": digest, "files": kept})
            office.log(change, actor, "citizens.publish", cycle=id, package=digest, note=note)
        write_package(prepared.files, packages / place)
        if not is_whole(packages / place):
            raise refuse("publish.not_whole", folder=packages / place)
    trail.flush(office.store)
    office.pin()
    return prepared


def address(id: str) -> str:
    """Return the place of a cycle's releases of what citizens said: the day stands behind it."""
    return f"{publication.CITIZENS}/{id}"


def days(view: View, id: str) -> list[str]:
    """Return the days on which what citizens said of a cycle was released."""
    return sorted(key[-10:] for key, _ in view.find("releases") if key[:-11] == address(id))
