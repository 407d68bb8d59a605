"""All pictures of the site as strings of inline SVG: dots, slopes, bars, shares; plus the marks they share.

Positions are percentages, so that text keeps its size at every width. Values are never in a picture alone: they stand as
text beside the mark, with the reference of their cell; the SVG itself is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from markupsafe import Markup, escape

from public_site import figures
from public_site.figures import NOISE
from public_site.package import METHODS, Cell, Package, Row
from public_site.view import View
from public_site.words import NOTHING, fill, fixed, inside, raw

HATCH = raw(
    '<svg class="def" aria-hidden="true" width="0" height="0"><defs><pattern id="h" width="6" height="6"'
    ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hl" d="M0 0v6"/></pattern></defs></svg>'
)
"""What `hx` is filled with: once on a page that has it."""


BANDS = {"high": "bar", "mid": "mid", "low": "lo"}
"""The bands of a scale in the order they are drawn, with the class of their colour."""


Place = tuple[str, Decimal | None, tuple[Decimal, Decimal] | None]
"""A method, its mean (none where withheld), and the ends between which it could stand for those who did not answer."""
ShareRow = tuple[Markup, Row | None, Markup]


@dataclass(frozen=True)
class DotRow:
    """One line of a dot chart: a name and one mean per method."""

    label: Markup
    means: Mapping[str, Cell | None]
    strong: bool = False
    open: Mapping[str, tuple[Decimal, Decimal] | None] = field(default_factory=dict)
    """Where the mean of a method could stand for those who did not answer (`Package.unanswered`)."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Return what is drawn of it."""
        return tuple([(m, c.number, self.open.get(m)) for m, c in self.means.items() if c is not None])


def svg(cls: str, height: int, *shapes: str) -> str:
    """Draw shapes as wide as there is room, hidden from screen readers."""
    return f'<svg class="{cls}" aria-hidden="true" width="100%" height="{height}">{"".join(shapes)}</svg>'


def line(label: str, text: str, drawn: str, cls: str = "") -> str:
    """Write one line of a chart: its name, its values as text, its picture."""
    return f'<li{cls}><span class="n">{label}</span><span class="v">{text}</span>{drawn}</li>'


@cache
def mark(method: str) -> Markup:
    """Return the small mark of a method, to stand before its value."""
    return raw(f'<svg class="m" viewBox="-8 -8 16 16" aria-hidden="true">{METHODS[method].chart}</svg>')


def key(view: View, methods: Sequence[str]) -> Markup:
    """Return the marks of methods with their names."""
    items = (f"<li>{mark(m)} {view.method(m)}</li>" for m in methods)
    return view.once(("key", *methods), lambda: raw(f'<ul class="key">{"".join(items)}</ul>'))


@lru_cache(maxsize=4096)
def at(value: Decimal, low: int, high: int) -> str:
    """Return the place of a value on the scale as a percentage."""
    return f"{float(100 * (value - low) / (high - low)):.1f}%"


@lru_cache(maxsize=4096)
def track(low: int, high: int, means: tuple[Place, ...], apart: bool) -> str:
    """Draw one line of marks on the cycle's part of the scale, withheld values hatching the whole line; or, `apart`, one line
    for each method, with what those who did not answer leave open as a thin line. The other language, and often another group,
    has the same."""
    shown = [number for _, number, _ in means if number is not None]
    step = 24 if apart else 0
    height = 22 + step * (len(means) - 1)
    places = (at(Decimal(v), low, high) for v in range(low, high + 1))
    under, over = [f'<line class="g" x1="{x}" x2="{x}" y1="2" y2="{height - 2}"/>' for x in places], []
    if len(shown) > 1 and not apart:
        a, b = at(min(shown), low, high), at(max(shown), low, high)
        over.append(f'<line class="sp" x1="{a}" x2="{b}" y1="11" y2="11"/>')
    for n, (method, number, ends) in enumerate(means):
        y = 11 + n * step
        if number is None:
            under.append(f'<rect class="hx" width="100%" y="{y - 4}" height="8"/>')
            continue
        if ends:
            a, b = (at(end, low, high) for end in ends)
            over.append(f'<line class="iv" x1="{a}" x2="{b}" y1="{y}" y2="{y}"/>')
        over.append(f'<svg x="{at(number, low, high)}" y="{y}" class="o">{METHODS[method].chart}</svg>')
    return svg("tr", height, *dict.fromkeys(under), *over)


