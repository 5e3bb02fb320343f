"""Scan a built site for join links: kept out of the sources, they must not come in by a theme or a copy either."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from mkdocs_course.text.join_links import TEXTS, join_links

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_course.cache.results import Results
    from mkdocs_course.problems import Problem


def scan(folder: Path, results: Results) -> list[Problem]:
    """Return the join links in all text files below a folder, in the order of their places; paths are relative to it.

    Raises:
        OSError: if a file cannot be read.
    """
    paths = [path for path in sorted(folder.rglob("*")) if _is_text(path) and path.is_file()]
    results.ahead(lambda path: _scan(folder, path, results), paths)
    return [problem for path in paths for problem in _scan(folder, path, results)]


def _is_text(path: Path) -> bool:
    suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    return suffix.lower() in TEXTS


def _scan(folder: Path, path: Path, results: Results) -> list[Problem]:
    """Find the join links of a file; only that there are none is kept."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found = join_links(path.relative_to(folder).as_posix(), raw.decode(errors="replace"))
    key = results.key("no join links", path.suffix, raw)
    return results.recall(key, lambda: list(found), worth=lambda problems: not problems)
