"""What mirrors fetch: the whole site as `course.tar.zst`, and for those that have an older one what differs from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.release import archive_names, tree
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.zstd import compressed, library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.release.edition import Edition

NAME = "course.tar.zst"
FROM = "from"
"""The folder of the differences, each named by the SHA-256 of the older `course.tar`."""
REMEMBERED = 10
"""From how many earlier releases a mirror is brought up to date by a difference."""


@dataclass(frozen=True)
class Tar:
    """An archive before it is compressed: what a signature names."""

    sha256: str
    size: int
    """Bytes."""


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps the site from being archived: no library, names that some systems cannot keep, links, devices."""
    try:
        library()
    except MissingError as error:
        yield str(error)
    try:
        names = tree.names(edition.site)
    except tree.StrangeArchiveError as error:
        yield str(error)
        return
    for fault in archive_names.faults(names):
        yield f"{edition.site}: {fault}; rename the file in docs/"


def measure(edition: Edition) -> Tar:
    """Return what the site's tar is, without keeping it."""
    digest, size = hashlib.sha256(), 0
    for piece in _tar(edition):
        digest.update(piece)
        size += len(piece)
    return Tar(digest.hexdigest(), size)


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the archive into the folder `to`; yield its path once it is done.

    Raises:
        MissingError: without a library for Zstandard.
        StrangeArchiveError: if the site holds links or devices.
        OSError: if a file cannot be read or written.
    """
    size = measure(edition).size
    with (to / NAME).open("wb") as file:
        file.writelines(compressed(_tar(edition), size))
    yield to / NAME


def write_differences(edition: Edition, to: Path, older: list[Path]) -> Iterator[Path]:
    """Write what differs from each of some older archives, files `course.tar.zst`; yield each path once it is done.

    Raises:
        MissingError: without a library for Zstandard.
        OSError: if a file cannot be read or written.
    """
    new = b"".join(_tar(edition))
    (to / FROM).mkdir(exist_ok=True)
    for archive in older:
        with library().open(archive) as file:
            old = file.read()
        if old == new:
            continue
        path = to / FROM / f"{hashlib.sha256(old).hexdigest()}.zst"
        with path.open("wb") as file:
            file.writelines(compressed([new], len(new), old))
        yield path


def _tar(edition: Edition) -> Iterator[bytes]:
    return tree.tar(edition.site)
