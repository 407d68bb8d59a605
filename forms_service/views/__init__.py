"""The pages of ASN: a module for each thing a person does."""

from __future__ import annotations

from forms_service.views import fill, public, results, signin, tasks

PAGES = (public.public, signin.signin, tasks.tasks, fill.fill, results.results)
