"""What surrounds the text of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class Frame:
    """The page's language and kind, and the notice at its foot."""

    tag: str
    """BCP 47 tag of the language: `pt-PT`."""
    direction: str
    kind: str
    """A `PageKind`."""
    notice: str


def frame(view: Viewpoint) -> Frame:
    """Return what surrounds a page."""
    return Frame(
        tag=view.words.tag,
        direction=view.words.direction,
        kind=view.kind.value,
        notice=view.notice,
    )


@dataclass(frozen=True)
class NotFound:
    """What a reader of one language sees at an address that leads nowhere."""

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
