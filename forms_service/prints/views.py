"""Documents to print: one's own, those of one's reports, and as an officer's superior those one signs or decides on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.dossier import Dossier, Family
from forms_service.prints import dossiers, formats, pdf
from forms_service.prints.dossiers import Paper
from forms_service.web.guard import check, may, person
from forms_service.web.service import service
from kinerja_words.problems import refuse

prints = Blueprint("prints", __name__, url_prefix="/cetak")
PARTS: dict[str, tuple[Family, ...]] = {
    "skp": ("skp",), "umpan-balik": ("feedback",), "hasil": ("result",), "dokumen": ("document",),
    "berkas": ("skp", "result", "document"),
}  # fmt: skip
"""What an address prints: one family, or the evaluation document with what accompanies it (Lampiran V.A.2)."""

TEMPLATES: dict[Family, str] = {
    "skp": "prints/skp.html", "feedback": "prints/feedback.html", "result": "prints/result.html", "document": "prints/document.html",
}  # fmt: skip


@prints.get("")
@may("print.see", of="own")
def overview() -> str:
    """List whose documents one may print, and which."""
    found = dossiers.mine(service().office, person().number)
    cycles = list(dict.fromkeys(p.dossier.cycle for p in found))
    by_cycle = [(c, [p for p in found if p.dossier.cycle == c]) for c in cycles]
    return render_template("prints/list.html", by_cycle=by_cycle, parts=PARTS, pdf=pdf.available(), leads=_leads())


@prints.get("/<cycle>/<ref>/<what>")
@may("print.see", of="record")
def one(cycle: str, ref: str, what: str) -> ResponseReturnValue:
    """Print a person's documents of one kind; `?jenis=pimpinan` in the formats of pejabat pimpinan tinggi, `?bentuk=pdf`."""
    whose, paper = dossiers.find(service().office, cycle, ref, person().number)
    check(whose)
    if paper is None:
        raise NotFound
    return _page([paper], what)


@prints.get("/<cycle>/bawahan/<what>")
@may("print.see", of="report")
def bundle(cycle: str, what: str) -> ResponseReturnValue:
    """Print the documents of all one's reports as one bundle, each from a page of its own."""
    found = dossiers.mine(service().office, person().number, cycle)
    return _page([p for p in found if p.whose == "report"], what)


def _leads() -> bool:
    """Whether the formats of pejabat pimpinan tinggi and pimpinan unit kerja mandiri are asked for."""
    return request.args.get("jenis") == "pimpinan"


def _page(papers: list[Paper], what: str) -> ResponseReturnValue:
    wanted = [f for f in get_args(Family) if f in PARTS.get(what, ())]
    made: list[tuple[Family, Dossier]] = [(f, p.dossier) for p in papers for f in wanted if f in p.dossier.families]
    if wanted and not made and papers and (cycle := papers[0].dossier.cycle).destroyed:
        raise refuse("retention.gone", title=cycle.title)
    if not made:
        raise NotFound
    as_pdf = request.args.get("bentuk") == "pdf" and pdf.available()
    context: dict[str, Any] = {
        "made": [(f, replace(d, leads=_leads())) for f, d in made], "w": formats.words(), "period": formats.period, "span": formats.span, "day": formats.day,
        "linked": not as_pdf, "templates": TEMPLATES,
    }  # fmt: skip
    page = render_template("prints/sheets.html", **context)
    return Response(pdf.make(page), mimetype="application/pdf") if as_pdf else page
