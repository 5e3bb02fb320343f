"""A diagram as a page shows it: the drawing with the words of the language, its caption, its content in sentences."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from mkdocs_course.catalogue.typography import typeset
from mkdocs_course.course.diagrams import SVG

if TYPE_CHECKING:
    from mkdocs_course.course.diagrams import Diagram
    from mkdocs_course.views.viewpoint import Viewpoint

LINE_HEIGHT = "1.2em"


def diagram(view: Viewpoint, name: str) -> str:
    """Return a diagram as one block of HTML, which Markdown leaves alone.

    Raises:
        LookupError: if there is no such diagram; the checks see to it that there is.
    """
    shown = view.project.diagrams[name]
    words = shown.words.get(view.words.language) or shown.words[view.project.course.source_language]
    language = view.words.language
    labels = {label: typeset(text, language) for label, text in words.labels.items()}
    title, text = (escape(typeset(each, language)) for each in (words.title, words.text.replace("\n", " ")))
    summary = escape(view.words.gettext("This picture in words"))
    return (
        f'<figure class="diagram" id="diagram-{name}">{_drawing(shown, labels)}'
        f'<figcaption id="diagram-{name}-title">{title}</figcaption>'
        f"<details><summary>{summary}</summary><p>{text}</p></details></figure>"
    )


def _drawing(shown: Diagram, labels: dict[str, str]) -> str:
    root = ET.fromstring(shown.drawing)  # noqa: S314  checked when read
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        element.tail = (element.tail or "").strip()
        if element.tag not in {"text", "tspan", "title", "desc"}:
            element.text = None
        if label := element.attrib.pop("data-label", ""):
            _write(element, labels[label].strip().splitlines())
    for key in ("width", "height"):
        root.attrib.pop(key, None)
    root.attrib.update({"role": "img", "aria-labelledby": f"diagram-{shown.name}-title"})
    return ET.tostring(root, encoding="unicode")


def _write(element: ET.Element, lines: list[str]) -> None:
    """Write the lines of a label, centred on the place of the text in the drawing."""
    for child in list(element):
        element.remove(child)
    if len(lines) == 1:
        element.text = lines[0]
        return
    element.text = None
    x = element.get("x", "0")
    for number, line in enumerate(lines):
        first = f"{-0.6 * (len(lines) - 1):.1f}em"
        span = ET.SubElement(element, "tspan", {"x": x, "dy": LINE_HEIGHT if number else first})
        span.text = line.strip()
