"""What readers see of a run: who it is for, when it is, and its weeks with their sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import alphabetical, native_name
from mkdocs_course.course.zones import zone
from mkdocs_course.views.session import Meeting, join_words, meeting, runs_from_default
from mkdocs_course.views.subscription import Subscription, subscription

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
class PlaceHours:
    """The hours of the sessions in some of the learners' countries."""

    places: str
    hours: Sequence[str]
    """One, or several with their weeks where clocks change during the run."""


@dataclass(frozen=True)
class RunView:
    """A run, written out."""

    id: str
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
    places: Sequence[PlaceHours]
    subscription: Subscription


@dataclass(frozen=True)
class RunChoice:
    """A run that a reader may look at instead."""

    link: Link
    language: str
    period: str
    archived: bool


@dataclass(frozen=True)
class Row:
    """One week of a schedule."""

    id: str
    number: int
    days: str
    monday: str
    """First and last day, ISO 8601, so that a script can tell the current week."""
    sunday: str
    module: Link
    effort: str
    session: Link
    meeting: Meeting | None


@dataclass(frozen=True)
class Edition:
    """The weeks of the course, with the dates of a run if there is one."""

    run: RunView | None
    rows: Sequence[Row]


@dataclass(frozen=True)
class Schedule:
    """One edition in full, those that may be chosen instead, and the runs elsewhere."""

    first: Edition
    others: Sequence[Edition]
    choices: Sequence[RunChoice]


def schedule_page(view: Viewpoint) -> Schedule:
    """Return the schedule page: the run that the language shows first, and the other runs to come."""
    runs = runs_from_default(view)
    first = edition(view, runs[0] if runs else None)
    return Schedule(first, [edition(view, run) for run in runs[1:]], _choices(view, runs))


def run_page(view: Viewpoint) -> Schedule:
    """Return the page of a run."""
    return Schedule(edition(view, view.run), [], _choices(view, [view.run]))


def edition(view: Viewpoint, run: Run | None) -> Edition:
    """Return the schedule of a run; without one, the weeks alone."""
    course = view.project.course
    occurrences = view.project.timetables[run.id] if run else [None] * len(course.weeks)
    rows = [
        Row(
            id=week.id,
            number=number,
            days=dates.day_range(occurrence.monday, occurrence.sunday, view.words) if occurrence else "",
            monday=occurrence.monday.isoformat() if occurrence else "",
            sunday=occurrence.sunday.isoformat() if occurrence else "",
            module=view.link(f"{week.id}/index.md"),
            effort=dates.duration(view.effort(week).minutes, view.words),
            session=view.link(f"{week.id}/session.md"),
            meeting=meeting(view, run, occurrence) if run and occurrence else None,
        )
        for number, (week, occurrence) in enumerate(zip(course.weeks, occurrences, strict=True), start=1)
    ]
    return Edition(run_view(view, run) if run else None, rows)


def run_view(view: Viewpoint, run: Run) -> RunView:
    """Return a run, written out in the reader's language."""
    words, language = view.words, view.words.language
    occurrences = view.project.timetables[run.id]
    first, last = occurrences[0], occurrences[-1]
    registration = run.registration
    closes = registration.closes if registration else None
    return RunView(
        id=run.id,
        title=run.title[language],
        link=view.link(f"runs/{run.id}.md", run.title[language]),
        language=words.language_name(run.language),
        interpretation=words.gettext(", ").join(words.language_name(each) for each in run.interpretation),
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
        registration_url=(registration.url or "") if registration else "",
        registration_closes=dates.long_date(closes, words) if closes else "",
        places=_places(view, run),
        subscription=subscription(view, run),
    )


def _places(view: Viewpoint, run: Run) -> Sequence[PlaceHours]:
    """Return the hours in the countries of the learners, those with the same hours together, earliest first."""
    countries: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for place in run.places:
        tz = zone(place)
        hours = tuple(
            dates.times(each.start.astimezone(tz), each.end.astimezone(tz))
            for each in view.project.timetables[run.id]
        )
        countries[hours].append(dates.country(place, view.words))
    return [
        PlaceHours(view.words.gettext(", ").join(sorted(names, key=alphabetical)), _hours(view, hours))
        for hours, names in sorted(countries.items())
    ]


def _hours(view: Viewpoint, hours: Sequence[str]) -> Sequence[str]:
    """Write hours by week: once if they are always the same, else for each stretch of weeks."""
    if len(set(hours)) == 1:
        return [hours[0]]
    numbered = enumerate(hours, start=1)
    stretches = [
        (each, [number for number, _ in found]) for each, found in groupby(numbered, lambda pair: pair[1])
    ]
    return [
        view.words.gettext("{hours} (weeks {first} to {last})").format(
            hours=each, first=weeks[0], last=weeks[-1]
        )
        for each, weeks in stretches
    ]


def _choices(view: Viewpoint, shown: Sequence[Run]) -> Sequence[RunChoice]:
    """Return the listed runs that a page does not show itself: those to come first, then the archived."""
    return [
        RunChoice(
            link=view.link(f"runs/{run.id}.md", run.title[view.words.language]),
            language=native_name(run.language),
            period=dates.period(
                view.project.timetables[run.id][0].start,
                view.project.timetables[run.id][-1].start,
                view.words,
            ),
            archived=run.archived,
        )
        for run in view.project.listed_runs
        if run not in shown
    ]
