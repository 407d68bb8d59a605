import ast
import json
import sys
from pathlib import Path

import pytest

import publishing.audit
from publishing.audit import audit_packages
from publishing.audit.__main__ import main
from tests.publishing.audit.small_office import Group, office, write


def test_it_works(package: Path) -> None:
    report = audit_packages([package])
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))
    assert report.exit_code == 0
    assert report.checked["shown"] > 20


@pytest.mark.parametrize("seed", range(8))
def test_sound_packages_of_many_shapes(tmp_path: Path, seed: int) -> None:
    plan = [
        Group("Dinas", "*", ("Dinas / A", "Dinas / B")),
        Group("Dinas / A", "Dinas", ("Dinas / A",)),
        Group("Dinas / B", "Dinas", ("Dinas / B",)),
        Group("Kantor + Seksi", "*", ("Kantor", "Seksi")),
    ]
    sizes = {"Dinas / A": 15 + seed, "Dinas / B": 22, "Kantor": 9, "Seksi": 12}
    data = office(sizes, loose=seed, plan=plan, seed=seed, response=0.75)
    report = audit_packages([write(tmp_path / "p", data)])
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))


def test_the_report_is_the_same_bytes_and_both_languages(package: Path) -> None:
    first, second = (audit_packages([package]).to_json() for _ in range(2))
    assert first == second
    value = json.loads(first)
    assert set(value) == {"verdict", "findings", "checked"}
    assert set(value["checked"]["cannot_see"]) == {"id", "en"}


def test_every_sentence_exists_in_both_languages_and_ends(package: Path) -> None:
    from publishing.audit.sentences import DISCLOSURE, INCONSISTENT, NOTE, SENTENCES, UNDECIDED

    for rule, said in SENTENCES.items():
        assert set(said) == {"kind", "id", "en"}, rule
        assert said["kind"] in (DISCLOSURE, UNDECIDED, INCONSISTENT, NOTE), rule
        for text in (said["id"], said["en"]):
            assert text.rstrip().endswith((".", "{redo}")), rule


def test_the_command_prints_the_verdict(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package)]) == 0
    assert capsys.readouterr().out.startswith("NONE_FOUND")
    assert main(["--json", str(package)]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "NONE_FOUND"


def test_it_imports_the_standard_library_only() -> None:
    folder = Path(publishing.audit.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level <= 1, path.name
                names = [node.module or ""] if node.level == 0 else []
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names, (path.name, name)
