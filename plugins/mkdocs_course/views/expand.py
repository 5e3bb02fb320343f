"""Expand the directives of a page into Markdown, so that any engine may check its links and lay it out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.pages import parse_body
from mkdocs_course.views.glossary import glossary_entries
from mkdocs_course.views.home import home
from mkdocs_course.views.schedule import run_page, schedule_page
from mkdocs_course.views.session import agenda, session_card
from mkdocs_course.views.week import pager, strip, week_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.views.viewpoint import Viewpoint


def expand(markdown: str, view: Viewpoint) -> str:
    """Return a page's Markdown (without front matter) with its directives filled in.

    Pages of weeks and sessions end with links to their neighbours. Expanded Markdown holds no directive.
    """
    words = view.words
    body = parse_body(markdown.splitlines())
    lines = list(body.lines)
    for directive in reversed(body.directives):
        replaced = slice(directive.line - 1, directive.line)
        if directive.name == "agenda":
            _, span = body.list_after(directive)
            replaced = slice(span.start, span.stop)
        lines[replaced] = ["", *_render(directive.name, _VIEWS[directive.name](view), words).splitlines(), ""]
    if view.kind in {PageKind.WEEK, PageKind.SESSION}:
        lines += ["", *_render("pager", pager(view), words).splitlines()]
    return "\n".join(lines) + "\n"


_VIEWS: Mapping[str, Callable[[Viewpoint], Any]] = {
    "home": home,
    "schedule": schedule_page,
    "glossary": glossary_entries,
    "weeks": strip,
    "week": week_view,
    "session": session_card,
    "agenda": agenda,
    "run": run_page,
    "notice": lambda view: view.notice,
}
"""The view that each directive shows; its template has the directive's name."""


def _render(name: str, view: Any, words: Catalogue) -> str:
    return _environment(words).get_template(f"{name}.md.j2").render(view=view)


@cache
def _environment(words: Catalogue) -> Environment:
    environment = Environment(
        loader=PackageLoader("mkdocs_course"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  the output is Markdown; authors' words are Markdown too
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["cell"] = _cell
    environment.filters["label"] = _label
    environment.filters["attribute"] = _attribute
    return environment


def _cell(text: str) -> str:
    """Keep a text within its table cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def _label(text: str) -> str:
    """Keep a text within the brackets of a link."""
    return _cell(text).replace("[", "\\[").replace("]", "\\]")


def _attribute(text: str) -> str:
    """Keep a text within the quotes of an attribute list."""
    return text.replace('"', "”").replace("{", "(").replace("}", ")")
