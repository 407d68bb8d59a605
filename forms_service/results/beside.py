"""What stands beside results and tasks: suggestions for training, objection, opinion, the office's actions, things to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.cycle import Cycle
from assessment.instrument import Criterion
from assessment.limits import Due
from assessment.method import LEADING
from assessment.training import Programme
from forms_service.consultation import opinions
from forms_service.evaluations import sheets
from forms_service.evaluations.sheets import Sheet
from forms_service.feedback import people
from forms_service.feedback.pairs import pairs_of
from forms_service.goals import cards
from forms_service.objections import cases
from forms_service.objections.cases import Case
from forms_service.results import own
from forms_service.results.own import PersonResult
from forms_service.web import lists
from forms_service.web.language import show_date, show_due, t
from forms_service.web.service import service
from kinerja_office import feedback, follow_up, records, training
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
    """What stands beside one result. `case` is None in cycles without objections."""

    advice: Sequence[Advice]
    case: Case | None
    asking: opinions.Asking | None
    actions: Sequence[tuple[Action, Text]]


@dataclass(frozen=True)
class OtherTask:
    """One more thing to do on the list of tasks."""

    title: str
    href: str
    note: str
    done: bool = False


def beside(office: Office, shown: PersonResult, viewer: str) -> Beside:
    """Return what stands beside a result, for its person or their appraising officer."""
    cycle, number = shown.cycle, shown.ratee.employee_number
    case = cases.own_case(office, cycle.id, number) if "objections" in cycle.stages else None
    asking = next((a for a in opinions.asked(office, viewer) if a.cycle.id == cycle.id and a.stage == "after"), None)
    with office.store.read() as view:
        return Beside(_advice(view, shown), case, asking, _actions(view, cycle))


def todos(office: Office, number: str) -> list[OtherTask]:
    """Return what else waits for a person, what has the nearest end first within each kind."""
    return [
        *_documents(office, number),
        *_objections(office, number),
        *_results(office, number),
        *_goals(office, number),
        *_talks(office, number),
        *_says(office, number),
    ]


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


def _documents(office: Office, number: str) -> Iterator[OtherTask]:
    waiting: dict[str, list[Sheet]] = {}
    for one in sheets.mine(office, number):
        if one.do in ("receive", "return"):
            href, until = f"/dokumen-evaluasi/{one.cycle.id}/{one.ref}", _until(one.due)
            title = t(f"todo.documents.{one.do}", title=one.cycle.title)
            yield OtherTask(title, href, t("evaluation.due", until=until) if until else "")
        elif one.do:
            waiting.setdefault("late" if one.whose == "addressed" else "sign", []).append(one)
    for kind, found in waiting.items():
        first = min((s.due for s in found if s.due), key=lambda d: d.day, default=None)
        note = t("todo.documents.n", n=len(found))
        note += f" {t('evaluation.due', until=_until(first))}" if first else ""
        yield OtherTask(t(f"todo.documents.{kind}"), "/dokumen-evaluasi", note)


def _objections(office: Office, number: str) -> Iterator[OtherTask]:
    for case in cases.cases_for(office, number, "report"):
        objection = case.objection
        if objection and objection.state == "filed":
            href = f"/keberatan/{case.cycle.id}/{case.ref}/tanggapan"
            yield OtherTask(t("todo.state", name=case.person.name), href, _until(case.days.state))
    for case in cases.cases_for(office, number, "addressed"):
        objection = case.objection
        if objection and objection.open:
            heard, by = objection.state == "heard", _until(case.days.decide)
            note = by if heard else t("todo.decide.wait", state=_until(case.days.state), by=by)
            href = f"/keberatan/{case.cycle.id}/{case.ref}/putusan"
            yield OtherTask(t("todo.decide", name=case.person.name), href, note)


def _results(office: Office, number: str) -> Iterator[OtherTask]:
    """One's own results to read while one can object to them; nobody notes who has read them."""
    for case in cases.own_cases(office, number):
        if case.may_file:
            href, note = f"/hasil/{case.cycle.id}/{own.ref_of(case.cycle, number)}", _until(case.days.file)
            yield OtherTask(t("todo.result", title=case.cycle.title), href, t("todo.result.note", until=note))


def _goals(office: Office, number: str) -> Iterator[OtherTask]:
    today = office.today()
    for cycle, listed in cards.reports(office, number):
        waiting = sum(c.goal.state == "proposed" and c.may_answer for r in listed for c in r.cards)
        if waiting:
            note = f"{t('todo.goals.agree.note', n=waiting)} {_by(cycle, today)}"
            yield OtherTask(t("todo.goals.agree"), "/tujuan-bawahan", note)
    for mine in cards.my_goals(office, number):
        cycle = mine.cycle
        if not cycle.goals_open:
            continue
        drafts = sum(c.goal.state == "draft" for c in mine.cards)
        back = sum(c.goal.state == "sent_back" for c in mine.cards)
        if not mine.cards or drafts or back:
            notes = [t("todo.goals.none")] if not mine.cards else []
            notes += [t("todo.goals.drafts", n=drafts)] if drafts else []
            notes += [t("todo.goals.back", n=back)] if back else []
            yield OtherTask(t("todo.goals.write"), "/tujuan", " ".join([*notes, _by(cycle, today)]))
        silent = sum(c.goal.state == "agreed" and not c.goal.realisations for c in mine.cards)
        if silent and cycle.open:
            note = t("todo.goals.report.note", n=silent, end=show_date(cycle.end))
            yield OtherTask(t("todo.goals.report"), "/tujuan", note)


def _talks(office: Office, number: str) -> Iterator[OtherTask]:
    for talk in people.talks(office, number):
        for line in talk.waiting if feedback.under_way(talk.cycle) else ():
            href = f"/umpan-balik/{talk.cycle.id}/{line.ref}/jawab"
            yield OtherTask(t("todo.feedback", name=line.name), href, t("todo.feedback.note"))
    for pair in pairs_of(office, number):
        now = pair.now
        if (
            now
            and pair.may_note
            and now.notes.get("employee")
            and now.notes.get("leader")
            and not now.signed.get(pair.side)
        ):
            href, name = f"/dialog/{pair.cycle.id}/{pair.ref}", pair.other.name
            yield OtherTask(t("todo.dialogue", name=name), href, t("todo.dialogue.note"))


def _says(office: Office, number: str) -> Iterator[OtherTask]:
    for a in opinions.asked(office, number):
        until = (
            t("consultation.until", day=show_date(a.until))
            if a.until
            else t("consultation.until.stage", day=show_date(a.cycle.start))
        )  # fmt: skip
        words = f"{t('todo.consultation.given')} {until}" if a.mine else until
        title = t(f"consultation.{a.stage}", title=a.cycle.title)
        yield OtherTask(title, f"/pendapat/{a.cycle.id}/{a.name}", words, done=a.mine is not None)


def _until(due: Due | None) -> str:
    return show_due(due) if due else ""


def _by(cycle: Cycle, today: str) -> str:
    """Return until when goals can be settled."""
    if cycle.open:
        return t("todo.by.end", day=show_date(cycle.end))
    return t("todo.by.start", day=show_date(cycle.start)) if today < cycle.start else t("todo.by.stage")
