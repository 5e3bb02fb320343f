"""Pages in HTML before MkDocs asks for them: recalled, or several made at once."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from mkdocs.structure.toc import AnchorLink, TableOfContents

from mkdocs_course.cache.keys import UnkeyableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

    from mkdocs_course.cache.results import Results

LOG = logging.getLogger("mkdocs")
PURE = ("markdown.extensions.", "pymdownx.", "mkdocs_course.")
"""Where the extensions come from whose HTML follows from Markdown and options alone."""
READING = ("pymdownx.b64", "pymdownx.snippets")
"""Those of them that read other files."""


def pages_ahead(
    results: Results, pages: Iterable[Page], config: MkDocsConfig, files: Files, course: str
) -> None:
    """Have MkDocs recall the HTML of pages, and make what is missing.

    `course` is the digest of all that pages may show of the course. What Markdown extensions of others make is never
    kept, and neither is what was made with a warning, so that it is given each time.
    """
    if not all(_pure(name) for name in config.markdown_extensions):
        return
    try:
        surroundings = _surroundings(results, config, files)
    except UnkeyableError:
        return
    found = {file.dest_uri: file for file in files}
    missing = []
    for page in pages:
        made = results.key("page", surroundings, course, page.file.src_uri, page.file.dest_uri)
        page.render = partial(_render, results, page, surroundings, made, found)  # type: ignore[method-assign]
        last = results.recall(made, str, worth=bool)
        if not last or last not in results:
            missing.append(page)
    with _handled_by(logging.NullHandler()):  # it is said when MkDocs comes to the page
        results.ahead(partial(_populate, config=config, files=files), missing)


def _surroundings(results: Results, config: MkDocsConfig, files: Files) -> str:
    """Return the key of all that HTML follows from beside a page's Markdown."""
    return results.key(
        "surroundings",
        config.markdown_extensions,
        config.use_directory_urls,
        config.site_url,
        [config.validation.links, config.validation.nav],
        sorted((file.src_uri, file.dest_uri, file.url, file.inclusion.name) for file in files),
    )


def _populate(page: Page, *, config: MkDocsConfig, files: Files) -> None:
    """Do what MkDocs does before it lays a page out, save for what others make of its HTML."""
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(
        page.markdown or "", page=page, config=config, files=files
    )
    page.render(config, files)


def _render(
    results: Results,
    page: Page,
    surroundings: str,
    made: str,
    found: Mapping[str, File],
    config: MkDocsConfig,
    files: Files,
) -> None:
    """Render a page as MkDocs does, or recall what that gave."""
    file = page.file
    key = results.key("html", surroundings, config.mdx_configs, file.src_uri, file.dest_uri, page.markdown)
    said: list[logging.LogRecord] = []

    def make() -> dict[str, Any]:
        with _listening(said):
            type(page).render(page, config, files)
        links = page.links_to_anchors
        return {
            "content": page.content,
            "toc": [_token(link) for link in page.toc],
            "title": page._title_from_render,  # noqa: SLF001  MkDocs keeps it there
            "anchors": sorted(page.present_anchor_ids or ()),
            "links": None if links is None else [[to.dest_uri, named] for to, named in links.items()],
        }

    html = results.recall(key, make, worth=lambda _: not said)
    for record in said:
        if LOG.isEnabledFor(record.levelno):
            LOG.handle(record)
    page.content, page._title_from_render = html["content"], html["title"]  # noqa: SLF001
    page.toc = TableOfContents([_link(token) for token in html["toc"]])
    if page.toc.items:
        page.toc.items[0].active = True  # type: ignore[attr-defined]  # as MkDocs does
    page.present_anchor_ids = set(html["anchors"])
    if html["links"] is not None:
        page.links_to_anchors = {found[to]: named for to, named in html["links"]}
    results.recall(made, lambda: key)


def _token(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [_token(child) for child in link.children]]


def _link(token: Sequence[Any]) -> AnchorLink:
    title, identifier, level, children = token
    link = AnchorLink(title, identifier, level)
    link.children = [_link(child) for child in children]
    return link


@cache
def _pure(extension: str) -> bool:
    known = {point.name: point.value for point in entry_points(group="markdown.extensions")}
    module = known.get(extension, extension).partition(":")[0]
    return f"{module}.".startswith(PURE) and not module.startswith(READING)


@contextmanager
def _listening(said: list[logging.LogRecord]) -> Iterator[None]:
    """Gather what MkDocs says meanwhile, also what is not to be shown."""
    handler = logging.Handler()
    handler.emit = said.append  # type: ignore[assignment,method-assign]
    level = LOG.level
    LOG.setLevel(logging.INFO)
    try:
        with _handled_by(handler):
            yield
    finally:
        LOG.setLevel(level)


@contextmanager
def _handled_by(handler: logging.Handler) -> Iterator[None]:
    """Send what MkDocs says to one place alone."""
    handlers, propagate = LOG.handlers, LOG.propagate
    LOG.handlers, LOG.propagate = [handler], False
    try:
        yield
    finally:
        LOG.handlers, LOG.propagate = handlers, propagate
