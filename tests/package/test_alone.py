"""The wheel alone, in an environment of its own, far from the repository: a new course, from nothing to a release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.building import ROOT, Site, replace, tool

if TYPE_CHECKING:
    from pathlib import Path

LOCK = ROOT / "requirements" / "release.txt"


@dataclass(frozen=True)
class Environment:
    """A Python environment in which only the wheel and what it asks for are installed."""

    folder: Path

    def run(self, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in a folder, as somebody who has just come to this machine."""
        home = self.folder.parent / "chez moi"
        home.mkdir(exist_ok=True)
        paths = os.pathsep.join([str(self.folder / "bin"), os.defpath])
        return subprocess.run(
            command,
            cwd=folder,
            env={"PATH": paths, "HOME": str(home), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )


def install(wheel: Path, folder: Path, extra: str = "") -> Environment:
    """Install the wheel with what its metadata ask for, in the locked versions, checked by their hashes."""
    uv = tool("uv")
    locked = ["--no-build", "--constraints", str(LOCK), f"{wheel}{extra}"]
    for command in (
        [uv, "venv", "--python", sys.executable, str(folder)],
        [uv, "pip", "install", "--python", str(folder), *locked],
    ):
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    return Environment(folder)


@pytest.fixture(scope="module")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(wheel, tmp_path_factory.mktemp("seul") / "à part" / "env")


@pytest.fixture(scope="module")
def full(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(wheel, tmp_path_factory.mktemp("plein") / "à part" / "env", "[release]")


@pytest.fixture(scope="module")
def course(plain: Environment) -> Path:
    """Begin a course, and write a title into it in both languages; return its folder."""
    parent = plain.folder.parent / "mes cours"
    parent.mkdir()
    done = plain.run(parent, "course", "init", "my-course", "--languages", "fr,sw", "--weeks", "6")
    assert done.returncode == 0, done.stderr
    root = parent / "my-course"
    for language, title, sentence in (
        ("fr", "# Titre de la semaine 2", "# Partager l’eau du village"),
        ("sw", "# Kichwa cha wiki ya 2", "# Kugawana maji ya kijiji"),
    ):
        replace(root / "docs" / language / "week-02" / "index.md", title, sentence)
    return root


@pytest.fixture(scope="module")
def built(plain: Environment, course: Path) -> Path:
    """Say that the pages in Swahili are as those in French, and build the course strictly; return its folder."""
    done = plain.run(course, "mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "course translations mark sw week-02/index.md" in done.stderr  # nobody has said so yet
    assert not (course / "site").exists()
    done = plain.run(course, "course", "translations", "mark", "sw", "--all")
    assert done.returncode == 0, done.stderr
    done = plain.run(course, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    return course


def test_the_package_comes_from_the_wheel_and_nothing_of_ours_is_in_reach(plain: Environment) -> None:
    program = "import mkdocs_course, sys; print(mkdocs_course.__file__); print(*sys.path, sep='\\n')"
    done = plain.run(plain.folder.parent, "python", "-c", program)
    assert done.stdout.startswith(str(plain.folder / "lib"))
    assert str(ROOT) not in done.stdout
    done = plain.run(plain.folder.parent, "python", "-c", "import pytest")
    assert "ModuleNotFoundError" in done.stderr


def test_a_new_course_is_built_in_both_languages(built: Path) -> None:
    site = Site(built / "site")
    for folder, language, title in (("", "fr", "Partager l’eau"), ("sw/", "sw", "Kugawana maji")):
        page = site.soup(f"{folder}week-02")
        assert page.html
        assert page.html["lang"] == language
        assert title in page.select("h1")[0].get_text()
    assert len(site.soup("sw/schedule").select(".schedule tbody tr")) == 6


def test_what_a_release_lacks_is_said_at_once_with_the_way_to_it(plain: Environment, built: Path) -> None:
    done = plain.run(built, "course", "release")
    assert (done.returncode, "name the release, for example --version 20" in done.stderr) == (1, True)
    done = plain.run(built, "course", "release", "--version", "2028-01-31")
    wanted = {"a PDF needs weasyprint: pip install 'mkdocs-course[pdf]'"}
    wanted.add("a ZIM file needs libzim: pip install 'mkdocs-course[zim]'")
    if sys.version_info < (3, 14):
        wanted.add("an archive for mirrors needs backports.zstd: pip install 'mkdocs-course[mirror]'")
    assert set(done.stderr.removeprefix("Error: ").splitlines()) == wanted
    assert not (built / "dist").exists()


def test_books_packages_and_the_zip_need_no_extra(plain: Environment, built: Path) -> None:
    left_out = [word for name in ("tar", "pdf", "zim") for word in ("--without", name)]
    done = plain.run(built, "course", "release", "--version", "2028-01-31", "--to", "small", *left_out)
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (built / "small" / "2028-01-31").iterdir()}
    books = {f"course-{language}{end}" for language in ("fr", "sw") for end in (".epub", "-scorm.zip")}
    assert made == {"course-offline.zip", "index.html", "release.css", "SHA256SUMS", *books}


def test_with_the_extra_a_whole_release_is_made_signed_and_mirrored(full: Environment, built: Path) -> None:
    assert full.run(built, "course", "release", "key", "course", "--open").returncode == 0
    done = full.run(built, "course", "release", "--version", "2028-01-31", "--key", "course.key")
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (built / "dist" / "2028-01-31").iterdir()}
    assert {"course.tar.zst", "course-fr.pdf", "course-sw.pdf", "course.zim", "SHA256SUMS.minisig"} <= made
    done = full.run(built, "course", "mirror", "update", "dist", "copie", "--key", "course.pub", "--no-clock")
    assert done.returncode == 0, done.stderr
    assert (built / "copie/current/sw/week-02/index.html").read_bytes() == (
        built / "site/sw/week-02/index.html"
    ).read_bytes()


def test_the_course_goes_on(plain: Environment, course: Path) -> None:
    run = ("--language", "sw", "--starts", "2028-02-29", "--time", "18:00", "--timezone", "Africa/Nairobi")
    for command in (
        ("course", "new", "week"),
        ("course", "new", "run", "2028-sw", *run),
        ("course", "new", "language", "en"),
        ("course", "run", "lock"),
        ("course", "check"),
        ("mkdocs", "build", "--site-dir", "next"),
    ):
        done = plain.run(course, *command)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    site = Site(course / "next")
    assert len(site.soup("en/schedule").select(".schedule tbody tr")) == 2 * 7  # two runs
    times = site.soup("sw/runs/2028-sw").select("tbody time")
    # 18:00 in Nairobi is 15:00 UTC.
    assert str(times[0]["datetime"]) == "2028-02-29T15:00Z"


def test_another_program_reads_the_course_by_the_names_that_are_public(
    plain: Environment, course: Path
) -> None:
    program = """
import json, pathlib
from mkdocs_course import *
project, problems = load(pathlib.Path("."))
weeks = len(project.course.weeks)
print(json.dumps([weeks, sorted(project.pages), sorted({each.severity for each in problems})]))
"""
    done = plain.run(course, "python", "-c", program)
    assert done.returncode == 0, done.stderr
    weeks, languages, severities = json.loads(done.stdout)
    assert weeks >= 6
    assert {"fr", "sw"} <= set(languages)
    assert set(severities) <= {"warning"}
