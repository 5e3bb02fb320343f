"""Reports on translations: for people, for a pull request, for programs."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.translations import State, totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_course.text.translations import SectionState


def as_text(found: Sequence[SectionState]) -> str:
    """Write a table of languages and states, and a line for each section that is not in step."""
    lines = [as_markdown(found), ""]
    lines += [
        f"{state.path}:{state.line}: {state.state} {state.name} ({state.source_path}:{state.source_line})"
        for state in found
        if state.state is not State.OK
    ]
    return "\n".join(lines).rstrip()


def as_json(found: Sequence[SectionState]) -> str:
    """Write every section with its state as JSON."""
    return json.dumps([vars(state) for state in found], ensure_ascii=False, indent=1)


def drift(found: Sequence[SectionState]) -> Iterator[Problem]:
    """Return a warning for each source section that translations are behind, at the place where the author wrote."""
    behind = [state for state in found if state.state is State.STALE]
    behind.sort(key=lambda state: (state.source_path, state.source_line))
    for (path, line), group in groupby(behind, key=lambda state: (state.source_path, state.source_line)):
        states_here = list(group)
        places = ", ".join(f"{state.path}:{state.line}" for state in states_here)
        count = len(states_here)
        message = f"this change leaves {count} translation{'s' if count > 1 else ''} of the section behind: {places}"
        name = states_here[0].name
        hint = f"nothing to do for you; if no meaning changed, run `course translations neutral {name}`"
        yield Problem(path, line, 1, Severity.WARNING, "stale-translation", message, hint)


def as_markdown(found: Sequence[SectionState]) -> str:
    """Write a table of languages and states, for the summary of a pull request."""
    rows = ["| language | " + " | ".join(State) + " |", "| --- " * (len(State) + 1) + "|"]
    for language, counts in totals(found).items():
        rows.append(f"| {language} | " + " | ".join(map(str, counts.values())) + " |")
    return "\n".join(rows)
