"""The tar of a tree, its signature, and what other programs make of them."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import tarfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import minisign  # type: ignore[import-untyped]
import pytest

from mkdocs_course.release import seal, tree
from mkdocs_course.release.seal import Seal, UnsealedError
from mkdocs_course.release.tree import StrangeArchiveError
from tests.release.publishing import listing, manifest, run

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 24)
SEAL = Seal(2026112402, "2026-11-24.2", DAY, date(2027, 11, 25), "0" * 64, 13_600_000)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, data in {
        "index.html": b"a page",
        "zebra/leçon.html": b"x" * 512,
        "a/b/c.html": b"x" * 513,
        "a.html": b"",
        "film.webm": random.Random(1).randbytes(3_000_000),  # noqa: S311
        "y" * 100 + "/" + "z" * 49: b"the longest name",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def archive(site: Path) -> bytes:
    return b"".join(tree.tar(site))


@pytest.mark.parametrize("program", [["tar"], ["busybox", "tar"]])
def test_other_programs_unpack_it(site: Path, tmp_path: Path, program: list[str]) -> None:
    (tmp_path / "course.tar").write_bytes(archive(site))
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    run(*program, "-x", "-f", tmp_path / "course.tar", "-C", unpacked)
    expected = manifest(site)
    expected["SHA256SUMS"] = hashlib.sha256(listing(expected)).hexdigest()
    assert manifest(unpacked) == expected
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=unpacked, check=True)


def test_python_reads_it(site: Path, tmp_path: Path) -> None:
    (tmp_path / "course.tar").write_bytes(archive(site))
    with tarfile.open(tmp_path / "course.tar", "r:") as tar:
        members = tar.getmembers()
    assert [info.name for info in members] == sorted([*manifest(site), "SHA256SUMS"])
    assert {(info.mode, info.uid, info.gid, info.uname, info.gname) for info in members} == {
        (0o644, 0, 0, "", "")
    }


def times(archive: bytes) -> dict[str, float]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {info.name: info.mtime for info in tar.getmembers()}


def test_bytes_depend_on_the_files_alone(site: Path) -> None:
    first = archive(site)
    for path in site.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    assert archive(site) == first
    (site / "SHA256SUMS").write_bytes(b"of another tree")
    assert archive(site) == first
    (site / "index.html").write_bytes(b"a pagE")
    assert len(archive(site)) == len(first)
    assert archive(site) != first


def test_the_time_of_a_file_changes_with_it_and_only_then(site: Path) -> None:
    """So that no server takes a page of the same length for the same page, nor the same page for another."""
    first = times(archive(site))
    (site / "index.html").write_bytes(b"a pagE")
    second = times(archive(site))
    assert {name for name in first if first[name] != second[name]} == {"index.html", "SHA256SUMS"}
    early, late = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (2001, 2010))
    assert all(early <= time < late for time in first.values())


def test_only_files_and_folders(site: Path) -> None:
    (site / "link.html").symlink_to("index.html")
    with pytest.raises(StrangeArchiveError, match=r"link\.html is neither a file nor a folder"):
        archive(site)


def test_signed_by_one_and_verified_by_the_other(tmp_path: Path) -> None:
    sums = b"0" * 64 + b"  course.tar.zst\n"
    (tmp_path / "SHA256SUMS").write_bytes(sums)
    run("minisign", "-G", "-W", "-p", tmp_path / "key.pub", "-s", tmp_path / "key.sec")
    public = seal.read_key((tmp_path / "key.pub").read_text(encoding="utf-8"))
    signature = tmp_path / "SHA256SUMS.minisig"

    run("minisign", "-S", "-s", tmp_path / "key.sec", "-t", str(SEAL), "-m", tmp_path / "SHA256SUMS")
    assert seal.verified(sums, signature.read_bytes(), public) == SEAL

    secret = minisign.SecretKey.from_file(tmp_path / "key.sec")
    signature.write_bytes(bytes(secret.sign(sums, trusted_comment=str(SEAL))) + b"\n")
    said = subprocess.run(
        ["minisign", "-V", "-H", "-Q", "-P", public, "-m", tmp_path / "SHA256SUMS"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == str(SEAL)
    assert seal.verified(sums, signature.read_bytes(), public) == SEAL
    with pytest.raises(UnsealedError, match="is not what was signed"):
        seal.verified(sums + b"\n", signature.read_bytes(), public)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sequence=2026112402", "sequence=2026112403"),
        ("version=2026-11-24.2", "version=2026-11-24"),
        ("date=2026-11-24", "date=2026-11-31"),
        ("size=13600000", "size=0"),
        ("tar=0", "tar=g"),
        ("course ", "other "),
        ("size=", "more=1 size="),
    ],
)
def test_comments_that_are_not_of_a_release(old: str, new: str) -> None:
    assert seal.read_comment(str(SEAL)) == SEAL
    with pytest.raises(UnsealedError, match="not that of a release"):
        seal.read_comment(str(SEAL).replace(old, new))
