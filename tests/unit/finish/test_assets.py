"""The stylesheet and the script, as joined from their parts."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mkdocs_course
from mkdocs_course.finish.assets import SCRIPTS, STYLES, keeper, script, stylesheet, worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_course.finish.assets import Asset

THEME = Path(mkdocs_course.__file__).parent / "theme"


def test_no_part_is_left_out() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in (THEME / "css").iterdir())
    assert sorted(SCRIPTS) == sorted(path.stem for path in (THEME / "js").iterdir())


@pytest.mark.parametrize("asset", [script, keeper, worker])
def test_each_script_is_read_by_node(asset: Callable[[Path], Asset], tmp_path: Path) -> None:
    (tmp_path / "course.js").write_text(asset(THEME).content, encoding="utf-8")
    subprocess.run(["node", "--check", tmp_path / "course.js"], check=True)


def test_the_script_loads_the_keeper_by_its_name_and_nothing_else_of_it() -> None:
    content = script(THEME).content
    assert f'"{keeper(THEME).name}"' in content
    assert keeper(THEME).content not in content
    assert len(gzip.compress(content[content.index("{const workers") :].encode())) < 1000


def test_the_name_changes_with_a_part_and_with_nothing_else(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(THEME, tmp_path / "theme"))
    assert (stylesheet(copy), script(copy)) == (stylesheet(THEME), script(THEME))
    with (copy / "css" / "print.css").open("a", encoding="utf-8") as part:
        part.write("h1 { color: red; }\n")
    assert stylesheet(copy).name != stylesheet(THEME).name
    assert script(copy).name == script(THEME).name
