"""Effort: how long a week takes, from its text and the minutes stated in `course.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_course.course.model import Effort
from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.sections import sections
from mkdocs_course.text.translations import State, page_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    reading = max(1, round(words(page) / WORDS_PER_MINUTE))
    return course.effort_of(week).model_copy(update={"reading": reading})


def efforts(course: Course, pages: Mapping[str, Mapping[str, Page]]) -> Mapping[str, Mapping[str, Effort]]:
    """Return the effort of each week, by language and by the week's id, from its page or the one shown instead."""
    source = pages[course.source_language]
    return {
        language: {
            week.id: effort(page, week, course)
            for week in course.weeks
            if (page := by_name.get(name := f"{week.id}/index.md") or source.get(name))
        }
        for language, by_name in pages.items()
    }


def effort_table(course: Course, pages: Mapping[str, Mapping[str, Page]]) -> str:
    """Write a Markdown table: words and minutes of each week in each language, and the sums."""
    languages = sorted(pages, key=lambda language: (language != course.source_language, language))
    minutes = efforts(course, pages)
    rows = [
        ["week", *(f"{language}, {unit}" for language in languages for unit in ("words", "minutes"))],
        ["---", *["---:"] * (2 * len(languages))],
    ]
    sums = [0] * (2 * len(languages))
    for week in course.weeks:
        numbers = []
        for language in languages:
            page = pages[language].get(f"{week.id}/index.md")
            due = minutes[language].get(week.id)
            numbers += [words(page) if page else 0, due.minutes if due else 0]
        sums = [total + number for total, number in zip(sums, numbers, strict=True)]
        rows.append([week.id, *map(str, numbers)])
    rows.append(["at one’s own pace", *map(str, sums)])
    live = course.session_minutes * len(course.weeks)
    rows.append(["live sessions", *["", str(live)] * len(languages)])
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)


def check_effort(course: Document[Course], pages: Mapping[str, Mapping[str, Page]]) -> Iterator[Problem]:
    """Find weeks that take longer or shorter than planned, and languages in which the whole course does.

    In a translation that is not wholly in step with its source this is a warning: it may still be in the making.
    """
    model = course.model
    sources = pages[model.source_language]
    for language, by_name in pages.items():
        found = [
            (page, effort(page, week, model).minutes, model.effort_of(week).minutes)
            for week in model.weeks
            if (page := by_name.get(f"{week.id}/index.md"))
        ]
        unfinished = [page for page, _, _ in found if _behind(page, sources)]
        for page, minutes, planned in found:
            if abs(minutes - planned) > WEEK_TOLERANCE:
                message = f"the week takes {minutes} minutes, of {planned} planned in course.yml"
                severity = Severity.WARNING if page in unfinished else Severity.ERROR
                yield Problem(page.path, 1, 1, severity, "week-effort", message, _hint(minutes, planned))
        minutes, planned = sum(had for _, had, _ in found), sum(due for _, _, due in found)
        if len(found) == len(model.weeks) and abs(minutes - planned) > planned * COURSE_TOLERANCE:
            message = f"the course takes {minutes} minutes in `{language}`, of {planned} planned"
            severity = Severity.WARNING if unfinished else Severity.ERROR
            yield course.problem(("effort",), "course-effort", message, _hint(minutes, planned), severity)


def _behind(page: Page, sources: Mapping[str, Page]) -> bool:
    """Say whether a page is a translation with sections that are missing, behind or of unknown state."""
    source = sources.get(page.name)
    if not source or source is page:
        return False
    in_step = {State.OK, State.MACHINE}
    return any(state.state not in in_step for state in page_states(source, page, page.language))


def _hint(minutes: int, planned: int) -> str:
    by = abs(minutes - planned) * WORDS_PER_MINUTE
    change = "shorten" if minutes > planned else "lengthen"
    return f"{change} the text by about {by} words ({WORDS_PER_MINUTE} a minute), or plan other minutes in `effort`"
