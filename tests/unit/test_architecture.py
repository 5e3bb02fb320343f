"""The house: imports go one way, and few places know the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mkdocs_course

PACKAGE = Path(mkdocs_course.__file__).parent
ENGINE = {"mkdocs", "material", "mkdocs_static_i18n", "properdocs"}
LAYERS = [
    "doors",
    "engine",
    "work",
    "mirror",
    "release",
    "finish",
    "views",
    "project",
    "text",
    "catalogue",
    "course",
    "problems",
    "cache",
    "phases",
]
"""From the outside in, as CONTRIBUTING.md draws them; a module imports from its own layer and from those behind it."""
DOORS = {
    "plugin",
    "cli",
    "cli_build",
    "cli_common",
    "cli_mirror",
    "cli_new",
    "cli_release",
    "cli_translations",
    "cli_verify",
    "__main__",
}
ROWS = {
    **dict.fromkeys(DOORS, "doors"),
    **dict.fromkeys(("history", "insertion", "scaffold", "translations"), "work"),
    **dict.fromkeys(("project", "sources"), "project"),
}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, in functions and type checks too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(name: str) -> str:
    first = name.split(".", maxsplit=1)[0]
    return ROWS.get(first, first)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_door_for_it_knows_the_engine(path: Path) -> None:
    if path.name != "plugin.py" and path.parent.name != "engine":
        assert {name.split(".")[0] for name in imports(path)}.isdisjoint(ENGINE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_inwards(path: Path) -> None:
    own = layer(path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."))
    for name in imports(path):
        if name.startswith("mkdocs_course."):
            other = layer(name.removeprefix("mkdocs_course."))
            assert LAYERS.index(own) <= LAYERS.index(other), f"{own} imports {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {}
    for path in MODULES:
        name = "mkdocs_course." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
        graph[name] = imports(path)
    known = set(graph)
    done: set[str] = set()

    def follow(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name in done:
            return
        for target in graph[name]:
            module = target if target in known else target.rpartition(".")[0]
            if module in known and module != name:
                follow(module, (*trail, name))
        done.add(name)

    for name in graph:
        follow(name, ())
