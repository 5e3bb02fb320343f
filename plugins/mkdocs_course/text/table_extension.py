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

WIDE = 4
"""From so many columns on, a frame can be reached by keyboard, since it may have to be scrolled."""


_ALIGNMENT = re.compile(r"text-align: (left|right|center);")


class TableProcessor(Treeprocessor):
    """Puts each table of the finished tree into a frame, and the alignment of its cells into classes."""

    def run(self, root: ET.Element) -> None:
        """Frame all tables, and align their cells."""
        for parent in list(root.iter()):
            for place, table in enumerate(parent):
                if table.tag == "table":
                    frame = ET.Element("div", {"class": "table"})
                    if len(table.findall("thead/tr/th")) >= WIDE:
                        frame.set("tabindex", "0")
                    frame.tail, table.tail = table.tail, None
                    parent[place] = frame
                    frame.append(table)
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
