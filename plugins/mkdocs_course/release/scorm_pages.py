"""A page of the copy as it stands in a package for learning platforms, which bring their own navigation around it.

Gone are what leads to other languages, to search and from week to week; links to pages that the package does not have
are text; links to other sites open beside the platform, since many sites refuse to be shown in a frame.
"""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_AROUND = (
    re.compile(r'[ \t]*<a class="skip".*?</a>\n?', re.DOTALL),
    re.compile(r'[ \t]*<header class="head">.*?</header>\n?', re.DOTALL),
    re.compile(r'<nav\b[^>]*\sclass="weeks".*?</nav>\n?', re.DOTALL),
    re.compile(r'<li><a class="(?:previous|next)".*?</li>\n?', re.DOTALL),
    re.compile(r'(?<=<footer class="foot">)(\s*<div class="inner">)\s*<nav\b.*?</nav>', re.DOTALL),
    re.compile(r'(<div class="mark".*?</label>)\s*<a\b.*?</a>', re.DOTALL),
)
"""What goes; of the last two, what they put in brackets stays."""

_MAIN = re.compile(r"<main\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_SCRIPT = re.compile(r"[ \t]*<script\b[^>]*\ssrc=")
_LINK = re.compile(r"<a\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r"""\shref=(?:"([^"]*)"|'([^']*)')""")
_OF_LINKS = re.compile(
    r"""\s(?:href|hreflang|rel|target|download|type)(?:=(?:"[^"]*"|'[^']*'))?(?=[\s/]|$)"""
)
_NAMED = re.compile(r"""\s(?:href|src|data|poster)=(?:"([^"]*)"|'([^']*)')|url\(\s*["']?([^"')]+)""")
_CHOSEN = re.compile(r'\ssrcset="([^"]*)"')


def framed(html: str, path: str, pages: Collection[str], script: str, note: str = "") -> str:
    """Return a page of the copy as it stands in a package.

    Args:
        html: the page.
        path: where its file stands within the copy.
        pages: files of the copy that are pages of the package.
        script: where what runs before the site's own script stands, as seen from the page.
        note: what stands at the head of its text, as HTML.
    """
    for pattern in _AROUND:
        html = pattern.sub(lambda found: found[1] if found.re.groups else "", html)
    html = _LINK.sub(lambda found: _link(found, path, pages), html)
    if note:
        html = _MAIN.sub(lambda found: found[0] + note, html, count=1)
    return _SCRIPT.sub(
        lambda found: f'<script src="{escape(script)}" defer></script>{found[0]}', html, count=1
    )


def named_files(text: str, path: str) -> Iterator[str]:
    """Give the files of the copy that a page, a stylesheet or a drawing names, as paths within the copy."""
    names = [next(filter(None, found), "") for found in _NAMED.findall(text)]
    for chosen in _CHOSEN.findall(text):
        names += [each.split()[0] for each in chosen.split(",") if each.strip()]
    for name in names:
        if target := _target(unescape(name), path):
            yield target


def _link(found: re.Match[str], path: str, pages: Collection[str]) -> str:
    attributes, content = found[1], found[2]
    href = _HREF.search(attributes)
    address = unescape(href[1] or href[2] or "") if href else ""
    if urlsplit(address).scheme in {"http", "https"}:
        return f'<a{_OF_LINKS.sub(_without_target, attributes)} target="_blank">{content}</a>'
    target = _target(address, path)
    if target.endswith(".html") and target not in pages:
        return f"<span{_OF_LINKS.sub('', attributes)}>{content}</span>"
    return found[0]


def _without_target(found: re.Match[str]) -> str:
    return "" if found[0].lstrip().startswith("target") else found[0]


def _target(address: str, path: str) -> str:
    """Return the file that an address on a page names; empty if it is none of the copy."""
    parts = urlsplit(address.strip())
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
