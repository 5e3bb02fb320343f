"""What a built site holds, for programs that make something of it: `course.json` at its root.

The build writes it and a release reads it. It has no date, so that an edit changes the page that was edited and not
this file; each page says itself when its text last changed.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from mkdocs_course.text.directives import PageKind

if TYPE_CHECKING:
    from pathlib import Path

NAME = "course.json"

_CHANGED = re.compile(r'<p class="imprint">.*?<time datetime="(\d{4}-\d{2}-\d{2})">')


class UnknownSiteError(ValueError):
    """A folder is not a site built by this package. Its text says which, and what to do."""


@dataclass(frozen=True)
class Leaf:
    """A page of one language."""

    address: str
    """Within the language's folder, as links have it: `week-01/session/`; empty for the start page."""
    title: str
    kind: PageKind
    week: str = ""
    """The id of the week that the page belongs to; empty if to none."""


@dataclass(frozen=True)
class Volume:
    """The course in one language."""

    language: str
    """As in the names of folders: `pt`."""
    tag: str
    """BCP 47: `pt-PT`."""
    direction: str
    """`ltr` or `rtl`."""
    folder: str
    """The language's folder within the site, with a slash at its end: `en/`; empty for the default language."""
    title: str
    """The course's title."""
    notice: str
    """What the course says of itself at the foot of every page; may be empty."""
    leaves: tuple[Leaf, ...]
    """In the order of the navigation. Pages that only repeat the source language are left out."""


@dataclass(frozen=True)
class Contents:
    """A course as it was built. The first volume is that of the default language."""

    origin: str
    """The absolute address of the site's root, with a slash at its end; empty if it has none."""
    license: tuple[str, str]
    """Name and address of the licence of the texts; empty words if there is none."""
    volumes: tuple[Volume, ...]


_ADAPTER = TypeAdapter(Contents)


def write(site: Path, contents: Contents) -> None:
    """Write the contents of a built site into it.

    Raises:
        OSError: if the file cannot be written.
    """
    data = _ADAPTER.dump_python(contents, mode="json")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    (site / NAME).write_text(text, encoding="utf-8", newline="")


def read(site: Path) -> Contents:
    """Return the contents of a built site.

    Raises:
        UnknownSiteError: if the folder has none that can be understood.
    """
    try:
        return _ADAPTER.validate_json((site / NAME).read_bytes())
    except OSError as error:
        raise UnknownSiteError(
            f"{site}: there is no {NAME} that can be read ({error.strerror}); build the site first: course build"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise UnknownSiteError(
            f"{site / NAME}: {place}: {first['msg']}; build the site anew: course build"
        ) from None


def changed(site: Path, volume: Volume, leaf: Leaf) -> date | None:
    """Return the day on which a page's text last changed, as the page says it; None if it does not.

    Raises:
        OSError: if the page cannot be read.
    """
    said = _CHANGED.search(
        (site / volume.folder / unquote(leaf.address) / "index.html").read_text(encoding="utf-8")
    )
    return date.fromisoformat(said[1]) if said else None
