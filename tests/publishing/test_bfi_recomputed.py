"""Every figure of a package from 2,800 real people, recomputed from the CSV with nothing but csv and fractions."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent / "data" / "bfi"


@pytest.fixture(scope="module")
def package() -> dict[str, bytes]:
    """The package as the product builds it."""
    from assessment.form import parse_assessments
    from assessment.instrument import parse_instrument
    from assessment.organisation import Disclosure, Organisation
    from assessment.roster_reading import parse_roster
    from publishing.count import count_method
    from publishing.package import Release, build_package
    from publishing.plan import make_plan

    people = parse_roster((DATA / "roster.csv").read_bytes(), "roster.csv", "any").employees
    instrument = parse_instrument((DATA / "bfi.toml").read_text(), "bfi.toml")
    forms = [f for _, f in parse_assessments((DATA / "assessments.csv").read_bytes(), "assessments.csv", instrument)]
    d = Disclosure()
    plan = make_plan(people, [(f.method, f.rater, f.ratee) for f in forms], ["self"], d)
    groups = {e.employee_number: e.group for e in people}
    counts = count_method(plan, instrument, groups, forms, "self", [(f.rater, f.ratee) for f in forms], d)
    return build_package(Release(
        "bfi", "bfi", "2024-01-01", "2024-01-31", "2024-02-01", ("self",), plan, {"self": counts}, instrument,
        Organisation({"en": "bfi"}, d), imported_whole=True,
        receipts={"self": [f"R{n:05}" for n in range(len(forms))]},
    ))  # fmt: skip


def half_up(value: Fraction, step: Fraction) -> Fraction:
    return ((value / step + Fraction(1, 2)).__floor__()) * step


def expected() -> dict[tuple[str, str], tuple[str, str, str, str, str]]:
    """(group, criterion) → forms, mean, low, mid, high, from the files alone."""
    with (DATA / "bfi.toml").open("rb") as file:
        form = tomllib.load(file)
    low, high, bands = form["scale"]["min"], form["scale"]["max"], form["bands"]
    with (DATA / "roster.csv").open(encoding="utf-8", newline="") as file:
        group = {r["employee_number"]: r["publication_group"] for r in csv.DictReader(file)}
    forms: Counter[tuple[str, str]] = Counter()
    ratings = defaultdict(list)
    with (DATA / "assessments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for criterion in form["criteria"]:
                given = [
                    low + high - int(row[i["code"]]) if i.get("reversed") else int(row[i["code"]])
                    for i in criterion["items"]
                    if row[i["code"]] not in ("", "TD")
                ]
                for where in ("*", group[row["ratee"]]):
                    forms[where, criterion["code"]] += bool(given)
                    ratings[where, criterion["code"]] += given
    out = {}
    for key, values in ratings.items():
        mean = Fraction(sum(values), len(values))
        text = f"{float(half_up(mean, Fraction(1, 10))):.1f}"
        text = (
            f"≤{low}.5" if mean <= low + Fraction(1, 2) else f"≥{high - 1}.5" if mean >= high - Fraction(1, 2) else text
        )
        shares = []
        for first, last in (
            bands["low"][::-1][-1:] + bands["low"][-1:],
            bands["mid"][:1] + bands["mid"][-1:],
            bands["high"][:1] + bands["high"][-1:],
        ):
            share = Fraction(100 * sum(first <= v <= last for v in values), len(values))
            shares.append("≤10" if share <= 10 else "≥90" if share >= 90 else str(half_up(share, Fraction(5))))
        out[key] = (str(forms[key]), text, *shares)
    return out


def test_every_mean_and_share_is_that_of_the_file(package):
    shown = {
        (r["group"], r["criterion"]): (r["assessments"], r["mean"], r["low_share"], r["mid_share"], r["high_share"])
        for r in csv.DictReader(io.StringIO(package["results.csv"].decode()))
        if r["status"] == "shown"
    }
    assert len(shown) == 7 * 5, "the whole and six groups, five criteria, all shown"
    assert shown == expected()


def test_participation_is_that_of_the_file(package):
    with (DATA / "roster.csv").open(encoding="utf-8", newline="") as file:
        heads = Counter(r["publication_group"] for r in csv.DictReader(file))
    found = {
        r["group"]: (r["assigned"], r["assessments"])
        for r in csv.DictReader(io.StringIO(package["participation.csv"].decode()))
    }
    assert found == {"*": ("2800", "2800")} | {g: (str(n), str(n)) for g, n in heads.items()}


def test_missing_answers_and_reversed_items_are_in_the_file():
    """Otherwise the test above would prove little."""
    text = (DATA / "assessments.csv").read_text()
    assert sum(line.count(",,") + line.endswith(",") for line in text.splitlines()) > 400
    assert (DATA / "bfi.toml").read_text().count("reversed = true") == 7
