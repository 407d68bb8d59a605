"""What the invented people of the worked example do beside rating: goals, opinions, actions, training. One seed, one story."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.dialogue import Side
from assessment.goal import Wish
from assessment.roster import Employee
from kinerja_office.consultation import CLOSING, Question
from kinerja_words.problems import Text

WITHOUT_GOAL, UNREPORTED, UNANSWERED = 0.06, 0.07, 0.08
"""Shares of people without goals, of goals nobody reports on, of goals the supervisor has not answered yet."""
HAVE_A_SAY = 0.85


@dataclass(frozen=True)
class Aim:
    """What somebody may plan: the result, what is counted with its number and unit, and which way is better."""

    result: str
    indicator: str
    target: int
    unit: str
    direction: str = "higher"

    @property
    def sentence(self) -> str:
        """The target in words."""
        sign = {"higher": "paling sedikit ", "lower": "paling banyak "}.get(self.direction, "")
        return f"{sign}{self.target} {self.unit}"

    def wish(self, numbers: bool) -> Wish:
        """Return the planned result: by aspect where somebody plans in numbers, in words otherwise."""
        if numbers:
            return Wish(self.result, measures={"quantity": (self.indicator, self.sentence)})
        return Wish(self.result, success=f"{self.indicator}: {self.sentence}.")


AIMS: Mapping[str, Aim] = {
    "keluhan": Aim("Keluhan warga terjawab tepat waktu", "Keluhan yang dijawab dalam 3 hari kerja", 90, "persen"),
    "surat": Aim("Surat keterangan selesai tanpa menunggu lama", "Rata-rata waktu satu surat keterangan", 20, "menit", "lower"),
    "kabar": Aim("Pemohon diberi kabar bila suratnya terlambat", "Surat terlambat yang dikabarkan lebih dulu", 85, "persen"),
    "laporan": Aim("Data penduduk dilaporkan setiap bulan", "Laporan yang masuk paling lambat tanggal 5", 6, "laporan", "exact"),
    "kunjungan": Aim("Semua RW dikunjungi dan usulannya dicatat", "RW yang dikunjungi dan punya berita acara", 12, "RW"),
    "spj": Aim("Pertanggungjawaban keuangan diterima tanpa dikembalikan", "Berkas yang dikembalikan", 0, "berkas", "lower"),
    "arsip": Aim("Surat masuk tercatat pada hari yang sama", "Surat masuk yang dicatat pada hari yang sama", 95, "persen"),
    "patroli": Aim("Wilayah rawan dipantau bersama warga", "Patroli yang punya laporan", 24, "patroli"),
    "dialog": Aim("Setiap bawahan diajak berdialog tentang kinerjanya", "Dialog kinerja yang punya catatan", 8, "dialog"),
}  # fmt: skip
"""The results people choose from, by what they do."""
IN_NUMBERS = ("Camat", "Sekretaris Kecamatan", "Kepala", "Lurah")
"""Start of a position that plans by aspect; everybody else plans in words."""

KINDS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("Camat", ("keluhan", "dialog")),
    ("Sekretaris Kecamatan", ("arsip", "dialog")),
    ("Kepala Subbagian Umum", ("arsip", "dialog")),
    ("Kepala Subbagian Keuangan", ("spj", "dialog")),
    ("Kepala Seksi Ketenteraman", ("patroli", "dialog")),
    ("Kepala Seksi Pelayanan Umum", ("keluhan", "surat")),
    ("Kepala Seksi Pemberdayaan", ("kunjungan", "dialog")),
    ("Kepala Seksi", ("laporan", "dialog")),
    ("Lurah", ("keluhan", "kunjungan")),
    ("Sekretaris Lurah", ("laporan", "kabar")),
    ("Pengadministrasi", ("arsip", "surat")),
    ("Pelaksana", ("surat", "kabar")),
)
"""Start of a position → the two goals that fit it; the first match counts."""


@dataclass(frozen=True)
class Chapter:
    """What happens around one cycle beside the forms. Days are ISO; `closing` are the levels of the three last questions."""

    stages: tuple[str, ...]
    consulted: str
    set_goals: str
    reports: tuple[str, str]
    reach: float
    closing: Mapping[str, float]
    clear: Mapping[str, float]
    fair: Mapping[str, float]
    objection: bool = False


CHAPTERS: Mapping[str, Chapter] = {
    "2023": Chapter(
        ("consultation", "goals", "objections"), "2023-01-09", "2023-01-23", ("2023-06-30", "2023-12-08"), 0.97,
        {"adil": 3.2, "jelas": 3.0, "bermanfaat": 3.2},
        {"loyal": 3.1, "adaptif": 3.3}, {"loyal": 2.6, "akuntabel": 3.0, "keluhan": 3.2},
    ),
    "2024": Chapter(
        ("goals", "objections"), "", "2024-01-23", ("2024-06-28", "2024-12-09"), 0.99,
        {"adil": 3.4, "jelas": 3.5, "bermanfaat": 3.3}, {}, {}, objection=True,
    ),
    "2025": Chapter(
        ("consultation", "goals", "objections"), "2025-01-06", "2025-01-21", ("2025-06-30", "2025-12-08"), 1.01,
        {"adil": 3.7, "jelas": 3.9, "bermanfaat": 3.7},
        {"loyal": 3.6, "adaptif": 3.6}, {"loyal": 3.2, "akuntabel": 3.5, "keluhan": 3.6},
    ),
    "2026": Chapter(("goals", "objections"), "", "2026-01-20", ("2026-03-31", "2026-06-30"), 1.01, {}, {}, {}),
    "2026-tw1": Chapter(("objections",), "", "", ("", ""), 1.0, {"adil": 3.7, "jelas": 3.9, "bermanfaat": 3.6}, {}, {}),
    "2026-tw2": Chapter(("objections",), "", "", ("", ""), 1.0, {"adil": 3.8, "jelas": 4.0, "bermanfaat": 3.7}, {}, {}),
}  # fmt: skip
USUAL = 3.8
"""How clear and fair a criterion seems where a chapter says nothing else."""


@dataclass(frozen=True)
class Answer:
    """One theme people raised and what the office did about it."""

    stage: str
    theme: str
    said: Text
    did: Text


ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "2023": (
        Answer("before", "sulit-dilihat",
               {"id": "Sebagian hal, seperti menjaga rahasia jabatan, tidak terlihat oleh rekan.",
                "en": "Some things, like keeping official secrets, cannot be seen by a colleague."},
               {"id": "Setiap pernyataan kini punya pilihan “Tidak dapat menilai”. Jawaban itu tidak dihitung sebagai nol.",
                "en": "Every statement now has the choice “Cannot judge”. It is never counted as zero."}),
        Answer("before", "takut-dikenali",
               {"id": "Banyak yang khawatir penilaiannya terhadap rekan dapat dikenali.",
                "en": "Many worry that their rating of a colleague could be recognised."},
               {"id": "Halaman kerahasiaan ditulis ulang: apa yang melindungi, dan apa yang tidak.",
                "en": "The page on confidentiality was rewritten: what protects people, and what does not."}),
        Answer("after", "istilah-sulit",
               {"id": "Beberapa istilah di formulir terasa asing.", "en": "Some terms on the form felt strange."},
               {"id": "Setiap pernyataan kini diberi satu contoh dari pekerjaan sehari-hari.",
                "en": "Every statement now has one example from day-to-day work."}),
    ),
    "2024": (
        Answer("after", "hasil-untuk-apa",
               {"id": "Belum jelas hasilnya dipakai untuk apa.", "en": "It was not clear what the results are used for."},
               {"id": "Tindak lanjut kini punya penanggung jawab, tenggat, dan status yang dapat dibaca semua orang.",
                "en": "Follow-up now has an owner, a due date and a state that everybody can read."}),
    ),
    "2025": (
        Answer("before", "waktu-mengisi",
               {"id": "Mengisi semua formulir di hari sibuk loket terasa berat.",
                "en": "Filling in all forms on busy counter days is a burden."},
               {"id": "Masa pengisian diperpanjang dari tiga menjadi hampir lima minggu. Jumlah rekan yang dinilai tetap lima.",
                "en": "There are now almost five weeks instead of three to fill them in. The number of colleagues to rate stays at five."}),
        Answer("after", "giliran-pelatihan",
               {"id": "Yang belum ikut pelatihan komunikasi ingin mendapat giliran.",
                "en": "Those who missed the communication training want a turn."},
               {"id": "Giliran kedua dijadwalkan tahun ini. Bahan latihannya dipakai dalam rapat tim.",
                "en": "A second round is set for this year. Team meetings use its exercises."}),
    ),
}  # fmt: skip

SILENT_OFFICER = "Penilaian tidak dikirim sampai masa evaluasi berakhir."
"""Why an evaluation passes to the officer's superior."""

