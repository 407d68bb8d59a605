"""What HR writes in `content/`: every file by a form made of its shape or as text, drafts, a preview as the public sees it, earlier texts."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.instrument import parse_instrument
from assessment.organisation import parse_organisation
from assessment.text import typed
from forms_service.desk import desk
from forms_service.desk.answers import go
from forms_service.desk.content_form import MORE, SHAPES, ContentForm, Node, posted, rearranged, swatches
from forms_service.desk.cycles import by_method
from forms_service.desk.memory import memory
from forms_service.desk.preview import FRAMED, FRAMING
from forms_service.desk.unhurried import unhurried
from forms_service.web import lists
from forms_service.web.forms import Form, Hidden, Upload, pressed
from forms_service.web.guard import may, person
from forms_service.web.language import lang, name_of, t
from forms_service.web.service import service
from kinerja_office import consultation, plans, records, release_calendar, settings
from kinerja_office import content_files as acts
from kinerja_words import catalogue
from kinerja_words.content import FRONT
from kinerja_words.edits import Tree, changed, shown
from kinerja_words.problems import Problem, Refused, refuse
from kinerja_words.shape import decode, load

GROUPS = ("settings", "texts", "assessment", "notes")
GROUP_OF = {"organisation": "settings", "holidays": "settings", "instrument": "assessment", "goal_examples": "assessment", "training": "assessment"}  # fmt: skip
ALWAYS = tuple(f"{name}.toml" for name in ("organisation", "holidays", "training", "goal_examples", "glossary", "errata", "calendar"))  # fmt: skip
PAGES = {
    "organisation": "index.html",
    "glossary": "glosarium.html",
    "errata": "terbitan.html",
    "calendar": "jadwal.html",
}
"""Where the public site shows a file."""
LINES, VERSIONS = 400, 50
"""So many lines of a difference are shown, and so many versions."""


@dataclass
class Edited:
    """A file as it is being edited: what stands in the folder, the draft, and the text and tree of the form."""

    path: str
    kind: str
    there: bytes
    draft: acts.Version | None
    text: str = ""
    tree: Tree = ""
    raw: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def marks(self) -> str:
        """What a page shows, for the next save to bring back."""
        return f"{acts.mark(self.there)}.{acts.mark(self.draft.text.encode()) if self.draft else ''}"


class Restore(Form):
    """Which earlier version to bring back, and what the page showed."""

    versi = Hidden()
    dilihat = Hidden()


class Logo(Form):
    """A picture for the logo."""

    berkas = Upload("content.logo", hint="content.logo.hint", accept="image/png,image/jpeg")


@desk.get("/isi")
@may("content.see", of="office")
def content() -> ResponseReturnValue:
    """List what can be changed, with the last change of each, and what is wrong."""
    if slug := request.args.get("halaman"):
        plain = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:64]
        return go("content_file", berkas=f"pages/{plain}.id.md") if plain else go("content", "content.page.none")
    root, office = _content(), service().office
    acts.settle(office, root)
    files = [p.relative_to(root).as_posix() for p in (*root.glob("instruments/*.toml"), *root.glob("pages/*.md"))]
    with office.store.read() as view:
        cycles = [c for c in records.cycles(view) if not c.published]
        notes = [f"notes/{c.id}.{language}.md" for c in cycles for language in ("id", "en")]
        rows: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
        for path in (
            *ALWAYS,
            *sorted((f for f in files if acts.kind(f)), key=lambda f: f.replace(".en.", ".zz.")),
            *notes,
        ):
            kind, latest = acts.kind(path), acts.last(view, path)
            try:
                there = acts.read(root, path)
                found, wrong = _found(path, there)
            except Refused as refused:  # a link, a folder: one odd file is told at its row
                there, found, wrong = b"", None, refused.problems
            known = bool(latest and acts.body_of(latest) == there)
            rows["notes" if kind == "note" else GROUP_OF.get(kind, "texts")].append({
                "path": path, "name": title(path, found[0]["title"] if kind == "page" and found else ""), "there": there, "public": kind in acts.ON_SITE, "draft": acts.draft(view, path),
                "last": latest if known else None, "by_hand": latest and not known, "wrong": catalogue.lines(Refused(wrong), lang()),
                "early": kind == "note" and there,
            })  # fmt: skip
        waiting = settings.waiting(office, view)
    return render_template("desk/content.html", rows=rows, waiting=waiting)


@desk.get("/isi/berkas/<path:berkas>")
@may("content.see", of="office")
def content_file(berkas: str) -> ResponseReturnValue:
    """Show a file as a form, or as text (`?bentuk=teks`)."""
    return _page(_edited(berkas, raw=request.args.get("bentuk") == "teks"))


@desk.post("/isi/berkas/<path:berkas>")
@may("content.edit", of="office", upload=True)
@unhurried
def save_content(berkas: str) -> ResponseReturnValue:
    """Check, preview, keep as a draft or save what was typed; or rearrange a list of the form."""
    now, button = _edited(berkas, raw="teks" in request.form), pressed()
    seen, _, seen_draft = request.form.get("dilihat", "").partition(".")
    office, root, me = service().office, _content(), person().actor
    if now.raw or now.kind == "note":
        now.text = acts.as_file(request.form["teks"] if now.raw else typed(request.form.get("naskah", ""))).decode()
        now.tree = {"naskah": now.text}
    else:
        fresh = _take(now, button)
        if fresh is not None:
            return _page(now, fresh=fresh)
    try:
        if button == "hapus" and now.kind == "page" and "yakin" in request.form:
            acts.save(office, root, berkas, b"", seen, me)
            return go("content", "content.page.gone")
        if button == "buang":
            acts.keep_draft(office, root, berkas, "", seen_draft, me)
            return go("content_file", "content.draft.gone", berkas=berkas)
        if button == "konsep" or (now.kind == "note" and button == "simpan"):
            acts.keep_draft(office, root, berkas, now.text, seen_draft, me)
            return go("content_file", "content.draft.kept", berkas=berkas)
        body = acts.as_file(now.text)
        if button == "simpan":
            if not body:
                raise refuse("content.empty", name=f"content/{berkas}")  # a page goes by its own button, with a tick
            return go("content_file", _told(berkas, acts.save(office, root, berkas, body, seen, me)), berkas=berkas)
        now.problems = acts.check(office, berkas, body)
        return _page(now, checked=True)
    except Refused as refused:
        return _page(now, refused=refused), 409 if refused.problems[0].code.startswith("content.changed") else 422


@desk.get("/isi/riwayat/<path:berkas>")
@may("content.see", of="office")
def content_history(berkas: str) -> ResponseReturnValue:
    """Show the versions of a file, and what one of them changed."""
    return _history(berkas, Restore())


@desk.post("/isi/riwayat/<path:berkas>")
@may("content.edit", of="office")
@unhurried
def restore_content(berkas: str) -> ResponseReturnValue:
    """Bring an earlier text back: a save like any other."""
    form, office, root = Restore.posted(), service().office, _content()
    number = form.versi.data if re.fullmatch(r"[0-9]{1,6}", form.versi.data) else "0"
    with office.store.read() as view:
        wanted = acts.version(view, berkas, int(number))
    if not acts.kind(berkas) or wanted is None:
        abort(404)
    try:
        changed_now = acts.save(
            office, root, berkas, acts.body_of(wanted), form.dilihat.data, person().actor, "content.restore"
        )
    except Refused as refused:
        form.refuse(refused)
        return _history(berkas, form), 409
    return go("content_history", _told(berkas, changed_now), berkas=berkas)


@desk.get("/isi/pratinjau/<tanda>/<path:file>")
@may("content.see", of="office")
def content_preview(tanda: str, file: str) -> Response:
    """Draw one page of the public site as it would be with what is being edited; framed by the desk alone."""
    now: Edited | None = memory().waiting.look_up("content", tanda)
    draw = memory().drawn.get(tanda)
    if now and draw is None:  # checked by another process, or many since
        memory().draws(tanda, draw := _drawn(now))
    found = draw(file) if now and draw else None
    if found is None:
        abort(404)
    answer = Response(found[0], mimetype=found[1])
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@desk.post("/isi/logo")
@may("content.edit", of="office", upload=True)
@unhurried
def save_logo() -> ResponseReturnValue:
    """Take a picture as the logo, and name it in the settings."""
    form, office, root, me = Logo.posted(), service().office, _content(), person().actor
    if form.validate():
        with form.trying():
            body = form.berkas.data.data if form.berkas.data else b""
            path = "logo.png" if body.startswith(b"\x89PNG") else "logo.jpg"
            settings_file = acts.read(root, "organisation.toml")
            acts.check(office, "organisation.toml", settings_file)
            text = decode(settings_file, "organisation.toml")
            tree = shown(SHAPES["organisation"], load(text, "organisation.toml").raw, "", MORE)
            named = changed(SHAPES["organisation"], text, tree, {**tree, "logo": path}, MORE)
            acts.save(office, root, path, body, acts.mark(acts.read(root, path)), me)
            acts.save(office, root, "organisation.toml", acts.as_file(named), acts.mark(settings_file), me)
            return go("content_file", _told(path, saved=True), berkas="organisation.toml")
    return _page(_edited("organisation.toml"), logo=form), 422


def title(path: str, name: str = "") -> str:
    """Return what a file is called on the desk: by its own title where it has one."""
    kind, stem = acts.kind(path), path.rpartition("/")[2].partition(".")[0]
    language = path.split(".")[-2] if path.endswith(".md") else ""
    return t(f"content.file.{kind}", name=name or stem, language=name_of("language", language))


def _content() -> Path:
    return service().content or abort(404)


def _told(path: str, saved: bool) -> str:
    """Return what is told after a save: an approver is waited for, the site takes it with its next build, or it holds at once."""
    if not saved:
        return "content.same"
    service().refresh()
    kind = acts.kind(path)
    with service().office.store.read() as view:
        waits = kind == "organisation" and settings.waiting(service().office, view)
    return f"content.saved.{'waits' if waits else 'site' if kind in acts.ON_SITE else 'now'}"


def _edited(path: str, *, raw: bool = False) -> Edited:
    """Return a file as it stands, or its draft; 404 for what cannot be changed here. What is no TOML comes as text."""
    office, root, kind = service().office, _content(), acts.kind(path)
    if kind in ("", "logo"):
        abort(404)
    with office.store.read() as view:
        if kind == "note" and (records.find_cycle(view, acts.cycle_of(path)) is None):
            abort(404)
        now = Edited(path, kind, acts.read(root, path), acts.draft(view, path))
    try:
        now.text = now.draft.text if now.draft else decode(now.there, path)
        if kind == "calendar" and not now.draft:
            with office.store.read() as view:
                now.text = release_calendar.proposed(office, view, now.there)
        now.tree = {"naskah": now.text} if kind == "note" else _tree(now)
    except (Refused, ValueError) as error:
        now.problems = list(error.problems) if isinstance(error, Refused) else []
        now.text, raw = now.text or now.there.decode(errors="replace"), True
    now.raw = raw
    return now


def _tree(now: Edited) -> Tree:
    front, body = _split(now)
    tree = shown(SHAPES[now.kind], load(front, now.path, above=1 if now.kind == "page" else 0).raw, "", MORE)
    return {**tree, "naskah": body} if now.kind == "page" else tree


def _split(now: Edited) -> tuple[str, str]:
    """Return the TOML of a file, and the Markdown of a page."""
    found = FRONT.match(now.text) if now.kind == "page" else None
    if found:
        return found[1], now.text[found.end() :].strip()
    return ("", now.text.strip()) if now.kind == "page" else (now.text, "")


def _take(now: Edited, button: str) -> str | None:
    """Take what the form says into tree and text; returns the entry added where a list was rearranged, else None."""
    shape, before = SHAPES[now.kind], now.tree
    now.tree = posted(shape, request.form, before)
    fresh = rearranged(now.kind, now.tree, button) if ":" in button else None
    now.text = changed(shape, _split(now)[0], before, now.tree, MORE)
    if now.kind == "page":
        now.tree["naskah"] = typed(request.form.get("naskah", "")).strip()
        now.text = f"+++\n{now.text.strip()}\n+++\n\n{now.tree['naskah']}\n"
    return fresh


def _found(path: str, there: bytes) -> lists.Found:
    """Return what a file holds as it stands, and what is wrong with it."""
    parse = acts.PARSERS.get(acts.kind(path))
    return lists.read_body(there, _content() / path, parse) if parse and there else (None, ())


def _page(
    now: Edited, *, refused: Refused | None = None, checked: bool = False, fresh: str = "", logo: Form | None = None
) -> Response:
    form, nodes, draw, frame = ContentForm(dilihat=now.marks, teks=now.text, naskah=""), list[Node](), None, ""
    if now.raw:
        del form.naskah
    else:
        form.naskah.process(None, now.tree.get("naskah", ""))
        if now.kind == "errata":
            with service().office.store.read() as view:
                out = [(c.id, f"{c.title} ({c.id})") for c in records.cycles(view) if c.published]
            form.known = {"erratum.cycle": out}
        nodes = form.draw_from(now.kind, now.tree, fresh) if now.kind != "note" else []
        del form.teks
        if now.kind not in ("page", "note"):
            del form.naskah
    if checked:
        with form.trying():
            draw = _drawn(now)
    if refused:
        form.refuse(refused)
    if draw:
        front = f"{now.tree.get('section') or 'panduan'}/{now.path.split('/')[-1].partition('.')[0]}.html" if now.kind == "page" and not now.raw else PAGES.get(now.kind, "index.html")  # fmt: skip
        front = "panduan/pratinjau-komentar.html" if now.kind == "note" else front
        english = "en/" if now.path.endswith(".en.md") or (now.kind != "page" and lang() == "en") else ""
        token = memory().waiting.keep("content", now)
        memory().draws(token, draw)
        frame = url_for("desk.content_preview", tanda=token, file=english + front)
    stale = refused is not None and refused.problems[0].code.startswith("content.changed")
    before = now.there.decode(errors="replace")
    html = render_template(
        "desk/content_file.html", now=now, name=title(now.path), form=form, nodes=nodes, frame=frame, checked=checked and not form.summary,
        said=catalogue.lines(Refused(now.problems), lang()), twin=_twin(now.path), on_site=now.kind in acts.ON_SITE, cycle_of=acts.cycle_of,
        difference=difference(before, now.text) if checked or stale or now.draft or (now.kind == "calendar" and now.text != before) else None, logo=logo or Logo(),
        colours=swatches(now.tree) if now.kind == "organisation" and not now.raw else (), **_consequences(now, checked and not form.summary),
    )  # fmt: skip
    answer = Response(html)
    if frame:
        answer.headers["Content-Security-Policy"] = FRAMING
    return answer


def _drawn(now: Edited) -> Any:
    """Return what draws the public site with this file; a commentary is drawn as a page of guidance, which is written alike."""
    office, root = service().office, _content()
    if now.kind == "note":
        front = f"title = {json.dumps(t('release.notes'))}\ndescription = {json.dumps(title(now.path))}\n"
        body = f"+++\n{front}+++\n\n{now.text}".encode()
        return acts.drawn(office, root, f"pages/pratinjau-komentar.{now.path.split('.')[-2]}.md", body)
    return acts.drawn(office, root, now.path, acts.as_file(now.text))


def _consequences(now: Edited, checked: bool) -> dict[str, Any]:
    """Return what a checked change would do: the plan of the next cycle, what an approver has to agree to, what an instrument changes."""
    office, told = service().office, dict[str, Any]()
    with office.store.read() as view:
        drafts = [c for c in records.cycles(view) if c.before_opening]
        if now.kind == "organisation":
            told["two"] = settings.in_force(office, view).organisation.two_person
            if checked:
                proposed = replace(office, organisation=parse_organisation(now.text))
                told["waiting"] = settings.waiting(proposed, view)
                if drafts and records.roster_size(view):
                    told["planned"], told["plan"] = (
                        drafts[0].title,
                        by_method(plans.current_plan(proposed, view, drafts[0])),
                    )
        if now.kind == "instrument":
            try:
                before = parse_instrument(now.there.decode(), now.path)
            except (Refused, ValueError):
                return told
            free = acts.next_version(view, before)
            told["next_version"] = free if free != before.version else ""
            if checked:
                told["changes"] = consultation.compare_instruments(before, parse_instrument(now.text, now.path))
    return told


def _twin(path: str) -> str:
    """Return the same text in the other language."""
    return (
        re.sub(r"\.(id|en)\.md$", lambda m: f".{'en' if m[1] == 'id' else 'id'}.md", path)
        if path.endswith(".md")
        else ""
    )


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return how two texts differ, line by line, as (`+`, `-`, ` ` or `@`, line)."""
    found = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
    return [(line[:1], line[1:] if line[:1] != "@" else "…") for line in found[:LINES]]


def _history(path: str, form: Restore) -> str:
    office, root = service().office, _content()
    if not acts.kind(path):
        abort(404)
    there = acts.read(root, path)
    with office.store.read() as view:
        latest = acts.last(view, path)
        count = latest.n if latest else 0
        shown_n = request.args.get("versi", type=int) or count
        one, before = acts.version(view, path, shown_n), acts.version(view, path, shown_n - 1)
        rows = [v for n in range(count, max(0, count - VERSIONS), -1) if (v := acts.version(view, path, n))]
    form.dilihat.data, form.versi.data = acts.mark(there), one.n if one else ""
    picture = acts.kind(path) == "logo"
    return render_template(
        "desk/content_history.html", path=path, name=title(path), rows=rows, form=form, one=one, picture=picture,
        by_hand=bool(there) and (latest is None or acts.body_of(latest) != there), now=bool(one and acts.body_of(one) == there),
        difference=difference(before.text if before else "", one.text) if one and not picture else [],
    )  # fmt: skip
