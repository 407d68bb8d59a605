"""Static files under names that carry their hash: kept for a year and never out of date; and the style a first look needs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import Any

from flask import Flask, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from forms_service.web.guard import may

FILES = {p.name: p.read_bytes() for p in sorted((Path(__file__).parents[1] / "static").iterdir())}
MARKS = {name: hashlib.sha256(body).hexdigest()[:10] for name, body in FILES.items()}
PACKED = {name: gzip.compress(body, 9, mtime=0) for name, body in FILES.items()}
FIRST = Markup(FILES["kantor.css"].decode().partition("/*masuk*/")[0])  # noqa: S704  # a file of ours
"""What pages before the sign-in carry themselves (decision 18): `kantor.css` up to its mark."""
FIRST_HASH = "'sha256-" + base64.b64encode(hashlib.sha256(FIRST.encode()).digest()).decode() + "'"


@may("public.see", of="office")
def static(filename: str) -> Response:
    """Send a file, packed where that is understood: nothing in it is secret. A name of an earlier version gets today's file."""
    name = re.sub(r"\.[0-9a-f]{10}(?=\.\w+$)", "", filename)
    if name not in FILES:
        raise NotFound
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(PACKED[name] if packed else FILES[name], mimetype=mimetypes.guess_type(name)[0])
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if filename == named(name) else "no-cache"
    return answer


def named(name: str) -> str:
    """Return the name of a file with its hash: `kantor.0123456789.css`."""
    stem, dot, end = name.rpartition(".")
    return f"{stem}.{MARKS[name]}{dot}{end}"


def _hashed(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and values.get("filename") in FILES:
        values["filename"] = named(values["filename"])


def init_app(app: Flask) -> None:
    """Serve the files; every `url_for("static", filename=…)` gets the name with the hash."""
    app.add_url_rule("/static/<filename>", "static", static)
    app.url_defaults(_hashed)
    app.jinja_env.globals["first_style"] = FIRST
