"""The release's own page: `index.html` beside the artefacts, which says in every language what each of them is for.

It works from a disk and from any server, without scripts; `release.css` beside it holds the site's colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import catalogue, native_name
from mkdocs_course.release import archive, offline, zim
from mkdocs_course.release.notice import copy_notice_html
from mkdocs_course.release.seal import SIGNATURE, SUMS
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.release.contents import Volume
    from mkdocs_course.release.edition import Edition

PAGE, STYLE = "index.html", "release.css"
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
DELTAS = f"{archive.FROM}/"
_UNLISTED = {PAGE, STYLE, SUMS, SIGNATURE}
"""The page itself, and what its last part is about."""


@dataclass(frozen=True)
class Artefact:
    """What a reader can take: a file, or a folder of files."""

    name: str
    """Path from the page; a folder's ends with a slash."""
    title: str
    text: str
    """What to do with it, in a sentence."""
    size: str = ""


@dataclass(frozen=True)
class Purpose:
    """A heading with the artefacts for it."""

    title: str
    artefacts: Sequence[Artefact]


@dataclass(frozen=True)
class Section:
    """The page in one language."""

    volume: Volume
    native: str
    """The language's name in itself."""
    date: str
    valid_until: str
    version: str
    notice: str
    """As HTML."""
    purposes: Sequence[Purpose]
    license: tuple[str, str]


@dataclass(frozen=True)
class Page:
    """The page with its sections, each with its HTML."""

    sections: Sequence[tuple[Section, str]]
    policy: str = POLICY
    style: str = STYLE


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the page about what is in the folder `to`; yield its path and that of its stylesheet.

    Raises:
        OSError: if the folder cannot be read or a file cannot be written.
    """
    sizes = _sizes(to)
    sections = []
    for volume in edition.contents.volumes:
        words = catalogue(volume.language)
        section = _section(volume, edition, sizes, words)
        sections.append((section, render("release/section.html", section, words)))
    page = render("release/table.html", Page(sections), catalogue(edition.contents.volumes[0].language))
    for name, text in ((PAGE, page), (STYLE, _style())):
        (to / name).write_text(text, encoding="utf-8", newline="\n")
        yield to / name


def _sizes(to: Path) -> dict[str, Sequence[int]]:
    """Return the bytes of each file, by its path; those of all deltas stand together."""
    sizes: dict[str, list[int]] = {}
    for path in sorted(to.rglob("*")):
        name = path.relative_to(to).as_posix()
        if path.is_file() and name not in _UNLISTED:
            sizes.setdefault(DELTAS if name.startswith(DELTAS) else name, []).append(path.stat().st_size)
    return dict(sizes)


def _section(
    volume: Volume, edition: Edition, sizes: Mapping[str, Sequence[int]], words: Catalogue
) -> Section:
    purposes = list(_purposes(volume, words))
    described = {artefact.name for purpose in purposes for artefact in purpose.artefacts}
    of_others = {
        artefact.name
        for other in edition.contents.volumes
        for purpose in _purposes(other, words)
        for artefact in purpose.artefacts
    }
    others = [Artefact(name, name, "") for name in sizes if name not in described | of_others]
    # Translators: heading of the files of a release that are none of the kinds named before.
    purposes.append(Purpose(words.gettext("Other files"), others))
    return Section(
        volume=volume,
        native=native_name(volume.language),
        date=dates.plain_date(edition.date, words),
        valid_until=dates.plain_date(edition.valid_until, words),
        version=edition.version,
        notice=copy_notice_html(volume, edition),
        purposes=[found for purpose in purposes if (found := _existing(purpose, sizes, words)).artefacts],
        license=edition.contents.license,
    )


def _existing(purpose: Purpose, sizes: Mapping[str, Sequence[int]], words: Catalogue) -> Purpose:
    """Return a purpose with those of its artefacts that are there, each with its size."""
    return Purpose(
        purpose.title,
        [
            Artefact(each.name, each.title, each.text, dates.size_of(sum(sizes[each.name]), words))
            for each in purpose.artefacts
            if each.name in sizes
        ],
    )


def _purposes(volume: Volume, words: Catalogue) -> Iterator[Purpose]:
    """Give all that a release may hold for readers of a volume."""
    language = volume.language
    yield Purpose(
        words.gettext("To read"),
        [
            Artefact(
                offline.NAME,
                words.gettext("The course without the internet"),
                words.gettext(
                    "For a computer or a USB stick, in all languages. Unpack it, then open index.html in its folder."
                ),
            ),
            Artefact(
                f"course-{language}.epub",
                words.gettext("A book for phones, tablets and e-readers"),
                words.gettext("EPUB: open it with an app for reading books."),
            ),
            Artefact(
                f"course-{language}.pdf",
                words.gettext("A book for printing"),
                words.gettext("PDF: it looks the same on every screen and on paper."),
            ),
            Artefact(
                zim.NAME,
                words.gettext("The course for Kiwix"),
                words.gettext(
                    "ZIM: for the Kiwix app on a phone or computer, and for Wi‑Fi hotspots. In all languages."
                ),
            ),
        ],
    )
    yield Purpose(
        words.gettext("To teach"),
        [
            Artefact(
                f"course-{language}-scorm.zip",
                words.gettext("A package for Moodle"),
                words.gettext(
                    "SCORM 1.2: add it to a course in Moodle or another learning platform as it is, without unpacking."
                ),
            )
        ],
    )
    yield Purpose(
        words.gettext("To serve the course yourself"),
        [
            Artefact(
                archive.NAME,
                words.gettext("The website"),
                words.gettext(
                    "For any web server: unpack it, and serve the folder. Mirrors take it from here."
                ),
            ),
            Artefact(
                DELTAS,
                words.gettext("Updates from earlier releases"),
                words.gettext(
                    "A mirror takes the one that it needs by itself, instead of the whole website."
                ),
            ),
        ],
    )


def _style() -> str:
    """Return the stylesheet: the site's colours and fonts, then what the page has of its own."""
    package = resources.files("mkdocs_course")
    parts = (package / "theme" / "css" / "tokens.css", package / "release" / "table.css")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)
