"""Copies brought up to date by the script and by `course mirror update`, from nginx and from a folder."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.release import archive_names
from tests.building import ROOT, tool, unused_port
from tests.release.publishing import (
    CLOCK,
    KEY,
    SCRIPT,
    WAYS,
    Partner,
    Publisher,
    environment,
    listing,
    memory,
    run,
    series,
    today,
    versions,
)
from tests.servers import files, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

each_way = pytest.mark.parametrize("way", WAYS)
once_each = pytest.mark.parametrize("way", ["dash", "busybox", "python"])
"""The three programs, each of which reads archives by itself."""


@pytest.fixture
def disk() -> Iterator[Path]:
    with memory() as folder:
        yield folder


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with memory() as folder:
        yield series(folder / "publisher", 4)


@pytest.fixture
def single(disk: Path) -> Publisher:
    """Return a publisher with one release of two files."""
    made = Publisher(disk / "publisher")
    made.write({"index.html": b"one", "en/index.html": b"two"})
    made.release(versions(1)[0])
    return made


@each_way
def test_brought_up_to_date(publisher: Publisher, disk: Path, way: str) -> None:
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "a copy’s folder", way)
    with serving(files, publisher.dist, unused_port()) as address:
        for source, version in zip((address, str(publisher.dist), address), names, strict=False):
            publisher.offer(version)
            done = partner.update(source, key=version == names[0])
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.startswith(f"{version} is served now; ")
            assert partner.served == version
    done = partner.update(publisher.dist, key=False)
    assert (done.returncode, done.stdout) == (0, f"{names[2]} is served, and is the latest.\n")


def test_the_command(single: Publisher, disk: Path) -> None:
    command = [
        tool("course"),
        "mirror",
        "update",
        str(single.dist),
        str(disk / "copy"),
        "--key",
        str(single.key),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert Partner(single, disk / "copy", "python").served == versions(1)[0]


@each_way
def test_quiet(publisher: Publisher, disk: Path, way: str) -> None:
    partner = Partner(publisher, disk / "copy", way)
    option = "-q" if KEY[way] == "-k" else "--quiet"
    for _ in range(2):
        done = partner.update(publisher.dist, option)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@each_way
def test_progress_is_for_a_terminal(publisher: Publisher, disk: Path, way: str) -> None:
    partner = Partner(publisher, disk / "copy", way)
    ours, theirs = os.openpty()
    with serving(files, publisher.dist, unused_port()) as address:
        done = subprocess.run(partner.command(address), stderr=theirs, check=False, env=environment())
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0, shown
    assert "\r" in shown
    assert "100.0%" in shown or "kB fetched" in shown


@once_each
def test_small_differences_are_small(publisher: Publisher, disk: Path, way: str) -> None:
    """What nginx sent is what counts: an edited page costs a difference, and no whole file."""
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "copy", way)
    sent: list[str] = []
    for version in names[1:3]:
        publisher.offer(version)
        with serving(files, publisher.dist, unused_port()) as address:
            assert partner.update(address).returncode == 0
        sent = publisher.dist.with_name("dist.log").read_text(encoding="utf-8").splitlines()
        publisher.dist.with_name("dist.log").unlink()
        whole = f"/{version}/course.tar.zst"
        assert any(whole in line for line in sent) == (version == names[1])
    base = hashlib.sha256(publisher.tars[names[1]].read_bytes()).hexdigest()
    delta = (publisher.dist / names[2] / "from" / f"{base}.zst").stat().st_size
    assert f"200 /{names[2]}/from/{base}.zst {delta}" in sent
    assert delta < (publisher.dist / names[2] / "course.tar.zst").stat().st_size / 5


@once_each
def test_nothing_new_costs_one_line(publisher: Publisher, disk: Path, way: str) -> None:
    partner = Partner(publisher, disk / "copy", way)
    assert partner.update(publisher.dist).returncode == 0
    with serving(files, publisher.dist, unused_port()) as address:
        assert partner.update(address).returncode == 0
    log = publisher.dist.with_name("dist.log")
    assert log.read_text(encoding="utf-8").splitlines() == ["200 /latest.txt 11"]
    log.unlink()


@each_way
def test_readers_fetch_again_what_changed_and_nothing_else(disk: Path, way: str) -> None:
    publisher = Publisher(disk / "publisher")
    first, *others = [f"{versions(1)[0]}{number}" for number in ("", ".2", ".3")]
    publisher.write({"same.html": b"the same", "changed.html": b"from"})
    publisher.release(first)
    partner = Partner(publisher, disk / "copy", way)
    assert partner.update(publisher.dist).returncode == 0
    for version, text in zip(others, (b"to 1", b"to 2"), strict=True):
        with serving(files, disk / "copy" / "current", unused_port()) as address:
            known = {name: _asked(f"{address}{name}") for name in ("same.html", "changed.html")}
        publisher.write({"changed.html": text})  # as long as before, on the same day
        publisher.release(version)
        assert partner.update(publisher.dist).returncode == 0
        with serving(files, disk / "copy" / "current", unused_port()) as address:
            answers = {name: _asked(f"{address}{name}", tag)[0] for name, (_, tag) in known.items()}
        assert answers == {"same.html": 304, "changed.html": 200}


def _asked(address: str, tag: str = "") -> tuple[int, str]:
    """Ask for a page as a browser that has it; return the status, and how the server calls what it has."""
    request = urllib.request.Request(address, headers={"If-None-Match": tag} if tag else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return answer.status, answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["ETag"]


def test_taking_turns(publisher: Publisher, disk: Path) -> None:
    names = list(publisher.manifests)
    for version, way in zip(names, ("dash", "python", "busybox", "python"), strict=True):
        publisher.offer(version)
        partner = Partner(publisher, disk / "copy", way)
        done = partner.update(publisher.dist)
        assert done.returncode == 0, done.stderr
        assert partner.served == version
        assert (
            f"{version} is served, and is the latest"
            in Partner(publisher, disk / "copy", "dash").update(publisher.dist).stdout
        )


def test_a_copy_without_links_stays_one(publisher: Publisher, disk: Path) -> None:
    names = list(publisher.manifests)
    publisher.offer(names[0])
    assert Partner(publisher, disk / "copy", "folders").update(publisher.dist).returncode == 0
    publisher.offer(names[1])
    done = Partner(publisher, disk / "copy", "dash").update(publisher.dist)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "course mirror update" in done.stderr
    partner = Partner(publisher, disk / "copy", "python")
    assert partner.update(publisher.dist).returncode == 0
    assert partner.served == names[1]
    assert not (disk / "copy" / "current").is_symlink()


@each_way
def test_return_to_the_release_before(publisher: Publisher, disk: Path, way: str) -> None:
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "copy", way)
    for version in names[:3]:
        publisher.offer(version)
        assert partner.update(publisher.dist).returncode == 0
    if way != "folders":
        assert (disk / "copy" / "previous").readlink() == Path("releases", names[1])
        run("ln", "-sfn", f"releases/{names[1]}", disk / "copy" / "current")
        assert partner.served == names[1]
        publisher.offer(names[0])
        assert partner.update(publisher.dist).returncode == 3
        publisher.offer(names[2])
        assert partner.update(publisher.dist).returncode == 0
    assert partner.served == names[2]
    assert {path.name for path in (disk / "copy" / "releases").iterdir()} >= {names[1]}


@once_each
def test_broken_download_goes_on(disk: Path, way: str) -> None:
    publisher = Publisher(disk / "publisher")
    publisher.write({"film.webm": os.urandom(600_000)})
    publisher.release(versions(1)[0])
    whole = publisher.dist / versions(1)[0] / "course.tar.zst"
    partner = Partner(publisher, disk / "copy", way)
    part = disk / "copy" / "state" / "download" / hashlib.sha256(whole.read_bytes()).hexdigest()
    slow = _named("slow", "limit_rate 100k;")
    with serving(slow, publisher.dist, unused_port()) as address:
        process = subprocess.Popen(
            partner.command(address), stderr=subprocess.PIPE, text=True, env=environment()
        )
        while not (part.exists() and part.stat().st_size > 100_000):
            assert process.poll() is None
            time.sleep(0.01)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert len(said.splitlines()) == 1
    have = part.stat().st_size
    assert whole.read_bytes().startswith(part.read_bytes())

    log = publisher.dist.with_name("dist.log")
    log.unlink()
    with serving(files, publisher.dist, unused_port()) as address:
        assert partner.update(address).returncode == 0
    assert f"206 /{versions(1)[0]}/course.tar.zst {whole.stat().st_size - have}" in log.read_text(
        encoding="utf-8"
    )
    assert partner.served == versions(1)[0]


@once_each
def test_server_that_cannot_go_on_in_the_middle(single: Publisher, disk: Path, way: str) -> None:
    whole = (single.dist / versions(1)[0] / "course.tar.zst").read_bytes()
    part = disk / "copy" / "state" / "download" / hashlib.sha256(whole).hexdigest()
    part.parent.mkdir(parents=True)
    for begun in (whole[:100], b"wrong" * 20, whole + b"more"):
        part.write_bytes(begun)
        partner = Partner(single, disk / "copy", way)
        with serving(_named("whole", "max_ranges 0;"), single.dist, unused_port()) as address:
            done = partner.update(address)
        assert done.returncode == 0, done.stderr
        assert partner.served == versions(1)[0]
        shutil.rmtree(disk / "copy" / "releases")
        (disk / "copy" / "current").unlink()
        shutil.rmtree(disk / "copy" / "state" / versions(1)[0])


def _named(name: str, more: str) -> partial[list[str]]:
    configure = partial(files, more=more)
    configure.__name__ = name  # type: ignore[attr-defined]
    return configure


@each_way
def test_keys(single: Publisher, disk: Path, way: str) -> None:
    other = Publisher(disk / "other")
    partner = Partner(single, disk / "copy", way)
    _refused(partner, 2, "no key", single.dist, key=False)
    for text in ("RWshort", "x" * 56, str(single.dist / "latest.txt")):
        _refused(partner, 2, "no public key of minisign", single.dist, KEY[way], text, key=False)
    _refused(partner, 3, "signed with another key", single.dist, KEY[way], str(other.key), key=False)
    assert partner.served == ""
    line = single.key.read_text(encoding="utf-8").splitlines()[1]
    assert partner.update(single.dist, KEY[way], line, key=False).returncode == 0
    _refused(partner, 3, "not the one that this copy knows", single.dist, KEY[way], str(other.key), key=False)
    assert partner.update(single.dist, key=False).returncode == 0

    # The publisher loses the key: signed with another, nothing is taken until the partner lets the new key in.
    other.write({"index.html": b"new"})
    other.release(versions(1)[0] + ".2")
    _refused(partner, 3, "signed with another key", other.dist, key=False)
    (disk / "copy" / "state" / "key").unlink()
    assert Partner(other, disk / "copy", way).update(other.dist).returncode == 0


@each_way
def test_signatures(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    folder = single.dist / versions(1)[0]
    signature = folder / "SHA256SUMS.minisig"
    good = signature.read_bytes()
    comment = good.decode().splitlines()[2].removeprefix("trusted comment: ")
    signature.write_bytes(good.replace(b"sequence=2", b"sequence=3"))
    _refused(partner, 3, "", single.dist)
    for said in (
        "hello",
        comment.replace("sequence=2", "sequence=3"),
        f"{comment} more",
        comment.replace("tar=", "tar=x"),
    ):
        single.sign(folder, said)
        _refused(partner, 3, "not that of a release", single.dist)
    run(
        "minisign", "-S", "-l", "-s", single.secret, "-t", comment, "-m", folder / "SHA256SUMS"
    )  # minisign's old kind
    _refused(partner, 3, "", single.dist)
    signature.unlink()
    _refused(partner, 1, "SHA256SUMS.minisig", single.dist)
    signature.write_bytes(good)
    assert partner.update(single.dist).returncode == 0


@each_way
def test_age(single: Publisher, disk: Path, way: str) -> None:
    day = today() - timedelta(days=30)
    single.release(f"{day}.2", valid=timedelta(days=29))
    partner = Partner(single, disk / "copy", way)
    for _ in range(2):
        done = partner.update(single.dist)
        assert done.returncode == 0
        assert f"was good until {day + timedelta(days=29)}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    # Nothing has changed in this one but until when it is good.
    single.release(f"{day}.3", valid=timedelta(days=30))
    done = partner.update(single.dist)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{day}.3 is served now")


@each_way
def test_clock_set_back(single: Publisher, disk: Path, way: str) -> None:
    single.write({"index.html": b"of a day to come"})
    partner = Partner(single, disk / "copy", way)
    single.release((today() + timedelta(days=1)).isoformat())  # a day may have begun elsewhere
    assert partner.update(single.dist).returncode == 0
    single.write({"index.html": b"of a later day"})
    to_come = (today() + timedelta(days=4)).isoformat()
    single.release(to_come)
    _refused(partner, 3, "clock", single.dist)
    done = partner.update(single.dist, CLOCK[way])
    assert done.returncode == 0
    assert "clock" in done.stderr
    assert partner.served == to_come


@each_way
def test_one_run_at_a_time(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    assert partner.update(single.dist).returncode == 0
    with (disk / "copy" / "state" / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _refused(partner, 4, "another run", single.dist)
    assert partner.update(single.dist).returncode == 0


@each_way
def test_wrong_use(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    assert partner.update(disk / "nowhere").returncode == 2
    _refused(partner, 1, "latest.txt", disk)
    _refused(partner, 1, "could not be fetched", f"http://127.0.0.1:{unused_port()}/course")
    (single.dist / "latest.txt").write_text("<!doctype html>", encoding="utf-8")
    _refused(partner, 3, "names no release", single.dist)
    (single.dist / "latest.txt").write_text("2026-11-24" * 1000, encoding="utf-8")
    _refused(partner, 3, "larger", single.dist)
    single.offer(versions(1)[0])
    (disk / "file").write_bytes(b"")
    assert Partner(single, disk / "file" / "copy", way).update(single.dist).returncode in {1, 2}
    (disk / "copy" / "current").write_bytes(b"a page of somebody's")
    assert partner.update(single.dist).returncode == 2
    assert (disk / "copy" / "current").read_bytes() == b"a page of somebody's"


def test_missing_programs(single: Publisher, disk: Path) -> None:
    tools = disk / "bin"
    tools.mkdir()
    for name in ("dash", "sed", "cat", "zstd", "sha256sum", "tar", "flock", "od", "awk"):
        (tools / name).symlink_to(str(shutil.which(name)))
    command = ["dash", SCRIPT, "-k", str(single.key)]
    for source, names in ((str(single.dist), " minisign"), ("http://127.0.0.1/", " curl minisign")):
        done = subprocess.run(
            [*command, source, str(disk / "copy")],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": str(tools)},
        )
        assert done.returncode == 2
        assert f"not installed:{names} (" in done.stderr


def test_help_and_style() -> None:
    done = subprocess.run(["dash", SCRIPT, "-h"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Usage: update.sh [-k KEY]" in done.stdout
    assert "4 another run" in done.stdout
    assert subprocess.run(["dash", SCRIPT], capture_output=True, check=False).returncode == 2
    checked = subprocess.run(
        ["shellcheck", "-x", SCRIPT, str(ROOT / "tools/release.sh")],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert checked.stdout == b""


def _refused(
    partner: Partner, status: int, needle: str, source: str | Path, *options: str, key: bool = True
) -> None:
    """Hold a run to its status, to one line that says why, and to leaving everything as it was."""
    served = partner.served
    before = partner.left()
    done = partner.update(source, *options, key=key)
    assert done.returncode == status, done.stderr
    assert needle in done.stderr
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    assert len(lines) == 1, done.stderr
    assert partner.served == served
    made = {"releases", "state", "state/download", "state/lock"}
    left = {
        path for path in partner.left() if not path.startswith("state/download/")
    }  # it need not come again
    assert left - made <= set(before) - made


GOOD_NAMES = (
    "index.html",
    "pt/semana 1/página.html",
    "ar/الأسبوع.html",
    ".well-known/security.txt",
    "a.b.c/console.log",
    "com10/x",
    "a+b,c=d~(e)@f'g#h&i%20;!",
    "x" * 100,
    "y" * 100 + "/" + "z" * 49,
)
BAD_NAMES = (
    ("/etc/passwd",),
    ("../up.html",),
    ("a/../../up.html",),
    ("a//b.html",),
    ("./a.html",),
    ("a/.",),
    ("a\\b.html",),
    ("C:x.html",),
    ('say"it".html',),
    ("what?.html",),
    ("a\tb.html",),
    ("a\nb.html",),
    ("a\x7f.html",),
    ("con",),
    ("a/NUL.html",),
    ("lpt1.tar.gz",),
    ("aux .html",),
    ("com¹.html",),
    ("ends./a.html",),
    ("ends ",),
    ("-rf",),
    ("a/-o.html",),
    ("y" * 90 + "/" + "z" * 60,),
    ("Index.html", "index.html"),
    ("A/b.html", "a/c.html"),
    ("a", "a/b.html"),
    ("twice.html", "twice.html"),
)
BEYOND_A_TAR = (("",), ("x" * 101,), ("a/" + "x" * 101,), ("\udce9.html",))
BEYOND_A_SHELL = (("École.html", "école.html"), ("e\u0301.html",), ("\x85.html",))
"""Names that only Python can tell to be wrong: those who make a release see to it that there are none."""


def test_names() -> None:
    assert list(archive_names.faults(GOOD_NAMES)) == []
    for names in (*BAD_NAMES, *BEYOND_A_TAR, *BEYOND_A_SHELL):
        assert len(list(archive_names.faults(names))) == 1, names


@once_each
def test_names_that_every_system_can_keep(disk: Path, way: str) -> None:
    publisher = Publisher(disk / "publisher")
    publisher.write({name: name.encode() for name in GOOD_NAMES})
    publisher.release(versions(1)[0])
    partner = Partner(publisher, disk / "copy", way)
    assert partner.update(publisher.dist).returncode == 0
    assert partner.served == versions(1)[0]


@once_each
def test_names_that_some_system_cannot_keep(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    assert partner.update(single.dist).returncode == 0
    bad = BAD_NAMES if way != "python" else (*BAD_NAMES, *BEYOND_A_SHELL)
    for number, names in enumerate(bad, 2):
        version = f"{versions(1)[0]}.{number}"
        single.publish(version, _archive([(_plain(name), b"x") for name in names]))
        _refused(partner, 3, "tell the publisher", single.dist)
        shutil.rmtree(single.dist / version)


def _strange_archives() -> dict[str, bytes]:
    """Return archives that hold what a release's does not, each with sums that fit as well as they can."""
    link = tarfile.TarInfo("link.html")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("hard.html")
    hard.type, hard.linkname = tarfile.LNKTYPE, "index.html"
    device = tarfile.TarInfo("device")
    device.type, device.devmajor, device.devminor = tarfile.CHRTYPE, 1, 3
    pipe = tarfile.TarInfo("pipe")
    pipe.type = tarfile.FIFOTYPE
    folder = tarfile.TarInfo("folder")
    folder.type = tarfile.DIRTYPE
    plain = (_plain("index.html"), b"x")
    pax = tarfile.TarInfo("pax.html")
    pax.pax_headers = {"path": "../../other.html"}
    good = _archive([plain])
    alone = io.BytesIO()
    with tarfile.open(fileobj=alone, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        tar.addfile(_plain("index.html"), io.BytesIO(b""))
    return {
        **{info.name: _archive([plain, (info, b"")]) for info in (link, hard, device, pipe, folder)},
        "a header of another kind": _archive([plain, (pax, b"")], form=tarfile.PAX_FORMAT),
        "an older kind of tar": _archive([plain], form=tarfile.GNU_FORMAT),
        "no sums": alone.getvalue(),
        "a file that is not listed": _archive([plain, (_plain("more.html"), b"")], unlisted={"more.html"}),
        "a file that is listed and not there": _archive([plain], listed={"gone.html": "0" * 64}),
        "another file than listed": _archive([plain], listed={"index.html": "0" * 64}),
        "sums that are none": _archive([plain], text=b"hello\n"),
        "a second archive behind": good + good,
        "cut off": good[:700],
        "nothing": bytes(512),
        "no tar": gzip.compress(good, mtime=0),
    }


@once_each
def test_strange_archives(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    assert partner.update(single.dist).returncode == 0
    for number, (name, archive) in enumerate(_strange_archives().items(), 2):
        version = f"{versions(1)[0]}.{number}"
        single.publish(version, archive)
        done = partner.update(single.dist)
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), (name, done.stderr)
        assert partner.served == versions(1)[0], name
        shutil.rmtree(single.dist / version)


def _plain(name: str) -> tarfile.TarInfo:
    return tarfile.TarInfo(name)


def _archive(
    members: list[tuple[tarfile.TarInfo, bytes]],
    *,
    listed: dict[str, str] | None = None,
    unlisted: frozenset[str] | set[str] = frozenset(),
    text: bytes = b"",
    form: int = tarfile.USTAR_FORMAT,
) -> bytes:
    sums = {
        info.name: hashlib.sha256(data).hexdigest() for info, data in members if info.name not in unlisted
    }
    lines = text or listing({**sums, **(listed or {})})
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form, encoding="utf-8") as tar:
        for info, data in sorted(
            [*members, (_plain("SHA256SUMS"), lines)], key=lambda member: member[0].name
        ):
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


