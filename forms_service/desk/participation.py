"""Who has taken part so far: self and supervisor by unit, peers for the whole organisation only, never a result.

While the cycle is open the peers' figure is given in steps of 5 %: an exact one, read before and after somebody was seen at the
computer, or before and after a paper form was entered, would tell who has answered.
"""

from __future__ import annotations

from flask import render_template, url_for

from assessment.method import RULES
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, units_of
from forms_service.desk.memory import memory
from forms_service.web.guard import may
from forms_service.web.language import show_date, t, tt
from forms_service.web.service import service
from kinerja_office.participation import progress
from kinerja_words.catalogue import names

STEP = 5


def coarse(sent: int, assigned: int) -> str:
    """Return a share in steps of 5 %, its ends as bounds."""
    if not assigned:
        return "–"
    share = 100 * sent // assigned // STEP * STEP
    if share >= 100 - STEP:
        return f"≥ {100 - STEP} %"
    return f"± {share} %" if share else f"< {STEP} %"


@desk.get("/periode/<id>/keikutsertaan")
@may("participation.see", of="office")
def participation(id: str) -> str:
    """Show participation and a reminder that goes to everybody."""
    one, office = find_cycle(id), service().office
    state = memory().counted.get((id, one.state), lambda: progress(office, id))
    with office.store.read() as view:
        units = units_of(view)
    named = [m for m in one.methods if not RULES[m].sealed]
    codes = sorted({unit for unit, _ in state.by_unit})
    table = [(units.get(code, code), [state.by_unit.get((code, m), (0, 0)) for m in named]) for code in codes]
    whole = {m: state.whole[m] for m in named}
    peers = state.whole.get("peer")
    said = ""
    if peers is not None:
        said = coarse(peers[1], peers[0]) if one.unsealed else t("part.peers.exact", sent=peers[1], n=peers[0])
    reminder = t(
        "part.reminder.text", title=one.title, day=show_date(one.end), address=url_for("signin.page", _external=True),
        office=tt(office.organisation.name),
    )  # fmt: skip
    return render_template(
        "desk/participation.html", cycle=one, table=table, named=named, whole=whole, peers=said, methods=names("method"),
        reminder=reminder,
    )  # fmt: skip
