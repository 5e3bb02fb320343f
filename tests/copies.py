"""Releases of the shipped course, as the tests of copies need them."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

from mkdocs_course.release import contents, offline
from mkdocs_course.release.edition import Edition

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "2026-11-24"
NOTICES = {
    "fr": "Cette copie est du 24 novembre 2026. Des séances en direct ont pu être déplacées depuis.",
    "en": "This copy is of 24 November 2026. Live sessions may have moved since.",
    "pt": "Esta cópia é de 24 de novembro de 2026. "
    "Entretanto, algumas sessões em direto podem ter mudado de data.",
}
"""How a copy of that day begins to speak of itself."""


def edition_of(site: Path, version: str = VERSION) -> Edition:
    """Return a release of a built site, of a day that does not depend on the repository."""
    return Edition(site, contents.read(site), version, date(2027, 11, 25))


def unzipped(site: Path, into: Path) -> Path:
    """Make the offline zip of a site and unpack it, as a person would; return the folder with its start page."""
    into.mkdir(parents=True)
    (archive,) = offline.write(edition_of(site), into)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(into)
    archive.unlink()
    (folder,) = into.iterdir()
    return folder
