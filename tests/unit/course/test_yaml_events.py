"""The quick reader of YAML: where it gives an answer, it is that of ruamel.yaml's own, places included."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scanner import Scanner

from mkdocs_course.course.yaml_events import Events
from tests.building import ROOT

FILES = [
    path
    for pattern in ("*.yml", "runs/*.yml", "diagrams/**/*.yml", "tests/c*/**/*.yml")
    for path in sorted(ROOT.glob(pattern))
    if path.name != "mkdocs.yml"  # which MkDocs reads
]
PIECES = [
    "a: ", "b:\n", "  ", "\n", "- ", "? ", "1", "013", "0o7", "1e3", "13:00", "no", "~", "null", "true", "2027-10-06",
    "'it''s'", '"\\u00e9\\n"', "{x: 1, y}", "[1, [2], a: b]", "&k ", "*k", "<<: ", "|\n", ">-\n", "text", "é", "#c\n",
    " # c\n", "---\n", "...\n", "!!str ", "!x ", "%YAML 1.1\n", "\u2028", "\x85", "\t", "\r\n", "\ufeff", ":", ",", "}",
]  # fmt: skip


def pure() -> YAML:
    reader = YAML(typ="rt")
    reader.Scanner = Scanner
    return reader


def quick(text: str) -> Any:
    reader = pure()
    reader.Parser = partial(Events, text)
    return reader.load(text)


def laid_out(data: Any) -> Any:
    """Return values with their kinds and places; an empty value has none that is seen."""
    match data:
        case CommentedMap():
            places = {
                key: place if data[key] is not None else place[:2]
                for key, place in (data.lc.data or {}).items()
            }
            return (
                data.lc.line,
                data.lc.col,
                places,
                [(key, laid_out(value)) for key, value in data.items()],
            )
        case CommentedSeq():
            return (
                data.lc.line,
                data.lc.col,
                sorted((data.lc.data or {}).items()),
                [laid_out(v) for v in data],
            )
        case _:
            return (type(data), data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_read_alike(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        expected = pure().load(text)
    except Exception:
        with pytest.raises(Exception):  # noqa: B017, PT011
            quick(text)
    else:
        assert laid_out(quick(text)) == laid_out(expected)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_is_read_quickly_is_read_alike(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of anchors that are used again
        try:
            found = quick(text)
        except Exception:
            return
        if isinstance(found, CommentedMap):  # else the other reader is asked, too
            assert laid_out(found) == laid_out(pure().load(text))
