"""What the commands share: where the course is, and what they say when a file cannot be written."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
root_option = click.option("--root", type=FOLDER, default=".", help="Folder that holds course.yml.")


@contextmanager
def writing() -> Iterator[None]:
    """Turn a full disk, a missing permission or a folder in a file's place into a message and the exit status 1."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename
        where = f"{place}: " if place else ""
        raise click.ClickException(
            f"{where}cannot be written ({error.strerror}); the file is as it was"
        ) from None
