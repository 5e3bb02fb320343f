"""When pages last changed, by real repositories."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mkdocs_course.history import last_changes
from tests.repositories import name_author, run

if TYPE_CHECKING:
    from pathlib import Path


def commit(root: Path, path: str, text: str, moment: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    run(root, "git", "add", "-A")
    run(root, "env", f"GIT_COMMITTER_DATE={moment}", "git", "commit", "-q", "-m", "change")


def repository(root: Path) -> Path:
    root.mkdir()
    run(root, "git", "init", "-q", "-b", "main")
    name_author(root)
    return root


def test_each_file_has_the_day_of_its_last_commit_in_utc(tmp_path: Path) -> None:
    root = repository(tmp_path / "course")
    commit(root, "docs/fr/santé.md", "1", "2026-03-01T23:30:00-0300")
    commit(root, "docs/fr/index.md", "1", "2026-03-05T12:00:00+0000")
    commit(root, "docs/fr/index.md", "2", "2026-04-06T12:00:00+0000")
    commit(root, "course.yml", "1", "2026-05-07T12:00:00+0000")
    (root / "docs/fr/new.md").write_text("not committed", encoding="utf-8")
    assert last_changes(root, "docs") == {
        "docs/fr/santé.md": date(2026, 3, 2),
        "docs/fr/index.md": date(2026, 4, 6),
    }


def test_a_course_within_a_larger_repository_has_paths_of_its_own(tmp_path: Path) -> None:
    root = repository(tmp_path / "all")
    commit(root, "courses/one/docs/en/index.md", "1", "2026-03-01T12:00:00+0000")
    assert last_changes(root / "courses/one", "docs") == {"docs/en/index.md": date(2026, 3, 1)}


def test_where_git_does_not_know_there_is_no_date(tmp_path: Path) -> None:
    root = repository(tmp_path / "course")
    assert last_changes(root, "docs") == {}  # no commit yet
    commit(root, "docs/fr/index.md", "1", "2026-03-01T12:00:00+0000")
    commit(root, "docs/fr/about.md", "1", "2026-04-01T12:00:00+0000")
    run(tmp_path, "git", "clone", "-q", "--depth", "1", root.as_uri(), "shallow")
    assert last_changes(tmp_path / "shallow", "docs") == {}
    outside = tmp_path / "outside"
    outside.mkdir()
    assert last_changes(outside, "docs") == {}
