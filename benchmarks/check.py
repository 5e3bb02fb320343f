"""Measure what `course check` costs, and how it grows with the course: `make bench-check`.

Courses of more weeks are made from the shipped one: its weeks over and over, under new ids, with a single run. What is
counted is the processor time of a fresh process (user and system), since other work on a machine leaves it nearly as it
is. The table goes into handbook/benchmarks.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "handbook" / "benchmarks.md"
PARTS = ("course.yml", "glossary.yml", "mkdocs.yml", "diagrams", "docs", "runs")
"""What a course's folder holds."""

WEEKS = (12, 60, 240)
RUN = "2027-fr"
"""The one run that the courses keep."""
START = ("-c", "import mkdocs_course.cli")
CHECK = ("-m", "mkdocs_course", "check")


@dataclass(frozen=True)
class Cost:
    """What a process took: the medians of all its times."""

    seconds: float
    """Of the processor, for the program and for the system on its behalf."""
    memory: int
    """At its peak, in MiB."""


@click.command()
@click.option("--times", default=5, show_default=True, help="How often each is measured; the median counts.")
def main(times: int) -> None:
    """Measure, and write the table."""
    start = measure(START, ROOT, times)
    shipped = measure(CHECK, ROOT, times)
    rows = [_row("start alone", 0, start, None), _row("the shipped course", _pages(ROOT), shipped, None)]
    first: Cost | None = None
    for weeks in WEEKS:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make_course(root, weeks)
            cost = measure(CHECK, root, times)
            first = first or cost
            rows.append(_row(f"{weeks} weeks, one run", _pages(root), cost, cost.seconds / first.seconds))
    head = (
        f"| course (median of {times}) | pages | processor, s | times 12 weeks | ms per page | memory, MiB |"
    )
    table = [head, "| --- | ---: | ---: | ---: | ---: | ---: |", *rows]
    click.echo("\n".join(table))
    around = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if not line.startswith("|")]
    PAGE.write_text("\n".join([*around, *table, ""]), encoding="utf-8", newline="\n")


def measure(arguments: Sequence[str], root: Path, times: int) -> Cost:
    """Run Python with the arguments in a course's folder, several times.

    Raises:
        click.ClickException: if it fails.
    """
    costs = [_once(arguments, root) for _ in range(times)]
    return Cost(median(cost.seconds for cost in costs), round(median(cost.memory for cost in costs)))


def _once(arguments: Sequence[str], root: Path) -> Cost:
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, *arguments], cwd=root, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise click.ClickException(output.read().decode(errors="replace"))
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit // 1024**2)


def make_course(root: Path, weeks: int) -> None:
    """Write a course of so many weeks into an empty folder, with one run and its lock."""
    for name in PARTS:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, root / name)
    for path in [*(root / "runs").iterdir(), *root.glob("docs/*/runs/*")]:
        if path.name not in {f"{RUN}.yml", f"{RUN}.md"}:
            path.unlink()
    data, known = _split((root / "course.yml").read_text(encoding="utf-8"))
    ids = list(known)
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(len(ids) + 1, weeks + 1):
        origin, copy = ids[(number - 1) % len(ids)], f"week-{number:02}"
        data += known[origin].replace(origin, copy, 1)
        navigation += [line.replace(origin, copy) for line in navigation if f" {origin}/" in line]
        for pages in (root / "docs").glob(f"*/{origin}"):
            shutil.copytree(pages, pages.with_name(copy))
    (root / "course.yml").write_text(data, encoding="utf-8")
    (root / "mkdocs.yml").write_text("".join(navigation), encoding="utf-8")
    _once(("-m", "mkdocs_course", "run", "lock"), root)


def _split(data: str) -> tuple[str, dict[str, str]]:
    """Return `course.yml` as it is, and the lines of each of its weeks by the week's id."""
    mark = "\n  - id: "
    _, *weeks = data.rstrip("\n").split(mark)
    return data, {week.split("\n", 1)[0]: f"{mark[1:]}{week}\n" for week in weeks}


def _pages(root: Path) -> int:
    return sum(1 for _ in root.glob("docs/**/*.md"))


def _row(name: str, pages: int, cost: Cost, ratio: float | None) -> str:
    return f"| {' | '.join(_cells(name, pages, cost, ratio))} |"


def _cells(name: str, pages: int, cost: Cost, ratio: float | None) -> Iterator[str]:
    yield name
    yield str(pages or "–")
    yield f"{cost.seconds:.2f}"
    yield f"{ratio:.1f}" if ratio else "–"
    yield f"{1000 * cost.seconds / pages:.1f}" if pages else "–"
    yield str(cost.memory)


if __name__ == "__main__":
    main()
