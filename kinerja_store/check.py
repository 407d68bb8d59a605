"""Finds what is wrong with a private folder, for `doctor`: looks at everything, changes nothing.

What programs change together (store, trail, keys, a compaction's files) is read at one moment, under the store's lock;
where it can't be had, the folder is looked at all the same.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from kinerja_store import keyring
from kinerja_store.codec import decode
from kinerja_store.custody import COMPACTION_NAME, MIN_FREE, NEW_NAME, OLD_NAME, kept_aside
from kinerja_store.disk import disk
from kinerja_store.docids import id_of, key_in
from kinerja_store.engine import COMPACT_FROM
from kinerja_store.errors import StoreBusy, StoreError, StoreUnlocked, StoreUnwritable
from kinerja_store.findings import Finding, error, ok, warning
from kinerja_store.frames import MARKER
from kinerja_store.journal import JOURNAL_NAME, StoreFile
from kinerja_store.keyed import KeyedView
from kinerja_store.lock import LOCK_NAME, TURN_NAME, Mark, ProcessLock, about, read_mark_file
from kinerja_store.migrate import migrations, steps_from
from kinerja_store.moving import contents
from kinerja_store.opening import open_at
from kinerja_store.openkeys import Faults, Needed, faults
from kinerja_store.tables import Tables
from kinerja_store.trail import FILE as TRAIL
from kinerja_store.trail import TABLE, Copy, read_trail, verify
from kinerja_store.views import Moment
from kinerja_words.shape import read_json
from kinerja_words.system import trouble

PATIENCE = 10.0
"""Seconds to wait for a moment at which nobody writes."""
SHARED = ("nfs", "fuse.", "9p", "cifs", "smb")
"""File systems that several machines may have mounted; of NFS the options below say that its locks stay here, of the others nothing says that they do not."""
LOCAL = frozenset(("nolock", "local_lock=flock", "local_lock=all"))
AHEAD = 300.0
"""Seconds by which a time may lie in the future before the clock is called wrong."""


def check(
    folder: Path, published: str = "", patience: float = PATIENCE, url: str = "", *, needed: Needed
) -> list[Finding]:
    """Return what is found: store file, checksums, documents, keys, trail, modes, space, clock.

    `published` is the trail head of the newest release, if there is one; `url` is where the documents are, if not in the folder.
    """
    try:
        if url:
            return [*_of_server(folder, published, patience, url, needed), *_modes(folder), *_clock(folder)]
        with _still(folder, patience):
            mark, raw_trail, keys = read_mark_file(folder), read_trail(folder), keyring.all_of(folder)
            findings = [*_leftovers(folder)]
            file = StoreFile.open(folder / JOURNAL_NAME, writable=False)
        findings = [*_examined(file, mark, raw_trail, keys, published, needed), *findings]
    except StoreError as failure:
        said, cause = failure.problems[0], failure.__cause__  # of another cause there are no words: the log has it
        findings = [
            error("doctor.refused", problem=said, cause=trouble(cause))
            if isinstance(cause, OSError)
            else Finding("error", said)
        ]
    except OSError as failure:
        findings = [error("doctor.unreadable", error=trouble(failure))]
    findings += [
        *_grown(folder),
        *_compaction(folder),
        *_locks(folder),
        *_modes(folder),
        *_space(folder),
        *_clock(folder),
    ]
    return findings


def _of_server(folder: Path, published: str, patience: float, url: str, needed: Needed) -> Iterator[Finding]:
    with closing(open_at(folder, url, patience=patience)) as store:
        with store.engine.exclusive() as moment:
            (records, lines), tables, keys = contents(moment, folder), Tables({}), keyring.all_of(folder)
            counted = {name: moment.size(name) for name in moment.names() if name != TABLE}
        tables.load(records)
        yield from described(tables, keys, lines, published, summed=False, needed=needed)
        if counted != {name: len(table) for name, table in tables.items()}:
            yield error("doctor.miscounted")
        if unsafe := store.engine.unsafe():
            yield error("doctor.server_unsafe", settings=", ".join(unsafe))
        if (folder / JOURNAL_NAME).exists():
            yield warning("doctor.two_stores", file=JOURNAL_NAME)


@contextmanager
def _still(folder: Path, patience: float) -> Iterator[None]:
    """Hold the store's lock, so that nothing is changed by anyone who takes it; go on without where it can't be had."""
    try:
        lock = ProcessLock(folder, writable=False)
    except OSError:
        yield
        return
    try:
        with suppress(OSError, StoreBusy, ValueError):  # the last: there is no lock file
            lock.acquire(patience)
        yield
    finally:
        lock.close()


def _examined(
    file: StoreFile, mark: Mark | None, raw_trail: bytes, keys: Mapping[str, bytes], published: str, needed: Needed
) -> Iterator[Finding]:
    """What there is to say of the documents, the keys and the trail as they were at one moment."""
    tables = Tables({})
    try:
        steps_from(file.header.schema, migrations)
        torn = file.examine(tables.load, about(file.header.digest, mark).offset)
    finally:
        file.close()
    if mark is not None and mark.failed:
        yield error("doctor.disk_failed")
    if torn:
        yield warning("doctor.torn", n=len(torn))
    yield from described(tables, keys, raw_trail, published, needed=needed)


def described(
    tables: Tables,
    keys: Mapping[str, bytes],
    raw_trail: bytes,
    published: str = "",
    *,
    summed: bool = True,
    needed: Needed,
) -> Iterator[Finding]:
    """Say what there is to say of documents, keys and trail of one moment, in a folder, a backup or, without checksums of ours, on a server."""
    yield ok("doctor.whole", n=tables.documents) if summed else ok("doctor.whole_server", n=tables.documents)
    yield from _documents(tables)
    view = KeyedView(Moment(tables, (), threading.Lock()))
    yield from _keys(faults(view, keys, needed))
    yield from verify(Copy(raw_trail, view.get("meta", "trail")), published)


def _grown(folder: Path) -> Iterator[Finding]:
    """A journal that should have been compacted long ago."""
    try:
        file = StoreFile.open(folder / JOURNAL_NAME, writable=False)
        snapshot, whole = file.header.end, disk.fstat(file.fd).st_size
        file.close()
    except (StoreError, OSError):
        return
    if whole - snapshot > 4 * max(snapshot, COMPACT_FROM):
        yield warning("doctor.grown", size=whole >> 20)


def _compaction(folder: Path) -> Iterator[Finding]:
    """What the engine of another process noted when it could not compact."""
    try:
        cause = (folder / COMPACTION_NAME).read_text(errors="replace")
    except OSError:
        return
    yield warning("doctor.compaction_failed", cause=cause)


def _documents(tables: Tables) -> Iterator[Finding]:
    for name, table in tables.items():
        wrong = 0
        for doc_id, raw in table.docs.items():
            if doc_id == MARKER:
                continue
            try:
                decode(raw)
                key = key_in(raw)
                wrong += key is not None and id_of(name, key) != doc_id
            except ValueError:
                wrong += 1
        if wrong:
            yield error("doctor.documents", n=wrong, table=name)


def _keys(found: Faults) -> Iterator[Finding]:
    for name in found.missing:
        yield error("doctor.no_server_key") if name == keyring.SERVER else error("doctor.no_key", cycle=name)
    for name in found.wrong:
        yield error("doctor.wrong_server_key") if name == keyring.SERVER else error("doctor.wrong_key", cycle=name)
    for name in found.unchecked:
        yield ok("doctor.key_unchecked", cycle=name)


def _leftovers(folder: Path) -> Iterator[Finding]:
    kept = kept_aside(folder)
    if kept:
        names = ", ".join(path.name for path in kept)
        yield warning("doctor.kept_aside", files=names)
    if any(folder.glob(f"{OLD_NAME}*")) or (folder / NEW_NAME).exists():
        yield warning("doctor.compaction_cut")


def _locks(folder: Path) -> Iterator[Finding]:
    """Whether locks keep another process out, and whether that may hold on this machine alone."""
    try:
        names = [folder / name for name in (LOCK_NAME, TURN_NAME)]
        if all(os.access(path, os.W_OK) for path in names):  # a missing one is not made here
            with closing(ProcessLock(folder, writable=True)) as lock:
                try:
                    lock.must_work()
                except StoreUnlocked as unlocked:
                    yield error("doctor.unlocked", cause=trouble(unlocked.__cause__ or unlocked))
        kind, options = mount(folder)
    except (OSError, StoreUnwritable):
        return
    if kind.startswith(SHARED) and not (kind.startswith("nfs") and LOCAL.isdisjoint(options)):
        yield warning("doctor.locks_here", kind=kind)


def mount(folder: Path, table: Path = Path("/proc/self/mountinfo")) -> tuple[str, frozenset[str]]:
    """Return the kind of file system a folder is on and its options; "" where the system does not tell (proc(5), mountinfo)."""
    device = disk.stat(folder).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in table.read_text(errors="replace").splitlines() if table.exists() else ():
        left, _, right = line.partition(" - ")
        kind, _, options = right.partition(" ")
        if left.split()[2:3] == [number]:
            return kind, frozenset(f"{left.split()[5]},{options.rpartition(' ')[2]}".split(","))
    return "", frozenset()


def _modes(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    open_to_others = []
    for path in (folder, *sorted(folder.rglob("*"))):
        try:
            mode = stat.S_IMODE(path.lstat().st_mode)
        except FileNotFoundError:
            continue
        if mode & 0o077:
            open_to_others.append(f"{path.relative_to(folder.parent)} ({mode:04o})")
    if open_to_others:
        listed = ", ".join(open_to_others[:5]) + (" …" if len(open_to_others) > 5 else "")
        yield error("doctor.open_to_others", files=listed)
    if not os.access(folder, os.W_OK):
        yield error("doctor.read_only")


def _space(folder: Path) -> Iterator[Finding]:
    try:
        space = disk.statvfs(folder)
        size = (folder / JOURNAL_NAME).stat().st_size
    except OSError:
        return
    free = space.f_bavail * space.f_frsize
    if free < MIN_FREE + size:
        yield error("doctor.no_room", size=free >> 20)
    elif free < 4 * (MIN_FREE + size):
        yield warning("doctor.little_room", size=free >> 20)


def _clock(folder: Path) -> Iterator[Finding]:
    """Times that lie in the future: the clock was set back, or was wrong before."""
    now = time.time()
    newest = 0.0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            newest = max(newest, path.lstat().st_mtime)
        except FileNotFoundError:
            continue
    newest = max(newest, _last_trail_time(folder / TRAIL))
    if newest > now + AHEAD:
        ahead = time.strftime("%Y-%m-%d %H:%M", time.localtime(newest))
        yield warning("doctor.clock", time=ahead)


def _last_trail_time(path: Path) -> float:
    try:
        last = path.read_bytes().splitlines()[-1]
        return datetime.fromisoformat(read_json(last)["time"]).timestamp()
    except (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError):
        return 0.0
