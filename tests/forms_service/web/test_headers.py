"""What every answer promises the browser: the rules of MDN's HTTP Observatory as assertions."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from itsdangerous import BadSignature, TimestampSigner

from tests.forms_world import MELATI, World, build_world

PATHS = (
    "/masuk",
    "/lupa",
    "/tugas",
    "/hasil",
    "/nix",
    "/ping",
    "/sehat",
    "/static/kantor.css",
    "/bantuan",
    "/kerahasiaan",
)
ALONE = "{% else %}<style>{{ style|safe }}</style>"
"""The file that the command writes carries its style; what the service sends links it (`test_slips`)."""
FRONT = "<style>{{ first_style }}</style>"
"""What pages before the sign-in carry; the policy names its hash (`test_a_first_look_takes_one_trip`)."""


@pytest.fixture
def tls(tmp_path: Path) -> World:
    return build_world(tmp_path, url="https://localhost")


def get(world: World, path: str):
    return world.app.test_client().get(path, base_url="https://localhost", buffered=True)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_closed(tls: World, path: str) -> None:
    headers = get(tls, path).headers
    policy = dict(d.split(" ", 1) for d in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "script-src" not in policy, "default-src 'none' forbids scripts"
    assert int(re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])[1]) >= 15768000  # type: ignore[index]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    if not path.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


def test_the_cookie(tls: World) -> None:
    cookie = get(tls, "/masuk").headers["Set-Cookie"]
    assert cookie.startswith("__Host-kinerja=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie, "it ends with the browser"


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    root = Path(__file__).parents[3] / "forms_service"
    templates = list(root.glob("*/templates/*.html"))
    assert len(templates) > 60
    for template in templates:
        text = template.read_text()
        if template.name == "slip_sheets.html":
            assert text.count(ALONE) == 1
            text = text.replace(ALONE, "")
        if template.name == "base.html":
            assert text.count(FRONT) == 1
            text = text.replace(FRONT, "")
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), template.name
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), template.name
    assert not list((root / "static").glob("*.js"))


@pytest.mark.parametrize("path", ["/", "/masuk", "/lupa"])
def test_a_first_look_takes_one_trip(world: World, path: str) -> None:
    """No redirect, and nothing to fetch before it can be painted: the policy allows the very style that the page brings."""
    answer = world.client().get(path)
    assert answer.status_code == 200
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r'<link rel="stylesheet"[^>]*>', answer.text) == re.findall(
        r'<link rel="stylesheet" href="/static/kantor\.[0-9a-f]{10}\.css" media="print">', answer.text
    ), "the rest is fetched beside, for the next page"
    assert len(answer.data) <= 12_000
    assert set(re.findall(r'class="([^"]+)"', answer.text.partition("<main")[2])) <= {
        "wrap", "lead", "field", "go", "text", "noprint"
    }, "a class of these pages is styled by the part of kantor.css above its mark"  # fmt: skip


def test_static_files_are_kept_for_a_year_under_a_name_of_what_they_are(world: World) -> None:
    me = world.client(MELATI)
    page = me.get("/tugas").text
    assert "<style" not in page
    (address,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    answer = me.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert hashlib.sha256(answer.data).hexdigest()[:10] in address
    packed = me.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == answer.data
    assert packed.headers["Vary"] == "Accept-Encoding"
    for other in ("/static/kantor.css", "/static/kantor.0123456789.css"):
        late = me.get(other)
        assert late.data == answer.data, "a page of an earlier version still finds a style"
        assert late.headers["Cache-Control"] == "no-cache"
    assert me.get("/static/nix.css").status_code == 404
    assert me.get("/static/nix.css").headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in me.get("/tugas", headers={"Accept-Encoding": "gzip"}).headers, "decision 18"


def test_the_cookie_is_signed_with_sha_256(world: World) -> None:
    me = world.client(MELATI)
    found = me.http.get_cookie(world.app.config["SESSION_COOKIE_NAME"])
    assert found
    key = world.app.config["SECRET_KEY"]
    good = TimestampSigner(key, salt="cookie-session", key_derivation="hmac", digest_method=hashlib.sha256)
    good.unsign(found.value)
    with pytest.raises(BadSignature):
        TimestampSigner(key, salt="cookie-session", key_derivation="hmac").unsign(found.value)


def test_the_stylesheet_is_small() -> None:
    body = (Path(__file__).parents[3] / "forms_service" / "static" / "kantor.css").read_bytes()
    assert len(gzip.compress(body, 9)) <= 6 * 1024


def test_a_page_with_all_it_needs_fits_fourteen_kilobytes(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    css = len(gzip.compress(me.get("/static/kantor.css").data))
    for path in ("/tugas", f"/tugas/{ref}/1", f"/tugas/{ref}/periksa"):
        assert css + len(gzip.compress(me.get(path).data)) <= 14 * 1024
