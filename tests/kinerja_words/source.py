"""What the product asks the catalogues for: every code, key and name in its source, and every string it holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from forms_service.desk.content_form import MORE, SHAPES
from kinerja_words import catalogue
from kinerja_words.shape import Made, Shape

ROOT = Path(__file__).parents[2]
ROOMS = (
    "assessment",
    "publishing",
    "kinerja_store",
    "kinerja_office",
    "kinerja_words",
    "forms_service",
    "kinerja",
    "site",
)
ASKS = {
    "refuse": "refusals", "Problem": "refusals", "Phrase": "phrases", "ok": "phrases", "warning": "phrases", "error": "phrases",
    "make": "phrases", "Name": "names", "name": "names", "say": "command", "tell": "command",
}  # fmt: skip
"""Function → the catalogue in which its first argument stands."""
COMMON = {"name", "error", "ok", "warning", "make"}
"""Functions whose name others have too: taken with a dotted code alone."""


@cache
def files(suffix: str = ".py") -> tuple[Path, ...]:
    return tuple(p for room in ROOMS for p in sorted((ROOT / room).rglob(f"*{suffix}")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def patterns(node: ast.expr) -> Iterator[str]:
    """The regular expressions of what an argument may be: a text, both arms of a choice, an f-string with its blanks open."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from patterns(node.body)
        yield from patterns(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else "(.+)" for v in node.values)


def called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


@cache
def asked() -> tuple[tuple[str, str, str, ast.Call], ...]:
    """(place, catalogue, pattern, call) of everything the Python source asks a catalogue for."""
    found = []
    for path in files():
        where = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and "Store" in ast.unparse(node):
                codes = [
                    s.value for s in node.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "code"
                ]
                found += [(f"{where}:{c.lineno}", "refusals", p, ast.Call()) for c in codes for p in patterns(c)]
            if not isinstance(node, ast.Call) or not node.args or called(node) not in ASKS:
                continue
            if called(node) in {"say", "tell"} and (not where.startswith("kinerja/") or where.endswith("serving.py")):
                continue
            dotted = [
                p for p in patterns(node.args[0]) if (called(node) not in COMMON or "\\." in p) and "\\ " not in p
            ]
            found += [(f"{where}:{node.lineno}", ASKS[called(node)], p, node) for p in dotted]
    return tuple(found)


@cache
def strings() -> frozenset[str]:
    """Every string constant of the Python source, and every quoted word of the templates."""
    found = {
        n.value for p in files() for n in ast.walk(tree(p)) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    found |= {part for what, shape in SHAPES.items() for part in (what, *keys_of(shape))}
    return frozenset(found.union(*(re.findall(r'(?="([\w.-]+)")', p.read_text("utf-8")) for p in files(".html"))))


def keys_of(shape: Shape) -> Iterator[str]:
    """Every key of a content file: forms made of the shapes ask for its words."""
    for free in MORE.values():
        yield from free
    for key, inner in shape.parts.items() if isinstance(shape, Made) else ():
        yield key
        yield from keys_of(inner)


@cache
def composed() -> frozenset[re.Pattern[str]]:
    """What is put together of parts: f-strings, `"start." + x`, and in templates `"start." ~ x ~ ".end"`."""
    nodes = [n for p in files() for n in ast.walk(tree(p))]
    found = {p for n in nodes if isinstance(n, ast.JoinedStr) for p in patterns(n)}
    added = [n for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)]
    found |= {f"{p}(.+)" for n in added if isinstance(n.left, ast.Constant) for p in patterns(n.left)}
    for path in files(".html"):
        for chain in re.findall(r'"[\w.-]+"(?:\s*~\s*(?:"[\w.-]*"|[\w.\[\]]+))+', path.read_text("utf-8")):
            parts = [part.strip() for part in chain.split("~")]
            found.add("".join(re.escape(p.strip('"')) if p[0] == '"' else "(.+)" for p in parts))
    return frozenset(re.compile(p) for p in found if re.search("[a-z]{3}", p))


@cache
def used(key: str) -> bool:
    """Whether the source holds this key, or a part of it that is put together with parts it holds elsewhere."""
    if key in strings():
        return True
    matches = [m for pattern in composed() if (m := pattern.fullmatch(key))]
    return any(all(g.isdigit() or set(g.split(".")) <= strings() or used(g) for g in m.groups()) for m in matches)


@cache
def kinds_named() -> frozenset[str]:
    """The kinds whose names are asked for all at once: `names("level")`, `name_of("level", x)`, a field's `names="level"`."""
    calls = [n for p in files() for n in ast.walk(tree(p)) if isinstance(n, ast.Call)]
    asked = [call.args[0] for call in calls if call.args and called(call) in ("names", "name_of")]
    asked += [k.value for call in calls for k in call.keywords if k.arg == "names"]
    drawn = (re.findall(r'name_of\("(\w+)"', p.read_text("utf-8")) for p in files(".html"))
    return frozenset(p for node in asked for p in patterns(node)).union(*drawn)


@cache
def catalogues() -> dict[str, dict[str, catalogue.Entry]]:
    kept = {name: dict(catalogue.entries(name)) for name in ("refusals", "phrases", "names", "command")}
    return {**kept, "pages": dict(catalogue.pages())}
