"""Freezing the site: packages and content in, a folder of pages out, switched into place only when all of it is right.

A page is drawn again only if the hash of its cheap inputs (code, content, the rows it shows) has changed; everything
else is taken over from the standing site, if its bytes are still the ones that were built. The result is the same
either way.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kinerja_words
from kinerja_words.problems import Phrase, Problem, Refused, Said
from public_site import links, stage
from public_site.assets import UNLINKED, Asset, assets
from public_site.content import read_content
from public_site.package import read_packages
from public_site.page import Page
from public_site.site_pages import all_pages
from public_site.view import HERE, Site
from public_site.words import LANGS

WORDS = Path(kinerja_words.__file__).parent
Check = Callable[[Path, Path, frozenset[str]], Sequence[Said | str]]
"""Told the staged folder, the packages, and the files that passed this very check before: taken over, or drawn to the same bytes."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build did."""

    files: int
    drawn: int
    kept: int
    removed: int
    cycles: tuple[str, ...]
    changed: bool
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Built:
    """What is remembered of a file: the hash of its inputs and of its bytes, its links and anchors."""

    key: str
    sha: str
    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


def code_digest() -> str:
    """Return a hash of everything besides content and packages that shapes a page."""
    digest = hashlib.sha256()
    for path in sorted(p for p in HERE.rglob("*") if p.suffix in {".py", ".html", ".css", ".toml", ".csv"}):
        digest.update(path.relative_to(HERE).as_posix().encode() + path.read_bytes())
    for word in ("catalogue.py", "colours.py", "content.py", "names.toml"):
        digest.update((WORDS / word).read_bytes())
    for name in ("jinja2", "mistune", "xlsxwriter", "kinerja-terbuka"):
        try:
            digest.update(metadata.version(name).encode())
        except metadata.PackageNotFoundError:
            continue
    return digest.hexdigest()


def read_memory(out: Path) -> Mapping[str, Built]:
    """Return what the last build remembered; nothing if it is unreadable, which only costs time."""
    try:
        data = json.loads(stage.sibling(out, "built.json").read_text("utf-8"))
        return {path: Built(b[0], b[1], tuple(b[2]), tuple(b[3])) for path, b in data["files"].items()}
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return {}


def write_memory(out: Path, built: Mapping[str, Built], checked: str, packages: str) -> None:
    """Remember this build beside the site, never inside it: also who checked it, and against which packages."""
    files = {path: [b.key, b.sha, b.links, b.anchors] for path, b in built.items()}
    target = stage.sibling(out, "built.json")
    part = target.with_name(target.name + ".part")
    part.write_text(
        json.dumps({"checked": checked, "packages": packages, "files": files}, separators=(",", ":")), "utf-8"
    )
    part.replace(target)


