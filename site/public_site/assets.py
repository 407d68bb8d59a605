"""Every file of the site that is not a page: stylesheet, icon, downloads, feed, site map, pictures, server settings."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape as escaped
from urllib.parse import urlsplit

from kinerja_words import colours
from public_site import combined, downloads, errata, open_data, picture, release_calendar
from public_site.package import Package
from public_site.page import Page
from public_site.site_pages import of_all
from public_site.view import HERE, Site, View
from public_site.words import LANGS

# `connect-src` gives pages nothing, for no script may run; checkers fetch robots.txt as if they were the page.
IN_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The policy as pages carry it, since hosts set headers rarely: all that a page may say of itself."""
POLICY = f"{IN_PAGES}; frame-ancestors 'none'"
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "interest-cohort=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
PACKED = "text/css text/plain image/svg+xml application/xml application/atom+xml " + " ".join(downloads.MEDIA.values())
"""What a server packs besides pages: all of it is public, so the length of what is packed gives nothing away."""
UNLINKED = ("404.html", "robots.txt", "sitemap.xml", "_headers", ".htaccess", "nginx.conf")
"""Files that are there for servers and machines: nobody has to link them."""


escape = partial(escaped, quote=False)


def quoted(text: str) -> str:
    """Return a text as the value of an attribute."""
    return f'"{escaped(text)}"'


@dataclass(frozen=True)
class Asset:
    """One file that is no page."""

    path: str
    inputs: tuple[str, ...]
    make: Callable[[], bytes]

    def key(self, base: str) -> str:
        """Return the hash of everything this file depends on."""
        return hashlib.sha256("\n".join((base, self.path, *self.inputs)).encode()).hexdigest()


def stylesheet(css: str, chosen: Mapping[str, str]) -> str:
    """Put the office's colours into the stylesheet and leave out comments and line breaks."""
    for mode in ("light", "dark"):
        names = ";".join(
            f"--{n}:{colours.readable(chosen.get(n, default), mode)}" for n, default in colours.DEFAULTS.items()
        )
        css = css.replace(f"/*{mode}*/", names)
    return re.sub(r"/\*.*?\*/\n?", "", css).replace("\n", "")


def icon(site: Site) -> bytes:
    """Return the three bars as an icon."""
    c = {n: colours.readable(site.content.organisation.colours.get(n, d), "light") for n, d in colours.DEFAULTS.items()}
    bars = "".join(
        f'<path fill="{c[n]}" d="M{x} {y}h6v{24 - y}h-6z"/>'
        for n, x, y in (("accent", 0, 13), ("data", 9, 6), ("mark", 18, 0))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{bars}</svg>\n'.encode()


def feed(site: Site, lang: str) -> bytes:
    """Return the releases and errata as an Atom feed; every date in it is a day of one of them."""
    o = site.content.organisation
    view = View(site, lang, "terbitan.atom")
    base = o.url or ""
    days = [p.release["published"] for p in site.packages] or ["1970-01-01"]
    prefix = base + ("en/" if lang == "en" and base else "")
    found = [
        *errata.entries(view),
        *(release_calendar.entries(view) if site.packages else ()),
    ]  # before there is no lasting id
    for p in reversed(site.packages):
        day = p.release["published"]
        found.append((day, p.id, p.title, f"{p.id}/index.html", view.plain("feed_entry", title=p.title)))
        for m in p.mirrors:
            said, text = view.plain("citizens_title", period=p.title), view.plain("citizens_purpose")
            found.append((m.release["published"], m.id, said, f"{p.id}/warga.html", text))
    entries = [
        f"<entry><title>{escape(title)}</title><id>{escape(_feed_id(site, lang, key, day))}</id>"
        f"<updated>{day}T00:00:00Z</updated><link href={quoted(prefix + href)}/><summary>{escape(text)}</summary></entry>"
        for day, key, title, href, text in sorted(found, key=lambda e: e[0], reverse=True)
    ]
    updated = max((day for day, *_ in found), default=days[0])
    title = f"{o.title.plain(lang)}: {view.plain('feed_title')}"
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
        f"<title>{escape(title)}</title><id>{escape(_feed_id(site, lang, '', min(days)[:4]))}</id><updated>{updated}T00:00:00Z</updated>"
        f'<author><name>{escape(o.name.plain(lang))}</name></author><link rel="self" href={quoted(prefix + view.path)}/>'
        f'<link rel="alternate" href={quoted(prefix + "index.html")}/>'
        f"{''.join(entries)}</feed>\n"
    ).encode()


