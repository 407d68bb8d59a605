"""An objection from filing to a corrected figure in the package, with the mistakes people make."""

import csv
import io
from dataclasses import replace

import pytest

from assessment.objection import Claim, Decision, deadlines, status
from kinerja_office import evaluations, objections, publication, records, settings
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, by_position, on, pair
from tests.wording import refusing

REASONS = "38 dari 40 keluhan saya jawab tepat waktu, lihat buku keluhan."
FILED, DECIDED, AFTER = "2026-07-05", "2026-07-10", "2026-07-23"


@pytest.fixture
def closed(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office, 3)
    small_town.to_state(on(office, "2026-07-02"), "closed")
    return on(office, FILED)


def claim(office, **changes):
    _, boss, superior = pair(office)
    return replace(Claim(boss, superior, ("keluhan", "work_result"), REASONS, "Buku keluhan"), **changes)


def filed(office):
    person = pair(office)[0]
    objections.file(office, ID, person, claim(office))
    return person


UPHELD = Decision(
    "upheld", "Buku keluhan membuktikannya.", {"KEL1": "5", "KEL2": "5", "KEL3": "5"}, {"work_result": "above"}, recommendation="Pertahankan."
)  # fmt: skip


def test_it_works(closed):
    person, boss, superior = pair(closed)
    filed(closed)
    objections.state_side(on(closed, "2026-07-07"), ID, person, boss, "Saya belum melihat buku itu.")
    decided = objections.decide(on(closed, DECIDED), ID, person, superior, UPHELD)
    assert (decided.state, decided.outcome, decided.decided) == ("decided", "upheld", DECIDED)
    assert decided.changed == {
        "KEL1": ("3", "5"), "KEL2": ("3", "5"), "KEL3": ("3", "5"), "work_result": ("as", "above"),
    }  # fmt: skip
    with closed.store.read() as view:
        form = view.get("forms", f"{ID}/supervisor/{boss}/{person}")
        assert objections.open_objections(view, ID) == []
        assert [o.employee for o in objections.to_state(view, ID, boss)] == [person]
        assert [o.employee for o in objections.to_decide(view, ID, superior)] == [person]
    assert form["work_result"] == "above"
    assert form["answers"].count("5") == 3


def test_both_sides_see_where_it_stands_and_until_when(closed):
    person, boss, _ = pair(closed)
    filed(closed)
    with closed.store.read() as view:
        cycle, one = records.cycle(view, ID), objections.get(view, ID, person)
        days = deadlines(cycle, settings.limits(closed, view, cycle), evaluations.get(view, ID, person), one)
    assert [d.day for d in (days.file, days.state, days.decide)] == ["2026-07-22", "2026-07-08", "2026-07-14"]
    assert worded(status(one, days), "id") == "Menunggu tanggapan penilai (sampai 8 Juli 2026)."
    one = objections.state_side(closed, ID, person, boss, "Tanggapan.")
    assert worded(status(one, days), "en") == "Waiting for the decision (by 14 July 2026)."


@pytest.mark.parametrize(
    ("field", "value"),
    [("reasons", "tidak adil"), ("parts", ()), ("parts", ("peer",)), ("superior", ""), ("against", "123")],
)
def test_each_mistake_is_named_with_its_field(closed, field, value):
    with pytest.raises(Refused) as refused:
        objections.file(closed, ID, pair(closed)[0], claim(closed, **{field: value}))
    assert [p.field for p in refused.value.problems] == [field]


def test_an_objection_against_oneself_is_refused(closed):
    person = pair(closed)[0]
    with refusing("object to yourself"):
        objections.file(closed, ID, person, claim(closed, against=person))


def test_the_wrong_superior_is_refused_and_the_right_post_is_named(closed):
    person, boss, superior = pair(closed)
    others = [e.employee_number for e in small_town.people(closed) if e.employee_number not in (person, boss, superior)]
    with refusing("not to you or to that officer"):
        objections.file(closed, ID, person, claim(closed, superior=boss))
    with closed.store.read() as view:
        post = records.roster(view).by_number()[superior].position
    with refusing(post):
        objections.file(closed, ID, person, claim(closed, superior=others[0]))


