"""Copies under fire: what is served is one whole release, whatever happens, and the next run recovers."""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.building import unused_port
from tests.release.publishing import Partner, environment, memory, series
from tests.servers import files, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.release.publishing import Publisher

KILLS = {"dash": 110, "busybox": 90, "python": 16, "folders": 16}
"""How often a run is killed; 200 times for the script."""


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with memory() as folder:
        yield series(folder / "publisher", 8)


@pytest.fixture(scope="module")
def address(publisher: Publisher) -> Iterator[str]:
    with serving(files, publisher.dist, unused_port()) as found:
        yield found


@pytest.fixture(scope="module")
def served(publisher: Publisher) -> Iterator[Callable[[str, Path], None]]:
    """Return what makes a copy that serves a version, each made once by the script."""
    with memory() as folder:

        def make(version: str, target: Path) -> None:
            if not (folder / version).exists():
                publisher.offer(version)
                _timed(Partner(publisher, folder / version, "dash"), str(publisher.dist))
            shutil.copytree(folder / version, target, symlinks=True)

        yield make


@pytest.fixture
def disk() -> Iterator[Path]:
    with memory() as folder:
        yield folder


@pytest.mark.parametrize("way", KILLS)
def test_killed_at_any_moment(publisher: Publisher, address: str, disk: Path, way: str) -> None:
    chance = random.Random(way)  # noqa: S311
    names = list(publisher.manifests)
    source = address if way in {"dash", "python"} else str(publisher.dist)
    partner = Partner(publisher, disk / "copy", way)
    sides: set[bool] = set()  # of the swap, on which a run ended
    killed = 0
    while killed < KILLS[way] or len(sides) < 2:
        length = 0.0
        for version in names[:2]:
            publisher.offer(version)
            length = _timed(partner, source)
        for before, offered in pairwise(names[1:]):
            publisher.offer(offered)
            for _ in range(5):
                killed += _killed(partner, source, chance.uniform(0, 1.2 * length), {before, offered})
                sides.add(partner.served == offered)
                if partner.served == offered:
                    break
            _timed(partner, source)
            assert partner.served == offered
            assert partner.left() == _expected(way, before, offered)
            if killed >= KILLS[way] and len(sides) == 2:
                break
        shutil.rmtree(partner.target)


def _timed(partner: Partner, source: str) -> float:
    begun = time.monotonic()
    done = partner.update(source)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun


def _killed(partner: Partner, source: str, seconds: float, allowed: set[str]) -> bool:
    """Start a run, and kill it with all that it started unless it has ended; look at what is served all the while."""
    process = subprocess.Popen(
        partner.command(source),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment(),
    )
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0 and process.poll() is None:
        if partner.way != "folders":  # where a reader may meet the moment between two renames
            assert partner.served in allowed
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(0.01, left))
    killed = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _all_ended(partner)
    assert partner.served in (allowed | {""} if partner.way == "folders" else allowed)
    return killed


