"""The store of results: whatever happens to its file, nothing wrong comes out of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mkdocs_course.cache.store import Store

VALUES = {f"key {number}": os.urandom(3_000) for number in range(40)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Fill a store."""
    place = tmp_path / "cache" / "results.sqlite"
    store = Store(place)
    store.put(VALUES, ())
    store.close()
    return place


def read(store: Store) -> dict[str, bytes | None]:
    return {key: store.get(key) for key in VALUES}


def test_values_come_back(path: Path) -> None:
    store = Store(path)
    assert read(store) == VALUES
    assert "key 7" in store
    assert "another" not in store
    assert store.get("another") is None


@pytest.mark.parametrize("size", [0, 1, 99, 4_096, 30_000, 100_001])
def test_a_truncated_file_gives_whole_values_or_none(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    found = read(Store(path))
    assert all(value in {None, VALUES[key]} for key, value in found.items())
    again = Store(path)
    again.put(VALUES, ())
    assert read(Store(path)) == VALUES, again.given_up


def test_a_changed_byte_gives_whole_values_or_none(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole), 997):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        store = Store(path)
        assert all(value in {None, VALUES[key]} for key, value in read(store).items()), at
        store.close()


@pytest.mark.parametrize("content", [b"", b"no database" * 1_000, b"SQLite format 3\0" + bytes(4_000)])
def test_what_is_no_store_is_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    first = Store(path)
    assert set(read(first).values()) == {None}
    Store(path).put(VALUES, ())
    assert read(Store(path)) == VALUES


def test_a_table_of_another_shape_is_replaced(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE result")
        connection.execute("CREATE TABLE result (key TEXT, other TEXT)")
    assert set(read(Store(path)).values()) == {None}
    Store(path).put(VALUES, ())
    assert read(Store(path)) == VALUES


def test_a_folder_in_its_place_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    store = Store(tmp_path / "results")
    store.put(VALUES, ())
    assert store.given_up
    assert set(read(store).values()) == {None}
    assert (tmp_path / "results").is_dir()


def test_a_file_in_the_place_of_its_folder_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("mine", encoding="utf-8")
    store = Store(tmp_path / "cache" / "results")
    store.put(VALUES, ())
    assert set(read(store).values()) == {None}
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "mine"


def test_the_least_used_values_go_first(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE result SET used = 1")
    store = Store(path, largest=100_000)
    store.put({"new": bytes(20_000)}, [f"key {number}" for number in range(10)])
    kept = {key for key in [*VALUES, "new"] if key in store}
    assert {"new", *(f"key {number}" for number in range(10))} <= kept
    assert sum(len(store.get(key) or b"") for key in kept) <= 100_000


def test_many_builds_write_at_once(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mkdocs_course.cache.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for turn in range(20):\n"
        "    store.put({f'{sys.argv[2]} {turn}': bytes(1_000), 'shared': sys.argv[2].encode() * 100}, ())\n"
        "sys.exit(bool(store.given_up))"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    store = Store(path)
    assert read(store) == VALUES
    assert all(f"{number} {turn}" in store for number in range(4) for turn in range(20))
    assert store.get("shared") in {str(number).encode() * 100 for number in range(4)}


def test_an_unwritable_file_is_read_all_the_same() -> None:
    code = (
        "import os, sys; from pathlib import Path; from mkdocs_course.cache.store import Store\n"
        "os.geteuid() or os.seteuid(65_534)\n"  # the rights of files do not bind root
        "store = Store(Path(sys.argv[1]))\n"
        "assert store.get('key 1')\n"
        "store.put({'new': b'1'}, ['key 1'])\n"
        "assert store.given_up\n"
        "assert store.get('new') is None\n"
    )
    with TemporaryDirectory() as name:  # where others may look, too
        path = Path(name) / "results"
        store = Store(path)
        store.put(VALUES, ())
        store.close()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
        )
        path.parent.chmod(0o755)
    assert done.returncode == 0, done.stderr
