"""The house: which parts of the package may import which, and the picture that handbook/architecture.md shows of it.

`make reference` draws the picture; `tests/unit/test_architecture.py` holds it, and the code, to what stands here.
"""

from __future__ import annotations

import ast
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "plugins" / "mkdocs_course"
PICTURE = ROOT / "handbook" / "architecture.svg"

ROWS = (
    ("cli", "plugin"),
    ("mirror", "work"),
    ("release",),
    ("finish",),
    ("views",),
    ("project",),
    ("text",),
    ("catalogue", "course"),
    ("problems",),
)
"""The parts from the outside in. A module imports from its own part and from lower rows, never beside or above."""

PARTS = {
    "__main__": "cli",
    "history": "work",
    "insertion": "work",
    "scaffold": "work",
    "sources": "project",
    "translations": "work",
}
"""Of which part a module is that lies in no folder of its own; `cli_….py` is of `cli`."""

ENGINE = {"mkdocs", "material", "mkdocs_static_i18n", "properdocs"}
KNOWING = {"plugin"}
"""The parts that may import the engine."""

NOTES = {
    "cli": "the command course: holds no rule",
    "plugin": "MkDocs’ events to calls: holds no rule",
    "mirror": "a partner’s copy, brought up to date and proved",
    "work": "what commands write into authors’ files",
    "release": "of a finished site, what partners take away",
    "finish": "from built files to a finished site",
    "views": "what a page shows in one language; one Markdown template per directive, in templates/",
    "project": "all that a course’s folder holds, read and checked",
    "text": "what the prose is: pages, headings, directives, and the rules they keep",
    "catalogue": "the interface’s words, the forms of dates",
    "course": "models, runs, timetable, zones, their rules",
    "problems": "a finding: file, line, column, what is wrong, what to write instead",
}
"""What each part is, short enough for its box."""


def modules() -> Sequence[Path]:
    """Return the files of the package, but for those that only make a folder a package."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def name_of(path: Path) -> str:
    """Return a module's name within the package: `course.runs`."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@cache
def imports(path: Path) -> frozenset[str]:
    """Return what a file imports, in functions and type checks too, by full names.

    Raises:
        ValueError: at a relative import, which would not tell where it leads.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}: relative import")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def part(name: str) -> str:
    """Return the part that a module of the package belongs to, given its name within it."""
    first = name.split(".", maxsplit=1)[0]
    return "cli" if first.startswith("cli_") else PARTS.get(first, first)


def row(name: str) -> int:
    """Return the row of a part, 0 being the outermost.

    Raises:
        LookupError: if `ROWS` does not name it.
    """
    for at, parts in enumerate(ROWS):
        if name in parts:
            return at
    raise LookupError(f"{name}: give it a place in ROWS or PARTS")


def edges() -> Mapping[str, set[str]]:
    """Return which other parts each part imports, as the code has it."""
    found: dict[str, set[str]] = {name: set() for parts in ROWS for name in parts}
    for path in modules():
        own = part(name_of(path))
        for name in imports(path):
            if name.startswith("mkdocs_course."):
                found[own].add(part(name.removeprefix("mkdocs_course.")))
    return {own: others - {own} for own, others in found.items()}


def arrows() -> Sequence[tuple[str, str]]:
    """Return the imports to draw: those that do not follow from others."""
    direct = edges()

    def below(name: str) -> set[str]:
        return direct[name].union(*map(below, direct[name]))

    return [
        (own, other)
        for own, others in direct.items()
        for other in sorted(others)
        if not any(other in below(via) for via in others - {other})
    ]


HEIGHT, GAP, WIDE, HALF, MARGIN = 56, 30, 820, 395, 20
"""Of a box, between rows, of a row, of a box that shares one, and around all, in pixels."""


def drawing() -> str:
    """Return the picture as SVG."""
    size = (WIDE + 2 * MARGIN, _top(len(ROWS)) - GAP + MARGIN)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img"',
        f' width="{size[0]}" height="{size[1]}" font-family="system-ui, sans-serif">',
        "<title>The parts of the package: an arrow leads from a part to one that it imports</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '<path d="M0 0 8 4 0 8z" fill="#37474f"/></marker></defs>',
        f'<rect width="{size[0]}" height="{size[1]}" fill="#fff"/>',
        *_engine(),
        *(_arrow(own, other) for own, other in arrows()),
        *(line for parts in ROWS for name in parts for line in _box(name)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _top(at: int) -> int:
    return MARGIN + HEIGHT + GAP + at * (HEIGHT + GAP)


def _place(name: str) -> tuple[int, int, int]:
    """Return where a part's box is: left, top, width. A part alone in its row keeps to the left above the views."""
    parts = ROWS[row(name)]
    narrow = len(parts) > 1 or row(name) < row("views")
    left = MARGIN + parts.index(name) * (WIDE - HALF)
    return left, _top(row(name)), HALF if narrow else WIDE


def _box(name: str) -> Iterator[str]:
    left, top, width = _place(name)
    yield f'<rect x="{left}" y="{top}" width="{width}" height="{HEIGHT}" rx="6" fill="#e8f1f2" stroke="#1b6b72"/>'
    yield f'<text x="{left + 14}" y="{top + 23}" font-size="16" font-weight="600">{_label(name)}</text>'
    yield f'<text x="{left + 14}" y="{top + 43}" font-size="12.5">{escape(NOTES[name])}</text>'


def _engine() -> Iterator[str]:
    left, width = _place("plugin")[0], HALF
    yield (
        f'<rect x="{left}" y="{MARGIN}" width="{width}" height="{HEIGHT}" rx="6" fill="none" stroke="#777" '
        'stroke-dasharray="5 4"/>'
    )
    yield f'<text x="{left + 14}" y="{MARGIN + 23}" font-size="16" font-weight="600">the engine</text>'
    yield (
        f'<text x="{left + 14}" y="{MARGIN + 43}" font-size="12.5">MkDocs, Material’s templates, '
        "mkdocs-static-i18n</text>"
    )
    middle = left + width // 2
    yield _path(f"M{middle} {_top(0)}V{MARGIN + HEIGHT}")


def _label(name: str) -> str:
    """Return the files or the folder of a part."""
    stems = [path.stem for path in sorted(PACKAGE.glob("*.py")) if part(path.stem) == name]
    lone = [stem for stem in stems if not stem.startswith(("__", "cli_"))]
    beside = " and theme/" if name == "plugin" else ""
    return escape(", ".join(lone) + ".py" * (len(lone) == 1) + beside if lone else f"{name}/")


def _arrow(own: str, other: str) -> str:
    (left, top, width), (to_left, to_top, to_width) = _place(own), _place(other)
    bottom = top + HEIGHT
    if max(left, to_left) < min(left + width, to_left + to_width):  # one above the other
        narrow = (left, width) if width <= to_width else (to_left, to_width)
        return _path(f"M{narrow[0] + narrow[1] // 2} {bottom}V{to_top}")
    if row(other) == row(own) + 1:
        return _path(f"M{left + width * 3 // 4} {bottom}L{to_left + to_width // 4} {to_top}")
    gap = MARGIN + WIDE // 2  # down between the columns
    start, end = (left + 40, to_left + to_width) if left > to_left else (left + width - 40, to_left)
    return _path(f"M{start} {bottom}V{bottom + GAP // 2}H{gap}V{to_top + HEIGHT // 2}H{end}")


def _path(data: str) -> str:
    return f'<path d="{data}" fill="none" stroke="#37474f" stroke-width="1.5" marker-end="url(#tip)"/>'
