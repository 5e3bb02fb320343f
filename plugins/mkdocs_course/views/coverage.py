"""What translators see: how far each language is, and what is to be done in theirs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from babel.numbers import format_percent

from mkdocs_course.catalogue.messages import catalogue, native_name
from mkdocs_course.text.translations import State, totals, translation_states

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkdocs_course.text.translations import SectionState
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class LanguageCoverage:
    """How far one language is."""

    name: str
    """In itself."""
    tag: str
    """BCP 47."""
    href: str
    """This page in that language; empty for the language that the page is in."""
    counts: Mapping[State, int]
    """Sections by state."""
    share: str
    """Of sections in step, in percent, rounded down: 100 means all."""


@dataclass(frozen=True)
class SectionToDo:
    """A section that asks for work."""

    title: str
    """In the source language; empty for the head of a page."""
    href: str
    """In the source language."""
    state: State


@dataclass(frozen=True)
class PageToDo:
    """A page with sections that ask for work."""

    title: str
    """In the source language."""
    path: str
    """Of the translated file, below the root."""
    sections: Sequence[SectionToDo]


@dataclass(frozen=True)
class Coverage:
    """How far all languages are, and what is to be done in the one of the page."""

    languages: Sequence[LanguageCoverage]
    todo: Sequence[PageToDo]
    source: str
    """The source language's name, in the language of the page."""
    source_tag: str
    """The source language, BCP 47."""
    is_source: bool
    """Whether the page is in the source language, which nobody translates into."""


def coverage(view: Viewpoint) -> Coverage:
    """Return how far each translation is, and what is to be done in the page's language."""
    project, source = view.project, view.project.course.source_language
    states = translation_states(project.pages, source)
    return Coverage(
        languages=[_language(view, language, counts) for language, counts in totals(states).items()],
        todo=_todo(view, [state for state in states if state.language == view.words.language]),
        source=view.words.language_name(source),
        source_tag=catalogue(source).tag,
        is_source=view.words.language == source,
    )


def _language(view: Viewpoint, language: str, counts: Mapping[State, int]) -> LanguageCoverage:
    return LanguageCoverage(
        name=native_name(language),
        tag=catalogue(language).tag,
        href="" if language == view.words.language else view.elsewhere(language, view.name),
        counts=counts,
        share=format_percent(100 * counts[State.OK] // sum(counts.values()) / 100, locale=view.words.locale),
    )


def _todo(view: Viewpoint, found: Sequence[SectionState]) -> Sequence[PageToDo]:
    source = view.project.course.source_language
    pages = view.project.pages[source]
    todo = []
    behind = (state for state in found if state.state is not State.OK)
    for name, group in groupby(behind, key=lambda state: state.page):
        states = list(group)
        titles = {heading.id: heading.title for heading in pages[name].body.headings}
        sections = [
            SectionToDo(
                titles.get(state.section, "") if state.section else "",
                view.elsewhere(source, name, state.section),
                state.state,
            )
            for state in states
        ]
        todo.append(PageToDo(pages[name].title or name, states[0].path, sections))
    return todo
