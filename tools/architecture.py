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
    ("mirror", "work", "engine"),
    ("release",),
    ("finish",),
    ("views",),
    ("project",),
    ("text",),
    ("catalogue", "course"),
    ("problems", "cache", "phases"),
)
"""The parts from the outside in. A module imports from its own part and from lower rows, never beside or above.

What the last row holds, all may use, so that no arrow is drawn to it.
"""

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
KNOWING = {"plugin", "engine"}
"""The parts that may import the engine."""

NOTES = {
    "cli": "the command course: holds no rule",
    "plugin": "MkDocs’ events to calls: holds no rule",
    "engine": "MkDocs at work: ahead, by command, in a preview",
    "mirror": "a partner’s copy, updated and proved",
    "work": "what commands write into authors’ files",
    "release": "from a site to what partners take away",
    "finish": "from built files to a finished site",
    "views": "what a page shows in one language; one Markdown template per directive, in templates/",
    "project": "all that a course’s folder holds, read and checked",
    "text": "what the prose is: pages, headings, directives, and the rules they keep",
    "catalogue": "the interface’s words, the forms of dates",
    "course": "models, runs, timetable, zones, their rules",
    "cache": "results of earlier work",
    "phases": "what a build is at",
    "problems": "a finding: its place, fault and remedy",
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
    direct = {own: others.difference(ROWS[-1]) for own, others in edges().items()}

    def below(name: str) -> set[str]:
        return direct[name].union(*map(below, direct[name]))

    return [
        (own, other)
        for own, others in direct.items()
        for other in sorted(others)
        if not any(other in below(via) for via in others - {other})
    ]


HEIGHT, GAP, WIDE, SPACE, MARGIN = 56, 34, 940, 30, 20
"""Of a box, between rows, of a row, between boxes of a row, and around all, in pixels."""


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
        f'<path d="M{MARGIN} {_top(len(ROWS) - 1) - GAP // 2}h{WIDE}" stroke="#777" stroke-dasharray="2 4"/>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _top(at: int) -> int:
    return MARGIN + HEIGHT + GAP + at * (HEIGHT + GAP)


def _place(name: str) -> tuple[int, int, int]:
    """Return where a part's box is: left, top, width. Rows between the doors and the views share their columns."""
    at, parts = row(name), ROWS[row(name)]
    shared = range(1, row("views"))
    columns = max(len(ROWS[each]) for each in shared) if at in shared else len(parts)
    width = (WIDE - SPACE * (columns - 1)) // columns
    return MARGIN + parts.index(name) * (width + SPACE), _top(at), width


def _box(name: str) -> Iterator[str]:
    left, top, width = _place(name)
    yield f'<rect x="{left}" y="{top}" width="{width}" height="{HEIGHT}" rx="6" fill="#e8f1f2" stroke="#1b6b72"/>'
    yield from _words(left, top, width, _label(name), NOTES[name])


def _words(left: int, top: int, width: int, label: str, note: str) -> Iterator[str]:
    """Write into a box, smaller where there is little room."""
    large, small = (min(most, (width - 28) * 1.75 / len(text)) for most, text in ((16, label), (12.5, note)))
    yield f'<text x="{left + 14}" y="{top + 23}" font-size="{large:.3g}" font-weight="600">{escape(label)}</text>'
    yield f'<text x="{left + 14}" y="{top + 43}" font-size="{small:.3g}">{escape(note)}</text>'


def _engine() -> Iterator[str]:
    left, _, width = _place("plugin")
    yield (
        f'<rect x="{left}" y="{MARGIN}" width="{width}" height="{HEIGHT}" rx="6" fill="none" stroke="#777" '
        'stroke-dasharray="5 4"/>'
    )
    yield from _words(left, MARGIN, width, "the engine", "MkDocs, Material’s templates, mkdocs-static-i18n")
    yield _path(f"M{left + width // 2} {_top(0)}V{MARGIN + HEIGHT}")


def _label(name: str) -> str:
    """Return the files or the folder of a part."""
    stems = [path.stem for path in sorted(PACKAGE.glob("*.py")) if part(path.stem) == name]
    lone = [stem for stem in stems if not stem.startswith(("__", "cli_"))]
    beside = " and theme/" if name == "plugin" else ""
    return ", ".join(lone) + ".py" * (len(lone) == 1) + beside if lone else f"{name}/"


def _arrow(own: str, other: str) -> str:
    (left, top, width), (to_left, to_top, to_width) = _place(own), _place(other)
    right, to_right, bottom = left + width, to_left + to_width, top + HEIGHT
    start, end = max(left, to_left), min(right, to_right)
    if start < end:  # one above the other
        return _path(f"M{(start + end) // 2} {bottom}V{to_top}")
    if row(other) == row(own) + 1:
        points = (right - 40, to_left + 40) if right < to_left else (left + 40, to_right - 40)
        return _path(f"M{points[0]} {bottom}L{points[1]} {to_top}")
    start, end, gap = (
        (left + 40, to_right, SPACE // 2) if left > to_right else (right - 40, to_left, -SPACE // 2)
    )
    return _path(f"M{start} {bottom}V{bottom + GAP // 2}H{end + gap}V{to_top + HEIGHT // 2}H{end}")


def _path(data: str) -> str:
    return f'<path d="{data}" fill="none" stroke="#37474f" stroke-width="1.5" marker-end="url(#tip)"/>'
