#!/bin/sh
# tools/mirror.sh: sees to it that what a partner's machine has is there, for the tests of releases and of their copies.
set -eu
. tools/common.sh
programs="minisign zstd curl busybox flock dash shellcheck faketime"
packages="minisign zstd curl busybox util-linux dash shellcheck faketime"

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