COMMENTS = (
    "Pernyataan tentang rahasia jabatan sulit dinilai oleh rekan satu loket.",
    "Saya khawatir penilai saya terhadap rekan diketahui orang.",
    "Tolong beri contoh supaya tidak salah paham.",
)
"""What a few people write for HR; it never becomes public."""


@dataclass(frozen=True)
class Deed:
    """One follow-up action and its later states: (day, state, result)."""

    cycle: str
    id: str
    criterion: str
    text: Text
    owner: str
    due: str
    later: tuple[tuple[str, str, Text], ...] = ()


DEEDS: Sequence[Deed] = (
    Deed("2023", "bicara-tim", "komunikasi",
         {"id": "Setiap kepala seksi dan lurah membicarakan hasil komunikasi dengan timnya.",
          "en": "Every section head and lurah talks about the communication results with their team."},
         "Sekretaris Kecamatan", "2024-09-30",
         (("2024-10-03", "done",
           {"id": "Semua tim sudah berbicara. Sebagian belum terbiasa memberi kabar, sebagian belum tahu siapa yang harus.",
            "en": "All teams have talked. Some are not used to letting people know, some did not know whose task it is."}),)),
    Deed("2023", "jadwal-kabar", "komunikasi",
         {"id": "Tugas dan jadwal memberi kabar kepada pemohon ditulis di setiap loket.",
          "en": "Who lets applicants know, and when, is written down at every counter."},
         "Kepala Seksi Pelayanan Umum", "2024-11-29",
         (("2024-09-02", "doing", {"id": "", "en": ""}),
          ("2024-11-26", "done", {"id": "Terpasang di semua loket.", "en": "It hangs at every counter."}))),
    Deed("2023", "buku-keluhan", "keluhan",
         {"id": "Satu buku keluhan dengan kolom hasil dipakai di semua kelurahan.",
          "en": "All urban villages use one complaints book with a column for the outcome."},
         "Kepala Seksi Pemerintahan", "2025-03-31",
         (("2025-02-03", "doing",
           {"id": "Dipakai di sebagian kelurahan; yang lain menyusul.", "en": "In use in some villages; the others follow."}),)),
    Deed("2024", "latihan-komunikasi", "komunikasi",
         {"id": "Pelatihan Teknik komunikasi diadakan sebelum penilaian berikutnya.",
          "en": "The training Communication techniques is held before the next assessment."},
         "Kepala Subbagian Umum dan Kepegawaian", "2025-11-28",
         (("2025-06-13", "done",
           {"id": "Diadakan dua hari, dengan latihan di loket.", "en": "Held on two days, with practice at the counter."}),)),
    Deed("2025", "giliran-kedua", "komunikasi",
         {"id": "Pegawai yang belum ikut mendapat giliran pelatihan Teknik komunikasi.",
          "en": "Staff who have not taken part get their turn of Communication techniques."},
         "Kepala Subbagian Umum dan Kepegawaian", "2026-11-27"),
    Deed("2025", "bahan-rapat", "komunikasi",
         {"id": "Bahan latihan dipakai dalam rapat tim setiap bulan.", "en": "Team meetings use the exercises every month."},
         "Sekretaris Kecamatan", "2026-12-18"),
)  # fmt: skip
"""Follow-up of the example, as HR's notes on each cycle tell it."""

