"""Work spread over the cores. A process is forked only while it has one thread: another one may hold a lock that the copy waits
for for ever. Where there are more, as in the form service, the work is done `apart`, in a fresh interpreter that may fork.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, NoReturn, TypeVar

from kinerja_words.problems import Explained, refuse

T = TypeVar("T")
R = TypeVar("R")
LEAST = 8
"""Units that a worker takes at once, and is worth forking for: neighbours, which read the same rows."""


def alone() -> bool:
    """Tell whether this process has one thread, those of C libraries among them; no where the system does not say."""
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
    except OSError:
        return False


def spread(work: Callable[[T], R], units: Sequence[T], least: int = LEAST) -> Generator[R, None, None]:
    """Yield what `work` returns of each unit, in any order, worked on by as many processes as there are cores, each of which takes
    the next `least` units when it has done its last ones.

    Raises what `work` raises, and `Refused` where a worker was killed; no worker is left then.
    """
    many = min(len(os.sched_getaffinity(0)), len(units) // least) if alone() else 1
    if many < 2:
        yield from map(work, units)
        return
    running: dict[Connection, int] = {}
    parent = os.getpid()
    left = os.memfd_create("units")  # where the next ones begin: a file that all read from one place
    os.write(left, b"".join(n.to_bytes(4) for n in range(many * least, len(units), least)))
    os.lseek(left, 0, os.SEEK_SET)

    def mine(first: int) -> Iterator[T]:
        start = first.to_bytes(4)
        while start:
            yield from units[(n := int.from_bytes(start)) : n + least]
            start = os.read(left, 4)

    gc.freeze()  # what is there already is not looked through again, and stays shared
    try:
        for n in range(many):
            here, there = Pipe(duplex=False)
            if (child := os.fork()) == 0:
                _work(work, mine(n * least), there, (here, *running), parent)
            there.close()
            running[here] = child
        while running:
            ready: list[Connection] = wait([*running])  # type: ignore[assignment]
            for pipe in ready:
                kind, value = _received(pipe)
                if kind == "error":
                    raise value
                if kind == "done":
                    yield value
                else:
                    pipe.close()
                    os.waitpid(running.pop(pipe), 0)
    finally:
        for pipe, child in running.items():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            pipe.close()
        os.close(left)
        gc.unfreeze()


def _received(pipe: Connection) -> tuple[str, Any]:
    """Return the next that the other side tells; raises `Refused` where it was killed before it told its end."""
    try:
        kind, value = pipe.recv()
        return kind, value
    except (EOFError, OSError):  # between two messages, or within one
        raise refuse("site.worker_gone") from None


def _work(
    work: Callable[[T], R], units: Iterable[T], told: Connection, others: Sequence[Connection], parent: int
) -> NoReturn:
    """Be a worker: tell the result of each unit, and end with the process that waits for them."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the first one ends the others
        for other in others:
            other.close()
        for unit in units:
            if os.getppid() != parent:
                break
            told.send(("done", work(unit)))
        told.send(("end", None))
    except Exception as error:
        error.add_note(traceback.format_exc())
        told.send(("error", error))
    finally:
        os._exit(0)


def apart(code: str, arguments: Sequence[object], progress: Callable[[int, int], None] | None) -> Any:
    """Run `python -c code arguments… fd` in a fresh interpreter and return what it `answer`s at the end; raises what it refuses.

    It is told no setting of the office's: the passphrase of the backups is one.
    """
    here, there = Pipe(duplex=False)
    command = [sys.executable, "-P", "-c", code, *map(str, arguments), str(there.fileno())]
    env = {k: v for k, v in os.environ.items() if not k.startswith("KINERJA_")}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    with here, subprocess.Popen(command, env=env, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL) as child:  # noqa: S603
        there.close()
        try:
            while (got := _received(here))[0] == "progress":
                if progress:
                    progress(*got[1])
        finally:
            child.kill()
    if got[0] == "error":
        raise got[1]
    return got[1]


def answer(fd: str, work: Callable[[Callable[[int, int], None]], Any]) -> None:
    """Do `work` in such an interpreter: it is given what tells progress, and its outcome is told. It ends with who waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(int(fd), readable=False) as told:
        try:
            told.send(("done", work(lambda n, of: told.send(("progress", (n, of))))))
        except (Explained, OSError) as error:
            with suppress(OSError):  # where nobody waits any more
                told.send(("error", error))
