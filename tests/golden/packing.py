"""A tar for the golden folders; found beside the scripts that make them, whatever code they run with."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from pathlib import Path


def tar(base: Path, folders: Iterable[Path]) -> bytes:
    """Return a tar that depends on names, modes and contents alone."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for folder in folders:
            for path in (folder, *sorted(folder.rglob("*"))):
                entry = tarfile.TarInfo(path.relative_to(base).as_posix())
                entry.mode = path.stat().st_mode & 0o777
                if path.is_dir():
                    entry.type = tarfile.DIRTYPE
                    archive.addfile(entry)
                else:
                    entry.size = path.stat().st_size
                    archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return buffer.getvalue()