TRAINING = ("2023", "teknik-komunikasi", "2025-06-10", "2025-06-11", 24)
"""Cycle it answers, programme, day planned, day held, participants."""
NEXT_TRAINING = ("2025", "penanganan-keluhan", "2026-10-06")

OBJECTION = (
    "Buku keluhan menunjukkan bahwa keluhan di loket saya dijawab dalam waktu yang dijanjikan, lihat halaman 12."
)
STATEMENT = "Saya belum melihat buku itu saat menilai. Untuk dua pernyataan lain saya tetap pada penilaian saya."
DECISION = "Buku keluhan membuktikan jawaban tepat waktu. Dua pernyataan lain tidak berubah."


class Draw(random.Random):
    """A random source that belongs to one name, so that no draw depends on another."""


def aims(cycle: str, person: Employee) -> list[Aim]:
    """Return what a person plans in a cycle, nothing for a few."""
    if Draw(f"{cycle}/goals/{person.employee_number}").random() < WITHOUT_GOAL:
        return []
    kinds = next(kinds for start, kinds in KINDS if person.position.startswith(start))
    return [AIMS[k] for k in kinds]


def in_numbers(person: Employee) -> bool:
    """Whether somebody plans by aspect."""
    return person.position.startswith(IN_NUMBERS)


