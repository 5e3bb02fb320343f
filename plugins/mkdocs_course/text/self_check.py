"""Self-checks: questions written as blocks in Markdown, which a forge shows as a list with ticks.

    /// question | who-decides
    Who decides?

    - [ ] the supplier

        No: a supplier proposes.

    - [x] the steering committee

        Yes: that is its mandate.
    ///

The id and the place of the right option are the same in every language.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_course.text.pages import Page

_OPEN = re.compile(r"^///\s*question\b\s*(?:\|\s*(?P<id>.*?)\s*)?$")
_CLOSE = re.compile(r"^///\s*$")
_OPTION = re.compile(r"^[-*+]\s+\[(?P<mark>[ xX])\]\s+(?P<text>\S.*)$")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

EXAMPLE = "see “Self-checks” in CONTRIBUTING.md: options begin with `- [ ]`, the right one with `- [x]`"


@dataclass(frozen=True)
class Option:
    """One answer to choose, with what its reader is told."""

    right: bool
    text: str
    feedback: str


@dataclass(frozen=True)
class Question:
    """One question."""

    id: str
    prompt: str
    options: Sequence[Option]
    line: int
    closed: bool

    @property
    def key(self) -> Sequence[bool]:
        """Which options are right, in order."""
        return [option.right for option in self.options]


def questions(page: Page) -> Sequence[Question]:
    """Return the questions of a page, in order, however badly they are written."""
    found: list[Question] = []
    lines = page.body.lines
    for index, line in enumerate(lines):
        if opened := _OPEN.match(line):
            end = next((at for at in range(index + 1, len(lines)) if lines[at].startswith("///")), len(lines))
            closed = end < len(lines) and bool(_CLOSE.match(lines[end]))
            prompt, options = _parts(lines[index + 1 : end])
            found.append(Question(opened["id"] or "", prompt, options, page.first_line + index, closed))
    return found


def check_questions(page: Page) -> Iterator[Problem]:
    """Find what is wrong with the questions of a page, each by itself."""
    counts: Counter[str] = Counter()
    for question in questions(page):
        counts[question.id] += 1
        for message, hint in _faults(question, again=counts[question.id] > 1):
            yield _problem(page, question.line, "bad-question", message, hint)


def compare_questions(page: Page, source: Page) -> Iterator[tuple[Problem, int]]:
    """Find where questions differ from those of the source; each with its line in the source, or 0."""
    asked = questions(page)
    theirs = {question.id: question for question in questions(source)}
    for question in theirs.values():
        if question.id not in {own.id for own in asked}:
            message = f"the question `{question.id}` of {source.path}:{question.line} is missing"
            line = asked[0].line if asked else page.first_line
            hint = "translate it, with the same id"
            yield _problem(page, line, "missing-question", message, hint), question.line
    for question in asked:
        if question.id not in theirs:
            message = f"the question `{question.id}` is not in {source.path}"
            hint = "use the id that the source has"
            yield _problem(page, question.line, "extra-question", message, hint), 0
        elif question.key != theirs[question.id].key:
            place = f"{source.path}:{theirs[question.id].line}"
            message = f"the options of `{question.id}` do not agree with {place}: {_letters(question)} is right here, "
            message += f"{_letters(theirs[question.id])} there"
            hint = "write the same options in the same order, with the same one ticked"
            yield _problem(page, question.line, "question-key", message, hint), theirs[question.id].line


def _parts(lines: Sequence[str]) -> tuple[str, Sequence[Option]]:
    prompt: list[str] = []
    options: list[tuple[bool, str, list[str]]] = []
    for line in lines:
        if option := _OPTION.match(line):
            options.append((option["mark"] != " ", option["text"], []))
        elif line.strip():
            (options[-1][2] if options else prompt).append(line.strip())
    return " ".join(prompt), [Option(right, text, " ".join(feedback)) for right, text, feedback in options]


def _faults(question: Question, *, again: bool) -> Iterator[tuple[str, str]]:
    if not question.closed:
        yield "the question has no end", "write a line `///` below its last option"
    if not _SLUG.fullmatch(question.id):
        yield (
            f"`{question.id}` is no id for a question",
            "write `/// question | who-decides`: small letters, digits and hyphens, the same in every language",
        )
    elif again:
        yield f"a second question has the id `{question.id}`", "give each question an id of its own"
    if not question.prompt:
        yield "the question asks nothing", "write the question below `/// question | …`"
    if len(question.options) < 2:
        yield f"the question has {len(question.options)} options", EXAMPLE
    elif sum(question.key) != 1:
        yield f"{sum(question.key)} options are marked as right", "mark exactly one, with `- [x]`"
    for option in question.options:
        if not option.feedback:
            hint = "write it below the option, after an empty line, indented by four spaces"
            yield f"the option “{option.text}” has no feedback", hint


def _letters(question: Question) -> str:
    return ", ".join(chr(ord("a") + at) for at, right in enumerate(question.key) if right) or "none"


def _problem(page: Page, line: int, code: str, message: str, hint: str) -> Problem:
    return Problem(page.path, line, 1, Severity.ERROR, code, message, hint)
