"""Goals, consultation, training and HR's own words: the same care, table by table."""

import csv
import io
import json
from pathlib import Path

import pytest

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import Group, office, seal, write

GOALS = "cycle,group_type,group,band,people,share,status"
CONSULTATION = "cycle,stage,question,aspect,responses,mean,low_share,mid_share,high_share,status"
TRAINING = "cycle,programme,criterion,title_id,title_en,planned,held,participants,status"
FOLLOW_UP = "cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en"
RESPONSES = "cycle,stage,theme,said_id,said_en,did_id,did_en"


def put(folder: Path, name: str, header: str, rows: list[str], cycle: str = "2026-1") -> Path:
    text = io.StringIO(newline="")
    cells = [header.split(","), *sorted(f"{cycle},{r}".split(",") for r in rows)]
    csv.writer(text, lineterminator="\n").writerows(cells)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode())
    seal(folder)
    return folder


def package(tmp_path: Path, name: str, header: str, rows: list[str], **stated: int) -> Report:
    folder = write(
        tmp_path / "2026-1", office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)), limits=stated, least_ratings=50
    )
    return audit_packages([put(folder, name, header, rows)])


def goals(group: str, people: object, *shares: str, status: str = "shown") -> list[str]:
    kind = "organisation" if group == "*" else "publication_group"
    bands = ("below", "near", "reached", "unreported")
    return [f"{kind},{group},{b},{people},{s},{status}" for b, s in zip(bands, shares, strict=True)]


def withheld(group: str) -> list[str]:
    return goals(group, "x", *NONE, status="withheld")


def rules(report: Report) -> set[str]:
    return {f.rule for f in report.findings}


def faults(report: Report) -> set[str]:
    return {f.rule for f in report.findings if f.kind != "NOTE"}


FINE = ("≤10", "20", "60", "≤10")
NONE = ("x", "x", "x", "x")
ALL, KEL, SEK = goals("*", 55, *FINE), goals("Kelurahan", 37, *FINE), goals("Seksi", 18, *FINE)


@pytest.mark.parametrize(
    "rows", [ALL + KEL + SEK, ALL + withheld("Kelurahan") + withheld("Seksi"), ALL + KEL + withheld("Seksi")]
)
def test_goals_in_order(tmp_path: Path, rows: list[str]) -> None:
    report = package(tmp_path, "goals", GOALS, rows)
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (ALL + goals("Kelurahan", 50, *FINE) + withheld("Seksi"), "remainder"),
        (goals("*", 47, *FINE) + KEL + SEK, "sum_forms"),
        (goals("*", 41, *FINE) + KEL + goals("Seksi", 4, *FINE), "direct"),
        (ALL + goals("Kelurahan", 37, "50", "50", "50", "≤10") + SEK, "shares_sum"),
        (ALL + goals("Kelurahan", 37, "≤10", "x", "60", "≤10") + SEK, "mark_status"),
        (ALL + KEL + goals("Seksi", 18, *NONE), "mark_status"),
        (ALL + KEL[:2] + goals("Kelurahan", 36, *FINE)[2:] + SEK, "uneven_rows"),
        (ALL + KEL[:2] + withheld("Kelurahan")[2:] + SEK, "uneven_rows"),
        (ALL + goals("Kelurahan", 37, "3", "20", "60", "≤10") + SEK, "bad_value"),
        (ALL + goals("Kelurahan", 37, "10", "0", "≥90", "≤10") + SEK, "bad_value"),
        (ALL + KEL, "missing_row"),
        (ALL + KEL + SEK + goals("Camat", 12, *FINE), "not_planned"),
        (ALL + KEL + SEK[:3] + [SEK[3].replace("unreported", "later")], "not_planned"),
        (ALL + KEL + goals("Seksi", 21, *FINE), "people_heads"),
        (goals("*", 60, *FINE) + goals("Kelurahan", 25, *FINE) + withheld("Seksi"), "rest_people"),
        (goals("*", 55, "≤10", "40", "40", "≤10") + KEL + SEK, "sum_values"),
        (withheld("*") + KEL + SEK, "hidden_parent"),
        ([r.replace("60", "60 %") for r in ALL] + KEL + SEK, "bad_value"),
    ],
)
def test_goals_out_of_order(tmp_path: Path, rows: list[str], rule: str) -> None:
    report = package(tmp_path, "goals", GOALS, rows)
    assert rule in rules(report), list(report.lines("en"))
    assert report.exit_code == 3
    assert "formulir" not in " ".join(f.sentence.id for f in report.findings if "goals" in f.where)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (goals("*", 50, *FINE) + goals("Kelurahan", 30, *FINE) + goals("Seksi", 20, *FINE), False),
        (goals("*", 60, *FINE) + goals("Kelurahan", 40, *FINE) + goals("Seksi", 20, *FINE), False),
        (goals("*", "x", *FINE) + goals("Kelurahan", "x", *FINE) + goals("Seksi", 20, *FINE), False),
        (ALL + withheld("Kelurahan") + withheld("Seksi"), True),  # 55 of 60
        (goals("*", 59, *FINE) + goals("Kelurahan", "x", *FINE) + goals("Seksi", 20, *FINE), True),
        (goals("*", "x", *FINE) + goals("Kelurahan", 40, *FINE) + goals("Seksi", 19, *FINE), True),
        (goals("*", 49, *FINE) + goals("Kelurahan", 30, *FINE) + withheld("Seksi"), True),  # 19 of the 20 left
        (goals("*", 30, *FINE) + goals("Kelurahan", 30, *FINE) + withheld("Seksi"), True),  # none of the 20 left
    ],
)
def test_people_without_a_goal_are_known_too(tmp_path: Path, rows: list[str], told: bool) -> None:
    for format in (1, 3):
        folder = write(tmp_path / f"{format}", office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)), format=format)
        hidden = any(",x," in r and r.endswith("shown") for r in rows)
        report = audit_packages([put(folder, "goals", GOALS, rows)])
        if format == 1 and hidden:
            assert "bad_value" in rules(report) or "mark_status" in rules(report)
        else:
            assert ("few_left" in rules(report)) == told, list(report.lines("en"))
            assert ("few_left" in faults(report)) == (told and format == 3)


