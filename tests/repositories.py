"""Git repositories of real projects, and the commands that people run in them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tests.building import copy_project, tool

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
"""Git as it comes, whatever the machine's owner has set."""


def repository_of(project: Path, root: Path) -> Path:
    """Commit a copy of a project to the branch `main` of a new repository; return its folder."""
    copy_project(project, root)
    run(root, "git", "init", "-q", "-b", "main")
    name_author(root)
    commit(root, "start")
    return root


def name_author(root: Path) -> None:
    """Give a repository somebody to commit as."""
    run(root, "git", "config", "user.name", "Test")
    run(root, "git", "config", "user.email", "test@example.org")


def run(root: Path, *command: str) -> str:
    """Run a command that must succeed; return its output."""
    return attempt(root, *command, check=True).stdout


def attempt(root: Path, *command: str, check: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command that may fail."""
    env = {**os.environ, **ENVIRONMENT}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=check)


def course(root: Path, *arguments: str) -> str:
    """Run `course translations …`."""
    return run(root, tool("course"), "translations", *arguments)


def commit(root: Path, message: str) -> None:
    """Commit everything."""
    run(root, "git", "add", "-A")
    run(root, "git", "commit", "-qm", message)
