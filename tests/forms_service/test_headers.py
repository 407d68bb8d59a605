"""What every answer promises the browser: the rules of MDN's HTTP Observatory as assertions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.forms_world import MELATI, World, build_world

PATHS = ("/masuk", "/lupa", "/tugas", "/hasil", "/nix", "/ping", "/static/kantor.css", "/bantuan", "/kerahasiaan")
ALONE = "{% else %}<style>{{ style|safe }}</style>"
"""The file that the command writes carries its style; what the service sends links it (`test_slips`)."""


@pytest.fixture
def tls(tmp_path: Path) -> World:
    return build_world(tmp_path, secure=True)


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
    root = Path(__file__).parents[2] / "forms_service"
    templates = list(root.glob("*/templates/*.html"))
    assert len(templates) > 60
    for template in templates:
        text = template.read_text()
        if template.name == "slip_sheets.html":
            assert text.count(ALONE) == 1
            text = text.replace(ALONE, "")
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), template.name
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), template.name
    assert not list((root / "static").glob("*.js"))


def test_the_stylesheet_is_small() -> None:
    import gzip

    body = (Path(__file__).parents[2] / "forms_service" / "static" / "kantor.css").read_bytes()
    assert len(gzip.compress(body, 9)) <= 6 * 1024


def test_a_page_with_all_it_needs_fits_fourteen_kilobytes(world: World) -> None:
    import gzip

    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    css = len(gzip.compress(me.get("/static/kantor.css").data))
    for path in ("/tugas", f"/tugas/{ref}/1", f"/tugas/{ref}/periksa"):
        assert css + len(gzip.compress(me.get(path).data)) <= 14 * 1024
