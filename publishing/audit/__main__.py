"""`python -m publishing.audit DIR...`: the auditor alone, without the rest of the product."""

import argparse
import sys
from pathlib import Path

from . import audit_packages


def main(arguments: list[str] | None = None) -> int:
    """Print verdict and findings of the packages; exit code 0 or 3 (2 for wrong usage)."""
    parser = argparse.ArgumentParser(prog="python -m publishing.audit", description=main.__doc__)
    parser.add_argument("dirs", nargs="+", type=Path, metavar="DIR", help="folder of one published package")
    parser.add_argument("--json", action="store_true", help="print audit.json instead of text")
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    options = parser.parse_args(arguments)
    report = audit_packages(options.dirs)
    if options.json:
        sys.stdout.write(report.to_json())
    else:
        sys.stdout.write("\n".join([report.verdict, *report.lines(options.lang)]) + "\n")
    return report.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
