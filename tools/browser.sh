#!/bin/sh
# tools/browser.sh: prints the path of a Chromium that starts, for the browser tests; what it does goes to stderr.
# Takes $CHROMIUM, else the system's, else installs one: from Debian's packages as root, else Playwright's own.
set -eu
. tools/common.sh

main() {
    if [ -n "${CHROMIUM:-}" ]; then
        first_that_starts "$CHROMIUM" || fail "CHROMIUM names $CHROMIUM, which does not start."
        return
    fi
    of_the_system || { from_debian chromium && of_the_system; } || from_playwright || fail \
        "The browser tests need Chromium, and none could be found or installed." \
        "Install Chromium or Google Chrome, or say where it is: make CHROMIUM=/path/to/chromium test"
}

of_the_system() {
    first_that_starts chromium chromium-browser google-chrome google-chrome-stable
}

from_playwright() {
    first_that_starts "$(playwright_path)" && return
    say "Installing Playwright's Chromium (about a minute) …"
    quietly .venv/bin/playwright install chromium && first_that_starts "$(playwright_path)"
}

playwright_path() {
    .venv/bin/python - <<'PY'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PY
}

main
