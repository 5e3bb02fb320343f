"""What readers see of a live session: when it is, what became of it, what happens in it, how to get in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.course.runs import JoinBy, Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.course.runs import SessionException
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.views.viewpoint import Link, Viewpoint


@dataclass(frozen=True)
class When:
    """A span of time, written out in the run's zone and in UTC."""

    start: str
    """ISO 8601 in UTC, for `<time datetime>`."""
    end: str
    offset: int
    """Minutes by which the run's zone is ahead of UTC then."""
    day: str
    short_day: str
    times: str
    place: str
    """City and offset: `Kigali (UTC+2)`."""
    utc: str


@dataclass(frozen=True)
class Material:
    """Something to fetch after a session."""

    label: str
    href: str
    detail: str
    """Language, length and size, where they matter."""
    size: str = ""
    """The size alone; empty where it is not known."""


@dataclass(frozen=True)
class Meeting:
    """A session in one run."""

    run_id: str
    run: Link
    when: When
    was: When | None
    state: str
    """Name of the state: a `Status`, or `past` where the run is over."""
    state_label: str
    reason: str
    join: str
    """How to get the link; empty where there is nothing to join any more."""
    materials: Sequence[Material]
    calendar: str
    """Relative path to the session's calendar file; empty where it would be of no use any more."""


@dataclass(frozen=True)
class AgendaRow:
    """One part of a session."""

    text: str
    type: str
    """Name of an `AgendaType`, for its colour; the text says it in words."""
    clock: str
    """When it begins in the run that the language shows first, in the run's zone; empty without a run."""
    first_minute: int
    last_minute: int

    @property
    def minutes(self) -> int:
        """How long the part lasts."""
        return self.last_minute - self.first_minute


@dataclass(frozen=True)
class Agenda:
    """The parts of a session; for a facilitator, with the hours of a run."""

    rows: Sequence[AgendaRow]
    place: str
    """Whose clock the hours are of: `Kigali (UTC+2)`; empty without a run."""


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
    agenda: Sequence[AgendaRow]


def session_card(view: Viewpoint) -> SessionCard:
    """Return the card of a week's session."""
    week, project = view.week, view.project
    course = project.course
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
        agenda=agenda(view).rows,
    )


def runs_from_default(view: Viewpoint) -> Sequence[Run]:
    """Return the listed runs, the one that the language shows first at the head, archived ones left out after it."""
    first = view.project.default_run(view.words.language)
    rest = [run for run in view.project.listed_runs if run is not first and not run.archived]
    return [first, *rest] if first else []


def meeting(view: Viewpoint, run: Run, occurrence: Occurrence) -> Meeting:
    """Return a session's occurrence in a run, written out."""
    state = "past" if run.archived and occurrence.status is Status.SCHEDULED else occurrence.status.value
    was, ahead = occurrence.was, state in {Status.SCHEDULED, Status.MOVED}
    return Meeting(
        run_id=run.id,
        run=view.link(f"runs/{run.id}.md", run.title[view.words.language]),
        when=when(occurrence.start, occurrence.end, view.words),
        was=when(was, was + (occurrence.end - occurrence.start), view.words) if was else None,
        state=state,
        state_label=state_words(state, view.words),
        reason=(occurrence.change.reason or {}).get(view.words.language, ""),
        join=join_words(run.join, view.words) if ahead else "",
        materials=list(_materials(occurrence.change, view.words)),
        calendar=view.href(session_file(run.id, occurrence.week)) if ahead else "",
    )


def session_file(run: str, week: str) -> str:
    """Return the path of the calendar file of one session within its language's folder."""
    return f"runs/{run}/{week}.ics"


def _materials(change: SessionException, words: Catalogue) -> Iterator[Material]:
    recorded = [
        (words.gettext("Recording"), change.recording),
        (words.gettext("Sound only"), change.audio),
    ]
    for label, recording in recorded:
        if recording:
            language = words.language_name(recording.language)
            length, size = dates.duration(recording.minutes, words), dates.size(recording.megabytes, words)
            yield Material(label, recording.url, f"{language}, {length}, {size}", size)
    for label, address in [(words.gettext("Slides"), change.slides), (words.gettext("Notes"), change.notes)]:
        if address:
            yield Material(label, address, "")


def when(start: datetime, end: datetime, words: Catalogue) -> When:
    """Write out a span of time; both ends are aware and in the run's zone."""
    return When(
        start=f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        end=f"{end.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        offset=(start.utcoffset() or timedelta()) // timedelta(minutes=1),
        day=dates.long_date(start, words),
        short_day=dates.short_date(start, words),
        times=dates.times(start, end),
        place=f"{dates.place(start, words)} ({dates.offset(start)})",
        utc=dates.utc_times(start, end, words),
    )


def agenda(view: Viewpoint) -> Agenda:
    """Return the parts of a week's session: minutes and types from the data, words from the page."""
    week = view.week
    page = view.page(f"{week.id}/session.md")
    run = view.project.default_run(view.words.language)
    start = view.project.timetables[run.id][view.project.course.weeks.index(week)].start if run else None
    ends = list(accumulate(item.minutes for item in week.agenda))
    rows = []
    for item, end, text in zip(week.agenda, ends, page.agenda if page else (), strict=False):
        first = end - item.minutes
        clock = f"{start + timedelta(minutes=first):%H:%M}" if start else ""
        rows.append(AgendaRow(text, item.type.value, clock, first, end))
    place = f"{dates.place(start, view.words)} ({dates.offset(start)})" if start else ""
    return Agenda(rows, place)


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
