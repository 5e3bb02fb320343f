"""Zones: read from the wheel, by the names of places; clocks as another reader of the same files knows them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from dateutil import tz as dateutil_tz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_course.course.zones import UnknownZoneError, WallTimeError, instant, names, zone

if TYPE_CHECKING:
    from pathlib import Path

WHEEL = resources.files("tzdata").joinpath("zoneinfo")


@cache
def other(place: str) -> dateutil_tz.tzfile:
    """Return a zone of the wheel as dateutil reads it."""
    with WHEEL.joinpath(*place.split("/")).open("rb") as file:
        return dateutil_tz.tzfile(file)


def hours(place: str, day: str) -> float:
    """Return how many hours the clocks of a place are ahead of UTC at noon."""
    offset = instant(datetime.fromisoformat(f"{day} 12:00"), zone(place)).utcoffset()
    assert offset is not None
    return offset / timedelta(hours=1)


def test_the_system_is_not_asked(tmp_path: Path) -> None:
    system = tmp_path / "zoneinfo"
    (system / "Africa").mkdir(parents=True)
    with (
        WHEEL.joinpath("Asia", "Tokyo").open("rb") as wrong,
        (system / "Africa" / "Casablanca").open("wb") as file,
    ):
        shutil.copyfileobj(wrong, file)
    program = (
        "from datetime import datetime; from zoneinfo import ZoneInfo; from mkdocs_course.course.zones import zone;"
        "print(*(datetime(2026, 12, 1, tzinfo=z('Africa/Casablanca')).strftime('%z') for z in (ZoneInfo, zone)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONTZPATH": str(system)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["+0900", "+0000"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-15", 1),
        ("2026-03-01", 0),  # Ramadan
        ("2026-04-01", 1),
        ("2026-09-19", 1),
        ("2026-09-20", 0),  # UTC for good: tzdb 2026c
        ("2026-12-01", 0),
        ("2027-02-20", 0),  # no change for Ramadan any more
        ("2027-07-01", 0),
    ],
)
def test_morocco(day: str, expected: int) -> None:
    assert hours("Africa/Casablanca", day) == expected


@pytest.mark.parametrize(
    ("place", "winter", "summer"),
    [
        ("Africa/Abidjan", 0, 0),
        ("Africa/Algiers", 1, 1),
        ("Africa/Cairo", 2, 3),
        ("Africa/Kigali", 2, 2),
        ("Africa/Kinshasa", 1, 1),
        ("Africa/Lubumbashi", 2, 2),
        ("Asia/Beirut", 2, 3),
        ("Asia/Dili", 9, 9),
        ("Atlantic/Cape_Verde", -1, -1),
        ("Europe/Lisbon", 0, 1),
        ("Indian/Comoro", 3, 3),
        ("Indian/Mauritius", 4, 4),
    ],
)
def test_hours_from_utc(place: str, winter: int, summer: int) -> None:
    assert (hours(place, "2027-01-12"), hours(place, "2027-07-06")) == (winter, summer)


@pytest.mark.parametrize(
    ("place", "wall", "word"),
    [
        ("Africa/Casablanca", "2026-03-22 02:30", "skipped"),
        ("Africa/Casablanca", "2026-09-20 01:30", "twice"),
        ("Africa/Cairo", "2026-10-29 23:30", "twice"),
        ("Asia/Beirut", "2027-10-30 23:30", "twice"),
        ("Pacific/Apia", "2011-12-30 12:00", "skipped"),  # the day that Samoa left out
        ("Europe/Paris", "2027-03-28 02:00", "skipped"),
        ("Europe/Paris", "2027-03-28 02:59", "skipped"),
        ("Europe/Paris", "2027-10-31 02:00", "twice"),
    ],
)
def test_times_that_clocks_skip_or_show_twice_are_refused(place: str, wall: str, word: str) -> None:
    said = {"skipped": "is skipped by the clocks of", "twice": "is shown twice by the clocks of"}[word]
    for fold in (0, 1):
        with pytest.raises(WallTimeError) as caught:
            instant(datetime.fromisoformat(wall).replace(fold=fold), zone(place))
        assert str(caught.value) == f"{wall} {said} {place}, which change that day"


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2027-03-28 01:59", "2027-03-28 00:59"),
        ("2027-03-28 03:00", "2027-03-28 01:00"),
        ("2027-10-31 01:59", "2027-10-30 23:59"),
        ("2027-10-31 03:00", "2027-10-31 02:00"),
    ],
)
def test_times_just_beside_a_change_are_taken(wall: str, utc: str) -> None:
    found = instant(datetime.fromisoformat(wall), zone("Europe/Paris"))
    assert f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" == utc


@settings(max_examples=500, deadline=None)
@given(
    place=st.sampled_from(sorted(names())),
    wall=st.datetimes(datetime(2000, 1, 1), datetime(2036, 12, 31)).map(  # noqa: DTZ001  local times
        lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    ),
)
@example("America/New_York", datetime(2027, 3, 14, 2, 30))  # noqa: DTZ001
@example("America/New_York", datetime(2027, 11, 7, 1, 30))  # noqa: DTZ001
def test_another_reader_of_the_wheel_agrees(place: str, wall: datetime) -> None:
    once = dateutil_tz.datetime_exists(wall, other(place)) and not dateutil_tz.datetime_ambiguous(
        wall, other(place)
    )
    try:
        found = instant(wall, zone(place))
    except WallTimeError:
        assert not once
    else:
        assert once
        assert found.utcoffset() == wall.replace(tzinfo=other(place)).utcoffset()


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("Europe/Pariss", "Europe/Paris"),
        ("Abidjan", "Africa/Abidjan"),
        ("africa/abidjan", "Africa/Abidjan"),
        ("Africa/Sao Tome", "Africa/Sao_Tome"),
        ("America/Casablanca", "Africa/Casablanca"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("South America/Brazil/Bahia", "America/Bahia"),
        ("Knoxx", "America/Indiana/Knox"),
        ("Europe/Madeira Sul", "Europe/Madrid"),
    ],
)
def test_a_wrong_name_is_answered_with_the_one_that_was_meant(wrong: str, meant: str) -> None:
    with pytest.raises(UnknownZoneError) as caught:
        zone(wrong)
    assert caught.value.suggestions == [meant]
    assert str(caught.value) == f"`{wrong}` is not the name of a place in the tz database"


def test_no_more_than_three_places_are_suggested_and_none_where_none_is_near() -> None:
    with pytest.raises(UnknownZoneError) as caught:
        zone("Europe/Kiew")
    assert caught.value.suggestions == ["Europe/Kiev", "Europe/Kyiv", "Europe/Kirov"]
    with pytest.raises(UnknownZoneError) as caught:
        zone("Mars/Olympus")
    assert caught.value.suggestions == []


@pytest.mark.parametrize(
    "name", ["EST", "GMT", "Japan", "Etc/UTC", "Etc/GMT+1", "Europe", "tzdata/zones", "+01:00"]
)
def test_offsets_and_abbreviations_are_no_zones(name: str) -> None:
    with pytest.raises(UnknownZoneError):
        zone(name)
