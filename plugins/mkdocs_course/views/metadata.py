"""What a page says of itself to machines: schema.org as JSON-LD.

An online session's place is its public page, never the link into the session.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mkdocs_course.course.runs import Run, Status
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.session import runs_from_default

if TYPE_CHECKING:
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.views.viewpoint import Viewpoint

Thing = dict[str, Any]


def metadata(view: Viewpoint, description: str) -> str:
    """Return a page's JSON-LD, ready for a script element; empty where there is nothing to say or no site address."""
    if not view.site:
        return ""
    match view.kind:
        case PageKind.HOME:
            things = [_course(view, description)]
        case PageKind.WEEK:
            things = [_module(view, description)]
        case PageKind.SESSION:
            things = _events(view)
        case PageKind.RUN:
            things = [_instance(view, view.run)]
        case _:
            return ""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":")
    )
    return text.replace("<", "\\u003c")


def _course(view: Viewpoint, description: str) -> Thing:
    course = view.project.course
    minutes = course.self_paced_minutes + course.session_minutes * len(course.weeks)
    licensed = {"license": course.license.url} if course.license else {}
    return licensed | {
        "@type": "Course",
        "@id": view.address("index.md"),
        "name": view.title("index.md"),
        "description": description,
        "url": view.address("index.md"),
        "inLanguage": view.words.tag,
        "isAccessibleForFree": True,
        "timeRequired": f"PT{minutes}M",
        "hasCourseInstance": [_instance(view, run) for run in view.project.listed_runs],
    }


def _instance(view: Viewpoint, run: Run) -> Thing:
    occurrences = view.project.timetables[run.id]
    address = view.address(f"runs/{run.id}.md")
    return {
        "@type": "CourseInstance",
        "@id": address,
        "name": run.title[view.words.language],
        "url": address,
        "inLanguage": run.language,
        "courseMode": "Blended",
        "startDate": occurrences[0].start.isoformat(),
        "endDate": occurrences[-1].end.isoformat(),
        "courseSchedule": {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "repeatCount": len(occurrences),
            "duration": f"PT{view.project.course.session_minutes}M",
            "scheduleTimezone": run.timezone,
        },
        "location": {"@type": "VirtualLocation", "url": address},
    }


def _module(view: Viewpoint, description: str) -> Thing:
    return {
        "@type": "LearningResource",
        "name": view.title(view.name),
        "description": description,
        "url": view.address(view.name),
        "inLanguage": view.words.tag,
        "timeRequired": f"PT{view.effort(view.week).minutes}M",
        "isAccessibleForFree": True,
        "isPartOf": {"@id": view.address("index.md")},
    }


def _events(view: Viewpoint) -> list[Thing]:
    number = view.project.course.weeks.index(view.week)
    return [_event(view, run, view.project.timetables[run.id][number]) for run in runs_from_default(view)]


def _event(view: Viewpoint, run: Run, occurrence: Occurrence) -> Thing:
    status = {Status.MOVED: "EventRescheduled", Status.CANCELLED: "EventCancelled"}
    event = {
        "@type": "EducationEvent",
        "name": view.title(view.name),
        "url": view.address(view.name),
        "startDate": occurrence.start.isoformat(),
        "endDate": occurrence.end.isoformat(),
        "eventStatus": f"https://schema.org/{status.get(occurrence.status, 'EventScheduled')}",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": view.address(view.name)},
        "inLanguage": run.language,
        "isAccessibleForFree": True,
        "superEvent": {"@id": view.address(f"runs/{run.id}.md")},
    }
    return event | ({"previousStartDate": occurrence.was.isoformat()} if occurrence.was else {})
