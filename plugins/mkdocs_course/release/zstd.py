"""Zstandard (RFC 8878) as the command `zstd -19` writes it: whole, or as the difference from an older file.

Python has it from 3.14 on; before, the extra `mirror` brings the same module.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from mkdocs_course.release.extras import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

LEVEL = 19
WINDOW = 27
"""Logarithm of the largest window, in bytes, that every reader takes without being asked to."""


def library() -> ModuleType:
    """Return the module.

    Raises:
        MissingError: if it is not installed.
    """
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415 # new in 3.14
        else:
            from backports import zstd  # noqa: PLC0415 # an extra
    except ImportError:
        raise MissingError("an archive for mirrors", "backports.zstd", "mirror") from None
    module: ModuleType = zstd
    return module


def compressed(pieces: Iterable[bytes], size: int, older: bytes = b"") -> Iterator[bytes]:
    """Compress a file of `size` bytes that comes in pieces; with an older one, to what differs from it.

    `zstd -d` reads the whole, `zstd -d --patch-from=OLDER` the difference.
    """
    zstd = library()
    name = zstd.CompressionParameter
    window = min(max(size, len(older), 1).bit_length() + 1, WINDOW)
    options: dict[Any, int] = {
        name.compression_level: LEVEL,
        name.checksum_flag: 1,
        name.window_log: max(window, 10),
        name.enable_long_distance_matching: 1 if older else 0,
    }
    prefix = zstd.ZstdDict(older, is_raw=True).as_prefix if older else None
    compressor = zstd.ZstdCompressor(options=options, zstd_dict=prefix)
    compressor.set_pledged_input_size(size)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()
