"""Pages made from text, as the tests need them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mkdocs_course.course.model import Course
from mkdocs_course.text.pages import Page, parse_page

if TYPE_CHECKING:
    from mkdocs_course.problems import Problem

COURSE = Course.model_validate(
    {
        "source_language": "fr",
        "session_minutes": 90,
        "host": "course.example.org",
        "effort": {"reading": 25, "activity": 20, "self_check": 15},
        "weeks": [{"id": "week-01", "agenda": [{"type": "discussion", "minutes": 90}]}],
    }
)


def page(text: str, name: str = "week-01/index.md", language: str = "fr") -> Page:
    """Return the page of an indented text."""
    text = textwrap.dedent(text).lstrip("\n")
    found, problems = parsed(text, name, language)
    assert found, problems
    return found


def parsed(
    text: str, name: str = "week-01/index.md", language: str = "fr"
) -> tuple[Page | None, list[Problem]]:
    """Return the page of a text, or the problems that keep it from being one."""
    return parse_page(f"docs/{language}/{name}", text, language, name, COURSE)
