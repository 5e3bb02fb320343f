"""A page as written: front matter, headings, directives and the agenda, each on its line of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

from mkdocs_course.course.model import Course
from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.pages import kind_of, parse_body, plain_id, read_page
from tests.building import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_course.problems import Problem
    from mkdocs_course.text.pages import Page

COURSE = Course.model_validate(
    {
        "source_language": "de",
        "session_minutes": 60,
        "effort": {"reading": 25, "activity": 20, "self_check": 15},
        "host": "kurs.example.org",
        "weeks": [{"id": "woche-1", "agenda": [{"type": "questions", "minutes": 60}]}],
    }
)
SHIPPED = sorted((ROOT / "docs").rglob("*.md"))


def read(folder: Path, text: str, name: str = "a.md") -> tuple[Page | None, list[Problem]]:
    path = folder / "docs" / "de" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return read_page(folder, "docs", "de", name, COURSE)


def good(folder: Path, text: str, name: str = "a.md") -> Page:
    page, problems = read(folder, text, name)
    assert problems == []
    assert page
    return page


def rendered_headings(text: str) -> list[tuple[int, str]]:
    """Return level and id of each heading as Markdown itself finds them."""
    html = markdown(text, extensions=["attr_list", "pymdownx.superfences", "admonition", "md_in_html"])
    found = BeautifulSoup(html, "html.parser").find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    return [(int(heading.name[1]), str(heading.get("id", ""))) for heading in found]


@pytest.mark.parametrize(
    ("text", "title", "first_line"),
    [
        ("---\ntitle: Tab\n---\n# Text\n", "Tab", 4),
        ("---\r\ntitle: Tab\r\n---\r\n# Text\r\n", "Tab", 4),
        ("---\ntitle: Tab\n...\n\n# Text\n", "Tab", 4),
        ("---\ntitle: >\n  Tab --- and\n  more\n---\n# Text\n", "Tab --- and more", 6),
        ("\ufeff---\ntitle: Tab\n---\n# Text\n", "Tab", 4),
        ("# Text\n", None, 1),
        ("# Text\n\n---\ntitle: no\n---\n", None, 1),
        ("\n---\ntitle: no\n---\n# Text\n", None, 1),
    ],
)
def test_front_matter_stands_above_the_text(
    tmp_path: Path, text: str, title: str | None, first_line: int
) -> None:
    page = good(tmp_path, text)
    assert (page.front_matter.title, page.first_line, page.title) == (title, first_line, "Text")
    lines = text.removeprefix("\ufeff").splitlines()
    assert [lines[heading.line - 1] for heading in page.body.headings] == ["# Text"]


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("---\ntitel: Tab\n---\n# Text\n", 2, 1, "unknown-key"),
        ("---\ntitle: Tab\ndescription: [a]\n---\n# Text\n", 3, 1, "bad-value"),
        ("---\ntitle: Tab\ntemplate: ''\n---\n# Text\n", 3, 11, "empty-value"),
        ("---\ntitle: a: b\n---\n# Text\n", 2, 9, "broken-yaml"),
        ("---\n- title\n---\n# Text\n", 2, 1, "broken-yaml"),
    ],
)
def test_wrong_front_matter_is_placed_in_the_file(
    tmp_path: Path, text: str, line: int, column: int, code: str
) -> None:
    page, (problem,) = read(tmp_path, text)
    assert page is None
    assert (problem.path, problem.line, problem.column, problem.code) == ("docs/de/a.md", line, column, code)


def test_headings_have_the_id_that_is_written_out_and_their_line() -> None:
    body = parse_body(
        ["# Title", "", "## One { #one }", "text", "### Two {: .wide #two data-x=1 } ##", "## Three ##"],
        first_line=5,
    )
    assert [(found.level, found.title, found.id, found.line) for found in body.headings] == [
        (1, "Title", "", 5),
        (2, "One", "one", 7),
        (3, "Two", "two", 9),
        (2, "Three", "", 10),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n## B { #b }\n\n```\n## C { #c }\n```\n\n## D { #d }\n",
        "~~~~ md\n```\n## A\n~~~\n## B\n~~~~\n\n## C { #c }\n",
        "````\n```\n## A { #a }\n```\n````\n\n## B { #b }\n",
        "```python\n# A\n```\n\n# B\n",
        "Write ```code``` here.\n\n## A { #a }\n",
        "```code``` begins the line.\n\n## A { #a }\n",
        "###### Six { #six }\n\n# One { #one }\n",
        "    # code\n\n# A\n",
        "# A #1\n\n## B\\# { #b }\n",
        "##No space\n",
    ],
)
def test_markdown_finds_the_same_headings(text: str) -> None:
    assert [(found.level, found.id) for found in parse_body(text.splitlines()).headings] == rendered_headings(
        text
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT / "docs").as_posix())
def test_markdown_finds_the_same_headings_in_the_shipped_pages(tmp_path: Path, path: Path) -> None:
    page = good(tmp_path, path.read_text(encoding="utf-8"))
    found = [(heading.level, heading.id) for heading in page.body.headings]
    assert found == rendered_headings("\n".join(page.body.lines))


def test_directives_stand_alone_on_their_line_and_not_in_code() -> None:
    lines = [
        "<!-- course:week -->",
        "  <!--course:agenda-->  ",
        "See <!-- course:run --> here.",
        "<!-- course week -->",
        "<!-- course:run",
        "<!-- courses: three -->",
        "<!-- of course -->",
        "```",
        "<!-- course:home -->",
        "```",
        "<!-- course:Home -->",
    ]
    found = parse_body(lines, first_line=11).directives
    assert [(one.line, one.column, one.alone) for one in found] == [
        (11, 1, True),
        (12, 3, True),
        (13, 5, False),
        (14, 1, False),
        (15, 1, False),
        (21, 1, True),
    ]
    assert [one.name for one in found if one.alone] == ["week", "agenda", "Home"]


@pytest.mark.parametrize(
    ("below", "items", "length"),
    [
        (["1. one", "2. two"], ["one", "two"], 3),
        (["", "1. one", "", "2. two", "", "After."], ["one", "two"], 5),
        (["1) one", "1) two", "After."], ["one", "two"], 3),
        (["1. one", "   goes on", "   and on", "2. two"], ["one goes on and on", "two"], 5),
        (["10. one  ", "11. two"], ["one", "two"], 3),
        (["Before.", "", "1. one"], [], 1),
        (["- one"], [], 1),
        (["", ""], [], 1),
        (["1. one", "", "## Next", "1. other"], ["one"], 2),
    ],
)
def test_the_agenda_is_the_numbered_list_below_its_directive(
    tmp_path: Path, below: list[str], items: list[str], length: int
) -> None:
    text = "\n".join(["---", "title: Tab", "---", "# Text", "<!-- course:agenda -->", *below]) + "\n"
    page = good(tmp_path, text, "woche-1/session.md")
    assert page.agenda == items
    _, lines = page.body.list_after(page.body.directives[0], page.first_line)
    assert lines == range(1, 1 + length)


def test_a_page_without_the_directive_has_no_agenda(tmp_path: Path) -> None:
    assert list(good(tmp_path, "# Text\n\n1. one\n").agenda) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.md", PageKind.HOME),
        ("schedule.md", PageKind.SCHEDULE),
        ("progress.md", PageKind.PROGRESS),
        ("glossary.md", PageKind.GLOSSARY),
        ("about.md", PageKind.PLAIN),
        ("woche-1/index.md", PageKind.WEEK),
        ("woche-1/session.md", PageKind.SESSION),
        ("woche-1/worksheet.md", PageKind.WORKSHEET),
        ("woche-2/index.md", PageKind.PLAIN),
        ("runs/herbst.md", PageKind.RUN),
        ("more/schedule.md", PageKind.PLAIN),
        ("more/woche-1/index.md", PageKind.PLAIN),
    ],
)
def test_a_path_says_what_a_page_is_for(name: str, kind: PageKind) -> None:
    assert kind_of(name, COURSE) is kind


def test_a_page_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "docs" / "de" / "a.md").mkdir(parents=True)
    page, (problem,) = read_page(tmp_path, "docs", "de", "a.md", COURSE)
    assert page is None
    assert (problem.path, problem.code) == ("docs/de/a.md", "not-a-file")


@pytest.mark.parametrize(
    ("title", "suggested"),
    [("À votre rythme", "a-votre-rythme"), ("Avaliação: 2 passos!", "avaliacao-2-passos")],
)
def test_an_id_is_suggested_in_small_ascii_letters(title: str, suggested: str) -> None:
    assert plain_id(title) == suggested
