"""A run's values: what is taken, what is refused, and that editors underline the same by the schema."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from mkdocs_course.course.runs import Run, Weekday
from tests.building import ROOT

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/run.schema.json").read_text(encoding="utf-8")))
GOOD = {
    "id": "herbst",
    "title": {"de": "Herbst"},
    "language": "de",
    "timezone": "Africa/Nairobi",
    "weekday": "monday",
    "time": "13:00",
    "starts": "2027-09-06",
    "join": "mail",
}
RECORDING = {"url": "https://video.example.org/1", "language": "de", "minutes": 80, "megabytes": 38.5}


def with_change(**change: Any) -> dict[str, Any]:
    return GOOD | {"sessions": {"week-1": change}}


def code(data: dict[str, Any]) -> str:
    """Return the code of the one thing that is wrong with a run."""
    with pytest.raises(ValidationError) as caught:
        Run.model_validate(data)
    (error,) = caught.value.errors()
    return error["type"]


def test_values_are_read_as_what_they_mean() -> None:
    moved = {"status": "moved", "start": "2027-09-07 09:30", "was": "2027-09-06 13:00"}
    run = Run.model_validate(with_change(**moved))
    assert (run.time, run.starts, run.weekday) == (time(13, 0), date(2027, 9, 6), Weekday.MONDAY)
    assert run.sessions["week-1"].start == datetime(2027, 9, 7, 9, 30)  # noqa: DTZ001  a local time
    assert run.zone.key == "Africa/Nairobi"
    assert (run.listed, run.archived, run.demonstration) == (True, False, False)


@pytest.mark.parametrize("hour", ["00:00", "07:05", "19:59", "23:59"])
def test_hours_of_a_24_hour_clock_are_taken(hour: str) -> None:
    SCHEMA.validate(GOOD | {"time": hour})
    assert f"{Run.model_validate(GOOD | {'time': hour}).time:%H:%M}" == hour


@pytest.mark.parametrize(
    "hour", ["24:00", "25:00", "13:60", "7:05", "13h", "13h00", "1 pm", "13:00:00", "", " 13:00", 780, None]
)
def test_other_hours_are_refused(hour: object) -> None:
    assert code(GOOD | {"time": hour}) == "bad-time"
    assert not SCHEMA.is_valid(GOOD | {"time": hour})


@pytest.mark.parametrize(
    "day",
    [
        "2027-02-30",
        "2027-13-01",
        "06.09.2027",
        "09/06/2027",
        "2027-9-6",
        "20270906",
        "2027",
        "",
        20270906,
        None,
    ],
)
def test_what_is_no_date_is_refused(day: object) -> None:
    assert code(GOOD | {"starts": day}) == "bad-date"


@pytest.mark.parametrize(
    ("day", "taken"), [("1999-12-31", False), ("2000-01-01", True), ("2200-01-01", False)]
)
def test_dates_far_from_today_are_refused(day: str, taken: bool) -> None:
    if taken:
        assert Run.model_validate(GOOD | {"starts": day}).starts == date.fromisoformat(day)
    else:
        assert code(GOOD | {"starts": day}) == "bad-date"


@pytest.mark.parametrize(
    "moment",
    [
        "2027-09-07",
        "09:30",
        "2027-09-07 9:30",
        "2027-9-7 09:30",
        "2027-09-07T09:30Z",
        "7.9.2027 09:30",
        1,
        "",
    ],
)
def test_what_is_no_date_with_an_hour_is_refused(moment: object) -> None:
    assert code(with_change(status="moved", start=moment)) == "bad-moment"
    assert not SCHEMA.is_valid(with_change(status="moved", start=moment))


@pytest.mark.parametrize("moment", ["2027-02-29 09:30", "2027-09-07 24:00", "2027-09-07 09:60"])
def test_dates_and_hours_that_no_calendar_or_clock_has_are_refused(moment: str) -> None:
    assert code(with_change(status="moved", start=moment)) == "bad-moment"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost/",
        "https:// example.org/",
        "https://exam\nple.org/",
        "https://[::1",
    ],
)
@pytest.mark.parametrize("key", ["recording", "registration"])
def test_addresses_that_are_not_safe_are_refused(key: str, address: str) -> None:
    data = (
        with_change(status="held", recording=RECORDING | {"url": address})
        if key == "recording"
        else GOOD | {"registration": {"url": address}}
    )
    assert code(data) == "not-https"


@pytest.mark.parametrize(
    "address", ["https://example.org", "https://example.org/a?b=c#d", "https://éducation.example.org/é"]
)
def test_safe_addresses_are_taken(address: str) -> None:
    data = GOOD | {"registration": {"url": address}}
    SCHEMA.validate(data)
    run = Run.model_validate(data)
    assert run.registration
    assert run.registration.url == address


@pytest.mark.parametrize(
    "change",
    [
        {"recording": RECORDING | {"megabytes": 0}},
        {"recording": RECORDING | {"minutes": 80.5}},
        {"recording": {"url": RECORDING["url"]}},
        {"recording": RECORDING["url"]},
        {"status": "postponed"},
        {"reason": {}},
        {"reason": {"de": ""}},
        {"reason": "Feiertag"},
        {"link": "https://example.org/"},
    ],
)
def test_both_check_and_editors_refuse_a_wrong_exception(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Run.model_validate(with_change(**change))
    assert not SCHEMA.is_valid(with_change(**change))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Herbst"),
        ("id", "herbst-"),
        ("id", "../herbst"),
        ("language", "german"),
        ("weekday", "Monday"),
        ("join", "zoom"),
        ("skip", [{"date": "2027-09-13"}]),
        ("sessions", {"Week 1": {}}),
        ("places", "Africa/Nairobi"),
    ],
)
def test_both_check_and_editors_refuse_a_wrong_value(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Run.model_validate(GOOD | {key: value})
    assert not SCHEMA.is_valid(GOOD | {key: value})


@pytest.mark.parametrize("key", GOOD)
def test_both_check_and_editors_miss_what_is_left_out(key: str) -> None:
    data = {name: value for name, value in GOOD.items() if name != key}
    assert code(data) == "missing"
    assert not SCHEMA.is_valid(data)


def test_days_of_the_week_are_those_of_the_calendar() -> None:
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    assert [
        Weekday.of(date(2027, 1, day)).value for day in range(11, 18)
    ] == week  # 12 January 2027: a Tuesday


def test_an_address_with_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        Run.model_validate(GOOD | {"registration": {"url": "https://name:secret@example.org/"}})
    (error,) = caught.value.errors()
    assert error["type"] == "not-https"
    assert "secret" not in error["msg"]
