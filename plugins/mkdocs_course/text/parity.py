"""Parity: a translated page has the same sections, questions, pictures, boxes and tables as its source.

What differs in a section that is in step with its source is an error; in one that is behind, a warning, since an
author who edits the source alone must not be stopped by its translations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.self_check import compare_questions
from mkdocs_course.text.stamps import HEAD, STAMP, units
from mkdocs_course.text.translations import State, page_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs_course.text.pages import Page
    from mkdocs_course.text.stamps import Unit
    from mkdocs_course.text.translations import SectionState

_SAME = {
    "diagrams": re.compile(r"^\s*<!--\s*course:diagram\s"),
    "pictures": re.compile(r"!\[[^\]]*\]\("),
    "boxes": re.compile(r"^\s*(?:!!!|\?\?\?\+?)\s"),
    "code blocks": re.compile(r"^\s*(?:`{3,}|~{3,})"),
    "tables": re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$"),
}
"""What must be there as often as in the source."""

_ALIKE = {
    "table rows": re.compile(r"^\s*\|"),
    "list items": re.compile(r"^\s*(?:[-*+]|\d+[.)])\s"),
    "links": re.compile(r"(?<!!)\[[^\]]*\]\("),
}
"""What usually is."""

_LENGTHS = (0.4, 2.5)
"""Least and most of the source's length that a translated section has; short ones are not compared."""
_SHORT = 200


def check_translation(page: Page, source: Page) -> Iterator[Problem]:
    """Find where a translated page differs from its source, and which of its sections are behind."""
    states = {state.section: state for state in page_states(source, page, page.language)}
    own, theirs = {unit.id: unit for unit in units(page)}, {unit.id: unit for unit in units(source)}
    stamped = any(state.stamp for state in states.values())
    yield from _check_sections(page, source, own, theirs, stamped=stamped)
    for identifier, state in states.items():
        if state.state is State.STALE:
            message = f"`{state.section or 'the head of the page'}` has changed in {source.path}:{state.source_line}"
            hint = f"`course translations diff {page.language} {state.name}` shows how; then translate and mark it"
            yield Problem(page.path, state.line, 1, Severity.WARNING, "stale-section", message, hint)
        if identifier in own:
            yield from _compare(state, own[identifier], theirs[identifier])
    unstamped = [state for state in states.values() if state.state is State.UNSTAMPED]
    if unstamped:
        message = f"{len(unstamped)} of {len(states)} sections do not say from which state of the source they were made"
        hint = f"once they render it, run `course translations mark {page.language} {page.name}`"
        yield Problem(page.path, unstamped[0].line, 1, Severity.WARNING, "unstamped-section", message, hint)
    for problem, source_line in compare_questions(page, source):
        behind = source_line and _state_at(states, theirs, source_line) in {State.STALE, State.MISSING}
        yield _softened(problem) if behind else problem


def _check_sections(
    page: Page, source: Page, own: Mapping[str, Unit], theirs: Mapping[str, Unit], *, stamped: bool
) -> Iterator[Problem]:
    """Find sections without a counterpart; where the page has stamps, the source may just have gone ahead."""
    for identifier, unit in theirs.items():
        if identifier not in own:
            message = f"the section `{identifier}` of {source.path}:{unit.line} is missing"
            hint = f"add a heading that ends in {{ #{identifier} }}"
            severity = Severity.WARNING if stamped else Severity.ERROR
            yield Problem(page.path, page.first_line, 1, severity, "missing-section", message, hint)
    for identifier, unit in own.items():
        if identifier not in theirs:
            message = f"the section `{identifier}` is not in {source.path}"
            was_there = any(STAMP.match(line) for _, line in unit.stamps)
            severity = Severity.WARNING if was_there else Severity.ERROR
            hint = "the source has given it up: remove it" if was_there else "use the id that the source has"
            yield Problem(page.path, unit.line, 1, severity, "extra-section", message, hint)
    ours = [identifier for identifier in own if identifier in theirs]
    wanted = [identifier for identifier in theirs if identifier in own]
    for found, due in zip(ours, wanted, strict=True):
        if found != due:
            message = f"`{found}` stands where the source has `{due}`"
            hint = "keep the order of the source"
            yield Problem(page.path, own[found].line, 1, Severity.ERROR, "section-order", message, hint)
            break


def _compare(state: SectionState, own: Unit, theirs: Unit) -> Iterator[Problem]:
    behind = state.state is State.STALE
    name = state.section or "the head of the page"
    place = f"{state.source_path}:{state.source_line}"
    for counted, severity in ((_SAME, Severity.ERROR), (_ALIKE, Severity.WARNING)):
        if behind and counted is _ALIKE:
            continue
        for what, pattern in counted.items():
            ours, source = _count(pattern, own.lines), _count(pattern, theirs.lines)
            if ours != source:
                message = f"`{name}` has {ours} {what}, {place} has {source}"
                code = "parity" if severity is Severity.ERROR else "parity-hint"
                hint = "bring the two into line"
                problem = Problem(state.path, state.line, 1, severity, code, message, hint)
                yield _softened(problem) if behind else problem
    ours, source = (sum(map(len, unit.lines)) for unit in (own, theirs))
    if not behind and source > _SHORT and not _LENGTHS[0] <= ours / source <= _LENGTHS[1]:
        message = f"`{name}` is {ours / source:.0%} as long as {place}"
        hint = "look whether something is missing, or was written twice"
        yield Problem(state.path, state.line, 1, Severity.WARNING, "parity-hint", message, hint)


def _count(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    return sum(len(pattern.findall(line)) for line in lines)


def _state_at(states: Mapping[str, SectionState], source: Mapping[str, Unit], line: int) -> State:
    """Return the state of the section that a line of the source is in."""
    section = HEAD
    for identifier, unit in source.items():
        if unit.line <= line:
            section = identifier
    return states[section].state


def _softened(problem: Problem) -> Problem:
    return Problem(
        problem.path,
        problem.line,
        problem.column,
        Severity.WARNING,
        problem.code,
        problem.message,
        problem.hint,
    )
