"""The course in one language as a book: chapters of plain text, from the pages of the built site.

A book has no scripts and no forms, and it may be paper. So what must be pressed or typed is left out, what is folded is
opened, and the answers to the self-checks of a week stand at the end of its chapter, with links there and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.release.file_tree import missing_pictures, strange_pictures
from mkdocs_course.text.directives import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.release.contents import Leaf, Volume
    from mkdocs_course.release.edition import Edition

OF_THE_SITE = frozenset({"mirrors/", "accessibility/", "privacy/"})
"""Addresses of pages that speak of the site and not of the course."""
PICTURES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Pictures that every reading system shows (EPUB 3.3, 3.2), by the endings of their names."""

_ORDER = (PageKind.HOME, PageKind.SCHEDULE)
"""What stands before the weeks."""
_REPEATS = {"keeping", "sheet"}
"""Classes of what only pages about keeping the site have, and those that collect what stands in the weeks."""
_LEFT_OUT = {
    "button", "input", "noscript", "script", "select", "source", "style", "template", "textarea", "track",
}  # fmt: skip
_LEFT_OUT_BY_CLASS = {
    "actions", "filter", "headerlink", "mark", "subscribe", "tools", "unkept", "verdict", "weight",
}  # fmt: skip
_UNWRAPPED = {"audio", "form", "iframe", "label", "object", "video"}
_KEPT = {
    "alt", "class", "colspan", "datetime", "dir", "href", "id", "lang", "reversed", "rowspan", "scope", "src", "start",
    "type", "value",
}  # fmt: skip
"""Attributes that a book has a use for, outside drawings."""
_SVG_NAMES = {
    name.lower(): name
    for name in (
        "clipPath", "gradientTransform", "gradientUnits", "lengthAdjust", "linearGradient", "markerHeight",
        "markerUnits", "markerWidth", "pathLength", "patternUnits", "preserveAspectRatio", "radialGradient", "refX",
        "refY", "textLength", "viewBox",
    )
}  # fmt: skip
"""Names whose capitals HTML forgets, and SVG needs."""
_SVG = "http://www.w3.org/2000/svg"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    id: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """A page of the course, or all pages of a week."""

    name: str
    """For a file, and the id of where it begins: `week-03`."""
    title: str
    kind: PageKind
    content: str
    """A `section` in XHTML, without a namespace. Links within the book are `#` and an id, whatever the chapter."""
    parts: Sequence[Entry]
    """What the contents name below the chapter."""
    ids: frozenset[str]
    """Those of its content; they are unique within the book."""


@dataclass(frozen=True)
class Book:
    """The course in one language; the chapters stand in reading order."""

    volume: Volume
    edition: Edition
    chapters: Sequence[Chapter]
    pictures: Sequence[str]
    """Those that it shows, by their paths within the site; `src` says the same."""

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The name of the chapter that holds an id."""
        return {each: chapter.name for chapter in self.chapters for each in chapter.ids}


def book(volume: Volume, edition: Edition) -> Book:
    """Make a book of the course in one language.

    Raises:
        OSError: if a page cannot be read.
    """
    words = catalogue(volume.language)
    pages = _in_reading_order(page for leaf in volume.leaves if (page := _page(leaf, volume, edition)))
    weeks = list(dict.fromkeys(leaf.week for leaf in edition.contents.volumes[0].leaves if leaf.week))
    with_session = {page.leaf.week for page in pages if page.leaf.kind is PageKind.SESSION}
    for page in pages:
        _leave_out(page, dated=page.leaf.week not in with_session)
    ids = {
        page.url: {found for element in page.article.iter() if (found := element.get("id"))} for page in pages
    }
    links = _Links(volume, edition, ids)
    chapters = []
    for _, group in groupby(pages, key=lambda page: page.leaf.week or page.url):
        found = list(group)
        number = weeks.index(found[0].leaf.week) + 1 if found[0].leaf.week in weeks else 0
        chapters.append(_chapter(found, number, links, words))
    return Book(volume, edition, chapters, sorted({path for page in pages for path in page.pictures}))


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps books from being made, before the work starts: one line each, with what to do."""
    yield from missing_pictures(edition)
    yield from strange_pictures(edition, PICTURES)