def checked_by(out: Path) -> tuple[str, str]:
    """Return which check the standing site passed and the packages it was checked against, or nothing."""
    try:
        data = json.loads(stage.sibling(out, "built.json").read_text("utf-8"))
        return str(data["checked"] or ""), str(data["packages"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def digest_of(packages: Path) -> str:
    """Return a hash of everything in the folder of packages."""
    digest = hashlib.sha256()
    for path in sorted(walk(packages)):
        digest.update(path.encode() + b"\0" + hashlib.sha256((packages / path).read_bytes()).digest())
    return digest.hexdigest()


def vouched(before: Mapping[str, Built], now: Mapping[str, Built], out: Path, new: Path, base: str) -> frozenset[str]:
    """Return the files whose earlier check still stands, where packages and check are the same as then.

    They have the same bytes, and so has whatever they link to, or at least the same size: pages tell sizes of files.
    """
    same = {p for p, b in now.items() if p in before and before[p].sha == b.sha}
    moved = {
        p
        for p in (before.keys() | now.keys()) - same
        if p not in before
        or p not in now
        or not intact(out / p, before[p].sha)
        or (out / p).stat().st_size != (new / p).stat().st_size
    }
    return frozenset(p for p in same if moved.isdisjoint(links.resolve(p, href, base)[0] for href in now[p].links))


def intact(path: Path, sha: str) -> bool:
    """Tell whether a file still holds the bytes that were built."""
    try:
        return not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == sha
    except OSError:
        return False


def walk(folder: Path) -> set[str]:
    """Return all files below a folder as slash-separated paths."""
    found = set()
    for here, _, names in os.walk(folder):
        prefix = Path(here).relative_to(folder).as_posix()
        found |= {name if prefix == "." else f"{prefix}/{name}" for name in names}
    return found


def take_over(source: Path, target: Path) -> None:
    """Bring an unchanged file into the new folder, as a link where the file system can."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def keys_of(site: Site, pages: tuple[Page, ...], others: tuple[Asset, ...]) -> dict[str, str]:
    """Return the hash of the inputs of every file of the site."""
    base = code_digest() + site.content.digest + "".join(p.frame_digest for p in site.packages)
    keys = {("en/" if lang == "en" else "") + p.path: p.key(base, lang) for p in pages for lang in LANGS}
    for asset in others:
        keys[asset.path] = asset.key(base)
    return keys


def freeze(
    site: Site, pages: tuple[Page, ...], others: tuple[Asset, ...], todo: list[str], target: Path
) -> Iterator[str]:
    """Draw the named files into a folder, one by one."""
    from public_site.freezer import Freezer  # Flask is needed only when there is something to draw

    yield from Freezer(site, pages, others, target).freeze_paths(todo)


def build(
    packages: Path,
    content: Path,
    out: Path,
    *,
    full: bool = False,
    check: Check | None = None,
    checker: str = "check",
    progress: Progress | None = None,
) -> BuildReport:
    """Build the public site into `out`; raises `Refused` and leaves the standing site alone if anything is wrong.

    `checker` names the check and its version: a standing site that passed another one is checked whole.
    """
    out = stage.place(out)
    site = Site(read_packages(packages), read_content(content))
    with stage.locked(out):
        stage.repair(out)
        return build_locked(site, packages, out, full, check, checker if check else "", progress)


def build_locked(
    site: Site, packages: Path, out: Path, full: bool, check: Check | None, checker: str, progress: Progress | None
) -> BuildReport:
    """Build with the lock held."""
    pages = all_pages(site)
    others = tuple(assets(site, pages))
    check_paths([prefix + p.path for p in pages for prefix in ("", "en/")] + [a.path for a in others])
    keys = keys_of(site, pages, others)
    remembered = {} if full else read_memory(out)
    kept = {p: b for p, b in remembered.items() if keys.get(p) == b.key and intact(out / p, b.sha)}
    standing = walk(out) if out.is_dir() else set()
    cycles = tuple(p.id for p in site.packages)
    by, against = checked_by(out)
    passed, facts = checker != "" and by == checker, digest_of(packages)
    if len(kept) == len(keys) and standing == set(keys) and (check is None or passed):
        return BuildReport(len(keys), 0, len(keys), 0, cycles, False, site.content.notices)
    new = stage.sibling(out, "new")
    new.mkdir(mode=0o755)
    try:
        built = dict(kept)
        for path in kept:
            take_over(out / path, new / path)
        todo = [path for path in keys if path not in kept]
        for n, path in enumerate(freeze(site, pages, others, todo, new), start=1):
            built[path] = remember(keys[path], new / path)
            if progress:
                progress(n, len(todo))
        for folder in (new, *(p for p in new.rglob("*") if p.is_dir())):
            folder.chmod(0o755)
        check_links(site, built, [p.path for p in pages if not p.linked])
        known = frozenset(kept if passed else ())
        if passed and against == facts:
            known = vouched(remembered, built, out, new, urlsplit(site.content.organisation.url).path or "/")
        if check is not None and (found := check(new, packages, known)):
            raise Refused([Problem("site.check_failed", n=len(found)), *(Problem("site.found", said=f) for f in found)])
        stage.switch(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    write_memory(out, built, checker, facts)
    removed = len(standing - set(keys))
    return BuildReport(len(keys), len(todo), len(kept), removed, cycles, True, site.content.notices)


def remember(key: str, path: Path) -> Built:
    """Return what to remember of a file that was just drawn."""
    data = path.read_bytes()
    path.chmod(0o644)
    sha = hashlib.sha256(data).hexdigest()
    if path.suffix != ".html":
        return Built(key, sha)
    html = data.decode()
    return Built(key, sha, tuple(links.links_of(html)), tuple(links.anchors_of(html)))


def check_paths(paths: Sequence[str]) -> None:
    """Refuse two files of one path: one would overwrite the other, on some disks also where only the case differs."""
    seen: dict[str, str] = {}
    twice = [(path, other) for path in paths if (other := seen.setdefault(path.casefold(), path)) != path]
    twice += [(path, path) for path, n in Counter(paths).items() if n > 1]
    if twice:
        raise Refused([Problem("site.same_path", path=path, other=other) for path, other in twice])


def check_links(site: Site, built: Mapping[str, Built], leading_on: Sequence[str]) -> None:
    """Refuse a site with a link to nothing or a page nobody links."""
    pages = {path: b for path, b in built.items() if path.endswith(".html")}
    base = urlsplit(site.content.organisation.url).path or "/"
    found = links.problems(
        {p: b.links for p, b in pages.items()},
        {p: b.anchors for p, b in pages.items()},
        set(built),
        (*UNLINKED, site.content.organisation.share_image, *leading_on),
        base,
    )
    if found:
        raise Refused([Problem("site.links"), *found])


def compare(a: Path, b: Path) -> list[Phrase]:
    """Return the differences between two folders, one line each."""
    left, right = walk(a), walk(b)
    found = [Phrase("site.only_in", folder=a, path=path) for path in sorted(left - right)]
    found += [Phrase("site.only_in", folder=b, path=path) for path in sorted(right - left)]
    for path in sorted(left & right):
        if (a / path).read_bytes() != (b / path).read_bytes():
            found.append(Phrase("site.differs", path=path))
    return found


__all__: list[Any] = ["BuildReport", "build", "compare"]
