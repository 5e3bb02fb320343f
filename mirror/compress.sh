#!/bin/sh
# compress.sh: spares a web server the work of compressing: copies a site, lays beside each of its texts the same one
# compressed, and puts the copy in the place of the one that is served.
#
# Usage: compress.sh SITE TARGET
#
#   SITE    the folder that holds the site: site/ where it was built, or the folder `current` that update.sh keeps
#   TARGET  where the copies go: TARGET/current is what a web server serves, and TARGET/previous the one before, of which
#           pages that readers have open may still ask for their files
#
# SITE is left as it is, so its files can still be checked against its SHA256SUMS. At every moment TARGET/current leads to
# one whole copy. Run this after each update; where SITE has not changed it does nothing.
#
# Exit status: 0 the copy is up to date; 1 it could not be made, and the one before is served; 2 wrong use.
#
# Needs gzip, sha256sum, mktemp and flock, from GNU, busybox or others.
set -u
umask 022
LC_ALL=C
export LC_ALL
unset CDPATH GZIP

texts="html css js json svg xml txt ics vtt webmanifest"

main() {
    [ $# = 2 ] || { sed -n '/^#$/,/^set/s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
    { site=$(cd -- "$1" 2>/dev/null && pwd -P) && [ -f "$site/index.html" ]; } ||
        fail 2 "$1: there is no site there; name the folder that holds index.html"
    { mkdir -p -- "$2" && cd -- "$2"; } 2>/dev/null ||
        fail 2 "$2: cannot be written; name another folder, or run this as the user who may write it"
    case $(pwd -P)/ in
        "$site"/*) fail 2 "$2 lies within $1; name a folder outside" ;;
    esac
    { mkdir -p trees && true >>lock; } 2>/dev/null ||
        fail 2 "$2: cannot be written; name another folder, or run this as the user who may write it"
    exec 9>>lock
    flock -n 9 ||
        fail 1 "another run is at work on $2; wait until it ends"
    served=$(readlink current)
    if [ -n "$served" ] && [ -f "$site/SHA256SUMS" ] && cmp -s "$site/SHA256SUMS" current/SHA256SUMS; then
        exit 0
    fi
    clear_away
    copy
    serve
    clear_away
}

# Copies the site into a new tree. Nothing is linked: whoever edits SITE does not edit what is served.
copy() {
    { tree=$(mktemp -d trees/XXXXXXXX) && chmod 755 "$tree" && cp -R -p "$site/." "$tree/"; } 2>/dev/null ||
        fail 1 "the site could not be copied; is the disk full?"
    [ ! -f "$tree/SHA256SUMS" ] || (cd "$tree" && sha256sum -c SHA256SUMS >/dev/null 2>&1) ||
        fail 1 "$site is not what its SHA256SUMS lists: it was damaged, or updated just now; update it, and run this again"
    for text in $texts; do
        find "$tree" -type f -name "*.$text" -size +255c -exec sh -c '
            for file do
                [ -e "$file.gz" ] || { gzip -9 -n -c "$file" >"$file.gz" && touch -r "$file" "$file.gz"; } || exit
            done' sh {} + || fail 1 "a text could not be compressed; is the disk full?"
    done
}

# Puts the tree in its place by two renames: whoever finds a new page finds what it needs, and so does who has an old one.
serve() {
    sync
    [ -z "$served" ] || put "$served" previous
    put "$tree" current
}

# put TREE NAME: makes a link lead to a tree.
put() {
    { ln -s "$1" trees/link && { mv -f -T trees/link "$2" || mv -f -h trees/link "$2"; }; } 2>/dev/null ||
        fail 1 "$2 could not be made to lead to the new copy; use the mv of GNU or of busybox, on a disk that has links"
}

# Removes what no link leads to: older trees, and what a killed run left.
clear_away() {
    for old in trees/*; do
        [ "$old" = "$(readlink current)" ] || [ "$old" = "$(readlink previous)" ] || rm -rf "$old"
    done
}

fail() {
    status=$1
    shift
    printf 'compress.sh: %s.\n' "$*" | sed 's/?\.$/?/' >&2
    exit "$status"
}

main "$@"
