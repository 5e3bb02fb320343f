"""The door for people: the command `course`. Arguments to core calls, answers to the screen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mkdocs_course import cli_build, cli_mirror, cli_new, cli_release, cli_translations, project, sources
from mkdocs_course.cache.results import Results
from mkdocs_course.cli_common import FOLDER, format_option, load, lock, root_option, writing
from mkdocs_course.course.schemas import write_schemas
from mkdocs_course.finish.scan import scan as scan_folder
from mkdocs_course.finish.servers import write_configurations
from mkdocs_course.problems import DOCUMENTS, PRINTERS, Severity, has_errors
from mkdocs_course.text.effort import effort_table


@click.group()
@click.version_option(package_name="mkdocs-course")
def main() -> None:
    """Look after a course: its data, its pages, its schemas."""


@main.command()
@root_option
@click.option("--docs", default=sources.DOCS, show_default=True, help="Folder of the pages, below the root.")
@format_option
def check(root: Path, docs: str, format_: str) -> None:
    """Find every problem of course.yml, runs/, glossary.yml and the pages, each with its place.

    Exits with 1 if any is an error.
    """
    loaded, problems = project.load(root, docs)
    if problems or format_ in DOCUMENTS:
        click.echo(PRINTERS[format_](problems))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if problems:
        click.echo(f"{errors} errors, {len(problems) - errors} warnings.", err=True)
    elif loaded:
        pages = sum(map(len, loaded.pages.values()))
        weeks, runs = len(loaded.course.weeks), len(loaded.runs)
        click.echo(
            f"No problems: {weeks} weeks, {runs} runs, {pages} pages in {', '.join(loaded.pages)}.", err=True
        )
    sys.exit(has_errors(problems))


@main.command()
@root_option
def effort(root: Path) -> None:
    """Print how many words each week has in each language, and how many minutes it takes, as a Markdown table."""
    loaded = load(root)
    click.echo(effort_table(loaded.course, loaded.pages))


@main.command()
@click.argument("folder", type=FOLDER)
def scan(folder: Path) -> None:
    """Find join links in a built site: whatever would let anybody walk into a live session.

    Exits with 1 if there is any.
    """
    problems = scan_folder(folder, Results())
    if problems:
        click.echo(PRINTERS["text"](problems))
    else:
        click.echo(f"No join links in {folder}.", err=True)
    sys.exit(has_errors(problems))


main.add_command(cli_build.build)
main.add_command(cli_build.serve)
main.add_command(cli_new.group)
main.add_command(cli_new.init)
main.add_command(cli_mirror.group)
main.add_command(cli_translations.group)
main.add_command(cli_release.release)


@main.group()
def run() -> None:
    """Look after the runs."""


@run.command("lock")
@click.argument("runs", nargs=-1)
@root_option
def lock_runs(root: Path, runs: tuple[str, ...]) -> None:
    """Announce what changed in RUNS (by default, all): write their locks, to be committed with the change."""
    lock(root, runs)


@main.command()
@root_option
def schemas(root: Path) -> None:
    """Write the JSON Schemas of course.yml, runs/ and glossary.yml into schemas/, for editors."""
    with writing():
        for path in write_schemas(root):
            click.echo(path.as_posix())


@main.command()
@root_option
def servers(root: Path) -> None:
    """Write what nginx, Caddy, Apache, Netlify and Cloudflare Pages need to serve the site into deploy/."""
    loaded = load(root)
    source = loaded.course.source_language
    languages = [source, *(language for language in loaded.pages if language != source)]
    with writing():
        for path in write_configurations(root, languages):
            click.echo(path.as_posix())
