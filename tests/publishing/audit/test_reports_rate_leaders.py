"""Format 5: reports rate their leader. Many forms about few people, so people are counted, not forms."""

from pathlib import Path

import pytest

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import Counts, Group, Office, change, led, office, rows_of, write

CITY = {"Dinas": [6, 5, 9] * 6, "Kecamatan": [5, 7, 6, 12] * 4}
FIVE = [10] * 5
YEARS = (("2025-1", ("2025-01-01", "2025-01-31")), ("2026-1", ("2026-01-01", "2026-01-31")))


def rules(report: Report) -> set[str]:
    return {f.rule for f in report.findings if f.kind != "NOTE"}


def forms_alone(groups: list[Group], counts: Counts) -> set[str]:
    """Mutant: enough forms are enough, whomever they are about."""
    return {g.group for g in groups if len(counts[g.group]) >= 10}


def test_a_citys_rows_are_shown_and_nothing_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", led(CITY), format=5)
    report = audit_packages([folder])
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert {r["group"] for r in rows_of(folder, "results") if r["status"] == "shown"} == {"*", *CITY}


def test_its_words_are_known_in_both_languages(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", led(CITY), format=5)
    change(folder, "results", lambda r: r["group"] == "Dinas", assessments="x")
    (said,) = {f.sentence for f in audit_packages([folder]).findings if f.rule == "mark_status"}
    assert "penilaian bawahan" in said.id
    assert "reports' assessment" in said.en


@pytest.mark.parametrize("leaders", [1, 2, 4])
def test_many_forms_about_few_leaders_are_told(tmp_path: Path, leaders: int) -> None:
    data = led({"Kantor": [11] * leaders})
    sound = write(tmp_path / "withheld", data, format=5)
    assert audit_packages([sound]).verdict == "NONE_FOUND"
    assert {r["status"] for r in rows_of(sound, "results")} == {"withheld"}
    naive = audit_packages([write(tmp_path / "shown", data, format=5, mask=forms_alone)])
    assert naive.verdict == "DISCLOSURE"
    assert "direct" in rules(naive)


def test_few_leaders_outside_the_shown_rows_are_told(tmp_path: Path) -> None:
    data = led({"Dinas": [6] * 16, "Kantor": [20] * 3})
    data.plan = data.plan[:2]
    naive = audit_packages([write(tmp_path / "shown", data, format=5, mask=forms_alone)])
    assert "remainder" in rules(naive)
    assert audit_packages([write(tmp_path / "sound", data, format=5)]).verdict == "NONE_FOUND"


@pytest.mark.parametrize(("methods", "format"), [(("subordinate",), 4), (("self", "tetangga"), 5)])
def test_a_method_that_the_format_does_not_have_is_not_vouched_for(
    tmp_path: Path, methods: tuple[str, ...], format: int
) -> None:
    data = led({"Kantor": [6] * 6})
    data.methods = methods
    assert audit_packages([write(tmp_path / "p", data, format=format)]).verdict == "INCONSISTENT"


def test_a_part_of_a_year_has_no_reports(tmp_path: Path) -> None:
    data = led({"Kantor": [6] * 6})
    assert audit_packages([write(tmp_path / "year", data, format=5, period="2026")]).verdict == "NONE_FOUND"
    assert audit_packages([write(tmp_path / "quarter", data, format=5, period="2026-Q1")]).verdict == "INCONSISTENT"


def two_years(root: Path, before: Office, after: Office, format: int = 5) -> Report:
    folders = []
    for data, (cycle, dates) in zip((before, after), YEARS, strict=True):
        data.cycle = cycle
        folders.append(write(root / cycle, data, format=format, dates=dates))
    return audit_packages(folders)


@pytest.mark.parametrize(("more", "told"), [([10], False), ([10, 10], False), ([26], True), ([50], True)])
def test_one_leader_more_with_a_large_part_of_the_forms_is_told(tmp_path: Path, more: list[int], told: bool) -> None:
    """Fifty forms in tenths; the new leader's mean would be known to less than the half step that leader reads."""
    report = two_years(tmp_path, led({"Kantor": FIVE}), led({"Kantor": FIVE + more}))
    assert ("joiner" in rules(report)) == told, list(report.lines("en"))
    assert report.verdict == ("DISCLOSURE" if told else "NONE_FOUND")
    assert {f.pair[0] for f in report.findings if f.rule == "joiner" and f.pair} == ({"subordinate"} if told else set())


def test_one_leader_less_tells_the_same(tmp_path: Path) -> None:
    assert "joiner" in rules(two_years(tmp_path, led({"Kantor": [*FIVE, 50]}), led({"Kantor": FIVE})))


def test_an_older_package_keeps_its_own_rules(tmp_path: Path) -> None:
    """The same figures as peers' forms: of format 4 one person more with many forms was not looked at."""

    def peers(sizes: list[int]) -> Office:
        data = led({"Kantor": sizes})
        data.forms = [f._replace(method="peer") for f in data.forms]
        data.methods = ("peer",)
        return data

    for format in (4, 5):
        report = two_years(tmp_path / f"{format}", peers(FIVE), peers([*FIVE, 50]), format)
        assert ("joiner" in rules(report)) == (format == 5)


def test_a_year_with_the_method_is_audited_beside_one_without(tmp_path: Path) -> None:
    before, after = (office({"Kelurahan": 24, "Seksi": 20}, seed=n) for n in (1, 2))
    reports = led({"Kelurahan": [6] * 24, "Seksi": [5] * 20})
    after.forms, after.methods = after.forms + reports.forms, (*before.methods, *reports.methods)
    folders = []
    for data, made, (cycle, dates) in zip((before, after), (4, 5), YEARS, strict=True):
        data.cycle = cycle
        folders.append(write(tmp_path / cycle, data, format=made, dates=dates))
    report = audit_packages(folders)
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert any(r["method"] == "subordinate" and r["status"] == "shown" for r in rows_of(folders[1], "results"))
