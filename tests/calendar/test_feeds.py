"""Calendars: four readers see the instants that arithmetic gives, for the shipped runs and for 200 others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from mkdocs_course import project as projects
from mkdocs_course.cache.results import Results
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.course.lock import Lock, lock
from mkdocs_course.course.runs import Run
from mkdocs_course.course.timetable import timetable
from mkdocs_course.course.zones import WallTimeError
from mkdocs_course.views.calendar import calendars
from mkdocs_course.views.subscription import feed_name
from mkdocs_course.views.viewpoint import Viewpoint
from tests.building import LANGUAGES, ROOT, RUNS, instants
from tests.calendar.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mkdocs_course.project import Project
    from tests.building import Site
    from tests.calendar.readers import Event, Feeds

FIRST, SECOND = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PLACES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
HOST = "course.example.org"

each_reader = pytest.mark.parametrize("read", READERS)


@each_reader
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("run", RUNS)
def test_every_reader_sees_the_twelve_instants_of_each_shipped_run(
    site: Site, run: str, language: str, read: Callable[[Sequence[bytes]], Feeds]
) -> None:
    folder = site.folder / LANGUAGES[language] / "runs" / run
    (events,) = read([(folder / "calendar.ics").read_bytes()])
    singles = read([(folder / f"week-{number:02}.ics").read_bytes() for number in range(1, 13)])
    expected = list(instants(run))
    assert [event.start for event in events] == expected
    assert [event.end - event.start for event in events] == [timedelta(minutes=90)] * 12
    assert [event.uid for event in events] == [f"{run}-week-{number:02}@{HOST}" for number in range(1, 13)]
    assert [event for (event,) in singles] == events
    moved = {3: 1} if run == "2027-pt" else {}
    assert [event.sequence for event in events] == [moved.get(index, 0) for index in range(12)]


def test_every_calendar_of_the_site_keeps_to_the_form(site: Site) -> None:
    """RFC 5545: 3.1 lines, 3.6.1 components; and no METHOD, alarm or zone of its own."""
    found = sorted(site.folder.rglob("*.ics"))
    assert len(found) == len(LANGUAGES) * len(RUNS) * 13
    for path in found:
        check_form(path.read_bytes())


def check_form(raw: bytes) -> None:
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    for line in lines:
        assert len(line) <= 75
        line.decode("utf-8")
    text = raw.replace(b"\r\n ", b"").decode()
    for forbidden in ("METHOD", "BEGIN:VALARM", "BEGIN:VTIMEZONE", "ATTENDEE", "ORGANIZER", "TZID"):
        assert forbidden not in text
    for name in ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "VERSION:2.0", "PRODID:", "NAME:"):
        assert name in text
    uids = re.findall(r"^UID:(.*?)\r?$", text, re.MULTILINE)
    assert len(set(uids)) == len(uids) == text.count("BEGIN:VEVENT")
    assert len(re.findall(r"^DTSTAMP:\d{8}T\d{6}Z\r?$", text, re.MULTILINE)) == len(uids)
    assert len(re.findall(r"^DTSTART:\d{8}T\d{6}Z\r?$", text, re.MULTILINE)) == len(uids)


@dataclass(frozen=True)
class Case:
    """A generated run, its feed, and what must be read from it: start, sequence and status of each week."""

    feed: bytes
    expected: Sequence[tuple[datetime, int, str]]


@st.composite
def cases(draw: st.DrawFn, shipped: Callable[[], Project]) -> Case:
    course = shipped().course
    zone = draw(st.sampled_from(PLACES))
    first = draw(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
    hour = draw(st.times().map(lambda moment: time(moment.hour, moment.minute)))
    skipped = draw(st.sets(st.integers(1, 11), max_size=3))
    changes = draw(
        st.dictionaries(st.integers(0, 11), st.sampled_from(["moved", "cancelled", "held"]), max_size=4)
    )
    weeks = [number for number in range(30) if number not in skipped][:12]
    skipped = {number for number in skipped if number < weeks[-1]}
    local = [datetime.combine(first + timedelta(weeks=number), hour) for number in weeks]
    data: dict[str, Any] = {
        "id": "generated",
        "title": {
            language: draw(st.text("àéçãõ «»;,:x\\", min_size=1).filter(str.strip)) for language in LANGUAGES
        },
        "language": "fr",
        "timezone": zone,
        "weekday": DAYS[first.weekday()],
        "time": f"{hour:%H:%M}",
        "starts": first,
        "join": "mail",
        "skip": [
            {"date": first + timedelta(weeks=number), "reason": dict.fromkeys(LANGUAGES, "pause")}
            for number in sorted(skipped)
        ],
        "sessions": {},
    }
    plain = data | {"sessions": {}}
    for index, change in changes.items():
        data["sessions"][f"week-{index + 1:02}"] = {"status": change} | (
            {
                "was": f"{local[index]:%Y-%m-%d %H:%M}",
                "start": f"{local[index] + timedelta(days=1):%Y-%m-%d %H:%M}",
            }
            if change == "moved"
            else {"reason": dict.fromkeys(LANGUAGES, "é" * 60)}
        )
        if change == "moved":
            local[index] += timedelta(days=1)
    run, before = Run.model_validate(data), Run.model_validate(plain)
    try:
        occurrences, planned = timetable(course, run), timetable(course, before)
    except WallTimeError:
        reject()  # a time that clocks skip or show twice; it is refused, and tested elsewhere
    known: Lock = lock(run, occurrences, lock(before, planned, None, FIRST), SECOND)
    view = Viewpoint(
        replace(shipped(), runs=[run], locks={run.id: known}), catalogue("fr"), "", site="https://x.test/"
    )
    feed = dict(calendars(view, Results()))[feed_name(run.id)]
    expected = [
        (
            moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
            int(index in changes),
            "CANCELLED" if changes.get(index) == "cancelled" else "CONFIRMED",
        )
        for index, moment in enumerate(local)
    ]
    return Case(feed, expected)


@pytest.fixture(scope="module")
def generated() -> Sequence[Case]:
    """Make 200 runs over all zones, days, times, pauses and changes."""
    loaded, problems = projects.load(ROOT)
    assert loaded, problems

    def shipped() -> Project:
        return loaded

    made: list[Case] = []

    @settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases(shipped))
    def make(case: Case) -> None:
        made.append(case)

    make()
    assert len(made) >= 200
    return made


@each_reader
def test_every_reader_sees_the_instants_of_generated_runs(
    generated: Sequence[Case], read: Callable[[Sequence[bytes]], Feeds]
) -> None:
    for case, events in zip(generated, read([case.feed for case in generated]), strict=True):
        assert [(event.start, event.sequence, event.status) for event in events] == case.expected
        assert {event.end - event.start for event in events} == {timedelta(minutes=90)}


def test_generated_feeds_keep_to_the_form(generated: Sequence[Case]) -> None:
    for case in generated:
        check_form(case.feed)


def test_readers_agree_on_every_word(generated: Sequence[Case]) -> None:
    feeds = [case.feed for case in generated]
    first, *others = (read(feeds) for read in READERS)
    for other in others:
        assert other == first
    assert all(is_marked(event) for events in first for event in events)


def is_marked(event: Event) -> bool:
    """Say whether the summary of a cancelled event says so, and that of no other does."""
    return event.summary.startswith("ANNULÉE") is (event.status == "CANCELLED")
