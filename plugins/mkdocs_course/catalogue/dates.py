"""Dates, times and durations, written by the patterns that the catalogue of the language holds.

The patterns are Unicode's (UTS 35). They are our own because the ready-made forms differ in kind from language to
language: `pt_PT` turns a long date into 16/09/2025, French has no "1er", `fr_DZ` writes PM.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from babel import dates, numbers
from babel.core import get_global

if TYPE_CHECKING:
    from mkdocs_course.catalogue.messages import Catalogue

_LONE_DAY = re.compile(r"(?<![^\s])d(?![^\s,.])")


def long_date(day: date, words: Catalogue) -> str:
    """Write a date in full: `mardi 26 janvier 2027`."""
    # Translators: a full date, in the letters of Unicode's date patterns; quote words, as in d 'de' MMMM.
    return _format(day, words.pgettext("date pattern", "EEEE d MMMM y"), words)


def short_date(day: date, words: Catalogue) -> str:
    """Write a date without its year: `mar. 26 janv.`."""
    # Translators: a short date with the day of the week and without the year.
    return _format(day, words.pgettext("date pattern", "EEE d MMM"), words)


def day_range(first: date, last: date, words: Catalogue) -> str:
    """Write a span of days without its year: `12–18 janv.`, `26 janv.–1er févr.`."""
    # Translators: a day of a month.
    whole = words.pgettext("date pattern", "d MMM")
    # Translators: the first day of a span within one month, such as the 12 in "12–18 Jan".
    start = words.pgettext("date pattern", "d") if first.month == last.month else whole
    return f"{_format(first, start, words)}–{_format(last, whole, words)}"


def period(first: date, last: date, words: Catalogue) -> str:
    """Write the first and last day of a longer time: `12 janvier – 6 avril 2027`."""
    # Translators: a date with the month in full and without the year.
    within = words.pgettext("date pattern", "d MMMM")
    start = _format(first, within, words) if first.year == last.year else plain_date(first, words)
    return f"{start} – {plain_date(last, words)}"


def plain_date(day: date, words: Catalogue) -> str:
    """Write a date without the day of the week: `12 janvier 2027`."""
    # Translators: a date with the month in full.
    return _format(day, words.pgettext("date pattern", "d MMMM y"), words)


def weekday(day: date, words: Catalogue) -> str:
    """Write the day of the week, as within a sentence: `mardi`."""
    return dates.format_date(day, "EEEE", locale=words.locale)


def times(start: datetime, end: datetime) -> str:
    """Write the hours from start to end, 24-hour in every language: `13:00–14:30`."""
    return f"{start:%H:%M}–{end:%H:%M}"


def utc_times(start: datetime, end: datetime, words: Catalogue) -> str:
    """Write the hours in UTC, with the day where it is another one than in the run's zone."""
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    # Translators: between the parts of a list, such as a day and its hours.
    day = "" if first.date() == start.date() else short_date(first, words) + words.gettext(", ")
    return f"{day}{times(first, last)} UTC"


def offset(moment: datetime) -> str:
    """Write how far a zone is from UTC at a moment: `UTC+1`, `UTC−3:30`, `UTC+0`."""
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def place(moment: datetime, words: Catalogue) -> str:
    """Name the place of a zone in the language: `Abidjan`, `São Tomé`."""
    city: str = dates.get_timezone_location(moment.tzinfo, locale=words.locale, return_city=True)
    return city


def duration(minutes: int, words: Catalogue) -> str:
    """Write a length of time: `45 min`, `12 h`, `1 h 30`."""
    hours, rest = divmod(minutes, 60)
    if minutes <= 90:
        # Translators: a length of time in minutes; keep the no-break space.
        return words.gettext("{minutes}\u00a0min").format(minutes=minutes)
    if not rest:
        # Translators: a length of time in whole hours; keep the no-break space.
        return words.gettext("{hours}\u00a0h").format(hours=hours)
    # Translators: a length of time in hours and minutes, like 1 h 30; keep the no-break spaces.
    return words.gettext("{hours}\u00a0h\u00a0{minutes:02}").format(hours=hours, minutes=rest)


def size(megabytes: float, words: Catalogue) -> str:
    """Write an amount of data: `38 MB`, `3,2 Mo`, below one MB `34 kB`, rounded up. One kB is 1,000 bytes."""
    if megabytes < 0.9995:
        number = numbers.format_decimal(ceil(round(megabytes * 1000, 3)), "#,##0", locale=words.locale)
        # Translators: a small amount of data, in kilobytes; keep the no-break space.
        return words.gettext("{number}\u00a0kB").format(number=number)
    number = numbers.format_decimal(megabytes, "#,##0.#", locale=words.locale)
    # Translators: an amount of data; keep the no-break space.
    return words.gettext("{number}\u00a0MB").format(number=number)


def size_of(count: int, words: Catalogue) -> str:
    """Write a number of bytes."""
    return size(count / 1_000_000, words)


def country(zone: str, words: Catalogue) -> str:
    """Name the country of a zone, with the city where the country has more than one: `Togo`."""
    territory = get_global("zone_territories").get(zone, "")
    name: str = words.locale.territories.get(territory, "")
    city = dates.get_timezone_location(zone, locale=words.locale, return_city=True)
    if not name or len(get_global("territory_zones").get(territory, ())) > 1:
        return f"{name} ({city})" if name else city
    return name


def _format(day: date, pattern: str, words: Catalogue) -> str:
    if day.day == 1:
        # Translators: how the first day of a month is written within a date; French: 1er.
        first = words.pgettext("first day of a month", "1")
        pattern = _LONE_DAY.sub(f"'{first}'", pattern)
    return dates.format_date(day, pattern, locale=words.locale)
