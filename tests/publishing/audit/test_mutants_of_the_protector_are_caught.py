"""The mutants of docs/disclosure.md as they look from outside: each package must fail the audit."""

import random
from fractions import Fraction
from pathlib import Path

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import (
    Counts,
    Form,
    Group,
    Office,
    change,
    naive_mask,
    office,
    passes,
    right_mask,
    right_mean,
    right_share,
    write,
)


def audit(folder: Path, verdict: str, *rules: str) -> Report:
    report = audit_packages([folder])
    assert report.verdict == verdict, [(f.rule, f.where, f.sentence.en) for f in report.findings]
    assert set(rules) <= {f.rule for f in report.findings}, {f.rule for f in report.findings}
    return report


def test_naive_threshold(tmp_path: Path) -> None:
    data = office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 6})
    report = audit(write(tmp_path / "p", data, mask=naive_mask), "DISCLOSURE", "remainder")
    said = next(f.sentence for f in report.findings if f.rule == "remainder" and "results" in f.where)
    assert "“Kelurahan” + “Sekretariat”" in said.en
    assert "“Seksi”" in said.en
    assert audit_packages([write(tmp_path / "q", data)]).verdict == "NONE_FOUND"


def test_two_small_groups_hide_each_other_but_not_from_their_sum(tmp_path: Path) -> None:
    data = office({"Kelurahan": 24, "Seksi A": 4, "Seksi B": 4}, methods=("self",))
    audit(write(tmp_path / "p", data, mask=naive_mask), "DISCLOSURE", "remainder")


def test_remainder_of_direct_staff_forgotten(tmp_path: Path) -> None:
    data = office({"Kelurahan": 24, "Seksi": 20}, loose=3)
    report = audit(write(tmp_path / "p", data, mask=naive_mask), "DISCLOSURE", "remainder")
    assert any("people without a shown group" in f.sentence.en for f in report.findings)


def test_one_head_rated_by_many(tmp_path: Path) -> None:
    """Twelve forms about a single person attached directly: enough forms, one ratee (L8)."""
    data = office({"Kelurahan": 24, "Seksi": 20}, loose=1, response=0.8)
    extra = [Form("peer", f"Seksi#{i}", "#0", {"L1": 4, "K1": 3}) for i in range(12)]
    data.forms.extend(extra)
    audit(write(tmp_path / "p", data, mask=naive_mask), "DISCLOSURE", "remainder")


def test_zeros_as_partners(tmp_path: Path) -> None:
    def mask(groups: list[Group], counts: Counts) -> set[str]:
        shown = naive_mask(groups, counts)
        hidden = [g for g in groups if g.group not in shown]
        return shown if len(hidden) != 1 else shown - {min(groups[1:], key=lambda g: len(counts[g.group])).group}

    data = office({"Kelurahan": 24, "Kosong": 15, "Sekretariat": 20, "Seksi": 6})
    data.forms = [f for f in data.forms if not f.ratee.startswith("Kosong")]
    audit(write(tmp_path / "p", data, mask=mask), "DISCLOSURE", "remainder")


def nested() -> Office:
    plan = [
        Group("Dinas", "*", ("Dinas / A", "Dinas / B")),
        Group("Dinas / A", "Dinas", ("Dinas / A",)),
        Group("Dinas / B", "Dinas", ("Dinas / B",)),
        Group("Kantor", "*", ("Kantor",)),
    ]
    return office({"Dinas / A": 20, "Dinas / B": 20, "Kantor": 20}, plan=plan)


def test_child_shown_under_a_hidden_parent(tmp_path: Path) -> None:
    def mask(groups: list[Group], counts: Counts) -> set[str]:
        return right_mask(groups, counts) - {"Dinas"}

    audit(write(tmp_path / "p", nested(), mask=mask), "INCONSISTENT", "hidden_parent")


def test_difference_inside_a_subtree(tmp_path: Path) -> None:
    data = nested()
    data.forms = [f for f in data.forms if not f.ratee.startswith("Dinas / B#1")]
    data.forms = [f for f in data.forms if not (f.ratee.startswith("Dinas / B") and f.method == "self")] + [
        f for f in data.forms if f.ratee.startswith("Dinas / B#2") and f.method == "self"
    ]
    audit(write(tmp_path / "p", data, mask=naive_mask), "DISCLOSURE", "remainder")


