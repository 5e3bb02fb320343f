"""Diagrams: a drawing with labels, and the words of the labels in each language.

The drawing `diagrams/<name>.svg` is an ordinary SVG file, with sample words in it, whose texts are named:
`<text data-label="need">need</text>`. The words are in `diagrams/<name>.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pydantic import ConfigDict

from mkdocs_course.course.model import Model, Slug, Text
from mkdocs_course.course.reading import UnreadableError, read_document, read_text
from mkdocs_course.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.course.reading import Document

SVG = "{http://www.w3.org/2000/svg}"
"""The namespace, as ElementTree writes it before names."""

ELEMENTS = {
    "svg", "g", "defs", "marker", "title", "desc", "text", "tspan",
    "rect", "circle", "ellipse", "line", "path", "polyline", "polygon",
}  # fmt: skip
"""What a drawing may be made of: shapes and text. Nothing that runs, loads or brings styles of its own."""

_FORBIDDEN = ("on", "style", "href", "src")


class DiagramWords(Model):
    """The words of a diagram in one language."""

    title: Text
    """What the diagram shows, for its caption."""
    text: Text
    """The same content in sentences, for those who do not see it."""
    labels: dict[Slug, Text]
    """The words in the drawing, by the name of their `data-label`; a line break begins a new line."""


class DiagramFile(Model):
    """The file beside a drawing: a key for each language of the course."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, DiagramWords]

    @property
    def words(self) -> Mapping[str, DiagramWords]:
        """The words by language."""
        return self.__pydantic_extra__


@dataclass(frozen=True)
class Diagram:
    """A drawing and its words."""

    name: str
    drawing: str
    """The SVG file's text."""
    words: Mapping[str, DiagramWords]


def diagram_names(root: Path, folder: str) -> Sequence[str]:
    """Return the names of all diagrams of a folder, good or not."""
    return sorted({path.stem for path in (root / folder).glob("*") if path.suffix in {".svg", ".yml"}})


def read_diagrams(
    root: Path, folder: str, languages: Collection[str], source: str
) -> tuple[dict[str, Diagram], list[Problem]]:
    """Read all diagrams of a folder; return the good ones by name, and the problems of the others."""
    diagrams: dict[str, Diagram] = {}
    problems: list[Problem] = []
    for name in diagram_names(root, folder):
        try:
            drawing = read_text(root, f"{folder}/{name}.svg")
        except UnreadableError as error:
            problems.append(error.problem)
            continue
        document, found = read_document(root, f"{folder}/{name}.yml", DiagramFile)
        if document:
            found += _check(document, f"{folder}/{name}.svg", drawing, languages, source)
        if document and not has_errors(found):
            diagrams[name] = Diagram(name, drawing, document.model.words)
        problems += found
    return diagrams, problems


def _check(
    document: Document[DiagramFile], path: str, drawing: str, languages: Collection[str], source: str
) -> Iterator[Problem]:
    try:
        root = ET.fromstring(drawing)  # noqa: S314  a file of the project; entities are refused below
    except ET.ParseError as error:
        line, column = error.position
        hint = "close every element, and write & as &amp;"
        yield Problem(
            path, line, column + 1, Severity.ERROR, "broken-svg", f"this is no XML: {error.msg}", hint
        )
        return
    if "<!DOCTYPE" in drawing or "<!ENTITY" in drawing:
        yield Problem(path, 1, 1, Severity.ERROR, "unsafe-svg", "a drawing has no DOCTYPE", "remove it")
    if root.tag != f"{SVG}svg" or not root.get("viewBox"):
        hint = 'begin with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240">'
        yield Problem(path, 1, 1, Severity.ERROR, "broken-svg", "the drawing is no SVG with a viewBox", hint)
    for message in _unsafe(root):
        hint = f"use only: {', '.join(sorted(ELEMENTS))}; colours come from classes"
        yield Problem(path, 1, 1, Severity.ERROR, "unsafe-svg", message, hint)
    labels = {name for element in root.iter() if (name := element.get("data-label"))}
    for language in languages:
        words = document.model.words.get(language)
        if not words:
            message = f"the diagram has no words in `{language}`"
            severity = Severity.ERROR if language == source else Severity.WARNING
            yield document.problem((), "missing-language", message, f"add a key `{language}:`", severity)
            continue
        for label in labels - words.labels.keys():
            message = f"the label `{label}` of {path} has no words in `{language}`"
            yield document.problem((language, "labels"), "diagram-label", message, f"add `{label}: …`")
        for label in words.labels.keys() - labels:
            message = f"`{label}` is no label of {path}"
            hint = "remove it, or name a text: <text data-label=…>"
            yield document.problem((language, "labels", label), "diagram-label", message, hint)
    for language in document.model.words.keys() - set(languages):
        message = f"there are no pages in `{language}`"
        yield document.problem((language,), "unknown-language", message, f"use {', '.join(languages)}")


def _unsafe(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        if name not in ELEMENTS:
            yield f"`<{name}>` may not be in a drawing"
        for key in element.attrib:
            if key.rpartition("}")[2].lower().startswith(_FORBIDDEN):
                yield f"`<{name}>` has the attribute `{key.rpartition('}')[2]}`"
