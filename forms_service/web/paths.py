"""Paths of this site, told apart from addresses that lead elsewhere."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from flask import Response, request

ATTRIBUTES = rb'((?:href|src|action|formaction)=")'


@cache
def _pattern(root: str) -> re.Pattern[bytes]:
    return re.compile(ATTRIBUTES + rb"/(?!/|" + re.escape(root[1:]).encode() + rb"[/?#\"])")


def under_root(answer: Response) -> Response:
    """Lead every address of this site that a page was written with to the office's own path, where it has one.

    What a person typed holds no such attribute: its quotes are written as entities.
    """
    if not (root := request.script_root):
        return answer
    to = answer.headers.get("Location", "")
    if to.startswith("/") and not f"{to}/".startswith((f"{root}/", f"{root}?", "//")):
        answer.headers["Location"] = root + to
    if answer.mimetype == "text/html" and not answer.is_streamed and not answer.direct_passthrough:
        answer.set_data(_pattern(root).sub(rb"\1" + root.encode() + b"/", answer.get_data()))
    return answer


def local_path(path: str) -> str:
    """Return a path of this site; anything that could lead elsewhere, a step up to another office too, becomes the front door."""
    clean = path.isascii() and path.isprintable() and path.startswith("/") and not path.startswith("//")
    steps = unquote(re.split("[?#]", path, maxsplit=1)[0]).split("/")
    return path if clean and "\\" not in path and not {".", ".."} & {*steps} else "/"


def home(staff: str | None) -> str:
    """Return where somebody's work is."""
    return "/meja/" if staff else "/tugas"
