"""Finds the table in a roster as offices keep it: titles above, headings of their own words, merged cells, signatures below.

What stands in the file is taken as it is or asked about; nothing is guessed from what a cell looks like.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from assessment.spreadsheet import (
    HEADER_WITHIN,
    MOST_CELLS,
    MOST_CHARS,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Table,
    open_lines,
)
from assessment.text import clean, fold
from assessment.workbook import Fault, Merge
from assessment.workbook_writer import Sheet
from kinerja_words.problems import Name, Problem, Refused, refuse

COLUMNS = (
    "employee_number", "name", "position", "grade", "unit_code", "unit_name",
    "parent_unit_code", "publication_group", "supervisor_employee_number",
)  # fmt: skip
OPTIONAL = ("kind", "phone", "email", "supervisor_name", "name_number")
"""`name_number`: both in one cell."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "employee_number": ("nip", "nomor induk pegawai", "nip ni pppk", "nip nippk", "nip nipppk", "nip baru", "nip pegawai", "nomor pegawai", "nipppk"),
    "name": ("nama", "nama pegawai", "nama lengkap", "nama asn", "nama pegawai asn", "nama dan gelar", "nama lengkap dan gelar"),
    "name_number": ("nama nip", "nip nama", "nama dan nip", "nama pegawai nip", "nama lengkap nip"),
    "position": ("jabatan", "nama jabatan", "jabatan pegawai"),
    "grade": ("golongan", "gol", "gol ruang", "golongan ruang", "pangkat gol", "pangkat golongan", "pangkat gol ruang", "pangkat golongan ruang"),
    "unit_code": ("kode unit", "kode unit kerja"),
    "unit_name": ("unit", "unit kerja", "nama unit", "nama unit kerja", "unit organisasi"),
    "parent_unit_code": ("kode unit induk", "unit induk", "induk unit"),
    "publication_group": ("kelompok publikasi", "kelompok"),
    "supervisor_employee_number": ("nip atasan", "nip atasan langsung", "nip pejabat penilai"),
    "supervisor_name": ("atasan", "nama atasan", "atasan langsung", "nama atasan langsung", "pejabat penilai", "nama pejabat penilai",
                        "pejabat penilai kinerja"),
    "kind": ("jenis", "jenis pegawai", "jenis asn", "status kepegawaian", "status pegawai"),
    "phone": ("telepon", "telp", "no telepon", "nomor telepon", "hp", "no hp", "nomor hp", "wa", "no wa", "whatsapp", "nomor whatsapp"),
    "email": ("surel", "email", "e mail", "alamat surel", "alamat email"),
    "": ("no", "nomor", "no urut", "nomor urut", "urut", "tempat lahir", "tanggal lahir", "tempat tanggal lahir", "ttl", "tmt", "pangkat",
         "tmt jabatan", "tmt pangkat", "pendidikan", "pendidikan terakhir", "agama", "jenis kelamin", "l p", "jk", "keterangan", "ket", "alamat",
         "masa kerja", "eselon", "kelas jabatan", "usia", "umur", "nik", "npwp"),
}  # fmt: skip
"""What offices write above a column of ours, folded; `""`: above columns that nobody needs."""
NAMED = ", ".join(filter(None, HEADINGS))
"""The columns as the command writes them."""
KNOWN = {fold(h.replace("_", " ")): ours for ours, found in HEADINGS.items() for h in (ours, *found) if h}
ESSENTIAL = (
    ("employee_number",),
    ("name",),
    ("unit_code", "unit_name"),
    ("supervisor_employee_number", "supervisor_name"),
)
ASKED = (*ESSENTIAL, ("position",), ("grade",))
"""One of each is looked for: without an essential one nothing is read; for the others a heading that is not known is asked about."""
FILLED = frozenset(
    ("unit_code", "unit_name", "parent_unit_code", "publication_group", "supervisor_employee_number", "supervisor_name")
)
"""Columns in which one merged cell stands for all its rows; of numbers and names it never does."""
LIKE, SAMPLES, VIRTUAL = 0.62, 3, 20_000
"""How alike a heading has to be to be offered; values shown beside it; where columns begin that no file has."""
NIP = re.compile(r"(?:[0-9][\s.]*){18}")
MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
SIGNED = re.compile(
    rf"(?:mengetahui|menyetujui|disetujui|disahkan|diketahui|dibuat oleh|nip\b)|.*,\s*[0-9]{{0,2}}\s*(?:{MONTHS})\s+20[0-9]{{2}}$", re.I
)  # fmt: skip
"""How a line of the block for signatures begins, or the place and day above it ends."""
TOTAL = re.compile(r"(?:jumlah|total)\b", re.I)
VACANT = frozenset(("", "kosong", "lowong", "vacant", "jabatan kosong", "belum terisi", "belum ada"))


