"""The directives: known, shown and laid out under the same names, and allowed where their data are."""

from __future__ import annotations

from pathlib import Path

import pytest

import mkdocs_course
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import read_yaml, validate
from mkdocs_course.text.directives import DIRECTIVES
from mkdocs_course.text.pages import read_page
from mkdocs_course.text.structure import check_pages
from mkdocs_course.views.expand import _VIEWS

TEMPLATES = {
    path.name.removesuffix(".md.j2")
    for path in (Path(mkdocs_course.__file__).parent / "templates").glob("*.md.j2")
}
COURSE = """\
source_language: de
session_minutes: 60
effort: {reading: 25, activity: 20, self_check: 15}
host: kurs.example.org
weeks: [{id: woche-1, agenda: [{type: questions, minutes: 60}]}]
"""
PLACES = {
    "home": {"index.md"},
    "schedule": {"schedule.md"},
    "glossary": {"glossary.md"},
    "progress": {"progress.md"},
    "week": {"woche-1/index.md"},
    "session": {"woche-1/session.md"},
    "agenda": {"woche-1/session.md"},
    "run": {"runs/herbst.md"},
    "activities": {"about.md"},
    "keep": {"about.md"},
    "translations": {"about.md"},
}
"""Where alone each directive may stand; the others may stand anywhere."""
NEEDED = {
    "index.md": {"home"},
    "schedule.md": {"schedule"},
    "glossary.md": {"glossary"},
    "progress.md": {"progress"},
    "woche-1/index.md": {"week", "weeks"},
    "woche-1/session.md": {"session", "agenda", "weeks"},
    "runs/herbst.md": {"run"},
    "about.md": set(),
}
"""What each kind of page cannot do without."""


def found(folder: Path, name: str, text: str) -> set[tuple[str, str]]:
    """Return the codes about directives that a page gets, with the directive that each names first."""
    path = folder / "docs" / "de" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    course, _ = validate("course.yml", read_yaml("course.yml", COURSE), Course)
    assert course
    page, _ = read_page(folder, "docs", "de", name, course.model)
    assert page
    problems = check_pages(course, [], {"de": {name: page}}, "docs", set())
    codes = {"misplaced-directive", "missing-directive", "unknown-directive", "bad-directive"}
    return {
        (problem.code, min((one for one in DIRECTIVES if f"`{one}`" in problem.message), default=""))
        for problem in problems
        if problem.code in codes
    }


NOTES = {"pager", "stale", "staleness", "worksheet"}
"""Templates of what pages get without a directive."""


def test_what_is_known_is_what_is_shown_and_laid_out() -> None:
    assert {*_VIEWS, "diagram"} == set(DIRECTIVES)
    assert {name for name in TEMPLATES if not name.startswith("_")} == {*_VIEWS, *NOTES}


@pytest.mark.parametrize("name", NEEDED)
def test_a_page_needs_its_directives(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "# Titel\n") == {("missing-directive", needed) for needed in NEEDED[name]}


@pytest.mark.parametrize("directive", sorted(DIRECTIVES))
@pytest.mark.parametrize("name", NEEDED)
def test_a_directive_stands_only_where_its_data_are(tmp_path: Path, name: str, directive: str) -> None:
    lines = [
        f"<!-- course:{one}{' wege' if one == 'diagram' else ''} -->"
        for one in sorted({directive} | NEEDED[name])
    ]
    misplaced = name not in PLACES.get(directive, NEEDED)
    codes = found(tmp_path, name, "\n".join(["# Titel", *lines]))
    assert codes == ({("misplaced-directive", directive)} if misplaced else set())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("<!-- course:shedule -->", "unknown-directive"),
        ("<!-- course:Schedule -->", "unknown-directive"),
        ("<!-- course: -->", "unknown-directive"),
        ("<!-- course: schedule -->", "bad-directive"),
        ("<!-- course schedule -->", "bad-directive"),
        ("<!-- course:schedule", "bad-directive"),
        ("Here: <!-- course:schedule -->", "bad-directive"),
        ("<!-- course:schedule --> <!-- course:notice -->", "bad-directive"),
    ],
)
def test_what_is_nearly_a_directive_is_no_remark(tmp_path: Path, line: str, code: str) -> None:
    assert {one for one, _ in found(tmp_path, "about.md", f"# Titel\n\n{line}\n")} == {code}
