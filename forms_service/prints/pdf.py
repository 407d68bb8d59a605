"""The printed pages as PDF, where the extra `kinerja-terbuka[pdf]` is installed; otherwise the browser prints them (docs/decisions)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
from pathlib import Path

STYLE = Path(__file__).parents[1] / "static" / "cetak.css"
ALONE = threading.Lock()


def available() -> bool:
    """Whether the extra is installed; nothing is imported for that."""
    return importlib.util.find_spec("weasyprint") is not None


def make(html: str) -> bytes:
    """Return a page of ours as PDF, drawn in a process of its own, one at a time: its 100 MB go with it, and people's requests go on."""
    told = {k: v for k, v in os.environ.items() if not k.startswith("KINERJA_")}  # not the backups' passphrase
    with ALONE:
        return subprocess.run(  # noqa: S603  # ourselves
            [sys.executable, "-P", __file__], input=html.encode(), capture_output=True, check=True, env=told
        ).stdout


def draw(html: str) -> bytes:
    """Draw a page. Only our stylesheet is read: nothing in a text can make this fetch anything."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())
    style = weasyprint.CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=nothing)
    return bytes(weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=[style]))


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read().decode()))
