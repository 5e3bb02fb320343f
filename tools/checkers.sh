#!/bin/sh
# tools/checkers.sh UV: sees to it that the checkers are there which .venv has not: hunspell with its dictionaries from
# the system, and lychee, checked by hash, in .cache/lychee/. What cannot be had is told by tools/check.py.
set -eu
. tools/common.sh

main() {
    spelling || true
    lychee "$@" || true
}

# A large program that only this check needs, so it has a lock of its own.
lychee() {
    cmp -s requirements/links.txt .cache/lychee/installed && return
    say "Installing lychee for the check of the links (about a minute) …"
    rm -rf .cache/lychee
    quietly "$@" pip install --quiet --python .venv --target .cache/lychee --no-deps --no-build --require-hashes \
        -r requirements/links.txt || return
    cp requirements/links.txt .cache/lychee/installed
}

main "$@"
