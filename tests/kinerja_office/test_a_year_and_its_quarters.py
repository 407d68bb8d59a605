"""A year with its four quarters: the short form needs nothing of its own behind it, and the set tells of nobody."""

import csv
import io
import json

import pytest

from assessment.cycle import Cycle
from assessment.goal import Wish
from assessment.instrument import build_instrument
from kinerja_office import cycles, goals, publication, records
from publishing.audit import audit_packages
from tests.kinerja_office import small_town
from tests.kinerja_office.quarters import PLAYED, play
from tests.kinerja_office.small_town import instrument, on
from tests.wording import refusing


@pytest.fixture
def played(office, tmp_path):
    return {id: play(office, tmp_path / "published", id) for id in PLAYED}, tmp_path / "published", office


def test_all_of_them_are_published_and_compare_like_with_like(played):
    made, packages, office = played
    assert {p.report.verdict for p in made.values()} == {"NONE_FOUND"}
    report = audit_packages(publication.released(packages))
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert not {f.rule for f in report.findings} & {"same_period", "joiner"}
    stated = {id: json.loads(p.files["datapackage.json"])["kinerja"] for id, p in made.items()}
    assert {id: s["period"] for id, s in stated.items()} == {id: p for id, (p, _, _) in PLAYED.items()}
    assert stated["2026-tw1"]["instrument"]["version"] == instrument().version + "+ringkas"
    compared = {}
    for id, one in made.items():
        rows = csv.DictReader(io.StringIO(one.files["plan.csv"].decode()))
        compared[id] = {r["comparable_with"] for r in rows if r["group"] == "*"}
    assert compared == {
        "2025": {""}, "2026": {"2025"}, "2026-tw1": {""}, "2026-tw2": {"2026-tw1"},
        "2026-tw3": {"2026-tw1 + 2026-tw2"}, "2026-tw4": {"2026-tw1 + 2026-tw3"},
    }  # fmt: skip
    with office.store.read() as view:
        assert publication.prepare(office, "2026", packages, {}).report.verdict == "NONE_FOUND"
        assert {c.id: c.kind for c in records.cycles(view)}["2026-tw4"] == "quarter"


def test_the_same_quarter_is_refused_before_anybody_is_asked(played):
    _, _, office = played
    with refusing("Triwulan I 2026 sudah dinilai", "id"):
        cycles.create(
            office, "lagi", instrument(), "Lagi", "2026-05-01", "2026-05-09", None, (), "hr", period="2026-Q1"
        )


def test_a_quarter_asks_its_short_form_and_a_new_version_is_made_short_too(office):
    id, (period, start, end) = "2026-tw1", PLAYED["2026-tw1"]
    now = on(office, start)
    cycles.create(now, id, instrument(), "TW", start, end, None, (), "hr", period=period)

    def asked() -> tuple[Cycle, list[str]]:
        with office.store.read() as view:
            one = records.cycle(view, id)
            return one, [i.code for i in records.instrument(view, one).items]

    one, items = asked()
    assert (one.version, len(items)) == (f"{instrument().version}+ringkas", len(instrument().criteria))
    newer = build_instrument({**instrument().source, "version": "9"})
    cycles.revise_instrument(now, id, newer, "hr")
    assert asked() == (Cycle.from_doc({**one.to_doc(), "version": "9+ringkas"}), items)
    bare = {**instrument().source, "version": "10"}
    bare["criteria"] = [{**c, "items": [{**i, "short": False} for i in c["items"]]} for c in bare["criteria"]]
    with refusing("short = true", "id"):
        cycles.revise_instrument(now, id, build_instrument(bare), "hr")


def test_one_more_form_in_a_quarter_changes_nothing_else_that_is_published(office, tmp_path):
    """Two worlds: in one of them a statement that quarters do not ask was marked otherwise in the year. Their quarters are the same bytes."""
    worlds = []
    for n, score in enumerate((4, 5)):
        with small_town.town(tmp_path / f"w{n}") as one:
            play(one, tmp_path / f"p{n}", "2025", score)
            worlds.append(play(one, tmp_path / f"p{n}", "2026-tw1").files)
    hidden = {"release.json", "audit.json", "receipts.csv", "datapackage.json"}  # the chain, and codes drawn at random
    same = [{k: v for k, v in w.items() if k not in hidden} for w in worlds]
    assert same[0] == same[1]


def test_a_quarter_looks_at_the_years_results_as_they_stood(office):
    """An SKP is of a year; a periodic evaluation looks at its progress (Lampiran IV.B.3.a.1.a)."""
    now = on(office, "2026-01-05")
    cycles.create(now, "2026", instrument(), "2026", "2026-12-15", "2027-01-15", ("self", "supervisor"), ("goals",), "hr", period="2026")  # fmt: skip
    cycles.next_stage(now, "2026", "hr")
    quarter = cycles.create(now, "2026-tw1", instrument(), "TW I", "2026-04-01", "2026-04-10", None, (), "hr", period="2026-Q1")  # fmt: skip
    free = cycles.create(now, "lepas", instrument(), "Lepas", "2025-06-01", "2025-06-10", None, (), "hr")
    with office.store.read() as view:
        people = records.people(view, quarter)
    person, boss = next((e.employee_number, e.supervisor) for e in people.values() if e.supervisor in people)
    goal = goals.save(now, "2026", person, Wish("Surat selesai tanpa menunggu lama", success="Paling lama 20 menit"))
    goals.propose(now, "2026", person, goal.id)
    goals.agree(now, "2026", boss, person, goal.id)
    for day, said in (("2026-03-31", "24 menit"), ("2026-04-10", "22 menit"), ("2026-04-11", "18 menit")):
        goals.report(on(office, day), "2026", person, goal.id, said)
    with office.store.read() as view:
        assert [goals.skp_cycle(view, c).id for c in (quarter, free)] == ["2026", "lepas"]
        (seen,) = goals.evidence_for(view, quarter, boss, person).goals
        assert seen.id == goal.id
        (then,) = goals.up_to([seen], quarter.end)
        assert [r.said for r in then.realisations] == ["24 menit", "22 menit"]
        assert [r.said for r in goals.up_to([seen], "")[0].realisations] == ["24 menit", "22 menit", "18 menit"]
