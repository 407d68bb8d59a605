"""The invented people and answers of the worked example; nobody here exists, and the same seed gives the same example."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.assignment import Assignment
from assessment.form import Form
from assessment.instrument import Instrument, build_instrument
from assessment.predicate import Level
from assessment.roster import Employee

ROSTER_COLUMNS = (
    "nip", "nama", "jabatan", "golongan", "kode_unit", "nama_unit", "kode_unit_induk", "kelompok_publikasi",
    "nip_atasan", "jenis",
)  # fmt: skip
FIRST = """
    Aranika Belistra Cendaru Dhesmala Elvarani Fardhika Ganistra Hendraksa Ilwanta Jayastri Kelandra Larasmita
    Mandraka Nirwasita Orlanda Pramesti Qalandra Rinjasari Saktyawan Tirtamala Ulwandari Vinastri Wirastama Yudhakala
    Zelmanira Arwindra Baskarani Citrawan Darmendra Ekawirya Fenimaya Gitaswara Handaruni Indrakila Jatmikara
    Kartasena Lembayani Mahestri Narendrya Oktawira Panduraja Ratnaweni Sindukara Tunjungsa Ukirasih Widyastra
    Yasmindra Zulkartha Adhistya Brahmesti Candrika Dewangga Endrasih Gayatrisa Harsandya Iswandari Kencanara
    Lukitasari Manohara Nawangsih Purwastri Renggani Sekarwati
"""
LAST = """
    Tambusala Rokansari Siakrama Kamparawe Indragira Batanghara Musirawa Komeringa Lematanga Kuantana Rambahala
    Tapunggara Mandaula Sailendra Bangkinara Pelalawi Bengkalira Dumaisa Rengatara Selatpani Tembilaha Taluksari
    Bagansira Kubuwana Rupatara Merbauna Lubuksira Gasibara Senggora Kerumuta Bungarayya Mempurana Koktara Lirikanda
    Ukuiwana Pangkalara Kerincira Sorekara Telukmaya Petapaha Tapungala Kandisara Minasira Sabakara Duriana Mandalika
    Balaiwara Simpangara Kotawira Garowana Suakara Lampungu Jambira Sumatri Palembari Lahatara Curupana Manggara
    Tanjungu Belitara Pangkura Toboala Muntoka
"""


@dataclass(frozen=True)
class Cycle:
    """One cycle of the example: its dates and how each criterion looked to supervisors.

    `results` moves how work results looked; `organisation` is the whole office's predicate with its document and that one's day.
    """

    id: str
    title: str
    start: str
    end: str
    closed: str
    published: str
    levels: dict[str, float]
    period: str = ""
    results: float = 0.0
    organisation: tuple[str, str, str] = ("baik", "LKjIP", "2023-01-02")


BASE = {
    "pelayanan": 3.9, "akuntabel": 4.0, "kompeten": 3.7, "harmonis": 4.1, "loyal": 4.2, "adaptif": 3.5,
    "kolaboratif": 3.8, "keluhan": 3.4, "komunikasi": 2.8,
}  # fmt: skip
AFTER_TRAINING = {**BASE, "komunikasi": 3.3, "keluhan": 3.7, "adaptif": 3.6}
CYCLES = (
    Cycle("2023", "Tahun 2023", "2023-12-15", "2024-01-05", "2024-01-08", "2024-05-13", BASE, "2023", -0.9,
          ("butuh_perbaikan", "LKjIP Kecamatan Senapelan 2023", "2024-01-03")),
    Cycle("2024", "Tahun 2024", "2024-12-16", "2025-01-06", "2025-01-08", "2025-05-14",
          {**BASE, "komunikasi": 2.9, "keluhan": 3.5}, "2024", -0.4, ("baik", "LKjIP Kecamatan Senapelan 2024", "2025-01-03")),
    Cycle("2025", "Tahun 2025", "2025-12-15", "2026-01-16", "2026-01-19", "2026-05-12", AFTER_TRAINING, "2025", -0.15,
          ("baik", "LKjIP Kecamatan Senapelan 2025", "2026-01-08")),
    Cycle("2026-tw1", "Triwulan I 2026", "2026-04-01", "2026-04-14", "2026-04-15", "2026-08-03", AFTER_TRAINING, "2026-Q1", -0.35,
          ("baik", "Capaian rencana aksi Triwulan I 2026", "2026-04-08")),
    Cycle("2026-tw2", "Triwulan II 2026", "2026-07-01", "2026-07-14", "2026-07-15", "2026-10-28", AFTER_TRAINING, "2026-Q2", 0.0,
          ("baik", "Capaian rencana aksi Triwulan II 2026", "2026-07-08")),
)  # fmt: skip
"""Communication is weakest; a training comes before the third year's evaluation, which shows what changed; two quarters follow.

