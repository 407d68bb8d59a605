"""Three hundred groups, nine criteria, three methods: cleared; and what exceeds a bound is never called safe."""

import random
from pathlib import Path

import pytest

from publishing.audit import audit_packages, rows
from tests.publishing.audit import small_office
from tests.publishing.audit.small_office import Counts, Group, Office, naive_mask, office, write


@pytest.fixture
def nine_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    nine = {f"c{i}": tuple(f"C{i}{j}" for j in range(3)) for i in range(9)}
    monkeypatch.setattr(small_office, "CRITERIA", nine)
    monkeypatch.setattr(Office, "covers", lambda self, g, p: g.group == "*" or self.people[p] in g.members)


def test_a_city_is_audited_within_the_bounds(tmp_path: Path, nine_criteria: None) -> None:
    rng = random.Random(5)
    sizes = {f"G{i:03}": rng.randint(15, 18) for i in range(300)}
    moods: dict[str, float] = {}

    def score(r: random.Random, person: str, item: str) -> int:
        mood = moods.setdefault(person.partition("#")[0] + item[:2], r.choice((1.4, 3.0, 3.6, 4.7)))
        return min(5, max(1, round(r.gauss(mood, 0.7))))

    def mask(groups: list[Group], counts: Counts) -> set[str]:
        return naive_mask(groups, counts)

    folder = write(tmp_path / "p", office(sizes, score=score), mask=mask)
    report = audit_packages([folder])
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))[:5]
    assert report.checked["cells"] > 300 * 27


def test_an_exhausted_bound_is_undecided(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ENUMERATE", 1)
    report = audit_packages([package])
    assert report.verdict == "UNDECIDED"
    assert {f.rule for f in report.findings if f.kind == "UNDECIDED"} == {"too_large"}
