"""After the close: a preview of the public pages beside what can be concluded from them.

The preview is built in a private folder by what the command gave (`Service.preview`) and shown to HR and the approver alone. It
names the package it was made of; publishing is bound to that package, so that nothing goes out that nobody has looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.answers import confirm, find_cycle, go, moved_on
from forms_service.desk.cycles import by_method
from forms_service.desk.forms import Sure
from forms_service.desk.jobs import Progress
from forms_service.desk.memory import memory
from forms_service.desk.unhurried import unhurried
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import lang, tt
from forms_service.web.security import CSP
from forms_service.web.service import service
from kinerja_office import consultation, content_files, plans, publication
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused
from publishing.package import package_hash

FRAMED = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
FRAMING = CSP + "; frame-src 'self'"


@dataclass(frozen=True)
class Preview:
    """What the last preview of a cycle found: the package's hash, the auditor's report, and the folder of its site."""

    package: str
    prepared: publication.Prepared
    site: Path | None


@desk.get("/periode/<id>/terbit")
@may("publish.preview", of="office")
def release_page(id: str) -> ResponseReturnValue:
    """Show the preview beside what can be concluded from it, and HR's commentary."""
    cycle = find_cycle(id)
    if not cycle.sealed:
        return moved_on(cycle)
    return _page(cycle)


@desk.post("/periode/<id>/pratinjau")
@may("publish.preview", of="office")
def make_preview(id: str) -> ResponseReturnValue:
    """Build the preview in the background."""
    cycle = find_cycle(id)
    if not cycle.unpublished:
        return moved_on(cycle)
    home, kept = service(), memory()
    office, packages, content, build = home.office, home.packages, home.content, home.preview

    def work(progress: Progress) -> Preview:
        progress("audit", 0, 2)
        kept.clear_previews()
        folder = kept.new_preview()
        prepared = publication.prepare(office, id, packages, content_files.notes(office, content, id))
        progress("audit", 1, 2)
        if build is None:
            return Preview(package_hash(prepared.files), prepared, None)
        publication.lay_out(prepared.files, packages, folder / "packages", id)
        build(folder / "packages", folder / "site", progress)
        return Preview(package_hash(prepared.files), prepared, folder / "site")

    started = kept.jobs.start(f"preview/{id}", person().actor, "release.preview", work)
    return go("release_page", "" if started else "site.busy", id=id)


@desk.get("/periode/<id>/penutup")
@may("publish.do", of="office")
def end_page(id: str) -> ResponseReturnValue:
    """Say what the end of the closing questions makes final."""
    cycle = find_cycle(id)
    return _end_page(cycle, Sure()) if cycle.unpublished else moved_on(cycle)


def _end_page(cycle: Cycle, form: Sure) -> ResponseReturnValue:
    return confirm("questions", form, url_for("desk.release_page", id=cycle.id), cycle)


@desk.post("/periode/<id>/penutup")
@may("publish.do", of="office")
@unhurried
def end_questions(id: str) -> ResponseReturnValue:
    """End the closing questions, so that their counts go into the package."""
    cycle, form = find_cycle(id), Sure.posted()
    if not cycle.unpublished:
        return moved_on(cycle)
    if not form.validate():
        return _end_page(cycle, form)
    consultation.end(service().office, id, "after", person().actor)
    memory().jobs.forget(f"preview/{id}")
    return go("release_page", "release.closing.ended", id=id)


@desk.get("/periode/<id>/pratinjau/<path:file>")
@may("publish.preview", of="office")
def preview_file(id: str, file: str) -> Response:
    """Serve one file of the preview; never stored by a browser, framed by the desk alone."""
    cycle = find_cycle(id)
    made = last_preview(cycle)
    if made is None or made.site is None:
        abort(404)
    root = made.site.resolve()
    path = (root / file).resolve()
    if path.is_dir():
        path = path / "index.html"
    if root not in path.parents or not path.is_file():
        abort(404)
    answer = send_file(path, max_age=0, conditional=False, etag=False)
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers.pop("Last-Modified", None)
    return answer


def last_preview(cycle: Cycle) -> Preview | None:
    """Return the last preview of a cycle that still holds."""
    found: Preview | None = memory().jobs.result(f"preview/{cycle.id}")
    return found if found and (found.site is None or found.site.is_dir()) else None


def _page(cycle: Cycle) -> Response:
    from publishing.audit.report import CANNOT_SEE

    home, kept = service(), memory()
    made, job, form = last_preview(cycle), kept.jobs.find(f"preview/{cycle.id}"), Form()
    try:
        said = content_files.notes(home.office, home.content, cycle.id)
    except Refused as refused:
        said = {}
        form.refuse(refused)
    with home.office.store.read() as view:
        plan = by_method(plans.current_plan(home.office, view, cycle))
        proposal = publication.proposal(view, cycle.id)
        asked = consultation.begun(view, cycle.id, "after")
    report, two = made.prepared.report if made else None, publication.two_people(home.office, cycle)
    findings = [(f.kind, getattr(f.sentence, lang())) for f in report.findings] if report else []
    withheld = _withheld(made.prepared.files) if made else (0, 0)
    called = names("method")
    reduced = [tt(called[what]) if what in called else what for what in made.prepared.reduced] if made else []
    html = render_template(
        "desk/release.html", cycle=cycle, made=made, job=job if job and job.state != "done" else None, form=form,
        asked=asked, reduced=reduced,
        notes=said, plan=plan, report=report, findings=findings, cannot_see=CANNOT_SEE[lang()], withheld=withheld,
        proposal=proposal, two=two, approving=two and person().staff == "approver", me=person().actor,
        refresh=2 if job and job.running and not request.args.get("diam") else None, published=bool(cycle.published),
        stale=bool(job and job.state == "done" and made is None and cycle.unpublished),
        frame=url_for("desk.preview_file", id=cycle.id, file=f"{cycle.id}/index.html") if made and made.site else "",
        front=url_for("desk.preview_file", id=cycle.id, file="index.html") if made and made.site else "", busy=kept.jobs.busy(),
    )  # fmt: skip
    answer = Response(html)
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


def _withheld(files: Any) -> tuple[int, int]:
    """Return how many rows of results are shown, and how many withheld."""
    rows = files["results.csv"].decode().splitlines()[1:]
    hidden = sum(1 for row in rows if row.endswith(",withheld"))
    return len(rows) - hidden, hidden
