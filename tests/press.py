"""Small releases made in this process, good or bad: for tests that call the partner's side directly."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import minisign  # type: ignore[import-untyped]

from mkdocs_course.release import tree
from mkdocs_course.release.seal import SIGNATURE, SUMS, Seal
from mkdocs_course.release.versions import sequence_of
from mkdocs_course.release.zstd import library

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 11, 24)
FILES = {"index.html": b"a page", "en/index.html": b"x" * 600, "leçon.html": b"", "b.png": bytes(99)}


def tar_of(files: Mapping[str, bytes]) -> bytes:
    """Return the tar of a tree."""
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in files.items():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(raw)
        return b"".join(tree.tar(Path(folder)))


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def packed(raw: bytes, older: bytes = b"") -> bytes:
    """Compress a file, or make the difference to it from an older one."""
    zstd = library()
    prefix = zstd.ZstdDict(older, is_raw=True).as_prefix if older else None
    made: bytes = zstd.compress(raw, level=1, zstd_dict=prefix)
    return made


@dataclass(frozen=True)
class Press:
    """Makes releases in a folder, and signs them."""

    dist: Path
    pair: Any = field(default_factory=minisign.KeyPair.generate)
    tars: dict[str, bytes] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The public key."""
        key: bytes = self.pair.public_key.to_base64()
        return key.decode()

    def seal(self, version: str, tar: bytes, **said: Any) -> Seal:
        """Return what is signed of a release; `said` takes the place of what is true."""
        day = date.fromisoformat(version[:10])
        seal = Seal(sequence_of(version), version, day, day + timedelta(days=366), sha256(tar), len(tar))
        return Seal(**{**vars(seal), **said})

    def sign(self, sums: bytes, comment: str) -> bytes:
        """Return a signature."""
        return bytes(self.pair.secret_key.sign(sums, trusted_comment=comment)) + b"\n"

    def publish(
        self, version: str, tar: bytes, /, files: Mapping[str, bytes] | None = None, **said: Any
    ) -> Path:
        """Offer a tar as a release, with the differences from those before; `files` take the place of those made."""
        folder = self.dist / version
        made = {"course.tar.zst": packed(tar)}
        made |= {f"from/{sha256(old)}.zst": packed(tar, old) for old in self.tars.values() if old != tar}
        made |= files or {}
        listed = {name: raw for name, raw in made.items() if name not in {SUMS, SIGNATURE}}
        sums = "".join(f"{sha256(raw)}  {name}\n" for name, raw in sorted(listed.items())).encode()
        made.setdefault(SUMS, sums)
        made.setdefault(SIGNATURE, self.sign(made[SUMS], str(self.seal(version, tar, **said))))
        for name, raw in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
        (self.dist / "latest.txt").write_text(f"{version}\n", encoding="ascii")
        self.tars[version] = tar
        return folder
