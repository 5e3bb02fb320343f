"""The folder of a copy: what is served, how another release takes its place, and what a killed run leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_course.mirror.copy_folder import BusyError, CopyFolder, ForeignError

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND, THIRD = "2026-11-22", "2026-11-23", "2026-11-24"


@pytest.fixture(params=[True, False], ids=["links", "folders"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> CopyFolder:
    return CopyFolder(tmp_path / "copy", links=request.param)


def serve(copy: CopyFolder, version: str, text: str = "") -> None:
    """Serve a release of one page, which says its version."""
    with copy.work():
        (copy.working / "tree").mkdir()
        (copy.working / "tree" / "index.html").write_text(text or version, encoding="utf-8")
        for name in ("course.tar", "SHA256SUMS", "SHA256SUMS.minisig"):
            (copy.working / name).write_text(f"{name} of {version}", encoding="utf-8")
        copy.serve(version, "the key")


def shown(copy: CopyFolder, name: str = "current") -> str:
    return (copy.root / name / "index.html").read_text(encoding="utf-8")


def lying(copy: CopyFolder) -> list[str]:
    """Return what lies in the folder, but for the files of releases."""
    return sorted(
        path.relative_to(copy.root).as_posix() for depth in ("*", "*/*") for path in copy.root.glob(depth)
        if path.name not in {"index.html", "lock"}
    )  # fmt: skip


def test_nothing_is_served_at_first(copy: CopyFolder) -> None:
    assert (copy.served, copy.served_version, copy.pinned(), copy.tars()) == ("", "", "", [])


def test_releases_take_the_place_of_one_another(copy: CopyFolder) -> None:
    for version in (FIRST, SECOND, THIRD):
        serve(copy, version)
        assert (shown(copy), copy.served, copy.served_version) == (version, version, version)
        assert copy.tars() == [copy.state / version / "course.tar"]
        assert {path.name: path.read_text() for path in (copy.state / version).iterdir()} == {
            name: f"{name} of {version}" for name in ("course.tar", "SHA256SUMS", "SHA256SUMS.minisig")
        }
    assert copy.pinned() == "the key"
    kept = [f"releases/{SECOND}", "state", f"state/{THIRD}", "state/download", "state/key"]
    if copy.links:
        assert (copy.current.readlink().as_posix(), shown(copy, "previous")) == (f"releases/{THIRD}", SECOND)
        assert copy.served_tree == copy.releases / THIRD
        assert lying(copy) == sorted(["current", "previous", "releases", f"releases/{THIRD}", *kept])
    else:
        assert shown(copy, f"releases/{SECOND}") == SECOND
        assert copy.served_tree == copy.current
        assert lying(copy) == sorted(["current", "releases", *kept, "state/served"])


def test_a_release_made_anew_takes_its_own_place(copy: CopyFolder) -> None:
    serve(copy, FIRST)
    serve(copy, SECOND)
    for text in ("again", "and again"):
        serve(copy, SECOND, text)
        assert (shown(copy), copy.served_version) == (text, SECOND)
        if copy.links:
            assert shown(copy, "previous") == FIRST
    assert copy.served == SECOND


def test_what_stood_in_the_way_is_replaced(copy: CopyFolder) -> None:
    for path in (copy.releases / FIRST, copy.state / FIRST, copy.working):
        path.mkdir(parents=True)
        (path / "old").touch()
    serve(copy, FIRST)
    assert [path.name for path in copy.served_tree.iterdir()] == ["index.html"]
    assert not copy.working.exists()


def test_a_copy_may_begin_to_do_without_links_and_go_back_no_more(tmp_path: Path) -> None:
    linked, plain = CopyFolder(tmp_path), CopyFolder(tmp_path, links=False)
    serve(linked, FIRST)
    serve(plain, SECOND)
    assert (shown(linked), linked.current.is_symlink(), linked.served) == (SECOND, False, SECOND)
    serve(linked, THIRD)
    assert (shown(linked), linked.current.is_symlink(), linked.served) == (THIRD, False, THIRD)


def test_only_one_run_works_on_a_copy(copy: CopyFolder) -> None:
    with copy.work(), pytest.raises(BusyError) as caught, CopyFolder(copy.root).work():
        pass
    assert str(caught.value) == f"another run is at work on {copy.root}; wait until it ends"
    with copy.work():
        assert list(copy.working.iterdir()) == []
        (copy.working / "made").touch()
    assert not copy.working.exists()


@pytest.mark.parametrize(
    "to", ["elsewhere", "releases/none", "other/2026-11-24", "releases/2026-11-24/x", "2026-11-24"]
)
def test_a_link_to_something_else_is_left_alone(tmp_path: Path, to: str) -> None:
    copy = CopyFolder(tmp_path)
    copy.current.symlink_to(to)
    with pytest.raises(ForeignError) as caught:
        serve(copy, FIRST)
    assert (
        str(caught.value) == f"{copy.current} is no release of this program: move it away, and run this again"
    )
    assert copy.current.readlink().as_posix() == to


def test_a_folder_of_somebody_else_is_left_alone(copy: CopyFolder) -> None:
    copy.current.mkdir(parents=True)
    (copy.current / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(ForeignError):
        serve(copy, FIRST)
    assert shown(copy) == "mine"


def test_a_folder_without_a_name_is_the_newest_that_is_known(tmp_path: Path) -> None:
    copy = CopyFolder(tmp_path, links=False)
    serve(copy, "2026-11-24.9")
    (copy.state / "served").unlink()
    for version in ("2026-11-24.2", "2026-11-24.10", "not.a.version"):
        (copy.state / version).mkdir()
    assert copy.served == "2026-11-24.10"


def test_only_the_release_before_is_kept(copy: CopyFolder) -> None:
    serve(copy, SECOND)
    for name in (FIRST, "2026-11-21", THIRD, f"{SECOND}+", "2026-11-22.2"):
        (copy.releases / name).mkdir(exist_ok=True)
        (copy.state / name).mkdir(exist_ok=True)
    (copy.releases / "others").mkdir()
    (copy.state / "download" / "x").touch()
    copy.clear_away()
    names = ["2026-11-22.2", "others"] + [SECOND] * copy.links
    assert sorted(path.name for path in copy.releases.iterdir()) == sorted(names)
    assert {path.name for path in copy.state.iterdir()} - {"served"} == {SECOND, "download", "key", "lock"}
    assert not list((copy.state / "download").iterdir())
    assert shown(copy) == SECOND


@pytest.mark.parametrize("done", ["nothing", "first", "both", "link"])
def test_two_renames_that_were_cut_short_are_brought_to_their_end(tmp_path: Path, done: str) -> None:
    copy = CopyFolder(tmp_path, links=done == "link")
    serve(copy, FIRST)
    (copy.releases / SECOND).mkdir()
    (copy.releases / SECOND / "index.html").write_text(SECOND, encoding="utf-8")
    (copy.state / "swap").write_text(f"{SECOND} {FIRST}\n", encoding="ascii")
    if done in {"first", "both"}:
        copy.current.rename(copy.releases / FIRST)
    if done == "both":
        (copy.releases / SECOND).rename(copy.current)
    with copy.work():
        assert (shown(copy), copy.served) == (SECOND, SECOND)
        assert not (copy.state / "swap").exists()
        assert shown(copy, f"releases/{FIRST}") == FIRST


@pytest.mark.parametrize("text", ["", "x", "../../x y", "é\n", "2026-11-24x"])
def test_a_journal_that_names_no_release_is_put_away(tmp_path: Path, text: str) -> None:
    copy = CopyFolder(tmp_path, links=False)
    serve(copy, FIRST)
    (copy.state / "swap").write_text(text, encoding="utf-8")
    with copy.work():
        assert (shown(copy), copy.served) == (FIRST, FIRST)
    assert not (copy.state / "swap").exists()


def test_the_release_before_is_known_by_its_number(copy: CopyFolder) -> None:
    serve(copy, "2026-11-24.11")
    for name in ("2026-11-24.9", "2026-11-24.10"):
        (copy.releases / name).mkdir()
    copy.clear_away()
    assert (copy.releases / "2026-11-24.10").is_dir()
    assert not (copy.releases / "2026-11-24.9").exists()


def test_a_link_needs_no_name_beside_it(tmp_path: Path) -> None:
    copy = CopyFolder(tmp_path)
    copy.state.mkdir()
    (copy.state / "served").write_text(FIRST, encoding="ascii")
    serve(copy, SECOND)
    assert not (copy.state / "served").exists()
    assert not (tmp_path / "previous").is_symlink()


def test_a_key_that_is_none_is_shown_as_it_can_be(copy: CopyFolder) -> None:
    copy.state.mkdir(parents=True)
    copy.key.write_bytes("é\n".encode())
    assert copy.pinned() == "\ufffd\ufffd"


def test_downloads_that_are_not_wanted_any_more_go(copy: CopyFolder) -> None:
    with copy.work():
        for name in ("a", "b"):
            copy.download(name).write_text(name, encoding="ascii")
            assert copy.download(name).read_text(encoding="ascii") == name
        assert [path.name for path in (copy.state / "download").iterdir()] == ["b"]
