"""The shipped proxy files, as Debian's nginx and Caddy run them, before a running service: sign-in, uploads, bodies that drip, headers."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main
from kinerja.config import Folders, open_office
from kinerja_office import accounts
from tests import certificates

ROOT = Path(__file__).parents[2]
HOST, PUBLIC = "penilaian.senapelan.example", "kinerja.senapelan.example"
SECRET = "payung kopi sepeda"
IMPATIENT = "from forms_service.web import connections; connections.STRANGERS_SECONDS = 2; from kinerja.cli.commands import main; main()"
FORM = "application/x-www-form-urlencoded"


def program(name: str) -> str:
    """Where it is, installed or unpacked by `need_proxies.sh`; a test without it fails and says what to do."""
    found = shutil.which(name) or next(
        (str(p) for p in (ROOT / ".venv" / "proxies").glob(f"usr/*bin/{name}") if p.is_file()), None
    )
    assert found, f"Debian's {name} is missing: sh tests/need_proxies.sh"
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path, **more: str) -> Iterator[None]:
    """Run a server until the block ends, from when its port answers."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", **more}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        while True:
            assert process.poll() is None, log.read_text()
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(60)


def replaced(name: str, *pairs: tuple[str, str]) -> str:
    """A shipped file with what a test has to change, and nothing else; each of it must be there."""
    text = (ROOT / "deploy" / name).read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, service: int) -> list[str]:
    certificate, key = certificates.make(folder)
    site = replaced(
        "nginx.conf", ("listen 80;", f"listen 127.0.0.1:{free_port()};"), ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("/etc/ssl/penilaian.pem", str(certificate)), ("/etc/ssl/private/penilaian.key", str(key)),
        ("127.0.0.1:8001", f"127.0.0.1:{service}"), ("client_body_timeout 30s", "client_body_timeout 2s"),
        ("error_log syslog:server=unix:/dev/log crit", "error_log stderr crit"),
    )  # fmt: skip
    temporary = "".join(f"{x}_temp_path {folder}/{x};" for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "n.conf").write_text(
        f"{user}daemon off;pid {folder}/pid;error_log stderr;events {{}}http {{{temporary}\n{site}}}"
    )
    return [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(folder / "n.conf")]


def caddy(folder: Path, port: int, service: int) -> list[str]:
    certificate, key = certificates.make(folder)
    (folder / "public_html").mkdir()
    (folder / "public_html" / "index.html").write_text("<p>Kinerja</p>" * 1000)
    tls = f"{{\n\ttls {certificate} {key}\n"
    text = replaced(
        "Caddyfile", ("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {"),
        (HOST + " {\n", f"https://{HOST}:{port} {tls}"), (PUBLIC + " {\n", f"https://{PUBLIC}:{port} {tls}"),
        ("127.0.0.1:8001", f"127.0.0.1:{service}"), ("/srv/kinerja/public_html", str(folder / "public_html")),
    )  # fmt: skip
    (folder / "Caddyfile").write_text(text)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@dataclass
class Browser:
    """What a browser keeps: cookies. It opens a connection for each request."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def connected(self, name: str = HOST) -> ssl.SSLSocket:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        return trust.wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=60), server_hostname=name)

    def ask(self, path: str, body: bytes | None = None, kind: str = FORM, name: str = HOST, **more: str) -> tuple[http.client.HTTPResponse, bytes]:  # fmt: skip
        sent = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Referer": f"https://{HOST}{path}",
            **more,
        }
        if body is not None:
            sent["Content-Type"] = kind
        with self.connected(name) as tls, closing(http.client.HTTPConnection(name)) as connection:
            connection.sock = tls
            connection.request("GET" if body is None else "POST", path, body, sent)
            answer = connection.getresponse()
            said = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = cookie.split(";")[0].partition("=")
            self.cookies[key] = value
        return answer, said


def token(page: bytes) -> str:
    found = re.search(rb'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:2000]
    return found[1].decode()


@pytest.fixture(params=[nginx, caddy], ids=lambda made: made.__name__)
def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    """An office with an HR account, its service, and one of the proxies before it; a stranger's body may take two seconds."""
    folders = ["--data", str(tmp_path / "data"), "--content", str(ROOT / "content")]
    made = CliRunner().invoke(main, [*folders, "init"])
    once = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", made.output)
    assert once, made.output
    with open_office(Folders(tmp_path / "data", ROOT / "content")) as office:
        session = accounts.sign_in(office, "hr", once[0])
        assert session
        accounts.set_secret(office, session, SECRET)
    service, port = free_port(), free_port()
    serve = [sys.executable, "-c", IMPATIENT, *folders, "serve", "--url", f"https://{HOST}"]
    proxy = request.param(tmp_path, port, service)
    with ExitStack() as kept:
        kept.enter_context(running([*serve, "--port", str(service)], service, tmp_path / "service.log"))
        kept.enter_context(
            running(proxy, port, tmp_path / "proxy.log", XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path))
        )
        yield Browser(port)


def test_a_sign_in_a_big_upload_and_one_too_big(proxied: Browser, tmp_path: Path) -> None:
    _, page = proxied.ask("/masuk")
    answer, _ = proxied.ask("/masuk", urlencode({"csrf_token": token(page), "nomor": "hr", "sandi": SECRET}).encode())
    assert answer.status == 303
    assert {*proxied.cookies} == {"__Host-kinerja", "__Host-perangkat"}
    answer, page = proxied.ask("/meja/pegawai")
    assert answer.status == 200
    for header in ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"):
        assert len(answer.headers.get_all(header) or ()) == 1, header
    assert answer.getheader("Content-Encoding") is None, "a private page is never packed (decision 18)"
    assert not re.search(r"\d", answer.getheader("Server") or "")
    edge = "x" * 20
    parts = f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token(page)}\r\n--{edge}\r\nContent-Disposition: form-data; name="berkas"; filename="p.csv"\r\n\r\n'
    for size, expected in ((20 << 20, (200, 303, 409, 422)), (34 << 20, (413,))):
        body = parts.encode() + b"x" * size + f"\r\n--{edge}--\r\n".encode()
        try:
            answer, said = proxied.ask("/meja/pegawai", body, f"multipart/form-data; boundary={edge}")
        except OSError:
            assert expected == (413,), "the proxy hangs up while too much is being sent"
            continue
        assert answer.status in expected, said[-500:]
    logged = (tmp_path / "proxy.log").read_text() + (tmp_path / "service.log").read_text()
    assert SECRET not in logged
    assert "/meja" not in logged, "nothing says who was where"


def test_a_body_that_drips_is_ended_and_nobody_waits(proxied: Browser) -> None:
    slow = proxied.connected()
    slow.sendall(
        f"POST /masuk HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {FORM}\r\nContent-Length: 5000\r\n\r\nnomor=1".encode()
    )
    assert proxied.ask("/ping")[1] == b"ok\n"
    with suppress(OSError):  # hung up without a word
        assert b"200 OK" not in b"".join(iter(lambda: slow.recv(65536), b"")), "it ends, and not well"
    slow.close()


def test_a_name_or_an_address_that_a_client_claims_is_not_believed(proxied: Browser) -> None:
    answer, _ = proxied.ask("/masuk", **{"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})  # fmt: skip
    assert answer.status == 200


@pytest.mark.parametrize("proxied", [caddy], indirect=True)
def test_the_public_site_beside_it_is_packed(proxied: Browser) -> None:
    answer, said = proxied.ask("/", name=PUBLIC, **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.getheader("Content-Encoding")) == (200, "gzip")
    assert len(said) < 1000
    assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")
