"""The pages of ASN: a module for each thing a person does."""

from __future__ import annotations

from forms_service.views import fill, goals, objections, public, report_goals, results, say, signin, tasks

PAGES = (
    public.public, signin.signin, tasks.tasks, fill.fill, results.results, goals.goals, report_goals.report_goals,
    objections.objections, say.say,
)  # fmt: skip