def axis(view: View, package: Package, part: tuple[int, int] = (0, 0)) -> Markup:
    """Draw the part of the scale under a dot chart (the cycle's, or `part`: its first and last point), its two ends in words where
    the instrument names them, broken off and said so where the scale goes on."""
    i, (low, high) = package.instrument, part if any(part) else package.axis
    ticks = "".join(
        f'<text x="{at(Decimal(v), low, high)}" y="14" data-fixed="">{v}</text>' for v in range(low, high + 1)
    )
    cuts = "".join(
        f'<svg x="{x}" class="o"><path class="ct" d="M-6 0l3-5 3 5 3-5 3 5"/></svg>'
        for x, cut in (("0%", low > i.low), ("100%", high < i.high))
        if cut
    )
    words = Markup("")
    if i.labels:
        ends = (i.labels[end - i.low].html(view.lang) for end in (low, high))
        words = fill('<p class="ends"><span>{}</span><span>{}</span></p>', *ends)
    return raw(f"{svg('ax', 18, cuts, ticks)}{words}")


def part_of_scale(view: View, low: int, high: int, package: Package) -> Markup:
    """Say which part of the scale an axis shows; nothing where it shows all of it."""
    i = package.instrument
    if (low, high) == (i.low, i.high):
        return NOTHING
    return view.t("axis_part", low=fixed(low), high=fixed(high), first=fixed(i.low), last=fixed(i.high))


def values(view: View, means: Mapping[str, Cell | None], named: bool) -> str:
    """Write the values of a line, each after its mark; `named` shows the methods' names to everybody."""
    cls = "" if named else ' class="vh"'
    shown = ((f"{mark(m)}<span{cls}>{view.method(m)}</span>", value) for m, value in means.items() if value is not None)
    return " ".join([f"<span>{name} {figures.cell(value, view.lang, 'b')}</span>" for name, value in shown])


def dots(view: View, package: Package, rows: Sequence[DotRow], *, named: bool = False, noted: bool = False) -> Markup:
    """Draw one line of dots per row (`named`: a line for each method of a row), values at the marks, one part of the scale under
    all, and why a method is missing (`noted`: the page says so already). A dot is read by its place and not by its length: it
    needs no zero."""
    lines = [
        line(
            row.label,
            values(view, row.means, named),
            track(*package.axis, row.places, named),
            ' class="hi"' * row.strong,
        )
        for row in rows
    ]
    drawn = [m for m in package.seen if any(row.means.get(m) for row in rows)]
    wide = " four" if len(drawn) > 3 and not named else ""
    head, wide = (NOTHING, " say") if named else (key(view, drawn), wide)
    part = part_of_scale(view, *package.axis, package)
    notes = (part + view.t("axis_shared") if part else part, *(view.unseen(package, m) for m in package.methods))
    why = "" if noted else "".join(f'<p class="src">{said}</p>' for said in notes if said)
    return raw(
        f'{head}<ol class="dots{wide}">{"".join(lines)}</ol><div class="dots{wide}">{view.once(("axis", package.id), axis, view, package)}</div>{why}'
    )


