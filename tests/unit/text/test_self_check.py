"""Questions: what is read, what is refused, and what the block makes of them."""

from __future__ import annotations

import markdown
import pytest
from bs4 import BeautifulSoup

from mkdocs_course.text import self_check_block
from mkdocs_course.text.self_check import check_questions, compare_questions, questions
from tests.pages import page

WORDS = {self_check_block.NAME: {"words": {"answers": "Réponses", "check": "Vérifier"}}}

GOOD = """
    # Titre

    /// question | who-decides
    Qui **décide** ?

    - [ ] le fournisseur

        Non : il propose.

    - [x] le comité

        Oui : c’est son mandat.
    ///
    """


def test_a_question_is_read() -> None:
    (question,) = questions(page(GOOD))
    assert (question.id, question.prompt, question.line) == ("who-decides", "Qui **décide** ?", 3)
    assert [(option.right, option.text, option.feedback) for option in question.options] == [
        (False, "le fournisseur", "Non : il propose."),
        (True, "le comité", "Oui : c’est son mandat."),
    ]
    assert not list(check_questions(page(GOOD)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ///\n    ", "    ", "no end"),
        (" | who-decides", "", "no id"),
        ("who-decides", "Who decides", "no id"),
        ("    Qui **décide** ?\n", "", "asks nothing"),
        ("[x]", "[ ]", "0 options are marked"),
        ("[ ]", "[x]", "2 options are marked"),
        ("        Non : il propose.\n", "", "“le fournisseur” has no feedback"),
    ],
)
def test_each_fault_is_named_at_the_line_of_the_question(old: str, new: str, message: str) -> None:
    problems = list(check_questions(page(GOOD.replace(old, new))))
    assert [(problem.code, problem.line) for problem in problems] == [("bad-question", 3)]
    assert message in problems[0].message
    assert problems[0].hint


def test_a_second_question_with_the_same_id_is_named() -> None:
    twice = GOOD + GOOD.replace("    # Titre\n", "")
    (problem,) = check_questions(page(twice))
    assert "second question" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("who-decides", "who-pays", "missing-question extra-question"),
        ("- [ ] le fournisseur", "- [x] le fournisseur", "question-key"),
    ],
)
def test_a_translation_with_another_key_or_id_is_found(old: str, new: str, code: str) -> None:
    translation = GOOD.replace(old, new)
    if code == "question-key":
        translation = translation.replace("- [x] le comité", "- [ ] le comité")
    found = [problem.code for problem, _ in compare_questions(page(translation, language="en"), page(GOOD))]
    assert found == code.split()


def test_the_block_works_without_a_script_and_is_a_named_group_of_radio_buttons() -> None:
    body = "\n".join(page(GOOD + GOOD.replace("who-decides", "who-pays").replace("# Titre", "")).body.lines)
    html = markdown.markdown(body, extensions=[self_check_block.NAME], extension_configs=WORDS)
    soup = BeautifulSoup(html, "html.parser")
    first, second = soup.select("fieldset.question")
    assert [group["id"] for group in (first, second)] == ["q-who-decides", "q-who-pays"]
    legend = first.legend
    assert legend
    assert (legend.get_text(), legend.strong is not None) == ("1. Qui décide ?", True)
    assert [label.get_text(strip=True) for label in first.select(".options label")] == [
        "le fournisseur",
        "le comité",
    ]
    assert {radio["name"] for radio in first.select("input[type=radio]")} == {"q-who-decides"}
    assert [item.get_text(strip=True) for item in first.select("details .right")] == [
        "Oui : c’est son mandat."
    ]
    assert first.select_one("[role=status]")
    assert "[x]" not in soup.get_text()
