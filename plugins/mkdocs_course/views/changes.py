"""The feed of changes to the timetable, from the versions in the locks alone (Atom, RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from mkdocs_course.catalogue import dates
from mkdocs_course.course.runs import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_course.course.lock import Version
    from mkdocs_course.course.runs import Run
    from mkdocs_course.views.viewpoint import Viewpoint

NAME = "changes.xml"
"""The feed's path within its language's folder."""

ATOM = "http://www.w3.org/2005/Atom"


def changes(view: Viewpoint) -> bytes:
    """Return the feed of a language, the newest change first."""
    host, words = view.project.course.host, view.words
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": words.tag})
    _text(feed, "title", words.gettext("Changes to the schedule"))
    _text(feed, "id", f"https://{host}/{words.language}/changes")
    stamps = [lock.stamp for lock in view.project.locks.values()]
    _text(feed, "updated", _moment(max(stamps, default=datetime(2000, 1, 1, tzinfo=UTC))))
    _text(ET.SubElement(feed, "author"), "name", host)
    if view.site:
        ET.SubElement(feed, "link", {"rel": "self", "href": view.address(NAME)})
        ET.SubElement(feed, "link", {"rel": "alternate", "href": view.address("schedule.md")})
    for stamp, entry in sorted(_entries(view), key=lambda found: found[0], reverse=True):
        _text(entry, "updated", _moment(stamp))
        feed.append(entry)
    ET.indent(feed)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entries(view: Viewpoint) -> Iterator[tuple[datetime, ET.Element]]:
    host, language = view.project.course.host, view.words.language
    for run in view.project.listed_runs:
        for week, versions in view.project.locks[run.id].sessions.items():
            for sequence, (before, after) in enumerate(pairwise(versions), start=1):
                entry = ET.Element("entry")
                title = view.title(f"{week}/session.md")
                _text(entry, "title", f"{title} – {_what(view, before, after)}")
                _text(entry, "id", f"https://{host}/{language}/changes/{run.id}/{week}/{sequence}")
                if view.site:
                    address = view.address(f"{week}/session.md")
                    ET.SubElement(entry, "link", {"rel": "alternate", "href": address})
                _text(entry, "summary", f"{run.title[language]}. {_when(view, run, after)}")
                yield after.stamp, entry


def _what(view: Viewpoint, before: Version, after: Version) -> str:
    words = view.words
    if after.recorded and not before.recorded:
        return words.gettext("recording published")
    return {
        Status.SCHEDULED: words.gettext("new date"),
        Status.MOVED: words.pgettext("state of a session", "moved"),
        Status.CANCELLED: words.pgettext("state of a session", "cancelled"),
        Status.HELD: words.pgettext("state of a session", "held"),
    }[after.status]


def _when(view: Viewpoint, run: Run, version: Version) -> str:
    start, end = version.start.astimezone(run.zone), version.end.astimezone(run.zone)
    place = f"{dates.place(start, view.words)} ({dates.offset(start)})"
    return f"{dates.long_date(start, view.words)}, {dates.times(start, end)} {place}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
