"""What stands beside results: suggestions for training, objection, opinion, the office's actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.cycle import Cycle
from assessment.instrument import Criterion
from assessment.method import LEADING
from assessment.training import Programme
from forms_service.consultation import opinions
from forms_service.evaluations import sheets
from forms_service.evaluations.sheets import Sheet
from forms_service.objections import cases
from forms_service.objections.cases import Case
from forms_service.results.own import PersonResult
from forms_service.web import lists
from forms_service.web.service import service
from kinerja_office import evaluations, follow_up, records, training
from kinerja_office.follow_up import Action
from kinerja_office.office import Office
from kinerja_office.training import Training
from kinerja_store import View
from kinerja_words.problems import Text


@dataclass(frozen=True)
class Advice:
    """One criterion to improve, and the programmes for it with what is planned of them."""

    criterion: Criterion
    mean: str
    programmes: Sequence[tuple[Programme, Training | None]]


@dataclass(frozen=True)
class Beside:
    """What stands beside one result. `case` is None in cycles without objections, `document` in those without and for the officer."""

    advice: Sequence[Advice]
    case: Case | None
    asking: opinions.Asking | None
    actions: Sequence[tuple[Action, Text]]
    document: Sheet | None


def beside(office: Office, shown: PersonResult, viewer: str) -> Beside:
    """Return what stands beside a result, for its person or their appraising officer."""
    cycle, number = shown.cycle, shown.ratee.employee_number
    case = cases.own_case(office, cycle.id, number) if "objections" in cycle.stages else None
    asking = next((a for a in opinions.asked(office, viewer) if a.cycle.id == cycle.id and a.stage == "after"), None)
    with office.store.read() as view:
        own = viewer == number and evaluations.expected(view, cycle, ratee=number)
        document = sheets.sheet(office, view, cycle, number, "own") if own else None
        return Beside(_advice(view, shown), case, asking, _actions(view, cycle), document)


def _advice(view: View, shown: PersonResult) -> list[Advice]:
    """Suggest programmes for what is most in need of improvement, by the supervisor's mean, or another's without one."""
    weak = {c.code for c in shown.words.improve}
    lines = {r.criterion.code: r for r in shown.result.criteria if r.criterion.code in weak}
    means = {code: next((r.means[m] for m in LEADING if r.means.get(m)), "") for code, r in lines.items()}
    running = {t.programme: t for t in _published(view, training.in_force(view, shown.cycle))}
    return [
        Advice(lines[s.criterion].criterion, s.mean, [(p, running.get(p.code)) for p in s.programmes])
        for s in training.suggest(means, lists.programmes(service().content))
    ]


def _published(view: View, found: Sequence[Training]) -> list[Training]:
    """Leave out what belongs to a cycle that is not published yet: HR may still change it."""
    public = {c.id for c in records.cycles(view) if c.published}
    return [t for t in found if t.cycle in public]


def _actions(view: View, cycle: Cycle) -> list[tuple[Action, Text]]:
    """Return the office's published actions as they stand, with the name of the criterion each belongs to."""
    public = {c.id: c for c in records.cycles(view) if c.published}
    found = []
    for action in follow_up.in_force(view, cycle):
        if action.cycle in public:
            criteria = records.instrument(view, public[action.cycle]).criteria
            name = next((c.name for c in criteria if c.code == action.criterion), {"id": action.criterion})
            found.append((action, name))
    return found
