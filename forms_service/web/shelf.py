"""What waits for a later request of whichever process: files in the private folder, each encrypted under a key that is nowhere.

The key comes from the server's key and from the token of one sign-in, of which the store knows the hash alone: without that browser's cookie
nobody opens the file, and no backup takes it along (decision 22). What the office shares (the last preview) is put without a token.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinerja_office.leases import AHEAD
from kinerja_store.attachments import PASSING
from kinerja_store.disk import make_folder, refusal, replace_file

if TYPE_CHECKING:
    from nacl.secret import SecretBox

HOUR = 3600.0
"""Seconds for which something waits."""
SHARED = 7 * 24 * HOUR
"""Seconds for which a result that the office shares is kept, if nothing takes its place."""
STEP = 16 * 1024
"""What is put away is padded to a multiple of this, so that its length tells little."""
MOST = 64
"""So many things wait at once; the oldest goes first."""


@dataclass
class Shelf:
    """The shelf of one office; `tag` is the service's."""

    private: Path
    tag: Callable[[str, str], str]
    clock: Callable[[], float] = time.time

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self.private / PASSING[0]

    def put(self, name: str, what: Any, token: str = "") -> None:
        """Put something away under a name, in place of what is there; raises `StoreError` where the disk does not take it."""
        self.sweep()
        waiting = sorted((p for p in self._files() if not p.suffix), key=_age)
        for path in waiting[: max(0, len(waiting) - MOST + 1)]:
            path.unlink(missing_ok=True)
        body = pickle.dumps((name, self.clock(), what))
        box = self._box(token).encrypt(body.ljust(-(-len(body) // STEP) * STEP, b"\0"))
        try:
            make_folder(self.folder)
            replace_file(self._path(name, token), box)
        except OSError as error:
            raise refusal(error) from error

    def get(self, name: str, token: str = "") -> Any | None:
        """Return what lies under a name; None where nothing does, it is another sign-in's, or its time is over."""
        from nacl.exceptions import CryptoError

        try:
            body = self._box(token).decrypt(self._path(name, token).read_bytes())
            found, since, what = pickle.loads(body)  # noqa: S301  # sealed by us alone: a changed byte opens nothing
        except (OSError, CryptoError, ValueError):
            return None
        except Exception:  # put away by another release of the program
            return None
        return what if found == name and -AHEAD <= self.clock() - since < (HOUR if token else SHARED) else None

    def drop(self, name: str, token: str = "") -> None:
        """Take something away."""
        self._path(name, token).unlink(missing_ok=True)

    def shared(self) -> bool:
        """Whether anything lies there that the office shares."""
        return any(path.suffix for path in self._files())

    def sweep(self) -> None:
        """Remove what has waited for too long, whoever put it there; every process does, at its start and now and then."""
        now = self.clock()
        for path in self._files():
            if not -AHEAD <= now - _age(path) <= (SHARED if path.suffix == ".shared" else HOUR):
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []

    def _path(self, name: str, token: str) -> Path:
        return self.folder / f"{self.tag('shelf', f'{name}/{token}')}{'' if token else '.shared'}"

    def _box(self, token: str) -> SecretBox:
        from nacl.secret import SecretBox

        return SecretBox(bytes.fromhex(self.tag("shelf-a", token) + self.tag("shelf-b", token)))


def _age(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
