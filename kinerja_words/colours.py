"""An office's colours, made readable on light and dark paper: whatever HR chooses, contrast stays above 4.5:1."""

from __future__ import annotations

PAPER = {"light": "#fffdf8", "dark": "#141715"}
CARD = {"light": "#f4f1e7", "dark": "#1e2320"}
DEFAULTS = {"accent": "#0b5d4e", "data": "#8a6a00", "mark": "#a3341f", "reports": "#3d4fb5"}
ENOUGH = 4.6


def channels(colour: str) -> tuple[float, float, float]:
    """Read `#rrggbb`, which an office's colour is by the shape of its settings."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of WCAG."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, other: float, share: float) -> str:
    """Mix a colour with black (0) or white (1)."""
    return "#" + "".join(f"{round(255 * (c + (other - c) * share)):02x}" for c in channels(colour))


def readable(colour: str, mode: str) -> str:
    """Return the colour, darkened or lightened just enough to be read on that paper."""
    other = 0.0 if mode == "light" else 1.0
    for step in range(21):
        tried = mixed(colour, other, step / 20)
        if min(contrast(tried, PAPER[mode]), contrast(tried, CARD[mode])) >= ENOUGH:
            return tried
    return mixed(colour, other, 1)
