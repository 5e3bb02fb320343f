"""Results of pure work: recalled where they are known, made side by side where several are missing."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import threading
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar, cast

from mkdocs_course.cache.keys import code, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

    from mkdocs_course.cache.store import Store

T = TypeVar("T")
R = TypeVar("R")
MOST = 8
"""Processes at once, whatever the machine has: each holds memory of its own."""
FEWEST = 4
"""Pieces of work below which no other process is worth its start."""
_RAW, _JSON = b"\0", b"\1"


def processors() -> int:
    """Return how many processors this process may use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, MOST)


class Results:
    """Results by the digests of all that they follow from. They are bytes or values of JSON.

    Without a store they last as long as this object.
    """

    def __init__(self, store: Store | None = None, processes: int = 1) -> None:
        self.store = store
        self.processes = processes
        self.watch: Callable[[int, int], None] = lambda *_: None
        """Hears how many pieces of work were begun, and of how many, while they are done ahead."""
        self.made: dict[str, bytes] = {}
        """What is not yet in the store."""
        self.used: set[str] = set()

    def key(self, *parts: object) -> str:
        """Return the key of a result; the first part names the kind of work, the others are what it works on.

        Raises:
            UnkeyableError: if no digest can be taken of a part.
        """
        return digest(code(), *parts)

    def __contains__(self, key: str) -> bool:
        """Whether a result is known."""
        known = key in self.made or (self.store is not None and key in self.store)
        if known:
            self.used.add(key)
        return known

    def recall(self, key: str, make: Callable[[], R], *, worth: Callable[[R], bool] | None = None) -> R:
        """Return a result: the known one, else the one that is made now, and kept if it is worth it."""
        kept = self.made.get(key) or (self.store.get(key) if self.store else None)
        if kept is not None:
            with suppress(ValueError, zlib.error):  # kept by something else
                result = cast("R", _read(kept))
                self.used.add(key)
                return result
        result = make()
        if worth is None or worth(result):
            self.made[key] = _written(result)
        return result

    def ahead(self, work: Callable[[T], object], items: Iterable[T]) -> None:
        """Do work on each item, in several processes where there can be; what it recalls is known from then on.

        Work that fails is left for later, when it is done where its failure is told.
        """
        waiting = list(items)
        count = min(self.processes, len(waiting) // FEWEST + 1)
        # A fork of a process with threads could wait for ever for what one of them holds.
        alone = (
            count < 2 or threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods()
        )
        turn = None if alone else _turn()
        if turn is None:
            _each(work, enumerate(waiting), self._begun(waiting))
            return
        context = multiprocessing.get_context("fork")
        helpers = []
        for _ in range(count - 1):
            here, there = context.Pipe(duplex=False)
            helper = context.Process(target=self._help, args=(there, work, waiting, turn), daemon=True)
            helper.start()
            there.close()
            helpers.append((helper, here))
        _each(work, _taken(waiting, turn), self._begun(waiting))
        for helper, here in helpers:
            with suppress(EOFError, OSError), here:  # a helper that was killed has made nothing
                made, used = here.recv()
                self.made |= made
                self.used |= used
            helper.join()

    def flush(self) -> None:
        """Put into the store what was made."""
        if self.store and (self.made or self.used):
            self.store.put(self.made, self.used - self.made.keys())
            if not self.store.given_up:
                self.made.clear()
            self.used.clear()

    def _begun(self, items: Sequence[object]) -> Callable[[int], None]:
        return lambda number: self.watch(number + 1, len(items))

    def _help(
        self, answer: Connection, work: Callable[[T], object], items: Sequence[T], turn: Synchronized[int]
    ) -> None:
        """Work in a process of its own, and send what was made."""
        gc.freeze()  # what both hold stays one in memory
        before = set(self.made)
        with suppress(KeyboardInterrupt), answer:
            _each(work, _taken(items, turn))
            answer.send(({key: self.made[key] for key in self.made.keys() - before}, self.used))


def _turn() -> Synchronized[int] | None:
    """Return the number of the next piece of work, one for all processes; None where the system has no such thing."""
    with suppress(ImportError, OSError):
        return cast("Synchronized[int]", multiprocessing.get_context("fork").Value("q", 0))
    return None


def _taken(items: Sequence[T], turn: Synchronized[int]) -> Iterator[tuple[int, T]]:
    """Take one item after the other, with its number; no two processes take the same."""
    while True:
        with turn.get_lock():
            number = turn.value
            turn.value = number + 1
        if number >= len(items):
            return
        yield number, items[number]


def _each(
    work: Callable[[T], object],
    items: Iterable[tuple[int, T]],
    begun: Callable[[int], None] = lambda _: None,
) -> None:
    for number, item in items:
        begun(number)
        with suppress(Exception):
            work(item)


def _written(result: object) -> bytes:
    if isinstance(result, bytes):
        return _RAW + result
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    return _JSON + zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _read(kept: bytes) -> object:
    if kept[:1] == _RAW:
        return kept[1:]
    return json.loads(zlib.decompress(kept[1:]).decode("utf-8", "surrogatepass"))
