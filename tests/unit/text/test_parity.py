"""Parity: in what a translation may not differ from its source, and in what it may while it is behind."""

from __future__ import annotations

import pytest

from mkdocs_course.problems import as_line
from mkdocs_course.text.parity import check_translation
from mkdocs_course.text.stamps import units
from mkdocs_course.text.translations import stamped
from tests.pages import page

SOURCE = """\
---
description: Ce que dit la page.
---
# Titre

Introduction.

## Acquis { #outcomes }

- un [lien](a.md)
- deux

## Activité { #activity }

Une phrase.
"""
TRANSLATION = """\
---
description: What the page says.
---
# Title

Introduction.

## Outcomes { #outcomes }

- one [link](a.md)
- two

## Activity { #activity }

One sentence.
"""
QUESTION = """
/// question | who
Qui ?

- [ ] un

    Non : deux.

- [x] deux

    Oui.
///
"""
PLACE = "docs/en/week-01/index.md"
OF = "docs/fr/week-01/index.md"
ACTIVITY = "## Activity { #activity }\n"
SOURCE_ACTIVITY = "## Activité { #activity }\n"


def marked(translation: str, source: str = SOURCE) -> str:
    """Return the translation with stamps that say: all of it renders the source."""
    english = page(translation, language="en")
    known = {unit.id for unit in units(english)}
    hashes = {unit.id: unit.hash for unit in units(page(source)) if unit.id in known}
    return stamped(translation, english, hashes)


def found(translation: str, source: str = SOURCE) -> list[str]:
    return [as_line(problem) for problem in check_translation(page(translation, language="en"), page(source))]


def test_a_translation_in_step_is_good() -> None:
    assert found(marked(TRANSLATION)) == []


def test_a_page_with_sections_of_unknown_state_says_how_many_once() -> None:
    (line,) = found(TRANSLATION)
    assert line == (
        f"{PLACE}:4:1: warning unstamped-section 3 of 3 sections do not say from which state of the source they were "
        "made (once they render it, run `course translations mark en week-01/index.md`)"
    )


def test_a_section_that_is_behind_is_named_with_the_command_that_shows_it() -> None:
    assert found(marked(TRANSLATION), SOURCE.replace("Une phrase", "Deux phrases")) == [
        (
            f"{PLACE}:15:1: warning stale-section `activity` has changed in {OF}:13 "
            "(`course translations diff en week-01/index.md#activity` shows how; then translate and mark it)"
        )
    ]
    assert found(marked(TRANSLATION), SOURCE.replace("Introduction", "Avant")) == [
        (
            f"{PLACE}:4:1: warning stale-section `the head of the page` has changed in {OF}:4 "
            "(`course translations diff en week-01/index.md` shows how; then translate and mark it)"
        )
    ]


@pytest.mark.parametrize(
    ("more", "what", "code"),
    [
        ("<!-- course:diagram silos -->", "diagrams", "error parity"),
        ("![Silos](silos.svg)", "pictures", "error parity"),
        ("!!! note\n    Un mot.", "boxes", "error parity"),
        ("???+ note\n    Un mot.", "boxes", "error parity"),
        ("~~~", "code blocks", "error parity"),
        ("| --- |", "tables", "error parity"),
        ("| a |", "table rows", "warning parity-hint"),
        ("1. un", "list items", "warning parity-hint"),
        ("* un", "list items", "warning parity-hint"),
        ("Un [lien](a.md).", "links", "warning parity-hint"),
    ],
)
def test_what_is_there_more_often_than_in_the_source(more: str, what: str, code: str) -> None:
    text = marked(TRANSLATION) + "\n" + more + "\n"
    said = f"{PLACE}:15:1: {code} `activity` has 1 {what}, {OF}:13 has 0 (bring the two into line)"
    assert said in found(text)
    source = SOURCE + "\n" + more + "\n"
    said = f"{PLACE}:15:1: {code} `activity` has 0 {what}, {OF}:13 has 1 (bring the two into line)"
    assert said in found(marked(TRANSLATION, source), source)


def test_what_differs_in_a_section_that_is_behind_stops_nobody() -> None:
    source = SOURCE + "\n!!! note\n    Un mot.\n\n- un\n\n" + "mot " * 200
    assert found(marked(TRANSLATION), source) == [
        (
            f"{PLACE}:15:1: warning stale-section `activity` has changed in {OF}:13 "
            "(`course translations diff en week-01/index.md#activity` shows how; then translate and mark it)"
        ),
        f"{PLACE}:15:1: warning parity `activity` has 0 boxes, {OF}:13 has 1 (bring the two into line)",
    ]


