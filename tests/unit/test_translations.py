"""Work on translations with real files and real git: stamps merge without conflict, and need no history."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.building import replace, tool
from tests.repositories import attempt, commit, course, repository_of, run
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "woche-1/index.md"
CHANGES = {
    "outcomes": (
        "einen Weg beurteilen",
        "einen Weg sicher beurteilen",
        "kutathmini njia",
        "kutathmini njia vizuri",
    ),
    "reading": ("nur, wenn", "nur dann, wenn", "maji yakipita", "kama maji yakipita"),
    "activity": ("Geh einen Weg ab", "Geh zwei Wege ab", "njia moja", "njia mbili"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return repository_of(FOUR, tmp_path / "course")


def in_step(root: Path) -> bool:
    return "| sw | 32 | 0 | 0 | 0 | 0 |" in course(root, "status")


def test_three_branches_that_change_other_sections_merge_and_are_in_step(
    repository: Path, tmp_path: Path
) -> None:
    for section, (old, new, alt, neu) in CHANGES.items():
        run(repository, "git", "switch", "-qc", section, "main")
        replace(repository / "docs/de" / PAGE, old, new)
        replace(repository / "docs/sw" / PAGE, alt, neu)
        course(repository, "mark", "sw", f"{PAGE}#{section}")
        commit(repository, section)
    run(repository, "git", "switch", "-q", "main")
    for section in CHANGES:
        run(repository, "git", "merge", "-q", "--no-edit", section)
    assert in_step(repository)
    run(tmp_path, "git", "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    assert in_step(tmp_path / "shallow")
    shutil.rmtree(repository / ".git")
    assert in_step(repository)


def test_whoever_changes_the_source_is_told_where_and_sees_what_changed(repository: Path) -> None:
    replace(repository / "docs/de" / PAGE, *CHANGES["reading"][:2])
    line = course(repository, "status", "--format", "github")
    assert line.startswith("::warning file=docs/de/woche-1/index.md,line=15,col=1,title=stale-translation::")
    assert "docs/sw/woche-1/index.md:17" in line
    difference = course(repository, "diff", "sw", f"{PAGE}#reading")
    assert "-Ein Wegenetz hält nur, wenn" in difference
    assert "+Ein Wegenetz hält nur dann, wenn" in difference
    check = attempt(repository, tool("course"), "check")
    assert check.returncode == 0  # an author who writes the source alone is not stopped


def test_a_mended_typo_leaves_translations_in_step(repository: Path) -> None:
    replace(repository / "docs/de" / PAGE, *CHANGES["reading"][:2])
    assert not in_step(repository)
    assert course(repository, "neutral", f"{PAGE}#reading") == "docs/sw/woche-1/index.md\n"
    assert in_step(repository)


@pytest.mark.parametrize(
    "arguments", [["mark", "sw", "nowhere.md"], ["diff", "fr", PAGE], ["neutral", f"{PAGE}#no"]]
)
def test_places_that_do_not_exist_are_named(repository: Path, arguments: list[str]) -> None:
    done = attempt(repository, tool("course"), "translations", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
