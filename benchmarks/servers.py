"""Measure nginx with the shipped configuration beside Debian's own: `make bench-servers`.

Both stand on Debian's `nginx.conf` and serve the same site over loopback to wrk, which runs on the same processors.
They are asked in turns. From what a learner asks for in all weeks, and the speed, follows what ten million ask for. The
tables go into handbook/servers.md.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "handbook" / "servers.md"
DEBIAN = Path("/etc/nginx")
"""Where Debian's package keeps its configuration; `/etc/nginx/sites-available/default` is its site."""
PATH = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}

CONNECTIONS = 32
QUIET = 1.0
"""Below this load the machine counts as quiet."""

ASK = """
local paths, at = {%s}, 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local failed = summary.errors
  print("RESULT", summary.requests, summary.bytes, summary.duration, latency:percentile(99),
    failed.connect + failed.read + failed.write + failed.status + failed.timeout)
end
"""
"""Asks for some paths, one after the other."""

WEEKS, RELEASES, AGAIN = 12, 4, 3
"""A learner's weeks; the releases that they meet; how often a week's page is opened again."""
LEARNERS = 10_000_000
BUSY_DAY, BUSY_HOUR, BUSY_SECOND = 3, 0.15, 3
"""The busiest day beside the mean one; its share in its busiest hour; the busiest second beside that hour's mean."""


@dataclass(frozen=True)
class Run:
    """What wrk counted in one run."""

    speed: float
    """Requests per second."""
    size: float
    """Bytes per answer, headers too."""
    slow: float
    """Milliseconds within which 99 of 100 answers came."""
    errors: int
    """Answers that were no 200, and connections that failed."""


