"""What Lighthouse says of the kinds of pages of the course, on two lines: by lighthouse.mjs, in Node."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.page.browse import LATENCY, SLOWDOWN, THROUGHPUT
from benchmarks.page.subjects import LANGUAGES, PEERS, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SCRIPT = Path(__file__).with_name("lighthouse.mjs")
KINDS = {
    "home": "",
    "schedule": "schedule/",
    "week": WEEK,
    "session": f"{WEEK}session/",
    "run": "runs/2027-fr/",
    "glossary": "glossary/",
}
"""A page of each kind, below the folder of its language."""
SLOW, FAST = "slow 3G", "4G"
PROFILES = {
    SLOW: {
        "rttMs": LATENCY,
        "throughputKbps": THROUGHPUT,
        "cpuSlowdownMultiplier": SLOWDOWN,
        "requestLatencyMs": LATENCY * 3.75,
        "downloadThroughputKbps": THROUGHPUT * 0.9,
        "uploadThroughputKbps": THROUGHPUT * 0.9,
    },
    FAST: None,
}
"""How the line and the phone are simulated: 4G as Lighthouse has it. Only there it is asked for all categories: the
others do not depend on the line."""
PERFORMANCE = "performance"
CATEGORIES = {
    PERFORMANCE: "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}


@dataclass(frozen=True)
class Job:
    """A page on a line."""

    kind: str
    language: str
    profile: str

    @property
    def path(self) -> str:
        """Where the page is in the site."""
        return LANGUAGES[self.language][0] + KINDS[self.kind]


JOBS = [Job(kind, language, profile) for kind in KINDS for language in LANGUAGES for profile in PROFILES]


@dataclass(frozen=True)
class Verdict:
    """What Lighthouse says of a page."""

    scores: Mapping[str, float]
    """From 0 to 1, by category."""
    fails: Mapping[str, Sequence[str]]
    """The audits that take from the score, by category."""


def verdicts(address: str, jobs: Sequence[Job], bounds: Mapping[str, float]) -> Iterator[tuple[Job, Verdict]]:
    """Ask about the pages of a served site; again where performance is below the bound of its line.

    Raises:
        click.ClickException: if Lighthouse cannot measure.
    """
    for job, verdict in zip(jobs, _run(address, jobs), strict=True):
        _tell(job, verdict)
        tries = [verdict]
        while (settled := settle(tries, bounds[job.profile])) is None:
            tries += _run(address, [job])
            _tell(job, tries[-1], "again, ")
        yield job, settled


def settle(tries: Sequence[Verdict], bound: float) -> Verdict | None:
    """Return the verdict that counts, or None when the page is to be asked about again.

    Other work on the machine takes from performance. So the first verdict counts if it keeps the bound, else the median
    of three: of two below the bound, the better one is the most that it can be.
    """
    ordered = sorted(tries, key=lambda verdict: verdict.scores[PERFORMANCE])
    below = [verdict for verdict in ordered if verdict.scores[PERFORMANCE] < bound]
    if len(below) == 2:
        return below[-1]
    if not below or len(ordered) == 3:
        return ordered[len(below)]
    return None


def _tell(job: Job, verdict: Verdict, before: str = "") -> None:
    scores = ", ".join(f"{CATEGORIES[category]} {score:.2f}" for category, score in verdict.scores.items())
    click.echo(f"  {job.kind} {job.language} {job.profile}: {before}{scores}", err=True)


def _run(address: str, jobs: Sequence[Job]) -> Iterator[Verdict]:
    order = {
        "packages": str(PEERS / "package.json"),
        "chrome": os.environ.get("CHROMIUM"),
        "jobs": [
            {
                "address": address + job.path,
                "throttling": PROFILES[job.profile],
                "categories": list(CATEGORIES) if job.profile == FAST else [PERFORMANCE],
            }
            for job in jobs
        ],
    }
    with subprocess.Popen(
        ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin  # noqa: S101  given above
        assert process.stdout  # noqa: S101
        process.stdin.write(json.dumps(order))
        process.stdin.close()
        for line in process.stdout:
            data = json.loads(line)
            yield Verdict(data["scores"], data["fails"])
    if process.returncode:
        raise click.ClickException("Lighthouse could not measure; what it said stands above.")
