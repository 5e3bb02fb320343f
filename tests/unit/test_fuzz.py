"""Whatever a file holds, reading a course answers with problems, never with a traceback."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_course.project import load
from tests.building import copy_project
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ["course.yml", "runs/herbst.yml", "glossary.yml", "docs/de/woche-1/index.md", "runs/herbst.lock.json"]
SPLINTERS = [
    b"\xff",
    b"\0",
    b"- ",
    b": ",
    b"[",
    b"{",
    b"&a *a",
    b"!!python/none",
    b"---\n",
    b"<!-- course:",
    b"\t",
    b'"',
    b"1e999",
]
ODD: list[Any] = [
    None, True, 0, -1, 10**30, 1e308, float("nan"), "", " ", "13h", "a\nb", "https://[", "../../x", "woche-1",
    "Europe/Berlin", "9999-12-31 23:59", "0001-01-01 00:00", date(1, 1, 1), date(9999, 12, 31), date(2027, 2, 3),
    [], [None], [[]], {}, {1: 2}, {"a": 1},
]  # fmt: skip
"""Values that stand where another kind was meant."""
MORE: dict[str, dict[str, Any]] = {
    "course.yml": {},
    "glossary.yml": {},
    "runs/herbst.yml": {
        "sessions": {
            "woche-1": {
                "status": "held",
                "audio": {
                    "url": "https://wege.example.net/1",
                    "language": "de",
                    "minutes": 4,
                    "megabytes": 3,
                },
            },
            "woche-2": {
                "status": "moved",
                "start": "2027-10-14 18:15",
                "end": "2027-10-14 19:00",
                "was": "2027-10-13 18:15",
            },
        },
        "registration": {"url": "https://wege.example.net/anmelden", "opens": date(2027, 9, 1)},
    },
}
"""What the files of the course may hold beside what they do hold."""


def assert_answers(root: Path) -> None:
    """Read a course; see that it is good or has problems, each in a file that is there, or is said to be missing."""
    project, problems = load(root)
    assert project or problems
    for problem in problems:
        file = root / problem.path
        lines = file.read_bytes().count(b"\n") + 1 if file.is_file() else 1
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1
        assert problem.message
        assert not problem.path.startswith("/")
        assert file.exists() or problem.code in {"missing-file", "missing-page"}


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None)
@given(
    cut=st.floats(0, 1),
    kept=st.floats(0, 1),
    splinter=st.sampled_from(SPLINTERS) | st.binary(max_size=12),
)
def test_a_damaged_file_gives_problems_with_places(
    name: str, cut: float, kept: float, splinter: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(FOUR, Path(folder) / "course")
        raw = (root / name).read_bytes()
        at, rest = int(cut * len(raw)), int((cut + (1 - cut) * kept) * len(raw))
        (root / name).write_bytes(raw[:at] + splinter + raw[rest:])
        assert_answers(root)


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every key or index of a tree, with the mapping or list that it is in."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else []
    for key in keys:
        yield tree, key
        yield from places(tree[key])


def tree_of(name: str) -> Any:
    """Return the data of a file of the course, and what else it may hold."""
    return yaml.safe_load((FOUR / name).read_text(encoding="utf-8")) | deepcopy(MORE[name])


def write(root: Path, name: str, tree: Any) -> None:
    (root / name).write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("name", MORE)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_odd_values_in_a_file_give_problems_with_places(name: str, data: st.DataObject) -> None:
    tree = tree_of(name)
    for _ in range(data.draw(st.integers(1, 3))):
        parent, key = data.draw(st.sampled_from(list(places(tree)) or [({0: 0}, 0)]))
        match data.draw(st.sampled_from(["value", "key", "gone"])):
            case "value":
                parent[key] = deepcopy(data.draw(st.sampled_from(ODD)))
            case "key" if isinstance(parent, dict):
                parent[data.draw(st.sampled_from([None, 5, True, 1.5, "fr", "x y", date(2027, 1, 1)]))] = (
                    parent.pop(key)
                )
            case _:
                del parent[key]
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(FOUR, Path(folder) / "course")
        write(root, name, tree)
        assert_answers(root)


@pytest.mark.parametrize("name", MORE)
def test_every_value_may_be_of_any_kind(tmp_path: Path, name: str) -> None:
    root = copy_project(FOUR, tmp_path / "course")
    for index in range(len(list(places(tree_of(name))))):
        tree = tree_of(name)
        parent, key = list(places(tree))[index]
        for odd in (ODD[index % len(ODD)], "9999-12-31 23:59"):
            parent[key] = deepcopy(odd)
            write(root, name, tree)
            assert_answers(root)
