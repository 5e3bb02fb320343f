"""What a reader can keep on a phone: each week and the whole course, and what the page and the script say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.text.directives import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.project import Project
    from mkdocs_course.views.viewpoint import Link, Viewpoint

WHOLE = "*"
"""Stands for the whole course in a language."""


def size_mark(language: str, identifier: str, *, whole: bool = False) -> str:
    """Return what stands in a page until the size of what can be kept is known: sent compressed, or as it is."""
    return f"⟦{language}/{identifier}{' whole' if whole else ''}⟧"


@dataclass(frozen=True)
class Offer:
    """Something to keep."""

    set: str
    """Language and week: `fr/week-03`."""
    size: str
    whole: str
    """The size where the server does not compress."""
    page: str
    """Relative path to the page about keeping."""


@dataclass(frozen=True)
class WeekOffer:
    """A week to keep."""

    link: Link
    offer: Offer


@dataclass(frozen=True)
class Keep:
    """What the page about keeping shows."""

    course: Offer
    weeks: Sequence[WeekOffer]
    downloads: Sequence[Link]
    """Other ways to take the course along."""


def keep(view: Viewpoint) -> Keep:
    """Return what the page about keeping shows."""
    offers = [
        WeekOffer(view.link(f"{week.id}/index.md", _title(view, number, week.id)), _offer(view, week.id))
        for number, week in enumerate(view.project.course.weeks, start=1)
    ]
    return Keep(_offer(view, WHOLE), offers, _downloads(view))


def week_offer(view: Viewpoint) -> Offer | None:
    """Return how to keep the week of a page; none where the course has no page about keeping."""
    return _offer(view, view.week.id) if keep_page(view.project) else None


def keep_page(project: Project) -> str:
    """Return the name of the page about keeping: the one with the directive. Empty if there is none."""
    return _with(project, "keep")


def shared_pages(project: Project) -> Sequence[str]:
    """Return the pages that every week needs, as addresses within their language: `schedule/`."""
    kinds = {PageKind.HOME, PageKind.SCHEDULE, PageKind.GLOSSARY}
    pages = project.pages[project.course.source_language]
    names = [name for name, page in pages.items() if page.kind in kinds or name == keep_page(project)]
    return ["" if name == "index.md" else f"{name.removesuffix('.md')}/" for name in names]


def keep_words(words: Catalogue) -> Mapping[str, str]:
    """Return what the script says."""
    return {
        # Translators: how far a download is: "12 of 48 files, 300 kB of 1.2 MB".
        "progress": words.gettext("{files} of {all} files, {size} of {total}"),
        "kept": words.gettext("Kept on this device"),
        "stop": words.gettext("Stop"),
        "stopped": words.gettext("Stopped: {files} of {all} files are here already."),
        "lost": words.gettext(
            "The connection was lost. What is here already stays; the rest follows when you are connected again."
        ),
        "full": words.gettext(
            "There is not enough room on this device. Remove something, or keep fewer weeks."
        ),
        "changed": words.gettext(
            "The server sent something else than this course holds, so it was not kept. Try again later."
        ),
        "remove": words.gettext("Remove from this device"),
        "removed": words.gettext("Removed from this device"),
        "newer": words.gettext("What you keep was brought up to date."),
        "reload": words.gettext("Show it"),
        "out": words.gettext("There is a newer version of what you keep."),
        # Translators: {size} is an amount of data that is then downloaded: "300 kB".
        "update": words.gettext("Bring it up to date ({size})"),
        "kB": words.gettext("{number}\u00a0kB"),
        "MB": words.gettext("{number}\u00a0MB"),
    }


@dataclass(frozen=True)
class Kept:
    """A link to something that a device may hold."""

    set: str
    title: str
    tag: str
    direction: str
    address: str
    """Within the site."""


def kept_links(view: Viewpoint) -> Iterator[Kept]:
    """Return links to all that can be kept in a language; the whole course is found from the start page."""
    words, folder = view.words, view.folders[view.words.language]
    named = [(WHOLE, words.gettext("The whole course"), folder)]
    for number, week in enumerate(view.project.course.weeks, start=1):
        named.append((week.id, _title(view, number, week.id), f"{folder}{week.id}/"))
    for identifier, title, address in named:
        yield Kept(f"{words.language}/{identifier}", title, words.tag, words.direction, address)


def _offer(view: Viewpoint, identifier: str) -> Offer:
    language = view.words.language
    return Offer(
        set=f"{language}/{identifier}",
        size=size_mark(language, identifier),
        whole=size_mark(language, identifier, whole=True),
        page=view.href(keep_page(view.project)),
    )


def _title(view: Viewpoint, number: int, week: str) -> str:
    return view.words.gettext("Week %(number)s: %(title)s") % {
        "number": number,
        "title": view.title(f"{week}/index.md"),
    }


def _downloads(view: Viewpoint) -> Sequence[Link]:
    """Return the pages that help where nothing can be kept: the activity book, and how to take a copy."""
    pages = view.project.pages[view.project.course.source_language]
    names = [_with(view.project, "activities"), "mirrors.md"]
    return [view.link(name) for name in names if name in pages]


def _with(project: Project, directive: str) -> str:
    """Return the name of the page with a directive."""
    pages = project.pages[project.course.source_language]
    found = [
        name for name, page in pages.items() if any(each.name == directive for each in page.body.directives)
    ]
    return next(iter(found), "")
