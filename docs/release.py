"""What a release consists of, the same bytes for everyone: `make dist` leaves wheel, sdist, SBOM and their sums in `dist/`.

Hatchling writes no time, owner or order of the machine (SOURCE_DATE_EPOCH, where set, is the time in both archives).
The SBOM is CycloneDX 1.5: what `requirements.txt` locks, with the licence that `dependencies.md` tells of each.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)((?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE)


def pins(file: str) -> list[tuple[str, str, list[str]]]:
    """Return name, version and SHA-256 sums of each locked distribution; twice where two Pythons have two versions."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return [(name, version, re.findall(r"sha256:(\w+)", rest)) for name, version, rest in PIN.findall(text)]


def licences() -> dict[str, str]:
    """Return the SPDX expression of each distribution that a table of `dependencies.md` names."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^\| ([a-z0-9-]+) \| ([^|]+?) \|", text))


def sbom() -> dict[str, Any]:
    """Return the bill of materials of what an office installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licence = licences()
    ours = _component("application", project["name"], project["version"], project["license"])
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": ours},
        "components": [
            _component("library", name, version, licence[name]) | {"externalReferences": [{
                "type": "distribution", "url": f"https://pypi.org/project/{name}/{version}/",
                "hashes": [{"alg": "SHA-256", "content": sum_} for sum_ in sums],
            }]}
            for name, version, sums in pins("requirements.txt")
        ],
    }  # fmt: skip


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    url = f"pkg:pypi/{name}@{version}"
    return {
        "type": kind, "bom-ref": url, "purl": url, "name": name, "version": version,
        "licenses": [{"expression": licence}],
    }  # fmt: skip


def build(into: Path) -> Iterator[Path]:
    """Write what is handed out into a folder and yield it, the sums last."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", into], cwd=ROOT, check=True)  # noqa: S603
    bill = into / "sbom.cdx.json"
    bill.write_text(json.dumps(sbom(), indent=2) + "\n", encoding="utf-8")
    made = [*sorted(into.glob("kinerja_terbuka-*")), bill]
    yield from made
    sums = "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in made)
    (into / "SHA256SUMS").write_text(sums, encoding="utf-8")
    yield into / "SHA256SUMS"


if __name__ == "__main__":
    for path in build(Path(sys.argv[1] if sys.argv[1:] else "dist")):
        print(path)
