"""The targets of the build, which of them are missed, and the tables: from numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.build.subjects import OURS, PLAIN
from benchmarks.page.report import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.build.cost import Cost

COLD, WARM, EDIT, RELOAD = "cold", "again, nothing changed", "again, one edit", "edit to reload"
COLD_RATIO = 1.0
"""How long a cold build may take, as a part of plain MkDocs' time in the same round."""
WARM_RATIO, LARGE_WARM_RATIO = 0.4, 0.35
"""The same for a build when nothing has changed; the second for courses of `LARGE` weeks and more."""
LARGE = 240
RELOAD_RATIO = 0.25
"""From an edit in a preview to the reload, as a part of what it takes in that of plain MkDocs."""
GROWTH = 1.1
"""How much more a page may cost in the largest course than in the smallest."""
MEMORY_RATIO = 1.2


@dataclass(frozen=True)
class Course:
    """What was measured of a course of one size, turn by turn: each list is as long as there were turns."""

    weeks: int
    pages: int
    """In all languages."""
    costs: Mapping[tuple[str, str], Sequence[Cost]]
    """Of each generator and what it did (`COLD`, `WARM`, `EDIT`)."""
    reloads: Mapping[str, Sequence[float]]
    """Seconds, by generator."""

    def seconds(self, name: str, act: str) -> Sequence[float]:
        """Return the times of a generator."""
        return self.reloads[name] if act == RELOAD else [cost.seconds for cost in self.costs[name, act]]

    def ratios(self, name: str, act: str) -> Sequence[float]:
        """Return the times as parts of those of plain MkDocs in the same turns, which builds cold whatever happens."""
        base = self.seconds(PLAIN, RELOAD if act == RELOAD else COLD)
        return [own / other for own, other in zip(self.seconds(name, act), base, strict=True)]

    def memory(self, name: str, act: str = COLD) -> int:
        """Return the peak of a generator in MiB, the highest of its turns."""
        return max(cost.memory for cost in self.costs[name, act])

    def per_page(self, name: str) -> float:
        """Return what a page of a cold build takes, in ms."""
        return 1000 * median(self.seconds(name, COLD)) / self.pages


@dataclass(frozen=True)
class Target:
    """Something that our build should reach."""

    what: str
    bound: float
    measured: float

    @property
    def missed(self) -> bool:
        """Whether more was measured than may be."""
        return self.measured > self.bound


def targets(courses: Sequence[Course]) -> Iterator[Target]:
    """Compare our build with what it should reach; the courses are in the order of their sizes."""
    for course in courses:
        size = f"{course.weeks} weeks"
        warm = LARGE_WARM_RATIO if course.weeks >= LARGE else WARM_RATIO
        for act, bound in ((COLD, COLD_RATIO), (WARM, warm), (RELOAD, RELOAD_RATIO)):
            yield Target(f"{size}, {act}: times plain MkDocs", bound, median(course.ratios(OURS, act)))
        memory = course.memory(OURS) / course.memory(PLAIN)
        yield Target(f"{size}, memory: times plain MkDocs", MEMORY_RATIO, memory)
    first, last = courses[0], courses[-1]
    if first is not last:
        growth = last.per_page(OURS) / first.per_page(OURS)
        yield Target(f"a page at {last.weeks} weeks: times one at {first.weeks}", GROWTH, growth)


def faults(courses: Sequence[Course]) -> list[str]:
    """Name the targets that are missed."""
    return [
        f"{target.what}: {target.measured:.2f}, at most {target.bound:.2f}"
        for target in targets(courses)
        if target.missed
    ]


def targets_table(courses: Sequence[Course]) -> list[str]:
    """Show each target with what was measured."""
    head = ["what", "at most", "measured", "reached"]
    rows = [
        [target.what, f"{target.bound:.2f}", f"{target.measured:.2f}", "no" if target.missed else "yes"]
        for target in targets(courses)
    ]
    return table(head, rows, last=1)


def costs_table(courses: Sequence[Course]) -> list[str]:
    """Show what each generator took for each course: medians of the turns, and the most memory."""
    head = [
        "weeks",
        "pages",
        "generator",
        "turns",
        "seconds",
        "least–most",
        "processor, s",
        "times plain MkDocs",
        "least–most",
        "ms per page",
        "memory, MiB",
    ]
    rows = []
    for course in courses:
        for name, act in course.costs:
            costs = course.costs[name, act]
            rows.append(
                [
                    *_first(course, name, act),
                    f"{median(cost.processor for cost in costs):.1f}",
                    *_ratios(course, name, act),
                    f"{1000 * median(course.seconds(name, act)) / course.pages:.1f}",
                    str(course.memory(name, act)),
                ]
            )
        rows += [
            [*_first(course, name, RELOAD), "–", *_ratios(course, name, RELOAD), "–", "–"]
            for name in course.reloads
        ]
    lines = table(head, rows, words=0)
    return [lines[0], f"| ---: | ---: | --- {'| ---: ' * (len(head) - 3)}|", *lines[2:]]


def growth_table(courses: Sequence[Course]) -> list[str]:
    """Show how the cost of a page grows with the course."""
    first, last = courses[0], courses[-1]
    head = ["cold, ms per page", *(f"{course.weeks} weeks" for course in courses), "last / first"]
    names = [name for name, act in first.costs if act == COLD]
    rows = [
        [
            name,
            *(f"{course.per_page(name):.1f}" for course in courses),
            f"{last.per_page(name) / first.per_page(name):.2f}",
        ]
        for name in names
    ]
    return table(head, rows)


def machine_table(versions: Mapping[str, str], processors: int, busy: Sequence[float]) -> list[str]:
    """Show what measured, and how many processes wanted a processor meanwhile."""
    head = [*versions, "processors", "load before, and after each course"]
    loads = ", ".join(f"{load:.1f}" for load in busy)
    return table(head, [[*versions.values(), str(processors), loads]], words=0)


def _first(course: Course, name: str, act: str) -> list[str]:
    seconds = course.seconds(name, act)
    spread = f"{min(seconds):.2f}–{max(seconds):.2f}"
    turns = str(len(seconds))
    return [str(course.weeks), str(course.pages), f"{name}, {act}", turns, f"{median(seconds):.2f}", spread]


def _ratios(course: Course, name: str, act: str) -> list[str]:
    ratios = course.ratios(name, act)
    return [f"{median(ratios):.2f}", f"{min(ratios):.2f}–{max(ratios):.2f}"]
