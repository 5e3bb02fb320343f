"""The tar of a tree, to the byte: what is written, and what is refused when it is read."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.release import tree
from mkdocs_course.release.tree import Entry, StrangeArchiveError
from tests.press import sha256, tar_of

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"index.html": b"a page", "a/b.html": b"x" * 512, "a.html": b"", "z/leçon.html": b"y" * 513}
LISTED = "".join(f"{sha256(FILES[name])}  {name}\n" for name in sorted(FILES)).encode()
NO_SUMS = "SHA256SUMS has lines that are no sum, two spaces and a name, or a name twice"


def made(*infos: tarfile.TarInfo, end: bytes = bytes(1024)) -> bytes:
    """Return a tar of empty files, as Python's own module writes their headers."""
    return b"".join(info.tobuf(tarfile.USTAR_FORMAT) for info in infos) + end


def entries(raw: bytes) -> list[Entry]:
    return list(tree.entries(io.BytesIO(raw)))


def refused(raw: bytes) -> str:
    with pytest.raises(StrangeArchiveError) as caught:
        entries(raw)
    return str(caught.value)


def laid(folder: Path) -> Path:
    for name, raw in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def test_the_tar_is_that_of_another_program(tmp_path: Path) -> None:
    expected = io.BytesIO()
    with tarfile.open(fileobj=expected, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, raw in sorted({**FILES, "SHA256SUMS": LISTED}.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(raw), 0o644, 978_307_200 + int(sha256(raw)[:7], 16)
            archive.addfile(info, io.BytesIO(raw))
    members = len(expected.getvalue().rstrip(b"\0"))
    raw = b"".join(tree.tar(laid(tmp_path)))
    assert raw == expected.getvalue()[: len(raw)]
    assert len(raw) - members >= 1024
    assert len(raw) == sum(512 + -(-len(each) // 512) * 512 for each in [*FILES.values(), LISTED]) + 1024


def test_sums_in_the_site_are_made_anew(tmp_path: Path) -> None:
    first = b"".join(tree.tar(laid(tmp_path)))
    (tmp_path / "SHA256SUMS").write_bytes(b"of another")
    assert b"".join(tree.tar(tmp_path)) == first
    assert tree.sums(tmp_path, sorted(FILES)) == LISTED


def test_names_are_in_the_order_of_bytes(tmp_path: Path) -> None:
    assert tree.names(laid(tmp_path)) == ["a.html", "a/b.html", "index.html", "z/leçon.html"]
    (tmp_path / "link").symlink_to("a.html")
    with pytest.raises(StrangeArchiveError) as caught:
        tree.names(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'link'} is neither a file nor a folder: remove it"


def test_entries_are_where_their_bytes_are() -> None:
    raw = tar_of(FILES)
    for entry in entries(raw):
        expected = LISTED if entry.name == "SHA256SUMS" else FILES[entry.name]
        assert raw[entry.start : entry.start + entry.size] == expected
    assert [entry.name for entry in entries(raw)] == sorted([*FILES, "SHA256SUMS"])


def test_a_long_name_is_put_together_from_both_its_fields() -> None:
    name = "y" * 100 + "/" + "z" * 49
    assert [entry.name for entry in entries(tar_of({name: b"x"}))] == ["SHA256SUMS", name]


def test_only_plain_files_are_read() -> None:
    info = tarfile.TarInfo("a'b.html")
    assert entries(made(info)) == [Entry("a'b.html", 512, 0)]
    info.type = tarfile.AREGTYPE
    assert entries(made(info)) == [Entry("a'b.html", 512, 0)]
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, b"g", b"x", b"L"):
        info.type = kind
        said = refused(made(info)).replace("/`", "`")
        assert said == "`a'b.html` is no plain file (it is a link, a device or the like)"
    info.name, info.type = "lé", tarfile.SYMTYPE
    assert refused(info.tobuf(tarfile.USTAR_FORMAT, "utf-8") + bytes(1024)) == (
        "`l\\xc3\\xa9` is no plain file (it is a link, a device or the like)"
    )


def test_only_ustar_is_read() -> None:
    info = tarfile.TarInfo("a.html")
    assert (
        refused(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)) == "`a.html` has a header that is not ustar's"
    )
    assert refused(bytes(511) + b"x" + bytes(1024)) == "`` has a header that is not ustar's"


@pytest.mark.parametrize(
    "size", [b"-0000000001\0", b"0000000000x\0", b"\x80" + bytes(11), bytes(12), b"           \0"]
)
def test_a_size_that_is_no_number_is_refused(size: bytes) -> None:
    header = tarfile.TarInfo("a.html").tobuf(tarfile.USTAR_FORMAT)
    assert (
        refused(header[:124] + size + header[136:] + bytes(1024))
        == "`a.html` has a header that cannot be read"
    )
    for good in (b"00000000000\0", b"0\0 rubbish..", b"000000000000"[:11] + b" "):
        assert entries(header[:124] + good + header[136:] + bytes(1024)) == [Entry("a.html", 512, 0)]


def test_a_name_that_is_not_utf_8_is_refused() -> None:
    header = tarfile.TarInfo("a.html").tobuf(tarfile.USTAR_FORMAT)
    assert refused(b"\xff" + header[1:] + bytes(1024)) == "`\\xff.html` has a header that cannot be read"


def test_an_archive_that_is_cut_short_is_refused() -> None:
    raw = tar_of(FILES)
    for end in (0, 1, 511, 513, len(raw) - 1025):
        assert refused(raw[:end]) == "the archive ends within a file"
    assert len(entries(raw[:-512])) == len(entries(raw))


def test_nothing_follows_the_end() -> None:
    raw = tar_of(FILES)
    assert len(entries(raw + bytes(10_000))) == len(FILES) + 1
    for more in (b"x", bytes(1 << 20) + b"x", tar_of(FILES)):
        assert refused(raw + more) == "something follows the end of the archive"


def test_a_member_is_found_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "course.tar"
    path.write_bytes(tar_of(FILES))
    assert tree.member(path, "SHA256SUMS") == LISTED
    assert tree.member(path, "a/b.html") == b"x" * 512
    with pytest.raises(StrangeArchiveError) as caught:
        tree.member(path, "b.html")
    assert str(caught.value) == "there is no b.html in the archive"


def test_a_file_is_taken_out_with_its_time(tmp_path: Path) -> None:
    large = b"0123456789" * 200_000
    raw = tar_of({"film.webm": large, "z.html": b"z"})
    found = {entry.name: entry for entry in entries(raw)}
    to = tmp_path / "a" / "b" / "film.webm"
    tree.extract(io.BytesIO(raw), found["film.webm"], to)
    tree.extract(io.BytesIO(raw), found["z.html"], to.with_name("z.html"))
    moment = tree.moment(sha256(large))
    assert (to.stat().st_atime, to.stat().st_mtime, to.read_bytes()) == (moment, moment, large)
    assert to.with_name("z.html").read_bytes() == b"z"
    with pytest.raises(FileExistsError):
        tree.extract(io.BytesIO(raw), found["z.html"], to)
    tree.extract(io.BytesIO(raw[:-2048]), Entry("x", len(raw) - 2050, 100), tmp_path / "x")
    assert (tmp_path / "x").stat().st_size == 2


def test_sums_are_read() -> None:
    assert tree.read_sums(LISTED) == {name: sha256(raw) for name, raw in FILES.items()}
    assert tree.read_sums(b"") == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"x\n",
        LISTED[:-1],
        LISTED + b"\n",
        LISTED * 2,
        b"\xff",
        LISTED.upper(),
        LISTED.replace(b"  ", b" "),
        LISTED.replace(b"  ", b" *"),
        LISTED.replace(b"\n", b"\r\n") + b"\r",
        b"0" * 63 + b"  a\n",
        b"0" * 64 + b"  \n",
    ],
)
def test_what_is_no_list_of_sums_is_refused(raw: bytes) -> None:
    with pytest.raises(StrangeArchiveError) as caught:
        tree.read_sums(raw)
    assert str(caught.value) == NO_SUMS


def test_differences_are_told_one_by_one(tmp_path: Path) -> None:
    listed = {name: sha256(raw) for name, raw in FILES.items()}
    assert list(tree.differences(laid(tmp_path), listed)) == []
    (tmp_path / "index.html").write_bytes(b"a pagE")
    (tmp_path / "a.html").unlink()
    for name in ("more.html", "another.html", "SHA256SUMS"):
        (tmp_path / name).touch()
    assert list(tree.differences(tmp_path, listed, {"SHA256SUMS"})) == [
        "another.html is there and not listed",
        "more.html is there and not listed",
        "a.html is listed and not there",
        "index.html is not as it was listed: it was damaged or altered",
    ]
    (tmp_path / "a.html").symlink_to("index.html")
    assert list(tree.differences(tmp_path, listed)) == [
        f"{tmp_path / 'a.html'} is neither a file nor a folder: remove it"
    ]


@pytest.mark.parametrize(("digest", "year"), [("0" * 64, 978_307_200), ("f" * 64, 978_307_200 + 16**7 - 1)])
def test_moments_are_of_2001_to_2009(digest: str, year: int) -> None:
    assert tree.moment(digest) == year
