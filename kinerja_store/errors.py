"""What can go wrong with stored records, in words a clerk understands.

Each error carries `.id` (Indonesian) and `.en` (English): what happened, what is kept, what to do next.
`str(error)` is both with the technical cause, for the terminal and the log; it never holds a document.
"""

from __future__ import annotations


class StoreError(Exception):
    """Any failure of the store."""

    id = "Penyimpanan bermasalah. Data yang sudah tersimpan tidak berubah. Hubungi pengelola sistem."
    en = "The store has a problem. What was stored is unchanged. Call the person who runs the system."

    def __init__(self, cause: str = "", *, id: str | None = None, en: str | None = None) -> None:
        self.cause = cause
        if id is not None:
            self.id = id
        if en is not None:
            self.en = en
        super().__init__(cause)

    def __str__(self) -> str:
        """Both languages and the cause."""
        return f"{self.id} / {self.en}" + (f" ({self.cause})" if self.cause else "")


class StoreMissing(StoreError):
    """There is no store in this folder; never taken for an empty one."""

    id = (
        "Tidak ada basis data di folder ini. Tidak ada yang diubah. Periksa folder data, "
        "jalankan `kinerja init` untuk yang baru, atau `kinerja restore` dari cadangan."
    )
    en = (
        "There is no store in this folder. Nothing was changed. Check the data folder, run `kinerja init` "
        "for a new one, or `kinerja restore` from a backup."
    )


class StoreExists(StoreError):
    """A store is already there and is not touched."""

    id = "Folder ini sudah berisi basis data. Tidak ada yang diubah. Pilih folder lain."
    en = "This folder already holds a store. Nothing was changed. Choose another folder."


class StoreDamaged(StoreError):
    """Bytes that were stored for good are not what they were; nothing is guessed, nothing is overwritten."""

    id = (
        "Berkas basis data rusak. Tidak ada yang dihapus atau diubah. Jalankan `kinerja doctor --repair`: "
        "perintah itu menyimpan salinan dan menyebutkan apa yang hilang; atau pulihkan dari cadangan."
    )
    en = (
        "The store file is damaged. Nothing was removed or changed. Run `kinerja doctor --repair`: it keeps "
        "a copy and says what is lost; or restore a backup."
    )


class StoreUnreadable(StoreError):
    """The system would not let the store be read just now; nothing says that it is damaged."""

    id = (
        "Basis data tidak dapat dibaca saat ini. Tidak ada yang diubah. Coba lagi; bila terulang, pengelola sistem perlu "
        "memeriksa disk dan izin folder."
    )
    en = (
        "The store can't be read just now. Nothing was changed. Try again; if it happens again, the person who runs the "
        "system should check the disk and the folder's permissions."
    )


class StoreTooNew(StoreError):
    """A newer release wrote this store."""

    id = "Basis data ini ditulis oleh versi aplikasi yang lebih baru. Tidak ada yang diubah. Perbarui aplikasi."
    en = "A newer release of this program wrote this store. Nothing was changed. Update the program."


class StoreUnwritable(StoreError):
    """Nothing of this change was stored."""

    id = (
        "Perubahan ini belum tersimpan karena disk menolak ditulisi. Yang tersimpan sebelumnya tetap ada. "
        "Coba lagi nanti; pengelola sistem perlu memeriksa disk."
    )
    en = (
        "This change was not stored because the disk refused it. Everything stored before is kept. Try "
        "again later; the person who runs the system should check the disk."
    )


class StoreReadOnly(StoreUnwritable):
    """The folder can be read but not written."""

    id = (
        "Folder data hanya dapat dibaca, jadi perubahan ini tidak tersimpan. Yang tersimpan sebelumnya tetap "
        "ada. Periksa izin folder atau pemasangan disk."
    )
    en = (
        "The data folder is read-only, so this change was not stored. Everything stored before is kept. "
        "Check the folder's permissions or how the disk is mounted."
    )


class StoreFull(StoreUnwritable):
    """Too little space is left; reading and backing up go on."""

    id = (
        "Ruang disk hampir habis, jadi perubahan ini tidak tersimpan. Yang tersimpan sebelumnya tetap ada "
        "dan dapat dibaca. Kosongkan ruang disk, lalu coba lagi nanti."
    )
    en = (
        "The disk is almost full, so this change was not stored. Everything stored before is kept and can be "
        "read. Make room, then try again later."
    )


class OutcomeUnknown(StoreUnwritable):
    """The error came after the point of no return: the change may or may not be there. Retrying is safe."""

    id = (
        "Belum pasti apakah perubahan ini tersimpan, karena disk gagal pada saat terakhir. Yang tersimpan "
        "sebelumnya tetap ada. Kirim lagi nanti: kiriman yang sama tidak akan tercatat dua kali."
    )
    en = (
        "It is not certain whether this change was stored, because the disk failed at the last moment. "
        "Everything stored before is kept. Send it again later: the same form is never counted twice."
    )


class StoreBusy(StoreUnwritable):
    """Another process or thread held the lock for too long."""

    id = "Basis data sedang dipakai perintah lain, jadi perubahan ini tidak tersimpan. Tunggu sebentar, lalu coba lagi."
    en = "Another command is using the store, so this change was not stored. Wait a moment and try again."


class StoreClosed(StoreUnwritable):
    """The store was closed, or this is another process than the one that opened it."""

    id = "Basis data sudah ditutup, jadi perubahan ini tidak tersimpan. Mulai ulang aplikasi."
    en = "The store is closed, so this change was not stored. Start the program again."
