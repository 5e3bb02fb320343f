"""The commands `course new …` and `course init`."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course import scaffold
from mkdocs_course.catalogue.messages import has_words
from mkdocs_course.cli_common import lock, refusing, root_option, stop, writing
from mkdocs_course.course.reading import UnreadableError
from mkdocs_course.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from mkdocs_course.course.model import Course
    from mkdocs_course.sources import Sources

DAY = click.DateTime(["%Y-%m-%d"])
HOUR = click.DateTime(["%H:%M"])


@click.group("new")
def group() -> None:
    """Begin a week, a session, a run or a language: pages in every language, ready to be filled in."""


@group.command()
@click.argument("identifier", metavar="[ID]", default="")
@root_option
def week(root: Path, identifier: str) -> None:
    """Add a week ID at the end of the course (by default, week-13 after week-12)."""
    _begin(root, lambda sources, course: scaffold.new_week(sources, course, identifier))
    click.echo("Every run has one session more: `course run lock` announces it.", err=True)


@group.command()
@click.argument("week")
@root_option
def session(root: Path, week: str) -> None:
    """Write the session page of WEEK in the languages that lack it."""
    _begin(root, lambda sources, course: scaffold.new_session(sources, course, week))


@group.command()
@click.argument("identifier", metavar="ID")
@click.option("--language", prompt="Language spoken in the sessions", help="Language spoken in the sessions.")
@click.option(
    "--starts", type=DAY, prompt="Date of the first session (like 2028-01-12)", help="First session."
)
@click.option("--time", "at", type=HOUR, prompt="Hour of the sessions (like 13:00)", help="Hour, as HH:MM.")
@click.option(
    "--timezone", prompt="Time zone (like Africa/Abidjan)", help="Zone of that hour, like Africa/Abidjan."
)
@root_option
def run(root: Path, identifier: str, language: str, starts: datetime, at: datetime, timezone: str) -> None:
    """Add the run ID: a dated delivery of the course. Asks for what is not said."""
    values = (identifier, language, starts.date(), at.time(), timezone)
    _begin(root, lambda sources, _: scaffold.new_run(sources, *values))
    lock(root, [identifier])


@group.command()
@click.argument("language")
@root_option
def language(root: Path, language: str) -> None:
    """Begin a translation into LANGUAGE (a code like ar, sw or pt-BR)."""
    _begin(root, lambda sources, course: scaffold.new_language(sources, course, language))
    _tell_of_words([language])
    click.echo(
        "The start page holds the source text until it is translated; other pages show it under a notice.",
        err=True,
    )


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--languages", prompt="Languages, the source first (like fr,sw)", help="Codes with commas, source first."
)
@click.option("--weeks", type=click.IntRange(1, 240), prompt="Number of weeks", help="How many weeks.")
@click.option("--host", default="course.example.org", show_default=True, help="Host name of the site.")
@click.option("--starts", type=DAY, help="First session of the first run; else the Tuesday in four weeks.")
@click.option("--time", "at", type=HOUR, default="13:00", show_default=True, help="Hour of the sessions.")
@click.option("--timezone", default="Africa/Abidjan", show_default=True, help="Zone of that hour.")
def init(
    folder: Path,
    languages: str,
    weeks: int,
    host: str,
    starts: datetime | None,
    at: datetime,
    timezone: str,
) -> None:
    """Start an empty course in FOLDER that builds at once. Asks for what is not said."""
    codes = list(dict.fromkeys(code.strip() for code in languages.split(",") if code.strip()))
    if not codes:
        raise click.ClickException("name at least one language, like fr or fr,sw")
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty: name a new folder")
    first = starts.date() if starts else _tuesday()
    with refusing(scaffold.ScaffoldError):
        _write(folder, scaffold.new_course(codes, weeks, host, first, at.time(), timezone), changed=())
    lock(folder, [])
    _tell_of_words(codes)
    click.echo(f"Now: course serve --root {shlex.quote(str(folder))}", err=True)


def _tell_of_words(languages: Iterable[str]) -> None:
    """Say in which languages the interface will be English."""
    if lacking := [language for language in languages if not has_words(language)]:
        click.echo(
            f"The interface has no words yet in {', '.join(lacking)}, and shows English there; "
            "mkdocs_course/catalogue/ has a file for each language that it knows.",
            err=True,
        )


def _tuesday() -> date:
    today = datetime.now(UTC).date() + timedelta(weeks=4)
    return today + timedelta(days=(1 - today.weekday()) % 7)


def _begin(root: Path, files: Callable[[Sources, Course], scaffold.Files]) -> None:
    """Write the files that a course's sources ask for."""
    sources, problems = read_sources(root)
    if not sources.course:
        stop(problems)
    try:
        with refusing(scaffold.ScaffoldError):
            _write(root, files(sources, sources.course.model))
    except UnreadableError as error:
        stop([error.problem])


def _write(root: Path, files: scaffold.Files, **options: tuple[str, ...]) -> None:
    with writing():
        for path in scaffold.write(root, files, **options):
            click.echo(path)
