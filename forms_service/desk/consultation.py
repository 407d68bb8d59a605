"""What people say: of the draft instrument before, of the process after the close; how many while it runs, never more.

A stage is ended on a page that says what becomes final. Then HR reads counts as they will be published and comments without
names, answers theme by theme in own words, and puts a new version of the instrument in place of the draft.
"""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.instrument import Instrument
from assessment.objection import last_day
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, go, lines, moved_on
from forms_service.desk.cycles import instruments
from forms_service.desk.memory import memory
from forms_service.desk.public_texts import code_from, labelled, mark, two_languages
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import consultation, records
from kinerja_office import cycles as acts
from kinerja_office.activity_tables import consultation_rows
from kinerja_office.consultation import Response, Stage
from kinerja_store import View
from kinerja_words.problems import Refused, Said

PLACES: dict[str, Stage] = {"pelibatan": "before", "penutup": "after"}
"""How an address calls a stage."""
FIELDS = {"said": "disampaikan", "did": "dilakukan"}
REVISABLE = ("draft", "consultation", "goals")


@desk.get("/periode/<id>/pendapat/<tahap>")
@may("consultation.see", of="office")
def say(id: str, tahap: str) -> ResponseReturnValue:
    """Show how many have answered; after the end also the counts as they will be published, comments, and HR's answers."""
    one, stage = find_cycle(id), _stage(tahap)
    if not _has(one, stage):
        return moved_on(one)
    return _page(one, tahap, [])


@desk.get("/periode/<id>/pendapat/<tahap>/akhiri")
@may("consultation.end", of="office")
def end_say_page(id: str, tahap: str) -> ResponseReturnValue:
    """State what ending the questions makes final."""
    one, stage = find_cycle(id), _stage(tahap)
    if not _running(one, stage):
        return _already_ended(one, tahap)
    return _end_page(one, tahap, [])


@desk.post("/periode/<id>/pendapat/<tahap>/akhiri")
@may("consultation.end", of="office")
def end_say(id: str, tahap: str) -> ResponseReturnValue:
    """Count the answers, cut the comments loose and destroy the key; a second click finds it done."""
    one, stage = find_cycle(id), _stage(tahap)
    if not _running(one, stage):
        return _already_ended(one, tahap)
    if request.form.get("yakin") != "ya":
        return _end_page(one, tahap, [("yakin", t("desk.tick"))]), 422
    consultation.end(service().office, id, stage, person().actor)
    memory().jobs.forget(f"preview/{id}")
    return go("say", "desk.say.ended", id=id, tahap=tahap)


@desk.post("/periode/<id>/pendapat/<tahap>/jawaban")
@may("consultation.answer", of="office")
def answer(id: str, tahap: str) -> ResponseReturnValue:
    """Keep HR's answer to a theme; the same words again change nothing."""
    one, stage = find_cycle(id), _stage(tahap)
    if not _answerable(one, stage):
        return moved_on(one)
    said, did = (two_languages(request.form, field) for field in FIELDS.values())
    theme = request.form.get("pokok", "")
    with service().office.store.read() as view:
        known = {r.theme: r for r in consultation.responses(view, id) if r.stage == stage}
    if any((r.said, r.did) == (said, did) for r in known.values()):
        return go("say", "desk.say.same", id=id, tahap=tahap)
    errors = [
        (f, t("new.empty", what=t(f"desk.say.{f}"))) for f in FIELDS.values() if not request.form.get(f, "").strip()
    ]
    if not errors and theme and (theme not in known or request.form.get("versi") != mark(known[theme])):
        errors = [("", t("desk.say.changed"))]
    if not errors:
        try:
            new = Response(id, stage, theme or code_from(said["id"], known), said, did)
            consultation.put_response(service().office, new, person().actor)
        except Refused as refused:
            labels = {f: t(f"desk.say.{f}") for f in FIELDS.values()}
            errors = labelled(refused, FIELDS, labels, "disampaikan")
    if errors:
        return _page(one, tahap, errors, request.form.to_dict()), 422
    return go("say", "desk.say.kept", id=id, tahap=tahap, _anchor="jawaban")


