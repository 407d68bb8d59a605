"""Writes a store and its folder to an encrypted backup while everything runs, and restores one whole or not at all.

`backup(store, FILE, passphrase)` writes three encrypted files: FILE with the store, the trail and whatever else the
private folder holds; FILE.key with the cycles' keys, to be destroyed when the cycles are sealed; and FILE.server.key with
the server's key and the trail's signing key, to be kept as long as FILE. The first is not in FILE because FILE alone, even with its passphrase, must open no
slip: codes are hashed under that key. Every copy of a cycle's key is noted in the store *before* it is written (table
`key_copies`), so that sealing can list them all: no copy exists that the store does not know. FILE gets its name last: where it
is, the others are. Its length is a multiple of `STEP`, for an exact one would count what is stored.
"""

from __future__ import annotations

import fcntl
import io
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from kinerja_store import attachments, custody
from kinerja_store.disk import (
    FILE_MODE,
    FOLDER_MODE,
    disk,
    make_folder,
    reading,
    refusal,
    remove,
    replace_file,
    sync_folder,
)
from kinerja_store.errors import StoreBusy, StoreError, StoreExists
from kinerja_store.findings import Finding
from kinerja_store.frames import (
    HEADER_SIZE,
    check_snapshot,
    pack_header,
    pack_records,
    read_header,
    read_records,
    snapshot_digest,
)
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.keyed import KeyedStore, open_store
from kinerja_store.keyring import DRILLS, KEY, SERVER, KeyWrong, ServerKeyWrong, all_of, destroy
from kinerja_store.lock import LOCK_NAME, TURN_NAME
from kinerja_store.moving import contents, copy
from kinerja_store.openkeys import Needed, faults
from kinerja_store.pins import SIGNING
from kinerja_store.protocol import Store
from kinerja_store.sealedbox import OpeningReader, SealingWriter
from kinerja_store.tables import Tables
from kinerja_store.trail import FILE as TRAIL

KEYS = "keys"
KEPT = {SERVER + KEY, SIGNING}
"""What of the keys is kept as long as FILE."""
NAMED = re.compile(r"kinerja-\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?")
"""What our own backups are called: by day and time at the office."""
STEP = 999_000
"""So many bytes are one MB once they are encrypted."""
_OWN = {LOCK_NAME, TURN_NAME, custody.COMPACTION_NAME}
Progress = Callable[[int, int], None]
"""Told (done, total) as files are sealed."""
Files = dict[str, bytes | Path]
"""By the path inside the folder: what is in a file, or where it lies (attachments, which never change and may be many)."""


class KeyNeeded(StoreError):
    """An open cycle's key is not among what is restored."""

    code = "store.key_needed"


class BadBackup(StoreError):
    """The backup was opened, but what it holds can't be a private folder."""

    code = "store.bad_backup"


class MountPoint(StoreError):
    """The folder can't be put in place whole: it is a mount point."""

    code = "store.mount_point"


class InsideStore(StoreError):
    """A backup would lie in the folder it is a copy of."""

    code = "store.backup_inside"


def backup(store: Store, file: Path, passphrase: str, progress: Progress | None = None) -> list[Path]:
    """Write FILE and, if there are keys, FILE.key and FILE.server.key (0600); return what was written.

    Existing files are refused, a place in the store's own folder too (InsideStore), and a second backup at once (StoreBusy).

    The moment is one: the store's lock is held while the trail and the other files are read, not while documents are packed and encrypted.
    """
    if not isinstance(store, KeyedStore):
        raise TypeError("only this engine's stores can be backed up")
    key_file, server_file = beside(file)
    if file.resolve().is_relative_to(store.folder.resolve()):
        raise InsideStore(str(file))
    noted: set[str] = set()
    try:
        with _alone(store.folder):
            for path in (file, key_file, server_file):
                if path.exists():
                    raise StoreExists(str(path))
            for left in file.parent.glob("kinerja-*.new"):  # of one that was killed: nobody else is at work
                if NAMED.match(left.name):
                    remove(left)
            while True:
                fresh = {path.name for path in (store.folder / KEYS).glob("*")} - KEPT - noted
                if fresh:
                    _note_copies(store, sorted(fresh), key_file.name)
                    noted |= fresh
                with ExitStack() as kept:
                    with store.engine.exclusive():
                        moment = kept.enter_context(store.engine.moment())
                        files = dict(_files(store.folder))
                    records, lines = contents(moment, store.folder)
                    snapshot = pack_records(records)
                keys = {name: body for name, body in files.items() if name.startswith(KEYS + "/")}
                server = {name: keys.pop(name) for name in [*keys] if PurePosixPath(name).name in KEPT}
                if {PurePosixPath(name).name for name in keys} <= noted:
                    break  # otherwise a cycle was opened meanwhile: its key is noted first, then copied
            rest = {name: body for name, body in files.items() if name not in keys and name not in server}
            head = pack_header(store.engine.schema, len(snapshot), snapshot_digest(snapshot).digest())
            rest[JOURNAL_NAME] = head + snapshot
            if lines and store.shared:  # a backup is the same files, whichever engine it is of
                rest[TRAIL] = lines
            written = [path for path, part in ((key_file, keys), (server_file, server)) if part]
            for path in written:
                _seal(path, keys if path == key_file else server, passphrase)
            _seal(file, rest, passphrase, STEP, progress)
    except OSError as failure:
        raise refusal(failure) from failure
    return [file, *written]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the only right to back a folder up; a second one would write over the first one's unfinished file."""
    fd = disk.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        disk.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        disk.close(fd)
        raise StoreBusy("another backup is being made") from None
    try:
        yield
    finally:
        disk.close(fd)


