"""What a release is called, and how its name tells which of two is newer."""

from __future__ import annotations

import re

VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d?))?", re.ASCII)
"""A day, and a number for the second and later releases of it: `2026-11-24`, `2026-11-24.2`."""

LATEST = "latest.txt"
"""Beside the releases: the version of the newest, which mirrors look for."""


def sequence_of(version: str) -> int:
    """Return the number of a version, which grows from release to release: `2026112402` for `2026-11-24.2`."""
    day, _, number = version.partition(".")
    return int(day.replace("-", "")) * 100 + int(number or 0)
