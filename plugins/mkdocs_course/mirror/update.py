"""Bring a copy of a site up to date from where its releases are published.

The same as `mirror/update.sh`, step by step, and on the same folder; for Windows, and for whoever has Python.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from mkdocs_course.mirror import copy_folder, source
from mkdocs_course.mirror.source import TooLargeError, UnreachableError
from mkdocs_course.release import archive_names, seal, tree
from mkdocs_course.release.archive import FROM
from mkdocs_course.release.archive import NAME as ARCHIVE
from mkdocs_course.release.seal import SIGNATURE, SUMS, UnsealedError
from mkdocs_course.release.tree import StrangeArchiveError
from mkdocs_course.release.versions import LATEST, VERSION, sequence_of
from mkdocs_course.release.zstd import library

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from mkdocs_course.mirror.copy_folder import CopyFolder
    from mkdocs_course.mirror.source import Source
    from mkdocs_course.release.seal import Seal

LARGEST_SUMS = 1 << 22
"""Bytes of `SHA256SUMS`."""
SLACK = 1 << 20
"""Bytes that a compressed file may have beyond what it holds, and that the disk shall have beyond what is needed."""
TRIES = 20
"""How often a download that breaks off is taken up again at once, as long as each time brings it on."""


class KeylessError(Exception):
    """There is no key to hold a signature against. Its text says what to do."""


class RefusedError(Exception):
    """What is offered is not to be trusted. Its text says why, and what to do; the copy is as it was."""


class UnfinishedError(Exception):
    """The copy could not be brought up to date. Its text says why, and what to do; the copy is as it was."""


@dataclass(frozen=True)
class Outcome:
    """What a run has done."""

    seal: Seal
    """Of the release that is served now."""
    changed: bool
    moved: int
    """Bytes fetched."""


@dataclass
class Update:
    """One run: what it was told, and how many bytes it has moved."""

    place: Source
    folder: CopyFolder
    key: str
    """The publisher's public key; empty: the one that the copy knows."""
    today: date
    """In UTC, by this machine's clock."""
    trust_clock: bool
    say: Callable[[str], None]
    """Told what is wrong and keeps nothing from being done."""
    progress: Callable[[int], None]
    """Told how many bytes came, each time some do."""
    moved: int = field(default=0, init=False)

    def run(self) -> Outcome:
        """Bring the copy up to date.

        Raises:
            KeylessError: if there is no key.
            RefusedError: if what is offered is not to be trusted.
            UnfinishedError: if it could not be done.
            MissingError: without the libraries of the extra `mirror`.
        """
        try:
            with self.folder.work():
                return self._run()
        except UnreachableError as error:
            raise UnfinishedError(str(error)) from None
        except (UnsealedError, StrangeArchiveError, TooLargeError) as error:
            raise RefusedError(str(error)) from None
        except OSError as error:
            raise UnfinishedError(
                f"{error.filename or self.folder.root}: cannot be written ({error.strerror}); "
                "make room, or see to it that it may be written and that no program holds it"
            ) from None

    def _run(self) -> Outcome:
        self._choose_key()
        offered = source.small(self.place, LATEST, 64, self._count).decode(errors="replace").strip()
        if not VERSION.fullmatch(offered):
            raise RefusedError(f"{LATEST} at {self.place} names no release; check the address")
        self._refuse_older(offered)
        if offered == self.folder.served_version:
            if proved := self._proved(offered):
                self._warn_of_age(proved)
                self.folder.clear_away()
                self.folder.pin(self.key)
                return Outcome(proved, changed=False, moved=self.moved)
            self.say("what is served is damaged, or was not made by this program; it is made anew")
        return self._take(offered)

    def _take(self, offered: str) -> Outcome:
        work = self.folder.working
        for name in (SUMS, SIGNATURE):
            (work / name).write_bytes(
                source.small(self.place, f"{offered}/{name}", LARGEST_SUMS, self._count)
            )
        found = self._seal(work)
        if found.version != offered:
            raise RefusedError(
                f"{self.place} offers {offered}, and what lies there is {found.version}; try another source"
            )
        self._refuse_future(found)
        signed = tree.read_sums((work / SUMS).read_bytes())
        self._make_tar(found, signed)
        unpack(work / copy_folder.TAR, work / copy_folder.TREE, found)
        self.folder.serve(found.version, self.key)
        self._warn_of_age(found)
        return Outcome(found, changed=True, moved=self.moved)

    def _count(self, came: int) -> None:
        self.moved += came
        self.progress(came)

    def _choose_key(self) -> None:
        pinned = self.folder.pinned()
        if not pinned and not self.key:
            raise KeylessError(
                "no key: give the publisher's with --key; "
                "ask for it by another way than the one the release comes by"
            )
        if pinned and self.key and pinned != self.key:
            raise RefusedError(
                "the key is not the one that this copy knows. If the publisher says that it has changed, "
                f"remove {self.folder.key} and run this again; if not, do not use it"
            )
        self.key = self.key or pinned

    def _seal(self, folder: Path) -> Seal:
        return seal.verified((folder / SUMS).read_bytes(), (folder / SIGNATURE).read_bytes(), self.key)

    def _refuse_older(self, version: str) -> None:
        served = self.folder.served_version
        if served and sequence_of(version) < sequence_of(served):
            raise RefusedError(
                f"{self.place} offers {version}, which is older than {served}, the one served; "
                "it is behind, or a replay of old files"
            )

    def _refuse_future(self, found: Seal) -> None:
        if found.day <= self.today + timedelta(days=1):
            return
        problem = f"the release is of {found.day} and the clock of this machine says {self.today}"
        if self.trust_clock:
            raise RefusedError(f"{problem}; set the clock, or say --no-clock if this machine has none")
        self.say(f"{problem}; as --no-clock was said, it is taken all the same")

    def _warn_of_age(self, found: Seal) -> None:
        if found.valid_until < self.today:
            self.say(
                f"{found.version} was good until {found.valid_until}: the dates of sessions in it are past, "
                "or the source is no longer kept up; ask the publisher for a newer release"
            )

    def _proved(self, version: str) -> Seal | None:
        """Return the seal of what is served if every file is what was signed."""
        with suppress(OSError, UnsealedError, StrangeArchiveError):
            kept = self.folder.state / version
            found = self._seal(kept)
            archive = kept / copy_folder.TAR
            if found.version == version and tree.digest(archive) == found.tar:
                served = self.folder.served_tree
                listed = (served / SUMS).read_bytes()
                same = listed == tree.member(archive, SUMS)
                if same and not any(tree.differences(served, tree.read_sums(listed), {SUMS})):
                    return found
        return None

    def _make_tar(self, found: Seal, signed: dict[str, str]) -> None:
        """Make the tar: from what is here, by a small difference to it, or from the whole file."""
        to = self.folder.working / copy_folder.TAR
        for old in self.folder.tars():
            base = tree.digest(old)
            if base == found.tar:
                self._room(2 * found.size)
                shutil.copyfile(old, to)
                return
            delta = f"{FROM}/{base}.zst"
            if delta in signed:
                self._room(2 * found.size)
                with suppress(UnreachableError, TooLargeError, RefusedError):
                    if expand(self._download(found, delta, signed[delta]), to, found, old):
                        return
                self.say("the difference to the release that is here cannot be used; all of it is fetched")
        self._room(3 * found.size)
        if ARCHIVE not in signed:
            self._tell(f"the signed {SUMS} of {found.version} lists no {ARCHIVE}")
        if not expand(self._download(found, ARCHIVE, signed[ARCHIVE]), to, found):
            self._tell(f"{ARCHIVE} of {found.version} does not hold what was signed")

    def _tell(self, problem: str) -> NoReturn:
        raise RefusedError(f"{problem}; tell the publisher")

    def _room(self, needed: int) -> None:
        free = shutil.disk_usage(self.folder.root).free
        if free < needed + SLACK:
            raise UnfinishedError(
                f"the disk has {free // 1024} kB free, and the update needs {(needed + SLACK) // 1024} for a while; "
                "make room"
            )

    def _download(self, found: Seal, name: str, expected: str) -> Path:
        """Fetch a large file; a download that broke off goes on where it ended."""
        to = self.folder.download(expected)
        tries = 0
        while not to.exists() or tree.digest(to) != expected:
            begun = to.stat().st_size if to.exists() else 0
            try:
                source.extend(self.place, f"{found.version}/{name}", found.size + SLACK, to, self._count)
            except UnreachableError:
                tries += 1
                if not to.exists() or to.stat().st_size == begun or tries == TRIES:
                    raise
                continue
            if tree.digest(to) != expected:
                to.unlink()
                if not begun:
                    raise RefusedError(
                        f"{name} at {self.place} is not the one that was signed: it was damaged; "
                        "try later, or another source"
                    )
        return to


