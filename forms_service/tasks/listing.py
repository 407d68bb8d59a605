"""The list of one's tasks: forms and all else that waits for a person, in one order, and which of them comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.cycle import Cycle
from assessment.limits import Due
from forms_service.consultation import opinions
from forms_service.evaluations import sheets
from forms_service.evaluations.sheets import Sheet
from forms_service.feedback import people
from forms_service.feedback.pairs import pairs_of
from forms_service.fill.task import FormTask, my_tasks
from forms_service.goals import cards
from forms_service.objections import cases
from forms_service.results import own
from forms_service.web.language import show_date, show_due, t
from kinerja_office import feedback
from kinerja_office.office import Office

Kind = Literal["documents", "objections", "goals", "feedback", "opinions"]


@dataclass(frozen=True)
class Task:
    """One thing to do, or done. `group`: kind, and cycle of a form; `until`: its last day (ISO), empty for none; `form` None
    where it is no form. `counts`: whether it can be done now, and the product knows when it is (nobody notes what was read)."""

    group: tuple[str, str]
    title: str
    href: str
    tag: str
    note: str = ""
    until: str = ""
    done: bool = False
    late: bool = False
    counts: bool = True
    form: FormTask | None = None

    @property
    def go(self) -> tuple[str, str]:
        """Address and words of the button that leads there: of a form that was begun its first open part."""
        if self.form is None:
            return self.href, t("tasks.next", task=self.title)
        name = t(f"tasks.what.{self.form.method}", name=self.form.ratee.name)
        part = self.form.first_open()
        if not self.form.entry.draft:
            return self.href, t("tasks.next", task=name)
        if part > self.form.parts or self.form.entry.sent:
            return f"{self.href}/periksa", t("tasks.send", task=name)
        return f"{self.href}/{part}", t("tasks.go", task=name, n=part, all=self.form.parts)


def listed(office: Office, number: str, found: Sequence[tuple[Cycle, Sequence[FormTask]]]) -> list[Task]:
    """Return all that waits for a person or is done, in the order of the page. `found`: their forms (`my_tasks`)."""
    return [
        *(_form(office, task) for _, tasks in found for task in tasks),
        *_documents(office, number),
        *_objections(office, number),
        *_results(office, number),
        *_goals(office, number),
        *_talks(office, number),
        *_says(office, number),
    ]


def following(tasks: Sequence[Task], after: FormTask | None = None) -> Task | None:
    """Return what to do next: more of the same kind as what was just done, then what ends first, what was begun, what is higher
    on the page; changes to a form that counts already come last."""

    def place(task: Task) -> tuple[bool, str, int]:
        entry, same = task.form.entry if task.form else None, after and task.form and task.form.method == after.method
        return not same, task.until or "9", 1 if not (entry and entry.draft) else 2 if entry.sent else 0

    return min((task for task in tasks if task.counts and not task.done), key=place, default=None)


def after(office: Office, done: FormTask) -> Task | None:
    """Return what comes after a form that was sent; None where its forms are not taken any more."""
    number = done.assignment.rater
    return following(listed(office, number, my_tasks(office, number)), done) if done.taken else None


def next_alike(office: Office, form: FormTask) -> Task | None:
    """Return the next form of a named one's kind, to which its send may lead at once; a sealed one's receipt has a page of its own."""
    if form.rules.sealed:
        return None
    mine = [one for _, tasks in my_tasks(office, form.assignment.rater) for one in tasks if one.method == form.method]
    return following([_form(office, one) for one in mine if one.ref != form.ref])


def _form(office: Office, task: FormTask) -> Task:
    cycle, entry, begun = task.cycle, task.entry, len(task.answers)
    closed = cycle.ending or office.today() > cycle.end
    changed = entry.sent and entry.unsent_changes
    state = (
        "declined" if task.declined else "changed" if changed else "sent" if entry.sent else "lapsed" if task.lapsed
        else "unsent" if closed else "begun" if begun else "new"
    )  # fmt: skip
    note = "changed.late" if changed and closed else state
    return Task(
        (task.method, cycle.id), t("tasks.self") if task.method == "self" else task.ratee.name,
        f"/tugas/{task.ref}" if task.taken else "", t(f"tasks.tag.{state}", done=begun, items=task.items),
        t(f"tasks.note.{note}", n=task.minutes) if note not in ("sent", "begun", "lapsed") else "",
        cycle.end, task.done, late=changed or state in ("unsent", "lapsed"), counts=task.taken, form=task,
    )  # fmt: skip


def _other(kind: Kind, title: str, href: str, tag: str, note: str = "", until: str = "") -> Task:
    """Return a task that is no form; its tag says how it stands, its note until when."""
    words, done, late = t(f"tasks.tag.{tag}"), tag in ("done", "sent"), tag == "back"
    return Task((kind, ""), title, href, words, note, until, done, late, counts=tag != "read")


def _documents(office: Office, number: str) -> Iterator[Task]:
    waiting: dict[str, list[Sheet]] = {}
    for one in sheets.mine(office, number):
        if one.do in ("receive", "return") or (
            one.whose == "own" and one.document.received and not one.cycle.published
        ):
            title = t(f"todo.documents.{one.do or 'receive'}", title=one.cycle.title)
            href, tag = f"/dokumen-evaluasi/{one.cycle.id}/{one.ref}", "new" if one.do else "done"
            yield _other("documents", title, href, tag, *_last_day(one.due if one.do else None))
        elif one.do:
            waiting.setdefault("late" if one.whose == "addressed" else "sign", []).append(one)
    for kind, found in waiting.items():
        words, until = _last_day(min((s.due for s in found if s.due), key=lambda due: due.day, default=None))
        note = f"{t('todo.documents.n', n=len(found))} {words}".rstrip()
        yield _other("documents", t(f"todo.documents.{kind}"), "/dokumen-evaluasi", "new", note, until)


def _objections(office: Office, number: str) -> Iterator[Task]:
    for case in cases.cases_for(office, number, "report"):
        if case.objection and case.objection.state == "filed":
            title, href = t("todo.state", name=case.person.name), f"/keberatan/{case.cycle.id}/{case.ref}/tanggapan"
            yield _other("objections", title, href, "new", *_last_day(case.days.state))
    for case in cases.cases_for(office, number, "addressed"):
        if case.objection and case.objection.open:
            title, href = t("todo.decide", name=case.person.name), f"/keberatan/{case.cycle.id}/{case.ref}/putusan"
            note, until = _last_day(case.days.decide)
            if case.objection.state != "heard":
                note = t("todo.decide.wait", state=_until(case.days.state), by=_until(case.days.decide))
            yield _other("objections", title, href, "new", note, until)


def _results(office: Office, number: str) -> Iterator[Task]:
    """One's own results to read while one can object to them; the objection that was filed with its days."""
    for case in cases.own_cases(office, number):
        if case.may_file:
            title, note = t("todo.result", title=case.cycle.title), t("todo.result.note", until=_until(case.days.file))
            yield _other("objections", title, f"/hasil/{case.cycle.id}/{own.ref_of(case.cycle, number)}", "read", note)
        elif case.objection and case.objection.open:
            note = t("todo.mine.wait", until=_until(case.days.of(case.objection.state)))
            yield _other("objections", t("todo.mine"), f"/keberatan/{case.cycle.id}", "sent", note)


