#!/bin/sh
# tools/venv.sh [PYTHON]: makes .venv anew, with the locked uv in it.
# Without PYTHON it takes the first one on the PATH that is new enough.
set -eu
. tools/common.sh

oldest=3.11.5

main() {
    python=$(choose_python "$@")
    version=$(version_of "$python")
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "Python $version ($python) cannot make a virtual environment: its module venv or ensurepip is missing." \
        "On Debian and Ubuntu: apt-get install python${version%.*}-venv"

    echo "Making .venv with Python $version (a few seconds) …"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r requirements/uv.txt
    pwd -P >.venv/.uv
}

choose_python() {
    if [ -z "${1:-}" ]; then
        set -- python3 python3.14 python3.13 python3.12 python3.11
    fi
    for candidate in "$@"; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    found=$(version_of "$1") || found="not there or does not run"
    fail "Python $oldest or newer is needed, and $1 is $found." \
        "Install a newer one, or say where it is: make PYTHON=/path/to/python3 site"
}

new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < ($(echo "$oldest" | tr . ,)))" 2>/dev/null
}

version_of() {
    "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null
}

main "$@"
