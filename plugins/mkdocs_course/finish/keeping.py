"""What a reader can keep on a phone: for each language and week the files, what they cost, and a hash of each.

`keep/<language>.json` says so to the script that fetches them (theme/keep/keeper.js), and pages say the cost before
anything is fetched. Bytes depend on the site alone.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mkdocs_course.finish.weight import compressed
from mkdocs_course.views.keep import WHOLE, size_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.cache.results import Results

AWAY = "unkept.html"
"""The page for addresses that are neither kept nor online."""
WORKER = "sw.js"
"""The service worker. It stands at the root, because it may answer only for what lies below it."""
HEADERS = 250
"""Bytes that an answer costs beside its body."""

COMPRESSED = {"", ".css", ".html", ".ics", ".js", ".json", ".svg", ".txt", ".xml"}
"""Endings of what servers compress; pages, named by their folders, have none."""

_TAG = re.compile(r"<(?:a|img|audio|video|source|object|script|link)\b[^>]*>")
_ADDRESS = re.compile(r"""\s(?:href|src|data)=(["'])(.*?)\1""")
_ELSEWHERE = re.compile(r"""\srel=["']?(?:alternate|canonical)""")
_SIZE = re.compile("⟦[^⟧]+⟧")


@dataclass(frozen=True)
class Shelf:
    """What can be kept in one language."""

    language: str
    folder: str
    """The language's folder within the site, with a slash at its end; empty for the default language."""
    shared: Sequence[str]
    """Addresses of the pages that every week needs, within the language's folder: `schedule/`."""
    weeks: Sequence[str]
    words: Mapping[str, str]
    """What the script says."""
    amount: Callable[[int], str]
    """Writes a number of bytes."""


@dataclass(frozen=True)
class Kept:
    """A file: its address within the site, the beginning of its SHA-256, and the bytes that it costs and fills."""

    path: str
    hash: str
    sent: int
    size: int


def keep(site: Path, shelves: Sequence[Shelf], results: Results) -> Mapping[str, str]:
    """Write the manifests of a built site, and sizes of sets into its pages; return what stands for each mark.

    Raises:
        OSError: if a file cannot be read or written.
    """
    known = _Site(site, results)
    sets = {shelf.language: _sets(known, shelf, shelves) for shelf in shelves}
    amounts = {}
    for shelf in shelves:
        manifest = _manifest(known, shelf, sets[shelf.language])
        for name, files in sets[shelf.language].items():
            sent, size = _cost(known, manifest, files)
            amounts[size_mark(shelf.language, name)] = shelf.amount(sent)
            amounts[size_mark(shelf.language, name, whole=True)] = shelf.amount(size)
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if _SIZE.search(text):
            path.write_text(sized(text, amounts), encoding="utf-8", newline="")
            known.forget(_address(path.relative_to(site).as_posix()))
    (site / "keep").mkdir(exist_ok=True)
    for shelf in shelves:
        manifest = _manifest(known, shelf, sets[shelf.language])
        (site / "keep" / f"{shelf.language}.json").write_bytes(manifest)
    return amounts


def sized(text: str, amounts: Mapping[str, str]) -> str:
    """Return a page with the sizes of sets in the place of their marks; nothing where a size is not known."""
    return _SIZE.sub(lambda mark: amounts.get(mark[0], ""), text)


class _Site:
    """The files of a built site, each looked at once for all the sets that it is in."""

    def __init__(self, folder: Path, results: Results) -> None:
        self.folder = folder
        self._results = results
        self._there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self._files: dict[str, Kept] = {}
        self._led: dict[str, Collection[str]] = {}

    def file(self, path: str) -> Kept:
        """Return a file by its address."""
        if path not in self._files:
            content = _file(self.folder, path).read_bytes()
            packed = posixpath.splitext(path)[1] in COMPRESSED
            sent = compressed(content, self._results) if packed else len(content)
            self._files[path] = Kept(path, sha256(content).hexdigest()[:16], sent + HEADERS, len(content))
        return self._files[path]

    def sent(self, content: bytes) -> int:
        """Return what it costs to send something that servers compress."""
        return compressed(content, self._results) + HEADERS

    def led_to(self, page: str) -> Collection[str]:
        """Return the documents, pictures and other files that a page leads to or shows."""
        if page not in self._led:
            html = (self.folder / page / "index.html").read_text(encoding="utf-8")
            key = self._results.key("led to", page, html)
            named = self._results.recall(key, lambda: [*_led_to(html, page)])
            self._led[page] = self._there.intersection(named)
        return self._led[page]

    def forget(self, path: str) -> None:
        """Look at a file anew: it was changed."""
        self._files.pop(path, None)


def _sets(site: _Site, shelf: Shelf, shelves: Sequence[Shelf]) -> Mapping[str, Collection[str]]:
    """Return the addresses of the files of each week, and of the whole, all with what is shared."""
    others = tuple(other.folder for other in shelves if other.folder and other != shelf)
    root = site.folder
    pages = [
        address
        for path in sorted((root / shelf.folder).rglob("index.html"))
        if not (address := _address(path.relative_to(root).as_posix())).startswith(others)
    ]
    assets = {path.relative_to(root).as_posix() for path in (root / "assets").rglob("*") if path.is_file()}
    first = {shelf.folder + page for page in shelf.shared}
    shared = assets | {AWAY} | _closed(site, [page for page in pages if page in first])
    weeks = {
        week: shared | _closed(site, [page for page in pages if page.startswith(f"{shelf.folder}{week}/")])
        for week in shelf.weeks
    }
    return {**weeks, WHOLE: shared | _closed(site, pages) | _search(root, shelf.language)}


def _closed(site: _Site, pages: Sequence[str]) -> set[str]:
    """Return pages with the documents, pictures and other files that they lead to or show."""
    return set(pages).union(*map(site.led_to, pages))


def _led_to(html: str, page: str) -> Iterator[str]:
    """Return the addresses within the site that a page names."""
    for tag in _TAG.finditer(html):
        target = _ADDRESS.search(tag[0])
        if not target or _ELSEWHERE.search(tag[0]):
            continue
        parts = urlsplit(target[2].replace("&amp;", "&"))
        path = posixpath.normpath(posixpath.join(page, unquote(parts.path)))
        if not parts.scheme and not parts.netloc and parts.path:
            yield path


def _search(site: Path, language: str) -> set[str]:
    """Return the files for searching in a language. They go with the whole alone: a week has little to search."""
    files = [path.relative_to(site).as_posix() for path in (site / "search").rglob("*") if path.is_file()]
    return {name for name in files if re.search(rf"\b{re.escape(language)}\b", name.partition("/")[2])}


def _manifest(site: _Site, shelf: Shelf, sets: Mapping[str, Collection[str]]) -> bytes:
    """Return a manifest: the files of the language, and for each set the places of its own among them.

    The set without a name is what all of them share; that of all files is not written out.
    """
    files = [site.file(path) for path in sorted(sets[WHOLE])]
    weeks = {name: set(paths) for name, paths in sets.items() if name != WHOLE}
    shared = set.intersection(*weeks.values()) if weeks else set()
    places = {file.path: place for place, file in enumerate(files)}
    own = {"": shared, **{name: paths - shared for name, paths in weeks.items()}}
    content = {
        "words": shelf.words,
        "files": [[file.path, file.hash, file.sent, file.size] for file in files],
        "sets": {name: sorted(places[path] for path in paths) for name, paths in own.items()},
    }
    release = sha256(json.dumps(content).encode()).hexdigest()[:16]
    return json.dumps({"release": release, **content}, ensure_ascii=False, separators=(",", ":")).encode()


def _cost(site: _Site, manifest: bytes, files: Collection[str]) -> tuple[int, int]:
    """Return the bytes that a set costs with a server that compresses, and with one that does not.

    The manifest and the worker come with the first set that a reader asks for. They count in whole kB, so that an edit
    of one week does not change what all other weeks say.
    """
    kept = [site.file(path) for path in files]
    worker = (site.folder / WORKER).read_bytes()
    sent = _whole(sum(map(site.sent, (manifest, worker))))
    size = _whole(sum(len(content) + HEADERS for content in (manifest, worker)))
    return sent + sum(file.sent for file in kept), size + sum(file.size + HEADERS for file in kept)


def _whole(size: int) -> int:
    return -(-size // 1000) * 1000


def _file(site: Path, path: str) -> Path:
    return site / path / "index.html" if not path or path.endswith("/") else site / path


def _address(path: str) -> str:
    """Return the address of a page's file: `week-01/` for `week-01/index.html`."""
    return path.removesuffix("index.html")