def test_an_external_superior_decides_about_the_camats_reports(closed):
    secretary, camat = by_position(closed, "Sekretaris Kecamatan"), by_position(closed, "Camat")
    number = secretary.employee_number
    objections.file(closed, ID, number, Claim(secretary.supervisor, camat.supervisor, ("keluhan",), REASONS))
    objections.state_side(closed, ID, number, camat.employee_number, "Tanggapan.")
    decision = replace(UPHELD, levels={}, recommendation="")
    assert objections.record_decision(closed, ID, number, decision, "hr").outcome == "upheld"


def test_for_the_camat_hr_names_the_superior_outside_and_records_the_decision(closed):
    camat = by_position(closed, "Camat")
    number = camat.employee_number
    objections.file(closed, ID, number, Claim(camat.supervisor, "", ("keluhan",), REASONS))
    decision = Decision("rejected", "Bukti tidak mendukung keberatan.", unheard="Pejabat sedang bertugas di luar kota.")
    with refusing("Name the post"):
        objections.record_decision(closed, ID, number, decision, "hr")
    objections.name_outside(closed, ID, number, "Wali Kota", "hr")
    one = objections.record_decision(closed, ID, number, decision, "hr")
    assert (one.outcome, one.outside) == ("rejected", "Wali Kota")


def test_hr_does_not_decide_for_a_superior_of_the_office(closed):
    person = filed(closed)
    with refusing("page of their own"):
        objections.record_decision(closed, ID, person, UPHELD, "hr")


def test_nobody_decides_unheard_unless_they_write_why(closed):
    person, _, superior = pair(closed)
    filed(closed)
    with pytest.raises(Refused) as refused:
        objections.decide(closed, ID, person, superior, UPHELD)
    assert refused.value.problems[0].field == "unheard"
    one = objections.decide(closed, ID, person, superior, replace(UPHELD, unheard="Penilai sakit panjang."))
    assert one.unheard == "Penilai sakit panjang."


def test_only_the_officer_states_and_only_the_superior_decides(closed):
    person, boss, superior = pair(closed)
    filed(closed)
    with pytest.raises(Refused):
        objections.state_side(closed, ID, person, superior, "Tanggapan.")
    for other in (boss, person, ""):
        with pytest.raises(Refused):
            objections.decide(closed, ID, person, other, UPHELD)


@pytest.mark.parametrize(
    "decision",
    [
        replace(UPHELD, answers={"KOM1": "5"}),
        replace(UPHELD, levels={"work_behaviour": "above"}),
        replace(UPHELD, answers={}, levels={}),
        replace(UPHELD, answers={"KEL1": "3"}, levels={}),
        replace(UPHELD, answers={"KEL1": "9"}),
        replace(UPHELD, outcome="rejected"),
        replace(UPHELD, outcome="maybe"),
        replace(UPHELD, reasons="ya"),
    ],
    ids=["beyond", "other level", "nothing", "no change", "scale", "rejected but changed", "outcome", "no reasons"],
)
def test_a_decision_that_does_not_fit_is_refused_and_changes_nothing(closed, decision):
    person, boss, superior = pair(closed)
    filed(closed)
    objections.state_side(closed, ID, person, boss, "Tanggapan.")
    with pytest.raises(Refused):
        objections.decide(closed, ID, person, superior, decision)
    with closed.store.read() as view:
        assert objections.get(view, ID, person).state == "heard"
        assert view.get("forms", f"{ID}/supervisor/{boss}/{person}")["answers"].count("5") == 0


