#!/bin/sh
# update.sh: brings a copy of the course up to date, from the address where it is published or from a folder.
#
# Usage: update.sh [-k KEY] [-c] [-q] SOURCE TARGET
#
#   SOURCE  the address below which latest.txt lies (https://…), or the folder that holds it: a USB stick
#   TARGET  the folder of the copy; TARGET/current is what a web server serves
#   -k KEY  the publisher's public key, or the file that holds it: needed once, and kept in TARGET/state/key
#   -c      the clock of this machine is not right: go on where it would keep a release from being taken
#   -q      say nothing unless something is wrong
#
# At every moment TARGET/current leads to one whole release, whether the power fails, the disk is full or the connection
# breaks. Run it again then: it goes on where it was, and clears away what was left. The release before is kept too:
# TARGET/previous leads to it, where a web server finds what pages ask for that readers have open. This goes back to it,
# until the next run:   ln -sfn releases/2026-11-17 TARGET/current
#
# Exit status: 0 the copy is up to date; 1 it could not be brought up to date, run this again; 2 wrong use, or a program
# is missing; 3 refused, since what is offered is not to be trusted; 4 another run is at work on this copy.
# After 1 to 4 the copy is as it was.
#
# Needs curl (for addresses), minisign, zstd, sha256sum, tar, flock and awk, from GNU, busybox or others.
set -u
umask 022
LC_ALL=C
export LC_ALL
unset CDPATH TAR_OPTIONS ZSTD_CLEVEL ZSTD_NBTHREADS

most_sums=4194304 # bytes of SHA256SUMS
moved=0
quiet=
clock=checked
given=

main() {
    options "$@"
    programs
    enter "$target"
    read_served
    choose_key
    small latest.txt 64
    offered=$(cat state/next/latest.txt)
    is_version "$offered" ||
        fail 3 "latest.txt at $source names no release; check the address"
    not_older "$offered"
    if [ "$offered" = "$served_version" ]; then
        if is_proved; then
            read_seal "state/$served_version"
            not_expired
            clear_away "$served_version" "$served"
            [ -f state/key ] || pin_key
            tell "$served_version is served, and is the latest"
            exit 0
        fi
        say "what is served is damaged, or was not made by this program; it is made anew"
    fi
    take
}

# Fetches, verifies and unpacks the release that is offered, and serves it.
take() {
    for name in SHA256SUMS SHA256SUMS.minisig; do
        small "$offered/$name" $most_sums
    done
    read_seal state/next
    [ "$version" = "$offered" ] ||
        fail 3 "$source offers $offered, and what lies there is $version; try another source"
    not_older "$version"
    not_future
    make_tar
    check_archive state/next/course.tar
    { mkdir state/next/tree && tar -x -o -f state/next/course.tar -C state/next/tree; } 2>/dev/null ||
        fail 1 "the release could not be unpacked; is the disk full?"
    is_whole state/next/tree ||
        fail 3 "$version does not hold what its own SHA256SUMS lists; tell the publisher"
    serve
    not_expired
    tell "$version is served now; $moved bytes were fetched"
}

options() {
    while getopts k:cqh option; do
        case $option in
            k) given=$OPTARG ;;
            c) clock=wrong ;;
            q) quiet=1 ;;
            h) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
    done
    shift $((OPTIND - 1))
    [ $# = 2 ] || { usage >&2 && exit 2; }
    target=$2
    case $1 in
        *://*)
            source=${1%/}
            ;;
        *)
            source=$(cd -- "$1" 2>/dev/null && pwd -P) ||
                fail 2 "$1: there is no such folder; name the one that holds latest.txt, or an address (https://…)"
            ;;
    esac
    if [ -f "$given" ]; then
        given=$(sed -n '/^RW/p' "$given")
        [ -n "$given" ] || no_key
    fi
    case $given in
        "") ;;
        *[!A-Za-z0-9+/]*) no_key ;;
        RW*) [ ${#given} = 56 ] || no_key ;;
        *) no_key ;;
    esac
}

