"""Typography of a page's language in what Markdown makes of it; never in code, and never in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from mkdocs_course.catalogue.typography import typeset

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

NAME = "mkdocs_course.text.typography_extension"
"""The extension's name in a list of Markdown extensions."""

_LEFT_ALONE = {"code", "kbd", "pre", "samp", "script", "style"}


class TypographyProcessor(Treeprocessor):
    """Walks the finished tree of a page."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self.language = language

    def run(self, root: Element) -> None:
        """Set the spaces of all text."""
        self._walk(root)

    def _walk(self, element: Element) -> None:
        language = element.get("lang", self.language)
        if element.tag not in _LEFT_ALONE and language == self.language:
            if element.text:
                element.text = typeset(element.text, self.language)
            for child in element:
                self._walk(child)
        for child in element:
            if child.tail and language == self.language:
                child.tail = typeset(child.tail, self.language)


class TypographyExtension(Extension):
    """Adds the typography of `language` (BCP 47) to Markdown."""

    def __init__(self, **configs: Any) -> None:
        self.config = {"language": ["", "Language of the text."]}
        super().__init__(**configs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  named by Markdown
        """Register the processor: last, so that ids are made from what the author wrote."""
        md.treeprocessors.register(
            TypographyProcessor(md, self.getConfig("language")), "course-typography", 1
        )


def makeExtension(**configs: Any) -> TypographyExtension:  # noqa: N802  named by Markdown
    """Return the extension, as Markdown asks for it by name."""
    return TypographyExtension(**configs)
