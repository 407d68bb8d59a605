"""Decides who may change what when: threads, processes, groups of changes that share one fsync, what a failure means.

A change goes: take the writers' lock → take the process lock and follow what others appended → read and
change → join the group that gathers → let the next writer in → the group's first member writes and fsyncs
all of it → readers see it → each member returns. So all waiting writers share one fsync, no reader sees what
is not durable, and a failed fsync fails everyone in the group and everyone who has built on it.

Locks, always taken in this order: compacting → writers → process → commit → queue → state.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from kinerja_store import migrate
from kinerja_store.blocks import Changing
from kinerja_store.custody import Custody
from kinerja_store.disk import reading, refusal
from kinerja_store.errors import OutcomeUnknown, StoreBusy, StoreClosed, StoreError, StoreUnlocked, StoreUnwritable
from kinerja_store.frames import Op, pack_records
from kinerja_store.groups import Group, pass_on
from kinerja_store.journal import Broken
from kinerja_store.migrate import Migration, schema_of
from kinerja_store.tables import Tables
from kinerja_store.views import Layer, Moment, Transaction

PATIENCE = 30.0
"""Seconds that a writer waits for the lock before it says that the store is busy."""
SPACE_EVERY = 1.0
"""Seconds between two looks at the disk's free space."""
TURN = 0.01
"""Seconds for which this process may go on adding changes before it looks whether another one waits."""
COMPACT_FROM = 4 << 20
"""Entries of fewer bytes never cause a compaction; of more, when they outgrow the snapshot twice."""

COMPACT_AGAIN = 60.0
"""Seconds after which a compaction that failed is tried again."""
REOPEN_AFTER = 5.0
"""Seconds after which a store whose disk failed is opened anew by the next who writes; and again after as many."""


