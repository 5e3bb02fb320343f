"""What is in the sdist, the wheel and the SBOM, and that the same sources make the same bytes."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from tests.building import ROOT, files, replace, undated

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = f"mkdocs_course-{PROJECT['version']}"
LICENCE = f"{NAME}.dist-info/licenses/LICENSE"
WRITTEN = {f"{NAME}.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
"""What a wheel says of itself."""

RELEASE = ["backports-zstd", "libzim", "py-minisign", "weasyprint"]


def sources() -> dict[str, bytes]:
    """Return the files of the package as they stand in the repository."""
    return {
        path: content
        for path, content in files(ROOT / "plugins").items()
        if "__pycache__" not in path and not path.startswith(".")
    }


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return email.message_from_string(archive.read(f"{NAME}.dist-info/METADATA").decode())


def test_the_wheel_holds_the_package_and_its_licence_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found.keys() == sources().keys() | WRITTEN | {LICENCE}
    assert {name: found[name] for name in sources()} == sources()
    assert found["mkdocs_course/py.typed"] == b""
    assert found[LICENCE] == (ROOT / "LICENSE").read_bytes()


def test_the_sdist_holds_what_the_wheel_is_made_of_and_nothing_else(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        found = {member.name.removeprefix(f"{NAME}/") for member in archive.getmembers()}
        owners = {(member.uid, member.gid, member.uname, member.gname) for member in archive.getmembers()}
    about = {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    assert found == {f"plugins/{name}" for name in sources()} | about
    assert owners == {(0, 0, "", "")}


def test_the_wheel_leads_to_the_command_and_the_plugin(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        said = archive.read(f"{NAME}.dist-info/entry_points.txt").decode()
    assert said.split("\n\n") == [
        "[console_scripts]\ncourse = mkdocs_course.cli:main",
        "[mkdocs.plugins]\ncourse = mkdocs_course.plugin:CoursePlugin\n",
    ]


def test_the_wheel_says_what_it_is(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("mkdocs-course", PROJECT["version"])
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11.5"
    assert set(metadata.get_all("Provides-Extra", ())) == {"mirror", "pdf", "zim", "release"}
    needs = [need for need in metadata.get_all("Requires-Dist", ()) if need.endswith("extra == 'release'")]
    # All that the other extras bring.
    assert [re.split(r"[<>]", need)[0] for need in sorted(needs)] == RELEASE
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_changelog_begins_with_the_version() -> None:
    assert date.fromisoformat(day()) >= date(2026, 11, 25)


def day() -> str:
    """Return the day of the version, which is the first in the changelog."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0].startswith(f"{PROJECT['version']} (")
    return str(headings[0].removeprefix(f"{PROJECT['version']} (").removesuffix(")"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources to another folder: without git, with other dates, and with what editors and caches leave."""
    copy = tmp_path_factory.mktemp("loin") / "un autre dossier à côté"
    shutil.copytree(ROOT / "plugins", copy / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", copy / "tools")
    for name in (".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "course.yml"):
        shutil.copyfile(ROOT / name, copy / name)
    for path in (copy / "plugins").rglob("*"):
        os.utime(path, (1e9, 1e9))  # in 2001
        path.chmod(0o700 if path.is_dir() else 0o600)
    package = copy / "plugins" / "mkdocs_course"
    for path in (package / ".DS_Store", package / "plugin.py~", package / "__pycache__" / "plugin.pyc"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("left over", encoding="utf-8")
    return copy


def build(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Build the package, without its SBOM, as another person would on another day and in another zone."""
    return subprocess.run(
        [sys.executable, "-m", "tools.package", "made", "--no-sbom"],
        cwd=folder,
        env={**undated(), "TZ": "Pacific/Auckland", "LANG": "C", **variables},
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_same_sources_make_the_same_bytes(elsewhere: Path, wheel: Path, sdist: Path) -> None:
    done = build(elsewhere)
    assert done.returncode == 0, done.stderr
    assert files(elsewhere / "made") == {path.name: path.read_bytes() for path in (wheel, sdist)}


def test_whoever_builds_may_name_another_day(elsewhere: Path, wheel: Path) -> None:
    # 2033-05-18 03:33:20 UTC; the format keeps every other second.
    done = build(elsewhere, SOURCE_DATE_EPOCH="2000000000")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(elsewhere / "made" / wheel.name) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2033, 5, 18, 3, 33, 20)}


def test_a_version_that_the_changelog_does_not_know_is_not_built(elsewhere: Path) -> None:
    replace(elsewhere / "CHANGELOG.md", f"## {PROJECT['version']} (", "## Unreleased (")
    done = build(elsewhere)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: CHANGELOG.md: the version of pyproject.toml is missing; write `## ")


@pytest.fixture(scope="module")
def needs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the package with its SBOM; return that."""
    folder = tmp_path_factory.mktemp("sbom")
    done = subprocess.run(
        [sys.executable, "-m", "tools.package", folder],
        cwd=ROOT,
        env=undated(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (folder / f"{NAME}.cdx.json").read_text(encoding="utf-8")


def test_the_sbom_names_what_is_locked(needs: str) -> None:
    sbom = json.loads(needs)
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    main = sbom["metadata"]["component"]
    assert (main["name"], main["version"], main["type"]) == ("mkdocs-course", PROJECT["version"], "library")
    lock = (ROOT / "requirements" / "release.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    found = {(plain(each["name"]), each["version"]) for each in sbom["components"]}
    assert found <= locked
    assert all(each["purl"].startswith("pkg:pypi/") and each["licenses"] for each in sbom["components"])


def test_the_sbom_says_what_the_package_needs_and_nothing_of_this_machine(needs: str) -> None:
    sbom = json.loads(needs)
    names = {each["bom-ref"]: plain(each["name"]) for each in sbom["components"]}
    (own,) = (each for each in sbom["dependencies"] if each["ref"] == "root-component")
    asked = [*PROJECT["dependencies"], *chain.from_iterable(PROJECT["optional-dependencies"].values())]
    wanted = {plain(re.split(r"[<>=\[;]", need)[0]) for need in asked} - {"mkdocs-course"}
    if sys.version_info >= (3, 14):
        wanted.remove("backports-zstd")
    assert {names[ref] for ref in own["dependsOn"]} == wanted
    assert not {"pytest", "hatchling", "cyclonedx-bom"} & set(names.values())
    assert "file:" not in needs
    assert sbom["metadata"]["timestamp"] == f"{day()}T00:00:00+00:00"


def plain(name: str) -> str:
    """Write a name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
