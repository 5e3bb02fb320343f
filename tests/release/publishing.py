"""A publisher of small releases, signed by minisign, with differences by zstd; and the copies that partners keep."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_course.release import tree
from mkdocs_course.release.seal import SUMS, Seal
from mkdocs_course.release.versions import sequence_of
from tests.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCRIPT = str(ROOT / "mirror" / "update.sh")
PYTHON = [sys.executable, "-c", "from mkdocs_course.cli_mirror import group; group()", "update"]
"""What `course mirror update` runs, without the time that the other commands take to be read in."""
WAYS = {
    "dash": ["dash", SCRIPT],
    "busybox": ["busybox", "sh", SCRIPT],
    "python": PYTHON,
    "folders": [*PYTHON, "--no-links"],
}
"""The ways in which a partner brings a copy up to date."""
KEY = {"dash": "-k", "busybox": "-k", "python": "--key", "folders": "--key"}
CLOCK = {"dash": "-c", "busybox": "-c", "python": "--no-clock", "folders": "--no-clock"}

Manifest = dict[str, str]
"""SHA-256 by name, of every file of a tree."""


def today() -> date:
    return datetime.now(UTC).date()


@contextmanager
def memory() -> Iterator[Path]:
    """Make a folder that other users may read; in memory, where there is such a disk, as the tests write much."""
    shared = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="course-", dir=shared if shared.is_dir() else None))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@dataclass
class Publisher:
    """Makes releases in `dist/`, each of the files as they are in `site/`."""

    root: Path
    manifests: dict[str, Manifest] = field(default_factory=dict)
    """What each version holds."""
    tars: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.mkdir(parents=True)
        self.dist.mkdir()
        run("minisign", "-G", "-W", "-p", self.key, "-s", self.secret)

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    @property
    def key(self) -> Path:
        return self.root / "key.pub"

    @property
    def secret(self) -> Path:
        return self.root / "key.sec"

    def write(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            (self.site / name).parent.mkdir(parents=True, exist_ok=True)
            (self.site / name).write_bytes(data)

    def release(self, version: str, valid: timedelta = timedelta(days=366)) -> None:
        """Make a release of the files, with the differences from the four before, and offer it."""
        archive = b"".join(tree.tar(self.site))
        self.manifests[version] = {**manifest(self.site), SUMS: ""}
        self.manifests[version][SUMS] = hashlib.sha256(listing(self.manifests[version])).hexdigest()
        self.publish(version, archive, valid)

    def publish(
        self, version: str, archive: bytes, valid: timedelta = timedelta(days=366), **said: object
    ) -> None:
        """Offer a tar, whatever it holds, as a release; `said` is signed in the place of what is true."""
        day = date.fromisoformat(version[:10])
        folder = self.dist / version
        (folder / "from").mkdir(parents=True)
        tar = self.root / f"{version}.tar"
        tar.write_bytes(archive)
        run("zstd", "-19", "-q", tar, "-o", folder / "course.tar.zst")
        before = {hashlib.sha256(old.read_bytes()).hexdigest(): old for old in list(self.tars.values())[-4:]}
        before.pop(hashlib.sha256(archive).hexdigest(), None)
        for digest, old in before.items():
            run(
                "zstd",
                "-19",
                "-q",
                "--single-thread",
                f"--patch-from={old}",
                tar,
                "-o",
                folder / "from" / f"{digest}.zst",
            )
        self.tars[version] = tar
        seal = Seal(
            sequence_of(version), version, day, day + valid, hashlib.sha256(archive).hexdigest(), len(archive)
        )
        (folder / SUMS).write_bytes(listing(manifest(folder)))
        self.sign(folder, str(Seal(**{**vars(seal), **said})))
        self.offer(version)

    def sign(self, folder: Path, comment: str) -> None:
        run("minisign", "-S", "-s", self.secret, "-t", comment, "-m", folder / SUMS)

    def offer(self, version: str) -> None:
        (self.dist / "latest.txt").write_text(f"{version}\n", encoding="ascii")


def versions(count: int, until: date | None = None) -> list[str]:
    """Return the names of releases of that many days, the last of them today or a given day."""
    last = until or today()
    return [(last - timedelta(days=days)).isoformat() for days in reversed(range(count))]


def series(root: Path, count: int, seed: int = 7) -> Publisher:
    """Make releases of about thirty files, each with an edited page, a picture that comes, and one that goes."""
    chance = random.Random(seed)  # noqa: S311
    publisher = Publisher(root)
    words = [chance.randbytes(4).hex() for _ in range(500)]
    pages = [
        f"{language}week-{week:02}/index.html" for language in ("", "en/", "pt/") for week in range(1, 10)
    ]
    for name in ["index.html", "leçon d’accueil.html", *pages]:
        publisher.write({name: " ".join(chance.choices(words, k=600)).encode()})
    for number, version in enumerate(versions(count)):
        publisher.write(
            {
                chance.choice(pages): " ".join(chance.choices(words, k=600)).encode(),
                f"pictures/{number}.png": chance.randbytes(3000),
                "empty.txt": b"",
            }
        )
        (publisher.site / f"pictures/{number - 2}.png").unlink(missing_ok=True)
        publisher.release(version)
    return publisher


def manifest(folder: Path) -> Manifest:
    """Return what a tree holds, as the operating system shows it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }


def listing(files: Manifest) -> bytes:
    """Return the lines that sha256sum writes."""
    return "".join(f"{files[name]}  {name}\n" for name in sorted(files) if files[name]).encode()


@dataclass(frozen=True)
class Partner:
    """A copy, and the way in which it is brought up to date."""

    publisher: Publisher
    target: Path
    way: str

    def command(self, source: str | Path, *options: str, key: bool = True) -> list[str]:
        keys = [KEY[self.way], str(self.publisher.key)] if key else []
        return [*WAYS[self.way], *options, *keys, str(source), str(self.target)]

    def update(
        self, source: str | Path, *options: str, key: bool = True, limit: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run an update; with a limit, no file that it writes may be larger than so many blocks of 512 bytes."""
        command = self.command(source, *options, key=key)
        if limit:
            command = ["dash", "-c", f'ulimit -f {limit}; exec "$@"', "-", *command]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, env=environment()
        )

    @property
    def served(self) -> str:
        """The version that a visitor meets: `current` is one whole release, or nothing is there.

        The link is followed once, as a server does that opens a folder.
        """
        current = self.target / "current"
        try:
            current = current.parent / current.readlink() if current.is_symlink() else current
        except FileNotFoundError:
            return ""
        if not current.exists():
            assert not (self.target / "current").is_symlink(), "the link leads nowhere"
            return ""
        found = manifest(current)
        for version, files in self.publisher.manifests.items():
            if files == found:
                return version
        raise AssertionError(f"{current} is no whole release: {sorted(found)}")

    def left(self) -> list[str]:
        """Return what lies in the folder of the copy, but for the files of releases."""
        return sorted(
            path.relative_to(self.target).as_posix()
            for depth in ("*", "releases/*", "state/*", "state/*/*")
            for path in self.target.glob(depth)
        )


def environment() -> dict[str, str]:
    """Return what a partner's job is started with."""
    return {"PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
