"""What tests of earlier versions share: a folder as it was left, served and looked at over HTTP."""

from __future__ import annotations

import http.client
import json
import re
import sys
import tarfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from click.testing import CliRunner

from kinerja.cli import main
from tests import cookies, serving

GOLDEN = Path(__file__).parent / "0.1.0"
CONTENT = GOLDEN / "content"
FIRST, SECOND = "2023-2", "2024-1"
PASSPHRASE = "lima kata acak dari rekaan"


@dataclass(frozen=True)
class Kept:
    """A data folder of an earlier release in a place of its own, and today's command on top of it."""

    data: Path
    content: Path = CONTENT

    @property
    def packages(self) -> list[Path]:
        return sorted(p for p in (self.data / "published").iterdir() if p.is_dir())

    def run(self, *words: object, code: int = 0) -> str:
        """Run a command, check its exit code, return what it printed."""
        args = ["--data", str(self.data), "--content", str(self.content), *map(str, words)]
        result = CliRunner().invoke(main, args, env={"KINERJA_PASSPHRASE": PASSPHRASE, "KINERJA_LANG": "en"})
        assert result.exit_code == code, f"{words}: {result.exit_code}\n{result.output}\n{result.exception!r}"
        return result.output if code else result.stdout

    def state(self) -> str:
        return str(json.loads(self.run("cycle", "status", SECOND, "--json"))["state"])

    def must_be_sound(self) -> None:
        """Store, trail and what exists of each cycle are as they should be."""
        for words in (("doctor", "--json"), ("verify-trail", "--json")):
            found = json.loads(self.run(*words))
            assert found
            assert [f for f in found if f["level"] == "error"] == []


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a fixture with the modes it was packed with, whatever the umask."""
    folder.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for entry in packed:
            path = folder / entry.name
            if entry.isdir():
                path.mkdir()
            else:
                stream = packed.extractfile(entry)
                assert stream
                path.write_bytes(stream.read())
            path.chmod(entry.mode)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def served(kept: Kept, folder: Path) -> AbstractContextManager[int]:
    """Run today's form service on what was kept; gives its port."""
    start = "from kinerja.cli import main; main()"
    return serving.served((sys.executable, "-c", start, "--data", kept.data, "--content", kept.content), folder)


class Browser:
    """One person at a browser that keeps its cookies and follows every way it is sent."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.at, self.status = port, "", "", 0

    def ask(self, path: str, fields: dict[str, str] | None = None) -> str:
        """Get a page, or send a form to it; return what is shown in the end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            head = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST" if fields else "GET", path, urlencode(fields or {}) or None, head)
            answer = connection.getresponse()
            text = answer.read().decode()
            self.cookie = cookies.after(self.cookie, answer.msg)
        finally:
            connection.close()
        self.at, self.status = path, answer.status
        if answer.status in (302, 303):
            return self.ask(answer.msg["Location"])
        assert answer.status < 500, f"{path}: {answer.status}\n{text}"
        return text

    def sign_in(self, number: str, code: str) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("/masuk"))
        assert token
        return self.ask("/masuk", {"csrf_token": token[1], "nomor": number, "sandi": code})
