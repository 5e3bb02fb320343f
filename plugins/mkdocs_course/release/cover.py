"""The cover of a book: its title, and a square for each week."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_course.catalogue.dates import plain_date
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_course.release.contents import Volume
    from mkdocs_course.release.edition import Edition

WIDTH, HEIGHT, MARGIN = 600, 800, 56
"""In the drawing's own units."""

_SIZES = (72, 64, 56, 48, 42, 36, 32, 28, 24)
_LETTER = 0.56
"""How wide a letter is on average, by its size."""
_LEADING = 1.15
_TITLE = (330, 670)
"""Where the title may stand, from the top."""
_FIELD = 250
"""How high the field of the squares is."""


@dataclass(frozen=True)
class Line:
    """A line of the title."""

    text: str
    y: int


@dataclass(frozen=True)
class Square:
    """A week."""

    x: int
    y: int


@dataclass(frozen=True)
class Ornament:
    """The squares."""

    side: int
    """That of each of them."""
    squares: Sequence[Square]


@dataclass(frozen=True)
class Cover(Ornament):
    """What the drawing shows; in a language from right to left it is mirrored."""

    title: str
    tag: str
    direction: str
    day: str
    host: str
    start: int
    """Where lines begin."""
    size: int
    """That of the title's letters."""
    lines: Sequence[Line]


def cover(volume: Volume, edition: Edition) -> str:
    """Draw the cover of a course's book in one language; return it as SVG."""
    words = catalogue(volume.language)
    mirrored = volume.direction == "rtl"
    size, lines = _set(volume.title)
    side, squares = _squares(volume)
    view = Cover(
        title=volume.title,
        tag=volume.tag,
        direction=volume.direction,
        day=plain_date(edition.date, words),
        host=urlsplit(edition.contents.origin).netloc,
        start=WIDTH - MARGIN if mirrored else MARGIN,
        size=size,
        lines=lines,
        side=side,
        squares=squares,
    )
    return render("release/cover.svg", view, words)


def ornament(volume: Volume) -> str:
    """Draw the squares of a cover alone, for paper; return them as SVG."""
    side, squares = _squares(volume)
    return render("release/squares.svg", Ornament(side, squares), catalogue(volume.language))


def _set(title: str) -> tuple[int, Sequence[Line]]:
    """Break a title into lines of the largest size at which it has room."""
    top, bottom = _TITLE
    size, texts = _SIZES[-1], [title]
    for size in _SIZES:
        letters = int((WIDTH - 2 * MARGIN) / (size * _LETTER))
        texts = textwrap.wrap(title, letters, break_on_hyphens=False)
        longest = max(map(len, title.split()), default=0)
        if longest <= letters and len(texts) * size * _LEADING <= bottom - top:
            break
    return size, [
        Line(text, round(top + size + number * size * _LEADING)) for number, text in enumerate(texts)
    ]


def _squares(volume: Volume) -> tuple[int, Sequence[Square]]:
    """Lay out a square for each week, in rows of the width of the page; return how large they are, too."""
    weeks = len({leaf.week for leaf in volume.leaves if leaf.week})
    mirrored = volume.direction == "rtl"
    width = WIDTH - 2 * MARGIN
    columns = next((each for each in range(4, 41) if -(-weeks // each) * (width // each) <= _FIELD), 40)
    step = width // columns
    side = step * 4 // 5
    squares = []
    for number in range(weeks):
        row, column = divmod(number, columns)
        x = MARGIN + column * step
        squares.append(Square(WIDTH - x - side if mirrored else x, MARGIN + row * step))
    return side, squares
