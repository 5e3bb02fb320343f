"""What readers see of a run: who it is for, when it is, and its weeks with their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import native_name
from mkdocs_course.views.session import Meeting, join_words, meeting, runs_from_default

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.course.runs import Run
    from mkdocs_course.views.viewpoint import Link, Viewpoint


@dataclass(frozen=True)
class Pause:
    """A day without a session."""

    day: str
    reason: str


@dataclass(frozen=True)
class RunView:
    """A run, written out."""

    title: str
    link: Link
    language: str
    interpretation: str
    """Languages of interpretation, joined; empty if there is none."""
    period: str
    weekday: str
    times: str
    place: str
    utc: str
    join: str
    note: str
    demonstration: bool
    archived: bool
    pauses: Sequence[Pause]
    registration_url: str
    registration_closes: str


@dataclass(frozen=True)
class RunChoice:
    """A run that a reader may choose."""

    link: Link
    language: str
    period: str
    current: bool
    archived: bool


@dataclass(frozen=True)
class Row:
    """One week of a schedule."""

    number: int
    days: str
    module: Link
    effort: str
    session: Link
    meeting: Meeting | None


@dataclass(frozen=True)
class Schedule:
    """The weeks of the course, with the dates of a run if there is one."""

    run: RunView | None
    rows: Sequence[Row]
    choices: Sequence[RunChoice]


def schedule(view: Viewpoint, run: Run | None) -> Schedule:
    """Return the schedule of a run; without one, the weeks alone."""
    course = view.project.course
    occurrences = view.project.timetables[run.id] if run else [None] * len(course.weeks)
    rows = [
        Row(
            number=number,
            days=dates.day_range(occurrence.monday, occurrence.sunday, view.words) if occurrence else "",
            module=view.link(f"{week.id}/index.md"),
            effort=dates.duration(course.effort_of(week).minutes, view.words),
            session=view.link(f"{week.id}/session.md"),
            meeting=meeting(view, run, occurrence) if run and occurrence else None,
        )
        for number, (week, occurrence) in enumerate(zip(course.weeks, occurrences, strict=True), start=1)
    ]
    return Schedule(run_view(view, run) if run else None, rows, choices(view, run))


def run_view(view: Viewpoint, run: Run) -> RunView:
    """Return a run, written out in the reader's language."""
    words, language = view.words, view.words.language
    occurrences = view.project.timetables[run.id]
    first, last = occurrences[0], occurrences[-1]
    registration = run.registration
    return RunView(
        title=run.title[language],
        link=view.link(f"runs/{run.id}.md", run.title[language]),
        language=words.language_name(run.language),
        interpretation=", ".join(words.language_name(each) for each in run.interpretation),
        period=dates.period(first.start, last.start, words),
        weekday=dates.weekday(run.starts, words),
        times=dates.times(first.start, first.end),
        place=f"{dates.place(first.start, words)} ({dates.offset(first.start)})",
        utc=dates.utc_times(first.start, first.end, words),
        join=join_words(run.join, words),
        note=run.note.get(language, "") if run.note else "",
        demonstration=run.demonstration,
        archived=run.archived,
        pauses=[Pause(dates.long_date(skip.date, words), skip.reason[language]) for skip in run.skip],
        registration_url=str(registration.url) if registration and registration.url else "",
        registration_closes=dates.long_date(registration.closes, words)
        if registration and registration.closes
        else "",
    )


def choices(view: Viewpoint, shown: Run | None) -> Sequence[RunChoice]:
    """Return the runs that a reader may choose: those to come first, then the archived."""
    ahead = runs_from_default(view)
    return [
        RunChoice(
            link=view.link(f"runs/{run.id}.md", run.title[view.words.language]),
            language=native_name(run.language),
            period=dates.period(
                view.project.timetables[run.id][0].start,
                view.project.timetables[run.id][-1].start,
                view.words,
            ),
            current=run is shown,
            archived=run.archived,
        )
        for run in [*ahead, *(run for run in view.project.listed_runs if run not in ahead)]
    ]
