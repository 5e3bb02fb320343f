"""Stamps: a translated section says from which state of its source it was made.

    ## Learning outcomes { #outcomes }
    <!-- src:1:48d58ff7 -->

The stamp holds the version of the normaliser and 8 hex digits of the SHA-256 of the normalised source section.
It stands in the translated file alone, so that neither a manifest nor git is needed, and changes to two sections never
conflict. Only `course translations mark` and `neutral` write stamps.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_course.text.pages import Page

VERSION = 1
"""Of the normaliser; a stamp of another version counts as none."""

STAMP = re.compile(r"^<!-- src:(?P<version>\d+):(?P<hash>[0-9a-f]{8})(?: (?P<word>mt))? -->$")
"""A stamp: a line of its own below a heading. The word `mt` says: translated by a machine, not yet read by a person."""

LIKE_A_STAMP = re.compile(r"<!--\s*src\b.*")
"""What was probably meant as one."""

HEAD = ""
"""The id of a page's head: its description, its title, and what stands above the first section with an id."""

_COMMENT = re.compile(r"<!--(?!\s*course:).*?-->", re.DOTALL)
"""Remarks and stamps; a directive is content."""
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}\n]*\}")
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})")
_ITEM = r"[-*+]\s|\d+[.)]\s|>|:\s|\[\^"
_NEW_LINE = re.compile(rf"^\s*(?:{_ITEM}|#|\||///|!!!|\?\?\?|<)")
"""What begins a line of its own; other lines carry on a paragraph or an item."""
_CARRIED_ON = re.compile(rf"^(?:{_ITEM}|[^\s#|/!?<])")


@dataclass(frozen=True)
class Unit:
    """A part of a page that is translated and stamped as one: a heading with an id, up to the next one."""

    id: str
    line: int
    """Of the heading in the file."""
    lines: Sequence[str]
    """The heading and what is below it, stamps included."""
    description: str
    """Of the page, for its head."""

    @property
    def stamps(self) -> Sequence[tuple[int, str]]:
        """Lines of the file that are, or were meant to be, stamps, with their numbers."""
        return [
            (self.line + offset, line) for offset, line in enumerate(self.lines) if LIKE_A_STAMP.search(line)
        ]

    @property
    def hash(self) -> str:
        """The hash of the normalised text."""
        return digest("\n".join([self.description, *self.lines]))


def units(page: Page) -> Sequence[Unit]:
    """Return the parts of a page in order, its head first."""
    first = page.first_line
    title = next((heading.line for heading in page.body.headings if heading.level == 1), None)
    starts = [(HEAD, first)]
    starts += [
        (heading.id, heading.line) for heading in page.body.headings if heading.id and heading.line != title
    ]
    ends = [line for _, line in starts[1:]] + [first + len(page.body.lines)]
    description = page.front_matter.description or ""
    found = []
    for (identifier, start), end in zip(starts, ends, strict=True):
        lines = page.body.lines[start - first : end - first]
        if identifier == HEAD:  # a stamp stands below the title, which may come after directives
            found.append(Unit(HEAD, start, lines, description))
        else:
            found.append(Unit(identifier, start, lines, ""))
    return found


@lru_cache(maxsize=16_384)
def digest(text: str) -> str:
    """Return the hash of a text, the same for texts that differ in wrapping, spaces and typography alone."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:8]


def normalised(text: str) -> str:
    """Return what of a text is content: no comments, no attribute lists, one form of quotes and spaces, no wrapping."""
    text = _ATTRIBUTES.sub("", _COMMENT.sub("", unicodedata.normalize("NFC", text)))
    text = re.sub(r"[\u00a0\u202f\u2009\t]", " ", text.replace("’", "'"))
    return "\n".join(line for line in _unwrapped(text.splitlines()) if line)


def _unwrapped(lines: Sequence[str]) -> Iterator[str]:
    """Yield logical lines: paragraphs and list items in one, code and tables as they are."""
    logical, fenced = "", False
    for line in lines:
        fence = bool(_FENCE.match(line))
        alone = fence or fenced or not line.strip() or _NEW_LINE.match(line)
        if alone or not _CARRIED_ON.match(logical):
            yield logical
            logical = line.rstrip() if fenced or fence else " ".join(line.split())
            fenced ^= fence
        else:
            logical = " ".join([logical, *line.split()])
    yield logical
