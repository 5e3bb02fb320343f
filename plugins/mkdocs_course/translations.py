"""Work on translations: the commands' side effects on files, and what git knows of an earlier source."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from mkdocs_course.course.reading import read_text, replace_text
from mkdocs_course.history import git
from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.pages import parse_page
from mkdocs_course.text.parity import check_translation
from mkdocs_course.text.stamps import units
from mkdocs_course.text.translations import SectionState, State, page_states, stamped, translation_states

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.project import Project
    from mkdocs_course.text.stamps import Unit


class UnknownPlaceError(LookupError):
    """No page or section has the name that was given; the message says what there is."""


def states(project: Project, languages: Sequence[str] = ()) -> Sequence[SectionState]:
    """Return the state of every section in the languages named, or in all.

    Raises:
        UnknownPlaceError: if a language is none of the course's translations.
    """
    source = project.course.source_language
    translations = [language for language in project.pages if language != source]
    for language in languages:
        if language not in translations:
            raise UnknownPlaceError(f"`{language}` is no translation; there are: {', '.join(translations)}")
    return translation_states(project.pages, source, languages)


def mark(root: Path, project: Project, language: str, place: str) -> tuple[str, Sequence[Problem]]:
    """Say that a page, or one section of it, renders its source as it is now: write its stamps.

    `place` is `week-03/index.md` or `week-03/index.md#activity`. Returns the path written, empty if nothing had to be,
    and the problems that kept it from being written.

    Raises:
        UnknownPlaceError: if there is no such page or section.
    """
    name, _, section = place.partition("#")
    source = project.pages[project.course.source_language].get(name)
    page = project.pages.get(language, {}).get(name)
    if not source or not page or language == project.course.source_language:
        raise UnknownPlaceError(f"there is no translated page `{name}` in `{language}`")
    wanted = {unit.id: unit.hash for unit in units(source) if not section or unit.id == section}
    there = {unit.id for unit in units(page)}
    if not wanted or (section and section not in there):
        raise UnknownPlaceError(f"there is no section `{section}` in {source.path}")
    problems = [problem for problem in check_translation(page, source) if problem.severity is Severity.ERROR]
    if problems:
        return "", problems
    return _write(root, project, language, name, wanted), []


def neutral(root: Path, project: Project, place: str, was: str = "") -> Sequence[str]:
    """Say that the last change of a source section changed no meaning: renew the stamps that were in step before it.

    `was` is the hash before the change; without it, that of the last commit. Returns the paths written.

    Raises:
        UnknownPlaceError: if there is no such section, or no earlier state of it is known.
    """
    name, _, section = place.partition("#")
    source = project.pages[project.course.source_language].get(name)
    unit = next((unit for unit in units(source) if unit.id == section), None) if source else None
    if not source or not unit:
        raise UnknownPlaceError(f"there is no section `{place}` in the source language")
    was = was or _committed_hash(root, project, name, section)
    written = []
    for language, pages in project.pages.items():
        page = pages.get(name)
        if page and language != project.course.source_language:
            state = next(state for state in page_states(source, page, language) if state.section == section)
            if state.stamp == was:
                written.append(_write(root, project, language, name, {section: unit.hash}))
    return [path for path in written if path]


def diff(root: Path, project: Project, language: str, place: str) -> str:
    """Show what changed in the source since a section was translated; without git's history, the source as it is now.

    Raises:
        UnknownPlaceError: if there is no such page or section.
    """
    found = [state for state in states(project, [language]) if place in {state.page, state.name}]
    if not found:
        raise UnknownPlaceError(f"there is no page or section `{place}`")
    texts = []
    for state in found:
        if state.state is not State.OK:
            now = _unit(project, state).lines
            before = _translated_from(root, project, state)
            title = f"{state.name}: {state.state} ({state.path}:{state.line})"
            change = unified_diff(before, now, state.stamp, "now", lineterm="", n=2) if before else now
            texts.append("\n".join([title, *change]))
    return "\n\n".join(texts) or f"{place} is in step with its source."


def _write(root: Path, project: Project, language: str, name: str, hashes: Mapping[str, str]) -> str:
    page = project.pages[language][name]
    text = read_text(root, page.path)
    there = {unit.id for unit in units(page)}
    new = stamped(text, page, {section: value for section, value in hashes.items() if section in there})
    if new == text:
        return ""
    replace_text(root / page.path, new)
    return page.path


def _unit(project: Project, state: SectionState) -> Unit:
    page = project.pages[project.course.source_language][state.page]
    return next(unit for unit in units(page) if unit.id == state.section)


def _translated_from(root: Path, project: Project, state: SectionState) -> Sequence[str]:
    """Return the source section as it was when it was translated, if git still knows it."""
    if not state.stamp:
        return []
    for commit in git(root, "log", "--format=%H", "--", state.source_path).split():
        for unit in _units_at(root, project, commit, state.page):
            if unit.id == state.section and unit.hash == state.stamp:
                return unit.lines
    return []


def _committed_hash(root: Path, project: Project, name: str, section: str) -> str:
    for unit in _units_at(root, project, "HEAD", name):
        if unit.id == section:
            return unit.hash
    message = (
        "git knows no earlier state of the section: say `--was HASH`, the hash in the translations' stamps"
    )
    raise UnknownPlaceError(message)


def _units_at(root: Path, project: Project, commit: str, name: str) -> Sequence[Unit]:
    """Return the sections of a source page at a commit; none where git does not know it."""
    source = project.course.source_language
    path = project.pages[source][name].path
    text = git(root, "show", f"{commit}:./{path}")
    page, _ = parse_page(path, text, source, name, project.course)
    return units(page) if page and text else []
