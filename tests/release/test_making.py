"""Releases as a publisher makes them, looked at by the programs that partners have: tar, zstd, sha256sum, minisign."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.release.making import ARTEFACTS
from tests.building import ROOT, Site, build, copy_project, files, replace, tool

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY, NEXT = "2026-12-01", "2026-12-01.2"
NO_PDF = ("--without", "pdf")
"""The slowest of all to make; test_pdf.py holds it to its bytes."""
ELSEWHERE = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def release(
    site: Path,
    dist: Path,
    *options: str | Path,
    env: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[bytes]:
    command = (*before, tool("course"), "release", "--site", site, "--to", dist, *options)
    return run(*command, env={**os.environ, **(env or {})})


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key by the real program, without a password."""
    folder = tmp_path_factory.mktemp("keys")
    done = run("minisign", "-G", "-W", "-p", folder / "course.pub", "-s", folder / "course.key")
    assert done.returncode == 0, done.stderr
    return folder / "course.key"


@pytest.fixture(scope="module")
def dist(site: Site, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two releases: of the course, and of the course with one line of one page edited."""
    folder = tmp_path_factory.mktemp("releases")
    done = release(site.folder, folder / "dist", "--version", DAY, "--key", key, *NO_PDF)
    assert done.returncode == 0, done.stderr.decode()
    edited = copy_project(ROOT, folder / "edited")
    (edited / ".git").symlink_to(ROOT / ".git")
    replace(
        edited / "docs/en/week-03/index.md", "terms of reference fit on", "terms of reference must fit on"
    )
    built = build(edited, edited / "site")
    assert built.returncode == 0, built.stderr
    leave_out = (f"--without={artefact.name}" for artefact in ARTEFACTS if artefact.name != "tar")
    done = release(edited / "site", folder / "dist", "--version", NEXT, "--key", key, *leave_out)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "dist"


def untarred(archive: Path, to: Path) -> Path:
    to.mkdir()
    done = run("tar", "--extract", "--zstd", "--file", archive, "--directory", to)
    assert done.returncode == 0, done.stderr
    return to


def tar_of(archive: Path) -> bytes:
    return run("zstd", "--decompress", "--stdout", archive).stdout


def test_the_sums_and_the_signature_are_those_of_the_usual_programs(dist: Path, key: Path) -> None:
    for version in (DAY, NEXT):
        summed = run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=dist / version)
        assert summed.returncode == 0, summed.stdout
        listed = re.findall(
            r"^[0-9a-f]{64}  (.+)$", (dist / version / "SHA256SUMS").read_text(), re.MULTILINE
        )
        assert set(listed) == set(files(dist / version)) - {"SHA256SUMS", "SHA256SUMS.minisig"}
        signed = run(
            "minisign", "-V", "-p", key.with_suffix(".pub"), "-m", dist / version / "SHA256SUMS", "-Q"
        )
        assert signed.returncode == 0, signed.stderr
        tar = tar_of(dist / version / "course.tar.zst")
        number = {DAY: "2026120100", NEXT: "2026120102"}[version]
        assert signed.stdout.decode().strip() == (
            f"course sequence={number} version={version} date=2026-12-01 valid-until=2027-12-02 "
            f"tar={hashlib.sha256(tar).hexdigest()} size={len(tar)}"
        )
    assert (dist / "latest.txt").read_text() == f"{NEXT}\n"


def test_the_archive_is_the_site_with_its_sums(dist: Path, site: Site, tmp_path: Path) -> None:
    tree = untarred(dist / DAY / "course.tar.zst", tmp_path / "tree")
    unpacked = files(tree)
    sums = unpacked.pop("SHA256SUMS")
    assert unpacked == files(site.folder)
    assert sums.count(b"\n") == len(unpacked)
    assert run("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", cwd=tree).returncode == 0
    (tmp_path / "course.tar").write_bytes(tar_of(dist / DAY / "course.tar.zst"))
    with tarfile.open(tmp_path / "course.tar") as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {(member.isfile(), member.mode, member.uid, member.gid, member.uname) for member in members} == {
        (True, 0o644, 0, 0, "")
    }


def test_one_edited_line_costs_a_mirror_two_kilobytes_at_most(dist: Path, tmp_path: Path) -> None:
    old, new = (tar_of(dist / version / "course.tar.zst") for version in (DAY, NEXT))
    (tmp_path / "old.tar").write_bytes(old)
    difference = dist / NEXT / "from" / f"{hashlib.sha256(old).hexdigest()}.zst"
    assert list(files(dist / NEXT / "from")) == [difference.name]
    patched = run("zstd", "--decompress", f"--patch-from={tmp_path / 'old.tar'}", "--stdout", difference)
    assert patched.stdout == new
    assert difference.stat().st_size <= 2000


def test_one_edited_line_changes_its_page_and_what_lists_it(dist: Path, tmp_path: Path) -> None:
    first, second = (
        files(untarred(dist / version / "course.tar.zst", tmp_path / version)) for version in (DAY, NEXT)
    )
    for pages in (first, second):  # it says what it costs to keep each week
        pages["en/offline/index.html"] = re.sub(rb"\d+\xc2\xa0kB", b"", pages["en/offline/index.html"])
    changed = {name for name in {**first, **second} if first.get(name) != second.get(name)}
    search = {name for name in changed if name.startswith("search/en")}
    assert changed - search == {"en/week-03/index.html", "keep/en.json", "SHA256SUMS"}
    assert search


def test_everything_but_the_zim_file_is_the_same_everywhere_on_any_day(
    dist: Path, site: Site, key: Path, tmp_path: Path
) -> None:
    place = tmp_path / "ein anderer Órt"
    shutil.copytree(site.folder, place / "site")
    for path in (place / "site").rglob("*"):
        path.chmod(0o700)
        os.utime(path, (10**9, 10**9))
    done = release(
        place / "site",
        place / "dist",
        *("--version", DAY, "--key", key, *NO_PDF),
        env=ELSEWHERE | {"HOME": str(tmp_path)},
        before=("sh", "-c", 'umask 077; exec faketime "2031-05-06 07:08:09" "$@"', "sh"),
    )
    assert done.returncode == 0, done.stderr.decode()
    first, second = files(dist / DAY), files(place / "dist" / DAY)
    assert first.keys() == second.keys()
    differing = {name for name in first if first[name] != second[name]}
    # The sums list the ZIM file, so they and their signature differ with it.
    assert differing <= {"course.zim", "SHA256SUMS", "SHA256SUMS.minisig"}
    lines = [set(each["SHA256SUMS"].splitlines()) for each in (first, second)]
    assert {line.split()[1] for line in lines[0] ^ lines[1]} <= {b"course.zim"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--version", "2026-13-01"), "`2026-13-01` is no day of the calendar"),
        (
            ("--version", "v1.0"),
            "`v1.0` is no version: write a day, or a day and a number, as in 2026-11-24.2",
        ),
        (("--version", "2026-12-01.0"), "`2026-12-01.0` is no version"),
        (("--site", ROOT / "docs"), "there is no course.json that can be read"),
        (("--site", ROOT / "nowhere"), "there is no course.json that can be read"),
        (("--version", DAY, "--key", ROOT / "course.yml"), "that is no secret key of minisign"),
        (("--to", ROOT / "course.yml" / "dist", "--version", DAY, "--only", "zip"), "cannot be written"),
        (("--to", ROOT / "course.yml", "--version", DAY), "is a file"),
        (("--only", "papyrus"), "'papyrus' is not one of"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(
    site: Site, tmp_path: Path, options: tuple[str | Path, ...], says: str
) -> None:
    done = release(site.folder, tmp_path / "dist", *options)
    said = done.stderr.decode()
    assert done.returncode in {1, 2}
    assert says in said
    assert "Traceback" not in said
    assert not (tmp_path / "dist").exists() or not files(tmp_path / "dist")


def test_a_release_is_never_changed(site: Site, dist: Path) -> None:
    before = files(dist)
    done = release(site.folder, dist, "--version", DAY)
    assert done.returncode == 1
    assert f"{dist / DAY} is there already" in done.stderr.decode()
    assert f"--version {NEXT}" in done.stderr.decode()
    assert files(dist) == before


def test_names_that_some_systems_cannot_keep_are_refused(site: Site, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(site.folder, tmp_path / "site"))
    (copy / "assets" / "aux.txt").write_text("")
    (copy / "assets" / "link").symlink_to("aux.txt")
    done = release(copy, tmp_path / "dist", "--version", DAY)
    assert done.returncode == 1
    assert "link is neither a file nor a folder" in done.stderr.decode()
    (copy / "assets" / "link").unlink()
    done = release(copy, tmp_path / "dist", "--version", DAY)
    assert done.returncode == 1
    assert "`assets/aux.txt` has a part that names a device on Windows" in done.stderr.decode()
    assert not (tmp_path / "dist").exists()


def test_an_interrupted_release_leaves_nothing(site: Site, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    command = [tool("course"), "release", "--site", str(site.folder), "--to", str(dist), "--version", DAY]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline() == "Archive for mirrors …\n"
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode != 0
    assert "Traceback" not in said
    assert list(dist.iterdir()) == []


def test_keys_are_made_for_the_real_program(tmp_path: Path) -> None:
    # Where there is no site: a partner has none.
    made = run(tool("course"), "release", "key", "--open", tmp_path / "mine", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "text").write_text("text")
    signed = run("minisign", "-S", "-s", tmp_path / "mine.key", "-m", tmp_path / "text")
    assert signed.returncode == 0, signed.stderr
    checked = run("minisign", "-V", "-p", tmp_path / "mine.pub", "-m", tmp_path / "text")
    assert checked.returncode == 0, checked.stderr
    before = (tmp_path / "mine.key").read_bytes()
    again = run(tool("course"), "release", "key", "--open", tmp_path / "mine")
    assert again.returncode == 1
    assert "a key in use is not replaced" in again.stderr.decode()
    assert (tmp_path / "mine.key").read_bytes() == before


def test_a_partner_verifies_a_release_without_a_site(dist: Path, key: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [tool("course"), "release", "verify", "--key", key.with_suffix(".pub")]
    right = run(*command, dist, cwd=tmp_path)
    assert right.returncode == 0, right.stderr
    shutil.copytree(dist, tmp_path / "altered")
    with (tmp_path / "altered" / DAY / "course-offline.zip").open("ab") as file:
        file.write(b"more")
    wrong = run(*command, tmp_path / "altered", cwd=tmp_path)
    assert wrong.returncode == 1
    assert f"Wrong: {DAY}: course-offline.zip" in wrong.stdout.decode()


def test_a_locked_key_signs_with_its_password(site: Site, tmp_path: Path) -> None:
    made = run(tool("course"), "release", "key", tmp_path / "mine", input=b"correct horse\ncorrect horse\n")
    assert made.returncode == 0, made.stderr
    options: list[str | Path] = ["--version", DAY, "--key", tmp_path / "mine.key"]
    options += [f"--without={artefact.name}" for artefact in ARTEFACTS]
    wrong = release(site.folder, tmp_path / "dist", *options, env={"COURSE_KEY_PASSWORD": "battery"})
    assert wrong.returncode == 1
    assert "the password does not open the key" in wrong.stderr.decode()
    assert not (tmp_path / "dist").exists()
    right = release(site.folder, tmp_path / "dist", *options, env={"COURSE_KEY_PASSWORD": "correct horse"})
    assert right.returncode == 0, right.stderr
    sums = tmp_path / "dist" / DAY / "SHA256SUMS"
    assert run("minisign", "-V", "-p", tmp_path / "mine.pub", "-m", sums).returncode == 0
