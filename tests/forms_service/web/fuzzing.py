"""Odd requests by the ten thousand: every route by every role, with fields, files, bytes and headers that no page sends; and bytes
that are no request. The tests hold that nothing is a fault; `bench/fuzz.py` tells the slowest too.
"""

from __future__ import annotations

import io
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes

from wtforms.fields.core import UnboundField

from forms_service.web.forms import Form
from tests.forms_world import CYCLE, MELATI, RATNA, SEKRETARIS, Person, World

WHO = ("", MELATI, SEKRETARIS, "staff:hr", "staff:penyetuju", "staff:pengawas")
"""One of each role: anyone, an employee, a superior, HR, an approver, an auditor."""
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
TEXTS = (
    "", "1", "4", "TD", "-1", "0", "9" * 20, "9" * 5000, "1e309", "nan", "²", "½", "١", "simpan", "kirim", "hapus", "kosong", "ya", "en", "id",
    "/hasil", "//evil.example", "\\\\evil", "javascript:1", "\x00", "a\x00b", "\r\nX: y", "%00", "%s", "{0}", "{{7*7}}", "<b>", "..", "../../etc/passwd",
    "2026-06-30", "2026-13-40", "0001-01-01", "9999-12-31", "\ud7ff", "\u202e", "\ufeff", "ß" * 300, "😀" * 70, "'" * 40, '"', "=1+1", "\t=1",
    CYCLE, MELATI, SEKRETARIS, "hr", "pengawas", "berakhlak", "organisation.toml", "notes/x.id.md", "p" * 700, "x" * 9000, "[" * 3000, '{"a":' * 500,
)  # fmt: skip
HEADERS = (
    ("Accept-Language", "en"), ("Accept-Language", ";q=" * 50), ("Range", "bytes=0-"), ("Range", "bytes=-9" * 40), ("If-None-Match", '"' * 300),
    ("If-Modified-Since", "Thu, 99 Foo 0000"), ("Sec-Fetch-Site", "cross-site"), ("X-Forwarded-For", "::1%lo" * 9), ("X-Forwarded-Host", "evil.example"),
    ("Referer", "http://localhost/" + "%" * 200), ("Cookie", "kinerja=" + "." * 300), ("Cookie", "perangkat=" + "0" * 192), ("Accept-Encoding", "x" * 900),
    ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"), ("Authorization", "Basic ====" ),
)  # fmt: skip
KINDS = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "b" * 300, "application/json", "text/plain; charset=\x7f", "", "a/b;" * 40,
)  # fmt: skip
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="aksi"\r\n\r\nsimpan\r\n--x--\r\n', b"--x\r\n\r\n1\r\n--x--\r\n", b"--x", b"--x--",
    b'--x\r\nContent-Disposition: form-data; name="berkas"; filename="a.xlsx"\r\n\r\nPK\x03\x04' + b"\x00" * 200 + b"\r\n--x--\r\n",
    b"a=" + b"%" * 4000, b"&" * 9000, b"=" * 500, b"\xff\xfe" * 300, b"a=1&" * 1200, b"%u0000=%uD800", b'{"a": [[[[[',
)  # fmt: skip
FILES = (
    b"", b"nip,nama\n1,A\n", b"\xef\xbb\xbf" * 50, b"PK\x03\x04" + b"\x00" * 300, b"%PDF-1.4\n" + b"\xff" * 200, b"\x89PNG\r\n\x1a\n" + b"\x00" * 90,
    b"," * 20_000, b'"' * 3000, b"method,rater,ratee\npeer,1,2\n", b"\x00" * 5000, b"a = " + b"[" * 2000,
)  # fmt: skip


PATIENCE = 0.1
"""Seconds of silence after which bytes that began no request, or half of one, are given up."""


