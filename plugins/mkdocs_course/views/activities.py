"""The activity book: the activities, worksheets and portfolio pages of all weeks on one page, to be printed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.text.sections import section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.text.pages import Page
    from mkdocs_course.views.viewpoint import Link, Viewpoint

_HEADING = re.compile(r"^(#{1,5})(\s.*)$")
_ID = re.compile(r"\{\s*#([\w-]+)")
_LINK = re.compile(r"(\]\()(?![a-z]+:|/)([^)\s#]*)(#[^)\s]*)?")
_DIRECTIVE = re.compile(r"^\s*<!--.*-->\s*$")

PARTS = ("activity", "portfolio")
"""Sections of a week's page that the book takes over; the worksheet stands between them."""


@dataclass(frozen=True)
class WeekOfActivities:
    """What the book holds of one week, as Markdown."""

    id: str
    number: int
    week: Link
    activity: str
    worksheet: str
    portfolio: str


def activities(view: Viewpoint) -> Sequence[WeekOfActivities]:
    """Return the book, week by week."""
    weeks = []
    for number, week in enumerate(view.project.course.weeks, start=1):
        page, sheet = view.page(f"{week.id}/index.md"), view.page(f"{week.id}/worksheet.md")
        activity, portfolio = (_section(page, part, week.id) for part in PARTS)
        weeks.append(
            WeekOfActivities(
                id=week.id,
                number=number,
                week=view.link(f"{week.id}/index.md"),
                activity=activity,
                worksheet=_moved(sheet.body.lines, week.id, 2) if sheet else "",
                portfolio=portfolio,
            )
        )
    return weeks


def _section(page: Page | None, identifier: str, folder: str) -> str:
    found = section(page, identifier) if page else None
    if not page or not found:
        return ""
    heading = page.body.lines[found.heading.line - page.first_line]
    return _moved([heading, *found.lines], folder, 1)


def _moved(lines: Sequence[str], folder: str, deeper: int) -> str:
    """Return lines of a week's page as they must read on a page above: headings deeper, ids and links of their own."""
    return "\n".join(_moved_line(line, folder, deeper) for line in lines if not _DIRECTIVE.match(line))


def _moved_line(line: str, folder: str, deeper: int) -> str:
    heading = _HEADING.match(line)
    if not heading:
        return _LINK.sub(lambda link: _target(link, folder), line)
    moved = "#" * deeper + _ID.sub(rf"{{ #{folder}-\1", line)
    return f"{moved} {{ #{folder}-worksheet }}" if heading[1] == "#" else moved


def _target(link: re.Match[str], folder: str) -> str:
    path, anchor = link[2] or "index.md", link[3] or ""
    if path == "worksheet.md":
        return f"{link[1]}#{folder}-worksheet"
    return f"{link[1]}{posixpath.normpath(posixpath.join(folder, path))}{anchor}"