def expand(compressed: Path, to: Path, found: Seal, old: Path | None = None) -> bool:
    """Expand a file, or a difference to an older tar; return whether the signed tar came of it.

    No more is written than the signed size.

    Raises:
        MissingError: without a library for Zstandard.
        OSError: if it cannot be written.
    """
    zstd = library()
    prefix = zstd.ZstdDict(old.read_bytes(), is_raw=True).as_prefix if old else None
    limit = zstd.DecompressionParameter.window_log_max
    options = {limit: limit.bounds()[1]} if old else None
    decompressor = zstd.ZstdDecompressor(prefix, options)
    digest = hashlib.sha256()
    left = found.size
    with compressed.open("rb") as pieces, to.open("wb") as file, suppress(zstd.ZstdError):
        while left and not decompressor.eof:
            data = pieces.read(tree.CHUNK) if decompressor.needs_input else b""
            if decompressor.needs_input and not data:
                break
            out = decompressor.decompress(data, min(left, tree.CHUNK))
            left -= len(out)
            digest.update(out)
            file.write(out)
    return not left and digest.hexdigest() == found.tar


def unpack(archive: Path, to: Path, found: Seal) -> None:
    """Unpack a tar into a new folder, after all that it holds was looked at, each file against the sums in it.

    Raises:
        StrangeArchiveError: if it holds anything but plain files, with names that every system can keep, as listed.
        OSError: if it cannot be written.
    """
    with archive.open("rb") as file:
        entries = list(tree.entries(file))
        if wrong := next(archive_names.faults(entry.name for entry in entries), None):
            raise StrangeArchiveError(f"the release has a file whose name {wrong}; tell the publisher")
        listed = tree.read_sums(tree.member(archive, SUMS))
        if sorted([*listed, SUMS]) != [entry.name for entry in entries]:
            raise StrangeArchiveError(
                f"the release does not hold just the files that its own {SUMS} lists; tell the publisher"
            )
        for entry in entries:
            tree.extract(file, entry, to / entry.name)
    if wrong := next(tree.differences(to, listed, {SUMS}), None):
        raise StrangeArchiveError(f"{found.version} does not hold what its own {SUMS} lists: {wrong}")
