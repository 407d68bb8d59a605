"""Debian's firefox-esr, driven by WebDriver BiDi over a plain socket: what the browser tests need of it, and no more."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FIREFOX = "/usr/bin/firefox-esr"


class Firefox:
    """One window. `send` is a BiDi command: raises AssertionError with the browser's words where it fails."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self.line = socket.create_connection((where.hostname, where.port or 0), timeout=60)
        self.read = self.line.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall(
            f"GET /session HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while self.read.readline().strip():
            pass
        self.number = 0
        self.send("session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "accept"}}})
        self.window = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **params: Any) -> Any:
        """Do one command and return its result; what the browser tells in between is passed over."""
        self.number += 1
        body, mask = json.dumps({"id": self.number, "method": method, "params": params}).encode(), os.urandom(4)
        head = b"\x81" + (bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + struct.pack(">H", len(body)))
        self.line.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(body)))
        while (answer := self._message()).get("id") != self.number:
            pass
        assert answer["type"] == "success", (method, answer)
        return answer["result"]

    def _message(self) -> dict[str, Any]:
        length = self.read.read(2)[1] & 0x7F
        size = (
            struct.unpack(">H" if length == 126 else ">Q", self.read.read(2 if length == 126 else 8))[0]
            if length > 125
            else length
        )
        found: dict[str, Any] = json.loads(self.read.read(size))
        return found

    def open(self, address: str) -> None:
        """Go to an address."""
        self.send("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def reload(self) -> None:
        """Load the page again; what was sent is sent again."""
        self.send("browsingContext.reload", context=self.window, wait="complete")

    def sign_in_with(self, name: str, value: str) -> None:
        """Put a cookie of the machine's own server into the browser."""
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": "127.0.0.1", "path": "/"}
        self.send("storage.setCookie", cookie=cookie)

    def ask(self, script: str) -> Any:
        """Return what an expression is on the page (a text, a number or a truth)."""
        return self.send("script.evaluate", expression=script, target={"context": self.window}, awaitPromise=False)[
            "result"
        ].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true on the page."""
        for _ in range(200):
            if self.ask(script):
                return
            time.sleep(0.1)
        raise AssertionError((script, self.ask("document.URL + document.body.innerText.slice(0, 300)")))

    def offline(self, is_so: bool) -> None:
        """Cut this window off from all networks, or give them back."""
        self.send(
            "emulation.setNetworkConditions",
            networkConditions={"type": "offline"} if is_so else None,
            contexts=[self.window],
        )


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Debian's firefox with an empty profile."""
    with tempfile.TemporaryDirectory() as folder:
        # whoever reloads a page that was sent is asked whether to send it again; the question is no page, so BiDi cannot answer it
        (Path(folder) / "user.js").write_text('user_pref("dom.confirm_repost.testing.always_accept", true);')
        command = [FIREFOX, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ, "HOME": folder}
        )
        assert process.stderr
        try:
            line = next(line for line in process.stderr if "BiDi listening" in line)
            window = Firefox(re.findall(r"ws://\S+", line)[0])
            yield window
            window.read.close()
            window.line.close()
        finally:
            process.terminate()
            process.wait(30)
            process.stderr.close()
