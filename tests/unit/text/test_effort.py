"""Effort: minutes from words."""

from __future__ import annotations

import pytest

from mkdocs_course import project as projects
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import Document, read_yaml
from mkdocs_course.text.effort import check_effort, effort, effort_table, words
from tests.building import ROOT
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


def test_the_table_has_a_row_for_each_week_and_the_sums() -> None:
    pages = {
        "fr": {"week-01/index.md": page(week("mot " * 257))},
        "en": {"week-01/index.md": page(week("word " * 127), language="en")},
    }
    assert effort_table(COURSE, pages) == (
        "| week | fr, words | fr, minutes | en, words | en, minutes |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| week-01 | 260 | 37 | 130 | 36 |\n"
        "| at one’s own pace | 260 | 37 | 130 | 36 |\n"
        "| live sessions | | 90 | | 90 |"
    )


def test_the_table_in_the_handbook_is_that_of_the_course() -> None:
    loaded, problems = projects.load(ROOT)
    assert loaded, problems
    written = (ROOT / "handbook" / "effort.md").read_text(encoding="utf-8")
    assert written.endswith(f"\n\n{effort_table(loaded.course, loaded.pages)}\n"), "run `make effort`"


def test_the_course_keeps_its_promise_of_twelve_hours_in_each_language() -> None:
    loaded, problems = projects.load(ROOT)
    assert loaded, problems
    assert set(loaded.efforts) == {"fr", "en", "pt"}
    for by_week in loaded.efforts.values():
        minutes = [found.minutes for found in by_week.values()]
        assert len(minutes) == 12
        assert all(50 <= each <= 70 for each in minutes)
        assert 684 <= sum(minutes) <= 756  # 12 hours, 5 % either way
