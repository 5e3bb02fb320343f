"""Effort: minutes from words."""

from __future__ import annotations

import pytest

from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import Document, read_yaml
from mkdocs_course.text.effort import check_effort, effort, words
from tests.pages import COURSE, page

PAGE = """
    # Titre de la page

    ## Acquis { #outcomes }

    {text}

    ## Activité { #activity }

    Ces mots ne comptent pas.

    ## Autoévaluation { #self-check }

    Ceux-ci non plus.

    ## Portfolio { #portfolio }

    Fin.
    """


def week(text: str) -> str:
    return PAGE.replace("{text}", text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("un deux trois", 3),
        ("un — deux, 3 !", 3),
        ("[un lien](https://example.org/a-b) deux", 3),
        ("<!-- course:diagram silos -->", 0),
        ("<!-- src:1:48d58ff7 -->", 0),
        ("| un | deux |\n    | --- | --- |\n    | trois | &nbsp; |", 3),
        ("*un* **deux** `trois`{ .term }", 3),
        ("aujourd’hui l’eau", 2),
    ],
)
def test_words_are_those_that_are_read(text: str, count: int) -> None:
    outside = ["Acquis", "Portfolio", "Fin."]
    assert words(page(week(text))) == count + len(outside)


def test_reading_takes_a_minute_for_130_words() -> None:
    found = effort(page(week("mot " * (130 * 20 - 3))), COURSE.weeks[0], COURSE)
    assert (found.reading, found.activity, found.self_check, found.minutes) == (20, 20, 15, 55)


@pytest.mark.parametrize(
    ("minutes", "codes"), [(14, ["week-effort"]), (15, []), (35, []), (36, ["week-effort"])]
)
def test_a_week_may_differ_by_ten_minutes(minutes: int, codes: list[str]) -> None:
    pages = {"fr": {"week-01/index.md": page(week("mot " * (130 * minutes - 3)))}}
    found = check_effort(_document(), pages)
    assert [problem.code for problem in found if problem.code == "week-effort"] == codes


@pytest.mark.parametrize(
    ("minutes", "codes"), [(21, ["course-effort"]), (22, []), (28, []), (29, ["course-effort"])]
)
def test_all_weeks_together_may_differ_by_a_twentieth(minutes: int, codes: list[str]) -> None:
    pages = {"fr": {"week-01/index.md": page(week("mot " * (130 * minutes - 3)))}}
    assert [problem.code for problem in check_effort(_document(), pages)] == codes


def _document() -> Document[Course]:
    data = read_yaml("course.yml", "effort:\n  reading: 25\n")
    return Document("course.yml", COURSE, data, 1)
