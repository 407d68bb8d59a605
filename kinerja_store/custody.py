"""Opens, follows, appends to and replaces one process's store file, under the process lock.

Where a method says "locked", the caller holds the process lock; the engine sees to it that only one thread at
a time is in here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

from kinerja_store.disk import disk, overwrite, read_all, refusal, remove, replace_file, sync_folder
from kinerja_store.errors import OutcomeUnknown, StoreError, StoreFull, StoreMissing, StoreUnwritable
from kinerja_store.frames import Op, read_chain
from kinerja_store.journal import JOURNAL_NAME, Broken, Sink, StoreFile
from kinerja_store.lock import UNKNOWN, Mark, ProcessLock, about, read_mark
from kinerja_store.migrate import Migration, migrate, schema_of, steps_from
from kinerja_store.tables import Tables

MIN_FREE = 16 << 20
"""Bytes that stay free on the disk beside room for a second copy of the store: below, writing is refused."""
NEW_NAME = JOURNAL_NAME + ".next"
OLD_NAME = JOURNAL_NAME + ".old"
COMPACTION_NAME = "store.compaction"
"""Why the last compaction that nobody had asked for failed; not there while all is well."""
_FAILED = "the disk failed in another process; the store has to be opened anew"


class Custody:
    """Lock, mark and store file of one folder."""

    def __init__(self, folder: Path, new_tables: Callable[[], Tables], migrations: tuple[Migration, ...]) -> None:
        self.folder = folder
        self.path = folder / JOURNAL_NAME
        self.read_only: StoreError | None = None
        self.torn: list[Path] = []
        self._new_tables = new_tables
        self._migrations = migrations
        self._mark_raw = UNKNOWN
        self._failed = False  # an fsync has: until another file is in place every mark says so
        self._file: StoreFile
        try:
            disk.stat(self.path)
        except FileNotFoundError as error:
            raise StoreMissing(str(error)) from error
        try:
            self.lock = ProcessLock(folder, writable=True)
        except OSError as error:
            self.read_only = refusal(error)
            self.lock = ProcessLock(folder, writable=False)

    # ---- opening

    def open(self, patience: float) -> Tables:
        """Load everything; recover a torn end, and migrate, if the folder can be written."""
        if self.read_only is None:
            try:
                self.lock.must_work()
            except StoreUnwritable as why:
                self.read_only = why
        if self.read_only is not None:
            return self._open_reading()
        self.lock.acquire(patience)
        try:
            return self._open_locked()
        finally:
            self.lock.release()

    def _open_locked(self) -> Tables:
        self._clear_leftovers()
        tables = self._new_tables()
        try:
            tables = self.load(tables)
        except Broken as broken:
            # The torn end can't be cut (a full disk, say): what was acknowledged can still be read.
            self.read_only = broken.error
            return tables
        try:
            steps = steps_from(self._file.header.schema, self._migrations)
            tables = self._migrated(tables, steps)
            if steps or self._failed:
                self.rewrite(tables)
            else:
                self._publish()
        except OSError as error:
            self._file.close()
            raise refusal(error) from error
        except Broken as broken:
            self._file.close()
            raise broken.error from broken
        except BaseException:
            self._file.close()
            raise
        return tables

    def _open_reading(self) -> Tables:
        tables = self._new_tables()
        self._file = StoreFile.open(self.path, writable=False)
        try:
            steps = steps_from(self._file.header.schema, self._migrations)
            self._file.load(tables.load, None)
        except BaseException:
            self._file.close()
            raise
        return self._migrated(tables, steps)

    def _migrated(self, tables: Tables, steps: tuple[Migration, ...]) -> Tables:
        if not steps:
            return tables
        changed = self._new_tables()
        changed.load(migrate(tables.records(), steps))
        return changed

    def load(self, tables: Tables) -> Tables:
        """Locked: load the file that has the name now, and settle its end. Broken: loaded, but the end stays torn."""
        file = StoreFile.open(self.path, writable=True)
        try:
            sync_folder(self.folder)  # whoever put it in place may have been killed before its name was durable
            steps_from(file.header.schema, self._migrations)
            file.load(tables.load, None)
            self._settle(file, tables.load)
        except OSError as error:
            file.close()
            raise refusal(error) from error
        except Broken:
            self._file = file
            raise
        except BaseException:
            file.close()
            raise
        self._file = file
        return tables

    def _settle(self, file: StoreFile, sink: Sink) -> None:
        mark = about(file.header.digest, read_mark(self.lock.mark()))
        self._failed = mark.failed
        try:
            aside = file.recover(sink, mark.offset, sync=not mark.failed)
        except OSError:
            with suppress(OSError):
                self.lock.publish(mark._replace(failed=True).pack())
            raise
        if aside is not None:
            self.torn.append(aside)

    def _settle_old(self) -> None:
        """Locked: finish or forget the wipings that crashes cut short, or that other processes are at."""
        for old in self.folder.glob(f"{OLD_NAME}*"):
            with suppress(FileNotFoundError):
                # Before the rename the old name is a second name of the file in use: then only the name goes.
                if disk.stat(old).st_ino == disk.stat(self.path).st_ino:
                    remove(old)
                else:
                    sync_folder(self.folder)  # the new file's name first: a power cut would bring this one back
                    overwrite(old)

    def _clear_leftovers(self) -> None:
        """Finish or forget a replacement that a crash cut short."""
        self._settle_old()
        for path in self.folder.glob("store.*.n*"):
            if path.name.startswith(NEW_NAME) or path.suffix == ".new":
                remove(path)

    # ---- following other processes

    def changed(self) -> bool:
        """Whether another process has published anything since this one looked."""
        return self.lock.mark() != self._mark_raw

    def follow(self, sink: Sink) -> bool:
        """Without the lock: replay what others have published. False if that takes the lock."""
        raw = self.lock.mark()
        mark = read_mark(raw)
        if mark is None or self._file.replaced() or mark.digest != self._file.header.digest:
            return False
        if mark.offset > self._file.end:
            try:
                self._file.follow(sink, mark.offset)
            except StoreError:
                if self._file.replaced():
                    return False
                raise
        self._mark_raw = raw
        return True

    def follow_reading(self, sink: Sink) -> Tables | None:
        """In a folder that can't be written: as `catch_up`, without a lock to take."""
        if self._file.replaced():
            old = self._file
            tables = self._open_reading()
            old.close()
            return tables
        if self._file.more():
            self._file.follow(sink, None)
        return None

    def behind(self) -> bool:
        """Locked: whether there is anything to catch up with; a repair shows in the mark alone."""
        return self.changed() or self._file.more()

    def catch_up(self, sink: Sink) -> Tables | None:
        """Locked: replay what others appended; new tables if another file took the old one's place."""
        mark = read_mark(self.lock.mark())
        if mark is not None and mark.failed:
            raise Broken(StoreUnwritable(_FAILED))
        tables = None
        if self._file.replaced():
            old = self._file
            tables = self.load(self._new_tables())
            if steps_from(self._file.header.schema, self._migrations):
                raise Broken(StoreUnwritable("another file took the store's place; it has to be opened anew"))
            old.close()
        else:
            if mark is not None and mark.offset > self._file.end:
                self._file.follow(sink, mark.offset)
            if self._file.more():
                self._settle(self._file, sink)
        self._publish()
        return tables

    # ---- changing

    def append(self, payloads: list[bytes]) -> StoreUnwritable | None:
        """Locked: append and fsync one entry for each payload.

        StoreUnwritable: nothing is there. Broken: its error says; nothing more may be written. Returned: all
        is there, but nothing more may be written.
        """
        self._file.append(payloads)
        try:
            self._publish()
        except OSError as error:
            return StoreUnwritable(f"the lock file can't be written: {error}")
        return None

    def rewrite(self, tables: Tables) -> None:
        """Locked: put a file in place that holds the tables and no history.

        The rename is the moment of change. OSError or StoreError before: the old file stays. Broken after.
        """
        new = StoreFile.create(self.folder / NEW_NAME, tables.records(), schema_of(self._migrations))
        self._put_in_place(new)

    def copy(self, records: Iterable[Op]) -> StoreFile:
        """Without the lock: write a file that holds these records, under a name that no other process uses."""
        path = self.folder / f"{NEW_NAME}-{os.getpid()}"
        return StoreFile.create(path, records, schema_of(self._migrations))

    def place(self) -> tuple[StoreFile, int, int]:
        """Return how far the tables are: the file, its end, and the chain there."""
        return self._file, self._file.end, self._file.chain

    def switch(self, new: StoreFile, since: tuple[StoreFile, int, int], *, wipe: bool = False) -> bool:
        """Locked: append to a copy what was changed since its moment, and put it in place; False where another file has
        taken the store's place meanwhile, or the copy is gone. Errors as those of `rewrite`. `wipe`: the old file keeps a name for `wipe`."""
        try:
            file, end, chain = since
            if file is not self._file or not new.path.exists():  # a process that started took it for a leftover
                new.discard()
                return False
            later = read_all(file.fd, end, file.end)
            payloads = [later[e.start - end : e.end - end] for e in read_chain(later, 0, end, chain)]
            if payloads:
                new.append(payloads)
        except Broken as broken:
            new.discard()
            raise broken.error from broken
        except BaseException:
            new.discard()
            raise
        self._put_in_place(new, wipe=wipe)
        return True

    def _put_in_place(self, new: StoreFile, *, wipe: bool = False) -> None:
        old_path = self._old_path()
        try:
            self.lock.forget(failed=self._failed)
            if wipe:
                self._settle_old()
                disk.link(self.path, old_path)
                sync_folder(self.folder)
            self._file.retire()
            disk.replace(new.path, self.path)
        except BaseException as error:
            new.close()
            if self._name_is_taken():
                # Interrupted after the rename: the file that this process has open is no longer the store.
                raise Broken(OutcomeUnknown(repr(error))) from error
            with suppress(OSError):
                remove(new.path)
                if wipe:
                    remove(old_path)
                self._file.revive()
                if not self._failed:  # what was read after a failed fsync may not be there: no mark may say so
                    self._publish()
            raise
        new.path = self.path
        self._file.close()
        self._file = new
        try:
            sync_folder(self.folder)
            self._failed = False
            self._publish()
        except OSError as error:
            raise Broken(OutcomeUnknown(str(error))) from error
        if wipe:  # copies under way, while nobody can begin one of the file that is in place now
            for path in self.folder.glob(f"{NEW_NAME}-*"):
                overwrite(path)

    def _old_path(self) -> Path:
        """Return the name of a file that this process replaces and wipes: another's may be the file in use for a moment."""
        return self.folder / f"{OLD_NAME}-{os.getpid()}"

    def wipe(self) -> None:
        """Without the lock: overwrite the file that was replaced, torn ends and damaged copies; another process may do so at once."""
        for path in (self._old_path(), *kept_aside(self.folder)):
            with suppress(FileNotFoundError):
                overwrite(path)
        sync_folder(self.folder)

    def note_compaction(self, error: StoreError | None) -> None:
        """Leave a note of what a compaction came to, best effort: nobody waits for it, and `doctor` is another process."""
        path = self.folder / COMPACTION_NAME
        with suppress(OSError):
            if error is None:
                remove(path)
            else:
                replace_file(path, f"{type(error).__name__}: {error.cause}".encode())

    def _name_is_taken(self) -> bool:
        try:
            return self._file.replaced()
        except (OSError, StoreMissing):
            return True

    def fail(self) -> None:
        """Tell all processes, best effort, that the disk failed: whoever opens the store next rewrites it."""
        self._failed = True
        with suppress(OSError):
            self._publish()

    def require_space(self) -> None:
        """StoreFull if a second copy of the store and the reserve would not fit any more."""
        try:
            space = disk.statvfs(self.folder)
        except OSError as error:
            raise refusal(error) from error
        free = space.f_bavail * space.f_frsize
        if free < MIN_FREE + self._file.end:
            raise StoreFull(f"{free >> 20} MiB are free")

    def sizes(self) -> tuple[int, int]:
        """Return the bytes of the snapshot and of the entries behind it."""
        return self._file.header.end, self._file.end - self._file.header.end

    def close(self) -> None:
        """Release the files."""
        self._file.close()
        self.lock.close()

    def _publish(self) -> None:
        raw = Mark(self._file.header.digest, self._file.end, self._file.chain, self._failed).pack()
        self.lock.publish(raw)
        self._mark_raw = raw


def kept_aside(folder: Path) -> list[Path]:
    """Return the torn ends and damaged copies that recovery and repair have kept."""
    kept = [path for kind in ("torn", "damaged") for path in folder.glob(f"{JOURNAL_NAME}.{kind}-*")]
    return sorted(path for path in kept if path.suffix != ".new")


def create(folder: Path, ops: Iterable[Op], schema: int) -> None:
    """Make the store file of a folder that has none: its documents are there, durably, or no file is. StoreUnlocked as `must_work`."""
    add_lock(folder)
    with closing(ProcessLock(folder, writable=True)) as lock:
        lock.must_work()
    new = StoreFile.create(folder / NEW_NAME, ops, schema)
    new.close()
    disk.link(new.path, folder / JOURNAL_NAME)
    remove(new.path)
    sync_folder(folder)


def add_lock(folder: Path) -> None:
    """Make the lock files, with a mark that says nothing yet."""
    lock = ProcessLock(folder, writable=True)
    try:
        lock.forget()
    finally:
        lock.close()
