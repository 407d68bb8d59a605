"""What the product defines it uses: no function, class, constant, template or style is left over."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assessment.method import METHODS

ROOT = Path(__file__).parents[2]
ROOMS = [
    "assessment",
    "publishing",
    "kinerja_office",
    "kinerja_store",
    "kinerja_words",
    "forms_service",
    "site",
    "kinerja",
]
FILES = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*")) if p.suffix in (".py", ".html", ".toml", ".css")]
CALLED_FROM_OUTSIDE = {
    "_build_one", "_check_endpoints", "_generate_all_urls",  # Frozen-Flask
    "form_data_parser_class", "digest_method",  # werkzeug, Flask
    "load_bytecode", "dump_bytecode",  # Jinja2
    "_update_table", "default_storage_class", "drop_table", "drop_tables", "table_class",  # TinyDB's own API
    "channel_class", "maintenance", "parser_class",  # waitress
    "log_message", "readinto",  # the standard library
    "post_process", "pre_validate", "process_data", "process_formdata",  # WTForms, beside validate_<field>
    "block_code", "heading", "image", "link", "render_token", "table", "table_cell", "table_head", "table_row", "text",  # mistune
    "ROLES",  # the tests walk the table of roles by it
}  # fmt: skip


@cache
def text(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


def definitions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions, classes, constants and fields; not what a decorator hands to Flask, click or the like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            if not any(isinstance(by, ast.Call | ast.Attribute) for by in node.decorator_list):
                yield node.name, node.lineno
        elif isinstance(node, ast.ClassDef | ast.Module):
            if isinstance(node, ast.ClassDef):
                yield node.name, node.lineno
            for part in node.body:
                if isinstance(part, ast.Assign | ast.AnnAssign):
                    targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                    yield from ((t.id, t.lineno) for t in targets if isinstance(t, ast.Name))


def uses(tree: ast.Module) -> Iterator[str]:
    """Names that are read, and short strings: fields and marks of methods are looked up by them."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(words)) if len(words) < 60:
                yield from re.findall(r"\w+", words)


def test_every_name_is_used() -> None:
    defined: dict[str, str] = {}
    used = set(CALLED_FROM_OUTSIDE)
    for path in FILES:
        if path.suffix == ".py":
            tree = ast.parse(text(path))
            used |= set(uses(tree))
            defined |= {name: f"{path.relative_to(ROOT)}:{line}" for name, line in definitions(tree)}
        else:
            used |= set(re.findall(r"\w+", text(path)))
    assert not {
        n: where for n, where in defined.items() if n not in used and not re.fullmatch(r"__\w+__|_|validate_\w+", n)
    }


def test_every_template_is_drawn() -> None:
    for path in (p for p in FILES if p.suffix == ".html"):
        assert any(path.name in text(other) for other in FILES if other != path), path


CODED = (("q", "predicate_"), ("s", "state_"), ("s", "calendar_state_"))
"""What begins a class that ends in a code, and the texts of the site that name the codes."""


@pytest.mark.parametrize("sheet", [p for p in FILES if p.suffix == ".css"], ids=lambda p: p.name)
def test_every_style_dresses_something(sheet: Path) -> None:
    """A class whose end is a code (`q-{predicate}`) is found by its beginning, where a text of the site names that code; the mark of a method has the class of its code."""
    texts = tomllib.loads(text(ROOT / "site/public_site/texts.toml"))
    coded = {f"{start}-{key.removeprefix(of)}" for start, of in CODED for key in texts if key.startswith(of)}
    selectors = re.sub(r"\{[^}]*\}", "{}", re.sub(r"(?s)/\*.*?\*/", "", text(sheet)))
    pages = "\n".join(text(p) for p in FILES if p.suffix != ".css" and p.parts[len(ROOT.parts)] in sheet.parts)
    for name in set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors)) - {*METHODS}:
        written = name.partition("-")[0] + "-{" in pages and name in coded
        assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", pages) or written, name