@dataclass(frozen=True)
class Heading:
    """One heading of a file: as written, what it is taken for ("" for nothing), and values that stand below it."""

    written: str
    column: str
    samples: tuple[str, ...]


class UnknownColumns(Refused):
    """Headings have to be named before the file can be read; `headings` are all of the file but those that nobody needs."""

    def __init__(self, headings: Sequence[Heading], unknown: Sequence[str], row: int) -> None:
        self.headings = tuple(headings)
        super().__init__(
            Problem("roster.headings", row=row, columns=NAMED, listed="; ".join(f"“{h}”" for h in unknown))
        )


def named_columns(said: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of headings by folded heading; raises `Refused` where it is no column, or one is said twice."""
    wrong = [h for h, c in said.items() if c not in ("", *COLUMNS, *OPTIONAL)]
    if wrong:
        raise refuse("roster.no_column", columns=NAMED, listed=", ".join(f"“{w}”" for w in wrong))
    if doubled := [c for c, n in Counter(c for c in said.values() if c).items() if n > 1]:
        raise refuse("roster.column_twice", what=Name(f"roster_column.{doubled[0]}"))
    return {fold(h.replace("_", " ")): c for h, c in said.items()}


def column_of(heading: str, named: Mapping[str, str]) -> str | None:
    """Return which column of ours a heading is ("" for none that is needed), None where it is not known. `named`: by folded heading."""
    for text in (heading, re.sub(r"\(.*?\)", "", heading)):
        key = fold(text.replace("_", " "))
        if key in named or key in KNOWN:
            return named.get(key, KNOWN.get(key))
    return None


def read_layout(data: bytes, name: str, named: Mapping[str, str]) -> tuple[Table, list[Problem]]:
    """Return the table of a roster file and what there is to tell of its layout.

    Raises `UnknownColumns` where headings have to be named first, and what `read_table` raises. `named`: what an office has
    said of headings, by `fold`.
    """

    source, book, sheets = open_lines(data, name, set(KNOWN), _suits(named))
    notices = [Problem("roster.sheets", read=sheets[0], left=", ".join(sheets[1:]))] if len(sheets) > 1 else []
    first = list(islice(source, HEADER_WITHIN + 1))
    top, bottom, hits, written = _header(first, named)
    if not written:
        raise refuse("file.empty", name=name)
    if len(written) > MOST_COLUMNS:
        raise refuse("file.too_much", name=name)
    doubled = sorted(
        t for t, n in Counter(fold(w) for w in written.values()).items() if n > 1 and column_of(t, named) != ""
    )
    columns = {i: column_of(w, named) for i, w in written.items()}
    if doubled:
        raise refuse("file.doubled_columns", row=top, doubled=[column_of(d, named) or d for d in doubled], name=name)
    taken = Counter(c for c in columns.values() if c)
    unknown = [i for i, c in columns.items() if c is None or (taken[c] > 1 and c)]
    lines, numbered = _gather(chain(first, source), name, bottom, {i for i, c in columns.items() if c == ""})
    have = {c for c in columns.values() if c} | ({"employee_number", "name"} if taken["name_number"] else set())
    below = [line for number, line in lines if number > bottom]
    sections = not have & {"unit_code", "unit_name"} and any(
        _alone(line) for n, line in lines if n > bottom and n not in numbered
    )
    have |= {"unit_name"} if sections else set()
    lacking = [options[0] for options in ASKED if not have.intersection(options)]
    essential = [options[0] for options in ESSENTIAL if not have.intersection(options)]
    headed = hits or not any(re.search("[0-9]{5}", w) for w in written.values())
    if any(n > 1 for n in taken.values()) or (unknown and lacking and headed and len(essential) <= len(unknown)):
        listed = [
            Heading(w, _like(i, columns, w, have), _samples(below, i)) for i, w in written.items() if columns[i] != ""
        ]
        raise UnknownColumns(listed, [written[i] for i in unknown], top)
    if essential:
        raise refuse("file.lacks_columns", row=top, name=name, listed=", ".join(essential))
    header = {i: (c or w, w) for i, w in written.items() if (c := columns[i]) != ""}
    ignored = {w: i for i, w in written.items() if columns[i] == ""}
    where = {ours: i for i, (ours, _) in header.items()}
    kept, merges, told = _people(lines, bottom, where, book.merges if book else (), sections, numbered)
    for n, ours in enumerate(("employee_number", "name", "unit_name")):
        if ours in have and ours not in where:
            header[VIRTUAL + n] = (ours, written.get(where.get("name_number", -1), ours))
    header |= {i: (w, w) for w, i in ignored.items()}
    table = Table(iter(kept), name, (), (*COLUMNS, *OPTIONAL), {}, book, header=(bottom, header), merges=merges)
    notices += [Problem("roster.unknown_column", row=top, column=written[i], name=written[i]) for i in unknown]
    return table, [*notices, *told]


def _header(lines: Sequence[Line], named: Mapping[str, str]) -> tuple[int, int, int, dict[int, str]]:
    """Return the first and last row of the header, how many columns of ours it has, and what is written by column.

    A header over two rows is taken where it tells more columns than either row; without any known heading it is the row with most cells.
    """
    best: tuple[int, int, int, dict[int, str]] = (0, 0, 0, {})
    fullest: tuple[int, int, int, dict[int, str]] = (0, 0, 0, {})
    for (number, line), (after, below) in zip(lines, [*lines[1:], (0, {})], strict=False):
        upper = _written(line)
        candidates = [(number, upper), (after, _joined(upper, _written(below), named))]
        for last, written in candidates if after == number + 1 else candidates[:1]:
            hits = len({c for w in written.values() if (c := column_of(w, named))})
            if hits > best[2]:
                best = (number, last, hits, written)
        if len(upper) > len(fullest[3]):
            fullest = (number, number, 0, upper)
    return best if best[2] > (len(best[3]) < len(fullest[3])) else fullest


def _written(line: Mapping[int, str]) -> dict[int, str]:
    cells = islice(line.items(), MOST_COLUMNS + 1)
    return {
        i: shown for i, c in cells if (shown := re.sub(r"\s+", " ", clean(c[: 4 * MOST_CHARS].strip()))[:MOST_CHARS])
    }


def _joined(upper: Mapping[int, str], lower: Mapping[int, str], named: Mapping[str, str]) -> dict[int, str]:
    """Return the headings of two rows as one: the lower one with what stands above it, the upper one where nothing is below."""
    found, above = {}, ""
    for i in sorted({*upper, *lower}):
        above = upper.get(i, above)
        below = lower.get(i, "")
        tried = (f"{below} {above}", f"{above} {below}", below) if below else (above,)
        found[i] = next((w for w in tried if column_of(w, named) is not None), below or above)
    return found


def _like(index: int, columns: Mapping[int, str | None], written: str, have: set[str]) -> str:
    """Return what a heading most likely is, of what is not there yet."""
    known = columns[index]
    if known is not None:
        return known
    close = difflib.get_close_matches(fold(written), [k for k, c in KNOWN.items() if c not in have], 1, LIKE)
    return KNOWN[close[0]] if close else ""


def _samples(lines: Iterable[Mapping[int, str]], index: int) -> tuple[str, ...]:
    found = dict.fromkeys(clean(line[index][:60].strip()) for line in lines if line.get(index, "").strip())
    return tuple(islice((f for f in found if not f.startswith("file.")), SAMPLES))


def _gather(lines: Iterable[Line], name: str, bottom: int, ignored: set[int]) -> tuple[list[Line], set[int]]:
    """Return the lines with the cells of columns that are read, of others with all, within the limits of a table; and which
    have a running number beside them."""
    found: list[Line] = []
    numbered: set[int] = set()
    cells = 0
    for number, line in lines:
        if any(re.fullmatch(r"[0-9]{1,5}\.?", line.get(i, "").strip()) for i in ignored):
            numbered.add(number)
        line = (number > bottom and {i: c for i, c in line.items() if i not in ignored}) or line
        found.append((number, line))
        cells += len(line)
        if len(found) > MOST_ROWS + 2 * HEADER_WITHIN or cells > MOST_CELLS:
            raise refuse("file.too_much", name=name)
    return found, numbered


def _alone(line: Mapping[int, str]) -> str:
    """Return the words of a line that holds nothing else than one heading, or nothing."""
    texts = {t for c in line.values() if type(c) is not Fault and len(t := clean(c[:MOST_CHARS].strip())) > 3}
    one = texts.pop() if len(texts) == 1 and len(line) <= 2 else ""
    return "" if re.search("[0-9]{5}", one) or SIGNED.match(one) or TOTAL.match(one) else one


def _people(
    lines: Sequence[Line],
    bottom: int,
    where: Mapping[str, int],
    merges: Iterable[Merge],
    sections: bool,
    numbered: Container[int],
) -> tuple[list[Line], list[Merge], list[Problem]]:
    """Return the lines of people (and what may be some), merged cells filled; the merges that are left; what to tell.

    With `sections` a line of one heading is the unit of those below it, unless it is `numbered` as people are.
    """
    rows = {number: dict(line) for number, line in lines if number > bottom}
    targets = {i: ours for ours, i in where.items()}
    left: list[Merge] = []
    for merge in merges:
        top, first, last_row, last = merge
        if top > bottom and first == last and targets.get(first) in FILLED and top in rows and first in rows[top]:
            for n in range(top + 1, min(last_row, top + len(rows) * 2) + 1):
                if n in rows:
                    rows[n].setdefault(first, rows[top][first])
        else:
            left.append(merge)
    told: list[Problem] = []
    number_at, name_at = where.get("employee_number", VIRTUAL), where.get("name", VIRTUAL + 1)
    for n, line in list(rows.items()):
        if _counting([clean(c[:MOST_CHARS].strip()) for c in line.values()]):
            del rows[n]
        _split(line, where)
    people = {n for n, line in rows.items() if _is_person(line, number_at, name_at)}
    last_person = max(people, default=0)
    tail = [n for n in rows if n > last_person and len(rows[n]) < 4 and not _is_person(rows[n], number_at, name_at)]
    if people and any(SIGNED.match(clean(c[:MOST_CHARS])) for n in tail for c in rows[n].values()):
        told.append(Problem("roster.tail", row=tail[0], until=tail[-1]))
        for n in tail:
            del rows[n]
    across = {m[0] for m in left if m[3] > m[1]}
    kept: list[Line] = []
    unit = ""
    for n, line in rows.items():
        texts = [clean(c[:MOST_CHARS].strip()) for c in line.values()]
        if column_of(line.get(number_at, ""), {}) == "employee_number":
            continue  # the header again, on another printed page
        if n in people:
            line |= {VIRTUAL + 2: unit} if sections and unit else {}
        elif any(TOTAL.match(x) for x in texts):
            continue
        elif (words := _alone(line)) and ((sections and n not in numbered) or n in across):
            unit = words
            told.append(Problem("roster.section_row" if sections else "roster.heading_row", row=n, words=words))
            continue
        elif (
            not fold(line.get(number_at, ""))
            and fold(line.get(name_at, "")) in VACANT
            and line.get(where.get("position", -1))
        ):
            told.append(Problem("roster.vacant", row=n, position=line[where["position"]][:MOST_CHARS]))
            continue
        kept.append((n, line))
    stay = {n for n, _ in kept}
    return kept, [m for m in left if m[0] in stay], told


def _split(line: dict[int, str], where: Mapping[str, int]) -> None:
    """Take number and name out of one cell, the number out of a supervisor's, and what is written before a number away."""
    both = line.pop(where["name_number"], "") if "name_number" in where else ""
    if found := NIP.search(both):
        line[VIRTUAL] = found[0]
        both = both.replace(found[0], " ")
    if both:
        line[VIRTUAL + 1] = re.sub(r"\s*\bNIP\b[\s.:/]*|\s+", " ", both).strip(" /,-")
    for ours in ("supervisor_employee_number", "supervisor_name", "employee_number"):
        at = where.get(ours, -1)
        text = line.get(at, "")
        labelled = ours != "employee_number" or text.upper().startswith("NIP")
        if labelled and type(text) is not Fault and not text[:1].isdigit() and (found := NIP.search(text)):
            line[at] = found[0].strip()


def _is_person(line: Mapping[int, str], number_at: int, name_at: int) -> bool:
    number = line.get(number_at, "")
    return bool(fold(number[:MOST_CHARS])) and (bool(line.get(name_at)) or type(number) is Fault or len(line) > 3)


def _counting(texts: Sequence[str]) -> bool:
    """Whether a row only counts its columns: (1) (2) (3)."""
    found = [m[1] for t in texts if (m := re.fullmatch(r"\(?([0-9]{1,2})\)?", t))]
    return len(found) == len(texts) > 2 and [int(n) - int(found[0]) for n in found] == list(range(len(found)))


def marked(data: bytes, name: str, named: Mapping[str, str], problems: Iterable[tuple[Problem, str]]) -> Sheet:
    """Return what was read of a file as a sheet, row by row, with the cells of problems marked, each with its words."""
    table = read_layout(data, name, named)[0]
    notes: dict[tuple[int, int], str] = {}
    for p, words in problems:
        at = ((p.row or table.header_row) - 1, table.where(p.column))
        notes[at] = "\n".join(filter(None, (notes.get(at), words)))
    lines = {n: line for n, line in open_lines(data, name, set(KNOWN), _suits(named))[0] if n <= MOST_ROWS}
    wide = min(MOST_COLUMNS, max(max(line, default=0) for line in lines.values()) + 1)
    last = max((*lines, *(row + 1 for row, _ in notes if row < MOST_ROWS)))
    rows = ([_shown(lines.get(n, {}).get(i, "")) for i in range(wide)] for n in range(1, last + 1))
    text = frozenset(
        table.where(c) for c in ("employee_number", "supervisor_employee_number", "phone") if c in table.columns
    )
    return Sheet("Daftar", rows, head=table.header_row, widths=[22] * wide, text=text, notes=notes)


def _shown(text: str) -> str:
    return "" if type(text) is Fault else text


def _suits(named: Mapping[str, str]) -> Callable[[Iterator[Line]], bool]:
    return lambda lines: _header(list(islice(lines, HEADER_WITHIN)), named)[2] > 1
