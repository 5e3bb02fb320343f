"""The command `course`: what it prints where, how it exits, and that it leaves files whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mkdocs_course.cli import main
from tests.building import ROOT, copy_project, files, replace, tool
from tests.unit.test_cases import FOUR, TESTS, apply, case

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

LOCK = "runs/herbst.lock.json"
COMMAND = re.compile(r"::(error|warning) file=([^,:]+),line=(\d+),col=(\d+),title=([^,:]+)::.+")
FAULTY = {
    "course.yml:17:9: error missing-page",
    "docs/sw/woche-1/index.md:1:3: error not-utf-8",
    "docs/sw/woche-3/index.md:1:1: error no-source",
    "runs/herbst.yml:7:11: error unknown-zone",
}
"""What three cases at once give."""


def course(*arguments: str | Path) -> Result:
    """Run the command; an exception that would be a traceback is raised."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def spoil(root: Path, *names: str) -> None:
    """Do to a course what some cases say."""
    for name in names:
        for change in case(TESTS / "cases" / "problems" / f"{name}.yml")["changes"]:
            apply(root, change)


@pytest.fixture
def four(tmp_path: Path) -> Path:
    return copy_project(FOUR, tmp_path / "course")


@pytest.fixture
def faulty(four: Path) -> Path:
    spoil(four, "zone-unknown", "week-missing", "not-utf8")
    return four


def test_the_shipped_course_has_no_problems() -> None:
    result = course("check", "--root", ROOT)
    pages = len(list((ROOT / "docs").glob("*/**/*.md")))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"No problems: 12 weeks, 4 runs, {pages} pages in en, fr, pt.\n"


def test_the_course_of_four_weeks_is_warned_of_its_clocks_alone() -> None:
    result = course("check", "--root", FOUR)
    (line,) = result.stdout.splitlines()
    assert line.startswith("runs/herbst.yml:7:11: warning clock-change ")
    assert (result.exit_code, result.stderr) == (0, "0 errors, 1 warnings.\n")


def test_a_zone_without_summer_time_leaves_nothing_to_warn_of(four: Path) -> None:
    replace(four / "runs/herbst.yml", "timezone: Europe/Berlin", "timezone: Africa/Nairobi")
    assert course("run", "lock", "--root", four).exit_code == 0
    result = course("check", "--root", four)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No problems: 4 weeks, 1 runs, 24 pages in de, sw.\n"


def test_all_faults_are_printed_in_one_go_and_counted(faulty: Path) -> None:
    result = course("check", "--root", faulty)
    assert {" ".join(line.split(" ")[:3]) for line in result.stdout.splitlines()} == FAULTY
    assert (result.exit_code, result.stderr) == (1, "4 errors, 0 warnings.\n")


def test_github_gets_one_command_for_each_fault(faulty: Path) -> None:
    result = course("check", "--root", faulty, "--format", "github")
    commands = [COMMAND.fullmatch(line) for line in result.stdout.splitlines()]
    found = {f"{match[2]}:{match[3]}:{match[4]}: {match[1]} {match[5]}" for match in commands if match}
    assert (result.exit_code, len(commands), found) == (1, 4, FAULTY)


def test_json_is_a_list_of_all_faults_and_nothing_else_is_on_the_output(faulty: Path) -> None:
    result = course("check", "--root", faulty, "--format", "json")
    found = json.loads(result.stdout)
    assert {"{path}:{line}:{column}: {severity} {code}".format(**each) for each in found} == FAULTY
    assert {frozenset(each) for each in found} == {
        frozenset({"path", "line", "column", "severity", "code", "message", "hint"})
    }
    assert result.exit_code == 1


def test_json_of_no_problems_is_an_empty_list() -> None:
    assert json.loads(course("check", "--root", ROOT, "--format", "json").stdout) == []


def test_pages_may_be_in_another_folder(four: Path) -> None:
    (four / "docs").rename(four / "seiten")
    assert course("check", "--root", four, "--docs", "seiten").exit_code == 0
    assert course("check", "--root", four).exit_code == 1
    (four / "seiten/de/schedule.md").unlink()
    first = course("check", "--root", four, "--docs", "seiten").stdout.splitlines()[1]
    assert first.startswith("seiten/de/schedule.md:1:1: error missing-page ")


@pytest.mark.parametrize(
    "arguments",
    [["check", "--format", "xml"], ["check", "--root", "nowhere"], ["run", "lock", "--root", "nowhere"]],
)
def test_wrong_arguments_are_a_matter_of_usage(arguments: list[str]) -> None:
    result = course(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")


def test_sections_behind_their_source_are_shown_to_github_where_the_author_wrote(four: Path) -> None:
    spoil(four, "section-stale")
    result = course("translations", "status", "--root", four, "--format", "github")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "::warning file=docs/de/woche-1/index.md,line=15,col=1,title=stale-translation::"
    )
    assert "docs/sw/woche-1/index.md:17" in result.stdout


