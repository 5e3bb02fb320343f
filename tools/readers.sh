#!/bin/sh
# tools/readers.sh: sees to it that the outside readers are there, which the tests ask for a second opinion: hunspell with
# a dictionary for each language and libical from the system, and from npm, checked by hash, in .cache/readers/: ical.js
# for Node, and sitemap for the schema that it ships.
set -eu
. tools/common.sh

main() {
    spelling || fail "The spelling tests need hunspell with French, British and Portuguese dictionaries" \
        "(Debian: $dictionaries)."
    has_libical || { from_debian libical3 && has_libical; } ||
        fail "The calendar tests need libical (Debian: libical3; elsewhere: libical)."
    has_node || { from_debian nodejs npm && has_node; } ||
        fail "The tests of calendars and of the sitemap need Node 18 or newer with npm (Debian: nodejs npm)."
    if ! cmp -s tests/readers/package-lock.json .cache/readers/installed; then
        say "Installing ical.js and the schema of sitemaps for the tests (a few seconds) …"
        rm -rf .cache/readers
        mkdir -p .cache/readers
        cp tests/readers/package.json tests/readers/package-lock.json .cache/readers/
        (cd .cache/readers && quietly npm ci --ignore-scripts --no-audit --no-fund) ||
            fail "ical.js and sitemap could not be installed."
        cp tests/readers/package-lock.json .cache/readers/installed
    fi
}

has_libical() {
    .venv/bin/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("ical"))'
}

has_node() {
    { node --version && npm --version; } >/dev/null 2>&1
}

main