def verify(file: Path, passphrase: str, *, needed: Needed) -> list[Finding]:
    """Open a backup whole, with the key files beside it, and say of it what `doctor` says of a folder; nothing is written.

    Raises `StoreError` where it cannot be opened, was cut or altered, or holds no whole store.
    """
    from kinerja_store.check import described

    keys: dict[str, bytes] = {}
    with reading():
        files = _open(file, passphrase, lambda *_: None)
        for path in beside(file):
            keys |= _open(path, passphrase) if path.exists() else {}
    if (raw := files.get(JOURNAL_NAME)) is None:
        raise BadBackup("there is no store in it")
    header, tables = read_header(raw), Tables({})
    check_snapshot(header, raw)
    tables.load(read_records(raw, HEADER_SIZE, header.end))
    by_name = {PurePosixPath(name).name.removesuffix(KEY): body for name, body in keys.items()}
    return list(described(tables, by_name, files.get(TRAIL, b""), needed=needed))


def beside(file: Path) -> tuple[Path, Path]:
    """Return where the cycles' keys and the server's key of a backup are."""
    return file.with_name(file.name + ".key"), file.with_name(file.name + ".server.key")


def _note_copies(store: KeyedStore, names: list[str], file_name: str) -> None:
    """Note which keys are about to be copied where: by name only, since a path or a time would tell more than is needed."""
    with store.write() as change:
        for name in names:
            cycle = Path(name).stem
            change.put("key_copies", f"{cycle}/{file_name}", {"cycle": cycle, "file": file_name})