def test_locking_announces_a_change_once(four: Path) -> None:
    before = json.loads((four / LOCK).read_text(encoding="utf-8"))["sessions"]
    replace(four / "runs/herbst.yml", "18:15", "18:30")
    assert course("check", "--root", four).exit_code == 1
    result = course("run", "lock", "--root", four)
    assert (result.exit_code, result.output) == (0, f"{LOCK}\n")
    after = json.loads((four / LOCK).read_text(encoding="utf-8"))["sessions"]
    assert list(after) == ["woche-1", "woche-2", "woche-3", "woche-4"]
    assert {week: versions[:1] for week, versions in after.items()} == before
    starts = ["2027-10-06T16:30:00Z", "2027-10-13T16:30:00Z", "2027-10-20T16:30:00Z", "2027-11-03T17:30:00Z"]
    assert [versions[1]["start"] for versions in after.values()] == starts
    assert course("check", "--root", four).exit_code == 0
    left = files(four)
    again = course("run", "lock", "herbst", "--root", four)
    assert (again.exit_code, again.output) == (0, "")
    assert files(four) == left


def test_only_the_named_runs_are_locked(four: Path) -> None:
    text = (four / "runs/herbst.yml").read_text(encoding="utf-8")
    for name in ("winter", "sommer"):
        (four / f"runs/{name}.yml").write_text(text.replace("id: herbst", f"id: {name}"), encoding="utf-8")
    before = files(four)
    result = course("run", "lock", "winter", "--root", four)
    assert (result.exit_code, result.output) == (0, "runs/winter.lock.json\n")
    assert files(four).keys() - before.keys() == {"runs/winter.lock.json"}
    assert course("run", "lock", "--root", four).output == "runs/sommer.lock.json\n"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("zone-unknown", "runs/herbst.yml:7:11: error unknown-zone "),
        ("run-broken", "runs/herbst.yml:3:1: error broken-yaml "),
        ("course-missing", "course.yml:1:1: error missing-file "),
        ("wrong-day", "runs/herbst.yml:10:9: error wrong-weekday "),
        ("lock-edited", f"{LOCK}:1:1: error broken-lock "),
        ("lock-folder", f"{LOCK}:1:1: error not-a-file "),
    ],
)
def test_nothing_is_locked_while_there_are_errors(four: Path, name: str, line: str) -> None:
    if name == "lock-folder":
        apply(four, {"file": LOCK, "folder": True})
    else:
        spoil(four, {"wrong-day": "weekday-wrong"}.get(name, name))
    before = files(four)
    result = course("run", "lock", "--root", four)
    assert (result.exit_code, result.stdout) == (1, "")
    assert [found for found in result.stderr.splitlines() if found.startswith(line)]
    assert files(four) == before


def test_faults_of_pages_do_not_keep_a_run_from_being_locked(four: Path) -> None:
    spoil(four, "not-utf8", "lock-behind")
    assert course("run", "lock", "--root", four).output == f"{LOCK}\n"


def test_runs_that_do_not_exist_are_named_in_the_same_order_each_time(four: Path) -> None:
    names = ["winter", "sommer", "lenz", "heute"]
    printed = [
        subprocess.run(
            [tool("course"), "run", "lock", *names],
            cwd=four,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        for seed in ("1", "2", "3")
    ]
    assert [done.returncode for done in printed] == [1, 1, 1]
    for name in names:
        assert f"runs:1:1: error unknown-run there is no run `{name}` (runs: herbst)" in printed[0].stderr
    assert len({done.stderr for done in printed}) == 1


def test_schemas_are_those_that_are_committed_however_often_they_are_written(four: Path) -> None:
    committed = files(ROOT / "schemas")
    for _ in range(2):
        result = course("schemas", "--root", four)
        assert result.exit_code == 0
        assert result.output.splitlines() == [
            f"{four.as_posix()}/schemas/{name}.schema.json" for name in ("course", "run", "glossary")
        ]
        assert files(four / "schemas") == committed


def test_a_damaged_schema_is_replaced(four: Path) -> None:
    (four / "schemas").mkdir()
    (four / "schemas/run.schema.json").write_bytes(b"\xff")
    assert course("schemas", "--root", four).exit_code == 0
    assert files(four / "schemas") == files(ROOT / "schemas")


def test_schemas_that_have_no_folder_to_go_to_are_refused_in_words(four: Path) -> None:
    (four / "schemas").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["schemas", "--root", str(four)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert "schemas" in result.stderr


def test_a_folder_in_place_of_a_schema_is_refused_in_words_and_nothing_is_left_beside_it(
    four: Path,
) -> None:
    (four / "schemas/course.schema.json").mkdir(parents=True)
    result = CliRunner().invoke(main, ["schemas", "--root", str(four)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert "schemas/course.schema.json" in result.stderr
    assert not files(four / "schemas")


@pytest.mark.parametrize("arguments", [["run", "lock"], ["schemas"]])
def test_a_full_disk_leaves_the_old_files_and_nothing_half_written(four: Path, arguments: list[str]) -> None:
    assert course("schemas", "--root", four).exit_code == 0
    replace(four / "runs/herbst.yml", "18:15", "18:30")
    before = files(four)
    command = ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", tool("course"), *arguments]
    done = subprocess.run(command, cwd=four, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert files(four) == before
    assert "Traceback" not in done.stderr
