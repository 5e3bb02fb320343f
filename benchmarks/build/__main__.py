"""Measure what a build costs, beside its peers: `make bench-build`.

The same course is built by each generator in turns, so that what else the machine does meets them all alike. The tables
go into handbook/build.md; the run fails when a target of report.py is missed.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.build import report
from benchmarks.build.cost import build, compile_ours, edit, reloads
from benchmarks.build.subjects import OURS, missing, subjects
from benchmarks.page.report import put
from benchmarks.page.subjects import PEERS, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.build.cost import Cost
    from benchmarks.build.subjects import Subject

PAGE = ROOT / "handbook" / "build.md"
EDITED = "en/week-03/"
"""The edited page within the site."""


@click.command()
@click.option(
    "--weeks", default="12,60,240", show_default=True, help="Sizes of the courses, the smallest first."
)
@click.option(
    "--times", default="3", show_default=True, help="How many turns for each size; the last counts on."
)
@click.option("--write/--no-write", default=True, help="Whether the tables go into handbook/build.md.")
def main(weeks: str, times: str, write: bool) -> None:
    """Measure, write the tables after each course, and fail when a target is missed."""
    for said in missing():
        click.echo(said, err=True)
    busy = [os.getloadavg()[0]]
    courses: list[report.Course] = []
    tables: list[list[str]] = []
    versions: dict[str, str] = {"Python": platform.python_version()}
    turns = [int(count) for count in times.split(",")]
    PEERS.mkdir(parents=True, exist_ok=True)
    compile_ours()
    for size in map(int, weeks.split(",")):
        with tempfile.TemporaryDirectory(dir=PEERS) as work:
            click.echo(f"Writing a course of {size} weeks …", err=True)
            found = subjects(Path(work), size)
            versions |= {subject.name: subject.version for subject in found if subject.name != OURS}
            courses.append(measure(found, size, turns.pop(0) if len(turns) > 1 else turns[0]))
        busy.append(os.getloadavg()[0])
        tables = [
            report.targets_table(courses),
            report.costs_table(courses),
            report.growth_table(courses),
            report.machine_table(versions, os.cpu_count() or 1, busy),
        ]
        if write:
            text = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(put(text, tables), encoding="utf-8", newline="\n")
    for table in tables:
        click.echo("\n".join([*table, ""]))
    if max(busy) > 2 * (os.cpu_count() or 1):
        click.echo("The machine was busy with other work: measure again when it is not.", err=True)
    if faults := report.faults(courses):
        raise click.ClickException("\n".join([f"{len(faults)} targets are missed:", *faults]))


def measure(found: Sequence[Subject], weeks: int, times: int) -> report.Course:
    """Build a course by each generator in turns, every other turn in the opposite order."""
    ours = found[0]
    pages = sum(1 for _ in (ours.root / "docs").rglob("*.md"))
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    seen: dict[str, list[float]] = defaultdict(list)
    for turn in range(times):
        click.echo(f"{weeks} weeks: turn {turn + 1} of {times} …", err=True)
        order = found if turn % 2 == 0 else found[::-1]
        for subject in order:
            subject.clear()
            costs[subject.name, report.COLD].append(build(subject))
            if subject is ours:
                costs[OURS, report.WARM].append(build(subject))
                edit(subject, 2 * turn)
                costs[OURS, report.EDIT].append(build(subject))
        for subject in order:
            if subject.serve:
                seen[subject.name] += reloads(subject, EDITED, [2 * turn + 1])
        click.echo(
            f"  {', '.join(f'{name}, {act}: {all_[-1].seconds:.1f} s' for (name, act), all_ in costs.items())}",
            err=True,
        )
    return report.Course(weeks, pages, costs, seen)


if __name__ == "__main__":
    main()
