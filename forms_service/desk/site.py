"""The public site built anew from here, in the background, with its progress on a page that refreshes itself."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.common import go
from forms_service.desk.jobs import Progress
from forms_service.desk.memory import memory
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office.publication import released

KIND = "site"


def start_rebuild(actor: str) -> bool:
    """Start building the public site; False where it cannot be or another job is at work."""
    rebuild = service().rebuild
    if rebuild is None:
        return False

    def work(progress: Progress) -> None:
        rebuild(progress)

    return memory().jobs.start(KIND, actor, "site.rebuild", work)


@desk.get("/situs")
@may("publish.preview", of="office")
def site() -> str:
    """Show the last build, or how far the one at work is."""
    home = service()
    job = memory().jobs.find(KIND)
    packages = [p.name for p in released(home.packages)] if home.packages.is_dir() else []
    return render_template(
        "desk/site.html", job=job, packages=packages, possible=home.rebuild is not None,
        refresh=2 if job and job.state == "running" and not request.args.get("diam") else None, busy=memory().jobs.busy(),
    )  # fmt: skip


@desk.post("/situs")
@may("site.rebuild", of="office")
def rebuild_site() -> ResponseReturnValue:
    """Build the public site anew; a second click finds the first at work."""
    return go("site", "" if start_rebuild(person().actor) else "site.busy")
