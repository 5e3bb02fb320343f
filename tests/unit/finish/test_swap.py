"""A site is built beside the old one and takes its place at once; a build that fails leaves the old one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.finish.swap import Swap
from tests.building import files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a folder with an old site."""
    folder = tmp_path / "site"
    (folder / "en").mkdir(parents=True)
    (folder / "index.html").write_text("old", encoding="utf-8")
    (folder / "en" / "gone.html").write_text("old", encoding="utf-8")
    return folder


def fill(swap: Swap) -> None:
    (swap.folder / "index.html").write_text("new", encoding="utf-8")


def test_the_new_site_takes_the_place_of_the_old_one_and_nothing_is_left(target: Path) -> None:
    swap = Swap(target)
    fill(swap)
    assert files(target) == {"index.html": b"old", "en/gone.html": b"old"}
    swap.complete()
    assert files(target) == {"index.html": b"new"}
    assert list(target.parent.iterdir()) == [target]


def test_a_first_site_needs_no_old_one(tmp_path: Path) -> None:
    swap = Swap(tmp_path / "public" / "site")
    fill(swap)
    swap.complete()
    assert files(tmp_path) == {"public/site/index.html": b"new"}


def test_a_site_given_up_leaves_the_old_one_and_nothing_else(target: Path) -> None:
    before = files(target.parent)
    swap = Swap(target)
    fill(swap)
    swap.abandon()
    assert files(target.parent) == before
    assert list(target.parent.iterdir()) == [target]


def test_a_build_that_is_interrupted_leaves_the_old_site_and_nothing_else(target: Path) -> None:
    before = files(target.parent)
    program = (
        "import sys; from pathlib import Path; from mkdocs_course.finish.swap import Swap;"
        "folder = Swap(Path(sys.argv[1])).folder; (folder / 'half.html').touch(); raise KeyboardInterrupt"
    )
    done = subprocess.run([sys.executable, "-c", program, str(target)], capture_output=True, check=False)
    assert b"KeyboardInterrupt" in done.stderr
    assert files(target.parent) == before
    assert list(target.parent.iterdir()) == [target]


def test_a_swap_that_fails_puts_the_old_site_back(target: Path) -> None:
    before = files(target)
    swap = Swap(target)
    swap.folder.rmdir()  # someone tidied up during the build
    with pytest.raises(FileNotFoundError):
        swap.complete()
    assert files(target) == before


def test_a_web_server_may_read_the_new_site(target: Path) -> None:
    swap = Swap(target)
    swap.complete()
    assert target.stat().st_mode & 0o777 == 0o755


def test_two_builds_at_once_do_not_share_a_folder(target: Path) -> None:
    one, two = Swap(target), Swap(target)
    fill(one)
    assert files(two.folder) == {}
    one.complete()
    two.complete()
    assert list(target.parent.iterdir()) == [target]