@pytest.mark.parametrize(("people", "told"), [(24, False), (55, False), (56, True), (59, True), (60, False)])
def test_who_stayed_away_from_a_training_is_known_too(tmp_path: Path, people: int, told: bool) -> None:
    folder = write(tmp_path / "p", office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)), format=3)
    row = f"keluhan,layanan,Keluhan,Complaints,2026-02-01,2026-02-02,{people},shown"
    assert faults(audit_packages([put(folder, "training", TRAINING, [row])])) == ({"few_left"} if told else set())


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("50,4.0,x,x,x,shown", set()), ("60,4.0,x,x,x,shown", set()), ("57,4.1,x,x,x,shown", {"few_left"}),
        ("x,4.1,x,x,x,shown", set()), ("x,4.1,≤10,20,70,shown", {"few_ratings", "mean_shares"}), ("12,3.7,x,x,x,shown", {"bad_value"}),
        ("12,3.5,x,x,x,shown", set()),
    ],
)  # fmt: skip
def test_who_did_not_answer_is_known_too(tmp_path: Path, row: str, found: set[str]) -> None:
    folder = write(tmp_path / "p", office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)), format=3)
    rows = say(adil=row, bermanfaat="x,x,x,x,x,withheld", jelas="x,x,x,x,x,withheld")
    report = audit_packages([put(folder, "consultation", CONSULTATION, rows)])
    assert faults(report) <= found, list(report.lines("en"))
    assert bool(faults(report)) == bool(found)


def say(**rows: str) -> list[str]:
    return [f"after,{q},process,{rows.get(q, OPINION)}" for q in ("adil", "bermanfaat", "jelas")]


