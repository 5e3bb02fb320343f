"""Whatever a file holds, reading a course answers with problems, never with a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_course.project import load
from tests.building import copy_project
from tests.unit.test_cases import FOUR

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
        project, problems = load(root)
        assert project or problems
        for problem in problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.message
            assert not problem.path.startswith("/")