@once_each
def test_bombs(single: Publisher, disk: Path, way: str) -> None:
    partner = Partner(single, disk / "copy", way)
    assert partner.update(single.dist).returncode == 0
    version = f"{versions(1)[0]}.2"
    single.publish(version, bytes(100_000_000), size=20_000)
    started = time.monotonic()
    done = partner.update(single.dist, limit=200)
    assert done.returncode == 3, done.stderr  # and not 1: it has not written more than is signed
    assert partner.served == versions(1)[0]
    assert time.monotonic() - started < 20
    version = f"{versions(1)[0]}.3"
    single.publish(version, bytes(1024), size=999_999_999_999)
    _refused(partner, 1, "make room", single.dist)
    version = f"{versions(1)[0]}.4"
    single.publish(version, bytes(1536), tar="0" * 64)
    assert partner.update(single.dist).returncode == 3
    version = f"{versions(1)[0]}.5"
    single.publish(version, single.tars[versions(1)[0]].read_bytes() * 2, size=1)
    (single.dist / version / "course.tar.zst").write_bytes(os.urandom(3_000_000))
    done = partner.update(single.dist)
    assert done.returncode == 3
    assert "larger than it may be" in done.stderr
    assert partner.served == versions(1)[0]


@once_each
def test_difference_for_another_base(publisher: Publisher, disk: Path, way: str) -> None:
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "copy", way)
    publisher.offer(names[0])
    assert partner.update(publisher.dist).returncode == 0
    source = disk / "dist"
    shutil.copytree(publisher.dist, source)
    folder = source / names[3]
    base, other = (
        hashlib.sha256(publisher.tars[name].read_bytes()).hexdigest() for name in (names[0], names[2])
    )
    shutil.copy(folder / "from" / f"{other}.zst", folder / "from" / f"{base}.zst")
    comment = (folder / "SHA256SUMS.minisig").read_text(encoding="utf-8").splitlines()[2]
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    digests = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    digests[f"from/{base}.zst"] = digests[f"from/{other}.zst"]
    (folder / "SHA256SUMS").write_bytes(listing(digests))
    publisher.sign(folder, comment.removeprefix("trusted comment: "))
    (source / "latest.txt").write_text(names[3], encoding="ascii")

    done = partner.update(source)

    assert done.returncode == 0, done.stderr
    assert "all of it is fetched" in done.stderr
    assert partner.served == names[3]
