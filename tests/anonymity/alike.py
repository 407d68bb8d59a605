"""Two worlds in the same state: every byte on the disk, and everything that the running service holds in its memory.

What a service answers is made of nothing else (and of what it is asked), so worlds in the same state answer alike from there on,
whoever asks whatever, whenever: to play both would be to play the same one twice. What modules hold both worlds share here; it has to
hold nothing of an office (`test_no_module_holds_anything_of_an_office`).
"""

from __future__ import annotations

import io
import sys
import types
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.anonymity import city
from tests.forms_world import World

TEXTS = (str, bytes, bytearray, memoryview)
WALKED = (
    *TEXTS, dict, list, tuple, deque, set, frozenset, type, types.ModuleType, types.FunctionType, types.MethodType,
    types.CellType, types.CodeType, types.NoneType, partial, io.BytesIO,
)  # fmt: skip
MACHINES = {
    "StoreFile": {"fd", "inode"}, "ProcessLock": {"_fd", "_turn"}, "Engine": {"_held_since", "_space_seen"}, "_Resume": {"last"},
}  # fmt: skip
"""Class → attributes that hold what this machine tells alone: numbers of files, times of its own clock."""
CLOSED = {"_thread.lock", "_thread.RLock", "_thread._local"}
"""What is made outside Python, holds nothing of an office (a lock; of a thread's own values those of this one are looked at), and equals itself alone."""
Step = tuple[str, Any, Any]
"""What leads here, and what there is in either world."""


def apart(one: World, two: World) -> list[str]:
    """Return where two worlds are not in the same state."""
    folders = [world.office.folder.parent for world in (one, two)]
    disks = [city.contents(folder) for folder in folders]
    found = [f"disk: {name}" for name in sorted({*disks[0], *disks[1]}) if disks[0].get(name) != disks[1].get(name)]
    met: dict[tuple[int, int], Any] = {}
    todo: list[Step] = [("memory", one, two)]
    while todo:
        where, a, b = todo.pop()
        if a is b or (id(a), id(b)) in met:
            continue
        met[id(a), id(b)] = (a, b)  # kept, or another object could come to have the same id
        if type(a) is not type(b):
            found.append(f"{where}: {type(a).__name__}, {type(b).__name__}")
        elif hidden(type(a)):
            found.append(f"{where}: nobody can look into a {type(a).__name__}")
        elif not (inner := list(parts(where, a, b))):
            if plain(a, folders[0]) != plain(b, folders[1]):
                found.append(f"{where}: {a!r:.200}, {b!r:.200}")
        else:
            todo += inner
    return found


def plain(value: object, folder: Path) -> object:
    """Return a value that has no parts, without the name of its world's folder; its type where no two of it are ever equal."""
    if isinstance(value, TEXTS):
        text = value if isinstance(value, str) else bytes(value).decode("latin-1")
        return "" if text == folder.name else text.replace(str(folder), "")
    return value if type(value).__eq__ is not object.__eq__ else type(value)


def hidden(kind: type) -> bool:
    """Whether what such an object holds can be neither compared nor walked: it is made outside Python and equals itself alone."""
    own = [k for k in kind.__mro__ if k is not object]
    outside = any(isinstance(vars(k).get("__new__"), types.BuiltinFunctionType) or of_no_file(k) for k in own)
    return (
        outside
        and not issubclass(kind, WALKED)
        and kind.__eq__ is object.__eq__
        and f"{kind.__module__}.{kind.__qualname__}" not in CLOSED
    )


def of_no_file(kind: type) -> bool:
    return not str(getattr(sys.modules.get(kind.__module__), "__file__", None) or "").endswith(".py")


def parts(where: str, a: Any, b: Any) -> Iterator[Step]:
    """Yield the parts of two objects of one type, in their order: of containers, functions and whatever has attributes."""
    if isinstance(a, (*TEXTS, type, types.ModuleType)):
        return
    if isinstance(a, io.BytesIO):
        yield where, a.getvalue(), b.getvalue()
        return
    if isinstance(a, dict):
        yield from zipped(f"{where}.key", list(a), list(b))
        yield from ((f"{where}[{key!s:.40}]", a[key], b[other]) for key, other in zip(a, b, strict=False))
    elif isinstance(a, (list, tuple, deque)):
        yield from zipped(where, a, b)
    elif isinstance(a, (set, frozenset)):
        yield from zipped(where, sorted(a, key=repr), sorted(b, key=repr))
    elif isinstance(a, types.FunctionType):
        yield f"{where}.code", a.__code__, b.__code__
        yield from zipped(where, a.__closure__ or (), b.__closure__ or ())
        yield from zipped(where, (a.__defaults__, vars(a)), (b.__defaults__, vars(b)))
    elif isinstance(a, types.MethodType):
        yield from zipped(where, (a.__func__, a.__self__), (b.__func__, b.__self__))
    elif isinstance(a, types.CellType):
        yield from zipped(where, contents(a), contents(b))
    elif isinstance(a, partial):
        yield from zipped(where, (a.func, a.args, a.keywords), (b.func, b.args, b.keywords))
    else:
        machines = MACHINES.get(type(a).__name__, set())
        slots = {name for kind in type(a).__mro__ for name in in_slots(kind)} - {"__weakref__", "__dict__", *machines}
        yield from ((f"{where}.{name}", getattr(a, name, None), getattr(b, name, None)) for name in sorted(slots))
        if hasattr(a, "__dict__"):
            told = [{name: v for name, v in vars(x).items() if name not in machines} for x in (a, b)]
            yield f"{where} {type(a).__name__}", *told


def zipped(where: str, a: Any, b: Any) -> Iterator[Step]:
    yield f"how many of {where}", len(a), len(b)
    yield from ((f"{where}[{n}]", *pair) for n, pair in enumerate(zip(a, b, strict=False)))


def in_slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def contents(cell: types.CellType) -> tuple[Any, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # nothing yet
        return ()
