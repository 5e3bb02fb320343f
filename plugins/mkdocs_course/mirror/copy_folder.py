"""The folder of a copy: what is served, what is known of it, and how another release takes its place.

    releases/2026-11-24/    a release; its name ends in + if it was made anew while it was served
    current                 what a web server serves: a link to one of them
    previous                a link to the one before, of which open pages may still ask for their files
    state/2026-11-24/       course.tar, SHA256SUMS and its signature, of what is served
    state/key               the publisher's public key
    state/download/         what is being fetched, by its sum
    state/next/             what a run is making; a run that was killed leaves it to the next
    state/lock              held while a run lives, and freed by the system when it ends

Where there are no links (Windows, a USB stick) `current` is the release itself, `state/served` has its name, and two
renames put another in its place; `state/swap` says which, so that the next run can end what a killed one began.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mkdocs_course.release.seal import SIGNATURE, SUMS
from mkdocs_course.release.versions import VERSION, sequence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TAR = "course.tar"
TREE = "tree"


class BusyError(Exception):
    """Another run is at work on the copy."""


class ForeignError(Exception):
    """A folder holds something else in the place of a copy. Its text says what, and what to do."""


@dataclass(frozen=True)
class CopyFolder:
    """A copy below a folder, which is made if need be."""

    root: Path
    links: bool = True
    """Whether `current` may be a link."""

    @property
    def current(self) -> Path:
        """What a web server serves."""
        return self.root / "current"

    @property
    def releases(self) -> Path:
        """Where the releases lie."""
        return self.root / "releases"

    @property
    def state(self) -> Path:
        """What is known of what is served."""
        return self.root / "state"

    @property
    def key(self) -> Path:
        """The file of the publisher's public key."""
        return self.state / "key"

    @property
    def working(self) -> Path:
        """What a run is making."""
        return self.state / "next"

    @property
    def served(self) -> str:
        """The name of the release that is served; empty if there is none.

        Raises:
            ForeignError: if `current` is something else.
        """
        if self.current.is_symlink():
            to = self.current.readlink()
            name = to.name if to.parent == Path("releases") else ""
        elif self.current.exists():
            name = _text(self.state / "served") or max(self._versions(self.state), key=_number, default="")
        else:
            return ""
        if not VERSION.fullmatch(name.removesuffix("+")):
            raise ForeignError(
                f"{self.current} is no release of this program: move it away, and run this again"
            )
        return name

    @property
    def served_version(self) -> str:
        """The version that is served; empty if there is none."""
        return self.served.removesuffix("+")

    @property
    def served_tree(self) -> Path:
        """The files that are served."""
        return self.releases / self.served if self.current.is_symlink() else self.current

    def pinned(self) -> str:
        """Return the public key that the copy knows; empty if it knows none."""
        return _text(self.key)

    def pin(self, key: str) -> None:
        """Let the copy know a public key."""
        if self.pinned() != key:
            _replace(self.key, key)

    def download(self, digest: str) -> Path:
        """Return where a file of a sum is fetched to; other downloads are given up."""
        to = self.state / "download" / digest
        for path in to.parent.iterdir():
            if path != to:
                path.unlink()
        return to

    def tars(self) -> list[Path]:
        """Return the tars of releases that were served."""
        return [path for name in self._versions(self.state) if (path := self.state / name / TAR).is_file()]

    @contextmanager
    def work(self) -> Iterator[None]:
        """Keep other runs out, end what a killed one began, and give an empty `state/next`.

        Raises:
            BusyError: if another run is at work.
            ForeignError: if `current` is something else than a copy's.
            OSError: if it cannot be written.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        (self.state / "download").mkdir(parents=True, exist_ok=True)
        with (self.state / "lock").open("ab") as file:
            if not _locked(file):
                raise BusyError(f"another run is at work on {self.root}; wait until it ends")
            self._end_swap()
            _remove(self.working)
            self.working.mkdir()
            try:
                yield
            finally:
                _remove(self.working)

    def serve(self, version: str, key: str) -> None:
        """Put what is in `state/next` in its place, and serve it.

        Raises:
            OSError: if it cannot be done; what was served is still served.
        """
        name = version if version != self.served else f"{version}+"
        kept = self.state / version
        _remove(kept)
        _remove(self.releases / name)
        made = self.working / "kept"
        made.mkdir()
        for file in (TAR, SUMS, SIGNATURE):
            (self.working / file).rename(made / file)
        made.rename(kept)
        (self.working / TREE).rename(self.releases / name)
        self.pin(key)
        _write_out(self.root)
        if not (self._may_link() and self._link(name)):
            before = "" if self.current.is_symlink() else self.served
            if before:
                _remove(self.releases / before)
            _replace(self.state / "swap", f"{name} {before}")
            self._end_swap()
        self.clear_away()

    def _may_link(self) -> bool:
        return (
            self.links
            and sys.platform != "win32"
            and (self.current.is_symlink() or not self.current.exists())
        )

    def _link(self, name: str) -> bool:
        before, link = self.working / "previous", self.working / "current"
        try:
            before.symlink_to(f"releases/{self.served}")
            link.symlink_to(f"releases/{name}")
        except OSError:
            return False
        if self.served_version not in {"", name.removesuffix("+")}:
            before.replace(self.root / "previous")
        link.replace(self.current)
        (self.state / "served").unlink(missing_ok=True)
        return True

    def _end_swap(self) -> None:
        """Bring the two renames to their end that `state/swap` tells of."""
        journal = self.state / "swap"
        if not journal.exists():
            return
        name, _, before = _text(journal).partition(" ")
        new = self.releases / name
        if VERSION.fullmatch(name.removesuffix("+")):
            if new.is_dir():
                if self.current.is_symlink():
                    self.current.unlink()
                elif self.current.exists():
                    self.current.rename(self.releases / before)
                new.rename(self.current)
            _replace(self.state / "served", name)
        journal.unlink()

    def clear_away(self) -> None:
        """Remove what is neither served nor the release before it.

        Raises:
            OSError: if it cannot be removed.
        """
        served, version = self.served, self.served_version
        others = [name for name in self._versions(self.releases) if name != served]
        kept = max((name for name in others if _number(name) < _number(served)), key=_number, default="")
        for name in others:
            if name != kept:
                _remove(self.releases / name)
        for name in self._versions(self.state):
            if name != version:
                _remove(self.state / name)
        for path in (self.state / "download").iterdir():
            path.unlink()

    @staticmethod
    def _versions(folder: Path) -> list[str]:
        if not folder.is_dir():
            return []
        return sorted(
            path.name for path in folder.iterdir() if VERSION.fullmatch(path.name.removesuffix("+"))
        )


def _number(name: str) -> int:
    return sequence_of(name.removesuffix("+"))


def _locked(file: BinaryIO) -> bool:
    """Lock an open file until it is closed; return whether nobody else had."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _write_out(folder: Path) -> None:
    """Have the system write what it keeps in memory of a disk, so that a swap outlives a power cut."""
    libc = ctypes.CDLL(None) if sys.platform != "win32" else None
    if hasattr(libc, "syncfs"):
        file = os.open(folder, os.O_RDONLY)
        try:
            libc.syncfs(file)  # type: ignore[union-attr]
        finally:
            os.close(file)
    elif hasattr(os, "sync"):
        os.sync()


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="ascii", errors="replace").strip()
    return ""


def _replace(path: Path, text: str) -> None:
    """Write a small file at once: whoever reads it finds the old text or the new one."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii", newline="") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
