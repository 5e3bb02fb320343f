"""Reading: YAML 1.2 with the place of every value, and files that give no data at all."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import (
    UnreadableError,
    read_document,
    read_text,
    read_yaml,
    replace_text,
    validate,
)
from mkdocs_course.course.runs import Run
from tests.fuzzing import bounded

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_course.problems import Problem

RUN = """\
id: herbst
title: {de: Herbst}
language: de
timezone: Africa/Nairobi
weekday: monday
time: "13:00"
starts: 2027-09-06
join: mail
"""


def refused(text: str, first_line: int = 1) -> Problem:
    with pytest.raises(UnreadableError) as caught:
        read_yaml("a.yml", text, first_line)
    return caught.value.problem


def places(text: str) -> list[tuple[int, int, str]]:
    """Return line, column and code of what is wrong with a run."""
    return [
        (found.line, found.column, found.code)
        for found in validate("a.yml", read_yaml("a.yml", text), Run)[1]
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("13:00", "13:00"),  # 780 in YAML 1.1
        ("09:00", "09:00"),
        ("1:30", "1:30"),
        ("no", "no"),  # false in YAML 1.1
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("010", 10),  # 8 in YAML 1.1
        ("0o10", 8),
        ("~", None),
        ("true", True),
        ("'true'", "true"),
        ("1.0", 1.0),
    ],
)
def test_plain_values_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    found = read_yaml("a.yml", f"key: {written}\n")["key"]
    assert (found, type(found) is bool) == (value, type(value) is bool)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: [1\nb: 2\n", 2, 2),
        ("a: 1\n b: 2\n", 2, 3),
        ("a:\n\t- b\n", 2, 1),
        ("a: *nowhere\n", 1, 4),
        ("a: 1\nb: 2\na: 3\n", 3, 1),
        ("a: {b: 1, b: 2}\n", 1, 11),
        ("a: 1\n---\nb: 2\n", 2, 1),
        ("a: 1\nb: 2027-02-30\n", 2, 4),
        ("a: 1\nb: \x07\n", 2, 4),
        ("- a\n- b\n", 1, 1),
        ("just words\n", 1, 1),
    ],
)
def test_broken_yaml_is_placed_where_it_breaks(text: str, line: int, column: int) -> None:
    problem = refused(text)
    assert (problem.code, problem.line, problem.column) == ("broken-yaml", line, column)
    assert refused(text, first_line=10).line == line + 9


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n", "---\n", "~\n"])
def test_an_empty_file_is_called_empty(text: str) -> None:
    assert refused(text).code == "empty-file"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: " + "[" * 100_000, 1, 54),
        ("a: " + "{a: " * 100_000, 1, 204),
        ("- " * 100_000, 1, 103),
        ("".join(f"{' ' * depth}a:\n" for depth in range(200)), 52, 53),
    ],
)
def test_deep_nesting_is_refused_where_it_gets_too_deep_and_at_once(
    text: str, line: int, column: int
) -> None:
    with bounded(seconds=2):
        problem = refused(text)
    assert (problem.code, problem.line, problem.column) == ("broken-yaml", line, column)
    assert "collections stand in one another more than 50 deep" in problem.message


def test_nesting_that_a_course_may_have_is_read() -> None:
    assert read_yaml("a.yml", "".join(f"{' ' * depth}a:\n" for depth in range(20)))
    assert read_yaml("a.yml", "a: " + "[" * 40 + "]" * 40)


@pytest.mark.parametrize("text", ["a: " + "[" * 2000, "a: " + "{b: " * 2000])
def test_nesting_without_end_is_refused(text: str) -> None:
    assert refused(text).code == "broken-yaml"


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"title: caf\xe9\n", 1, 11),
        (b"a: 1\nb: \xc3\xa9\xc3\xa9\xe9\n", 2, 6),
        (b"\xff\xfea\x00:\x00", 1, 1),
        (b"a: \x80", 1, 4),
    ],
)
def test_what_is_not_utf_8_is_placed_by_characters(
    tmp_path: Path, raw: bytes, line: int, column: int
) -> None:
    (tmp_path / "course.yml").write_bytes(raw)
    document, (problem,) = read_document(tmp_path, "course.yml", Course)
    assert document is None
    assert (problem.code, problem.line, problem.column) == ("not-utf-8", line, column)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# \xc3\x89t\xc3\xa9\n")
    assert read_text(tmp_path, "a.md") == "# Été\n"


def test_missing_files_and_folders_in_their_place_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "course.yml").mkdir()
    (tmp_path / "file").touch()
    found = [read_document(tmp_path, path, Course)[1] for path in ("course.yml", "no.yml", "file/a.yml")]
    assert [[problem.code for problem in problems] for problems in found] == [
        ["not-a-file"],
        ["missing-file"],
        ["unreadable-file"],
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"13:00"', "780", [(6, 7, "bad-time")]),
        ("2027-09-06", "6.9.2027", [(7, 9, "bad-date")]),
        ("{de: Herbst}", "{de: [Herbst]}", [(2, 9, "bad-value")]),
        ("weekday: monday", "weekdy: monday", [(1, 1, "missing-key"), (5, 1, "unknown-key")]),
        ("join: mail", "join: mail\nskip:\n  - date: x\n", [(10, 5, "missing-key"), (10, 11, "bad-date")]),
        ("join: mail", "join: mail\nplaces: [Africa/Nairobi, Nowhere]", [(9, 26, "unknown-zone")]),
        ("join: mail", "join: mail\nsessions:\n  w: {stat: held}", [(10, 7, "unknown-key")]),
        ("join: mail", "join: mail\n1: one", [(9, 1, "unknown-key")]),
    ],
)
def test_each_wrong_value_is_placed(before: str, after: str, expected: list[tuple[int, int, str]]) -> None:
    assert before in RUN
    assert sorted(places(RUN.replace(before, after))) == expected


def test_all_wrong_values_are_found_at_once() -> None:
    text = RUN.replace("monday", "someday").replace("13:00", "25:00").replace("mail", "phone")
    assert places(text) == [(5, 10, "unknown-value"), (6, 7, "bad-time"), (8, 7, "unknown-value")]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("weekdy: monday\n", "did you mean `weekday`?"),
        ("sessions: {week-1: {reasn: {de: x}}}\n", "did you mean `reason`?"),
        ("sessions: {week-1: {recording: {megabyte: 3}}}\n", "did you mean `megabytes`?"),
        ("skip: [{dat: 2027-09-06}]\n", "did you mean `date`?"),
        ("registration: {close: 2027-09-06}\n", "did you mean `closes`?"),
    ],
)
def test_a_mistyped_key_is_answered_with_the_nearest(text: str, hint: str) -> None:
    problems = validate("a.yml", read_yaml("a.yml", RUN + text), Run)[1]
    assert [problem.hint for problem in problems if problem.code == "unknown-key"] == [hint]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\n",
        "a: &a {b: *a}\n",
        "<<: {a: 1}\n",
        "skip:\n  - <<: {day: 2027-09-13}\n",
        "a: &a {date: x}\nskip:\n  - <<: *a\n    day: x\n",
        "[1]: 2\n",
        "~: 2\n",
        "skip: !!set {a, b}\n",
        "skip: !!omap [a: 1]\n",
        "note: !!python/object:os.system {}\n",
        "note: !!binary aGk=\n",
    ],
)
def test_odd_yaml_gives_problems_with_a_line(text: str) -> None:
    problems = validate("a.yml", read_yaml("a.yml", RUN + text), Run)[1]
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


def test_a_shared_value_is_read_once_for_each_place_it_stands() -> None:
    text = RUN + "note: &words {de: Pause}\nskip:\n  - {date: 2027-09-13, reason: *words}\n"
    document, problems = validate("a.yml", read_yaml("a.yml", text), Run)
    assert (document is not None, problems) == (True, [])
    assert document
    assert document.model.skip[0].reason == {"de": "Pause"}


def test_a_write_that_is_cut_short_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old", encoding="utf-8")
    program = (
        "import resource, sys; from pathlib import Path; from mkdocs_course.course.reading import replace_text;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); replace_text(Path(sys.argv[1]), 'new' * 4096)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert "File too large" in done.stderr
    assert path.read_text(encoding="utf-8") == "old"


def test_a_file_is_written_in_utf_8_with_plain_line_ends_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old", encoding="utf-8")
    replace_text(path, "é\n")
    assert path.read_bytes() == b"\xc3\xa9\n"
    assert list(tmp_path.iterdir()) == [path]