def test_the_head_of_a_page_is_compared_too() -> None:
    text = marked(TRANSLATION).replace("Introduction.", "!!! note\n    Introduction.")
    assert found(text) == [
        f"{PLACE}:4:1: error parity `the head of the page` has 1 boxes, {OF}:4 has 0 (bring the two into line)"
    ]


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        (250, 99, "40%"),
        (250, 100, ""),
        (250, 625, ""),
        (250, 626, "250%"),
        (200, 60, ""),
        (201, 60, "30%"),
    ],
)
def test_sections_are_about_as_long_as_those_of_the_source(theirs: int, ours: int, said: str) -> None:
    """A section's length is that of its lines, heading and stamp included."""
    source = SOURCE.replace("Une phrase.\n", "").rstrip("\n")
    source += "\n" + "x" * (theirs - len(SOURCE_ACTIVITY.strip()))
    text = marked(TRANSLATION.replace("One sentence.\n", "").rstrip("\n"), source)
    text += "\n" + "x" * (ours - len(text[text.index(ACTIVITY) :].replace("\n", "")))
    expected = (
        f"{PLACE}:15:1: warning parity-hint `activity` is {said} as long as {OF}:13 "
        "(look whether something is missing, or was written twice)"
    )
    assert found(text, source) == ([expected] if said else [])


def test_a_section_that_the_translation_lacks() -> None:
    without = TRANSLATION[: TRANSLATION.index(ACTIVITY)]
    said = f"the section `activity` of {OF}:13 is missing (add a heading that ends in {{ #activity }})"
    assert found(marked(without)) == [f"{PLACE}:4:1: warning missing-section {said}"]
    assert found(without)[0] == f"{PLACE}:4:1: error missing-section {said}"


def test_a_section_that_the_source_lacks() -> None:
    text = marked(TRANSLATION) + "\n## More { #more }\n"
    assert found(text) == [
        f"{PLACE}:20:1: error extra-section the section `more` is not in {OF} (use the id that the source has)"
    ]
    assert found(text + "\n<!-- src:1:00000000 -->\n") == [
        (
            f"{PLACE}:20:1: warning extra-section the section `more` is not in {OF} "
            "(the source has given it up: remove it)"
        )
    ]


def test_sections_in_another_order_are_told_of_once() -> None:
    head, outcomes = TRANSLATION.split("## Outcomes")
    outcomes, activity = outcomes.split("\n## Activity")
    swapped = f"{head}## Activity{activity}\n## Outcomes{outcomes}"
    assert found(marked(swapped)) == [
        (
            f"{PLACE}:9:1: error section-order `activity` stands where the source has `outcomes` "
            "(keep the order of the source)"
        )
    ]


def test_a_question_that_is_missing_stops_only_who_says_that_the_section_is_in_step() -> None:
    source = SOURCE + QUESTION
    said = f"missing-question the question `who` of {OF}:17 is missing (translate it, with the same id)"
    assert f"{PLACE}:4:1: error {said}" in found(marked(TRANSLATION, source), source)
    assert f"{PLACE}:4:1: warning {said}" in found(marked(TRANSLATION), source)
    without = marked(TRANSLATION[: TRANSLATION.index(ACTIVITY)])
    assert f"{PLACE}:4:1: warning {said}" in found(without, source)


def test_a_question_of_a_section_in_step_is_an_error_though_another_section_is_behind() -> None:
    source = SOURCE + QUESTION
    text = marked(TRANSLATION, source)
    lines = found(text, source.replace("- deux\n\n## ", "- trois\n\n## "))
    said = f"missing-question the question `who` of {OF}:17 is missing (translate it, with the same id)"
    assert f"{PLACE}:4:1: error {said}" in lines
    early = SOURCE.replace("\n## Activité", f"{QUESTION}\n## Activité")
    assert f"{PLACE}:4:1: warning {said.replace(':17', ':13')}" in found(marked(TRANSLATION), early)


def test_a_question_that_only_the_translation_has_is_an_error_even_where_it_is_behind() -> None:
    text = marked(TRANSLATION, SOURCE.replace("Une", "Cette")) + QUESTION
    assert (
        f"{PLACE}:20:1: error extra-question the question `who` is not in {OF} (use the id that the source has)"
        in (found(text))
    )
