"""A project: everything that a course's folder holds, read and checked. The one way into the core."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_course.cache.results import Results
from mkdocs_course.course.lock import check_lock, dump, lock, path_of
from mkdocs_course.course.lock import read as read_lock
from mkdocs_course.course.model import completed
from mkdocs_course.course.reading import UnreadableError, read_text, replace_text
from mkdocs_course.course.rules import check_course, check_glossary, check_run, check_runs
from mkdocs_course.course.timetable import timetable
from mkdocs_course.problems import Problem, Severity, has_errors
from mkdocs_course.sources import COURSE, DIAGRAMS, DOCS, RUNS, read_sources
from mkdocs_course.text.effort import check_effort, efforts
from mkdocs_course.text.hygiene import check_file
from mkdocs_course.text.join_links import join_links
from mkdocs_course.text.links import check_links
from mkdocs_course.text.structure import check_diagrams, check_pages
from mkdocs_course.text.terms import check_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from mkdocs_course.course.diagrams import Diagram
    from mkdocs_course.course.glossary import Glossary
    from mkdocs_course.course.lock import Lock
    from mkdocs_course.course.model import Course, Effort
    from mkdocs_course.course.reading import Document
    from mkdocs_course.course.runs import Run
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.sources import Sources
    from mkdocs_course.text.pages import Page


@dataclass(frozen=True)
class Project:
    """A course with its runs, glossary and pages."""

    course: Course
    runs: Sequence[Run]
    """In the order of their first sessions."""
    locks: Mapping[str, Lock]
    """What was published of each listed run, by its id."""
    glossary: Glossary | None
    pages: Mapping[str, Mapping[str, Page]]
    """Pages by language and name."""
    diagrams: Mapping[str, Diagram] = field(default_factory=dict)
    """Diagrams by name."""

    @cached_property
    def timetables(self) -> Mapping[str, Sequence[Occurrence]]:
        """The occurrences of each run, by its id."""
        return {run.id: timetable(self.course, run) for run in self.runs}

    @cached_property
    def efforts(self) -> Mapping[str, Mapping[str, Effort]]:
        """What each week asks of a learner, by language and by the week's id."""
        return efforts(self.course, self.pages)

    def run(self, identifier: str) -> Run:
        """Return the run of an id.

        Raises:
            LookupError: if there is none; the checks see to it that every run's page has its run.
        """
        return {run.id: run for run in self.runs}[identifier]

    @property
    def listed_runs(self) -> Sequence[Run]:
        """The runs that pages name: those to come first, then the archived ones, each in the order of their dates."""
        return sorted((run for run in self.runs if run.listed), key=lambda run: run.archived)

    def default_run(self, language: str) -> Run | None:
        """Return the run that pages in a language show first.

        It is the earliest that is not over, in the language if there is one, else the last of the archived.
        """
        listed = self.listed_runs
        current = [run for run in listed if not run.archived]
        own = [run for run in current if run.language == language]
        return next(iter(own or current), None) or next(reversed(listed), None)


def load(
    root: Path, docs: str = DOCS, results: Results | None = None, read: object = None
) -> tuple[Project | None, list[Problem]]:
    """Read and check the project in the folder `root`.

    `docs` is the folder of the pages, relative to the root; each folder in it that is named like a language and holds
    a start page is a language of the course. Returns the project, or None if errors keep it from being built, and all
    the problems in the order of their places.

    With `results` and `read`, the digests of all that is read, what texts and pages were found to be is recalled.
    """
    sources, problems = read_sources(root, docs)
    results = results or Results()
    problems += _recalled(results, ("texts", docs, read), lambda: _check_texts(sources))
    problems += check_runs(sources.runs)
    locks: dict[str, Lock] = {}
    if sources.course:
        problems += check_course(sources.course, sources.languages)
        if sources.glossary:
            source = sources.course.model.source_language
            problems += check_glossary(sources.glossary, sources.languages, source)
        locks, found = _check_runs(sources, sources.course.model)
        course = sources.course
        problems += found
        problems += _recalled(results, ("pages", docs, read), lambda: _check_pages(sources, course))
    problems.sort()
    if not sources.course or has_errors(problems):
        return None, problems
    return _project(sources, sources.course.model, locks), problems


