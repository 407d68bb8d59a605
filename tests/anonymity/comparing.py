"""Non-interference: play a cycle and its permutations, and compare every byte of what is left."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kinerja_office import publication
from kinerja_office.participation import progress
from kinerja_office.retention import aftermath
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Script

Invent = Callable[[object], Script]


@dataclass
class Compared:
    """How many permutations were compared byte for byte, and how many had other pass/fail bits."""

    tested: int = 0
    excluded: int = 0
    withheld: int = 0
    organisations: int = 0

    def __str__(self) -> str:
        return (
            f"permutations tested: {self.tested}, excluded for other pass/fail bits: {self.excluded}"
            f" ({self.organisations} organisations, {self.withheld} with a withheld cell of the method)"
        )


def outputs(folder: Path, script: Script) -> dict[str, bytes]:
    """Return all that comes after sealing: every file of the data folder, the package, what HR is told."""
    found = city.contents(folder)
    with city.reopened(folder, script) as office:
        prepared = publication.prepare(office, CYCLE, folder / "published", {"id": "Catatan.\n"})
        found |= {f"package/{name}": body for name, body in prepared.files.items()}
        found["said"] = repr((aftermath(office, CYCLE).lines(), progress(office, CYCLE).to_doc())).encode()
    return found


def compare(
    folder: Path, seeds: Iterable[object], permutations: int, *, fast: bool = True, invent: Invent = city.invent
) -> Compared:
    """Play organisations and permutations of them; AssertionError where equal bits leave other bytes."""
    done = Compared()
    for seed in seeds:
        script = invent(seed)
        city.play(city.fresh(folder / "a"), script, seed=seed, fast=fast)
        bits, private = city.bits(folder / "a", script), city.contents(folder / "a")
        reference, shown = outputs(folder / "a", script), False
        done.organisations += 1
        done.withheld += "False" in repr(bits)
        for n in range(permutations):
            other = script.permuted((seed, n))
            order = random.Random(f"{seed}/{n}").random()
            city.play(city.fresh(folder / "b"), other, seed=seed, order=order, fast=fast)
            if city.bits(folder / "b", other) != bits:
                done.excluded += 1
                continue
            # What comes later is made from the folder alone, so one permutation an organisation shows it.
            found = city.contents(folder / "b") if shown else outputs(folder / "b", other)
            wanted = private if shown else reference
            assert_same(wanted, found, f"organisation {seed}, permutation {n}")
            shown = True
            done.tested += 1
    return done


def assert_same(one: dict[str, bytes], two: dict[str, bytes], where: str) -> None:
    """Compare files by name and byte."""
    other = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    assert not other, f"{where}: {', '.join(other)} differ"
