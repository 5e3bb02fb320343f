"""What the start page shows: the course in figures, its sessions, and where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.views.progress import progress_link
from mkdocs_course.views.schedule import Edition, edition
from mkdocs_course.views.session import runs_from_default
from mkdocs_course.views.week import WeekLink, strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.views.viewpoint import Link, Viewpoint


@dataclass(frozen=True)
class Figure:
    """A number and what it counts."""

    number: str
    label: str


@dataclass(frozen=True)
class Home:
    """The head of the start page."""

    figures: Sequence[Figure]
    start: Link
    schedule: Link
    editions: Sequence[Edition]
    """The run that the language shows first, then the others to come. A script shows the next session of the
    reader's run; the page alone shows the first one."""
    weeks: Sequence[WeekLink]
    progress: Link | None


def home(view: Viewpoint) -> Home:
    """Return what the head of the start page shows."""
    words, project = view.words, view.project
    weeks, languages = len(project.course.weeks), len(project.pages)
    sessions = words.gettext("{count} × {minutes}").format(
        count=weeks, minutes=dates.duration(project.course.session_minutes, words)
    )
    return Home(
        figures=[
            Figure(str(weeks), words.ngettext("week", "weeks", weeks)),
            Figure(
                dates.duration(project.course.self_paced_minutes, words), words.gettext("at your own pace")
            ),
            Figure(sessions, words.gettext("live together")),
            Figure(str(languages), words.ngettext("language", "languages", languages)),
        ],
        start=view.link(f"{project.course.weeks[0].id}/index.md"),
        schedule=view.link("schedule.md"),
        editions=[edition(view, run) for run in runs_from_default(view)],
        weeks=strip(view).weeks,
        progress=progress_link(view),
    )