@dataclass(frozen=True)
class _Page:
    """A page that becomes a chapter or a part of one."""

    leaf: Leaf
    url: str
    """Within the site, with a slash at its end: `en/week-03/`; empty for the start page of the default language."""
    article: Any
    """Its text, as lxml has it."""

    @property
    def slug(self) -> str:
        """Where it begins within the book; the id of a heading in it follows, after a full stop."""
        return _slug(self.leaf.address)

    @property
    def pictures(self) -> Iterator[str]:
        return (image.get("src") for image in self.article.iter("img"))


@dataclass(frozen=True)
class _Links:
    """Where links lead."""

    volume: Volume
    edition: Edition
    ids: Mapping[str, set[str]]
    """Those of each page of the book, by its address within the site."""

    def within(self, url: str, id_: str) -> str:
        """Return the id that one of a page has within the book; where it has none, that of the page."""
        slug = _slug(url.removeprefix(self.volume.folder))
        return f"{slug}.{id_}" if id_ in self.ids[url] else slug

    def target(self, link: str, url: str) -> str:
        """Return where a link on a page leads; empty if nowhere."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link
        path = unquote(urlsplit(urljoin("/" + url, parts.path)).path).lstrip("/") if parts.path else url
        page = path.removesuffix("index.html")
        if page in self.ids:
            return "#" + self.within(page, unquote(parts.fragment))
        origin = self.edition.contents.origin
        return urljoin(origin, urljoin("/" + url, link).lstrip("/")) if origin else ""


def _slug(address: str) -> str:
    return re.sub(r"[^\w.-]+", "-", address.strip("/").replace("/", ".")) or "start"


def _page(leaf: Leaf, volume: Volume, edition: Edition) -> _Page | None:
    """Read a page; return None if it has no place in a book."""
    if leaf.kind in {PageKind.PROGRESS, PageKind.RUN} or leaf.address in OF_THE_SITE:
        return None
    url = volume.folder + leaf.address
    text = (edition.site / url / "index.html").read_bytes()
    article = html.document_fromstring(
        text, parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    ).find(".//article")
    if article is None or any(_REPEATS & set(element.classes) for element in article.iter("div", "h2")):
        return None
    for image in article.iter("img"):
        source = urlsplit(image.get("src", ""))
        path = "" if source.scheme or source.netloc else urlsplit(urljoin("/" + url, source.path)).path
        image.set("src", unquote(path).lstrip("/"))
    return _Page(leaf, url, article)


def _in_reading_order(pages: Iterator[_Page]) -> list[_Page]:
    """Put the start page and the schedule first, the weeks next, then all others."""

    def place(page: _Page) -> int:
        kind = page.leaf.kind
        return _ORDER.index(kind) if kind in _ORDER else len(_ORDER) + (not page.leaf.week)

    return sorted(pages, key=place)


def _leave_out(page: _Page, *, dated: bool) -> None:
    """Leave out what only a screen has, and the dates of a live session where another page has them.

    Args:
        page: the page to be changed.
        dated: whether the dates of the page's live session stand nowhere else in the book.
    """
    article, kind = page.article, page.leaf.kind
    elsewhere = kind is PageKind.HOME or (kind is PageKind.WEEK and not dated)
    for element in list(article.iterdescendants()):
        classes = set(element.classes)
        if element.tag == "tr":
            element.attrib.pop("id", None)
        if _is_for_a_screen(element, classes) or (elsewhere and "session-card" in classes):
            element.drop_tree()
        elif element.tag in _UNWRAPPED or (
            element.tag == "div" and ("table" in classes or _parent(element) == "dl")
        ):
            element.drop_tag()
    for element in reversed(list(article.iter("p", "div", "ul", "ol", "li"))):
        if not len(element) and not (element.text or "").strip():
            element.drop_tree()


def _is_for_a_screen(element: Any, classes: set[str]) -> bool:
    """Whether an element is of no use in a book: it is pressed, filled in, hidden, or leads through the site."""
    if element.tag == "a":
        link = urlsplit(element.get("href", ""))
        return link.scheme == "webcal" or link.path.endswith(".ics") or "to-progress" in classes
    return (
        element.tag in _LEFT_OUT
        or bool(classes & _LEFT_OUT_BY_CLASS)
        or not {"hidden", "data-keep"}.isdisjoint(element.attrib)
        or (element.tag == "nav" and "steps" not in classes)
        or (element.tag == "p" and _is_of_buttons(element))
        or (element.tag == "li" and any("step-session" in child.classes for child in element))
        or (element.tag == "img" and not element.get("src"))
    )


def _is_of_buttons(paragraph: Any) -> bool:
    """Whether a paragraph holds nothing but links that look like buttons."""
    said = "".join([paragraph.text or "", *(child.tail or "" for child in paragraph)]).strip()
    return bool(len(paragraph)) and not said and all("button" in child.classes for child in paragraph)


def _parent(element: Any) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _chapter(pages: Sequence[_Page], number: int, links: _Links, words: Catalogue) -> Chapter:
    """Bind the pages of a week, or a page of its own, to a chapter."""
    first, *others = pages
    answers = [answer for page in pages for answer in _rework(page, links, words)]
    chapter, parts = first.article, []
    for page in others:
        for heading in page.article.iter("h1", "h2", "h3", "h4", "h5"):
            heading.tag = f"h{int(heading.tag[1]) + 1}"
        chapter.append(page.article)
        parts.append(Entry(page.slug, _title(page.leaf, number, words)))
    chapter.classes.add("chapter")
    if answers:
        entry = Entry(f"{first.slug}.answers", words.gettext("Answers"))
        chapter.append(_answers(entry, answers))
        parts.append(entry)
    ids = frozenset(found for element in chapter.iter() if (found := element.get("id")))
    content = etree.tostring(chapter, encoding="unicode", with_tail=False)
    return Chapter(first.slug, _title(first.leaf, number, words), first.leaf.kind, content, parts, ids)


def _title(leaf: Leaf, number: int, words: Catalogue) -> str:
    """Return a page's title as the contents have it; `number` is that of its week in the default language."""
    if leaf.kind is PageKind.WEEK:
        return words.gettext("Week %(number)s: %(title)s") % {"number": number, "title": leaf.title}
    if leaf.kind is PageKind.SESSION:
        return words.gettext("Session {number}: {title}").format(number=number, title=leaf.title)
    return leaf.title


