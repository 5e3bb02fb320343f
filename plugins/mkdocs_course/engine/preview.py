"""An edit seen at once: the one page that was edited is laid out anew in its place, and the whole site follows."""

from __future__ import annotations

import copy
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.plugins import get_plugin_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

log = get_plugin_logger(__name__)

QUIET = 1.0
"""Seconds without a further edit before the whole site is built again."""


@dataclass(frozen=True)
class Laid:
    """What MkDocs laid the pages of a language out with."""

    config: MkDocsConfig
    nav: Navigation
    files: Files
    env: Environment

    @classmethod
    def now(cls, config: MkDocsConfig, nav: Navigation, files: Files, env: Environment) -> Laid:
        """Remember all this as it is: MkDocs changes its one config from language to language."""
        own = copy.copy(config)
        own.mdx_configs = copy.deepcopy(config.mdx_configs)
        return cls(own, nav, files, env)

    def page(self, src_uri: str) -> Page | None:
        """Return the page of a Markdown file, by its path below the folder of the pages."""
        return next(
            (file.page for file in self.files.documentation_pages() if file.src_uri == src_uri and file.page),
            None,
        )

    def lay_out(self, page: Page) -> str:
        """Return a page as MkDocs builds it, from its file as that is now."""
        config, files = self.config, self.files
        page.read_source(config)
        page.markdown = config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=config, files=files
        )
        type(page).render(page, config, files)
        page.content = config.plugins.on_page_content(
            page.content or "", page=page, config=config, files=files
        )
        page.active = True
        try:
            context = get_context(self.nav, files.documentation_pages(), config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            context = config.plugins.on_page_context(context, page=page, config=config, nav=self.nav)
            return config.plugins.on_post_page(template.render(context), page=page, config=config)
        finally:
            page.active = False


class Preview:
    """Takes the place of the builder of MkDocs' preview.

    Args:
        server: that of the preview, which has the site built and browsers told.
        show: lays out anew what was edited; returns false where that is not one page alone.
    """

    def __init__(self, server: LiveReloadServer, show: Callable[[], bool]) -> None:
        self._build: Callable[[], None] = server.builder
        self._show = show
        self._whole = False
        self._timer: Timer | None = None
        folder = tempfile.TemporaryDirectory(prefix="course-preview-")
        self._folder = folder  # removed with the preview
        self._wish = Path(folder.name) / "wish"
        """A watched file: that it changes has the server build once more."""
        self._wish.touch()
        server.builder = self.build
        server.watch(str(self._wish))

    def build(self) -> None:
        """Show the edited page at once and the rest once it is quiet; build all where more was edited."""
        if self._timer:
            self._timer.cancel()
        if not self._whole and self._shown():
            self._timer = Timer(QUIET, self._wish_for_all)
            self._timer.daemon = True
            self._timer.start()
            return
        self._whole = False
        self._build()

    def _shown(self) -> bool:
        try:
            return self._show()
        except Exception:
            log.debug("The edited page could not be shown alone", exc_info=True)
            return False

    def _wish_for_all(self) -> None:
        self._whole = True
        self._wish.write_text(f"{self._wish.stat().st_mtime_ns}", encoding="ascii")


def edited(before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """Return the path of the one file that differs between two states of a folder; None where it is not one."""
    if before.keys() != now.keys():
        return None
    changed = [path for path, digest in now.items() if before[path] != digest]
    return changed[0] if len(changed) == 1 else None


@contextmanager
def in_language(i18n: Any, language: str) -> Iterator[None]:
    """Have mkdocs-static-i18n be at a language, as it is while that is built."""
    before, i18n.current_language = i18n.current_language, language
    try:
        yield
    finally:
        i18n.current_language = before
