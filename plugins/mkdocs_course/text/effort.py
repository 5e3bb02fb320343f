"""Effort: how long a week takes, from its text and the minutes stated in `course.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_course.course.model import Effort
from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs_course.course.model import Course, Week
    from mkdocs_course.course.reading import Document
    from mkdocs_course.text.pages import Page

WORDS_PER_MINUTE = 130
"""A careful reader on a phone, often in a second language: about half the speed of silent reading in studies
(238 words a minute for English prose, Brysbaert 2019)."""

WEEK_TOLERANCE = 10
"""Minutes by which a week may differ from its plan."""
COURSE_TOLERANCE = 0.05
"""Share by which all weeks together may differ from the plan."""

TIMED_SECTIONS = ("activity", "self-check")
"""Sections whose minutes are stated, not computed."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOT_READ = re.compile(r"\{[^{}\n]*\}|\]\([^)\n]*\)|https?://\S+|&nbsp;")


def words(page: Page) -> int:
    """Count the words of a page that are read: all but those of the sections that have minutes of their own."""
    read = [found for found in sections(page) if found.heading.id not in TIMED_SECTIONS]
    lines = [line for found in read for line in (found.heading.title, *found.lines)]
    text = _NOT_READ.sub(" ", _COMMENT.sub(" ", "\n".join(lines)))
    return sum(any(map(str.isalnum, word)) for word in re.split(r"[\s|]+", text))


def effort(page: Page, week: Week, course: Course) -> Effort:
    """Return the minutes that a week takes: reading from its page, the rest as stated."""
    return course.effort_of(week).model_copy(update={"reading": round(words(page) / WORDS_PER_MINUTE)})


def check_effort(course: Document[Course], pages: Mapping[str, Mapping[str, Page]]) -> Iterator[Problem]:
    """Find weeks that take longer or shorter than planned, and languages in which the whole course does."""
    model = course.model
    for language, by_name in pages.items():
        found = [
            (page, effort(page, week, model).minutes, model.effort_of(week).minutes)
            for week in model.weeks
            if (page := by_name.get(f"{week.id}/index.md"))
        ]
        for page, minutes, planned in found:
            if abs(minutes - planned) > WEEK_TOLERANCE:
                message = f"the week takes {minutes} minutes, of {planned} planned in course.yml"
                yield Problem(
                    page.path, 1, 1, Severity.ERROR, "week-effort", message, _hint(minutes, planned)
                )
        yield from _check_whole(course, language, found)


def _check_whole(
    course: Document[Course], language: str, found: Sequence[tuple[Page, int, int]]
) -> Iterator[Problem]:
    minutes, planned = (sum(values) for values in zip(*((had, due) for _, had, due in found), strict=True))
    if len(found) == len(course.model.weeks) and abs(minutes - planned) > planned * COURSE_TOLERANCE:
        message = f"the course takes {minutes} minutes in `{language}`, of {planned} planned"
        yield course.problem(("effort",), "course-effort", message, _hint(minutes, planned))


def _hint(minutes: int, planned: int) -> str:
    by = abs(minutes - planned) * WORDS_PER_MINUTE
    change = "shorten" if minutes > planned else "lengthen"
    return f"{change} the text by about {by} words ({WORDS_PER_MINUTE} a minute), or plan other minutes in `effort`"
