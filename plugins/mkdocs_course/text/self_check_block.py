"""The Markdown block `question`, on the blocks of pymdown-extensions.

Without a script the answers open below the question; with it, they are checked in place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown

NAME = "mkdocs_course.text.self_check_block"
"""The extension's name in a list of Markdown extensions."""

_MARK = re.compile(r"^\s*\[([ xX])\]\s+")


class QuestionBlock(Block):  # type: ignore[misc]  # ships no types
    """A fieldset of options, with the feedback of each in `details`."""

    NAME = "question"
    ARGUMENT = True

    def on_init(self) -> None:
        """Number the questions of a page from 1."""
        self.tracker["asked"] = self.number = self.tracker.get("asked", 0) + 1

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Begin the question."""
        attributes = {"class": "question", "id": f"q-{self.argument}"}
        return ET.SubElement(parent, "fieldset", attributes)

    def on_end(self, block: ET.Element) -> None:
        """Lay out the prompt, the options and their feedback."""
        words = self.config["words"]
        content = list(block)
        options = next((child for child in content if child.tag == "ul"), None)
        if options is None:  # `course check` reports it
            return
        block.clear()
        block.attrib.update({"class": "question", "id": f"q-{self.argument}"})
        legend = ET.SubElement(block, "legend")
        legend.text = f"{self.number}. "
        for paragraph in content[: content.index(options)]:
            _move(paragraph, legend)
        choices = ET.SubElement(block, "ol", {"class": "options"})
        details = ET.Element("details", {"class": "answers"})
        ET.SubElement(details, "summary").text = words["answers"]
        answers = ET.SubElement(details, "ol")
        for letter, item in zip("abcdefgh", options, strict=False):
            self._option(letter, item, choices, answers)
        button = ET.SubElement(
            block, "button", {"type": "button", "class": "button check", "hidden": "hidden"}
        )
        button.text = words["check"]
        ET.SubElement(block, "p", {"class": "verdict", "role": "status"})
        block.append(details)

    def _option(self, letter: str, item: ET.Element, choices: ET.Element, answers: ET.Element) -> None:
        paragraphs = [child for child in item if child.tag == "p"]
        head = paragraphs[0] if paragraphs else item
        mark = _MARK.match(head.text or "")
        head.text = (head.text or "")[mark.end() :] if mark else head.text
        label = ET.SubElement(ET.SubElement(choices, "li"), "label")
        ET.SubElement(
            label, "input", {"type": "radio", "name": f"q-{self.argument}", "value": letter}
        ).tail = " "
        _move(head, label)
        answer = ET.SubElement(answers, "li")
        if mark and mark[1] != " ":
            answer.set("class", "right")
        for child in paragraphs[1:]:
            answer.append(child)


class SelfCheckExtension(BlocksExtension):  # type: ignore[misc]  # ships no types
    """Adds the block `question` to Markdown; `words` are the visible words of the language."""

    def __init__(self, **configs: Any) -> None:
        self.config = {"words": [{"answers": "", "check": ""}, "The visible words."]}
        super().__init__(**configs)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802  named by pymdownx
        """Register the block."""
        block_mgr.register(QuestionBlock, self.getConfigs())


def makeExtension(**configs: Mapping[str, str]) -> SelfCheckExtension:  # noqa: N802  named by Markdown
    """Return the extension, as Markdown asks for it by name."""
    return SelfCheckExtension(**configs)


def _move(source: ET.Element, target: ET.Element) -> None:
    """Append the content of an element to another one."""
    text = source.text or ""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
    for child in list(source):
        if child.tag != "p":
            target.append(child)
