"""The files of `content/`, changed from the desk: checked, written whole, with every earlier text kept; and drafts, which are not public.

The file is the truth. Before it is written the store keeps what stood there and what is about to be written (the intent);
after it, the new version. Whoever is killed in between leaves an intent, and `settle` looks at the file: written, the version
is noted as theirs; not written, the intent goes. So the store never says saved of what the file does not hold. A file
changed by hand is kept as a version when the next change would replace it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.calendar import parse_holidays
from assessment.cycle import Cycle
from assessment.evidence import kind_of
from assessment.goal import parse_goal_examples
from assessment.instrument import SHORT, Instrument, parse_instrument, short_form
from assessment.names import strings
from assessment.organisation import parse_organisation
from assessment.text import lines
from assessment.training import parse_programmes
from kinerja_office import records
from kinerja_office.office import Draw, Office
from kinerja_office.public_text import naming
from kinerja_store import Change, View
from kinerja_store.disk import disk, new_file, remove, sync_folder
from kinerja_words.content import CALENDAR, ERRATA, FRONT, GLOSSARY, split_page
from kinerja_words.problems import Doubt, Problem, Refused, refuse
from kinerja_words.shape import decode, load, read_text
from kinerja_words.system import trouble

MOST, LOGO_MOST = 256 * 1024, 100 * 1024
KINDS = {
    "organisation": r"organisation\.toml", "holidays": r"holidays\.toml", "training": r"training\.toml",
    "goal_examples": r"goal_examples\.toml", "glossary": r"glossary\.toml", "errata": r"errata\.toml", "calendar": r"calendar\.toml",
    "instrument": r"instruments/[A-Za-z0-9_-]{1,64}\.toml", "page": r"pages/[a-z0-9-]{1,64}\.(?:id|en)\.md",
    "note": r"notes/([A-Za-z0-9][A-Za-z0-9_-]{0,31})\.(?:id|en)\.md", "logo": r"logo\.(?:png|jpg)",
}  # fmt: skip
"""The files that may be changed from here, and no others."""
ON_SITE = ("organisation", "training", "glossary", "errata", "calendar", "page", "logo")
"""Kinds that the public site reads: they are public with its next build."""
Parse = Callable[[str, str, list[Problem]], object]
PARSERS: Mapping[str, Parse] = {
    "organisation": parse_organisation, "holidays": parse_holidays, "training": parse_programmes,
    "goal_examples": parse_goal_examples, "instrument": parse_instrument,
    "glossary": lambda text, name, notices: load(text, name).check(GLOSSARY, notices),
    "errata": lambda text, name, notices: load(text, name).check(ERRATA, notices),
    "calendar": lambda text, name, notices: load(text, name).check(CALENDAR, notices),
    "page": lambda text, name, notices: split_page(name, text.encode(), notices),
}  # fmt: skip
APART = "qxqxq"
"""A word of no name, so that the last word of one text and the first of the next are no name together."""
_writing = threading.RLock()
"""Held while a file is written; the command does not write one while the service runs, but it may `settle`."""


@dataclass(frozen=True)
class Version:
    """A text a file has had. `by` is empty where somebody changed the file by hand; `at` is when it was noted, an ISO instant."""

    path: str
    n: int
    text: str
    by: str
    at: str


def kind(path: str) -> str:
    """Return which known file a path of the content folder is; empty for anything else."""
    return next((k for k, pattern in KINDS.items() if re.fullmatch(pattern, path)), "")


def cycle_of(path: str) -> str:
    """Return the cycle a commentary is about."""
    found = re.fullmatch(KINDS["note"], path)
    return found[1] if found else ""


def place(content: Path, path: str) -> Path:
    """Return where a known file stands; raises `Refused` for another one, or one that a link leads elsewhere."""
    root = content.resolve()
    if not kind(path) or (root / path).resolve() != root / path:
        raise refuse("content.unknown_file", name=path[:80])
    return root / path


def read(content: Path, path: str) -> bytes:
    """Return the bytes of a file; none where it is not there."""
    try:
        return place(content, path).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise refuse("file.unreadable", path=f"content/{path}", error=trouble(error)) from None


def mark(body: bytes) -> str:
    """Return a short mark of what a page showed."""
    return hashlib.sha256(body).hexdigest()[:16] if body else ""


def as_file(text: str) -> bytes:
    """Return a typed text as it goes into a file: one kind of line end, one at the end."""
    return (said + "\n").encode() if (said := lines(text.removeprefix("\ufeff"))) else b""


def check(office: Office, path: str, body: bytes) -> list[Problem]:
    """Raise `Refused` where a file must not become public or cannot be read; returns what may be a slip. The site is checked by `drawn`."""
    what, name, notices = kind(path), f"content/{path}", list[Problem]()
    if len(body) > (LOGO_MOST if what == "logo" else MOST):
        raise refuse("content.large", name=name, most=(LOGO_MOST if what == "logo" else MOST) // 1024)
    if what == "logo":
        if kind_of(body) != path.rpartition(".")[2]:
            raise refuse("content.logo_kind")
        return notices
    text = decode(body, path.rpartition("/")[2] if what != "page" else path)
    problems: list[Problem] = []
    with office.store.read() as view:
        if what in PARSERS:
            parsed: Any = PARSERS[what](text, path if what == "page" else path.rpartition("/")[2], notices)
            if what == "instrument":
                problems += _used(view, parsed)
        address = re.split(r"[-_]", path.rpartition("/")[2].partition(".")[0]) if "/" in path else ()
        problems += (said := naming(view, name, [" ".join(address), text]))
        if "\\" in text and what != "note":  # spelled with escapes; what is in doubt is asked once
            raw = load(found[1] if (found := FRONT.match(text)) else text, path).raw
            unescaped = f"\n{APART}\n".join(strings(raw))
            problems += [p for p in naming(view, name, unescaped) if not isinstance(p, Doubt) and p not in said]
    if what == "errata":
        problems += [
            Problem("site.erratum_late", file=path, cycle=erratum["cycle"], day=str(erratum["date"]))
            for erratum in load(text, path).check(ERRATA)["erratum"]
            if str(erratum["date"]) > office.today()
        ]
    if problems:
        raise Refused(problems)
    return notices


def _used(view: View, instrument: Instrument) -> list[Problem]:
    """Return a problem where an opened cycle asks other words under the same version."""
    for cycle in _users(view, instrument):
        now = short_form(instrument) if cycle.version.endswith(SHORT) else instrument
        if now.source != records.instrument(view, cycle).source:
            free = next_version(view, instrument)
            return [
                Problem("content.version_used", key="version", version=instrument.version, cycle=cycle.id, next=free)
            ]
    return []


def _users(view: View, instrument: Instrument) -> list[Cycle]:
    cycles = (c for c in records.cycles(view) if not c.before_opening and c.instrument == instrument.code)
    return [c for c in cycles if c.version.removesuffix(SHORT) == instrument.version]


def next_version(view: View, instrument: Instrument) -> str:
    """Return the version number a change of an instrument needs: its own, or the first that no cycle has where it was used."""
    used = [c.version.removesuffix(SHORT) for c in records.cycles(view) if c.instrument == instrument.code]
    free = str(1 + max((int(v) for v in (*used, instrument.version) if v.isascii() and v.isdigit()), default=0))
    return free if _users(view, instrument) else instrument.version


def drawn(office: Office, content: Path, path: str, body: bytes) -> Draw | None:
    """Return what draws pages of the public site as they would be with this file; raises `Refused` where that site is wrong.

    None where the file is none of the site's, or nothing draws it here.
    """
    if office.public is None or office.public.site is None or kind(path) not in ON_SITE:
        return None
    root = content.resolve()
    there = [*root.glob("*.toml"), *root.glob("pages/*.md"), *root.glob("*.svg"), *root.glob("*.png"), *root.glob("*.jpg"), *root.glob("*.webp")]  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as staged:
            Path(staged, "pages").mkdir()
            for file in there:
                Path(staged, file.relative_to(root)).write_bytes(file.read_bytes())
            Path(staged, path).write_bytes(body)
            if not body:
                Path(staged, path).unlink()
            return office.public.site(Path(staged), path)
    except OSError as error:
        raise refuse("content.unwritable", name=f"content/{path}", error=trouble(error)) from None


def save(
    office: Office, content: Path, path: str, body: bytes, seen: str, actor: str, act: str = "content.save"
) -> bool:
    """Write a file that was checked, or remove a page (no bytes); whether it changed. `seen` is the `mark` of what the writer saw.

    Raises `Refused` where it was changed since, or cannot be written: then file and store are as they were.
    """
    if not body and kind(path) != "page":
        raise refuse("content.empty", name=f"content/{path}")
    if body:
        check(office, path, body)
    drawn(office, content, path, body)
    with _writing:
        settle(office, content)
        where, before = place(content, path), read(content, path)
        if before == body:
            with office.store.write() as change:
                change.delete("content_drafts", path)
            return False
        if mark(before) != seen:
            with office.store.read() as view:
                raise changed_since(view, path, before)
        intent = {"path": path, "text": _text(path, body), "by": actor, "at": _instant(office), "act": act}
        with office.store.write() as change:
            if before and not _is_known(change, path, before):
                _keep(change, path, before, "", _instant(office))
            change.put("content_intents", path, intent)
        try:
            _write(where, body)
        except OSError as error:
            with office.store.write() as change:
                change.delete("content_intents", path)
            raise refuse("content.unwritable", name=f"content/{path}", error=trouble(error)) from None
        _note(office, intent, written=True)
    return True


def _note(office: Office, intent: Mapping[str, Any], *, written: bool) -> None:
    """Note what came of an intent: the new version with its line in the trail, once, or nothing."""
    path, body = intent["path"], _body(intent["text"])
    with office.store.write() as change:
        change.delete("content_intents", path)
        before = last(change, path)
        if written and not _is_known(change, path, body):
            n = _keep(change, path, body, intent["by"], intent["at"])
            change.delete("content_drafts", path)
            marks = {"before": mark(body_of(before)) if before else "", "after": mark(body)}
            office.log(change, intent["by"], intent["act"], file=path, version=n, **marks)


def changed_since(view: View, path: str, there: bytes) -> Refused:
    """Build the refusal of a change to what the writer has not seen: it says who changed the file."""
    latest = last(view, path)
    by = latest.by if latest and latest.text == _text(path, there) else ""
    return refuse("content.changed_since" if by else "content.changed_by_hand", name=f"content/{path}", by=by)


def settle(office: Office, content: Path) -> None:
    """Finish what was killed between the store and a file, and put the commentary of published cycles into its files."""
    with _writing:
        with office.store.read() as view:
            intents = [doc for _, doc in view.find("content_intents")]
            drafts = [doc for _, doc in view.find("content_drafts") if kind(doc["path"]) == "note"]
            published = {c.id for c in records.cycles(view) if c.published} if drafts else set()
            released = {id: (view.get("releases", id) or {}).get("notes", {}) for id in published}
        for intent in intents:
            written = False
            with suppress(Refused):  # a folder that changed since: what stands there is found by the next save
                written = read(content, intent["path"]) == _body(intent["text"])
            _note(office, intent, written=written)
        for path, by in ((d["path"], d["by"]) for d in drafts if cycle_of(d["path"]) in published):
            body = as_file(released[cycle_of(path)].get(path.split(".")[-2], ""))
            with suppress(OSError, Refused):  # tried again at the next start
                if body:
                    _write(place(content, path), body)
                with office.store.write() as change:
                    change.delete("content_drafts", path)
                    if body:
                        _keep(change, path, body, by, _instant(office))


def keep_draft(office: Office, content: Path, path: str, text: str, seen: str, actor: str) -> None:
    """Keep a text that is not public yet; empty ends the draft. `seen` is the `mark` of the draft the writer saw."""
    where, body = place(content, path), as_file(text)
    said = decode(body, where.name)
    if len(body) > MOST:
        raise refuse("content.large", name=where.name, most=MOST // 1024)
    if kind(path) == "note":
        check(office, path, body)
    with office.store.write() as change:
        if id := cycle_of(path):
            cycle = records.cycle(change, id)
            if cycle.published:
                raise refuse("content.note_published", cycle=id)
        there = change.get("content_drafts", path) or {"text": "", "by": ""}
        if there["text"] == said:
            return
        if mark(there["text"].encode()) != seen:
            author = there["by"] or actor
            raise refuse("content.changed_since", name=f"content/{path}", by=author)
        if said:
            change.put("content_drafts", path, {"path": path, "text": said, "by": actor, "at": _instant(office)})
        else:
            change.delete("content_drafts", path)
        office.log(change, actor, "content.draft", file=path, before=mark(there["text"].encode()), after=mark(body))


def draft(view: View, path: str) -> Version | None:
    """Return the draft of a file."""
    doc = view.get("content_drafts", path)
    return Version(path, 0, doc["text"], doc["by"], doc["at"]) if doc else None


def last(view: View, path: str) -> Version | None:
    """Return the last version of a file that is known."""
    return version(view, path, view.count("content_versions", path=path))


def version(view: View, path: str, n: int) -> Version | None:
    """Return a version of a file by its number, from 1."""
    doc = view.get("content_versions", records.key(path, str(n)))
    return Version(path, n, doc["text"], doc["by"], doc["at"]) if doc else None


def body_of(one: Version) -> bytes:
    """Return the bytes of a version."""
    return _body(one.text)


def notes(office: Office, content: Path | None, id: str) -> dict[str, str]:
    """Return HR's commentary on a cycle by language: the draft, else the file; languages without either are left out."""
    paths = {language: f"notes/{id}.{language}.md" for language in ("id", "en")}
    with office.store.read() as view:
        found = {language: said.text for language, path in paths.items() if (said := draft(view, path))}
    files = {language: content / path for language, path in paths.items()} if content else {}
    return {language: read_text(p) for language, p in files.items() if language not in found and p.exists()} | found