def answered(cycle: str, person: str, result: str) -> bool:
    """Whether the supervisor has agreed to the goal."""
    return Draw(f"{cycle}/agreed/{person}/{result}").random() >= UNANSWERED


def reached(cycle: str, person: str, aim: Aim) -> tuple[int, int] | None:
    """Return what is reported half-way and at the end, or None for a goal nobody reports on."""
    draw = Draw(f"{cycle}/reached/{person}/{aim.indicator}")
    if draw.random() < UNREPORTED:
        return None
    reach, target = draw.gauss(CHAPTERS[cycle].reach, 0.11), aim.target
    if aim.direction == "exact" or not target:
        step = draw.choice((0, 0, 0, 1)) if not target else -draw.choice((0, 0, 0, 1))
        return target // 2, target + step
    end = round(target * (reach if aim.direction == "higher" else 2 - reach))
    end = min(end, 100) if aim.unit == "persen" else end
    half = round(end * 0.5) if aim.unit not in ("persen", "menit") else end + (3 if aim.direction == "lower" else -4)
    return max(half, 0), max(end, 0)


def level(aim: Aim, end: int) -> str:
    """Return how the supervisor rates a result."""
    better = (end - aim.target) * (-1 if aim.direction == "lower" else 1) / max(aim.target, 1)
    return "above" if better > 0.06 else "as" if better >= -0.06 else "below"


def has_words(cycle: str, kind: str, person: str) -> bool:
    """Whether a leader gives somebody feedback in a cycle, holds a dialogue with them, or a colleague says something."""
    return Draw(f"{cycle}/{kind}/{person}").random() < WORDS[kind]


WORDS = {"feedback": 0.72, "dialogue": 0.55, "colleague": 0.2}
"""Shares of people by what they get."""
FEEDBACK = {
    "feedback": "Catatannya lengkap dan tepat waktu. Bulan depan kabari pemohon lebih dulu bila ada yang terlambat.",
    "colleague": "Terima kasih sudah membantu loket saat antrean panjang.",
}
TERMS = {
    "resources": "Satu meja arsip dan pendampingan atasan setiap Senin.",
    "accountability": "Perkembangan dilaporkan setiap akhir bulan; buktinya buku register.",
    "consequences": "Bila terpenuhi, diusulkan mengikuti pelatihan. Bila tidak, bimbingan kinerja.",
}
NOTES: Mapping[Side, str] = {
    "employee": "Saya akan melaporkan perkembangan setiap akhir bulan dan meminta satu meja arsip.",
    "leader": "Laporan setiap akhir bulan disepakati. Meja arsip saya usulkan pada anggaran perubahan.",
}


def ratings(cycle: str, stage: str, person: str, questions: Sequence[Question]) -> dict[str, str]:
    """Return one person's ratings of a stage by question code; empty for those who say nothing."""
    chapter = CHAPTERS[cycle]
    draw = Draw(f"{cycle}/{stage}/{person}")
    if draw.random() > HAVE_A_SAY:
        return {}
    mood = draw.gauss(0, 0.3)
    found = {}
    for question in questions:
        level = chapter.closing[question.question] if question.question in CLOSING else USUAL
        if question.question not in CLOSING:
            level = (chapter.clear if question.aspect == "clear" else chapter.fair).get(question.question, USUAL)
        found[question.code] = str(min(5, max(1, round(draw.gauss(level + mood, 0.8)))))
    return found
