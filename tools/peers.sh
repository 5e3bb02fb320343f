#!/bin/sh
# tools/peers.sh: sees to it that what `make bench-page` compares with and measures by is there, from npm, checked by
# hash, in .cache/page/: Starlight with Astro, and Lighthouse.
set -eu
. tools/common.sh

has_node || { from_debian nodejs npm && has_node; } ||
    fail "The benchmark of the page needs Node 20.19 or newer with npm (Debian: nodejs npm)."
from_npm benchmarks/page .cache/page "Installing Starlight and Lighthouse for the benchmark (about a minute) …" ||
    fail "Starlight and Lighthouse could not be installed."