def _all_ended(partner: Partner) -> None:
    """Wait until the last of a run's processes is gone: they hold its lock."""
    with (partner.target / "state" / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def _expected(way: str, before: str, served: str) -> list[str]:
    """Return what a copy holds after a run: what is served, what was before it, and what is known of it."""
    releases = [f"releases/{before}"] if way == "folders" else [f"releases/{before}", f"releases/{served}"]
    state = ["SHA256SUMS", "SHA256SUMS.minisig", "course.tar"]
    return sorted(
        [
            "current",
            "releases",
            "state",
            *releases,
            *(["state/served"] if way == "folders" else ["previous"]),
            f"state/{served}",
            *(f"state/{served}/{name}" for name in state),
            "state/download",
            "state/key",
            "state/lock",
        ]
    )


CORRUPTIONS = 50
AT_SOURCE = ("latest.txt", "{}/SHA256SUMS", "{}/SHA256SUMS.minisig", "{}/course.tar.zst", "{}/from/{}.zst")
AT_HOME = (
    "state/{}/course.tar",
    "state/{}/SHA256SUMS",
    "state/{}/SHA256SUMS.minisig",
    "state/download/{}",
    "state/key",
)


def test_corrupted(publisher: Publisher, served: Callable[[str, Path], None], disk: Path) -> None:
    chance = random.Random(50)  # noqa: S311
    names = list(publisher.manifests)[:5]
    for number in range(CORRUPTIONS):
        before, offered = sorted(chance.sample(names, 2))
        way = chance.choice(["dash", "dash", "busybox", "python"])
        partner = Partner(publisher, disk / f"copy-{number}", way)
        served(before, partner.target)
        publisher.offer(offered)
        source = disk / f"dist-{number}"
        shutil.copytree(publisher.dist / offered, source / offered)
        shutil.copy(publisher.dist / "latest.txt", source)
        base = _sum(publisher.tars[before])
        kind = number % (len(AT_SOURCE) + len(AT_HOME))
        if kind < len(AT_SOURCE):
            victim = source / AT_SOURCE[kind].replace("{}", offered, 1).replace("{}", base)
            other = publisher.dist / AT_SOURCE[kind].replace("{}", before, 1).replace("{}", base)
        else:
            delta = publisher.dist / offered / "from" / f"{base}.zst"
            told = _sum(delta) if "download" in AT_HOME[kind - len(AT_SOURCE)] else before
            victim = partner.target / AT_HOME[kind - len(AT_SOURCE)].replace("{}", told)
            if not victim.exists():
                victim.write_bytes(delta.read_bytes())
            other = publisher.tars[offered]
        how = _corrupt(victim, other, chance)
        said = f"{way}: {victim.relative_to(disk)} {how}"

        done = partner.update(source)

        assert done.returncode in {0, 1, 3}, said + done.stderr
        assert partner.served == (offered if done.returncode == 0 else before), said
        assert done.returncode == 0 or done.stderr.strip(), said
        assert "Traceback" not in done.stderr, done.stderr
        if victim.name == "key":
            victim.unlink(missing_ok=True)
        done = partner.update(publisher.dist)
        assert done.returncode == 0, said + done.stderr
        assert partner.served == offered, said
        shutil.rmtree(partner.target)
        shutil.rmtree(source)


def _corrupt(victim: Path, other: Path, chance: random.Random) -> str:
    """Damage a file in one of five ways; say in which."""
    data = bytearray(victim.read_bytes())
    how = chance.choice(["flipped", "cut off", "emptied", "made longer", "exchanged"])
    match how:
        case "flipped":
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case "cut off":
            del data[chance.randrange(len(data)) :]
        case "emptied":
            data.clear()
        case "made longer":
            data += chance.randbytes(chance.randrange(1, 3000))
        case _:
            data = bytearray(other.read_bytes() if other.exists() else b"another file")
    victim.write_bytes(data)
    return how


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("way", ["dash", "python"])
def test_damaged_where_it_is_served(publisher: Publisher, disk: Path, way: str) -> None:
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "copy", way)
    for version in names[:2]:
        publisher.offer(version)
        _timed(partner, str(publisher.dist))
    served = partner.target / "current"
    for damage in ("an altered page", "a page that is gone", "a page too many", "a link"):
        match damage:
            case "an altered page":
                (served / "index.html").write_bytes(b"something else")
            case "a page that is gone":
                (served / "index.html").unlink()
            case "a page too many":
                (served / "more.html").write_bytes(b"")
            case _:
                (served / "more.html").symlink_to("/etc/passwd")
        done = partner.update(publisher.dist)
        assert done.returncode == 0, done.stderr
        assert "damaged" in done.stderr, damage
        assert partner.served == names[1], damage


REPLAYS = 20


def test_replayed(publisher: Publisher, served: Callable[[str, Path], None], disk: Path) -> None:
    chance = random.Random(20)  # noqa: S311
    names = list(publisher.manifests)
    for number in range(REPLAYS):
        older, now, promised = sorted(chance.sample(names, 3))
        partner = Partner(publisher, disk / f"copy-{number}", chance.choice(["dash", "busybox", "python"]))
        served(now, partner.target)
        source = disk / f"dist-{number}"
        source.mkdir()
        named = older if number % 2 else promised
        shutil.copytree(publisher.dist / older, source / named)
        (source / "latest.txt").write_text(named, encoding="ascii")

        done = partner.update(source)

        assert done.returncode == 3, done.stderr
        assert ("older" if number % 2 else f"what lies there is {older}") in done.stderr
        assert partner.served == now
        publisher.offer(promised)
        _timed(partner, str(publisher.dist))
        assert partner.served == promised
        shutil.rmtree(partner.target)


