"""A worksheet: what its page links to, and its document for office software."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.text.directives import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_course.cache.results import Results
    from mkdocs_course.text.pages import Page
    from mkdocs_course.views.viewpoint import Link, Viewpoint


def worksheet_name(page: str) -> str:
    """Return the path of a worksheet's document within its language's folder: `week-01/worksheet.docx`."""
    return page.removesuffix(".md") + ".docx"


@dataclass(frozen=True)
class WorksheetLinks:
    """Where to go from a worksheet's page."""

    document: str
    """Relative path to the document."""
    week: Link
    number: int


def worksheet_links(view: Viewpoint) -> WorksheetLinks:
    """Return the links below a worksheet."""
    number = view.project.course.weeks.index(view.week) + 1
    document = view.href(worksheet_name(view.name))
    return WorksheetLinks(document, view.link(f"{view.week.id}/index.md"), number)


def worksheets(view: Viewpoint, results: Results) -> Iterator[tuple[str, bytes]]:
    """Return the documents of a language: path within its folder and content."""
    source = view.project.pages[view.project.course.source_language]
    found = [(name, page) for name in source if (page := view.page(name)) and page.kind is PageKind.WORKSHEET]

    def document(page: Page) -> bytes:
        text = "\n".join(page.body.lines)
        key = results.key("worksheet", view.notice, view.words.tag, text)
        return results.recall(key, lambda: _made(view.notice, view.words.tag, text))

    results.ahead(document, [page for _, page in found])
    for name, page in found:
        yield worksheet_name(name), document(page)


def _made(notice: str, tag: str, text: str) -> bytes:
    # Most builds make no document anew, and the library's import takes a tenth of a second.
    from mkdocs_course.views.worksheet_document import worksheet_document  # noqa: PLC0415

    return worksheet_document(notice, tag, text)