Between the close and the release lie more than sixty working days: documents, objections and decisions have their time.
"""

RUNNING = Cycle("2026", "Tahun 2026", "2026-12-15", "2027-01-15", "", "", AFTER_TRAINING, "2026", 0.0, ("", "", ""))
"""The year the quarters belong to: its SKP are agreed, its evaluation is still to come."""

CITIZENS = {"2025": "2026-06-15"}
"""The cycles of which citizens' figures are released, with the day."""

METHOD_OFFSET = {"self": 0.55, "supervisor": 0.0, "peer": 0.15, "subordinate": -0.1}
SILENT = 0.06
"""Share of a year's forms that are never sent; the short form of a quarter comes from everybody."""
CANNOT_JUDGE = {"AKU2": 0.12, "AKU3": 0.15, "LOY3": 0.2}
"""Statements a peer often cannot see."""

KELURAHAN = ("Padang Bulan", "Sago", "Kampung Baru", "Kampung Dalam", "Kampung Bandar", "Padang Terubuk")
SEKSI = (
    ("PEM", "Seksi Pemerintahan", 2), ("TTU", "Seksi Ketenteraman dan Ketertiban Umum", 3),
    ("PMD", "Seksi Pemberdayaan Masyarakat", 2), ("PLU", "Seksi Pelayanan Umum", 2),
)  # fmt: skip


def roster_csv() -> str:
    """Return the example's roster file: secretariat 10, sections 13, six kelurahan 38, and one external superior."""
    draw = random.Random(1471)
    names = [f"{a} {b}" for a, b in zip(FIRST.split(), LAST.split(), strict=True)]
    rows: list[tuple[str, ...]] = []
    serial = iter(range(1, 999))

    def person(
        position: str, grade: str, unit: str, unit_name: str, parent: str, group: str, boss: str, kind: str
    ) -> str:
        number = _nip(draw, next(serial), kind)
        name = names[len(rows)]
        rows.append((number, name, position, grade, unit, unit_name, parent, group, boss, kind))
        return number

    outside = person("Sekretaris Daerah Kota", "IV/d", "SETDA", "Sekretariat Daerah", "", "", "", "external")
    office = ("KEC", "Kecamatan Senapelan", "", "Sekretariat")
    camat = person("Camat", "IV/b", *office, outside, "pns")
    sekcam = person("Sekretaris Kecamatan", "IV/a", *office, camat, "pns")
    for code, unit_name in (("UMPEG", "Subbagian Umum dan Kepegawaian"), ("KEUPRO", "Subbagian Keuangan dan Program")):
        unit = (code, unit_name, "KEC", "Sekretariat")
        head = person(f"Kepala {unit_name}", "III/d", *unit, sekcam, "pns")
        for index in range(3):
            person("Pengadministrasi", "III/a" if index else "III/b", *unit, head, "pns" if index else "pppk")
    for code, unit_name, staff in SEKSI:
        unit = (code, unit_name, "KEC", "Seksi")
        head = person(f"Kepala {unit_name}", "III/d", *unit, camat, "pns")
        for index in range(staff):
            person("Pelaksana", "III/a" if index else "II/d", *unit, head, "pppk" if index == 1 else "pns")
    for place, village in enumerate(KELURAHAN):
        unit = (f"{1001 + place}", f"Kelurahan {village}", "KEC", f"Kelurahan / {village}")
        lurah = person("Lurah", "III/d", *unit, camat, "pns")
        secretary = person("Sekretaris Lurah", "III/c", *unit, lurah, "pns")
        for office_name in ("Pemerintahan", "Pelayanan Umum"):
            person(f"Kepala Seksi {office_name} Kelurahan", "III/b", *unit, lurah, "pns")
        for index in range(3 if place < 2 else 2):
            person("Pelaksana", "II/c", *unit, secretary, "pppk" if index == 1 else "pns")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ROSTER_COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def instrument_used(cycle: Cycle, instrument: Instrument) -> Instrument:
    """Return the instrument as a cycle used it: before 2025 version 2, which asks reports nothing."""
    if cycle.period >= "2025":
        return instrument
    source = instrument.source
    weights = {m: w for m, w in source["methods"].items() if m != "subordinate"}
    criteria = [
        {**c, "items": [{k: v for k, v in item.items() if k != "methods"} for item in c["items"]]}
        for c in source["criteria"]
    ]
    return build_instrument({**source, "version": "2", "methods": weights, "criteria": criteria})


