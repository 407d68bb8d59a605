"""Evaluation documents (Lampiran V.A): the officer signs and hands over, the employee receives, signs and returns."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.predicate import LEVELS
from forms_service.evaluations import sheets
from forms_service.evaluations.forms import HandOverForm, ReceiptForm, ReturnForm, SignForm
from forms_service.evaluations.sheets import Sheet
from forms_service.web.forms import Form, done, finished, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import name_of, t
from forms_service.web.own_secret import signed
from forms_service.web.service import service
from kinerja_office import evaluations as acts
from kinerja_words.problems import Refused

evaluations = Blueprint("evaluations", __name__, url_prefix="/dokumen-evaluasi")


@evaluations.get("")
@may("evaluation.see", of="own")
def overview() -> str:
    """List one's own documents, those one signs, and those of officers below that wait."""
    return _list(SignForm())


@evaluations.post("/<cycle>/tanda-tangan")
@may("evaluation.sign", of="record")
def sign(cycle: str) -> ResponseReturnValue:
    """Sign the chosen documents of a cycle at once; hand them over too where the button says so."""
    form = SignForm.posted()
    chosen = _chosen(cycle, form.orang.data)
    if not chosen:
        form.blame("orang", t("evaluation.nobody"))
    elif signed(form, "sandi"):
        _sign(chosen, form)
    if form.summary:
        return _list(form, cycle), 422
    return finished("/dokumen-evaluasi", _what())


@evaluations.post("/<cycle>/serahkan")
@may("evaluation.sign", of="record")
def hand_over(cycle: str) -> ResponseReturnValue:
    """Note that the chosen documents were handed over; what is handed over already stays as it is."""
    form = HandOverForm.posted()
    chosen = _chosen(cycle, form.orang.data)
    if not chosen:
        form.blame("orang", t("evaluation.nobody"))
    with form.trying():
        waiting = [s.document.employee for s in chosen if s.do == "hand_over"]
        acts.hand_over_documents(service().office, cycle, person().number, waiting)
    if form.summary:
        return _list(form, cycle), 422
    return finished("/dokumen-evaluasi", "serah")


@evaluations.get("/<cycle>/<ref>")
@may("evaluation.see", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one document with what the reader may do."""
    return _page(_find(cycle, ref))


@evaluations.post("/<cycle>/<ref>")
@may("evaluation.sign", of="record")
def sign_one(cycle: str, ref: str) -> ResponseReturnValue:
    """Sign one document with a note; a superior in the officer's place gives the levels as well. A second click finds it done."""
    sheet, form = _find(cycle, ref), SignForm.posted()
    if sheet.do in ("sign", "evaluate") and signed(form, "sandi"):
        _sign([sheet], form)
    if form.summary:
        return _page(_find(cycle, ref), form), 422
    return finished(f"/dokumen-evaluasi/{cycle}/{ref}", _what())


@evaluations.post("/<cycle>/terima")
@may("evaluation.receive", of="own")
def receive(cycle: str) -> ResponseReturnValue:
    """Confirm the day of receipt; the days to object run from it."""
    form = ReceiptForm.posted()
    with form.trying():
        acts.receive(service().office, cycle, person().number, form.tanggal.data)
    return _own(cycle, form, "terima", "received")


@evaluations.post("/<cycle>/kembalikan")
@may("evaluation.receive", of="own")
def give_back(cycle: str) -> ResponseReturnValue:
    """Sign one's own document and return it: that is receipt, not agreement."""
    form = ReturnForm.posted()
    if signed(form, "sandi"):
        with form.trying():
            acts.return_signed(service().office, cycle, person().number)
    return _own(cycle, form, "kembali", "returned")


def _own(cycle: str, form: Form, what: str, act: str) -> ResponseReturnValue:
    number = person().number
    sheet = sheets.find(service().office, cycle, ref := sheets.ref_of(cycle, number), number)
    if sheet is None:
        raise NotFound
    if form.summary and not getattr(sheet.document, act):
        return _page(sheet, form), 422
    return finished(f"/dokumen-evaluasi/{cycle}/{ref}", what)


def _what() -> str:
    return "keduanya" if pressed() == "keduanya" else "tanda"


def _sign(chosen: list[Sheet], form: SignForm) -> None:
    office, me, note = service().office, person().number, form.catatan.data
    levels = {k: form[k].data for k in ("work_result", "work_behaviour")}
    try:
        for sheet in (s for s in chosen if s.do == "evaluate"):
            acts.evaluate(office, sheet.cycle.id, me, sheet.document.employee, levels, note)
        waiting = [s.document.employee for s in chosen if s.do == "sign"]
        acts.sign(office, chosen[0].cycle.id, me, waiting, note)
        if _what() == "keduanya":
            acts.hand_over_documents(
                office, chosen[0].cycle.id, me, [s.document.employee for s in chosen if s.do in ("sign", "evaluate")]
            )
    except Refused as refused:
        form.refuse(refused)


def _chosen(cycle: str, wanted: tuple[str, ...]) -> list[Sheet]:
    """Return the sheets of a cycle that were ticked; another's is refused whole."""
    listed = {
        s.ref: s for s in sheets.mine(service().office, person().number) if s.cycle.id == cycle and s.whose != "own"
    }
    check("report" if all(w in listed for w in wanted) else "other")
    return [listed[w] for w in dict.fromkeys(wanted)]


def _find(cycle: str, ref: str) -> Sheet:
    found = sheets.find(service().office, cycle, ref, person().number)
    if found is None:
        check("own" if request.method == "GET" else "report")
        raise NotFound
    check(found.whose)
    return found


def _list(form: Form, cycle: str = "") -> str:
    listed = sheets.mine(service().office, person().number)
    cycles = list(dict.fromkeys(s.cycle for s in listed if s.whose != "own"))
    by_cycle = [(c, [s for s in listed if s.cycle == c and s.whose != "own"]) for c in cycles]
    return render_template(
        "evaluations/list.html", own=[s for s in listed if s.whose == "own"], by_cycle=by_cycle, form=form, at=cycle,
        sign=form if isinstance(form, SignForm) else SignForm(), done=done("evaluation"),
    )  # fmt: skip


def _page(sheet: Sheet, form: Form | None = None) -> str:
    sign = form if isinstance(form, SignForm) else SignForm()
    for field in (sign.work_result, sign.work_behaviour):
        field.options = [(level, name_of("level", level)) for level in LEVELS]
    today = service().office.today()
    receipt = form if isinstance(form, ReceiptForm) else ReceiptForm(tanggal=today)
    receipt.tanggal.attrs.update(min=sheet.document.handed, max=today)
    return render_template(
        "evaluations/one.html", sheet=sheet, form=form or Form(), sign=sign, receipt=receipt, done=done("evaluation"),
        back=form if isinstance(form, ReturnForm) else ReturnForm(),
    )  # fmt: skip
