"""`course-offline.zip`: the whole site in one folder, to unpack and to open by a double-click on its `index.html`."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from mkdocs_course.release.file_tree import file_tree, missing_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.release.edition import Edition

NAME = "course-offline.zip"

_UNIX = 3
_MODE = 0o100644


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps the zip from being made, before the work starts: one line each, with what to do."""
    yield from missing_pictures(edition)


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the zip into the folder `to`; yield its path once it is done.

    Raises:
        OSError: if a file of the site cannot be read or the zip cannot be written.
    """
    path = to / NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in file_tree(edition):
            archive.writestr(_entry(f"course-{edition.version}/{name}", edition), content)
    yield path


def _entry(name: str, edition: Edition) -> zipfile.ZipInfo:
    """Return what the zip says of a file: the same on every system, user and day."""
    day = edition.date
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
