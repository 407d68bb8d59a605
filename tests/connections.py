"""Plain connections to a service, and whether it answers on them."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def connected(port: int, still_there: Callable[[], object] = lambda: None) -> socket.socket:
    """Connect as soon as the service answers, within a minute; `still_there` raises where it has ended meanwhile."""
    for _ in range(3000):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            still_there()
            time.sleep(0.02)
    raise AssertionError("the service did not start")


def closed_to(port: int) -> bool:
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.02)
    return False


def pinged(connection: socket.socket) -> None:
    """Ask for a sign of life, and leave the connection open."""
    connection.sendall(b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
    said = b""
    while not said.endswith(b"\r\n\r\nok\n"):
        more = connection.recv(65536)
        assert more, said
        said += more


def ask(url: str, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None):
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer
