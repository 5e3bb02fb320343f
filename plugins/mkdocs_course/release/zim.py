"""`course.zim`: the copy of the site for Kiwix, on phones and on hotspots.

It is the one artefact whose bytes differ from build to build, since libzim gives each file an id by chance. What it
says of itself: https://wiki.openzim.org/wiki/Metadata.
"""

from __future__ import annotations

import os
import posixpath
import re
from contextlib import contextmanager
from hashlib import sha256
from html import unescape
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from babel.core import get_global

from mkdocs_course.finish.servers import DATA, FEED, FEED_TYPE, OTHERS, TEXTS
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.file_tree import PAGE, file_tree, missing_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkdocs_course.release.edition import Edition

NAME = "course.zim"
ICON = "assets/course/icon-48.png"
"""Where a site may have a picture of its own for it, of 48 by 48 pixels.

That of the package is its `icon.svg`: `rsvg-convert -w 48 -h 48 icon.svg -o icon-48.png`.
"""

LONGEST_TITLE = 30
LONGEST_DESCRIPTION = 80
"""Characters that the format allows."""

_NAMED = re.compile(r'<meta property="og:title" content="([^"]*)">')
_DESCRIBED = re.compile(r'<meta name="description" content="([^"]*)">')
_AROUND = re.compile(r"(<body\b[^>]*>)(.*?)(<article\b.*</article>)", re.DOTALL)
_PACKED = tuple(f".{ending}" for ending in OTHERS)
_OTHER_CODES = re.compile(
    "alb|arm|baq|bur|cze|chi|dut|fre|geo|ger|gre|ice|mac|mao|may|per|rum|slo|tib|wel|prp|twi"
)
"""Codes of three letters for languages with one of two that are not those of ISO 639-3: most are bibliographic ones."""


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps the file from being made, before the work starts: one line each, with what to do."""
    try:
        import libzim.writer  # noqa: F401, PLC0415
    except ImportError:
        yield str(_missing())
    yield from missing_pictures(edition)


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the file into the folder `to`; yield its path once it is done.

    Its pages carry no Content Security Policy: it would also forbid what readers of ZIM files put into pages.

    Raises:
        MissingError: if libzim is not installed.
        OSError: if a file of the site cannot be read or the ZIM file cannot be written.
    """
    try:
        from libzim.writer import Creator, Hint  # noqa: PLC0415
    except ImportError:
        raise _missing() from None
    item = _items()
    first: dict[bytes, str] = {}
    creator = Creator(to / NAME).config_indexing(True, alpha_3(edition.contents.volumes[0].language))
    with _quiet(), creator:
        creator.set_mainpath(PAGE)
        creator.add_illustration(48, _icon(edition))
        for name, value in description(edition).items():
            creator.add_metadata(name, value)
        for path, plain in file_tree(edition, policy=False):
            content = only_the_text_is_found(plain) if path.endswith(".html") else plain
            same = first.setdefault(sha256(content).digest(), path)
            if same == path:
                creator.add_item(item(path, content))
            else:
                creator.add_alias(path, title(path, content), same, {Hint.FRONT_ARTICLE: False})
    yield to / NAME


def description(edition: Edition) -> Mapping[str, str]:
    """Return what the file says of itself, by the names of the format. A course is by nobody but itself."""
    volumes, origin = edition.contents.volumes, urlsplit(edition.contents.origin)
    languages = [alpha_3(volume.language) for volume in volumes]
    name = (origin.netloc + origin.path).rstrip("/").replace("/", "-") or "course"
    said = [_described(edition, volume.folder) for volume in volumes]
    found = {
        "Name": f"{name}_{'mul' if len(languages) > 1 else languages[0]}",
        "Title": shortened(volumes[0].title, LONGEST_TITLE),
        "Description": shortened(said[0] or volumes[0].title, LONGEST_DESCRIPTION),
        "LongDescription": "\n".join(filter(None, said)),
        "Language": ",".join(languages),
        "Creator": volumes[0].title,
        "Publisher": volumes[0].title,
        "Date": edition.date.isoformat(),
        "Tags": "course;education;_ftindex:yes",
        "License": edition.contents.license[0],
        "Source": edition.contents.origin,
        "Scraper": f"mkdocs-course {version('mkdocs-course')}",
    }
    return {key: value for key, value in found.items() if value}


def alpha_3(language: str) -> str:
    """Return the code of ISO 639-3 for a language (BCP 47): `por` for `pt-PT`."""
    base = language.split("-", maxsplit=1)[0]
    if len(base) == 3:
        return base
    codes = [code for code, short in get_global("language_aliases").items() if short == base]
    return next((code for code in reversed(codes) if len(code) == 3 and not _OTHER_CODES.match(code)), base)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, broken between words."""
    if len(text) <= most:
        return text
    whole = re.match(rf".{{1,{most - 1}}}(?<=\w)(?=[^\w’'-])", text)
    return (whole[0] if whole else text[: most - 1]) + "…"


def only_the_text_is_found(page: bytes) -> bytes:
    """Return a page whose head and foot are not in the full-text index: libzim leaves out what such comments hold."""
    marked = r"\1<!--htdig_noindex-->\2<!--/htdig_noindex-->\3<!--htdig_noindex-->"
    return _AROUND.sub(marked, page.decode(), count=1).encode()


def title(path: str, content: bytes) -> str:
    """Return what a page calls itself; empty for other files."""
    found = path.endswith(".html") and _NAMED.search(content.decode())
    return unescape(found[1]) if found else ""


def _items() -> Callable[[str, bytes], Any]:
    """Return what makes a file of the copy into what libzim takes."""
    from libzim.writer import Hint, Item, StringProvider  # noqa: PLC0415

    class File(Item):  # type: ignore[misc]
        """A file of the copy."""

        def __init__(self, path: str, content: bytes) -> None:
            super().__init__()
            self.path, self.content = path, content

        def get_path(self) -> str:
            return self.path

        def get_title(self) -> str:
            return title(self.path, self.content)

        def get_mimetype(self) -> str:
            ending = posixpath.splitext(self.path)[1][1:]
            media = {**TEXTS, **DATA, **OTHERS}.get(ending, "application/octet-stream")
            return FEED_TYPE if posixpath.basename(self.path) == FEED else media

        def get_contentprovider(self) -> Any:
            return StringProvider(self.content)

        def get_hints(self) -> Mapping[Any, bool]:
            return {
                Hint.FRONT_ARTICLE: self.path.endswith(".html"),
                Hint.COMPRESS: not self.path.endswith(_PACKED),
            }

    return File


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the terminal what libzim says of its steps, which it does whatever it is told."""
    said = os.dup(1)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            yield
    finally:
        os.dup2(said, 1)
        os.close(said)


def _described(edition: Edition, folder: str) -> str:
    found = _DESCRIBED.search((edition.site / folder / PAGE).read_text(encoding="utf-8"))
    return unescape(found[1]) if found else ""


def _icon(edition: Edition) -> bytes:
    own = edition.site / ICON
    return (
        own.read_bytes()
        if own.is_file()
        else resources.files(__package__).joinpath("icon-48.png").read_bytes()
    )


def _missing() -> MissingError:
    return MissingError("a ZIM file", "libzim", "zim")