def test_a_decision_is_final(closed):
    person, boss, superior = pair(closed)
    filed(closed)
    objections.state_side(closed, ID, person, boss, "Tanggapan.")
    objections.decide(closed, ID, person, superior, UPHELD)
    for act in (
        lambda: objections.decide(closed, ID, person, superior, UPHELD),
        lambda: objections.withdraw(closed, ID, person),
        lambda: objections.state_side(closed, ID, person, boss, "Lagi."),
        lambda: filed(closed),
    ):
        with pytest.raises(Refused):
            act()


def test_a_withdrawn_objection_can_be_filed_again(closed):
    person = filed(closed)
    objections.withdraw(closed, ID, person)
    filed(closed)
    with closed.store.read() as view:
        assert [o.employee for o in objections.open_objections(view, ID)] == [person]


def test_the_trail_tells_that_and_not_what_or_whose(closed):
    person, boss, superior = pair(closed)
    filed(closed)
    objections.state_side(closed, ID, person, boss, "Tanggapan.")
    objections.decide(closed, ID, person, superior, UPHELD)
    with closed.store.read() as view:
        lines = [x for x in view.get("meta", "trail")["pending"] if x["act"].startswith("objection")]
    assert [x["act"] for x in lines] == ["objection.decide", "objection.correct"]
    assert all(x["details"] == {"cycle": ID} for x in lines)
    assert not any(n in str(lines) for n in (person, boss, superior, "upheld"))


# ---------------------------------------------------------------- publishing


def publish(office, tmp_path, **how):
    return publication.publish(office, ID, tmp_path / "published", {}, "hr", **how)


def mean(files, criterion):
    rows = csv.DictReader(io.StringIO(files["results.csv"].decode()))
    return {
        (r["method"], r["group"]): (r["mean"], r["high_share"]) for r in rows if r["criterion"] == criterion
    }  # fmt: skip


def test_publishing_waits_for_open_objections(closed, tmp_path):
    filed(closed)
    with refusing("1 objection is not decided"):
        publish(on(closed, AFTER), tmp_path)
    assert not (tmp_path / "published" / ID).exists()


def test_nothing_is_published_while_objections_can_be_filed(closed, tmp_path):
    for how in ({}, {"undelivered": True}):
        with refusing("22 July 2026"):
            publish(on(closed, "2026-07-22"), tmp_path, **how)
    assert publish(on(closed, AFTER), tmp_path).report.verdict == "NONE_FOUND"


def test_a_cycle_without_objections_is_published_at_once(office, tmp_path):
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    small_town.to_state(office, "closed")
    assert publish(office, tmp_path).report.verdict == "NONE_FOUND"
    with refusing("no objections"):
        objections.file(office, ID, pair(office)[0], claim(office))


def test_upheld_objections_show_in_the_published_figures(closed, tmp_path):
    """Enough people object for the mean to move: the supervisors' figures are counted from the forms as corrected."""
    before = publication.prepare(on(closed, AFTER), ID, tmp_path / "published", {}).files
    with closed.store.read() as view:
        everyone = records.participants(view, ID)
    for person in small_town.people(closed):
        boss = everyone[person.supervisor]
        if boss.supervisor not in everyone:
            continue
        number = person.employee_number
        objections.file(closed, ID, number, Claim(person.supervisor, boss.supervisor, ("keluhan",), REASONS))
        objections.state_side(closed, ID, number, boss.employee_number, "Tanggapan.")
        decision = replace(UPHELD, levels={}, recommendation="")
        if everyone[boss.supervisor].rated:
            objections.decide(closed, ID, number, boss.supervisor, decision)
        else:
            objections.record_decision(closed, ID, number, decision, "hr")
    after = publish(on(closed, AFTER), tmp_path)
    assert after.report.verdict == "NONE_FOUND"
    assert mean(before, "keluhan")["supervisor", "*"] == ("3.0", "≤10")
    assert mean(after.files, "keluhan")["supervisor", "*"] == ("≥4.5", "≥90")
    assert mean(after.files, "keluhan")["self", "*"] == mean(before, "keluhan")["self", "*"]
    assert mean(after.files, "komunikasi") == mean(before, "komunikasi")
