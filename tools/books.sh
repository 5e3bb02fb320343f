#!/bin/sh
# tools/books.sh: sees to it that Java and Poppler are there, with which the tests check the books (EPUB and PDF).
set -eu
. tools/common.sh
packages="default-jre-headless poppler-utils"

main() {
    # shellcheck disable=SC2086 # a list of packages
    has_readers || { from_debian $packages && has_readers; } || fail \
        "The tests of the books need Java and pdftotext (Debian: $packages)."
}

has_readers() {
    { java -version && pdftotext -v; } >/dev/null 2>&1
}

main
