"""Keys of results: digests of all that a result follows from."""

from __future__ import annotations

import json
import os
import platform
import sys
import zlib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


class UnkeyableError(TypeError):
    """Something of which no digest can be taken: what follows from it cannot be kept."""


def digest(*parts: object) -> str:
    """Return the SHA-256 of any values of JSON, bytes, sets and functions, in hexadecimal; unlike values differ.

    A function is known by the name of its module and its own: the digest of the code covers what it does.

    Raises:
        UnkeyableError: if a part is of another kind.
    """
    try:
        text = json.dumps(parts, default=_known, sort_keys=True, separators=(",", ":"))
    except TypeError as error:
        raise UnkeyableError(str(error)) from error
    return sha256(text.encode()).hexdigest()


@cache
def code() -> str:
    """Return the digest of the code that makes results: this package's files, and the versions of all installed ones.

    It is taken once per process, as Python itself does not look again at code that it has loaded.
    """
    files = {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes()
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".j2", ".po", ".mo"}
    }
    installed = sorted(
        name
        for folder in sys.path
        if os.path.isdir(folder)  # noqa: PTH112  an entry of the path may be empty, which stands for this folder
        for name in os.listdir(folder)  # noqa: PTH208
        if name.endswith((".dist-info", ".egg-info"))
    )
    return digest(files, installed, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION)


def _known(value: object) -> object:
    match value:
        case bytes():
            return {"bytes": sha256(value).hexdigest()}
        case Mapping():
            return {"mapping": dict(value)}
        case set() | frozenset():
            return {"set": sorted(map(str, value))}
        case _ if callable(value) and hasattr(value, "__qualname__") and "<" not in value.__qualname__:
            return {"function": [value.__module__, value.__qualname__]}
        case _:
            raise TypeError(f"no digest can be taken of {type(value).__qualname__}")
