"""Pictures to share: the answer of the home page as a stand-alone SVG, and a page's address as a code to scan."""

from __future__ import annotations

import re
import textwrap
from decimal import Decimal
from html import escape

from markupsafe import Markup

from kinerja_words import colours
from public_site.package import METHODS, Cell, Package
from public_site.view import Site, View
from public_site.words import name, raw

WIDTH, HEIGHT = 1200, 630
MASK = 3
"""One pattern for all codes: any of the eight reads alike, and to weigh them against each other is most of the work."""
FONT = 'font-family="system-ui, Noto Sans, sans-serif"'


def at(place: tuple[float, float], size: int, content: str | Markup, fill: str, extra: str = "") -> str:
    """Write a text at a place."""
    words = content if isinstance(content, Markup) else name(content, "tspan")
    return f'<text x="{place[0]:g}" y="{place[1]:g}" font-size="{size}" fill="{fill}" {extra}>{words}</text>'


def wrapped(place: tuple[float, float], size: int, text: str, width: int, fill: str, step: float, extra: str) -> str:
    """Write a name on at most two lines: one text, for its digits are the name's."""
    lines = textwrap.wrap(text, width, max_lines=2, placeholder="…", break_on_hyphens=False)
    up = (len(lines) - 1) / 2 if "end" in extra else 0
    spans = " ".join(
        f'<tspan x="{place[0]:g}" y="{place[1] + step * (n - up):g}">{escape(line, quote=False)}</tspan>'
        for n, line in enumerate(lines)
    )
    return at(place, size, raw(f'<tspan data-fixed="text">{spans}</tspan>'), fill, extra)


def summary(site: Site, package: Package, lang: str) -> bytes:
    """Draw title, strongest and weakest criterion and one line of dots per criterion."""
    view = View(site, lang, f"{package.id}/gambar.svg")
    office = site.content.organisation
    c = {n: colours.readable(office.colours.get(n, d), "light") for n, d in colours.DEFAULTS.items()}
    ink, soft, line = "#1b1f1d", "#55605a", "#d9d4c5"
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours.PAPER["light"]}"/><rect width="{WIDTH}" height="14" fill="{c["accent"]}"/>',
        at((60, 84), 30, f"{office.title.plain(lang)} · {office.name.plain(lang)}", ink, 'font-weight="700"'),
        at((60, 126), 26, view.title(package, "tspan"), soft),
    ]
    for base, key, ends in zip((180, 370), ("highest", "lowest"), view.extremes(package), strict=True):
        if not 0 < len(ends) <= 2:  # there is no room for more, and to name two of three that are equal would rank them
            continue
        word = view.level(package, ends[0][1])
        whose = view.plain(f"picture_{key}", method=view.plain(f"method_{package.lead}"))
        parts += [
            at((60, base), 22, f"{whose}{':' * bool(word)}", soft),
            at((60, base + 30), 22, word.striptags(), ink),
        ]
        for i, (criterion, value) in enumerate(ends):
            down = base + 74 + 58 * i
            parts.append(at((60, down), 34, view.cell(value, "tspan"), c["mark"], 'font-weight="700"'))
            parts.append(wrapped((150, down), 28, criterion.name.plain(lang), 20, ink, 30, 'font-weight="700"'))
    parts.append(at((60, 580), 22, view.plain("picture_privacy"), soft))
    left, right, top = 760.0, 1130.0, 120.0
    step = min(48.0, 400 / max(len(package.instrument.criteria), 1))
    low, high = package.instrument.low, package.instrument.high

    def x(value: Decimal) -> float:
        return left + float((value - low) / (high - low)) * (right - left)

    for i, criterion in enumerate(package.instrument.criteria[:10]):
        y = top + i * step
        parts.append(wrapped((left - 20, y + 7), 19, criterion.name.plain(lang), 22, ink, 20, 'text-anchor="end"'))
        parts.append(f'<path d="M{left:g} {y:g}H{right:g}" stroke="{line}" stroke-width="2"/>')
        for method in package.seen:
            mean: Cell | None = view.mean(package, "*", method, criterion.code)
            if mean is not None and mean.number is not None:
                parts.append(f'<g transform="translate({x(mean.number):.1f} {y:g})">{shape(method, c)}</g>')
    foot = top + len(package.instrument.criteria[:10]) * step + 12
    for v in range(low, high + 1):
        parts.append(
            at((x(Decimal(v)), foot), 20, raw(f'<tspan data-fixed="">{v}</tspan>'), soft, 'text-anchor="middle"')
        )
    place = 560.0
    for method in package.seen:
        parts.append(f'<g transform="translate({place:g} {foot + 44:g})">{shape(method, c)}</g>')
        parts.append(at((place + 18, foot + 51), 20, view.plain(f"method_{method}"), soft))
        place += 60 + 11 * len(view.plain(f"method_{method}"))
    title = escape(f"{office.name.plain(lang)}: {package.title}", quote=False)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT} role="img" xml:lang="{lang}">'
        f'<title data-fixed="text">{title}</title>\n{body}\n</svg>\n'
    ).encode()


def shape(method: str, c: dict[str, str]) -> str:
    """Return a method's mark with its colour in it."""
    mark = METHODS[method]
    return mark.picture.format(c[mark.colour])


def scannable(address: str) -> Markup:
    """Return an address as a QR code (ISO/IEC 18004, level M) for prints: one path along the dark runs of its lines."""
    import segno  # only a page that is printed waits for it

    lines = [bytes(line) for line in segno.make(address, error="m", micro=False, mask=MASK).matrix]
    runs = (f"M{m.start()} {y}.5h{len(m[0])}" for y, line in enumerate(lines) for m in re.finditer(rb"\x01+", line))
    side = len(lines)
    return raw(
        f'<svg class="qr" viewBox="-4 -4 {side + 8} {side + 8}" aria-hidden="true"><path d="{"".join(runs)}"/></svg>'
    )