def _files(folder: Path) -> Iterator[tuple[str, bytes | Path]]:
    """Yield every file of the folder that a restore needs, by its path inside; attachments are read when they are sealed."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        ours = name in _OWN or name.startswith(JOURNAL_NAME) or path.suffix == ".new"
        ours |= name.partition("/")[0] in attachments.PASSING
        if path.is_file() and not path.is_symlink() and not ours:
            yield name, path if path.parent == folder / attachments.FOLDER else path.read_bytes()


def _seal(path: Path, files: Files, passphrase: str, step: int = 1, progress: Progress | None = None) -> None:
    """Write an encrypted archive of a multiple of `step` bytes under a temporary name, fsync it, and give it its name."""
    new = path.with_name(path.name + ".new")
    remove(new)
    fd = disk.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        with os.fdopen(fd, "wb", closefd=False) as raw:
            sealing = SealingWriter(raw, passphrase)
            with tarfile.open(fileobj=cast(BinaryIO, sealing), mode="w|", format=tarfile.PAX_FORMAT) as archive:
                for n, (name, there) in enumerate(sorted(files.items()), start=1):
                    if progress:
                        progress(n, len(files))
                    try:
                        body = there.read_bytes() if isinstance(there, Path) else there
                    except FileNotFoundError:  # an attachment that was removed meanwhile
                        continue
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode = len(body), FILE_MODE
                    archive.addfile(entry, io.BytesIO(body))
            sealing.write(bytes(-sealing.taken % step))  # what stands behind an archive's end is read by nobody
            sealing.finish()
        disk.fsync(fd)
    except BaseException:
        disk.close(fd)
        remove(new)
        raise
    disk.close(fd)
    disk.replace(new, path)
    sync_folder(path.parent)


def restore(
    file: Path,
    folder: Path,
    passphrase: str,
    key_file: Path | None = None,
    server_file: Path | None = None,
    *,
    url: str = "",
    needed: Needed,
) -> None:
    """Restore a backup as a folder that does not exist yet or is empty, its documents at the address if there is one. All of it, or nothing.

    KeyNeeded if documents in it cannot do without a key and it is not there, KeyWrong if another one is: its ballots could never
    be counted. Without the server's key everything else is restored. (0.1.0 kept it in FILE.key.)
    """
    folder = folder.resolve()  # a link is followed, so that it stays
    if folder.exists() and any(folder.iterdir()):
        raise StoreExists(str(folder))
    if folder.is_mount():
        raise MountPoint(str(folder))
    work = folder.with_name(folder.name + ".restoring")
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.parent.mkdir(parents=True, exist_ok=True)
        make_folder(work)
        files = _open(file, passphrase, partial(attachments.put, work))
        keys: dict[str, bytes] = {}
        for path in (key_file, server_file):
            keys |= _open(path, passphrase) if path is not None else {}
        if JOURNAL_NAME not in files or any(not name.startswith(KEYS + "/") for name in keys):
            raise BadBackup("a file is not where it belongs")
        _lay_out(work, {**files, **keys})
        with closing(open_store(work)) as store:
            with store.read() as view:
                found = faults(view, all_of(work), needed)
                missing = [name for name in needed(view) if name in found.missing]
            if missing:
                raise KeyNeeded(", ".join(missing))
            if found.wrong:
                raise ServerKeyWrong(SERVER) if found.wrong == [SERVER] else KeyWrong(", ".join(found.wrong))
            if url:
                copy(store, work, url)
        for name in (JOURNAL_NAME, LOCK_NAME, TURN_NAME, TRAIL) if url else ():
            remove(work / name)
        disk.replace(work, folder)
        sync_folder(folder.parent)
    except OSError as failure:
        raise refusal(failure) from failure
    finally:
        shutil.rmtree(work, ignore_errors=True)


def drill(file: Path, folder: Path, passphrase: str, *, needed: Needed) -> list[Finding]:
    """Restore a backup beside the store of `folder`, and say what `doctor` says of it; nothing of it stays. Errors as those of `restore`."""
    from kinerja_store.check import check

    there = folder.with_name(folder.name + DRILLS[0])
    _discard(there)
    try:
        restore(file, there, passphrase, *(path if path.exists() else None for path in beside(file)), needed=needed)
        return check(there, needed=needed)
    finally:
        _discard(there)


def _discard(folder: Path) -> None:
    """Remove a restored folder, its keys first."""
    for name in all_of(folder):
        destroy(folder, name)
    shutil.rmtree(folder, ignore_errors=True)


def _open(path: Path, passphrase: str, attach: Callable[[str, bytes], None] | None = None) -> dict[str, bytes]:
    """Decrypt an archive and check every name in it; nothing is written yet. Attachments go to `attach`: they may be many."""
    files: dict[str, bytes] = {}
    with path.open("rb") as raw:
        opening = OpeningReader(raw, passphrase)
        try:
            with tarfile.open(fileobj=cast(BinaryIO, io.BufferedReader(opening)), mode="r|") as archive:
                for entry in archive:
                    parts = PurePosixPath(entry.name).parts
                    stream = archive.extractfile(entry) if entry.isreg() else None
                    if stream is None or not parts or parts[0] == "/" or ".." in parts:
                        raise BadBackup(f"an entry of the backup is not a plain file: {entry.name}")
                    if attach and parts[0] == attachments.FOLDER and attachments.NAME.fullmatch(parts[-1]):
                        attach(parts[-1], stream.read())
                    else:
                        files[entry.name] = stream.read()
            opening.finish()
        except tarfile.TarError as failure:
            raise BadBackup(str(failure)) from failure
    return files


def _lay_out(work: Path, files: dict[str, bytes]) -> None:
    folders = {work}
    for name, body in sorted(files.items()):
        path = work / name
        for parent in reversed(path.relative_to(work).parents[:-1]):
            (work / parent).mkdir(mode=FOLDER_MODE, exist_ok=True)
            folders.add(work / parent)
        replace_file(path, body)
    custody.add_lock(work)
    for made in folders:
        sync_folder(made)
