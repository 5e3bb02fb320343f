"""An update, step by step, in this process: what it fetches, what it refuses, and what it says."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.mirror.copy_folder import CopyFolder
from mkdocs_course.mirror.source import Folder, UnreachableError
from mkdocs_course.mirror.update import (
    SLACK,
    TRIES,
    KeylessError,
    Outcome,
    RefusedError,
    UnfinishedError,
    Update,
    expand,
)
from mkdocs_course.release import tree
from mkdocs_course.release.seal import SIGNATURE, SUMS
from tests.press import DAY, FILES, Press, packed, sha256, tar_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.mirror.source import Source

OLD, NEW = "2026-11-23", "2026-11-24"
OLD_TAR = tar_of({**FILES, "film.webm": os.urandom(30_000)})
NEW_TAR = tar_of({**FILES, "index.html": b"another page"})


@dataclass
class Partner:
    """A copy in a folder, and what its updates said."""

    press: Press
    root: Path
    said: list[str] = field(default_factory=list)
    came: list[int] = field(default_factory=list)

    @property
    def copy(self) -> CopyFolder:
        return CopyFolder(self.root)

    def update(
        self,
        *,
        key: str | None = None,
        today: date = DAY,
        trust_clock: bool = True,
        place: Source | None = None,
    ) -> Outcome:
        own = self.press.key if key is None else key
        say, progress = self.said.append, self.came.append
        source = place or Folder(self.press.dist)
        return Update(source, self.copy, own, today, trust_clock, say, progress).run()

    def refused(self, **more: object) -> str:
        """Update in vain; return what was said, and see that what was served still is."""
        before = self.files
        with pytest.raises((RefusedError, KeylessError, UnfinishedError)) as caught:
            self.update(**more)  # type: ignore[arg-type]
        assert self.files == before
        return str(caught.value)

    @property
    def files(self) -> dict[str, bytes]:
        found = self.root / "current"
        return {
            path.relative_to(found).as_posix(): path.read_bytes()
            for path in found.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press = Press(tmp_path / "dist")
    press.publish(OLD, OLD_TAR)
    return press


@pytest.fixture
def partner(press: Press, tmp_path: Path) -> Partner:
    return Partner(press, tmp_path / "copy")


def sizes(folder: Path, *names: str) -> int:
    return sum((folder / name).stat().st_size for name in names)


def heads(press: Press, version: str) -> int:
    """Return the bytes that each update fetches first."""
    return sizes(press.dist, "latest.txt") + sizes(press.dist / version, SUMS, SIGNATURE)


def test_the_first_update_fetches_the_archive_and_serves_what_it_holds(
    press: Press, partner: Partner
) -> None:
    done = partner.update()
    assert (done.changed, done.seal) == (True, press.seal(OLD, OLD_TAR))
    assert done.moved == heads(press, OLD) + sizes(press.dist / OLD, "course.tar.zst") == sum(partner.came)
    assert {name: raw for name, raw in partner.files.items() if name not in {SUMS, "film.webm"}} == FILES
    for name, raw in partner.files.items():
        assert (partner.root / "current" / name).stat().st_mtime == tree.moment(sha256(raw))
    assert partner.copy.pinned() == press.key
    assert partner.said == []


def test_what_is_served_already_is_not_fetched_again(press: Press, partner: Partner) -> None:
    partner.update()
    done = partner.update(key="")
    assert (done.changed, done.seal, done.moved) == (False, press.seal(OLD, OLD_TAR), len(f"{OLD}\n"))
    assert partner.said == []


def test_a_newer_release_comes_by_its_difference(press: Press, partner: Partner) -> None:
    partner.update()
    press.publish(NEW, NEW_TAR)
    done = partner.update()
    assert (done.changed, done.seal.version) == (True, NEW)
    assert done.moved == heads(press, NEW) + sizes(press.dist / NEW, f"from/{sha256(OLD_TAR)}.zst")
    assert partner.files["index.html"] == b"another page"
    assert sorted(path.name for path in (partner.root / "state").iterdir()) == [
        NEW,
        "download",
        "key",
        "lock",
    ]
    assert not list((partner.root / "state" / "download").iterdir())


def test_the_same_site_released_again_is_not_fetched(press: Press, partner: Partner) -> None:
    partner.update()
    press.publish(NEW, OLD_TAR)
    done = partner.update()
    assert (done.changed, done.seal.version, done.moved) == (True, NEW, heads(press, NEW))


@pytest.mark.parametrize(
    "raw", [b"", b"no archive", packed(OLD_TAR, OLD_TAR)], ids=["nothing", "no archive", "nothing new"]
)
def test_a_difference_that_is_no_use_is_followed_by_the_whole(
    press: Press, partner: Partner, raw: bytes
) -> None:
    partner.update()
    press.publish(NEW, NEW_TAR, files={f"from/{sha256(OLD_TAR)}.zst": raw})
    done = partner.update()
    assert done.moved == heads(press, NEW) + len(raw) + sizes(press.dist / NEW, "course.tar.zst")
    assert partner.said == ["the difference to the release that is here cannot be used; all of it is fetched"]


def test_a_difference_that_is_missing_or_damaged_is_followed_by_the_whole(
    press: Press, partner: Partner
) -> None:
    partner.update()
    delta = press.publish(NEW, NEW_TAR) / f"from/{sha256(OLD_TAR)}.zst"
    delta.write_bytes(delta.read_bytes()[:-1] + b"x")
    assert partner.update().changed
    newest = "2026-11-24.2"
    (press.publish(newest, OLD_TAR) / f"from/{sha256(NEW_TAR)}.zst").unlink()
    assert partner.update().seal.version == newest
    assert (
        partner.said
        == ["the difference to the release that is here cannot be used; all of it is fetched"] * 2
    )


def test_keys(partner: Partner, tmp_path: Path) -> None:
    assert partner.refused(key="") == (
        "no key: give the publisher's with --key; ask for it by another way than the one the release comes by"
    )
    other = Press(tmp_path / "other")
    assert partner.refused(key=other.key) == (
        "the release is signed with another key. Ask the publisher whether the key has changed; "
        "if not, somebody else has signed it: do not use it"
    )
    partner.update()
    assert partner.refused(key=other.key) == (
        "the key is not the one that this copy knows. If the publisher says that it has changed, "
        f"remove {partner.copy.key} and run this again; if not, do not use it"
    )


def test_what_is_no_version_is_refused(press: Press, partner: Partner) -> None:
    latest = press.dist / "latest.txt"
    latest.write_bytes(b"<html>")
    assert partner.refused() == f"latest.txt at {press.dist} names no release; check the address"
    latest.write_bytes(b"\xff")
    assert partner.refused() == f"latest.txt at {press.dist} names no release; check the address"
    latest.write_bytes(b" " * 54 + OLD.encode())
    assert partner.update().changed
    latest.write_bytes(b" " * 55 + OLD.encode())
    assert partner.refused() == f"latest.txt at {press.dist} is larger than it may be; tell the publisher"


def test_older_releases_are_refused(press: Press, partner: Partner) -> None:
    press.publish(NEW, NEW_TAR)
    partner.update()
    (press.dist / "latest.txt").write_text(OLD, encoding="ascii")
    assert partner.refused() == (
        f"{press.dist} offers {OLD}, which is older than {NEW}, the one served; it is behind, or a replay of old files"
    )


def test_another_release_in_the_place_of_the_newest_is_refused(press: Press, partner: Partner) -> None:
    (press.dist / OLD).rename(press.dist / NEW)
    (press.dist / "latest.txt").write_text(NEW, encoding="ascii")
    assert partner.refused() == (
        f"{press.dist} offers {NEW}, and what lies there is {OLD}; try another source"
    )


def test_releases_of_the_future(partner: Partner) -> None:
    problem = "the release is of 2026-11-23 and the clock of this machine says 2026-11-21"
    assert partner.refused(today=date(2026, 11, 21)) == (
        f"{problem}; set the clock, or say --no-clock if this machine has none"
    )
    assert partner.update(today=date(2026, 11, 21), trust_clock=False).changed
    assert partner.said == [f"{problem}; as --no-clock was said, it is taken all the same"]


def test_a_clock_may_be_a_day_behind(partner: Partner) -> None:
    assert partner.update(today=date(2026, 11, 22)).changed
    assert partner.said == []


def test_a_release_that_is_no_longer_good_is_taken_with_a_word(partner: Partner) -> None:
    good_until = date(2026, 11, 23) + timedelta(days=366)
    partner.update(today=good_until)
    assert partner.said == []
    partner.update(today=good_until + timedelta(days=1))
    word = (
        f"{OLD} was good until {good_until}: the dates of sessions in it are past, "
        "or the source is no longer kept up; ask the publisher for a newer release"
    )
    assert partner.said == [word]
    partner.root = partner.root.with_name("other")
    partner.update(today=good_until + timedelta(days=1))
    assert partner.said == [word, word]


@pytest.mark.parametrize("harm", ["altered", "gone", "more", "sums", "tar", "signature"])
def test_a_copy_that_was_damaged_is_made_anew(press: Press, partner: Partner, harm: str) -> None:
    partner.update()
    before, served = partner.files, partner.root / "current"
    state = partner.root / "state" / OLD
    match harm:
        case "altered":
            (served / "index.html").write_bytes(b"a pagE")
        case "gone":
            (served / "index.html").unlink()
        case "more":
            (served / "virus.exe").write_bytes(b"")
        case "sums":
            (served / SUMS).write_bytes((served / SUMS).read_bytes() + b"0" * 64 + b"  more.html\n")
        case "tar":
            (state / "course.tar").write_bytes(NEW_TAR)
        case "signature":
            (state / SIGNATURE).unlink()
    done = partner.update()
    assert (done.changed, partner.files) == (True, before)
    assert partner.said == ["what is served is damaged, or was not made by this program; it is made anew"]
    fetched = sizes(press.dist / OLD, "course.tar.zst") if harm == "tar" else 0
    assert done.moved == heads(press, OLD) + fetched
    assert not partner.update().changed


def test_releases_whose_publisher_erred_are_refused(press: Press, partner: Partner) -> None:
    partner.update()
    press.publish(NEW, NEW_TAR, files={"course.tar.zst": packed(OLD_TAR), f"from/{sha256(OLD_TAR)}.zst": b""})
    assert partner.refused() == f"course.tar.zst of {NEW} does not hold what was signed; tell the publisher"
    press.publish(NEW, NEW_TAR, files={SUMS: b"0" * 64 + b"  index.html\n"})
    assert partner.refused() == f"the signed {SUMS} of {NEW} lists no course.tar.zst; tell the publisher"
    press.publish(NEW, NEW_TAR, files={SUMS: b"no sums\n"})
    assert partner.refused() == f"{SUMS} has lines that are no sum, two spaces and a name, or a name twice"


def test_a_tar_that_holds_what_it_should_not_is_refused(press: Press, partner: Partner) -> None:
    partner.update()
    press.publish(NEW, tar_of({"aux.html": b""}))
    assert partner.refused() == (
        "the release has a file whose name `aux.html` has a part that names a device on Windows; tell the publisher"
    )
    good = tar_of({"a.html": b"a", "b.html": b"b"})
    at = good.index(b"  a.html\n")
    wrong = good[:at] + b"  c.html\n" + good[at + 9 :]
    press.publish(NEW, wrong)
    assert partner.refused() == (
        f"the release does not hold just the files that its own {SUMS} lists; tell the publisher"
    )
    at = good.rindex(b"b\0\0\0")
    press.publish(NEW, good[:at] + b"B" + good[at + 1 :])
    assert partner.refused() == (
        f"{NEW} does not hold what its own {SUMS} lists: b.html is not as it was listed: it was damaged or altered"
    )


def test_an_archive_that_is_not_the_one_that_was_signed_is_refused(press: Press, partner: Partner) -> None:
    archive = press.dist / OLD / "course.tar.zst"
    archive.write_bytes(archive.read_bytes()[:-1] + b"x")
    assert partner.refused() == (
        f"course.tar.zst at {press.dist} is not the one that was signed: it was damaged; try later, or another source"
    )
    archive.write_bytes(b"x" * (len(OLD_TAR) + SLACK + 1))
    assert (
        partner.refused()
        == f"{OLD}/course.tar.zst at {press.dist} is larger than it may be; tell the publisher"
    )
    archive.unlink()
    assert partner.refused() == (
        f"{OLD}/course.tar.zst is not in {press.dist}; name the folder that holds latest.txt"
    )


def test_a_disk_without_room_is_told_of_before_anything_is_fetched(press: Press, partner: Partner) -> None:
    size = 999_999_999_999
    press.publish(OLD, OLD_TAR, size=size)
    said = partner.refused()
    assert said.startswith("the disk has ")
    assert said.endswith(
        f" kB free, and the update needs {(3 * size + SLACK) // 1024} for a while; make room"
    )
    assert sum(partner.came) == heads(press, OLD)


@dataclass(frozen=True)
class Breaking(Folder):
    """A source whose large files break off after some bytes."""

    each: int = 1000

    @contextmanager
    def opened(self, name: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        with super().opened(name, start) as (at, pieces):
            yield at, self._some(name, pieces)

    def _some(self, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece[: self.each]
            if len(piece) > self.each:
                raise UnreachableError(f"{name} broke off")


def test_a_download_that_breaks_off_is_taken_up_where_it_ended(press: Press, partner: Partner) -> None:
    archive = sizes(press.dist / OLD, "course.tar.zst")
    done = partner.update(place=Breaking(press.dist, each=archive // (TRIES - 1)))
    assert done.moved == heads(press, OLD) + archive


def test_a_download_that_breaks_off_too_often_goes_on_in_the_next_run(press: Press, partner: Partner) -> None:
    archive = sizes(press.dist / OLD, "course.tar.zst")
    each = archive // (2 * TRIES - 1)
    place = Breaking(press.dist, each=each)
    assert partner.refused(place=place) == f"{OLD}/course.tar.zst broke off"
    assert sum(partner.came) == heads(press, OLD) + TRIES * each
    done = partner.update(place=place)
    assert done.moved == heads(press, OLD) + archive - TRIES * each


def test_a_download_that_does_not_get_on_is_given_up(press: Press, partner: Partner) -> None:
    assert partner.refused(place=Breaking(press.dist, each=200)) == f"{OLD}/{SIGNATURE} broke off"
    (partner.root / "state" / "download" / "other").write_bytes(b"x")
    large = Breaking(press.dist, each=heads(press, OLD))
    (press.dist / OLD / "course.tar.zst").write_bytes(b"")
    assert partner.refused(place=large).startswith("course.tar.zst at")


def test_a_download_that_begins_wrong_is_begun_again(press: Press, partner: Partner) -> None:
    digest = sha256((press.dist / OLD / "course.tar.zst").read_bytes())
    download = partner.root / "state" / "download" / digest
    download.parent.mkdir(parents=True)
    download.write_bytes(b"something else")
    archive = sizes(press.dist / OLD, "course.tar.zst")
    assert partner.update().moved == heads(press, OLD) + archive - len(b"something else") + archive


def test_a_file_that_cannot_be_written_is_named(partner: Partner) -> None:
    partner.root.mkdir()
    (partner.root / "releases").write_bytes(b"")
    with pytest.raises(UnfinishedError) as caught:
        partner.update()
    assert str(caught.value) == (
        f"{partner.root / 'releases'}: cannot be written (File exists); "
        "make room, or see to it that it may be written and that no program holds it"
    )


def test_no_more_is_expanded_than_was_signed(press: Press, tmp_path: Path) -> None:
    bomb, to = tmp_path / "bomb.zst", tmp_path / "to"
    bomb.write_bytes(packed(bytes(50_000_000)))
    assert not expand(bomb, to, press.seal(OLD, OLD_TAR))
    assert to.stat().st_size == len(OLD_TAR)
    for cut in (0, 10, 1000):
        bomb.write_bytes(packed(OLD_TAR)[:-cut] if cut else packed(OLD_TAR))
        assert expand(bomb, to, press.seal(OLD, OLD_TAR)) is (cut == 0)
    bomb.write_bytes(packed(OLD_TAR) + b"more")
    assert expand(bomb, to, press.seal(OLD, OLD_TAR))
    bomb.write_bytes(packed(NEW_TAR, OLD_TAR))
    (tmp_path / "old").write_bytes(OLD_TAR)
    assert expand(bomb, to, press.seal(NEW, NEW_TAR), tmp_path / "old")
    assert to.read_bytes() == NEW_TAR
