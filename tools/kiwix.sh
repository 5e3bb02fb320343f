#!/bin/sh
# tools/kiwix.sh: sees to it that Kiwix's programs are there, by which the tests check the ZIM file and read it.
set -eu
. tools/common.sh
packages="zim-tools kiwix-tools"

main() {
    # shellcheck disable=SC2086 # a list of packages
    has_kiwix || { from_debian $packages && has_kiwix; } || fail \
        "The tests of the ZIM file need zimcheck and kiwix-serve (Debian: $packages)."
}

has_kiwix() {
    { zimcheck --version && kiwix-serve --version; } >/dev/null 2>&1
}

main
