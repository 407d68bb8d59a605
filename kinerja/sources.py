"""Taking in what an office has published, from a folder or from its public site, for programs that have yet to judge it.

All of it is a stranger's: addresses, archives, names of files. What is written has a name that a package's file may have, in a folder
of its own; what is too much, too slow, elsewhere or called otherwise is refused.
"""

from __future__ import annotations

import io
import os
import pwd
import re
import resource
import signal
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from urllib import request
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

from kinerja_words.catalogue import visible
from kinerja_words.problems import refuse
from kinerja_words.shape import read_json
from kinerja_words.system import trouble

LARGEST, MOST_FILES, MOST_RELEASES, WAIT, MEMORY = 64 << 20, 40, 200, 20, 1 << 30
"""Bytes of a source, files of a release, releases of an office, seconds that a server may say nothing, and bytes of memory for it all."""
NAME = re.compile(r"[a-z_]{1,40}(?:\.en)?\.(?:csv|json|md)", re.ASCII)
PLACE = re.compile(r"(?:citizens/)?[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
ARCHIVE = re.compile(rf"(?:.*/)?({PLACE.pattern})/(data/kinerja-[a-z0-9-]{{1,60}}\.zip)", re.ASCII)
BETWEEN = {"", "published", "packages", "data", "demo"}
"""What folders of packages are called in every office: no name to know one by."""
File = tuple[str, str, bytes]
"""Place of a release (`2026`, `citizens/2026-2027-01-20`), name of a file, its bytes."""


def must_be_usable(source: str) -> None:
    """Refuse an address that is none: what was typed wrong is told at once."""
    if remote(source):
        try:
            at = urlsplit(source)
            host = at.port != 0 and at.hostname and "@" not in at.netloc
            fit = at.scheme == "https" and host and not at.query + at.fragment
        except ValueError:
            fit = False
        if not fit or not source.isascii() or not source.isprintable() or " " in source:
            raise refuse("portal.address", name=source)


def called(source: str) -> str:
    """Return what a source is called in public: its address, or the name of its folder and no more of this machine's, nor whose
    home it lies in; nothing in it looks like a figure."""
    at = urlsplit(source) if remote(source) else None
    here = Path(os.path.realpath(source))
    telling = next((p for p in (here, *here.parents) if p.name not in {*BETWEEN, ""}), here)
    text = f"{at.hostname}{at.path}".rstrip("/") if at else ("-" if _a_home(telling) else telling.name or "-")
    return re.sub(r"(?<=\d)[.,](?=\d)|%", "-", visible(text))[:80]


def _a_home(folder: Path) -> bool:
    """Tell whether a folder is somebody's home on this machine: of those it lists, of an account of that name, or of its owner."""
    homes = {account.pw_dir for account in pwd.getpwall()}
    with suppress(KeyError):  # a directory service lists nobody, and answers when asked
        homes.add(pwd.getpwnam(folder.name).pw_dir)
    with suppress(KeyError, OSError):  # nobody's, or not there
        homes.add(pwd.getpwuid(folder.stat().st_uid).pw_dir)
    return str(folder) in map(os.path.realpath, homes)


def remote(source: str) -> bool:
    """Tell whether a source is an address."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None


def take_in(source: str, folder: Path) -> None:
    """Write all releases of a source below a new folder, `<cycle>/` and `citizens/<cycle>-<day>/`; raises `Refused`."""
    left = LARGEST
    places: dict[str, int] = {}
    for place, name, data in fetched(source) if remote(source) else lying(Path(source)):
        places[place] = places.get(place, 0) + 1
        left -= len(data)
        if left < 0 or places[place] > MOST_FILES or len(places) > MOST_RELEASES:
            raise refuse("portal.too_much", name=source, most=LARGEST >> 20)
        if not PLACE.fullmatch(place) or not NAME.fullmatch(name):
            raise refuse("portal.strange_file", name=source, path=f"{place}/{name}"[:120])
        (folder / place).mkdir(parents=True, exist_ok=True)
        with (folder / place / name).open("xb") as file:
            file.write(data)
    if not places:
        raise refuse("portal.nothing", name=source)


def plainly(path: str, flags: int) -> int:
    """Open a file that is neither a link nor waits for somebody to write into it."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def lying(folder: Path) -> Iterator[File]:
    """Yield the files of the packages in a folder; links and hidden files are none."""
    for shelf, place in ((folder, ""), (folder / "citizens", "citizens/")):
        for one in sorted(shelf.iterdir()) if shelf.is_dir() and not shelf.is_symlink() else ():
            if one.name[0] == "." or one.is_symlink() or not one.is_dir() or place + one.name == "citizens":
                continue
            for path in sorted(p for p in one.iterdir() if p.name[0] != "."):
                with open(path, "rb", opener=plainly) as file:
                    yield place + one.name, path.name, file.read(LARGEST + 1)


def fetched(source: str) -> Iterator[File]:
    """Yield the files of the packages that a public site's catalogue lists, each out of its archive; raises `Refused`."""
    must_be_usable(source)
    # knows no other scheme, and follows no redirect: who moved is asked at the new address
    opener, known = request.OpenerDirector(), (request.HTTPDefaultErrorHandler, request.HTTPErrorProcessor)
    for handler in (request.ProxyHandler, request.HTTPSHandler, *known):
        opener.add_handler(handler())

    def get(path: str) -> bytes:
        with opener.open(urljoin(source.rstrip("/") + "/", path), timeout=WAIT) as answer:
            data: bytes = answer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise refuse("portal.too_much", name=source, most=LARGEST >> 20)
        return data

    try:
        listed = [m for text in _texts(read_json(get("data/katalog.jsonld"))) if (m := ARCHIVE.fullmatch(text))]
        archives = dict.fromkeys((m[1], m[2]) for m in listed)
        for place, file in list(archives)[:MOST_RELEASES]:
            with zipfile.ZipFile(io.BytesIO(get(f"{place}/{file}"))) as packed:
                for info in packed.infolist()[: MOST_FILES + 1]:
                    inside, _, name = info.filename.rpartition("/")
                    with packed.open(info) as member:
                        yield inside if inside == place else info.filename, name, member.read(LARGEST + 1)
    except (OSError, HTTPException) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise refuse("portal.unreachable", name=source, error=trouble(error)) from None
    except (ValueError, LookupError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise refuse("portal.unreadable", name=source) from error


def _texts(value: object) -> Iterator[str]:
    """Return the texts in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


@contextmanager
def within(source: str, seconds: int) -> Iterator[None]:
    """Refuse a source where what is done to it takes longer, whatever it waits for, or more memory than `MEMORY`; for the first
    thread of a process."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise refuse("portal.slow", name=source, n=seconds)

    before, (most, hard) = signal.signal(signal.SIGALRM, late), resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [n for n in (MEMORY, most, hard) if n != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))
    signal.alarm(seconds)
    try:
        yield
    except MemoryError:
        raise refuse("portal.too_much", name=source, most=LARGEST >> 20) from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
