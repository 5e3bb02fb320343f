"""`course-<language>.epub`: the course as a book for phones, tablets and e-readers (EPUB 3.3)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from html import escape, unescape
from importlib import resources
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs_course.catalogue.dates import plain_date
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.release.book import PICTURES, book
from mkdocs_course.release.cover import cover
from mkdocs_course.release.notice import copy_notice_html
from mkdocs_course.release.zipping import write_zip
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mkdocs_course.release.book import Book, Chapter
    from mkdocs_course.release.contents import Volume
    from mkdocs_course.release.edition import Edition

FOLDER = "EPUB/"
TYPE_FILE = "mimetype"
"""Stands first in the archive, not compressed, so that a system knows a book by its first bytes (OCF 3.3, 4.3)."""
_STYLES = ("book.css", "drawing.css", "epub.css")
_HREF = re.compile(r'(<a [^>]*?href=")#([^"]+)"')
_SOURCE = re.compile(r'(<img [^>]*?src=")([^"]+)"')


@dataclass(frozen=True)
class Section:
    """A chapter as a file of the book."""

    volume: Volume
    chapter: Chapter
    item: str
    """Its id among the files of the book."""
    file: str
    """Its path, as links have it."""
    content: str
    matter: str
    mark: str
    """What it is among the landmarks; empty if it is none of them."""
    copy_notice: str

    @property
    def drawn(self) -> bool:
        """Whether it holds drawings."""
        return "<svg" in self.content


@dataclass(frozen=True)
class Picture:
    """A picture as a file of the book."""

    href: str
    type: str


@dataclass(frozen=True)
class Publication:
    """What the files about the book as a whole say."""

    volume: Volume
    identifier: str
    date: str
    """Of the edition, as ISO 8601 has it."""
    day: str
    """The same in the language's words."""
    origin: str
    license: tuple[str, str]
    copy_notice: str
    sections: Sequence[Section]
    pictures: Sequence[Picture]
    package: str = FOLDER + "package.opf"

    @property
    def visual(self) -> bool:
        """Whether the book has anything to look at."""
        return bool(self.pictures) or any(section.drawn for section in self.sections)

    @property
    def landmarks(self) -> Sequence[Section]:
        """The chapters that reading systems lead to."""
        return [section for section in self.sections if section.mark]


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write a book for each language into the folder `to`; yield the path of each once it is done.

    Raises:
        OSError: if a file of the site cannot be read or a book cannot be written.
    """
    for volume in edition.contents.volumes:
        path = to / f"course-{volume.language}.epub"
        write_zip(path, _files(book(volume, edition)), edition.date, stored={TYPE_FILE})
        yield path


def identifier(volume: Volume, edition: Edition) -> str:
    """Return what names a release of the course in one language, as a URN."""
    source = (edition.contents.origin or volume.title) + volume.folder
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{source}#{volume.language}-{edition.version}").urn


def _files(made: Book) -> Iterator[tuple[str, bytes]]:
    """Give each file of the book: its path, and its bytes. The first says what the archive is (EPUB 3.3, 4.2.3)."""
    volume, edition = made.volume, made.edition
    words = catalogue(volume.language)
    view = _publication(made)
    yield TYPE_FILE, b"application/epub+zip"
    yield "META-INF/container.xml", render("release/epub/container.xml", view, words).encode()
    for name in ("package.opf", "cover.xhtml", "title.xhtml", "contents.xhtml"):
        yield FOLDER + name, render(f"release/epub/{name}", view, words).encode()
    yield FOLDER + "cover.svg", cover(volume, edition).encode()
    yield FOLDER + "book.css", _style().encode()
    for section in view.sections:
        yield FOLDER + section.file, render("release/epub/section.xhtml", section, words).encode()
    for path in made.pictures:
        yield f"{FOLDER}pictures/{path}", (edition.site / path).read_bytes()


def _publication(made: Book) -> Publication:
    volume, edition = made.volume, made.edition
    return Publication(
        volume=volume,
        identifier=identifier(volume, edition),
        date=edition.date.isoformat(),
        day=plain_date(edition.date, catalogue(volume.language)),
        origin=edition.contents.origin,
        license=edition.contents.license,
        copy_notice=copy_notice_html(volume, edition),
        sections=_sections(made),
        pictures=[
            Picture(quote(f"pictures/{path}"), PICTURES[splitext(path)[1].lower()]) for path in made.pictures
        ],
    )


def _sections(made: Book) -> Sequence[Section]:
    kinds = [chapter.kind for chapter in made.chapters]
    weeks = [number for number, kind in enumerate(kinds) if kind is PageKind.WEEK]
    first, last = (weeks[0], weeks[-1]) if weeks else (0, len(kinds))
    sections = []
    for number, chapter in enumerate(made.chapters):
        matter = "frontmatter" if number < first else "bodymatter" if number <= last else "backmatter"
        glossary = chapter.kind is PageKind.GLOSSARY
        sections.append(
            Section(
                volume=made.volume,
                chapter=chapter,
                item=f"chapter-{number + 1}",
                file=_file(chapter.name),
                content=_content(chapter, made, _role(chapter, matter)),
                matter=matter,
                mark="bodymatter" if number == first else "glossary" if glossary else "",
                copy_notice=copy_notice_html(made.volume, made.edition),
            )
        )
    return sections


def _file(chapter: str) -> str:
    return quote(f"text/{chapter}.xhtml")


def _role(chapter: Chapter, matter: str) -> str:
    """Return what a chapter is, in the words of EPUB's vocabulary and ARIA's."""
    if chapter.kind is PageKind.GLOSSARY:
        return "glossary"
    return {"frontmatter": "introduction", "bodymatter": "chapter", "backmatter": "appendix"}[matter]


def _content(chapter: Chapter, made: Book, role: str) -> str:
    """Return a chapter's text with links and pictures as they stand in files."""

    def link(found: re.Match[str]) -> str:
        id_ = unescape(found[2])
        name = made.places[id_]
        file = "" if name == chapter.name else f"{quote(name)}.xhtml"
        return f'{found[1]}{file}#{found[2]}"'

    def source(found: re.Match[str]) -> str:
        return f'{found[1]}../pictures/{escape(quote(unescape(found[2])))}"'

    text = _SOURCE.sub(source, _HREF.sub(link, chapter.content))
    return text.replace("<section", f'<section epub:type="{role}" role="doc-{role}"', 1)


def _style() -> str:
    folder = resources.files(__package__)
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in _STYLES)
