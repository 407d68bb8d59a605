"""The handbook of HR and the guide for ASN, readable inside: the very files of `docs/`, which a wheel carries beside the package."""

from __future__ import annotations

import functools
import re
from pathlib import Path, PurePosixPath
from typing import Any

import mistune
from flask import abort, send_from_directory, url_for
from markupsafe import Markup, escape
from mistune.util import striptags
from werkzeug.wrappers import Response

SHIPPED = Path(__file__).parents[1] / "docs"
DOCS = SHIPPED if SHIPPED.is_dir() else Path(__file__).parents[2] / "docs"


def anchor(heading: str) -> str:
    """Return what a heading is linked by, as GitHub does: `14. Merawat` is `14-merawat`."""
    return re.sub(r"[^\w\- ]", "", striptags(heading).lower()).replace(" ", "-")


class _Renderer(mistune.HTMLRenderer):
    """HTML without raw HTML, with anchors at headings, our own pictures, and tables that scroll by themselves."""

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Write a heading one can link to."""
        self.last = text
        return f'<h{level} id="{anchor(text)}">{text}</h{level}>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002  # mistune's signature
        """Write a picture of `docs/gambar`."""
        source = url_for("public.picture", gambar=PurePosixPath(url).name)
        return f'<img src="{escape(source)}" alt="{text}" loading="lazy">'

    def table(self, text: str) -> str:
        """Write a table in a frame that scrolls."""
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{striptags(self.last)}"><table>{text}</table></div>\n'


@functools.cache
def read(name: str) -> Markup:
    """Return a document of `docs/` as HTML; the program's own, so it is drawn once."""
    draw = mistune.create_markdown(renderer=_Renderer(escape=True), plugins=["table"])
    return Markup(draw((DOCS / name).read_text(encoding="utf-8")))  # noqa: S704  # our own text, raw HTML escaped


def picture(name: str) -> Response:
    """Return a picture of the documents, or answer 404."""
    return send_from_directory(DOCS / "gambar", name) if name.endswith(".png") else abort(404)
