"""`course-<language>-scorm.zip`: a language's pages for Moodle and other learning platforms, as SCORM 1.2 has it.

Each week is a unit whose results the platform records (a SCO); the other pages are assets beside them. In this standard
a page that is left has ended its session, so a unit is one page, which holds the session and shows the pages of the
week in a frame (scorm_frame.js).

The standard: SCORM Version 1.2, Content Aggregation Model and Run-Time Environment, 2001.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from rcssmin import cssmin
from rjsmin import jsmin

from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.finish.servers import POLICY, REFERRER
from mkdocs_course.release.file_tree import PAGE, file_tree
from mkdocs_course.release.scorm_pages import framed, named_files
from mkdocs_course.release.zipping import write_zip
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.release.contents import Leaf, Volume
    from mkdocs_course.release.edition import Edition

MANIFEST = "imsmanifest.xml"
COURSE = "course/"
"""The folder of the copy's files within the package."""
FRAME_SCRIPT, PAGE_SCRIPT, FRAME_STYLE = "frame/frame.js", "frame/page.js", "frame/frame.css"

LONGEST_TITLE = 200
"""Characters of a title that every platform takes."""
LONGEST_STATE = 4096
"""Characters of `cmi.suspend_data`, in which a platform keeps what a learner has marked in a week."""
LARGEST = 100_000_000
"""Bytes, unpacked: the size of an upload that many platforms allow."""

FRAME_POLICY = "; ".join(
    f"{name} {value}"
    for name, value in {
        **{part: POLICY[part] for part in ("default-src", "script-src", "style-src", "img-src")},
        "frame-src": "'self'",
        **{part: POLICY[part] for part in ("base-uri", "form-action")},
    }.items()
)
"""That of the page with the frame; the pages in it keep the site's own."""

_LEFT_OUT = {PageKind.HOME, PageKind.PROGRESS}
"""The platform has a start page and a record of its own; those of the site could not know what it records."""
_OF_WEEKS = {PageKind.WEEK, PageKind.SESSION, PageKind.WORKSHEET}
_IN_THE_BAR = {PageKind.GLOSSARY, PageKind.SCHEDULE}

_QUESTION = re.compile(r'<fieldset class="question" id="q-([^"]+)"')
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_ICON = re.compile(r'<link rel="icon" href="([^"]+)"')
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_MARK = re.compile(r'<input\b[^>]*\sdata-(?:weeks|sessions)="')
_NAMING = (".html", ".css", ".svg")
"""Endings of files that name others."""


@dataclass(frozen=True)
class Part:
    """An item of the package's table of contents with its resource."""

    identifier: str
    title: str
    files: Sequence[str]
    """Paths within the package, as addresses. The first is what the platform opens."""


@dataclass(frozen=True)
class Manifest:
    """What the package says of itself."""

    identifier: str
    """It stays from release to release: by it a platform knows what learners did in an older one."""
    version: str
    title: str
    weeks: Sequence[Part]
    more: Sequence[Part]
    shared: Sequence[str]


@dataclass(frozen=True)
class FrameLink:
    """A link above the frame, which opens in it."""

    href: str
    title: str


@dataclass(frozen=True)
class WeekFrame:
    """The page that holds the session of a week."""

    week: str
    title: str
    tag: str
    direction: str
    links: Sequence[FrameLink]
    questions: Sequence[str]
    """The questions of its self-check: `week-01/who-decides`."""
    marked: bool
    """Whether learners mark the week as done; else it is when it was opened."""
    styles: Sequence[str]
    icon: str
    policy: str = FRAME_POLICY
    referrer: str = REFERRER
    script: str = FRAME_SCRIPT


def refusals(edition: Edition) -> Iterator[str]:
    """Say what keeps packages from being made or would break a platform: one line each, with what to do."""
    packages = list(_packages(edition))
    if not packages:
        yield "SCORM: the course has no week in any language, and a package needs one: write its page"
    for name, package in packages:
        for title in package.titles:
            if len(title) > LONGEST_TITLE:
                yield (
                    f"{name}: the title “{title[:40]}…” has {len(title)} characters, and learning platforms take "
                    f"{LONGEST_TITLE}: shorten it"
                )
        for week in package.weeks:
            longest = len(package.longest_state(week))
            if longest > LONGEST_STATE:
                yield (
                    f"{name}: the answers to the self-check of {week} fill {longest} characters, and learning "
                    f"platforms keep {LONGEST_STATE}: ask fewer questions, or give them shorter ids"
                )
        size = sum(map(len, package.files.values()))
        if size > LARGEST:
            largest = max(package.files, key=lambda path: len(package.files[path]))
            yield (
                f"{name}: {size / 1e6:.0f} MB, and many learning platforms refuse more than {LARGEST / 1e6:.0f} MB; "
                f"the largest file is {largest.removeprefix(COURSE)}: put large files elsewhere and link to them"
            )


