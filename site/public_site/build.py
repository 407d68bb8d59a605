"""Freezing the site: packages and content in, a folder of pages out, switched into place only when all of it is right.

A page is drawn again only if the hash of its cheap inputs (code, content, the rows it shows) has changed; everything
else is taken over from the standing site, if its bytes are still the ones that were built. The result is the same
either way.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import kinerja_words
from kinerja_words.problems import Phrase, Problem, Refused, Said
from kinerja_words.shape import read_json
from public_site import links, stage

if TYPE_CHECKING:
    from public_site.assets import Asset
    from public_site.page import Page
    from public_site.view import Site

HERE, WORDS = Path(__file__).parent, Path(kinerja_words.__file__).parent
LIBRARIES = ("jinja2-", "mistune-", "xlsxwriter-", "kinerja_terbuka-")
FileCheck = Callable[[str, bytes, str], tuple[Sequence[Said | str], str]]
"""Told a file's path in the site, its bytes, and the seal remembered of it (or nothing): its findings, and its seal now."""
Check = Callable[[Path, Path], FileCheck]
"""Told the staged folder, in which every file but the pages is, and the packages: what checks each file, in whatever process.
At the end it is told `.` without bytes, for what holds of the site as a whole."""
Progress = Callable[[int, int], None]
Sources = tuple["Site", tuple["Page", ...], tuple["Asset", ...]]
Read = Callable[[Path, Path], Sources]
"""Told the packages and the content: what the site is made of, its pages, and its other files."""


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
    """What is remembered of a file: the hash of its inputs and of its bytes, its links and anchors, and the check's seal."""

    key: str
    sha: str
    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    seal: str = ""


@dataclass(frozen=True)
class Memory:
    """What a build remembers: a hash of all it was made of, the check it passed, its cycles and its files."""

    sources: str = ""
    checked: str = ""
    cycles: tuple[str, ...] = ()
    files: Mapping[str, Built] = field(default_factory=dict)


def code_digest() -> str:
    """Return a hash of everything besides content and packages that shapes a page."""
    digest = hashlib.sha256()
    for path in sorted(p for p in HERE.rglob("*") if p.suffix in {".py", ".html", ".css", ".toml", ".csv"}):
        digest.update(path.relative_to(HERE).as_posix().encode() + path.read_bytes())
    for word in ("catalogue.py", "colours.py", "content.py", "names.toml"):
        digest.update((WORDS / word).read_bytes())
    # versions stand in the names of the folders that describe what is installed; `importlib.metadata` takes 30 ms for them
    found = {name for place in map(Path, sys.path) if place.is_dir() for name in os.listdir(place)}  # noqa: PTH208
    installed = sorted(name for name in found if name.endswith("-info") and name.lower().startswith(LIBRARIES))
    digest.update("\n".join(installed).encode())
    return digest.hexdigest()


