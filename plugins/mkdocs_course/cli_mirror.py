"""The commands `course mirror …`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course.mirror.copy_folder import BusyError, CopyFolder, ForeignError
from mkdocs_course.mirror.source import UnreachableError, source
from mkdocs_course.mirror.update import KeylessError, RefusedError, UnfinishedError, Update
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.seal import UnsealedError, read_key

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUSES: dict[type[Exception], int] = {
    UnfinishedError: 1,
    ForeignError: 2,
    KeylessError: 2,
    MissingError: 2,
    RefusedError: 3,
    BusyError: 4,
}
"""With what a run exits; as `mirror/update.sh`."""

key_option = click.option(
    "--key", default="", metavar="KEY", help="The publisher's public key, or the file that holds it."
)


@click.group("mirror")
def group() -> None:
    """Keep a copy of a published course."""


@group.command()
@click.argument("source_", metavar="SOURCE")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@key_option
@click.option("--no-clock", is_flag=True, help="This machine's clock is not right: do not go by it.")
@click.option("--no-links", is_flag=True, help="Make TARGET/current a folder, for a disk without links.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def update(source_: str, target: Path, key: str, no_clock: bool, no_links: bool, quiet: bool) -> None:
    """Bring the copy in TARGET up to date from SOURCE: an address, or the folder that holds latest.txt.

    A web server serves TARGET/current. Whatever happens, that is one whole release. The key is needed once.

    Exits with 1 if the copy could not be brought up to date (run this again), 2 if something is missing, 3 if what is
    offered is not to be trusted, 4 if another run is at work. The copy is then as it was.
    """
    try:
        place, public = source(source_), key_of(key)
    except (UnreachableError, UnsealedError) as error:
        raise click.UsageError(str(error)) from None
    shown = Progress(shown=not quiet and sys.stderr.isatty())
    with _exiting():
        done = Update(
            place,
            CopyFolder(target.absolute(), links=not no_links),
            public,
            datetime.now(UTC).date(),
            not no_clock,
            lambda text: click.echo(f"Warning: {text}", err=True),
            shown.add,
        ).run()
    if quiet:
        return
    if done.changed:
        click.echo(f"{done.seal.version} is served now; {done.moved} bytes were fetched.")
    else:
        click.echo(f"{done.seal.version} is served, and is the latest.")


class Progress:
    """How many bytes have come, on one line of the terminal."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        self.moved = 0

    def add(self, came: int) -> None:
        """Count bytes that came."""
        self.moved += came
        if self.shown:
            click.echo(f"\r{self.moved / 1000:,.1f} kB fetched …\r", nl=False, err=True)


def key_of(text: str) -> str:
    """Return the public key that an option names; empty if it was not given.

    Raises:
        UnsealedError: if it is none.
    """
    if not text:
        return ""
    try:
        return read_key(Path(text).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return read_key(text)


@contextmanager
def _exiting() -> Iterator[None]:
    """Turn what keeps a copy from being brought up to date into a message and an exit status."""
    try:
        yield
    except tuple(STATUSES) as error:
        click.echo(f"Error: {error}" + "." * (not str(error).endswith("?")), err=True)
        sys.exit(STATUSES[type(error)])
