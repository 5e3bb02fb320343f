"""The door for people: `course build` and `course serve`."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course.cli_common import refusing, root_option
from mkdocs_course.engine import build as engine
from mkdocs_course.phases import Phases

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 20
"""Lines about faults before the rest is only counted: what is printed stays within a screen."""
OFTEN = 0.1
"""Seconds between two changes of the line that shows how far the build is."""

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print errors and warnings only.")
verbose_option = click.option("--verbose", "-v", is_flag=True, help="Print all that MkDocs says.")


@click.command()
@root_option
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), help="Where the site goes.  [default: site]"
)
@click.option("--cache/--no-cache", default=True, help="Whether results of earlier builds are used.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--profile", is_flag=True, help="Print what each phase took.")
@quiet_option
@verbose_option
def build(
    root: Path, site: Path | None, *, cache: bool, strict: bool, profile: bool, quiet: bool, verbose: bool
) -> None:
    """Build the course's site.

    Exits with 1 if it was not built; then an earlier site is left as it was.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's advertisement
    line = Line(shown=not quiet and not verbose)
    phases = Phases(line.show)
    faults = Faults(line, logging.INFO if verbose else logging.WARNING)
    before = time.perf_counter()
    try:
        with refusing(engine.BuildRefusedError):
            place = engine.build(root, site, phases, faults, cache=cache, strict=strict)
    finally:
        line.clear()
        faults.count()
    if profile:
        click.echo(profile_table(phases.seconds), err=True)
    if not quiet:
        seconds = time.perf_counter() - before
        click.echo(f"The site is in {_shown(place)}, built in {seconds:.1f} s.", err=True)


@click.command()
@root_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to show it.")
@quiet_option
@verbose_option
def serve(root: Path, address: str, *, quiet: bool, verbose: bool) -> None:
    """Show the course in a browser, and each edit as soon as its file is saved."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.setLevel(logging.WARNING if quiet else logging.DEBUG if verbose else logging.INFO)
    with refusing(engine.BuildRefusedError):
        engine.serve(root, address, handler)


def profile_table(seconds: Mapping[str, float]) -> str:
    """Return the seconds of each phase, and its share of all."""
    total = sum(seconds.values())
    rows = [(name, f"{took:.2f} s", f"{took / total:4.0%}") for name, took in seconds.items()]
    rows.append(("all phases", f"{total:.2f} s", "100%"))
    wide = max(len(name) for name, _, _ in rows)
    return "\n".join(f"{name:<{wide}}  {took:>8}  {share:>4}" for name, took, share in rows)


class Line:
    """One line of a terminal that says what the build is at; elsewhere, a line for each phase."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        self.live = shown and sys.stderr.isatty()
        self._at = 0.0
        self._last = ""
        self._known: set[str] = set()
        """The phases that were shown."""

    def show(self, name: str, done: int, all_: int) -> None:
        """Say how far a phase is."""
        now = time.monotonic()
        known = name == self._last if self.live else name in self._known
        if not self.shown or (known and (not self.live or now - self._at < OFTEN)):
            return
        if self.live:
            counted = f" {done} of {all_}" if all_ else ""
            click.echo(f"\r\x1b[K{name[:1].upper()}{name[1:]}{counted} …", nl=False, err=True)
        else:
            click.echo(f"{name[:1].upper()}{name[1:]} …", err=True)
        self._at, self._last = now, name
        self._known.add(name)

    def clear(self) -> None:
        """Make room for a line that stays."""
        if self.live:
            click.echo("\r\x1b[K", nl=False, err=True)


class Faults(logging.Handler):
    """Prints what is said of a build, as far as it fits a screen: errors at once, warnings where there is room."""

    def __init__(self, line: Line, level: int) -> None:
        super().__init__(level)
        self._line, self._printed = line, 0
        self._errors: list[str] = []
        """The errors that were not printed; the last says what follows from them all."""
        self._warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Print a message, or keep it for later."""
        text = f"{record.levelname:<8} {record.getMessage().removeprefix('mkdocs_course: ')}"
        everything = self.level < logging.WARNING
        if not everything and record.levelno < logging.ERROR:
            self._warnings.append(text)
        elif everything or self._printed < MOST:
            self._print(text)
        else:
            self._errors.append(text)

    def count(self) -> None:
        """Print the warnings that there is room for, how many messages are left out, and the last error."""
        room = max(MOST - self._printed, 0)
        for text in self._warnings[:room]:
            self._print(text)
        if more := len(self._warnings[room:]) + len(self._errors[:-1]):
            click.echo(f"… and {more} more: `course build -v` prints all", err=True)
        for text in self._errors[-1:]:
            self._print(text)

    def _print(self, text: str) -> None:
        self._line.clear()
        click.echo(text, err=True)
        self._printed += 1


def _shown(path: Path) -> str:
    path = path.resolve()
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