def write(edition: Edition, to: Path) -> Iterator[Path]:
    """Write the package of each language that has a week into the folder `to`; yield the path of each as it is done.

    Raises:
        OSError: if a file of the site cannot be read or a package cannot be written.
    """
    for name, package in _packages(edition):
        path = to / name
        write_zip(path, [(MANIFEST, package.manifest), *sorted(package.files.items())], edition.date)
        yield path


def _packages(edition: Edition) -> Iterator[tuple[str, Package]]:
    """Return the name and content of each package; a language whose first week is yet to be translated has none."""
    copy = dict(file_tree(edition))
    for volume in edition.contents.volumes:
        package = Package(edition, volume, copy)
        if package.weeks:
            yield _name(volume), package


def _name(volume: Volume) -> str:
    return f"course-{volume.language}-scorm.zip"


@dataclass(frozen=True)
class Package:
    """A language's package, made of the files of a copy of the site."""

    edition: Edition
    volume: Volume
    copy: Mapping[str, bytes]

    @cached_property
    def leaves(self) -> Sequence[Leaf]:
        """The pages of the package."""
        return [leaf for leaf in self.volume.leaves if leaf.kind not in _LEFT_OUT]

    @cached_property
    def weeks(self) -> Mapping[str, Sequence[Leaf]]:
        """The pages of each week, its module first."""
        pages = [leaf for leaf in self.leaves if leaf.week and leaf.kind in _OF_WEEKS]
        modules = [leaf for leaf in pages if leaf.kind is PageKind.WEEK]
        order = [PageKind.WEEK, PageKind.WORKSHEET, PageKind.SESSION]
        return {
            module.week: sorted(
                (leaf for leaf in pages if leaf.week == module.week), key=lambda leaf: order.index(leaf.kind)
            )
            for module in modules
        }

    @cached_property
    def more(self) -> Sequence[Leaf]:
        """The pages beside the weeks."""
        return [leaf for leaf in self.leaves if leaf.week not in self.weeks]

    @cached_property
    def titles(self) -> Sequence[str]:
        """All titles of the manifest."""
        return [self.volume.title, *map(self._title, self.weeks), *(leaf.title for leaf in self.more)]

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """All files but the manifest, by their paths within the package."""
        return {
            **{COURSE + path: content for path, content in self._course().items()},
            **{f"{week}.html": self._frame(week).encode() for week in self.weeks},
            FRAME_SCRIPT: jsmin(_own("scorm_frame.js")).encode(),
            PAGE_SCRIPT: jsmin(_own("scorm_page.js")).encode(),
            FRAME_STYLE: cssmin(_own("scorm_frame.css")).encode(),
        }

    @property
    def manifest(self) -> bytes:
        """The manifest, as XML."""
        weeks = [
            Part(
                f"week.{week}",
                self._title(week),
                [f"{week}.html", *(COURSE + self._path(leaf) for leaf in leaves)],
            )
            for week, leaves in self.weeks.items()
        ]
        more = [
            Part(f"page.{_identifier(leaf.address)}", leaf.title, [COURSE + self._path(leaf)])
            for leaf in self.more
        ]
        listed = {file for part in (*weeks, *more) for file in part.files}
        origin = self.edition.contents.origin or self.edition.contents.volumes[0].title
        view = Manifest(
            identifier=f"course-{uuid5(NAMESPACE_URL, f'{origin} {self.volume.language}')}",
            version=self.edition.version,
            title=self.volume.title,
            weeks=[_addressed(part) for part in weeks],
            more=[_addressed(part) for part in more],
            shared=[quote(path) for path in sorted(self.files) if path not in listed],
        )
        return render(f"release/{MANIFEST}", view, catalogue(self.volume.language)).encode()

    def longest_state(self, week: str) -> str:
        """Return the most that a platform has to keep of a week, as scorm_frame.js writes it."""
        checks = dict.fromkeys(self._questions(week), "right")
        state = {"version": 1, "weeks": {week: "done"}, "sessions": {week: "attended"}, "checks": checks}
        return json.dumps(state, separators=(",", ":"))

    def _course(self) -> dict[str, bytes]:
        """Return the pages of the package and whatever files they name, by their paths within the copy."""
        pages = {self._path(leaf): leaf for leaf in self.leaves}
        found = {}
        for path, leaf in pages.items():
            up = "../" * (path.count("/") + COURSE.count("/"))
            html = self.copy[path].decode()
            found[path] = framed(html, path, pages, up + PAGE_SCRIPT, self._note(leaf)).encode()
        waiting = list(found)
        while waiting:
            path = waiting.pop()
            if path.endswith(_NAMING):
                for name in named_files(found[path].decode(), path):
                    if name in self.copy and name not in found and not name.endswith(".html"):
                        found[name] = self.copy[name]
                        waiting.append(name)
        return found

    def _note(self, leaf: Leaf) -> str:
        """Return what a page says of what is marked; empty if there is nothing to say.

        A page of a week says that it is not counted, unless scorm_page.js finds it in the frame of that week. Another
        one says where marks go if it leads to the site's page of progress, which stays behind.
        """
        words = catalogue(self.volume.language)
        attributes, said = "", ""
        if leaf.week in self.weeks and _MARK.search(self.copy[self._path(leaf)].decode()):
            attributes = f' data-counted="{escape(leaf.week)}" hidden'
            # Translators: in a learning platform such as Moodle, on a page of a week that was reached from another one.
            said = words.gettext(
                "What you mark on this page does not reach your learning platform. Open “{title}” from its contents."
            ).format(title=self._title(leaf.week))
        elif leaf.week not in self.weeks and self._leads_to_progress(self._path(leaf)):
            said = words.gettext("What you mark and answer goes to your learning platform.")
        return f'<p class="copy-notice notice" role="note"{attributes}>{escape(said)}</p>' if said else ""

    def _leads_to_progress(self, path: str) -> bool:
        article = _ARTICLE.search(self.copy[path].decode())
        pages = {self._path(leaf) for leaf in self.volume.leaves if leaf.kind is PageKind.PROGRESS}
        return article is not None and not pages.isdisjoint(named_files(article[0], path))

    def _frame(self, week: str) -> str:
        words = catalogue(self.volume.language)
        labels = {
            PageKind.WEEK: words.gettext("Week %(number)s") % {"number": self._number(week)},
            PageKind.SESSION: words.gettext("Live session"),
            PageKind.WORKSHEET: words.gettext("Worksheet"),
        }
        leaves = [*self.weeks[week], *(leaf for leaf in self.more if leaf.kind in _IN_THE_BAR)]
        module = self._path(self.weeks[week][0])
        html = self.copy[module].decode()
        view = WeekFrame(
            week=week,
            title=self._title(week),
            tag=self.volume.tag,
            direction=self.volume.direction,
            links=[
                FrameLink(quote(COURSE + self._path(leaf)), labels.get(leaf.kind, leaf.title))
                for leaf in leaves
            ],
            questions=self._questions(week),
            marked=bool(_MARK.search(html)),
            styles=[*(self._within(each, module) for each in _STYLE.findall(html)), FRAME_STYLE],
            icon=next((self._within(each, module) for each in _ICON.findall(html)), ""),
        )
        return render("release/scorm_week.html", view, words)

    def _within(self, address: str, path: str) -> str:
        """Return what a page's address leads to, as an address within the package."""
        return next((quote(COURSE + name) for name in named_files(f' href="{address}"', path)), address)

    def _questions(self, week: str) -> Sequence[str]:
        html = self.copy[self._path(self.weeks[week][0])].decode()
        return [f"{week}/{question}" for question in _QUESTION.findall(html)]

    def _title(self, week: str) -> str:
        words = catalogue(self.volume.language)
        values = {"number": self._number(week), "title": self.weeks[week][0].title}
        return words.gettext("Week %(number)s: %(title)s") % values

    def _number(self, week: str) -> int:
        """Return the week's place in the course, in which a language may lack some."""
        first = self.edition.contents.volumes[0]
        every = [leaf.week for leaf in first.leaves if leaf.kind is PageKind.WEEK]
        return (every if week in every else list(self.weeks)).index(week) + 1

    def _path(self, leaf: Leaf) -> str:
        return unquote(self.volume.folder + leaf.address) + PAGE


def _identifier(address: str) -> str:
    """Return an address as XML takes it in an identifier; another one for each address."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", unquote(address.rstrip("/")))


def _addressed(part: Part) -> Part:
    return Part(part.identifier, part.title, [quote(path) for path in part.files])


def _own(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
