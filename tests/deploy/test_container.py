"""The container's recipe by its shape: nobody's root, one volume, what is installed is locked; what it copies is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "deploy" / "Containerfile").read_text().replace("\\\n", " ").splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]


def of(word: str) -> list[str]:
    return [rest for step, rest in STEPS if step == word]


def test_every_step_is_one_that_builders_know() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {step for step, _ in STEPS} <= known
    assert STEPS[0][0] == "FROM"


def test_it_runs_as_nobody_in_particular_and_writes_to_one_volume() -> None:
    last = [step for step, _ in STEPS][::-1].index("FROM")
    final = STEPS[len(STEPS) - last :]
    users = [rest for step, rest in final if step == "USER"]
    assert users == ["10001"]
    assert [step for step, _ in final].index("USER") < [step for step, _ in final].index("ENTRYPOINT")
    assert of("VOLUME") == ["/data"]
    settings = dict(pair.split("=") for rest in of("ENV") for pair in rest.split())
    assert {k: v for k, v in settings.items() if v.startswith("/")} == {
        "KINERJA_DATA": "/data",
        "KINERJA_CONTENT": "/data/content",
    }
    assert not any(re.search("PASSPHRASE|SECRET|KEY", name) for name in settings)


def test_what_is_installed_is_locked_and_what_is_copied_is_there() -> None:
    assert all(
        "--require-hashes" in run or "--no-deps" in run for run in of("RUN") for _ in re.findall("pip install", run)
    )
    assert " ".join(of("RUN")).count("-r requirements") == 2, "what KINERJA_STORE may name can be reached, too"
    assert "-r requirements-postgres.txt" in " ".join(of("RUN"))
    for source, *_ in (rest.split() for rest in of("COPY")):
        assert source.startswith("--from=") or (ROOT / source).exists()
    assert {".venv", "data", ".git"} <= {*(ROOT / ".containerignore").read_text().split()}


@pytest.mark.quality
def test_it_is_built_and_an_office_begins_in_it_without_root_and_without_writing_elsewhere(tmp_path: Path) -> None:
    """Where podman or docker answers; elsewhere the recipe was only read, by the tests above."""
    builder = next((b for b in ("podman", "docker") if shutil.which(b) and not run(b, "info").returncode), None)
    if builder is None:
        pytest.skip("no podman or docker answers here: the image was not built, its recipe was only read")
    image = f"kinerja-test-{tmp_path.name.lower()}"
    try:
        built = run(builder, "build", "-f", ROOT / "deploy" / "Containerfile", "-t", image, ROOT)
        assert built.returncode == 0, built.stderr
        closed = ("run", "--rm", "--read-only", "--tmpfs", "/tmp", "-v", f"{image}:/data")  # noqa: S108  # the image's
        assert run(builder, *closed, "--entrypoint", "id", image, "-u").stdout.strip() == "10001"
        for words in (("--version",), ("new-office", "/data"), ("init",), ("doctor",)):
            done = run(builder, *closed, image, *words)
            assert done.returncode == 0, (words, done.stdout, done.stderr)
    finally:
        run(builder, "volume", "rm", "-f", image)
        run(builder, "rmi", "-f", image)


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(w) for w in words], capture_output=True, text=True)
