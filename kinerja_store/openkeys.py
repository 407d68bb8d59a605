"""Lists the cycles that can't do without their key file: their peers' ballots are readable with it alone."""

from __future__ import annotations

from kinerja_store.protocol import View

TAKING_BALLOTS = ("opening", "assessment", "closing")


def cycles_in_need(view: View) -> list[str]:
    """Return the ids of the open cycles with peers."""
    return [
        key
        for key, doc in view.find("cycles")
        if doc.get("state") in TAKING_BALLOTS and "peer" in doc.get("methods", ())
    ]
