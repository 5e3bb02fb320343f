"""Books of the shipped course and of a small one in Arabic, and what pages say that the books must say too."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.building import Site, build, tool
from tests.copies import edition_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bs4 import Tag

    from mkdocs_course.release.edition import Edition

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "4711",
    "USER": "someone",
    "SOURCE_DATE_EPOCH": "1",
}
SAID = ["h1", "h2", "h3", "h4", "p", "li", "td", "th", "dt", "dd", "figcaption", "legend", "summary"]
"""What holds the words of a page."""
FOR_A_SCREEN = (
    "nav, button, [hidden], script, noscript, .weight, .keep, .answers, p:has(> a.button), .card-calendar"
)
PARTS = ("", "worksheet/", "session/")
"""The pages of a week."""


def arabic_site(folder: Path) -> Site:
    """Begin a course of two weeks in Arabic and French, as its author would, and build it."""
    command = [tool("course"), "init", str(folder / "course"), "--languages", "ar,fr", "--weeks", "2"]
    subprocess.run(command, check=True, capture_output=True)
    built = build(folder / "course", folder / "site")
    assert built.returncode == 0, built.stderr
    return Site(folder / "site")


def excerpt(site: Path, *weeks: str) -> Edition:
    """Return a release that holds few of the weeks of a course, and nothing else less."""
    whole = edition_of(site)
    volumes = tuple(
        replace(volume, leaves=tuple(leaf for leaf in volume.leaves if leaf.week in {"", *weeks}))
        for volume in whole.contents.volumes
    )
    return replace(whole, contents=replace(whole.contents, volumes=volumes))


def without_origin(edition: Edition) -> Edition:
    """Return the same release of a site that has no address."""
    return replace(edition, contents=replace(edition.contents, origin=""))


def said(site: Site, page: str) -> Iterator[str]:
    """Give the words of a page, a heading, paragraph, item or cell at a time, without what only a screen has.

    A week's page and that of its session both give the dates; one of them is enough in a book.
    """
    article = site.soup(page).article
    assert article
    for element in article.find_all(SAID):
        elsewhere = element.css.closest(FOR_A_SCREEN) or element.find_parent(class_="session-card")
        alone = not element.find(["p", "li", "svg", "details"])
        if alone and not elsewhere and (words := plain(element)):
            yield words


def plain(element: Tag) -> str:
    """Return the text of an element, white space closed up."""
    return " ".join(element.get_text().split())
