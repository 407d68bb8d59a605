#!/bin/sh
# Lock every dependency with its hashes. Needs `uv` on PATH (pip install uv). Writes no index address.
set -eu
compile="uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet"
printf 'hatchling\neditables\n' | uv pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.txt
$compile --extra dev --no-annotate -c requirements.txt -o requirements-dev.txt
$compile --extra postgres --no-annotate -c requirements.txt -o requirements-postgres.txt
