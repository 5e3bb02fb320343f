"""The reference in the handbook is what the code says now, and leaves nothing out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from mkdocs_course.cli import main
from mkdocs_course.text.pages import kind_of
from tests.building import ROOT, read_yaml
from tests.pages import COURSE
from tools.reference import PLACES, REFERENCE, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = pages()


def text(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def commands(*names: str) -> Iterator[str]:
    """Find all commands by asking each for help."""
    told = CliRunner().invoke(main, [*names, "--help"]).output
    for name in re.findall(r"^  (\w+)", told.partition("\nCommands:\n")[2], re.MULTILINE):
        yield " ".join((*names, name))
        yield from commands(*names, name)


def keys(node: Any) -> Iterator[str]:
    """Find the keys of a data file in its JSON Schema."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for child in node.values():
            yield from keys(child)


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_not_stale(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name], "run `make reference`"


def test_nothing_else_stands_in_its_folder() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == set(PAGES)


@pytest.mark.parametrize("name", ["course", "run", "glossary"])
def test_every_key_that_editors_complete_is_described(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", text("data"), re.MULTILINE))
    found = set(keys(schema))
    assert found
    assert [key for key in found if len(rows.get(key, "").split()) < 2] == []


def test_every_command_and_its_options_are_described() -> None:
    found = list(commands())
    assert "release verify" in found
    sections = dict(
        re.findall(r"^## `course (.+?)`\n(.*?)(?=^## |\Z)", text("commands"), re.MULTILINE | re.DOTALL)
    )
    assert set(sections) == set(found)
    for name in found:
        told = CliRunner().invoke(main, [*name.split(), "--help"]).output
        options = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", told, re.MULTILINE)) - {"--help"}
        assert options == set(re.findall(r"^\| `(?:-\w, )?(--[\w-]+)", sections[name], re.MULTILINE)), name


def test_every_directive_that_the_course_uses_is_described() -> None:
    used = set()
    for page in (ROOT / "docs").rglob("*.md"):
        used |= set(re.findall(r"^<!-- course:(\w+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    described = dict(re.findall(r"^\| `<!-- course:(\w+)[^|]*` \| (.+) \|$", text("pages"), re.MULTILINE))
    assert used - {"notice"} == set(described) - {"notice"}
    assert all(described.values())


def test_pages_are_where_it_says() -> None:
    for kind, place in PLACES.items():
        name = place.replace("<week>", COURSE.weeks[0].id).replace("<run>", "spring")
        assert kind_of(name.replace("any other page", "about.md"), COURSE) is kind


def test_the_options_that_the_course_sets_are_described() -> None:
    options = read_yaml("mkdocs.yml")["plugins"]["course"]
    assert set(options) == {"offline", "budget"}
    described = re.findall(r"^\| `course\.([\w.]+)` \|", text("plugin"), re.MULTILINE)
    assert {*options, *(f"budget.{name}" for name in options["budget"])} <= set(described)