def _recalled(
    results: Results, of: tuple[object, ...], find: Callable[[], Iterable[Problem]]
) -> Iterator[Problem]:
    found = results.recall(results.key("problems", *of), lambda: [asdict(problem) for problem in find()])
    return (Problem(**{**problem, "severity": Severity(problem["severity"])}) for problem in found)


def _check_texts(sources: Sources) -> Iterator[Problem]:
    for path in sources.texts:
        yield from check_file(sources.root, path)
        with suppress(UnreadableError):  # a file that is read for more is reported there
            yield from join_links(path, read_text(sources.root, path))


def _check_runs(sources: Sources, course: Course) -> tuple[dict[str, Lock], list[Problem]]:
    """Check each run, and the lock of those that pages name; return the locks that are good."""
    locks: dict[str, Lock] = {}
    problems: list[Problem] = []
    for run in sources.runs:
        found = list(check_run(run, course, sources.languages))
        problems += found
        if run.model.listed and not has_errors(found):
            known, found = read_lock(sources.root, path_of(run.path))
            problems += found or check_lock(run, timetable(course, run.model), known)
            locks |= {run.model.id: known} if known else {}
    return locks, problems


def _check_pages(sources: Sources, course: Document[Course]) -> Iterator[Problem]:
    pages, source = sources.pages, course.model.source_language
    if source not in pages:  # reported by the check of the course
        return
    yield from check_pages(course, sources.runs, pages, sources.docs, sources.unreadable)
    yield from check_effort(course, pages)
    yield from check_links(pages, source, sources.files, sources.docs)
    yield from check_diagrams(pages, sources.diagrams, sources.drawings, DIAGRAMS)
    if sources.glossary:
        for language, by_name in pages.items():
            yield from check_terms(by_name, sources.glossary.model, language)


def _project(sources: Sources, course: Course, locks: Mapping[str, Lock]) -> Project:
    languages, source = sources.languages, course.source_language
    runs = [completed(run.model, languages, source) for run in sources.runs]
    runs.sort(key=lambda run: (run.starts, run.id))
    glossary = sources.glossary.model if sources.glossary else None
    course = completed(course, languages, source)
    return Project(course, runs, locks, glossary, sources.pages, sources.diagrams)


def lock_runs(root: Path, names: Collection[str], now: datetime) -> tuple[list[str], list[Problem]]:
    """Write the locks of the named runs, or of all; return the paths of those written, or the problems found.

    `now` is the aware time that new versions are stamped with.
    """
    sources, found = read_sources(root)
    problems = [problem for problem in found if problem.path == COURSE or problem.path.startswith(f"{RUNS}/")]
    if sources.course:
        for run in sources.runs:
            problems += check_run(run, sources.course.model, sources.languages)
    known = [run.model.id for run in sources.runs]
    for name in sorted(set(names) - set(known)):
        message, hint = f"there is no run `{name}`", f"runs: {', '.join(known)}"
        problems.append(Problem(RUNS, 1, 1, Severity.ERROR, "unknown-run", message, hint))
    chosen = [run for run in sources.runs if not names or run.model.id in names]
    before = [read_lock(root, path_of(run.path)) for run in chosen]
    problems += [problem for _, found in before for problem in found]
    if not sources.course or has_errors(problems):
        return [], [problem for problem in problems if problem.severity is Severity.ERROR]
    written = []
    for run, (old, _) in zip(chosen, before, strict=True):
        new = lock(run.model, timetable(sources.course.model, run.model), old, now)
        if new != old:
            replace_text(root / path_of(run.path), dump(new))
            written.append(path_of(run.path))
    return written, []
