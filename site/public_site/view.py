"""What a page knows while it is drawn: the site, its language, and how to link and write from where it stands."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from markupsafe import Markup

from kinerja_words.catalogue import phrase as words_of
from kinerja_words.periods import by_year, period_name
from public_site import figures
from public_site.combined import Combined, combined
from public_site.content import Content, Guide
from public_site.package import Cell, Criterion, Group, Named, Package, Row
from public_site.words import NOTHING, Text, date, file_names, fill, fixed, inside, join, name, raw, safe

T = TypeVar("T")
HERE = Path(__file__).parent
PER_PAGE = 40
"""Groups in one table: keeps a page of a city within the budget."""
Addresses = tuple[Mapping[str, str], Mapping[str, Sequence[str]]]
"""File names by name, and the names that an address which was theirs leads on to."""
HALF_A_QUARTER = 45
"""Days."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of the pages by key and language (`texts.toml`)."""
    return tomllib.loads((HERE / "texts.toml").read_text("utf-8"))


@cache
def phrase(key: str, lang: str) -> Markup:
    """Return a text of the catalogue that has no blanks."""
    return raw(catalogue()[key][lang])


def parts_of(rows: Sequence[object]) -> int:
    """Return how many pages a long list is cut into."""
    return max(-(-len(rows) // PER_PAGE), 1)


def numbered(path: str, part: int) -> str:
    """Return the address of a part of a long page."""
    return path if part == 0 else path.replace(".html", f"-{part + 1}.html")


def newest(packages: Sequence[Package]) -> Package:
    """Return the newest cycle with the full form; the newest of all where there is none. They come oldest first."""
    return next((p for p in reversed(packages) if not p.short), packages[-1])


@dataclass(frozen=True)
class Site:
    """Everything the pages are made of."""

    packages: tuple[Package, ...]
    content: Content
    feed: ClassVar[bool] = True
    licence: ClassVar[str] = "footer_licence"
    """Whether it has a feed of its releases, and what its foot says of the licence."""

    @cached_property
    def by_id(self) -> Mapping[str, Package]:
        """Return the cycles by id."""
        return {p.id: p for p in self.packages}

    @property
    def latest(self) -> Package | None:
        """Return the newest cycle (`newest`), if there is one."""
        return newest(self.packages) if self.packages else None

    @cached_property
    def since(self) -> tuple[Package, ...]:
        """Return the cycles about parts of a year that came after the newest with the full form, newest first."""
        return tuple(self.packages[: self.packages.index(self.latest) : -1]) if self.latest else ()

    @cached_property
    def shelves(self) -> Sequence[tuple[str, Package | None, Sequence[Package]]]:
        """Return the cycles as they are listed, newest first: a year with its parts, free ones by themselves."""
        return by_year(self.packages[::-1])

    @cached_property
    def lines(self) -> Sequence[tuple[Package, ...]]:
        """Return the cycles that can be compared, each line from its oldest to its newest: like with like, that of the newest first."""
        newest = {p.kind: p for p in self.packages} if self.packages else {}
        first = [self.latest] if self.latest else []
        return [self.until(p) for p in (*first, *(p for p in reversed(newest.values()) if p not in first))]

    def before(self, package: Package) -> Package | None:
        """Return the cycle before this one, if the two can be compared."""
        line = [p for p in self.packages[: self.packages.index(package)] if p.kind == package.kind]
        return line[-1] if line and package.comparable(line[-1]) else None

    def year_before(self, package: Package) -> Package | None:
        """Return the comparable cycle that ended a year before this one, give or take half a quarter."""
        ended = {p.id: datetime.date.fromisoformat(p.meta["end"]) for p in self.until(package)}
        away = [(abs((ended[package.id] - ended[p.id]).days - 365), p.id) for p in self.until(package)[:-1]]
        return self.by_id[min(away)[1]] if away and min(away)[0] <= HALF_A_QUARTER else None

    def until(self, package: Package, longest: int = 6) -> tuple[Package, ...]:
        """Return this cycle and the comparable ones before it, oldest first."""
        return tuple(p for p in self.packages[: self.packages.index(package) + 1] if package.comparable(p))[-longest:]

    @cached_property
    def shared(self) -> dict[tuple[str, ...], Any]:
        """Return what pages have in common, as far as it is made (`View.once`)."""
        return {}

    @cached_property
    def earlier(self) -> Mapping[str, tuple[Package | None, Package | None, tuple[Package, ...]]]:
        """Return by cycle what it is compared with: the one before, the one a year before, all of its line before it."""
        return {p.id: (self.before(p), self.year_before(p), self.until(p)[:-1]) for p in self.packages}

    @cached_property
    def compared(self) -> Callable[[str, str, str], Sequence[tuple[str, Package]]]:
        """Return the cycles a row (cycle, group, method) is compared with and what each is: the `last` one, the same one a `year`
        before, the `first` of the line (R6). The last answers are kept, for a page asks often.

        The one place where this is decided: a cycle is compared if it asked the same on the same scale and its row is about
        the same people.
        """

        @lru_cache(maxsize=64)
        def compared(cycle: str, name: str, method: str) -> Sequence[tuple[str, Package]]:
            (last, year, line), group = self.earlier[cycle], self.by_id[cycle].groups[name]
            first = next((p for p in line if group.same_people(p, method)), None)
            found = (("last", last), ("year", year), ("first", first))
            return [(what, other) for what, other in found if other is not None and group.same_people(other, method)]

        return compared

    @cached_property
    def groups(self) -> Mapping[str, Addresses]:
        """Return by cycle the file names of its groups' pages; the same name in every cycle where it can be."""
        return {
            p.id: file_names({g: parts_of(p.children.get(g, ())) for g in p.groups if g != "*"}) for p in self.packages
        }

    @cached_property
    def tables(self) -> Mapping[str, Combined]:
        """Return the tables over all cycles by name."""
        return combined(self.packages, lambda key: catalogue()[key]["id"])

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Return the sizes of the files under `data/` by name; of those already made whoever draws the pages puts them in."""
        return {}

    def size(self, name: str) -> int:
        """Return the size of a file under `data/`, in bytes."""
        return self.sizes[name] if name in self.sizes else len(self.open_data[name])

    @cached_property
    def open_data(self) -> Mapping[str, bytes]:
        """Return the files under `data/` by name, all made at once, for one describes the others."""
        from public_site import open_data  # which knows this site

        return open_data.files(self, lambda key: Text.of(catalogue()[key]))

    @cached_property
    def criteria(self) -> Mapping[str, Addresses]:
        """Return by cycle the file names of its criteria's pages, by code."""
        return {
            p.id: file_names({c.code: parts_of(p.children.get("*", ())) for c in p.instrument.criteria})
            for p in self.packages
        }


@dataclass(frozen=True)
class View:
    """One page in one language, and the small vocabulary its template speaks."""

    site: Site
    lang: str
    path: str  # without the language prefix
    absolute: str = ""  # set only for pages that are served at any address (404)

    @cached_property
    def root(self) -> str:
        """Return the way from this page to the top folder."""
        depth = self.path.count("/") + (self.lang != "id")
        return self.absolute or "../" * depth

    def once(self, about: tuple[str, ...], make: Callable[..., T], *of: Any) -> T:
        """Return what `make` makes of content, `meta` and instruments, once for all pages of this language and depth."""
        known, key = self.site.shared, (self.lang, self.root, *about)
        found: T | None = known.get(key)
        return found if found is not None else known.setdefault(key, make(*of))

    def t(self, key: str, /, **values: object) -> Markup:
        """Return a text of the catalogue with its blanks filled in."""
        if not values:
            return phrase(key, self.lang)
        return raw(catalogue()[key][self.lang].format(**{k: safe(v) for k, v in values.items()}))

    def plain(self, key: str, /, **values: object) -> str:
        """Return a text of the catalogue without markup, for attributes."""
        return catalogue()[key][self.lang].format(**values)

    def url(self, path: str, lang: str = "") -> str:
        """Return the link to a page in this or the given language."""
        return self.root + ("en/" if (lang or self.lang) == "en" else "") + path

    def file(self, path: str) -> str:
        """Return the link to a file that both languages share."""
        return self.root + path

    def pages(self, path: str, part: int, count: int) -> Sequence[tuple[int, str | None]]:
        """Return the numbered parts of a long page with their links; nothing where one part holds all."""
        return [(n + 1, None if n == part else self.url(numbered(path, n))) for n in range(count if count > 1 else 0)]

    def link(self, path: str, text: str | Markup) -> Markup:
        """Return an `<a>` to a page."""
        return fill('<a href="{}">{}</a>', self.url(path), text)

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

    def period(self, package: Package) -> Markup:
        """Write what a cycle evaluates: `Triwulan I 2026`; nothing where it is free."""
        return name(words_of(period_name(package.period), self.lang)) if package.period else NOTHING

    def method(self, code: str) -> Markup:
        """Write a method's name."""
        return self.t(f"method_{code}")

    def methods(self, package: Package) -> Markup:
        """Write whose views a cycle has: `diri sendiri, atasan, dan rekan kerja`."""
        return join([self.method(m) for m in package.methods], self.lang)

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

    def criterion_link(self, package: Package, criterion: Criterion) -> Markup:
        """Write a criterion's name as a link to its page."""
        return self.once(
            ("criterion", package.id, criterion.code),
            lambda: self.link(self.criterion_path(package, criterion), self.criterion(criterion)),
        )

    def group_link(self, package: Package, full: str) -> Markup:
        """Write a group's name as a link to its page; the whole organisation has none."""
        return self.group(full) if full == "*" else self.link(self.group_path(package, full), self.group(full))

    def criterion_path(self, package: Package, criterion: Criterion) -> str:
        """Return the page of a criterion."""
        return f"{package.id}/aspek-{self.site.criteria[package.id][0][criterion.code]}.html"

    def group_path(self, package: Package, group: str) -> str:
        """Return the page of a group."""
        return f"{package.id}/kelompok/{self.site.groups[package.id][0][group]}.html"

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
        return row.mean if row else None

    def means(self, package: Package, group: Group, code: str) -> dict[str, Cell | None]:
        """Return the means of a criterion by each method that is shown and planned for a group."""
        return {m: self.mean(package, group.name, m, code) for m in package.seen if m in group.plan}

    def points(self, cycles: Sequence[Package], group: str, method: str, code: str) -> list[tuple[str, Cell | None]]:
        """Return the means of a criterion over cycles, each with what names the cycle under a point."""
        return [(self.short(p, len(cycles)), self.mean(p, group, method, code)) for p in cycles]

    def came_in(self, row: Row, tag: str = "span") -> Markup:
        """Write how many forms came in of those assigned: `57 dari 61`; `tag` around the first."""
        return self.t("of", part=self.cell(row.cell("assessments"), tag), whole=self.cell(row.cell("assigned")))

    def unseen(self, package: Package, method: str) -> Markup:
        """Say in one sentence why nothing by a method is shown, from the plan alone, which no answer changes; else nothing."""
        if method in package.seen:
            return NOTHING
        heads, least = package.groups["*"].plan[method].cell("heads"), package.pointer("disclosure/min_ratees")
        return self.t(
            "unseen_few" if int(heads.raw) < int(least.raw) else "unseen", method=self.method(method), heads=self.cell(heads),
            least=self.cell(least), url=self.url(f"{package.id}/disembunyikan.html"),
        )  # fmt: skip

    def overall(self, package: Package, group: str, method: str) -> list[Cell]:
        """Return the shown means of all criteria of a group by one method."""
        cells = (self.mean(package, group, method, c.code) for c in package.instrument.criteria)
        return [c for c in cells if c is not None and c.shown]

    def level(self, package: Package, value: Cell) -> Markup:
        """Write the instrument's own word for the scale point nearest to a mean, a half rounded up, a coded end as the end of
        the scale; nothing where the mean is withheld or the scale has no words.
        """
        low, labels, number = package.instrument.low, package.instrument.labels, value.number
        if number is None or len(labels) != package.instrument.high - low + 1:
            return NOTHING
        point = low if value.bound == "≤" else int(number.to_integral_value(ROUND_HALF_UP))
        return inside(labels[point - low], self.lang)

    def valued(self, package: Package, value: Cell, *, whole: bool = False) -> Markup:
        """Write a mean with its word: `3,8 (sering)`, or `whole`: `3,8 dari 5 (sering)`."""
        word, number = self.level(package, value), self.cell(value, "b")
        if whole:
            number = self.t("of", part=number, whole=fixed(package.instrument.high))
        return raw(f"{number} ({word})") if word else number

    def changes(
        self, package: Package, group: Group, method: str, criterion: str
    ) -> list[tuple[str, str, str, Markup]]:
        """Return for each cycle a row is compared with: which one it is, its id, `up`, `down` or `same`, and that in words."""
        found, others = [], self.site.compared(package.id, group.name, method)
        now = self.mean(package, group.name, method, criterion) if others else None
        for what, other in others:
            first = self.mean(other, group.name, method, criterion)
            word = figures.trend(first, now)
            if not word or first is None or now is None:
                continue
            since = self.once(("since", what, other.id), partial(self.t, f"since_{what}", period=self.title(other)))
            said = self.t("trend_near", since=since)
            if word != "same":
                by = figures.diff(first, now, self.lang)  # nothing where one of the two is a coded end
                said = Markup("\u00a0").join(filter(None, (self.t(f"trend_{word}"), by))) + " " + since
            found.append((what, other.id, word, fill('<span class="t {}">{}</span>', word, said)))
        return found

    def trend(self, package: Package, group: Group, method: str, criterion: str) -> Markup:
        """Write `naik +0,3 dari periode lalu`, or since when else it rose or fell; `tetap` only where neither the last
        cycle nor the one a year before differs; nothing where there is nothing to compare."""
        found = self.changes(package, group, method, criterion)
        for _, _, word, said in found:
            if word != "same":
                return said
        if {"last", "year"} <= {what for what, _, _, _ in found}:
            return fill('<span class="t same">{}</span>', self.t("trend_same"))
        return found[0][3] if found else NOTHING

    def verdicts(self, package: Package, group: Group, method: str, criterion: str) -> Markup:
        """Write the change since the last cycle and since a year before beside each other where one of them is one; else as `trend`."""
        near = [c for c in self.changes(package, group, method, criterion) if c[0] != "first"]
        if all(word == "same" for _, _, word, _ in near):
            return self.trend(package, group, method, criterion)
        once = {other: said for _, other, _, said in reversed(near)}
        return Markup(" · ").join(reversed(once.values()))

    def extremes(self, package: Package, group: str = "*", method: str = "") -> tuple[Sequence[Named], Sequence[Named]]:
        """Return the criteria with the highest and those with the lowest mean of a group by a method, without: the leading one."""
        return package.extremes(group, method or package.lead)

    def weakest(self, package: Package) -> Sequence[Named]:
        """Return the criteria with the lowest published mean by the leading method."""
        return self.extremes(package)[1]

    def source(self, rows: Sequence[Row], key: str = "source", **values: object) -> Markup:
        """Write which rows of which file a table or picture was made of, with a link to them."""
        if not rows:
            return Markup("")
        table, span = rows[0].table, figures.row_range(rows)
        cycle, file = table.ref.rpartition("/")[0], f"{table.name}.csv"
        link = fill('<a href="{}#row={}">{}</a>', self.file(f"{cycle}/data/{file}"), span, file)
        short = span if len(span) <= 40 else span[:40].rsplit(";", 1)[0] + " …"
        return self.t(key, file=link, rows=fixed(short.replace(";", ", ").replace("-", "–")), **values)

    def sources(self, packages: Sequence[Package], rows: Sequence[Row]) -> Markup:
        """Write which rows of which cycle's file a table was made of, cycle by cycle."""
        found = (
            self.source([r for r in rows if r["cycle"] == p.id], "source_of", period=self.title(p)) for p in packages
        )
        return self.t("sources", files=Markup("; ").join(filter(None, found)))