no_key() {
    fail 2 "after -k: no public key of minisign; give its file, or its second line, which begins with RW"
}

usage() {
    sed -n '/^#$/,/^set/s/^# \{0,1\}//p' "$0"
}

programs() {
    missing=
    case $source in
        *://*) programs="curl minisign zstd sha256sum tar flock awk od" ;;
        *) programs="minisign zstd sha256sum tar flock awk od" ;;
    esac
    for program in $programs; do
        command -v "$program" >/dev/null || missing="$missing $program"
    done
    [ -z "$missing" ] ||
        fail 2 "not installed:$missing (Debian: apt install curl minisign zstd coreutils tar util-linux mawk)"
}

# Goes into the folder of the copy, keeps others out as long as this process lives, and clears what a killed run left.
enter() {
    { mkdir -p -- "$1/releases" "$1/state/download" && cd -- "$1" && true >>state/lock; } 2>/dev/null ||
        fail 2 "$1: cannot be written; name another folder, or run this as the user who may write it"
    exec 9>>state/lock
    flock -n 9 ||
        fail 4 "another run is at work on this copy; wait until it ends"
    rm -rf state/next
    trap 'rm -rf state/next' EXIT
    trap 'exit 130' INT
    trap 'exit 143' HUP TERM
    { mkdir state/next && true >state/next/said && true >state/next/got; } 2>/dev/null ||
        fail 1 "nothing can be written into $1; is the disk full?"
}

# Finds out which release is served: `served` is the name of its folder, which ends in + if it was made anew.
read_served() {
    served=
    if [ -L current ]; then
        served=$(readlink current)
        served=${served#releases/}
        served=${served%/}
        is_version "${served%+}" ||
            fail 2 "current leads to $(readlink current), which is no release of this program; remove the link"
    elif [ -e current ]; then
        fail 2 "current is no link (it was made where there are none): go on with \`course mirror update\`, or remove it"
    fi
    served_version=${served%+}
}

# The key is the one that was used first; another has to be let in by hand.
choose_key() {
    pinned=$(cat state/key 2>/dev/null)
    [ -n "$pinned$given" ] ||
        fail 2 "no key: give the publisher's with -k; ask for it by another way than the one the release comes by"
    [ -z "$pinned" ] || [ -z "$given" ] || [ "$pinned" = "$given" ] ||
        fail 3 "the key is not the one that this copy knows. If the publisher says that it has changed, remove" \
            "$PWD/state/key and run this again; if not, do not use it"
    key=${pinned:-$given}
}

is_version() {
    case $1 in
        [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) ;;
        [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].[1-9]) ;;
        [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].[1-9][0-9]) ;;
        *) return 1 ;;
    esac
}

# Prints the number of a version, ten digits: 2026112402 for 2026-11-24.2.
sequence_of() {
    echo "$1" | sed 'h; s/\..*//; s/-//g; x; s/^[^.]*//; s/\.//; s/^/00/; s/.*\(..\)$/\1/; H; x; s/\n//'
}

# Compared as words: some shells count to 2147483647 only.
not_older() {
    [ -z "$served_version" ] && return
    first=$(printf '%s\n' "$(sequence_of "$1")" "$(sequence_of "$served_version")" | sort | head -n 1)
    [ "$first" = "$(sequence_of "$served_version")" ] ||
        fail 3 "$source offers $1, which is older than $served_version, the one served; it is behind, or a replay of old files"
}

# Prints a day as a number of days since 1970.
days_of() {
    echo "$1" | awk -F- '{
        y = $1 - ($2 < 3); m = ($2 + 9) % 12
        print 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + $3 - 719469
    }'
}

today() {
    echo $(($(date +%s) / 86400))
}

# A release of a day to come, where not just the zones differ: the clock was set back.
not_future() {
    [ "$(days_of "$date")" -le $(($(today) + 1)) ] && return
    set -- "the release is of $date and the clock of this machine says $(date -u +%Y-%m-%d)"
    [ $clock = wrong ] ||
        fail 3 "$1; set the clock, or say -c if this machine has none"
    say "$1; as -c was said, it is taken all the same"
}

