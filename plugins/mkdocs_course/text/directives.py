"""Directives: HTML comments in a page, such as `<!-- course:schedule -->`, in whose place the course's data appear.

A comment is invisible wherever the plugin does not run, so a page reads well on a forge too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LINE = re.compile(
    r"^(?P<indent>\s*)<!--\s*course:(?P<name>[^\s>]*?)(?:(?<=[^\s:])\s+(?P<argument>[^\s>]+?))?\s*-->\s*$"
)
"""A directive: alone on its line; some take an argument, such as `<!-- course:diagram silos -->`."""

ANYWHERE = re.compile(r"<!--\s*course\b.*?(?:-->|$)")
"""What looks like a directive, wherever it stands."""


class PageKind(StrEnum):
    """What a page is for, known from its path."""

    HOME = "home"
    SCHEDULE = "schedule"
    GLOSSARY = "glossary"
    PROGRESS = "progress"
    WEEK = "week"
    SESSION = "session"
    RUN = "run"
    WORKSHEET = "worksheet"
    PLAIN = "plain"


@dataclass(frozen=True)
class Rule:
    """Where a directive may stand, and where it must."""

    allowed: frozenset[PageKind]
    required: frozenset[PageKind]
    argument: bool = False
    """Whether it says more than its name."""


def _rule(*required: PageKind, also: frozenset[PageKind] = frozenset()) -> Rule:
    return Rule(frozenset(required) | also, frozenset(required))


DIRECTIVES: dict[str, Rule] = {
    "home": _rule(PageKind.HOME),
    "schedule": _rule(PageKind.SCHEDULE),
    "glossary": _rule(PageKind.GLOSSARY),
    "progress": _rule(PageKind.PROGRESS),
    "weeks": _rule(PageKind.WEEK, PageKind.SESSION, also=frozenset(PageKind)),
    "week": _rule(PageKind.WEEK),
    "session": _rule(PageKind.SESSION),
    "agenda": _rule(PageKind.SESSION),
    "run": _rule(PageKind.RUN),
    "notice": _rule(also=frozenset(PageKind)),
    "diagram": Rule(frozenset(PageKind), frozenset(), argument=True),
    "activities": _rule(also=frozenset({PageKind.PLAIN})),
    "keep": _rule(also=frozenset({PageKind.PLAIN})),
    "translations": _rule(also=frozenset({PageKind.PLAIN})),
}
"""Every directive by name."""
