"""Progress: offered by a course with a page for it, with the questions, minutes and words of the reader's language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mkdocs_course import project as projects
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.expand import expand
from mkdocs_course.views.progress import Mark, mark, progress_page, progress_words
from mkdocs_course.views.viewpoint import Link, Viewpoint
from tests.pages import page
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from mkdocs_course.project import Project

WEEK = """
    # Wege lesen

    /// question | wohin-das-wasser
    Wohin fließt es?

    - [ ] bergauf

        Nein.

    - [x] bergab

        Ja.
    ///

    /// question | wer-hilft
    Wer hilft?

    - [x] alle

        Ja.

    - [ ] niemand

        Nein.
    ///
    """


def four(*, with_page: bool) -> Project:
    """Return the course of four weeks, the first of which has two questions; on request with a page of progress."""
    loaded, problems = projects.load(FOUR)
    assert loaded, problems
    german = dict(loaded.pages["de"]) | {"woche-1/index.md": page(WEEK, "woche-1/index.md", "de")}
    if with_page:
        own = page("# Mein Weg\n\n<!-- course:progress -->", "progress.md", "de")
        german["progress.md"] = own
        assert own.kind is PageKind.PROGRESS
    return replace(loaded, pages={**loaded.pages, "de": german})


def look(name: str, *, language: str = "de", with_page: bool = True) -> Viewpoint:
    return Viewpoint(four(with_page=with_page), catalogue(language), name)


@pytest.mark.parametrize("name", ["index.md", "schedule.md", "woche-1/index.md", "woche-1/session.md"])
def test_without_its_page_a_course_keeps_nothing(name: str) -> None:
    view = look(name, with_page=False)
    assert progress_words(view) == {}
    assert "data-unkept" not in expand("# Titel\n", view)
    if name.startswith("woche-1"):
        assert mark(view) is None


def test_a_week_and_its_session_are_ticked_apart() -> None:
    link = Link("Mein Weg", "../progress.md")
    week, session = mark(look("woche-2/index.md")), mark(look("woche-2/session.md"))
    assert week == Mark("weeks", "woche-2", "I have finished this week", link)
    assert session == Mark("sessions", "woche-2", "I took part in this session", link)


def test_the_page_counts_questions_and_minutes() -> None:
    """The data of this course: 1 + 20 + 5 minutes a week, and 45 live."""
    shown = progress_page(look("progress.md"))
    assert [week.id for week in shown.weeks] == [f"woche-{number}" for number in range(1, 5)]
    assert shown.questions == ["woche-1/wohin-das-wasser", "woche-1/wer-hilft"]
    assert shown.weeks[1].questions == []
    assert shown.weeks[0].link == Link("Wege lesen", "woche-1/index.md")
    assert [week.minutes for week in shown.weeks] == [26, 26, 26, 26]
    assert (shown.self_paced_minutes, shown.session_minutes, shown.live_minutes) == (104, 45, 180)


def test_words_go_only_where_marks_are_shown() -> None:
    assert progress_words(look("glossary.md")) == {}
    assert "week" not in progress_words(look("woche-1/session.md"))
    assert progress_words(look("woche-1/index.md", language="sw")) == {
        "course": "wege.example.net",
        "weeks": "imekamilika",
        "sessions": "umeshiriki",
        "week": "woche-1",
    }
    assert progress_words(look("index.md", language="sw"))["next"] == "Endelea na wiki ya {number}"