def _feed_id(site: Site, lang: str, key: str, day: str) -> str:
    """Return what a reader knows the feed (no key) or an entry by: made of the first package's hash, which never changes.

    An office whose first package is of version 0.1.0 (formats 1 and 2) keeps the ids it has, which carry its e-mail address.
    """
    first = min(
        site.packages, key=lambda p: (p.release.get("previous", "") != "", p.release["published"]), default=None
    )
    if first is None or first.meta.get("format", 1) > 2:
        start = first.release["package"] if first else ""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{start}/{lang}/{key}").urn
    return f"tag:{site.content.organisation.email or 'kinerja.demo.invented'},{day}:{lang}" + (f"/{key}" if key else "")


def sitemap(site: Site, pages: tuple[Page, ...]) -> bytes:
    """Return the site map, without times; only an office that names its address has one."""
    url = site.content.organisation.url
    locs = "".join(
        f"<url><loc>{escape(url + ('en/' if lang == 'en' else '') + p.path)}</loc></url>"
        for p in pages
        if p.path != "404.html" and p.linked
        for lang in LANGS
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>\n'.encode()


def server_files(site: Site) -> Mapping[str, str]:
    """Return ready header settings for static hosts, Apache and nginx, and robots.txt."""
    url = site.content.organisation.url
    missing = f"{urlsplit(url).path or '/'}404.html"

    def headers(line: str) -> str:
        return "".join(line.format(name, value) for name, value in HEADERS)

    return {
        "robots.txt": "User-agent: *\nAllow: /\n" + (f"Sitemap: {url}sitemap.xml\n" if url else ""),
        "_headers": "/*\n" + headers("  {}: {}\n"),
        ".htaccess": "# Apache: put next to index.html; needs mod_headers and mod_deflate.\n"
        f"ErrorDocument 404 {missing}\nAddDefaultCharset utf-8\nAddType application/atom+xml .atom\n"
        "<IfModule mod_headers.c>\n" + headers('  Header always set {} "{}"\n') + "</IfModule>\n"
        f"<IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE text/html {PACKED}\n</IfModule>\n",
        "nginx.conf": "# nginx: include this inside the server block that serves this folder.\n"
        f"error_page 404 {missing};\ncharset utf-8;\ngzip on;\ngzip_vary on;\ngzip_types {PACKED};\n"
        + headers('add_header {} "{}" always;\n'),
    }


def made_of(package: Package, name: str) -> tuple[str, ...]:
    """Return what a download depends on: itself where it is a file of the package, else all of it."""
    return (hashlib.sha256(package.files[name]).hexdigest() if name in package.files else package.digest,)


def clothes(site: Site, pages: tuple[Page, ...]) -> Iterator[Asset]:
    """Return what every site has: its stylesheet, its pictures, its content, and what servers and programs read."""
    o = site.content.organisation
    css = (HERE / "style.css").read_text("utf-8")
    yield Asset("gaya.css", (), lambda: stylesheet(css, o.colours).encode())
    yield Asset("ikon.svg", (), lambda: icon(site))
    for name in sorted({o.logo, o.share_image if o.url else ""} - {""}):
        yield Asset(name, (), partial(site.content.files.__getitem__, name))
    yield Asset(
        "content.zip",
        (site.content.digest,),
        lambda: combined.archive({f"content/{n}": d for n, d in site.content.files.items()}),
    )
    if o.url:
        yield Asset("sitemap.xml", tuple(f"{p.path} {p.linked}" for p in pages), lambda: sitemap(site, pages))
    for name, text in server_files(site).items():
        yield Asset(name, (), text.encode)


def assets(site: Site, pages: tuple[Page, ...]) -> Iterator[Asset]:
    """Return every file of an office's site that is no page."""
    every = of_all(site)
    yield from clothes(site, pages)
    yield Asset("kamus-data.csv", (), downloads.dictionary_file().encode)
    for lang in LANGS:
        prefix = "en/" if lang == "en" else ""
        yield Asset(f"{prefix}terbitan.atom", every, partial(feed, site, lang))
        for p in site.packages:
            yield Asset(f"{prefix}{p.id}/gambar.svg", (p.digest,), partial(picture.summary, site, p, lang))
    for name in open_data.names(site):
        yield Asset(f"data/{name}", every, partial(lambda name: site.open_data[name], name))
    for p in site.packages:
        for name, make in downloads.of_package(p):
            yield Asset(f"{p.id}/data/{name}", made_of(p, name), make)
            if p is site.latest:
                yield Asset(f"terbaru/data/{downloads.stable_name(name, p)}", made_of(p, name), make)
        for m in p.mirrors:
            yield from (
                Asset(f"{m.id}/data/{name}", (p.mirrors_digest,), make) for name, make in downloads.of_mirror(m)
            )
