"""Rules over the course's data that no single value can keep: they look at several values, or at the timetable."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from mkdocs_course.course import zones
from mkdocs_course.course.runs import Status, Weekday
from mkdocs_course.course.timetable import session_dates, timetable
from mkdocs_course.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mkdocs_course.course.glossary import Glossary
    from mkdocs_course.course.model import Course
    from mkdocs_course.course.reading import Document, Key
    from mkdocs_course.course.runs import Run, SessionException
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.problems import Problem


def check_course(course: Document[Course], languages: Collection[str]) -> Iterator[Problem]:
    """Find weeks with one id, agendas that do not fill the session, and missing languages."""
    model = course.model
    if model.source_language not in languages:
        message = (
            f"`source_language` is `{model.source_language}`, but no folder of that name holds an index.md"
        )
        yield course.problem(
            ("source_language",), "unknown-language", message, f"write one of {', '.join(languages)}"
        )
    if model.notice:
        yield from _check_localized(course, ("notice",), model.notice, languages, model.source_language)
    seen: dict[str, int] = {}
    for index, week in enumerate(model.weeks):
        if week.id in seen:
            message = f"week {index + 1} has the id `{week.id}`, as week {seen[week.id] + 1} has"
            yield course.problem(
                ("weeks", index, "id"), "duplicate-id", message, "give each week an id of its own"
            )
        seen.setdefault(week.id, index)
        total = sum(item.minutes for item in week.agenda)
        if total != model.session_minutes:
            message = f"the agenda of `{week.id}` adds up to {total} minutes, a session lasts {model.session_minutes}"
            missing = model.session_minutes - total
            hint = f"add {missing} minutes" if missing > 0 else f"take away {-missing} minutes"
            yield course.problem(("weeks", index, "agenda"), "agenda-minutes", message, hint)


def check_run(run: Document[Run], course: Course, languages: Collection[str]) -> Iterator[Problem]:
    """Find what is wrong with a run: its names, its dates, its exceptions and the times they give."""
    model = run.model
    name = run.path.rsplit("/", 1)[-1].removesuffix(".yml")
    if model.id != name:
        message = f"`id` is `{model.id}`, but the file is called {name}.yml"
        yield run.problem(
            ("id",), "run-id", message, f"write `id: {name}` or rename the file to {model.id}.yml"
        )
    if model.language not in languages:
        message = f"`language` is `{model.language}`, which is no language of the pages"
        yield run.problem(("language",), "unknown-language", message, f"write one of {', '.join(languages)}")
    yield from _check_localized(run, ("title",), model.title, languages, course.source_language)
    if model.note:
        yield from _check_localized(run, ("note",), model.note, languages, course.source_language)
    if Weekday.of(model.starts) is not model.weekday:
        first = Weekday.of(model.starts)
        message = f"the run starts on a {first}, {model.starts}, but its sessions are on {model.weekday}s"
        yield run.problem(
            ("starts",), "wrong-weekday", message, f"change `starts` to a {model.weekday}, or `weekday`"
        )
    yield from _check_skips(run, course, languages)
    broken = list(_check_exceptions(run, course, languages))
    yield from broken
    if not any(problem.severity is Severity.ERROR for problem in broken):
        yield from _check_times(run, course)
    yield from _check_registration(run)


def check_runs(runs: Sequence[Document[Run]]) -> Iterator[Problem]:
    """Find runs that share an id."""
    first: dict[str, str] = {}
    for run in runs:
        if run.model.id in first:
            message = f"the id `{run.model.id}` is that of {first[run.model.id]} too"
            yield run.problem(("id",), "duplicate-id", message, "give each run an id of its own")
        first.setdefault(run.model.id, run.path)


def check_glossary(
    glossary: Document[Glossary], languages: Collection[str], source: str
) -> Iterator[Problem]:
    """Find terms with one id, terms without a language, and languages that the course does not have."""
    seen: set[str] = set()
    for index, term in enumerate(glossary.model.terms):
        if term.id in seen:
            message = f"a second term has the id `{term.id}`"
            yield glossary.problem(
                ("terms", index, "id"), "duplicate-id", message, "join the two, or rename one"
            )
        seen.add(term.id)
        yield from _check_localized(glossary, ("terms", index), term.entries, languages, source)


def _check_localized(
    document: Document[Course] | Document[Run] | Document[Glossary],
    keys: tuple[Key, ...],
    texts: Mapping[str, object],
    languages: Collection[str],
    source: str,
) -> Iterator[Problem]:
    """Find languages without a text (readers of a translation get that of the source), and texts without pages."""
    what = ".".join(map(str, keys))
    for language in languages:
        if language not in texts:
            message = f"`{what}` has no text in `{language}`"
            severity = Severity.ERROR if language == source else Severity.WARNING
            yield document.problem(keys, "missing-language", message, f"add a line `{language}: …`", severity)
    for language in texts:
        if language not in languages:
            message = f"`{what}` has the language `{language}`, in which there are no pages"
            yield document.problem(
                (*keys, language), "unknown-language", message, f"use {', '.join(languages)}"
            )


def _check_skips(run: Document[Run], course: Course, languages: Collection[str]) -> Iterator[Problem]:
    model = run.model
    skipped = [skip.date for skip in model.skip]
    last = session_dates(model.starts, skipped, len(course.weeks))[-1]
    for index, skip in enumerate(model.skip):
        keys = ("skip", index, "date")
        on_a_session = (skip.date - model.starts).days % 7 == 0 and model.starts <= skip.date < last
        if skip.date in skipped[:index]:
            yield run.problem(
                keys, "duplicate-skip", f"{skip.date} is left out twice", "remove one of the two"
            )
        elif skip.date == model.starts:
            message = f"the first session, {skip.date}, is left out"
            yield run.problem(
                keys, "skip-first", message, f"write `starts: {skip.date + timedelta(weeks=1)}` instead"
            )
        elif not on_a_session:
            message = f"no session falls on {skip.date}, a {Weekday.of(skip.date)}"
            hint = f"sessions are on {model.weekday}s from {model.starts} to {last}"
            yield run.problem(keys, "useless-skip", message, hint)
        yield from _check_localized(
            run, ("skip", index, "reason"), skip.reason, languages, course.source_language
        )


def _check_exceptions(run: Document[Run], course: Course, languages: Collection[str]) -> Iterator[Problem]:
    model = run.model
    weeks = [week.id for week in course.weeks]
    planned = dict(
        zip(weeks, session_dates(model.starts, [skip.date for skip in model.skip], len(weeks)), strict=True)
    )
    for week, change in model.sessions.items():
        keys = ("sessions", week)
        if week not in planned:
            message = f"`sessions` names `{week}`, which is no week of the course"
            yield run.problem(keys, "unknown-week", message, f"weeks are {weeks[0]} to {weeks[-1]}")
            continue
        yield from _check_moved(run, keys, change, datetime.combine(planned[week], model.time))
        if change.status is Status.CANCELLED and not change.reason:
            message = f"`{week}` is cancelled without a reason"
            yield run.problem(keys, "missing-reason", message, "add `reason: {…}` in each language")
        if change.reason:
            yield from _check_localized(
                run, (*keys, "reason"), change.reason, languages, course.source_language
            )
        for key in ("recording", "audio", "slides", "notes"):
            if getattr(change, key) and change.status is not Status.HELD:
                message = f"`{week}` has `{key}`, but is {change.status}"
                yield run.problem((*keys, key), "not-held", message, "write `status: held` once it was held")


def _check_moved(
    run: Document[Run], keys: tuple[str, str], change: SessionException, planned: datetime
) -> Iterator[Problem]:
    week = keys[1]
    if change.status is not Status.MOVED:
        for key in ("start", "was"):
            if getattr(change, key):
                message = f"`{week}` has a `{key}`, but is {change.status}"
                yield run.problem(
                    (*keys, key), "not-moved", message, "write `status: moved`, or remove the line"
                )
        return
    if not change.start:
        message = f"`{week}` is moved, but not to any time"
        yield run.problem(keys, "missing-key", message, 'add `start: "YYYY-MM-DD HH:MM"`')
    if change.was != planned:
        read = f"`was` is {change.was:%Y-%m-%d %H:%M}" if change.was else "`was` is missing"
        message = f"{read}, but the run's rule has `{week}` on {planned:%Y-%m-%d %H:%M}"
        yield run.problem((*keys, "was"), "wrong-was", message, f'write `was: "{planned:%Y-%m-%d %H:%M}"`')


def _check_times(run: Document[Run], course: Course) -> Iterator[Problem]:
    """Find times that clocks skip or show twice, ends before starts, and sessions out of order."""
    model = run.model
    try:
        occurrences = timetable(course, model)
    except zones.WallTimeError:
        yield from _check_wall_times(run, course)
        return
    yield from _check_clock_changes(run, occurrences)
    yield from _check_hours(run, occurrences)
    for occurrence in occurrences:
        if occurrence.end <= occurrence.start:
            start, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (occurrence.start, occurrence.end))
            message = f"`{occurrence.week}` ends at {end}, before it starts at {start}"
            yield run.problem(
                ("sessions", occurrence.week, "end"), "end-before-start", message, "correct `end` or `start`"
            )
    for before, after in pairwise(occurrences):
        if after.start < before.end:
            message = f"`{after.week}` starts at {after.start:%Y-%m-%d %H:%M}, before `{before.week}` ends"
            changed = after.week if after.week in model.sessions else before.week
            yield run.problem(
                ("sessions", changed), "out-of-order", message, "keep the sessions in the order of the weeks"
            )


def _check_clock_changes(run: Document[Run], occurrences: Sequence[Occurrence]) -> Iterator[Problem]:
    """Find weeks from which on the run's own clock differs from UTC by another amount."""
    for before, after in pairwise(occurrences):
        if before.start.utcoffset() != after.start.utcoffset():
            message = (
                f"the clocks of {run.model.timezone} change between `{before.week}` and `{after.week}`: "
                "from then on the hour is another one for learners elsewhere"
            )
            hint = "a zone without summer time, such as Africa/Abidjan, keeps the hour for all"
            yield run.problem(("timezone",), "clock-change", message, hint, Severity.WARNING)


