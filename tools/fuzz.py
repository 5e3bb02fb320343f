"""Give damaged files to all readers for some minutes: `make fuzz`, or `make fuzz ARGS='--minutes 1 pages keys'`.

Each round tries some hundreds of files per reader, with another seed. A fault ends the run; the file that made it is
then in .cache/fuzz. See tests/fuzzing.py.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.building import ROOT
from tests.fuzzing import readers

if TYPE_CHECKING:
    from tests.fuzzing import Reader

FOUND = ROOT / ".cache" / "fuzz"
ROUND = 200
"""Files for each reader in a round."""


def main() -> int:
    """Fuzz until the time is over; return 1 if there was a fault."""
    options = argparse.ArgumentParser(description="Give damaged files to the readers.")
    options.add_argument(
        "names", nargs="*", metavar="READER", help=f"{', '.join(readers())}; all if none is named"
    )
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="of the first round")
    chosen = options.parse_args()
    tallies = {
        name: Tally(reader) for name, reader in readers().items() if not chosen.names or name in chosen.names
    }
    begun = time.monotonic()
    for number in count(chosen.seed):
        for name, tally in tallies.items():
            spent = time.monotonic() - begun
            if spent > chosen.minutes * 60:
                _summary(tallies, spent)
                return 0
            tried = sum(each.tried for each in tallies.values())
            sys.stderr.write(f"\r\033[K{spent:.0f} s, {tried} files; seed {number}: {name}")
            tally.round(number)
    return 1


class Tally:
    """How many files a reader was given, and how long it took at most."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.tried = 0
        self.longest = 0.0

    def round(self, number: int) -> None:
        """Try the files of a seed."""
        checks = settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        checks(seed(number)(given(self.reader.files)(self.try_out)))()

    def try_out(self, raw: bytes) -> None:
        """Give a file to the reader."""
        self.tried += 1
        begun = time.monotonic()
        try:
            self.reader.try_out(raw)
        except BaseException:
            FOUND.mkdir(parents=True, exist_ok=True)
            (FOUND / hashlib.sha256(raw).hexdigest()[:8]).write_bytes(raw)
            raise
        self.longest = max(self.longest, time.monotonic() - begun)


def _summary(tallies: dict[str, Tally], spent: float) -> None:
    sys.stderr.write("\r\033[K")
    for name, tally in tallies.items():
        sys.stdout.write(f"{name}: {tally.tried} files, the slowest {tally.longest:.2f} s\n")
    sys.stdout.write(
        f"{sum(tally.tried for tally in tallies.values())} damaged files in {spent:.0f} s, no fault\n"
    )


if __name__ == "__main__":
    sys.exit(main())