class Engine(Changing):
    """The store of one folder in this process. Threads share it; a forked child must open its own."""

    def __init__(
        self,
        folder: Path,
        *,
        indexes: Mapping[str, tuple[str, ...]],
        migrations: tuple[Migration, ...] = migrate.migrations,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.patience = patience
        self.schema = schema_of(migrations)
        self.changes = 0  # rises with every change that readers can see
        self._pid = os.getpid()
        self._writers = threading.Lock()
        self._commit = threading.Lock()
        self._queue = threading.Lock()
        self._state = threading.Lock()
        self._compacting = threading.Lock()  # one thread compacts, the others need not wait for it to look
        self._gathering = Group()
        self._inflight: Group | None = None
        self._users = 0  # writers between begin and the end of their commit: the process lock is held for them
        self._held = False
        self._held_since = 0.0
        self._epoch = 0  # counts failed groups: whoever began before one may have read what never came to be
        self._moments: list[tuple[Moment, Layer]] = []
        self._space_seen = 0.0
        self._closed = False
        self._compact_after = 0.0
        self._reopen_at = 0.0
        self._left: Custody | None = None  # of the file before it was opened anew: somebody may be reading its mark
        self._new_custody = partial(Custody, folder, lambda: Tables(indexes), migrations)
        self._custody, self._tables = self._open()
        self.failed = self._custody.read_only

    def _open(self) -> tuple[Custody, Tables]:
        with reading():
            custody = self._new_custody()
            try:
                return custody, custody.open(self.patience)
            except BaseException:
                custody.lock.close()
                raise

    @property
    def torn(self) -> list[Path]:
        """Files to which torn ends were moved since the store was opened."""
        return self._custody.torn

    # ---- reading

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """One consistent, durable state for as long as the block lasts."""
        with reading():
            self._refresh()
        undo: Layer = {}
        with self._state:
            moment = Moment(self._tables, (undo,), self._state)
            self._moments.append((moment, undo))
        try:
            yield moment
        finally:
            with self._state:
                self._moments = [pair for pair in self._moments if pair[0] is not moment]

    def now(self) -> Moment:
        """Return the state as it is at each call: this thread's transaction, or the durable tables."""
        transaction = self.transaction()
        if transaction is not None:
            return transaction
        with reading():
            self._refresh()
        return Moment(self._tables, (), self._state)

    def _refresh(self) -> None:
        """See what other processes have made durable. While this one holds the lock, none can."""
        if self._held or self._closed:
            return
        if self._custody.read_only is not None:
            with self._commit:
                self._adopt(self._custody.follow_reading(self._apply))
            return
        if not self._custody.changed():
            return
        with self._commit:
            if self._held or self._custody.follow(self._apply):
                return
        if self.failed is None:
            # Another file has taken the place of ours: loading it takes the lock, for a moment.
            with self._exclusive():
                pass

    # ---- writing

    def begin(self) -> Transaction:
        """Start a change: until `commit`, nobody else in any process can change anything."""
        self._enter(writing=True)
        with self._queue:
            waiting = (self._gathering, self._inflight)
            layers = [group.layer for group in waiting if group is not None]
            transaction = Transaction(self._tables, layers, self._state, self._epoch)
        self._local.transaction = transaction
        return transaction

    def commit(self, transaction: Transaction) -> None:
        """Store a change and return when it is on the disk; StoreUnwritable says what else happened.

        A change that changed nothing still waits for those it may have read.
        """
        transaction.open = False
        try:
            payload = pack_records(transaction.ops()) if transaction.own else b""
        except BaseException:
            self._local.transaction = None
            self._leave(1)
            self._writers.release()
            raise
        waiter: threading.Lock | None = None
        with self._queue:
            group = self._gathering
            stale = self._epoch != transaction.epoch
            leads = bool(payload) and not group.payloads and not stale
            if payload and not stale:
                group.payloads.append(payload)
                if leads:
                    group.layer = transaction.own
                else:
                    for table, docs in transaction.own.items():
                        group.layer.setdefault(table, {}).update(docs)
            if not leads and (group.payloads or self._inflight is not None) and not stale:
                group = group if group.payloads or self._inflight is None else self._inflight
                waiter = self._waiter()
                group.waiters.append(waiter)
            elif not leads:
                self._leave_queued(1)
        self._local.transaction = None
        self._writers.release()
        if stale:
            raise StoreUnwritable("an earlier change that this one had read was not stored")
        if leads:
            self._lead(group)
        elif waiter is not None:
            self._wait(waiter, group)
        else:
            return
        if group.error is not None:
            raise type(group.error)(group.error.cause)

    def _waiter(self) -> threading.Lock:
        waiter: threading.Lock | None = getattr(self._local, "waiter", None)
        if waiter is None:
            waiter = self._local.waiter = threading.Lock()
            waiter.acquire()
        return waiter

    def _wait(self, waiter: threading.Lock, group: Group) -> None:
        try:
            waiter.acquire()
        except BaseException:
            # It will yet be released for this change: never wait on it again, but pass the waking on.
            self._local.waiter = None
            threading.Thread(target=pass_on, args=(waiter, group), daemon=True).start()
            raise
        group.wake_next()

    def _enter(self, *, writing: bool = False) -> None:
        """Take the writers' lock and the process lock, and see what other processes have changed."""
        self._refuse_nested()
        if not self._writers.acquire(timeout=self.patience):
            raise StoreBusy("another thread holds the store")
        try:
            if self.failed is not None:
                self._reopen()
            self._require_writable()
            if writing:
                self._require_space()
            if self._held and time.monotonic() - self._held_since > TURN and self._custody.lock.someone_waits():
                self._drain(self.patience)
            self._join()
        except BaseException:
            self._writers.release()
            raise

    def _join(self) -> None:
        with self._queue:
            self._users += 1
            held = self._held
        if held:
            return
        try:
            self._custody.lock.acquire(self.patience)
            if self._custody.behind():
                with self._commit:
                    self._adopt(self._custody.catch_up(self._apply))
            self._held_since = time.monotonic()
            self._held = True
        except BaseException as error:
            with self._queue:
                self._held = True  # the lock may have been taken; leaving lets it go
                self._leave_queued(1)
            if isinstance(error, Broken):
                self.failed = error.error
                raise error.error from error
            if isinstance(error, OSError):
                raise refusal(error) from error
            raise

    def _drain(self, patience: float) -> None:
        """Let the changes on their way finish; then nobody in this process holds the process lock."""
        deadline = time.monotonic() + patience
        while self._held and time.monotonic() < deadline:
            time.sleep(0.0002)

    def _leave(self, members: int) -> None:
        with self._queue:
            self._leave_queued(members)

    def _leave_queued(self, members: int) -> None:
        self._users -= members
        if self._users == 0 and self._held:
            self._held = False
            try:
                self._custody.lock.release()
            except OSError as error:
                self.failed = StoreUnwritable(f"the lock can't be released: {error}")
                self._custody.lock.close()  # which releases it

    def _require_writable(self) -> None:
        if self._closed or os.getpid() != self._pid:
            raise StoreClosed()
        if self.failed is not None:
            raise type(self.failed)(self.failed.cause)

    def _reopen(self) -> None:
        """Open the file anew after the disk failed: what can be read goes into a new file, and nothing is built on the old one."""
        now = time.monotonic()
        lasting = isinstance(self.failed, StoreUnlocked) or not self._custody.lock.writable
        if self._closed or now < self._reopen_at or lasting:
            return
        waited, self._reopen_at = self._reopen_at > 0, now + REOPEN_AFTER
        with suppress(StoreError):
            if waited:
                self._drain(self.patience)
                custody, tables = self._open()
                with self._commit:
                    if self._left is not None:  # whoever read its mark has long done so
                        self._left.close()
                    self._left = self._custody
                    self._custody, self.failed, self._reopen_at = custody, custody.read_only, 0.0
                    self._adopt(tables)

    def _require_space(self) -> None:
        now = time.monotonic()
        if now - self._space_seen >= SPACE_EVERY:
            self._custody.require_space()
            self._space_seen = now

    # ---- one group to the disk

    def _lead(self, group: Group) -> None:
        """Write a group, as its first member; whatever happens, all members learn of it."""
        with self._commit:
            with self._queue:
                if group.error is None:
                    self._gathering, self._inflight = Group(), group
            try:
                if group.error is None:
                    self._persist(group)
            finally:
                with self._queue:
                    self._inflight = None
                    self._leave_queued(len(group.waiters) + 1)
                group.wake_next()

    def _persist(self, group: Group) -> None:
        try:
            last = self._custody.append(group.payloads)
            self._apply([(t, i, raw) for t, docs in group.layer.items() for i, raw in docs.items()])
            if last is not None:
                self.failed = last
        except Broken as failure:
            self._fail_group(group, failure.error, broken=True)
        except StoreError as failure:
            self._fail_group(group, failure, broken=False)
        except BaseException as failure:
            self._fail_group(group, OutcomeUnknown(repr(failure)), broken=True)
            raise

    def _fail_group(self, group: Group, error: StoreError, *, broken: bool) -> None:
        """Fail a group, those that gathered behind it, and whoever is changing something right now."""
        if broken:
            self.failed = StoreUnwritable(error.cause)
            self._custody.fail()
        with self._queue:
            self._epoch += 1
            self._inflight = None
            group.error = error
            if self._gathering.payloads:
                self._gathering.error = StoreUnwritable(error.cause) if broken else error
                self._gathering = Group()

    def _apply(self, ops: Iterable[Op]) -> None:
        """Make durable changes visible; moments that began before keep the old documents."""
        with self._state:
            tables, moments = self._tables, self._moments
            for op in ops:
                if moments:
                    table, doc_id, _ = op
                    found = tables.get(table)
                    old = found.docs.get(doc_id) if found is not None else None
                    for moment, undo in moments:
                        if moment.tables is tables:
                            undo.setdefault(table, {}).setdefault(doc_id, old)
                tables.set(op)
            self.changes += 1

    def _adopt(self, tables: Tables | None) -> None:
        if tables is not None:
            with self._state:
                self._tables = tables
                self.changes += 1

    # ---- whole-store work

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Alone in all processes, with nothing on its way to the disk."""
        self._enter()
        try:
            deadline = time.monotonic() + self.patience
            while self._users > 1:
                if time.monotonic() > deadline:
                    raise StoreBusy("changes are still on their way to the disk")
                time.sleep(0.0002)
            yield
        finally:
            try:
                self._leave(1)
            finally:
                self._writers.release()

    @contextmanager
    def exclusive(self) -> Iterator[Moment]:
        """For a backup: nothing in the folder is changed by anyone who takes the store's lock."""
        if self._custody.read_only is not None:
            with self.moment() as moment:
                yield moment
            return
        with self._exclusive():
            yield Moment(self._tables, (), self._state)

    def compact(self, *, wipe: bool = False) -> None:
        """Replace the store file by one that holds the documents of now, and what is changed while it is written; nobody waits for that."""
        with self._compacting:
            while not self._compact_beside(wipe=wipe):
                """Another process has put its file in place meanwhile, which may hold less than ours."""
            if wipe:
                try:
                    self._custody.wipe()
                except OSError as error:
                    raise refusal(error) from error

    def _replace(self, act: Callable[[], bool]) -> bool:
        """Alone: put another file in the store's place."""
        try:
            done = act()
        except Broken as broken:
            self.failed = broken.error
            self._custody.fail()
            raise broken.error from broken
        except OSError as error:
            raise refusal(error) from error
        self._custody.note_compaction(None)
        return done

    def compact_if_grown(self) -> None:
        """Compact when the entries have outgrown the snapshot; a failure is noted for `doctor`, and tried again later.

        Beside a thread of the service, for somebody waits for it; a command's main thread does it itself.
        """
        if not self._grown() or time.monotonic() < self._compact_after or not self._compacting.acquire(blocking=False):
            return
        if threading.current_thread() is threading.main_thread():
            self._compact_grown()
        else:
            threading.Thread(target=self._compact_grown, name="compaction").start()

    def _compact_grown(self) -> None:
        try:
            self._compact_beside(if_grown=True)
        except StoreClosed:
            """An ordinary stop, which waited no longer: the file in use stays."""
        except StoreError as error:
            self._compact_after = time.monotonic() + COMPACT_AGAIN
            self._custody.note_compaction(error)
        finally:
            self._compacting.release()

    def _compact_beside(self, *, if_grown: bool = False, wipe: bool = False) -> bool:
        """Write the documents of one moment while others read and write; alone only to append what they changed meanwhile.

        False where another process has put a file of its own in place meanwhile.
        """
        with self._exclusive():  # sees what other processes have done
            if if_grown and not self._grown():
                return True
            with self._commit, self._state:
                undo: Layer = {}
                moment, since = Moment(self._tables, (undo,), self._state), self._custody.place()
                self._moments.append((moment, undo))
        try:
            new = self._custody.copy(moment.records())
        except OSError as error:
            raise refusal(error) from error
        finally:
            with self._state:
                self._moments = [pair for pair in self._moments if pair[0] is not moment]
        handed = False
        try:
            with self._exclusive(), self._commit:
                handed = True  # from here on it may be the store itself: only the custody knows
                return self._replace(lambda: self._custody.switch(new, since, wipe=wipe))
        finally:
            if not handed:
                new.discard()

    def _grown(self) -> bool:
        snapshot, entries = self._custody.sizes()
        return entries >= COMPACT_FROM and entries >= 2 * snapshot

    def close(self) -> None:
        """Wait for changes on their way, then release the files; whoever is alone waits for nobody: a signal's handler that raised (Ctrl-C) left held what is held."""
        if self._closed:
            return
        patience = self.patience if threading.active_count() > 1 else 0.0
        taken: list[threading.Lock] = []
        try:
            for lock in (self._compacting, self._writers):
                if lock.acquire(timeout=patience):
                    taken.append(lock)
            self._drain(patience)
        finally:
            for lock in taken:
                lock.release()
        with self._commit:
            self._closed = True
            for custody in filter(None, (self._left, self._custody)):
                custody.close()
