"""`course-offline.zip`: the whole site in one folder, to unpack and to open by a double-click on its `index.html`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_course.release.file_tree import file_tree, missing_pictures
from mkdocs_course.release.zipping import write_zip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.release.edition import Edition

NAME = "course-offline.zip"


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps the zip from being made, before the work starts: one line each, with what to do."""
    yield from missing_pictures(edition)


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the zip into the folder `to`; yield its path once it is done.

    Raises:
        OSError: if a file of the site cannot be read or the zip cannot be written.
    """
    files = ((f"course-{edition.version}/{name}", content) for name, content in file_tree(edition))
    write_zip(to / NAME, files, edition.date)
    yield to / NAME
