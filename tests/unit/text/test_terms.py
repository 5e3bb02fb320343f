"""Terms in the text: the first use leads to the glossary; code, links and headings are left alone."""

from __future__ import annotations

import pytest

from mkdocs_course.course.glossary import Glossary
from mkdocs_course.text.terms import check_terms, link_terms
from tests.pages import page

GLOSSARY = Glossary.model_validate(
    {
        "terms": [
            {"id": "data", "fr": {"term": "donnée", "definition": "Un fait noté."}},
            {
                "id": "data-protection",
                "fr": {
                    "term": "protection des données",
                    "abbr": "PDP",
                    "definition": "Des règles.",
                    "avoid": ["protection data"],
                },
            },
        ]
    }
)
DATA = ("data", "Un fait noté.")
RULES = ("data-protection", "Des règles.")
LINK = '[{}](../glossary.md#{} "{}"){{ .term }}'


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "Une donnée, deux données.",
            "Une " + LINK.format("donnée", *DATA) + ", deux données.",
        ),
        ("Données d’abord.", LINK.format("Données", *DATA) + " d’abord."),
        (
            "La protection des données.",
            "La " + LINK.format("protection des données", *RULES) + ".",
        ),
        (
            "La PDP, pas la pdp.",
            "La " + LINK.format("PDP", *RULES) + ", pas la pdp.",
        ),
        ("`donnée` et [donnée](x.md)", "`donnée` et [donnée](x.md)"),
        ("## Une donnée", "## Une donnée"),
        ("| donnée |", "| donnée |"),
        ("métadonnée", "métadonnée"),
    ],
)
def test_the_first_use_is_linked(line: str, shown: str) -> None:
    assert link_terms([line], GLOSSARY, "fr", "../glossary.md") == [shown]


def test_a_term_is_linked_once_on_a_page_and_never_in_code() -> None:
    lines = ["```", "donnée", "```", "Une donnée.", "Une donnée."]
    linked = link_terms(lines, GLOSSARY, "fr", "../glossary.md")
    assert [line.count("](") for line in linked] == [0, 0, 0, 1, 0]


def test_a_form_to_avoid_is_found_with_its_place_in_prose_alone() -> None:
    text = "# Titre\n\nLa protection data, et `protection data`.\n"
    (problem,) = check_terms({"a.md": page(text, "about.md")}, GLOSSARY, "fr")
    assert (problem.line, problem.column, problem.code) == (3, 4, "avoided-term")
    assert "protection des données" in problem.hint
