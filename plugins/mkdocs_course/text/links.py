"""Links and foreign content in pages: what MkDocs does not find, or finds without a line.

Pages come by pull requests from strangers, so nothing in them may run, or load anything from another host.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.pages import outside_code, plain_id
from mkdocs_course.text.self_check import questions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mkdocs_course.text.pages import Page

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\(\s*<?(?P<target>[^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_CODE = re.compile(r"(`+).+?\1")
_COMMENT = re.compile(r"<!--.*?-->")
_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))"
)

_ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "applet",
    "link",
    "style",
    "base",
    "meta",
    "form",
    "frame",
    "portal",
}
_GENERATED = (".ics", ".docx", ".xml")
"""Endings of files that the build makes; MkDocs knows them once it builds."""


def check_links(
    pages: Mapping[str, Mapping[str, Page]], source: str, files: Collection[str], docs: str
) -> Iterator[Problem]:
    """Find broken links, pictures without words, active content and content from other hosts.

    `files` are the paths, below `docs`, of all files that are no pages.
    """
    known = {page.path: _anchors(page) for by_name in pages.values() for page in by_name.values()}
    for by_name in pages.values():
        for page in by_name.values():
            for index, line in outside_code(page.body.lines):
                number = page.first_line + index
                prose = _COMMENT.sub(_blank, _CODE.sub(_blank, line))
                for link in _LINK.finditer(prose):
                    for code, message, hint in _link_faults(link, page, pages, source, known, files, docs):
                        yield Problem(
                            page.path, number, link.start() + 1, Severity.ERROR, code, message, hint
                        )
                for tag in _TAG.finditer(prose):
                    for code, message, hint in _tag_faults(tag):
                        yield Problem(page.path, number, tag.start() + 1, Severity.ERROR, code, message, hint)


def _link_faults(
    link: re.Match[str],
    page: Page,
    pages: Mapping[str, Mapping[str, Page]],
    source: str,
    known: Mapping[str, Collection[str]],
    files: Collection[str],
    docs: str,
) -> Iterator[tuple[str, str, str]]:
    target = link["target"]
    parts = urlsplit(target)
    if link["image"] and not link["text"].strip():
        yield "no-alt", f"the picture {target} has no words", "say in the brackets what it shows: ![…](…)"
    if parts.scheme in {"http", "https", "mailto", "tel"} or target.startswith("//"):
        if link["image"]:
            yield (
                "remote-content",
                f"the picture comes from {parts.netloc}",
                "put it into docs/, beside the page",
            )
        return
    if parts.scheme:
        yield (
            "active-content",
            f"a link may not begin with `{parts.scheme}:`",
            "use https, or a path to a page",
        )
        return
    if target.startswith("/"):
        yield (
            "absolute-link",
            f"{target} breaks where the site lies in a folder",
            "write a path from this page",
        )
        return
    path = posixpath.normpath(
        posixpath.join(page.language, posixpath.dirname(page.name), unquote(parts.path))
    )
    if not parts.path:
        path = f"{page.language}/{page.name}"
    yield from _target_faults(path, unquote(parts.fragment), pages, source, known, files, docs)


def _target_faults(
    path: str,
    anchor: str,
    pages: Mapping[str, Mapping[str, Page]],
    source: str,
    known: Mapping[str, Collection[str]],
    files: Collection[str],
    docs: str,
) -> Iterator[tuple[str, str, str]]:
    language, _, name = path.partition("/")
    if not name.endswith(".md"):
        if path not in files and not name.endswith(_GENERATED):
            yield "broken-link", f"there is no file {docs}/{path}", "correct the path, or add the file"
        return
    page = pages.get(language, {}).get(name) or (pages[source].get(name) if language in pages else None)
    if not page:
        yield "broken-link", f"there is no page {docs}/{path}", "correct the path; pages end in .md"
    elif anchor and anchor not in known[page.path]:
        there = ", ".join(heading.id for heading in page.body.headings if heading.id) or "none"
        yield "broken-link", f"{page.path} has no section `{anchor}`", f"sections: {there}"


def _tag_faults(tag: re.Match[str]) -> Iterator[tuple[str, str, str]]:
    name = tag["name"].lower()
    if name in _ACTIVE:
        yield (
            "active-content",
            f"`<{name}>` may not be in a page",
            "write Markdown; scripts and styles are the theme's",
        )
        return
    attributes = {
        found["name"].lower(): found["double"] or found["single"] or found["bare"] or ""
        for found in _ATTRIBUTE.finditer(tag["attributes"])
    }
    for key, value in attributes.items():
        scheme = urlsplit(value.strip()).scheme.lower()
        if key.startswith("on") or key == "style" or scheme in {"javascript", "data", "vbscript"}:
            yield "active-content", f"`{key}` may not be in a page", "remove it"
        elif key in {"src", "srcset", "poster"} and (scheme or value.startswith("//")):
            yield "remote-content", f"`<{name}>` loads {value}", "put the file into docs/, beside the page"
    if name == "img" and not attributes.get("alt", "").strip():
        yield "no-alt", "the picture has no words", "write it in Markdown, with words: ![…](…)"
    if name == "a" and urlsplit(attributes.get("href", "")).path.endswith(".md"):
        yield "raw-link", "MkDocs does not follow a link written in HTML", "write it in Markdown: […](…)"


def _anchors(page: Page) -> set[str]:
    """Return the ids that a page will have: those written out, those made from titles, questions and diagrams."""
    found = {heading.id or plain_id(heading.title) for heading in page.body.headings}
    found |= {f"q-{question.id}" for question in questions(page)}
    found |= {f"diagram-{each.argument}" for each in page.body.directives if each.name == "diagram"}
    return found


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
