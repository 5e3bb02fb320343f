"""What is said of copies of unknown origin, in this process and to the letter."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.mirror.copy_folder import CopyFolder
from mkdocs_course.mirror.source import Folder
from mkdocs_course.mirror.update import LARGEST_SUMS, Update
from mkdocs_course.mirror.verify import Verdict, Witness
from mkdocs_course.release.seal import SIGNATURE, SUMS
from tests.press import DAY, FILES, Press, packed, sha256, tar_of

if TYPE_CHECKING:
    from collections.abc import Mapping

OLD, NEW = "2026-11-23", "2026-11-24"
OLD_TAR, NEW_TAR = tar_of(FILES), tar_of({**FILES, "index.html": b"another page"})
UNTIL = {OLD: date(2027, 11, 24), NEW: date(2027, 11, 25)}
NEWEST = "whether it is the newest; ask the publisher"


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press = Press(tmp_path / "dist")
    press.publish(OLD, OLD_TAR)
    press.publish(NEW, NEW_TAR)
    return press


def signed(version: str, number: int = 0) -> str:
    return (
        f"{version}: signed with the key, as release {version.replace('-', '')}{number:02} of {version}, "
        f"good until {UNTIL[version]}"
    )


def verify(folder: Path, key: str = "", sums: Path | None = None, today: date = DAY) -> Verdict:
    return Witness(key, sums, today).verify(folder)


def test_a_release(press: Press) -> None:
    assert verify(press.dist / NEW, press.key) == Verdict(
        [
            f"{NEW}: 2 files, each as {SUMS} lists it, and no others",
            signed(NEW),
            f"{NEW}: course.tar.zst holds the site that was signed, and nothing else",
        ],
        [f"{NEW}: {NEWEST}"],
        [],
        signed=True,
    )
    assert verify(press.dist / NEW) == Verdict(
        [f"{NEW}: 2 files, each as {SUMS} lists it, and no others"],
        [f"{NEW}: who made it; give the publisher's public key with --key"],
    )


def test_a_release_without_its_archive_has_a_signature_alone(press: Press) -> None:
    (press.dist / NEW / "course.tar.zst").unlink()
    assert verify(press.dist / NEW, press.key) == Verdict(
        [signed(NEW)],
        [f"{NEW}: {NEWEST}"],
        [f"{NEW}: course.tar.zst is listed and not there"],
        signed=True,
    )


def test_a_release_that_is_no_longer_good(press: Press) -> None:
    good = UNTIL[NEW]
    assert verify(press.dist / NEW, press.key, today=good).unproved == [f"{NEW}: {NEWEST}"]
    assert verify(press.dist / NEW, press.key, today=good + timedelta(days=1)).unproved == [
        f"{NEW}: {NEWEST}",
        f"{NEW}: whether it still holds; it was good until {good}",
    ]


def wrong(folder: Path, press: Press) -> list[str]:
    return verify(folder, press.key).wrong


def test_releases_that_were_tampered_with(press: Press, tmp_path: Path) -> None:
    moved = press.dist / OLD
    moved = moved.rename(tmp_path / "2026-11-25")
    assert wrong(moved, press) == [f"2026-11-25: what lies here is {OLD}"]
    named = moved.rename(tmp_path / "a copy")
    assert wrong(named, press) == []
    (named / SIGNATURE).unlink()
    assert wrong(named, press) == [
        f"there is no {SIGNATURE} beside {named / SUMS}: get it from where the release is"
    ]
    (named / SUMS).unlink()
    assert wrong(named, press) == [f"a copy: there is no {SUMS}, so that nothing tells what belongs here"]


def test_an_archive_that_does_not_hold_what_was_signed(press: Press) -> None:
    press.publish(NEW, NEW_TAR, files={"course.tar.zst": packed(OLD_TAR)})
    assert wrong(press.dist / NEW, press) == ["course.tar.zst does not hold what was signed"]
    press.publish(NEW, tar_of({"aux.html": b""}))
    assert wrong(press.dist / NEW, press) == [
        "the release has a file whose name `aux.html` has a part that names a device on Windows; tell the publisher"
    ]


def test_all_releases(press: Press) -> None:
    (press.dist / "notes.txt").touch()
    (press.dist / "old").mkdir()
    verdict = verify(press.dist, press.key)
    assert verdict.wrong == []
    assert [line.split(":")[0] for line in verdict.proved] == [OLD] * 3 + [NEW] * 3
    assert verdict.unproved == [
        "notes.txt is no part of a release: nothing tells who made it",
        "old is no part of a release: nothing tells who made it",
        f"{OLD}: {NEWEST}",
        f"{NEW}: {NEWEST}",
    ]
    assert verdict.signed
    (press.dist / "latest.txt").write_bytes(b"\xff" + b" " * 70)
    (press.dist / OLD / SIGNATURE).unlink()
    (press.dist / NEW / SUMS).unlink()
    assert wrong(press.dist, press) == [
        "latest.txt says '\\ufffd', and there is no such release here",
        f"{OLD}: there is no {SIGNATURE} beside {press.dist / OLD / SUMS}: get it from where the release is",
        f"{NEW}: {NEW}: there is no {SUMS}, so that nothing tells what belongs here",
    ]


def test_only_the_beginning_of_latest_txt_is_read(press: Press) -> None:
    (press.dist / "latest.txt").write_bytes(b" " * 54 + NEW.encode() + b"x")
    assert wrong(press.dist, press) == []
    (press.dist / "latest.txt").write_bytes(b" " * 55 + NEW.encode())
    assert wrong(press.dist, press) == ["latest.txt says '2026-11-2', and there is no such release here"]


@pytest.fixture
def copy(press: Press, tmp_path: Path) -> CopyFolder:
    copy = CopyFolder(tmp_path / "copy")
    Update(Folder(press.dist), copy, press.key, DAY, trust_clock=True, say=print, progress=abs).run()  # type: ignore[arg-type]
    return copy


def test_a_tree(press: Press, copy: CopyFolder, tmp_path: Path) -> None:
    tree = shutil.copytree(copy.served_tree, tmp_path / "tree")
    sums = press.dist / NEW / SUMS
    files = f"{tree}: {len(FILES)} files, each as {SUMS} lists it, and no others"
    unproved = (
        f"{tree}: who made it; give the publisher's public key with --key, and with --sums "
        f"the signed {SUMS} of its release, the signature beside it"
    )
    assert verify(tree) == verify(tree, press.key) == verify(tree, "", sums) == Verdict([files], [unproved])
    good = f"{tree}: the files are those of {NEW}, and no others"
    assert verify(tree, press.key, sums) == Verdict(
        [files, signed(NEW), good], [f"{NEW}: {NEWEST}"], [], signed=True
    )
    assert verify(tree, press.key, press.dist / OLD / SUMS) == Verdict(
        [files, signed(OLD)],
        [f"{OLD}: {NEWEST}"],
        [f"{tree}: these are not the files of {OLD} as they were signed"],
        signed=True,
    )


def test_a_tree_that_was_altered(press: Press, copy: CopyFolder) -> None:
    tree, sums = copy.served_tree, press.dist / NEW / SUMS
    (tree / "index.html").write_bytes(b"altered")
    (tree / "aux.html").touch()
    said = verify(tree, press.key, sums).wrong
    assert said == [
        f"{tree}: aux.html is there and not listed",
        f"{tree}: index.html is not as it was listed: it was damaged or altered",
        f"{tree}: these are not the files of {NEW} as they were signed",
    ]
    more = (tree / SUMS).read_bytes() + f"{sha256(b'')}  aux.html\n".encode()
    (tree / SUMS).unlink()
    (tree / SUMS).write_bytes(more)
    assert verify(tree).wrong == [
        f"{tree}: `aux.html` has a part that names a device on Windows",
        f"{tree}: index.html is not as it was listed: it was damaged or altered",
    ]


@pytest.mark.parametrize(
    ("size", "said"), [(LARGEST_SUMS, "lines that are no sum"), (LARGEST_SUMS + 1, "there is no")]
)
def test_sums_may_have_so_many_bytes(tmp_path: Path, size: int, said: str) -> None:
    (tmp_path / SUMS).write_bytes(b"x" * size)
    (line,) = verify(tmp_path).wrong
    assert said in line


def test_a_mirror(press: Press, copy: CopyFolder) -> None:
    tree = copy.served_tree
    proved = [
        f"{tree}: {len(FILES)} files, each as {SUMS} lists it, and no others",
        signed(NEW),
        f"{tree}: the files are those of {NEW}, and no others",
    ]
    assert verify(copy.root, press.key) == Verdict(proved, [f"{NEW}: {NEWEST}"], [], signed=True)
    own = "whether the key is the publisher's: it is the one that the copy itself holds; give it with --key"
    assert verify(copy.root) == Verdict(proved, [own, f"{NEW}: {NEWEST}"], [], signed=True)
    (copy.state / "key").unlink()
    assert not verify(copy.root).signed
    other = verify(copy.root, press.key, press.dist / OLD / SUMS)
    assert other.wrong == [f"{tree}: these are not the files of {OLD} as they were signed"]
    (copy.state / NEW / SUMS).unlink()
    assert not verify(copy.root, press.key).signed


def test_a_mirror_that_serves_nothing(copy: CopyFolder, press: Press) -> None:
    copy.current.unlink()
    assert verify(copy.root, press.key).wrong == [
        f"{copy.current} is not there: no release is served; run the update again"
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no SHA256SUMS, so that nothing tells what belongs here"),
        ({"state/x": b""}, "there is no SHA256SUMS, so that nothing tells what belongs here"),
        ({"releases/x": b""}, "there is no SHA256SUMS, so that nothing tells what belongs here"),
        ({SIGNATURE: b"", SUMS: b""}, "is no signature"),
        ({"course.tar.zst": b"", SUMS: b""}, "there is no SHA256SUMS.minisig"),
    ],
)
def test_other_folders(tmp_path: Path, press: Press, files: Mapping[str, bytes], said: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, raw in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
    assert said in verify(folder, press.key).wrong[-1]
