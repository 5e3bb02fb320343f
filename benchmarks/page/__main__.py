"""Measure what a week's page costs, beside its peers: `make bench-page`.

The same text as a page written by hand, which is the floor, as the project builds it, and as others do, all in one run.
The tables go into handbook/page-weight.md; the run fails when a bound of report.py is passed.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from benchmarks.page import growth, report
from benchmarks.page.browse import chromium, first_text, weigh
from benchmarks.page.lighthouse import JOBS, SLOW, Job, verdicts
from benchmarks.page.server import served
from benchmarks.page.subjects import FOLLOWING, PEERS, ROOT, WEEK, Subject, build_all, npm_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from benchmarks.page.server import CountingServer

PAGE = ROOT / "handbook" / "page-weight.md"


@click.command()
@click.option("--times", default=5, show_default=True, help="How often the first text is timed.")
@click.option("--lighthouse/--no-lighthouse", default=True, help="Whether Lighthouse is asked.")
@click.option("--growth", "grown", is_flag=True, default=False, help="Also measure larger courses.")
def main(times: int, lighthouse: bool, grown: bool) -> None:
    """Measure, write the tables, and fail when a bound is passed."""
    with tempfile.TemporaryDirectory(dir=PEERS) as work, ExitStack() as stack:
        click.echo("Building the same pages by each generator (about a minute) …", err=True)
        subjects = build_all(Path(work))
        servers = [stack.enter_context(served(subject.folder)) for subject in subjects]
        with chromium() as browser:
            chromium_version = browser.version
            measured = measure(browser, subjects, servers, times)
        busy = [os.getloadavg()[0]]
        floor, ours = measured[:2]
        page = WEEK.strip("/")
        faults = [*report.faults(page, ours, floor)]
        tables: list[Sequence[str] | None] = [
            report.pages_table(measured, times),
            report.files_table(ours.cold),
            None,
            None,
            None,
        ]
        if lighthouse:
            click.echo("Asking Lighthouse (about ten minutes) …", err=True)
            found = dict(verdicts(servers[1].address, JOBS, report.SCORES))
            by_hand = dict(verdicts(servers[0].address, [Job("week", "fr", SLOW)], report.SCORES))
            faults += report.score_faults(found)
            busy.append(os.getloadavg()[0])
            tables[2] = report.scores_table(found, *by_hand.values())
    if grown:
        click.echo("Building larger courses (about five minutes) …", err=True)
        with chromium() as browser:
            tables[3] = report.growth_table(list(growth.courses(browser)))
    tables[4] = report.machine_table(chromium_version, npm_version("lighthouse"), os.cpu_count() or 1, busy)
    for table in tables:
        click.echo("\n".join([*(table or []), ""]), nl=bool(table))
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(report.put(text, tables), encoding="utf-8", newline="\n")
    if max(busy) > 2 * (os.cpu_count() or 1):
        click.echo("The machine was busy with other work: measure the times again when it is not.", err=True)
    if faults:
        raise click.ClickException("\n".join([f"{len(faults)} bounds are passed:", *faults]))


def measure(
    browser: Browser, subjects: Sequence[Subject], servers: Sequence[CountingServer], times: int
) -> list[report.Measured]:
    """Weigh the pages of each site, and time them in turns, so that what else the machine does meets them all alike."""
    visits = []
    for subject, server in zip(subjects, servers, strict=True):
        click.echo(f"Weighing: {subject.name} …", err=True)
        visits.append(weigh(browser, server, [WEEK, FOLLOWING]))
    rounds = []
    for turn in range(times):
        click.echo(f"Timing the first text on {SLOW}: turn {turn + 1} of {times} …", err=True)
        rounds.append([first_text(browser, server, WEEK) for server in servers])
        click.echo(f"  {', '.join(f'{text:.0f} ms' for text in rounds[-1])}", err=True)
    return [
        report.Measured(subject.name, cold, following, median(texts))
        for subject, (cold, following), texts in zip(subjects, visits, zip(*rounds, strict=True), strict=True)
    ]


if __name__ == "__main__":
    main()
