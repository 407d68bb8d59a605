#!/usr/bin/env bash
# Does the worked example come out the same at two commits, and does each read what the other stored?
#
#     tests/golden/compare_commits.sh COMMIT_A COMMIT_B
#
# Both commits are checked out into temporary worktrees, each makes the example with its own environment, and then
#   1. data/demo/published and data/demo/public_html are compared byte for byte, names included;
#   2. each commit's code opens a copy of the other's private folder: doctor, cycle list, cycle status, verify-trail.
# Ends with "same, byte for byte" (exit 0), or with the differences (exit 1). The worktrees are removed either way.
#
# Nothing is left out of 1: packages and site of the example depend on fixed days and a fixed random source, so that two
# runs at one commit give the same bytes (COMMIT_A = COMMIT_B shows it). The private folder is not compared: the example
# ends with a cycle opened today, with true random keys, slips and ballot boxes, so store.journal, keys/ and the last
# lines of trail.jsonl (their times) differ from run to run. Of it only step 2 speaks.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 COMMIT_A COMMIT_B" >&2
    exit 2
fi
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
commit_a=$(git -C "$root" rev-parse --verify --quiet "$1^{commit}") || { echo "no such commit: $1" >&2; exit 2; }
commit_b=$(git -C "$root" rev-parse --verify --quiet "$2^{commit}") || { echo "no such commit: $2" >&2; exit 2; }
work=$(mktemp -d)

finish() {
    for side in a b; do
        git -C "$root" worktree remove --force "$work/$side" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

make_example() { # SIDE COMMIT
    echo "== $1: $(git -C "$root" log -1 --format='%h %s' "$2")"
    git -C "$root" worktree add --quiet --detach "$work/$1" "$2"
    if ! (cd "$work/$1" && make setup && .venv/bin/kinerja demo --no-serve) >"$work/$1.log" 2>&1; then
        tail -n 20 "$work/$1.log" >&2
        echo "the example of $1 was not made" >&2
        exit 1
    fi
    for part in published public_html private; do
        if [ -z "$(ls -A "$work/$1/data/demo/$part" 2>/dev/null)" ]; then
            echo "the example of $1 has no data/demo/$part: nothing to compare" >&2
            exit 1
        fi
    done
}

same=yes
differ() {
    echo "DIFFERENT: $1"
    same=no
}

compare() { # PART
    if ! diff -r -q "$work/a/data/demo/$1" "$work/b/data/demo/$1" >"$work/diff" 2>&1; then
        differ "$1, $(wc -l <"$work/diff") files"
        head -n 40 "$work/diff" | sed "s|$work/||g"
        diff -r -u "$work/a/data/demo/$1" "$work/b/data/demo/$1" 2>/dev/null | sed "s|$work/||g" | head -n 60 || true
    else
        echo "$1: $(find "$work/a/data/demo/$1" -type f | wc -l) files alike"
    fi
}

reads() { # READER WRITER
    # A copy: opening finishes what is due, and the other direction must find what its writer left.
    data="$work/$2-read-by-$1"
    mkdir "$data"
    cp -Rp "$work/$2/data/demo/private" "$work/$2/data/demo/published" "$data"
    kinerja="$work/$1/.venv/bin/kinerja"
    content="$work/$1/content"
    for words in "doctor" "verify-trail" "cycle list"; do
        # shellcheck disable=SC2086  # the words of one command
        if ! "$kinerja" --data "$data" --content "$content" $words >"$work/said" 2>&1; then
            differ "$1 does not read what $2 stored: kinerja $words"
            head -n 20 "$work/said"
        fi
    done
    for id in $("$kinerja" --data "$data" --content "$content" cycle list | cut -f 1); do
        "$kinerja" --data "$data" --content "$content" cycle status "$id" --json >>"$data.status" 2>&1 ||
            differ "$1 does not read the cycle $id that $2 stored"
    done
    "$kinerja" --data "$data" --content "$content" cycle list >>"$data.status" 2>&1 || true
}

make_example a "$commit_a"
make_example b "$commit_b"
compare published
compare public_html
reads a a
reads a b
reads b a
reads b b
for writer in a b; do
    if ! diff "$work/$writer-read-by-a.status" "$work/$writer-read-by-b.status" >"$work/diff"; then
        differ "a and b tell the cycles that $writer stored otherwise"
        head -n 40 "$work/diff"
    fi
done
[ "$same" = yes ] || exit 1
echo "same, byte for byte"
