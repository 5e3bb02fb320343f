"""Real web servers with the configurations of `deploy/`, each an ordinary process of an ordinary user."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from tests.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = ROOT / "deploy"
APACHE_MODULES = Path("/usr/lib/apache2/modules")
USED_MODULES = (
    "mpm_event",
    "authz_core",
    "dir",
    "mime",
    "headers",
    "filter",
    "deflate",
    "brotli",
    "setenvif",
    "rewrite",
)


def configured(name: str, changes: dict[str, str]) -> str:
    """Return a shipped configuration with what an operator would set in it."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def nginx(work: Path, folder: Path, port: int) -> list[str]:
    """Configure nginx; return the command."""
    changes = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/course/previous": str(folder.parent / "previous"),
        "/srv/course": str(folder),
    }
    return _nginx(work, configured("nginx.conf", changes))


def container(work: Path, folder: Path, port: int) -> list[str]:
    """Configure nginx as the container does, where the site is in `/srv/course/current`; return the command."""
    changes = {"listen 8080;": f"listen 127.0.0.1:{port};", "/srv/course": str(folder.parent)}
    return _nginx(work, configured("container.conf", changes))


def _nginx(work: Path, server: str) -> list[str]:
    (work / "course.conf").write_text(server, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "main.conf").write_text(
        f"daemon off; pid {work}/pid; events {{}} http {{ access_log off; {temporary} include course.conf; }}",
        encoding="utf-8",
    )
    return ["nginx", "-p", str(work), "-e", "stderr", "-c", f"{work}/main.conf"]


def files(work: Path, folder: Path, port: int, more: str = "") -> list[str]:
    """Configure nginx to serve files as they are, and to log what it answers beside the folder; return the command."""
    log = folder.with_name(f"{folder.name}.log")
    log.touch()
    log.chmod(0o666)
    temporary = "".join(
        f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "main.conf").write_text(
        f"daemon off; pid {work}/pid; events {{}} http {{ {temporary} "
        f"log_format short '$status $uri $body_bytes_sent'; access_log {log} short; "
        f"server {{ listen 127.0.0.1:{port}; root {folder}; {more} }} }}",
        encoding="utf-8",
    )
    return ["nginx", "-p", str(work), "-e", "stderr", "-c", f"{work}/main.conf"]


def caddy(work: Path, folder: Path, port: int) -> list[str]:
    """Configure Caddy; return the command."""
    server = configured(
        "Caddyfile",
        {
            ":80 {": f":{port} {{\n\tbind 127.0.0.1",
            "/srv/course/previous": str(folder.parent / "previous"),
            "root * /srv/course": f"root * {folder}",
        },
    )
    (work / "Caddyfile").write_text("{\n\tadmin off\n}\n" + server, encoding="utf-8")
    return ["caddy", "run", "--config", f"{work}/Caddyfile", "--adapter", "caddyfile"]


def apache(work: Path, folder: Path, port: int) -> list[str]:
    """Configure Apache by its own file; return the command."""
    (work / "course.conf").write_text(
        configured("apache.conf", {"*:80": f"127.0.0.1:{port}", "/srv/course": str(folder)}), encoding="utf-8"
    )
    return _apache(work, port, f"Include {work}/course.conf")


def htaccess(work: Path, folder: Path, port: int) -> list[str]:
    """Configure Apache as a shared host does, where the site brings its `.htaccess`; return the command."""
    shutil.copy(DEPLOY / ".htaccess", folder)
    host = (
        f"DocumentRoot {folder}\n<Directory {folder}>\nRequire all granted\nAllowOverride All\n</Directory>"
    )
    return _apache(work, port, f"ServerTokens Prod\n{host}")


def _apache(work: Path, port: int, site: str) -> list[str]:
    modules = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in USED_MODULES)
    (work / "main.conf").write_text(
        f"ServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {work}/pid\nErrorLog {work}/log\n"
        f"Mutex file:{work}\nTypesConfig /dev/null\n{modules}\n{site}\n",
        encoding="utf-8",
    )
    return ["apache2", "-D", "FOREGROUND", "-d", str(work), "-f", f"{work}/main.conf"]


Configure = Callable[[Path, Path, int], list[str]]
"""Writes what a server needs into a folder of its own, for it to serve another at a port; returns the command."""

SERVERS: dict[str, Configure] = {
    "nginx": nginx,
    "caddy": caddy,
    "apache": apache,
    "htaccess": htaccess,
}
CONTAINER = {"container": container}
"""Is nginx too, so not all is asked of it again. Its folder is called `current`."""


@contextmanager
def serving(server: str | Configure, folder: Path, port: int) -> Iterator[str]:
    """Run a server over a folder, beside which `previous` may lie; yield its address.

    Where the tests run as root, it is `nobody`, so that it can write nothing where the site is.
    """
    configure = (SERVERS | CONTAINER)[server] if isinstance(server, str) else server
    work = Path(tempfile.mkdtemp(prefix=f"{configure.__name__}-"))
    command = configure(work, folder, port)
    ordinary: dict[str, int | list[int]] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        ordinary = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        for path in (work, *work.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    environment = {"PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": str(work)}
    with (work / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment, **ordinary)  # type: ignore[call-overload]
        try:
            answers = _answers(process, port)
            assert answers, "\n".join(
                path.read_text() for path in (work / "said", work / "log") if path.exists()
            )
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(timeout=30)
            shutil.rmtree(work)


@contextmanager
def serving_zim(path: Path, port: int) -> Iterator[str]:
    """Serve a ZIM file by Kiwix's own server; yield the address of its library."""
    command = ["kiwix-serve", "--address", "127.0.0.1", "--port", str(port), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert _answers(process, port), "kiwix-serve did not start: tools/release.sh finds or installs it"
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(process: subprocess.Popen[bytes], port: int, seconds: int = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


class HeadersFile(SimpleHTTPRequestHandler):
    """Sends what a `_headers` file says, as Netlify documents that format: rules of all patterns that match add up."""

    def end_headers(self) -> None:
        for pattern, lines in headers_file((DEPLOY / "_headers").read_text(encoding="utf-8")):
            if re.fullmatch(pattern, self.path.partition("?")[0]):
                for name, value in lines:
                    self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def headers_file(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Read a `_headers` file: a pattern at the start of a line, its headers indented below.

    `:name` stands for one part of a path, a `*` at the end for all that follows; `#` begins a comment.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    blocks = re.split(r"^(?=/)", "\n".join(lines), flags=re.MULTILINE)
    for block in filter(None, blocks):
        first, *rest = block.splitlines()
        pattern = re.sub(r":\w+", "[^/]+", re.escape(first).replace(r"\:", ":")).replace(r"\*", ".*")
        yield (
            pattern,
            [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in rest)],
        )


@contextmanager
def serving_by_python(folder: Path, handler: type[SimpleHTTPRequestHandler]) -> Iterator[str]:
    """Serve a folder with Python's own server; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
