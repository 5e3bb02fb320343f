"""Where a mirror takes a release from: a folder, or an address below which a web server has it."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mkdocs_course.release.tree import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from http.client import HTTPResponse

SECONDS = 60
"""How long a server may be silent."""


class UnreachableError(Exception):
    """A file could not be had, or not all of it. Its text says from where, why, and what to do."""


class TooLargeError(Exception):
    """A file is larger than it may be. Its text says which."""


class Source(Protocol):
    """A place where releases lie. As text, it is its path or its address."""

    def opened(self, name: str, start: int) -> AbstractContextManager[tuple[int, Iterator[bytes]]]:
        """Open a file; give the byte that reading begins with, `start` or 0, and what follows.

        Raises:
            UnreachableError: if it cannot be had; also while reading.
        """
        ...


@dataclass(frozen=True)
class Folder:
    """A folder, as on a USB stick."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @contextmanager
    def opened(self, name: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Open a file, as `Source` says."""
        path = self.path / name
        if not path.is_file():
            raise UnreachableError(f"{name} is not in {self}; name the folder that holds latest.txt")
        try:
            file = path.open("rb")
        except OSError as error:
            raise self._unreadable(name, error) from None
        with file:
            file.seek(start)
            yield start, self._read(name, file.read)

    def _read(self, name: str, read: Callable[[int], bytes]) -> Iterator[bytes]:
        try:
            while data := read(CHUNK):
                yield data
        except OSError as error:
            raise self._unreadable(name, error) from None

    def _unreadable(self, name: str, error: OSError) -> UnreachableError:
        return UnreachableError(
            f"{self.path / name}: cannot be read ({error.strerror}); is the disk damaged?"
        )


@dataclass(frozen=True)
class Address:
    """An address of a web server, without a slash at its end."""

    url: str

    def __str__(self) -> str:
        return self.url

    @contextmanager
    def opened(self, name: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Open a file, as `Source` says."""
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        try:
            request = urllib.request.Request(f"{self.url}/{name}", headers=headers)  # noqa: S310 # `source` lets http in
            answer = urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310
        except urllib.error.HTTPError as error:
            with error:
                if start and error.code == 416:
                    yield 0, iter(())
                    raise self._broken(name, "it is shorter than what is here") from None
            raise self._broken(name, f"the server says {error.code} {error.reason}") from None
        except (OSError, HTTPException, ValueError) as error:  # ValueError: what is no address
            raise self._broken(name, str(getattr(error, "reason", error))) from None
        with answer:
            partly = re.match(rf"bytes {start}-", answer.headers.get("Content-Range") or "")
            yield start if answer.status == 206 and partly else 0, self._read(name, answer)

    def _read(self, name: str, answer: HTTPResponse) -> Iterator[bytes]:
        try:
            while data := answer.read1(CHUNK):
                yield data
        except (OSError, HTTPException) as error:
            raise self._broken(name, str(error) or type(error).__name__) from None
        if answer.length:
            raise self._broken(name, "the connection broke off")

    def _broken(self, name: str, reason: str) -> UnreachableError:
        return UnreachableError(
            f"{name} could not be fetched from {self} ({reason}); "
            "check the address and the connection, and run this again"
        )


def source(text: str) -> Source:
    """Return the source that an address or a path names.

    Raises:
        UnreachableError: if it is neither a folder nor an address that begins with https, http or file.
    """
    scheme, _, rest = text.partition("://")
    if rest and scheme.lower() in {"http", "https"}:
        return Address(text.removesuffix("/"))
    path = Path(text)
    if rest and scheme.lower() == "file":
        path = Path(urllib.request.url2pathname(rest[rest.find("/") :]))
    if not path.is_dir():
        raise UnreachableError(
            f"{text}: there is no such folder; name the one that holds latest.txt, or an address (https://…)"
        )
    return Folder(path.absolute())


def small(place: Source, name: str, limit: int, progress: Callable[[int], None]) -> bytes:
    """Return a small file of a source, and tell `progress` how many bytes came.

    Raises:
        UnreachableError: if it cannot be had.
        TooLargeError: if it is larger than `limit` bytes.
    """
    found = b""
    with place.opened(name, 0) as (_, pieces):
        for piece in pieces:
            found += piece
            if len(found) > limit:
                raise TooLargeError(f"{name} at {place} is larger than it may be; tell the publisher")
    progress(len(found))
    return found


def extend(place: Source, name: str, limit: int, path: Path, progress: Callable[[int], None]) -> None:
    """Add to a file what it lacks of one of a source, and tell `progress` how many bytes came, each time some do.

    Raises:
        UnreachableError: if it cannot be had; what came of it is kept.
        TooLargeError: if it is larger than `limit` bytes.
        OSError: if it cannot be written.
    """
    begun = path.stat().st_size if path.exists() else 0
    with place.opened(name, begun if begun <= limit else 0) as (start, pieces), path.open("ab") as file:
        file.truncate(start)
        have = start
        for piece in pieces:
            have += len(piece)
            if have > limit:
                file.truncate(0)
                raise TooLargeError(f"{name} at {place} is larger than it may be; tell the publisher")
            file.write(piece)
            file.flush()
            progress(len(piece))