def read_memory(out: Path) -> Memory:
    """Return what the last build remembered; nothing unless it is as it was written, which only costs time."""
    try:
        mark, _, text = stage.sibling(out, "built.json").read_bytes().partition(b"\n")
        data = read_json(text if mark == mark_of(text) else b"")
        files = {path: Built(k, s, once(to), once(at), seal) for path, (k, s, to, at, seal) in data["files"].items()}
        return Memory(data["sources"], data["checked"], tuple(data["cycles"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return some texts, each in memory once: most pages have the same links."""
    return tuple(map(sys.intern, texts))


def write_memory(out: Path, memory: Memory) -> None:
    """Remember this build beside the site, never inside it, below a hash of what is remembered."""
    files = {path: [b.key, b.sha, b.links, b.anchors, b.seal] for path, b in memory.files.items()}
    target = stage.sibling(out, "built.json")
    part = target.with_name(target.name + ".part")
    text = json.dumps(vars(memory) | {"files": files}, separators=(",", ":")).encode()
    with suppress(OSError):
        part.write_bytes(mark_of(text) + b"\n" + text)
        part.replace(target)


def mark_of(text: bytes) -> bytes:
    """Return what stands above a memory."""
    return hashlib.sha256(text).hexdigest().encode()


def digest_of(*folders: Path) -> str:
    """Return a hash of all files in some folders; never the same twice where a link leads to a folder elsewhere, which is not read."""
    digest = hashlib.sha256()
    for folder in folders:
        if any((Path(here) / name).is_symlink() for here, names, _ in os.walk(folder) for name in names):
            digest.update(os.urandom(16))
        for path in sorted(walk(folder)):
            file = folder / path
            digest.update(path.encode() + b"\0" + hashlib.sha256(file.read_bytes() if file.is_file() else b"").digest())
    return digest.hexdigest()


def intact(path: Path, sha: str) -> bool:
    """Tell whether a file still holds the bytes that were built."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW)) as file:
            return hashlib.sha256(file.read()).hexdigest() == sha
    except OSError:
        return False


def walk(folder: Path) -> set[str]:
    """Return all files below a folder as slash-separated paths; a link to a folder is not followed."""
    found: set[str] = set()
    for here, _, names in os.walk(folder):
        prefix = here[len(os.fspath(folder)) + 1 :]
        found |= {f"{prefix}/{name}" for name in names} if prefix else set(names)
    return found


def take_over(source: Path, target: Path) -> None:
    """Bring an unchanged file into the new folder, as a link where the file system can."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def sources_of(packages: Path, content: Path) -> Sources:
    """Read everything; raises `Refused`. What this takes is loaded only where something has changed."""
    from public_site.assets import assets
    from public_site.content import read_content
    from public_site.package_reading import read_packages
    from public_site.site_pages import all_pages
    from public_site.view import Site

    site = Site(read_packages(packages), read_content(content))
    pages = all_pages(site)
    return site, pages, tuple(assets(site, pages))


def build(
    packages: Path,
    content: Path,
    out: Path,
    *,
    full: bool = False,
    check: Check | None = None,
    checker: str = "check",
    progress: Progress | None = None,
    read: Read = sources_of,
) -> BuildReport:
    """Build the public site into `out`; raises `Refused` and leaves the standing site alone if anything is wrong.

    `read` says what there is to build: an office's site, or the portal of many (`portal.sources_of`).
    `checker` names the check and what it knows: a standing site that passed the same one is not checked where nothing changed.
    """
    out = stage.place(out)
    with stage.locked(out):
        stage.repair(out)
        code, standing = code_digest(), walk(out) if out.is_dir() else set()
        memory = Memory() if full else read_memory(out)
        sound = {p: b for p, b in memory.files.items() if p in standing and intact(out / p, b.sha)}
        sources = code + digest_of(packages, content)
        passed = check is None or memory.checked == checker
        if memory.sources == sources and passed and sound.keys() == memory.files.keys() == standing:
            return BuildReport(len(sound), 0, len(sound), 0, memory.cycles, False)
        site, pages, others = all_of(read, packages, content)
        keys = keys_of(site, pages, others, code)
        kept = {p: b for p, b in sound.items() if keys.get(p) == b.key}
        cycles, notices = tuple(p.id for p in site.packages), site.content.notices
        if changed := not (passed and kept.keys() == keys.keys() == standing):
            job = Job(site, pages, others, keys, kept, {p: b.seal for p, b in sound.items()}, out)
            built = build_locked(job, code, packages, check, progress)
            memory = Memory("", checker if check else "", cycles, built)
        # notices are told at every build: where there are any, the content is read at every build
        write_memory(out, replace(memory, sources="" if notices else sources))
        drawn, removed = len(keys) - len(kept), len(standing - keys.keys())
        return BuildReport(len(keys), drawn, len(kept), removed, cycles, changed, notices)


def all_of(read: Read, packages: Path, content: Path) -> Sources:
    """Read everything; raises `Refused`, of two files of one path too."""
    gc.disable()  # nothing of what is read here ever goes, and looking for what went takes a quarter of the time
    try:
        site, pages, others = read(packages, content)
    finally:
        gc.enable()
    check_paths([prefix + p.path for p in pages for prefix in ("", "en/")] + [a.path for a in others])
    return site, pages, others


def keys_of(site: Site, pages: Sequence[Page], others: Sequence[Asset], code: str) -> dict[str, str]:
    """Return the hash of the inputs of every file of the site; a page has one for both languages, and links the newest cycle where there is one."""
    base = code + site.content.frame + ("with cycles" if site.packages else "")
    keys = {asset.path: asset.key(base) for asset in others}
    for page in pages:
        keys[page.path] = keys[f"en/{page.path}"] = page.key(base)
    return keys


@dataclass(frozen=True)
class Job:
    """What is to be built: every file with its key, those that are kept, and the seals of all whose bytes still are the ones built."""

    site: Site
    pages: tuple[Page, ...]
    others: tuple[Asset, ...]
    keys: Mapping[str, str]
    kept: Mapping[str, Built]
    seals: Mapping[str, str]
    out: Path


def build_locked(
    job: Job, code: str, packages: Path, check: Check | None, progress: Progress | None
) -> Mapping[str, Built]:
    """Build with the lock held: everything into a new folder, checked, then switched into place."""
    new = stage.sibling(job.out, "new")
    new.mkdir(mode=0o755)
    try:
        for path in job.kept:
            take_over(job.out / path, new / path)
        built, found = draw(job, new, code, partial(check, new, packages) if check else None, progress)
        for folder, _, _ in os.walk(new):
            Path(folder).chmod(0o755)
        check_links(job.site, built, [p.path for p in job.pages if not p.linked])
        if found:
            raise Refused([Problem("site.check_failed", n=len(found)), *(Problem("site.found", said=f) for f in found)])
        stage.switch(new, job.out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return built


def draw(
    job: Job, new: Path, code: str, prepare: Callable[[], FileCheck] | None, progress: Progress | None
) -> tuple[Mapping[str, Built], Sequence[Said | str]]:
    """Draw what is not kept: first all but the pages, for pages tell the sizes of files, then the pages, in as many workers as
    there are cores. Each file is checked while its bytes are at hand, kept ones too; what comes back of it is a short record.
    """
    from public_site.app import Compiled
    from public_site.freezer import Freezer  # Flask is needed only when there is something to draw
    from public_site.workers import spread

    freezer = Freezer(job.site, job.pages, job.others, new, Compiled(stage.sibling(job.out, "templates"), code))
    told, of = 0, len(job.keys) - len(job.kept)

    def tell(paths: Iterable[str]) -> None:
        nonlocal told
        told += sum(path not in job.kept for path in paths)
        if progress and told:
            progress(told, of)

    together: dict[object, tuple[str, ...]] = {}  # what is made at once, or is the same
    for a in job.others:
        made = "data" if a.path.startswith("data/") else a.make
        together[made] = (*together.get(made, ()), a.path)

    def freeze(paths: Sequence[str]) -> Sequence[str]:
        return [*freezer.freeze_paths(p for p in paths if p not in job.kept)]

    with closing(spread(freeze, [u for u in together.values() if not job.kept.keys() >= set(u)], 1)) as frozen:
        for paths in frozen:
            tell(paths)
    job.site.sizes.update((p[5:], (new / p).stat().st_size) for u in together.values() for p in u if p[:5] == "data/")
    look = prepare() if prepare else None

    def finish(paths: Sequence[str]) -> Sequence[tuple[str, Built, Sequence[Said | str]]]:
        if paths[0].endswith(".html"):
            freeze(paths)
        return [(path, *remember(job, path, (new / path).read_bytes(), look)) for path in paths]

    units = [*together.values()] + [(p.path, f"en/{p.path}") for p in job.pages]
    found: dict[str, Sequence[Said | str]] = {}
    built = dict(job.kept)
    with closing(spread(finish, [u for u in units if look or not job.kept.keys() >= set(u)])) as finished:
        for files in finished:
            for path, file, said in files:
                built[path], found[path] = replace(file, links=once(file.links), anchors=once(file.anchors)), said
            tell(path for path, _, _ in files if path.endswith(".html"))
    said = [*chain.from_iterable(found[path] for path in sorted(found)), *(look(".", b"", "")[0] if look else ())]
    return built, said


def remember(job: Job, path: str, data: bytes, look: FileCheck | None) -> tuple[Built, Sequence[Said | str]]:
    """Return what to remember of a file, and what a check finds in it."""
    said, seal = look(path, data, job.seals.get(path, "")) if look else ((), "")
    if path in job.kept:
        return replace(job.kept[path], seal=seal), said
    sha, html = hashlib.sha256(data).hexdigest(), data.decode() if path.endswith(".html") else ""
    return Built(job.keys[path], sha, tuple(links.links_of(html)), tuple(links.anchors_of(html)), seal), said


def check_paths(paths: Sequence[str]) -> None:
    """Refuse two files of one path: one would overwrite the other, on some disks also where only the case differs."""
    near = pairwise(sorted(paths, key=str.casefold))
    twice = [(path, other) for other, path in near if other.casefold() == path.casefold()]
    if twice:
        raise Refused([Problem("site.same_path", path=path, other=other) for path, other in twice])


def check_links(site: Site, built: Mapping[str, Built], leading_on: Sequence[str]) -> None:
    """Refuse a site with a link to nothing or a page nobody links."""
    from public_site.assets import UNLINKED

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
