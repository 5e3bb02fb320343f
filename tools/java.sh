#!/bin/sh
# tools/java.sh: sees to it that Java is there, in which the tests check the EPUB books.
set -eu
. tools/common.sh

main() {
    has_java || { from_debian default-jre-headless && has_java; } || fail \
        "The tests of the EPUB books need Java, and it could not be found or installed (Debian: default-jre-headless)."
}

has_java() {
    java -version >/dev/null 2>&1
}

main
