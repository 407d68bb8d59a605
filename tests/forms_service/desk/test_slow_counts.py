"""Counting a city's participation opens every ballot: a slow count is kept a moment, a quick one never."""

from forms_service.desk.memory import SHARE, SLOW, Counted


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_quick_count_is_made_every_time() -> None:
    calls: list[int] = []
    counted = Counted(Clock())
    for _ in range(3):
        counted.get(("c", "assessment"), lambda: calls.append(1) or len(calls))
    assert len(calls) == 3


def test_a_slow_count_is_kept_for_a_share_of_its_cost() -> None:
    clock, calls = Clock(), []
    counted = Counted(clock)

    def count() -> int:
        clock.now += 2 * SLOW
        calls.append(1)
        return len(calls)

    assert counted.get(("c", "assessment"), count) == 1
    assert counted.get(("c", "assessment"), count) == 1
    assert counted.get(("c", "closed"), count) == 2
    clock.now += 2 * SLOW * SHARE + 1
    assert counted.get(("c", "closed"), count) == 3
