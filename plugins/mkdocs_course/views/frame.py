"""What surrounds the text of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates

if TYPE_CHECKING:
    from datetime import date

    from mkdocs_course.catalogue.messages import Catalogue
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
class NotFound:
    """What a reader of one language sees at an address that leads nowhere, or nowhere without a connection."""

    tag: str
    direction: str
    title: str
    text: str
    home: str
    """Words of the link to the start page."""


def not_found(words: Catalogue) -> NotFound:
    """Return the words of the page that stands for missing pages; it shows them in every language."""
    return NotFound(
        tag=words.tag,
        direction=words.direction,
        title=words.gettext("This page does not exist"),
        text=words.gettext("It may have moved, or the address may be mistyped."),
        home=words.gettext("Go to the start page"),
    )
