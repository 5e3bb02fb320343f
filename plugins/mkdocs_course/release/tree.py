"""The tree of a site as one file: a tar whose bytes depend on the files alone.

The format is POSIX.1-1988's ustar, with plain files only; `entries` reads no other.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from mkdocs_course.release.seal import SUMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

BLOCK = 512
CHUNK = 1 << 20
_FIRST_MOMENT = 978_307_200
"""Midnight of 2001-01-01 (UTC)."""

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SIZE = re.compile(rb"([0-7]+)[\0 ][\0-\xff]*")


class StrangeArchiveError(ValueError):
    """An archive holds what a release's does not. Its text says what."""


@dataclass(frozen=True)
class Entry:
    """A file within a tar."""

    name: str
    start: int
    """Where its bytes begin."""
    size: int
    """Bytes."""


def moment(sha256: str) -> int:
    """Return the time that the archive gives to a file of this hash, in seconds since 1970: a second of 2001–2009.

    Web servers tell by a file's time and size whether a reader's copy is still good. A time out of the file itself
    changes with the file and only with it; that of the release would change every file's header with every release.
    """
    return _FIRST_MOMENT + int(sha256[:7], 16)


def names(root: Path) -> list[str]:
    """Return the files below a folder, relative to it, in the order of their bytes.

    Raises:
        StrangeArchiveError: if there is anything but files and folders: a link, a device.
    """
    found = []
    for path in root.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            found.append(path.relative_to(root).as_posix())
        elif not stat.S_ISDIR(mode):
            raise StrangeArchiveError(f"{path} is neither a file nor a folder: remove it")
    return sorted(found)


def sums(root: Path, files: Iterable[str]) -> bytes:
    """Return the lines of `SHA256SUMS` for some files."""
    return b"".join(f"{digest(root / name)}  {name}\n".encode() for name in files)


def read_sums(text: bytes) -> dict[str, str]:
    """Return the sums that a `SHA256SUMS` lists, by name.

    Raises:
        StrangeArchiveError: if it is no such list.
    """
    try:
        *lines, rest = text.decode().split("\n")
    except UnicodeDecodeError:
        lines, rest = [], "?"
    found = {line[2]: line[1] for line in map(_LINE.fullmatch, lines) if line}
    if len(found) != len(lines) or rest:
        raise StrangeArchiveError(f"{SUMS} has lines that are no sum, two spaces and a name, or a name twice")
    return found


def differences(root: Path, listed: Mapping[str, str], beside: Collection[str] = ()) -> Iterator[str]:
    """Say in what the files of a folder are other than listed, one line each; `beside` may be there without a sum.

    Raises:
        OSError: if a file cannot be read.
    """
    try:
        found = set(names(root))
    except StrangeArchiveError as error:
        yield str(error)
        return
    for name in sorted(found - set(listed) - set(beside)):
        yield f"{name} is there and not listed"
    for name, expected in sorted(listed.items()):
        if name not in found:
            yield f"{name} is listed and not there"
        elif digest(root / name) != expected:
            yield f"{name} is not as it was listed: it was damaged or altered"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tar(root: Path) -> Iterator[bytes]:
    """Make the tar of a tree, piece by piece. It holds the sums of the other files too, made anew.

    Raises:
        StrangeArchiveError: if there is anything but files and folders.
        OSError: if a file cannot be read.
    """
    digests = {name: digest(root / name) for name in names(root) if name != SUMS}
    listed = "".join(f"{sha256}  {name}\n" for name, sha256 in digests.items()).encode()
    digests[SUMS] = hashlib.sha256(listed).hexdigest()
    for name, sha256 in sorted(digests.items()):
        size = len(listed) if name == SUMS else (root / name).stat().st_size
        yield _header(name, size, moment(sha256))
        if name == SUMS:
            yield listed
        else:
            with (root / name).open("rb") as file:
                while data := file.read(CHUNK):
                    yield data
        yield _padding(size)
    yield bytes(2 * BLOCK)


def _header(name: str, size: int, mtime: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, 0o644
    return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def entries(archive: BinaryIO) -> Iterator[Entry]:
    """Read what a tar holds, strictly: plain files, then two empty blocks, then nothing.

    Raises:
        StrangeArchiveError: if there is anything else.
    """
    while (block := archive.read(BLOCK)) != bytes(BLOCK):
        if len(block) < BLOCK:
            raise StrangeArchiveError("the archive ends within a file")
        entry = _entry(block, archive.tell())
        yield entry
        archive.seek(entry.start + entry.size + -entry.size % BLOCK)
    while rest := archive.read(CHUNK):
        if rest.strip(b"\0"):
            raise StrangeArchiveError("something follows the end of the archive")


def _entry(block: bytes, start: int) -> Entry:
    name, prefix = (field.split(b"\0")[0] for field in (block[:100], block[345:500]))
    path = prefix + b"/" * bool(prefix) + name
    shown = ascii(path)[1:].strip("'\"")
    if block[257:265] != b"ustar\x0000":
        raise StrangeArchiveError(f"`{shown}` has a header that is not ustar's")
    if block[156:157] not in {b"0", b"\0"}:
        raise StrangeArchiveError(f"`{shown}` is no plain file (it is a link, a device or the like)")
    try:
        return Entry(path.decode(), start, int(_SIZE.fullmatch(block[124:136])[1], 8))  # type: ignore[index]
    except (TypeError, ValueError):
        raise StrangeArchiveError(f"`{shown}` has a header that cannot be read") from None


def member(archive: Path, name: str) -> bytes:
    """Return the bytes of a file within a tar.

    Raises:
        StrangeArchiveError: if it is not there, or the archive holds what a release's does not.
    """
    with archive.open("rb") as file:
        for entry in entries(file):
            if entry.name == name:
                file.seek(entry.start)
                return file.read(entry.size)
    raise StrangeArchiveError(f"there is no {name} in the archive")


def extract(archive: BinaryIO, entry: Entry, to: Path) -> None:
    """Write a file of a tar, with its `moment`.

    Raises:
        OSError: if it cannot be written.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    archive.seek(entry.start)
    content = hashlib.sha256()
    with to.open("xb") as file:
        left = entry.size
        while left and (data := archive.read(min(left, CHUNK))):
            file.write(data)
            content.update(data)
            left -= len(data)
    time = moment(content.hexdigest())
    os.utime(to, (time, time))
