"""Tables in a frame that scrolls: on a narrow screen a table keeps its words whole, and the page stays in its width.

Markdown aligns columns by a `style` in each cell, which the site's content security policy forbids: cells get a class.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

NAME = "mkdocs_course.text.table_extension"
"""The extension's name in a list of Markdown extensions."""

WIDE = 3
"""From so many columns on, a frame can be reached by keyboard, since it may have to be scrolled. It is then called by
the heading above it and by those of its columns (WCAG 2.2, 2.1.1 and 4.1.2)."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ALIGNMENT = re.compile(r"text-align: (left|right|center);")


class TableProcessor(Treeprocessor):
    """Puts each table of the finished tree into a frame, and the alignment of its cells into classes."""

    def run(self, root: ET.Element) -> None:
        """Frame all tables, and align their cells."""
        heading, wide = "", 0
        parents = {child: parent for parent in root.iter() for child in parent}
        for element in list(root.iter()):
            if element.tag in _HEADINGS:
                heading = element.get("id", "")
            if element.tag == "table":
                parent = parents[element]
                frame = ET.Element("div", {"class": "table"})
                if (head := element.find("thead/tr")) is not None and len(head) >= WIDE:
                    wide += 1
                    head.set("id", f"columns-{wide}")
                    names = f"{heading} columns-{wide}".strip()
                    frame.attrib |= {"tabindex": "0", "role": "region", "aria-labelledby": names}
                frame.tail, element.tail = element.tail, None
                parent[list(parent).index(element)] = frame
                frame.append(element)
        for cell in root.iter():
            if cell.tag in {"th", "td"} and (aligned := _ALIGNMENT.fullmatch(cell.get("style", ""))):
                del cell.attrib["style"]
                cell.set("class", f"{aligned[1]} {cell.get('class', '')}".strip())


class TableExtension(Extension):
    """Adds the frames to Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  named by Markdown
        """Register the processor, after those that make tables and their attributes."""
        md.treeprocessors.register(TableProcessor(md), "course-table", 2)


def makeExtension(**configs: Any) -> TableExtension:  # noqa: N802  named by Markdown
    """Return the extension, as Markdown asks for it by name."""
    return TableExtension(**configs)
