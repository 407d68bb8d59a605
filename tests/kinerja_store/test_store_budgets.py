"""What storage may cost in memory and bytes. What it may cost in time is held by `bench/store.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from tests.kinerja_store.helpers import assessment, fresh, opened


def _bench() -> ModuleType:
    path = Path(__file__).parents[2] / "bench" / "store.py"
    sys.path.insert(0, str(path.parent))
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