not_expired() {
    [ "$(days_of "$until")" -ge "$(today)" ] ||
        say "$version was good until $until: the dates of sessions in it are past, or the source is no longer kept up;" \
            "ask the publisher for a newer release"
}

# small NAME LIMIT: fetches a small file of the source into state/next.
small() {
    to=state/next/${1##*/}
    empty "$to"
    progress=
    fetch "$1" "$2" "$to" || case $? in
        2) fail 3 "$1 at $source is larger than it may be; tell the publisher" ;;
        *) fail_to_fetch "$1" ;;
    esac
}

# download NAME SUM: fetches a large file to state/download/SUM; a broken download goes on where it ended.
# Fails with 1 if it could not be had, with 2 if it is too large, with 3 if it is another file.
download() {
    to=state/download/$2
    for part in state/download/*; do
        [ "$part" = "$to" ] || rm -rf "$part"
    done
    progress=1
    tries=0
    [ -f "$to" ] || empty "$to"
    until has_sum "$to" "$2"; do
        begun=$(bytes_of "$to")
        if fetch "$1" $((size + 1048576)) "$to"; then
            has_sum "$to" "$2" && break
            empty "$to"
            [ "$begun" != 0 ] || return 3
        elif [ $? = 2 ]; then
            return 2
        else
            # What is here ends beyond the file, or the server cannot go on in the middle: begun anew.
            case $(cat state/next/got) in 22 | 33 | 36) empty "$to" ;; esac
            tries=$((tries + 1))
            { [ "$begun" != "$(bytes_of "$to")" ] && [ $tries -lt 20 ]; } || return 1
        fi
    done
}

# fetch NAME LIMIT FILE: adds what FILE lacks of a file of the source. Fails with 1 if it could not get all of it, with 2
# if that is too large.
fetch() {
    have=$(bytes_of "$3")
    [ "$have" -le "$2" ] || { empty "$3" && have=0; }
    { get "$1" "$have"; echo $? >state/next/got; } | head -c $(($2 + 1 - have)) 2>/dev/null >>"$3" ||
        fail 1 "$1 could not be written; is the disk full?"
    moved=$((moved + $(bytes_of "$3") - have))
    [ "$(bytes_of "$3")" -le "$2" ] || {
        empty "$3"
        return 2
    }
    [ "$(cat state/next/got 2>/dev/null)" = 0 ]
}

# get NAME START: writes a file of the source to the standard output, from the byte START on.
get() {
    case $source in
        *://*) ;;
        *)
            [ -f "$source/$1" ] && tail -c +$(($2 + 1)) <"$source/$1" 2>state/next/said
            return
            ;;
    esac
    set -- -gfL --proto-redir =http,https --connect-timeout 30 --speed-limit 1 --speed-time 60 -C "$2" "$source/$1"
    if [ -n "$progress" ] && [ -z "$quiet" ] && [ -t 2 ]; then
        curl --progress-bar "$@"
    else
        curl -sS "$@" 2>state/next/said
    fi
}

fail_to_fetch() {
    case $source in
        *://*) ;;
        *) fail 1 "$1 is not in $source, or cannot be read; name the folder that holds latest.txt" ;;
    esac
    said=$(head -n 1 state/next/said 2>/dev/null)
    fail 1 "$1 could not be fetched from $source${said:+ ($said)}; check the address and the connection, and run this again"
}

# Reads what is signed in a folder: sequence, version, date, until, sum and size of the tar.
read_seal() {
    comment=$(minisign -V -H -Q -P "$key" -x "$1/SHA256SUMS.minisig" -m "$1/SHA256SUMS" 2>/dev/null) ||
        refuse_signature "$1/SHA256SUMS.minisig"
    day='[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]'
    # shellcheck disable=SC2046 # six words
    set -- $(echo "$comment" | sed -n "s/^course sequence=\([0-9]\{10\}\) version=\(${day}[0-9.]*\) date=\($day\) \
valid-until=\($day\) tar=\([0-9a-f]\{64\}\) size=\([1-9][0-9]\{0,11\}\)\$/\1 \2 \3 \4 \5 \6/p")
    { [ $# = 6 ] && is_version "$2" && [ "$(sequence_of "$2")" = "$1" ]; } ||
        fail 3 "the signature is not that of a release; ask the publisher for the release anew"
    version=$2 date=$3 until=$4 sum=$5 size=$6
}

refuse_signature() {
    ours=$(echo "$key" | cut -c 5-13)
    theirs=$(sed -n '2p' "$1" 2>/dev/null | cut -c 5-13)
    if [ "$ours" = "$theirs" ] || [ ${#theirs} != 9 ]; then
        fail 3 "SHA256SUMS is not what was signed: it was damaged or altered; try later, or another source"
    fi
    fail 3 "the release is signed with another key. Ask the publisher whether the key has changed;" \
        "if not, somebody else has signed it: do not use it"
}

# Makes state/next/course.tar: from what is here, by a small difference to it, or from the whole file.
make_tar() {
    for old in state/*/course.tar; do
        [ -f "$old" ] || continue
        if has_sum "$old" "$sum"; then
            room $((2 * size))
            ln "$old" state/next/course.tar 2>/dev/null || cp "$old" state/next/course.tar 2>/dev/null ||
                fail 1 "the release could not be copied; is the disk full?"
            return
        fi
        delta=from/$(sum_of "$old").zst
        delta_sum=$(signed_sum "$delta")
        if [ -n "$delta_sum" ]; then
            room $((2 * size))
            download "$version/$delta" "$delta_sum" && expand --patch-from="$old" && return
            say "the difference to the release that is here cannot be used; all of it is fetched"
        fi
    done
    room $((3 * size))
    whole_sum=$(signed_sum course.tar.zst)
    [ -n "$whole_sum" ] ||
        fail 3 "the signed SHA256SUMS of $version lists no course.tar.zst; tell the publisher"
    download "$version/course.tar.zst" "$whole_sum" || case $? in
        1) fail_to_fetch "$version/course.tar.zst" ;;
        2) fail 3 "$version/course.tar.zst at $source is larger than it may be; tell the publisher" ;;
        *) fail 3 "$version/course.tar.zst at $source is not the one that was signed: it was damaged; try later," \
            "or another source" ;;
    esac
    expand || fail 3 "course.tar.zst of $version does not hold what was signed; tell the publisher"
}

