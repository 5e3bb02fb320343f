"""The command `course release verify`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from mkdocs_course.cli_common import FOLDER, refusing
from mkdocs_course.cli_mirror import key_of, key_option
from mkdocs_course.mirror.verify import Witness
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.seal import UnsealedError


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@key_option
@click.option(
    "--sums",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The signed SHA256SUMS of a release, its signature beside it: proves an unpacked tree.",
)
def verify(folder: Path, key: str, sums: Path | None) -> None:
    """Say what is proved of the copy in DIR, and what is not.

    DIR is a release, the folder of all releases, an unpacked site, or the folder of a mirror. Names that some system
    cannot keep are wrong, as is each file that is altered, missing or not listed.

    Exits with 0 only if it is proved to be what the publisher signed.
    """
    with refusing(UnsealedError):
        public = key_of(key)
    try:
        with refusing(MissingError):
            verdict = Witness(public, sums, datetime.now(UTC).date()).verify(folder)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: cannot be read ({error.strerror})") from None
    for head, lines in (
        ("Proved", verdict.proved),
        ("Not proved", verdict.unproved),
        ("Wrong", verdict.wrong),
    ):
        for line in lines:
            click.echo(f"{head}: {line}")
    if verdict.wrong:
        click.echo("Do not use this copy: get another, and do not open its files.", err=True)
    sys.exit(bool(verdict.wrong) or not public or not verdict.signed)
