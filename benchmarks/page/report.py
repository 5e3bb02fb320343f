"""The bounds of the page, what passes them, and the tables: from numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from benchmarks.page.lighthouse import CATEGORIES, FAST, KINDS, PERFORMANCE, SLOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.page.browse import Visit
    from benchmarks.page.growth import Course
    from benchmarks.page.lighthouse import Job, Verdict
    from benchmarks.page.server import Answer

COLD_ABOVE = 25_000
"""How many bytes a first page may take above the hand-written one."""
NEXT_ABOVE = 3_000
"""How many bytes the page after it may take above the hand-written one."""
REQUESTS = 4
"""How many requests a first page may make before its reader does anything."""
TEXT_TIMES, TEXT_ABOVE = 1.3, 300
"""When the first text may appear: so many times later than the hand-written page's, and so many ms."""
SCORES: Mapping[str, float] = {SLOW: 0.97, FAST: 1.0}
"""The least performance on each line; the other categories must have 1."""


@dataclass(frozen=True)
class Measured:
    """What a site's pages cost."""

    name: str
    cold: Visit
    """A week's page, with an empty cache."""
    following: Visit
    """The next week's page after it."""
    text: float
    """When the first page's text appears on slow 3G, in ms: the median."""


def faults(page: str, ours: Measured, floor: Measured) -> Iterator[str]:
    """Say which bounds the measured pages pass, and by what."""
    for name, visit, least, above in (
        ("cold", ours.cold, floor.cold, COLD_ABOVE),
        ("the next page", ours.following, floor.following, NEXT_ABOVE),
    ):
        if visit.size > least.size + above:
            yield (
                f"{page}: {name} {_kb(visit.size)} kB, at most {_kb(least.size + above)} kB"
                f" ({_kb(least.size)} by hand and {above // 1000}): {_parts(visit)}"
            )
        if visit.missing:
            yield f"{page}: {name} asks for what is not there: {', '.join(visit.missing)}"
        if visit.hosts:
            yield f"{page}: {name} asks other hosts: {', '.join(visit.hosts)}"
        if visit.search:
            yield f"{page}: {name} loads data before anything is searched: {', '.join(visit.search)}"
    if ours.cold.requests > REQUESTS:
        yield f"{page}: {ours.cold.requests} requests, at most {REQUESTS}: {_parts(ours.cold)}"
    latest = TEXT_TIMES * floor.text + TEXT_ABOVE
    if ours.text > latest:
        yield (
            f"{page}: first text on {SLOW} after {ours.text:.0f} ms, at most {latest:.0f} ms"
            f" ({TEXT_TIMES} × {floor.text:.0f} by hand + {TEXT_ABOVE})"
        )


def score_faults(verdicts: Mapping[Job, Verdict]) -> Iterator[str]:
    """Say which pages Lighthouse gives less than their bounds, and for which audits."""
    for job, verdict in verdicts.items():
        for category, score in verdict.scores.items():
            least = SCORES[job.profile] if category == PERFORMANCE else 1.0
            if score < least:
                yield (
                    f"{job.kind}, {job.language}, {job.profile}: {CATEGORIES[category]} {score:.2f},"
                    f" at least {least:.2f}: {', '.join(verdict.fails[category])}"
                )


def pages_table(measured: Sequence[Measured], times: int) -> list[str]:
    """Compare the sites; the first is the floor."""
    floor = measured[0]
    head = [
        "page",
        "requests",
        "cold, kB",
        "times by hand",
        "next, kB",
        "times by hand",
        f"first text on {SLOW}, ms (median of {times})",
        "times by hand",
        "404s",
        "other hosts",
        "search files",
    ]
    rows = [
        [
            one.name,
            str(one.cold.requests),
            _kb(one.cold.size),
            _ratio(one.cold.size, floor.cold.size),
            _kb(one.following.size),
            _ratio(one.following.size, floor.following.size),
            f"{one.text:.0f}",
            _ratio(one.text, floor.text),
            str(len(one.cold.missing)),
            str(len(one.cold.hosts)),
            str(len(one.cold.search)),
        ]
        for one in measured
    ]
    return table(head, rows)