OPINION = "58,3.9,≤10,20,70,shown"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (OPINION, None),
        ("x,x,x,x,x,withheld", None),
        ("45,3.9,≤10,20,70,shown", None),
        ("10,3.9,x,x,x,shown", None),
        ("9,4.0,x,x,x,shown", "few_people"),
        ("20,3.9,≤10,20,70,shown", "few_ratings"),
        ("58,2.1,≤10,20,70,shown", "mean_shares"),
        ("58,3.9,≤10,20,50,shown", "shares_sum"),
        ("58,4.9,≤10,20,70,shown", "bad_value"),
        ("58,3.87,≤10,20,70,shown", "bad_value"),
        ("58,3.9,4,20,70,shown", "bad_value"),
        ("58,3.9,x,20,70,shown", "mark_status"),
        ("x,3.9,x,x,x,withheld", "mark_status"),
        ("-,-,-,-,-,withheld", "mark_status"),
    ],
)
def test_consultation(tmp_path: Path, row: str, rule: str | None) -> None:
    report = package(tmp_path, "consultation", CONSULTATION, say(adil=row))
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


DRAFT = [f"before,layanan,{a},{OPINION}" for a in ("clear", "fair")]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (DRAFT, None),
        (DRAFT + say(), None),
        (DRAFT[:1] + say(), "missing_row"),
        (say()[:2], "missing_row"),
        ([*DRAFT, f"before,layanan,process,{OPINION}"], "unknown_row"),
        ([*say(), f"after,ramah,process,{OPINION}"], "unknown_row"),
        ([*say(), f"during,adil,process,{OPINION}"], "unknown_row"),
        ([r.replace("layanan", "layanan umum") for r in DRAFT], "bad_value"),
        ([*DRAFT, DRAFT[0]], "repeated_row"),
    ],
)
def test_a_stage_has_all_its_rows(tmp_path: Path, rows: list[str], rule: str | None) -> None:
    report = package(tmp_path, "consultation", CONSULTATION, rows)
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


def test_more_answers_than_people_are_noted(tmp_path: Path) -> None:
    assert "many_answers" in rules(package(tmp_path, "consultation", CONSULTATION, say(adil="61,3.9,≤10,20,70,shown")))


@pytest.mark.parametrize(
    ("stated", "rule"), [({}, "few_people_shares"), ({"min_people_for_shares": 50}, "few_ratings")]
)
def test_shares_of_fewer_than_fifty_people(tmp_path: Path, stated: dict[str, int], rule: str) -> None:
    """Packages of before the rule keep their verdict and get a note; those that state it must keep it."""
    rows = say(adil="49,3.9,≤10,20,70,shown")
    report = package(tmp_path, "consultation", CONSULTATION, rows, **stated)
    assert rule in rules(report)
    assert report.verdict == ("DISCLOSURE" if stated else "NONE_FOUND")
    hidden = package(tmp_path, "consultation", CONSULTATION, say(adil="49,3.9,x,x,x,shown"), **stated)
    assert hidden.verdict == "NONE_FOUND", list(hidden.lines("en"))


