"""Long work in one background thread, one job at a time; its last state is in the store, so that a killed process is noticed.

The work itself must be safe to kill (the site build stages and renames). Here is only what HR reads about it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import StoreError
from kinerja_words import catalogue
from kinerja_words.problems import Doubt, Refused, Said

log = logging.getLogger("kinerja.forms")
State = Literal["running", "done", "failed", "broken"]
Progress = Callable[[str, int, int], None]
Work = Callable[[Progress], Any]


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


class Jobs:
    """Starts jobs and tells how they are."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._now: Job | None = None
        self._results: dict[str, Any] = {}

    def start(self, kind: str, by: str, act: str, work: Work) -> bool:
        """Start a job, with a line `act` in the trail; False where another is still at work."""
        with self._lock:
            if self._now is not None:
                return False
            began = self._office.now().isoformat(timespec="seconds")
            self._now = Job(kind, "running", by, began)
        try:
            with self._office.store.write() as change:
                records.put_job(change, kind, asdict(self._now))
                self._office.log(change, by, act)
        except BaseException:
            self._now = None
            raise
        threading.Thread(target=self._run, args=(self._now, work), name=f"job {kind}", daemon=True).start()
        return True

    def find(self, kind: str) -> Job | None:
        """Return the last job of a kind; one that no process runs any more is `broken`."""
        now = self._now
        if now is not None and now.kind == kind:
            return now
        with self._office.store.read() as view:
            doc = records.job(view, kind)
        if doc is None:
            return None
        job = Job(**{k: doc[k] for k in Job.__dataclass_fields__ if k in doc})
        return replace(job, state="broken") if job.state == "running" else job

    def busy(self) -> bool:
        """Whether a job is at work."""
        return self._now is not None

    def result(self, kind: str) -> Any | None:
        """Return what the last finished job of a kind made; None after a restart."""
        return self._results.get(kind)

    def forget(self, kind: str) -> None:
        """Drop a result that no longer holds."""
        self._results.pop(kind, None)

    def _run(self, job: Job, work: Work) -> None:
        def progress(step: str, done: int, total: int) -> None:
            self._now = replace(job, step=step, done=done, total=total)

        try:
            after = self._outcome(job, lambda: work(progress))
            with self._office.store.write() as change:
                records.put_job(change, job.kind, asdict(after))
        except StoreError as error:
            log.error("job %s: not noted: %s", job.kind.split("/")[0], type(error).__name__)
        finally:
            self._now = None

    def _outcome(self, job: Job, work: Callable[[], Any]) -> Job:
        """Do the work and return the job as it ended."""
        try:
            self._results.pop(job.kind, None)
            self._results[job.kind] = made = work()
            after = replace(job, state="done")
            if isinstance(made, Told):
                id, en = ("\n".join(str(catalogue.worded(x, lang)) for x in made.said) for lang in ("id", "en"))
                after = replace(job, state="done" if made.good else "failed", id=id, en=en)
        except Exception as error:
            if not isinstance(error, Refused):
                log.error("job %s: %s", job.kind.split("/")[0], type(error).__name__)
            found = [p for p in error.problems if isinstance(p, Doubt)] if isinstance(error, Refused) else []
            doubts = tuple((p.mark, catalogue.phrase(p.yes, "id"), catalogue.phrase(p.yes, "en")) for p in found)
            id, en = catalogue.explain(error, "id"), catalogue.explain(error, "en")
            after = replace(job, state="failed", doubts=doubts, id=id, en=en)
        return replace(after, ended=self._office.now().isoformat(timespec="seconds"))
