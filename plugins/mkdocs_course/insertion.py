"""Lines put into YAML files that people write; every other character stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def add_item(text: str, key: str, item: Sequence[str]) -> str:
    """Put an item, given as its lines, at the end of the list that stands below a key.

    Raises:
        LookupError: if no line holds the key alone, with a list of lines that begin with `- ` below it.
    """
    lines = text.splitlines(keepends=True)
    start = next(
        (number for number, line in enumerate(lines) if re.fullmatch(rf"\s*{key}:\s*(#.*)?\s*", line)), None
    )
    if start is None:
        raise LookupError(f"there is no line `{key}:` of its own")
    depth, last = _indent(lines[start]), start
    items = []
    for number, line in enumerate(lines[start + 1 :], start + 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        is_item = line.lstrip().startswith("- ")
        if len(_indent(line)) < len(depth) + (not is_item):
            break
        items += [line] if is_item else []
        last = number
    if not items:
        raise LookupError(f"no line below `{key}:` begins with `- `")
    return _insert(lines, last, items[0], item)


def add_pages(text: str, before: str, pages: Sequence[str]) -> str:
    """Put pages into a `nav`, after the last line whose page begins with `before`; where there is none, do nothing."""
    lines = text.splitlines(keepends=True)
    page = re.compile(rf"\s*- (?:[^#]*: )?[\"']?{re.escape(before)}")
    found = [number for number, line in enumerate(lines) if page.match(line)]
    return _insert(lines, found[-1], lines[found[-1]], [f"- {name}" for name in pages]) if found else text


def _insert(lines: Sequence[str], last: int, model: str, new: Sequence[str]) -> str:
    """Put lines below the line `last`, as far from the margin as the line `model`."""
    head = "".join(lines[: last + 1]).rstrip("\n")
    return "\n".join([head, *(_indent(model) + line for line in new), "".join(lines[last + 1 :])])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
