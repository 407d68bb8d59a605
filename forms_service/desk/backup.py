"""Backups from the desk: the last one, one now, a check of one, and one to carry away; restoring is the server's command.

What is given out is FILE alone, encrypted with the server's passphrase: keys of cycles and of the service stay where they are.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.answers import go
from forms_service.desk.forms import One
from forms_service.desk.jobs import Progress, Told
from forms_service.desk.memory import memory
from forms_service.web.guard import may, person
from forms_service.web.language import lang
from forms_service.web.service import service
from kinerja_office import backups
from kinerja_words import catalogue
from kinerja_words.problems import Phrase, Refused, Said

KIND = "backup"
LISTED = 14


@desk.get("/cadangan")
@may("backup.manage", of="office")
def backup() -> str:
    """Show the last backup, those that lie there, and how the one at work is."""
    home, job, problems = service(), memory().jobs.find(KIND), []
    try:
        (home.backups or backups.Place(Path())).must_work()
    except Refused as refused:
        problems = catalogue.lines(refused, lang())
    files = home.backups.files()[:LISTED] if home.backups else []
    zone = home.office.organisation.zone
    listed = [
        (p.name, datetime.datetime.fromtimestamp(p.stat().st_mtime, zone).isoformat(), backups.megabytes(p)) for p in files
    ]  # fmt: skip
    return render_template(
        "desk/backup.html", job=job, last=backups.last_backup(home.office), listed=listed, problems=problems,
        folder=home.backups and home.backups.folder, busy=memory().jobs.busy(),
        refresh=2 if job and job.running and not request.args.get("diam") else None,
    )  # fmt: skip


@desk.post("/cadangan")
@may("backup.manage", of="office")
def make_backup() -> ResponseReturnValue:
    """Make a backup in the background, and check it; a second click finds the first at work."""
    office, place, actor = service().office, service().backups, person().actor
    if place is None:
        return go("backup")

    def work(progress: Progress) -> Told:
        place.must_work()
        file = place.new_file(office)
        backups.make(office, file, place.passphrase, actor, lambda n, of: progress("backup", n, of))
        checked = _check(file, place.passphrase)
        made = Phrase("backup.made", file=file.name, size=backups.megabytes(file))
        return checked._replace(said=(made, *checked.said))

    return go("backup", "" if memory().jobs.start(KIND, actor, "backup.start", work) else "site.busy")


@desk.post("/cadangan/periksa")
@may("backup.manage", of="office")
def check_backup() -> ResponseReturnValue:
    """Open a backup in the background and say what is in it and whether it is whole."""
    place, file = service().backups, _chosen()
    if place is None or file is None:
        return go("backup", "backup.gone")
    started = memory().jobs.start(KIND, person().actor, "backup.check", lambda _: _check(file, place.passphrase))
    return go("backup", "" if started else "site.busy")


def _check(file: Path, passphrase: str) -> Told:
    """Say what is wrong with a backup, or that nothing is; never how much is in it, which would count what people do."""
    from kinerja_office import keys
    from kinerja_store.backup import verify

    wrong = tuple(f.said for f in verify(file, passphrase, needed=keys.needed) if f.level == "error")
    said: tuple[Said, ...] = (Phrase("backup.checked", file=file.name), *(wrong or (Phrase("backup.whole"),)))
    return Told(said, not wrong)


@desk.post("/cadangan/unduh")
@may("backup.manage", of="office")
def download_backup() -> ResponseReturnValue:
    """Give a backup out, as it lies there: encrypted, without its key files."""
    file, office = _chosen(), service().office
    if file is None:
        return go("backup", "backup.gone")
    try:
        answer = send_file(file, mimetype="application/octet-stream", as_attachment=True, conditional=False, etag=False)
    except OSError:  # it went meanwhile, or is another's who does not let the service read it
        return go("backup", "backup.gone")
    with office.store.write() as change:
        office.log(change, person().actor, "backup.download", file=file.name)
    answer.headers.pop("Last-Modified", None)
    return answer


def _chosen() -> Path | None:
    """Return the backup that was named, if it is one that lies there."""
    name, place = One.posted().nama.data, service().backups
    return next((p for p in place.files() if p.name == name), None) if place else None
