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
    "script", "iframe", "object", "embed", "applet", "link", "style", "base", "meta", "form", "frame", "portal",
}  # fmt: skip
_GENERATED = (".ics", ".docx", ".xml")
"""Endings of files that the build makes; MkDocs knows them once it builds."""

Fault = tuple[str, str, str]
"""Code, message and hint."""


def check_links(
    pages: Mapping[str, Mapping[str, Page]], source: str, files: Collection[str], docs: str
) -> Iterator[Problem]:
    """Find broken links, pictures without words, active content and content from other hosts.

    `files` are the paths, below `docs`, of all files that are no pages.
    """
    targets = _Targets(pages, source, files, docs)
    for by_name in pages.values():
        for page in by_name.values():
            for index, line in outside_code(page.body.lines):
                prose = _COMMENT.sub(_blank, _CODE.sub(_blank, line))
                found = [(link, targets.faults(link, page)) for link in _LINK.finditer(prose)]
                found += [(tag, _tag_faults(tag)) for tag in _TAG.finditer(prose)]
                for match, faults in found:
                    place = (page.path, page.first_line + index, match.start() + 1)
                    for code, message, hint in faults:
                        yield Problem(*place, Severity.ERROR, code, message, hint)


class _Targets:
    """What links may lead to."""

    def __init__(
        self, pages: Mapping[str, Mapping[str, Page]], source: str, files: Collection[str], docs: str
    ) -> None:
        self.pages, self.source, self.files, self.docs = pages, source, files, docs
        self.anchors = {page.path: _anchors(page) for by_name in pages.values() for page in by_name.values()}

    def faults(self, link: re.Match[str], page: Page) -> Iterator[Fault]:
        """Say what is wrong with a link or a picture."""
        target = link["target"]
        parts = urlsplit(target)
        if link["image"] and not link["text"].strip():
            yield "no-alt", f"the picture {target} has no words", "say in the brackets what it shows: ![…](…)"
        if parts.scheme in {"http", "https", "mailto", "tel"} or target.startswith("//"):
            if link["image"]:
                message = f"the picture comes from {parts.netloc}"
                yield "remote-content", message, "put it into docs/, beside the page"
        elif parts.scheme:
            message = f"a link may not begin with `{parts.scheme}:`"
            yield "active-content", message, "use https, or a path to a page"
        elif target.startswith("/"):
            message = f"{target} breaks where the site lies in a folder"
            yield "absolute-link", message, "write a path from this page"
        else:
            here = f"{page.language}/{page.name}"
            path = posixpath.join(posixpath.dirname(here), unquote(parts.path)) if parts.path else here
            yield from self._missing(posixpath.normpath(path), unquote(parts.fragment))

    def _missing(self, path: str, anchor: str) -> Iterator[Fault]:
        """Say what a path below the pages' folder, and an anchor on it, lack."""
        language, _, name = path.partition("/")
        if not name.endswith(".md"):
            if path not in self.files and not name.endswith(_GENERATED):
                yield (
                    "broken-link",
                    f"there is no file {self.docs}/{path}",
                    "correct the path, or add the file",
                )
            return
        page = self.pages.get(language, {}).get(name)
        if not page and language in self.pages:  # readers get the source text
            page = self.pages[self.source].get(name)
        if not page:
            yield "broken-link", f"there is no page {self.docs}/{path}", "correct the path; pages end in .md"
        elif anchor and anchor not in self.anchors[page.path]:
            there = ", ".join(heading.id for heading in page.body.headings if heading.id) or "none"
            yield "broken-link", f"{page.path} has no section `{anchor}`", f"sections: {there}"


def _tag_faults(tag: re.Match[str]) -> Iterator[Fault]:
    name = tag["name"].lower()
    if name in _ACTIVE:
        hint = "write Markdown; scripts and styles are the theme's"
        yield "active-content", f"`<{name}>` may not be in a page", hint
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
