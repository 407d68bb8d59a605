"""The service as a process of its own, until it answers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.connections import connected, free_port


@contextmanager
def served(command: Sequence[object], folder: Path, env: dict[str, str] | None = None) -> Iterator[int]:
    """Run a command with `serve` and where; gives its port. What it says is told where it ends or never answers."""
    port = free_port()
    words = [*map(str, command), "serve", "--local", "--port", str(port)]
    log = folder / f"serve-{port}.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(words, cwd=folder, env=env, stdout=out, stderr=out) as service,
    ):

        def there() -> None:
            assert service.poll() is None, log.read_text("utf-8")

        try:
            connected(port, there).close()
            yield port
        finally:
            service.kill()
