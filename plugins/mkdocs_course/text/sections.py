"""Sections of a page: a level-2 heading with its id, and the lines below it up to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.text.pages import Heading, Page


@dataclass(frozen=True)
class Section:
    """A section as written."""

    heading: Heading
    lines: Sequence[str]
    """The lines below the heading."""


def sections(page: Page) -> Sequence[Section]:
    """Return the sections of a page in order; what stands above the first belongs to none."""
    headings = [heading for heading in page.body.headings if heading.level == 2]
    starts = [heading.line - page.first_line for heading in headings]
    ends = [*starts[1:], len(page.body.lines)] if starts else []
    return [
        Section(heading, page.body.lines[start + 1 : end])
        for heading, start, end in zip(headings, starts, ends, strict=True)
    ]


def section(page: Page, identifier: str) -> Section | None:
    """Return the section of an id, if the page has it."""
    return next((found for found in sections(page) if found.heading.id == identifier), None)