def slope(
    view: View, package: Package, method: str, points: Sequence[tuple[str, Cell | None]], *, small: bool = False
) -> Markup:
    """Draw one value of a method over the comparable cycles, each where it is, with what counts as equal to the last one as a
    band, on the part of the scale that all of them share. None leaves a place empty: nothing to compare there. `small`: one of
    several alike, with key and axis said once beside them."""
    low, high = span(view, package)
    top, height = 26, 120

    def level(value: Decimal | int) -> float:
        return top + float((high - min(max(value, low), high)) / (high - low)) * height

    parts = [
        f'<line class="g{" cut" * cut}" x1="0" x2="100%" y1="{level(end):.0f}" y2="{level(end):.0f}"/>'
        f'<text class="k" x="0" y="{level(end) - 6:.0f}" data-fixed="">{end}</text>'
        for end, cut in ((high, high < package.instrument.high), (low, low > package.instrument.low))
    ]
    shown = [cell for _, cell in points if cell is not None and cell.number is not None]
    if len(shown) > 1 and (last_one := shown[-1].number) is not None:
        noise = max(NOISE, *(c.step for c in shown))
        a, b = level(last_one + noise), level(last_one - noise)
        parts.append(f'<rect class="bd" y="{a:.1f}" width="100%" height="{b - a:.1f}"/>')
    labels, last = [], ""
    for i, (label, value) in enumerate(points):
        x = f"{100 * (i + 0.5) / len(points):.1f}%"
        words = " ".join(
            f'<tspan x="{x}" y="{top + height + 20 + 18 * line}">{escape(part)}</tspan>'
            for line, part in enumerate(label.rsplit(" ", 1))  # `Semester I` and `2026`
        )
        labels.append(f'<text class="c" data-fixed="text">{words}</text>')
        if value is None or value.number is None:
            slot = f'<svg x="{x}" class="o"><rect class="hx" x="-14" y="{top}" width="28" height="{height}"/></svg>'
            parts.append(slot if value is not None else "")
            last = ""
            continue
        y = level(value.number)
        if last:
            parts.append(f'<line class="ln" {last} x2="{x}" y2="{y:.1f}"/>')
        parts.append(f'<svg x="{x}" y="{y:.1f}" class="o">{METHODS[method].chart}</svg>')
        labels.append(view.cell(value, "text", cls="c b", place=f' x="{x}" y="{y - 12:.1f}"'))
        last = f'x1="{x}" y1="{y:.1f}"'
    drawn = f'<svg class="sl" role="img" aria-label="{view.t("alt_slope")}" width="100%" height="190">{"".join(parts + labels)}</svg>'
    part = part_of_scale(view, low, high, package)
    note = f'<p class="src">{part}</p>' if part else ""
    return raw(drawn if small else f"{key(view, [method])}{drawn}{note}")


def span(view: View, package: Package) -> tuple[int, int]:
    """Return the part of the scale that a cycle and the comparable ones before it need: their lines share it."""
    axes = [p.axis for p in view.site.until(package)]
    return min(low for low, _ in axes), max(high for _, high in axes)


def small_multiples(
    view: View,
    package: Package,
    method: str,
    lines: Sequence[tuple[Markup, Markup, Sequence[tuple[str, Cell | None]]]],
    tag: str,
) -> Markup:
    """Draw several lines alike side by side: for each its name, its verdict in words, and its points."""
    parts = (
        f'<section><{tag}>{name}</{tag}><p class="src">{verdict}</p>{slope(view, package, method, points, small=True)}</section>'
        for name, verdict, points in lines
    )
    return raw(
        f'<figure>{key(view, [method])}<div class="multi">{"".join(parts)}</div>'
        f"<figcaption>{view.t('slope_read', noise=figures.noise(view.lang))} {part_of_scale(view, *span(view, package), package)}"
        "</figcaption></figure>"
    )


def bars(view: View, rows: Iterable[tuple[Markup, Cell]]) -> Markup:
    """Draw one bar of 0-100 % per row with its value at the end, a coded one up to its bound, hatched where it is at most that."""
    return lengths((label, view.cell(v, "b", "\u00a0%"), v.number, v.bound == "≤") for label, v in rows)


def ratio(view: View, rows: Iterable[Row]) -> Markup:
    """Draw by method how many forms came in, written as `57 dari 61`."""
    found = []
    for row in rows:
        sent, whole = row.cell("assessments"), row.cell("assigned").number
        text, share = view.cell(sent, "b"), None
        if sent.number is not None and whole is not None:
            text = fill("<span>{}</span>", view.came_in(row, "b"))
            share = min(100 * sent.number / whole, Decimal(100)) if whole else Decimal(0)
        found.append((view.method(row["method"]), text, share, False))
    return lengths(found)


def lengths(rows: Iterable[tuple[Markup, Markup, Decimal | None, bool]]) -> Markup:
    """Draw a bar of 0-100 % for each name and text: all of it hatched where there is no number, its own where it is a bound."""
    lines = []
    for label, text, share, most in rows:
        cls, width = ("hx", "100%") if share is None else ("bar hx" if most else "bar", f"{share:.0f}%")
        parts = (f'<rect class="{c}" width="{w}" height="12"/>' for c, w in (("bg", "100%"), (cls, width)))
        lines.append(line(label, text, svg("br", 12, *parts)))
    return raw(f'<ol class="bars">{"".join(lines)}</ol>')


