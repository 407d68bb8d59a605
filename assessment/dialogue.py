"""A dialogue (dialog kinerja) between leader and employee: what each noted as agreed, and both signatures; pure rules.

PermenPANRB 6/2022, Pasal 3 letter c and Pasal 7 paragraph (2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from kinerja_words.problems import refuse

Side = Literal["employee", "leader"]
SIDES: tuple[Side, ...] = ("employee", "leader")


@dataclass(frozen=True)
class Dialogue:
    """One dialogue of a cycle. `notes` and `signed` (ISO days) by side; `revision` grows with each change of a note."""

    cycle: str
    employee: str
    leader: str
    number: int
    day: str
    notes: Mapping[Side, str]
    signed: Mapping[Side, str]
    revision: int = 1

    @property
    def held(self) -> bool:
        """Whether both have signed what both noted: it is final."""
        return all(self.signed.get(side) for side in SIDES)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Dialogue:
        """Rebuild from the JSON form."""
        return cls(**doc)

    def noted(self, side: Side, note: str, day: str) -> Dialogue:
        """Return the dialogue with one side's note and the day it was held; a change takes both signatures away."""
        if (self.notes.get(side, ""), self.day) == (note, day):
            return self
        return replace(self, day=day, notes={**self.notes, side: note}, signed={}, revision=self.revision + 1)

    def signed_by(self, side: Side, day: str) -> Dialogue:
        """Return the dialogue with one side's signature; raises `Refused` while a note is missing."""
        if not all(self.notes.get(s) for s in SIDES):
            raise refuse("dialogue.note_missing", field="note")
        return replace(self, signed={**self.signed, side: day})
