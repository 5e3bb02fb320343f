"""Find every mistake of the course, with its place: what `make check` runs.

    python -m tools.check                           course, markdown, spelling, links
    python -m tools.check spelling links            some of them
    python -m tools.check --format github           as annotations of a pull request
    python -m tools.check --code-quality FILE       also as a report for GitLab

course    data, pages, translations, terms: what `course check` says
markdown  the form of the Markdown (rumdl)
spelling  the words (hunspell)
links     the links of the built site (lychee), without a network; the site is built anew where a source is newer
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from mkdocs_course import project
from mkdocs_course.cli_common import format_option
from mkdocs_course.problems import DOCUMENTS, PRINTERS, Problem, Severity, as_gitlab, has_errors
from tools import catalogue_check, spelling

ROOT = Path(__file__).parent.parent
PROSE = ("docs", "handbook", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
SOURCES = ("docs", "runs", "diagrams", "plugins", "course.yml", "glossary.yml", "mkdocs.yml")
"""What the site is built from."""
INSTALLED = ROOT / ".cache" / "lychee" / "bin" / "lychee"


class UncheckedError(Exception):
    """A check could not be made; the message says why and what to do."""


def course() -> list[Problem]:
    """Check data, pages, translations, terms, and the words of the interface."""
    return [*project.load(ROOT)[1], *catalogue_check.check()]


def markdown() -> list[Problem]:
    """Check the form of the Markdown."""
    done = _run(str(_tool("rumdl")), "check", "--output-format", "json", *PROSE)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise UncheckedError(done.stderr or done.stdout) from None
    return [
        Problem(
            Path(each["file"]).as_posix(),
            each["line"],
            each["column"],
            Severity.ERROR,
            each["rule"],
            each["message"],
        )
        for each in found
    ]


def words() -> list[Problem]:
    """Check the spelling."""
    try:
        return spelling.check(ROOT)
    except spelling.MissingError as error:
        raise UncheckedError(str(error)) from None


def links() -> list[Problem]:
    """Check the links of the built site, those to a place within a page too."""
    lychee = str(INSTALLED) if INSTALLED.exists() else shutil.which("lychee")
    if not lychee:
        raise UncheckedError(
            "lychee is not there; `make check` installs it where there is a wheel for the system"
        )
    if _newest() > _built():
        done = _run(str(_tool("mkdocs")), "build", "--quiet")
        if done.returncode:
            raise UncheckedError(
                "the course does not build, so that there is no site to look at:\n" + done.stderr
            )
    site = ROOT / "site"
    done = _run(
        *(lychee, "--offline", "--no-progress", "--format", "json", "--include-fragments=anchor-only"),
        *("--index-files", "index.html", "--root-dir", str(site), *_below(site), "site"),
    )
    try:
        found = json.loads(done.stdout)["error_map"]
    except (ValueError, KeyError):
        raise UncheckedError(done.stderr) from None
    return [_broken(page, link, site) for page, broken in found.items() for link in broken]


CHECKS = {"course": course, "markdown": markdown, "spelling": words, "links": links}


@click.command()
@click.argument("checks", nargs=-1, type=click.Choice(list(CHECKS)))
@format_option
@click.option("--code-quality", type=click.Path(path_type=Path), help="Also write a report for GitLab here.")
def main(checks: tuple[str, ...], format_: str, code_quality: Path | None) -> None:
    """Make CHECKS, by default all, and print each problem with its place.

    Exits with 1 if any found an error or could not be made.
    """
    problems: list[Problem] = []
    failed = False
    for name in checks or CHECKS:
        try:
            found = sorted(CHECKS[name]())
        except UncheckedError as error:
            failed = True
            click.echo(f"{name}: not checked: {str(error).strip()}", err=True)
            continue
        if found and format_ not in DOCUMENTS:
            click.echo(PRINTERS[format_](found))
        click.echo(f"{name}: {len(found) or 'no'} problem{'' if len(found) == 1 else 's'}", err=True)
        problems += found
    if format_ in DOCUMENTS:
        click.echo(PRINTERS[format_](problems))
    if code_quality:
        code_quality.write_text(as_gitlab(problems) + "\n", encoding="utf-8")
    sys.exit(failed or has_errors(problems))


def _broken(page: str, link: dict[str, Any], site: Path) -> Problem:
    """Return the problem of a broken link, at its place in the built page."""
    span = link.get("span") or {"line": 1, "column": 1}
    status = link["status"]
    target = unquote(urlsplit(link["url"]).path).removeprefix(f"{site.as_posix()}/")
    fragment = urlsplit(link["url"]).fragment
    where = target + (f"#{fragment}" if fragment else "")
    message = f"the link to `{where}` is broken: {status.get('details') or status['text']}"
    return Problem(page, span["line"], span["column"], Severity.ERROR, "broken-link", message)


def _below(site: Path) -> list[str]:
    """Tell lychee where links from the root lead when the site has an address below one: those of its page 404."""
    address = re.search(
        r"^site_url: *[\"']?([^\s\"']+)", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
    )
    path = urlsplit(address[1]).path.strip("/") if address else ""
    return (
        ["--remap", f"^{re.escape(site.as_uri())}/{re.escape(path)}/(.*) {site.as_uri()}/$1"] if path else []
    )


def _newest() -> float:
    """Return when a source changed last; a folder changes when a file goes."""
    roots = [ROOT / name for name in SOURCES]
    return max(
        path.stat().st_mtime
        for root in roots
        if root.exists()
        for path in (root, *root.rglob("*"))
        if "__pycache__" not in path.parts
    )


def _built() -> float:
    page = ROOT / "site" / "index.html"
    return page.stat().st_mtime if page.exists() else 0


def _tool(name: str) -> Path:
    return Path(sys.executable).parent / name


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


if __name__ == "__main__":
    main()