def _nip(draw: random.Random, serial: int, kind: str) -> str:
    born = f"{draw.randint(1968, 1998)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    year = int(born[:4]) + draw.randint(22, 28)
    start = f"{min(year, 2022)}21" if kind == "pppk" else f"{min(year, 2022)}{draw.randint(1, 12):02}"
    return f"{born}{start}{draw.choice('12')}{serial:03}"


def answers(
    cycle: Cycle, instrument: Instrument, people: Iterable[Employee], wanted: Iterable[Assignment]
) -> list[Form]:
    """Return the forms people send in a cycle: levels by criterion, person and method, a few silent, a few TD."""
    talent = {e.employee_number: _Draw(e.employee_number).gauss(0, 0.35) for e in people}
    forms = []
    for assignment in wanted:
        draw = _Draw(f"{cycle.id}/{assignment.method}/{assignment.rater}/{assignment.ratee}")
        if draw.random() < (0 if "-Q" in cycle.period else SILENT):
            continue
        forms.append(_form(cycle, instrument, assignment, talent[assignment.ratee], draw))
    return forms


class _Draw(random.Random):
    """A random source that belongs to one name, so that no draw depends on another."""


def _form(cycle: Cycle, instrument: Instrument, assignment: Assignment, talent: float, draw: random.Random) -> Form:
    asked = {i.code for c in instrument.asked(assignment.method) for i in c.items}
    marks = []
    mood = draw.gauss(0, 0.2)
    for criterion in instrument.criteria:
        level = cycle.levels.get(criterion.code, 3.7) + METHOD_OFFSET.get(assignment.method, 0.0) + talent + mood
        for item in criterion.items:
            value = min(instrument.maximum, max(instrument.minimum, round(draw.gauss(level, 0.75))))
            hidden = assignment.method != "self" and draw.random() < CANNOT_JUDGE.get(item.code, 0.02)
            marks.append("-" if item.code not in asked else "T" if hidden else str(value))
    if assignment.method != "supervisor":
        return Form(assignment.method, assignment.rater, assignment.ratee, "".join(marks))
    return Form(
        assignment.method,
        assignment.rater,
        assignment.ratee,
        "".join(marks),
        _level(cycle.results + talent + draw.gauss(0.1, 0.35)),
        _level(talent + draw.gauss(0.25, 0.3)),
    )


def _level(value: float) -> Level:
    return "above" if value > 0.6 else "below" if value < -0.75 else "as"
