"""What the command and the idle service load: only what they use."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

import pytest

from tests.kinerja.conftest import Office

ROOMS = frozenset({"assessment.cycle", "kinerja_office", "kinerja_store", "forms_service", "publishing", "public_site"})
LIBRARIES = frozenset({"flask", "jinja2", "werkzeug", "wtforms", "nacl", "tinydb", "mistune", "segno", "waitress", "tomlkit", "xlsxwriter"})  # fmt: skip
ON_FIRST_USE = frozenset({
    "publishing.audit", "public_site", "flask_frozen", "kinerja.demo", "kinerja_store.backup", "kinerja_store.repair", "tarfile",
    "nacl", "mistune", "segno", "tomlkit", "xlsxwriter", "weasyprint",
})  # fmt: skip
COMMAND = """
from kinerja.cli.commands import main
main({words!r}, standalone_mode=False)
"""
SERVICE = """
import forms_service
from kinerja.cli.commands import main
forms_service.serve = lambda app, *_: print(app.test_client().get("/ping").text)
main({words!r}, standalone_mode=False)
"""


def loaded(code: str, *words: str) -> tuple[str, set[str]]:
    """Run code in a process of its own; return what it printed and the modules it has then."""
    ends = "import json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code.format(words=list(words)) + ends], capture_output=True, text=True, check=True
    )
    *said, modules = run.stdout.splitlines()
    return "\n".join(said), set(json.loads(modules))


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["cycle", "--help"], ["serve", "--help"]])
def test_a_command_that_does_nothing_loads_no_room(words: list[str]) -> None:
    said, modules = loaded(COMMAND, *words)
    assert said
    assert modules & (ROOMS | LIBRARIES) == set()


def test_the_version_is_the_installed_one() -> None:
    said, _ = loaded(COMMAND, "--version")
    assert said == f"kinerja {metadata.version('kinerja-terbuka')}"


def test_the_idle_service_has_not_loaded_what_is_used_now_and_then(office: Office) -> None:
    said, modules = loaded(SERVICE, "--data", str(office.data), "--content", str(office.content), "serve", "--local")
    assert "ok" in said.splitlines()
    assert "forms_service.app" in modules
    assert modules & ON_FIRST_USE == set()
