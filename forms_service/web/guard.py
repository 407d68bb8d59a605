"""Who is there and may they: session, CSRF and the table of roles before every view; deny by default.

Each view says what it does with `@may(action, of=…)`. A view without it answers 403 to everybody.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, cast

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Forbidden

from forms_service.web import carry, roles
from forms_service.web.person import Person, find_person
from forms_service.web.roles import Whose
from forms_service.web.service import service
from kinerja_office import accounts

View = TypeVar("View", bound=Callable[..., Any])
SMALL_POST = 64 * 1024
UPLOAD = 33 * 1024 * 1024
csrf = CSRFProtect()
FIRST: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "code": ("signin.code", ("code.give",)),
    "secret": ("signin.secret", ("secret.set",)),
    "phone": ("signin.account", ("account.keep", "code.keep")),
}
"""What a session still needs (`accounts.Needs`): the page that asks for it, and all that it may do until then."""


def may(action: str, *, of: Whose | Literal["record"], upload: bool = False) -> Callable[[View], View]:
    """Declare what a view does. `of="record"`: the view looks the record up and calls `check(whose)` before anything else.

    `upload` allows a body of up to 33 MB instead of 64 kB.
    """
    if action not in roles.TABLE:
        raise KeyError(action)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.checked = of != "record"
            answer = view(*args, **kwargs)
            if not g.checked:
                raise AssertionError(f"{view.__name__} did not check whose record it shows")
            return answer

        guarded.action, guarded.of, guarded.upload = action, of, upload  # type: ignore[attr-defined]  # read below
        return cast(View, guarded)

    return declare


def check(whose: Whose) -> None:
    """Refuse (403) unless the person may do the view's action to a record that is theirs, a report's or another's."""
    view = _view()
    if not roles.allowed(person_roles(), view.action, whose):
        raise Forbidden
    g.checked = True


def person() -> Person:
    """Return who is signed in; only for views that are not open to everybody."""
    found: Person | None = g.get("person")
    if found is None:
        raise Forbidden
    return found


def person_roles() -> tuple[roles.Role, ...]:
    """Return the roles of who is there."""
    found: Person | None = g.get("person")
    return found.roles if found else ()


def init_app(app: Flask) -> None:
    """Put the guard before every view."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.before_request(_guard)


def _view() -> Any:
    from flask import current_app

    return current_app.view_functions.get(request.endpoint or "")


def _guard() -> ResponseReturnValue | None:
    g.person = None
    g.until = service().office.now() + accounts.IDLE
    if request.routing_exception is not None:
        _who_is_there()
        return None  # 404 and 405 are raised by the dispatch
    view = _view()
    action = getattr(view, "action", None)
    if action is None:
        raise Forbidden
    request.max_content_length = UPLOAD if view.upload else SMALL_POST
    if request.endpoint == "static":
        return None
    expired = _who_is_there()
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _same_site()
        csrf.protect()
    if roles.allowed(person_roles(), action, "office" if view.of == "record" else view.of):
        return _first_things_first(view)
    if g.person is None:
        return carry.to_sign_in(expired)
    if view.of == "record" and roles.may_ever(g.person.roles, action):
        return _first_things_first(view)
    raise Forbidden


def _who_is_there() -> bool:
    """Find the person of the cookie's session; True where a session was there and has ended."""
    token = session.get("token")
    if not isinstance(token, str):
        return False
    here = service()
    now = here.office.now()
    found = accounts.find_session(here.office, token)
    if found is not None and carry.idle(now):
        accounts.sign_out(here.office, token)
        found = None
    if found is None:
        session.pop("token")
        return True
    g.session = found
    g.until = min(now + accounts.IDLE, found.ends)
    g.person = find_person(here.office, found)
    if g.person is None:
        accounts.sign_out(here.office, token)
        return True
    return False


def _first_things_first(view: Any) -> ResponseReturnValue | None:
    if g.person is None or not g.session.needs:
        return None
    page, acts = FIRST[g.session.needs]
    return None if view.action in (*acts, "session.end", "public.see") else redirect(url_for(page), 303)


def _same_site() -> None:
    """Refuse what another site sends, before looking at the token (browsers of today say where a request is from)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise CSRFError("cross-site")