def _goals(office: Office, number: str) -> Iterator[Task]:
    """SKP of a year and of a free cycle may run side by side, so each line says of which it is."""
    today = office.today()

    def one(cycle: Cycle, title: str, href: str, tag: str, note: str = "") -> Task:
        note = " · ".join(filter(None, [cycle.title, note]))
        return _other("goals", title, href, tag, note, _by(cycle, today)[1])

    for cycle, reports in cards.reports(office, number):
        put = [c for r in reports for c in r.cards]
        waiting = sum(c.waits for c in put)
        if waiting or (put and cycle.goals_open):
            note = f"{t('todo.goals.agree.note', n=waiting)} {_by(cycle, today)[0]}" if waiting else ""
            yield one(cycle, t("todo.goals.agree"), "/tujuan-bawahan", "new" if waiting else "done", note)
    for mine in cards.my_goals(office, number):
        cycle = mine.cycle
        if not cycle.goals_open:
            continue
        for card in mine.cards:
            if card.goal.state == "sent_back":
                title = t("todo.goals.back", goal=card.goal.wish.expected_result)
                yield one(cycle, title, f"/tujuan/{cycle.id}/{card.ref}", "back", f"“{card.goal.words}”")
        drafts, agreed = ([c.goal for c in mine.cards if c.goal.state == s] for s in ("draft", "agreed"))
        wanting = t("todo.goals.drafts", n=len(drafts)) if drafts else "" if mine.cards else t("todo.goals.none")
        note = f"{wanting} {_by(cycle, today)[0]}" if wanting else ""
        yield one(cycle, t("todo.goals.write"), "/tujuan", "new" if wanting else "done", note)
        if agreed and cycle.open:
            silent = sum(not g.realisations for g in agreed)
            note = t("todo.goals.report.note", n=silent, end=show_date(cycle.end)) if silent else ""
            yield one(cycle, t("todo.goals.report"), "/tujuan", "new" if silent else "done", note)


def _talks(office: Office, number: str) -> Iterator[Task]:
    for talk in people.talks(office, number):
        for line in (*talk.waiting, *talk.gave) if feedback.under_way(talk.cycle) else ():
            given = bool(line.feedback.said)
            href = "/umpan-balik" if given else f"/umpan-balik/{talk.cycle.id}/{line.ref}/jawab"
            if not given or line.feedback.question:
                title, note = t("todo.feedback", name=line.name), "" if given else t("todo.feedback.note")
                yield _other("feedback", title, href, "sent" if given else "new", note)
    for pair in pairs_of(office, number):
        now = pair.now or next(reversed(pair.held), None)
        if now and pair.may_note and now.notes.get("employee") and now.notes.get("leader"):
            href, done = f"/dialog/{pair.cycle.id}/{pair.ref}", bool(now.signed.get(pair.side))
            title, note = t("todo.dialogue", name=pair.other.name), "" if done else t("todo.dialogue.note")
            yield _other("feedback", title, href, "done" if done else "new", note)


def _says(office: Office, number: str) -> Iterator[Task]:
    for a in opinions.asked(office, number):
        key, day = ("consultation.until", a.until) if a.until else ("consultation.until.stage", a.cycle.start)
        words, title = t(key, day=show_date(day)), t(f"consultation.{a.stage}", title=a.cycle.title)
        note, tag = (f"{t('todo.consultation.given')} {words}", "sent") if a.mine else (words, "new")
        yield _other("opinions", title, f"/pendapat/{a.cycle.id}/{a.name}", tag, note, a.until)


def _until(due: Due | None) -> str:
    return show_due(due) if due else ""


def _last_day(due: Due | None) -> tuple[str, str]:
    """Return a limit as note and last day of a task; empty for none."""
    return (t("evaluation.due", until=show_due(due)), due.day) if due else ("", "")


def _by(cycle: Cycle, today: str) -> tuple[str, str]:
    """Return until when goals can be settled, in words and as a day."""
    if not cycle.open and today < cycle.start:
        return t("todo.by.start", day=show_date(cycle.start)), cycle.start
    return t("todo.by.end", day=show_date(cycle.end)) if cycle.open else t("todo.by.stage"), cycle.end
