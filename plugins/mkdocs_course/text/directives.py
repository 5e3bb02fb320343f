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
"""Every directive by name. In its place stands:

home: the dates of the edition that the language shows first, the next session, and where to begin
schedule: all sessions of that edition, week by week, and the editions to come
glossary: every term with its definition, in the order of the alphabet, with a field that filters
progress: ticks for weeks and sessions, what was answered, and buttons to save, join, print and erase
weeks: a row of links to all weeks
week: what to do in this week, its minutes, and the card of its live session
session: the card of the live session, with its date in the edition's time and in UTC
agenda: the parts of the session with their minutes; their words are the numbered list below the directive
run: an edition's facts, hours in its learners' countries, its sessions and its calendar
notice: the `notice` of `course.yml`
diagram: the drawing of that name in `diagrams/`, in the page's language, with its content in sentences
activities: the activity and the portfolio page of each week, as one book
keep: buttons that keep a week or the whole course on a device, with their sizes
translations: how far each language is, and what is to be done in that of the page
"""
