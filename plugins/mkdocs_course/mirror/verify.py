"""Say what is proved of a copy of unknown origin: a release, all of them, an unpacked tree, or a mirror's folder."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_course.mirror.copy_folder import TAR, CopyFolder, ForeignError
from mkdocs_course.mirror.update import LARGEST_SUMS, expand, unpack
from mkdocs_course.release import archive_names, seal, tree
from mkdocs_course.release.archive import NAME as ARCHIVE
from mkdocs_course.release.seal import SIGNATURE, SUMS, UnsealedError
from mkdocs_course.release.tree import StrangeArchiveError
from mkdocs_course.release.versions import LATEST, VERSION

if TYPE_CHECKING:
    from datetime import date

    from mkdocs_course.release.seal import Seal


@dataclass
class Verdict:
    """What was found, one line each."""

    proved: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)
    """What nothing here tells, and what to do about it."""
    wrong: list[str] = field(default_factory=list)
    signed: bool = False
    """Whether a signature held."""


@dataclass(frozen=True)
class Witness:
    """What a copy is held against."""

    key: str
    """The publisher's public key; empty if it is not known."""
    sums: Path | None
    """The signed `SHA256SUMS` of a release, its signature beside it, by which an unpacked tree can be proved."""
    today: date

    def verify(self, folder: Path) -> Verdict:
        """Look at a folder, whichever of the four it is.

        Raises:
            MissingError: without the libraries of the extra `mirror`, if there is a key.
            OSError: if a file cannot be read.
        """
        verdict = Verdict()
        try:
            if (folder / LATEST).exists():
                self._all(folder, verdict)
            elif (folder / "state").is_dir() and (folder / "releases").is_dir():
                self._mirror(folder, verdict)
            elif (folder / SIGNATURE).exists() or (folder / ARCHIVE).exists():
                self._release(folder, verdict)
            else:
                self._tree(folder, self.sums, self.key, verdict)
        except (UnsealedError, StrangeArchiveError, ForeignError) as error:
            verdict.wrong.append(str(error))
        return verdict

    def _all(self, folder: Path, verdict: Verdict) -> None:
        offered = (folder / LATEST).read_bytes()[:64].decode(errors="replace").strip()
        versions = [
            path for path in sorted(folder.iterdir()) if path.is_dir() and VERSION.fullmatch(path.name)
        ]
        others = [path.name for path in folder.iterdir() if path not in versions and path.name != LATEST]
        verdict.unproved += [
            f"{name} is no part of a release: nothing tells who made it" for name in sorted(others)
        ]
        if offered not in [path.name for path in versions]:
            verdict.wrong.append(f"{LATEST} says {offered!a}, and there is no such release here")
        for path in versions:
            try:
                self._release(path, verdict)
            except (UnsealedError, StrangeArchiveError) as error:
                verdict.wrong.append(f"{path.name}: {error}")

    def _release(self, folder: Path, verdict: Verdict) -> None:
        label = folder.resolve().name
        listed = _listed(folder, label, verdict, {SUMS, SIGNATURE})
        if not self.key:
            verdict.unproved.append(f"{label}: who made it; give the publisher's public key with --key")
            return
        found = self._seal(folder / SUMS, verdict)
        if VERSION.fullmatch(label) and found.version != label:
            verdict.wrong.append(f"{label}: what lies here is {found.version}")
        if ARCHIVE in listed and (folder / ARCHIVE).is_file():
            with tempfile.TemporaryDirectory() as work:
                archive = Path(work) / TAR
                if not expand(folder / ARCHIVE, archive, found):
                    raise StrangeArchiveError(f"{ARCHIVE} does not hold what was signed")
                unpack(archive, Path(work) / "tree", found)
                verdict.proved.append(f"{label}: {ARCHIVE} holds the site that was signed, and nothing else")

    def _mirror(self, folder: Path, verdict: Verdict) -> None:
        copy = CopyFolder(folder)
        if not (version := copy.served_version):
            raise ForeignError(f"{copy.current} is not there: no release is served; run the update again")
        key = self.key
        if not key and (key := copy.pinned()):
            verdict.unproved.append(
                "whether the key is the publisher's: it is the one that the copy itself holds; give it with --key"
            )
        kept = copy.state / version / SUMS
        self._tree(copy.served_tree, self.sums or (kept if kept.exists() else None), key, verdict)

    def _tree(self, folder: Path, sums: Path | None, key: str, verdict: Verdict) -> None:
        label = str(folder)
        _listed(folder, label, verdict, {SUMS})
        if not sums or not key:
            verdict.unproved.append(
                f"{label}: who made it; give the publisher's public key with --key, and with --sums "
                f"the signed {SUMS} of its release, the signature beside it"
            )
            return
        found = self._seal(sums, verdict, key)
        digest = hashlib.sha256()
        for piece in tree.tar(folder):
            digest.update(piece)
        if digest.hexdigest() != found.tar:
            verdict.wrong.append(f"{label}: these are not the files of {found.version} as they were signed")
        else:
            verdict.proved.append(f"{label}: the files are those of {found.version}, and no others")

    def _seal(self, sums: Path, verdict: Verdict, key: str = "") -> Seal:
        signature = sums.with_name(SIGNATURE)
        if not signature.is_file():
            raise UnsealedError(
                f"there is no {signature.name} beside {sums}: get it from where the release is"
            )
        found = seal.verified(sums.read_bytes(), signature.read_bytes(), key or self.key)
        verdict.signed = True
        verdict.proved.append(
            f"{found.version}: signed with the key, as release {found.sequence} of {found.day}, good until "
            f"{found.valid_until}"
        )
        verdict.unproved.append(f"{found.version}: whether it is the newest; ask the publisher")
        if found.valid_until < self.today:
            verdict.unproved.append(
                f"{found.version}: whether it still holds; it was good until {found.valid_until}"
            )
        return found


def _listed(folder: Path, label: str, verdict: Verdict, beside: set[str]) -> dict[str, str]:
    """Hold a folder against its sums; return them.

    Raises:
        StrangeArchiveError: if there are none, or none that can be read.
    """
    sums = folder / SUMS
    if not sums.is_file() or sums.stat().st_size > LARGEST_SUMS:
        raise StrangeArchiveError(f"{label}: there is no {SUMS}, so that nothing tells what belongs here")
    listed = tree.read_sums(sums.read_bytes())
    wrong = [*archive_names.faults([*listed, *beside]), *tree.differences(folder, listed, beside)]
    verdict.wrong += [f"{label}: {line}" for line in wrong]
    if not wrong:
        verdict.proved.append(f"{label}: {len(listed)} files, each as {SUMS} lists it, and no others")
    return listed
