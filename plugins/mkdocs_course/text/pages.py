"""A page as written: its front matter, headings, directives and agenda, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify

from mkdocs_course.course.model import Model, Text
from mkdocs_course.course.reading import UnreadableError, lines_of, read_text, read_yaml, validate
from mkdocs_course.text import directives
from mkdocs_course.text.directives import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mkdocs_course.course.model import Course
    from mkdocs_course.course.reading import Document
    from mkdocs_course.problems import Problem

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE
)
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r"^(?P<marks>#{1,6})\s*(?P<title>.*?)\s*#*\s*$")
"""As Markdown here reads it: the space may be missing."""
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?P<attributes>[^{}]*)\}\s*$")
_FIXED = {
    "index.md": PageKind.HOME,
    "schedule.md": PageKind.SCHEDULE,
    "glossary.md": PageKind.GLOSSARY,
    "progress.md": PageKind.PROGRESS,
}
_OF_A_WEEK = {
    "index.md": PageKind.WEEK,
    "session.md": PageKind.SESSION,
    "worksheet.md": PageKind.WORKSHEET,
}
_ITEM = re.compile(r"^\d+[.)]\s+(?P<text>.+?)\s*$")


class FrontMatter(Model):
    """What a page may say of itself above its text."""

    title: Text | None = None
    """A title for the browser's tab, where the heading will not do."""
    description: Text | None = None
    """One sentence for search engines and link previews."""
    template: Text | None = None
    """Another template of the theme."""


@dataclass(frozen=True)
class Heading:
    """A heading; `id` is empty unless it is written out, as in `## Activity { #activity }`."""

    level: int
    title: str
    id: str
    line: int


@dataclass(frozen=True)
class Directive:
    """A directive with its place; `alone` says whether nothing else is on its line."""

    name: str
    argument: str
    line: int
    column: int
    alone: bool


@dataclass(frozen=True)
class Body:
    """The text of a page below its front matter."""

    lines: Sequence[str]
    headings: Sequence[Heading]
    directives: Sequence[Directive]

    def list_after(self, directive: Directive, first_line: int = 1) -> tuple[Sequence[str], range]:
        """Return the items of the numbered list below a directive, and the lines from it to the list's end."""
        start = directive.line - first_line
        items: list[str] = []
        end = start + 1
        for index in range(start + 1, len(self.lines)):
            line = self.lines[index]
            match = _ITEM.match(line)
            if match:
                items.append(match["text"])
            elif items and line.startswith((" ", "\t")) and line.strip():
                items[-1] += " " + line.strip()
            elif line.strip():
                break
            if line.strip():
                end = index + 1
        return items, range(start, end)


@dataclass(frozen=True)
class Page:
    """One Markdown file of the course."""

    language: str
    name: str
    """Path within the language's folder, the same in every language: `week-01/index.md`."""
    path: str
    """Path from the project's root: `docs/fr/week-01/index.md`."""
    kind: PageKind
    front_matter: FrontMatter
    body: Body
    first_line: int
    """The line of the file on which the body begins."""

    @property
    def stem(self) -> str:
        """The file's name without its ending; for a run's page, the run's id."""
        return self.name.rsplit("/", 1)[-1].removesuffix(".md")

    @property
    def title(self) -> str:
        """The text of the first level-1 heading; empty if there is none."""
        return next((heading.title for heading in self.body.headings if heading.level == 1), "")

    @property
    def agenda(self) -> Sequence[str]:
        """The words of the session's parts: the list below the directive `agenda`."""
        for directive in self.body.directives:
            if directive.name == "agenda":
                return self.body.list_after(directive, self.first_line)[0]
        return ()


def kind_of(name: str, course: Course) -> PageKind:
    """Say what a page is for, from its path within the language's folder."""
    folder, _, file = name.rpartition("/")
    if not folder:
        return _FIXED.get(file, PageKind.PLAIN)
    if folder == "runs":
        return PageKind.RUN
    if folder in course.week_ids:
        return _OF_A_WEEK.get(file, PageKind.PLAIN)
    return PageKind.PLAIN


def read_page(
    root: Path, docs: str, language: str, name: str, course: Course
) -> tuple[Page | None, list[Problem]]:
    """Read one file; return the page, or None with the problems that keep it from being read."""
    path = f"{docs}/{language}/{name}"
    try:
        return parse_page(path, read_text(root, path), language, name, course)
    except UnreadableError as error:
        return None, [error.problem]


def parse_page(
    path: str, text: str, language: str, name: str, course: Course
) -> tuple[Page | None, list[Problem]]:
    """Take a file's text apart; return the page, or None with the problems that keep it from being read."""
    try:
        front_matter, problems, first_line = _front_matter(path, text)
    except UnreadableError as error:
        return None, [error.problem]
    if front_matter is None:
        return None, problems
    body = parse_body(lines_of(text)[first_line - 1 :], first_line)
    page = Page(language, name, path, kind_of(name, course), front_matter.model, body, first_line)
    return page, problems


def parse_body(lines: Sequence[str], first_line: int = 1) -> Body:
    """Find headings and directives outside code; the first of the lines has the number `first_line`."""
    headings, found = [], []
    for index, line in outside_code(lines):
        number = index + first_line
        if heading := _HEADING.match(line):
            headings.append(_heading(heading, number))
        for match in directives.ANYWHERE.finditer(line):
            alone = directives.LINE.match(line)
            name = alone["name"] if alone else match[0]
            argument = (alone["argument"] or "") if alone else ""
            found.append(Directive(name, argument, number, match.start() + 1, bool(alone)))
    return Body(lines, headings, found)


def _front_matter(path: str, text: str) -> tuple[Document[FrontMatter] | None, list[Problem], int]:
    match = _FRONT_MATTER.match(text)
    if not match or not match["yaml"].strip():
        empty, problems = validate(path, read_yaml(path, "{}"), FrontMatter)
        return empty, problems, text[: match.end()].count("\n") + 1 if match else 1
    document, problems = validate(path, read_yaml(path, match["yaml"], 2), FrontMatter, 2)
    return document, problems, text[: match.end()].count("\n") + 1


def outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not within fences of code, with their indexes."""
    fence = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if fence:
            if match and match["fence"].startswith(fence) and not line.strip(" \t`~"):
                fence = ""
        elif match:
            fence = match["fence"]
        else:
            yield index, line


def _heading(match: re.Match[str], line: int) -> Heading:
    title, identifier = match["title"], ""
    if attributes := _ATTRIBUTES.search(title):
        title = title[: attributes.start()]
        identifier = next((word[1:] for word in attributes["attributes"].split() if word.startswith("#")), "")
    return Heading(len(match["marks"]), title, identifier, line)


def plain_id(title: str) -> str:
    """Suggest an id for a heading: what Markdown would make of its words, in ASCII."""
    return slugify(title, "-")
