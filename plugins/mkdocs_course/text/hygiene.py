"""What a text file may hide: marks of a merge, line ends and accents of another system, links out of the tree."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_PAGE = 1_000_000
"""Bytes: far more than any page of text has."""

_CONFLICT = re.compile(rb"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_TAB = re.compile(rb"^[ ]*\t", re.MULTILINE)


def check_file(root: Path, path: str) -> Iterator[Problem]:
    """Find what a text file hides; `path` is relative to the root. A file that cannot be read is reported elsewhere."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        hint = "copy the file here instead"
        yield _at(path, 1, Severity.ERROR, "outside-link", "the file is a link out of the project", hint)
        return
    if not file.is_file():
        return
    size = file.stat().st_size
    if size > LARGEST_PAGE:
        hint = "split it; pictures and documents are files of their own"
        yield _at(path, 1, Severity.ERROR, "large-file", f"the file has {size} bytes", hint)
        return
    raw = file.read_bytes()
    yield from _marks(path, raw)


def _marks(path: str, raw: bytes) -> Iterator[Problem]:
    if found := _CONFLICT.search(raw):
        hint = "keep one side, or both, and remove the lines <<<<<<<, ======= and >>>>>>>"
        yield _at(
            path, _line(raw, found.start()), Severity.ERROR, "merge-conflict", "two versions stand here", hint
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        hint = "save it as UTF-8 without BOM"
        yield _at(
            path, 1, Severity.WARNING, "byte-order-mark", "the file begins with a byte order mark", hint
        )
    if (at := raw.find(b"\r")) >= 0:
        hint = "save it with the line ends of Unix (LF)"
        yield _at(path, _line(raw, at), Severity.WARNING, "line-ends", "a line ends as on Windows", hint)
    if found := _TAB.search(raw):
        hint = "indent with spaces"
        yield _at(
            path, _line(raw, found.start()), Severity.WARNING, "tab", "a line is indented with a tab", hint
        )
    text = raw.decode(errors="replace")
    if not unicodedata.is_normalized("NFC", text):
        number = next(
            number
            for number, line in enumerate(text.split("\n"), start=1)
            if not unicodedata.is_normalized("NFC", line)
        )
        message, hint = "an accent stands apart from its letter", "type the letter anew, with its accent"
        yield _at(path, number, Severity.WARNING, "loose-accent", message, hint)


def _line(raw: bytes, offset: int) -> int:
    return raw.count(b"\n", 0, offset) + 1


def _at(path: str, line: int, severity: Severity, code: str, message: str, hint: str) -> Problem:
    return Problem(path, line, 1, severity, code, message, hint)