@desk.post("/periode/<id>/pendapat/<tahap>/hapus-jawaban")
@may("consultation.answer", of="office")
def remove_answer(id: str, tahap: str) -> ResponseReturnValue:
    """Remove HR's answer to a theme, until the cycle is published."""
    one, stage, theme = find_cycle(id), _stage(tahap), request.form.get("pokok", "")
    if not _answerable(one, stage):
        return moved_on(one)
    with service().office.store.read() as view:
        known = {r.theme for r in consultation.responses(view, id) if r.stage == stage}
    if theme in known:
        consultation.remove_response(service().office, id, stage, theme, person().actor)
    return go("say", "desk.say.removed", id=id, tahap=tahap, _anchor="jawaban")


@desk.get("/periode/<id>/pendapat/<tahap>/hapus-pendapat")
@may("consultation.answer", of="office")
def drop_page(id: str, tahap: str) -> ResponseReturnValue:
    """State that removed comments are gone for good."""
    one, stage = find_cycle(id), _stage(tahap)
    n = len(_comments(one, stage))
    return _drop_page(one, tahap, n, []) if n else go("say", "desk.say.drop.none", id=id, tahap=tahap)


@desk.post("/periode/<id>/pendapat/<tahap>/hapus-pendapat")
@may("consultation.answer", of="office")
def drop(id: str, tahap: str) -> ResponseReturnValue:
    """Remove the comments of a stage."""
    one, stage = find_cycle(id), _stage(tahap)
    n = len(_comments(one, stage))
    if not n:
        return go("say", "desk.say.drop.none", id=id, tahap=tahap)
    if request.form.get("yakin") != "ya":
        return _drop_page(one, tahap, n, [("yakin", t("desk.tick"))]), 422
    consultation.drop_comments(service().office, id, stage, person().actor)
    return go("say", "desk.say.dropped", id=id, tahap=tahap)


@desk.get("/periode/<id>/instrumen")
@may("instrument.revise", of="office")
def instrument(id: str) -> ResponseReturnValue:
    """Show the versions in the content folder, with what each would change in the words people were asked about."""
    return _instrument_page(find_cycle(id), [])


@desk.post("/periode/<id>/instrumen")
@may("instrument.revise", of="office")
def revise(id: str) -> ResponseReturnValue:
    """Put a version from the content folder in place of the draft, if it is still the one that was shown."""
    one = find_cycle(id)
    if one.state not in REVISABLE:
        return moved_on(one)
    wanted = request.form.get("instrumen", "")
    if wanted == f"{one.instrument}@{one.version}":
        return go("instrument", "desk.tool.same", id=id)
    found, _ = instruments(service().content)
    tool = next((i for i in found if f"{i.code}@{i.version}" == wanted), None)
    if tool is None or request.form.get("versi") != mark(tool.source):
        return _instrument_page(one, [("", t("desk.tool.gone"))]), 422
    try:
        acts.revise_instrument(service().office, id, tool, person().actor)
    except Refused as refused:
        return _instrument_page(one, [("", w) for w in lines(refused)]), 409
    return go("instrument", "desk.tool.done", {"version": tool.version}, id=id)


def _stage(tahap: str) -> Stage:
    if tahap not in PLACES:
        abort(404)
    return PLACES[tahap]


def _has(one: Cycle, stage: Stage) -> bool:
    """Whether the cycle has got to this stage."""
    if stage == "after":
        return one.state in ("closed", "published")
    return "consultation" in one.stages and one.state != "draft"


def _ended(one: Cycle, stage: Stage) -> bool:
    with service().office.store.read() as view:
        return consultation.said(view, one.id, stage) is not None


def _running(one: Cycle, stage: Stage) -> bool:
    return one.state == ("consultation" if stage == "before" else "closed") and not _ended(one, stage)


def _answerable(one: Cycle, stage: Stage) -> bool:
    return one.state != "published" and _ended(one, stage)


def _comments(one: Cycle, stage: Stage) -> list[str]:
    with service().office.store.read() as view:
        return consultation.comments(view, one.id, stage) if consultation.said(view, one.id, stage) else []


def _already_ended(one: Cycle, tahap: str) -> ResponseReturnValue:
    if _ended(one, PLACES[tahap]):
        return go("say", "desk.say.already", id=one.id, tahap=tahap)
    return moved_on(one)


