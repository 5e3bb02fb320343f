"""A static host that counts what it sends: gzip, caching for ten minutes, `404.html` for what is not there.

It counts at its own side, since a browser does not show all that its workers and its tab ask for. It also stands as the
proxy of the browser that measures, so that a request to another host arrives here too: it is noted and refused.
"""

from __future__ import annotations

import gzip
import mimetypes
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADERS = 250
"""The bytes that are counted for the headers of an answer; what hosts send differs."""
LEVEL = 6
"""Of gzip, as hosts have it by default."""
PACKED = frozenset({"application/javascript", "application/json", "application/xml", "image/svg+xml"})
"""Types that are compressed besides `text/…`."""
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/json"}
"""Where a system's own table of types may differ."""


@dataclass(frozen=True)
class Answer:
    """What was sent for a request."""

    path: str
    status: int
    size: int
    """In bytes: the body as it went over the line, and `HEADERS`."""
    purpose: str
    """What the browser wants it for (`Sec-Fetch-Dest`): `document`, `style`, `worker`, or `empty` for a script."""


class CountingServer(ThreadingHTTPServer):
    """Serves a folder on a free port of this machine."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder.resolve()
        self.answers: list[Answer] = []
        self.elsewhere: list[str] = []
        """Requests to other hosts, which were refused."""
        self.latest = time.monotonic()
        self.bodies: dict[Path, bytes] = {}

    @property
    def address(self) -> str:
        """Where it is reached, with a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}/"

    def wait_until_quiet(self, seconds: float) -> None:
        """Return when nobody has asked for anything for so long."""
        while (rest := self.latest + seconds - time.monotonic()) > 0:
            time.sleep(rest)

    def body(self, path: Path, *, packed: bool) -> bytes:
        """Return a file as it is sent; it is compressed once."""
        if not packed:
            return path.read_bytes()
        if path not in self.bodies:
            self.bodies[path] = gzip.compress(path.read_bytes(), LEVEL, mtime=0)
        return self.bodies[path]


@contextmanager
def served(folder: Path) -> Iterator[CountingServer]:
    """Serve a folder meanwhile."""
    with CountingServer(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: CountingServer

    def do_GET(self) -> None:
        self.server.latest = time.monotonic()
        address = urlsplit(self.path)
        if address.netloc:
            self._refuse(self.path)
            return
        path = (self.server.folder / unquote(address.path).lstrip("/")).resolve()
        if not path.is_relative_to(self.server.folder):
            self._send(HTTPStatus.NOT_FOUND, None)
        elif path.is_dir() and not address.path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, None, location=f"{address.path}/")
        elif (file := path / "index.html" if path.is_dir() else path).is_file():
            self._send(HTTPStatus.OK, file)
        else:
            missing = self.server.folder / "404.html"
            self._send(HTTPStatus.NOT_FOUND, missing if missing.is_file() else None)

    def do_CONNECT(self) -> None:
        self._refuse(self.path)

    def do_POST(self) -> None:
        self.server.latest = time.monotonic()
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, None)
        self.close_connection = True

    def _refuse(self, what: str) -> None:
        self.server.elsewhere.append(what)
        self.send_response(HTTPStatus.FORBIDDEN)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.close_connection = True

    def _send(self, status: HTTPStatus, file: Path | None, location: str = "") -> None:
        kind = ""
        if file:
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file)[0] or "application/octet-stream"
        packed = (kind.startswith("text/") or kind in PACKED) and "gzip" in self.headers.get(
            "Accept-Encoding", ""
        )
        body = self.server.body(file, packed=packed) if file else b""
        self.server.answers.append(
            Answer(self.path, status, len(body) + HEADERS, self.headers.get("Sec-Fetch-Dest", ""))
        )
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if kind:
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if location:
            self.send_header("Location", location)
        if status == HTTPStatus.OK:
            self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self) -> None:
        """Let a browser go away in the middle: it closes its tabs when it has seen enough."""
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named by http.server
        pass
