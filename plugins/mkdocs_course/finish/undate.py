"""Take the day of the build out of the built site, so that the same sources give the same bytes on any day."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def undate(folder: Path) -> None:
    """Compress each `*.gz` below a folder anew, without a time in its header (RFC 1952 2.3.1: MTIME 0)."""
    for path in folder.rglob("*.gz"):
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), mtime=0))
