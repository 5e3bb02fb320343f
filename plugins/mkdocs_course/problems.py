"""A problem is one finding of `course check`: where it is, what is wrong, what to write instead."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """An error stops the build; a warning does not, unless the build is strict."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One finding, with the place to mend it.

    `path` is relative to the project's root with forward slashes; `line` and `column` count from 1.
    `code` is a stable lower-case name; `hint` says what to write and may be empty.
    """

    path: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str = ""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def as_line(problem: Problem) -> str:
    """Write a problem as `file:line:column: severity CODE message (hint)`, the form that editors can follow."""
    hint = f" ({problem.hint})" if problem.hint else ""
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return " ".join(f"{place}: {problem.severity} {problem.code} {problem.message}{hint}".splitlines())


def as_text(problems: Iterable[Problem]) -> str:
    """Write problems one a line, for people and editors."""
    return "\n".join(map(as_line, problems))


def as_github(problems: Iterable[Problem]) -> str:
    """Write problems as workflow commands, which GitHub shows beside the lines of a pull request.

    Escapes follow GitHub's documentation of workflow commands: `%`, CR and LF in text, also `:` and `,` in properties.
    """
    lines = []
    for problem in problems:
        where = f"file={_property(problem.path)},line={problem.line},col={problem.column}"
        text = problem.message + (f" ({problem.hint})" if problem.hint else "")
        lines.append(f"::{problem.severity} {where},title={_property(problem.code)}::{_data(text)}")
    return "\n".join(lines)


def as_json(problems: Iterable[Problem]) -> str:
    """Write problems as a JSON list of objects with the fields of `Problem`."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_gitlab(problems: Iterable[Problem]) -> str:
    """Write problems as a Code Quality report, which GitLab shows beside the lines of a merge request.

    A fingerprint leaves out the line, so that a problem that only moved is not a new one.
    """
    severities = {Severity.ERROR: "major", Severity.WARNING: "minor"}
    seen: Counter[tuple[str, str, str]] = Counter()
    entries = []
    for problem in problems:
        same = (problem.path, problem.code, problem.message)
        seen[same] += 1
        entries.append(
            {
                "description": problem.message + (f" ({problem.hint})" if problem.hint else ""),
                "check_name": problem.code,
                "fingerprint": hashlib.sha256("\0".join((*same, str(seen[same]))).encode()).hexdigest(),
                "severity": severities[problem.severity],
                "location": {"path": problem.path, "lines": {"begin": problem.line}},
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=2)


PRINTERS = {"text": as_text, "github": as_github, "gitlab": as_gitlab, "json": as_json}
DOCUMENTS = {"gitlab", "json"}
"""The formats that are one document, written also where there is no problem."""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
