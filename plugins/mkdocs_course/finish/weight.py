"""What a page costs to read: its bytes as a server sends them, said on the page and held to a budget."""

from __future__ import annotations

import gzip
import posixpath
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_course.cache.results import Results

PAGE_MARK = '<data class="page-weight"></data>'
"""Where a page says what it costs."""
PICTURES_MARK = '<data class="picture-weight"></data>'
"""Where a page says what its pictures cost, within a `<span>` that is taken out where there are none."""

_PICTURES = re.compile(rf"<span>(?P<before>[^<>]*){re.escape(PICTURES_MARK)}(?P<after>[^<>]*)</span>")
_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_LOADING = re.compile(
    rf"<!--.*?-->|<(?P<raw>script|style)\b{_ATTRIBUTES}>.*?</(?P=raw)|<(?:link|img)\b{_ATTRIBUTES}>",
    re.DOTALL | re.IGNORECASE,
)
"""What loads something, and what only looks like it, in comments and scripts: little of a page has to be parsed."""
_COMPRESSED = {".html", ".css", ".js", ".svg"}
"""What servers compress; other pictures are compressed already."""


@dataclass(frozen=True)
class Weight:
    """What a first visit to a page costs, in bytes; headers are not counted."""

    page: int
    """The page with its stylesheets, script and icon, compressed."""
    pictures: int


@dataclass(frozen=True)
class Budget:
    """What a page may cost at most, in kilobytes of 1,000 bytes."""

    page: int
    pictures: int


class Scales:
    """Weighs the pages of a built site. Files that many pages name are read once, so they must be finished."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.files: dict[str, int] = {}
        """What a server sends for each file that was named so far."""

    def weigh(self, page: Path, size: Callable[[int], str]) -> Weight:
        """Return what a built page costs, once it says so itself where it has the marks for it.

        A file that the page names and that is not in the site costs nothing.

        Args:
            page: the page's file.
            size: writes an amount of bytes, whole kilobytes, in the page's language.

        Raises:
            OSError: if a file cannot be read or written.
        """
        marked = page.read_text(encoding="utf-8")
        reader = _Reader()
        for tag in _LOADING.finditer(marked):  # the same, whatever is written in the place of the marks
            reader.feed(f"{tag[0]}>" if tag["raw"] else tag[0])
        named = _Named(
            sum(self._size(page.parent, name) for name in reader.shared),
            sum(self._size(page.parent, name) for name in reader.pictures),
        )
        weight = self._weight(marked, named)
        if PAGE_MARK not in marked:
            return weight
        text = _filled(marked, weight, size)
        text = _filled(marked, self._weight(text, named), size)  # without the marks it weighs less
        page.write_text(text, encoding="utf-8", newline="")
        return self._weight(text, named)

    def _weight(self, text: str, named: _Named) -> Weight:
        return Weight(compressed(text.encode(), self.results) + named.shared, named.pictures)

    def _size(self, folder: Path, name: str) -> int:
        """Return the bytes that a server sends for a file."""
        path = posixpath.normpath(posixpath.join(folder.as_posix(), name))
        if path not in self.files:
            file, size = Path(path), 0
            if file.is_file():
                packed = file.suffix in _COMPRESSED
                size = compressed(file.read_bytes(), self.results) if packed else file.stat().st_size
            self.files[path] = size
        return self.files[path]


def compressed(content: bytes, results: Results) -> int:
    """Return the bytes that most servers send for what they compress: at the level 6."""
    key = results.key("compressed", content)
    return results.recall(key, lambda: len(gzip.compress(content, compresslevel=6, mtime=0)))


def over_budget(source: str, weight: Weight, budget: Budget) -> Iterator[Problem]:
    """Find what costs more than it may on a page; `source` is the path of the page's Markdown file."""
    if weight.page > budget.page * 1000:
        yield Problem(
            source,
            1,
            1,
            Severity.ERROR,
            "page-budget",
            f"a first visit to this page costs {_exact(weight.page)}, more than its budget of {budget.page} kB",
            "move a part of its text to a page of its own; or raise `budget: page` of the plugin in mkdocs.yml",
        )
    if weight.pictures > budget.pictures * 1000:
        yield Problem(
            source,
            1,
            1,
            Severity.ERROR,
            "picture-budget",
            f"the pictures of this page cost {_exact(weight.pictures)}, more than their budget of "
            f"{budget.pictures} kB",
            "save them smaller, or leave some out; or raise `budget: pictures` of the plugin in mkdocs.yml",
        )


@dataclass(frozen=True)
class _Named:
    """What the files cost that a page names."""

    shared: int
    pictures: int


def _filled(text: str, weight: Weight, size: Callable[[int], str]) -> str:
    pictures = rf"\g<before>{size(_whole(weight.pictures))}\g<after>" if weight.pictures else ""
    return _PICTURES.sub(pictures, text.replace(PAGE_MARK, size(_whole(weight.page))))


class _Reader(HTMLParser):
    """Lists what a page loads from its own site."""

    def __init__(self) -> None:
        super().__init__()
        self.shared: set[str] = set()
        self.pictures: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        match tag:
            case "link" if {"stylesheet", "icon"} & set((named.get("rel") or "").split()):
                self._add(self.shared, named.get("href"))
            case "script":
                self._add(self.shared, named.get("src"))
            case "img":
                self._add(self.pictures, named.get("src"))

    @staticmethod
    def _add(names: set[str], address: str | None) -> None:
        parts = urlsplit(address or "")
        if parts.path and not parts.scheme and not parts.netloc:
            names.add(unquote(parts.path))


def _whole(size: int) -> int:
    """Round bytes up to whole kilobytes: what is said is the most that a visit costs."""
    return -(-size // 1000) * 1000


def _exact(size: int) -> str:
    return f"{size / 1000:.1f} kB"
