"""Diagrams: the drawing gets the words of the language, and its content stands beside it in sentences."""

from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup

from mkdocs_course import project as projects
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.course.diagrams import Diagram, DiagramWords
from mkdocs_course.views.diagram import diagram
from mkdocs_course.views.viewpoint import Viewpoint
from tests.unit.test_cases import FOUR

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30" width="90">
  <rect class="box" width="90" height="30"/>
  <text x="45" y="15" data-label="need">need</text>
</svg>"""


def shown(label: str) -> BeautifulSoup:
    words = DiagramWords(title="Vom <Bedarf>", text="Am Anfang steht\nder Bedarf.", labels={"need": label})
    loaded, problems = projects.load(FOUR)
    assert loaded, problems
    view = Viewpoint(
        replace(loaded, diagrams={"wege": Diagram("wege", DRAWING, {"de": words})}),
        catalogue("de"),
        "index.md",
    )
    html = diagram(view, "wege")
    assert "\n" not in html  # one block that Markdown leaves alone
    return BeautifulSoup(html, "html.parser")


def test_the_picture_is_named_by_its_caption_and_told_in_words() -> None:
    figure = shown("Bedarf").figure
    assert figure
    svg, caption, details = figure.svg, figure.figcaption, figure.details
    assert svg
    assert caption
    assert details
    assert (svg["role"], svg["aria-labelledby"]) == ("img", caption["id"])
    assert caption.get_text() == "Vom <Bedarf>"
    assert "Am Anfang steht der Bedarf." in details.get_text()
    assert not svg.has_attr("width")
    assert not svg.select("[data-label]")


def test_a_label_of_several_lines_is_centred_on_its_place() -> None:
    lines = shown("der\nganze\nBedarf").select("tspan")
    assert [(line.get_text(), line["x"], line["dy"]) for line in lines] == [
        ("der", "45", "-1.2em"),
        ("ganze", "45", "1.2em"),
        ("Bedarf", "45", "1.2em"),
    ]


def test_typography_changes_the_words_and_never_the_drawing() -> None:
    drawing = DRAWING.replace("0 0 90 30", "0 0 320 240")
    words = DiagramWords(title="Le total : 1 240", text="C’est 57 %.", labels={"need": "90 000 u"})
    loaded, problems = projects.load(FOUR)
    assert loaded, problems
    named = replace(loaded, diagrams={"wege": Diagram("wege", drawing, {"de": words})})
    figure = BeautifulSoup(diagram(Viewpoint(named, catalogue("fr"), "index.md"), "wege"), "html.parser")
    assert figure.svg
    assert figure.svg["viewbox"] == "0 0 320 240"
    assert figure.svg.get_text() == "90\u202f000\u00a0u"
    assert figure.figcaption
    assert figure.figcaption.get_text() == "Le total\u00a0: 1\u202f240"
