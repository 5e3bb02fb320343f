"""What readers see of a week: where it is in the course, what to do in which order, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.keep import week_offer
from mkdocs_course.views.progress import Mark, mark
from mkdocs_course.views.session import SessionCard, session_card
from mkdocs_course.views.viewpoint import Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.views.keep import Offer
    from mkdocs_course.views.session import Material
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class WeekLink:
    """One week in the strip of all weeks."""

    id: str
    number: int
    link: Link
    current: bool
    """Whether the page belongs to this week."""


@dataclass(frozen=True)
class Strip:
    """All weeks, as links."""

    weeks: Sequence[WeekLink]
    on_session: bool
    """Whether the page is a session's."""


@dataclass(frozen=True)
class Step:
    """One thing to do in a week."""

    name: str
    """`reading`, `activity`, `self-check` or `session`."""
    label: str
    day: str
    """The day of the live session in the run that the language shows first; else empty."""
    detail: str
    href: str


@dataclass(frozen=True)
class WeekView:
    """The head of a week's page."""

    steps: Sequence[Step]
    card: SessionCard
    recordings: Sequence[Material]
    """What there is to hear and watch in the run that the language shows first, with its size."""
    offer: Offer | None
    """How to keep the week on a device; none where the course has no page for that."""


@dataclass(frozen=True)
class Pager:
    """The end of a week's or session's page: what to tick there, its neighbours, and the page that belongs with it."""

    mark: Mark | None
    """None in a course that has no page for progress."""
    previous: Link | None
    other: Link
    next: Link | None


def strip(view: Viewpoint) -> Strip:
    """Return the weeks of the course in order, and where the page is among them."""
    weeks = [
        WeekLink(week.id, number, view.link(f"{week.id}/index.md"), week.id == view.folder)
        for number, week in enumerate(view.project.course.weeks, start=1)
    ]
    return Strip(weeks, view.kind is PageKind.SESSION)


def week_view(view: Viewpoint) -> WeekView:
    """Return what the head of a week's page shows."""
    card = session_card(view)
    recordings = [each for meeting in card.meetings[:1] for each in meeting.materials if each.size]
    return WeekView(_steps(view, card), card, recordings, week_offer(view))


def pager(view: Viewpoint) -> Pager:
    """Return the end of a week's page, or of a session's page among the sessions."""
    week, weeks = view.week, view.project.course.weeks
    index = weeks.index(week)
    file, other = ("session.md", "index.md") if view.kind is PageKind.SESSION else ("index.md", "session.md")
    return Pager(
        mark=mark(view),
        previous=view.link(f"{weeks[index - 1].id}/{file}") if index else None,
        other=view.link(f"{week.id}/{other}"),
        next=view.link(f"{weeks[index + 1].id}/{file}") if index + 1 < len(weeks) else None,
    )


def _steps(view: Viewpoint, card: SessionCard) -> Sequence[Step]:
    """Return the steps whose sections the page has, then the live session."""
    words, effort = view.words, view.effort(view.week)
    page = view.page(view.name)
    sections = {heading.id for heading in page.body.headings} if page else set()
    offered = [
        ("reading", words.pgettext("step of a week", "Read"), effort.reading),
        ("activity", words.pgettext("step of a week", "Act"), effort.activity),
        ("self-check", words.pgettext("step of a week", "Check"), effort.self_check),
    ]
    steps = [
        Step(name, label, "", dates.duration(minutes, words), f"#{name}")
        for name, label, minutes in offered
        if name in sections
    ]
    day = card.meetings[0].when.short_day if card.meetings else ""
    label = words.pgettext("step of a week", "Meet")
    return [*steps, Step("session", label, day, card.duration, card.session.href)]
