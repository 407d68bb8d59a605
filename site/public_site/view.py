"""What a page knows while it is drawn: the site, its language, and how to link and write from where it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from markupsafe import Markup, escape

from public_site import figures
from public_site.content import Content, Guide
from public_site.package import Cell, Criterion, Group, Package, Row
from public_site.words import date, fixed, name, raw, slug

HERE = Path(__file__).parent


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of the pages by key and language (`texts.toml`)."""
    return tomllib.loads((HERE / "texts.toml").read_text("utf-8"))


@cache
def phrase(key: str, lang: str) -> Markup:
    """Return a text of the catalogue that has no blanks."""
    return raw(catalogue()[key][lang])


@dataclass(frozen=True)
class Site:
    """Everything the pages are made of."""

    packages: tuple[Package, ...]
    content: Content

    @cached_property
    def by_id(self) -> Mapping[str, Package]:
        """Return the cycles by id."""
        return {p.id: p for p in self.packages}

    @property
    def latest(self) -> Package | None:
        """Return the newest cycle."""
        return self.packages[-1] if self.packages else None

    def before(self, package: Package) -> Package | None:
        """Return the cycle before this one, if the two can be compared."""
        place = self.packages.index(package)
        found = self.packages[place - 1] if place else None
        return found if found and package.comparable(found) else None

    def until(self, package: Package, longest: int = 6) -> tuple[Package, ...]:
        """Return this cycle and the comparable ones before it, oldest first."""
        return tuple(p for p in self.packages[: self.packages.index(package) + 1] if package.comparable(p))[-longest:]

    @cached_property
    def slugs(self) -> Mapping[tuple[str, str], str]:
        """Return the file name of each group's page by cycle and group; the same name in every cycle."""
        return {(p.id, g): slug(g) for p in self.packages for g in p.groups if g != "*"}


