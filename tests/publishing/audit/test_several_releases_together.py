"""What one package hides and two give away: a broken chain, a cycle published twice, another grouping (R7, L5, L10)."""

import hashlib
import json
from pathlib import Path

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import Group, Office, change, naive_mask, office, right_mask, write


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "release.json").read_bytes()).hexdigest()


def chain(root: Path) -> list[Path]:
    """Three cycles, each release naming the one before."""
    folders: list[Path] = []
    for i, cycle in enumerate(("2025-1", "2025-2", "2026-1")):
        data = office({"Kelurahan": 24, "Seksi": 20}, cycle=cycle, seed=i)
        previous = digest(folders[-1]) if folders else ""
        day = f"2026-0{i + 1}-01"
        folders.append(write(root / cycle, data, release={"previous": previous, "published": day}))
    return folders


def rules(report: Report) -> set[str]:
    return {f.rule for f in report.findings if f.kind != "NOTE"}


def test_a_sound_chain(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    report = audit_packages(folders)
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert report.checked["releases"] == 3
    assert audit_packages(folders[::-1]).to_json() == report.to_json()
    assert audit_packages(folders[1:]).verdict == "NONE_FOUND"  # the oldest given may point outside


def test_a_release_in_the_middle_is_missing(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    assert rules(audit_packages([folders[0], folders[2]])) == {"chain_broken"}


def test_a_package_changed_after_its_release(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    change(folders[0], "plan", lambda r: r["group"] == "Seksi", heads="19")
    assert "chain_broken" in rules(audit_packages(folders))


def test_a_release_rewritten(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    path = folders[1] / "release.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"published": "2026-02-02"}), encoding="utf-8")
    assert "chain_broken" in rules(audit_packages(folders))


def test_two_releases_after_the_same_one(tmp_path: Path) -> None:
    folders = chain(tmp_path)
    path = folders[2] / "release.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"previous": digest(folders[0])}), encoding="utf-8")
    assert "chain_broken" in rules(audit_packages(folders))


def base() -> Office:
    return office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 18}, methods=("self",), response=1.0)


def test_the_same_figures_twice_are_harmless(tmp_path: Path) -> None:
    folders = [write(tmp_path / name, base()) for name in ("a", "b")]
    assert audit_packages(folders).verdict == "NONE_FOUND"


def test_one_form_more_in_the_second_version(tmp_path: Path) -> None:
    """n grows by one and the mean moves: the difference is that person's form (L10)."""
    first, second = base(), base()
    first.forms = first.forms[1:]
    folders = [write(tmp_path / "a", first), write(tmp_path / "b", second)]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "ralat_difference" in rules(report)


def test_equal_counts_with_other_figures_stay_open(tmp_path: Path) -> None:
    first, second = base(), base()
    for form in second.forms[:12]:
        form.answers.update(dict.fromkeys(form.answers, 1))
    folders = [write(tmp_path / "a", first), write(tmp_path / "b", second)]
    report = audit_packages(folders)
    assert report.verdict == "UNDECIDED"
    assert rules(report) == {"ralat_unclear"}


def test_two_masks_of_the_same_forms(tmp_path: Path) -> None:
    """Each mask is sound; together they show the small group by subtraction."""
    data = office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 4}, methods=("self",), response=1.0)

    def other(groups: list[Group], counts: dict[str, list[object]]) -> set[str]:
        return {"*", "Kelurahan"} if "Kelurahan" not in right_mask(groups, counts) else {"*", "Sekretariat"}

    folders = [write(tmp_path / "a", data), write(tmp_path / "b", data, mask=other)]
    assert [audit_packages([f]).verdict for f in folders] == ["NONE_FOUND", "NONE_FOUND"]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "remainder" in rules(report)


def test_another_grouping_of_the_same_forms(tmp_path: Path) -> None:
    sizes = {"A": 20, "B": 4, "C": 20}
    one = office(sizes, plan=[Group("A + B", "*", ("A", "B")), Group("C", "*", ("C",))], methods=("self",))
    two = office(sizes, plan=[Group("A", "*", ("A",)), Group("B + C", "*", ("B", "C"))], methods=("self",))
    folders = [write(tmp_path / "a", one, mask=naive_mask), write(tmp_path / "b", two, mask=naive_mask)]
    assert [audit_packages([f]).verdict for f in folders] == ["NONE_FOUND", "NONE_FOUND"]
    report = audit_packages(folders)
    assert report.verdict == "DISCLOSURE"
    assert "two_plans" in rules(report)


def test_a_plan_that_changed_between_cycles_is_noted(tmp_path: Path) -> None:
    one = office({"A": 20, "B": 20}, cycle="2025-1")
    two = office({"A": 20, "C": 20}, cycle="2026-1")
    report = audit_packages([write(tmp_path / "a", one), write(tmp_path / "b", two)])
    assert report.verdict == "NONE_FOUND"
    notes = [f.sentence.en for f in report.findings if f.rule == "plan_changed"]
    assert len(notes) == 3
    assert "“B”, “C”" in notes[0]
