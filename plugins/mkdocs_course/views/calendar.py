"""Calendars of a run: one feed with all its sessions, and one file for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_course.cache.results import Results
    from mkdocs_course.course.runs import Run
    from mkdocs_course.views.viewpoint import Viewpoint


def calendars(view: Viewpoint, results: Results) -> Iterator[tuple[str, bytes]]:
    """Return the calendar files of a language: path within its folder and content."""
    for run in view.project.listed_runs:
        for name, content in _of_run(view, run, results).items():
            yield name, content.encode()


def _of_run(view: Viewpoint, run: Run, results: Results) -> Mapping[str, str]:
    project, occurrences = view.project, view.project.timetables[run.id]
    pages = [f"{occurrence.week}/{page}.md" for occurrence in occurrences for page in ("index", "session")]
    titles = [view.title(page) for page in pages]
    told = (view.words.language, view.site, project.course.host, repr(run), repr(project.locks[run.id]))
    key = results.key("calendars", *told, repr(occurrences), titles)

    def make() -> dict[str, str]:
        # Most builds make no calendar anew, and the library's import takes a tenth of a second.
        from mkdocs_course.views.calendar_file import calendar_files  # noqa: PLC0415

        return calendar_files(view, run)

    return results.recall(key, make)