def _is_known(view: View, path: str, body: bytes) -> bool:
    latest = last(view, path)
    return latest is not None and latest.text == _text(path, body)


def _keep(change: Change, path: str, body: bytes, by: str, at: str) -> int:
    n = change.count("content_versions", path=path) + 1
    change.put(
        "content_versions", records.key(path, str(n)), {"path": path, "text": _text(path, body), "by": by, "at": at}
    )
    return n


def _text(path: str, body: bytes) -> str:
    """Return what the store keeps of a file: its text; of a picture, or of what is no text, its bytes as letters."""
    try:
        if kind(path) != "logo":
            return body.decode()
    except UnicodeDecodeError:
        pass
    return "base64:" + base64.b64encode(body).decode()


def _body(text: str) -> bytes:
    return base64.b64decode(text[7:]) if text.startswith("base64:") else text.encode()


def _instant(office: Office) -> str:
    return office.now().isoformat(timespec="seconds")


def _write(where: Path, body: bytes) -> None:
    """Put a whole new file in the place of the old one, readable as that was; without bytes the old one goes."""
    if not body:
        where.unlink(missing_ok=True)
        sync_folder(where.parent)
        return
    where.parent.mkdir(exist_ok=True)
    new = where.with_name(where.name + ".new")
    try:
        disk.close(new_file(new, [body]))
        os.chmod(new, where.stat().st_mode & 0o777 if where.exists() else 0o644)  # noqa: PTH101  # beside `disk`
        disk.replace(new, where)
    except OSError:
        with suppress(OSError):
            remove(new)
        raise
    sync_folder(where.parent)
