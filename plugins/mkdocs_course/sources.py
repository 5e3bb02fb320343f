"""What a course's folder holds, as read: documents and pages with their places, good or not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from mkdocs_course.course.diagrams import diagram_names, read_diagrams
from mkdocs_course.course.glossary import Glossary
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import read_document
from mkdocs_course.course.runs import Run
from mkdocs_course.text.join_links import TEXTS
from mkdocs_course.text.pages import read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.course.diagrams import Diagram
    from mkdocs_course.course.reading import Document
    from mkdocs_course.problems import Problem
    from mkdocs_course.text.pages import Page

COURSE = "course.yml"
RUNS = "runs"
GLOSSARY = "glossary.yml"
DOCS = "docs"
DIAGRAMS = "diagrams"


@dataclass(frozen=True)
class Sources:
    """The readable files of a course. What could not be read is left out, and reported as problems beside it."""

    root: Path
    docs: str
    """Folder of the pages, relative to the root."""
    languages: Sequence[str]
    """The folders below `docs` that hold a start page, in alphabetical order."""
    course: Document[Course] | None
    runs: Sequence[Document[Run]]
    glossary: Document[Glossary] | None
    diagrams: Mapping[str, Diagram]
    pages: Mapping[str, Mapping[str, Page]]
    """By language and name; none while the course itself cannot be read."""
    unreadable: Collection[str]
    """Paths of pages and runs that are there but could not be read."""

    @property
    def texts(self) -> Sequence[str]:
        """Paths of all text files that become part of the site, or of the public repository beside it."""
        return [
            path.relative_to(self.root).as_posix()
            for path in sorted(_paths(self.root, self.docs))
            if path.suffix.lower() in TEXTS and path.is_file()
        ]

    @property
    def drawings(self) -> Sequence[str]:
        """Names of all diagrams, also of those that could not be read."""
        return diagram_names(self.root, DIAGRAMS)

    @property
    def files(self) -> Collection[str]:
        """Paths, below the folder of the pages, of all files that are no pages."""
        folder = self.root / self.docs
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix != ".md" and path.is_file()
        }


def read_sources(root: Path, docs: str = DOCS) -> tuple[Sources, list[Problem]]:
    """Read all files of a course, and return them with the problems that kept some from being read."""
    languages = sorted(path.parent.name for path in (root / docs).glob("*/index.md"))
    course, problems = read_document(root, COURSE, Course)
    glossary: Document[Glossary] | None = None
    if (root / GLOSSARY).exists():
        glossary, found = read_document(root, GLOSSARY, Glossary)
        problems += found
    runs = []
    unreadable: set[str] = set()
    for path in sorted((root / RUNS).glob("*.y*ml")):
        run, found = read_document(root, f"{RUNS}/{path.name}", Run)
        problems += found
        runs += [run] if run else []
        unreadable |= set() if run else {f"{RUNS}/{path.name}"}
    source = course.model.source_language if course else ""
    diagrams, found = read_diagrams(root, DIAGRAMS, languages, source)
    problems += found
    pages: dict[str, dict[str, Page]] = {}
    if course:
        pages, found = _read_pages(root, docs, languages, course.model)
        problems += found
        unreadable |= {problem.path for problem in found}
    return Sources(root, docs, languages, course, runs, glossary, diagrams, pages, unreadable), problems


def digests(root: Path, docs: str = DOCS) -> Mapping[str, str]:
    """Return the SHA-256 of each file that a course is read from, by its path from the root; empty if it is no file."""
    found = {}
    for path in _paths(root, docs):
        with suppress(OSError):
            found[path.relative_to(root).as_posix()] = (
                sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            )
    return found


def _paths(root: Path, docs: str) -> Iterator[Path]:
    """Return all that a course may be read from, there or not, and folders too."""
    yield from (root / COURSE, root / GLOSSARY)
    for folder in (root / RUNS, root / DIAGRAMS, root / docs):
        yield from folder.rglob("*")


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
