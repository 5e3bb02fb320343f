"""The offline zip: the same bytes wherever, whenever and by whomever it is made, and a folder that anyone can open."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from mkdocs_course.release import offline
from mkdocs_course.release.file_tree import file_tree
from tests.building import ROOT
from tests.copies import edition_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.building import Site

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "pt_PT.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "4711",
    "USER": "someone",
    "HOME": "/nonexistent",
    "SOURCE_DATE_EPOCH": "1",
}
PROGRAM = """
import os, sys
from pathlib import Path
os.umask(0o077)
from mkdocs_course.release import offline
from tests.copies import edition_of
print(*offline.write(edition_of(Path(sys.argv[1])), Path(sys.argv[2])))
"""


def test_it_is_one_folder_of_plain_files(site: Site, tmp_path: Path) -> None:
    written = list(offline.write(edition_of(site.folder, "2026-11-24.2"), tmp_path))
    assert written == [tmp_path / "course-offline.zip"]
    with zipfile.ZipFile(written[0]) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        held = {entry.filename: archive.read(entry) for entry in entries}
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert held == {
        f"course-2026-11-24.2/{name}": content
        for name, content in file_tree(edition_of(site.folder, "2026-11-24.2"))
    }
    assert "course-2026-11-24.2/index.html" in held
    assert {entry.date_time for entry in entries} == {(2026, 11, 24, 0, 0, 0)}
    assert {oct(entry.external_attr >> 16) for entry in entries} == {"0o100644"}
    assert {entry.create_system for entry in entries} == {3}


def test_it_has_the_same_bytes_on_another_path_in_another_place_by_another_user(
    site: Site, tmp_path: Path
) -> None:
    (first,) = offline.write(edition_of(site.folder), tmp_path)
    moved, to = tmp_path / "ailleurs été" / "s", tmp_path / "b"
    shutil.copytree(site.folder, moved, copy_function=shutil.copyfile)
    for path in moved.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path, (1, 1))
    to.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(moved), str(to)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **ELSEWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (to / offline.NAME).read_bytes() == first.read_bytes()


def test_a_picture_that_is_missing_is_said_before(site: Site, tmp_path: Path) -> None:
    assert list(offline.refusals(edition_of(site.folder))) == []
    page = tmp_path / "en" / "week-01" / "index.html"
    page.parent.mkdir(parents=True)
    page.with_name("there is.png").write_bytes(b"x")
    page.write_text(
        '<img alt="" src="there%20is.png"><img src="../gone.png?v=1&amp;w=2"><img src="https://example.org/far.png">',
        encoding="utf-8",
    )
    (found,) = offline.refusals(replace(edition_of(site.folder), site=tmp_path))
    assert found == (
        "en/week-01/index.html: the picture `../gone.png?v=1&amp;w=2` is missing; "
        "put it back, then build the site anew: course build"
    )
