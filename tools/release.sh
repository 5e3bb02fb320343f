#!/bin/sh
# tools/release.sh: sees to it that the programs are there by which the tests check releases: those of a partner's machine,
# Kiwix's for the ZIM file, Java and Poppler for the books, and a clock of one's own.
set -eu
. tools/common.sh
programs="minisign zstd curl busybox flock dash shellcheck faketime zimcheck kiwix-serve java pdftotext"
packages="minisign zstd curl busybox util-linux dash shellcheck faketime zim-tools kiwix-tools default-jre-headless poppler-utils"

main() {
    # shellcheck disable=SC2086 # a list of packages
    has_programs || { from_debian $packages && has_programs; } || fail \
        "The tests of releases need $programs (Debian: $packages)."
}

has_programs() {
    for program in $programs; do
        command -v "$program" >/dev/null || return 1
    done
}

main
