"""Outside tools that judge finished pages: installed from the pinned list beside this file into an ignored folder."""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.whole.conftest import ROOT, kinerja
from tests.whole.conftest import demo as demo

HERE = Path(__file__).parent
TOOLS = ROOT / ".quality"


@pytest.fixture(scope="session")
def tools() -> Path:
    """Return the folder of the tools' commands; npm makes it anew when the pinned list has changed."""
    if shutil.which("npm") is None:
        pytest.skip(
            "npm is missing: install Node.js 20.19 or newer to judge the pages with html-validate and Lighthouse"
        )
    TOOLS.mkdir(exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    with (TOOLS / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        installed = TOOLS / "installed.json"
        if not installed.exists() or installed.read_bytes() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, TOOLS / name)
            done = subprocess.run(
                ["npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"],
                cwd=TOOLS, capture_output=True, text=True, timeout=600,
            )  # fmt: skip
            if done.returncode:
                pytest.skip(f"npm could not install the tools: {done.stderr[-300:]}")
            installed.write_bytes(lock)
    return TOOLS / "node_modules" / ".bin"


@dataclass(frozen=True)
class ServedSite:
    """The worked example's site at the address its office names, with the headers it ships."""

    out: Path
    url: str


@pytest.fixture(scope="session")
def served(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """Build the site for an office that names its address, and serve it there."""
    folder = tmp_path_factory.mktemp("served")
    out = folder / "out"
    headers: list[list[str]] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers:
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    handler = functools.partial(Handler, directory=os.fspath(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        url = f"http://localhost:{server.server_port}/"
        content = shutil.copytree(ROOT / "content", folder / "content")
        office = content / "organisation.toml"
        named = re.sub(r"(?m)^url = .*\n", "", office.read_text("utf-8"))
        office.write_text(f'url = "{url}"\n{named}', "utf-8")
        done = kinerja("rebuild", "--from", demo / "published", "--content", content, "--out", out, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = (out / "_headers").read_text("utf-8").splitlines()[1:]
        headers += [line.strip().split(": ", 1) for line in lines]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ServedSite(out, url)
        server.shutdown()