def test_a_lowered_number_of_people_is_raised_to_that_of_ratings(tmp_path: Path) -> None:
    rows = say(adil="39,3.9,≤10,20,70,shown")
    assert "few_ratings" in rules(package(tmp_path, "consultation", CONSULTATION, rows, min_people_for_shares=5))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,12,shown", None),
        ("p1,layanan,Judul,,2026-02-01,2026-03-01,5,shown", None),
        ("p1,layanan,Judul,Title,2026-02-01,2026-01-01,12,shown", None),  # held earlier than planned is no fault
        ("p1,layanan,Judul,Title,2026-02-01,,x,withheld", None),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,x,withheld", None),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,4,shown", "few_people"),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,4,withheld", "mark_status"),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,-,withheld", "mark_status"),
        ("p1,layanan,Judul,Title,2026-02-01,,12,shown", "not_held"),
        ("p1,layanan,Judul,Title,Februari,2026-03-01,12,shown", "bad_value"),
        ("p1,layanan,Judul,Title,2026-02-01,2026-02-30,12,shown", "bad_value"),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,12 orang,shown", "bad_value"),
        ("p1,layanan,,Title,2026-02-01,,x,withheld", "bad_value"),
        ("p 1,layanan,Judul,Title,2026-02-01,,x,withheld", "bad_value"),
        ("p1,layanan,Judul untuk 19860926 201505 1 001,Title,,,x,withheld", "personal_number"),
        ("p1,layanan,Judul untuk 19860926-201505-1-001,Title,,,x,withheld", "personal_number"),
        ("p1,layanan,Judul untuk 1471016609860003,Title,,,x,withheld", "personal_number"),
        ("p1,layanan,Menurut surat 1471019913860003,Title,,,x,withheld", None),  # no day, no month: no NIK
    ],
)
def test_training(tmp_path: Path, row: str, rule: str | None) -> None:
    report = package(tmp_path, "training", TRAINING, [row])
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("buku,layanan,Satu buku.,One book.,Camat,2026-03-31,done,Dipakai.,In use.", None),
        ("buku,layanan,Satu buku.,,Camat,2026-03-31,planned,,", None),
        ("buku,layanan,Satu buku.,One book.,Camat,2026-03-31,finished,,", "bad_value"),
        ("buku,layanan,Satu buku.,One book.,Camat,2026-02-30,doing,,", "bad_value"),
        ("buku,layanan,Satu buku.,One book.,Camat,,doing,,", "bad_value"),
        ("buku,layanan,Satu buku.,One book.,,2026-03-31,doing,,", "bad_value"),
        ("buku,layanan,,One book.,Camat,2026-03-31,doing,,", "bad_value"),
        ("satu buku,layanan,Satu buku.,One book.,Camat,2026-03-31,doing,,", "bad_value"),
        ("buku,layanan,Satu buku.,One book.,NIP 198609262015051001,2026-03-31,doing,,", "personal_number"),
    ],
)
def test_follow_up(tmp_path: Path, row: str, rule: str | None) -> None:
    report = package(tmp_path, "follow_up", FOLLOW_UP, [row])
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (["after,giliran,Ingin giliran.,Want a turn.,Dijadwalkan.,It is set."], None),
        (["after,giliran,Ingin giliran.,,Dijadwalkan.,"], None),
        (["later,giliran,Ingin giliran.,,Dijadwalkan.,"], "bad_value"),
        (["after,giliran,,Want a turn.,Dijadwalkan.,"], "bad_value"),
        (["after,giliran,Ingin giliran.,,,"], "bad_value"),
        (["after,giliran kedua,Ingin giliran.,,Dijadwalkan.,"], "bad_value"),
        (["after,giliran,Satu.,,Ya.,", "after,giliran,Dua.,,Ya.,"], "repeated_row"),
    ],
)
def test_responses(tmp_path: Path, rows: list[str], rule: str | None) -> None:
    report = package(tmp_path, "responses", RESPONSES, rows)
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


@pytest.mark.parametrize(
    ("cycle", "people", "rule"),
    [
        ("2025-2", "24", None),
        ("2025-2", "23", "training_difference"),
        ("2025-2", "12", "training_changed"),
        ("2026-1", "24", None),
        ("2026-1", "25", "training_difference"),
        ("2026-1", "12", None),  # R7: twelve people changed, which may be said anew
        ("2025-2", "x", None),
    ],
)
def test_one_training_in_two_releases(tmp_path: Path, cycle: str, people: str, rule: str | None) -> None:
    row = "p1,layanan,Judul,Title,2026-02-01,2026-03-01,{},{}"
    folders = []
    for name, when, value in (("a", cycle, people), ("b", "2026-1", "24")):
        folder = write(tmp_path / name, office({"Kelurahan": 40, "Seksi": 20}, methods=("self",), cycle=when))
        folders.append(
            put(folder, "training", TRAINING, [row.format(value, "withheld" if value == "x" else "shown")], when)
        )
    report = audit_packages(folders)
    assert faults(report) == ({rule} if rule else set()), list(report.lines("en"))


def test_goals_corrected_with_the_same_people_stay_open(tmp_path: Path) -> None:
    folders = []
    for name, rows in (("a", ALL + KEL + SEK), ("b", goals("*", 55, "≤10", "25", "60", "≤10") + KEL + SEK)):
        folder = write(tmp_path / name, office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)))
        folders.append(put(folder, "goals", GOALS, rows))
    report = audit_packages(folders)
    assert "ralat_unclear" in rules(report)
    assert report.verdict == "UNDECIDED"


