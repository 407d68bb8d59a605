"""`python -m publishing.audit DIR...`: the auditor alone, without the rest of the product."""

import argparse
import sys
from pathlib import Path

from . import audit_packages


def main(arguments: list[str] | None = None) -> int:
    """Print verdict and findings of the packages, or what is wrong in a site; exit code 0 or 3 (2 for wrong usage)."""
    parser = argparse.ArgumentParser(prog="python -m publishing.audit", description=main.__doc__)
    parser.add_argument("dirs", nargs="+", type=Path, metavar="DIR", help="folder of one published package")
    parser.add_argument("--json", action="store_true", help="print audit.json instead of text")
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    parser.add_argument("--site", type=Path, help="look at this built site; DIR is then the folder of its packages")
    options = parser.parse_args(arguments)
    if options.site:
        from .site import audit_site

        found = audit_site(options.site, options.dirs[0])
        sys.stdout.write("".join(f"{f.where}: {getattr(f.sentence, options.lang)}\n" for f in found))
        return 3 if found else 0
    report = audit_packages(options.dirs)
    if options.json:
        sys.stdout.write(report.to_json())
    else:
        sys.stdout.write("\n".join([report.verdict, *report.lines(options.lang)]) + "\n")
    return report.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
