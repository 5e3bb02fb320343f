"""A run: one dated delivery of the course. The shape of the files in `runs/`."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from mkdocs_course.course import zones
from mkdocs_course.course.model import LanguageTag, Localized, Minutes, Model, SecureUrl, Slug, bad_value

YEARS = range(2000, 2200)
"""Years in which a course may take place; others are slips of the hand."""


def _time(value: Any) -> time:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if not match:
        raise bad_value(
            "bad-time",
            f"`{value}` is not a time of day",
            'write hours and minutes from "00:00" to "23:59", like "13:00"',
        )
    return time(int(match[1]), int(match[2]))


def _date(value: Any) -> date:
    hint = "write year, month and day, like 2027-01-12"
    try:
        day = value if type(value) is date else date.fromisoformat(_shaped(value, "0000-00-00"))
    except (TypeError, ValueError):
        raise bad_value("bad-date", f"`{value}` is not a date", hint) from None
    if day.year not in YEARS:
        raise bad_value("bad-date", f"`{value}` is too far from today", hint)
    return day


def _shaped(value: Any, shape: str) -> str:
    """Return a text that has the shape of a sample, digit for digit.

    Raises:
        ValueError: if it has not.
    """
    if not isinstance(value, str) or re.sub(r"[0-9]", "0", value) != shape:
        raise ValueError(shape)
    return value


def _moment(value: Any) -> datetime:
    hint = 'write date and time in the run\'s zone, like "2027-01-12 13:00"'
    try:
        naive = isinstance(value, datetime) and value.tzinfo is None
        moment = value if naive else datetime.fromisoformat(_shaped(value, "0000-00-00 00:00"))
    except ValueError:
        raise bad_value("bad-moment", f"`{value}` is not a date with a time", hint) from None
    if moment.year not in YEARS:
        raise bad_value("bad-moment", f"`{value}` is too far from today", hint)
    return moment


def _zone(value: str) -> str:
    try:
        zones.zone(value)
    except zones.UnknownZoneError as error:
        near = " or ".join(f"`{name}`" for name in error.suggestions) or "a place such as `Africa/Abidjan`"
        raise bad_value("unknown-zone", str(error), f"write {near}") from None
    return value


WallTime = Annotated[
    time,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "examples": ["13:00"]}),
]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
WallMoment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d$", "examples": ["2027-01-12 13:00"]}
    ),
]
Megabytes = Annotated[float, Field(gt=0, le=10_000)]
ZoneName = Annotated[str, AfterValidator(_zone), Field(examples=["Africa/Abidjan"])]


class Weekday(StrEnum):
    """A day of the week; the order is that of ISO 8601, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        """Return the weekday of a date."""
        return list(cls)[day.weekday()]


class Status(StrEnum):
    """What became of an occurrence. The author says so; the clock does not."""

    SCHEDULED = "scheduled"
    MOVED = "moved"
    CANCELLED = "cancelled"
    HELD = "held"


class JoinBy(StrEnum):
    """How a learner gets the link of the live session. The link itself is in no file."""

    MAIL = "mail"
    REGISTRATION = "registration"
    LMS = "lms"


class Skip(Model):
    """A date on which no session is held; the later weeks move back by a week."""

    date: Day
    """The day that is left out: one on which a session would be."""
    reason: Localized
    """Why, in each language."""


class Recording(Model):
    """A recording of a held session, with what it costs to fetch."""

    url: SecureUrl
    """Where it is."""
    language: LanguageTag
    """The language that is heard."""
    minutes: Minutes
    """How long it is."""
    megabytes: Megabytes
    """How large it is, in MB (1 MB = 1,000,000 bytes)."""


class SessionException(Model):
    """Where one session differs from the run's rule."""

    status: Status = Status.SCHEDULED
    """`moved`, `cancelled` or `held`; leave it out for a session that takes place as planned."""
    start: WallMoment | None = None
    """New date and time, in the run's zone; for `moved`."""
    end: WallMoment | None = None
    """New end, where the length differs from the course's."""
    was: WallMoment | None = None
    """For `moved`: the date and time that the run's rule gives, so that readers see what changed."""
    reason: Localized | None = None
    """Why it was moved or cancelled, in each language."""
    recording: Recording | None = None
    """For `held`: the recording."""
    audio: Recording | None = None
    """For `held`: the sound alone, for those who pay by the megabyte."""
    slides: SecureUrl | None = None
    """For `held`: the slides."""
    notes: SecureUrl | None = None
    """For `held`: the notes."""


class Registration(Model):
    """Where and until when people register."""

    url: SecureUrl | None = None
    """A public page; never a link into the session."""
    opens: Day | None = None
    """First day of registration."""
    closes: Day | None = None
    """Last day of registration."""


class Run(Model):
    """One dated delivery of the course to one cohort."""

    id: Slug
    """Name of the run and of its file; part of addresses and calendar entries, so never used again."""
    title: Localized
    """What people call this run, in each language."""
    language: LanguageTag
    """The language spoken in its sessions."""
    interpretation: list[LanguageTag] = []
    """Languages into which the sessions are interpreted."""
    timezone: ZoneName
    """The zone of all times in this file, by its IANA name; a place without summer time keeps the hour steady."""
    weekday: Weekday
    """The day of the sessions."""
    time: WallTime
    """When a session starts, in the run's zone: "HH:MM"."""
    starts: Day
    """The date of the first session."""
    skip: list[Skip] = []
    """Dates without a session."""
    sessions: dict[Slug, SessionException] = {}
    """Exceptions, by week: `week-05: {status: cancelled, reason: {…}}`."""
    join: JoinBy
    """How learners get the link: `mail`, `registration` or `lms`."""
    registration: Registration | None = None
    """Where and when to register."""
    places: list[ZoneName] = []
    """Zones of the learners' countries, by their IANA names; the run's page says which hour it is there."""
    note: Localized | None = None
    """A remark that readers should see with the dates."""
    demonstration: bool = False
    """Whether this run only shows how the site works."""
    archived: bool = False
    """Whether it is over; its page stays, but no page offers it first."""
    listed: bool = True
    """Whether pages name it."""

    @property
    def zone(self) -> ZoneInfo:
        """The run's time zone, from the `tzdata` wheel."""
        return zones.zone(self.timezone)
