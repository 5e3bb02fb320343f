"""What a release is called, and how it is dated. All of it comes from the content, nothing from the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mkdocs_course.release import contents
from mkdocs_course.release.versions import VERSION, sequence_of

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_course.release.contents import Contents

LIFETIME = timedelta(days=366)
"""How long a release is good: the dates of the sessions are those of a year."""


class UndatedError(ValueError):
    """A release has no date, or one that is none. Its text says what to do."""


@dataclass(frozen=True)
class Edition:
    """A release of a site: what all its artefacts say of it."""

    site: Path
    contents: Contents
    version: str
    """As `VERSION`."""
    valid_until: date

    @property
    def date(self) -> date:
        """The day of the last change of a text."""
        return date.fromisoformat(self.version[:10])

    @property
    def sequence(self) -> int:
        """A number that grows from release to release, as `sequence_of`."""
        return sequence_of(self.version)


def edition(site: Path, version: str = "") -> Edition:
    """Return the edition that a built site makes; without a version, it is the day of the last change.

    Raises:
        UnknownSiteError: if the folder is not a site built by this package.
        UndatedError: if there is no version and no page says when it changed, or the version is none.
    """
    found = contents.read(site)
    if not version:
        days = [contents.changed(site, volume, leaf) for volume in found.volumes for leaf in volume.leaves]
        version = max((day.isoformat() for day in days if day), default="")
    if not version:
        raise UndatedError(
            "no page says when its text changed, as in a copy without its history: name the release, "
            "for example --version 2026-11-24"
        )
    if not VERSION.fullmatch(version):
        raise UndatedError(
            f"`{version}` is no version: write a day, or a day and a number, as in 2026-11-24.2"
        )
    try:
        day = date.fromisoformat(version[:10])
    except ValueError:
        raise UndatedError(f"`{version}` is no day of the calendar") from None
    return Edition(site, found, version, day + LIFETIME)
