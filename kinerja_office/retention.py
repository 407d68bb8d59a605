"""What still exists of a cycle and what does not, in plain words: for `doctor`, `verify-trail` and HR's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.cycle import STATE_NAMES, Cycle
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import View, keyring
from kinerja_words.problems import Text, refuse


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

    def lines(self) -> list[Text]:
        """Return one sentence for each thing that exists, or does not exist any more."""
        state = STATE_NAMES[self.cycle.state]
        first = _text(
            f"Periode {self.cycle.id}: {state['id']}.", f"Cycle {self.cycle.id}: {state['en']}."
        )  # fmt: skip
        named = _text(
            f"Formulir diri dan atasan: {self.named}, disimpan dengan nama.",
            f"Self and supervisor forms: {self.named}, kept with names.",
        )
        if not self.sealed:
            return [first, *self._before(), named]
        peers = [*self._gone(), *self._kept()] if self.peers else []
        return [first, *peers, named, self._history()]

    def _before(self) -> list[Text]:
        if not self.peers:
            return []
        if self.cycle.state == "sealing":
            return [
                _text(
                    "Penyegelan sedang berjalan atau terputus: lembar jawaban rekan sudah dihitung dan dihapus, kunci belum"
                    " tentu musnah. Program menyelesaikannya sendiri saat dijalankan lagi.",
                    "Sealing is under way or was cut short: peer ballots are counted and removed, the key may still be"
                    " there. The program finishes it by itself when it is started again.",
                )
            ]
        key = (
            _text("Kunci periode: ada di folder keys.", "Cycle key: in the keys folder.")
            if self.key
            else _text("Kunci periode: tidak ada.", "Cycle key: none.")
        )
        return [
            _text(
                f"Lembar jawaban rekan: {self.ballots}, terenkripsi dan tanpa nama.",
                f"Peer ballots: {self.ballots}, encrypted and without names.",
            ),
            _text(
                f"Penolakan menilai: {self.declines}, terenkripsi.", f"Declined peer tasks: {self.declines}, encrypted."
            ),
            key,
            *self._copies(),
        ]

    def _gone(self) -> list[Text]:
        return [
            _nothing("Lembar jawaban rekan", "Peer ballots", self.ballots),
            _nothing("Penolakan beserta alasannya", "Declined peer tasks and their reasons", self.declines),
            _text("Kunci periode: MASIH ADA di folder keys.", "Cycle key: STILL THERE, in the keys folder.")
            if self.key
            else _text("Kunci periode: sudah dimusnahkan.", "Cycle key: destroyed."),
            *self._copies(),
        ]

    def _copies(self) -> list[Text]:
        if not self.copies:
            return [
                _text(
                    "Salinan kunci dari cadangan: tidak ada yang tercatat.",
                    "Copies of the key in backups: none recorded.",
                )
            ]
        lines = [
            _text(
                f"Salinan kunci {c.file}: dinyatakan terhapus pada {c.deleted}.",
                f"Copy of the key {c.file}: confirmed deleted on {c.deleted}.",
            )
            for c in self.copies
            if c.deleted
        ]
        listed = ", ".join(c.file for c in self.unconfirmed)
        if listed and self.sealed:
            lines.append(
                _text(
                    f"Salinan kunci yang belum dinyatakan terhapus: {listed}. Siapa pun yang memegangnya dapat membuka"
                    " cadangan dari masa periode ini terbuka. Hapus berkas itu, lalu nyatakan.",
                    f"Copies of the key not yet confirmed deleted: {listed}. Whoever holds one can open backups from when"
                    " this cycle was open. Delete the file, then confirm it.",
                )
            )
        elif listed:
            lines.append(
                _text(
                    f"Salinan kunci dari cadangan: {listed}. Hapus setelah periode disegel.",
                    f"Copies of the key in backups: {listed}. Delete them after sealing.",
                )
            )
        return lines

    def _kept(self) -> list[Text]:
        counted = (
            _text(
                "Hitungan rekan: bagi sel rencana publikasi yang boleh tampil.",
                "Peers' counts: of the planned cells that may be shown.",
            )
            if self.counted
            else _text("Hitungan rekan: HILANG.", "Peers' counts: MISSING.")
        )
        return [
            counted,
            _text(
                f"Rata-rata rekan: bagi {self.results} pegawai, paling sedikit dari tiga formulir.",
                f"Peers' means: for {self.results} people, from at least three forms each.",
            ),
            _text(
                f"Tanda terima rekan: {self.receipts} kode dalam satu daftar terurut, tanpa nama.",
                f"Peers' receipts: {self.receipts} codes in one sorted list, without names.",
            ),
            _text(
                f"Daftar penugasan: {self.assignments} baris; siapa di antara rekan yang menjawab tidak tercatat.",
                f"List of assignments: {self.assignments} rows; which of the peers answered is not recorded.",
            ),
        ]

    def _history(self) -> Text:
        if self.unfinished:
            return _text(
                "Riwayat penyimpanan: belum selesai dihapus. Program menyelesaikannya saat dijalankan lagi.",
                "History of the store: not wiped to the end. The program finishes it when it is started again.",
            )
        return _text(
            "Riwayat penyimpanan sebelum penyegelan: sudah ditimpa. Disk flash dan sistem berkas copy-on-write dapat"
            " menyimpan sisanya.",
            "History of the store before sealing: overwritten. Flash disks and copy-on-write file systems may keep remnants.",
        )


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
            counted=view.get("counts", f"{id}/peer") is not None,
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
            change.put("key_copies", f"{id}/{file}", {"cycle": id, "file": file, "deleted": office.today()})
        if fresh:
            office.log(change, actor, "key-copies.deleted", cycle=id, files=fresh)
        return [c for c in _copies(change, id) if not c.deleted]


def _copies(view: View, id: str) -> list[KeyCopy]:
    found = view.find("key_copies", cycle=id)
    return sorted((KeyCopy(d["file"], d.get("deleted", "")) for _, d in found), key=lambda c: c.file)


def _nothing(id: str, en: str, left: int) -> Text:
    if left:
        return _text(f"{id}: MASIH ADA {left}.", f"{en}: STILL THERE, {left}.")
    return _text(f"{id}: tidak ada lagi.", f"{en}: none any more.")


def _text(id: str, en: str) -> Text:
    return {"id": id, "en": en}
