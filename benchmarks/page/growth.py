"""How a week's page and the site grow with the weeks and the languages of a course."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from ruamel.yaml import YAML

from benchmarks.check import make_course
from benchmarks.page.browse import weigh
from benchmarks.page.server import served
from benchmarks.page.subjects import FOLLOWING, LANGUAGES, WEEK, build_course, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

    from benchmarks.page.browse import Visit

WEEKS = (12, 60)
COUNTS = (1, 3, 6)
"""How many languages."""
MORE = ("ar", "sw", "de")
"""The languages that are begun beside those of the shipped course."""


@dataclass(frozen=True)
class Course:
    """A course made from the shipped one, and what its site costs."""

    weeks: int
    languages: int
    pages: int
    size: int
    """Of all files of the site, in bytes."""
    cold: Visit
    following: Visit


def courses(browser: Browser) -> Iterator[Course]:
    """Make, build and visit courses of several sizes."""
    for weeks in WEEKS:
        for languages in COUNTS:
            click.echo(f"  {weeks} weeks in {languages} languages", err=True)
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                make_course(root, weeks)
                set_languages(root, languages)
                site = root / "site"
                build_course(root, site)
                with served(site) as server:
                    cold, following = weigh(browser, server, [WEEK, FOLLOWING])
                sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
                pages = sum(1 for _ in site.rglob("index.html"))
                yield Course(weeks, languages, pages, sum(sizes), cold, following)


def set_languages(root: Path, count: int) -> None:
    """Leave the course its first languages, or begin more; what is not translated shows the source text."""
    dropped = list(LANGUAGES)[count:]
    yaml = YAML()
    for path in root.rglob("*.yml") if dropped else ():
        data = yaml.load(path)
        _drop(data, dropped)
        yaml.dump(data, path)
    for language in dropped:
        shutil.rmtree(root / "docs" / language)
    for language in MORE[: max(0, count - len(LANGUAGES))]:
        run([sys.executable, "-m", "mkdocs_course", "new", "language", language], root)


def _drop(data: object, languages: Sequence[str]) -> None:
    """Take out what is said in these languages, at whatever depth, and the settings of them for mkdocs-static-i18n."""
    if isinstance(data, dict):
        for language in languages:
            data.pop(language, None)
        for value in data.values():
            _drop(value, languages)
    elif isinstance(data, list):
        data[:] = [one for one in data if not isinstance(one, dict) or one.get("locale") not in languages]
        for value in data:
            _drop(value, languages)
