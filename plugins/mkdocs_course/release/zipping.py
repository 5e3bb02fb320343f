"""Zips whose bytes depend on what they hold and on the release alone."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date
    from pathlib import Path

_UNIX = 3
_MODE = 0o100644
_FIRST_YEAR = 1980
"""Zips know no earlier one."""


def write_zip(path: Path, files: Iterable[tuple[str, bytes]], day: date, stored: Container[str] = ()) -> None:
    """Write files, each a path and its bytes, into a zip in the order given, all dated the midnight of a day.

    Those named in `stored` are not compressed.

    Raises:
        OSError: if it cannot be written.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files:
            entry = _entry(name, day)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (max(day.year, _FIRST_YEAR), day.month, day.day, 0, 0, 0))
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    return entry
