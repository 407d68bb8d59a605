"""What holds for every test: none asserts time; and what costs processor time and tells nothing is done once or cheaply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import nacl.pwhash
import pytest
from hypothesis import HealthCheck, settings
from jinja2 import Environment
from public_site import workers
from werkzeug.routing import Rule

from kinerja.cli import building
from kinerja.config import collect_seldom
from kinerja_office import accounts
from kinerja_store import sealedbox
from tests import on_postgres  # before any test takes a name of the store's

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ARGON = dict(accounts.ARGON)
"""The product's own cost of a secret; `tests/forms_service/signin/test_signing_in.py` holds it, all others hash as cheaply as can be."""
accounts.ARGON.update(opslimit=nacl.pwhash.argon2id.OPSLIMIT_MIN, memlimit=nacl.pwhash.argon2id.MEMLIMIT_MIN)

SEALING = (sealedbox.OPERATIONS, sealedbox.MEMORY)
"""As much of a backup's passphrase; `tests/kinerja_store/test_store_backup.py` holds it, and the golden backups were made with it."""
sealedbox.OPERATIONS, sealedbox.MEMORY = 1, 8192

collect_seldom()  # as the command does: a quarter of the processor time of the tests that play forms

# pytest-xdist's processes have several threads, so each of some hundred sites would be built by an interpreter started for it.
APART = workers.apart
"""The product's own way; `tests/kinerja/test_site_built_apart.py` holds it."""


def _here(_code: str, arguments: Sequence[Any], progress: Any) -> Any:
    packages, content, out, full = arguments
    return building.build_here(packages, content, out, full != "", progress)


workers.apart = _here

# Some hundred apps are made, and a hundred sites built: each would compile the same 130 addresses and 90 templates.
_compile_builder, _compile = Rule._compile_builder, Environment.compile
_builders: dict[object, Callable[..., Any]] = {}
_templates: dict[object, Any] = {}


def _address(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    key = (repr(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def _template(env: Environment, source: Any, name: Any = None, filename: Any = None, *rest: bool, **more: bool) -> Any:
    key = (source, name, filename, rest, *more.items(), env.trim_blocks, env.lstrip_blocks, env.optimized)
    if filename is None:  # made on the spot by a test
        return _compile(env, source, name, filename, *rest, **more)
    if key not in _templates:
        _templates[key] = _compile(env, source, name, filename, *rest, **more)
    return _templates[key]


Rule._compile_builder, Environment.compile = _address, _template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a server where there is none."""
    if not on_postgres.SERVER:
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]
