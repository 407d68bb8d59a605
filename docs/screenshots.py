"""Makes the pictures of README, handbook and guide from the worked example: `.venv/bin/python docs/screenshots.py`.

Runs the example in a temporary folder, serves both sides, and walks them in Debian's chromium as an ASN, a supervisor
and HR. Needs the development environment (`make test` sets it up). Overwrites `docs/gambar/*.png`.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kinerja.cli.building import build_site
from kinerja.config import Folders, open_office
from kinerja.demo.run import TRIAL, run_demo
from kinerja_office import cycles
from kinerja_office.office import Office

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "gambar"
SECRET = "pasar sungai jembatan"  # noqa: S105  of an invented person
PHONE = {"width": 390, "height": 780}
TALLEST = 1500


def free_port() -> int:
    """Return a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Make every picture."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        folders = Folders(Path(folder), ROOT / "content")
        done = run_demo(folders, lambda line: print(line, file=sys.stderr), build_site)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        public(browser, folders.public_html)
        with open_office(done.folders) as office:
            from forms_service import create_app
            from forms_service.web.serving import make_server

            app = create_app(
                office, packages=folders.published, site=folders.public_html, content=folders.content,
                preview=lambda packages, out, _: build_site(packages, folders.content, out, full=True),
            )  # fmt: skip
            port = free_port()
            server = make_server(app, "127.0.0.1", port)
            threading.Thread(target=server.run, daemon=True).start()
            private(browser, f"http://127.0.0.1:{port}", office, {r: (w, c) for r, w, c in done.sign_ins})
            browser.close()
            server.close()


def public(browser: Browser, site: Path) -> None:
    """The home page, on a phone beside a desk, as one picture."""
    shots = []
    for width in (744, 360):
        page = browser.new_context(viewport={"width": width, "height": 860}).new_page()
        page.goto((site / "index.html").as_uri())
        shots.append((width, b64encode(page.screenshot()).decode()))
    page = browser.new_context(viewport={"width": 1180, "height": 908}).new_page()
    pictures = "".join(f'<img width="{w}" height="860" src="data:image/png;base64,{data}">' for w, data in shots)
    page.set_content(
        "<style>body{margin:0;display:flex;gap:24px;background:#ddd8c8;padding:24px}img{border:1px solid #999}</style>"
        + pictures
    )
    page.screenshot(path=OUT / "beranda.png")


def private(browser: Browser, base: str, office: Office, who: dict[str, tuple[str, str]]) -> None:
    """The form service as an ASN, a supervisor and HR see it; the trial cycle is answered, closed and objected to."""
    page = browser.new_context(viewport=PHONE, locale="id-ID").new_page()
    page.goto(base + "/masuk")
    shoot(page, "masuk")
    hr = sign_in(browser, base, *who["HR"], width=1100)
    for path, name in (
        ("/meja/", "beranda"), ("/meja/pegawai", "pegawai"), ("/meja/isi/berkas/organisation.toml", "isi"),
        ("/meja/periode/baru", "periode-baru"),
    ):  # fmt: skip
        hr.goto(base + path)
        shoot(hr, f"hr-{name}")
    before = f"/meja/periode/{TRIAL}/"
    for path, name in (
        ("penugasan", "penugasan"), ("rencana", "rencana"), ("slip", "slip"), ("keikutsertaan", "keikutsertaan"),
        ("pengingat", "pengingat"), ("tutup", "tutup"),
    ):  # fmt: skip
        hr.goto(base + before + path)
        shoot(hr, f"hr-{name}")

    asn = sign_in(browser, base, *who["ASN"])
    asn.goto(base + "/tugas")
    shoot(asn, "tugas")
    asn.goto(base + "/tujuan")
    shoot(asn, "tujuan")
    fill_in_self(asn, base)
    shoot(asn, "tanda-terima")
    boss = sign_in(browser, base, *who["Atasan"])
    boss.goto(base + "/tujuan-bawahan")
    shoot(boss, "tujuan-atasan")

    cycles.close_cycle(office, TRIAL, "hr")
    asn = sign_in(browser, base, who["ASN"][0], SECRET, again=True)
    asn.goto(base + "/hasil")
    asn.locator("main a[href^='/hasil/2025/']").first.click()
    shoot(asn, "hasil")
    asn.goto(f"{base}/pendapat/{TRIAL}/sesudah")
    shoot(asn, "pendapat-penutup")
    asn.goto(f"{base}/keberatan/{TRIAL}")
    shoot(asn, "keberatan")
    for path, name in (
        ("keberatan", "keberatan"), ("pendapat/penutup", "pelibatan"), ("terbit", "terbit"), ("sisa", "segel"),
    ):  # fmt: skip
        hr.goto(base + before + path)
        shoot(hr, f"hr-{name}")
    for path, name in (("pelatihan", "pelatihan"), ("tindak-lanjut", "tindak-lanjut")):
        hr.goto(f"{base}/meja/periode/2025/{path}")
        shoot(hr, f"hr-{name}")


def fill_in_self(page: Page, base: str) -> None:
    """Answer the first task on every screen and send it."""
    page.goto(base + "/tugas")
    page.locator("main a[href^='/tugas/']").first.click()
    for _ in range(20):
        if page.locator("form[action*='/kirim?']").count():
            page.locator("form[action*='/kirim?'] button").first.click()
            return
        for group in page.locator("main fieldset").all():
            group.locator("input[value='4']").first.check(force=True)
        button = page.locator("main form:not(.inline) button:not(.quiet)")
        link = page.locator("main a.button, main p.go a")
        (button if button.count() else link).first.click()


def sign_in(browser: Browser, base: str, who: str, code: str, width: int = 390, again: bool = False) -> Page:
    """Sign in with a slip and set an own secret (or, `again`, with that secret); return the page after it."""
    page = browser.new_context(viewport={**PHONE, "width": width}, locale="id-ID").new_page()
    page.goto(base + "/masuk")
    page.fill("input[name=nomor]", who)
    page.fill("input[name=sandi]", code)
    page.click("main form:has(input[name=nomor]) button")
    if not again:
        page.fill("input[name=sandi]", SECRET)
        page.fill("input[name=ulang]", SECRET)
        page.click("main form:has(input[name=ulang]) button")
    return page


def shoot(page: Page, name: str) -> None:
    """Take the picture of a page, its beginning where it is long."""
    width, height = (page.evaluate(f"document.documentElement.{side}") for side in ("clientWidth", "scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    page.screenshot(path=OUT / f"{name}.png", full_page=True, clip=clip)
    print(name, page.title(), file=sys.stderr)


if __name__ == "__main__":
    main()
