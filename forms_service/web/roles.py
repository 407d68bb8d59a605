"""Who may do what to whose record: one table; what is not in it is denied.

`WHOSE`: `own`: the person's own task, form or result; `report`: a record about somebody whose appraising officer they are;
`addressed`: an objection that is theirs to decide; `other`: a record of anybody else; `office`: not about one person.
`anyone` includes people who have not signed in. The supervisor's role comes from the roster (of the cycle), the staff roles from the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

Role = Literal["anyone", "asn", "supervisor", "hr", "approver", "auditor"]
Whose = Literal["own", "report", "addressed", "other", "office"]
ROLES: tuple[Role, ...] = get_args(Role)
WHOSE: tuple[Whose, ...] = get_args(Whose)

_OWN: frozenset[Whose] = frozenset({"own"})
_REPORT: frozenset[Whose] = frozenset({"report"})
_ADDRESSED: frozenset[Whose] = frozenset({"addressed"})
_OFFICE: frozenset[Whose] = frozenset({"office"})

STAFF_SEE: Mapping[Role, frozenset[Whose]] = {"hr": _OFFICE, "approver": _OFFICE, "auditor": _OFFICE}
HR: Mapping[Role, frozenset[Whose]] = {"hr": _OFFICE}

TABLE: Mapping[str, Mapping[Role, frozenset[Whose]]] = {
    # everybody
    "public.see": {"anyone": _OFFICE},  # sign-in, help, privacy page, stylesheet, language
    "session.end": {"anyone": _OWN},  # whatever session the browser holds, an ended one included
    "secret.set": {"asn": _OWN, "hr": _OWN, "approver": _OWN, "auditor": _OWN},
    "account.keep": {"asn": _OWN, "hr": _OWN, "approver": _OWN, "auditor": _OWN},  # another secret, one's own sessions
    "code.give": {"hr": _OWN, "approver": _OWN, "auditor": _OWN},  # the phone's, at the sign-in
    "code.keep": {"hr": _OWN, "approver": _OWN, "auditor": _OWN},  # set the phone up, and take it away
    # ASN
    "task.see": {"asn": _OWN},
    "form.fill": {"asn": _OWN},  # as its rater
    "form.send": {"asn": _OWN},
    "form.decline": {"asn": _OWN},
    "receipt.see": {"asn": _OWN},
    "levels.compare": {"supervisor": _REPORT},  # their own marks of their people, before the close
    "result.see": {"asn": _OWN, "supervisor": _REPORT},
    "result.use": {"asn": _OWN},  # choose strengths and a next step for oneself, say which training one would like
    "goal.write": {"asn": _OWN},  # and report realisations
    "goal.agree": {"supervisor": _REPORT},
    "evidence.keep": {"asn": _OWN},
    "evidence.see": {"asn": _OWN, "supervisor": _REPORT},
    "feedback.give": {
        "asn": _OWN
    },  # and asked for, read and answered; a leader reads what a report got beside their form
    "dialogue.hold": {"asn": _OWN, "supervisor": _REPORT},
    "objection.file": {"asn": _OWN},
    "objection.state": {"supervisor": _REPORT},
    "objection.decide": {"supervisor": _ADDRESSED},  # as superior of the appraising officer, never of one's own case
    "evaluation.see": {"asn": _OWN, "supervisor": _REPORT | _ADDRESSED},
    "evaluation.sign": {"supervisor": _REPORT | _ADDRESSED},  # and hand over; as superior once the officer is late
    "evaluation.receive": {"asn": _OWN},  # and sign and return
    "consultation.give": {"asn": _OWN},
    "print.see": {"asn": _OWN, "supervisor": _REPORT | _ADDRESSED},  # on paper, what one sees anyway
    # HR's desk: never a result of a person, never a peer's form
    "desk.see": STAFF_SEE,
    "roster.see": HR,
    "roster.import": HR,
    "cycle.create": HR,
    "cycle.drop": HR,  # a draft, with what was prepared
    "cycle.next": HR,
    "cycle.open": HR,
    "cycle.undo": HR,
    "cycle.extend": HR,
    "cycle.close": HR,
    "records.destroy": HR,  # named records past their time: counts and days, never what is in one
    "assignments.see": HR,
    "assignments.change": HR,
    "declines.see": HR,
    "slips.issue": HR,
    "sessions.end": HR,
    "participation.see": {"hr": _OFFICE, "approver": _OFFICE},
    "reminders.send": HR,  # by name officers and who has a document before them, never a peer
    "paper.enter": HR,
    "recap.import": HR,  # of predicates given elsewhere; what is kept is what is published
    "consultation.see": HR,  # how many have answered; after the end counts and comments without names
    "consultation.end": HR,
    "consultation.answer": HR,
    "instrument.revise": HR,
    "goals.progress": HR,  # counts by unit, never a goal
    "evaluations.see": HR,  # names and days, never what is in a document
    "evaluations.record": HR,  # what was done on paper, reports, a late officer's work to the superior
    "objections.see": HR,  # posts and days, never what was objected to
    "objections.settle": HR,  # a superior outside the office: name the post, record the decision on paper
    "organisation.rate": HR,  # the organisation's predicate, with the document it is from
    "training.see": HR,
    "training.manage": HR,
    "follow-up.see": HR,
    "follow-up.manage": HR,
    "plan.see": STAFF_SEE,
    "publish.preview": {"hr": _OFFICE, "approver": _OFFICE},
    "publish.do": {"hr": _OFFICE, "approver": _OFFICE},  # two_person: HR proposes, an approver approves
    "site.rebuild": HR,
    "backup.manage": HR,  # make, check, carry away; encrypted with a passphrase that HR does not know, without keys
    "accounts.manage": {"hr": _OFFICE, "approver": _OFFICE},  # each their own kinds: `kinerja_office.accounts.MANAGES`
    "settings.confirm": {"approver": _OFFICE},  # what decides over publishing changes together with an approver
    "content.see": {"hr": _OFFICE, "approver": _OFFICE},  # files of the content folder, their drafts and earlier texts
    "content.edit": HR,
    "trail.see": {"hr": _OFFICE, "auditor": _OFFICE},
}


def allowed(roles: Iterable[Role], action: str, whose: Whose) -> bool:
    """Whether any of the roles may do this to such a record; an unknown action is denied."""
    row = TABLE.get(action, {})
    return any(whose in row.get(role, frozenset()) for role in (*roles, "anyone"))


def may_ever(roles: Iterable[Role], action: str) -> bool:
    """Whether any of the roles may do this to some record."""
    return any(allowed(roles, action, whose) for whose in WHOSE)
