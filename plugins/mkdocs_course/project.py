"""A project: everything that a course's folder holds, read and checked. The one way into the core."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_course.course.glossary import Glossary
from mkdocs_course.course.lock import check_lock, dump, lock, path_of
from mkdocs_course.course.lock import read as read_lock
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import UnreadableError, read_document, read_text, replace_text
from mkdocs_course.course.rules import check_course, check_glossary, check_run, check_runs
from mkdocs_course.course.runs import Run
from mkdocs_course.course.timetable import timetable
from mkdocs_course.problems import Problem, Severity, has_errors
from mkdocs_course.text.join_links import TEXTS, join_links
from mkdocs_course.text.pages import read_page
from mkdocs_course.text.structure import check_pages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from mkdocs_course.course.lock import Lock
    from mkdocs_course.course.reading import Document
    from mkdocs_course.course.timetable import Occurrence
    from mkdocs_course.text.pages import Page

COURSE = "course.yml"
RUNS = "runs"
GLOSSARY = "glossary.yml"
DOCS = "docs"


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

    @cached_property
    def timetables(self) -> Mapping[str, Sequence[Occurrence]]:
        """The occurrences of each run, by its id."""
        return {run.id: timetable(self.course, run) for run in self.runs}

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


def load(root: Path, docs: str = DOCS) -> tuple[Project | None, list[Problem]]:
    """Read and check the project in the folder `root`.

    `docs` is the folder of the pages, relative to the root; each folder in it that is named like a language and holds
    Markdown is a language of the course. Returns the project, or None if errors keep it from being built, and all
    the problems in the order of their places.
    """
    languages = _languages(root / docs)
    course, problems = read_document(root, COURSE, Course)
    glossary, found = _read_glossary(root)
    problems += found
    runs, found = _read_runs(root)
    problems += found
    pages: dict[str, dict[str, Page]] = {}
    locks: dict[str, Lock | None] = {}
    if course:
        problems += check_course(course, languages)
        for run in runs:
            found = list(check_run(run, course.model, languages))
            problems += found
            if run.model.listed and not has_errors(found):
                locks[run.model.id], found = _read_lock(root, run, course.model)
                problems += found
        pages, found = _read_pages(root, docs, languages, course.model)
        problems += found
        if course.model.source_language in pages:
            broken = {problem.path for problem in found}
            problems += check_pages(course, runs, pages, docs, broken)
    problems += check_runs(runs)
    problems += _join_links(root, docs)
    if glossary:
        problems += check_glossary(glossary, languages)
    problems.sort()
    if not course or has_errors(problems):
        return None, problems
    models = sorted((run.model for run in runs), key=lambda run: (run.starts, run.id))
    known = {run: lock for run, lock in locks.items() if lock}
    return Project(course.model, models, known, glossary.model if glossary else None, pages), problems


def lock_runs(root: Path, names: Collection[str], now: datetime) -> tuple[list[str], list[Problem]]:
    """Write the locks of the named runs, or of all; return the paths of those written, or the problems found.

    `now` is the aware time that new versions are stamped with.
    """
    course, problems = read_document(root, COURSE, Course)
    runs, found = _read_runs(root)
    problems += found
    languages = _languages(root / DOCS)
    if course:
        for run in runs:
            problems += check_run(run, course.model, languages)
    chosen = [run for run in runs if not names or run.model.id in names]
    for name in set(names) - {run.model.id for run in runs}:
        message = f"there is no run `{name}`"
        problems.append(Problem(RUNS, 1, 1, Severity.ERROR, "unknown-run", message, f"runs: {_ids(runs)}"))
    before = [read_lock(root, path_of(run.path)) for run in chosen]
    problems += [problem for _, found in before for problem in found]
    if not course or has_errors(problems):
        return [], [problem for problem in problems if problem.severity is Severity.ERROR]
    written = []
    for run, (old, _) in zip(chosen, before, strict=True):
        new = lock(run.model, timetable(course.model, run.model), old, now)
        if new != old:
            replace_text(root / path_of(run.path), dump(new))
            written.append(path_of(run.path))
    return written, []


def _ids(runs: Sequence[Document[Run]]) -> str:
    return ", ".join(run.model.id for run in runs)


def _languages(docs: Path) -> list[str]:
    """Return the languages of the course: the folders that hold a start page, in alphabetical order."""
    return sorted(path.parent.name for path in docs.glob("*/index.md"))


def _read_glossary(root: Path) -> tuple[Document[Glossary] | None, list[Problem]]:
    return read_document(root, GLOSSARY, Glossary) if (root / GLOSSARY).exists() else (None, [])


def _read_runs(root: Path) -> tuple[list[Document[Run]], list[Problem]]:
    documents, problems = [], []
    for path in sorted((root / RUNS).glob("*.y*ml")):
        document, found = read_document(root, f"{RUNS}/{path.name}", Run)
        problems += found
        documents += [document] if document else []
    return documents, problems


def _join_links(root: Path, docs: str) -> Iterator[Problem]:
    """Find join links in all texts that become part of the site, or of the public repository beside it."""
    paths = [root / COURSE, root / GLOSSARY, *(root / RUNS).glob("*"), *(root / docs).rglob("*")]
    for path in sorted(path for path in paths if path.suffix.lower() in TEXTS and path.is_file()):
        name = path.relative_to(root).as_posix()
        with suppress(UnreadableError):  # a file that is read for more is reported there
            yield from join_links(name, read_text(root, name))


def _read_lock(root: Path, run: Document[Run], course: Course) -> tuple[Lock | None, list[Problem]]:
    lock, problems = read_lock(root, path_of(run.path))
    if not problems:
        problems = list(check_lock(run, timetable(course, run.model), lock))
    return lock, problems


def _read_pages(
    root: Path, docs: str, languages: Sequence[str], course: Course
) -> tuple[dict[str, dict[str, Page]], list[Problem]]:
    pages: dict[str, dict[str, Page]] = {}
    problems: list[Problem] = []
    for language in languages:
        pages[language] = {}
        folder = root / docs / language
        for path in sorted(folder.rglob("*.md")):
            name = path.relative_to(folder).as_posix()
            page, found = read_page(root, docs, language, name, course)
            problems += found
            if page:
                pages[language][name] = page
    return pages, problems
