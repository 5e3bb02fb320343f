"""A copy of the site that needs no server: opened from a disk or a stick, or shown by a reader of ZIM files.

Links name the file that a server would have found for them, each page says of which day the copy is, and what only a
server can do is left out: the service worker, and what offers to keep the site.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mkdocs_course.finish import search
from mkdocs_course.finish.keeping import AWAY, WORKER
from mkdocs_course.release import contents
from mkdocs_course.release.notice import copy_notice_html

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from mkdocs_course.release.edition import Edition

PAGE = "index.html"

_LEFT_OUT = re.compile(
    rf"(?:404\.html|{re.escape(AWAY)}|{re.escape(WORKER)}|{re.escape(contents.NAME)}|sitemap\.xml|keep/.*"
    r"|assets/course/keep-[0-9a-f]+\.js)(?:\.gz)?"
)
"""What only a server, its worker or a search engine has a use for."""
_PACKED = re.compile(r"\.(?:gz|br|zst)$")
"""Endings of files that stand beside others, compressed for a server."""

_HREF = re.compile(r"""(\s(?:xlink:)?href\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_PICTURE = re.compile(r"""<img\b[^>]*\ssrc=(["'])(.+?)\1""", re.IGNORECASE)
_HIDDEN = re.compile(r"""\s(?:hidden|data-keep-when)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_FORGE = re.compile(r'[ \t]*<p class="page-links">.*?</p>\n?', re.DOTALL)
_LINK = re.compile(r"\s*<a\b.*?</a>", re.DOTALL)
_IN_A_COPY = "copy"
"""In `data-keep-when`: what the page about keeping the site says in a copy."""
_SAID_IN_A_COPY = re.compile(
    rf'<(p|div)\b[^>]*\sdata-keep-when="[^"]*\b{_IN_A_COPY}\b[^"]*"[^>]*>.*?</\1>', re.DOTALL
)
_BELOW_TITLE = re.compile(r"(<article\b.*?</h1>).*(?=</article>)", re.DOTALL)


def file_tree(edition: Edition, *, policy: bool = True) -> Iterator[tuple[str, bytes]]:
    """Give each file of the copy: its path, in the order of paths, and its bytes.

    Args:
        edition: the release that the copy is of.
        policy: whether pages keep their Content Security Policy, which also forbids what a program that shows the copy
            puts into them.

    Raises:
        OSError: if a file of the site cannot be read.
    """
    site, volumes = edition.site, edition.contents.volumes
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    folders = {posixpath.dirname(path) for path in files if posixpath.basename(path) == PAGE}
    firsts = {search.first_part(volume.language) for volume in volumes}
    for path in sorted(files):
        if _LEFT_OUT.fullmatch(path) or (_PACKED.search(path) and _PACKED.sub("", path) in files):
            continue
        content = (site / path).read_bytes()
        if path.endswith(".html"):
            volume = max(
                (each for each in volumes if path.startswith(each.folder)), key=lambda one: len(one.folder)
            )
            address = path.removesuffix(PAGE).removeprefix(volume.folder)
            notice = copy_notice_html(volume, edition, address)
            content = convert(content.decode(), path, folders, notice, policy=policy).encode()
        elif path in firsts:
            content = search.naming_files(content.decode()).encode()
        yield path, content


def missing_pictures(edition: Edition) -> Iterator[str]:
    """Say which pictures of pages are not in the site: a line for each, with what to do."""
    for page, source, file in _pictures(edition.site):
        if not file.is_file():
            yield f"{page}: the picture `{source}` is missing; put it back, then build the site anew: course build"


def strange_pictures(edition: Edition, kinds: Collection[str]) -> Iterator[str]:
    """Say which pictures of pages are of none of some kinds, given as `.png`: a line for each, with what to do."""
    for page, source, file in _pictures(edition.site):
        if file.suffix.lower() not in kinds:
            yield f"{page}: books do not show the picture `{source}`; make it one of {', '.join(kinds)}"


def _pictures(site: Path) -> Iterator[tuple[str, str, Path]]:
    """Give each picture that pages take from the site: the page, what it says, and the file that this means."""
    for path in sorted(site.rglob("*.html")):
        for found in _PICTURE.finditer(path.read_text(encoding="utf-8")):
            source = urlsplit(unescape(found[2]))
            if not source.scheme and not source.netloc:
                yield path.relative_to(site).as_posix(), found[2], path.parent / unquote(source.path)


def convert(html: str, path: str, folders: Collection[str], notice: str = "", *, policy: bool = True) -> str:
    """Return a page of the site as it stands in a copy.

    Args:
        html: the page.
        path: where its file stands within the site.
        folders: those of the site that hold a page, without a slash at the end.
        notice: what the page says of the copy, as HTML; without it, nothing is put in.
        policy: whether it keeps its Content Security Policy.
    """
    html = _about_copies(_FORGE.sub(_without_links, html))
    page = _Page(html, path, folders, notice, policy)
    page.feed(html)
    page.close()
    return page.edited()


def _without_links(found: re.Match[str]) -> str:
    """Leave out what leads to the forge, as in a site built for places without internet."""
    left = _LINK.sub("", found[0])
    return left if "<button" in left else ""


def _about_copies(html: str) -> str:
    """Leave of the page about keeping the site what a copy says there: all else is about what it cannot do."""
    said = "".join(found[0] for found in _SAID_IN_A_COPY.finditer(html))
    return _BELOW_TITLE.sub(lambda found: found[1] + said, html, count=1) if said else html


def _file_link(link: str, path: str, folders: Collection[str]) -> str:
    """Return a link as it must stand on a page to open without a server."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    if ("" if target == "." else target) not in folders:
        return link
    place = re.match(r"[^?#]*", link)
    written = place[0] if place else ""
    folder = "" if written in {".", "./"} else written.removesuffix("/") + "/"
    return folder + PAGE + link[len(written) :]


@dataclass(frozen=True)
class _Edit:
    """What takes the place of a part of the page, from one offset to another."""

    start: int
    end: int
    text: str = ""


class _Page(HTMLParser):
    """Notes what of a page must be edited, and leaves every other character as it is."""

    def __init__(self, html: str, path: str, folders: Collection[str], notice: str, policy: bool) -> None:
        super().__init__()
        self.html, self.path, self.folders = html, path, folders
        self.notice, self.policy = notice, policy
        self.lines = [0]
        """Offsets at which the lines begin."""
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.edits: list[_Edit] = []
        self.leaving = ""
        """The element that is being left out, since `since`; `depth` counts those of its kind that are open."""
        self.since = self.depth = 0

    def edited(self) -> str:
        """Return the page with all edits made."""
        parts, done = [], 0
        for edit in self.edits:
            parts += [self.html[done : edit.start], edit.text]
            done = edit.end
        return "".join([*parts, self.html[done:]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        start = self._offset()
        attributes = {name: value or "" for name, value in attrs}
        if self.leaving:
            self.depth += tag == self.leaving
        elif self._is_left_out(tag, attributes):
            if tag == "meta":
                self.edits.append(_Edit(start, start + len(written)))
            else:
                self.leaving, self.since, self.depth = tag, start, 1
        else:
            text = _HREF.sub(self._link, written) if "href" in written else written
            if "data-keep-when" in attributes:
                text = _HIDDEN.sub("", text)
            if tag == "main" and self.notice:
                text += f'<p class="copy-notice" role="note">{self.notice}</p>'
            if text != written:
                self.edits.append(_Edit(start, start + len(written), text))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.leaving:
            self.depth -= 1
            if not self.depth:
                end = self.html.index(">", self._offset()) + 1
                self.edits.append(_Edit(self.since, end))
                self.leaving = ""

    def _is_left_out(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag == "meta":
            return not self.policy and attributes.get("http-equiv", "").lower() == "content-security-policy"
        if "data-keep-when" in attributes:
            return _IN_A_COPY not in attributes["data-keep-when"].split()
        return "data-keep" in attributes or "weight" in attributes.get("class", "").split()

    def _link(self, found: re.Match[str]) -> str:
        raw = found[2] or found[3] or found[4] or ""
        link = unescape(raw)
        named = _file_link(link, self.path, self.folders)
        return found[0] if named == link else f'{found[1]}"{escape(named)}"'

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column
