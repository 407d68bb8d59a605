"""Before the site is built: errata name nobody (every name and number of the office's people is looked for), and no package is lost."""

from __future__ import annotations

from pathlib import Path

from public_site.errata import ERRATA

from kinerja.config import Folders, open_office
from kinerja_office.office import Office
from kinerja_office.public_text import naming
from kinerja_office.publication import must_be_there
from kinerja_words.problems import Doubt, Problem, Refused
from kinerja_words.shape import load, read_text

FILE = "errata.toml"


def must_be_right(office: Office, content: Path) -> None:
    """Raise `Refused` where `content/errata.toml` names anybody who is or was on the roster, comments included, or a day to come."""
    path = content / FILE
    if not path.is_file():
        return
    text = read_text(path)
    with office.store.read() as view:
        problems = naming(view, f"content/{FILE}", text)
        found = naming(
            view, f"content/{FILE}", load(text, FILE).raw
        )  # spelled with escapes; what is in doubt is asked once
    problems += [p for p in found if not isinstance(p, Doubt) and p not in problems]
    problems += [
        Problem("site.erratum_late", file=FILE, cycle=erratum["cycle"], day=str(erratum["date"]))
        for erratum in load(text, FILE).check(ERRATA)["erratum"]
        if str(erratum["date"]) > office.today()
    ]
    if problems:
        raise Refused(problems)


def must_be_fit(office: Office, folders: Folders) -> None:
    """Raise `Refused` where the site must not be built: an erratum names somebody, or the package of a cycle is lost."""
    must_be_right(office, folders.content)
    must_be_there(office, folders.published)


def must_be_fit_here(folders: Folders) -> None:
    """Check as `must_be_fit` where the office is at hand; who rebuilds a site from its downloads has none."""
    if folders.private.is_dir():
        with open_office(folders) as office:
            must_be_fit(office, folders)
