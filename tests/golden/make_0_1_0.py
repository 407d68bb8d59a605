"""How `tests/golden/0.1.0/` was made: provenance, kept to be read, not to be run with later code.

It imports the modules of version 0.1.0 under their names of then (commit 8920898) and calls the same functions the
command and the form service called; with that commit checked out it runs as

    .venv/bin/python tests/golden/make_0_1_0.py OUT

and writes everything but `content/` (written by hand, read from beside this file). The story is one office of twenty
invented people with a first cycle from files, published, and a second one that stops at each of its states:

    draft.tar.gz consultation.tar.gz goals.tar.gz open.tar.gz closing.tar.gz closed.tar.gz published.tar.gz
                          the data folder (private/ and published/) of that moment
    published/            the two packages, as the last state has them
    site.tar.xz           the site frozen from them and from content/
    open.backup, open.backup.key   a backup of the open state; PASSPHRASE below opens it
    inputs/               roster.csv and forms.csv (all forms of the second cycle), as the command reads them; sign-ins.csv:
                          who can sign in to the open state, the first with a secret of their own, the others with slips

Random source and clock are fixed, and so are the tars, so that two runs give the same packages, site and inputs. Not
the same from run to run: the hash of one person's own secret (libsodium draws its salt itself), and with it the bytes
of `store.journal` from the open state on; and both backup files (salt and header of the encryption). The clock of these
years is long past, so whatever has a deadline (the hour after `closing`, the closing questions of `closed`) is finished
by the first command that opens the folder: that is part of what the fixtures are for. The sign-ins,
keys and the passphrase are of nobody: they open nothing but these files.
"""

# isort: skip_file  (later versions have these modules under other names; the order of 0.1.0 stays)
from __future__ import annotations

import csv
import datetime
import gzip
import io
import lzma
import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assessment.assignments import Assignment
from assessment.consultation import Response, Stage
from assessment.forms import Form, decode, parse_assessments
from assessment.office import INDEXES, WIB, Office
from assessment.people import import_roster
from assessment.store import init_store, keyring, open_store, trail
from assessment.store.backup import backup
from kinerja.building import build_site
from packing import tar

from assessment import access, answering, consultation, cycles, follow_up, goals, objections, records, training
from assessment.goal import Realisation, Wish
from assessment.instrument import Instrument, parse_instrument
from assessment.objection import Claim, Decision
from assessment.roster import parse_roster
from kinerja.config import Folders, notes, organisation, training_programmes
from kinerja_office import assignments
from publishing import release, steps

CONTENT = Path(__file__).parent / "0.1.0" / "content"
FIRST, SECOND = "2023-2", "2024-1"
HR = "hr"
PASSPHRASE = "lima kata acak dari rekaan"
SECRET = "payung kopi sepeda"

OUTSIDE, HEAD = "R01", "R02"
CHIEFS = [f"R{n:02}" for n in range(3, 9)]
STAFF = [f"R{n:02}" for n in range(9, 21)]
NAMES = (
    "Arunika Satuwara", "Belanta Duawira", "Candrika Tigasena", "Dhanesta Empatra", "Elowira Limanta",
    "Faranta Enamsari", "Gilastra Tujuhara", "Hamesti Delapana", "Ilakarta Sembila", "Jenawi Sepulusa",
    "Kirantya Sebelara", "Lavindra Duabela", "Mirasthi Tigabela", "Nawastu Empatbela", "Orisanta Limabela",
    "Parwita Enambela", "Qirana Tujubela", "Rasendri Delabela", "Sutanaya Sembibela", "Tarumi Duapula",
)  # fmt: skip

WISHES = (
    Wish("Keluhan warga terjawab tepat waktu", "Persentase keluhan yang dijawab dalam 3 hari kerja", "persen", "90",
         "higher", "2024-06-28", "Buku keluhan"),
    Wish("Surat selesai tanpa menunggu lama", "Rata-rata waktu penyelesaian satu surat", "menit", "20", "lower",
         "2024-06-28", "Register surat"),
    Wish("Laporan masuk setiap bulan", "Jumlah laporan yang masuk paling lambat tanggal 5", "laporan", "6", "exact",
         "2024-06-28", "Daftar laporan"),
)  # fmt: skip
REACHED = (("95", "80", "60", ""), ("18", "23", "30", ""), ("6", "5", "2", ""))
"""Realisations of each wish: reached, near, below, none."""

draw = random.Random(20240101)


