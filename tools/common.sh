# tools/common.sh: what the other scripts say and do alike; they read it in.

# Installs packages where that can be done without asking: as root, on a system with apt.
from_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $* from the system's packages (about a minute) …"
    {
        quietly apt-get -q update && quietly apt-get -qy install --no-install-recommends "$@"
    } </dev/null
}

dictionaries="hunspell hunspell-fr hunspell-en-gb hunspell-pt-pt"

# Sees to it that hunspell and the dictionary of each language are there.
spelling() {
    has_spelling || {
        # shellcheck disable=SC2086 # a list of packages
        from_debian $dictionaries && has_spelling
    }
}

has_spelling() {
    for dictionary in fr en_GB pt_PT; do
        hunspell -d "$dictionary" -l </dev/null >/dev/null 2>&1 || return 1
    done
}

has_node() {
    { node --version && npm --version; } >/dev/null 2>&1
}

# Prints the path of the first program of those named that starts.
first_that_starts() {
    for candidate in "$@"; do
        if "$candidate" --version </dev/null >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# from_npm LOCKED TARGET WORDS: says WORDS and installs what the lock in a folder names, by hash, unless it is there.
from_npm() {
    cmp -s "$1/package-lock.json" "$2/installed" && return
    say "$3"
    rm -rf "$2"
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2/"
    (cd "$2" && quietly npm ci --ignore-scripts --no-audit --no-fund) || return
    cp "$1/package-lock.json" "$2/installed"
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
