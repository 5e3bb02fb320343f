"""Progress: what a learner may tick at the end of a page, and the page that brings it all together.

It is kept in the reader's browser alone, by the ids of weeks and questions, which are the same in every language. A
course offers it when it has a page `progress.md`: without one, nobody could see or erase what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.self_check import questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkdocs_course.views.viewpoint import Link, Viewpoint

PAGE = "progress.md"

_MARKED = {
    PageKind.HOME,
    PageKind.SCHEDULE,
    PageKind.WEEK,
    PageKind.SESSION,
    PageKind.RUN,
    PageKind.PROGRESS,
}
"""The pages that show marks."""


@dataclass(frozen=True)
class Mark:
    """What a learner ticks at the end of a page."""

    kind: str
    """`weeks` or `sessions`: where the mark is kept."""
    week: str
    label: str
    page: Link
    """The page that brings all marks together."""


@dataclass(frozen=True)
class WeekOfProgress:
    """A week on the page of progress."""

    id: str
    number: int
    link: Link
    minutes: int
    """What the week asks for outside its live session."""
    questions: Sequence[str]
    """The questions of its self-check: `week-01/who-decides`."""


@dataclass(frozen=True)
class ProgressPage:
    """All that can be marked, week by week, and what it adds up to."""

    weeks: Sequence[WeekOfProgress]
    session_minutes: int

    @property
    def questions(self) -> Sequence[str]:
        """The questions of all weeks."""
        return [question for week in self.weeks for question in week.questions]

    @property
    def self_paced_minutes(self) -> int:
        """The minutes of all weeks outside the live sessions."""
        return sum(week.minutes for week in self.weeks)

    @property
    def live_minutes(self) -> int:
        """The minutes of all live sessions."""
        return self.session_minutes * len(self.weeks)


def progress_link(view: Viewpoint) -> Link | None:
    """Return the link to the page of progress, or None in a course without it."""
    return view.link(PAGE) if view.page(PAGE) else None


def mark(view: Viewpoint) -> Mark | None:
    """Return what is ticked at the end of a week's or session's page, or None in a course without progress."""
    page = progress_link(view)
    if not page:
        return None
    if view.kind is PageKind.SESSION:
        return Mark("sessions", view.week.id, view.words.gettext("I took part in this session"), page)
    return Mark("weeks", view.week.id, view.words.gettext("I have finished this week"), page)


def progress_page(view: Viewpoint) -> ProgressPage:
    """Return the page of progress."""
    course = view.project.course
    weeks = [
        WeekOfProgress(
            id=week.id,
            number=number,
            link=view.link(f"{week.id}/index.md"),
            minutes=course.effort_of(week).minutes,
            questions=_questions(view, week.id),
        )
        for number, week in enumerate(course.weeks, start=1)
    ]
    return ProgressPage(weeks, course.session_minutes)


def progress_words(view: Viewpoint) -> Mapping[str, str]:
    """Return what `progress.js` needs to know on a page; nothing where no mark is shown."""
    words = view.words
    if view.kind not in _MARKED or not progress_link(view):
        return {}
    known = {
        "course": view.project.course.host,
        # Translators: read aloud after the title of a week whose work is done.
        "weeks": words.pgettext("week", "finished"),
        # Translators: read aloud after the title of a live session that the learner took part in.
        "sessions": words.pgettext("live session", "attended"),
    }
    if view.kind is PageKind.HOME:
        known["next"] = words.gettext("Continue with week {number}")
    if view.kind is PageKind.WEEK:
        known["week"] = view.week.id
    return known


def _questions(view: Viewpoint, week: str) -> Sequence[str]:
    page = view.page(f"{week}/index.md")
    return [f"{week}/{question.id}" for question in questions(page)] if page else []
