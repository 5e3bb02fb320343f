"""Problems are printed for people, for GitHub and for programs, and stand in the order of their places."""

from __future__ import annotations

import json
import random
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_course.problems import Problem, Severity, as_github, as_gitlab, as_json, as_text, has_errors

ERROR = Problem(
    "runs/a.yml", 7, 3, Severity.ERROR, "bad-time", "`25:00` is not a time of day", 'write "13:00"'
)
WARNING = Problem("docs/de/index.md", 1, 1, Severity.WARNING, "untranslated-page", "there is no page")
COMMAND = re.compile(
    r"::(?P<level>error|warning) file=(?P<file>[^,:]*),line=(?P<line>\d+),col=(?P<col>\d+)"
    r",title=(?P<title>[^,:]*)::(?P<text>.*)"
)
PROBLEMS = st.builds(
    Problem,
    path=st.text(min_size=1),
    line=st.integers(1),
    column=st.integers(1),
    severity=st.sampled_from(Severity),
    code=st.text(min_size=1),
    message=st.text(min_size=1),
    hint=st.text(),
)


def unescaped(text: str) -> str:
    """Read what GitHub's runner reads: https://github.com/actions/runner, ActionCommand.cs."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_text_is_what_editors_can_follow() -> None:
    assert as_text([ERROR, WARNING]).splitlines() == [
        'runs/a.yml:7:3: error bad-time `25:00` is not a time of day (write "13:00")',
        "docs/de/index.md:1:1: warning untranslated-page there is no page",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_text_has_one_line_for_each_problem_whatever_was_read(end: str) -> None:
    problem = Problem(
        "a.yml", 1, 1, Severity.ERROR, "bad-value", f"`id` is `a{end}b`", "write it on one line"
    )
    assert len(as_text([problem, WARNING]).splitlines()) == 2


def test_github_is_told_the_place_and_the_hint() -> None:
    assert as_github([ERROR]) == (
        '::error file=runs/a.yml,line=7,col=3,title=bad-time::`25:00` is not a time of day (write "13:00")'
    )


def test_github_escapes_differ_between_properties_and_text() -> None:
    problem = Problem("a,b:c%.md", 1, 2, Severity.WARNING, "code", "50 %, so:\r\nmore")
    assert as_github([problem]) == (
        "::warning file=a%2Cb%3Ac%25.md,line=1,col=2,title=code::50 %25, so:%0D%0Amore"
    )


@given(PROBLEMS)
def test_github_reads_back_what_was_meant(problem: Problem) -> None:
    command = as_github([problem])
    assert not {"\r", "\n"} & set(command)
    found = COMMAND.fullmatch(command)
    assert found
    assert found["level"] == problem.severity.value
    assert (int(found["line"]), int(found["col"])) == (problem.line, problem.column)
    assert (unescaped(found["file"]), unescaped(found["title"])) == (problem.path, problem.code)
    assert unescaped(found["text"]).startswith(problem.message)
    assert problem.hint in unescaped(found["text"])


@given(st.lists(PROBLEMS))
def test_json_holds_every_field(problems: list[Problem]) -> None:
    assert json.loads(as_json(problems)) == [asdict(problem) for problem in problems]


def test_problems_are_sorted_by_file_line_and_column_as_numbers() -> None:
    places = [("a.yml", 2, 1), ("a.yml", 2, 9), ("a.yml", 2, 10), ("a.yml", 10, 1), ("b.yml", 1, 1)]
    problems = [Problem(*place, Severity.ERROR, "code", "message") for place in places]
    shuffled = random.Random(1).sample(problems, len(problems))  # noqa: S311  any other order will do
    assert shuffled != problems
    assert sorted(shuffled) == problems


@pytest.mark.parametrize(
    ("problems", "failing"), [([], False), ([WARNING], False), ([ERROR], True), ([WARNING, ERROR], True)]
)
def test_only_errors_fail(problems: list[Problem], failing: bool) -> None:
    assert has_errors(problems) is failing


def test_gitlab_is_told_the_place_and_knows_a_problem_that_moved() -> None:
    first, second = json.loads(as_gitlab([ERROR, WARNING]))
    assert first["location"] == {"path": "runs/a.yml", "lines": {"begin": 7}}
    assert (first["severity"], second["severity"]) == ("major", "minor")
    (moved,) = json.loads(as_gitlab([replace(ERROR, line=9)]))
    assert moved["fingerprint"] == first["fingerprint"]


@given(st.lists(PROBLEMS))
def test_gitlab_tells_all_problems_apart(problems: list[Problem]) -> None:
    found = json.loads(as_gitlab(problems))
    assert len({entry["fingerprint"] for entry in found}) == len(problems)
