"""Long work beside the requests, of which every process of the office knows: one mechanism for jobs and for acts that take long.

Whoever works holds a lease that tells how far it is; what came of it is put on the shelf, or noted in the store in words. A process that
died lets its lease run out: the work then reads as broken, and may be begun again. The work itself must be safe to kill (the site build
stages and renames).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

from forms_service.web.log import note
from forms_service.web.shelf import Shelf
from kinerja_office import leases, records
from kinerja_office.office import Office
from kinerja_store import StoreError
from kinerja_words import catalogue
from kinerja_words.problems import Doubt, Refused, Said

State = Literal["running", "done", "failed", "broken"]
Progress = Callable[[str, int, int], None]
Work = Callable[[Progress], Any]
LEASE = "job"
"""One job at a time, in all processes."""


class Taken(Exception):
    """Another process took the work over while this one stood still."""


class Told(NamedTuple):
    """What came of a job, to be kept and shown line by line; `good`: whether it is what was hoped for."""

    said: tuple[Said, ...]
    good: bool = True


@dataclass(frozen=True)
class Job:
    """One job as it stands. `kind` names it (`site`, `preview/<cycle>`).

    `broken`: the process that ran it is gone, so it ended in the middle. `id`, `en`: what came of it or went wrong, in words; `doubts`: what
    of it may be right after all, as (mark, words in both languages).
    """

    kind: str
    state: State
    by: str
    started: str
    ended: str = ""
    id: str = ""
    en: str = ""
    step: str = ""
    done: int = 0
    total: int = 0
    doubts: tuple[tuple[str, str, str], ...] = ()

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self.state == "running"

    def asked(self, lang: str) -> list[tuple[str, str]]:
        """Return what is to be ticked before the job is started again, as `Form.doubts`."""
        return [(mark, id if lang == "id" else en) for mark, id, en in self.doubts]

    def lines(self, lang: str) -> list[str]:
        """Return what came of it, the first dozen lines."""
        return (self.en if lang == "en" else self.id).splitlines()[:12]

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0


def beside(lease: leases.Lease, work: Callable[[], object]) -> None:
    """Do something in a thread of its own, under a lease that is kept until it is done."""

    def run() -> None:
        with lease.kept():
            work()

    threading.Thread(target=run, name=f"work {lease.name}", daemon=True).start()


class Jobs:
    """Starts jobs and tells how they are."""

    def __init__(self, office: Office, shelf: Shelf) -> None:
        self._office = office
        self._shelf = shelf

    def start(self, kind: str, by: str, act: str, work: Work) -> bool:
        """Start a job, with a line `act` in the trail; False where another is still at work, here or in another process."""
        office = self._office
        job = Job(kind, "running", by, office.now().isoformat(timespec="seconds"))
        with office.store.write() as change:
            lease = leases.take(office, change, LEASE, kind=kind)
            if lease is None:
                return False
            records.put_job(change, kind, asdict(job))
            office.log(change, by, act)
        self.forget(kind)
        beside(lease, lambda: self._run(lease, job, work))
        return True

    def find(self, kind: str) -> Job | None:
        """Return the last job of a kind; one that no process runs any more is `broken`."""
        with self._office.store.read() as view:
            doc, at_work = records.job(view, kind), leases.find(view, LEASE, self._office.now().timestamp())
        if doc is None:
            return None
        job = Job(**{k: doc[k] for k in Job.__dataclass_fields__ if k in doc})
        if not job.running:
            return job
        if at_work is None or at_work["kind"] != kind:
            return replace(job, state="broken")
        return replace(job, **{k: at_work[k] for k in ("step", "done", "total") if k in at_work})

    def busy(self) -> bool:
        """Whether a job is at work."""
        return leases.held(self._office, LEASE) is not None

    def result(self, kind: str) -> Any | None:
        """Return what the last finished job of a kind made, in whatever process."""
        return self._shelf.get(f"job/{kind}")

    def forget(self, kind: str) -> None:
        """Drop a result that no longer holds."""
        self._shelf.drop(f"job/{kind}")

    def _run(self, lease: leases.Lease, job: Job, work: Work) -> None:
        def progress(step: str, done: int, total: int) -> None:
            if lease.taken:
                raise Taken
            lease.told = {"kind": job.kind, "step": step, "done": done, "total": total}

        after, made = self._outcome(job, lambda: work(progress))
        try:
            with self._office.store.write() as change:
                if (records.job(change, job.kind) or {}).get("started") == job.started:  # else another took it over
                    if made is not None:
                        self._shelf.put(f"job/{job.kind}", made)
                    records.put_job(change, job.kind, asdict(after))
                lease.drop(change)
        except StoreError as error:
            note(self._office, f"job {job.kind.split('/')[0]}: not noted: {type(error).__name__}")

    def _outcome(self, job: Job, work: Callable[[], Any]) -> tuple[Job, Any]:
        """Do the work and return the job as it ended, and what is to be kept of it on the shelf: None where nothing is."""
        made = None
        try:
            made = work()
            after = replace(job, state="done")
            if isinstance(made, Told):
                id, en = ("\n".join(str(catalogue.worded(x, lang)) for x in made.said) for lang in ("id", "en"))
                after = replace(job, state="done" if made.good else "failed", id=id, en=en)
                made = None
        except Exception as error:
            if not isinstance(error, Refused):
                note(self._office, f"job {job.kind.split('/')[0]}: {type(error).__name__}")
            found = [p for p in error.problems if isinstance(p, Doubt)] if isinstance(error, Refused) else []
            doubts = tuple((p.mark, catalogue.phrase(p.yes, "id"), catalogue.phrase(p.yes, "en")) for p in found)
            id, en = catalogue.explain(error, "id"), catalogue.explain(error, "en")
            after = replace(job, state="failed", doubts=doubts, id=id, en=en)
        return replace(after, ended=self._office.now().isoformat(timespec="seconds")), made
