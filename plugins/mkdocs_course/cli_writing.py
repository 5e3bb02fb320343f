"""What commands say when a file cannot be written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


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
