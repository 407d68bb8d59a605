"""Everything that may be seen and done while one peer's ballot is the secret, recorded byte for byte.

The town has an open cycle and a draft beside it. What is asked comes from the app's `url_map` and from `roles.TABLE`: every
page with the names that pages link to, every post blank, and HR's acts with what makes them work. Two worlds that differ in
the secret alone must leave the same record, whoever looks.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from assessment.assignment import Assignment
from forms_service.web.roles import Role, may_ever
from forms_service.web.service import settings_signature
from kinerja_office import answering, assignments, cycles, goals
from kinerja_office.backups import Place
from tests.anonymity.city import Source
from tests.forms_service.pictures import PNG
from tests.forms_town import at, build_town, rate, set_goal
from tests.forms_world import (
    BUDI,
    CAMAT,
    CYCLE,
    HEADER,
    JOKO,
    KASI,
    LURAH,
    MELATI,
    PEER_PAIRS,
    PEOPLE,
    RATNA,
    ROOT,
    SARI,
    SEKRETARIS,
    SMALL,
    TIGOR,
    WATI,
    Person,
    World,
)  # fmt: skip

PEER, RATEE, BOSS, COLLEAGUE = RATNA, MELATI, SEKRETARIS, BUDI
"""Whose ballot is the secret, about whom, that person's supervisor, and another peer."""
HIDDEN = Assignment("peer", PEER, RATEE)
TOOL, LED, ELSEWHERE, LISTED = SMALL, dict[str, str](), KASI, (PEER,)
"""The instrument, who has another superior than in the small office, under whom the rater moves, and who rates the ratee in a file."""
ITEMS = ("PEL1", "PEL2", "KOM1", "KOM2")
HR, IMPOSTOR = "staff:hr", "somebody with the peer's new slip"
STAFF = (HR, "staff:penyetuju", "staff:pengawas")
ROLES: Mapping[str, tuple[Role, ...]] = {
    HR: ("hr",), "staff:penyetuju": ("approver",), "staff:pengawas": ("auditor",), RATEE: ("asn",), BOSS: ("asn", "supervisor"),
    COLLEAGUE: ("asn",), "": (), IMPOSTOR: ("asn",),
}  # fmt: skip
REPORTS: dict[str, Any] = {
    "PEER": JOKO, "RATEE": KASI, "BOSS": CAMAT, "COLLEAGUE": SARI, "HIDDEN": Assignment("subordinate", JOKO, KASI),
    "TOOL": SMALL.replace("peer = 0.4", "peer = 0.4\nsubordinate = 0.0"), "LED": {LURAH: KASI, BUDI: KASI}, "ELSEWHERE": SEKRETARIS,
    "LISTED": (JOKO, SARI, TIGOR, WATI, LURAH, BUDI),
    "ROLES": {**ROLES, KASI: ("asn", "supervisor"), CAMAT: ("asn", "supervisor"), SARI: ("asn",)},
}  # fmt: skip
"""The same names where the secret is what one of six reports answers about their leader."""
GLANCE = (
    "desk.home", "desk.cycle", "desk.participation", "desk.remains", "desk.declines", "desk.assignments", "desk.trail",
)  # fmt: skip
OWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "fill": ("task",), "goals": ("goal",), "report_goals": ("skp", "goal"), "dialogues": ("skp",), "feedback": ("person", "skp"),
    "side_by_side": ("skp",), "results": ("result",), "prints": ("paper",), "evaluations": ("evaluation",), "objections": ("objection",),
}  # fmt: skip
"""The kinds of names that a room's addresses hold. No room ever finds one of another kind (the kind is in the name's digest)."""
NEXT = "2026-2"
RECAP = f"nip,predikat\n{RATEE},Baik\n{PEER},Sangat Baik\n"
CHANGING = re.compile(r"""(name="(?:csrf_token|unggahan|orang|bawa)" value="|[?]unggahan=)[^"'&]*""")
"""What is drawn anew for every page and depends on nothing that is stored."""
CHANGED_ON_DISK = re.compile(r'(?<=<td data-label="Dibuat">)[^<]*|(?<=Ruang kosong di server: )[^<]*')
"""When a backup's file was written, by the clock of the machine that runs the test, and how much room that machine has left."""