@click.command()
@click.option("--rounds", default=5, show_default=True, help="How often each is measured; the median counts.")
@click.option("--seconds", default=4, show_default=True, help="How long each run is.")
@click.option("--wait", default=10, show_default=True, help="Minutes to wait for a quiet machine.")
def main(rounds: int, seconds: int, wait: int) -> None:
    """Measure, and write the tables."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        work.chmod(0o755)
        site = work / "site"
        _run([str(Path(sys.executable).parent / "mkdocs"), "build", "--quiet", "--site-dir", str(site)])
        _run([str(ROOT / "mirror" / "compress.sh"), str(site), str(work / "packed")])
        packed = work / "packed" / "current"
        configurations = {
            "Debian’s own": (_stock(), site),
            "ours": (_shipped(), site),
            "ours, compressed beside": (_shipped(), packed),
        }
        asked = _asked(site)
        _wait(wait)
        busy = [os.getloadavg()[0]]
        runs: dict[tuple[str, str], list[Run]] = {
            (what, name): [] for what in asked for name in configurations
        }
        for _ in range(rounds):
            for what, paths in asked.items():
                for name, (text, folder) in configurations.items():
                    with _nginx(work, text, folder) as port:
                        runs[what, name].append(_wrk(work, port, paths, seconds))
        busy.append(os.getloadavg()[0])
        with _nginx(work, _shipped(), packed) as port:
            plan = _plan(site, port, runs)
    tables = {"speed": _speeds(runs, rounds), "machine": _machine(busy), "plan": plan}
    click.echo("\n\n".join("\n".join(table) for table in tables.values()))
    _write(tables)


def _asked(site: Path) -> dict[str, list[str]]:
    """Return what is asked for: one page, one file, and what a class that begins a week asks for."""
    (style,) = site.glob("assets/course/course-*.css")
    (script,) = site.glob("assets/course/course-*.js")
    assets = [f"/{path.relative_to(site).as_posix()}" for path in (style, script)]
    pages = [f"/{language}{page}" for language in ("", "en/", "pt/") for page in _pages("week-03")]
    return {
        "a week’s page": ["/week-03/"],
        "the stylesheet": assets[:1],
        "a mixture": [*pages, *assets, "/assets/course/icon.svg", "/search/fr.js"],
    }


def _pages(week: str) -> tuple[str, ...]:
    return "", f"{week}/", f"{week}/session/", "glossary/", "schedule/"


def _stock() -> str:
    return (DEBIAN / "sites-available" / "default").read_text(encoding="utf-8")


def _shipped() -> str:
    return (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


@contextmanager
def _nginx(work: Path, site: str, folder: Path) -> Iterator[int]:
    """Run Debian's nginx with a site of its own over a folder; yield its port. All else is as Debian sets it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    site = re.sub(r"listen \[::\].*;", "", site)
    site = re.sub(r"listen 80\b", f"listen 127.0.0.1:{port}", site)
    site = re.sub(r"(?m)^(\s*root )\S+;", rf"\g<1>{folder};", site, count=1)
    (work / "course.conf").write_text(site, encoding="utf-8")
    text = (DEBIAN / "nginx.conf").read_text(encoding="utf-8")
    for pattern, replacement in (
        (r"pid \S+;", f"pid {work}/pid; daemon off;"),
        (r"(access|error)_log \S+;", rf"\g<1>_log {work}/\g<1>.log;"),
        (r"include \S+/conf\.d/\S+;", f"include {work}/course.conf;"),
        (r"include \S+/sites-enabled/\S+;", ""),
    ):
        text, found = re.subn(pattern, replacement, text)
        if not found:
            raise click.ClickException(f"{DEBIAN}/nginx.conf is not that of Debian: it has no {pattern}")
    (work / "nginx.conf").write_text(text, encoding="utf-8")
    process = subprocess.Popen(["nginx", "-c", f"{work}/nginx.conf"], env=PATH)
    try:
        for _ in range(200):
            if not socket.socket().connect_ex(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wrk(work: Path, port: int, paths: Sequence[str], seconds: int) -> Run:
    (work / "ask.lua").write_text(ASK % ", ".join(f'"{path}"' for path in paths), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    said = _run([*command, "-s", str(work / "ask.lua"), f"http://127.0.0.1:{port}"])
    counted = re.search(r"RESULT\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\d+)", said)
    if not counted:
        raise click.ClickException(said)
    requests, size, duration, slow, errors = map(float, counted.groups())
    return Run(requests / duration * 1e6, size / requests, slow / 1000, int(errors))


def _wait(minutes: int) -> None:
    deadline = time.monotonic() + 60 * minutes
    while os.getloadavg()[0] >= QUIET and time.monotonic() < deadline:
        time.sleep(5)


def _speeds(runs: Mapping[tuple[str, str], Sequence[Run]], rounds: int) -> list[str]:
    head = ["asked for", "configuration", f"requests a second (median of {rounds})", "least to most"]
    head += ["bytes an answer", "99 of 100 within, ms", "errors"]
    table = [_row(head), _row(["---", "---", *["---:"] * 5])]
    for (what, name), found in runs.items():
        speeds = [run.speed for run in found]
        table.append(
            _row(
                [
                    what,
                    name,
                    f"{median(speeds):,.0f}",
                    f"{min(speeds):,.0f} to {max(speeds):,.0f}",
                    f"{median(run.size for run in found):,.0f}",
                    f"{median(run.slow for run in found):.1f}",
                    str(sum(run.errors for run in found)),
                ]
            )
        )
    return table


def _machine(busy: Sequence[float]) -> list[str]:
    nginx = subprocess.run(["nginx", "-v"], env=PATH, capture_output=True, text=True, check=True).stderr
    quiet = "" if busy[0] < QUIET else ": other work ran beside it"
    loads = ", ".join(f"{load:.1f}" for load in busy)
    head = ["nginx", "processors", "load before and after"]
    cells = [nginx.rpartition("/")[2].strip(), f"{os.cpu_count()}, {platform.machine()}", loads + quiet]
    return [_row(head), _row(["---"] * 3), _row(cells)]


def _plan(site: Path, port: int, runs: Mapping[tuple[str, str], Sequence[Run]]) -> list[str]:
    """Reckon what a learner of the French course asks for in all weeks, and what all learners do at the busiest moment.

    Bytes are those that the server sends, headers too.
    """
    whole: list[str] = []
    for number in range(1, WEEKS + 1):
        week = f"week-{number:02}"
        whole += [
            page for page in (f"{week}/", f"{week}/session/", f"{week}/worksheet/") if (site / page).is_dir()
        ]
        text = (site / week / "index.html").read_text(encoding="utf-8")
        whole += [str(Path(week, source)) for source in re.findall(r'<img[^>]* src="(?!data:)([^"]+)"', text)]
    whole += ["", "schedule/", "glossary/", "progress/", "search/fr.js", "assets/course/icon.svg"]
    assets = [path.relative_to(site).as_posix() for path in site.glob("assets/course/course-*")]
    whole += assets * RELEASES
    sizes = {path: _size(port, path) for path in dict.fromkeys(whole)}
    unchanged = WEEKS * AGAIN + WEEKS * 2  # a week's page again, and home and schedule each week
    requests = len(whole) + unchanged
    size = sum(sizes[path] for path in whole) + unchanged * _size(port, "week-01/", unchanged=True)
    peak = requests * LEARNERS / (7 * WEEKS) * BUSY_DAY * BUSY_HOUR / 3600 * BUSY_SECOND
    line = peak * size / requests * 8
    speed = median(run.speed for run in runs["a mixture", "ours, compressed beside"])
    return [
        _row(["what", "one learner", f"{LEARNERS:,} learners"]),
        _row(["---", "---:", "---:"]),
        _row(["requests in all weeks", f"{requests}", f"{requests * LEARNERS / 1e9:.2f} thousand million"]),
        _row(["of them answered “unchanged”", f"{unchanged}", f"{unchanged * LEARNERS / 1e9:.2f} thousand million"]),
        _row(["sent in all weeks", f"{size / 1e6:.2f} MB", f"{size * LEARNERS / 1e12:.1f} TB"]),
        _row(["requests a second, on average", "–", f"{requests * LEARNERS / (7 * WEEKS * 86400):,.0f}"]),
        _row(["requests in the busiest second", "–", f"{peak:,.0f}"]),
        _row(["sent in the busiest second", "–", f"{line / 1e6:,.0f} Mbit/s"]),
        _row(["learners that half of such a machine carries", "–", f"{speed / 2 / peak * LEARNERS:,.0f}"]),
    ]  # fmt: skip


def _size(port: int, path: str, *, unchanged: bool = False) -> int:
    """Return how many bytes the server sends for a path, or for its not having changed."""

    def ask(extra: str = "") -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            head = f"GET /{path} HTTP/1.1\r\nHost: course\r\nAccept-Encoding: gzip\r\nConnection: close\r\n{extra}\r\n"
            connection.sendall(head.encode())
            with connection.makefile("rb") as answer:
                return answer.read()

    answer = ask()
    if unchanged:
        tag = re.search(rb"\r\nETag: (\S+)", answer)
        answer = ask(f"If-None-Match: {tag[1].decode()}\r\n") if tag else answer
    expected = b"304" if unchanged else b"200"
    if answer.split(maxsplit=2)[1] != expected:
        raise click.ClickException(f"{path}: the answer is {answer[:80]!r}, not {expected.decode()}")
    return len(answer)


def _write(tables: Mapping[str, Sequence[str]]) -> None:
    """Put each table in the place of the lines of a table below its mark in the page."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        lines = "\n".join(table)
        text, found = re.subn(rf"(<!-- {name} -->\n\n)(?:\|.*\n)*", rf"\g<1>{lines}\n", text)
        if not found:
            raise click.ClickException(f"{PAGE}: there is no <!-- {name} -->")
    beside = PAGE.with_name(f"{PAGE.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(PAGE)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _run(command: Sequence[str]) -> str:
    if not shutil.which(command[0], path=PATH["PATH"]):
        raise click.ClickException(f"{command[0]} is not there: tools/servers.sh finds or installs it")
    done = subprocess.run(command, cwd=ROOT, env=PATH, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(done.stdout + done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
