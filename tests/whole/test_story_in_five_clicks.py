"""A reader who knows nothing finds the story by clicking ordinary words: weak, trained for, changed, commented, next."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import chromium

pytestmark = pytest.mark.browser
WORDS = {
    "id": ("Pelatihan", "Semua tren", "Pendapat pegawai dan jawaban kami", "Tindak lanjut"),
    "en": ("Training", "All trends", "What staff said, and our answers", "Follow-up"),
}


def rows(package: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of one published table."""
    return list(csv.DictReader((package / f"{table}.csv").read_text("utf-8").splitlines()))


def leading(package: Path) -> dict[str, str]:
    """Return the supervisors' mean of each criterion for the whole office."""
    found = rows(package, "results")
    return {r["criterion"]: r["mean"] for r in found if r["group"] == "*" and r["method"] == "supervisor"}


def read(page: Page, clicks: list[str], *wanted: str) -> None:
    """Check that the page says what is wanted."""
    expect(page.locator("main#isi h1")).to_be_visible()
    text = " ".join(page.locator("main#isi").inner_text().replace("\u00a0", " ").split())
    missing = [w for w in wanted if " ".join(w.split()) not in text]
    assert not missing, (clicks, missing, text)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_from_home(demo: Path, lang: str) -> None:
    cycles = sorted(p for p in (demo / "published").iterdir() if p.name.isdigit())  # the years
    latest, means = cycles[-1], [leading(c) for c in cycles]
    weakest = min(means[-1], key=lambda c: float(means[-1][c]))
    criteria = json.loads((latest / "instrument.json").read_bytes())["criteria"]
    name = next(c["name"][lang] for c in criteria if c["code"] == weakest)
    training = next(r for r in rows(latest, "training") if r["criterion"] == weakest and r["held"])
    said, todo = rows(latest, "responses"), [r for r in rows(latest, "follow_up") if r["criterion"] == weakest]
    closing = [r for r in rows(latest, "consultation") if r["stage"] == "after"]

    def figure(value: str) -> str:
        return value.replace(".", ",") if lang == "id" else value

    clicks: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
        follow = follower(page, clicks)
        page.goto((demo / "public_html" / ("en" if lang == "en" else "") / "index.html").as_uri())
        read(page, clicks, name, figure(means[-1][weakest]))
        follow(name)
        read(page, clicks, figure(means[-1][weakest]), training[f"title_{lang}"])
        follow(WORDS[lang][0])
        read(page, clicks, training[f"title_{lang}"], training["participants"], training["held"][:4])
        follow(WORDS[lang][1])
        read(page, clicks, name, *(figure(m[weakest]) for m in means))
        follow(WORDS[lang][2])
        read(
            page,
            clicks,
            *(figure(r["mean"]) for r in closing),
            *(r[f"{k}_{lang}"] for r in said for k in ("said", "did")),
        )
        follow(WORDS[lang][3])
        read(page, clicks, *(r[f"text_{lang}"] for r in todo), *(r[f"result_{lang}"] for r in todo))
    assert len(clicks) <= 5


def follower(page: Page, clicks: list[str]) -> Callable[[str], None]:
    """Return what clicks the first link of the page's own text with these very words."""

    def follow(words: str) -> None:
        page.locator("main#isi").get_by_role("link", name=words, exact=True).first.click()
        page.wait_for_load_state()
        clicks.append(words)

    return follow