def roster_csv() -> str:
    """Return the roster file: one outside superior, one head, six chiefs with two people each."""
    rows = [(OUTSIDE, "Sekretaris Kota", "IV/d", "KOTA", "Sekretariat Kota", "", "", "", "external"),
            (HEAD, "Camat", "IV/a", "KEC", "Kecamatan", "", "Sekretariat", OUTSIDE, "pns")]  # fmt: skip
    for place, chief in enumerate(CHIEFS):
        unit = (f"U{place + 1}", f"Seksi Rekaan {place + 1}", "KEC", "Sekretariat" if place < 2 else "Pelayanan")
        rows.append((chief, "Kepala Seksi", "III/d", *unit, HEAD, "pns"))
        rows += [(who, "Pelaksana", "II/c", *unit, chief, "pppk" if n else "pns")
                 for n, who in enumerate(STAFF[2 * place : 2 * place + 2])]  # fmt: skip
    named = dict(zip([OUTSIDE, HEAD, *CHIEFS, *STAFF], NAMES, strict=True))
    head = ("employee_number", "name", "position", "grade", "unit_code", "unit_name", "parent_unit_code",
            "publication_group", "supervisor_employee_number", "kind")  # fmt: skip
    return table(head, [(row[0], named[row[0]], *row[1:]) for row in rows])


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def forms_of(id: str, tool: Instrument, wanted: Iterable[Assignment]) -> list[Form]:
    """Return the forms people send, each from a source of its own name; a tenth is silent, some cannot judge."""
    found = []
    for one in wanted:
        own = random.Random(f"{id}/{one.method}/{one.rater}/{one.ratee}")
        if own.random() < 0.1:
            continue
        level = {"self": 4.1, "supervisor": 3.5, "peer": 3.7}[one.method] + (0.3 if id == SECOND else 0)
        marks = [str(min(5, max(1, round(own.gauss(level - (0.6 if i.code.startswith("KOM") else 0), 0.8)))))
                 for i in tool.items]  # fmt: skip
        if one.method == "peer" and own.random() < 0.15:
            marks[-1] = "T"
        levels = (own.choice(("as", "as", "above", "below")), "as") if one.method == "supervisor" else (None, None)
        found.append(Form(one.method, one.rater, one.ratee, "".join(marks), *levels))
    return found


def forms_csv(tool: Instrument, forms: Iterable[Form]) -> str:
    """Return forms as the file `assessments import` reads."""
    head = ("method", "rater", "ratee", *(i.code for i in tool.items), "work_result", "work_behaviour")
    return table(head, [(f.method, f.rater, f.ratee, *("TD" if m == "T" else m for m in f.answers),
                         f.work_result or "", f.work_behaviour or "") for f in forms])  # fmt: skip


