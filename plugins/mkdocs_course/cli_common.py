"""What the commands share: where the course is, how problems are printed, and what is said of what cannot be done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mkdocs_course import project
from mkdocs_course.problems import PRINTERS, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from mkdocs_course.problems import Problem

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
root_option = click.option("--root", type=FOLDER, default=".", help="Folder that holds course.yml.")
format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(list(PRINTERS)),
    default="text",
    show_default=True,
    help="How to print.",
)


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


@contextmanager
def refusing(refusal: type[Exception]) -> Iterator[None]:
    """Turn what cannot be done, as an error says it, into a message and the exit status 1."""
    try:
        yield
    except refusal as error:
        raise click.ClickException(str(error)) from None


def stop(problems: Iterable[Problem]) -> NoReturn:
    """Print the errors among some problems, and exit with 1."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    click.echo(PRINTERS["text"](errors), err=True)
    sys.exit(1)


def load(root: Path) -> project.Project:
    """Return the project in a folder; where it has errors, print them and exit with 1."""
    loaded, problems = project.load(root)
    return loaded or stop(problems)


def lock(root: Path, runs: Collection[str]) -> None:
    """Write the locks of some runs, or of all, and print their paths."""
    with writing():
        written, problems = project.lock_runs(root, runs, datetime.now(UTC).replace(microsecond=0))
    if problems:
        stop(problems)
    for path in written:
        click.echo(path)
