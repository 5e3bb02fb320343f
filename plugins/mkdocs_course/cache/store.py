"""Where results stay from build to build: a file of SQLite, which several builds may use at once.

It is never needed. Whatever is wrong with it, a build goes on without it; a broken file is removed.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

LARGEST = 256_000_000
"""Bytes of values after a build; those that were not used for the longest time go first."""
PATIENCE = 10.0
"""Seconds to wait for another build that is writing."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, sum BLOB, used INTEGER, value BLOB) "
    "WITHOUT ROWID"
)


class Store:
    """A table of values by their keys.

    Each value stands beside its digest, so that one that was damaged is as good as missing. A forked process opens the
    file for itself.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self.path, self.largest = path, largest
        self.given_up = ""
        """Why the file is not used; empty while it is."""
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def get(self, key: str) -> bytes | None:
        """Return a value, or None where there is none that is whole."""
        try:
            row = self._open().execute("SELECT sum, value FROM result WHERE key = ?", (key,)).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return None
        return row[1] if row and row[0] == _sum(row[1]) else None

    def __contains__(self, key: str) -> bool:
        """Whether there is a value, whole or not."""
        try:
            return bool(self._open().execute("SELECT 1 FROM result WHERE key = ?", (key,)).fetchone())
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return False

    def put(self, values: Mapping[str, bytes], used: Collection[str]) -> None:
        """Keep values, note which of the older ones were used, and let the oldest go where there are too many."""
        day = int(time.time()) // 86_400
        try:
            with self._open() as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)",
                    [(key, _sum(value), day, value) for key, value in values.items()],
                )
                connection.executemany(
                    "UPDATE result SET used = ? WHERE key = ? AND used < ?",
                    [(day, key, day) for key in used],
                )
                self._trim(connection)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self.given_up:
            raise sqlite3.OperationalError(self.given_up)
        if self._connection is None or self._process != os.getpid():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection, self._process = sqlite3.connect(self.path, timeout=PATIENCE), os.getpid()
            # Damage after a loss of power is found by the sums, so no write has to reach the disk at once.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(_TABLE)
        return self._connection

    def _trim(self, connection: sqlite3.Connection) -> None:
        (total,) = connection.execute("SELECT total(length(value)) FROM result").fetchone()
        if total <= self.largest:
            return
        with closing(connection.execute("SELECT key, length(value) FROM result ORDER BY used")) as oldest:
            gone = []
            for key, size in oldest:
                if total <= self.largest * 3 // 4:
                    break
                total -= size
                gone.append((key,))
        connection.executemany("DELETE FROM result WHERE key = ?", gone)

    def _give_up(self, error: Exception) -> None:
        """Do without the file from now on; remove it where it is no table of results."""
        if self.given_up:
            return
        self.given_up = str(error)
        with suppress(sqlite3.Error):
            self.close()
        broken = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, _PASSING)
        other_table = isinstance(error, sqlite3.OperationalError) and "column" in str(error)
        if broken or other_table:
            with suppress(OSError):
                self.path.unlink()


_PASSING = (sqlite3.OperationalError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
"""Errors that say nothing of the file: it is locked, may not be written, or the disk is full."""


def _sum(value: bytes) -> bytes:
    return sha256(value).digest()[:16]
