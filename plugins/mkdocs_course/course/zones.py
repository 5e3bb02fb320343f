"""Time zones from the pinned `tzdata` wheel, never from the system.

Systems lag behind: Morocco left UTC+1 on 2026-09-20 and a Debian 12 of that autumn still says +01:00. `ZoneInfo(name)`
asks the system first, so zones are read from the wheel's files.
"""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo


class UnknownZoneError(ValueError):
    """The name is no zone of the tz database, or one that must not be used (an offset or an abbreviation)."""

    def __init__(self, name: str) -> None:
        self.suggestions = _suggestions(name)
        super().__init__(f"`{name}` is not the name of a place in the tz database")


class WallTimeError(ValueError):
    """A local time that the clocks of its zone skip, or show twice."""


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name such as `Africa/Abidjan`.

    Raises:
        UnknownZoneError: if the wheel has no such place. Offsets and abbreviations (`Etc/GMT-1`, `CET`) are refused:
            their sign or their summer time is not what most people expect.
    """
    if name not in names():
        raise UnknownZoneError(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def names() -> frozenset[str]:
    """Return the names of the tz database that stand for a place."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(name for name in listed if "/" in name and not name.startswith("Etc/"))


def instant(wall: datetime, tz: ZoneInfo) -> datetime:
    """Return the aware time in `tz` whose clock shows the naive time `wall`.

    Raises:
        WallTimeError: if clocks there never show it (spring) or show it twice (autumn); PEP 495 has the test used.
    """
    first, second = wall.replace(tzinfo=tz, fold=0), wall.replace(tzinfo=tz, fold=1)
    if first.utcoffset() != second.utcoffset():
        exists = first.astimezone(UTC).astimezone(tz).replace(tzinfo=None) == wall
        what = "shown twice by" if exists else "skipped by"
        raise WallTimeError(f"{wall:%Y-%m-%d %H:%M} is {what} the clocks of {tz.key}, which change that day")
    return first


def _suggestions(name: str) -> list[str]:
    by_city = {known.rsplit("/", 1)[1].lower(): known for known in sorted(names())}
    found = [
        by_city[near] for near in get_close_matches(name.rpartition("/")[2].lower(), by_city, cutoff=0.8)
    ]
    return found or get_close_matches(name, sorted(names()), cutoff=0.7)