def _rework(page: _Page, links: _Links, words: Catalogue) -> list[Any]:
    """Turn a page into a section of the book; return the answers to its questions, which are taken out of it."""
    article = page.article
    for heading in list(article.iter("h2")):  # that of a card which repeats the title of its page
        if "session-card" in heading.getparent().classes and _said(heading) == _said(article.find(".//h1")):
            heading.drop_tree()
    for drawing in article.iter("svg"):
        _draw(drawing, article)
    _link(page, links)
    for element in article.iterdescendants():
        _dress(element)
    answers = []
    for number, question in enumerate(list(article.iter("fieldset")), 1):
        answers += _question(question, number, words)
    for details in list(article.iter("details")):
        _unfold(details)
    for steps in list(article.iter("nav")):
        _in_a_line(steps)
    for item in article.iter("li"):
        if len(item) == 1 and item[0].tag == "p":
            item[0].drop_tag()
    article.tag = "section"
    article.attrib.clear()
    article.attrib.update({"class": str(page.leaf.kind), "id": page.slug})
    return answers


def _draw(drawing: Any, article: Any) -> None:
    """Make a drawing one that stands by itself: with the names that SVG wants, and its text alternative as a title."""
    labels = drawing.get("aria-labelledby", "").split()
    names = (_said(article.get_element_by_id(id_, None)) for id_ in labels)
    name = drawing.get("aria-label") or " ".join(filter(None, names))
    for element in drawing.iter():
        element.tag = _SVG_NAMES.get(element.tag, element.tag)
        kept = {
            _SVG_NAMES.get(key, key): value
            for key, value in element.attrib.items()
            if not key.startswith(("data-", "aria-", "on", "xmlns"))
        }
        element.attrib.clear()
        element.attrib.update(kept)
    drawing.set("xmlns", _SVG)
    if name and drawing.find("title") is None:
        title = html.Element("title")
        title.text = name
        drawing.insert(0, title)


