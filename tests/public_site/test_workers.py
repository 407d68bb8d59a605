"""Work spread over forked workers comes out as if one had done it; whatever ends one of them is told, and leaves none behind."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from public_site import downloads, open_data, workers
from public_site.build import FileCheck, build, compare
from public_site.workers import spread

from kinerja_words.problems import Figure, Name, Phrase, Problem, Refused, refuse
from tests.conftest import APART as apart
from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
HERE = os.getpid()


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three workers, also where a thread of the test runner waits for its orders, which no worker does."""
    monkeypatch.setattr(workers, "alone", lambda: True)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})


@pytest.fixture(autouse=True)
def nobody_left() -> None:
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_it_works() -> None:
    found = list(spread(lambda n: (n * n, os.getpid()), range(100)))
    assert sorted(square for square, _ in found) == [n * n for n in range(100)]
    assert len({pid for _, pid in found} - {HERE}) == 3


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_the_same_bytes_in_any_number_of_them(
    site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    build(site.packages, CONTENT, tmp_path / "out")
    assert compare(site.out, tmp_path / "out") == []


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "alone", lambda: False)
    assert set(spread(lambda _: os.getpid(), range(100))) == {HERE}


@pytest.mark.parametrize(
    "error",
    [
        refuse("site.link_nowhere", name="pages/a.id.md", url="page:nowhere"),
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a/b.html"),
        KeyError("a mistake of ours"),
    ],
    ids=["refused", "full-disk", "mistake"],
)
def test_what_a_worker_raises_is_raised(error: Exception) -> None:
    def work(n: int) -> int:
        if n == 41:
            raise error
        return n

    with pytest.raises(type(error)) as raised:
        list(spread(work, range(100)))
    assert (raised.value.args, str(raised.value)) == (error.args, str(error))
    if isinstance(error, Refused):
        assert raised.value.problems == error.problems


def test_a_problem_is_the_same_in_another_process() -> None:
    problem = Problem(
        "a.code", row=3, column="nama", who=Name("role.hr"), n=Figure("≤1.5"), more=[Phrase("b.code", x=1)]
    )
    again = pickle.loads(pickle.dumps(Refused([problem], {"nama": "name"})))  # noqa: S301
    assert (again.problems, again.called) == ((problem,), {"nama": "name"})
    assert [type(v) for v in again.problems[0].values.values()] == [Name, Figure, list]
    with pytest.raises(TypeError):
        again.problems[0].values["n"] = 2


def test_a_worker_that_is_killed_is_told_of() -> None:
    def work(n: int) -> int:
        if n == 41:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    with refusing("a process that draws pages was ended"):
        list(spread(work, range(100)))


