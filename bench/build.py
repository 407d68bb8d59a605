"""Times of the public site: about 100, 1,000 and 3,000 pages by the product, Hugo and bare Jinja2, in one run.

    python bench/build.py            everything, or the sizes that are named: python bench/build.py 1000

The others build the same site in two ways. *Given*: they get the finished bodies of the very same pages and put the frame
around them. *Drawn*: they draw the page of each unit themselves, with frame, sentences, table and pictures, from the same
figures (`bench/drawn/`: Hugo's data files and Go templates, the same for Jinja2); the units are three quarters of the pages
and more of the bytes, all other pages are given to them. They get their figures sorted by unit as JSON, where the product
reads CSV tables, checks its links, and keeps what it needs to build only what changed. "With the check" is what the
command does: the auditor also looks up every figure of every page before the site is switched into place.

Memory is the larger of two figures, looked at every few milliseconds in a run of its own: all processes together (PSS, what
they share counted once), and the peak of the largest (RSS).
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _process import family, first
from _table import Row, ratio, show

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
CONTENT, DRAWN = ROOT / "content", ROOT / "bench" / "drawn"
RUNS = {100: 1, 1000: 3, 3000: 1}

PLAIN = "import sys; from pathlib import Path; from public_site.build import build; build(*map(Path, sys.argv[1:4]))"
CHECKED = "import sys; from pathlib import Path; from kinerja.cli.building import build_site; build_site(*map(Path, sys.argv[1:4]))"
BARE = """
import json, sys
from pathlib import Path
from jinja2 import Environment, FileSystemLoader
source, out = Path(sys.argv[1]), Path(sys.argv[2])
env = Environment(loader=FileSystemLoader(source), autoescape=True)
frame, unit = env.get_template("frame.html"), env.get_template("unit.html")
words, units = (json.loads((source / (n + ".json")).read_text("utf-8")) for n in ("words", "units"))
for line in (source / "pages.jsonl").open(encoding="utf-8"):
    page = json.loads(line)
    target = out / page["file"]
    target.parent.mkdir(parents=True, exist_ok=True)
    if "unit" in page:
        up = "../../../" if page["lang"] == "en" else "../../"
        root = up + ("en/" if page["lang"] == "en" else "")
        text = unit.render(page | {"unit": units[page["unit"]], "w": words[page["lang"]], "up": up, "root": root})
    else:
        text = frame.render(page)
    target.write_bytes(text.encode())