def _check_hours(run: Document[Run], occurrences: Sequence[Occurrence]) -> Iterator[Problem]:
    """Find places where sessions begin at night."""
    for index, place in enumerate(run.model.places):
        starts = {
            occurrence.start.astimezone(zones.zone(place)).strftime("%H:%M") for occurrence in occurrences
        }
        night = sorted(hour for hour in starts if not "07:00" <= hour <= "21:00")
        if night:
            message = f"sessions begin at {', '.join(night)} in {place}"
            hint = "choose an hour between 07:00 and 21:00 for all places, or leave the place out"
            yield run.problem(("places", index), "night-hour", message, hint, Severity.WARNING)


def _check_wall_times(run: Document[Run], course: Course) -> Iterator[Problem]:
    model = run.model
    days = session_dates(model.starts, [skip.date for skip in model.skip], len(course.weeks))
    for week, day in zip(course.weeks, days, strict=True):
        change = model.sessions.get(week.id)
        times: list[tuple[tuple[Key, ...], datetime]] = [(("time",), datetime.combine(day, model.time))]
        times += [
            (("sessions", week.id, key), wall)
            for key in ("start", "end")
            if change and (wall := getattr(change, key))
        ]
        for keys, wall in times:
            try:
                zones.instant(wall, model.zone)
            except zones.WallTimeError as error:
                yield run.problem(
                    keys, "no-such-time", f"`{week.id}`: {error}", "choose another hour, or another zone"
                )


def _check_registration(run: Document[Run]) -> Iterator[Problem]:
    registration = run.model.registration
    if not registration:
        return
    order = [("opens", registration.opens), ("closes", registration.closes), ("starts", run.model.starts)]
    known = [(key, day) for key, day in order if day]
    for (early, before), (late, after) in pairwise(known):
        if after < before:
            message = f"`{late}` is {after}, before `{early}`, {before}"
            yield run.problem(("registration", early), "dates-order", message, "order: opens, closes, starts")