class ByPlace(Source):
    """A fixed random source with one stream for each place that asks; for receipts, which an act may draw or not, one value."""

    one_value: tuple[str, ...] = ("new_receipt",)

    def __call__(self, n: int) -> bytes:
        place = sys._getframe(1).f_code.co_name
        self.drawn[place] = count = 0 if place in self.one_value else self.drawn.get(place, 0) + 1
        return hashlib.shake_256(f"{self.seed}/{place}/{count}".encode()).digest(n)


def build(folder: Path, answers: str | None) -> World:
    """Make the town: others have answered, and the peer has sent these answers ("" a draft alone) or been silent (None).

    Random bytes are drawn from one start after the secret, so that what follows may not depend on it either.
    """
    source = ByPlace("town")
    (folder / "situs").mkdir(parents=True)
    (folder / "situs" / "index.html").write_text("situs")
    world = build_town(
        folder, "goals", source, rebuild=lambda progress: None, site=folder / "situs",
        backups=Place(folder / "cadangan", "kata sandi cadangan", own=True), tool=TOOL, led=LED,
    )  # fmt: skip
    home = world.app.extensions["kinerja"]
    home.content = Path(shutil.copytree(ROOT / "content", folder / "content"))
    home.settings_seen = settings_signature(home.content)
    goal = set_goal(world, RATEE, BOSS)
    assert goal.state == "agreed"
    at(world, "2026-06-10")
    office = world.office
    cycles.open_cycle(office, CYCLE, "hr")
    cycles.create(
        office, NEXT, _tool(), "Semester II 2026", "2026-12-01", "2026-12-31", None, ("consultation", "goals"), "hr",
        levels_from="e-Kinerja BKN",
    )  # fmt: skip
    assignments.generate_assignments(office, NEXT, 2, "hr")
    rate(world, BOSS, RATEE)
    for rater, ratee in PEER_PAIRS:
        if (rater, ratee) != (PEER, RATEE) and rater != JOKO:
            fill(world, Assignment("peer", rater, ratee), "3344")
    for rater in LISTED if HIDDEN.method != "peer" else ():
        if rater != PEER:
            fill(world, HIDDEN._replace(rater=rater), "3344")
    fill(world, Assignment("self", RATEE, RATEE), "4444")
    world.session(PEER)
    if answers is not None:
        fill(world, HIDDEN, answers or "2222", send=bool(answers))
    source.seed, source.drawn = "after", {}
    return world


def _tool() -> Any:
    from assessment.instrument import parse_instrument

    return parse_instrument(TOOL, "kecil.toml")


def fill(world: World, one: Assignment, answers: str, send: bool = True) -> None:
    entry = answering.save(world.office, CYCLE, one, dict(zip(ITEMS, answers, strict=True)))
    if send:
        answering.send(world.office, CYCLE, one, entry.revision)


