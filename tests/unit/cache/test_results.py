"""Results: recalled, made side by side, and never wrong for it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from mkdocs_course.cache.results import Results
from mkdocs_course.cache.store import Store


def fail() -> str:
    raise AssertionError("made again")


@pytest.mark.parametrize("result", [b"", b"\0\1", "é\ud800", [1, {"a": None}], {}, 0])
def test_what_was_made_is_recalled_in_the_next_build(tmp_path: Path, result: object) -> None:
    first = Results(Store(tmp_path / "results"))
    key = first.key("kind", "of what")
    assert first.recall(key, lambda: result) == result
    assert first.recall(key, fail) == result
    first.flush()
    second = Results(Store(tmp_path / "results"))
    assert key in second
    assert second.recall(key, fail) == result


def test_what_is_not_worth_it_is_made_each_time() -> None:
    results = Results()
    assert results.recall("key", lambda: "first", worth=lambda _: False) == "first"
    assert results.recall("key", lambda: "second") == "second"
    assert results.recall("key", fail) == "second"


def test_what_something_else_has_kept_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "results")
    store.put({"no JSON": b"\1" + zlib.compress(b"{"), "not compressed": b"\1abc"}, ())
    for key in ("no JSON", "not compressed"):
        assert Results(store).recall(key, lambda: "new") == "new"


SIDE_BY_SIDE = """
import os, sys
from mkdocs_course.cache.results import Results

results = Results(processes=3)
seen = []
results.watch = lambda done, all_: seen.append((done, all_))

def work(number):
    if number == 5:
        raise ValueError(number)
    if number == 7 and os.getpid() != parent:
        os.kill(os.getpid(), 9)  # as a system short of memory does
    results.recall(str(number), lambda: [number, os.getpid()])

parent = os.getpid()
results.ahead(work, range(int(sys.argv[1])))
known = {number: results.recall(str(number), lambda: None, worth=bool) for number in range(int(sys.argv[1]))}
missing = sorted(number for number, result in known.items() if result is None)
assert all(known[number][0] == number for number in known if known[number])
print(len({result[1] for result in known.values() if result}), missing, max(seen, default=None))
"""


def test_many_pieces_are_made_by_several_processes_and_a_fault_is_left_for_later() -> None:
    processes, missing, seen = side_by_side(7)
    assert missing == [5]
    assert re.fullmatch(r"\([1-7], 7\)", seen)  # as much as this process has begun itself
    assert processes <= 2  # 7 pieces are not worth a third process
    processes, missing, _ = side_by_side(300)
    assert processes <= 3
    assert 5 in missing


def side_by_side(pieces: int) -> tuple[int, list[int], str]:
    done = subprocess.run(
        [sys.executable, "-c", SIDE_BY_SIDE, str(pieces)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    count, _, rest = done.stdout.strip().partition(" [")
    missing, _, seen = rest.partition("] ")
    return int(count), [int(number) for number in missing.split(", ") if number], seen


def test_an_interruption_ends_the_helpers_too(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from mkdocs_course.cache.results import Results\n"
        "def work(number):\n"
        "    (Path(sys.argv[1]) / str(os.getpid())).touch()\n"
        "    time.sleep(30)\n"
        "Results(processes=2).ahead(work, range(50))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.DEVNULL)
    while len(list(tmp_path.iterdir())) < 2:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) != 0
    running = [Path("/proc", path.name) for path in tmp_path.iterdir()]
    until = time.monotonic() + 20
    while any(path.exists() for path in running) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(path.exists() for path in running)
