#!/bin/sh
# The loss of a machine, tried on one: two PostgreSQL servers, of which the second follows synchronously, two form services and Caddy
# before them. While 24 people fill in and send forms, services, connections and the primary server are killed and the second one takes
# its place. In the end everything that was acknowledged is there, once, and counted in the package. `ha-try.sh long`: 500 kills.
# Needs Debian's postgresql and caddy; as root they are installed or fetched (`tests/with_postgres.sh`, `tests/need_proxies.sh`).
set -eu
cd "$(dirname "$0")/../.."
make --no-print-directory .venv/.installed-dev
sh tests/need_proxies.sh
exec sh tests/with_postgres.sh .venv/bin/pytest tests/history/test_cluster.py -q -s -m "postgres and $([ "${1:-}" = long ] && echo quality || echo 'not quality')"
