"""What still exists of a cycle and what does not, in plain words: for `doctor`, `verify-trail` and HR's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.cycle import Cycle
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import View, keyring
from kinerja_words.problems import Name, Phrase, refuse


@dataclass(frozen=True)
class KeyCopy:
    """A file that `backup` wrote a copy of the cycle key to. `deleted`: the ISO day HR confirmed that it is gone, or empty."""

    file: str
    deleted: str = ""


@dataclass(frozen=True)
class Aftermath:
    """What is there of one cycle now. `unfinished`: sealing was begun, and its last part is not done."""

    cycle: Cycle
    peers: bool
    ballots: int
    declines: int
    key: bool
    copies: tuple[KeyCopy, ...]
    unfinished: bool
    counted: bool
    receipts: int
    results: int
    named: int
    drafts: int
    assignments: int

    @property
    def sealed(self) -> bool:
        """Whether the cycle says that it is sealed."""
        return self.cycle.sealed

    @property
    def wrong(self) -> bool:
        """Whether something is there that sealing promises to remove; `resume` (any start of the program) mends it."""
        return self.sealed and bool(self.ballots or self.declines or self.key or self.unfinished or self.drafts)

    @property
    def unconfirmed(self) -> tuple[KeyCopy, ...]:
        """Copies of the key that HR has not yet confirmed to be gone."""
        return tuple(c for c in self.copies if not c.deleted)

    def lines(self) -> list[Phrase]:
        """Return one sentence for each thing that exists, or does not exist any more."""
        first = _say("state", cycle=self.cycle.id, state=Name(f"cycle_state.{self.cycle.state}"))
        named = _say("named", n=self.named)
        if not self.sealed:
            return [first, *self._before(), named]
        peers = [*self._gone(), *self._kept()] if self.peers else []
        return [first, *peers, named, _say("history_unfinished" if self.unfinished else "history")]

    def _before(self) -> list[Phrase]:
        if not self.peers:
            return []
        if self.cycle.state == "sealing":
            return [_say("sealing")]
        key = _say("key" if self.key else "no_key")
        return [_say("ballots", n=self.ballots), _say("declines", n=self.declines), key, *self._copies()]

    def _gone(self) -> list[Phrase]:
        return [
            _say("ballots_left" if self.ballots else "ballots_gone", n=self.ballots),
            _say("declines_left" if self.declines else "declines_gone", n=self.declines),
            _say("key_left" if self.key else "key_gone"),
            *self._copies(),
        ]

    def _copies(self) -> list[Phrase]:
        if not self.copies:
            return [_say("no_copies")]
        lines = [_say("copy_deleted", file=c.file, day=c.deleted) for c in self.copies if c.deleted]
        if left := [c.file for c in self.unconfirmed]:
            lines.append(_say("copies_left" if self.sealed else "copies", files=left))
        return lines

    def _kept(self) -> list[Phrase]:
        return [
            _say("counted" if self.counted else "not_counted"),
            _say("means", n=self.results),
            _say("receipts", n=self.receipts),
            _say("assignments", n=self.assignments),
        ]


def aftermath(office: Office, id: str) -> Aftermath:
    """Look what exists of a cycle now; raises `Refused` where there is none of that id."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        receipts = view.get("receipts", id)
        forms = [doc for _, doc in view.find("forms", cycle=id)]
        sent = sum(1 for doc in forms if doc["sent_revision"])
        return Aftermath(
            cycle,
            peers=bool(cycle.sealed_methods),
            ballots=view.count("ballots", cycle=id),
            declines=view.count("declines", cycle=id),
            key=keyring.exists(office.folder, id),
            copies=tuple(_copies(view, id)),
            unfinished=id in keyring.marked(office.folder) or cycle.state == "sealing",
            counted=any(view.get("counts", records.key(id, m)) is not None for m in cycle.sealed_methods),
            receipts=len(receipts["codes"]) if receipts else 0,
            results=view.count("peer_results", cycle=id),
            named=sent,
            drafts=len(forms) - sent,
            assignments=view.count("assignments", cycle=id),
        )


def key_copies(office: Office, id: str) -> list[KeyCopy]:
    """Return every copy of the cycle key that `backup` ever wrote, by file name."""
    with office.store.read() as view:
        return _copies(view, id)


def confirm_key_copies(office: Office, id: str, files: Iterable[str], actor: str) -> list[KeyCopy]:
    """Take HR's word that these copies are gone, and write it in the trail; returns those that are left.

    Raises `Refused` before sealing (the copies are still needed) and for a file that is not in the list.
    """
    wanted = sorted(set(files))
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        if not cycle.sealed:
            raise refuse("key_copy.not_sealed", cycle=id)
        known = {c.file: c for c in _copies(change, id)}
        unknown = [f for f in wanted if f not in known]
        if unknown:
            listed = ", ".join(known) or "-"
            raise refuse("key_copy.unknown", unknown=unknown, listed=listed)
        fresh = [f for f in wanted if not known[f].deleted]
        for file in fresh:
            change.put("key_copies", records.key(id, file), {"cycle": id, "file": file, "deleted": office.today()})
        if fresh:
            office.log(change, actor, "key-copies.deleted", cycle=id, files=fresh)
        return [c for c in _copies(change, id) if not c.deleted]


def _copies(view: View, id: str) -> list[KeyCopy]:
    found = view.find("key_copies", cycle=id)
    return sorted((KeyCopy(d["file"], d.get("deleted", "")) for _, d in found), key=lambda c: c.file)


def _say(code: str, **values: object) -> Phrase:
    return Phrase(f"remains.{code}", **values)
