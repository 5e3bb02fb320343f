"""The files of a run's calendars (iCalendar, RFC 5545).

Measured on nine readers: UTC instants without VTIMEZONE are the only form that all of them read alike. No METHOD, since
it would demand an organizer (RFC 5546 3.2.1); no alarm, since reminders are the reader's. Every stamp comes from the
lock, so that two builds give the same bytes.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vDuration, vUri

from mkdocs_course.catalogue import dates
from mkdocs_course.course.runs import Status
from mkdocs_course.views.session import join_words, session_file
from mkdocs_course.views.subscription import feed_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.course.runs import Run
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.views.viewpoint import Viewpoint

PRODUCT = "-//mkdocs-course//mkdocs-course//EN"
REFRESH = timedelta(hours=12)
"""How often a reader should ask for the feed again; some take it for a lower bound, some ignore it."""


def calendar_files(view: Viewpoint, run: Run) -> dict[str, str]:
    """Return the calendars of a run: path within the language's folder and content."""
    occurrences = view.project.timetables[run.id]
    events = [_event(view, run, occurrence) for occurrence in occurrences]
    files = {feed_name(run.id): _calendar(view, run, events)}
    for occurrence, event in zip(occurrences, events, strict=True):
        files[session_file(run.id, occurrence.week)] = _calendar(view, run, [event])
    return files


def _calendar(view: Viewpoint, run: Run, events: Sequence[Event]) -> str:
    title = run.title[view.words.language]
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical(sorted=False)
    return content.decode()


def _event(view: Viewpoint, run: Run, occurrence: Occurrence) -> Event:
    words, lock = view.words, view.project.locks[run.id]
    stamp, page = lock.last(occurrence.week).stamp, f"{occurrence.week}/session.md"
    event = Event()
    event.add("uid", f"{run.id}-{occurrence.week}@{view.project.course.host}")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", lock.sequence(occurrence.week))
    event.add("dtstart", occurrence.start.astimezone(UTC))
    event.add("dtend", occurrence.end.astimezone(UTC))
    event.add("summary", _summary(view, occurrence))
    event.add("description", _description(view, run, occurrence))
    event.add("location", words.gettext("Online"))
    if url := view.address(page):
        event.add("url", vUri(url))
    event.add("status", "CANCELLED" if occurrence.status is Status.CANCELLED else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PUBLIC")
    return event


def _summary(view: Viewpoint, occurrence: Occurrence) -> str:
    words = view.words
    summary = words.gettext("Session {number}: {title}").format(
        number=occurrence.number, title=view.title(f"{occurrence.week}/session.md")
    )
    if occurrence.status is Status.CANCELLED:  # some readers show STATUS nowhere
        # Translators: before the title of a cancelled session, in a calendar.
        return words.gettext("CANCELLED – {summary}").format(summary=summary)
    return summary


def _description(view: Viewpoint, run: Run, occurrence: Occurrence) -> str:
    words, language = view.words, view.words.language
    local = (
        f"{dates.long_date(occurrence.start, words)}, {dates.times(occurrence.start, occurrence.end)} "
        f"{dates.place(occurrence.start, words)} ({dates.offset(occurrence.start)})"
    )
    reason = (occurrence.change.reason or {}).get(language, "")
    moved = ""
    if occurrence.was:
        day = f"{dates.short_date(occurrence.was, words)}, {occurrence.was:%H:%M}"
        moved = words.gettext("Moved from {day}.").format(day=day)
    lines = [
        " ".join(part for part in (moved, reason) if part),
        view.title(f"{occurrence.week}/index.md"),
        local,
        join_words(run.join, words) if occurrence.status in {Status.SCHEDULED, Status.MOVED} else "",
        view.address(f"{occurrence.week}/session.md"),
    ]
    return "\n".join(line for line in lines if line)
