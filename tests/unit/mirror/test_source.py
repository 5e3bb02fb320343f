"""Where releases come from: a folder, and a web server on this machine, good or odd."""

from __future__ import annotations

import gc
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.mirror.source import (
    Address,
    Folder,
    TooLargeError,
    UnreachableError,
    extend,
    small,
    source,
)
from tests.building import unused_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.mirror.source import Source

DATA = bytes(range(256)) * 20


@dataclass
class Server:
    """Answers every request with the same bytes, whatever they are, and keeps what was asked."""

    port: int = 0
    asked: list[bytes] = field(default_factory=list)

    @property
    def place(self) -> Address:
        return Address(f"http://127.0.0.1:{self.port}/dist")


@contextmanager
def answering(*answers: bytes) -> Iterator[Server]:
    """Listen, give one answer to each connection, and close it."""
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]

        def work() -> None:
            for answer in answers:
                connection, _ = listening.accept()
                with connection:
                    asked = b""
                    while not asked.endswith(b"\r\n\r\n") and (data := connection.recv(4096)):
                        asked += data
                    server.asked.append(asked)
                    connection.sendall(answer)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield server
        thread.join(timeout=10)


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""]).encode("latin-1") + body


def whole(body: bytes = DATA) -> bytes:
    return answer("200 OK", f"Content-Length: {len(body)}", body=body)


def rest(start: int, body: bytes = DATA) -> bytes:
    said = f"Content-Range: bytes {start}-{len(body) - 1}/{len(body)}"
    return answer("206 Partial Content", said, f"Content-Length: {len(body) - start}", body=body[start:])


def read(place: Source, name: str = "a/b.zst", start: int = 0) -> tuple[int, bytes]:
    with place.opened(name, start) as (at, pieces):
        return at, b"".join(pieces)


def refused(place: Source, name: str = "a/b.zst", start: int = 0) -> str:
    with pytest.raises(UnreachableError) as caught:
        read(place, name, start)
    return str(caught.value)


