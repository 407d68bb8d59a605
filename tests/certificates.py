"""Certificates made on the spot, by Debian's openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path


def make(folder: Path, name: str = "penilaian.senapelan.example", days: int = 30) -> tuple[Path, Path]:
    """Make a certificate that signs itself; returns it and its key."""
    made, key = folder / "c.pem", folder / "c.key"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
        "-out", made, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", str(days),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made, key
