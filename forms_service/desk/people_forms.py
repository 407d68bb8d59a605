"""Forms about people: roster, staff accounts, slips, assignments, paper forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, get_args

from wtforms import ValidationError

from assessment.assignment import Assignment
from assessment.instrument import CANNOT_JUDGE, Instrument
from assessment.predicate import LEVELS
from assessment.roster import IdScheme, Kind
from assessment.roster_layout import COLUMNS, OPTIONAL
from forms_service.desk.forms import FileForm, Pair, PeersLine, Sure, Waits
from forms_service.web.forms import PREFIX, Choice, Form, Hidden, Line, Search, Tick, Who
from forms_service.web.language import name_of, t
from kinerja_office.accounts import Staff
from kinerja_words.problems import Problem


class RosterFile(FileForm):
    """A roster to read, and what its numbers look like."""

    nomor = Choice("roster.scheme", values=get_args(IdScheme), look="ticks")

    @property
    def scheme(self) -> IdScheme:
        """What numbers are checked for."""
        return "any" if self.nomor.data == "any" else "nip"


class FindForm(Form):
    """Who is looked for in the roster, in which unit, and how they are sorted."""

    cari = Search("roster.search", most=100)
    unit = Choice("roster.unit", look="select")
    urut = Hidden()


class Headings(Waits):
    """Which column each heading of a file is; a choice for each is added by `headings_form`."""

    def __init__(self, sent: Any = None, **values: Any) -> None:
        super().__init__(sent, **values)
        for field in self:
            if field.kind == "choice":
                field.options = [
                    ("", t("roster.heading.none")),
                    *((c, name_of("roster_column", c)) for c in COLUMN_NAMES),
                ]


COLUMN_NAMES = (*COLUMNS, *OPTIONAL)


def headings_form(n: int) -> type[Headings]:
    """Return the form that asks about the headings of a file."""
    fields = {f"kolom-{i}": Choice("roster.heading", values=("", *COLUMN_NAMES), look="select") for i in range(n)}
    return type("HeadingsForm", (Headings,), fields)


class EmployeeForm(Form):
    """One person of the roster, in the columns of its file."""

    places: ClassVar = {
        "employee_number": "nip", "name": "nama", "position": "jabatan", "grade": "golongan", "unit_code": "unit", "unit_name": "unit",
        "publication_group": "kelompok", "supervisor_employee_number": "atasan", "supervisor_name": "atasan", "kind": "jenis",
        "phone": "telepon", "email": "surel",
    }  # fmt: skip
    nip = Line("roster.person.nip", attrs={"inputmode": "numeric"}, needed="roster.person.nip.missing")
    nama = Line("roster.person.name", hint="roster.person.name.hint", most=200)
    jabatan = Line("roster.person.position", most=200)
    golongan = Line("roster.person.grade", most=60)
    unit = Choice("roster.unit", look="select")
    unit_baru = Line("roster.person.unit.new", hint="roster.person.unit.new.hint", most=200)
    kelompok = Line("roster.person.group", hint="roster.person.group.hint", most=200, attrs={"list": "kelompok-ada"})
    atasan = Line("roster.person.boss", hint="roster.person.boss.hint", most=200)
    jenis = Choice("roster.person.kind", values=get_args(Kind), look="ticks")
    telepon = Line("roster.person.phone", hint="roster.person.private", most=40, attrs={"inputmode": "tel"})
    surel = Line("roster.person.email", hint="roster.person.private", most=200, attrs={"inputmode": "email"})


class NewAccount(Form):
    """A staff account."""

    places: ClassVar = {"name": "nama", "called": "sebutan"}
    sebutan = Line("accounts.called", hint="accounts.called.hint")
    nama = Line("accounts.name", hint="accounts.name.hint", attrs={"autocapitalize": "none", "spellcheck": "false"})
    peran = Choice(
        "accounts.role", values=get_args(Staff), needed="accounts.role.missing", wrong="accounts.role.missing",
        look="ticks",
    )  # fmt: skip


class CallAccount(Form):
    """Who holds a staff account."""

    places: ClassVar = {"called": "disebut"}
    akun = Choice("accounts.name", needed="accounts.gone", wrong="accounts.gone", look="select")
    disebut = Line("accounts.called", hint="accounts.called.hint")


class FindPerson(Form):
    """Somebody, by a number or a part of a name."""

    siapa = Who("reissue.who", hint="assign.who.hint")


class EndSessions(FindPerson):
    """Whose sessions end: a staff account's (from its button) or an employee's."""

    nama = Hidden()


class Slips(Form):
    """Slips for everybody or for one unit. `dilihat`: the mark of whose older slips become void, as the page named them."""

    dilihat = Hidden(at="gugur")
    unit = Choice("slips.unit", look="select")
    yakin = Tick(needed="desk.tick")


class Reissue(Sure):
    """A new slip for the person who was found."""

    orang = Hidden()


class Generate(Form):
    """How many peers assess each person; `buang`: what was done by hand goes too."""

    rekan = PeersLine("assign.peers")
    buang = Tick("assign.afresh")


class AssignmentsFile(FileForm):
    """Assignments to read."""


class OnUnit(Pair):
    """One assignment to add, from the page of a unit."""

    unit = Hidden()


class Unassign(Form):
    """One assignment to take away, and the unit whose page it was asked on."""

    tugas, unit = Hidden(), Hidden()


class PaperPair(Pair):
    """Which form is on the desk: by the code of its sheet, or by who assesses whom."""

    kode = Line(
        "paper.code", hint="paper.code.hint", attrs={"autofocus": "", "autocapitalize": "none", "spellcheck": "false"}
    )


class PaperFile(FileForm):
    """Paper forms typed into a file; `buat`: assignments are made from it."""

    buat = Tick("paper.create")


class Mark(Line):
    """One answer by one key. `keys`: what is stored for each key; `wrong` is said of any other where no rule does."""

    def __init__(self, label: str = "", *, keys: Mapping[str, str], wrong: str = "", **kwargs: Any) -> None:
        super().__init__(label, attrs={"inputmode": "numeric", "maxlength": 1, "size": 1}, **kwargs)
        self.keys, self.wrong = keys, wrong

    @property
    def stored(self) -> str:
        """What the key stands for; anything else as it was typed."""
        return self.keys.get(self.data.upper(), self.data)

    def pre_validate(self, form: Form) -> None:
        """Refuse a key that means nothing."""
        super().pre_validate(form)
        if self.wrong and self.data and self.stored not in self.keys.values():
            raise ValidationError(t(self.wrong))


class PaperForm(Form):
    """One paper form; its answers are added for each instrument by `paper_form`."""

    kosong = Tick("paper.blank")

    def place(self, problem: Problem) -> str:
        """Put a problem of an item at its answer."""
        name = PREFIX + (problem.field or problem.column or "")
        return name if name in self else ""

    @property
    def answers(self) -> dict[str, str]:
        """What was marked, by item code; an item without a mark is empty."""
        return {f.name.removeprefix(PREFIX): f.stored for f in self if f.name.startswith(PREFIX)}

    @property
    def gaps(self) -> list[Mark]:
        """The answers without a mark."""
        return [f for f in self if isinstance(f, Mark) and not f.data]


def paper_form(instrument: Instrument, wanted: Assignment, *, levels: bool) -> type[PaperForm]:
    """Return the form class of a whole sheet: every item of the method, and the two `levels`."""
    keys = {str(v): str(v) for v in range(instrument.minimum, instrument.maximum + 1)}
    if instrument.cannot_judge:
        keys = {"T": CANNOT_JUDGE, "0": CANNOT_JUDGE} | keys
    asked = [i.code for c in instrument.asked(wanted.method) for i in c.items]
    fields: dict[str, Any] = {PREFIX + code: Mark(keys=keys) for code in asked}
    if levels:
        steps = {str(n): level for n, level in enumerate(reversed(LEVELS), start=1)}
        for part in ("work_result", "work_behaviour"):
            missing = f"paper.{part}.missing"
            fields[part] = Mark(f"paper.{part}", hint="paper.levels", keys=steps, needed=missing, wrong=missing)
    return type("PaperForm", (PaperForm,), fields)
