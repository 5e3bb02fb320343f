"""The house: imports go one way, only the door for it knows the engine, and the picture of it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tools.architecture import (
    ENGINE,
    KNOWING,
    NOTES,
    PICTURE,
    ROWS,
    arrows,
    drawing,
    edges,
    imports,
    modules,
    name_of,
    part,
    row,
)

if TYPE_CHECKING:
    from pathlib import Path

MODULES = modules()
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_plugin_knows_the_engine(path: Path) -> None:
    if part(name_of(path)) not in KNOWING:
        assert {name.split(".")[0] for name in imports(path)}.isdisjoint(ENGINE)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_inwards(path: Path) -> None:
    own = part(name_of(path))
    for name in imports(path):
        if name.startswith("mkdocs_course."):
            other = part(name.removeprefix("mkdocs_course."))
            assert own == other or row(own) < row(other), f"{own} imports {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {f"mkdocs_course.{name_of(path)}": imports(path) for path in MODULES}
    done: set[str] = set()

    def follow(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name in done:
            return
        for target in graph[name]:
            module = target if target in graph else target.rpartition(".")[0]
            if module in graph and module != name:
                follow(module, (*trail, name))
        done.add(name)

    for name in graph:
        follow(name, ())


def test_each_part_is_drawn_and_there_is_code_in_it() -> None:
    parts = {name for beside in ROWS for name in beside}
    assert parts == {part(name_of(path)) for path in MODULES} == set(NOTES)
    words = [element.text for element in ET.parse(PICTURE).iter(TEXT)]
    assert [note for note in NOTES.values() if note not in words] == []


def test_along_the_arrows_one_gets_to_all_that_is_imported_and_to_nothing_else() -> None:
    drawn, direct = arrows(), edges()
    assert all(other in direct[own] for own, other in drawn)

    def reached(name: str) -> set[str]:
        """What all may use, and what arrows lead to."""
        return {end for own, other in drawn if own == name for end in {other, *reached(other)}}.union(
            ROWS[-1]
        )

    assert {own: others - reached(own) for own, others in direct.items() if others - reached(own)} == {}


def test_the_picture_is_that_of_the_code() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "run `make reference`"
