"""The frozen site served from its folder, for a look on one's own machine."""

import functools
import http.client
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinerja.cli.serving import Quiet


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, method: str, path: str) -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    told = answer.status, answer.read(), answer.headers["Content-Security-Policy"]
    connection.close()
    return told


def test_what_is_not_there_is_answered_with_the_sites_own_page(tmp_path: Path, port: int) -> None:
    (tmp_path / "404.html").write_bytes("<h1>Tidak ditemukan – cari di beranda</h1>".encode())
    status, body, policy = ask(port, "GET", "/tidak-ada/<script>")
    assert (status, body) == (404, (tmp_path / "404.html").read_bytes())
    assert "default-src 'none'" in policy
    assert ask(port, "HEAD", "/tidak-ada")[:2] == (404, b"")


def test_a_folder_without_that_page_still_says_404(port: int) -> None:
    assert ask(port, "GET", "/tidak-ada")[0] == 404