# expand [OPTION]: expands the download into state/next/course.tar, as far as is signed; fails if that is not what comes.
expand() {
    zstd -dcq "$@" "$to" 2>/dev/null | head -c $((size + 1)) >state/next/course.tar 2>/dev/null ||
        fail 1 "course.tar could not be written; is the disk full?"
    [ "$(bytes_of state/next/course.tar)" = "$size" ] && has_sum state/next/course.tar "$sum"
}

# Prints the sum that the signed list has for a file; nothing if it has none.
signed_sum() {
    awk -v name="$1" 'substr($0, 65) == "  " name && substr($0, 1, 64) !~ /[^0-9a-f]/ { print substr($0, 1, 64); exit }' \
        state/next/SHA256SUMS
}

# room BYTES: sees to it that the disk has them, and a little more.
room() {
    free=$(df -Pk . | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9-]*% .*/\1/p')
    [ "${free:-0}" -ge $(($1 / 1024 + 1024)) ] ||
        fail 1 "the disk has ${free:-0} kB free, and the update needs $(($1 / 1024 + 1024)) for a while; make room"
}

# Refuses an archive that holds anything but plain files, with names that every system can keep, each of them listed in
# the SHA256SUMS that it holds: before anything is unpacked.
check_archive() {
    empty state/next/names
    empty state/next/wrong
    names_in "$1" >state/next/names || {
        [ ! -s state/next/wrong ] || fail 3 "the release has $(head -n 1 state/next/wrong); tell the publisher"
        fail 1 "the names in the archive could not be written; is the disk full?"
    }
    empty state/next/tree.sums
    tar -x -O -f "$1" SHA256SUMS >state/next/tree.sums 2>/dev/null
    { is_list state/next/tree.sums && names_of state/next/tree.sums | cmp -s - state/next/names; } ||
        fail 3 "the release does not hold just the files that its own SHA256SUMS lists; tell the publisher"
}

