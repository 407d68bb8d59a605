#!/bin/sh
# Browser tests use Debian's chromium and firefox-esr (and Noto fonts, so that widths are the same everywhere). As root on
# Debian, install them when one is missing; otherwise say what to do.
command -v chromium >/dev/null 2>&1 && command -v firefox-esr >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium firefox-esr fonts-noto-core >/dev/null && exit 0
fi
echo "The browser tests need Debian's chromium and firefox-esr: apt-get install chromium firefox-esr fonts-noto-core" >&2
exit 1