@pytest.fixture
def standing(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A built site of two cycles, packages of three, and a copy of the site as it was."""
    packages, out = senapelan(tmp_path / "published", 2), tmp_path / "out"
    build(packages, CONTENT, out)
    shutil.copytree(out, tmp_path / "before")
    return senapelan(packages, 3), out, tmp_path / "before"


def untouched(out: Path, before: Path) -> bool:
    return compare(out, before) == [] and not (out.parent / ".out.new").exists()


def test_a_worker_killed_while_it_draws_leaves_the_standing_site(standing: tuple[Path, Path, Path]) -> None:
    packages, out, before = standing

    def killing(staged: Path, published: Path) -> FileCheck:
        def look(name: str, data: bytes, seal: str) -> tuple[list[str], str]:
            if name == "2026-1/index.html":
                os.kill(os.getpid(), signal.SIGKILL)
            return [], ""

        return look

    with refusing("Close other programs, then build the site again"):
        build(packages, CONTENT, out, check=killing)
    assert untouched(out, before)
    assert build(packages, CONTENT, out).changed


@pytest.mark.parametrize("error", [KeyboardInterrupt(), BrokenPipeError()], ids=["ctrl-c", "nobody-listens"])
def test_a_build_that_is_broken_off_leaves_the_standing_site(
    standing: tuple[Path, Path, Path], error: BaseException
) -> None:
    packages, out, before = standing

    def progress(done: int, of: int) -> None:
        if done > of / 2:
            raise error

    with pytest.raises(type(error)):
        build(packages, CONTENT, out, progress=progress)
    assert untouched(out, before)


SLOW = """
import sys, time
from pathlib import Path
from public_site import downloads, open_data, workers
from public_site.build import build
def slowly(staged, published):
    def look(name, data, seal):
        Path(sys.argv[4]).touch()
        time.sleep(0.2)
        return [], ""
    return look
workers.os.sched_getaffinity = lambda _: {0, 1, 2}
build(*map(Path, sys.argv[1:4]), check=slowly)
"""


def test_workers_of_a_killed_build_end_and_let_the_next_one_build(standing: tuple[Path, Path, Path]) -> None:
    packages, out, before = standing
    mark = out.parent / "drawing"
    command = [sys.executable, "-c", SLOW, str(packages), str(CONTENT), str(out), str(mark)]
    with subprocess.Popen(command) as process:
        while not mark.exists():
            time.sleep(0.02)
        process.kill()
    assert compare(out, before) == []
    build(packages, CONTENT, out)
    assert not (out.parent / ".out.new").exists()
    build(packages, CONTENT, out.parent / "full")
    assert compare(out, out.parent / "full") == []


TOLD = """
import sys
from kinerja_words.problems import refuse
from public_site.workers import answer
def work(told):
    told(1, 2)
    if sys.argv[1] == "wrong":
        raise refuse("site.busy", out=sys.argv[2])
    return sys.argv[1:-1]
answer(sys.argv[-1], work)
"""


def test_work_apart_tells_how_it_goes_and_what_comes_of_it() -> None:
    told: list[tuple[int, int]] = []
    assert apart(TOLD, ("right", 3), lambda n, of: told.append((n, of))) == ["right", "3"]
    assert told == [(1, 2)]


def test_what_works_apart_is_told_no_secret_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PASSPHRASE", "lima kata acak yang panjang")
    tells = "import os, sys; from public_site.workers import answer; answer(sys.argv[-1], lambda _: sorted(os.environ))"
    assert not [name for name in apart(tells, (), None) if name.startswith("KINERJA_")]


def test_what_is_refused_apart_is_refused_here() -> None:
    with refusing("The site x is being built by another process"):
        apart(TOLD, ("wrong", "x"), None)


def test_an_interpreter_that_is_killed_is_told_of() -> None:
    with refusing("a process that draws pages was ended"):
        apart("import os; os.kill(os.getpid(), 9)", (), None)


TELLS_ON = """
import os, signal, sys
from public_site.workers import answer
def work(told):
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        told(1, 2)
answer(sys.argv[-1], work)
"""


def test_work_apart_ends_quietly_with_who_waits_for_it() -> None:
    waits = "import os, sys; from public_site.workers import apart; apart(sys.argv[1], (), lambda n, of: os.kill(os.getpid(), 9))"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", waits, TELLS_ON], env=env, capture_output=True, check=False
    )  # until both have ended
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")


def test_a_file_at_two_addresses_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = downloads.as_json
    monkeypatch.setattr(workers, "alone", lambda: False)
    monkeypatch.setattr(downloads, "as_json", lambda package: [made.append(package.id), make(package)][1])
    build(senapelan(tmp_path / "published", 2), CONTENT, tmp_path / "out")
    assert sorted(made) == ["2025-1", "2025-2"]
    twice = ("2025-2/data/kinerja-2025-2.json", "terbaru/data/kinerja.json")
    assert len({(tmp_path / "out" / path).read_bytes() for path in twice}) == 1


def test_a_page_tells_sizes_of_files_that_are_not_made_again(
    standing: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, out, before = standing
    shutil.rmtree(packages / "2026-1")
    (out / "data.html").unlink()
    monkeypatch.setattr(open_data, "files", lambda *_: pytest.fail("made again"))
    assert build(packages, CONTENT, out).drawn == 1
    assert compare(out, before) == []
