"""What a long piece of work is at, and the seconds that each of its phases took."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Phases:
    """The phases of a piece of work, one after the other; one may come again.

    Args:
        tell: hears the name of the phase, and how much of it is done and to be done (0 where that is not counted).
        clock: seconds that only grow.
    """

    def __init__(
        self,
        tell: Callable[[str, int, int], None] = lambda *_: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._tell, self._clock = tell, clock
        self._seconds: dict[str, float] = defaultdict(float)
        self._name, self._since = "", clock()

    def begin(self, name: str) -> None:
        """Begin a phase, and end the one before."""
        self.end()
        self._name = name
        self._tell(name, 0, 0)

    def turn(self, done: int, all_: int) -> None:
        """Say how far the phase has come."""
        self._tell(self._name, done, all_)

    def end(self) -> None:
        """End the phase."""
        now = self._clock()
        if self._name:
            self._seconds[self._name] += now - self._since
        self._name, self._since = "", now

    @property
    def seconds(self) -> Mapping[str, float]:
        """What each phase took, in the order in which they first came."""
        return dict(self._seconds)
