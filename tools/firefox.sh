#!/bin/sh
# tools/firefox.sh: prints the path of a Firefox that starts, for the browser tests; what it does goes to stderr.
# Takes $FIREFOX, else the system's, else installs the one of Debian's packages, as root.
set -eu
. tools/common.sh

main() {
    if [ -n "${FIREFOX:-}" ]; then
        first_that_starts "$FIREFOX" || fail "FIREFOX names $FIREFOX, which does not start."
        return
    fi
    of_the_system || { from_debian firefox-esr && of_the_system; } || fail \
        "The browser tests need Firefox, and none could be found or installed (Debian: firefox-esr)." \
        "Install it, or say where it is: make FIREFOX=/path/to/firefox test"
}

of_the_system() {
    first_that_starts firefox-esr firefox
}

main
