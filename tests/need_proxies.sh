#!/bin/sh
# The tests of the shipped proxy files run Debian's nginx and caddy. Where they are not installed they are unpacked beside the
# environment, so that no daemon is started; as root the lists of packages are fetched first.
for program in nginx caddy; do
    command -v $program >/dev/null 2>&1 && continue
    find .venv/proxies -name $program -type f -perm -u+x 2>/dev/null | grep -q . && continue
    mkdir -p .venv/proxies
    [ "$(id -u)" = 0 ] && apt-get update -qq
    (cd .venv/proxies && apt-get -o APT::Sandbox::User=root download -qq $program && dpkg-deb -x ${program}_*.deb . && rm ${program}_*.deb) && continue
    echo "The tests of deploy/ need Debian's nginx and caddy: apt-get install nginx caddy" >&2
    exit 1
done
