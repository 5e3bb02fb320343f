"""What a reader is told about a translation: that a page has none, or that some of its sections are behind."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.text.stamps import HEAD
from mkdocs_course.text.translations import State, page_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.views.viewpoint import Viewpoint


_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<path>(?:\.\./)+[^)\s#]+\.md)(?P<anchor>#[^)\s]*)?\)")


@dataclass(frozen=True)
class SourceText:
    """The source text in the place of a translation that does not exist."""

    tag: str
    direction: str
    notice: str
    """In the reader's language."""


@dataclass(frozen=True)
class StaleSection:
    """A section that its source has left behind."""

    id: str
    """Empty for the head of the page."""
    href: str
    """Where the section is in the source language."""
    tag: str
    """The source language, BCP 47."""


@dataclass(frozen=True)
class Staleness:
    """The sections of a page that are behind."""

    sections: Sequence[StaleSection]
    total: int
    language: str
    """Name of the source language, within a sentence."""


def source_text(view: Viewpoint) -> SourceText | None:
    """Return what stands above a page that is shown in the source language for want of a translation."""
    page = view.page(view.name)
    if not page or page.language == view.words.language:
        return None
    source = catalogue(page.language)
    notice = view.words.gettext("This page is not translated yet. It is shown in {language}.").format(
        language=view.words.language_name(page.language)
    )
    return SourceText(source.tag, source.direction, notice)


def staleness(view: Viewpoint) -> Staleness | None:
    """Return the sections of a translated page that are behind its source, if there are any."""
    course = view.project.course
    page = view.page(view.name)
    source = view.project.pages[course.source_language].get(view.name)
    if not page or not source or page is source or page.language != view.words.language:
        return None
    states = page_states(source, page, page.language)
    tag = catalogue(source.language).tag
    behind = [
        StaleSection(state.section, view.elsewhere(source.language, view.name, state.section), tag)
        for state in states
        if state.state is State.STALE and state.section != HEAD
    ]
    name = view.words.language_name(source.language)
    return Staleness(behind, len(states), name) if behind else None


def cross_links(line: str, view: Viewpoint) -> str:
    """Return a line whose links into other languages (`../../fr/about.md`) lead there in the built site.

    MkDocs with i18n would lead them back to the page's own language.
    """

    def rewritten(link: re.Match[str]) -> str:
        folder = posixpath.join(view.words.language, view.folder)
        language, _, name = posixpath.normpath(posixpath.join(folder, link["path"])).partition("/")
        if language == view.words.language or language not in view.project.pages:
            return link[0]
        address = view.elsewhere(language, name, (link["anchor"] or "").removeprefix("#"))
        tag = catalogue(language).tag
        return f'<a href="{address}" hreflang="{tag}">{link["text"]}</a>'

    return _LINK.sub(rewritten, line)