def test_a_folder_is_read_from_any_byte(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(DATA)
    place = Folder(tmp_path)
    assert str(place) == str(tmp_path)
    assert read(place, "b") == (0, DATA)
    assert read(place, "b", 1000) == (1000, DATA[1000:])
    assert read(place, "b", 9999) == (9999, b"")
    assert refused(place, "c") == f"c is not in {tmp_path}; name the folder that holds latest.txt"


def test_a_server_is_asked_for_a_file_as_it_is() -> None:
    with answering(whole()) as server:
        assert read(server.place) == (0, DATA)
    (asked,) = server.asked
    assert asked.startswith(b"GET /dist/a/b.zst HTTP/1.1\r\n")
    assert b"Accept-Encoding: identity\r\n" in asked
    assert b"Range" not in asked


def test_a_server_is_asked_for_what_is_missing() -> None:
    with answering(rest(1000), whole(), rest(999), rest(10000, DATA * 3)) as server:
        assert read(server.place, start=1000) == (1000, DATA[1000:])
        assert read(server.place, start=1000) == (0, DATA)
        assert read(server.place, start=1000)[0] == 0
        assert read(server.place, start=1000)[0] == 0
    assert all(b"Range: bytes=1000-\r\n" in asked for asked in server.asked)


def test_a_file_that_is_shorter_there_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "b"
    path.write_bytes(DATA)
    gone = answer("416 Range Not Satisfiable", "Content-Length: 0")
    with answering(gone, gone) as server:
        said = (
            f"b could not be fetched from {server.place} (it is shorter than what is here); "
            "check the address and the connection, and run this again"
        )
        assert refused(server.place, "b", 10) == said
        with pytest.raises(UnreachableError):
            extend(server.place, "b", len(DATA), path, lambda _: None)
    assert path.read_bytes() == b""


def fetched(place: Address, reason: str) -> str:
    return (
        f"a/b.zst could not be fetched from {place} ({reason}); "
        "check the address and the connection, and run this again"
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (answer("404 Not Found"), "the server says 404 Not Found"),
        (answer("416 Range Not Satisfiable"), "the server says 416 Range Not Satisfiable"),
        (answer("500 Oh"), "the server says 500 Oh"),
        (b"", "Remote end closed connection without response"),
        (whole()[:-10], "the connection broke off"),
        (answer("302 Found", "Location: http://[::1/"), None),
        (answer("302 Found", "Location: gopher://x/"), None),
        (answer("302 Found", "Location: http://x:port/"), None),
        (answer("302 Found", "Location: http://\x00/"), None),
        (answer("302 Found", "Location: http://" + "x" * 70 + ".invalid/"), None),
        (answer("200 OK", "Transfer-Encoding: chunked", body=b"xyz\r\n"), None),
        (answer("200 OK", "Transfer-Encoding: chunked", body=b"-1\r\n"), None),
        (answer("200 OK", *[f"X-{number}: y" for number in range(200)]), None),
        (b"HTTP/1.1 abc\r\n\r\n", None),
        (b"\xff" * 70_000, None),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
def test_what_a_server_may_answer_instead(said: bytes, reason: str | None) -> None:
    with answering(said) as server:
        text = refused(server.place)
    gc.collect()  # urllib does not close what sent it to no address
    start, end = fetched(server.place, "|").split("|")
    assert text.startswith(start)
    assert text.endswith(end)
    assert reason is None or text == fetched(server.place, reason)


def test_a_server_that_is_not_there() -> None:
    place = Address(f"http://127.0.0.1:{unused_port()}")
    assert refused(place) == fetched(place, "[Errno 111] Connection refused")


@pytest.mark.parametrize("url", ["http://[::1", "https://x:port", "http://" + "x" * 70, "https://"])
def test_an_address_that_is_none(url: str) -> None:
    assert refused(Address(url)).startswith(f"a/b.zst could not be fetched from {url} (")


def test_what_names_a_source(tmp_path: Path) -> None:
    for address in ("https://course.example.org/dist", "http://course.example.org:8000/dist"):
        assert source(address) == source(f"{address}/") == Address(address)
        assert str(source(address)) == address
    for text in (str(tmp_path), tmp_path.as_uri()):
        assert source(text) == Folder(tmp_path)
    assert source(".") == Folder(tmp_path.cwd())
    for text in (
        "ftp://course.example.org/dist",
        f"{tmp_path}/none",
        f"{tmp_path.as_uri()}/none",
        "https",
        "file://[",
        "file://",
        "https://",
    ):
        with pytest.raises(UnreachableError) as caught:
            source(text)
        assert str(caught.value) == (
            f"{text}: there is no such folder; name the one that holds latest.txt, or an address (https://…)"
        )


def test_a_small_file_may_have_so_many_bytes(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(DATA)
    came: list[int] = []
    assert small(Folder(tmp_path), "b", len(DATA), came.append) == DATA
    assert came == [len(DATA)]
    with pytest.raises(TooLargeError) as caught:
        small(Folder(tmp_path), "b", len(DATA) - 1, came.append)
    assert str(caught.value) == f"b at {tmp_path} is larger than it may be; tell the publisher"


def test_a_file_is_extended_by_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(DATA)
    path = tmp_path / "to"
    came: list[int] = []
    for start in (0, 1000, len(DATA)):
        path.write_bytes(DATA[:start])
        extend(Folder(tmp_path), "b", len(DATA), path, came.append)
        assert path.read_bytes() == DATA
    assert came == [len(DATA), len(DATA) - 1000]
    path.write_bytes(DATA + b"x")
    extend(Folder(tmp_path), "b", len(DATA), path, came.append)
    assert path.read_bytes() == DATA
    path.unlink()
    extend(Folder(tmp_path), "b", len(DATA), path, came.append)
    assert path.read_bytes() == DATA
    path.write_bytes(DATA[:1000])
    with pytest.raises(TooLargeError) as caught:
        extend(Folder(tmp_path), "b", len(DATA) - 1, path, came.append)
    assert str(caught.value) == f"b at {tmp_path} is larger than it may be; tell the publisher"
    assert path.read_bytes() == b""


def test_what_came_before_a_break_is_kept(tmp_path: Path) -> None:
    with answering(whole()[:-10], rest(len(DATA) - 10)) as server:
        with pytest.raises(UnreachableError):
            extend(server.place, "b", len(DATA), tmp_path / "to", lambda _: None)
        assert (tmp_path / "to").read_bytes() == DATA[:-10]
        extend(server.place, "b", len(DATA), tmp_path / "to", lambda _: None)
    assert (tmp_path / "to").read_bytes() == DATA