def band(view: View, package: Package, code: str) -> Markup:
    """Name a band by the labels of its scale points, or by the points where the instrument has no labels."""
    i, (a, b) = package.instrument, package.instrument.bands[code]
    if i.labels:
        labels = (i.labels[n - i.low] for n in ((a,) if a == b else (a, b)))
        return view.t("or" if b == a + 1 else "to").join(inside(label, view.lang) for label in labels)
    return view.t(f"band_{code}", points=fixed(f"{a}" if a == b else f"{a}–{b}"))


def shares(view: View, package: Package, rows: Sequence[ShareRow], names: Mapping[str, Markup] | None = None) -> Markup:
    """Draw the shares of a row's bands as one bar of 100 %, each share written at its part. A row: its name, the row of the
    table (a heading has none), what stands at its end. `names` of the bands, where they are not those of the
    instrument.

    High is drawn from the left end and low from the right one, each by its printed value alone, so that equal figures are
    drawn alike. A coded end is hatched up to its bound: there it is either this band or its neighbour, since nobody may know.
    The middle is what the sure parts of the two leave; as all shares are rounded it may differ from its number by a step.
    """
    names = names or {b: band(view, package, b) for b in BANDS}
    lines, coded = [], False
    for label, row, note in rows:
        if row is None:
            lines.append(f'<li class="hd">{label}</li>')
            continue
        cells = {b: row.cell(f"{b}_share") for b in BANDS}
        if any(c.number is None for c in cells.values()):
            said, drawn = view.cell(cells["high"]), '<rect class="hx" width="100%" height="14"/>'
        else:
            coded = coded or any(c.bound for c in cells.values())
            said, drawn = NOTHING, stacked(view, cells)
            for b, c in cells.items():
                said += fill('<span class="vh">{}: {}; </span>', names[b], view.cell(c, "span", "\u00a0%"))
        lines.append(line(label, said + note, svg("st", 34, drawn)))
    legend = "".join(
        f'<li><svg class="m" aria-hidden="true"><rect class="{cls}" width="100%" height="100%"/></svg> {view.t(f"place_{b}")}: {names[b]}</li>'
        for b, cls in BANDS.items()
    )
    read = view.t("shares_read") + (view.t("shares_coded") if coded else NOTHING)
    return raw(f'<ul class="key">{legend}</ul><ol class="shares">{"".join(lines)}</ol><p class="src">{read}</p>')


def stacked(view: View, cells: Mapping[str, Cell]) -> str:
    """Draw three shown shares in a bar (`shares`)."""
    high, mid, low = (int(cells[b].number or 0) for b in BANDS)
    sure = {b: 0 if c.bound == "≤" else int(c.number or 0) for b, c in cells.items()}
    left, right = sure["high"], max(100 - sure["low"], sure["high"])
    width = min(right - left, mid) if cells["mid"].bound == "≤" else right - left
    start = right - width if cells["high"].bound == "≤" else left
    rect = {
        b: f'<rect class="{BANDS[b]}{" hx" * (c.bound == "≤")}" width="100%" height="14"/>' for b, c in cells.items()
    }
    middle = min(max(start + width / 2, 18), 82)  # beside the other two labels where the screen is narrow
    return "".join(
        (
            f'<svg x="{start}%" width="{width}%">{rect["mid"]}</svg>',
            view.cell(cells["mid"], "text", cls="c", place=f' x="{middle:g}%" y="31"'),
            figures.part(cells["high"], view.lang, f'width="{high}%"', rect["high"], 'y="31"'),
            figures.part(
                cells["low"], view.lang, f'x="{100 - low}%" width="{low}%"', rect["low"], 'class="z" x="100%" y="31"'
            ),
        )
    )


def worked_case(view: View, parts: Sequence[tuple[Markup, int, bool]]) -> Markup:
    """Draw a whole as its parts side by side, the hidden ones hatched (heads are an example, not a package's)."""
    total = sum(n for _, n, _ in parts)
    x, shapes, names = 0.0, [], []
    for label, n, hidden in parts:
        width = 100 * n / total
        cls = "hx" if hidden else "bar"
        shapes.append(f'<rect class="{cls} e" x="{x:.1f}%" width="{width:.1f}%" height="34"/>')
        names.append(f'<li data-fixed="text">{label} <b>{n}</b>{" · " + view.t("withheld") if hidden else ""}</li>')
        x += width
    return raw(f'<figure class="case">{svg("wc", 34, *shapes)}<ol>{"".join(names)}</ol></figure>')
