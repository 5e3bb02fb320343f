"""The commands `course translations …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course import translations
from mkdocs_course.cli_common import load, refusing, root_option, writing
from mkdocs_course.problems import PRINTERS
from mkdocs_course.text import translation_reports

if TYPE_CHECKING:
    pass


@click.group("translations")
def group() -> None:
    """See which translated sections are behind their source, and say when they are not."""


@group.command()
@click.argument("languages", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "markdown"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@root_option
def status(root: Path, languages: tuple[str, ...], format_: str) -> None:
    """Show the state of every section in LANGUAGES (by default, in all)."""
    loaded = load(root)
    with refusing(translations.UnknownPlaceError):
        found = translations.states(loaded, languages)
    match format_:
        case "json":
            click.echo(translation_reports.as_json(found))
        case "markdown":
            click.echo(translation_reports.as_markdown(found))
        case "github":
            click.echo(PRINTERS["github"](translation_reports.drift(found)))
        case _:
            click.echo(translation_reports.as_text(found))


@group.command()
@click.argument("language")
@click.argument("place")
@root_option
def diff(root: Path, language: str, place: str) -> None:
    """Show what changed in the source of PLACE (week-03/index.md, or week-03/index.md#activity)."""
    loaded = load(root)
    with refusing(translations.UnknownPlaceError):
        click.echo(translations.diff(root, loaded, language, place))


@group.command()
@click.argument("language")
@click.argument("places", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Every page of the language.")
@root_option
def mark(root: Path, language: str, places: tuple[str, ...], all_: bool) -> None:
    """Say that PLACES in LANGUAGE render their source as it is now. Only a person can know."""
    loaded = load(root)
    names = sorted(loaded.pages.get(language, ())) if all_ else places
    if not names:
        raise click.UsageError("name a page or a section, or say --all")
    failed = False
    for place in names:
        with refusing(translations.UnknownPlaceError), writing():
            written, problems = translations.mark(root, loaded, language, place)
        if problems:
            click.echo(PRINTERS["text"](problems), err=True)
            failed = True
        elif written:
            click.echo(written)
    sys.exit(failed)


@group.command()
@click.argument("place")
@click.option("--was", default="", help="Hash of the section before the change; else the last commit's.")
@root_option
def neutral(root: Path, place: str, was: str) -> None:
    """Say that the change of the source section PLACE changed no meaning (a typo): translations stay in step."""
    loaded = load(root)
    with refusing(translations.UnknownPlaceError), writing():
        for path in translations.neutral(root, loaded, place, was):
            click.echo(path)
