"""What still exists of a cycle and what does not, in plain words: for `doctor`, `verify-trail` and HR's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.cycle import Cycle
from assessment.retention import Certificate
from kinerja_office import consultation, destruction, participation, records
from kinerja_office.consultation import STAGES, Stage
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
    """Both of methods whose number is told (`participation.told`)."""
    named: int
    drafts: int
    assignments: int
    documents: int
    records: tuple[int, ...] = (0, 0, 0, 0)
    """Named records of the work: goals, feedback, dialogues, evidence files."""
    chosen: tuple[int, int] = (0, 0)
    """People who chose something for themselves from their result, and interests in training."""
    certificates: tuple[Certificate, ...] = ()
    asked: tuple[tuple[Stage, str], ...] = ()
    """Stages of the consultation in which anybody answered: `open`, `ended`, or `left` where ending is not finished."""

    @property
    def sealed(self) -> bool:
        """Whether the cycle says that it is sealed."""
        return self.cycle.sealed

    @property
    def wrong(self) -> bool:
        """Whether something is there that sealing promises to remove; `resume` (any start of the program) mends it."""
        left = any(state == "left" for _, state in self.asked)
        return left or (
            self.sealed and bool(self.ballots or self.declines or self.key or self.unfinished or self.drafts)
        )

    @property
    def unconfirmed(self) -> tuple[KeyCopy, ...]:
        """Copies of the key that HR has not yet confirmed to be gone."""
        return tuple(c for c in self.copies if not c.deleted)

    def lines(self) -> list[Phrase]:
        """Return one sentence for each thing that exists, or does not exist any more."""
        first = _say("state", cycle=self.cycle.id, state=Name(f"cycle_state.{self.cycle.state}"))
        goals, feedback, dialogues, files = self.records
        work = _say("work", goals=goals, feedback=feedback, dialogues=dialogues, files=files)
        named = [_say("named", n=self.named), *([work] if any(self.records) else [])]
        documents = [_say("documents", n=self.documents)] if self.documents else []
        documents += [_say("chosen", own=self.chosen[0], interests=self.chosen[1])] if any(self.chosen) else []
        documents += [
            _say("destroyed", kinds=[Name(f"record_kind.{k}") for k in c.kinds], day=c.day, hash=c.hash[:12])
            for c in self.certificates
        ]
        if not self.sealed:
            return [first, *self._opinions(), *self._before(), *named]
        peers = [*self._gone(), *self._kept()] if self.peers else []
        return [
            first,
            *self._opinions(),
            *peers,
            *named,
            *documents,
            _say("history_unfinished" if self.unfinished else "history"),
        ]

    def _opinions(self) -> list[Phrase]:
        return [_say(f"opinions_{state}", stage=Name(f"consultation_stage.{stage}")) for stage, state in self.asked]

    def _before(self) -> list[Phrase]:
        if not self.peers:
            return []
        if self.cycle.sealing:
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
        told = {m: n for m in cycle.sealed_methods if (n := participation.told(view, cycle, m)) is not None}
        rated = {
            doc["ratee"] for key, doc in view.find("peer_results", cycle=id)
            if key in (records.sealed_key(m, id, doc["ratee"]) for m in told)
        }  # fmt: skip
        forms = [doc for _, doc in view.find("forms", cycle=id)]
        sent = sum(1 for doc in forms if doc["sent_revision"])
        return Aftermath(
            cycle,
            peers=bool(cycle.sealed_methods),
            ballots=view.count("ballots", cycle=id),
            declines=view.count("declines", cycle=id),
            key=keyring.exists(office.folder, id),
            copies=tuple(_copies(view, id)),
            unfinished=id in keyring.marked(office.folder) or cycle.sealing,
            counted=any(view.get("counts", records.key(id, m)) is not None for m in cycle.sealed_methods),
            receipts=sum(told.values()),
            results=len(rated),
            named=sent,
            drafts=len(forms) - sent,
            assignments=records.count_assignments(view, id),
            documents=view.count("evaluations", cycle=id),
            certificates=tuple(destruction.certificates(view, id)),
            records=tuple(view.count(t, cycle=id) for t in ("goals", "feedback", "dialogues", "evidence")),
            chosen=(view.count("choices", cycle=id), view.count("interests", cycle=id)),
            asked=tuple((s, state) for s in STAGES if (state := _asked(office, view, id, s))),
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
        known = {c.file: c for c in _copies(change, id)}
        owners = {f: [o for o in _owners(id) if change.get("key_copies", records.key(o, f))] for f in wanted}
        if any(_in_use(change, cycle, o) for holders in owners.values() for o in holders) or not (
            known or cycle.sealed
        ):
            raise refuse("key_copy.not_sealed", cycle=id)
        unknown = [f for f in wanted if f not in known]
        if unknown:
            listed = ", ".join(known) or "-"
            raise refuse("key_copy.unknown", unknown=unknown, listed=listed)
        fresh = [f for f in wanted if not known[f].deleted]
        for file, owner in ((f, o) for f in fresh for o in owners[f]):
            doc = {"cycle": owner, "file": file, "deleted": office.today()}
            change.put("key_copies", records.key(owner, file), doc)
        if fresh:
            office.log(change, actor, "key-copies.deleted", cycle=id, files=fresh)
        return [c for c in _copies(change, id) if not c.deleted]


def _copies(view: View, id: str) -> list[KeyCopy]:
    found = sorted((d["file"], d.get("deleted", "")) for o in _owners(id) for _, d in view.find("key_copies", cycle=o))
    return [KeyCopy(file, min(day for name, day in found if name == file)) for file in dict(found)]


def _owners(id: str) -> list[str]:
    """Return the names of the keys of a cycle: its own, and those of its consultation."""
    return [id, *(consultation.key_name(id, s) for s in STAGES)]


def _in_use(view: View, cycle: Cycle, owner: str) -> bool:
    if owner == cycle.id:
        return not cycle.sealed
    return any(
        owner == consultation.key_name(cycle.id, s) and not consultation.counts(view, cycle.id, s) for s in STAGES
    )


def _asked(office: Office, view: View, id: str, stage: Stage) -> str:
    boxes, key = consultation.begun(view, id, stage), keyring.exists(office.folder, consultation.key_name(id, stage))
    if not consultation.counts(view, id, stage):
        return "open" if boxes else ""
    return "left" if boxes or key else "ended"


def _say(code: str, **values: object) -> Phrase:
    return Phrase(f"remains.{code}", **values)