class Story:
    """The office on its way: each act opens the store, stands the clock at ten in the morning of a day, and closes."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folders = Folders(out / "work", CONTENT)
        text = (CONTENT / "instruments" / "ringkas.toml").read_text("utf-8")
        draft = text.replace('version = "2"', 'version = "1"').replace("Menyapa warga di loket lebih dulu.", "Ramah.")
        self.draft, self.tool = (parse_instrument(t, "ringkas.toml") for t in (draft, text))

    @contextmanager
    def on(self, day: str) -> Iterator[Office]:
        """Open the office on a day."""
        moment = datetime.datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=WIB)
        store = open_store(self.folders.private, indexes=INDEXES)
        try:
            office = Office(self.folders.private, store, organisation(self.folders), lambda: moment, draw.randbytes)
            yield office
            trail.flush(store)
        finally:
            store.close()

    def keep(self, state: str) -> None:
        """Pack the data folder as it is now."""
        data = self.folders.data
        packed = gzip.compress(tar(data, [data / "private", data / "published"]), mtime=0)
        (self.out / f"{state}.tar.gz").write_bytes(packed)

    def publish(self, id: str, day: str) -> None:
        """Publish a cycle; only what the auditor clears."""
        with self.on(day) as office:
            made = release.publish(office, id, self.folders.published, notes(self.folders, id), HR)
        if made.report.exit_code:
            raise SystemExit("\n".join(made.report.lines("en")))


def have_a_say(office: Office, id: str, stage: Stage, level: float) -> None:
    """Sixteen of twenty people answer; three of them write a comment before."""
    with office.store.read() as view:
        asked = consultation.questions(view, records.cycle(view, id), stage)
    for place, who in enumerate([HEAD, *CHIEFS, *STAFF][:16]):
        own = random.Random(f"{id}/{stage}/{who}")
        given = {q.code: str(min(5, max(1, round(own.gauss(level, 0.9))))) for q in asked}
        words = f"Mohon contoh untuk aspek nomor {place + 1}." if stage == "before" and place < 3 else ""
        consultation.save(office, id, stage, who, given, words)


def first_cycle(story: Story) -> None:
    """The office and its first cycle: imported from files, published, with a follow-up and a training."""
    init_store(story.folders.private)
    keyring.create(story.folders.private, keyring.SERVER, draw.randbytes)
    story.folders.published.mkdir()
    (story.out / "inputs").mkdir()
    (story.out / "inputs" / "roster.csv").write_text(roster_csv(), "utf-8")
    with story.on("2023-11-20") as office:
        access.add_staff(office, HR, "hr", HR)
        import_roster(office, parse_roster(roster_csv().encode(), "roster.csv", "any"), HR)
        cycles.create(office, FIRST, story.draft, "Semester II 2023", "2023-12-01", "2023-12-20", None, (), HR)
        wanted = assignments.generate_assignments(office, FIRST, None, HR)
        steps.open_cycle(office, FIRST, HR)
        text = forms_csv(story.draft, forms_of(FIRST, story.draft, wanted))
        steps.import_assessments(office, FIRST, parse_assessments(text.encode(), "forms.csv", story.draft), False, HR)
    with story.on("2023-12-22") as office:
        steps.close_cycle(office, FIRST, HR)
        follow_up.add(office, FIRST, "papan-syarat", "komunikasi", {"id": "Papan syarat dipasang di loket", "en": ""},
                      "Kepala Seksi Pelayanan", "2024-05-31", HR)  # fmt: skip
        training.plan(office, FIRST, training_programmes(story.folders)[0], "2024-02-05", HR)
    story.publish(FIRST, "2024-01-10")


def before_opening(story: Story) -> None:
    """The second cycle up to its opening: draft, consultation with opinions, goals in every state of a goal."""
    with story.on("2024-02-12") as office:
        training.hold(office, FIRST, "komunikasi-dasar", "2024-02-05", 14, HR)
        follow_up.change_action(office, "papan-syarat", "doing", HR)
        stages = ("consultation", "goals", "objections")
        cycles.create(office, SECOND, story.draft, "Semester I 2024", "2024-06-03", "2024-06-28", None, stages, HR)
        assignments.generate_assignments(office, SECOND, None, HR)
    story.keep("draft")
    with story.on("2024-03-04") as office:
        cycles.next_stage(office, SECOND, HR)
        have_a_say(office, SECOND, "before", 3.6)
    story.keep("consultation")
    with story.on("2024-04-01") as office:
        cycles.next_stage(office, SECOND, HR)
        cycles.revise_instrument(office, SECOND, story.tool, HR)
        themed = {"id": "Contoh pada formulir kurang jelas.", "en": "The examples on the form were not clear."}
        done = {"id": "Contoh diperbaiki.", "en": "The examples were mended."}
        consultation.put_response(office, Response(SECOND, "before", "contoh", themed, done), HR)
        set_goals(office)
    story.keep("goals")


def set_goals(office: Office) -> None:
    """Goals of the head and the chiefs through the form, of the others from a list: more than forty agreed ones."""
    for who, boss in ((HEAD, OUTSIDE), *((c, HEAD) for c in CHIEFS)):
        for place, wish in enumerate(WISHES):
            one = goals.save(office, SECOND, who, wish)
            goals.propose(office, SECOND, who, one.id)
            goals.agree(office, SECOND, boss, who, one.id, "Setuju." if place == 0 else "")
            goals.report(office, SECOND, who, one.id, REACHED[place][0], "Menurut buku", "Buku", "2024-04-01")
    listed = []
    for place, who in enumerate(STAFF):
        for n, wish in enumerate(WISHES[:2]):
            value = REACHED[n][(place + n) % 4]
            listed.append((who, wish, [Realisation("2024-03-29", value)] if value else []))
    goals.import_agreed(office, SECOND, listed, HR)
    waiting = replace(WISHES[2], parent="")
    goals.save(office, SECOND, STAFF[0], replace(waiting, indicator="lebih baik"))
    proposed = goals.save(office, SECOND, STAFF[1], waiting)
    goals.propose(office, SECOND, STAFF[1], proposed.id)
    back = goals.save(office, SECOND, STAFF[2], waiting)
    goals.propose(office, SECOND, STAFF[2], back.id)
    goals.send_back(office, SECOND, CHIEFS[1], STAFF[2], back.id, "Sebut sumber angkanya.")


def while_open(story: Story) -> None:
    """Open: accounts and sessions, sent forms, edits after sending, drafts, paper forms, declines; and the backup."""
    with story.on("2024-06-03") as office:
        steps.open_cycle(office, SECOND, HR)
        codes = access.issue_slips(office, [HEAD, *CHIEFS, *STAFF], HR)
        access.add_staff(office, "penyetuju", "approver", HR)
        session = access.sign_in(office, STAFF[0], codes[STAFF[0]])
        if session is None:
            raise SystemExit("a slip does not sign in")
        access.set_secret(office, session, SECRET)
        known = [(STAFF[0], SECRET), *((who, codes[who]) for who in (STAFF[1], STAFF[2], HEAD))]
        (story.out / "inputs" / "sign-ins.csv").write_text(table(("number", "code"), known), "utf-8")
        with office.store.read() as view:
            wanted = list(records.assignments(view, SECOND))
    forms = forms_of(SECOND, story.tool, wanted)
    (story.out / "inputs" / "forms.csv").write_text(forms_csv(story.tool, forms), "utf-8")
    silent = [a for a in wanted if a not in {Assignment(f.method, f.rater, f.ratee) for f in forms}]
    with story.on("2024-06-10") as office:
        paper, sent = forms[::7], [f for f in forms if f not in forms[::7]]
        text = forms_csv(story.tool, paper).encode()
        steps.import_assessments(office, SECOND, parse_assessments(text, "paper.csv", story.tool), False, HR)
        for place, form in enumerate(sent):
            fill_in(office, story.tool, form, edited=place % 11 == 0)
        peers = [a for a in silent if a.method == "peer"]
        answering.decline(office, SECOND, peers[0], "Kami tidak pernah bekerja bersama.")
        for one in (peers[1], next(a for a in silent if a.method != "peer")):
            answering.save(office, SECOND, one, {"PEL1": "3", "PEL2": "TD"})
        own = Assignment(sent[0].method, sent[0].rater, sent[0].ratee)
        answering.save(office, SECOND, own, {"PEL1": "1"})  # a change that is never sent
        backup(office.store, story.out / "open.backup", PASSPHRASE)
    story.keep("open")


def fill_in(office: Office, tool: Instrument, form: Form, edited: bool) -> None:
    """Save and send a form as people do; `edited`: once with another answer before."""
    one = Assignment(form.method, form.rater, form.ratee)
    given = decode(tool, form.answers)
    levels = {"work_result": form.work_result or "", "work_behaviour": form.work_behaviour or "", "reason": "Contoh."}
    for answers in ([{**given, "PEL1": "2"}] if edited else []) + [given]:
        entry = answering.save(office, SECOND, one, answers, levels=levels if form.method == "supervisor" else None)
        answering.send(office, SECOND, one, entry.revision)


def after_the_end(story: Story) -> None:
    """Closing, closed with objections, closing questions, actions and training, and published."""
    with story.on("2024-07-01") as office:
        cycles.begin_closing(office, SECOND, HR)
    story.keep("closing")
    with story.on("2024-07-01") as office:
        steps.close_cycle(office, SECOND, HR)
        have_a_say(office, SECOND, "after", 3.4)
        with office.store.read() as view:
            rated = {f.ratee: f.work_result for f, _ in records.sent_forms(view, SECOND, "supervisor")}
        who = next(w for w in STAFF if rated.get(w) in ("as", "below"))
        boss = CHIEFS[STAFF.index(who) // 2]
        reasons = "Dua laporan yang disebut terlambat sudah saya kirim tepat waktu."
        objections.file(office, SECOND, who, Claim(boss, HEAD, ("work_result",), reasons, "Buku ekspedisi"))
        objections.state_side(office, SECOND, who, boss, "Saya menilai menurut tanggal terima di buku.")
        decision = Decision("partly", "Buku ekspedisi membenarkan pegawai.", {}, {"work_result": "above"})
        objections.decide(office, SECOND, who, HEAD, decision)
        other = next(w for w in STAFF[4:] if w in rated and w != who)
        claim = Claim(CHIEFS[STAFF.index(other) // 2], HEAD, ("komunikasi",), reasons)
        objections.file(office, SECOND, other, claim)
        objections.withdraw(office, SECOND, other)
        said, did = {"id": "Waktu mengisi terlalu singkat.", "en": ""}, {"id": "Waktu ditambah seminggu.", "en": ""}
        consultation.put_response(office, Response(SECOND, "after", "waktu", said, did), HR)
        follow_up.change_action(office, "papan-syarat", "done", HR, result={"id": "Papan terpasang.", "en": ""})
        follow_up.add(office, SECOND, "jam-loket", "disiplin", {"id": "Jam loket ditempel", "en": "Hours are posted"},
                      "Kepala Seksi Pelayanan", "2024-12-20", HR)  # fmt: skip
        training.plan(office, SECOND, training_programmes(story.folders)[1], "2024-09-10", HR)
    story.keep("closed")
    story.publish(SECOND, "2024-07-20")
    story.keep("published")


def main(out: Path) -> None:
    """Make everything in a folder that does not exist yet."""
    out.mkdir(parents=True)
    story = Story(out)
    first_cycle(story)
    before_opening(story)
    while_open(story)
    after_the_end(story)
    shutil.copytree(story.folders.published, out / "published")
    build_site(story.folders.published, CONTENT, story.folders.public_html)
    frozen = tar(story.folders.data, [story.folders.public_html])
    (out / "site.tar.xz").write_bytes(lzma.compress(frozen, preset=9))
    shutil.rmtree(story.folders.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
