"""A viewpoint: one page in one language, from which titles are read and links are drawn."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.pages import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.course.model import Effort, Week
    from mkdocs_course.course.runs import Run
    from mkdocs_course.project import Project
    from mkdocs_course.text.pages import Page


@dataclass(frozen=True)
class Link:
    """A link to another page of the same language."""

    title: str
    href: str
    """Relative path to the Markdown file, as MkDocs and forges follow it."""
    current: bool = False
    """Whether it leads to the page that it stands on."""


@dataclass(frozen=True)
class Viewpoint:
    """What a view needs to know: the project, the words of the language, and the page that shows it."""

    project: Project
    words: Catalogue
    name: str
    """The page's path within its language's folder: `week-01/index.md`."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """The folder of each language within the built site, with a slash at its end; the default language has none."""
    site: str = ""
    """Absolute address of the language's start page, with a slash at its end; empty if the site has none."""

    @property
    def kind(self) -> PageKind:
        """What the page is for."""
        return kind_of(self.name, self.project.course)

    def page(self, name: str) -> Page | None:
        """Return a page in this language, else in the source language."""
        pages = self.project.pages
        return pages[self.words.language].get(name) or pages[self.project.course.source_language].get(name)

    def title(self, name: str) -> str:
        """Return the title of a page; that of a run's page comes from the run. Empty if there is no such page."""
        page = self.page(name)
        if page and page.kind is PageKind.RUN:
            return self.project.run(page.stem).title[self.words.language]
        return page.title if page else ""

    def effort(self, week: Week) -> Effort:
        """Return what a week asks of a learner who reads it in this language."""
        return self.project.efforts[self.words.language][week.id]

    @property
    def description(self) -> str:
        """What the page says of itself to search engines; that of a run's page comes from the run."""
        page = self.page(self.name)
        if page and page.kind is PageKind.RUN and not page.front_matter.description:
            run = self.title(self.name)
            # Translators: {run} is the title of an edition: "Lusophone edition, April to June 2027".
            return self.words.gettext("{run}: day, hour and state of each live session.").format(run=run)
        return (page.front_matter.description if page else None) or ""

    @property
    def notice(self) -> str:
        """The course's notice in this language, empty if it has none."""
        return (self.project.course.notice or {}).get(self.words.language, "")

    def href(self, name: str) -> str:
        """Return the relative path from this page to another file of the language."""
        return posixpath.relpath(name, self.folder or ".")

    def address(self, name: str) -> str:
        """Return the absolute address of a page or another file of the language; empty if the site has none."""
        if not self.site:
            return ""
        return self.site + re.sub(r"\.md$", "/", re.sub(r"(^|/)index\.md$", r"\1", name))

    def elsewhere(self, language: str, name: str, anchor: str = "") -> str:
        """Return the relative address of a page in another language, as built: not a path that MkDocs could check."""
        here, there = (
            self.folders.get(code, f"{code}/")
            + re.sub(r"\.md$", "/", re.sub(r"(^|/)index\.md$", r"\1", path))
            for code, path in ((self.words.language, self.name), (language, name))
        )
        address = posixpath.relpath(there or ".", here or ".")
        return f"{address}/" + (f"#{anchor}" if anchor else "")

    def link(self, name: str, title: str = "") -> Link:
        """Return a link to a page under its own title or another one."""
        return Link(title or self.title(name), self.href(name), name == self.name)

    @property
    def folder(self) -> str:
        """The folder of the page within its language's folder; for pages of a week, the week's id."""
        return posixpath.dirname(self.name)

    @property
    def run(self) -> Run:
        """The run that the page is about; its id is the file's name.

        Raises:
            LookupError: if it is about none.
        """
        return self.project.run(posixpath.basename(self.name).removesuffix(".md"))

    @property
    def week(self) -> Week:
        """The week that the page belongs to.

        Raises:
            LookupError: if it belongs to none.
        """
        found = [week for week in self.project.course.weeks if week.id == self.folder]
        if not found:
            raise LookupError(f"{self.name} belongs to no week")
        return found[0]
