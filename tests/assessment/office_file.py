"""A roster as an office writes it: titles, merged cells, signatures; and the same with a change."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl

CAMAT, SEKRETARIS, KASI, STAF, HONOR = (
    "19680101 199001 1 001", "197002021995022002", "19720303 199703 2 003", "198606062015061001", "198707072016072002",
)  # fmt: skip


HEAD = ["No", "NIP", "Nama Pegawai", "Pangkat/Gol.", "Jabatan", "Unit Kerja", "Atasan Langsung", "Status Kepegawaian"]


PEOPLE = [
    ["1", CAMAT, "Drs. H. Aranika Tambusala, M.Si.", "Pembina / IV.a", "Camat", "Sekretariat", "-", "PNS"],
    ["2", SEKRETARIS, "Hj. Belistra Rokansari, S.Sos., M.Si", "Penata / III.d", "Sekretaris", None, "Aranika Tambusala", "PNS"],
    ["3", KASI, "Citra Dewi Lestari, SE", "Penata / III.c", "Kepala Seksi", "Seksi Pemerintahan", "Drs. H. Aranika Tambusala, M.Si.", "PNS"],
    ["4", STAF, "Dodi Saputra", "III.a", "Pelaksana", "SEKSI  PEMERINTAHAN", "Citra Dewi Lestari", "PNS"],
    ["5", HONOR, "Eka Putri, A.Md.", "IX", "Pelaksana", "Seksi Pemerintahan", "Citra Dewi Lestari, SE", "P3K"],
]  # fmt: skip


SIGNED = [
    [None, None, None, None, None, "Pekanbaru, 2 Januari 2026"], [None, None, None, None, None, "Mengetahui,"], [None, None, None, None, None, "CAMAT"],
    [], [None, None, None, None, None, "Drs. H. ARANIKA TAMBUSALA, M.Si."], [None, None, None, None, None, "NIP. 19680101 199001 1 001"],
]  # fmt: skip


TITLES = [["DAFTAR PEGAWAI KECAMATAN SENAPELAN"], ["KEADAAN JANUARI 2026"], []]


COUNT = [f"({n})" for n in range(1, 9)]


def office(rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for area in merges:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILE = office([*TITLES, HEAD, COUNT, *PEOPLE, ["Jumlah", None, "5 orang"], [], *SIGNED], ["A1:H1", "A2:H2", "F6:F7"])


def changed(change: Callable[[list[list[object]]], None], head: Sequence[object] = HEAD) -> bytes:
    people = [list(p) for p in PEOPLE]
    people[1][5] = "Sekretariat"
    change(people)
    return office([*TITLES, head, *people, [], *SIGNED])
