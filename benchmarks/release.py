"""Measure what a mirror has to fetch when the course changes, beside rsync and whole files: `make bench-release`.

Each edit is made in a copy of the project, which is built and released as people do it. The table goes into
handbook/releases.md. It counts bytes, so it does not matter what else the machine does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course.release.making import ARTEFACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "handbook" / "releases.md"
PARTS = ("course.yml", "glossary.yml", "mkdocs.yml", "diagrams", "docs", "runs", "plugins")
"""What a project's folder holds, with the package, so that its theme can be changed."""
LEFT_OUT = [f"--without={artefact.name}" for artefact in ARTEFACTS if artefact.name not in {"tar", "zip"}]
FIRST, SECOND = "2026-12-01", "2026-12-08"


@dataclass(frozen=True)
class Moved:
    """What must be moved after an edit, in bytes."""

    files: int
    """How many files of the site changed, came or went."""
    difference: int
    """The file in `from/` alone."""
    update: int
    """All that a mirror fetches: the difference, the list of the newest, the sums and their signature."""
    rsync: int
    """Sent and received by `rsync -az --delete`, over trees whose files have the times of the archive."""
    archive: int
    zip: int


def line(root: Path) -> None:
    """Add three words to one page."""
    _edit(
        root / "docs/en/week-03/index.md",
        "terms of reference fit on",
        "terms of reference must always fit on",
    )


def title(root: Path) -> None:
    """Give a week another title, which other pages show."""
    _edit(root / "docs/en/week-03/index.md", "# Governance and leadership", "# Leadership and governance")


def page(root: Path) -> None:
    """Add a page in every language, which every page's foot then links to."""
    for folder in sorted((root / "docs").iterdir()):
        shutil.copyfile(folder / "about.md", folder / "contact.md")
        _edit(folder / "contact.md", "\n# ", "\n# 2 ")
    _edit(root / "mkdocs.yml", "      - about.md\n", "      - about.md\n      - contact.md\n")


def theme(root: Path) -> None:
    """Change the stylesheet, the script and a line of every page's head, as a new version of the package does."""
    folder = root / "plugins/mkdocs_course/theme"
    _edit(folder / "css/tokens.css", "--radius: 0.4rem", "--radius: 0.5rem")
    _edit(folder / "js/store.js", '"use strict";', '"use strict";\nglobalThis.courseVersion = 2;')
    _edit(folder / "main.html", "initial-scale=1", "initial-scale=1.0")


EDITS: Mapping[str, Callable[[Path], None]] = {
    "one line": line,
    "a title": title,
    "a new page in three languages": page,
    "a new version of the theme": theme,
}


@click.command()
def main() -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _run("minisign", "-G", "-W", "-p", work / "course.pub", "-s", work / "course.key")
        click.echo("Building and releasing the course …", err=True)
        before = _site(work / "before")
        rows = []
        for edit, change in EDITS.items():
            click.echo(f"Building and releasing it with {edit} changed …", err=True)
            after = _site(work / "after", change)
            rows.append((edit, moved(before, after, work)))
            shutil.rmtree(work / "after")
    head = "edit | files changed | difference | a mirror fetches | rsync -az | rsync / mirror | archive | zip"
    table = [
        f"| {head} |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_row(edit, found) for edit, found in rows),
    ]
    click.echo("\n".join(table))
    around = [text for text in PAGE.read_text(encoding="utf-8").splitlines() if not text.startswith("|")]
    place = around.index("<!-- table -->") + 1
    PAGE.write_text(
        "\n".join([*around[:place], "", *table, *around[place + 1 :], ""]), encoding="utf-8", newline="\n"
    )


def moved(before: Path, after: Path, work: Path) -> Moved:
    """Release two sites one after the other, and count."""
    dist = work / "dist"
    for site, version in ((before, FIRST), (after, SECOND)):
        _course(
            "release",
            "--site",
            site,
            "--to",
            dist,
            "--version",
            version,
            "--key",
            work / "course.key",
            *LEFT_OUT,
        )
    (difference,) = (dist / SECOND / "from").iterdir()
    told = [dist / "latest.txt", dist / SECOND / "SHA256SUMS", dist / SECOND / "SHA256SUMS.minisig"]
    trees = []
    for version in (FIRST, SECOND):
        tree = work / version
        tree.mkdir()
        _run("tar", "--extract", "--zstd", "--file", dist / version / "course.tar.zst", "--directory", tree)
        trees.append(tree)
    old, new = map(_files, trees)
    found = Moved(
        files=sum(old.get(name) != new.get(name) for name in {**old, **new}) - 1,  # without the list of all
        difference=difference.stat().st_size,
        update=sum(path.stat().st_size for path in (difference, *told)),
        rsync=_rsync(trees[1], trees[0]),
        archive=(dist / SECOND / "course.tar.zst").stat().st_size,
        zip=(dist / SECOND / "course-offline.zip").stat().st_size,
    )
    for folder in (dist, *trees):
        shutil.rmtree(folder)
    return found


def _site(root: Path, change: Callable[[Path], None] | None = None) -> Path:
    """Copy the project, change it and build it."""
    root.mkdir()
    for name in PARTS:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, root / name)
    (root / ".git").symlink_to(ROOT / ".git")  # pages say when git saw their text change
    if change:
        change(root)
    env = {**os.environ, "PYTHONPATH": str(root / "plugins")}
    _run(sys.executable, "-m", "mkdocs", "build", "--quiet", cwd=root, env=env)
    return root / "site"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise click.ClickException(f"{path.name} does not say “{old}” any more: what shall be edited?")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _files(tree: Path) -> dict[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()
    }


def _rsync(new: Path, old: Path) -> int:
    said = _run("rsync", "-az", "--no-whole-file", "--delete", "--stats", f"{new}/", f"{old}/")
    totals = re.findall(r"^Total bytes (?:sent|received): ([\d,.]+)$", said, re.MULTILINE)
    return sum(int(re.sub(r"\D", "", total)) for total in totals)


def _course(*arguments: str | Path) -> str:
    return _run(sys.executable, "-m", "mkdocs_course", *arguments)


def _run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise click.ClickException(f"{command[0]} failed:\n{done.stderr or done.stdout}")
    return done.stdout


def _row(edit: str, found: Moved) -> str:
    cells: Sequence[str] = [
        edit,
        str(found.files),
        f"{found.difference:,} B",
        f"{found.update:,} B",
        f"{found.rsync:,} B",
        f"{found.rsync / found.update:.0f}",
        f"{found.archive:,} B",
        f"{found.zip:,} B",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