@dataclass
class Report:
    """What came back: how often each status, the slowest (seconds, what), and what was a fault."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    faults: list[str] = field(default_factory=list)

    def note(self, status: int, seconds: float, what: str, *, fault: bool) -> None:
        self.statuses[status] += 1
        self.slowest = max(self.slowest, (seconds, what))
        if fault:
            self.faults.append(f"{status} {what}")


def field_names() -> list[str]:
    """The names of the fields of all forms, and some that no form has."""
    found, classes = {"n-PEL1", "n-KOM1", "n-XX", "csrf_token", "benar", "x" * 300, "\x00", "kembali", ""}, [Form]
    while classes:
        form = classes.pop()
        classes += form.__subclasses__()
        found |= {name for name, value in vars(form).items() if isinstance(value, UnboundField)}
    return sorted(found)


def requests(world: World, who: str, count: int, seed: int, report: Report) -> None:
    """Send as many odd requests as one role, in an order that the seed fixes."""
    draw, names = random.Random(f"{seed}/{who}"), field_names()
    rules = sorted(world.app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ())))
    known: dict[str, Any] = {
        "ref": [world.ref(*pair) for pair in (("self", MELATI, MELATI), ("peer", MELATI, RATNA), ("supervisor", SEKRETARIS, MELATI))],
        "id": [CYCLE], "cycle": [CYCLE], "tahap": ["sebelum", "sesudah", "pelibatan", "penutup"], "what": ["skp", "hasil", "cetak", "csv", "xlsx"],
        "filename": ["kantor.css"], "number": [0, 1, 2, 99], "berkas": ["organisation.toml", "pages/tentang.id.md"], "file": ["index.html"],
    }  # fmt: skip
    person, token = fresh(world, who)
    for n in range(count):
        if n % 100 == 0:
            person, token = fresh(world, who)
        rule = rules[n % len(rules)] if draw.random() < 0.7 else draw.choice(rules)
        parts = {}
        for name in rule.arguments:
            whole = "IntegerConverter" in type(rule._converters.get(name)).__name__
            odd = draw.choice((0, 7, 10**9)) if whole else draw.choice(TEXTS) or "x"
            parts[name] = draw.choice(known[name]) if name in known and draw.random() < 0.6 else odd
            parts[name] = parts[name] if whole or isinstance(parts[name], str) else str(parts[name])
        own = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        method = draw.choice([*own * 6, *METHODS])
        try:
            path = world.app.url_map.bind("localhost").build(rule.endpoint, parts, method=own[0])
        except Exception:
            path = "/" + quote(draw.choice(TEXTS))
        if draw.random() < 0.05:
            path = "/" + quote_from_bytes(draw.randbytes(draw.randrange(1, 60)), safe="/%?;")
        sent = body(draw, names, token)
        headers = [draw.choice(HEADERS)] if draw.random() < 0.15 else []
        query = {draw.choice(names): draw.choice(TEXTS) for _ in range(draw.randrange(3))}
        began = time.perf_counter()
        answer = person.http.open(
            f"http://localhost{path}",
            method=method,
            query_string=None if "?" in path else query,
            headers=headers,
            buffered=True,
            **sent,
        )
        took = time.perf_counter() - began
        fault = answer.status_code >= 500 and not answer.request.path.startswith("/sehat")
        report.note(answer.status_code, took, f"{who or 'anyone'} {method} {path[:120]} {str(sent)[:300]}", fault=fault)


def fresh(world: World, who: str) -> tuple[Person, str]:
    person = world.client(who)
    return person, person.token()


def body(draw: random.Random, names: list[str], token: str) -> dict[str, Any]:
    """One body: fields with the page's token mostly, with files sometimes, or bytes of some kind."""
    kind = draw.random()
    if kind < 0.15:
        return {"data": draw.choice((*PARTS, draw.randbytes(draw.randrange(300)))), "content_type": draw.choice(KINDS)}
    fields: dict[str, Any] = {draw.choice(names): draw.choice(TEXTS) for _ in range(draw.randrange(8))}
    if draw.random() < 0.85:
        fields["csrf_token"] = token
    if kind < 0.3:
        fields["berkas"] = (
            io.BytesIO(draw.choice(FILES)),
            draw.choice(("a.csv", "a.xlsx", "a.pdf", "..\\a", "\x00", "x" * 300)),
        )
        return {"data": fields, "content_type": "multipart/form-data"}
    return {"data": fields}


def no_requests(draw: random.Random) -> Iterator[bytes]:
    """Yield bytes for a socket: lines, headers and bodies that HTTP does not know."""
    lines = (
        b"GET / HTTP/1.1", b"GET /%00 HTTP/1.1", b"GET //x/.. HTTP/9.9", b"\x00\x00", b"GET http://evil/ HTTP/1.1", b"POST /masuk HTTP/1.1", b"GET /\xff\xfe HTTP/1.1",
        b"G" * 9000 + b" / HTTP/1.1", b"GET /" + b"a" * 70_000 + b" HTTP/1.1", b"PRI * HTTP/2.0", b"OPTIONS * HTTP/1.1", b"get / http/1.1", b"GET / HTTP/1.0", b"CONNECT x:1 HTTP/1.1",
    )  # fmt: skip
    heads = (
        b"Host: localhost", b"Host: a..b", b"Host: " + b"x" * 300, b"Host: localhost\r\nHost: evil", b"Host: \xc3\xa9", b"Content-Length: -1", b"Content-Length: 1e3",
        b"Content-Length: 5\r\nContent-Length: 6", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"Cookie: " + b"a=b; " * 900, b": x", b"A\x00: b", b" folded",
        b"X: " + b"y" * 70_000, b"Content-Type: multipart/form-data; boundary=", b"Expect: 100-continue", b"Connection: upgrade\r\nUpgrade: h2c",
    )  # fmt: skip
    while True:
        head = b"\r\n".join([draw.choice(lines), *draw.sample(heads, draw.randrange(4)), b"Connection: close"])
        tail = draw.choice((b"", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"-1\r\n\r\n", draw.randbytes(200), b"a=1"))
        yield draw.choice((head + b"\r\n\r\n" + tail, head + b"\n\n" + tail, draw.randbytes(400), head))


def raw(address: str, count: int, seed: int, report: Report) -> None:
    """Send bytes to a served app, each over a connection of its own; whoever is waited for longer than `PATIENCE` has not answered."""
    port = int(address.rpartition(":")[2])
    made = no_requests(random.Random(seed))
    for _ in range(count):
        sent, began, said = next(made), time.perf_counter(), b""
        with socket.create_connection(("127.0.0.1", port)) as line, suppress(ConnectionError, TimeoutError):
            line.sendall(sent)
            line.settimeout(PATIENCE)
            while part := line.recv(65536):
                said += part
        status = re.match(rb"HTTP/1\.[01] (\d{3})", said)
        code = int(status.group(1)) if status else 0
        fault = (code >= 500 and code not in (501, 505) and b"/sehat" not in sent) or b"Traceback" in said
        report.note(code, time.perf_counter() - began, repr(sent[:300]), fault=fault)
