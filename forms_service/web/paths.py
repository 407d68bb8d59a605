"""Paths of this site, told apart from addresses that lead elsewhere."""

from __future__ import annotations


def local_path(path: str) -> str:
    """Return a path of this site; anything that could lead elsewhere becomes the front door."""
    clean = path.isascii() and path.isprintable() and path.startswith("/") and not path.startswith("//")
    return path if clean and "\\" not in path else "/"


def home(staff: str | None) -> str:
    """Return where somebody's work is."""
    return "/meja/" if staff else "/tugas"
