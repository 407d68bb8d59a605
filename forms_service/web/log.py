"""What the service's log is told: what is wrong, in which office by its own name. No path, which may lie in somebody's home, and nothing else that could name a person."""

from __future__ import annotations

import logging

from kinerja_office.office import Office


def note(office: Office | None, what: str) -> None:
    """Tell the log what is wrong, and in which office; of a file that nobody serves, the file alone."""
    name = str(office.organisation.source.get("name", {}).get("id", "")) if office else ""
    logging.getLogger("kinerja.forms").error("%s: %s", " ".join(name.split()) or "-", what)