def test_hide_unanimous_only(tmp_path: Path) -> None:
    """Every mean printed plainly, a group of one voice hidden: the ends are written in a forbidden way."""
    data = office({"Kelurahan": 24, "Seksi": 24}, score=lambda r, p, i: 5 if r.random() < 0.95 else 4)
    plain = {"value": lambda v: f"{float(v):.1f}", "share": lambda v: str(round(v * 20) * 5)}
    audit(write(tmp_path / "p", data, **plain), "INCONSISTENT", "bad_value")


def test_hide_unanimous_only_with_coded_ends(tmp_path: Path) -> None:
    """The unanimous group is withheld although its counts equal those of a criterion where it is shown."""
    data = office(
        {"Kelurahan": 24, "Seksi": 24},
        score=lambda r, p, i: 5 if (i == "K1" and p.startswith("Seksi")) else r.choice((3, 4, 5)),
    )

    def mask(groups: list[Group], counts: Counts) -> set[str]:
        shown = right_mask(groups, counts)
        unanimous = {g for g in shown if len({f.answers["K1"] for f in counts[g]}) == 1}
        return shown - unanimous

    folder = write(tmp_path / "p", data)
    for method in data.methods:
        change(
            folder,
            "results",
            lambda row, m=method: (row["group"], row["method"], row["criterion"]) == ("Seksi", m, "komunikasi"),
            **dict.fromkeys(("assessments", "mean", "low_share", "mid_share", "high_share"), "x"),
            status="withheld",
        )
    audit(folder, "INCONSISTENT", "mask_not_counts")


def test_second_mark(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 5}))
    change(folder, "results", lambda row: row["status"] == "withheld", mean="-")
    audit(folder, "INCONSISTENT", "mark_status")


def test_coding_after_rounding(tmp_path: Path) -> None:
    """12 % rounded to 10 and then coded: ≤10, ≤10 and 75 cannot add up when codes speak of exact values."""

    def late(value: Fraction) -> str:
        near = 5 * int(value * 20 + Fraction(1, 2))
        return "≤10" if near <= 10 else "≥90" if near >= 90 else str(near)

    def score(rng: random.Random, person: str, item: str) -> int:
        place = int(person.partition("#")[2]) % 25
        return 2 if place < 3 else 3 if place < 6 else 4

    data = office({"Kelurahan": 50, "Seksi": 50}, score=score, response=1.0, methods=("self",))
    audit(write(tmp_path / "p", data, share=late), "INCONSISTENT", "shares_sum")
    assert audit_packages([write(tmp_path / "q", data)]).verdict == "NONE_FOUND"


def test_shares_below_forty_ratings(tmp_path: Path) -> None:
    """Fifteen ratings printed as ≤10 / 35 / 65 can only be 0 / 5 / 10."""
    data = office({"Kelurahan": 50, "Seksi": 15}, response=1.0, methods=("self",))
    for i, form in enumerate(f for f in data.forms if f.ratee.startswith("Seksi")):
        form.answers["K1"] = 3 if i < 5 else 4
    folder = write(tmp_path / "p", data, least_ratings=0)
    report = audit(folder, "DISCLOSURE", "few_ratings", "exact_shares")
    assert "0 / 5 / 10" not in report.to_json()  # what follows stands in no published report


def test_predicates_of_fewer_than_forty_people(tmp_path: Path) -> None:
    data = office({"Kelurahan": 50, "Seksi": 20}, response=1.0, methods=("supervisor",))
    report = audit(write(tmp_path / "p", data, least_ratings=0), "DISCLOSURE", "few_ratings")
    assert any("predicates" in f.where for f in report.findings if f.rule == "few_ratings")


def test_a_mean_that_others_force_to_the_end(tmp_path: Path) -> None:
    """Everybody in Seksi gave 5. Coded ≥4.5, but the whole minus Kelurahan leaves no other total."""
    data = office({"Kelurahan": 15, "Seksi": 15}, response=1.0, methods=("self",))
    for i, form in enumerate(data.forms):
        low = form.ratee.startswith("Kelurahan")
        form.answers["K1"] = (3 if i % 15 < 4 else 4) if low else 5
    folder = write(tmp_path / "p", data, value=right_mean, share=right_share)
    report = audit(folder, "DISCLOSURE", "forced_mean")
    assert {f.pair for f in report.findings if f.rule == "forced_mean"} == {("self", "komunikasi")}


def test_the_generator_itself_is_sound() -> None:
    forms = [Form("peer", f"r{i}", f"e{i}", {}) for i in range(10)]
    assert passes(forms)
    assert not passes(forms[:9])
    assert not passes([f._replace(rater="boss") for f in forms])
