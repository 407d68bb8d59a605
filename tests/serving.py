"""The service as a process of its own, until it answers."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(command: Sequence[object], folder: Path, env: dict[str, str] | None = None) -> Iterator[int]:
    """Run a command with `serve` and where; gives its port. What it says is told where it ends or never answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [*map(str, command), "serve", "--local", "--port", str(port)]
    log = folder / f"serve-{port}.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(words, cwd=folder, env=env, stdout=out, stderr=out) as service,
    ):
        try:
            until = time.monotonic() + 60
            while True:
                assert service.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < until, "the service does not answer"
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            service.kill()
