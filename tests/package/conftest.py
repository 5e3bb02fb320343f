"""The package as people get it, built once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.building import ROOT, undated

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist and the wheel; return their folder."""
    folder = tmp_path_factory.mktemp("package")
    done = subprocess.run(
        [sys.executable, "-m", "tools.package", folder, "--no-sbom"],
        cwd=ROOT,
        env=undated(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(package: Path) -> Path:
    """Return the path of the wheel."""
    (path,) = package.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(package: Path) -> Path:
    """Return the path of the source distribution."""
    (path,) = package.glob("*.tar.gz")
    return path