def files_table(cold: Visit) -> list[str]:
    """Show what a first page consists of."""
    rows = [[f"`{answer.path}`", answer.purpose, _kb(answer.size)] for answer in _by_size(cold)]
    return table(["sent", "as", "kB"], rows, words=2)


def scores_table(verdicts: Mapping[Job, Verdict], by_hand: Verdict) -> list[str]:
    """Show the least score of each kind of page over the languages; the hand-written week last."""
    others = [category for category in CATEGORIES if category != PERFORMANCE]
    head = [
        "page",
        *(f"performance, {profile}" for profile in SCORES),
        *(CATEGORIES[category] for category in others),
        "what takes from the score",
    ]
    rows = []
    for kind in KINDS:
        of_kind = {job: verdict for job, verdict in verdicts.items() if job.kind == kind}
        lines = [
            min(verdict.scores[PERFORMANCE] for job, verdict in of_kind.items() if job.profile == profile)
            for profile in SCORES
        ]
        rest = [
            min(verdict.scores[category] for verdict in of_kind.values() if category in verdict.scores)
            for category in others
        ]
        names = {name.split()[0] for verdict in of_kind.values() for name in _below(verdict)}
        rows.append([kind, *(f"{score:.2f}" for score in [*lines, *rest]), ", ".join(sorted(names)) or "–"])
    performance = f"{by_hand.scores[PERFORMANCE]:.2f}"
    rows.append(["week by hand", performance, *("–" for _ in [*others, FAST]), "–"])
    return table(head, rows, words=1, last=1)


def _below(verdict: Verdict) -> Iterable[str]:
    for category, score in verdict.scores.items():
        if score < 1:
            yield from verdict.fails[category]


def growth_table(courses: Sequence[Course]) -> list[str]:
    """Show how a week's page and the site grow with the course."""
    head = ["weeks", "languages", "pages", "cold, kB", "next, kB", "site, MB", "kB of site per page"]
    rows = [
        [
            str(course.weeks),
            str(course.languages),
            str(course.pages),
            _kb(course.cold.size),
            _kb(course.following.size),
            f"{course.size / 1e6:.1f}",
            f"{course.size / 1000 / course.pages:.0f}",
        ]
        for course in courses
    ]
    return table(head, rows, words=0)


def machine_table(chromium: str, lighthouse: str, processors: int, busy: Sequence[float]) -> list[str]:
    """Show what measured, and how many processes wanted a processor meanwhile."""
    head = ["Chromium", "Lighthouse", "processors", "load after the timing, after Lighthouse"]
    return table(
        head, [[chromium, lighthouse, str(processors), ", ".join(f"{load:.1f}" for load in busy)]], words=0
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1, last: int = 0) -> list[str]:
    """Return the lines of a table: the first and last columns as words, those between as numbers."""
    numbers = len(head) - words - last
    marks = ["---"] * words + ["---:"] * numbers + ["---"] * last
    return [f"| {' | '.join(cells)} |" for cells in [head, marks, *rows]]


def put(page: str, tables: Sequence[Sequence[str] | None]) -> str:
    """Return a page with its tables in the place of those that it has, one after the other; None leaves one as it is.

    Raises:
        ValueError: if the page has not as many.
    """
    lines: list[str] = []
    rest = list(tables)
    for is_table, block in groupby(page.splitlines(), key=lambda line: line.startswith("|")):
        if is_table and not rest:
            raise ValueError(f"the page has more than the {len(tables)} tables that were made")
        new = rest.pop(0) if is_table else None
        lines += block if new is None else new
    if rest:
        raise ValueError(f"the page has {len(tables) - len(rest)} tables, and {len(tables)} were made")
    return "\n".join([*lines, ""])


def _parts(visit: Visit) -> str:
    return ", ".join(f"{answer.path} {_kb(answer.size)}" for answer in _by_size(visit))


def _by_size(visit: Visit) -> Sequence[Answer]:
    return sorted(visit.answers, key=lambda answer: -answer.size)


def _kb(size: int) -> str:
    return f"{size / 1000:.1f}"


def _ratio(value: float, floor: float) -> str:
    return f"{value / floor:.1f}"