@dataclass
class Played:
    """One world as it was seen: (who asked what, what came back), and the routes that gave somebody a page or an act."""

    world: World
    seen: list[tuple[str, str]] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)
    last: str = ""
    beside: Any = None
    """What the service does beside a request now and then."""
    _links: dict[str, dict[str, set[tuple[tuple[str, Any], ...]]]] = field(default_factory=dict)
    _noted: dict[str, set[str]] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _tried: set[tuple[str, str, str]] = field(default_factory=set)
    _kinds: dict[Any, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.beside = self.world.app.extensions["kinerja.resume"]
        self.beside.last = inf  # it goes by the real clock: `beside.work` is called instead

    def ask(
        self, who: str, endpoint: str, data: dict[str, Any] | None = None, query: Mapping[str, str] | None = None, **parts: Any
    ) -> str:  # fmt: skip
        """Ask a route as somebody, and post to it where it takes posts; returns the page, and follows where it leads."""
        rule = next(r for r in self.world.app.url_map.iter_rules(endpoint) if set(r.arguments) <= parts.keys())
        post = "POST" in (rule.methods or ())
        path = self.world.app.url_map.bind("localhost").build(endpoint, parts, method="POST" if post else "GET")
        person = self._people.get(who) or self.world.client("" if who == IMPOSTOR else who)
        self._people[who] = person
        told = {k: v for k, v in (data or query or {}).items() if k not in ("unggahan", "orang", "berkas", "file")}
        how = {"content_type": "multipart/form-data"} if "berkas" in (data or {}) else {}
        answer = person.post(path, data, **how) if post else person.get(path, query_string=query)
        while post and (desk := self.world.app.extensions.get("kinerja.desk")) and desk.jobs.busy():
            time.sleep(0.01)
        if endpoint == "public.health_page":  # until somebody backs up: which of both, and nothing else
            assert (answer.status_code, answer.text) in ((200, "ok\n"), (503, "tidak siap\n"), (503, "not ready\n")), (
                who,
                answer.text,
            )
        else:
            assert answer.status_code < 500, (who, endpoint, path, told)
        kind, own = self._kinds.get(parts.get("ref"), ""), OWN_NAMES.get(endpoint.partition(".")[0], ())
        assert answer.status_code >= 400 or not kind or not own or kind in own, f"{endpoint} finds a {kind}: OWN_NAMES"
        heads = sorted(
            (k, v) for k, v in answer.headers if k not in ("Set-Cookie", "Date", "Expires", "Content-Length")
        )
        body = answer.data
        answer.close()
        if answer.mimetype == "application/octet-stream":  # encrypted anew each time: its length is all there is to see
            body = f"{len(body)} bytes".encode()
        if body.startswith(b"PK"):  # a workbook or a ZIP: its parts, in their order
            with zipfile.ZipFile(io.BytesIO(body)) as parts_of:
                body = b"\n".join(name.encode() + b"\n" + parts_of.read(name) for name in parts_of.namelist())
        self.last = body.decode(errors="surrogateescape").replace(str(self.world.office.folder.parent), "")
        text = CHANGED_ON_DISK.sub("", CHANGING.sub(r"\1", self.last))
        self.seen.append(
            (
                f"{who or 'anyone'} {endpoint} {path} {told}",
                f"{answer.status_code} {CHANGING.sub('', str(heads))}\n{text}",
            )
        )
        if answer.status_code < 400:
            self.answered.add((who, endpoint))
        found = {*re.findall(r'(?:href|action)="(/[^"#?]*)', self.last), answer.headers.get("Location", "")}
        for address in found - self._noted.setdefault(who, set()):
            self._note(who, unescape(address).partition("?")[0])
        self._noted[who] |= found
        return self.last

    def _note(self, who: str, path: str) -> None:
        """Keep the names that a link holds, for every route with such parts."""
        for method in ("GET", "POST"):
            try:
                endpoint, parts = self.world.app.url_map.bind("localhost").match(path, method=method)
            except (HTTPException, RequestRedirect):
                continue
            self._links.setdefault(who, {}).setdefault(endpoint, set()).add(tuple(sorted(parts.items())))

    def value(self, name: str) -> str:
        """Return the value of a hidden field of the last page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.last)
        assert found, f"{name}: {self.last[:300]}"
        return found.group(1)

    def routes(self, who: str, method: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the routes that somebody's roles may ever ask, with the parts of their addresses."""
        for rule in sorted(self.world.app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
            action = self.world.app.view_functions[rule.endpoint].action  # type: ignore[attr-defined]  # `may` puts it there
            if method in (rule.methods or ()) and may_ever(ROLES[who], action):
                yield rule.endpoint, tuple(sorted(rule.arguments))

    def addresses(self, who: str, endpoint: str, parts: Sequence[str], again: str = "") -> list[dict[str, Any]]:
        """Return what to put into the address of a route: what pages link to, and the secret's own names.

        Names of another kind than the room's are among them the first time that somebody asks there (`again`: for what).
        """
        tag, tried = self.world.app.extensions["kinerja"].tag, (who, endpoint, again)
        kinds = OWN_NAMES.get(endpoint.partition(".")[0]) if again and tried in self._tried else None
        self._tried.add(tried)
        pair = f"{CYCLE}/{HIDDEN.method}/{PEER}/{RATEE}"
        names = {tag(kind, what)[:16]: kind for kind, what in (
            ("task", pair), ("result", f"{CYCLE}/{RATEE}"), ("result", f"{CYCLE}/{PEER}"), ("goal", f"{CYCLE}/{RATEE}/1"),
            ("person", f"{CYCLE}/{RATEE}"), ("person", f"{CYCLE}/{PEER}"), ("skp", f"{CYCLE}/{RATEE}"), ("paper", f"{CYCLE}/{RATEE}"), ("paper", f"{CYCLE}/{PEER}"),
            ("evaluation", f"{CYCLE}/{RATEE}"), ("objection", f"{CYCLE}/{RATEE}"),
        )}  # fmt: skip
        self._kinds |= names
        given: dict[str, Iterable[Any]] = {
            "id": (CYCLE, NEXT), "cycle": (CYCLE,), "tahap": ("pelibatan", "penutup"), "stage": ("pelibatan", "penutup"),
            "number": (1, 9), "filename": ("kantor.css",), "file": ("index.html", "0123456789abcdef"), "gambar": ("masuk.png", "nihil.png"), "kode": ("1",), "program": ("teknik-komunikasi",),
            "tugas": [tag("assignment", pair)[:16]], "tanda": [tag("objection", f"{CYCLE}/{RATEE}")[:16]],
            "ref": [ref for ref, kind in names.items() if kinds is None or kind in kinds],
            "what": ("skp", "umpan-balik", "hasil", "berkas"),
            "berkas": ("organisation.toml", "instruments/berakhlak.toml", "pages/tentang.id.md", f"notes/{CYCLE}.id.md"),
        }  # fmt: skip
        made = [tuple(zip(parts, values, strict=True)) for values in product(*(given[p] for p in parts))]
        return [dict(x) for x in sorted({*made, *self._links.get(who, {}).get(endpoint, set())}, key=repr)]

    def look(self, who: str, only: Sequence[str] = ()) -> None:
        """Read every page that somebody may ever ask for, or some; twice around, as pages lead to others."""
        read: set[str] = set()
        for endpoint, parts in [*self.routes(who, "GET")] * 2:
            if not only or endpoint in only:
                for address in self.addresses(who, endpoint, parts, again="look"):
                    if (name := f"{endpoint} {address}") not in read:
                        read.add(name)
                        self.ask(who, endpoint, **address)

    def act(self, endpoint: str, data: dict[str, Any] | None = None, **parts: Any) -> str:
        """Do something as HR, and look where HR looks after it."""
        page = self.ask(HR, endpoint, data, **parts)
        for where in GLANCE:
            self.ask(HR, where, **({"id": CYCLE} if where not in ("desk.home", "desk.trail") else {}))
        self.last = page
        return page

    def everybody_looks(self) -> None:
        for who in (*STAFF, RATEE, BOSS, COLLEAGUE, ""):
            self.look(who)

    def blank(self, who: str, but: Iterable[str] = ()) -> None:
        """Post nothing to every route that somebody may ever post to."""
        for endpoint, parts in self.routes(who, "POST"):
            if endpoint not in but:
                for address in self.addresses(who, endpoint, parts):
                    self.ask(who, endpoint, {}, **address)


def file(text: str, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), name


def roster(*, left: str = "", moved: str = "") -> str:
    """The roster's file, with somebody gone or in another unit."""
    rows = [(*p[:7], LED.get(p[0], p[7]), p[8]) for p in PEOPLE if p[0] != left]
    rows = [(*p[:4], "PEL", "Seksi Pelayanan", "Seksi", ELSEWHERE, p[8]) if p[0] == moved else p for p in rows]
    return HEADER + "\n" + "".join(",".join((*p, "")) + "\n" for p in rows)


def paper_file(*rows: tuple[str, ...]) -> tuple[io.BytesIO, str]:
    return file(
        "method,rater,ratee," + ",".join(ITEMS) + "\n" + "".join(",".join(r) + "\n" for r in rows), "kertas.csv"
    )


def typed_in(p: Played, rater: str) -> None:
    """HR types a paper form for a peer of the ratee, wrong and right, one by one and from a file."""
    here = {"id": CYCLE}
    tugas = p.world.app.extensions["kinerja"].tag("assignment", f"{CYCLE}/{HIDDEN.method}/{rater}/{RATEE}")[:16]
    sheet = {f"n-{item}": "1" for item in ITEMS}
    p.act("desk.find_paper", {"metode": HIDDEN.method, "dinilai": RATEE, "penilai": rater}, **here)
    p.act("desk.find_paper", {"kode": tugas[:8]}, **here)
    p.ask(HR, "desk.paper_blank", query={"unit": "SEK"}, what=HIDDEN.method, **here)
    for marks in ({**sheet, "n-PEL1": "7"}, sheet, {"kosong": "ya"}):
        p.act("desk.take_paper", marks, tugas=tugas, **here)
    row, wrong = (HIDDEN.method, rater, RATEE, *"1111"), (HIDDEN.method, SARI, RATNA, *"1111")
    for rows, more in (((row,), {}), ((row, wrong), {}), ((row, wrong), {"buat": "ya"})):
        p.act("desk.upload_paper", {"berkas": paper_file(*rows), **more}, **here)
        if 'name="unggahan"' in p.last:
            p.act("desk.apply_paper", {"unggahan": p.value("unggahan")}, **here)


def named_words(p: Played) -> None:
    """The ratee, their supervisor, a colleague and the peer say under their names what an open cycle has room for."""
    tag, here = p.world.app.extensions["kinerja"].tag, {"cycle": CYCLE}
    ratee, peer = ({**here, "ref": tag("person", f"{CYCLE}/{who}")[:16]} for who in (RATEE, PEER))
    own = {**here, "ref": tag("skp", f"{CYCLE}/{RATEE}")[:16]}
    p.ask(RATEE, "goals.put_terms", {"approach": "qualitative", "resources": "Satu meja"}, **here)
    p.ask(BOSS, "report_goals.expect", {"loyal": "Jaga rahasia."}, **own)
    p.ask(RATEE, "feedback.ask", {"about": "", "said": "Apakah jelas?"}, **peer)
    for who in (BOSS, COLLEAGUE, PEER):
        p.ask(who, "feedback.give", {"about": "value:loyal", "said": "Baik."}, **ratee)
    with p.world.office.store.read() as view:
        (goal,) = goals.of_person(view, CYCLE, RATEE)
    name = {**here, "ref": tag("goal", goals.key(goal))[:16]}
    for body in (PNG, b"no picture"):
        p.ask(RATEE, "goals.upload", {"file": (io.BytesIO(body), "bukti.png"), "berkas": ""}, **name)
    for who in (RATEE, BOSS):
        p.ask(who, "dialogues.put", {"aksi": "simpan", "note": "Setuju.", "day": "2026-06-10"}, **own)
        p.ask(who, "dialogues.put", {"aksi": "tanda", "note": "Setuju.", "secret": "bukan ini"}, **own)


def everything_else(p: Played) -> None:
    """HR does all an open cycle has room for that leaves its ballots alone, once as it should be done and once wrong."""
    here, tag = {"id": CYCLE}, p.world.app.extensions["kinerja"].tag
    pair = {"metode": HIDDEN.method, "dinilai": RATEE, "penilai": PEER}
    task = {"tugas": tag("assignment", f"{CYCLE}/{HIDDEN.method}/{PEER}/{RATEE}")[:16]}
    pairs = "method,rater,ratee\n" + "".join(f"{HIDDEN.method},{rater},{RATEE}\n" for rater in LISTED)
    named_words(p)
    p.everybody_looks()
    # tasks
    for add in (pair, {**pair, "penilai": SARI, "dinilai": RATNA}, {**pair, "metode": "supervisor", "penilai": KASI}):
        p.act("desk.add", add, **here)
    added = {"tugas": tag("assignment", f"{CYCLE}/supervisor/{KASI}/{RATEE}")[:16]}
    whole = {"tugas": tag("assignment", f"{CYCLE}/{HIDDEN.method}//{RATEE}")[:16]}
    for more in (task, task | {"dari": "penolakan"}, added, whole):
        p.act("desk.remove", more, **here)
    p.act("desk.add", whole | {"metode": HIDDEN.method}, **here)
    p.act("desk.return_decline", task, **here)
    p.act("desk.generate", {"rekan": "5"}, **here)
    p.act("desk.upload_assignments", {"berkas": file(pairs, "t.csv")}, **here)
    # the cycle itself, as far as it is not final
    for day in ("2026-06-29", "2026-07-03", "2026-07-01", "2026-06-29", "2026-08-20"):
        p.act("desk.do_extend", {"selesai": day}, **here)
    rated = {"unit": "", "predikat": "baik", "dokumen": "LKjIP 2025", "tanggal": "2026-01-30"}
    for change in ({}, {"predikat": "kurang"}, {"unit": "SEK"}, {"tanggal": "2030-01-01"}, {"predikat": "luar biasa"}):
        p.act("desk.rate_organisation", rated | change, **here)
    for endpoint in ("desk.undo_open", "desk.take_forms", "desk.undo_close", "desk.next_step"):
        p.act(endpoint, {"yakin": "ya"}, **here)
    p.act("desk.open_cycle", {"yakin": "ya", "dilihat": "assessment"}, **here)
    p.act("desk.seal", {"ketik": CYCLE}, **here)
    p.act("desk.destroy", {"ketik": CYCLE}, **here)
    # people who move, leave and come back
    for change in ({"moved": PEER}, {"left": PEER}, {"left": RATEE}, {}):
        p.act("desk.upload_roster", {"berkas": file(roster(**change), "pegawai.csv"), "nomor": "nip"})
        p.act("desk.apply_roster", {"unggahan": p.value("unggahan")})
    one = {"ref": tag("person", PEER)[:16]}
    told = {"nama": "Ratna", "unit": "SEK", "kelompok": "Sekretariat", "jenis": "pns", "atasan": KASI}
    for change, where in (
        (told, one),
        ({"aksi": "keluar"}, one),
        ({**told, "nip": "198606062015061001"}, {"ref": "baru"}),
        (told, {"ref": "baru"}),
    ):
        p.act("desk.change_employee", change, **where)
    p.act("desk.apply_roster", {"unggahan": "lain"})
    for words in ("nip;nama;Tempat\n1;a;b\n", roster().replace("Seksi", "*", 1)):
        p.act("desk.upload_roster", {"berkas": file(words, "pegawai.csv"), "nomor": "nip"})
    p.act("desk.marked_file", {"unggahan": p.value("unggahan")})
    p.act(
        "desk.upload_roster",
        {"berkas": file(roster().replace("supervisor_employee_number", "pemimpin"), "p.csv"), "nomor": "nip"},
    )
    p.act("desk.name_headings", {"unggahan": p.value("unggahan"), "kolom-8": "supervisor_name"})
    p.act("desk.forget_headings")
    for kind, where in (
        (k, w) for k in ("roster", "assignments", "participation", "missing", "training") for w in (CYCLE, NEXT)
    ):
        p.act("desk.export", {"jenis": kind, "periode": where})
    # accounts and slips
    p.act("desk.new_account", {"nama": "siti.r", "peran": "hr"})
    p.act("desk.call_account", {"akun": "siti.r", "disebut": "Siti Rahma"})
    for endpoint in ("desk.rekey_account", "desk.end_sessions", "desk.remove_account"):
        p.act(endpoint, {"nama": "siti.r", "yakin": "ya"})
    for unit in ("", "SEK"):
        p.ask(HR, "desk.issue", {"unit": unit}, **here)
        p.act("desk.issue", {"unit": unit, "yakin": "ya", "dilihat": p.value("dilihat")}, **here)
        token = re.search(r"unggahan=([\w-]+)", p.last)
        for what in ("cetak", "xlsx", "csv", "pdf"):
            p.ask(HR, "desk.slip_sheet", query={"unggahan": token[1] if token else ""}, what=what, **here)
    p.act("desk.reissue", {"siapa": PEER})
    for cycle in (here, {"id": NEXT}):
        p.act("desk.note_reminder", **cycle)
    # the cycle beside it, through every step to its open phase
    beside = {"id": NEXT}
    p.act("desk.generate", {"rekan": "2"}, **beside)
    p.act("desk.upload_assignments", {"berkas": file(pairs, "t.csv")}, **beside)
    p.act("desk.apply_assignments", {"unggahan": p.value("unggahan")}, **beside)
    p.act("desk.add", {**pair, "penilai": SARI}, **beside)
    p.act("desk.create", {
        "judul": "Triwulan", "kode": "2027-1", "mulai": "2027-01-04", "selesai": "2027-01-29", "instrumen": "berakhlak",
        "metode": ["self", "peer"],
    })  # fmt: skip
    draft = {
        "judul": "Triwulan lain",
        "mulai": "2027-01-05",
        "selesai": "2027-01-29",
        "instrumen": "berakhlak",
        "metode": ["self"],
    }
    p.ask(HR, "desk.edit", id="2027-1")
    for mark in (p.value("dilihat"), "of another tab"):
        p.act("desk.do_edit", {**draft, "dilihat": mark}, id="2027-1")
    for tick in ({}, {"yakin": "ya"}, {"yakin": "ya"}):
        p.act("desk.drop_draft", {"dilihat": "draft", **tick}, id="2027-1")
    p.act("desk.mend", task, **beside)
    p.act("desk.archive", {}, **here)
    p.act("desk.next_step", {"yakin": "ya", "dilihat": "draft"}, **beside)
    p.act("desk.end_consultation", {"yakin": "ya"}, tahap="pelibatan", **beside)
    p.act("desk.next_step", {"yakin": "ya", "dilihat": "consultation"}, **beside)
    p.act("desk.open_cycle", {"yakin": "ya", "dilihat": "goals"}, **beside)
    p.act("desk.undo_open", {}, **beside)
    p.act("desk.open_cycle", {"yakin": "ya", "dilihat": "goals"}, **beside)
    p.act("desk.take_forms", {"yakin": "ya"}, **beside)
    for where, counts in ((here, RECAP), (beside, "unit,baik\nSeksi,4\n"), (beside, RECAP)):
        p.act("desk.import_recap", {"berkas": file(counts, "rekap.csv")}, **where)
    p.act("desk.rebuild_site")
    backed_up(p)
    written(p)
    p.blank(HR, but=("signin.leave",))


def backed_up(p: Played) -> None:
    """HR makes a backup, has it checked, and carries it away."""
    p.act("desk.make_backup")
    p.act("desk.backup")
    name = p.value("nama")
    for endpoint in ("desk.check_backup", "desk.download_backup"):
        p.act(endpoint, {"nama": name})
        p.act("desk.backup")


def written(p: Played) -> None:
    """HR changes the settings and a text, right, wrong and out of date, keeps drafts and brings a text back."""
    settings, note = {"berkas": "organisation.toml"}, {"berkas": f"notes/{CYCLE}.id.md"}
    for change in ("closing_days = 15", "peers = 'x'"):
        p.ask(HR, "desk.content_file", query={"bentuk": "teks"}, **settings)
        text = unescape(re.search(r'<textarea id="teks"[^>]*>\n(.*?)</textarea>', p.last, re.DOTALL)[1])  # type: ignore[index]  # it is there
        typed = {"teks": re.sub(r"closing_days = \d+", change, text), "dilihat": p.value("dilihat")}
        for button in ("periksa", "konsep", "simpan", "simpan"):
            p.act("desk.save_content", {**typed, "aksi": button}, **settings)
    for words in ("Antrean memendek.", f"Terima kasih, {PEOPLE[5][1]}."):
        p.ask(HR, "desk.content_file", **note)
        for button in ("periksa", "simpan"):
            p.act("desk.save_content", {"naskah": words, "aksi": button, "dilihat": p.value("dilihat")}, **note)
    p.ask(HR, "desk.content_history", query={"versi": "1"}, **settings)
    seen = p.value("dilihat")
    for number in ("1", "2", "9"):
        p.act("desk.restore_content", {"versi": number, "dilihat": seen}, **settings)
        p.ask(HR, "desk.content_history", query={"versi": number}, **settings)
    p.act("desk.save_logo", {"berkas": (io.BytesIO(PNG), "logo.png")})


def taken_over(p: Played) -> None:
    """HR issues the peer's slip again, signs in with it, looks, types a paper form, looks, answers and sends as the peer."""
    p.act("desk.reissue", {"siapa": PEER})
    p.act("desk.reissue", {"orang": p.value("orang"), "yakin": "ya"})
    code = re.search(r'class="code">([^<]+)<', p.last)
    assert code, p.last
    p.ask(IMPOSTOR, "signin.enter", {"nomor": PEER, "sandi": code.group(1)})
    p.ask(IMPOSTOR, "signin.set_secret", {"sandi": "pelan tapi pasti", "ulang": "pelan tapi pasti"})
    p.look(IMPOSTOR)
    p.ask(IMPOSTOR, "signin.end_sessions", {})
    p.ask(
        IMPOSTOR,
        "signin.change_secret",
        {"lama": "pelan tapi pasti", "sandi": "cepat tapi pasti", "ulang": "cepat tapi pasti"},
    )
    ref = p.world.app.extensions["kinerja"].tag("task", f"{CYCLE}/{HIDDEN.method}/{PEER}/{RATEE}")[:16]
    form = ("tasks.overview", "fill.intro", "fill.part", "fill.review", "fill.receipt", "fill.decline_page")
    for revision in ("0", "1", "2"):
        p.ask(IMPOSTOR, "fill.send", {"revisi": revision}, ref=ref)
    for number, items in ((1, ITEMS[:2]), (2, ITEMS[2:])):
        typed_in(p, PEER)
        p.look(IMPOSTOR, form)
        p.ask(IMPOSTOR, "fill.save", {f"n-{item}": "5" for item in items}, ref=ref, number=number)
    for _ in range(2):
        p.ask(IMPOSTOR, "fill.review", ref=ref)
        p.ask(IMPOSTOR, "fill.send", {"revisi": p.value("revisi")}, ref=ref)
        typed_in(p, PEER)
        p.look(IMPOSTOR, form)
        p.ask(IMPOSTOR, "fill.save", {"n-PEL1": "1"}, ref=ref, number=1)
    p.ask(IMPOSTOR, "fill.decline", {"alasan": "Tidak pernah bekerja bersama."}, ref=ref)
    p.look(IMPOSTOR)
    p.act("desk.home")
    p.ask(IMPOSTOR, "signin.leave", {})


def paper(p: Played) -> None:
    """HR types forms: for the silent or not so silent peer, for one who has answered, for one who has not."""
    for rater in (PEER, *sorted({BUDI, JOKO} - {PEER})):
        typed_in(p, rater)
    p.everybody_looks()


def late_officer(p: Played) -> None:
    """The evaluation has ended: HR looks who is late and passes one evaluation to the officer's superior, right and wrong."""
    at(p.world, "2026-07-04")
    p._people.clear()
    here, name = {"id": CYCLE}, p.world.app.extensions["kinerja"].tag("evaluation", f"{CYCLE}/{COLLEAGUE}")[:16]
    p.act("desk.documents", **here)
    on_paper = {"work_result": "as", "work_behaviour": "as"}
    for reason in ("", "Sakit sejak Mei.", "Sakit sejak Mei."):
        p.act("desk.document", tanda=name, **here)
        p.act("desk.reassign_document", {"alasan": reason}, tanda=name, **here)
        p.act("desk.levels_on_paper", {**on_paper, "tanggal": "2026-07-04"}, tanda=name, **here)
    p.everybody_looks()
    p.blank(HR, but=("signin.leave",))


def closing(p: Played) -> None:
    """HR ends the cycle, looks, takes it back, and ends it again, to the hour before sealing."""
    here = {"id": CYCLE}
    p.act("desk.close", {"dilihat": "assessment"}, **here)
    for _ in range(2):
        p.act("desk.close", {"yakin": "ya", "dilihat": "assessment"}, **here)
        p.act("desk.find_paper", {"metode": HIDDEN.method, "dinilai": RATEE, "penilai": PEER}, **here)
        p.act("desk.undo_close", {}, **here)
    p.act("desk.close", {"yakin": "ya", "dilihat": "assessment"}, **here)
    p.everybody_looks()
    p.blank(HR, but=("desk.undo_close", "signin.leave"))
    p.ask(HR, "signin.leave", {})


WAYS: dict[str, tuple[tuple[str | None, ...], tuple[Callable[[Played], None], ...]]] = {
    "forms on paper": (("3333", None, "1515"), (everything_else, paper, late_officer, closing)),
    "a slip issued again": (("3333", None, ""), (taken_over, closing)),
    "paper, then a slip": (("3333", None), (paper, taken_over)),
}
"""Worlds and what is played in them: typing a form in, or signing in with a slip, may take away what there was to find."""
NOT_WHILE_OPEN = {
    "desk.content_preview": "it draws what a check of a text has kept; the town has nothing that draws the site",
    "desk.preview_file": "a preview is made of a sealed cycle, where other rules hold (A32)",
    **dict.fromkeys(("desk.outside_page", "desk.name_outside", "desk.decision_page", "desk.record_decision"),
                    "objections come after the close, about a supervisor's form"),
    **dict.fromkeys(("desk.action", "desk.change_action"), "actions follow a sealed cycle"),
    **dict.fromkeys(("desk.record_document", "desk.report_documents", "desk.levels_on_paper"), "documents come after the close; what it says here is the refusal"),
    **dict.fromkeys(("desk.destroy", "desk.certificate"), "records are destroyed years after a publication; what it says here is the refusal"),
    **dict.fromkeys(("desk.read_citizens", "desk.release_citizens"), "what citizens said follows a publication"),
    "desk.confirm_copies": "copies are confirmed after sealing; what it says here is the refusal",
    "signin.enter": "HR is signed in; the slip's way in is played",
    **dict.fromkeys(
        ("signin.change_secret", "signin.offer_code", "signin.keep_code", "signin.drop_code"),
        "HR's secret in a play is none that could be typed",
    ),
}  # fmt: skip
"""Routes of HR that have no page and no act in an open cycle: asked all the same, and refused alike."""


def play(folder: Path, way: str, answers: str | None, steps: Sequence[Callable[[Played], None]] = ()) -> Played:
    """Play one world in one way, and after each of its steps count what lies on the disk."""
    p = Played(build(folder, answers))
    for step in steps or WAYS[way][1]:
        step(p)
        p.beside.work()
        with p.world.office.store.read() as view:
            tables = {name: view.count(name) for name in view.tables()}
            boxes = sorted(len(doc["box"]) for _, doc in view.find("ballots"))
        p.seen.append((f"the disk after {step.__name__}", repr((tables, boxes))))
    p.world.office.store.close()
    return p
