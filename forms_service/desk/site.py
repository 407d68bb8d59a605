"""The public site built anew from here, in the background, with its progress on a page that refreshes itself."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.answers import go
from forms_service.desk.jobs import Progress, Told
from forms_service.desk.memory import memory
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office.publication import released
from kinerja_words.problems import Phrase

KIND = "site"


def start_rebuild(actor: str) -> bool:
    """Start building the public site; False where it cannot be or another job is at work."""
    rebuild = service().rebuild
    if rebuild is None:
        return False

    def work(progress: Progress) -> Told:
        said = rebuild(progress)
        return Told((said,) if isinstance(said, Phrase) else ())

    return memory().jobs.start(KIND, actor, "site.rebuild", work)


@desk.get("/situs")
@may("publish.preview", of="office")
def site() -> str:
    """Show the last build, or how far the one at work is."""
    home = service()
    job = memory().jobs.find(KIND)
    packages = (
        [p.relative_to(home.packages).as_posix() for p in released(home.packages)] if home.packages.is_dir() else []
    )
    return render_template(
        "desk/site.html", job=job, packages=packages, possible=home.rebuild is not None, target=home.publish_to,
        built=bool(home.site and (home.site / "index.html").is_file()),
        refresh=2 if job and job.running and not request.args.get("diam") else None, busy=memory().jobs.busy(),
    )  # fmt: skip


@desk.post("/situs")
@may("site.rebuild", of="office")
def rebuild_site() -> ResponseReturnValue:
    """Build the public site anew; a second click finds the first at work."""
    return go("site", "" if start_rebuild(person().actor) else "site.busy")


@desk.get("/situs/zip")
@may("publish.preview", of="office")
def site_zip() -> Response:
    """Give the built site as one file, page by page; equal sites are equal bytes."""
    folder = service().site
    if folder is None or not folder.is_dir():
        abort(404)
    answer = Response(_zipped(folder.resolve()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="situs.zip"'
    return answer


class _Pipe(io.RawIOBase):
    """Takes what is written until somebody takes it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all we are given
        """Take bytes."""
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """Give what was written since."""
        taken, self.parts = b"".join(self.parts), []
        return taken


def _zipped(folder: Path) -> Iterator[bytes]:
    """Yield the archive of one site: of the folder as it stood at first, whatever a build puts in its place meanwhile."""
    pipe, there = _Pipe(), os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with zipfile.ZipFile(pipe, "w") as archive:
            for name in sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(name)
                entry.external_attr = 0o644 << 16
                with open(os.open(name, os.O_RDONLY, dir_fd=there), "rb") as file:  # noqa: PTH123  # beside its folder
                    archive.writestr(entry, file.read(), zipfile.ZIP_DEFLATED)
                yield pipe.take()
        yield pipe.take()
    finally:
        os.close(there)
