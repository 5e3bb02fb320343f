"""What readers see of a live session: when it is, what became of it, what happens in it, how to get in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import accumulate
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.course.runs import JoinBy, Run, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.views.viewpoint import Link, Viewpoint


@dataclass(frozen=True)
class When:
    """A span of time, written out in the run's zone and in UTC."""

    start: str
    """ISO 8601 in UTC, for `<time datetime>`."""
    end: str
    day: str
    short_day: str
    times: str
    place: str
    """City and offset: `Kigali (UTC+2)`."""
    utc: str


@dataclass(frozen=True)
class Meeting:
    """A session in one run."""

    run: Link
    when: When
    was: When | None
    state: str
    """Name of the state: a `Status`, or `past` where the run is over."""
    state_label: str
    reason: str


@dataclass(frozen=True)
class AgendaRow:
    """One part of a session."""

    text: str
    type: str
    """Name of an `AgendaType`, for its colour; the text says it in words."""
    first_minute: int
    last_minute: int

    @property
    def minutes(self) -> int:
        """How long the part lasts."""
        return self.last_minute - self.first_minute


@dataclass(frozen=True)
class SessionCard:
    """The session of a week, as its card shows it."""

    number: int
    total: int
    session: Link
    week: Link
    duration: str
    meetings: Sequence[Meeting]
    """In the run that the reader's language shows first, then in the other listed runs."""
    join: str
    agenda: Sequence[AgendaRow]


def session_card(view: Viewpoint) -> SessionCard:
    """Return the card of a week's session."""
    week, project = view.week, view.project
    course = project.course
    run = project.default_run(view.words.language)
    number = course.weeks.index(week)
    return SessionCard(
        number=number + 1,
        total=len(course.weeks),
        session=view.link(f"{week.id}/session.md"),
        week=view.link(f"{week.id}/index.md"),
        duration=dates.duration(course.session_minutes, view.words),
        meetings=[
            meeting(view, each, project.timetables[each.id][number]) for each in runs_from_default(view)
        ],
        join=join_words(run.join, view.words) if run else "",
        agenda=agenda(view),
    )


def runs_from_default(view: Viewpoint) -> Sequence[Run]:
    """Return the listed runs, the one that the language shows first at the head, archived ones left out after it."""
    first = view.project.default_run(view.words.language)
    rest = [run for run in view.project.listed_runs if run is not first and not run.archived]
    return [first, *rest] if first else []


def meeting(view: Viewpoint, run: Run, occurrence: Occurrence) -> Meeting:
    """Return a session's occurrence in a run, written out."""
    state = "past" if run.archived and occurrence.status is Status.SCHEDULED else occurrence.status.value
    was = occurrence.was
    return Meeting(
        run=view.link(f"runs/{run.id}.md", run.title[view.words.language]),
        when=when(occurrence.start, occurrence.end, view.words),
        was=when(was, was + (occurrence.end - occurrence.start), view.words) if was else None,
        state=state,
        state_label=state_words(state, view.words),
        reason=occurrence.reason.get(view.words.language, ""),
    )


def when(start: datetime, end: datetime, words: Catalogue) -> When:
    """Write out a span of time; both ends are aware and in the run's zone."""
    return When(
        start=f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        end=f"{end.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        day=dates.long_date(start, words),
        short_day=dates.short_date(start, words),
        times=dates.times(start, end),
        place=f"{dates.place(start, words)} ({dates.offset(start)})",
        utc=dates.utc_times(start, end, words),
    )


def agenda(view: Viewpoint) -> Sequence[AgendaRow]:
    """Return the parts of a week's session: minutes and types from the data, words from the page."""
    week = view.week
    page = view.page(f"{week.id}/session.md")
    ends = list(accumulate(item.minutes for item in week.agenda))
    return [
        AgendaRow(text, item.type.value, end - item.minutes, end)
        for item, end, text in zip(week.agenda, ends, page.agenda if page else (), strict=False)
    ]


def join_words(join: JoinBy, words: Catalogue) -> str:
    """Say how a learner gets the link of the session."""
    match join:
        case JoinBy.MAIL:
            return words.gettext("The link is in the e-mail that confirmed your registration.")
        case JoinBy.REGISTRATION:
            return words.gettext("You get the link when you register.")
        case JoinBy.LMS:
            return words.gettext("The link is on your institution’s learning platform.")


def state_words(state: str, words: Catalogue) -> str:
    """Say what became of a session."""
    return {
        "scheduled": words.pgettext("state of a session", "scheduled"),
        "moved": words.pgettext("state of a session", "moved"),
        "cancelled": words.pgettext("state of a session", "cancelled"),
        "held": words.pgettext("state of a session", "held"),
        "past": words.pgettext("state of a session", "past"),
    }[state]
