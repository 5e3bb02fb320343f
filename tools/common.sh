# tools/common.sh: what the other scripts say and do alike; they read it in.

# Installs packages where that can be done without asking: as root, on a system with apt.
from_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $* from the system's packages (about a minute) …"
    {
        quietly apt-get -q update && quietly apt-get -qy install --no-install-recommends "$@"
    } </dev/null
}

# Shows what a command said only when it fails.
quietly() {
    said=$(DEBIAN_FRONTEND=noninteractive "$@" 2>&1) || {
        say "$said" "That was: $*"
        return 1
    }
}

fail() {
    say "$@"
    exit 1
}

say() {
    printf '%s\n' "$@" >&2
}
