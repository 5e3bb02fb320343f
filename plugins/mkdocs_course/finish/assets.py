"""The one stylesheet and the one script of every page, parts joined, and the scripts that are loaded when asked for.

All are without comments and spare white space.

Each is named by what it holds, so that a browser may keep it for good and never takes that of another release.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from rcssmin import cssmin
from rjsmin import jsmin

from mkdocs_course.finish.keeping import WORKER

if TYPE_CHECKING:
    from pathlib import Path

STYLES = ("tokens", "base", "frame", "search", "parts", "diagrams", "print")
"""The parts of the stylesheet, in the order of the cascade."""
SCRIPTS = ("store", "language", "sessions", "self-check", "progress", "glossary", "search", "keep")
"""The parts of the script. The others use what `store` defines, and none needs any other: where `self-check` is
there, it tells `progress` of answers."""

_KEEPER = "@keeper"
"""Stands in the script for the name of the keeper."""


@dataclass(frozen=True)
class Asset:
    """A file of the site: its path from the site's root, and what it holds."""

    name: str
    content: str


def stylesheet(theme: Path) -> Asset:
    """Join the parts under `css/` of the theme's folder.

    Raises:
        OSError: if a part cannot be read.
    """
    return _asset("css", cssmin(_joined(theme / "css", STYLES, ".css")))


def script(theme: Path) -> Asset:
    """Join the parts under `js/` of the theme's folder. A classic script: modules do not load from `file://`.

    Raises:
        OSError: if a part cannot be read.
    """
    name = keeper(theme).name.rpartition("/")[2]
    return _asset("js", jsmin(_joined(theme / "js", SCRIPTS, ".js")).replace(_KEEPER, name))


def keeper(theme: Path) -> Asset:
    """Return the script that keeps parts of the course on a device; the first one loads it.

    Raises:
        OSError: if it cannot be read.
    """
    return _asset("js", jsmin((theme / "keep" / "keeper.js").read_text(encoding="utf-8")), "keep")


def worker(theme: Path) -> Asset:
    """Return the service worker. Its name stays, since browsers look there for a newer one.

    Raises:
        OSError: if it cannot be read.
    """
    return Asset(WORKER, jsmin((theme / "keep" / "worker.js").read_text(encoding="utf-8")))


def search_engine(theme: Path) -> Asset:
    """Return what the script loads when search is opened.

    Raises:
        OSError: if it cannot be read.
    """
    return _asset("js", jsmin(_joined(theme / "search", ("engine",), ".js")), "search")


def lost(theme: Path) -> Asset:
    """Return the script by which the page for missing addresses finds the site's root.

    Raises:
        OSError: if it cannot be read.
    """
    return _asset("js", jsmin(_joined(theme / "lost", ("lost",), ".js")), "lost")


def _joined(folder: Path, parts: tuple[str, ...], suffix: str) -> str:
    return "\n".join((folder / f"{part}{suffix}").read_text(encoding="utf-8") for part in parts)


def _asset(suffix: str, content: str, stem: str = "course") -> Asset:
    digest = sha256(content.encode()).hexdigest()[:8]
    return Asset(f"assets/course/{stem}-{digest}.{suffix}", content)
