"""What the site refuses to draw from, each with a sentence that says what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from public_site.build import build, compare

from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing, said


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return senapelan(tmp_path / "published", 1)


def changed_figure(folder: Path) -> None:
    path = folder / "results.csv"
    path.write_text(path.read_text("utf-8").replace("3.7", "4.2", 1), "utf-8")


def missing_table(folder: Path) -> None:
    (folder / "participation.csv").unlink()


def other_descriptor(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("Semester I 2025", "Semester 1 2025"), "utf-8")


def broken_json(folder: Path) -> None:
    (folder / "instrument.json").write_text("{", "utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        del resource["hash"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (folder / "release.json").write_text('{"cycle": "2025-1", "published": "2025-07-16"}', "utf-8")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (changed_figure, "results.csv has changed since its release"),
        (missing_table, "participation.csv is missing"),
        (other_descriptor, "datapackage.json is not the released one"),
        (broken_json, "cannot be read"),
    ],
)
def test_a_package_that_is_not_the_published_one(
    packages: Path, harm: Callable[[Path], None], sentence: str, tmp_path: Path
) -> None:
    harm(packages / "2025-1")
    with refusing(sentence) as caught:
        build(packages, CONTENT, tmp_path / "out")
    assert said(caught.value, "id") != said(caught.value, "en")
    assert not (tmp_path / "out").exists()


def test_what_is_not_listed_or_lies_elsewhere_reaches_no_page_and_no_download(packages: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia.csv").write_text("rahasia\n", "utf-8")
    build(packages, CONTENT, tmp_path / "out")
    folder = packages / "2025-1"
    for name in ("evil.html", "index.html", "lain.csv", "notes.html", ".notes.md"):
        (folder / name).write_text("<script>rahasia</script>", "utf-8")
    (folder / "tautan.csv").symlink_to(tmp_path / "rahasia.csv")
    (folder / "dalam").mkdir()
    (folder / "dalam" / "results.csv").write_text("rahasia", "utf-8")
    build(packages, CONTENT, tmp_path / "again")
    assert compare(tmp_path / "out", tmp_path / "again") == []


@pytest.mark.parametrize("name", ["results.csv", "datapackage.json", "release.json", "instrument.json"])
def test_a_file_of_a_package_is_no_link_to_one_elsewhere(packages: Path, tmp_path: Path, name: str) -> None:
    file = packages / "2025-1" / name
    file.rename(tmp_path / name)
    file.symlink_to(tmp_path / name)
    with refusing(f"{name} is missing"):
        build(packages, CONTENT, tmp_path / "out")


@pytest.mark.parametrize("path", ["../../rahasia.csv", "/etc/passwd", "dalam/results.csv", "evil.html", ""])
def test_a_listed_name_that_no_file_of_a_package_has(packages: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "rahasia.csv").write_text("rahasia\n", "utf-8")
    (packages / "2025-1" / "evil.html").write_text("rahasia", "utf-8")
    file = packages / "2025-1" / "datapackage.json"
    said = json.loads(file.read_text("utf-8"))
    said["resources"].append({"path": path})
    file.write_text(json.dumps(said), "utf-8")
    (packages / "2025-1" / "release.json").write_text('{"cycle": "2025-1", "published": "2025-07-16"}', "utf-8")
    with refusing("is missing|no longer|not there"):
        build(packages, CONTENT, tmp_path / "out")


def test_a_half_written_package_is_not_seen(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages / "2025-1", packages / ".2025-2.tmp")
    assert build(packages, CONTENT, tmp_path / "out").cycles == ("2025-1",)


def test_no_content(tmp_path: Path) -> None:
    with refusing(r"There is no file .*nowhere/organisation\.toml"):
        build(tmp_path, tmp_path / "nowhere", tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("organisation.toml", "name = {", "organisation.toml, line 1: not valid TOML"),
        ("pages/mengapa.id.md", "Tanpa judul", "must begin with a"),
        ("pages/mengapa.id.md", '+++\ntitle = "A"\n+++\n', "pages/mengapa.id.md, line 2: description is missing"),
        (
            "organisation.toml",
            'name = "Kantor"\nlogo = "tidak-ada.svg"',
            "organisation.toml, line 2: the logo tidak-ada.svg is not in content",
        ),
    ],
)
def test_content_with_a_mistake(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / name).write_text(text, "utf-8")
    with refusing(sentence):
        build(tmp_path / "none", content, tmp_path / "out")


def test_content_in_another_encoding(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / "glossary.toml").write_bytes("# é".encode("cp1252"))
    with refusing("glossary.toml, line 1: this is no UTF-8 text"):
        build(tmp_path / "none", content, tmp_path / "out")