def _link(page: _Page, links: _Links) -> None:
    """Make ids and links of a page those of the book; what leads nowhere becomes plain text."""
    for link in list(page.article.iter("a")):
        target = links.target(link.get("href", ""), page.url)
        if target:
            link.set("href", target)
        else:
            link.drop_tag()
    for element in page.article.iterdescendants():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, links.within(page.url, value))
            elif "url(#" in value:
                element.set(
                    name, _REFERENCE.sub(lambda id_: f"url(#{links.within(page.url, id_[1])})", value)
                )


def _dress(element: Any) -> None:
    """Leave an element what a book has a use for."""
    if next(element.iterancestors("svg"), element).tag == "svg":
        return
    for name in set(element.attrib) - _KEPT - ({"title"} if element.tag == "abbr" else set()):
        del element.attrib[name]
    element.classes.discard("term")
    if (
        element.tag == "td" and not len(element) and not (element.text or "").strip()
    ):  # to be filled in by hand
        element.classes.add("fill")
    if element.tag == "th" and _parent(element.getparent()) == "thead":
        element.set("scope", "col")
    elif element.tag == "img" and "alt" not in element.attrib:
        element.set("alt", "")


def _question(question: Any, number: int, words: Catalogue) -> list[Any]:
    """Turn a question into text with a link to its answer; return the answer, if it has one."""
    question.tag = "div"
    legend, options, details = question.find("legend"), question.find("ol"), question.find("details")
    if legend is not None:
        legend.tag = "p"
        legend.set("class", "ask")
    if options is None or details is None:
        return []
    details.drop_tree()
    options.set("type", "a")
    for option in options:
        option.text = (option.text or "").lstrip()
    id_ = question.get("id")
    answer_id = f"{id_}.answer"
    # Translators: a link from a question to its answer, and the one back.
    there = words.gettext("Answer to question {number}").format(number=number)
    back = words.gettext("Back to question {number}").format(number=number)
    question.append(_paragraph("to-answer", there, "#" + answer_id))

    answer = html.Element("div")
    answer.attrib.update({"class": "answer", "id": answer_id})
    answer.append(_paragraph("ask", _said(legend)))
    feedback = details.find("ol")
    feedback.set("type", "a")
    right = [letter for letter, item in zip(_LETTERS, feedback, strict=False) if "right" in item.classes]
    if right:
        letters = words.gettext(", ").join(right)
        # Translators: {letter} is that of the right option: a, b, c.
        answer.append(_paragraph("right", words.gettext("Right answer: {letter}").format(letter=letters)))
    answer.append(feedback)
    answer.append(_paragraph("back", back, "#" + id_))
    return [answer]


def _unfold(details: Any) -> None:
    """Turn what is folded on a screen into text with its summary above."""
    details.tag = "div"
    details.classes.add("unfolded")
    summary = details.find("summary")
    if summary is not None:
        summary.tag = "p"
        summary.set("class", "summary")
    if _parent(details) == "figure":  # whose caption is its first or its last part
        details.getparent().addnext(details)


def _in_a_line(steps: Any) -> None:
    """Turn the steps of a week, each with its minutes, into a line of text."""
    items = list(steps.iter("li"))
    for item in items[:-1]:
        if len(item):
            item[-1].tail = (item[-1].tail or "").rstrip() + " · "
    for element in [*items, *steps.findall("ol")]:
        element.drop_tag()
    steps.tag = "p"


def _answers(entry: Entry, answers: Sequence[Any]) -> Any:
    section, heading = html.Element("section"), html.Element("h2")
    section.attrib.update({"class": "answers", "id": entry.id})
    heading.text = entry.title
    section.append(heading)
    section.extend(answers)
    return section


def _paragraph(class_: str, text: str, target: str = "") -> Any:
    """Return a paragraph; with a target, its text is a link."""
    paragraph = html.Element("p")
    paragraph.set("class", class_)
    holder = etree.SubElement(paragraph, "a", href=target) if target else paragraph
    holder.text = text
    return paragraph


def _said(element: Any) -> str:
    """Return the text of an element, white space closed up; empty if there is none."""
    return "" if element is None else " ".join(element.text_content().split())
