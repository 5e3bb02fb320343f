"""What a build takes: time, that of the processors, and memory; and how long an edit takes to be seen."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import click

from benchmarks.build.subjects import LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.build.subjects import Subject

EVERY = 0.25
"""Seconds between two looks at the memory."""
PATIENCE = 300
"""Seconds after which a preview that does not answer is given up."""
_SHARE = re.compile(rb"^Pss: +(\d+) kB$", re.MULTILINE)
_RELOAD = re.compile(rb"livereload\((\d+), (\d+)\);")


@dataclass(frozen=True)
class Cost:
    """What one build took."""

    seconds: float
    """By the clock."""
    processor: float
    """Seconds of all processors, for the programs and for the system on their behalf."""
    memory: int
    """Of the process and all those below it together, at their peak, in MiB; 0 where there is no `/proc` to say so."""


def compile_ours() -> None:
    """Let Python compile our plugin, as it did for the packages when they were installed: no build is to pay for it."""
    subprocess.run([sys.executable, "-c", "import mkdocs_course.plugin"], env=_env({}), check=True)


def build(subject: Subject) -> Cost:
    """Build a site in a fresh process.

    Raises:
        click.ClickException: with what it said, if it fails.
    """
    with tempfile.TemporaryFile() as output:
        before = time.perf_counter()
        process = subprocess.Popen(
            subject.command, cwd=subject.root, stdout=output, stderr=output, env=_env(subject.env)
        )
        watch = _Memory(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
        peak = watch.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise click.ClickException(f"{subject.name} failed:\n{_said(output)}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak // 1024**2)


def edit(subject: Subject, number: int) -> None:
    """Add a line to a page."""
    with subject.page.open("a", encoding="utf-8", newline="\n") as page:
        page.write(LINE.format(number=number))


def reloads(subject: Subject, path: str, numbers: Sequence[int]) -> list[float]:
    """Show a site, edit a page so many times, and return the seconds from each edit to the reload.

    As a browser does, it asks MkDocs to answer once there is something newer than the page that it has. `path` is that
    of the edited page within the site.

    Raises:
        click.ClickException: if the preview does not start, or shows no edit.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*subject.serve, address], cwd=subject.root, stdout=output, stderr=output, env=_env(subject.env)
        )
        try:
            _wait(process, f"http://{address}/{path}")
            return [_reload(subject, f"http://{address}", path, number) for number in numbers]
        except OSError as error:
            raise click.ClickException(f"{subject.name}, in a preview: {error}\n{_said(output)}") from error
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until a preview answers."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(URLError, ConnectionError), urlopen(address):  # noqa: S310  our own server
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(EVERY)
    raise OSError("it does not answer")


def _reload(subject: Subject, server: str, path: str, number: int) -> float:
    """Edit the page that a browser shows, and return the seconds until it is told to load it anew."""
    found = _RELOAD.search(_read(f"{server}/{path}"))
    if not found:
        raise OSError("the page does not wait for a newer one")
    shown = int(found[1])
    before = time.perf_counter()
    edit(subject, number)
    while (
        int(_read(f"{server}/livereload/{shown}/{int(found[2])}")) <= shown
    ):  # answers once a minute at least
        if time.perf_counter() - before > PATIENCE:
            raise OSError("the edit is not seen")
    seconds = time.perf_counter() - before
    if LINE.format(number=number).strip("-\n ").encode() not in _read(f"{server}/{path}"):
        raise OSError("the page that was loaded anew does not show the edit")
    return seconds


def _read(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  our own server
        content: bytes = answer.read()
    return content


class _Memory:
    """Looks again and again at how much memory a process and those below it hold. Sees nothing without `/proc`.

    What several of them share is counted once. What the kernel notes as a process's peak will not do: it begins with
    that of the process which started it.
    """

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0
        self.done = Event()
        self.thread = Thread(target=self._watch)
        self.thread.start()

    def stop(self) -> int:
        """Look no more, and return the peak in bytes."""
        self.done.set()
        self.thread.join()
        return self.peak

    def _watch(self) -> None:
        while not self.done.wait(EVERY):
            self.peak = max(self.peak, sum(_resident(pid) for pid in _family(self.pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))


def _resident(pid: int) -> int:
    """Return the bytes of memory that a process holds, with its share of what others hold too; none if it has ended."""
    with suppress(OSError):
        found = _SHARE.search(Path(f"/proc/{pid}/smaps_rollup").read_bytes())
        return int(found[1]) * 1024 if found else 0
    return 0


def _env(more: Mapping[str, str]) -> Mapping[str, str]:
    """Return the surroundings of a build: Python keeps what it has compiled, as it does for everybody."""
    left_out = {"OFFLINE", "PYTHONDONTWRITEBYTECODE"}
    around = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**around, "NO_MKDOCS_2_WARNING": "1", **more}


def _said(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace")
