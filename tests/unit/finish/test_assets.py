"""The stylesheet and the script, as joined from their parts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import mkdocs_course
from mkdocs_course.finish.assets import SCRIPTS, STYLES, script, stylesheet

THEME = Path(mkdocs_course.__file__).parent / "theme"


def test_no_part_is_left_out() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in (THEME / "css").iterdir())
    assert sorted(SCRIPTS) == sorted(path.stem for path in (THEME / "js").iterdir())


def test_the_joined_script_is_read_by_node(tmp_path: Path) -> None:
    (tmp_path / "course.js").write_text(script(THEME).content, encoding="utf-8")
    subprocess.run(["node", "--check", tmp_path / "course.js"], check=True)


def test_the_name_changes_with_a_part_and_with_nothing_else(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(THEME, tmp_path / "theme"))
    assert (stylesheet(copy), script(copy)) == (stylesheet(THEME), script(THEME))
    with (copy / "css" / "print.css").open("a", encoding="utf-8") as part:
        part.write("h1 { color: red; }\n")
    assert stylesheet(copy).name != stylesheet(THEME).name
    assert script(copy).name == script(THEME).name
