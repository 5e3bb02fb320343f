"""How a reader subscribes to the calendar of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from mkdocs_course.course.runs import Run
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class Subscription:
    """The ways to put a run into a calendar."""

    file: str
    """Relative path to the feed."""
    address: str
    """Absolute address of the feed; empty without a site address, and then only the file is offered."""

    @property
    def webcal(self) -> str:
        """The address that calendar programs subscribe to."""
        return "webcal:" + self.address.split(":", 1)[1] if self.address else ""

    @property
    def google(self) -> str:
        """The address that adds the feed to Google Calendar (not documented by Google, but steady for years)."""
        return (
            f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"
            if self.address
            else ""
        )

    @property
    def outlook(self) -> str:
        """The address that adds the feed to Outlook on the web (likewise not documented)."""
        feed = quote(self.address, safe="")
        return f"https://outlook.live.com/calendar/0/addfromweb?url={feed}" if self.address else ""


def feed_name(run: str) -> str:
    """Return the path of a run's feed within its language's folder."""
    return f"runs/{run}/calendar.ics"


def subscription(view: Viewpoint, run: Run) -> Subscription:
    """Return the ways to put a run into a calendar."""
    return Subscription(view.href(feed_name(run.id)), view.address(feed_name(run.id)))
