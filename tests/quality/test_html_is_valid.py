"""An HTML validator that knows nothing of this product reads every page, in both languages."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.quality
CONFIG = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y"],
    # Tables keep their roles in words, because a stylesheet that stacks them on a phone takes the roles away.
    "rules": {"no-redundant-role": "off"},
}


def findings(tools: Path, site: Path) -> list[str]:
    """Return what html-validate finds on all pages below a folder, one line each."""
    (site / ".htmlvalidate.json").write_text(json.dumps(CONFIG), "utf-8")
    report = site / "report.json"
    command = [tools / "html-validate", "--formatter", f"json={report}", "."]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, timeout=300)
    assert report.exists(), done.stdout + done.stderr
    return [
        f"{Path(page['filePath']).relative_to(site)}:{m['line']} {m['ruleId']}: {m['message']}"
        for page in json.loads(report.read_bytes())
        for m in page["messages"]
    ]


def test_every_page_in_both_languages_is_valid(tools: Path, demo: Path, tmp_path: Path) -> None:
    site = shutil.copytree(demo / "public_html", tmp_path / "site")
    print(f"{len(list(site.rglob('*.html')))} pages")
    assert findings(tools, site) == []


def test_a_broken_page_is_found(tools: Path, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    page = (demo / "public_html" / "en" / "index.html").read_text("utf-8")
    (tmp_path / "en" / "index.html").write_text(page.replace("</main>", "", 1), "utf-8")
    assert any(line.startswith("en/index.html") and "close-order" in line for line in findings(tools, tmp_path))
