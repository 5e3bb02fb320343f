"""Builds of real projects by the real program, and what the tests read from them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time as clock
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
LANGUAGES = {"fr": "", "en": "en/", "pt": "pt/"}
"""The languages of the shipped course and their folders in the site."""
SOURCES = ("mkdocs.yml", "course.yml", "glossary.yml", "runs", "docs", "diagrams")
"""What a project consists of."""


def build(
    project: Path, target: Path, *options: str, engine: str = "mkdocs", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Build a project into a folder, as a person would."""
    command = [tool(engine), "build", "--site-dir", str(target), *options]
    return subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def undated() -> dict[str, str]:
    """Return our environment as that of somebody who names no day for what is built."""
    return {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}


def tool(name: str) -> str:
    """Return the path of a program of the environment that the tests run in."""
    return str(Path(sys.executable).parent / name)


def copy_project(source: Path, target: Path) -> Path:
    """Copy the sources of a project, which may be read-only; return the copy, which can be written."""
    target.mkdir(parents=True)
    for name in SOURCES:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, copy_function=shutil.copyfile)
        elif (source / name).exists():
            shutil.copyfile(source / name, target / name)
    for folder in target.rglob("*/"):
        folder.chmod(0o755)
    return target


def replace(path: Path, old: str, new: str) -> None:
    """Edit a file where it says something for the first time."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def unused_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def preview(project: Path, port: int) -> Iterator[str]:
    """Preview the small course as an author does; yield its address, where it can be asked for some seconds later."""
    command = [tool("mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/kurs/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def shows(address: str, words: str, seconds: int = 60) -> bool:
    """Say whether an address comes to hold some words."""
    deadline = clock.monotonic() + seconds
    while clock.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  the preview on this machine
                if words in answer.read().decode():
                    return True
        except OSError:
            pass
        clock.sleep(0.3)
    return False


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@dataclass(frozen=True)
class Site:
    """A built site."""

    folder: Path

    @cache  # noqa: B019  one site lives as long as the tests
    def soup(self, path: str) -> BeautifulSoup:
        """Return a page, by its address within the site: `en/week-01/`."""
        return BeautifulSoup((self.folder / path / "index.html").read_text(encoding="utf-8"), "html.parser")

    @cached_property
    def pages(self) -> Sequence[str]:
        """The addresses of all pages."""
        return sorted(
            parent if (parent := path.parent.relative_to(self.folder).as_posix()) != "." else ""
            for path in self.folder.rglob("index.html")
        )


def course_data(project: Path = ROOT) -> dict[str, Any]:
    """Return course.yml of a project, read without the package."""
    return read_yaml("course.yml", project)


def run_data(run: str, project: Path = ROOT) -> dict[str, Any]:
    """Return a run of a project, read without the package."""
    return read_yaml(f"runs/{run}.yml", project)


def read_yaml(path: str, project: Path = ROOT) -> dict[str, Any]:
    """Return a YAML file of a project; times stay text."""
    data: dict[str, Any] = yaml.load((project / path).read_text(encoding="utf-8"), yaml.BaseLoader)
    return data


def runs_of(project: Path) -> list[str]:
    """Return the ids of a project's runs."""
    return [path.stem for path in sorted((project / "runs").glob("*.yml"))]


RUNS = runs_of(ROOT)


def instants(run: str, project: Path = ROOT) -> Iterator[datetime]:
    """Work out the starts of a run's sessions in UTC: week by week, skipped days left out, moved ones moved."""
    data = run_data(run, project)
    zone = ZoneInfo(data["timezone"])
    skipped = {skip["date"] for skip in data.get("skip", [])}
    weeks = [week["id"] for week in course_data(project)["weeks"]]
    day = date.fromisoformat(data["starts"])
    while weeks:
        if day.isoformat() not in skipped:
            change = data.get("sessions", {}).get(weeks.pop(0), {})
            planned = datetime.combine(day, time.fromisoformat(data["time"]))
            local = datetime.fromisoformat(change["start"]) if "start" in change else planned
            yield local.replace(tzinfo=zone).astimezone(UTC)
        day += timedelta(weeks=1)


def stamp(moment: datetime) -> str:
    """Write an instant as pages do."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
