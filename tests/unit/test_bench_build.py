"""The benchmark of the build: what it counts of real processes and servers, and how it judges numbers."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest

from benchmarks.build.cost import Cost, build, edit, reloads
from benchmarks.build.report import (
    COLD,
    RELOAD,
    WARM,
    Course,
    costs_table,
    faults,
    growth_table,
    targets_table,
)
from benchmarks.build.subjects import OURS, PLAIN, Subject, for_mkdocs

WEEK = """---
description: A week.
---

<!-- course:weeks -->

# Governance
<!-- src:1:a8b69f22 -->

## Outcomes { #outcomes }

!!! note "A box"
    Its text.

/// question | which
Which one?

- [x] this

    Yes.
///
"""


def subject(root: Path, *command: str, serve: tuple[str, ...] = ()) -> Subject:
    return Subject(
        "it", "1", root, command, root / "site", [root / "site"], root / "docs" / "index.md", serve
    )


def cost(seconds: float, memory: int = 50) -> Cost:
    return Cost(seconds, seconds, memory)


def course(
    weeks: int, *, cold: float = 1.0, warm: float = 0.3, reload: float = 0.2, memory: int = 50
) -> Course:
    """Return a course of three turns, in which plain MkDocs takes 1, 2 and 4 s for 100 pages."""
    plain = [1.0, 2.0, 4.0]
    return Course(
        weeks,
        100,
        {
            (OURS, COLD): [cost(cold * second, memory) for second in plain],
            (OURS, WARM): [cost(warm * second) for second in plain],
            (PLAIN, COLD): [cost(second) for second in plain],
        },
        {OURS: [reload * second for second in plain], PLAIN: plain},
    )


def test_the_memory_of_a_process_and_its_children_is_added_up(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 60_000_000; time.sleep(0.6)"
    parent = (
        f"import subprocess, sys; held = b'x' * 60_000_000; subprocess.run([sys.executable, '-c', {child!r}])"
    )
    found = build(subject(tmp_path, sys.executable, "-c", parent))
    assert 114 < found.memory < 220
    assert found.seconds > 0.6


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="no such week"):
        build(subject(tmp_path, sys.executable, "-c", "raise SystemExit('no such week')"))


def test_an_edit_is_timed_to_the_reload_that_shows_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Small\n", encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Small\n\n- one\n", encoding="utf-8")
    mkdocs = str(Path(sys.executable).parent / "mkdocs")
    small = subject(tmp_path, serve=(mkdocs, "serve", "--quiet", "--dev-addr"))
    first, second = reloads(small, "", [1, 2])
    assert min(first, second) > 0.1  # it waits as long for further changes
    assert max(first, second) < 60  # when it answers in any case
    assert small.page.read_text(encoding="utf-8").count("while this is measured") == 2


def test_an_edit_adds_to_the_list_at_the_end_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    page = subject(tmp_path)
    page.page.write_text("- one\n", encoding="utf-8")
    edit(page, 7)
    assert page.page.read_text(encoding="utf-8") == "- one\n\n- Added while this is measured: 7.\n"


def test_plain_mkdocs_gets_the_same_page_with_questions_as_lists() -> None:
    text = for_mkdocs(WEEK)
    assert "course:" not in text
    assert "src:" not in text
    assert "///" not in text
    for kept in ("description: A week.", "## Outcomes { #outcomes }", '!!! note "A box"', "- [x] this"):
        assert kept in text


def test_what_reaches_the_targets_has_no_fault() -> None:
    assert faults([course(12), course(240)]) == []
    assert "no" not in {row.split(" | ")[-1].strip(" |") for row in targets_table([course(12), course(240)])}


@pytest.mark.parametrize(
    ("large", "named"),
    [
        (course(240, cold=1.05), "240 weeks, cold: times plain MkDocs: 1.05, at most 1.00"),
        (course(240, warm=0.38), "240 weeks, again, nothing changed: times plain MkDocs: 0.38, at most 0.35"),
        (course(240, reload=0.3), "240 weeks, edit to reload: times plain MkDocs: 0.30, at most 0.25"),
        (course(240, memory=62), "240 weeks, memory: times plain MkDocs: 1.24, at most 1.20"),
    ],
)
def test_each_target_that_is_missed_is_named(large: Course, named: str) -> None:
    assert faults([course(12, warm=0.38), large]) == [named]


def test_a_page_may_not_cost_much_more_in_a_large_course() -> None:
    small = course(12, cold=0.8)
    assert faults([small, course(240, cold=1.0)]) == [
        "a page at 240 weeks: times one at 12: 1.25, at most 1.10"
    ]
    assert growth_table([small, course(240)])[2] == f"| {OURS} | 16.0 | 20.0 | 1.25 |"


def test_ratios_compare_within_a_turn_and_seconds_show_their_spread() -> None:
    rows = costs_table([course(12, reload=0.5)])
    ours = f"| 12 | 100 | {OURS}, {COLD} | 3 | 2.00 | 1.00–4.00 | 2.0 | 1.00 | 1.00–1.00 | 20.0 | 50 |"
    assert rows[2] == ours
    assert f"| 12 | 100 | {OURS}, {RELOAD} | 3 | 1.00 | 0.50–2.00 | – | 0.50 | 0.50–0.50 | – | – |" in rows
