"""Scan a built site for join links: kept out of the sources, they must not come in by a theme or a copy either."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from mkdocs_course.text.join_links import TEXTS, join_links

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_course.problems import Problem


def scan(folder: Path) -> list[Problem]:
    """Return the join links in all text files below a folder, in the order of their places; paths are relative to it.

    Raises:
        OSError: if a file cannot be read.
    """
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
        if suffix.lower() in TEXTS and path.is_file():
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            problems += join_links(path.relative_to(folder).as_posix(), raw.decode(errors="replace"))
    return problems
