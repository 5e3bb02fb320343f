"""Effort: minutes from words."""

from __future__ import annotations

import pytest

from mkdocs_course import project as projects
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import Document, read_yaml
from mkdocs_course.problems import Severity, as_line
from mkdocs_course.text.effort import check_effort, effort, effort_table, efforts, words
from mkdocs_course.text.stamps import units
from mkdocs_course.text.translations import stamped
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


def lines(source: str, translation: str = "") -> list[str]:
    """Return what is said of a course of one week, in two languages if the second is given."""
    pages = {"fr": {"week-01/index.md": page(source)}}
    if translation:
        pages["en"] = {"week-01/index.md": page(translation, language="en")}
    return [as_line(problem) for problem in check_effort(_document(), pages)]


def marked(text: str) -> str:
    """Return a page with stamps that say: all of it renders that same text."""
    source = page(text)
    return stamped("\n".join(source.body.lines), source, {unit.id: unit.hash for unit in units(source)})


LONG, SHORT, RIGHT = (week("mot " * (130 * minutes - 3)) for minutes in (36, 14, 25))
OF_THE_WEEK = "minutes, of 60 planned in course.yml"
OF_THE_COURSE = "of 60 planned"


def test_who_plans_is_told_by_how_much() -> None:
    more = "(lengthen the text by about 1430 words (130 a minute), or plan other minutes in `effort`)"
    less = "(shorten the text by about 1430 words (130 a minute), or plan other minutes in `effort`)"
    assert lines(SHORT) == [
        f"docs/fr/week-01/index.md:1:1: error week-effort the week takes 49 {OF_THE_WEEK} {more}",
        f"course.yml:2:1: error course-effort the course takes 49 minutes in `fr`, {OF_THE_COURSE} {more}",
    ]
    assert lines(LONG) == [
        f"docs/fr/week-01/index.md:1:1: error week-effort the week takes 71 {OF_THE_WEEK} {less}",
        f"course.yml:2:1: error course-effort the course takes 71 minutes in `fr`, {OF_THE_COURSE} {less}",
    ]


def test_a_translation_that_is_in_step_is_held_to_the_plan_and_one_in_the_making_is_not() -> None:
    for text, severity in (
        (marked(LONG), "error"),
        (LONG, "warning"),
        (marked(RIGHT) + " mot" * 2000, "warning"),
    ):
        source = LONG if severity == "error" or text is LONG else RIGHT.replace("Fin.", "Bien.")
        of_the_translation = [line for line in lines(source, text) if "docs/en" in line or "`en`" in line]
        assert [line.split()[1:3] for line in of_the_translation] == [
            [severity, "week-effort"],
            [severity, "course-effort"],
        ]


def test_a_translation_of_no_page_is_held_to_the_plan() -> None:
    pages = {"fr": {}, "en": {"week-01/index.md": page(LONG, language="en")}}
    found = list(check_effort(_document(), pages))
    assert [(problem.code, problem.severity) for problem in found] == [
        ("week-effort", Severity.ERROR),
        ("course-effort", Severity.ERROR),
    ]


def test_a_language_that_lacks_a_week_takes_the_time_of_the_page_shown_instead() -> None:
    pages = {"fr": {"week-01/index.md": page(RIGHT)}, "en": {}}
    assert {language: found["week-01"].minutes for language, found in efforts(COURSE, pages).items()} == {
        "fr": 60,
        "en": 60,
    }
    assert "| week-01 | 3250 | 60 | 0 | 60 |" in effort_table(COURSE, pages)
    assert efforts(COURSE, {"fr": {}}) == {"fr": {}}
    assert "| week-01 | 0 | 0 |" in effort_table(COURSE, {"fr": {}})


def _document() -> Document[Course]:
    data = read_yaml("course.yml", "session_minutes: 90\neffort:\n  reading: 25\n")
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
