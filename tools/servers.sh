#!/bin/sh
# tools/servers.sh: sees to it that the web servers are there, behind which the tests visit the site. Where it may install
# them, it leaves alone a system that would start them at once. `tools/servers.sh wrk` sees to the program that measures too.
set -eu
. tools/common.sh
PATH="$PATH:/usr/sbin"
programs=$*
packages="nginx caddy apache2-bin $programs"

main() {
    # shellcheck disable=SC2086 # a list of packages
    has_servers || { [ ! -d /run/systemd/system ] && from_debian $packages && has_servers; } || fail \
        "The configurations in deploy/ are tried with nginx, Caddy and Apache (Debian: $packages)." \
        "On a system that starts what is installed, stop them afterwards: the tests start their own."
}

has_servers() {
    { nginx -v && caddy version && apache2 -v && [ -e /usr/lib/apache2/modules/mod_brotli.so ]; } >/dev/null 2>&1 || return
    for program in $programs; do
        command -v "$program" >/dev/null || return
    done
}

main
