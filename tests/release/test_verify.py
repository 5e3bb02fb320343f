"""What `course release verify` proves of a copy of unknown origin, and what it does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.release.publishing import Partner, environment, listing, manifest, memory, series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.release.publishing import Publisher

COMMAND = [sys.executable, "-c", "from mkdocs_course.cli_verify import verify; verify()"]


@dataclass(frozen=True)
class Answer:
    status: int
    proved: str
    unproved: str
    wrong: str


def verify(folder: Path, *options: str | Path) -> Answer:
    done = subprocess.run(
        [*COMMAND, folder, *options], capture_output=True, text=True, check=False, env=environment()
    )
    assert "Traceback" not in done.stderr, done.stderr
    heads = ("Proved: ", "Not proved: ", "Wrong: ")
    found = ["\n".join(line for line in done.stdout.splitlines() if line.startswith(head)) for head in heads]
    return Answer(done.returncode, *found)


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with memory() as folder:
        yield series(folder / "publisher", 3)


@pytest.fixture
def version(publisher: Publisher) -> str:
    return list(publisher.manifests)[2]


@pytest.fixture
def release(publisher: Publisher, version: str, tmp_path: Path) -> Path:
    """Return a copy of the last release, as a partner would hand it on."""
    return shutil.copytree(publisher.dist / version, tmp_path / version)


@pytest.fixture
def tree(publisher: Publisher, tmp_path: Path) -> Path:
    """Return the last release, unpacked."""
    assert Partner(publisher, tmp_path / "mirror", "python").update(publisher.dist).returncode == 0
    return shutil.copytree((tmp_path / "mirror" / "current").resolve(), tmp_path / "tree")


def test_release(publisher: Publisher, release: Path, version: str) -> None:
    answer = verify(release, "--key", publisher.key)
    assert (answer.status, answer.wrong) == (0, "")
    assert "files, each as SHA256SUMS lists it, and no others" in answer.proved
    assert "signed with the key" in answer.proved
    assert "course.tar.zst holds the site that was signed" in answer.proved
    assert f"{version}: whether it is the newest" in answer.unproved


def test_release_without_a_key(release: Path) -> None:
    answer = verify(release)
    assert (answer.status, answer.wrong) == (1, "")
    assert "who made it; give the publisher's public key with --key" in answer.unproved
    assert "signed" not in answer.proved


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("altered", "course.tar.zst is not as it was listed"),
        ("missing", "course.tar.zst is listed and not there"),
        ("more", "virus.exe is there and not listed"),
        ("link", "neither a file nor a folder"),
        ("name", "aux.txt` has a part that names a device"),
        ("sums", "SHA256SUMS is not what was signed"),
        ("no sums", "there is no SHA256SUMS"),
        ("no signature", "there is no SHA256SUMS.minisig"),
        ("other", "what lies here is"),
    ],
)
def test_release_that_was_tampered_with(publisher: Publisher, release: Path, damage: str, said: str) -> None:
    archive, sums = release / "course.tar.zst", release / "SHA256SUMS"
    match damage:
        case "altered":
            archive.write_bytes(archive.read_bytes()[:-1] + b"x")
        case "missing":
            archive.unlink()
        case "more":
            (release / "virus.exe").write_bytes(b"")
        case "link":
            (release / "link").symlink_to("/etc/passwd")
        case "name":
            sums.write_bytes(sums.read_bytes() + b"0" * 64 + b"  aux.txt\n")
        case "sums":
            sums.write_bytes(sums.read_bytes().replace(b"course", b"coursE"))
        case "no sums":
            sums.unlink()
        case "no signature":
            (release / "SHA256SUMS.minisig").unlink()
        case "other":
            shutil.rmtree(release)
            shutil.copytree(publisher.dist / next(iter(publisher.manifests)), release)
    answer = verify(release, "--key", publisher.key)
    assert answer.status == 1
    assert said in answer.wrong


def test_all_releases(publisher: Publisher, tmp_path: Path) -> None:
    dist = shutil.copytree(publisher.dist, tmp_path / "dist")
    answer = verify(dist, "--key", publisher.key)
    assert (answer.status, answer.wrong) == (0, "")
    assert answer.proved.count("signed with the key") == 3
    (dist / "latest.txt").write_text("2020-01-01", encoding="ascii")
    (dist / "readme.txt").write_text("hello", encoding="ascii")
    first = dist / next(iter(publisher.manifests))
    (first / "SHA256SUMS.minisig").unlink()
    answer = verify(dist, "--key", publisher.key)
    assert answer.status == 1
    assert "latest.txt says '2020-01-01'" in answer.wrong
    assert f"{first.name}: there is no SHA256SUMS.minisig" in answer.wrong
    assert "readme.txt is no part of a release" in answer.unproved


def test_tree(publisher: Publisher, version: str, tree: Path) -> None:
    alone = verify(tree, "--key", publisher.key)
    assert (alone.status, alone.wrong) == (1, "")
    assert "who made it" in alone.unproved
    signed = publisher.dist / version / "SHA256SUMS"
    answer = verify(tree, "--key", publisher.key, "--sums", signed)
    assert (answer.status, answer.wrong) == (0, "")
    assert f"the files are those of {version}, and no others" in answer.proved
    older = publisher.dist / next(iter(publisher.manifests)) / "SHA256SUMS"
    assert "not the files of" in verify(tree, "--key", publisher.key, "--sums", older).wrong


def test_tree_with_sums_of_its_own(publisher: Publisher, version: str, tree: Path) -> None:
    """Whoever alters a page can alter the unsigned list beside it: only the signed tar tells."""
    (tree / "index.html").write_bytes(b"altered")
    (tree / "SHA256SUMS").unlink()
    (tree / "SHA256SUMS").write_bytes(listing(manifest(tree)))
    alone = verify(tree)
    assert (alone.status, alone.wrong) == (1, "")
    answer = verify(tree, "--key", publisher.key, "--sums", publisher.dist / version / "SHA256SUMS")
    assert answer.status == 1
    assert "these are not the files" in answer.wrong


@pytest.mark.parametrize("way", ["dash", "python", "folders"])
def test_mirror(publisher: Publisher, tmp_path: Path, way: str) -> None:
    target = tmp_path / "copy"
    assert Partner(publisher, target, way).update(publisher.dist).returncode == 0
    answer = verify(target, "--key", publisher.key)
    assert (answer.status, answer.wrong) == (0, "")
    unsure = verify(target)
    assert (unsure.status, unsure.wrong) == (1, "")
    assert "whether the key is the publisher's" in unsure.unproved
    (target / "current" / "index.html").write_bytes(b"altered")
    assert "index.html is not as it was listed" in verify(target, "--key", publisher.key).wrong


def test_mirror_that_serves_something_else(publisher: Publisher, version: str, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    assert Partner(publisher, target, "dash").update(publisher.dist).returncode == 0
    shutil.copytree(target / "releases", tmp_path / "elsewhere" / "releases")
    (tmp_path / "elsewhere" / "releases" / version / "index.html").write_bytes(b"altered")
    (target / "current").unlink()
    (target / "current").symlink_to(tmp_path / "elsewhere" / "releases" / version)
    answer = verify(target, "--key", publisher.key)
    assert answer.status == 1
    assert "is no release of this program" in answer.wrong


def test_other_folders(tmp_path: Path) -> None:
    assert "there is no SHA256SUMS" in verify(tmp_path).wrong
    (tmp_path / "SHA256SUMS").write_bytes(b"hello\n")
    answer = verify(tmp_path)
    assert answer.status == 1
    assert "no sum, two spaces and a name" in answer.wrong
