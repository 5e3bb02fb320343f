"""Make a release: the artefacts one after the other, their sums, the signature; all in place at once, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_course.course.reading import replace_text
from mkdocs_course.finish.swap import Swap
from mkdocs_course.release import archive, book, epub, offline, pdf, scorm, table, tree, zim
from mkdocs_course.release.seal import SIGNATURE, SUMS, Seal
from mkdocs_course.release.versions import LATEST, VERSION, sequence_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from mkdocs_course.release.edition import Edition
    from mkdocs_course.release.signing import Key


@dataclass(frozen=True)
class Artefact:
    """Something that people or programs take away."""

    name: str
    """As in `--only`."""
    title: str
    write: Callable[[Edition, Path], Iterator[Path]]
    refusals: Callable[[Edition], Iterator[str]]


ARTEFACTS = (
    Artefact("tar", "Archive for mirrors", archive.write, archive.refusals),
    Artefact("zip", "Copy without a server", offline.write, offline.refusals),
    Artefact("epub", "Books to read on a phone (EPUB)", epub.write, book.refusals),
    Artefact("pdf", "Books to print (PDF)", pdf.write, pdf.refusals),
    Artefact("scorm", "Packages for learning platforms (SCORM)", scorm.write, scorm.refusals),
    Artefact("zim", "ZIM file for Kiwix", zim.write, zim.refusals),
)


Steps = Iterator[str | Path]
"""What is begun, in words, and then each file that is done."""


def refusals(edition: Edition, chosen: Collection[str], target: Path | None = None) -> list[str]:
    """Say what keeps the chosen artefacts from being made, and a whole release from its place, before any work."""
    each = (artefact.refusals(edition) for artefact in ARTEFACTS if artefact.name in chosen)
    found = list(dict.fromkeys(chain.from_iterable(each)))
    if target and target.exists():
        found.append(
            f"{target} is there already, and a release does not change: name another version "
            f"(--version {_following(edition.version)}), or remove the folder if nobody has it"
        )
    return found


def _following(version: str) -> str:
    day, _, number = version.partition(".")
    return f"{day}.{int(number or 1) + 1}"


def single(edition: Edition, to: Path, chosen: Collection[str]) -> Steps:
    """Make some artefacts alone, outside of any release, into a folder; replace what has their names there.

    Raises:
        OSError: if a file cannot be read or written.
    """
    swap = Swap(to / edition.version)
    try:
        made = []
        for step in _make(edition, swap.folder, chosen):
            if isinstance(step, Path):
                made.append(step)
            else:
                yield step
        for path in made:
            yield path.replace(to / path.name)
    finally:
        swap.abandon()


def release(edition: Edition, dist: Path, chosen: Collection[str], key: Key | None) -> Steps:
    """Make a release into `dist/<version>/`, and say in `dist/latest.txt` that it is the newest.

    Without a key there is no signature, and nobody can tell the release from another's.

    Raises:
        OSError: if a file cannot be read or written.
    """
    target = dist / edition.version
    swap = Swap(target)
    try:
        yield from _make(edition, swap.folder, chosen)
        if "tar" in chosen:
            yield "Differences for mirrors"
            yield from archive.write_differences(edition, swap.folder, earlier(dist, edition.sequence))
        yield "Page of the release"
        yield from table.write(edition, swap.folder)
        yield from _sealed(edition, swap.folder, key)
        swap.complete()
    finally:
        swap.abandon()
    if edition.sequence >= max(map(sequence_of, _versions(dist))):
        replace_text(dist / LATEST, f"{edition.version}\n")


def _make(edition: Edition, to: Path, chosen: Collection[str]) -> Steps:
    for artefact in ARTEFACTS:
        if artefact.name in chosen:
            yield artefact.title
            yield from artefact.write(edition, to)


def _sealed(edition: Edition, folder: Path, key: Key | None) -> Steps:
    yield "Sums and signature" if key else "Sums"
    sums = tree.sums(folder, tree.names(folder))
    (folder / SUMS).write_bytes(sums)
    yield folder / SUMS
    if key:
        tar = archive.measure(edition)
        seal = Seal(
            edition.sequence, edition.version, edition.date, edition.valid_until, tar.sha256, tar.size
        )
        (folder / SIGNATURE).write_bytes(key.sign(sums, seal))
        yield folder / SIGNATURE


def earlier(dist: Path, sequence: int) -> list[Path]:
    """Return the archives of the last releases before one, the newest first."""
    before = sorted(
        (each for each in _versions(dist) if sequence_of(each) < sequence), key=sequence_of, reverse=True
    )
    archives: Sequence[Path] = [dist / version / archive.NAME for version in before]
    return [path for path in archives if path.is_file()][: archive.REMEMBERED]


def _versions(dist: Path) -> list[str]:
    """Return the versions whose folders stand in `dist/`."""
    return [path.name for path in dist.iterdir() if path.is_dir() and VERSION.fullmatch(path.name)]
