"""Expand the directives of a page into Markdown, so that any engine may check its links and lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_course.course.reading import lines_of
from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.pages import parse_body
from mkdocs_course.text.stamps import STAMP
from mkdocs_course.text.terms import link_terms
from mkdocs_course.views.activities import activities
from mkdocs_course.views.coverage import coverage
from mkdocs_course.views.diagram import diagram
from mkdocs_course.views.glossary import glossary_entries
from mkdocs_course.views.home import home
from mkdocs_course.views.keep import keep
from mkdocs_course.views.progress import progress_page
from mkdocs_course.views.rendering import render
from mkdocs_course.views.schedule import run_page, schedule_page
from mkdocs_course.views.session import agenda, session_card
from mkdocs_course.views.translation import cross_links, staleness
from mkdocs_course.views.week import pager, strip, week_view
from mkdocs_course.views.worksheet import worksheet_links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkdocs_course.text.pages import Body
    from mkdocs_course.views.viewpoint import Viewpoint


def expand(markdown: str, view: Viewpoint) -> str:
    """Return a page's Markdown (without front matter) with its directives filled in.

    Terms lead to the glossary, sections that are behind their source say so, links into other languages get the
    addresses that they have in the built site, and pages of weeks end with links to their neighbours. Expanded Markdown
    holds no directive and no stamp.
    """
    lines = [line for line in lines_of(markdown) if not STAMP.match(line)]
    if view.project.glossary and view.kind in {PageKind.WEEK, PageKind.SESSION}:
        lines = link_terms(lines, view.project.glossary, view.words.language, view.href("glossary.md"))
    body = parse_body(lines)
    edits = [*_directives(body, view), *_notes(body, view)]
    lines = list(body.lines)
    for span, shown in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        lines[span] = ["", *shown.splitlines(), ""]
    lines += ["", *_tail(view).splitlines()]
    return "\n".join(cross_links(line, view) for line in lines) + "\n"


def _directives(body: Body, view: Viewpoint) -> Iterator[tuple[slice, str]]:
    """Return what stands in the place of each directive, with the lines that it replaces."""
    for directive in body.directives:
        replaced = slice(directive.line - 1, directive.line)
        if directive.name == "agenda":
            _, span = body.list_after(directive)
            replaced = slice(span.start, span.stop)
        if directive.name == "diagram":
            yield replaced, diagram(view, directive.argument)
        else:
            yield replaced, render(f"{directive.name}.md", _VIEWS[directive.name](view), view.words)


def _notes(body: Body, view: Viewpoint) -> Iterator[tuple[slice, str]]:
    """Return the notes of a page and its sections that are behind, with the places where they are put in."""
    stale = staleness(view)
    if not stale:
        return
    behind = {section.id: section for section in stale.sections}
    for heading in body.headings:
        below = slice(heading.line, heading.line)
        if heading.level == 1:
            yield below, render("staleness.md", stale, view.words)
        elif heading.id in behind:
            note = {"section": behind[heading.id], "language": stale.language}
            yield below, render("stale.md", note, view.words)


def _tail(view: Viewpoint) -> str:
    """Return what stands below a page's own text."""
    match view.kind:
        case PageKind.WEEK | PageKind.SESSION:
            return render("pager.md", pager(view), view.words)
        case PageKind.WORKSHEET:
            return render("worksheet.md", worksheet_links(view), view.words)
        case _:
            return ""


_VIEWS: Mapping[str, Callable[[Viewpoint], Any]] = {
    "home": home,
    "schedule": schedule_page,
    "glossary": glossary_entries,
    "progress": progress_page,
    "weeks": strip,
    "week": week_view,
    "session": session_card,
    "agenda": agenda,
    "run": run_page,
    "activities": activities,
    "keep": keep,
    "translations": coverage,
    "notice": lambda view: view.notice,
}
"""The view that each directive shows; its template has the directive's name."""
