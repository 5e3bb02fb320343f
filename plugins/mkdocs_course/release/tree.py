"""The tree of a site as one file: a tar whose bytes depend on the files and on the release's date alone.

The format is POSIX.1-1988's ustar, with plain files only; `entries` reads no other.
"""

from __future__ import annotations

import hashlib
import stat
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, BinaryIO

from mkdocs_course.release.seal import SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

BLOCK = 512
CHUNK = 1 << 20


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


def moment(day: date, sequence: int) -> int:
    """Return the time of all files of a release, in seconds since 1970.

    It is midnight (UTC), and a second later for each further release of a day: web servers tell by a file's time and
    size whether a reader's copy is still good.
    """
    return int(datetime.combine(day, time(), UTC).timestamp()) + sequence % 100


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


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tar(root: Path, mtime: int) -> Iterator[bytes]:
    """Make the tar of a tree, piece by piece. It holds the sums of the other files too, made anew.

    Raises:
        StrangeArchiveError: if there is anything but files and folders.
        OSError: if a file cannot be read.
    """
    files = [name for name in names(root) if name != SUMS]
    listed = sums(root, files)
    for name in sorted([*files, SUMS]):
        if name == SUMS:
            yield _header(name, len(listed), mtime)
            yield listed + _padding(len(listed))
            continue
        size = (root / name).stat().st_size
        yield _header(name, size, mtime)
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
        return Entry(path.decode(), start, int(block[124:136].rstrip(b"\0 "), 8))
    except ValueError:
        raise StrangeArchiveError(f"`{shown}` has a header that cannot be read") from None
