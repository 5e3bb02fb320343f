"""Build what people install: the sdist, the wheel from it, and the list of what the wheel needs (SBOM).

    python -m tools.package                   into package/
    python -m tools.package DIR               elsewhere
    python -m tools.package DIR --no-sbom     without the list, for which packages are downloaded

The same sources make the same bytes, in any folder and on any day: every time in them is the day that CHANGELOG.md
gives the version, unless SOURCE_DATE_EPOCH is set. The SBOM (CycloneDX) holds the locked versions that this Python and
system would install, all extras with them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "release.txt"


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "package")
@click.option("--sbom/--no-sbom", default=True, help="Whether to list what the wheel needs.")
def main(folder: Path, *, sbom: bool) -> None:
    """Build into a folder, in the place of what was built there before, and print what was made."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(release_time(ROOT)))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("mkdocs_course-*"):
        old.unlink()
    sdist = build(ROOT, "sdist", folder)
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(sdist) as archive:
            archive.extractall(place, filter="data")
        made = [sdist, build(Path(place) / sdist.name.removesuffix(".tar.gz"), "wheel", folder)]
    if sbom:
        made.append(list_needs(folder / f"{sdist.name.removesuffix('.tar.gz')}.cdx.json"))
    for path in made:
        click.echo(path)


def release_time(root: Path) -> int:
    """Return midnight UTC of the day on which the version was released, in seconds since 1970.

    Raises:
        click.ClickException: if the changelog has no such version.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## {re.escape(project['version'])} \((\d{{4}}-\d\d-\d\d)\)$"
    if not (match := re.search(heading, text, re.MULTILINE)):
        raise click.ClickException(
            f"CHANGELOG.md: the version of pyproject.toml is missing; write `## {project['version']} (2028-01-31)`"
        )
    return int(datetime.fromisoformat(match[1]).replace(tzinfo=UTC).timestamp())


def build(source: Path, target: str, folder: Path) -> Path:
    """Build the `sdist` or the `wheel` of a source tree into a folder, and return its path."""
    before = set(folder.iterdir())
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        target,
        "--directory",
        str(folder.resolve()),
    ]
    _run(command, source)
    (made,) = set(folder.iterdir()) - before
    return made


def list_needs(path: Path) -> Path:
    """Write the SBOM: what an environment for the wheel alone holds, every package checked by its hash."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place:
        uv = [str(programs / "uv"), "--quiet"]
        _run([*uv, "venv", "--python", sys.executable, place], ROOT)
        install = ["pip", "install", "--python", place, "--no-build", "--requirements", "pyproject.toml"]
        _run([*uv, *install, "--extra", "release", "--constraints", str(LOCK)], ROOT)
        options = [
            "--pyproject",
            "pyproject.toml",
            "--mc-type",
            "library",
            "--output-reproducible",
            "--validate",
        ]
        command = [str(programs / "cyclonedx-py"), "environment", place, *options]
        _run([*command, "--output-file", str(path.resolve())], ROOT)
    return path


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
