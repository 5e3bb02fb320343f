"""Four readers of calendars that share no code: icalendar, vobject, libical, ical.js."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import icalendar
import vobject

from tests.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, order=True)
class Event:
    """What a reader makes of an event."""

    start: datetime
    end: datetime
    uid: str
    sequence: int
    status: str
    summary: str


Feeds = list[list[Event]]


def by_icalendar(texts: Sequence[bytes]) -> Feeds:
    """Read with icalendar, in Python."""
    return [[_from_icalendar(event) for event in _parsed(text).walk("VEVENT")] for text in texts]


def _parsed(text: bytes) -> Any:
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    assert not [event.errors for event in calendar.walk("VEVENT") if event.errors]
    return calendar


def _from_icalendar(event: Any) -> Event:
    return Event(
        start=event["DTSTART"].dt.astimezone(UTC),
        end=event["DTEND"].dt.astimezone(UTC),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        status=str(event["STATUS"]),
        summary=str(event["SUMMARY"]),
    )


def by_vobject(texts: Sequence[bytes]) -> Feeds:
    """Read with vobject, which also validates, in Python."""
    feeds = []
    for text in texts:
        calendar = vobject.readOne(text.decode())
        assert calendar.validate(raiseException=True)
        feeds.append(
            [
                Event(
                    start=event.dtstart.value.astimezone(UTC),
                    end=event.dtend.value.astimezone(UTC),
                    uid=event.uid.value,
                    sequence=int(event.sequence.value),
                    status=event.status.value,
                    summary=event.summary.value,
                )
                for event in calendar.vevent_list
            ]
        )
    return feeds


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *(
            (name, ctypes.c_int)
            for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_dst")
        ),
        ("zone", ctypes.c_void_p),
    )


VEVENT = 4
"""`ICAL_VEVENT_COMPONENT`."""


def by_libical(texts: Sequence[bytes]) -> Feeds:
    """Read with libical, in C, and ask it whether RFC 5545's restrictions are kept."""
    library = ctypes.CDLL(ctypes.util.find_library("ical"))
    for name in (
        "icalparser_parse_string",
        "icalcomponent_get_first_component",
        "icalcomponent_get_next_component",
    ):
        getattr(library, name).restype = ctypes.c_void_p
    for name in ("icalcomponent_get_uid", "icalcomponent_get_summary", "icalproperty_status_to_string"):
        getattr(library, name).restype = ctypes.c_char_p
    for name in ("icalcomponent_get_dtstart", "icalcomponent_get_dtend"):
        getattr(library, name).restype = _Time
    library.icaltime_as_timet.restype = ctypes.c_long
    library.icaltime_as_timet.argtypes = [_Time]
    feeds = []
    for text in texts:
        root = ctypes.c_void_p(library.icalparser_parse_string(ctypes.c_char_p(text)))
        assert root.value
        assert library.icalcomponent_count_errors(root) == 0
        assert library.icalrestriction_check(root) == 1
        events = []
        found = library.icalcomponent_get_first_component(root, VEVENT)
        while found:
            event = ctypes.c_void_p(found)
            start = library.icaltime_as_timet(library.icalcomponent_get_dtstart(event))
            end = library.icaltime_as_timet(library.icalcomponent_get_dtend(event))
            status = library.icalproperty_status_to_string(library.icalcomponent_get_status(event))
            events.append(
                Event(
                    start=datetime.fromtimestamp(start, UTC),
                    end=datetime.fromtimestamp(end, UTC),
                    uid=library.icalcomponent_get_uid(event).decode(),
                    sequence=library.icalcomponent_get_sequence(event),
                    status=status.decode(),
                    summary=library.icalcomponent_get_summary(event).decode(),
                )
            )
            found = library.icalcomponent_get_next_component(root, VEVENT)
        feeds.append(events)
        library.icalcomponent_free(root)
    return feeds


def by_ical_js(texts: Sequence[bytes]) -> Feeds:
    """Read with ical.js, the reader of Thunderbird and Nextcloud, on Node."""
    module = ROOT / ".cache" / "readers" / "node_modules" / "ical.js" / "dist" / "ical.js"
    script = ROOT / "tests" / "calendar" / "read.mjs"
    done = subprocess.run(
        ["node", script, module],
        input=json.dumps([text.decode() for text in texts]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        [
            Event(**event | {key: datetime.fromisoformat(event[key]) for key in ("start", "end")})
            for event in events
        ]
        for events in json.loads(done.stdout)
    ]


READERS = [by_icalendar, by_vobject, by_libical, by_ical_js]