"""
HUGO = 'baseURL = "https://kantor.example/"\nuglyURLs = true\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home", "404", "robotsTXT"]\n'


@dataclass(frozen=True)
class Cost:
    """What one process and those it started took: seconds, seconds of CPU, MB (0: not looked at)."""

    wall: float
    cpu: float
    largest: float
    together: float = 0.0

    @property
    def memory(self) -> float:
        """Return MB, the larger of both ways to count."""
        return max(self.largest, self.together)


def run(*command: object, look: bool = False) -> Cost:
    """Run a process and measure it; `look` at the memory of all its processes while it runs, which costs time."""
    start, together, largest = time.perf_counter(), 0.0, 0.0
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, env=env) as child:
        while look and os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            now, peak = family(child.pid)
            together, largest = max(together, now), max(largest, peak)
            time.sleep(0.005)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, command
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, largest, together)


def summary(costs: list[Cost]) -> Cost:
    """Return the middle of the times, and the memory of the last run, in which alone it was looked at."""
    times = (statistics.median(getattr(c, what) for c in costs[:-1]) for what in ("wall", "cpu"))
    return Cost(*times, costs[-1].largest, costs[-1].together)


def count_pages(packages: Path) -> int:
    """Return how many pages a site of these packages has, in both languages."""
    from public_site.content import read_content
    from public_site.package_reading import read_packages
    from public_site.site_pages import all_pages
    from public_site.view import Site

    return 2 * len(all_pages(Site(read_packages(packages), read_content(CONTENT))))


def make_packages(folder: Path, wanted: int) -> tuple[Callable[..., Path], int]:
    """Return what writes packages for about so many pages, and the number of groups."""
    from tests.public_site.samples import city

    few, many = (count_pages(city(folder / f"try{n}", n, 1)) for n in (20, 120))
    groups = max(round(20 + (wanted - few) * 100 / (many - few)), 2)
    return lambda where, changed=(): city(where, groups, 1, changed), groups


def units(package: Path, site: Path) -> dict[str, dict[str, Any]]:
    """Return the figures of each unit, by the address of its page: what the templates of the others draw."""
    from public_site.words import slug

    tables = {}
    for name in ("results", "participation", "plan"):
        with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(enumerate(csv.DictReader(file), 2))
    found: dict[str, dict[str, Any]] = {}
    for row, at in tables["results"]:
        parent, _, name = at["group"].partition(" / ")
        if name:
            unit = found.setdefault(
                at["group"], {"name": name, "parent": parent, "first": row, "results": {}, "participation": {}}
            )
            cell = {"row": row, "mean": at["mean"], "shown": at["status"] == "shown"}
            unit["results"].setdefault(at["method"], {})[at["criterion"]] = cell
            unit |= {"last": row, "parent_path": slug(parent)}
    for row, at in tables["participation"]:
        if at["group"] in found:
            found[at["group"]]["participation"][at["method"]] = {"row": row, **at}
    for row, at in tables["plan"]:
        if at["group"] in found and at["method"] == "supervisor":
            found[at["group"]] |= {"heads": at["heads"], "heads_row": row}
    pages = {f"{package.name}/kelompok/{slug(name)}.html": unit for name, unit in found.items()}
    assert all((site / page).exists() for page in pages), next(iter(pages))
    return pages


def give_to_others(package: Path, site: Path, given: Path, drawn: Path) -> tuple[int, int]:
    """Write a site's pages for Hugo and for bare Jinja2, both ways; return how many there are and how many are drawn.

    The frame is that of the page of trends.
    """
    home, figures = (site / "tren.html").read_text("utf-8"), units(package, site)
    head, tail = home[: home.index("<main")], home[home.index("</main>") + 7 :]
    many = 0
    for folder in (given, drawn):
        layouts, data, single = (
            folder / "hugo" / "layouts",
            folder / "hugo" / "data",
            folder / "hugo" / "layouts" / "_default" / "single.html",
        )
        for path in (single.parent, layouts / "unit", data):
            path.mkdir(parents=True)
        for path, body, title in (
            (single, "{{ .Content }}", "{{ .Title }}"),
            (folder / "frame.html", "{{ body|safe }}", "{{ title }}"),
        ):
            path.write_text(re.sub("<title>.*?</title>", f"<title>{title}</title>", head) + body + tail, "utf-8")
        shutil.copy(DRAWN / "unit.hugo.html", layouts / "unit" / "single.html")
        shutil.copy(DRAWN / "unit.jinja.html", folder / "unit.html")
        for place in (data, folder):
            shutil.copy(DRAWN / "words.json", place)
            (place / "units.json").write_text(json.dumps(figures if folder is drawn else {}, ensure_ascii=False))
        (folder / "hugo" / "config.toml").write_text(HUGO)
        with (folder / "pages.jsonl").open("w", encoding="utf-8") as lines:
            for page in sorted(site.rglob("*.html")):
                html, name = page.read_text("utf-8"), page.relative_to(site).as_posix()
                body, title = html[html.index("<main") : html.index("</main>") + 7], first("<title>(.*?)</title>", html)
                own, path = (
                    name.replace("index.html", "indeks.html"),
                    name.removeprefix("en/"),
                )  # to Hugo an index is a section
                target = folder / "hugo" / "content" / own
                target.parent.mkdir(parents=True, exist_ok=True)
                if folder is drawn and path in figures:
                    many += 1
                    keys = {"lang": "en" if name != path else "id", "path": path, "unit": path}
                    lines.write(json.dumps({"file": name, **keys}) + "\n")
                    target.write_text(json.dumps({"type": "unit", "title": title, "url": own, **keys}) + "\n", "utf-8")
                else:
                    lines.write(json.dumps({"file": name, "title": title, "body": body}) + "\n")
                    target.write_text(f"---\ntitle: {json.dumps(title)}\nurl: {own}\n---\n{body}", "utf-8")
    return len(list(site.rglob("*.html"))), many


def weigh(site: Path) -> tuple[int, int]:
    """Return the pages of a site and their bytes."""
    pages = list(site.rglob("*.html"))
    return len(pages), sum(p.stat().st_size for p in pages)


def measure(folder: Path, wanted: int, runs: int, alone: bool) -> tuple[dict[str, Cost], int]:
    """Measure one size and print its lines, of the product's full builds `alone`; return the costs and the number of pages."""
    write, groups = make_packages(folder, wanted)
    packages, out = write(folder / "published"), folder / "public_html"
    names = [f"Dinas {u % max(groups // 20, 1) or max(groups // 20, 1):02} / Unit {u:03}" for u in range(1, groups + 1)]
    some = names[:: max(len(names) // max(len(names) // 100, 1), 1)][: max(len(names) // 100, 1)]
    run(sys.executable, "-c", PLAIN, packages, CONTENT, out)
    pages, drawn = give_to_others(next(packages.iterdir()), out, folder / "given", folder / "drawn")
    others: dict[str, tuple[Path, Callable[[Path], tuple[object, ...]]]] = {}
    for way in () if alone else ("given", "drawn"):
        others[f"bare Jinja2, {way}"] = (folder / way / "bare", lambda at: (sys.executable, "-c", BARE, at.parent, at))
        if shutil.which("hugo"):
            others[f"Hugo, {way}"] = (
                folder / way / "hugo/public",
                lambda at: ("hugo", "--quiet", "--source", at.parent),
            )
    costs: dict[str, list[Cost]] = {}
    for n in range(runs + 1):

        def note(what: str, *command: object, look: bool = n == runs) -> None:
            costs.setdefault(what, []).append(run(*command, look=look))

        for what, (at, command) in others.items():
            shutil.rmtree(at, ignore_errors=True)
            note(what, *command(at))
        for kind, code in (("", PLAIN), (", checked", CHECKED)):
            shutil.rmtree(out)
            (folder / ".public_html.built.json").unlink(missing_ok=True)
            shutil.rmtree(packages)
            write(packages)
            note("product" + kind, sys.executable, "-c", code, packages, CONTENT, out)
            if alone:
                continue
            note("nothing changed" + kind, sys.executable, "-c", code, packages, CONTENT, out)
            shutil.rmtree(packages)
            write(packages, some)
            note("1 % changed" + kind, sys.executable, "-c", code, packages, CONTENT, out)
    found = {what: summary(some) for what, some in costs.items()}
    print(
        f"\n{pages} pages, {weigh(out)[1] / pages / 1000:.1f} kB each, {groups} groups, {drawn} pages of units; medians of {runs}"
    )
    for what, cost in found.items():
        size = (
            f"  {(sized := weigh(others[what][0]))[0]} pages, {sized[1] / weigh(out)[1]:.2f} × our bytes"
            if what in others
            else ""
        )
        print(
            f"  {what:26} {cost.wall:6.2f} s   CPU {cost.cpu:6.2f} s   largest process {cost.largest:4.0f} MB, all together {cost.together:4.0f} MB{size}",
            flush=True,
        )
    return found, pages


def heaviest(site: Path) -> float:
    """Return the kB of the heaviest page with everything it needs, compressed."""
    style = sum(len(gzip.compress(p.read_bytes(), 9)) for p in site.glob("*.css"))
    return (max(len(gzip.compress(p.read_bytes(), 9)) for p in site.rglob("*.html")) + style) / 1000


def rows(sizes: dict[int, int], short: bool = True) -> Iterator[Row]:
    """Measure the sizes (pages: runs), and return what has a budget; in `short`, others are beside 1,000 pages alone."""
    if not shutil.which("hugo"):
        print("hugo is missing (apt-get install hugo): only Jinja2 is set beside the product")
    found: dict[int, tuple[dict[str, Cost], int]] = {}
    for wanted, runs in sizes.items():
        with tempfile.TemporaryDirectory() as folder:
            found[wanted] = measure(Path(folder), wanted, runs, short and wanted != 1000)
            if wanted == 1000:
                yield Row(
                    "heaviest page and its stylesheet, compressed", heaviest(Path(folder) / "public_html"), 14, "kB"
                )
    if 1000 in found:
        costs, _ = found[1000]
        own, checked = costs["product"], costs["product, checked"]
        peer = "Hugo" if "Hugo, given" in costs else "bare Jinja2"
        for way, said, budgets in (
            ("given", f"{peer} given the bodies", (2, 2.5, 0.8)),
            ("drawn", f"{peer} draws itself", (1, 1, 0.5)),
        ):
            other = costs[f"{peer}, {way}"]
            for what, unit, budget in zip(("wall", "cpu", "memory"), ("s", "s", "MB"), budgets, strict=True):
                yield ratio(
                    f"1,000 pages, {said}: {what}", getattr(own, what), getattr(other, what), budget, unit, peer
                )
        for what in ("wall", "cpu"):
            yield ratio(
                f"1,000 pages, with the check: {what}", getattr(checked, what), getattr(own, what), 1.5, "s", "without"
            )
        for kind in ("", ", checked"):
            full = costs["product" + kind].wall
            yield ratio(f"1 % changed{kind}: wall", costs["1 % changed" + kind].wall, full, 0.15, "s", "full")
            yield ratio(f"nothing changed{kind}: wall", costs["nothing changed" + kind].wall, full, 0.08, "s", "full")
    if 3000 in found:
        yield Row("3,000 pages, with the check: memory", found[3000][0]["product, checked"].memory, 120, "MB")
    if set(found) >= {100, 1000, 3000}:
        ends = [(found[n][0]["product"].cpu, found[n][1]) for n in (100, 1000, 3000)]
        before, after = ((b[0] - a[0]) / (b[1] - a[1]) * 1000 for a, b in itertools.pairwise(ends))
        yield ratio("CPU of a page from 1,000 to 3,000 pages", after, before, 1.2, "ms", "from 100 to 1,000")


if __name__ == "__main__":
    asked = [int(a) for a in sys.argv[1:]] or list(RUNS)
    sys.exit(not all(row.kept for row in show(rows({n: RUNS.get(n, 1) for n in asked}, short=False))))
