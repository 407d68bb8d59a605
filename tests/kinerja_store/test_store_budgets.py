"""What storage may cost. Times are held by `bench/store.py`; here what does not depend on a busy machine, and a long form."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.kinerja_store.helpers import assessment, fresh, opened


def _bench() -> ModuleType:
    path = Path(__file__).parents[2] / "bench" / "store.py"
    spec = importlib.util.spec_from_file_location("bench_store", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_store"] = module
    spec.loader.exec_module(module)
    return module


def test_thirty_thousand_assessments_stay_small(ram: Path) -> None:
    assert _bench().memory(ram) <= 20


def test_a_change_costs_the_same_number_of_bytes_at_any_size(ram: Path) -> None:
    store = fresh(ram / "private")

    def one_more(number: int) -> int:
        file = store.engine._custody._file
        before = file.end
        with store.write() as change:
            change.put("forms", f"{number:06d}", assessment(number))
        return int(file.end - before)

    first = one_more(0)
    with store.write() as change:
        for number in range(1, 5000):
            change.put("forms", f"{number:06d}", assessment(number))
    assert one_more(5000) == first < 400
    store.close()
    with opened(ram / "private") as again, again.read() as view:
        assert view.count("forms") == 5001


@pytest.mark.quality
def test_the_budgets_of_time(tmp_path: Path) -> None:
    """On a quiet machine: one change ≤ 1.25 bare appends, flat up to 50,000; 16 threads ≥ 2.5; opening ≤ 2 × parsing."""
    bench = _bench()
    ours = {}
    for size in (0, 50_000):
        (tmp_path / str(size)).mkdir()
        ours[size] = bench.one_record(tmp_path / str(size), size, 800, quick=True)["ours"]
    assert max(ours.values()) <= 1.25, ours
    assert ours[50_000] <= 1.2 * ours[0], ours
    (tmp_path / "threads").mkdir()
    assert bench.many_threads(tmp_path / "threads", 16_000)["ours"] >= 2.5
    again = bench.restart(tmp_path)
    assert max(again["from the journal"], again["from a snapshot"]) <= 2.0
