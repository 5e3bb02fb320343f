"""A worksheet as a document for office software (Office Open XML), with the same headings, lists and tables.

The bytes depend on the page alone: no clock, no names of people or machines.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from markdown import markdown

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.text.paragraph import Paragraph

NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where the format wants a date."""
ROW_HEIGHT = Cm(1.1)
"""Room to write in, at least."""


def worksheet_document(notice: str, tag: str, text: str) -> bytes:
    """Return the document of a worksheet's Markdown; the notice stands at the foot, `tag` is the BCP 47 tag."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    section.footer.paragraphs[0].text = notice
    language = document.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), tag)
    html = markdown(text, extensions=["attr_list", "tables"], output_format="xhtml").replace("&nbsp;", "")
    body = ET.fromstring(f"<body>{html}</body>")  # noqa: S314  made by Markdown a line above
    for element in body:
        _add(document, element)
    properties = document.core_properties
    properties.title = next(("".join(heading.itertext()) for heading in body.iter("h1")), "")
    properties.language = tag
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = NO_DATE
    return _packed(document)


def _add(document: DocxDocument, element: ET.Element) -> None:
    match element.tag:
        case "h1" | "h2" | "h3":
            level = int(element.tag[1]) - 1
            _paragraph(document, f"Heading{level}" if level else "Title").add_run("".join(element.itertext()))
        case "ul" | "ol":
            for item in element:
                _write(_paragraph(document, "ListBullet" if element.tag == "ul" else "ListNumber"), item)
        case "table":
            _add_table(document, element)
        case _:
            _write(document.add_paragraph(), element)


def _paragraph(document: DocxDocument, style: str) -> Paragraph:
    """Add an empty paragraph with the style of an id; python-docx takes long to find one by its name."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.element.style = style
    return paragraph


def _add_table(document: DocxDocument, element: ET.Element) -> None:
    rows = list(element.iter("tr"))
    table = document.add_table(rows=len(rows), cols=max(len(row) for row in rows), style="Table Grid")
    for row, source in zip(table.rows, rows, strict=True):
        for cell, content in zip(row.cells, source, strict=False):
            _write(cell.paragraphs[0], content, bold=content.tag == "th")
        if source[0].tag == "td":
            row.height = ROW_HEIGHT
    document.add_paragraph()


def _write(paragraph: Paragraph, element: ET.Element, *, bold: bool = False, italic: bool = False) -> None:
    """Write the words of an element into a paragraph, strong and emphasized ones as such."""
    _run(paragraph, element.text, bold=bold, italic=italic)
    for child in element:
        strong, emphasized = bold or child.tag == "strong", italic or child.tag == "em"
        _write(paragraph, child, bold=strong, italic=emphasized)
        _run(paragraph, child.tail, bold=bold, italic=italic)


def _run(paragraph: Paragraph, text: str | None, *, bold: bool, italic: bool) -> None:
    words = " ".join((text or "").split("\n"))
    if words.strip():
        run = paragraph.add_run(words)
        if bold:
            run.bold = True
        if italic:
            run.italic = True


def _packed(document: DocxDocument) -> bytes:
    """Return the document's bytes, its parts in alphabetical order and without dates."""
    first, packed = BytesIO(), BytesIO()
    document.save(first)
    with ZipFile(first) as source, ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
