"""What surrounds the text of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates

if TYPE_CHECKING:
    from datetime import date

    from mkdocs_course.course.model import License
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class Frame:
    """The page's language and kind, and what stands at its foot."""

    tag: str
    """BCP 47 tag of the language: `pt-PT`."""
    direction: str
    kind: str
    """A `PageKind`."""
    notice: str
    address: str
    """The page's absolute address, for copies on paper; empty if the site has none."""
    date: str
    """When the page's text last changed, in words; empty if that is not known."""
    changed: str
    """The same day as ISO 8601 has it."""
    license: License | None


def frame(view: Viewpoint, changed: date | None) -> Frame:
    """Return what surrounds a page, whose text last changed on a day."""
    return Frame(
        tag=view.words.tag,
        direction=view.words.direction,
        kind=view.kind.value,
        notice=view.notice,
        address=view.address(view.name),
        date=dates.plain_date(changed, view.words) if changed else "",
        changed=changed.isoformat() if changed else "",
        license=view.project.course.license,
    )


@dataclass(frozen=True)
class Message:
    """What a page that belongs to no language says to readers of one."""

    tag: str
    direction: str
    title: str
    text: str
    link: str = ""
    """Words of the link to the language's start page; empty if there is none."""
    home: str = ""
    """The folder of the language within the site, with a slash at its end; the default language has none."""


def not_found(view: Viewpoint) -> Message:
    """Return what stands at an address that leads nowhere."""
    words = view.words
    return Message(
        tag=words.tag,
        direction=words.direction,
        title=words.gettext("This page does not exist"),
        text=words.gettext("It may have moved, or the address may be mistyped."),
        link=words.gettext("Go to the start page"),
        home=view.folders[words.language],
    )


def unkept(view: Viewpoint) -> Message:
    """Return what stands, without a connection, at an address that is not kept."""
    words = view.words
    return Message(
        tag=words.tag,
        direction=words.direction,
        title=words.gettext("No connection, and not kept"),
        text=words.gettext(
            "There is no connection, and this page is not kept on this device. What is kept stands below."
        ),
    )
