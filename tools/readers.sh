#!/bin/sh
# tools/readers.sh: sees to it that the outside readers of calendars are there, which the tests ask for a second opinion:
# libical from the system, and ical.js, checked by hash, in .cache/readers/ for Node.
set -eu

main() {
    has_libical || { from_debian libical3 && has_libical; } ||
        fail "The calendar tests need libical (Debian: libical3; elsewhere: libical)."
    has_node || { from_debian nodejs npm && has_node; } ||
        fail "The calendar tests need Node 18 or newer with npm (Debian: nodejs npm)."
    if ! cmp -s tests/calendar/package-lock.json .cache/readers/package-lock.json; then
        say "Installing ical.js for the calendar tests (a few seconds) …"
        rm -rf .cache/readers
        mkdir -p .cache/readers
        cp tests/calendar/package.json .cache/readers/
        cp tests/calendar/package-lock.json .cache/readers/
        (cd .cache/readers && quietly npm ci --ignore-scripts --no-audit --no-fund) || {
            rm -rf .cache/readers
            fail "ical.js could not be installed."
        }
    fi
}

has_libical() {
    .venv/bin/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("ical"))'
}

has_node() {
    { node --version && npm --version; } >/dev/null 2>&1
}

from_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $* from the system's packages (about a minute) …"
    { quietly apt-get -q update && quietly apt-get -qy install --no-install-recommends "$@"; } </dev/null
}

# Shows what a command said only when it fails.
quietly() {
    said=$(DEBIAN_FRONTEND=noninteractive "$@" 2>&1) || {
        say "$said" "That was: $*"
        return 1
    }
}

fail() {
    say "$@"
    exit 1
}

say() {
    printf '%s\n' "$@" >&2
}

main
