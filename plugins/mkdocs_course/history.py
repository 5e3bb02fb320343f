"""What git knows of the course's past."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def last_changes(root: Path, folder: str) -> Mapping[str, date]:
    """Return the day (UTC) of the last commit to each file below a folder, by its path from the root.

    Empty where git does not know: without git, outside a repository, in a clone without its whole past.
    """
    if git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = git(root, "-c", "core.quotePath=off", "log", "--format=format:%x00%ct", "--name-only", "--relative",
              "--no-renames", "--", folder)  # fmt: skip
    days: dict[str, date] = {}
    for commit in log.split("\0")[1:]:  # the newest first
        moment, *paths = commit.splitlines()
        for path in filter(None, paths):
            days.setdefault(path, datetime.fromtimestamp(int(moment), UTC).date())
    return days


def git(root: Path, *arguments: str) -> str:
    """Return what git says; nothing where there is no git, no repository, or no such thing in it."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode(errors="replace")