def _end_page(one: Cycle, tahap: str, errors: list[tuple[str, str]]) -> str:
    with service().office.store.read() as view:
        n = consultation.answered(view, one.id, PLACES[tahap])
        people = len(records.people(view, one))
    return render_template(
        "desk/consultation_end.html", cycle=one, tahap=tahap, errors=errors, n=n, people=people,
        least=service().office.organisation.disclosure.min_forms,
    )  # fmt: skip


def _drop_page(one: Cycle, tahap: str, n: int, errors: list[tuple[str, str]]) -> str:
    return render_template("desk/consultation_drop.html", cycle=one, tahap=tahap, errors=errors, n=n)


def _page(one: Cycle, tahap: str, errors: list[tuple[str, str]], filled: dict[str, str] | None = None) -> str:
    office, stage = service().office, PLACES[tahap]
    with office.store.read() as view:
        said = consultation.said(view, one.id, stage)
        n, people = consultation.answered(view, one.id, stage), len(records.people(view, one))
        comments = consultation.comments(view, one.id, stage) if said else []
        answers = [r for r in consultation.responses(view, one.id) if r.stage == stage]
        table = _table(view, one, stage) if said and said.people else []
        changes = consultation.instrument_changes(view, one) if stage == "before" else []
    if filled is None:
        filled = _fill(answers, request.args.get("ubah", "") if one.state != "published" else "")
    until = last_day(one.closed, office.organisation.say_days) if stage == "after" and one.closed else ""
    return render_template(
        "desk/consultation.html", cycle=one, tahap=tahap, stage=stage, said=said, n=n, people=people, comments=comments,
        answers=answers, table=table, changes=changes, errors=errors, filled=filled, until=until,
        running=_running(one, stage), answerable=_answerable(one, stage), revisable=one.state in REVISABLE,
        least=office.organisation.disclosure.min_forms,
    )  # fmt: skip


def _fill(answers: list[Response], theme: str) -> dict[str, str]:
    """Return the form's fields for an answer that is to be changed; empty for a new one."""
    one = next((r for r in answers if r.theme == theme), None)
    if one is None:
        return {}
    texts = {FIELDS["said"]: one.said, FIELDS["did"]: one.did}
    fields = {
        f"{field}{tail}": text.get(lang, "")
        for field, text in texts.items()
        for tail, lang in (("", "id"), ("-en", "en"))
    }
    return {**fields, "pokok": one.theme, "versi": mark(one)}


def _table(view: View, one: Cycle, stage: Stage) -> list[tuple[Said, list[list[str]]]]:
    """Return (what was rated, figures per column) exactly as the package will have them, in the order of the questions.

    Figures: number of answers, mean, shares of low, middle and high.
    """
    said = consultation.said(view, one.id, stage)
    given = consultation_rows(one.id, said, service().office.organisation.disclosure) if said else ()
    figures = {f"{row[2]}/{row[3]}": list(row[4:9]) for row in given}
    rows: dict[str, tuple[Said, list[list[str]]]] = {}
    for q in consultation.questions(view, one, stage):
        about = q.about if stage == "before" else q.text
        rows.setdefault(q.question, (about, []))[1].append(figures.get(q.code, ["x"] * 5))
    return list(rows.values())


def _instrument_page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    with service().office.store.read() as view:
        asked, now = consultation.consulted_instrument(view, one), records.instrument(view, one)
    found, wrong = instruments(service().content)
    rows: list[dict[str, Any]] = []
    for tool in found:
        same = (tool.code, tool.version) == (now.code, now.version)
        rows.append(
            {
                "tool": tool, "key": f"{tool.code}@{tool.version}", "now": same, "version": mark(tool.source),
                "edited": same and _plain(tool) != _plain(now),
                "changes": [] if same else consultation.compare_instruments(now, tool),
                "lacks": [m for m in one.methods if m not in tool.weights],
            }
        )  # fmt: skip
    return render_template(
        "desk/instrument.html", cycle=one, rows=rows, wrong=wrong, errors=errors, now=now, asked=asked,
        since=consultation.compare_instruments(asked, now), revisable=one.state in REVISABLE,
    )  # fmt: skip


def _plain(tool: Instrument) -> str:
    return mark(tool.source)
