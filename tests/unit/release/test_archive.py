"""What mirrors fetch: the site as a compressed tar, and what differs from earlier ones; read by another program."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.release import archive
from mkdocs_course.release.archive import Tar
from mkdocs_course.release.contents import Contents
from mkdocs_course.release.edition import Edition
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.zstd import compressed, library
from tests.press import FILES, packed, sha256, tar_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

zstd = library()
TAR, OLDER = tar_of(FILES), tar_of({**FILES, "index.html": b"an older page"})


def edition(folder: Path, files: Mapping[str, bytes] = FILES) -> Edition:
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return Edition(folder, Contents("", ("", ""), ()), "2026-11-24", date(2027, 11, 25))


def expanded(path: Path, *options: str) -> bytes:
    return subprocess.run(["zstd", "-d", "-c", *options, path], capture_output=True, check=True).stdout


def test_a_site_that_every_system_can_keep_is_not_refused(tmp_path: Path) -> None:
    assert list(archive.refusals(edition(tmp_path))) == []


def test_refusals_name_the_site_and_what_to_do(tmp_path: Path) -> None:
    found = edition(tmp_path, {**FILES, "aux.html": b"", "-x": b""})
    assert list(archive.refusals(found)) == [
        (
            f"{tmp_path}: `-x` has a part that begins with a hyphen, which programs take for an option; "
            "rename the file in docs/"
        ),
        f"{tmp_path}: `aux.html` has a part that names a device on Windows; rename the file in docs/",
    ]
    (tmp_path / "link").symlink_to("index.html")
    assert list(archive.refusals(found)) == [f"{tmp_path / 'link'} is neither a file nor a folder: remove it"]


def test_a_tar_is_measured(tmp_path: Path) -> None:
    assert archive.measure(edition(tmp_path)) == Tar(sha256(TAR), len(TAR))


def test_the_archive_holds_the_tar_with_its_size_and_a_sum(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (path,) = archive.write(edition(tmp_path / "site"), tmp_path / "to")
    assert path == tmp_path / "to" / "course.tar.zst"
    assert expanded(path) == TAR
    said = zstd.get_frame_info(path.read_bytes())
    assert said.decompressed_size == len(TAR)
    assert path.read_bytes()[4] & 4, "the frame says that a checksum follows (RFC 8878 3.1.1.1.1)"
    assert len(path.read_bytes()) < len(packed(TAR))


def test_differences_are_named_by_the_older_tar(tmp_path: Path) -> None:
    olds = []
    for name, raw in (("a", OLDER), ("b", TAR), ("c", tar_of({"x": b""}))):
        olds.append(tmp_path / name)
        olds[-1].write_bytes(packed(raw))
    (tmp_path / "to").mkdir()
    found: list[Path] = []
    for _ in range(2):
        found = list(archive.write_differences(edition(tmp_path / "site"), tmp_path / "to", olds))
        assert [path.name for path in found] == [f"{sha256(OLDER)}.zst", f"{sha256(tar_of({'x': b''}))}.zst"]
    (tmp_path / "older").write_bytes(OLDER)
    assert expanded(found[0], f"--patch-from={tmp_path / 'older'}") == TAR
    assert found[0].parent == tmp_path / "to" / "from"


@pytest.mark.parametrize(
    ("size", "older", "window"),
    [(0, 0, 10), (100, 0, 10), (1023, 0, 11), (1024, 0, 12), (1000, 5000, 14), (5000, 1000, 14)],
)
def test_the_window_covers_both_files_as_closely_as_powers_of_two_can(
    size: int, older: int, window: int
) -> None:
    data, before = bytes(size), bytes(older)
    raw = b"".join(compressed([data], size, before))
    assert zstd.decompress(raw, zstd.ZstdDict(before, is_raw=True).as_prefix if older else None) == data
    descriptor = raw[4]
    if not descriptor & 0x20:  # a frame of one segment has no window of its own (RFC 8878 3.1.1.1.2)
        assert 10 + (raw[5] >> 3) == window


def test_pieces_are_joined_and_a_wrong_size_is_refused() -> None:
    assert zstd.decompress(b"".join(compressed([b"a", b"", b"bc"], 3))) == b"abc"
    with pytest.raises(zstd.ZstdError):
        list(compressed([b"abc"], 2))


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    package, _, name = zstd.__name__.rpartition(".")
    monkeypatch.setitem(sys.modules, zstd.__name__, None)  # as Python has it for what cannot be imported
    monkeypatch.delattr(sys.modules[package], name)
    with pytest.raises(MissingError) as caught:
        library()
    assert str(caught.value) == (
        "an archive for mirrors needs backports.zstd: pip install 'mkdocs-course[mirror]'"
    )
