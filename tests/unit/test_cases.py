"""Bad input: each case says what is done to a good course, and which lines `course check` then prints."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

import mkdocs_course
from mkdocs_course.cli import main
from tests.building import copy_project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from click.testing import Result

TESTS = Path(__file__).parent.parent
CASES = sorted((TESTS / "cases" / "problems").glob("*.yml"))
FOUR = TESTS / "courses" / "four"
PACKAGE = Path(mkdocs_course.__file__).parent


def case(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def apply(root: Path, change: dict[str, Any]) -> None:
    """Do to a course what a case says."""
    path = root / change["file"]
    if "remove" in change:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif "folder" in change:
        path.unlink(missing_ok=True)
        path.mkdir()
    elif "bytes" in change:
        path.write_bytes(bytes.fromhex(change["bytes"]))
    elif "append" in change:
        path.write_text(path.read_text(encoding="utf-8") + change["append"], encoding="utf-8")
    elif "bom" in change:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    elif "repeat" in change:
        path.write_text("x" * change["repeat"], encoding="utf-8")
    elif "link" in change:
        path.unlink(missing_ok=True)
        path.symlink_to(change["link"])
    elif "write" in change:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change["write"], encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        assert change["replace"] in text, change
        path.write_text(text.replace(change["replace"], change["by"], 1), encoding="utf-8")


def check(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(root), *options], catch_exceptions=False)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return copy_project(FOUR, tmp_path / "course")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_lines_are_those_of_the_case(course: Path, path: Path) -> None:
    for change in case(path)["changes"]:
        apply(course, change)
    if case(path).get("lock"):
        CliRunner().invoke(main, ["run", "lock", "--root", str(course)], catch_exceptions=False)
    result = check(course)
    found = [
        line for line in result.stdout.splitlines() if " clock-change " not in line or "clock" in path.stem
    ]
    expected = case(path)["lines"]
    assert len(found) == len(expected), result.stdout
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(start), f"{line}\nshould begin with\n{start}"
    assert result.exit_code == int(any(" error " in line for line in expected))
    printed = [
        problem
        for problem in json.loads(check(course, "--format", "json").stdout)
        if problem["code"] != "clock-change" or "clock" in path.stem
    ]
    places = ["{path}:{line}:{column}: {severity} {code} ".format(**problem) for problem in printed]
    assert places == [" ".join([*line.split(" ")[:3], ""]) for line in expected]
    assert [problem for problem in printed if not problem["hint"]] == []


REPORTING = {"Problem", "problem", "_problem", "_at", "_at_directive", "_unreadable", "bad_value"}
"""The calls that name a code, among their arguments."""


ELSEWHERE = {"stale-translation", "page-budget", "picture-budget"}
"""Printed by `course translations status` and by builds; see test_cli.py and test_builds.py."""


def named(node: ast.AST) -> Iterable[ast.expr]:
    """Return what may be a code: an argument of a report, the first of several results, the value of `code`."""
    match node:
        case ast.Call() if ast.unparse(node.func).rpartition(".")[2] in REPORTING:
            return node.args
        case ast.Return(ast.Tuple([first, *_])) | ast.Yield(ast.Tuple([first, *_])):
            return [first]
        case ast.Assign([ast.Name("code" | "CODE")], ast.IfExp(_, yes, no)):
            return [yes, no]
        case ast.Assign([ast.Name("code" | "CODE")], value):
            return [value]
    return []


def codes() -> set[str]:
    """Return the codes that the package names where it reports."""
    return {
        value.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for value in named(node)
        if isinstance(value, ast.Constant)
        if isinstance(value.value, str) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", value.value)
    }


def test_every_code_of_the_package_has_a_case_and_no_other_is_printed() -> None:
    shown = {line.split(" ")[2] for path in CASES for line in case(path)["lines"]}
    assert shown == codes() - ELSEWHERE