@pytest.mark.parametrize(
    ("stated", "rule"), [({}, "few_people_shares"), ({"min_people_for_shares": 50}, "few_ratings")]
)
def test_predicates_of_fewer_than_fifty_people(tmp_path: Path, stated: dict[str, int], rule: str) -> None:
    data = office(
        {"Kelurahan": 46}, response=1.0, methods=("supervisor",), plan=[Group("Kelurahan", "*", ("Kelurahan",))]
    )
    report = audit_packages([write(tmp_path / "p", data, limits=stated)])
    assert rule in {f.rule for f in report.findings if "predicates" in f.where}


def test_a_threshold_that_is_no_number(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", office({"Kelurahan": 40}))
    path = folder / "datapackage.json"
    text = json.loads(path.read_text(encoding="utf-8"))
    text["kinerja"]["disclosure"]["min_people_for_shares"] = "50"
    path.write_text(json.dumps(text), encoding="utf-8")
    assert rules(audit_packages([folder])) == {"malformed"}


def test_a_table_nobody_knows_is_not_called_safe(tmp_path: Path) -> None:
    report = package(tmp_path, "rankings", "cycle,person,score", ["A,5"])
    assert report.verdict == "INCONSISTENT"
    assert faults(report) == {"unknown_table"}


def test_a_number_of_a_person_in_a_group_name(tmp_path: Path) -> None:
    plan = [Group("Kantor 198609262015051001", "*", ("Kelurahan",)), Group("Seksi", "*", ("Seksi",))]
    report = audit_packages([write(tmp_path / "p", office({"Kelurahan": 40, "Seksi": 20}, plan=plan))])
    assert "personal_number" in rules(report)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (OPINION, None),
        ("59,3.9,≤10,20,70,shown", "ralat_difference"),
        ("58,4.0,≤10,20,70,shown", "ralat_unclear"),
        ("48,3.9,≤10,20,70,shown", None),
    ],
)
def test_a_consultation_published_twice(tmp_path: Path, row: str, rule: str | None) -> None:
    """One answer more is that person's answer, in this table as in the others (R7)."""
    folders = []
    for name, adil in (("a", OPINION), ("b", row)):
        folder = write(tmp_path / name, office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)))
        folders.append(put(folder, "consultation", CONSULTATION, say(adil=adil)))
    assert faults(audit_packages(folders)) == ({rule} if rule else set())


def test_opinions_read_together(tmp_path: Path) -> None:
    """14 ones, 3 threes and 64 fours leave 3-4 of 81 in the middle; in an older package that is noted."""
    for format, found in ((1, set()), (2, {"few_together"})):
        report = opinion(tmp_path / str(format), "81,3.4,15,≤10,80,shown", format)
        assert report.verdict == ("DISCLOSURE" if found else "NONE_FOUND"), list(report.lines("en"))
        assert faults(report) == found
        said = " ".join(f.sentence.en for f in report.findings if f.rule == "few_together")
        assert ("must be 3–4 people in “mid”" in said) == bool(found)  # a note repeats nothing of what follows


def test_shares_of_opinions_of_fewer_than_eighty_people(tmp_path: Path) -> None:
    """20 % and 75 % leave 1-4 of 50 in the middle; from format 2 on such a row shows no shares at all."""
    for row, format, found in (
        ("50,4.2,20,≤10,75,shown", 1, set()),
        ("50,4.2,20,≤10,75,shown", 2, {"few_ratings", "few_together"}),
        ("50,4.2,x,x,x,shown", 2, set()),
        ("79,3.5,35,≤10,60,shown", 2, {"few_ratings"}),
        ("80,3.5,35,≤10,60,shown", 2, set()),
    ):
        report = opinion(tmp_path / f"{format}{row[:9]}", row, format)
        assert faults(report) == found, (row, format, list(report.lines("en")))
    for people in (79, 80):  # from eighty on they may be there: a note
        report = opinion(tmp_path / f"{people}", f"{people},3.5,x,x,x,shown", 2)
        assert rules(report) == ({"shares_absent"} if people == 80 else set())


def opinion(folder: Path, row: str, format: int) -> Report:
    """The audit of a package whose consultation shows one row."""
    rows = say(adil=row, bermanfaat="x,x,x,x,x,withheld", jelas="x,x,x,x,x,withheld")
    write(folder, office({"Kantor": 90}, methods=("self",)), format=format)
    return audit_packages([put(folder, "consultation", CONSULTATION, rows)])
