"""The pages of ASN: a module for each thing a person does."""

from __future__ import annotations

from forms_service.views import public, signin

PAGES = (public.public, signin.signin)
