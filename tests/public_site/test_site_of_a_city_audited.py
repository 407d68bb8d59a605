"""A truthful city is clean; one lie among its eight hundred pages is found."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite


def test_it_works(city_site: BuiltSite) -> None:
    assert [str(finding) for finding in audit_site(city_site.out, city_site.packages)[:5]] == []


def changed_figure(html: str) -> str:
    shown = re.compile(r'(data-cell="2024/results:\d+:mean"[^>]*>)(\d),(\d)')
    return shown.sub(lambda m: f"{m[1]}{m[2]},{(int(m[3]) + 1) % 10}", html, count=1)


def foreign_number(html: str) -> str:
    return html.replace("</h1>", "</h1><p>Jumlahnya 4321.</p>", 1)


def foreign_constant(html: str) -> str:
    return html.replace("</h1>", "</h1><p data-fixed>Unit 4321</p>", 1)


def percentage_as_constant(html: str) -> str:
    return html.replace("</h1>", "</h1><p data-fixed>35 %</p>", 1)


def percentage_in_words(html: str) -> str:
    return html.replace("</h1>", '</h1><p data-fixed="text">Sebanyak 35\u00a0% setuju.</p>', 1)


def foreign_code(html: str) -> str:
    return re.sub(
        r'(<p class="codes" data-fixed>[0-9A-F]{11})([0-9A-F])',
        lambda m: m[1] + ("0" if m[2] != "0" else "1"),
        html,
        count=1,
    )


@pytest.mark.parametrize(
    ("lie", "rule"),
    [
        (changed_figure, "site_text"),
        (foreign_number, "site_unreferenced"),
        (foreign_constant, "site_constant"),
        (percentage_as_constant, "site_fixed"),
        (percentage_in_words, "site_fixed"),
        (foreign_code, "site_constant"),
    ],
)
def test_a_lie_is_found(city_site: BuiltSite, tmp_path: Path, lie: Callable[[str], str], rule: str) -> None:
    pages = sorted(
        p for p in (city_site.out / "2024").rglob("*.html") if lie(p.read_text("utf-8")) != p.read_text("utf-8")
    )
    assert pages
    page = pages[len(pages) // 2]
    copy = tmp_path / page.relative_to(city_site.out)
    copy.parent.mkdir(parents=True)
    shutil.copy(page, copy)
    # alone, its links lead nowhere here: only what stands in the page itself counts
    copy.write_text(lie(page.read_text("utf-8")), "utf-8")
    assert rule in [f.rule for f in audit_site(tmp_path, city_site.packages, only=[copy])]
