"""Errata: a dated correction in words for a cycle that is out. Its package is final and stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kinerja_words.problems import refuse
from public_site.words import Text, fill

if TYPE_CHECKING:
    from public_site.view import Site, View

FILE = "errata.toml"


@dataclass(frozen=True)
class Erratum:
    """One correction; `number` counts those of a cycle in the order of the file, from 1."""

    cycle: str
    number: int
    date: str
    text: Text

    @property
    def anchor(self) -> str:
        """Return its place on the releases page."""
        return f"ralat-{self.cycle}-{self.number}"


def numbered(entries: Sequence[Mapping[str, Any]]) -> tuple[Erratum, ...]:
    """Return the errata of `[[erratum]]` entries, each numbered among those of its cycle."""
    found: list[Erratum] = []
    for erratum in entries:
        number = 1 + sum(e.cycle == erratum["cycle"] for e in found)
        words = Text.of({lang: said.strip() for lang, said in erratum["text"].items()})
        found.append(Erratum(erratum["cycle"], number, erratum["date"], words))
    return tuple(found)


def check(site: Site) -> None:
    """Refuse an erratum of a cycle that is not out, or one dated before the release it corrects."""
    for erratum in site.content.errata:
        package = site.by_id.get(erratum.cycle)
        if package is None:
            raise refuse("site.erratum_not_out", file=FILE, cycle=erratum.cycle)
        if erratum.date < package.release["published"]:
            raise refuse("site.erratum_early", file=FILE, cycle=erratum.cycle, day=erratum.date)


def of_cycle(site: Site, cycle: str) -> tuple[Erratum, ...]:
    """Return the errata of a cycle, newest first."""
    return tuple(
        sorted((e for e in site.content.errata if e.cycle == cycle), key=lambda e: (e.date, e.number), reverse=True)
    )


def beside(view: View) -> Markup:
    """Write the errata of the cycle a page belongs to, for the top of the page; nothing on other pages."""
    cycle = view.path.split("/")[0] if "/" in view.path else ""
    if cycle == "terbaru" and view.site.latest:
        cycle = view.site.latest.id
    return Markup("\n").join(
        fill(
            '<div class="note">{}</div>\n', written(view, e, view.link(f"terbitan.html#{e.anchor}", view.t("erratum")))
        )
        for e in of_cycle(view.site, cycle)
    )


def on_releases(view: View, cycle: str) -> Sequence[Markup]:
    """Write the errata of a cycle for the releases page."""
    return [
        fill('<div class="note" id="{}">{}</div>', erratum.anchor, written(view, erratum, view.t("erratum")))
        for erratum in of_cycle(view.site, cycle)
    ]


def written(view: View, erratum: Erratum, word: Markup) -> Markup:
    """Write `Ralat 3 Agustus 2026` and the text; its numbers are marked as somebody's words."""
    return fill("<p><b>{} {}.</b> {}</p>", word, view.date(erratum.date), erratum.text.html(view.lang))


def entries(view: View) -> Iterator[tuple[str, str, str, str, str]]:
    """Return (day, id, title, page, text) of each erratum for the feed, newest first."""
    for erratum in sorted(view.site.content.errata, key=lambda e: (e.date, e.cycle, e.number), reverse=True):
        title = view.plain("erratum_of", title=view.site.by_id[erratum.cycle].title)
        key, address = f"{erratum.cycle}/{erratum.anchor}", f"terbitan.html#{erratum.anchor}"
        yield erratum.date, key, title, address, erratum.text.plain(view.lang)