@pytest.mark.parametrize("way", ["dash", "busybox", "python", "folders"])
def test_files_that_cannot_grow(publisher: Publisher, disk: Path, way: str) -> None:
    """A quota on the length of files, the one that any user may set: writing fails earlier or later in the run."""
    names = list(publisher.manifests)
    partner = Partner(publisher, disk / "copy", way)
    publisher.offer(names[0])
    _timed(partner, str(publisher.dist))
    publisher.offer(names[1])
    tar = publisher.tars[names[1]].stat().st_size // 512
    statuses = set()
    for blocks in (1, 4, 6, tar // 2, tar - 1, tar + 1):
        done = partner.update(publisher.dist, limit=blocks)
        statuses.add(done.returncode)
        assert partner.served == (names[1] if done.returncode == 0 else names[0])
        assert "Traceback" not in done.stderr, done.stderr
    assert statuses == {0, 1}
    _timed(partner, str(publisher.dist))
    assert partner.served == names[1]


@pytest.mark.parametrize("way", ["dash", "busybox", "python", "folders"])
def test_full_disk(publisher: Publisher, tmp_path: Path, way: str) -> None:
    """A disk with too few bytes, then one that takes so many files more and no other: full at each step of a run."""
    names = list(publisher.manifests)
    small = tmp_path / "small"
    small.mkdir()
    script = tmp_path / "script"
    partner = Partner(publisher, small / "copy", way)
    script.write_text(
        f"""
        set -eu
        mount -t tmpfs -o size=64m,nr_inodes=1000 none {small}
        update() {{ "$@" >>{tmp_path}/said 2>&1 && status=0 || status=$?; }}
        offer() {{ echo $1 >{publisher.dist}/latest.txt; }}
        look() {{ echo "$status $(readlink {small}/copy/current || cat {small}/copy/state/served)" >>{tmp_path}/seen
            cp -R {small}/copy/current/. {tmp_path}/seen.$seen; seen=$((seen + 1)); }}
        seen=0
        offer {names[0]}; update "$@"; look
        offer {names[1]}
        used=$(find {small} | wc -l)
        mount -o remount,size=1m {small}; update "$@"; look
        mount -o remount,size=64m {small}
        for more in 0 1 2 3 5 8 13 21 34 43; do
            mount -o remount,nr_inodes=$((used + more)) {small}; update "$@"; look
        done
        mount -o remount,nr_inodes=1000 {small}; update "$@"; look
        umount {small}
        """,
        encoding="utf-8",
    )
    done = subprocess.run(
        [*_may_mount(), "sh", script, *partner.command(publisher.dist)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    seen = [line.split(maxsplit=1) for line in (tmp_path / "seen").read_text(encoding="utf-8").splitlines()]
    for number, (status, name) in enumerate(seen):
        copied = Partner(publisher, tmp_path / f"copied-{number}", way)
        copied.target.mkdir()
        (tmp_path / f"seen.{number}").rename(copied.target / "current")
        expected = names[0] if status != "0" or number == 0 else names[1]
        assert copied.served == expected, (number, status, name)
    statuses = [int(status) for status, _ in seen]
    assert set(statuses) == {0, 1}, (tmp_path / "said").read_text(encoding="utf-8")
    assert statuses[0] == 0
    assert statuses[-1] == 0
    assert "disk" in (tmp_path / "said").read_text(encoding="utf-8")
    assert "Traceback" not in (tmp_path / "said").read_text(encoding="utf-8")


def _may_mount() -> list[str]:
    """Return how a disk is mounted here that nobody else sees."""
    ways = (["unshare", "-m"], ["unshare", "-m", "--map-root-user"], ["sudo", "-n", "unshare", "-m"])
    return next(
        way
        for way in ways
        if shutil.which(way[0])
        and subprocess.run([*way, "true"], check=False, capture_output=True).returncode == 0
    )
