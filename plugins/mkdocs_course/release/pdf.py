"""`course-<language>.pdf`: the course as a book for printing and for screen readers (PDF/UA-1, A4).

The bytes depend on the site and on the edition, and beyond them only on the libraries that set the text and on the
fonts of the machine: another font is another book. So a release is made with the same packages each time.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from importlib import resources
from posixpath import splitext
from typing import TYPE_CHECKING

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from mkdocs_course.catalogue.dates import plain_date
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.release.book import PICTURES, book
from mkdocs_course.release.book import refusals as of_books
from mkdocs_course.release.cover import ornament
from mkdocs_course.release.epub import identifier
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.notice import copy_notice_html
from mkdocs_course.release.pdf_tags import mend
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from mkdocs_course.release.book import Book, Chapter, Entry
    from mkdocs_course.release.contents import Volume
    from mkdocs_course.release.edition import Edition

VARIANT = "pdf/ua-1"
_SVG = "{http://www.w3.org/2000/svg}"
_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Leaves:
    """A chapter, as it is set."""

    name: str
    title: str
    parts: Sequence[Entry]
    html: str


@dataclass(frozen=True)
class Sheet:
    """What the whole book says."""

    volume: Volume
    date: str
    """Of the edition, as ISO 8601 has it."""
    day: str
    """The same in the language's words."""
    license: tuple[str, str]
    copy_notice: str
    chapters: Sequence[Leaves]


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps the books from being made, before the work starts: one line each, with what to do."""
    try:
        _weasyprint()
    except MissingError as error:
        yield str(error)
    yield from of_books(edition)


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write a book for each language into the folder `to`; yield the path of each once it is done.

    Raises:
        MissingError: if WeasyPrint, or a library of the system that it needs, is not there.
        OSError: if a file of the site cannot be read or a book cannot be written.
    """
    weasyprint = _weasyprint()
    for volume in edition.contents.volumes:
        path = to / f"course-{volume.language}.pdf"
        document = weasyprint.HTML(string=_text(book(volume, edition)), base_url=None)
        document.write_pdf(
            path,
            stylesheets=[weasyprint.CSS(string=style) for style in _styles(volume)],
            pdf_variant=VARIANT,
            pdf_identifier=identifier(volume, edition).encode(),
            finisher=mend,
        )
        yield path


def _weasyprint() -> Any:
    """Import WeasyPrint, which says in its own log what it finds odd in a stylesheet."""
    try:
        import weasyprint  # noqa: PLC0415  an extra
    except ImportError:
        raise MissingError("a PDF", "weasyprint", "pdf") from None
    except OSError as error:  # it is there, but Pango is not
        raise MissingError(
            f"a PDF ({error})", "weasyprint with Pango (Debian: libpangoft2-1.0-0)", "pdf"
        ) from None
    return weasyprint


def _text(made: Book) -> str:
    """Return the whole book as one HTML page that needs no other file."""
    volume, edition = made.volume, made.edition
    words = catalogue(volume.language)
    sheet = Sheet(
        volume=volume,
        date=edition.date.isoformat(),
        day=plain_date(edition.date, words),
        license=edition.contents.license,
        copy_notice=copy_notice_html(volume, edition),
        chapters=[
            Leaves(chapter.name, chapter.title, chapter.parts, _html(chapter, edition.site))
            for chapter in made.chapters
        ],
    )
    return render("release/book.html", sheet, words)


def _html(chapter: Chapter, site: Path) -> str:
    """Return a chapter with its pictures and with the styles of its drawings, which take none from the page."""
    content = etree.fromstring(chapter.content)
    for image in content.iter("img"):
        kind = PICTURES[splitext(image.get("src"))[1].lower()]
        data = base64.b64encode((site / image.get("src")).read_bytes()).decode()
        image.set("src", f"data:{kind};base64,{data}")
    style = _file("drawing.css")
    for drawing in content.iter(f"{_SVG}svg"):
        sheet = etree.Element(f"{_SVG}style")
        sheet.text = style
        drawing.insert(1, sheet)
    return str(html.tostring(content, encoding="unicode"))


def _styles(volume: Volume) -> Iterator[str]:
    """Give the stylesheets of a book, one after the other."""
    yield _file("book.css")
    style = _file("pdf.css")
    if volume.direction == "rtl":  # what stands in margins has no logical sides
        style = re.sub(r"(@(?:top|bottom)-)(left|right)", lambda found: found[1] + _OTHER[found[2]], style)
    yield style
    drawing = base64.b64encode(ornament(volume).encode()).decode()
    yield f".title-page {{ background-image: url(data:image/svg+xml;base64,{drawing}); }}"


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
