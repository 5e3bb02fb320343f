"""The timetable: a run's rule and its exceptions give the occurrences of the sessions, as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mkdocs_course.course import zones
from mkdocs_course.course.runs import Run, SessionException, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_course.course.model import Course


@dataclass(frozen=True)
class Occurrence:
    """The session of one week in one run. `start`, `end` and `was` are aware times in the run's zone."""

    week: str
    """The week's id."""
    number: int
    """The week's number, from 1."""
    start: datetime
    end: datetime
    status: Status
    was: datetime | None
    """For a moved session: when the rule had it."""
    change: SessionException
    """What the run's file says of this session beyond the rule."""
    monday: date
    """The first day (ISO 8601: a Monday) of the week's study; the rule's date falls into it, also when moved."""

    @property
    def sunday(self) -> date:
        """The last day of the week's study."""
        return self.monday + timedelta(days=6)


def session_dates(starts: date, skipped: Iterable[date], count: int) -> list[date]:
    """Return the dates of `count` weekly sessions from `starts` on, leaving out the skipped dates."""
    skipped = frozenset(skipped)
    dates: list[date] = []
    day = starts
    while len(dates) < count:
        if day not in skipped:
            dates.append(day)
        day += timedelta(weeks=1)
    return dates


def timetable(course: Course, run: Run) -> list[Occurrence]:
    """Return the run's occurrences, one per week of the course, in the order of the weeks.

    Raises:
        WallTimeError: if a start or end is skipped or shown twice by the clocks of the zone; the run's rules find
            this first and name the line.
    """
    dates = session_dates(run.starts, (skip.date for skip in run.skip), len(course.weeks))
    length = timedelta(minutes=course.session_minutes)
    return [
        _occurrence(run, week.id, number, day, length)
        for number, (week, day) in enumerate(zip(course.weeks, dates, strict=True), start=1)
    ]


def _occurrence(run: Run, week: str, number: int, day: date, length: timedelta) -> Occurrence:
    planned = datetime.combine(day, run.time)
    change = run.sessions.get(week, SessionException())
    start = zones.instant(change.start or planned, run.zone)
    if change.end:
        end = zones.instant(change.end, run.zone)
    else:  # a length is time that passes: adding it to the wall clock would be wrong on a day the clocks change
        end = (start.astimezone(UTC) + length).astimezone(run.zone)
    return Occurrence(
        week=week,
        number=number,
        start=start,
        end=end,
        status=change.status,
        was=zones.instant(planned, run.zone) if change.status is Status.MOVED else None,
        change=change,
        monday=day - timedelta(days=day.weekday()),
    )
