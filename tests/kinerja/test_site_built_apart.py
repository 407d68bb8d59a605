"""Where other threads run, as in the form service, the site is built by a fresh interpreter: with the same bytes, progress and
refusals."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from public_site import workers
from public_site.build import compare

from kinerja.cli.building import build_here, build_site
from tests.conftest import APART
from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing


@pytest.fixture(autouse=True)
def another_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(workers, "apart", APART)
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


def test_a_thread_is_seen() -> None:
    assert not workers.alone()


def test_it_comes_out_the_same_and_tells_its_progress(tmp_path: Path) -> None:
    packages, told = senapelan(tmp_path / "published", 1), []
    report = build_site(packages, CONTENT, tmp_path / "apart", progress=lambda n, of: told.append((n, of)))
    assert report == build_here(packages, CONTENT, tmp_path / "here")
    assert compare(tmp_path / "apart", tmp_path / "here") == []
    assert told[-1] == (report.files, report.files)
    assert told == sorted(told)
    again = build_site(packages, CONTENT, tmp_path / "apart", full=True)
    assert (again.drawn, again.kept) == (report.files, 0)


def test_a_refusal_comes_back_in_words_and_the_site_stands(tmp_path: Path) -> None:
    packages, out = senapelan(tmp_path / "published", 1), tmp_path / "out"
    build_site(packages, CONTENT, out)
    before = (out / "index.html").read_bytes()
    results = packages / "2025-1" / "results.csv"
    results.write_bytes(results.read_bytes().replace(b"3.9", b"3.8", 1))
    with refusing(r"results\.csv has changed since its release"):
        build_site(packages, CONTENT, out)
    assert (out / "index.html").read_bytes() == before


def test_what_is_wrong_on_a_page_names_the_page(tmp_path: Path) -> None:
    packages, content = senapelan(tmp_path / "published", 1), tmp_path / "content"
    shutil.copytree(CONTENT, content)
    page = content / "pages" / "mengapa.id.md"
    page.write_text(page.read_text("utf-8") + "\n[[tidak-ada]]\n", "utf-8")
    with refusing(r"pages/mengapa\.id\.md.*tidak-ada"):
        build_site(packages, content, tmp_path / "out")
    assert not (tmp_path / "out").exists()
