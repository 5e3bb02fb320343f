"""What every page of a copy says of itself: that its dates are those of a day, and where the dates of today are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from mkdocs_course.catalogue.dates import plain_date
from mkdocs_course.catalogue.messages import catalogue

if TYPE_CHECKING:
    from mkdocs_course.release.contents import Volume
    from mkdocs_course.release.edition import Edition


def copy_notice(volume: Volume, edition: Edition) -> str:
    """Say in a volume's language of which day the copy is, and where the origin is, if it has an address."""
    words = catalogue(volume.language)
    day = plain_date(edition.date, words)
    said = words.gettext("This copy is of {date}. Live sessions may have moved since.").format(date=day)
    if not edition.contents.origin:
        return said
    # Translators: follows "This copy is of … ."; {address} is that of the course's own site.
    current = words.gettext("Their current dates are at {address}")
    return f"{said} {current.format(address=edition.contents.origin)}"


def copy_notice_html(volume: Volume, edition: Edition, page: str = "") -> str:
    """Say the same as HTML; the address leads to the volume's start page, or to the page with an address within it."""
    said = escape(copy_notice(volume, edition))
    shown = escape(edition.contents.origin)
    if not shown:
        return said
    target = escape(edition.contents.origin + volume.folder + page)
    return said.replace(shown, f'<a href="{target}" dir="ltr">{shown}</a>')
