#!/bin/sh
# Runs a command beside a PostgreSQL server of its own: a socket in a temporary folder, stopped and removed at the end. Debian's server is
# installed when root and missing (without a cluster that goes on running).
set -eu
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
if [ -z "$(find_bin)" ] && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-common >/dev/null
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
bin=$(find_bin)
[ -n "$bin" ] || { echo "The tests of PostgreSQL need Debian's server: apt-get install postgresql" >&2; exit 1; }
place=${PLACE:-${TMPDIR:-/tmp}}  # memory where there is enough of it: the tests are not of the disk
[ -n "${PLACE:-}" ] || [ ! -w /dev/shm ] || [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -lt 2000000 ] || place=/dev/shm
folder=$(mktemp -d "$place/kinerja-pg.XXXXXX")
as=""  # the server refuses to run as root
[ "$(id -u)" = 0 ] && { chown postgres "$folder"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; }
stop() { (cd / && $as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true; rm -rf "$folder"; }
mkdir "$folder/tmp"
trap stop EXIT
trap 'exit 130' INT TERM
(cd / && $as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null)
(cd / && $as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-k $folder -c listen_addresses='' -c max_connections=200" start >/dev/null) ||
    { cat "$folder/log" >&2; exit 1; }
TMPDIR=$folder/tmp KINERJA_TEST_POSTGRES="postgresql:///postgres?host=$folder&user=postgres" "$@"
