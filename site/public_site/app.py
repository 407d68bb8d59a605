"""The public site as a Flask application: one view that looks a page up in the site's own list of pages.

The application can be served as it is for a preview; `build` freezes it.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from public_site.assets import IN_PAGES, Asset
from public_site.charts import HATCH
from public_site.errata import beside
from public_site.figures import noise
from public_site.package import Package
from public_site.page import Page
from public_site.picture import scannable
from public_site.view import Site, View
from public_site.words import LANGS, fill, fixed, join, name

NAV = (
    ("beranda", "index.html"),
    ("hasil", "terbaru/index.html"),
    ("tren", "tren.html"),
    ("panduan", "panduan/index.html"),
    ("tentang", "tentang/index.html"),
    ("data", "data.html"),
    ("isi", "daftar-isi.html"),
)
FOOTER = (
    ("cara-membaca", "how_to_read"),
    ("glosarium.html", "glossary_title"),
    ("terbitan.html", "releases_title"),
    ("aksesibilitas", "accessibility"),
    ("tentang/index.html#kontak", "contact"),
)


def links_of(package: Package, paths: frozenset[str]) -> list[tuple[str, str]]:
    """Return the pages beside a cycle's figures that exist, in reading order, with the key of their label."""
    names = (
        ("kelompok", "groups"), ("warga", "citizens"), ("tindak-lanjut", "follow_up"), ("pelatihan", "training_page"), ("pelibatan", "consultation"),
        ("rencana", "goals"), ("metode", "methods"), ("predikat", "predicates"), ("partisipasi", "participation"),
        ("disembunyikan", "withheld"), ("catatan", "notes"), ("instrumen", "instrument"), ("ringkasan", "summary"),
        ("data", "data"), ("tanda-terima", "receipts"),
    )  # fmt: skip
    found = ((f"{package.id}/{file}.html", f"link_{key}") for file, key in names)
    return [(path, key) for path, key in found if path in paths]


class Renderer:
    """Draws pages: one template environment, and what every page's frame needs."""

    def __init__(self, site: Site, pages: tuple[Page, ...]) -> None:
        self.site = site
        self.paths = frozenset(p.path for p in pages)
        self.environment = Environment(
            loader=PackageLoader("public_site"),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,  # templates do not change while pages are drawn; looking costs a call to the disk each
        )
        office = site.content.organisation
        self.environment.globals.update(
            office=office,
            policy=IN_PAGES,
            fixed=fixed,
            label=name,
            scannable=scannable,
            join=join,
            noise=noise,
            hatch=HATCH,
            address=self.address,
            links_of=partial(links_of, paths=self.paths),
            licence=fill('<a href="{}" rel="license" data-fixed>{}</a>', office.licence_url, office.licence),
        )

    def address(self, path: str, lang: str) -> str:
        """Return a full address where the office has named its own, else one that `frame` makes relative."""
        return self.site.content.organisation.url + ("en/" if lang == "en" else "") + path

    def draw(self, page: Page, lang: str) -> bytes:
        """Return the bytes of a page."""
        url = self.site.content.organisation.url
        absolute = (urlsplit(url).path or "/") if page.path == "404.html" else ""
        view = View(self.site, lang, page.path, absolute)
        latest = self.site.latest
        canonical = f"{latest.id}/index.html" if page.path == "terbaru/index.html" and latest else page.path
        purpose = page.purpose(view)
        html = self.environment.get_template(page.template).render(
            v=view,
            page=page,
            title=page.title(view),
            purpose=purpose,
            lead=page.finding(view) or purpose,
            frame=self.frame(page, view),
            canonical=canonical,
            address=self.address if url else lambda path, code: view.url(path, code),
            errata=beside(view),
            **page.context(view),
        )
        return html.encode()

    def frame(self, page: Page, view: View) -> Any:
        """Return the `header` and `footer` that all pages of one section, language and depth share."""
        links = [(k, p) for k, p in NAV if p in self.paths]
        section, here = page.section, page.path if page.path in dict(links).values() else ""

        def make() -> Any:
            shown = [(p, key) for p, key in FOOTER if self.exists(p, view)]
            foot_links = [(view.guide(p) if "." not in p else view.url(p), view.t(key)) for p, key in shown]
            foot_links += [(view.url("terbitan.atom"), view.t("footer_feed"))] * view.site.feed
            about = {"v": view, "section": section, "here": here, "links": links, "foot_links": foot_links}
            return self.environment.get_template("frame.html").make_module(about)

        return view.once(("frame", section, here), make)

    def exists(self, path: str, view: View) -> bool:
        """Tell whether a footer link has a page behind it."""
        return path.split("#")[0] in self.paths or bool(view.guide(path))


class Compiled(BytecodeCache):
    """Compiled templates, kept between builds in a folder that may go, be damaged, or be nobody's to write: it only saves time.

    A file begins with a hash of `made_by` (code and libraries that compiled it) and of itself.
    """

    def __init__(self, folder: Path, made_by: str) -> None:
        self.folder, self.made_by = folder, made_by.encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from its file, if it is as it was written."""
        with suppress(OSError):
            mark, _, code = (self.folder / bucket.key).read_bytes().partition(b"\n")
            if mark == self.mark(code):
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        code, part = bucket.bytecode_to_string(), self.folder / f"{bucket.key}.part"
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            part.write_bytes(self.mark(code) + b"\n" + code)
            part.replace(self.folder / bucket.key)

    def mark(self, code: bytes) -> bytes:
        """Return what a file has to begin with."""
        return hashlib.sha256(self.made_by + code).hexdigest().encode()


def makers_of(
    site: Site, pages: tuple[Page, ...], assets: tuple[Asset, ...], compiled: Compiled | None = None
) -> Mapping[str, Callable[[], bytes]]:
    """Return what makes each file of the site, by its path; with `compiled`, every template is loaded at once."""
    renderer = Renderer(site, pages)
    if compiled:
        renderer.environment.bytecode_cache = compiled
        for name in renderer.environment.list_templates():
            renderer.environment.get_template(name)
    return {
        **{("en/" if lang == "en" else "") + p.path: partial(renderer.draw, p, lang) for p in pages for lang in LANGS},
        **{a.path: a.make for a in assets},
    }


def create_app(makers: Mapping[str, Callable[[], bytes]]) -> Flask:
    """Return the application."""
    app = Flask("public_site", static_folder=None)

    @cache
    def kind(extension: str) -> str:
        return (
            {"": "text/plain", ".atom": "application/atom+xml", ".jsonld": "application/ld+json"}.get(extension)
            or mimetypes.guess_type("x" + extension)[0]
            or "text/plain"
        )

    @app.get("/")
    @app.get("/<path:path>")
    def show(path: str = "index.html") -> Response:
        make = makers.get(path) or makers.get(posixpath.join(path, "index.html"))
        if make is None:
            abort(404)
        return Response(make(), mimetype=kind(posixpath.splitext(path)[1]))

    return app
