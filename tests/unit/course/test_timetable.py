"""The timetable: a run's rule gives its instants, compared with a calendar that knows nothing of ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil import tz as dateutil_tz
from dateutil.rrule import WEEKLY, rrule, rruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_course.course.model import Course
from mkdocs_course.course.runs import Run, SessionException, Status
from mkdocs_course.course.timetable import timetable
from mkdocs_course.course.zones import UnknownZoneError, WallTimeError, instant, zone

PLACES = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def course(weeks: int = 12, minutes: int = 90) -> Course:
    return Course.model_validate(
        {
            "source_language": "fr",
            "session_minutes": minutes,
            "host": "course.example.org",
            "effort": {"reading": 25, "activity": 20, "self_check": 15},
            "weeks": [
                {"id": f"week-{number:02}", "agenda": [{"type": "discussion", "minutes": minutes}]}
                for number in range(1, weeks + 1)
            ],
        }
    )


def run(place: str, first: date, hour: time, **more: Any) -> Run:
    data = {
        "id": "test",
        "title": {"fr": "Essai"},
        "language": "fr",
        "timezone": place,
        "weekday": DAYS[first.weekday()],
        "time": f"{hour:%H:%M}",
        "starts": first,
        "join": "mail",
    }
    return Run.model_validate(data | more)


def shows(moment: datetime, place: ZoneInfo) -> bool:
    """Say whether the clocks of a place show a local time exactly once, by trying all offsets that there are."""
    minutes = range(-14 * 60, 14 * 60 + 1, 15)
    candidates = (moment.replace(tzinfo=UTC) - timedelta(minutes=offset) for offset in minutes)
    return sum(found.astimezone(place).replace(tzinfo=None) == moment for found in candidates) == 1


@settings(max_examples=300, deadline=None)
@given(
    place=st.sampled_from(PLACES),
    first=st.dates(date(2026, 10, 1), date(2034, 12, 31)),
    hour=st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15)),
    skipped=st.sets(st.integers(1, 11), max_size=4),
    weeks=st.integers(1, 20),
    minutes=st.integers(15, 240),
)
def test_sessions_are_weekly_at_the_local_hour_with_skipped_days_left_out(
    place: str, first: date, hour: time, skipped: set[int], weeks: int, minutes: int
) -> None:
    start = datetime.combine(first, hour)
    rule = rruleset()
    rule.rrule(rrule(WEEKLY, dtstart=start, count=weeks + len(skipped)))
    for number in skipped:
        rule.exdate(start + timedelta(weeks=number))
    expected = list(rule)[:weeks]
    days = [
        {"date": first + timedelta(weeks=number), "reason": {"fr": "pause"}} for number in sorted(skipped)
    ]
    try:
        found = timetable(course(weeks, minutes), run(place, first, hour, skip=days))
    except WallTimeError:
        assert not all(shows(moment, ZoneInfo(place)) for moment in expected)
        return
    assert all(shows(moment, ZoneInfo(place)) for moment in expected)
    assert [occurrence.start.replace(tzinfo=None) for occurrence in found] == expected
    assert [occurrence.start.astimezone(UTC) for occurrence in found] == [
        moment.replace(tzinfo=ZoneInfo(place)).astimezone(UTC) for moment in expected
    ]
    lengths = {each.end.astimezone(UTC) - each.start.astimezone(UTC) for each in found}
    assert lengths == {timedelta(minutes=minutes)}
    assert [occurrence.number for occurrence in found] == list(range(1, weeks + 1))
    for occurrence in found:
        assert (occurrence.monday.weekday(), occurrence.sunday - occurrence.monday) == (0, timedelta(days=6))
        assert occurrence.monday <= occurrence.start.date() <= occurrence.sunday


@settings(max_examples=100, deadline=None)
@given(
    place=st.sampled_from(PLACES),
    first=st.dates(date(2026, 10, 1), date(2030, 12, 31)),
    changes=st.dictionaries(st.integers(1, 12), st.sampled_from(["moved", "cancelled", "held"]), max_size=6),
)
def test_exceptions_change_their_own_week_and_no_other(
    place: str, first: date, changes: dict[int, str]
) -> None:
    hour = time(12, 0)  # no zone changes its clocks at noon
    plain = timetable(course(), run(place, first, hour))
    sessions = {}
    for number, status in changes.items():
        planned = plain[number - 1].start.replace(tzinfo=None)
        moved = {"start": f"{planned + timedelta(days=1):%Y-%m-%d %H:%M}", "was": f"{planned:%Y-%m-%d %H:%M}"}
        sessions[f"week-{number:02}"] = {"status": status} | (moved if status == "moved" else {})
    for number, (before, after) in enumerate(
        zip(plain, timetable(course(), run(place, first, hour, sessions=sessions)), strict=True), start=1
    ):
        status = changes.get(number, "scheduled")
        days = 1 if status == "moved" else 0
        assert after.start.replace(tzinfo=None) == before.start.replace(tzinfo=None) + timedelta(days=days)
        assert after.status is Status(status)
        assert after.was == (before.start if status == "moved" else None)


def test_a_session_is_that_of_its_week_and_may_end_at_another_hour() -> None:
    sessions = {"week-02": {"status": "held", "end": "2027-01-19 15:30"}}
    found = timetable(course(3), run("Indian/Comoro", date(2027, 1, 12), time(13, 0), sessions=sessions))
    assert [each.week for each in found] == ["week-01", "week-02", "week-03"]
    assert [each.end.isoformat() for each in found] == [
        "2027-01-12T14:30:00+03:00",
        "2027-01-19T15:30:00+03:00",
        "2027-01-26T14:30:00+03:00",
    ]
    held = SessionException.model_validate(sessions["week-02"])
    assert [each.change for each in found] == [SessionException(), held, SessionException()]


def test_the_run_of_2025_is_the_twelve_tuesdays_from_30_september_to_16_december() -> None:
    found = timetable(course(), run("Africa/Abidjan", date(2025, 9, 30), time(13, 0)))
    september, october, november, december = [30], [7, 14, 21, 28], [4, 11, 18, 25], [2, 9, 16]
    months = zip((9, 10, 11, 12), (september, october, november, december), strict=True)
    expected = [date(2025, month, day) for month, days in months for day in days]
    assert [occurrence.start.date() for occurrence in found] == expected
    assert {(moment.weekday(), moment.hour) for occurrence in found for moment in [occurrence.start]} == {
        (1, 13)
    }


@pytest.mark.parametrize(
    ("place", "wall", "utc"),
    [
        ("Europe/Paris", "2027-01-12 13:00", "2027-01-12 12:00"),
        ("Europe/Paris", "2027-06-15 13:00", "2027-06-15 11:00"),
        ("Africa/Casablanca", "2026-09-15 12:00", "2026-09-15 11:00"),
        ("Africa/Casablanca", "2026-10-15 12:00", "2026-10-15 12:00"),  # UTC since 2026-09-20 (tzdata 2026c)
        ("Indian/Comoro", "2027-03-02 16:00", "2027-03-02 13:00"),
        ("Asia/Beirut", "2027-03-23 15:00", "2027-03-23 13:00"),
        ("Asia/Beirut", "2027-03-30 15:00", "2027-03-30 12:00"),
        ("Asia/Kathmandu", "2027-01-01 12:00", "2027-01-01 06:15"),
        ("America/Port-au-Prince", "2027-03-16 09:00", "2027-03-16 13:00"),
    ],
)
def test_known_hours(place: str, wall: str, utc: str) -> None:
    found = instant(datetime.fromisoformat(wall), zone(place))
    assert found.astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("place", "wall", "word"),
    [
        ("Europe/Paris", "2027-03-28 02:30", "skipped"),
        ("Europe/Paris", "2027-10-31 02:30", "twice"),
        ("America/New_York", "2027-03-14 02:30", "skipped"),
        ("America/New_York", "2027-11-07 01:30", "twice"),
        ("Asia/Beirut", "2027-03-28 00:30", "skipped"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "skipped"),
    ],
)
def test_times_that_clocks_skip_or_show_twice_are_refused(place: str, wall: str, word: str) -> None:
    moment = datetime.fromisoformat(wall)
    other = dateutil_tz.gettz(place)
    assert (not dateutil_tz.datetime_exists(moment, other)) or dateutil_tz.datetime_ambiguous(moment, other)
    with pytest.raises(WallTimeError, match=word):
        instant(moment, zone(place))


@pytest.mark.parametrize(
    "name", ["Europe/Pariss", "Etc/GMT-1", "CET", "UTC", "", "../../etc/passwd", "/etc/localtime"]
)
def test_what_is_no_place_is_no_zone(name: str) -> None:
    with pytest.raises(UnknownZoneError):
        zone(name)