# Prints the names in a tar, and writes what is wrong with it into state/next/wrong. It reads the headers itself, since
# programs list names that are not letters of English each in their own way. The rules for names are those of
# archive_names.py, but for letters beyond English, whose two cases a shell cannot tell.
names_in() {
    od -A n -v -t o1 "$1" | awk '
        function wrong(what) {
            print what >"state/next/wrong"
            failed = 1
            exit
        }
        function word(from, length_,   at, text) {
            for (at = from; at < from + length_ && byte[at] != "000"; at++) {
                if (byte[at] < "040" || byte[at] == "177") wrong("a name with a control character")
                text = text letter[byte[at]]
            }
            return text
        }
        function number(from, length_,   at, value) {
            for (at = from; at < from + length_ && byte[at] ~ /^06/; at++) value = value * 8 + substr(byte[at], 3)
            if (at == from || byte[at] !~ /^0[04]0$/) wrong("a header that cannot be read")
            return value
        }
        function check(name,   parts, count, at, stem, path, low) {
            if (name == "" || substr(name, 1, 1) == "/") wrong("a name that is not relative: " name)
            if (name ~ /[<>:"|?*\\]/) wrong("a name that not every system can keep: " name)
            if (length(name) > 150) wrong("a name longer than 150 bytes: " name)
            count = split(name, parts, "/")
            path = ""
            for (at = 1; at <= count; at++) {
                stem = tolower(parts[at])
                if (stem == "" || stem == "." || stem == "..") wrong("a name with an empty part, . or ..: " name)
                if (length(stem) > 100) wrong("a name with a part longer than 100 bytes: " name)
                if (stem ~ /^-/) wrong("a name that begins with a hyphen: " name)
                if (stem ~ /[. ]$/) wrong("a name that ends in a dot or a space: " name)
                sub(/ *\..*/, "", stem)
                if (stem ~ /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|com\302[\262\263\271]|lpt\302[\262\263\271]|conin\$|conout\$)$/)
                    wrong("a name of a device on Windows: " name)
                path = path (at > 1 ? "/" : "") parts[at]
                low = tolower(path)
                if (low in spelled && spelled[low] != path) wrong("names that differ by case alone: " name)
                spelled[low] = path
                if ((path in kind) && (at == count || kind[path] == "file"))
                    wrong("a name twice, or a file and a folder of one name: " name)
                kind[path] = (at == count ? "file" : "folder")
            }
        }
        BEGIN {
            for (at = 1; at < 256; at++) letter[sprintf("%03o", at)] = sprintf("%c", at)
        }
        ended { if ($0 ~ /[1-7]/) wrong("something after its end"); next }
        content > 0 { content--; next }
        {
            for (at = 1; at <= 16; at++) byte[line * 16 + at - 1] = $at
            if ($0 ~ /[1-7]/) empty = 0
            if (++line < 32) next
            line = 0
            if (empty) { ended = 1; next }
            empty = 1
            name = word(345, 155)
            name = (name == "" ? "" : name "/") word(0, 100)
            if (word(257, 5) != "ustar" || byte[262] byte[263] byte[264] != "000060060")
                wrong("a header that is not of ustar")
            if (byte[156] != "060" && byte[156] != "000") wrong("something that is no plain file (a link, a device): " name)
            check(name)
            content = int((number(124, 12) + 511) / 512) * 32
            print name
        }
        END {
            if (!failed && !ended) print "no end: it was cut off" >"state/next/wrong"
            exit failed || !ended
        }
    '
}

# A list is lines of a sum, two spaces and a name.
is_list() {
    awk 'length($0) < 67 || substr($0, 1, 64) ~ /[^0-9a-f]/ || substr($0, 65, 2) != "  " { exit 1 }' "$1"
}

# Prints the names that a list has, and its own, in the order of their bytes.
names_of() {
    { cut -c 67- "$1" && echo SHA256SUMS; } | sort
}

# Is a tree what its SHA256SUMS lists, nothing less and nothing more?
is_whole() {
    (
        cd "$1" && is_list SHA256SUMS && [ -z "$(find . ! -type d ! -type f)" ] &&
            [ "$(find . -type f | sed 's|^\./||' | sort)" = "$(names_of SHA256SUMS)" ] &&
            sha256sum -c SHA256SUMS >/dev/null
    ) 2>/dev/null
}

# Is what is served what was signed? By the signature the tar, by the tar the list, by the list every file.
is_proved() {
    kept=state/$served_version
    [ -f "$kept/SHA256SUMS.minisig" ] && (read_seal "$kept" && [ "$version" = "$served_version" ] &&
        has_sum "$kept/course.tar" "$sum" &&
        tar -x -O -f "$kept/course.tar" SHA256SUMS | cmp -s - "releases/$served/SHA256SUMS" &&
        is_whole "releases/$served") 2>/dev/null
}

# Puts the release and what is known of it in their places, and makes `current` lead to it by one rename.
serve() {
    new=$version
    [ "$new" != "$served" ] || new=$version+
    rm -rf "state/$version" "releases/$new"
    {
        mkdir state/next/kept &&
        mv state/next/course.tar state/next/SHA256SUMS state/next/SHA256SUMS.minisig state/next/kept/ &&
        mv state/next/kept "state/$version" &&
        mv state/next/tree "releases/$new" &&
        pin_key && ln -s "releases/$new" state/next/current &&
        ln -s "releases/$served" state/next/previous
    } 2>/dev/null ||
        fail 1 "the release could not be put in its place; is the disk full, or is it one that has no links?"
    sync -f . 2>/dev/null || sync
    # Before the swap, so that a page of it that is open finds its files all the time.
    [ -z "$served" ] || [ "$served_version" = "$version" ] || put previous
    put current
    clear_away "$version" "$new"
}

# put NAME: puts a link of state/next in the place of the one of that name.
put() {
    mv -f -T "state/next/$1" "$1" 2>/dev/null || mv -f -h "state/next/$1" "$1" 2>/dev/null ||
        fail 1 "this system's mv cannot replace a link at once; install that of GNU or of busybox"
}

pin_key() {
    echo "$key" >state/next/key && mv -f state/next/key state/key
}

# clear_away VERSION FOLDER: removes what is neither served nor the release before it.
clear_away() {
    before=$(
        for folder in releases/*; do
            name=${folder#releases/}
            is_version "${name%+}" && echo "$(sequence_of "${name%+}") $name"
        done | sort | awk -v served="$(sequence_of "$1")" '$1 < served { before = $2 } END { print before }'
    )
    for folder in releases/*; do
        name=${folder#releases/}
        ! is_version "${name%+}" || [ "$name" = "$2" ] || [ "$name" = "$before" ] || rm -rf "$folder"
    done
    for folder in state/*; do
        name=${folder#state/}
        ! is_version "$name" || [ "$name" = "$1" ] || rm -rf "$folder"
    done
    rm -rf state/download/*
}

empty() {
    true 2>/dev/null >"$1" || fail 1 "$1 cannot be written; is the disk full?"
}

has_sum() {
    [ "$(sum_of "$1")" = "$2" ]
}

sum_of() {
    { sha256sum <"$1" | cut -d ' ' -f 1; } 2>/dev/null
}

bytes_of() {
    wc -c <"$1" | tr -d ' '
}

# fail STATUS TEXT: says what is wrong and what to do.
fail() {
    status=$1
    shift
    case $* in
        *\?) say "$*" ;;
        *) say "$*." ;;
    esac
    exit "$status"
}

say() {
    printf 'update.sh: %s\n' "$*" >&2
}

# Says that all is well.
tell() {
    [ -n "$quiet" ] || printf '%s.\n' "$*"
}

main "$@"
