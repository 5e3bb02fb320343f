"""What a server sends with the site, said once: the policy of the pages, the other headers, types, and what is kept.

The configurations in `deploy/` and the `<meta>` elements of every page are written from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.course.reading import replace_text
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

FOLDER = "deploy"
CONFIGURATIONS = ("nginx.conf", "container.conf", "Caddyfile", "apache.conf", ".htaccess", "_headers")

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
"""Content Security Policy Level 3: all comes from the site's own files. No inline script or style, no eval, no font, no
medium (recordings are links), no frame, no form that is sent."""

HEADER_ONLY = {"frame-ancestors", "report-to", "report-uri", "sandbox"}
"""Directives that a browser refuses in a `<meta>` (CSP3 3.3)."""

REFERRER = "same-origin"
"""Other sites do not learn what is read; the pages themselves look whether a reader comes from another page."""

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": REFERRER,
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer. Strict-Transport-Security is not among them: on a network without HTTPS it does nothing, and
where a name is served by HTTPS today and not tomorrow it locks readers out. Only the operator knows."""

REVALIDATED = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
NAMED = r"/(?:assets/[^?]*\.|assets/course/[^/?]*-|search/[^/?]+/)[0-9a-f]{8,}\.\w+"
"""Files whose names bear a hash of what they hold: `assets/x.01234567.css`, and those that the build itself names.

A hyphen counts in the build's own folder only: elsewhere, `photo-20270315.jpg` bears a date."""
HASHED = rf"(?:{NAMED}\??|/assets/[^?]+\?(?:\w+=)?[0-9a-f]{{8,}})$"
"""Addresses that name what they hold: such a file, or one below `assets/` with a hash behind its `?`."""

START = "start"
"""An address, beside the start page, that leads readers to the start page in their language. It is the only one that
depends on who asks: a page's own address, the start page's too, always shows that page, so a chosen language holds."""

TEXTS = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "ics": "text/calendar",
    "vtt": "text/vtt",
    "txt": "text/plain",
}
"""Media types by extension. They say that they are UTF-8, for old browsers and for programs that read calendars."""

DATA = {
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
    "svg": "image/svg+xml",
}
"""Media types of what is UTF-8 by itself; sent compressed, like texts."""

FEED = "changes.xml"
FEED_TYPE = "application/atom+xml"

OTHERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "gz": "application/gzip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
}
"""Media types of what is compressed in itself."""


@dataclass(frozen=True)
class Served:
    """What the templates of the configurations are filled in with."""

    headers: Mapping[str, str]
    texts: Mapping[str, str]
    others: Mapping[str, str]
    """Types without a charset."""
    compressed: tuple[str, ...]
    starts: Mapping[str, str]
    """For each way to name a language, such as `pt`, the folder of its pages, as an address beside the start address.
    The first is that of the default language."""
    preferences: Sequence[str]
    """Patterns for Accept-Language. The first that matches has in its group the way to name a language."""
    hashed: str = HASHED
    named: str = NAMED
    start: str = START
    immutable: str = IMMUTABLE
    revalidated: str = REVALIDATED
    feed: str = FEED
    feed_type: str = FEED_TYPE


def meta_policy() -> str:
    """Return the policy as a `<meta>` can carry it, for places where nobody can set a header."""
    return "; ".join(f"{name} {value}" for name, value in POLICY.items() if name not in HEADER_ONLY)


def configuration(name: str, languages: Sequence[str]) -> str:
    """Return one of `CONFIGURATIONS` as text, for a course in some languages, the default one first."""
    starts = _starts(languages)
    compressed = (*TEXTS.values(), *DATA.values(), FEED_TYPE)
    view = Served(HEADERS, TEXTS, DATA | OTHERS, compressed, starts, list(_preferences(starts)))
    text = render(f"servers/{name}", view, catalogue("en"))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


def _starts(languages: Sequence[str]) -> dict[str, str]:
    """Return where each language begins. `pt` also means `pt-BR`, if there is no other Portuguese."""
    starts = {tag: f"{tag}/" if number else "./" for number, tag in enumerate(languages)}
    for tag in languages:
        starts.setdefault(tag.partition("-")[0], starts[tag])
    return starts


def _preferences(tags: Collection[str]) -> Iterator[str]:
    """Write the patterns for Accept-Language (RFC 9110, 12.5.4), from the greatest weight to the least, tenth by tenth.

    Within a tenth the order in the header decides, as it does where browsers give no weights. Weight 0 is a refusal.
    """
    longest_first = "|".join(sorted(tags, key=len, reverse=True))
    weights = (r",|$|;\s*q=1", *(rf";\s*q=0\.{tenth}" for tenth in range(9, 0, -1)), r";\s*q=0\.0\d*[1-9]")
    for weight in weights:
        yield rf"(?:^|[,\s])(?P<course_tag>{longest_first})(?:-[^,;\s]*)?\s*(?:{weight})"


def write_configurations(root: Path, languages: Sequence[str]) -> Iterator[Path]:
    """Write all configurations into `deploy/` below the root; yield the path of each."""
    (root / FOLDER).mkdir(exist_ok=True)
    for name in CONFIGURATIONS:
        path = root / FOLDER / name
        replace_text(path, configuration(name, languages))
        yield path