@dataclass(frozen=True)
class View:
    """One page in one language, and the small vocabulary its template speaks."""

    site: Site
    lang: str
    path: str  # without the language prefix
    absolute: str = ""  # set only for pages that are served at any address (404)

    @property
    def root(self) -> str:
        """Return the way from this page to the top folder."""
        depth = self.path.count("/") + (self.lang != "id")
        return self.absolute or "../" * depth

    def t(self, key: str, /, **values: object) -> Markup:
        """Return a text of the catalogue with its blanks filled in."""
        if not values:
            return phrase(key, self.lang)
        return raw(catalogue()[key][self.lang].format(**{k: escape(v) for k, v in values.items()}))

    def plain(self, key: str, /, **values: object) -> str:
        """Return a text of the catalogue without markup, for attributes."""
        return catalogue()[key][self.lang].format(**values)

    def url(self, path: str, lang: str = "") -> str:
        """Return the link to a page in this or the given language."""
        return self.root + ("en/" if (lang or self.lang) == "en" else "") + path

    def file(self, path: str) -> str:
        """Return the link to a file that both languages share."""
        return self.root + path

    def link(self, path: str, text: str | Markup) -> Markup:
        """Return an `<a>` to a page."""
        return Markup('<a href="{}">{}</a>').format(self.url(path), text)

    # -- figures and names ------------------------------------------------------------------------------------------

    def cell(self, value: Cell, tag: str = "span", suffix: str = "", cls: str = "", place: str = "") -> Markup:
        """Write one published value."""
        return figures.cell(value, self.lang, tag, suffix, cls, place)

    def date(self, iso: str) -> Markup:
        """Write a date."""
        return date(iso, self.lang)

    def title(self, package: Package, tag: str = "span") -> Markup:
        """Write a cycle's title."""
        return name(package.title.replace(" ", "\u00a0") if len(package.title) <= 18 else package.title, tag)

    def short(self, package: Package, among: int) -> str:
        """Return what names a cycle under a point: its title, or its id where many stand side by side."""
        return package.title if among <= 4 else package.id

    def method(self, code: str) -> Markup:
        """Write a method's name."""
        return self.t(f"method_{code}")

    def predicate(self, code: str) -> Markup:
        """Write a class of predicates: one by its name, several joined by ` + ` as what they have in common."""
        if " + " in code:
            return self.t("predicate_upper" if "baik" in code.split(" + ") else "predicate_below")
        return self.t(f"predicate_{code}")

    def criterion(self, criterion: Criterion) -> Markup:
        """Write a criterion's name."""
        return criterion.name.html(self.lang)

    def question(self, criterion: Criterion) -> Markup:
        """Write a criterion as a question."""
        if criterion.question.plain(self.lang):
            return criterion.question.html(self.lang)
        return self.t("question", name=self.criterion(criterion))

    def group(self, full: str) -> Markup:
        """Write a group's name: the last part of its path, a merged group's parts joined as in speech."""
        if full == "*":
            return self.site.content.organisation.name.html(self.lang)
        return name(" + ".join(part.split(" / ")[-1] for part in full.split(" + ")))

    def criterion_path(self, package: Package, criterion: Criterion) -> str:
        """Return the page of a criterion."""
        return f"{package.id}/aspek-{slug(criterion.code)}.html"

    def group_path(self, package: Package, group: str) -> str:
        """Return the page of a group."""
        return f"{package.id}/kelompok/{self.site.slugs[package.id, group]}.html"

    def guide_path(self, guide: Guide) -> str:
        """Return the page of a guide."""
        return f"{guide.section}/{guide.slug}.html"

    def guide(self, slug: str) -> str:
        """Return the link to a guidance page, or nothing where the office has none of that name."""
        found = next((g for g in self.site.content.guides if g.slug == slug), None)
        return self.url(self.guide_path(found)) if found else ""

    # -- results ----------------------------------------------------------------------------------------------------

    def mean(self, package: Package, group: str, method: str, criterion: str) -> Cell | None:
        """Return the mean of one planned cell."""
        row = package.results.get((group, method, criterion))
        return row.cell("mean") if row else None

    def overall(self, package: Package, group: str, method: str) -> list[Cell]:
        """Return the shown means of all criteria of a group by one method."""
        cells = (self.mean(package, group, method, c.code) for c in package.instrument.criteria)
        return [c for c in cells if c is not None and c.shown]

    def previous(self, package: Package, group: Group, method: str, criterion: str) -> Cell | None:
        """Return the cell of the cycle before, where the group is the same (R6)."""
        before = self.site.before(package)
        if before is None:
            return None
        if not group.same_people(before, method):
            return None
        return self.mean(before, group.name, method, criterion)

    def trend(self, package: Package, group: Group, method: str, criterion: str) -> Markup:
        """Write `naik +0,3`, `turun −0,2` or `tetap`, or nothing."""
        first, second = (
            self.previous(package, group, method, criterion),
            self.mean(package, group.name, method, criterion),
        )
        word = figures.trend(first, second)
        if not word or first is None or second is None:
            return Markup("")
        change = figures.diff(first, second, self.lang) if word != "same" else Markup("")
        return Markup('<span class="t {}">{} {}</span>').format(word, self.t(f"trend_{word}"), change)

    def weakest(self, package: Package) -> list[tuple[Criterion, Cell]]:
        """Return the criteria with the lowest published mean by the leading method: one, or those that tie; none where all do."""
        found = [
            (number, criterion, value)
            for criterion in package.instrument.criteria
            if (value := self.mean(package, "*", package.lead, criterion.code)) and (number := value.number) is not None
        ]
        numbers = {number for number, _, _ in found}
        lowest = min(numbers) if len(numbers) > 1 or len(found) == 1 else None
        return [(criterion, value) for number, criterion, value in found if number == lowest]

    def source(self, rows: list[Row], key: str = "source", **values: object) -> Markup:
        """Write which rows of which file a table or picture was made of, with a link to them."""
        if not rows:
            return Markup("")
        table, span = rows[0].table, figures.row_range(rows)
        cycle, file = table.ref.split("/")[0], f"{table.name}.csv"
        link = Markup('<a href="{}#row={}">{}</a>').format(self.file(f"{cycle}/data/{file}"), span, file)
        short = span if len(span) <= 40 else span[:40].rsplit(";", 1)[0] + " …"
        return self.t(key, file=link, rows=fixed(short.replace(";", ", ").replace("-", "–")), **values)
